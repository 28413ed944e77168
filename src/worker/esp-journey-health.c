/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one should know of running journeys at a glance: how many people, and what does not go as it should. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-health.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-time.h"
#include "store/esp-journey-flow.h"
#include "store/esp-journey-ledger.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "store/esp-journey-trouble.h"
#include "store/esp-lead-set.h"
#include "store/esp-meta.h"
#include "worker/esp-send-plan.h"

/* A step, or a door, that has done nothing for so long is worth a word. */
#define SILENT_US (3 * ESP_USEC_PER_DAY)
/* People are due and nobody leads them on. */
#define STANDS_US (2 * ESP_USEC_PER_MINUTE)

typedef struct
{
  EspTx *tx;
  const EspJourneyRow *row;
  EspJourneyVersion *version; /* (owned) (nullable) that people enter */
  EspJourney *journey;        /* (owned) (nullable) */
  GArray *counts;             /* (owned) (nullable) of that version */
  GPtrArray *out;             /* (element-type EspHealth) */
  gint64 now_us;
  gint64 n_inside;
  gint64 next_us;
} Look;

static const char *const kind_names[ESP_N_HEALTHS] = { "trouble", "engine", "channel", "held",
                                                       "failed",  "silent", "empty",   "paused" };

/**
 * esp_health_kind_name:
 */
const char *
esp_health_kind_name (EspHealthKind kind)
{
  return kind < ESP_N_HEALTHS ? kind_names[kind] : "unknown";
}

void
esp_health_free (EspHealth *self)
{
  if (self == NULL)
    return;
  g_free (self->step);
  g_free (self->step_title);
  g_free (self->text);
  g_free (self->key);
  g_free (self);
}

void
esp_journey_summary_free (EspJourneySummary *self)
{
  if (self == NULL)
    return;
  esp_journey_row_free (self->row);
  g_free (self->inside.key);
  g_free (self->entered_week.key);
  g_free (self->reached.key);
  g_clear_pointer (&self->health, g_ptr_array_unref);
  g_free (self);
}

static EspHealth *
add (Look *look, EspHealthKind kind, const EspJourneyStep *step)
{
  EspHealth *health = g_new0 (EspHealth, 1);

  health->kind = kind;
  if (step != NULL)
    {
      health->step = g_strdup (step->id);
      health->step_title = g_strdup (step->title);
    }
  g_ptr_array_add (look->out, health);
  return health;
}

static char *
make_key (const Look *look, EspLeadSetKind kind, const char *detail)
{
  EspLeadSet set = { .kind = kind, .journey_id = look->row->id, .detail = (char *) detail };

  return esp_lead_set_to_key (&set);
}

static gboolean
look_at_trouble (Look *look, GError **error)
{
  g_autoptr (GPtrArray) list = esp_journey_trouble_list (look->tx, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const EspJourneyTrouble *trouble = g_ptr_array_index (list, i);
      EspHealth *health;

      if (trouble->journey_id != look->row->id)
        continue;
      health = add (look, ESP_HEALTH_TROUBLE, NULL);
      health->text = g_strdup (trouble->message);
      health->at_us = trouble->since_us;
      health->n = look->n_inside;
    }
  return list != NULL;
}

static gboolean
look_at_engine (Look *look, GError **error)
{
  gint64 until_us = 0;

  if (!esp_lease_get_end (look->tx, "engine", &until_us, error))
    return FALSE;
  if (until_us < look->now_us && look->next_us < look->now_us - STANDS_US &&
      !g_str_equal (look->row->state, "paused"))
    {
      EspHealth *health = add (look, ESP_HEALTH_ENGINE, NULL);

      health->at_us = look->next_us;
      health->n = look->n_inside;
    }
  return TRUE;
}

