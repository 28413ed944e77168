/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks the message while it is written and offers what the program can repair by itself. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-checks-panel.h"

#include "engine/policy/esp-link-facts.h"
#include "views/messages/esp-check-words.h"
#include "views/messages/esp-render-call.h"
#include "views/messages/esp-template-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-row-lines.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-link-looks.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* A pause this long in the work checks again. */
#define CHECK_DELAY_MS 600

struct _EspChecksPanel
{
  GtkWidget parent_instance;

  EspMessageDesk *desk; /* (owned) */
  GtkWidget *box;
  EspRenderCall *call; /* (owned) (nullable) whose findings are shown */
  guint source;
  guint serial;        /* of the newest check */
  gboolean is_opening; /* the links are asked for */
};

G_DEFINE_FINAL_TYPE (EspChecksPanel, esp_checks_panel, GTK_TYPE_WIDGET)

static void schedule (EspChecksPanel *self);

static void
fix_cb (EspChecksPanel *self, GtkWidget *button)
{
  const EspContentFinding *finding = g_object_get_data (G_OBJECT (button), "esp-finding");
  EspMessageDoc *doc = self->call != NULL ? esp_render_call_fix (self->call, finding) : NULL;

  if (doc == NULL)
    return;
  esp_session_announce (esp_message_desk_get_session (self->desk), _ ("Fixed"), FALSE);
  esp_message_desk_take_doc (self->desk, doc, _ ("Fix"));
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, EspChecksPanel *self)
{
  const char *place = g_object_get_data (G_OBJECT (row), "esp-place");

  if (place != NULL && g_str_has_prefix (place, "block:"))
    esp_message_desk_select (self->desk, place + strlen ("block:"));
}

static GtkWidget *
make_row (EspChecksPanel *self, const EspContentFinding *finding)
{
  static const char *const icons[] = { "esp-success-symbolic", "esp-warning-symbolic",
                                       "esp-warning-symbolic", "esp-error-symbolic" };
  static const char *const colours[] = { "success", "warning", "warning", "error" };
  gboolean is_fine = finding->severity == ESP_SEVERITY_FINE;
  g_autofree char *sentence = esp_check_dup_sentence (finding);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (icons[finding->severity]);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  g_autofree char *reason = esp_check_dup_why (finding->rule);
  g_autofree char *why = g_markup_escape_text (reason, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  if (!is_fine)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), why);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_fine                                   ? _ ("Fine")
                                  : finding->severity == ESP_SEVERITY_BLOCK ? _ ("Blocks sending")
                                                                            : _ ("Look at this"),
                                  -1);
  gtk_widget_add_css_class (icon, colours[finding->severity]);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), finding->place != NULL);
  g_object_set_data_full (G_OBJECT (row), "esp-place", g_strdup (finding->place), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  if (finding->can_fix && !is_fine)
    {
      GtkWidget *button = gtk_button_new_with_label (_ ("Fix"));
      /* Translators: %s is a sentence that says what is wrong */
      g_autofree char *label = g_strdup_printf (_ ("Fix: %s"), sentence);

      g_object_set_data (G_OBJECT (button), "esp-finding", (gpointer) finding);
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                      -1);
      g_signal_connect_object (button, "clicked", G_CALLBACK (fix_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static void
add_group (EspChecksPanel *self, const char *title, EspSeverity from, EspSeverity to)
{
  GtkWidget *list = NULL;
  GtkWidget *heading;
  guint n = 0;

  for (guint i = 0; i < self->call->findings->len; i++)
    {
      const EspContentFinding *finding = self->call->findings->pdata[i];

      if (finding->severity < from || finding->severity > to)
        continue;
      if (list == NULL)
        list = esp_form_list_new (title);
      gtk_list_box_append (GTK_LIST_BOX (list), make_row (self, finding));
      n++;
    }
  if (list != NULL)
    {
      g_autofree char *text = g_strdup_printf ("%s · %u", title, n);

      heading = gtk_label_new (text);
      gtk_widget_add_css_class (heading, "heading");
      gtk_label_set_xalign (GTK_LABEL (heading), 0);
      gtk_box_append (GTK_BOX (self->box), heading);
      gtk_box_append (GTK_BOX (self->box), list);
      g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
    }
}

/* What is fine is one line that opens: nobody reads forty of them to find the one that is not. */
static void
add_fine (EspChecksPanel *self)
{
  GtkWidget *list = esp_form_list_new (_ ("Fine"));
  GtkWidget *fold = adw_expander_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("esp-success-symbolic");
  g_autofree char *title = NULL;
  guint n = 0;

  for (guint i = 0; i < self->call->findings->len; i++)
    {
      const EspContentFinding *finding = self->call->findings->pdata[i];

      if (finding->severity != ESP_SEVERITY_FINE)
        continue;
      adw_expander_row_add_row (ADW_EXPANDER_ROW (fold), make_row (self, finding));
      n++;
    }
  title = g_strdup_printf (n == self->call->findings->len ? _ ("Everything is fine · %u")
                                                          : _ ("Fine · %u"),
                           n);
  gtk_widget_add_css_class (icon, "success");
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (fold), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (fold), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (fold), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_list_box_append (GTK_LIST_BOX (list), fold);
  gtk_box_append (GTK_BOX (self->box), list);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspChecksPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n = 0;
  gboolean is_done = esp_link_looks_open_finish (result, &n, &error);
  g_autofree char *text = NULL;

  self->is_opening = FALSE;
  if (self->box == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = is_done ? g_strdup_printf (ngettext ("%u link was opened", "%u links were opened", n), n)
                 : g_strdup_printf (_ ("The links could not be opened: %s"), error->message);
  esp_session_announce (esp_message_desk_get_session (self->desk), text, !is_done);
  schedule (self);
}

/* Nothing is asked of the network before somebody presses this. */
static void
open_links_cb (EspChecksPanel *self, GtkWidget *button)
{
  EspSession *session = esp_message_desk_get_session (self->desk);
  const EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);
  GPtrArray *addresses = doc != NULL ? esp_link_facts_list_addresses (doc) : NULL;

  if (addresses == NULL || self->is_opening)
    {
      g_clear_pointer (&addresses, g_ptr_array_unref);
      return;
    }
  g_ptr_array_add (addresses, NULL);
  self->is_opening = TRUE;
  gtk_widget_set_sensitive (button, FALSE);
  gtk_button_set_label (GTK_BUTTON (button), _ ("Opening the links…"));
  esp_link_looks_open_async (esp_session_get_store (session),
                             (char **) g_ptr_array_free (addresses, FALSE),
                             esp_session_get_cancellable (session), opened_cb, g_object_ref (self));
}

static void
add_opener (EspChecksPanel *self)
{
  const EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);
  g_autoptr (GPtrArray) addresses = doc != NULL ? esp_link_facts_list_addresses (doc) : NULL;
  GtkWidget *button;

  if (addresses == NULL || addresses->len == 0)
    return;
  button =
    gtk_button_new_with_label (self->is_opening ? _ ("Opening the links…") : _ ("Open the Links"));
  gtk_widget_set_sensitive (button, !self->is_opening);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button,
                               _ ("Asks each server over the network whether the page is there. "
                                  "Nothing is sent to people, and private networks are left out."));
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_links_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), button);
}

