/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the plan and the people together: whom each send reaches, and what follows for its time. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-plan-study.h"

#include "base/esp-clock.h"
#include "store/esp-campaigns.h"
#include "store/esp-lead-set.h"
#include "store/esp-meta.h"
#include "store/esp-plan-read.h"
#include "worker/esp-channel-pool.h"
#include "worker/esp-review-look.h"
#include "worker/esp-send-plan.h"
#include "worker/esp-send-price.h"
#include "worker/esp-workspace-setting.h"

#include <math.h>
#include <string.h>

/* Sends are looked at this far beyond the span: what is just outside weighs on it. */
#define MARGIN_DAYS 32
/* A yes is missed when so little time is left. */
#define APPROVAL_DAYS 1
/* Of a send that is only looked at. */
#define NEW_KEY "new:0"

typedef struct
{
  EspTx *tx;
  EspPlanStudy *study;
  EspSegmentFunc segments;
  const GPtrArray *changes; /* (nullable) */
  GHashTable *facts;        /* (owned): channel and field to EspFacts */
  GHashTable *audiences;    /* (owned): JSON to EspBitmap */
  char *review;             /* (owned) the policy of reviews */
} Loading;

/**
 * esp_plan_change_free:
 */
void
esp_plan_change_free (EspPlanChange *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->audience);
  g_free (self->title);
  g_free (self);
}

static void
clear_study (gpointer data)
{
  EspPlanStudy *self = data;

  esp_plan_free (self->plan);
  g_clear_pointer (&self->sends, g_ptr_array_unref);
  g_clear_pointer (&self->conflicts, g_ptr_array_unref);
  g_clear_pointer (&self->pressure, g_array_unref);
}

/**
 * esp_plan_study_ref:
 */
EspPlanStudy *
esp_plan_study_ref (EspPlanStudy *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * esp_plan_study_unref:
 */
void
esp_plan_study_unref (EspPlanStudy *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, clear_study);
}

static const EspPlanChange *
find_change (const Loading *loading, const char *key)
{
  for (guint i = 0; loading->changes != NULL && i < loading->changes->len; i++)
    {
      const EspPlanChange *change = g_ptr_array_index (loading->changes, i);

      if (g_strcmp0 (change->key, key) == 0)
        return change;
    }
  return NULL;
}

static const EspFacts *
get_facts (Loading *loading, const EspSendPlan *plan, GError **error)
{
  EspFactsQuery query;
  g_autofree char *name = NULL;
  EspFacts *facts;

  esp_send_plan_get_query (loading->tx, plan, &query);
  /* The caps are the plan's own business: they are asked for the time of each send. */
  query.cap_count = 0;
  query.day_count = 0;
  name = g_strdup_printf ("%s/%s", query.channel,
                          query.address_column != NULL ? query.address_column : "");
  facts = g_hash_table_lookup (loading->facts, name);
  if (facts != NULL)
    return facts;
  facts = esp_facts_load (loading->tx, &query, error);
  if (facts != NULL)
    g_hash_table_insert (loading->facts, g_steal_pointer (&name), facts);
  return facts;
}

static const EspBitmap *
get_audience (Loading *loading, const EspSendPlan *plan, GError **error)
{
  EspBitmap *audience = g_hash_table_lookup (loading->audiences, plan->send->audience);

  if (audience != NULL)
    return audience;
  audience = esp_send_plan_resolve_audience (loading->tx, plan, loading->segments, error);
  if (audience != NULL)
    g_hash_table_insert (loading->audiences, g_strdup (plan->send->audience), audience);
  return audience;
}

/* Whom it reaches whatever the hour: without those who are gone, suppressed, or have not agreed. */
static gboolean
fill_people (Loading *loading, const EspSendPlan *plan, EspPlanSend *send, GError **error)
{
  const EspFacts *facts = get_facts (loading, plan, error);
  const EspBitmap *audience = facts != NULL ? get_audience (loading, plan, error) : NULL;

  if (audience == NULL)
    return FALSE;
  send->people = esp_bitmap_copy (audience);
  esp_bitmap_and (send->people, facts->present);
  esp_bitmap_and (send->people, facts->valid);
  esp_bitmap_andnot (send->people, facts->suppressed);
  if (plan->rule.is_marketing)
    {
      esp_bitmap_and (send->people, facts->granted);
      esp_bitmap_andnot (send->people, facts->refused);
    }
  send->night_ok = esp_bitmap_copy (facts->night_granted);
  return TRUE;
}

