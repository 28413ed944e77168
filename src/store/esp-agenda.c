/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What asks for a person now, what goes out today, and what a new workspace still lacks. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-agenda.h"

#include "base/esp-clock.h"
#include "store/esp-meta.h"

#define META_DISMISSED "setup_dismissed"
/* The engine looks once a second; what is so late was missed. */
#define LATE_US (2 * ESP_USEC_PER_MINUTE)
/* A failure is news for so long. */
#define NEWS_US (7 * ESP_USEC_PER_DAY)

static const char *const step_names[ESP_N_SETUP_STEPS] = {
  [ESP_SETUP_LEADS] = "leads",     [ESP_SETUP_SENDER] = "sender",
  [ESP_SETUP_CHANNEL] = "channel", [ESP_SETUP_SEGMENT] = "segment",
  [ESP_SETUP_MESSAGE] = "message", [ESP_SETUP_CAMPAIGN] = "campaign",
};

static const char *const need_names[ESP_N_NEEDS] = {
  [ESP_NEED_STOPPED] = "stopped", [ESP_NEED_CHANNEL] = "channel", [ESP_NEED_BRAKED] = "braked",
  [ESP_NEED_FAILED] = "failed",   [ESP_NEED_MISSED] = "missed",   [ESP_NEED_HOLD] = "hold",
  [ESP_NEED_DOUBT] = "in-doubt",  [ESP_NEED_PAUSED] = "paused",   [ESP_NEED_SEGMENT] = "segment",
  [ESP_NEED_REVIEW] = "review",   [ESP_NEED_CONSENT] = "consent", [ESP_NEED_TASKS] = "tasks",
  [ESP_NEED_JOURNEY] = "journey", [ESP_NEED_HELD] = "held",       [ESP_NEED_DRAFT] = "draft",
  [ESP_NEED_STAGE] = "stage",     [ESP_NEED_IMPORT] = "import",
};

static void
need_free (gpointer data)
{
  EspNeed *need = data;

  g_free (need->name);
  g_free (need->detail);
  if (need->cause != NULL)
    need->cause_free (need->cause);
  g_free (need);
}

static void
today_free (gpointer data)
{
  EspTodaySend *send = data;

  g_free (send->name);
  g_free (send->state);
  g_free (send);
}

/**
 * esp_agenda_free:
 */
void
esp_agenda_free (EspAgenda *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->needs);
  g_ptr_array_unref (self->today);
  g_free (self);
}

/**
 * esp_setup_step_get_name:
 *
 * Returns: the word for a step in machine output
 */
const char *
esp_setup_step_get_name (EspSetupStep step)
{
  return step_names[step];
}

/**
 * esp_need_kind_get_name:
 *
 * Returns: the word for a need in machine output
 */
const char *
esp_need_kind_get_name (EspNeedKind kind)
{
  return need_names[kind];
}

/**
 * esp_agenda_count_steps:
 *
 * Returns: how many steps of the setup are done
 */
guint
esp_agenda_count_steps (const EspAgenda *self)
{
  guint n = 0;

  for (guint i = 0; i < ESP_N_SETUP_STEPS; i++)
    n += self->steps[i] ? 1 : 0;
  return n;
}

/* Every step in one row; ?1… are the settings that tell who sends. */
static gboolean
load_setup (EspTx *tx, EspAgenda *self, GError **error)
{
  static const char sql_setup[] =
    "SELECT EXISTS (SELECT 1 FROM lead),"
    " (SELECT count (*) FROM meta WHERE key IN (?1, ?2) AND trim (value) <> '') = 2,"
    " EXISTS (SELECT 1 FROM channel WHERE archived_at IS NULL AND is_enabled"
    "  AND kind <> 'demo' AND state = 'ok'),"
    " EXISTS (SELECT 1 FROM segment WHERE archived_at IS NULL),"
    " EXISTS (SELECT 1 FROM message WHERE archived_at IS NULL),"
    " EXISTS (SELECT 1 FROM send WHERE started_at IS NOT NULL)";
  static const char *const sender[] = { ESP_META_SENDER_COMPANY, ESP_META_SENDER_ADDRESS };
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_setup, error);
  gint64 is_dismissed = 0;

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (sender); i++)
    esp_stmt_bind_text (stmt, (int) i + 1, sender[i]);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  for (int i = 0; i < ESP_N_SETUP_STEPS; i++)
    self->steps[i] = esp_stmt_int64 (stmt, i) != 0;
  if (!esp_meta_get_int64 (tx, META_DISMISSED, 0, &is_dismissed, error))
    return FALSE;
  self->is_dismissed = is_dismissed != 0;
  return TRUE;
}

