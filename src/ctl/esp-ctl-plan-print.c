/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan, its conflicts and its holidays as text and as JSON. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-plan-print.h"

#include "base/esp-format.h"
#include "ctl/esp-ctl-json.h"

#include <math.h>

static gboolean
is_inside (const EspPlanEntry *entry, gint64 from_us, gint64 to_us)
{
  return entry->from_us < to_us && (entry->to_us > from_us || entry->from_us >= from_us);
}

static void
add_entry_json (JsonBuilder *out, const EspPlanEntry *entry)
{
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "key", entry->key);
  esp_ctl_add_text (out, "type", esp_plan_type_get_name (entry->type));
  if (entry->type == ESP_PLAN_OF_ITEM)
    esp_ctl_add_text (out, "kind", esp_plan_kind_get_name (entry->item_kind));
  esp_ctl_add_text (out, "title", entry->title);
  esp_ctl_add_int (out, "from_us", entry->from_us);
  if (entry->to_us != G_MAXINT64)
    esp_ctl_add_int (out, "to_us", entry->to_us);
  esp_ctl_add_boolean (out, "all_day", entry->is_all_day);
  esp_ctl_add_text (out, "state", entry->state);
  esp_ctl_add_text (out, "campaign", entry->campaign);
  esp_ctl_add_text (out, "channel", entry->channel);
  esp_ctl_add_text (out, "medium", entry->medium);
  esp_ctl_add_text (out, "owner", entry->owner);
  if (entry->n_people >= 0)
    esp_ctl_add_int (out, "people", entry->n_people);
  if (entry->type == ESP_PLAN_OF_JOURNEY)
    esp_ctl_add_double (out, "per_day", entry->per_day);
  if (entry->money != 0)
    esp_ctl_add_int (out, "money", entry->money);
  if (entry->type == ESP_PLAN_OF_HOLIDAY)
    esp_ctl_add_boolean (out, "off", entry->is_off);
  if (entry->type == ESP_PLAN_OF_GOAL)
    {
      esp_ctl_add_double (out, "value", entry->value);
      esp_ctl_add_int (out, "target", entry->target);
    }
  json_builder_end_object (out);
}

static void
print_entry (const EspPlan *plan, const EspPlanEntry *entry)
{
  g_autofree char *at =
    esp_format_date (entry->from_us, plan->zone,
                     entry->is_all_day ? ESP_DATE_SHORT : ESP_DATE_SHORT_TIME, ESP_LANG_EN);
  g_autofree char *people =
    entry->n_people >= 0 ? esp_format_count (entry->n_people) : g_strdup ("");

  g_print ("%-14s  %-12s  %-10s  %s%s%s\n", at, entry->key,
           entry->type == ESP_PLAN_OF_ITEM ? esp_plan_kind_get_name (entry->item_kind)
                                           : entry->state,
           entry->title, entry->n_people >= 0 ? "  → " : "", people);
}

/**
 * esp_ctl_plan_print_entries:
 */
void
esp_ctl_plan_print_entries (const EspPlan *plan, gint64 from_us, gint64 to_us, gboolean is_json)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  guint n = 0;

  json_builder_begin_array (out);
  for (guint i = 0; i < plan->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (plan->entries, i);

      if (!is_inside (entry, from_us, to_us))
        continue;
      n++;
      if (is_json)
        add_entry_json (out, entry);
      else
        print_entry (plan, entry);
    }
  json_builder_end_array (out);
  if (is_json)
    esp_ctl_print_json (out);
  else if (n == 0)
    g_print ("Nothing is planned.\n");
  else
    g_print ("Times are of %s.\n", plan->zone_name);
}

static void
add_conflict_json (JsonBuilder *out, const EspConflict *conflict, GTimeZone *zone)
{
  g_autofree char *sentence = esp_conflict_to_sentence (conflict, zone, ESP_LANG_EN);

  json_builder_begin_object (out);
  esp_ctl_add_text (out, "key", conflict->key);
  esp_ctl_add_text (out, "kind", esp_conflict_kind_get_name (conflict->kind));
  esp_ctl_add_text (out, "other", conflict->other_key);
  esp_ctl_add_int (out, "n", (gint64) conflict->n);
  esp_ctl_add_int (out, "held", (gint64) conflict->n_held);
  esp_ctl_add_int (out, "of", (gint64) conflict->whole);
  esp_ctl_add_int (out, "at_us", conflict->at_us);
  if (conflict->until_us != 0)
    esp_ctl_add_int (out, "until_us", conflict->until_us);
  esp_ctl_add_text (out, "sentence", sentence);
  json_builder_end_object (out);
}