/* Messages that nobody takes: the channel is not ready, or the send was halted. */
static gboolean
look_at_channel (Look *look, const EspJourneyStep *step, gint64 send_id, GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (look->tx, send_id, error);
  g_autofree char *detail = g_strdup_printf ("%" G_GINT64_FORMAT, send_id);
  g_autoptr (EspBitmap) people = NULL;
  EspHealth *health;

  if (plan == NULL)
    return FALSE;
  if ((plan->rule.is_channel_ready && !g_str_equal (plan->send->state, "paused")) ||
      (plan->channel != NULL && g_str_equal (plan->channel->kind, "null")))
    return TRUE;
  people = esp_journey_ledger_leads (look->tx, &send_id, 1, FALSE, NULL, error);
  if (people == NULL)
    return FALSE;
  if (esp_bitmap_is_empty (people) && plan->rule.is_channel_ready)
    return TRUE;
  health = add (look, ESP_HEALTH_CHANNEL, step);
  health->n = (gint64) esp_bitmap_count (people);
  health->text = plan->channel != NULL ? g_strdup (plan->channel->name) : NULL;
  health->reason = ESP_REASON_CHANNEL;
  health->key = make_key (look, ESP_LEAD_SET_HELD, detail);
  return TRUE;
}

static gboolean
look_at_ledger (Look *look,
                const EspJourneyStep *step,
                gint64 send_id,
                gboolean has_failed,
                GError **error)
{
  g_autoptr (GPtrArray) sets = esp_journey_ledger_sets (look->tx, &send_id, 1, has_failed, error);

  for (guint i = 0; sets != NULL && i < sets->len; i++)
    {
      const EspJourneyLedgerSet *set = g_ptr_array_index (sets, i);
      g_autofree char *detail =
        g_strdup_printf ("%" G_GINT64_FORMAT "%s%s", send_id, set->reason != NULL ? "/" : "",
                         set->reason != NULL ? set->reason : "");
      EspHealth *health;

      /* What is to be handed over in a moment is no matter; the channel was told of already. */
      if (esp_bitmap_is_empty (set->leads) ||
          (!has_failed && (set->reason == NULL || g_str_equal (set->reason, "channel"))))
        continue;
      health = add (look, has_failed ? ESP_HEALTH_FAILED : ESP_HEALTH_HELD, step);
      health->n = (gint64) esp_bitmap_count (set->leads);
      health->text = g_strdup (set->reason);
      if (set->reason != NULL)
        (void) esp_reason_from_name (set->reason, &health->reason);
      health->key = make_key (look, has_failed ? ESP_LEAD_SET_FAILED : ESP_LEAD_SET_HELD, detail);
    }
  return sets != NULL;
}

/* Returns: when a step last gave something to the ledger; 0 never */
static gint64
find_last_sent (const Look *look, guint32 step)
{
  gint64 last_us = 0;

  for (guint i = 0; i < look->counts->len; i++)
    {
      const EspJourneyCount *count = &g_array_index (look->counts, EspJourneyCount, i);

      if (count->step == step && count->outcome == ESP_OUTCOME_SEND)
        last_us = MAX (last_us, count->last_us);
    }
  return last_us;
}

