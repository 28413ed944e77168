/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers everything dated on one axis. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-plan.h"

#include "base/esp-clock.h"
#include "store/esp-meta.h"
#include "store/esp-plan-read.h"
#include "store/esp-segments.h"
#include "store/esp-stage-book.h"

#include <json-glib/json-glib.h>
#include <math.h>

static void
entry_free (EspPlanEntry *entry)
{
  g_free (entry->key);
  g_free (entry->title);
  g_free (entry->state);
  g_free (entry->campaign);
  g_free (entry->channel);
  g_free (entry->medium);
  g_free (entry->owner);
  g_free (entry->audience);
  g_free (entry->people);
  g_clear_pointer (&entry->progress, esp_goal_progress_free);
  g_free (entry->options);
  g_free (entry->note);
  g_free (entry);
}

static EspPlanEntry *
add_entry (EspPlan *self, EspPlanType type, gint64 id, const char *title, gint64 at_us)
{
  EspPlanEntry *entry = g_new0 (EspPlanEntry, 1);

  entry->type = type;
  entry->id = id;
  entry->key = g_strdup_printf ("%s:%" G_GINT64_FORMAT, esp_plan_type_get_name (type), id);
  entry->title = g_strdup (title);
  entry->from_us = at_us;
  entry->to_us = at_us;
  entry->n_people = -1;
  entry->value = NAN;
  g_ptr_array_add (self->entries, entry);
  return entry;
}

/* What a draft is by now: asked about, approved, or neither. */
static const char *
describe_state (const EspPlanSendRow *row)
{
  if (!g_str_equal (row->state, "draft"))
    return row->state;
  if (g_strcmp0 (row->review, "asked") == 0)
    return "review";
  return g_strcmp0 (row->review, "approved") == 0 ? "approved" : "draft";
}

static char *
dup_segment_name (EspTx *tx, const char *reference, GHashTable *names)
{
  const char *known = g_hash_table_lookup (names, reference);
  g_autoptr (EspSegment) segment = NULL;
  gint64 id = 0;

  if (known != NULL)
    return g_strdup (known);
  if (esp_segment_resolve (tx, reference, &id, NULL))
    segment = esp_segment_load (tx, id, NULL);
  g_hash_table_insert (names, g_strdup (reference),
                       g_strdup (segment != NULL ? segment->name : reference));
  return g_strdup (segment != NULL ? segment->name : reference);
}

/* To whom, as people say it: names of segments. A segment that is gone keeps the name that the send has for it. */
static char *
name_people (EspTx *tx, const char *audience, GHashTable *names)
{
  g_autoptr (JsonNode) root = audience != NULL ? json_from_string (audience, NULL) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  JsonObject *object;
  JsonNode *member;
  JsonArray *segments;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  if (json_object_get_boolean_member_with_default (object, "everyone", FALSE))
    return g_strdup ("everyone");
  member = json_object_get_member (object, "segments");
  segments = member != NULL && JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;
  for (guint i = 0; segments != NULL && i < json_array_get_length (segments); i++)
    {
      JsonNode *element = json_array_get_element (segments, i);
      g_autofree char *name = NULL;

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING)
        continue;
      name = dup_segment_name (tx, json_node_get_string (element), names);
      g_string_append_printf (text, "%s%s", text->len > 0 ? " + " : "", name);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static gboolean
add_sends (EspTx *tx, EspPlan *self, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_plan_read_sends (tx, self->from_us, self->to_us, error);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspPlanSendRow *row = g_ptr_array_index (rows, i);
      EspPlanEntry *entry = add_entry (self, ESP_PLAN_OF_SEND, row->id, NULL, row->at_us);

      entry->title = row->n_of_campaign > 1 && row->message != NULL
                       ? g_strdup_printf ("%s · %s", row->campaign, row->message)
                       : g_strdup (row->campaign);
      entry->state = g_strdup (describe_state (row));
      entry->campaign_id = row->campaign_id;
      entry->campaign = g_strdup (row->campaign);
      entry->channel_id = row->channel_id;
      entry->channel = g_strdup (row->channel);
      entry->medium = g_strdup (row->medium != NULL ? row->medium : "email");
      entry->owner = g_strdup (row->owner);
      entry->audience = g_strdup (row->audience);
      entry->people = name_people (tx, row->audience, names);
      entry->options = g_strdup (row->options);
      entry->message_id = row->message_id;
      entry->n_people = row->n_sent >= 0 ? row->n_sent : row->n_audience;
      entry->approved_until_us = row->review_until_us;
    }
  return rows != NULL;
}

