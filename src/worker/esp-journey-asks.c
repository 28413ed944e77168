/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What journeys ask about people: rules through the segment engine, sends through the one decision about
 * eligibility, dates and zones from the leads. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-asks.h"

#include "base/esp-clock.h"
#include "base/esp-zone.h"
#include "engine/journey/esp-journey-time.h"
#include "engine/segment/esp-segment-measure.h"
#include "store/esp-journey-log.h"
#include "store/esp-lead-facts.h"
#include "store/esp-segments.h"
#include "worker/esp-days-off.h"
#include "worker/esp-journey-lead.h"

struct _EspJourneyAsks
{
  EspSegmentEngine *engine; /* (owned) */
  EspJourneyFacts facts;
  EspFacts *everyone; /* (owned) (nullable) of all leads; kept while nothing of it changes */
  gint64 everyone_at_us;
  GHashTable *zones; /* (owned) name to GTimeZone */
  GPtrArray
    *zone_list;    /* (owned) (nullable) by index of the zones of "everyone"; elements unowned */
  GTimeZone *home; /* (owned) (nullable) of the workspace */
  EspDaysOff days_off;

  /* of a turn */
  EspTx *tx;
  const EspJourneyPlan *plan;
  const guint32 *ids;
  gsize n_ids;
  GPtrArray *matches;  /* (owned) (element-type EspBitmap) (elements nullable) by question */
  GHashTable *singles; /* (owned) lead to EspJourneyLead */
  GHashTable *few;     /* (owned) lead to EspLeadFacts */
  EspBitmap *crowd;    /* (owned) (nullable) the many */
  GPtrArray *falls;    /* (owned) (element-type EspWaterfall) (elements nullable) by send */
  GHashTable *days;    /* (owned) field to (lead to moment) */
  GError *error;       /* (owned) (nullable) the first */
};

/* What changes with a cap is looked at again this often; the ledger asks exactly before it hands over. */
#define CAPS_INTERVAL_US (60 * ESP_USEC_PER_SEC)

static void
clear_bitmap (gpointer data)
{
  if (data != NULL)
    esp_bitmap_free (data);
}

static void
clear_fall (gpointer data)
{
  esp_waterfall_free (data);
}

