/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints campaigns as processes: stages and what blocks them, briefs, forecasts, advertisements. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-process-print.h"

#include "ctl/esp-ctl-json.h"
#include "engine/plan/esp-ad-json.h"
#include "engine/plan/esp-plan-days.h"

#include <math.h>

#define PERCENT 100.0

static void
add_day (JsonBuilder *out, const char *name, gint64 day)
{
  g_autofree char *text = day != ESP_WORK_NO_DAY ? esp_plan_day_format (day) : NULL;

  esp_ctl_add_text (out, name, text);
}

static void
print_blockers (const EspCtlProcess *self, EspWork work, JsonBuilder *out)
{
  g_autoptr (GArray) blockers = esp_process_find_blockers (self->book, work, &self->facts);

  json_builder_set_member_name (out, "blocked-by");
  json_builder_begin_array (out);
  for (guint i = 0; i < blockers->len; i++)
    {
      const EspBlocker *blocker = &g_array_index (blockers, EspBlocker, i);
      const char *name = esp_blocker_get_name (blocker->kind);

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "what", name);
      if (blocker->kind == ESP_BLOCKER_EARLIER)
        esp_ctl_add_text (out, "stage", esp_work_get_name (blocker->work));
      if (blocker->n > 0)
        esp_ctl_add_int (out, "n", blocker->n);
      if (blocker->text != NULL)
        esp_ctl_add_text (out, "parts", blocker->text);
      json_builder_end_object (out);
      if (self->is_json)
        continue;
      g_print ("      waits for %s", name);
      if (blocker->kind == ESP_BLOCKER_EARLIER)
        g_print (" %s", esp_work_get_name (blocker->work));
      if (blocker->n > 0)
        g_print (" (%u)", blocker->n);
      g_print ("%s%s\n", blocker->text != NULL ? ": " : "",
               blocker->text != NULL ? blocker->text : "");
    }
  json_builder_end_array (out);
}

static void
print_checks (const EspCtlProcess *self, EspWork work, JsonBuilder *out)
{
  json_builder_set_member_name (out, "checks");
  json_builder_begin_array (out);
  for (guint i = 0; i < self->book->checks->len; i++)
    {
      const EspStageCheck *check = g_ptr_array_index (self->book->checks, i);

      if (check->work != work)
        continue;
      json_builder_begin_object (out);
      esp_ctl_add_int (out, "id", check->id);
      esp_ctl_add_text (out, "code", check->code);
      esp_ctl_add_text (out, "title", check->title);
      esp_ctl_add_boolean (out, "done", check->done_us != 0);
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("      [%s] %" G_GINT64_FORMAT " %s\n", check->done_us != 0 ? "x" : " ", check->id,
                 check->title);
    }
  json_builder_end_array (out);
}

static void
print_files (const EspCtlProcess *self, EspWork work, JsonBuilder *out)
{
  json_builder_set_member_name (out, "files");
  json_builder_begin_array (out);
  for (guint i = 0; i < self->book->files->len; i++)
    {
      const EspStageFile *file = g_ptr_array_index (self->book->files, i);

      if (file->work != work)
        continue;
      json_builder_begin_object (out);
      esp_ctl_add_int (out, "id", file->id);
      esp_ctl_add_text (out, "name", file->name);
      esp_ctl_add_int (out, "bytes", file->size);
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("      file %" G_GINT64_FORMAT " %s (%" G_GINT64_FORMAT " bytes)\n", file->id,
                 file->name, file->size);
    }
  json_builder_end_array (out);
}