/**
 * esp_plan_get_campaign_span:
 * @row: of a campaign
 * @out_is_all_day: (out): whether its own days are all that it lasts
 *
 * Returns: %FALSE when the campaign has only one moment, or none
 */
gboolean
esp_plan_get_campaign_span (const EspPlanBarRow *row,
                            GTimeZone *zone,
                            gint64 *out_from_us,
                            gint64 *out_to_us,
                            gboolean *out_is_all_day)
{
  gint64 starts_us = row->first_day != 0 ? esp_plan_day_from_utc (row->first_day, zone) : 0;
  gint64 ends_us =
    row->last_day != 0 ? esp_plan_day_from_utc (row->last_day + ESP_USEC_PER_DAY, zone) : 0;
  gint64 from_us = row->from_us != 0 && starts_us != 0 ? MIN (row->from_us, starts_us)
                                                       : MAX (row->from_us, starts_us);

  /* An end alone says nothing of the beginning: the bar is the last day. */
  if (from_us == 0 && ends_us != 0)
    from_us = starts_us = esp_plan_day_from_utc (row->last_day, zone);
  *out_from_us = from_us;
  *out_to_us = MAX (from_us, MAX (row->to_us, ends_us));
  *out_is_all_day = from_us == starts_us && *out_to_us == ends_us;
  return *out_to_us > from_us;
}

static void
fill_bar (EspPlan *self, EspPlanEntry *entry, const EspPlanBarRow *row)
{
  entry->state = g_strdup (row->state != NULL              ? row->state
                           : self->now_us < entry->from_us ? "planned"
                           : self->now_us < entry->to_us   ? "live"
                                                           : "done");
  entry->per_day = row->per_day;
  entry->money = row->budget;
}

static gboolean
add_campaigns (EspTx *tx, EspPlan *self, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_plan_read_campaigns (tx, self->from_us, self->to_us, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspPlanBarRow *row = g_ptr_array_index (rows, i);
      gint64 from_us, to_us;
      gboolean is_all_day;
      EspPlanEntry *entry;

      if (!esp_plan_get_campaign_span (row, self->zone, &from_us, &to_us, &is_all_day) ||
          from_us >= self->to_us || to_us < self->from_us)
        continue;
      entry = add_entry (self, ESP_PLAN_OF_CAMPAIGN, row->id, row->name, from_us);
      entry->to_us = to_us;
      entry->is_all_day = is_all_day;
      entry->campaign_id = row->id;
      entry->campaign = g_strdup (row->name);
      fill_bar (self, entry, row);
    }
  return rows != NULL;
}

static gboolean
add_journeys (EspTx *tx, EspPlan *self, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_plan_read_journeys (tx, self->from_us, self->to_us, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspPlanBarRow *row = g_ptr_array_index (rows, i);
      EspPlanEntry *entry = add_entry (self, ESP_PLAN_OF_JOURNEY, row->id, row->name, row->from_us);

      entry->to_us = row->to_us != 0 ? row->to_us : G_MAXINT64;
      fill_bar (self, entry, row);
    }
  return rows != NULL;
}

static gboolean
add_moments (EspTx *tx, EspPlan *self, EspPlanType type, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (type == ESP_PLAN_OF_TASK)
    rows = esp_plan_read_tasks (tx, self->from_us, self->to_us, error);
  else if (type == ESP_PLAN_OF_APPROVAL)
    rows = esp_plan_read_approvals (tx, self->from_us, self->to_us, error);
  else
    rows = esp_plan_read_reports (tx, self->from_us, self->to_us, error);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspPlanMomentRow *row = g_ptr_array_index (rows, i);
      EspPlanEntry *entry = add_entry (self, type, row->id, row->title, row->at_us);

      entry->owner = g_strdup (row->owner);
      entry->state = g_strdup (row->state);
      entry->other_id = row->other_id;
    }
  return rows != NULL;
}