static void
clear (EspChecksPanel *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
}

static void
show_failure (EspChecksPanel *self, const GError *error)
{
  g_autofree char *reason = esp_template_words (error->message);
  g_autofree char *text = g_strdup_printf (_ ("The message could not be checked: %s"), reason);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "error");
  gtk_box_append (GTK_BOX (self->box), label);
}

typedef struct
{
  EspChecksPanel *panel; /* (owned) */
  guint serial;
} Check;

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Check *check = user_data;
  g_autoptr (EspChecksPanel) self = check->panel;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRenderCall) call = esp_store_read_finish (ESP_STORE (source), result, &error);
  gboolean is_newest = check->serial == self->serial;

  g_free (check);
  if (self->box == NULL || !is_newest || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  clear (self);
  g_clear_pointer (&self->call, esp_render_call_free);
  if (call == NULL)
    {
      show_failure (self, error);
      return;
    }
  self->call = g_steal_pointer (&call);
  add_group (self, _ ("Blocks sending"), ESP_SEVERITY_BLOCK, ESP_SEVERITY_BLOCK);
  add_group (self, _ ("Look at this"), ESP_SEVERITY_WARN, ESP_SEVERITY_APPROVE);
  add_fine (self);
  add_opener (self);
}

static gboolean
run_cb (gpointer user_data)
{
  EspChecksPanel *self = user_data;
  EspSession *session = esp_message_desk_get_session (self->desk);
  const char *document = esp_message_draft_get_document (esp_message_desk_get_draft (self->desk));
  EspRenderCall *call;
  Check *check;

  self->source = 0;
  if (document == NULL || esp_message_desk_get_doc (self->desk) == NULL)
    return G_SOURCE_REMOVE;
  call = esp_render_call_new (document);
  call->is_check = TRUE;
  check = g_new0 (Check, 1);
  check->panel = g_object_ref (self);
  check->serial = ++self->serial;
  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, esp_render_call_run, call,
                        (GDestroyNotify) esp_render_call_free,
                        esp_session_get_cancellable (session), checked_cb, check);
  return G_SOURCE_REMOVE;
}

static void
schedule (EspChecksPanel *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (CHECK_DELAY_MS, run_cb, self);
}

static void
esp_checks_panel_dispose (GObject *object)
{
  EspChecksPanel *self = ESP_CHECKS_PANEL (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->call, esp_render_call_free);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (esp_checks_panel_parent_class)->dispose (object);
}

static void
esp_checks_panel_class_init (EspChecksPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_checks_panel_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_checks_panel_init (EspChecksPanel *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_checks_panel_new:
 *
 * Returns: (transfer floating): the panel, checking after each change
 */
GtkWidget *
esp_checks_panel_new (EspMessageDesk *desk)
{
  EspChecksPanel *self = g_object_new (ESP_TYPE_CHECKS_PANEL, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  schedule (self);
  return GTK_WIDGET (self);
}