static gboolean
fill_approval (Loading *loading, const EspPlanEntry *entry, EspPlanSend *send)
{
  guint64 n = esp_bitmap_count (send->people);
  gboolean is_needed =
    !g_str_equal (loading->review, "off") &&
    (g_str_equal (loading->review, "all") || n >= g_ascii_strtoull (loading->review, NULL, 10));

  send->needs_approval =
    g_str_equal (entry->state, "review") || (is_needed && g_str_equal (entry->state, "draft"));
  send->approved_until_us =
    g_str_equal (entry->state, "approved") || g_str_equal (entry->state, "scheduled")
      ? entry->approved_until_us
      : 0;
  return TRUE;
}

/* A send that cannot be counted, such as one whose segment is broken, reaches nobody; its own page says why. */
static EspPlanSend *
new_send (Loading *loading, EspPlanEntry *entry, const EspSendPlan *plan, GError **error)
{
  EspPlanSend *send = g_new0 (EspPlanSend, 1);
  g_autoptr (GError) trouble = NULL;

  send->key = g_strdup (entry->key);
  send->title = g_strdup (entry->title);
  send->at_us = entry->from_us;
  send->is_open = esp_plan_entry_is_open_send (entry);
  send->is_email = plan->rule.is_email;
  send->is_marketing = plan->rule.is_marketing;
  send->ignores_hours = plan->rule.ignores_hours;
  send->channel_id = plan->channel != NULL ? plan->channel->id : 0;
  send->per_minute = plan->options.rate_per_minute > 0 ? plan->options.rate_per_minute
                     : plan->channel != NULL
                       ? esp_channel_settings_get_rate (plan->channel->settings)
                       : 0;
  if (!fill_people (loading, plan, send, &trouble))
    {
      if (!g_error_matches (trouble, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID) &&
          !g_error_matches (trouble, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          send->people = esp_bitmap_new ();
          esp_plan_send_free (send);
          return NULL;
        }
      g_clear_pointer (&send->people, esp_bitmap_free);
      send->people = esp_bitmap_new ();
    }
  send->unit_price = esp_send_price_estimate (loading->tx, plan, send->people);
  fill_approval (loading, entry, send);
  if (send->is_open)
    entry->n_people = (gint64) esp_bitmap_count (send->people);
  return send;
}

/* What has left stands in the ledger. */
static EspPlanSend *
new_past_send (Loading *loading, const EspPlanEntry *entry, GError **error)
{
  const EspLeadSet set = { .kind = ESP_LEAD_SET_SENT,
                           .campaign_id = entry->campaign_id,
                           .send_id = entry->id };
  EspBitmap *people = esp_lead_set_load (loading->tx, &set, error);
  EspPlanSend *send;

  if (people == NULL)
    return NULL;
  send = g_new0 (EspPlanSend, 1);
  send->key = g_strdup (entry->key);
  send->title = g_strdup (entry->title);
  send->at_us = entry->from_us;
  send->is_marketing = TRUE;
  send->channel_id = entry->channel_id;
  send->people = people;
  return send;
}

static gboolean
apply_change (Loading *loading, EspPlanEntry *entry, EspSendPlan *plan)
{
  const EspPlanChange *change = find_change (loading, entry->key);

  if (change == NULL)
    return TRUE;
  if (change->is_removed)
    return FALSE;
  if (change->at_us != 0)
    {
      entry->to_us += change->at_us - entry->from_us;
      entry->from_us = change->at_us;
    }
  if (change->cost >= 0)
    entry->money = change->cost;
  if (change->audience != NULL && plan != NULL)
    {
      g_free (plan->send->audience);
      plan->send->audience = g_strdup (change->audience);
    }
  return TRUE;
}

static gboolean
load_one (Loading *loading, EspPlanEntry *entry, gint64 near_us, GError **error)
{
  EspPlanSend *send = NULL;

  if (esp_plan_entry_is_open_send (entry))
    {
      g_autoptr (EspSendPlan) plan = esp_send_plan_load (loading->tx, entry->id, error);

      if (plan == NULL)
        return FALSE;
      if (!apply_change (loading, entry, plan))
        return TRUE;
      send = new_send (loading, entry, plan, error);
    }
  else if (entry->from_us >= near_us)
    send = new_past_send (loading, entry, error);
  else
    return TRUE;
  if (send == NULL)
    return FALSE;
  g_ptr_array_add (loading->study->sends, send);
  return TRUE;
}

static EspPlanEntry *
add_new_entry (EspPlan *plan, const EspPlanChange *change, guint i)
{
  EspPlanEntry *entry = g_new0 (EspPlanEntry, 1);

  entry->type = ESP_PLAN_OF_SEND;
  entry->key = g_strdup_printf ("new:%u", i + 1);
  entry->title = g_strdup (change->title);
  entry->from_us = change->at_us;
  entry->to_us = change->at_us;
  entry->state = g_strdup ("draft");
  entry->audience = g_strdup (change->audience);
  entry->channel_id = change->channel_id;
  entry->n_people = -1;
  entry->value = NAN;
  g_ptr_array_add (plan->entries, entry);
  return entry;
}

static gboolean
add_new_sends (Loading *loading, GError **error)
{
  for (guint i = 0; loading->changes != NULL && i < loading->changes->len; i++)
    {
      const EspPlanChange *change = g_ptr_array_index (loading->changes, i);
      g_autoptr (EspSendPlan) plan = NULL;
      EspPlanEntry *entry;
      EspPlanSend *send;

      if (change->key != NULL || change->title == NULL)
        continue;
      plan = esp_send_plan_new_unsent (loading->tx, change->channel_id, "{}", error);
      if (plan == NULL)
        return FALSE;
      plan->send = esp_send_new (0);
      g_free (plan->send->audience);
      plan->send->audience = g_strdup (change->audience != NULL ? change->audience : "{}");
      entry = add_new_entry (loading->study->plan, change, i);
      send = new_send (loading, entry, plan, error);
      if (send == NULL)
        return FALSE;
      g_ptr_array_add (loading->study->sends, send);
    }
  return TRUE;
}

static gboolean
load_sends (Loading *loading, GError **error)
{
  EspPlan *plan = loading->study->plan;
  gint64 near_us = plan->now_us - 8 * ESP_USEC_PER_DAY;

  for (guint i = plan->entries->len; i > 0; i--)
    {
      EspPlanEntry *entry = g_ptr_array_index (plan->entries, i - 1);
      const EspPlanChange *change = find_change (loading, entry->key);

      if (change != NULL && change->is_removed)
        g_ptr_array_remove_index (plan->entries, i - 1);
      else if (entry->type == ESP_PLAN_OF_SEND)
        {
          if (!load_one (loading, entry, near_us, error))
            return FALSE;
        }
      else
        (void) apply_change (loading, entry, NULL); /* what was removed is gone above */
    }
  return add_new_sends (loading, error);
}

static GPtrArray *
read_history (gint64 from_us, gint64 to_us, guint n_levels, gpointer data, GError **error)
{
  return esp_plan_read_levels (data, from_us, to_us, n_levels, error);
}

static void
get_rules (const EspPlanStudy *self, EspTx *tx, EspHolidays *holidays, EspPlanRules *out_rules)
{
  *out_rules = (EspPlanRules){ .policy = &self->policy,
                               .plan = self->plan,
                               .holidays = holidays,
                               .computer = self->computer,
                               .now_us = self->plan->now_us,
                               .approval_us = self->approval_us,
                               .history = read_history,
                               .history_data = tx };
}

static gboolean
load_rules (EspTx *tx, EspPlanStudy *self, GError **error)
{
  g_autofree char *policy = esp_meta_get_text (tx, ESP_META_POLICY, "", error);
  g_autofree char *computer =
    policy != NULL ? esp_meta_get_text (tx, ESP_META_COMPUTER, "", error) : NULL;

  self->approval_us = APPROVAL_DAYS * ESP_USEC_PER_DAY;
  return computer != NULL && esp_policy_from_json (policy, &self->policy, error) &&
         esp_computer_hours_parse (computer, &self->computer, error);
}

static gboolean
judge (EspPlanStudy *self, EspTx *tx, EspHolidays *holidays, const gint64 span[2], GError **error)
{
  EspPlanRules rules;

  get_rules (self, tx, holidays, &rules);
  self->conflicts = esp_plan_check (&rules, self->sends, error);
  if (self->conflicts == NULL)
    return FALSE;
  self->pressure = esp_plan_get_pressure (&rules, self->sends, span[0], span[1], error);
  return self->pressure != NULL;
}

/**
 * esp_plan_study_new:
 * @segments: (nullable): finds the members of a segment
 * @changes: (nullable) (element-type EspPlanChange): as if they were made
 *
 * Looks at everybody: for a reading transaction of the long kind. The plan has more than the span, so that what is just
 * outside weighs on it.
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspPlanStudy *
esp_plan_study_new (EspTx *tx,
                    gint64 from_us,
                    gint64 to_us,
                    EspSegmentFunc segments,
                    const GPtrArray *changes,
                    GError **error)
{
  g_autoptr (EspPlanStudy) self = g_atomic_rc_box_new0 (EspPlanStudy);
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, error);
  const gint64 span[2] = { from_us, to_us };
  Loading loading = { tx, self, segments, changes, NULL, NULL, NULL };
  gboolean is_ok;

  if (holidays == NULL || !load_rules (tx, self, error))
    return NULL;
  self->sends = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_send_free);
  self->plan = esp_plan_load (tx, from_us - MARGIN_DAYS * ESP_USEC_PER_DAY,
                              to_us + MARGIN_DAYS * ESP_USEC_PER_DAY, holidays, error);
  loading.review =
    self->plan != NULL ? esp_setting_load (tx, esp_setting_find ("review"), error) : NULL;
  if (loading.review == NULL)
    return NULL;
  loading.facts =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_facts_free);
  loading.audiences =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_bitmap_free);
  is_ok = load_sends (&loading, error) && judge (self, tx, holidays, span, error);
  g_hash_table_unref (loading.facts);
  g_hash_table_unref (loading.audiences);
  g_free (loading.review);
  esp_plan_sort (self->plan);
  return is_ok ? g_steal_pointer (&self) : NULL;
}

static EspPlanSend *
copy_send (const EspPlanSend *send)
{
  EspPlanSend *copy = g_memdup2 (send, sizeof *send);

  copy->key = g_strdup (send->key);
  copy->title = g_strdup (send->title);
  copy->people = esp_bitmap_copy (send->people);
  copy->night_ok = send->night_ok != NULL ? esp_bitmap_copy (send->night_ok) : NULL;
  return copy;
}

/* What is said of the send @key at @at_us; @more: (transfer full) (nullable): one that is not in the plan. */
static GPtrArray *
try_with (const EspPlanStudy *self,
          EspTx *tx,
          const char *key,
          gint64 at_us,
          EspPlanSend *more,
          GError **error)
{
  g_autoptr (GPtrArray) sends =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_send_free);
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, error);
  g_autoptr (GPtrArray) all = NULL;
  EspPlanRules rules;

  if (more != NULL)
    g_ptr_array_add (sends, more);
  if (holidays == NULL)
    return NULL;
  for (guint i = 0; i < self->sends->len; i++)
    {
      const EspPlanSend *send = g_ptr_array_index (self->sends, i);
      EspPlanSend *copy;

      if (!send->is_open && send->at_us < at_us - 2 * ESP_USEC_PER_DAY)
        continue;
      copy = copy_send (send);
      if (g_str_equal (copy->key, key))
        copy->at_us = at_us;
      g_ptr_array_add (sends, copy);
    }
  get_rules (self, tx, holidays, &rules);
  all = esp_plan_check (&rules, sends, error);
  for (guint i = all != NULL ? all->len : 0; i > 0; i--)
    if (!g_str_equal (((const EspConflict *) all->pdata[i - 1])->key, key))
      g_ptr_array_remove_index (all, i - 1);
  return g_steal_pointer (&all);
}