static void
add_need (EspAgenda *self, EspNeedKind kind, EspStmt *row, int first_column)
{
  EspNeed *need = g_new0 (EspNeed, 1);

  need->kind = kind;
  if (row != NULL)
    {
      need->object_id = esp_stmt_int64 (row, first_column);
      need->name = esp_stmt_dup_text (row, first_column + 1);
      need->detail = esp_stmt_dup_text (row, first_column + 2);
      need->n = esp_stmt_int64 (row, first_column + 3);
      need->at_us = esp_stmt_int64 (row, first_column + 4);
    }
  g_ptr_array_add (self->needs, need);
}

/* Adds a need for each row of a query that yields object, name, detail, number and moment. */
static gboolean
add_rows (EspTx *tx, EspAgenda *self, EspNeedKind kind, const char *static_sql, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    add_need (self, kind, stmt, 0);
  return step == ESP_STEP_DONE;
}

/* Sends are few; whether one needs somebody is decided here, from its state. */
static gboolean
add_sends (EspTx *tx, EspAgenda *self, GError **error)
{
  static const char sql_sends[] =
    "SELECT s.state, coalesce (s.pause_reason, ''), c.id, c.name, s.pause_reason,"
    " (SELECT count (*) FROM delivery WHERE send_id = s.id AND state = 'queued'),"
    " CASE s.state WHEN 'hold' THEN s.hold_until WHEN 'scheduled' THEN s.scheduled_at"
    "  ELSE s.updated_at END"
    " FROM send AS s JOIN campaign AS c ON c.id = s.campaign_id"
    " WHERE c.archived_at IS NULL AND s.state IN ('hold', 'paused', 'failed', 'scheduled')"
    " AND coalesce (s.pause_reason, '') <> 'journey'" /* its journey was paused on purpose */
    " ORDER BY s.updated_at DESC, s.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_sends, error);
  gint64 now_us = esp_tx_get_now_us (tx);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const char *state = esp_stmt_text (stmt, 0);
      const char *reason = esp_stmt_text (stmt, 1);
      gint64 at_us = esp_stmt_int64 (stmt, 6);

      if (g_str_equal (state, "hold"))
        add_need (self, ESP_NEED_HOLD, stmt, 2);
      else if (g_str_equal (state, "paused"))
        add_need (self,
                  *reason == '\0' || g_str_equal (reason, "user") ? ESP_NEED_PAUSED
                                                                  : ESP_NEED_BRAKED,
                  stmt, 2);
      else if (g_str_equal (state, "failed") && at_us >= now_us - NEWS_US)
        add_need (self, ESP_NEED_FAILED, stmt, 2);
      else if (g_str_equal (state, "scheduled") && at_us != 0 && at_us < now_us - LATE_US)
        add_need (self, ESP_NEED_MISSED, stmt, 2);
    }
  return step == ESP_STEP_DONE;
}

static gboolean
add_others (EspTx *tx, EspAgenda *self, GError **error)
{
  static const char sql_channels[] =
    "SELECT id, name, state, 0, coalesce (state_at, 0) FROM channel"
    " WHERE archived_at IS NULL AND is_enabled AND state IS NOT NULL AND state <> 'ok'"
    " ORDER BY state_at DESC, id";
  /* From the index of the ledger's work: one look per send. */
  static const char sql_doubts[] =
    "SELECT c.id, c.name, NULL,"
    " (SELECT count (*) FROM delivery WHERE send_id = s.id AND state = 'unknown') AS n, "
    "s.updated_at"
    " FROM send AS s JOIN campaign AS c ON c.id = s.campaign_id"
    " WHERE c.archived_at IS NULL AND s.prepared_at IS NOT NULL AND n > 0 ORDER BY s.id DESC";
  static const char sql_segments[] =
    "SELECT s.id, s.name, t.problem, 0, t.counted_at"
    " FROM segment_state AS t JOIN segment AS s ON s.id = t.segment_id"
    " WHERE s.archived_at IS NULL AND t.problem IS NOT NULL ORDER BY s.name, s.id";

  static const char sql_reviews[] =
    "SELECT r.id, c.name, r.asked_by, r.n_receivers, r.asked_at FROM review AS r"
    " JOIN send AS s ON s.id = r.send_id JOIN campaign AS c ON c.id = s.campaign_id"
    " WHERE r.state = 'asked' AND c.archived_at IS NULL ORDER BY r.asked_at, r.id";
  static const char sql_journeys[] =
    "SELECT j.id, j.name, t.message, (SELECT coalesce (sum (n), 0) FROM journey_flow"
    " WHERE journey_id = j.id AND place >> 12 & 255 = 255), t.since_at"
    " FROM journey_trouble AS t JOIN journey AS j ON j.id = t.journey_id"
    " WHERE j.archived_at IS NULL AND j.state NOT IN ('draft', 'ended') ORDER BY t.since_at, j.id";

  return add_rows (tx, self, ESP_NEED_CHANNEL, sql_channels, error) &&
         add_rows (tx, self, ESP_NEED_JOURNEY, sql_journeys, error) &&
         add_rows (tx, self, ESP_NEED_REVIEW, sql_reviews, error) &&
         add_rows (tx, self, ESP_NEED_DOUBT, sql_doubts, error) &&
         add_rows (tx, self, ESP_NEED_SEGMENT, sql_segments, error);
}

