/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of the import that only show: the beginning, the waiting, and what all of them share. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-parts.h"

#include "views/shell/esp-button.h"
#include "views/shell/esp-word-wrap.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PAGE_WIDTH 720

/**
 * esp_import_page_new:
 *
 * Returns: (transfer floating): a page that scrolls, as wide as text reads well
 */
GtkWidget *
esp_import_page_new (GtkWidget *content)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  gtk_widget_set_margin_start (content, 12);
  gtk_widget_set_margin_end (content, 12);
  gtk_widget_set_margin_top (content, 24);
  gtk_widget_set_margin_bottom (content, 24);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

/**
 * esp_import_problem_new:
 *
 * Returns: (transfer floating): a line for what is wrong; hidden while nothing is
 */
GtkWidget *
esp_import_problem_new (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_widget_add_css_class (label, "error");
  gtk_widget_set_visible (label, FALSE);
  return label;
}

/**
 * esp_import_problem_set:
 * @problem: (nullable): %NULL when nothing is wrong
 */
void
esp_import_problem_set (GtkWidget *label, const char *problem)
{
  gtk_label_set_text (GTK_LABEL (label), problem != NULL ? problem : "");
  gtk_widget_set_visible (label, problem != NULL);
}

/**
 * esp_import_button_new:
 * @label: with a mnemonic
 * @css_class: (nullable)
 *
 * Returns: (transfer floating): a button for an action of the screen
 */
GtkWidget *
esp_import_button_new (const char *label, const char *action, const char *css_class)
{
  GtkWidget *button = esp_button_new (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  return button;
}

/* Files of something else than people. */
static GtkWidget *
build_others (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (_ ("Bring in something else"));

  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_margin_top (label, 18);
  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), esp_import_button_new (_ ("_Orders…"), "screen.orders", NULL));
  gtk_box_append (GTK_BOX (row), esp_import_button_new (_ ("_Ad spend…"), "screen.spend", NULL));
  gtk_box_append (GTK_BOX (row), esp_import_button_new (_ ("_Events…"), "screen.events", NULL));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), row);
  return box;
}

/**
 * esp_import_start_new:
 * @draft: what offers the import that was left half done
 * @out_problem: (out) (transfer none): for what is wrong with the file
 *
 * Returns: (transfer floating): the page that asks for a file; Ctrl+V on it takes copied rows
 */
GtkWidget *
esp_import_start_new (GtkWidget *draft, GtkWidget **out_problem)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *choose =
    esp_import_button_new (_ ("_Choose a file…"), "screen.choose", "suggested-action");
  GtkWidget *paste = esp_import_button_new (_ ("_Paste rows"), "screen.paste", "flat");
  GtkEventController *keys = gtk_shortcut_controller_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "esp-import-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Bring your leads"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _ ("Drop a CSV, TSV, Excel (XLSX) or LibreOffice (ODS) file on "
                                      "this window, choose one, or paste rows that were "
                                      "copied in a spreadsheet. Korean files from Excel are read "
                                      "as they are."));
  gtk_widget_add_css_class (choose, "pill");
  gtk_widget_set_halign (choose, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (paste, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_bottom (draft, 12);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  *out_problem = esp_import_problem_new ();
  gtk_box_append (GTK_BOX (box), draft);
  gtk_box_append (GTK_BOX (box), choose);
  gtk_box_append (GTK_BOX (box), paste);
  gtk_box_append (GTK_BOX (box), *out_problem);
  gtk_box_append (GTK_BOX (box), build_others ());
  adw_status_page_set_child (ADW_STATUS_PAGE (page), box);
  esp_word_wrap_keep (page);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_v,
                                                                                  GDK_CONTROL_MASK),
                                                          gtk_named_action_new ("screen.paste")));
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_widget_add_controller (page, keys);
  return page;
}

/**
 * esp_import_busy_new:
 * @out_bar: (out) (transfer none): how far it is
 * @out_label: (out) (transfer none): what is being done
 *
 * Returns: (transfer floating): the page that is shown while a file is read
 */
GtkWidget *
esp_import_busy_new (GtkWidget **out_bar, GtkWidget **out_label)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *cancel = esp_import_button_new (_ ("_Cancel"), "screen.cancel", NULL);

  *out_bar = gtk_progress_bar_new ();
  *out_label = gtk_label_new (NULL);
  gtk_widget_set_size_request (*out_bar, 320, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*out_bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Progress"), -1);
  gtk_widget_add_css_class (*out_label, "numeric");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (cancel, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), *out_label);
  gtk_box_append (GTK_BOX (box), *out_bar);
  gtk_box_append (GTK_BOX (box), cancel);
  return box;
}