static void
print_stage (const EspCtlProcess *self, const EspWorkRow *row, JsonBuilder *out)
{
  g_autofree char *due =
    row->due_day != ESP_WORK_NO_DAY ? esp_plan_day_format (row->due_day) : g_strdup ("no day");
  gboolean is_open = row->state == ESP_WORK_OPEN || row->state == ESP_WORK_DOING;
  gboolean is_late = is_open && row->due_day != ESP_WORK_NO_DAY && row->due_day < self->today;

  json_builder_begin_object (out);
  esp_ctl_add_text (out, "stage", esp_work_get_name (row->work));
  esp_ctl_add_text (out, "state", esp_work_state_get_name (row->state));
  esp_ctl_add_text (out, "owner", row->owner);
  add_day (out, "due", row->due_day);
  esp_ctl_add_boolean (out, "late", is_late);
  esp_ctl_add_text (out, "note", row->note);
  if (!self->is_json)
    g_print ("  %-10s %-8s %s%s  %s\n", esp_work_get_name (row->work),
             esp_work_state_get_name (row->state), due, is_late ? " LATE" : "",
             row->owner != NULL ? row->owner : "–");
  print_blockers (self, row->work, out);
  print_checks (self, row->work, out);
  print_files (self, row->work, out);
  json_builder_end_object (out);
}

static void
print_due (const EspCtlProcess *self, JsonBuilder *out)
{
  json_builder_set_member_name (out, "due");
  json_builder_begin_array (out);
  for (guint i = 0; i < self->due_rows->len; i++)
    {
      const EspWorkRow *row = g_ptr_array_index (self->due_rows, i);
      g_autofree char *due = esp_plan_day_format (row->due_day);

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "campaign", row->campaign);
      esp_ctl_add_text (out, "stage", esp_work_get_name (row->work));
      esp_ctl_add_text (out, "due", due);
      esp_ctl_add_text (out, "owner", row->owner);
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("%s%s  %-10s %s  %s\n", due, row->due_day < self->today ? " LATE" : "     ",
                 esp_work_get_name (row->work), row->campaign,
                 row->owner != NULL ? row->owner : "–");
    }
  json_builder_end_array (out);
  if (!self->is_json && self->due_rows->len == 0)
    g_print ("No stage of a campaign is due in the next 60 days.\n");
}

static void
print_handovers (const EspCtlProcess *self, JsonBuilder *out)
{
  json_builder_set_member_name (out, "hand-overs");
  json_builder_begin_array (out);
  for (guint i = 0; i < self->book->handovers->len; i++)
    {
      const EspStageHandover *one = g_ptr_array_index (self->book->handovers, i);

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "from", esp_work_get_name (one->from));
      esp_ctl_add_text (out, "to", one->is_end ? NULL : esp_work_get_name (one->to));
      esp_ctl_add_text (out, "from-owner", one->from_owner);
      esp_ctl_add_text (out, "to-owner", one->to_owner);
      esp_ctl_add_text (out, "note", one->note);
      esp_ctl_add_int (out, "at-us", one->at_us);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
}

/**
 * esp_ctl_process_print_stages:
 */
void
esp_ctl_process_print_stages (const EspCtlProcess *self)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_object (out);
  if (self->book == NULL)
    print_due (self, out);
  else
    {
      esp_ctl_add_int (out, "campaign", self->campaign_id);
      esp_ctl_add_text (out, "process", esp_process_get_name (self->book->process));
      esp_ctl_add_text (out, "occasion", self->book->occasion);
      add_day (out, "from", self->book->starts_day);
      add_day (out, "to", self->book->ends_day);
      if (!self->is_json)
        g_print ("“%s”, process %s\n", self->campaign->name,
                 esp_process_get_name (self->book->process));
      json_builder_set_member_name (out, "stages");
      json_builder_begin_array (out);
      for (guint i = 0; i < self->book->stages->len; i++)
        print_stage (self, g_ptr_array_index (self->book->stages, i), out);
      json_builder_end_array (out);
      print_handovers (self, out);
    }
  json_builder_end_object (out);
  if (self->is_json)
    esp_ctl_print_json (out);
}

/**
 * esp_ctl_process_print_brief:
 */