static gboolean
look_at_sends (Look *look, GError **error)
{
  const EspJourneyStep *silent = NULL;
  gint64 n_silent = 0;
  gint64 since_us = 0;

  for (guint32 i = 0; i < esp_journey_get_n_steps (look->journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (look->journey, i);
      gint64 send_id = step->kind == ESP_STEP_SEND && step->send_number < look->version->n_sends
                         ? look->version->sends[step->send_number]
                         : 0;
      gint64 last_us;

      if (send_id == 0 || step->is_off)
        continue;
      if (!look_at_channel (look, step, send_id, error) ||
          !look_at_ledger (look, step, send_id, FALSE, error) ||
          !look_at_ledger (look, step, send_id, TRUE, error))
        return FALSE;
      last_us = MAX (find_last_sent (look, i), look->row->published_at_us);
      if (look->n_inside == 0 || look->now_us - last_us < SILENT_US)
        continue;
      silent = step;
      since_us = n_silent == 0 ? last_us : MAX (since_us, last_us);
      n_silent++;
    }
  if (n_silent > 0)
    {
      EspHealth *health = add (look, ESP_HEALTH_SILENT, n_silent == 1 ? silent : NULL);

      health->n = n_silent;
      health->at_us = since_us;
    }
  return TRUE;
}

static int
compare_health (gconstpointer a, gconstpointer b)
{
  const EspHealth *first = *(const EspHealth *const *) a;
  const EspHealth *second = *(const EspHealth *const *) b;

  if (first->kind != second->kind)
    return (int) first->kind - (int) second->kind;
  return first->n != second->n ? (first->n > second->n ? -1 : 1) : 0;
}

static gboolean
look_at_version (Look *look, GError **error)
{
  if (look->row->version == 0)
    return TRUE;
  look->version = esp_journey_version_load (look->tx, look->row->id, look->row->version, error);
  if (look->version == NULL)
    return FALSE;
  look->counts = esp_journey_counts_load (look->tx, look->row->id, look->row->version, error);
  if (look->counts == NULL)
    return FALSE;
  look->journey = esp_journey_parse_json (look->version->definition, -1, NULL);
  /* What cannot be read is told as trouble. */
  return look->journey == NULL || look_at_sends (look, error);
}

static gboolean
look_at_door (Look *look, gint64 last_entry_us)
{
  gint64 since_us = MAX (last_entry_us, look->row->published_at_us);

  if (g_str_equal (look->row->state, "paused"))
    add (look, ESP_HEALTH_PAUSED, NULL)->n = look->n_inside;
  else if (g_str_equal (look->row->state, "live") && look->now_us - since_us >= SILENT_US)
    add (look, ESP_HEALTH_EMPTY, NULL)->at_us = since_us;
  return TRUE;
}

static GPtrArray *
load_health (EspTx *tx, const EspJourneyRow *row, gint64 n_inside, gint64 next_us, GError **error)
{
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_health_free);
  Look look = { .tx = tx,
                .row = row,
                .out = out,
                .now_us = esp_tx_get_now_us (tx),
                .n_inside = n_inside,
                .next_us = next_us };
  gint64 last_entry_us = 0;
  gboolean is_ok;

  if (g_str_equal (row->state, "draft") || g_str_equal (row->state, "ended"))
    return g_steal_pointer (&out);
  is_ok = look_at_trouble (&look, error) && look_at_engine (&look, error) &&
          look_at_version (&look, error) &&
          esp_journey_last_entry_of_all (tx, row->id, &last_entry_us, error) &&
          look_at_door (&look, last_entry_us);
  esp_journey_version_free (look.version);
  g_clear_pointer (&look.journey, esp_journey_unref);
  g_clear_pointer (&look.counts, g_array_unref);
  g_ptr_array_sort (out, compare_health);
  return is_ok ? g_steal_pointer (&out) : NULL;
}

/**
 * esp_journey_health_load:
 *
 * Returns: (transfer full) (element-type EspHealth): what is worth a word, the most urgent first; %NULL with
 *   @error set
 */
GPtrArray *
esp_journey_health_load (EspTx *tx, gint64 journey_id, GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, journey_id, error);
  gint64 n_inside = 0;
  gint64 next_us = G_MAXINT64;

  if (row == NULL || !esp_journey_flow_count_here (tx, journey_id, &n_inside, error) ||
      !esp_journey_next_due (tx, journey_id, &next_us, error))
    return NULL;
  return load_health (tx, row, n_inside, next_us, error);
}

static gboolean
count_places (EspTx *tx,
              gint64 journey_id,
              EspLeadSetKind kind,
              const EspJourneyPlace *place,
              const EspJourneyDays *days,
              EspFlowNumber *out,
              GError **error)
{
  g_autoptr (EspBitmap) people = esp_journey_flow_load (tx, journey_id, place, 1, days, error);
  g_autoptr (GString) detail = g_string_new (NULL);
  EspLeadSet set = { .kind = kind, .journey_id = journey_id };

  if (people == NULL)
    return FALSE;
  esp_journey_place_print (place, detail);
  set.detail = detail->str;
  if (days != NULL)
    {
      set.from_us = days->first * ESP_USEC_PER_DAY;
      set.to_us = (days->last + 1) * ESP_USEC_PER_DAY;
    }
  out->n = (gint64) esp_bitmap_count (people);
  out->key = esp_lead_set_to_key (&set);
  return TRUE;
}

static gboolean
find_week (EspTx *tx, EspJourneyDays *out, GError **error)
{
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  g_autoptr (GTimeZone) zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;
  EspLocalTime local;

  if (name == NULL)
    return FALSE;
  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  esp_local_time_read (zone, esp_tx_get_now_us (tx), &local);
  *out = (EspJourneyDays){ local.day - 6, local.day };
  return TRUE;
}