static void
keep_error (EspJourneyAsks *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

static GTimeZone *
find_zone (EspJourneyAsks *self, const char *name)
{
  GTimeZone *zone = g_hash_table_lookup (self->zones, name);

  if (zone != NULL)
    return zone;
  zone = esp_zone_open (name);
  if (zone == NULL)
    zone = self->home != NULL ? g_time_zone_ref (self->home) : g_time_zone_new_utc ();
  g_hash_table_insert (self->zones, g_strdup (name), zone);
  return zone;
}

/* What is asked for every send of the journey; the caps are those of marketing. */
static void
get_query (EspJourneyAsks *self, EspFactsQuery *out_query)
{
  const EspJourneyPlan *plan = self->plan;

  *out_query = (EspFactsQuery){ .channel = "email", .purpose = "marketing" };
  for (guint i = 0; i < plan->n_sends; i++)
    if (plan->sends[i] != NULL && plan->sends[i]->rule.is_marketing)
      {
        esp_send_plan_get_query (self->tx, plan->sends[i], out_query);
        out_query->except_send_id = 0;
        return;
      }
}

static void
lead_facts_free (gpointer data)
{
  esp_lead_facts_clear (data);
  g_free (data);
}

static void
list_zones (EspJourneyAsks *self)
{
  g_clear_pointer (&self->zone_list, g_ptr_array_unref);
  self->zone_list = g_ptr_array_new ();
  for (guint i = 0; i < self->everyone->zone_names->len; i++)
    {
      const char *name = g_ptr_array_index (self->everyone->zone_names, i);

      g_ptr_array_add (self->zone_list, name != NULL ? find_zone (self, name) : self->home);
    }
}

static gboolean
has_caps (const EspJourneyPlan *plan)
{
  for (guint i = 0; i < plan->n_sends; i++)
    if (plan->sends[i] != NULL)
      return plan->sends[i]->policy.cap_count > 0 || plan->sends[i]->policy.cap_per_day > 0;
  return FALSE;
}

/* Returns: (nullable): what is known of one of a few. */
static const EspLeadFacts *
get_one (EspJourneyAsks *self, guint32 lead_id)
{
  EspLeadFacts *facts = g_hash_table_lookup (self->few, GUINT_TO_POINTER (lead_id));
  g_autoptr (GError) error = NULL;
  EspFactsQuery query;

  if (facts != NULL)
    return facts;
  get_query (self, &query);
  facts = g_new0 (EspLeadFacts, 1);
  if (!esp_lead_facts_read (self->tx, &query, lead_id, facts, &error))
    {
      keep_error (self, g_steal_pointer (&error));
      lead_facts_free (facts);
      return NULL;
    }
  g_hash_table_insert (self->few, GUINT_TO_POINTER (lead_id), facts);
  return facts;
}

/* Returns: (nullable): what is known of everyone. */
static const EspFacts *
get_everyone (EspJourneyAsks *self)
{
  gint64 now_us = esp_tx_get_now_us (self->tx);
  g_autoptr (GError) error = NULL;
  EspFactsQuery query;

  if (self->everyone != NULL && has_caps (self->plan) &&
      ABS (now_us - self->everyone_at_us) > CAPS_INTERVAL_US)
    g_clear_pointer (&self->everyone, esp_facts_free);
  if (self->everyone != NULL)
    return self->everyone;
  get_query (self, &query);
  self->everyone = esp_facts_load (self->tx, &query, &error);
  self->everyone_at_us = now_us;
  if (self->everyone != NULL)
    list_zones (self);
  else
    keep_error (self, g_steal_pointer (&error));
  return self->everyone;
}

static gboolean
are_few (const EspJourneyAsks *self)
{
  return self->n_ids <= ESP_JOURNEY_FEW;
}

static GTimeZone *
get_zone (gpointer data, guint32 lead_id)
{
  EspJourneyAsks *self = data;
  const EspLeadFacts *one;

  if (self->plan->journey->uses_workspace_zone)
    return self->home;
  if (!are_few (self))
    return get_everyone (self) != NULL
             ? g_ptr_array_index (self->zone_list,
                                  esp_facts_get_zone_index (self->everyone, lead_id))
             : self->home;
  one = get_one (self, lead_id);
  return one != NULL && one->zone != NULL ? find_zone (self, one->zone) : self->home;
}

static void
get_input (EspJourneyAsks *self, const EspSendPlan *send, EspWaterfallInput *out_input)
{
  esp_send_plan_get_input (self->tx, send, out_input);
  out_input->local_at_us = 0;
  out_input->now_us = esp_tx_get_now_us (self->tx);
}

/* The crowd as one send sees it: everyone under exactly one reason. */
static const EspWaterfall *
get_fall (EspJourneyAsks *self, guint send_number)
{
  EspWaterfallInput input;

  if (self->falls->len <= send_number)
    g_ptr_array_set_size (self->falls, (int) send_number + 1);
  if (g_ptr_array_index (self->falls, send_number) == NULL && get_everyone (self) != NULL)
    {
      if (self->crowd == NULL)
        {
          self->crowd = esp_bitmap_new ();
          esp_bitmap_add_many (self->crowd, self->ids, self->n_ids);
        }
      get_input (self, self->plan->sends[send_number], &input);
      g_ptr_array_index (self->falls, send_number) =
        esp_waterfall_new (&input, self->everyone, self->crowd);
    }
  return g_ptr_array_index (self->falls, send_number);
}

static EspVerdict
judge_crowd (EspJourneyAsks *self, guint32 lead_id, guint send_number)
{
  const EspWaterfall *fall = get_fall (self, send_number);

  for (guint i = 0; fall != NULL && i < ESP_N_REASONS; i++)
    if (esp_bitmap_contains (fall->leads[i], lead_id))
      return (EspVerdict){ (EspReason) i,
                           esp_reason_waits ((EspReason) i) ? fall->waits_until_us : 0 };
  return (EspVerdict){ ESP_REASON_GONE, 0 };
}

static EspVerdict
judge (gpointer data, guint32 lead_id, const EspJourneyStep *step)
{
  EspJourneyAsks *self = data;
  const EspSendPlan *send = self->plan->sends[step->send_number];
  const EspLeadFacts *one;
  EspWaterfallInput input;

  if (send == NULL)
    return (EspVerdict){ ESP_REASON_CHANNEL, 0 };
  if (!are_few (self))
    return judge_crowd (self, lead_id, step->send_number);
  one = get_one (self, lead_id);
  if (one == NULL)
    return (EspVerdict){ ESP_REASON_GONE, 0 };
  get_input (self, send, &input);
  return esp_waterfall_judge_one (&input, one, TRUE, lead_id, NULL);
}

/**
 * esp_journey_asks_match:
 * @out_next_us: (optional): when time alone changes it next
 *
 * Returns: (transfer full) (nullable): who matches now; %NULL when it cannot be asked
 */
EspBitmap *
esp_journey_asks_match (EspJourneyAsks *self, const EspRule *rule, gint64 *out_next_us)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSegmentCount) count =
    esp_segment_engine_count (self->engine, self->tx, rule, NULL,
                              out_next_us != NULL ? ESP_SEGMENT_NEXT : ESP_SEGMENT_PLAIN, &error);

  if (count == NULL)
    {
      keep_error (self, g_steal_pointer (&error));
      return NULL;
    }
  if (out_next_us != NULL)
    *out_next_us = count->next_us;
  return g_steal_pointer (&count->members);
}

