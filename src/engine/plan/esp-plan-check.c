/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the times of sends together: overlaps, caps, hours, channels, approvals, days off. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-plan-check.h"

#include "base/esp-clock.h"

#include <string.h>

/* Caps are small numbers; a workspace that allows more is as good as without. */
#define MAX_LEVELS 40

/**
 * esp_plan_send_free:
 */
void
esp_plan_send_free (EspPlanSend *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->title);
  esp_bitmap_free (self->people);
  g_clear_pointer (&self->night_ok, esp_bitmap_free);
  g_free (self);
}

/**
 * esp_conflict_free:
 */
void
esp_conflict_free (EspConflict *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->other_key);
  g_free (self->other);
  g_free (self->other_ko);
  g_clear_pointer (&self->people, esp_bitmap_free);
  g_free (self);
}

/**
 * esp_pressure_clear:
 */
void
esp_pressure_clear (EspPressure *self)
{
  g_clear_pointer (&self->over, esp_bitmap_free);
}

/* What is known while the sends are judged one after the other. */
typedef struct
{
  const EspPlanRules *rules;
  GPtrArray *sends; /* (element-type EspPlanSend): in order of time */
  GPtrArray *
    receives; /* (owned) (element-type EspBitmap): who of them gets it, for the caps of later ones */
  GPtrArray *held;  /* (owned) (element-type EspBitmap) */
  GPtrArray *found; /* (owned) (element-type EspConflict) */
} Work;

static EspConflict *
add_conflict (Work *work, EspConflictKind kind, const EspPlanSend *send)
{
  EspConflict *conflict = g_new0 (EspConflict, 1);

  conflict->kind = kind;
  conflict->key = g_strdup (send->key);
  conflict->at_us = send->at_us;
  conflict->whole = esp_bitmap_count (send->people);
  g_ptr_array_add (work->found, conflict);
  return conflict;
}

/* One message more for everybody in @set: entry i keeps who has more than i. */
static void
raise_levels (GPtrArray *levels, const EspBitmap *set)
{
  for (guint i = levels->len; i > 0; i--)
    {
      if (i == 1)
        esp_bitmap_or (levels->pdata[0], set);
      else
        {
          g_autoptr (EspBitmap) up = esp_bitmap_copy (levels->pdata[i - 2]);

          esp_bitmap_and (up, set);
          esp_bitmap_or (levels->pdata[i - 1], up);
        }
    }
}

/* Who has had as many as @cap in the time before the send @i: from the ledger, and from what is planned before it. */
static gboolean
add_capped (Work *work, guint i, guint cap, gint64 window_us, EspBitmap *capped, GError **error)
{
  const EspPlanSend *send = g_ptr_array_index (work->sends, i);
  const EspPlanRules *rules = work->rules;
  gint64 since_us = send->at_us - window_us;
  g_autoptr (GPtrArray) levels = NULL;

  if (cap == 0 || cap > MAX_LEVELS)
    return TRUE;
  levels =
    rules->history (since_us, MIN (rules->now_us, send->at_us), cap, rules->history_data, error);
  if (levels == NULL)
    return FALSE;
  for (guint k = 0; k < i; k++)
    {
      const EspPlanSend *before = g_ptr_array_index (work->sends, k);

      if (before->is_open && before->at_us >= since_us)
        raise_levels (levels, work->receives->pdata[k]);
    }
  esp_bitmap_or (capped, levels->pdata[cap - 1]);
  return TRUE;
}

static gboolean
judge_cap (Work *work, guint i, GError **error)
{
  const EspPlanSend *send = g_ptr_array_index (work->sends, i);
  const EspPolicy *policy = work->rules->policy;
  EspBitmap *held = esp_bitmap_new ();
  EspBitmap *receives = esp_bitmap_copy (send->people);

  g_ptr_array_add (work->held, held);
  g_ptr_array_add (work->receives, receives);
  if (!send->is_open || !send->is_marketing)
    return TRUE;
  if (!add_capped (work, i, policy->cap_count, (gint64) policy->cap_days * ESP_USEC_PER_DAY, held,
                   error) ||
      !add_capped (work, i, policy->cap_per_day, ESP_USEC_PER_DAY, held, error))
    return FALSE;
  esp_bitmap_and (held, send->people);
  esp_bitmap_andnot (receives, held);
  if (!esp_bitmap_is_empty (held))
    {
      EspConflict *conflict = add_conflict (work, ESP_CONFLICT_CAP, send);

      conflict->n = esp_bitmap_count (held);
      conflict->people = esp_bitmap_copy (held);
    }
  return TRUE;
}

