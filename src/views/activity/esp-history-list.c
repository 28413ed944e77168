/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the history of the workspace and takes single acts back, for as long as that is possible. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-history-list.h"

#include "store/esp-history.h"
#include "views/activity/esp-log-list.h"
#include "worker/esp-workspace-setting.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_SHOWN 200

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
  { "suppress", NC_ ("history", "Suppressed") },
  { "bulk-edit", NC_ ("history", "Bulk edit") },
  { "new-lead", NC_ ("history", "New lead") },
  { "segment-new", NC_ ("history", "New segment") },
  { "journey-new", NC_ ("history", "New journey") },
  { "journey-enter", NC_ ("history", "Let into a journey") },
  { "journey-edit", NC_ ("history", "Change of a journey") },
  { "segment-edit", NC_ ("history", "Segment edited") },
  { "segment-delete", NC_ ("history", "Segment deleted") },
  { "segment-add", NC_ ("history", "Added to a segment") },
  { "segment-remove", NC_ ("history", "Taken out of a segment") },
  { "plan-add", NC_ ("history", "Added to the plan") },
  { "plan-edit", NC_ ("history", "Plan changed") },
  { "plan-move", NC_ ("history", "Moved in the calendar") },
  { "plan-remove", NC_ ("history", "Removed from the plan") },
  { "plan-holidays", NC_ ("history", "Holidays changed") },
  { "plan-budget", NC_ ("history", "Budget changed") },
  { "plan-scenario", NC_ ("history", "Scenario changed") },
  { "plan-import", NC_ ("history", "Calendar read") },
  { "view-new", NC_ ("history", "New view") },
  { "view-edit", NC_ ("history", "View changed") },
  { "view-delete", NC_ ("history", "View deleted") },
  { "campaign", NC_ ("history", "Campaign") },
  { "message", NC_ ("history", "Message") },
  { "overview", NC_ ("history", "Overview") },
  { "settings", NC_ ("history", "Settings") },
  { "channel-add", NC_ ("history", "Channel added") },
  { "channel-archive", NC_ ("history", "Channel archived") },
  { "channel-edit", NC_ ("history", "Channel edited") },
  { "channel-move", NC_ ("history", "Waiting messages moved") },
  { "consent", NC_ ("history", "Consent recorded") },
  { "note", NC_ ("history", "Note") },
  { "merge", NC_ ("history", "Duplicates merged") },
  { "event", NC_ ("history", "Event recorded") },
  { "library-add", NC_ ("history", "Added to the library") },
  { "library-edit", NC_ ("history", "Library changed") },
  { "library-remove", NC_ ("history", "Put away from the library") },
  { "library-replace", NC_ ("history", "Replaced in messages") },
  { "task", NC_ ("history", "Task") },
  { "task-delete", NC_ ("history", "Task deleted") },
  { "score-new", NC_ ("history", "New score") },
  { "score", NC_ ("history", "Score changed") },
  { "score-delete", NC_ ("history", "Score deleted") },
  { "stages", NC_ ("history", "Stages changed") },
  { "undo", NC_ ("history", "Undo") },
  { "redo", NC_ ("history", "Redo") },
};

static const char *
get_word (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kind_words); i++)
    if (g_str_equal (kind_words[i].kind, kind))
      return g_dpgettext2 (NULL, "history", kind_words[i].word);
  return C_ ("history", "Change");
}

static char *
describe (EspSession *session, const EspHistoryEntry *entry)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *when = esp_format_date (entry->at_us, esp_session_get_zone (session),
                                           ESP_DATE_SHORT_TIME, esp_session_get_lang (session));

  g_string_append (text, when);
  g_string_append_printf (text, " · %s", esp_log_actor_words (entry->actor));
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
undo_cb (GtkButton *button, EspSession *session)
{
  const gint64 *id = g_object_get_data (G_OBJECT (button), "esp-history");

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  esp_session_undo_op (session, *id);
}

/* The command line names settings by their keys. */
static const char *
get_summary (const EspHistoryEntry *entry)
{
  const EspSetting *setting = entry->summary != NULL && g_str_equal (entry->kind, "settings")
                                ? esp_setting_find (entry->summary)
                                : NULL;

  if (setting != NULL)
    return _ (setting->title);
  return entry->summary != NULL && *entry->summary != '\0' ? entry->summary : NULL;
}

static GtkWidget *
make_row (EspSession *session, gconstpointer record)
{
  const EspHistoryEntry *entry = record;
  GtkWidget *row = adw_action_row_new ();
  const char *word = get_word (entry->kind);
  const char *summary = get_summary (entry);
  g_autofree char *title =
    summary != NULL ? g_strdup_printf ("%s: %s", word, summary) : g_strdup (word);
  g_autofree char *subtitle = describe (session, entry);

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
      g_signal_connect_object (button, "clicked", G_CALLBACK (undo_cb), session, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static GPtrArray *
load (EspTx *tx, GError **error)
{
  return esp_history_list (tx, G_MAXINT64, MAX_SHOWN, error);
}

/**
 * esp_history_list_new:
 *
 * Returns: (transfer floating): the history of the session's workspace; follows what happens
 */
GtkWidget *
esp_history_list_new (EspSession *session)
{
  const EspRecordListKind kind = {
    .name = _ ("Changes"),
    .empty_title = _ ("No changes yet"),
    .empty_text = _ ("What you change can be taken back here for 30 days."),
    .changes = ESP_CHANGE_HISTORY,
    .load = load,
    .make_row = make_row,
  };

  return esp_record_list_new (session, &kind);
}