/**
 * esp_journey_asks_segment:
 * @reference: number, uuid or name
 *
 * Returns: (transfer full) (nullable): its members now
 */
EspBitmap *
esp_journey_asks_segment (EspJourneyAsks *self, const char *reference, gint64 *out_next_us)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSegment) segment = NULL;
  g_autoptr (EspRule) rule = NULL;
  gint64 id = 0;

  if (esp_segment_resolve (self->tx, reference, &id, &error))
    segment = esp_segment_load (self->tx, id, &error);
  rule = segment != NULL ? esp_segment_read_rule (segment, &error) : NULL;
  if (rule != NULL)
    {
      (void) esp_rule_number (rule, 1);
      return esp_journey_asks_match (self, rule, out_next_us);
    }
  keep_error (self, g_steal_pointer (&error));
  return NULL;
}

static EspJourneyAnswer
ask_one (EspJourneyAsks *self, guint32 lead_id, const EspRule *rule)
{
  EspJourneyLead *lead = g_hash_table_lookup (self->singles, GUINT_TO_POINTER (lead_id));
  g_autoptr (GError) error = NULL;

  if (lead == NULL)
    {
      lead = esp_journey_lead_load (self->tx, self->engine, lead_id, &error);
      if (lead == NULL)
        {
          keep_error (self, g_steal_pointer (&error));
          return ESP_ANSWER_NO;
        }
      g_hash_table_insert (self->singles, GUINT_TO_POINTER (lead_id), lead);
    }
  return esp_journey_lead_matches (lead, rule) ? ESP_ANSWER_YES : ESP_ANSWER_NO;
}