/* Stages are due on days, which are kept as their midnights UTC. */
static gboolean
add_stages (EspTx *tx, EspAgenda *self, gint64 from_us, GError **error)
{
  static const char sql_late[] =
    "SELECT c.id, c.name, s.stage, count (*), min (s.due_at) FROM campaign_stage AS s"
    " CROSS JOIN campaign AS c ON c.id = s.campaign_id"
    " WHERE s.due_at < ?1 AND s.due_at IS NOT NULL AND s.state IN ('open', 'doing')"
    " AND c.archived_at IS NULL GROUP BY c.id ORDER BY min (s.due_at), c.id LIMIT 20";
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  g_autoptr (GTimeZone) zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;
  g_autoptr (EspStmt) stmt = name != NULL ? esp_tx_stmt (tx, sql_late, error) : NULL;
  gint64 offset = 0;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  if (zone != NULL)
    offset = g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL,
                                                                      from_us / G_USEC_PER_SEC));
  esp_stmt_bind_int64 (stmt, 1, from_us + offset * G_USEC_PER_SEC);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    add_need (self, ESP_NEED_STAGE, stmt, 0);
  return step == ESP_STEP_DONE;
}

static gboolean
add_import (EspTx *tx, EspAgenda *self, GError **error)
{
  static const char sql_draft[] =
    "SELECT 0, coalesce (value ->> '$.name', replace (value ->> '$.path',"
    "  rtrim (value ->> '$.path', replace (value ->> '$.path', '/', '')), '')), NULL, 0,"
    " coalesce (value ->> '$.at', 0) FROM meta WHERE key = 'import_draft' AND json_valid (value)";

  return add_rows (tx, self, ESP_NEED_IMPORT, sql_draft, error);
}

static gboolean
add_tasks (EspTx *tx, EspAgenda *self, gint64 to_us, GError **error)
{
  static const char sql_tasks[] =
    "SELECT 0, (SELECT title FROM task WHERE done_at IS NULL AND due_at < ?1"
    " ORDER BY due_at, id LIMIT 1), NULL, count (*), min (due_at)"
    " FROM task WHERE done_at IS NULL AND due_at < ?1 HAVING count (*) > 0";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_tasks, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, to_us);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    add_need (self, ESP_NEED_TASKS, stmt, 0);
  return step != ESP_STEP_ERROR;
}

/* Korea wants every consent to be confirmed when it is two years old. */
static gboolean
add_consents (EspTx *tx, EspAgenda *self, GError **error)
{
  static const char sql_old[] =
    "SELECT 0, NULL, NULL, count (*), min (at) FROM (SELECT s.at FROM consent_state AS s"
    " CROSS JOIN lead AS l ON l.id = s.lead_id WHERE s.channel = 'email'"
    " AND s.purpose = 'marketing' AND s.state = 'granted' AND s.at < ?1 AND l.archived_at IS NULL"
    " AND (l.country = 'KR' OR (?2 AND l.country IS NULL)) LIMIT 100000) HAVING count (*) > 0";
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, "KR", error);
  g_autoptr (EspStmt) stmt = country != NULL ? esp_tx_stmt (tx, sql_old, error) : NULL;
  g_autoptr (GDateTime) now =
    g_date_time_new_from_unix_utc (esp_tx_get_now_us (tx) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = now != NULL ? g_date_time_add_full (now, -2, 0, 31, 0, 0, 0) : NULL;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, then != NULL ? g_date_time_to_unix (then) * G_USEC_PER_SEC : 0);
  esp_stmt_bind_int64 (stmt, 2, g_str_equal (country, "KR"));
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    add_need (self, ESP_NEED_CONSENT, stmt, 0);
  return step != ESP_STEP_ERROR;
}

static int
compare_needs (gconstpointer a, gconstpointer b)
{
  const EspNeed *first = *(EspNeed *const *) a;
  const EspNeed *second = *(EspNeed *const *) b;

  if (first->kind != second->kind)
    return first->kind < second->kind ? -1 : 1;
  if (first->at_us != second->at_us)
    return first->at_us > second->at_us ? -1 : 1;
  return first->object_id < second->object_id ? -1 : first->object_id > second->object_id;
}

/**
 * esp_agenda_sort:
 *
 * Puts the needs in the order of their urgency, after some were added.
 */
void
esp_agenda_sort (EspAgenda *self)
{
  g_ptr_array_sort (self->needs, compare_needs);
}

