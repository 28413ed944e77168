/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a lead's page: who it is, how to reach them, what can be done, who else it may be. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-head.h"

#include "store/esp-duplicates.h"
#include "views/leads/esp-duplicates-window.h"
#include "views/leads/esp-lead-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static GMenuModel *
menu_new (const EspLead *lead)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) find = g_menu_new ();
  g_autoptr (GMenu) person = g_menu_new ();

  g_menu_append (find, _ ("Write a note"), "lead.note");
  g_menu_append (find, _ ("New task…"), "lead.task");
  g_menu_append (find, _ ("Copy the link"), "lead.copy-link");
  g_menu_append (find, _ ("Find duplicates…"), "lead.duplicates");
  g_menu_append (person, _ ("Export this person's data…"), "lead.export");
  g_menu_append (person, lead->archived_at_us == 0 ? _ ("Archive") : _ ("Take out of the archive"),
                 "lead.archive");
  g_menu_append (person, _ ("Erase this person for good…"), "lead.erase");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (find));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (person));
  return G_MENU_MODEL (menu);
}

static GtkWidget *
menu_button_new (const EspLead *lead)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenuModel) menu = menu_new (lead);
  const char *label = _ ("What can be done with this lead");

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static GtkWidget *
words_new (const char *title, const EspLead *lead)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *name = gtk_label_new (title);
  const char *email = esp_lead_get_text (lead, "email");
  g_autofree char *phone = esp_lead_format_phone (esp_lead_get_text (lead, "phone"));
  g_autofree char *reach = g_strjoin (email != NULL && *phone != '\0' ? " · " : "",
                                      email != NULL ? email : "", phone, NULL);
  GtkWidget *address = gtk_label_new (reach);

  gtk_widget_add_css_class (name, "title-4");
  gtk_widget_add_css_class (address, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (name), 0.0f);
  gtk_label_set_xalign (GTK_LABEL (address), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (address), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_widget_set_tooltip_text (address, reach);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), address);
  gtk_widget_set_visible (address, *reach != '\0');
  return words;
}

static GtkWidget *
hint_new (const char *icon_name, const char *text, const char *label, const char *action)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, "icon-name", icon_name, NULL);
  GtkWidget *words = gtk_label_new (text);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0.0f);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (box, "esp-hint");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

/* Somebody else who shares something: the first that is not the lead itself. */
static GtkWidget *
duplicate_hint_new (const EspLeadRecord *record)
{
  for (guint i = 0; i < record->duplicates->len; i++)
    {
      const EspDuplicateGroup *group = g_ptr_array_index (record->duplicates, i);
      g_autofree char *n = esp_format_count (group->n - 1);
      g_autofree char *text = NULL;

      for (guint j = 0; j < group->leads->len; j++)
        {
          guint32 id = g_array_index (group->leads, guint32, j);
          g_autofree char *action = g_strdup_printf ("lead.compare(uint32 %u)", id);

          if (id == record->id)
            continue;
          /* Translators: what they have in common, then how many other leads */
          text = g_strdup_printf (ngettext ("%s: %s other lead may be the same person",
                                            "%s: %s other leads may be the same person",
                                            (gulong) (group->n - 1)),
                                  esp_duplicate_kind_words (group->kind), n);
          return hint_new ("esp-merge-symbolic", text, _ ("Compare…"), action);
        }
    }
  return NULL;
}

/**
 * esp_lead_head_new:
 * @title: what the lead is called
 *
 * Its buttons use actions "lead.".
 *
 * Returns: (transfer floating): the head
 */
GtkWidget *
esp_lead_head_new (const char *title, const EspLeadRecord *record, gboolean is_narrow)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *avatar = adw_avatar_new (is_narrow ? 40 : 56, title, TRUE);
  GtkWidget *duplicate = duplicate_hint_new (record);

  gtk_accessible_update_property (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_box_append (GTK_BOX (line), avatar);
  gtk_box_append (GTK_BOX (line), words_new (title, record->lead));
  gtk_box_append (GTK_BOX (line), menu_button_new (record->lead));
  gtk_box_append (GTK_BOX (head), line);
  if (record->lead->archived_at_us != 0)
    gtk_box_append (GTK_BOX (head),
                    hint_new ("esp-archive-symbolic",
                              _ ("Archived: not in lists and segments, and nothing is sent"),
                              _ ("Take out"), "lead.archive"));
  if (duplicate != NULL)
    gtk_box_append (GTK_BOX (head), duplicate);
  return head;
}