static EspJourneyAnswer
ask (gpointer data, guint32 lead_id, guint question)
{
  EspJourneyAsks *self = data;
  const EspRule *rule = g_ptr_array_index (self->plan->journey->questions, question);
  const EspBitmap *match;

  if (are_few (self))
    return ask_one (self, lead_id, rule);
  if (self->matches->len <= question)
    g_ptr_array_set_size (self->matches, (int) question + 1);
  if (g_ptr_array_index (self->matches, question) == NULL)
    {
      EspBitmap *found = esp_journey_asks_match (self, rule, NULL);

      g_ptr_array_index (self->matches, question) = found != NULL ? found : esp_bitmap_new ();
    }
  match = g_ptr_array_index (self->matches, question);
  return esp_bitmap_contains (match, lead_id) ? ESP_ANSWER_YES : ESP_ANSWER_NO;
}

static GHashTable *
load_days (EspJourneyAsks *self, const char *field)
{
  GHashTable *days = g_hash_table_lookup (self->days, field);
  g_autoptr (GError) error = NULL;

  if (days != NULL)
    return days;
  days = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  if (!esp_journey_load_days (self->tx, field, self->ids, self->n_ids, days, &error))
    keep_error (self, g_steal_pointer (&error));
  g_hash_table_insert (self->days, g_strdup (field), days);
  return days;
}

static gboolean
get_day (gpointer data, guint32 lead_id, const char *field, gint64 *out_day)
{
  EspJourneyAsks *self = data;
  const gint64 *moment_us =
    g_hash_table_lookup (load_days (self, field), GUINT_TO_POINTER (lead_id));

  if (moment_us == NULL)
    return FALSE;
  /* A day is kept as its midnight UTC; of a moment it is the day where the person is. */
  if (*moment_us % ESP_USEC_PER_DAY == 0)
    *out_day = *moment_us / ESP_USEC_PER_DAY;
  else
    {
      EspLocalTime local;

      esp_local_time_read (get_zone (self, lead_id), *moment_us, &local);
      *out_day = local.day;
    }
  return TRUE;
}

/**
 * esp_journey_asks_is_present:
 *
 * Returns: whether the lead is there, neither erased nor archived
 */
gboolean
esp_journey_asks_is_present (EspJourneyAsks *self, guint32 lead_id)
{
  const EspLeadFacts *one;

  if (!are_few (self))
    return get_everyone (self) == NULL || esp_bitmap_contains (self->everyone->present, lead_id);
  one = get_one (self, lead_id);
  return one == NULL || one->is_present;
}

/**
 * esp_journey_asks_new:
 *
 * Returns: (transfer full)
 */
EspJourneyAsks *
esp_journey_asks_new (EspSegmentEngine *engine)
{
  EspJourneyAsks *self = g_new0 (EspJourneyAsks, 1);

  self->engine = esp_segment_engine_ref (engine);
  self->facts = (EspJourneyFacts){ self, ask, judge, get_zone, get_day };
  self->zones =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_time_zone_unref);
  self->matches = g_ptr_array_new_with_free_func (clear_bitmap);
  self->singles = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) esp_journey_lead_free);
  self->few = g_hash_table_new_full (NULL, NULL, NULL, lead_facts_free);
  self->falls = g_ptr_array_new_with_free_func (clear_fall);
  self->days =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  return self;
}

/**
 * esp_journey_asks_free:
 */
void
esp_journey_asks_free (EspJourneyAsks *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->everyone, esp_facts_free);
  g_clear_pointer (&self->zone_list, g_ptr_array_unref);
  g_clear_pointer (&self->home, g_time_zone_unref);
  esp_days_off_clear (&self->days_off);
  g_hash_table_unref (self->zones);
  g_ptr_array_unref (self->matches);
  g_hash_table_unref (self->singles);
  g_hash_table_unref (self->few);
  g_ptr_array_unref (self->falls);
  g_clear_pointer (&self->crowd, esp_bitmap_free);
  g_hash_table_unref (self->days);
  g_clear_error (&self->error);
  esp_segment_engine_unref (self->engine);
  g_free (self);
}

/**
 * esp_journey_asks_note:
 *
 * Takes notice of what was written, so that nothing old is answered.
 */
