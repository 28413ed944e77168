/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of decisions: who started, stopped, resumed or braked what, and why. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-log-list.h"

#include "store/esp-audit.h"
#include "views/shell/esp-row-lines.h"
#include "views/shell/esp-send-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_SHOWN 300

static const struct
{
  const char *action;
  const char *word;
} action_words[] = {
  { "send-ordered", NC_ ("log", "Send ordered") },
  { "send-pause", NC_ ("log", "Send paused") },
  { "send-paused", NC_ ("log", "Send paused by itself") },
  { "send-resume", NC_ ("log", "Send resumed") },
  { "send-stop", NC_ ("log", "Send stopped") },
  { "send-stopped", NC_ ("log", "Send given up") },
  { "send-done", NC_ ("log", "Send finished") },
  { "send-retry", NC_ ("log", "Refused messages tried again") },
  { "send-let-be", NC_ ("log", "Refused messages let be") },
  { "send-postponed", NC_ ("log", "Send postponed") },
  { "doubt-sent", NC_ ("log", "In doubt: counted as sent") },
  { "doubt-again", NC_ ("log", "In doubt: sent again") },
  { "journey-published", NC_ ("log", "Journey published") },
  { "journey-pause", NC_ ("log", "Journey paused") },
  { "journey-freeze", NC_ ("log", "Journey paused, its clock too") },
  { "journey-resume", NC_ ("log", "Journey resumed") },
  { "journey-close", NC_ ("log", "Entry to the journey stopped") },
  { "journey-open", NC_ ("log", "Entry to the journey opened") },
  { "journey-end", NC_ ("log", "Journey ending") },
  { "journey-end-now", NC_ ("log", "Journey ended, everyone taken out") },
  { "leads-export", NC_ ("log", "Leads exported") },
  { "review-ask", NC_ ("log", "Review asked for") },
  { "review-approve", NC_ ("log", "Approved") },
  { "review-changes", NC_ ("log", "Changes requested") },
  { "review-withdraw", NC_ ("log", "Review withdrawn") },
  { "kill-on", NC_ ("log", "All sending stopped") },
  { "kill-off", NC_ ("log", "Sending resumed") },
};

/**
 * esp_log_action_words:
 *
 * Returns: (transfer none): what was decided
 */
const char *
esp_log_action_words (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (action_words); i++)
    if (g_str_equal (action_words[i].action, action))
      return g_dpgettext2 (NULL, "log", action_words[i].word);
  return action;
}

/**
 * esp_log_actor_words:
 * @actor: (nullable): %NULL is the person at the window
 *
 * Returns: (transfer none): who decided
 */
const char *
esp_log_actor_words (const char *actor)
{
  if (actor == NULL)
    return _ ("You");
  if (g_str_equal (actor, "ctl"))
    return _ ("You, on the command line");
  return g_str_equal (actor, "engine") ? _ ("The engine") : actor;
}

/**
 * esp_log_describe_detail:
 * @detail: (nullable): a number is how many people; JSON is for machines; the rest is a reason
 *
 * Returns: (transfer full) (nullable): the same for people
 */
char *
esp_log_describe_detail (const char *detail)
{
  g_autofree char *count = NULL;

  if (detail == NULL || *detail == '{' || *detail == '\0')
    return NULL;
  if (!g_ascii_isdigit (*detail))
    return esp_send_reason_message (detail);
  count = esp_format_count (g_ascii_strtoll (detail, NULL, 10));
  return g_strdup_printf (ngettext ("%s person", "%s people",
                                    (gulong) g_ascii_strtoull (detail, NULL, 10)),
                          count);
}

static char *
describe (EspSession *session, const EspAuditEntry *entry)
{
  g_autofree char *when = esp_format_date (entry->at_us, esp_session_get_zone (session),
                                           ESP_DATE_SHORT_TIME, esp_session_get_lang (session));
  g_autofree char *detail = esp_log_describe_detail (entry->detail);
  const char *who = esp_log_actor_words (entry->actor);

  return g_strdup_printf ("%s · %s%s%s", when, who, detail != NULL ? " · " : "",
                          detail != NULL ? detail : "");
}

static void
open_cb (GtkListBoxRow *row, EspSession *session)
{
  esp_session_open (session, g_object_get_data (G_OBJECT (row), "esp-address"));
}

static GtkWidget *
make_row (EspSession *session, gconstpointer record)
{
  const EspAuditEntry *entry = record;
  GtkWidget *row = adw_action_row_new ();
  const char *word = esp_log_action_words (entry->action);
  g_autofree char *title =
    entry->name != NULL ? g_strdup_printf ("%s: %s", word, entry->name) : g_strdup (word);
  g_autofree char *subtitle = describe (session, entry);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (entry->campaign_id == 0)
    return row;
  g_object_set_data_full (G_OBJECT (row), "esp-address",
                          g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, entry->campaign_id),
                          g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (open_cb), session, 0);
  return row;
}

static GPtrArray *
load (EspTx *tx, GError **error)
{
  return esp_audit_log (tx, G_MAXINT64, MAX_SHOWN, error);
}

/**
 * esp_log_list_new:
 *
 * Returns: (transfer floating): the log of the session's workspace; follows what happens
 */
GtkWidget *
esp_log_list_new (EspSession *session)
{
  const EspRecordListKind kind = {
    .name = C_ ("activity", "Log"),
    .empty_title = _ ("Nothing decided yet"),
    .empty_text = _ ("What you and the engine decide about sends is kept here."),
    .changes = ESP_CHANGE_JOB | ESP_CHANGE_CAMPAIGN,
    .load = load,
    .make_row = make_row,
  };

  return esp_record_list_new (session, &kind);
}