static EspJourneySummary *
load_summary (EspTx *tx, EspJourneyRow *row, GError **error)
{
  static const EspJourneyPlace here = { 0, ESP_PLACE_ANY, ESP_PLACE_HERE, ESP_PLACE_ANY };
  static const EspJourneyPlace entered = { 0, ESP_PLACE_ANY, ESP_OUTCOME_ENTERED, ESP_PLACE_ANY };
  static const EspJourneyPlace reached = { 0, ESP_PLACE_ANY, ESP_OUTCOME_REACHED, ESP_PLACE_ANY };
  g_autoptr (EspJourneySummary) self = g_new0 (EspJourneySummary, 1);
  EspJourneyDays week;

  self->row = row;
  self->next_us = G_MAXINT64;
  if (!find_week (tx, &week, error) ||
      !count_places (tx, row->id, ESP_LEAD_SET_HERE, &here, NULL, &self->inside, error) ||
      !count_places (tx, row->id, ESP_LEAD_SET_ENTERED, &entered, &week, &self->entered_week,
                     error) ||
      !count_places (tx, row->id, ESP_LEAD_SET_REACHED, &reached, NULL, &self->reached, error) ||
      !esp_journey_next_due (tx, row->id, &self->next_us, error))
    return NULL;
  self->health = load_health (tx, row, self->inside.n, self->next_us, error);
  return self->health != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_journey_summary_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspJourneySummary *
esp_journey_summary_load (EspTx *tx, gint64 journey_id, GError **error)
{
  EspJourneyRow *row = esp_journey_row_load (tx, journey_id, error);

  return row != NULL ? load_summary (tx, row, error) : NULL;
}

/**
 * esp_journey_summaries_load:
 *
 * Returns: (transfer full) (element-type EspJourneySummary): of every journey that is not archived, in the
 *   order of esp_journey_row_list(); %NULL with @error set
 */
GPtrArray *
esp_journey_summaries_load (EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_journey_summary_free);
  g_autoptr (GPtrArray) rows = esp_journey_row_list (tx, FALSE, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspJourneyRow *row = g_ptr_array_index (rows, i);
      EspJourneySummary *summary = esp_journey_summary_load (tx, row->id, error);

      if (summary == NULL)
        return NULL;
      g_ptr_array_add (list, summary);
    }
  return rows != NULL ? g_steal_pointer (&list) : NULL;
}

/**
 * esp_health_dup_sentence:
 *
 * Returns: (transfer full): in plain English, for logs and the command line
 */
char *
esp_health_dup_sentence (const EspHealth *self)
{
  const char *step = self->step_title != NULL ? self->step_title
                     : self->step != NULL     ? self->step
                                              : "a step";

  switch (self->kind)
    {
    case ESP_HEALTH_TROUBLE:
      return g_strdup_printf ("The journey cannot be led on: %s", self->text);
    case ESP_HEALTH_ENGINE:
      return g_strdup ("People are due and no engine runs: start “espalierctl run” or the window");
    case ESP_HEALTH_CHANNEL:
      return g_strdup_printf ("%" G_GINT64_FORMAT " people wait at “%s”: the channel %s is not "
                              "ready",
                              self->n, step, self->text != NULL ? self->text : "of it");
    case ESP_HEALTH_HELD:
      return g_strdup_printf ("%" G_GINT64_FORMAT " messages of “%s” wait: %s", self->n, step,
                              esp_reason_sentence (self->reason));
    case ESP_HEALTH_FAILED:
      return g_strdup_printf ("%" G_GINT64_FORMAT " messages of “%s” failed: %s", self->n, step,
                              self->text != NULL ? self->text : "nobody knows why");
    case ESP_HEALTH_SILENT:
      return g_strdup_printf ("%" G_GINT64_FORMAT " steps have sent nothing for some days",
                              self->n);
    case ESP_HEALTH_EMPTY:
      return g_strdup ("Nobody has come in for some days");
    case ESP_HEALTH_PAUSED:
      return g_strdup_printf ("Paused: %" G_GINT64_FORMAT " people wait where they are", self->n);
    case ESP_N_HEALTHS:
    default:
      return g_strdup ("");
    }
}