static gboolean
load_needs (EspTx *tx, EspAgenda *self, gint64 from_us, gint64 to_us, GError **error)
{
  gint64 is_stopped = 0;

  if (!esp_meta_get_int64 (tx, ESP_META_KILL_SWITCH, 0, &is_stopped, error))
    return FALSE;
  if (is_stopped != 0)
    add_need (self, ESP_NEED_STOPPED, NULL, 0);
  if (!add_sends (tx, self, error) || !add_others (tx, self, error) ||
      !add_consents (tx, self, error) || !add_stages (tx, self, from_us, error) ||
      !add_import (tx, self, error) || !add_tasks (tx, self, to_us, error))
    return FALSE;
  esp_agenda_sort (self);
  return TRUE;
}

static gboolean
load_today (EspTx *tx, EspAgenda *self, gint64 from_us, gint64 to_us, GError **error)
{
  /* Counts come from the index of the ledger's work. */
  static const char sql_today[] =
    "SELECT c.id, s.id, c.name, s.state, coalesce (s.started_at,"
    "  iif (s.state = 'hold', s.hold_until, s.scheduled_at), s.updated_at) AS due,"
    " (SELECT count (*) FROM delivery WHERE send_id = s.id AND state = 'sent'),"
    " (SELECT count (*) FROM delivery WHERE send_id = s.id AND state IN"
    "  ('queued', 'sending', 'sent', 'failed', 'unknown'))"
    " FROM send AS s JOIN campaign AS c ON c.id = s.campaign_id"
    " WHERE c.archived_at IS NULL AND s.state <> 'draft'"
    "  AND NOT EXISTS (SELECT 1 FROM journey WHERE campaign_id = c.id)"
    "  AND (s.state IN ('preparing', 'hold', 'sending')"
    "   OR s.scheduled_at >= ?1 AND s.scheduled_at < ?2 OR s.started_at >= ?1 AND s.started_at < ?2"
    "   OR s.finished_at >= ?1 AND s.finished_at < ?2)"
    " ORDER BY due, s.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_today, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, from_us);
  esp_stmt_bind_int64 (stmt, 2, to_us);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspTodaySend *send = g_new0 (EspTodaySend, 1);

      send->campaign_id = esp_stmt_int64 (stmt, 0);
      send->send_id = esp_stmt_int64 (stmt, 1);
      send->name = esp_stmt_dup_text (stmt, 2);
      send->state = esp_stmt_dup_text (stmt, 3);
      send->at_us = esp_stmt_int64 (stmt, 4);
      send->n_sent = esp_stmt_int64 (stmt, 5);
      send->n_total = esp_stmt_int64 (stmt, 6);
      g_ptr_array_add (self->today, send);
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_agenda_load:
 * @day_from_us: when today begins in the zone of the workspace
 * @day_to_us: when it ends
 *
 * Reads what asks for a person, what goes out today, and the steps of the setup.
 *
 * Returns: (transfer full): the agenda; %NULL with @error set
 */
EspAgenda *
esp_agenda_load (EspTx *tx, gint64 day_from_us, gint64 day_to_us, GError **error)
{
  g_autoptr (EspAgenda) self = g_new0 (EspAgenda, 1);

  self->needs = g_ptr_array_new_with_free_func (need_free);
  self->today = g_ptr_array_new_with_free_func (today_free);
  if (!load_setup (tx, self, error) || !load_needs (tx, self, day_from_us, day_to_us, error) ||
      !load_today (tx, self, day_from_us, day_to_us, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_agenda_count_waiting:
 * @out_has_channel: whether a channel is on that needs a network
 * @out_n: messages of sends under way that wait to be handed over through such a channel
 */
gboolean
esp_agenda_count_waiting (EspTx *tx, gboolean *out_has_channel, gint64 *out_n, GError **error)
{
  static const char sql_waiting[] =
    "SELECT EXISTS (SELECT 1 FROM channel WHERE archived_at IS NULL AND is_enabled"
    "  AND kind <> 'demo'),"
    " (SELECT coalesce (sum ((SELECT count (*) FROM delivery"
    "   WHERE send_id = s.id AND state = 'queued')), 0)"
    "  FROM send AS s JOIN channel AS c ON c.id = s.channel_id"
    "  WHERE s.state IN ('hold', 'sending', 'paused') AND c.kind <> 'demo')";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_waiting, error);

  if (stmt == NULL || esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_has_channel = esp_stmt_int64 (stmt, 0) != 0;
  *out_n = esp_stmt_int64 (stmt, 1);
  return TRUE;
}

/**
 * esp_agenda_dismiss_setup:
 *
 * Sends the list of steps away, or calls it back.
 */
gboolean
esp_agenda_dismiss_setup (EspTx *tx, gboolean is_dismissed, GError **error)
{
  return esp_meta_set_int64 (tx, META_DISMISSED, is_dismissed, error);
}