void
esp_ctl_process_print_brief (const EspCtlProcess *self)
{
  g_autoptr (EspBrief) brief = esp_brief_parse (self->book->brief, NULL);
  const char *const *names = esp_brief_get_names ();

  if (self->is_json || brief == NULL)
    {
      g_print ("%s\n", self->book->brief != NULL ? self->book->brief : "{}");
      return;
    }
  for (guint i = 0; names[i] != NULL; i++)
    if (esp_brief_get (brief, names[i]) != NULL)
      g_print ("%-11s %s\n", names[i], esp_brief_get (brief, names[i]));
  if (brief->expects)
    {
      if (isnan (brief->low) || isnan (brief->high))
        g_print ("%-11s %.0f\n", "expected", brief->expected);
      else
        g_print ("%-11s %.0f (%.0f to %.0f)\n", "expected", brief->expected, brief->low,
                 brief->high);
    }
  if (self->campaign->budget > 0)
    {
      g_autofree char *budget = esp_format_money (self->campaign->budget, self->currency);

      g_print ("%-11s %s\n", "budget", budget);
    }
}

/**
 * esp_ctl_process_reason:
 *
 * Returns: (transfer full): why so much is expected, in words
 */
char *
esp_ctl_process_reason (const EspForecast *forecast)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          "%.2f %% of those who got it in %u past campaigns of the kind (80 %% "
                          "interval)%s: ",
                          forecast->rate * PERCENT, forecast->past->len,
                          forecast->is_few ? ", few to learn from" : "");
  for (guint i = 0; i < forecast->past->len; i++)
    {
      const EspPastCampaign *past = g_ptr_array_index (forecast->past, i);

      g_string_append_printf (text, "%s%s %.2f %%", i > 0 ? ", " : "",
                              past->name != NULL ? past->name : "?",
                              (double) past->part / (double) past->whole * PERCENT);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * esp_ctl_process_print_forecast:
 */
void
esp_ctl_process_print_forecast (const EspCtlProcess *self)
{
  const EspForecast *forecast = self->forecast;
  g_autofree char *reason = esp_ctl_process_reason (forecast);
  g_autoptr (JsonBuilder) out = json_builder_new ();

  if (!self->is_json)
    {
      g_print ("Of %.0f who get it, %.0f %s are expected; between %.0f and %.0f.\n%s.\n",
               forecast->audience, round (forecast->expected),
               esp_metric_get (forecast->metric)->key, floor (forecast->low), ceil (forecast->high),
               reason);
      return;
    }
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "metric", esp_metric_get (forecast->metric)->key);
  esp_ctl_add_double (out, "audience", forecast->audience);
  esp_ctl_add_double (out, "rate", forecast->rate);
  esp_ctl_add_double (out, "expected", forecast->expected);
  esp_ctl_add_double (out, "low", forecast->low);
  esp_ctl_add_double (out, "high", forecast->high);
  esp_ctl_add_boolean (out, "few", forecast->is_few);
  esp_ctl_add_int (out, "campaigns", forecast->past->len);
  json_builder_end_object (out);
  esp_ctl_print_json (out);
}

static const char *const outcomes[] = { "unknown", "below", "within", "above" };

static void
print_outcome (const EspPostMortem *found)
{
  const EspBrief *brief = found->brief;

  if (!found->is_expected)
    {
      g_print ("Nothing was expected: the brief does not say both a metric and how many.\n");
      return;
    }
  g_print ("Expected %.0f %s", brief->expected, esp_metric_get (found->metric)->key);
  if (!isnan (brief->low) && !isnan (brief->high))
    g_print (" (%.0f to %.0f)", brief->low, brief->high);
  if (isnan (found->actual))
    g_print ("; nothing has been measured yet.\n");
  else
    g_print (", got %.0f: %s what was expected.\n", found->actual, outcomes[found->outcome]);
}

static void
add_outcome (JsonBuilder *out, const EspPostMortem *found)
{
  const struct
  {
    const char *name;
    double value;
  } numbers[] = { { "expected", found->brief->expected },
                  { "low", found->brief->low },
                  { "high", found->brief->high },
                  { "actual", found->actual } };

  esp_ctl_add_text (out, "outcome", outcomes[found->outcome]);
  if (!found->is_expected)
    return;
  esp_ctl_add_text (out, "metric", esp_metric_get (found->metric)->key);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (!isnan (numbers[i].value))
      esp_ctl_add_double (out, numbers[i].name, numbers[i].value);
}