/**
 * esp_plan_study_try:
 * @key: of a send
 *
 * Returns: (transfer full) (element-type EspConflict): what would be said of the send if it left at @at_us, its own
 *   first; %NULL with @error set
 */
GPtrArray *
esp_plan_study_try (const EspPlanStudy *self,
                    EspTx *tx,
                    const char *key,
                    gint64 at_us,
                    GError **error)
{
  return try_with (self, tx, key, at_us, NULL, error);
}

/**
 * esp_plan_study_try_new:
 * @audience: JSON as of a send
 * @segments: (nullable): finds the members of a segment
 *
 * Returns: (transfer full) (element-type EspConflict): what would be said of a send to @audience that is not there yet;
 *   %NULL with @error set
 */
GPtrArray *
esp_plan_study_try_new (const EspPlanStudy *self,
                        EspTx *tx,
                        const char *audience,
                        gint64 at_us,
                        EspSegmentFunc segments,
                        GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_new_unsent (tx, 0, "{}", error);
  Loading loading = { tx, NULL, segments, NULL, NULL, NULL, NULL };
  EspPlanEntry entry = { .type = ESP_PLAN_OF_SEND,
                         .key = (char *) NEW_KEY,
                         .title = (char *) "",
                         .state = (char *) "draft",
                         .from_us = at_us,
                         .to_us = at_us };
  EspPlanSend *send;

  loading.review = plan != NULL ? esp_setting_load (tx, esp_setting_find ("review"), error) : NULL;
  if (loading.review == NULL)
    return NULL;
  loading.facts =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_facts_free);
  loading.audiences =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_bitmap_free);
  plan->send = esp_send_new (0);
  g_free (plan->send->audience);
  plan->send->audience = g_strdup (audience);
  send = new_send (&loading, &entry, plan, error);
  g_hash_table_unref (loading.facts);
  g_hash_table_unref (loading.audiences);
  g_free (loading.review);
  return send != NULL ? try_with (self, tx, NEW_KEY, at_us, send, error) : NULL;
}

/**
 * esp_plan_study_find_send:
 *
 * Returns: (transfer none) (nullable)
 */
const EspPlanSend *
esp_plan_study_find_send (const EspPlanStudy *self, const char *key)
{
  for (guint i = 0; i < self->sends->len; i++)
    {
      const EspPlanSend *send = g_ptr_array_index (self->sends, i);

      if (g_str_equal (send->key, key))
        return send;
    }
  return NULL;
}