static void
add_pressure_json (JsonBuilder *out, const GArray *weeks)
{
  json_builder_set_member_name (out, "weeks");
  json_builder_begin_array (out);
  for (guint i = 0; i < weeks->len; i++)
    {
      const EspPressure *week = &g_array_index (weeks, EspPressure, i);

      json_builder_begin_object (out);
      esp_ctl_add_int (out, "from_us", week->from_us);
      esp_ctl_add_int (out, "people", (gint64) week->n_people);
      esp_ctl_add_int (out, "messages", (gint64) week->n_messages);
      esp_ctl_add_int (out, "over", (gint64) week->n_over);
      esp_ctl_add_int (out, "most", week->most);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
}

static void
print_conflicts (const EspPlanStudy *study, gint64 from_us, gint64 to_us)
{
  const char *last = "";
  guint n = 0;

  for (guint i = 0; i < study->conflicts->len; i++)
    {
      const EspConflict *conflict = g_ptr_array_index (study->conflicts, i);
      const EspPlanEntry *entry = esp_plan_find (study->plan, conflict->key);
      g_autofree char *sentence =
        esp_conflict_to_sentence (conflict, study->plan->zone, ESP_LANG_EN);

      if (conflict->at_us < from_us || conflict->at_us >= to_us)
        continue;
      if (!g_str_equal (last, conflict->key) && entry != NULL)
        print_entry (study->plan, entry);
      last = conflict->key;
      g_print ("    %-13s %s\n", esp_conflict_kind_get_name (conflict->kind), sentence);
      n++;
    }
  if (n == 0)
    g_print ("Nothing stands in the way of anything.\n");
  for (guint i = 0; i < study->pressure->len; i++)
    {
      const EspPressure *week = &g_array_index (study->pressure, EspPressure, i);
      g_autofree char *from =
        esp_format_date (week->from_us, study->plan->zone, ESP_DATE_SHORT, ESP_LANG_EN);

      if (week->n_messages > 0)
        g_print ("Week of %-7s %" G_GUINT64_FORMAT " messages to %" G_GUINT64_FORMAT
                 " people, at most %u each; %" G_GUINT64_FORMAT " over the cap\n",
                 from, week->n_messages, week->n_people, week->most, week->n_over);
    }
}

/**
 * esp_ctl_plan_print_conflicts:
 */
void
esp_ctl_plan_print_conflicts (const EspPlanStudy *study,
                              gint64 from_us,
                              gint64 to_us,
                              gboolean is_json)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  if (!is_json)
    {
      print_conflicts (study, from_us, to_us);
      return;
    }
  json_builder_begin_object (out);
  json_builder_set_member_name (out, "conflicts");
  json_builder_begin_array (out);
  for (guint i = 0; i < study->conflicts->len; i++)
    {
      const EspConflict *conflict = g_ptr_array_index (study->conflicts, i);

      if (conflict->at_us >= from_us && conflict->at_us < to_us)
        add_conflict_json (out, conflict, study->plan->zone);
    }
  json_builder_end_array (out);
  add_pressure_json (out, study->pressure);
  json_builder_end_object (out);
  esp_ctl_print_json (out);
}

/**
 * esp_ctl_plan_print_try:
 */
void
esp_ctl_plan_print_try (const GPtrArray *conflicts, GTimeZone *zone, gboolean is_json)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < conflicts->len; i++)
    {
      const EspConflict *conflict = g_ptr_array_index (conflicts, i);
      g_autofree char *sentence = esp_conflict_to_sentence (conflict, zone, ESP_LANG_EN);

      if (is_json)
        add_conflict_json (out, conflict, zone);
      else
        g_print ("  %-13s %s\n", esp_conflict_kind_get_name (conflict->kind), sentence);
    }
  json_builder_end_array (out);
  if (is_json)
    esp_ctl_print_json (out);
  else if (conflicts->len == 0)
    g_print ("  Nothing stands in the way.\n");
}

/**
 * esp_ctl_plan_print_sum:
 */
void
esp_ctl_plan_print_sum (const char *title, const EspPlanSum *sum, const char *currency)
{
  g_autofree char *cost = esp_format_money (sum->cost, currency);

  g_print ("%-24s %4" G_GUINT64_FORMAT " sends  %9" G_GUINT64_FORMAT " people  %9" G_GUINT64_FORMAT
           " messages  %7" G_GUINT64_FORMAT " held  %6" G_GUINT64_FORMAT
           " over the cap  %3u conflicts  %s",
           title, sum->n_sends, sum->n_reach, sum->n_messages, sum->n_held, sum->n_over,
           sum->n_conflicts, cost);
  if (!isnan (sum->orders))
    g_print ("  ≈ %.0f orders", sum->orders);
  g_print ("\n");
}

/**
 * esp_ctl_plan_print_holidays:
 * @to: the last day, itself included
 */
void
esp_ctl_plan_print_holidays (EspHolidays *holidays,
                             const GDate *from,
                             const GDate *to,
                             gboolean is_json)
{
  g_autoptr (GPtrArray) days = esp_holidays_list (holidays, from, to);
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < days->len; i++)
    {
      const EspHoliday *day = g_ptr_array_index (days, i);
      char on[16];

      g_date_strftime (on, sizeof on, "%Y-%m-%d", &day->day);
      if (!is_json)
        {
          g_print ("%s  %-10s  %-3s  %s (%s)  %s\n", on, esp_holiday_kind_get_name (day->kind),
                   day->is_off ? "off" : "", day->names[ESP_LANG_KO], day->names[ESP_LANG_EN],
                   day->id);
          continue;
        }
      json_builder_begin_object (out);
      esp_ctl_add_text (out, "day", on);
      esp_ctl_add_text (out, "id", day->id);
      esp_ctl_add_text (out, "kind", esp_holiday_kind_get_name (day->kind));
      esp_ctl_add_boolean (out, "off", day->is_off);
      esp_ctl_add_text (out, "ko", day->names[ESP_LANG_KO]);
      esp_ctl_add_text (out, "en", day->names[ESP_LANG_EN]);
      esp_ctl_add_text (out, "source", day->source);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
  if (is_json)
    esp_ctl_print_json (out);
  if (!is_json && days->len == 0)
    g_print ("No special days then.\n");
  if (!esp_holidays_knows_year (holidays, g_date_get_year (to)))
    g_printerr ("The table of lunar days does not reach %u: Seollal and Chuseok are missing.\n",
                g_date_get_year (to));
}