static gboolean
add_items (EspTx *tx, EspPlan *self, GError **error)
{
  /* Whole days are midnights UTC: a day on either side holds those of every zone. */
  g_autoptr (GPtrArray) items = esp_plan_item_list (tx, self->from_us - ESP_USEC_PER_DAY,
                                                    self->to_us + ESP_USEC_PER_DAY, error);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const EspPlanItem *item = g_ptr_array_index (items, i);
      gint64 from_us =
        item->is_all_day ? esp_plan_day_from_utc (item->from_us, self->zone) : item->from_us;
      gint64 to_us =
        item->is_all_day ? esp_plan_day_from_utc (item->to_us, self->zone) : item->to_us;
      EspPlanEntry *entry;

      if (from_us >= self->to_us || (to_us <= self->from_us && from_us < self->from_us))
        continue;
      entry = add_entry (self, ESP_PLAN_OF_ITEM, item->id, item->title, from_us);
      entry->to_us = to_us;
      entry->is_all_day = item->is_all_day;
      entry->item_kind = item->kind;
      entry->state = g_strdup (esp_plan_state_get_name (item->state));
      entry->campaign_id = item->campaign_id;
      entry->channel_id = item->channel_id;
      entry->medium = g_strdup (item->medium);
      entry->audience = g_strdup (item->audience);
      entry->owner = g_strdup (item->owner);
      entry->note = g_strdup (item->note);
      entry->money = item->cost;
    }
  return items != NULL;
}

/* What is due in a campaign's process; a whole day, wherever one is. */
static gboolean
add_stages (EspTx *tx, EspPlan *self, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_work_row_list_due (tx, self->from_us / ESP_USEC_PER_DAY - 1,
                                                      self->to_us / ESP_USEC_PER_DAY + 1, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspWorkRow *row = g_ptr_array_index (rows, i);
      gint64 from_us = esp_plan_day_from_utc (row->due_day * ESP_USEC_PER_DAY, self->zone);
      g_autofree char *title = NULL;
      EspPlanEntry *entry;

      if (from_us >= self->to_us || from_us + ESP_USEC_PER_DAY <= self->from_us)
        continue;
      title = g_strdup_printf ("%s · %s", row->campaign, esp_work_get_name (row->work));
      entry = add_entry (self, ESP_PLAN_OF_STAGE, row->campaign_id * ESP_N_WORKS + row->work, title,
                         from_us);
      entry->to_us = esp_plan_day_from_utc ((row->due_day + 1) * ESP_USEC_PER_DAY, self->zone);
      entry->is_all_day = TRUE;
      entry->state = g_strdup ("open");
      entry->campaign_id = row->campaign_id;
      entry->campaign = g_strdup (row->campaign);
      entry->owner = g_strdup (row->owner);
      entry->note = g_strdup (esp_work_get_name (row->work));
    }
  return rows != NULL;
}

static gboolean
add_goals (EspTx *tx, EspPlan *self, GError **error)
{
  g_autoptr (GPtrArray) items = esp_overview_items_load (tx, ESP_OVERVIEW_GOAL, error);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const EspOverviewItem *item = g_ptr_array_index (items, i);
      g_autoptr (EspGoalProgress) progress = NULL;
      EspPlanEntry *entry;
      EspGoal goal = { 0 };

      if (!esp_goal_parse (item, &goal, NULL))
        continue; /* the overview says what is wrong with it */
      progress = esp_goal_load_progress (tx, &goal, self->zone, error);
      if (progress == NULL)
        return FALSE;
      if (progress->to_us <= self->from_us || progress->from_us >= self->to_us)
        continue;
      entry = add_entry (self, ESP_PLAN_OF_GOAL, item->id, goal.metric->name, progress->from_us);
      entry->to_us = progress->to_us;
      entry->is_all_day = TRUE;
      entry->value = progress->value;
      entry->target = goal.target;
      entry->owner = goal.owner[0] != '\0' ? g_strdup (goal.owner) : NULL;
      entry->goal = goal;
      entry->currency = goal.metric->is_money ? self->currency : NULL;
      entry->state = g_strdup (self->now_us >= progress->to_us    ? "done"
                               : self->now_us < progress->from_us ? "planned"
                                                                  : "live");
      entry->progress = g_steal_pointer (&progress);
    }
  return items != NULL;
}