static gboolean
is_same_day (const Work *work, gint64 a_us, gint64 b_us)
{
  GDate a, b;

  if (ABS (a_us - b_us) > 2 * ESP_USEC_PER_DAY)
    return FALSE;
  esp_plan_get_date (a_us, work->rules->plan->zone, &a);
  esp_plan_get_date (b_us, work->rules->plan->zone, &b);
  return g_date_compare (&a, &b) == 0;
}

/* @later of the two is the one that a cap would hold. */
static void
add_overlap (Work *work, guint of, guint with, guint later, const EspBitmap *both)
{
  const EspPlanSend *send = g_ptr_array_index (work->sends, of);
  const EspPlanSend *other = g_ptr_array_index (work->sends, with);
  EspConflict *conflict;

  if (!send->is_open)
    return;
  conflict = add_conflict (work, ESP_CONFLICT_OVERLAP, send);
  conflict->other_key = g_strdup (other->key);
  conflict->other = g_strdup (other->title);
  conflict->n = esp_bitmap_count (both);
  conflict->n_held = esp_bitmap_and_count (both, work->held->pdata[later]);
  conflict->people = esp_bitmap_copy (both);
}

static void
judge_overlaps (Work *work, guint i)
{
  const EspPlanSend *send = g_ptr_array_index (work->sends, i);

  for (guint k = i; k > 0; k--)
    {
      const EspPlanSend *before = g_ptr_array_index (work->sends, k - 1);
      g_autoptr (EspBitmap) both = NULL;

      if (!is_same_day (work, before->at_us, send->at_us))
        break;
      both = esp_bitmap_copy (send->people);
      esp_bitmap_and (both, before->people);
      if (esp_bitmap_is_empty (both))
        continue;
      add_overlap (work, i, k - 1, i, both);
      add_overlap (work, k - 1, i, i, both);
    }
}

static void
judge_hours (Work *work, const EspPlanSend *send)
{
  const EspPlanRules *rules = work->rules;
  gint64 quiet_us = esp_hours_end (&rules->policy->quiet, rules->plan->zone_name, send->at_us);
  gint64 night_us = esp_policy_get_night_end (rules->policy, rules->plan->zone_name, send->at_us);
  gint64 on_us = esp_computer_hours_get_on (&rules->computer, rules->plan->zone, send->at_us);

  if (quiet_us != 0 && !send->ignores_hours && send->is_marketing)
    {
      EspConflict *conflict = add_conflict (work, ESP_CONFLICT_QUIET, send);

      conflict->n = conflict->whole;
      conflict->until_us = quiet_us;
    }
  if (night_us != 0 && !send->is_email && send->is_marketing)
    {
      g_autoptr (EspBitmap) asleep = esp_bitmap_copy (send->people);

      if (send->night_ok != NULL)
        esp_bitmap_andnot (asleep, send->night_ok);
      if (!esp_bitmap_is_empty (asleep))
        {
          EspConflict *conflict = add_conflict (work, ESP_CONFLICT_NIGHT, send);

          conflict->n = esp_bitmap_count (asleep);
          conflict->until_us = night_us;
          conflict->people = g_steal_pointer (&asleep);
        }
    }
  if (on_us != send->at_us)
    add_conflict (work, ESP_CONFLICT_COMPUTER, send)->until_us = on_us;
}

static gint64
find_end_of_work (const EspPlanSend *send)
{
  guint64 n = esp_bitmap_count (send->people);

  return send->per_minute == 0
           ? send->at_us
           : send->at_us + (gint64) (n * ESP_USEC_PER_MINUTE / send->per_minute);
}