/**
 * esp_ctl_process_print_post_mortem:
 */
void
esp_ctl_process_print_post_mortem (const EspCtlProcess *self)
{
  const EspPostMortem *found = self->post_mortem;
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_object (out);
  add_outcome (out, found);
  if (!self->is_json)
    print_outcome (found);
  json_builder_set_member_name (out, "stages");
  json_builder_begin_array (out);
  for (guint i = 0; i < found->delays->len; i++)
    {
      const EspStageDelay *delay = &g_array_index (found->delays, EspStageDelay, i);

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "stage", esp_work_get_name (delay->work));
      if (delay->is_known)
        esp_ctl_add_int (out, "days-late", delay->days_late);
      json_builder_end_object (out);
      if (!self->is_json && delay->is_known)
        g_print ("  %-10s %+" G_GINT64_FORMAT " days\n", esp_work_get_name (delay->work),
                 delay->days_late);
    }
  json_builder_end_array (out);
  json_builder_end_object (out);
  if (self->is_json)
    esp_ctl_print_json (out);
}

/**
 * esp_ctl_process_print_ads:
 */
void
esp_ctl_process_print_ads (const EspCtlProcess *self)
{
  g_autoptr (EspAdSpecs) specs = esp_ad_specs_new ();
  g_autofree char *json = NULL;
  guint n_errors = 0;

  if (self->is_json)
    {
      json = esp_ad_json_write (self->ads, esp_currency_exponent (self->currency));
      g_print ("%s\n", json);
      return;
    }
  for (guint i = 0; i < self->ads->len; i++)
    {
      const EspAdCampaign *ad = g_ptr_array_index (self->ads, i);
      g_autofree char *budget =
        esp_format_money (esp_ad_campaign_get_whole_budget (ad), self->currency);
      g_autoptr (GPtrArray) findings = esp_ad_check (specs, ad, self->currency);

      g_print ("%s: “%s”, %s, %u groups\n", ad->platform, ad->name, budget, ad->groups->len);
      for (guint j = 0; j < findings->len; j++)
        {
          const EspAdFinding *finding = g_ptr_array_index (findings, j);
          g_autofree char *text = esp_ad_finding_describe (finding);

          g_print ("  %s %s\n", finding->is_error ? "error" : "advice", text);
          n_errors += finding->is_error != 0;
        }
    }
  if (self->ads->len == 0)
    g_print ("No advertisements are planned: read some in with --file ADS.json\n");
  else if (n_errors == 0)
    g_print ("The platforms would take all of it.\n");
}

/**
 * esp_ctl_process_print_occasions:
 */
void
esp_ctl_process_print_occasions (const EspCtlProcess *self)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < self->occasions->len; i++)
    {
      const EspOccasion *occasion = g_ptr_array_index (self->occasions, i);
      gint64 day = ESP_WORK_NO_DAY;
      EspProcessDates dates;
      g_autofree char *text = NULL;
      g_autofree char *first = NULL;
      gint64 begin;

      if (!esp_occasion_next_day (occasion, self->holidays, self->today, &day, NULL))
        continue;
      esp_occasion_get_dates (occasion, day, self->today, &dates);
      begin = esp_process_due_day (occasion->process, ESP_WORK_PLANNING, &dates, self->holidays);
      text = esp_plan_day_format (day);
      first = esp_plan_day_format (begin);
      json_builder_begin_object (out);
      esp_ctl_add_text (out, "id", occasion->id);
      esp_ctl_add_text (out, "name", occasion->names[ESP_LANG_KO]);
      esp_ctl_add_text (out, "day", text);
      esp_ctl_add_text (out, "planned-by", first);
      esp_ctl_add_text (out, "process", esp_process_get_name (occasion->process));
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("%-13s %s  plan by %s  %-11s %s\n", occasion->id, text, first,
                 esp_process_get_name (occasion->process), occasion->names[ESP_LANG_KO]);
    }
  json_builder_end_array (out);
  if (self->is_json)
    esp_ctl_print_json (out);
}