static void
add_holidays (EspPlan *self, EspHolidays *holidays)
{
  g_autoptr (GPtrArray) days = NULL;
  GDate from, to;

  esp_plan_get_date (self->from_us, self->zone, &from);
  esp_plan_get_date (self->to_us - 1, self->zone, &to);
  days = esp_holidays_list (holidays, &from, &to);
  for (guint i = 0; i < days->len; i++)
    {
      const EspHoliday *day = g_ptr_array_index (days, i);
      EspPlanEntry *entry =
        add_entry (self, ESP_PLAN_OF_HOLIDAY, 0, NULL, esp_day_start_us (&day->day, self->zone));
      GDate next = day->day;
      char on[16];

      g_date_add_days (&next, 1);
      g_date_strftime (on, sizeof on, "%Y-%m-%d", &day->day);
      g_free (entry->key);
      entry->key = g_strdup_printf ("holiday:%s@%s", day->id, on);
      entry->title = g_strdup (esp_holiday_get_name (day, ESP_LANG_EN));
      /* Both names go along: which one is shown is the reader's language. */
      entry->note = g_strdup (esp_holiday_get_name (day, ESP_LANG_KO));
      entry->to_us = esp_day_start_us (&next, self->zone);
      entry->is_all_day = TRUE;
      entry->is_off = day->is_off;
      entry->holiday_kind = day->kind;
      entry->state = g_strdup (esp_holiday_kind_get_name (day->kind));
    }
}

/**
 * esp_plan_load_holidays:
 *
 * Returns: (transfer full): the days of the workspace's country and its own; %NULL with @error set
 */
EspHolidays *
esp_plan_load_holidays (EspTx *tx, GError **error)
{
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, "KR", error);
  g_autofree char *own =
    country != NULL ? esp_meta_get_text (tx, ESP_META_HOLIDAYS, "", error) : NULL;

  return own != NULL ? esp_holidays_new (country, own, error) : NULL;
}

/**
 * esp_plan_load:
 * @holidays: of the workspace
 *
 * Returns: (transfer full): everything dated from @from_us up to @to_us; %NULL with @error set
 */
EspPlan *
esp_plan_load (EspTx *tx, gint64 from_us, gint64 to_us, EspHolidays *holidays, GError **error)
{
  g_autoptr (EspPlan) self = g_new0 (EspPlan, 1);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  self->from_us = from_us;
  self->to_us = to_us;
  self->now_us = esp_tx_get_now_us (tx);
  self->zone_name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  if (self->zone_name == NULL)
    return NULL;
  self->currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);
  if (self->currency == NULL)
    return NULL;
  self->zone = g_time_zone_new_identifier (self->zone_name);
  if (self->zone == NULL)
    self->zone = g_time_zone_new_utc ();
  if (!add_sends (tx, self, error) || !add_campaigns (tx, self, error) ||
      !add_journeys (tx, self, error) || !add_moments (tx, self, ESP_PLAN_OF_TASK, error) ||
      !add_moments (tx, self, ESP_PLAN_OF_APPROVAL, error) ||
      !add_moments (tx, self, ESP_PLAN_OF_REPORT, error) || !add_items (tx, self, error) ||
      !add_stages (tx, self, error) || !add_goals (tx, self, error))
    return NULL;
  add_holidays (self, holidays);
  esp_plan_sort (self);
  return g_steal_pointer (&self);
}