/* Rate × time: what the channel can carry until the end of the day, and what else it carries then. */
static void
judge_channel (Work *work, guint i)
{
  const EspPlanSend *send = g_ptr_array_index (work->sends, i);
  gint64 end_us = find_end_of_work (send);
  EspConflict *conflict;

  if (send->per_minute == 0)
    return;
  if (!is_same_day (work, send->at_us, end_us))
    {
      GDate day;
      gint64 midnight_us;
      guint64 out;

      esp_plan_get_date (send->at_us, work->rules->plan->zone, &day);
      g_date_add_days (&day, 1);
      midnight_us = esp_day_start_us (&day, work->rules->plan->zone);
      out = (guint64) (midnight_us - send->at_us) * send->per_minute / ESP_USEC_PER_MINUTE;
      conflict = add_conflict (work, ESP_CONFLICT_CAPACITY, send);
      conflict->n = conflict->whole > out ? conflict->whole - out : 0;
      conflict->until_us = end_us;
    }
  for (guint k = i; k > 0; k--)
    {
      const EspPlanSend *before = g_ptr_array_index (work->sends, k - 1);

      if (!before->is_open || before->channel_id != send->channel_id ||
          find_end_of_work (before) <= send->at_us)
        continue;
      conflict = add_conflict (work, ESP_CONFLICT_CHANNEL, send);
      conflict->other_key = g_strdup (before->key);
      conflict->other = g_strdup (before->title);
      conflict->until_us = find_end_of_work (before);
    }
}

static void
judge_days (Work *work, const EspPlanSend *send)
{
  const EspPlan *plan = work->rules->plan;
  const EspHoliday *holiday;
  GDate day;

  for (guint i = 0; i < plan->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (plan->entries, i);
      EspConflict *conflict;

      if (entry->type != ESP_PLAN_OF_ITEM || entry->item_kind != ESP_PLAN_BLACKOUT ||
          g_str_equal (entry->state, "cancelled") || send->at_us < entry->from_us ||
          send->at_us >= entry->to_us)
        continue;
      conflict = add_conflict (work, ESP_CONFLICT_BLACKOUT, send);
      conflict->other_key = g_strdup (entry->key);
      conflict->other = g_strdup (entry->title);
      conflict->until_us = entry->to_us;
    }
  esp_plan_get_date (send->at_us, plan->zone, &day);
  holiday = esp_holidays_find_off (work->rules->holidays, &day);
  if (holiday != NULL)
    {
      EspConflict *conflict = add_conflict (work, ESP_CONFLICT_HOLIDAY, send);

      conflict->other = g_strdup (esp_holiday_get_name (holiday, ESP_LANG_EN));
      conflict->other_ko = g_strdup (esp_holiday_get_name (holiday, ESP_LANG_KO));
    }
}

static void
judge_approval (Work *work, const EspPlanSend *send)
{
  const EspPlanRules *rules = work->rules;

  if (send->needs_approval && send->at_us - rules->now_us < rules->approval_us)
    add_conflict (work, ESP_CONFLICT_APPROVAL, send)->until_us = send->at_us;
  if (send->approved_until_us != 0 && send->at_us > send->approved_until_us)
    add_conflict (work, ESP_CONFLICT_EXPIRED, send)->until_us = send->approved_until_us;
}

static gint
compare_sends (gconstpointer a, gconstpointer b)
{
  const EspPlanSend *left = *(const EspPlanSend *const *) a;
  const EspPlanSend *right = *(const EspPlanSend *const *) b;

  if (left->at_us != right->at_us)
    return left->at_us < right->at_us ? -1 : 1;
  return g_strcmp0 (left->key, right->key);
}

static gint
compare_conflicts (gconstpointer a, gconstpointer b)
{
  const EspConflict *left = *(const EspConflict *const *) a;
  const EspConflict *right = *(const EspConflict *const *) b;

  if (left->at_us != right->at_us)
    return left->at_us < right->at_us ? -1 : 1;
  if (g_strcmp0 (left->key, right->key) != 0)
    return g_strcmp0 (left->key, right->key);
  return (gint) left->kind - (gint) right->kind;
}

