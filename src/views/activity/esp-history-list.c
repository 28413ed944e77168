/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the history of the workspace and takes single acts back, for as long as that is possible. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-history-list.h"

#include "store/esp-history.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_SHOWN 200
#define LIST_WIDTH 760

struct _EspHistoryList
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the list */
  EspStatus *status;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (EspHistoryList, esp_history_list, GTK_TYPE_WIDGET)

static const struct
{
  const char *kind;
  const char *word;
} kind_words[] = {
  { "import", NC_ ("history", "Import") },
  { "edit", NC_ ("history", "Edit") },
  { "tag", NC_ ("history", "Tag") },
  { "untag", NC_ ("history", "Tag removed") },
  { "archive", NC_ ("history", "Archive") },
  { "unarchive", NC_ ("history", "Taken out of the archive") },
  { "bulk-edit", NC_ ("history", "Bulk edit") },
  { "new-lead", NC_ ("history", "New lead") },
  { "segment-new", NC_ ("history", "New segment") },
  { "segment-edit", NC_ ("history", "Segment edited") },
  { "segment-delete", NC_ ("history", "Segment deleted") },
  { "segment-add", NC_ ("history", "Added to a segment") },
  { "segment-remove", NC_ ("history", "Taken out of a segment") },
  { "view-new", NC_ ("history", "New view") },
  { "view-edit", NC_ ("history", "View changed") },
  { "view-delete", NC_ ("history", "View deleted") },
  { "campaign", NC_ ("history", "Campaign") },
  { "message", NC_ ("history", "Message") },
  { "settings", NC_ ("history", "Settings") },
  { "channel-archive", NC_ ("history", "Channel archived") },
  { "channel-edit", NC_ ("history", "Channel edited") },
  { "consent", NC_ ("history", "Consent recorded") },
  { "note", NC_ ("history", "Note") },
  { "merge", NC_ ("history", "Duplicates merged") },
  { "undo", NC_ ("history", "Undo") },
};

typedef struct
{
  GPtrArray *entries; /* (owned) (nullable) of EspHistoryEntry */
} Load;

static void
load_free (gpointer data)
{
  g_clear_pointer (&((Load *) data)->entries, g_ptr_array_unref);
  g_free (data);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->entries = esp_history_list (tx, G_MAXINT64, MAX_SHOWN, error);
  return load->entries != NULL;
}

static const char *
get_word (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kind_words); i++)
    if (g_str_equal (kind_words[i].kind, kind))
      return g_dpgettext2 (NULL, "history", kind_words[i].word);
  return C_ ("history", "Change");
}

static char *
describe (EspHistoryList *self, const EspHistoryEntry *entry)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *when =
    esp_format_date (entry->at_us, esp_session_get_zone (self->session), ESP_DATE_SHORT_TIME,
                     esp_session_get_lang (self->session));

  g_string_append (text, when);
  g_string_append_printf (text, " · %s", entry->actor != NULL ? entry->actor : _ ("You"));
  if (entry->n_items > 0)
    {
      g_autofree char *n = esp_format_count (entry->n_items);

      g_string_append (text, " · ");
      g_string_append_printf (text, ngettext ("%s item", "%s items", (gulong) entry->n_items), n);
    }
  if (entry->undone_at_us != 0)
    g_string_append_printf (text, " · %s", _ ("undone"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
undo_cb (GtkButton *button, EspHistoryList *self)
{
  const gint64 *id = g_object_get_data (G_OBJECT (button), "esp-history");

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  esp_session_undo_op (self->session, *id);
}

static GtkWidget *
make_row (EspHistoryList *self, const EspHistoryEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  const char *word = get_word (entry->kind);
  gboolean has_summary = entry->summary != NULL && *entry->summary != '\0';
  g_autofree char *title =
    has_summary ? g_strdup_printf ("%s: %s", word, entry->summary) : g_strdup (word);
  g_autofree char *subtitle = describe (self, entry);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (entry->can_undo)
    {
      GtkWidget *button = gtk_button_new_with_label (entry->undo_of != 0 ? _ ("Redo") : _ ("Undo"));
      g_autofree char *spoken =
        g_strdup_printf ("%s: %s", gtk_button_get_label (GTK_BUTTON (button)), title);

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      spoken, -1);
      g_object_set_data_full (G_OBJECT (button), "esp-history",
                              g_memdup2 (&entry->id, sizeof entry->id), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (undo_cb), self, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static void
fill (EspHistoryList *self, const GPtrArray *entries)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < entries->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (self, entries->pdata[i]));
  if (entries->len > 0)
    esp_status_show_content (self->status);
  else
    esp_status_show_empty (self->status, "esp-history-symbolic", _ ("No changes yet"),
                           _ ("What you change can be taken back here for 30 days."));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspHistoryList) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->status != NULL && load != NULL)
    fill (self, load->entries);
  else if (self->status != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
    }
  g_clear_pointer (&load, load_free);
}

/**
 * esp_history_list_reload:
 *
 * Reads the history again.
 */
void
esp_history_list_reload (EspHistoryList *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_cb,
                        g_new0 (Load, 1), load_free, esp_session_get_cancellable (self->session),
                        loaded_cb, g_object_ref (self));
}

static void
changed_cb (EspHistoryList *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_HISTORY))
    esp_history_list_reload (self);
}

static void
esp_history_list_dispose (GObject *object)
{
  EspHistoryList *self = ESP_HISTORY_LIST (object);

  if (self->status != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->status));
  self->status = NULL;
  G_OBJECT_CLASS (esp_history_list_parent_class)->dispose (object);
}

static void
esp_history_list_class_init (EspHistoryListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_history_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_history_list_init (EspHistoryList *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = esp_form_list_new (_ ("Changes"));
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->list, 12);
  gtk_widget_set_margin_bottom (self->list, 18);
  gtk_widget_set_margin_start (self->list, 12);
  gtk_widget_set_margin_end (self->list, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_parent (GTK_WIDGET (self->status), GTK_WIDGET (self));
}

/**
 * esp_history_list_new:
 *
 * Returns: (transfer floating): the history of the session's workspace; follows what happens
 */
GtkWidget *
esp_history_list_new (EspSession *session)
{
  EspHistoryList *self = g_object_new (ESP_TYPE_HISTORY_LIST, NULL);

  self->session = session;
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  esp_history_list_reload (self);
  return GTK_WIDGET (self);
}
/**
 * esp_history_list_get_list:
 *
 * Returns: (transfer none): the rows
 */
GtkListBox *
esp_history_list_get_list (EspHistoryList *self)
{
  return GTK_LIST_BOX (self->list);
}
