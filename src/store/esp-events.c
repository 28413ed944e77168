/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events: adding them once, with what follows from them: figures of the lead, withdrawals, suppressions. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-events.h"

#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-revenue.h"
#include "store/esp-suppressions.h"

#include <string.h>

#define MAX_KIND_LENGTH 64

/**
 * esp_event_clear:
 */
void
esp_event_clear (EspEvent *event)
{
  g_clear_pointer (&event->kind, g_free);
  g_clear_pointer (&event->props, g_free);
  g_clear_pointer (&event->dedupe_key, g_free);
}

/**
 * esp_event_free:
 */
void
esp_event_free (EspEvent *event)
{
  if (event == NULL)
    return;
  esp_event_clear (event);
  g_free (event);
}

/**
 * esp_event_is_kind_name:
 *
 * Returns: whether @kind can name a kind: letters and digits of any script, "_", "-" and ".", at most 64
 *   characters
 */
gboolean
esp_event_is_kind_name (const char *kind)
{
  if (*kind == '\0' || !g_utf8_validate (kind, -1, NULL) ||
      g_utf8_strlen (kind, -1) > MAX_KIND_LENGTH)
    return FALSE;
  for (const char *p = kind; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isalnum (g_utf8_get_char (p)) && strchr ("_-.", *p) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * esp_event_kind_id:
 *
 * Finds the number of a kind of events, making the kind when it is new.
 */
gboolean
esp_event_kind_id (EspTx *tx, const char *kind, gint64 *out_id, GError **error)
{
  static const char sql_find[] = "SELECT id FROM event_kind WHERE name = ?1";
  static const char sql_insert[] = "INSERT INTO event_kind (name) VALUES (?1)";
  g_autoptr (EspStmt) find = esp_tx_stmt (tx, sql_find, error);
  g_autoptr (EspStmt) insert = NULL;
  EspStep step;

  if (find == NULL)
    return FALSE;
  esp_stmt_bind_text (find, 1, kind);
  step = esp_stmt_step (find, error);
  if (step == ESP_STEP_ROW)
    *out_id = esp_stmt_int64 (find, 0);
  if (step != ESP_STEP_DONE)
    return step == ESP_STEP_ROW;
  if (!esp_event_is_kind_name (kind))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” cannot name a kind of event: use letters, digits, “_”, “-” and “.”", kind);
      return FALSE;
    }
  insert = esp_tx_stmt (tx, sql_insert, error);
  if (insert == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (insert, 1, kind);
  if (!esp_stmt_run (insert, error))
    return FALSE;
  *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  return TRUE;
}

/**
 * esp_event_list_kinds:
 *
 * Returns: (transfer full): the kinds that the workspace knows; %NULL with @error set
 */
GStrv
esp_event_list_kinds (EspTx *tx, GError **error)
{
  static const char sql_list[] = "SELECT name FROM event_kind ORDER BY name, id";
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_strv_builder_add (builder, esp_stmt_text (stmt, 0));
  return step == ESP_STEP_DONE ? g_strv_builder_end (builder) : NULL;
}

static gboolean
insert (EspTx *tx, const EspEvent *event, gint64 kind_id, gboolean *out_is_new, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO event (lead_id, kind_id, at, campaign_id, send_id, message_id, journey_id, props, "
    "dedupe_key)"
    " VALUES (?1, ?2, ?3, nullif (?4, 0), nullif (?5, 0), nullif (?6, 0), nullif (?7, 0), ?8, ?9)"
    " ON CONFLICT (dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, event->lead_id);
  esp_stmt_bind_int64 (stmt, 2, kind_id);
  esp_stmt_bind_int64 (stmt, 3, event->at_us);
  esp_stmt_bind_int64 (stmt, 4, event->campaign_id);
  esp_stmt_bind_int64 (stmt, 5, event->send_id);
  esp_stmt_bind_int64 (stmt, 6, event->message_id);
  esp_stmt_bind_int64 (stmt, 7, event->journey_id);
  esp_stmt_bind_text (stmt, 8, event->props);
  esp_stmt_bind_text (stmt, 9, event->dedupe_key);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_is_new = esp_db_n_changed (esp_tx_get_db (tx)) > 0;
  return TRUE;
}

static gboolean
count_in_stat (EspTx *tx, const EspEvent *event, GError **error)
{
  static const char sql_count[] =
    "INSERT INTO lead_stat (lead_id, n_opened, n_clicked, last_open_at, last_click_at, "
    "last_event_at)"
    " VALUES (?1, ?2, ?3, iif (?2, ?4, NULL), iif (?3, ?4, NULL), ?4)"
    " ON CONFLICT (lead_id) DO UPDATE SET"
    " n_opened = n_opened + excluded.n_opened,"
    " n_clicked = n_clicked + excluded.n_clicked,"
    " last_open_at = nullif (max (coalesce (last_open_at, 0), coalesce (excluded.last_open_at, "
    "0)), 0),"
    " last_click_at = nullif (max (coalesce (last_click_at, 0), coalesce (excluded.last_click_at, "
    "0)), 0),"
    " last_event_at = max (coalesce (last_event_at, 0), excluded.last_event_at)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, event->lead_id);
  esp_stmt_bind_int64 (stmt, 2, g_str_equal (event->kind, ESP_EVENT_OPEN));
  esp_stmt_bind_int64 (stmt, 3, g_str_equal (event->kind, ESP_EVENT_CLICK));
  esp_stmt_bind_int64 (stmt, 4, event->at_us);
  return esp_stmt_run (stmt, error);
}

static const char *
channel_of (const EspEvent *event)
{
  return event->channel != NULL ? event->channel : "email";
}

static gboolean
withdraw_consent (EspTx *tx, const EspEvent *event, GError **error)
{
  EspConsent consent = { .lead_id = event->lead_id,
                         .channel = (char *) channel_of (event),
                         .purpose = (char *) "marketing",
                         .state = (char *) "withdrawn",
                         .source = (char *) "unsubscribe",
                         .at_us = event->at_us };

  return esp_consent_add (tx, &consent, error);
}

static gboolean
suppress (EspTx *tx, const EspEvent *event, const char *reason, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead =
    fields != NULL ? esp_lead_load (tx, fields, event->lead_id, error) : NULL;

  return lead != NULL && esp_suppress_lead (tx, lead, channel_of (event), reason, NULL, error);
}

static gboolean
is_hard_bounce (const EspEvent *event)
{
  /* The property is written by the program: "class" stands in it as below or not at all. */
  return event->props != NULL && (strstr (event->props, "\"class\":\"hard\"") != NULL ||
                                  strstr (event->props, "\"class\" : \"hard\"") != NULL);
}

/* What the law and good manners ask at once: no more mail after "no more mail". */
static gboolean
apply_effects (EspTx *tx, const EspEvent *event, GError **error)
{
  if (g_str_equal (event->kind, ESP_EVENT_UNSUBSCRIBE))
    return withdraw_consent (tx, event, error) && suppress (tx, event, "unsubscribed", error);
  if (g_str_equal (event->kind, ESP_EVENT_COMPLAINT))
    return suppress (tx, event, "complaint", error);
  /* A browser that is gone says nothing of the next one, which has another place. */
  if (g_str_equal (event->kind, ESP_EVENT_BOUNCE) && is_hard_bounce (event) &&
      !g_str_equal (channel_of (event), "push"))
    return suppress (tx, event, "hard-bounce", error);
  return TRUE;
}

/**
 * esp_event_is_activity:
 *
 * Returns: whether events of that kind are something that the person did or that came to the person
 */
gboolean
esp_event_is_activity (const char *kind)
{
  return !g_str_equal (kind, ESP_EVENT_SCORE_POINTS) &&
         !g_str_equal (kind, ESP_EVENT_SCORE_THRESHOLD) && !g_str_equal (kind, ESP_EVENT_STAGE);
}

/**
 * esp_event_add:
 * @event: its id is ignored
 * @out_is_new: (out) (optional): %FALSE when an event with the same key was there already
 *
 * Adds an event and does what follows from it: the lead's figures are kept, an unsubscribe withdraws the
 * consent and suppresses the address, a complaint and a hard bounce suppress it.
 */
gboolean
esp_event_add (EspTx *tx, const EspEvent *event, gboolean *out_is_new, GError **error)
{
  gboolean is_new;
  gint64 kind_id;

  if (!esp_tx_require_write (tx, error) || !esp_event_kind_id (tx, event->kind, &kind_id, error) ||
      !insert (tx, event, kind_id, &is_new, error))
    return FALSE;
  if (out_is_new != NULL)
    *out_is_new = is_new;
  if (!is_new)
    return TRUE;
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_EVENT, event->lead_id);
  esp_changes_note_event_kind (esp_tx_get_changes (tx), event->kind);
  return (!esp_event_is_activity (event->kind) || count_in_stat (tx, event, error)) &&
         ((!g_str_equal (event->kind, ESP_EVENT_ORDER) &&
           !g_str_equal (event->kind, ESP_EVENT_REFUND)) ||
          esp_revenue_add_order (tx, event, error)) &&
         apply_effects (tx, event, error);
}

/**
 * esp_event_get_last_id:
 * @out_id: (out): the highest id of an event, 0 when there is none: later ones are higher
 */
gboolean
esp_event_get_last_id (EspTx *tx, gint64 *out_id, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx), "SELECT coalesce (max (id), 0) FROM event", out_id,
                             error);
}

/**
 * esp_events_estimate:
 * @out_n: (out): about how many events there are: those that were deleted count too
 */
gboolean
esp_events_estimate (EspTx *tx, gint64 *out_n, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx), "SELECT coalesce (max (id), 0) FROM event", out_n,
                             error);
}