/**
 * esp_plan_check:
 * @sends: (element-type EspPlanSend): gets into order of time
 *
 * Judges sends that have not begun. Those that have are there to be met: what they carried stands in the history.
 *
 * Returns: (transfer full) (element-type EspConflict): by send, the gravest first; %NULL with @error set
 */
GPtrArray *
esp_plan_check (const EspPlanRules *rules, GPtrArray *sends, GError **error)
{
  Work work = { rules, sends, g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free),
                g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free),
                g_ptr_array_new_with_free_func ((GDestroyNotify) esp_conflict_free) };
  gboolean is_ok = TRUE;

  g_ptr_array_sort (sends, compare_sends);
  for (guint i = 0; is_ok && i < sends->len; i++)
    {
      const EspPlanSend *send = g_ptr_array_index (sends, i);

      is_ok = judge_cap (&work, i, error);
      if (!is_ok)
        break;
      judge_overlaps (&work, i);
      if (!send->is_open)
        continue;
      if (send->at_us < rules->now_us)
        add_conflict (&work, ESP_CONFLICT_PAST, send);
      judge_hours (&work, send);
      judge_channel (&work, i);
      judge_days (&work, send);
      judge_approval (&work, send);
    }
  g_ptr_array_unref (work.receives);
  g_ptr_array_unref (work.held);
  if (!is_ok)
    g_clear_pointer (&work.found, g_ptr_array_unref);
  else
    g_ptr_array_sort (work.found, compare_conflicts);
  return work.found;
}

static gboolean
fill_week (const EspPlanRules *rules, GPtrArray *sends, EspPressure *week, GError **error)
{
  guint n_levels = CLAMP (rules->policy->cap_count + 1, 8, MAX_LEVELS);
  g_autoptr (GPtrArray) levels = rules->history (week->from_us, MIN (week->to_us, rules->now_us),
                                                 n_levels, rules->history_data, error);

  if (levels == NULL)
    return FALSE;
  for (guint i = 0; i < sends->len; i++)
    {
      const EspPlanSend *send = g_ptr_array_index (sends, i);

      if (send->is_open && send->at_us >= week->from_us && send->at_us < week->to_us)
        raise_levels (levels, send->people);
    }
  for (guint i = 0; i < levels->len; i++)
    {
      guint64 n = esp_bitmap_count (levels->pdata[i]);

      week->n_messages += n;
      week->most = n > 0 ? i + 1 : week->most;
      if (i == 0)
        week->n_people = n;
    }
  if (rules->policy->cap_count > 0 && rules->policy->cap_count < levels->len)
    {
      week->over = esp_bitmap_copy (levels->pdata[rules->policy->cap_count]);
      week->n_over = esp_bitmap_count (week->over);
    }
  return TRUE;
}

/**
 * esp_plan_get_pressure:
 * @sends: (element-type EspPlanSend)
 *
 * Returns: (transfer full) (element-type EspPressure): one a week, from Monday on; %NULL with @error set
 */
GArray *
esp_plan_get_pressure (const EspPlanRules *rules,
                       GPtrArray *sends,
                       gint64 from_us,
                       gint64 to_us,
                       GError **error)
{
  g_autoptr (GArray) weeks = g_array_new (FALSE, TRUE, sizeof (EspPressure));
  GTimeZone *zone = rules->plan->zone;
  GDate day;

  g_array_set_clear_func (weeks, (GDestroyNotify) esp_pressure_clear);
  esp_plan_get_date (from_us, zone, &day);
  g_date_subtract_days (&day, (guint) g_date_get_weekday (&day) - 1);
  while (esp_day_start_us (&day, zone) < to_us)
    {
      EspPressure week = { .from_us = esp_day_start_us (&day, zone) };

      g_date_add_days (&day, 7);
      week.to_us = esp_day_start_us (&day, zone);
      g_array_append_val (weeks, week);
      if (!fill_week (rules, sends, &g_array_index (weeks, EspPressure, weeks->len - 1), error))
        return NULL;
    }
  return g_steal_pointer (&weeks);
}