void
esp_journey_asks_note (EspJourneyAsks *self, const EspChanges *changes)
{
  gboolean touches_addresses =
    esp_changes_has (changes, ESP_CHANGE_LEAD) &&
    (esp_changes_has_column (changes, "email") || esp_changes_has_column (changes, "phone") ||
     esp_changes_has_column (changes, "time_zone") || esp_changes_has_column (changes, "country"));

  /* Who buys again may be written to again. */
  gboolean revives = esp_changes_has (changes, ESP_CHANGE_ORDER) && self->everyone != NULL &&
                     !esp_bitmap_is_empty (self->everyone->lapsed);

  esp_segment_engine_note (self->engine, changes);
  if (touches_addresses || revives || esp_changes_has (changes, ESP_CHANGE_CONSENT) ||
      esp_changes_has (changes, ESP_CHANGE_SUPPRESSION))
    g_clear_pointer (&self->everyone, esp_facts_free);
}

static void
set_home (EspJourneyAsks *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (self->engine, self->tx, &error);

  if (world == NULL)
    {
      keep_error (self, g_steal_pointer (&error));
      if (self->home == NULL)
        self->home = g_time_zone_new_utc ();
      return;
    }
  if (self->home != NULL && self->home != esp_segment_world_get_zone (world))
    g_clear_pointer (&self->everyone, esp_facts_free); /* its zones stand for the old one */
  g_clear_pointer (&self->home, g_time_zone_unref);
  self->home = g_time_zone_ref (esp_segment_world_get_zone (world));
}

static void
set_days_off (EspJourneyAsks *self)
{
  g_autoptr (GError) error = NULL;

  self->facts.days_off = NULL;
  if (!self->plan->journey->skips_holidays)
    return;
  if (!esp_days_off_load (&self->days_off, self->tx, esp_tx_get_now_us (self->tx), &error))
    keep_error (self, g_steal_pointer (&error));
  self->facts.days_off = self->days_off.days;
}

/**
 * esp_journey_asks_begin:
 *
 * From here on it answers of @plan's journey, as @tx sees the workspace.
 */
void
esp_journey_asks_begin (EspJourneyAsks *self, EspTx *tx, const EspJourneyPlan *plan)
{
  self->tx = tx;
  self->plan = plan;
  set_home (self);
  set_days_off (self);
  esp_journey_asks_set_crowd (self, NULL, 0);
}

/**
 * esp_journey_asks_set_crowd:
 * @ids: (transfer none): about whom will be asked; stays until another is set
 */
void
esp_journey_asks_set_crowd (EspJourneyAsks *self, const guint32 *ids, gsize n_ids)
{
  self->ids = ids;
  self->n_ids = n_ids;
  g_clear_pointer (&self->crowd, esp_bitmap_free);
  esp_journey_asks_written (self);
}

/**
 * esp_journey_asks_written:
 *
 * What was asked before is forgotten, as the journey itself changed people; for sets the changes of the
 * transaction must have been noted.
 */
void
esp_journey_asks_written (EspJourneyAsks *self)
{
  g_ptr_array_set_size (self->matches, 0);
  g_ptr_array_set_size (self->falls, 0);
  g_hash_table_remove_all (self->singles);
  g_hash_table_remove_all (self->few);
  g_hash_table_remove_all (self->days);
}

/**
 * esp_journey_asks_end:
 *
 * Returns: %FALSE with @error set when something could not be asked since it began
 */
gboolean
esp_journey_asks_end (EspJourneyAsks *self, GError **error)
{
  esp_journey_asks_set_crowd (self, NULL, 0);
  self->tx = NULL;
  self->plan = NULL;
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/**
 * esp_journey_asks_get_facts:
 *
 * Returns: (transfer none): for esp_journey_step()
 */
const EspJourneyFacts *
esp_journey_asks_get_facts (EspJourneyAsks *self)
{
  return &self->facts;
}
