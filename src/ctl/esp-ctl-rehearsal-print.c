/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey simulate: what it prints, for people and for machines. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey-simulate.h"

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "ctl/esp-ctl-json.h"
#include "engine/journey/esp-journey-path.h"

#define PERCENT 100.0

static GTimeZone *
get_zone (const EspRehearsal *rehearsal)
{
  return g_ptr_array_index (esp_rehearsal_get_world (rehearsal)->zone_list, 0);
}

static char *
format_time (const EspRehearsal *rehearsal, gint64 at_us)
{
  return esp_format_date (at_us, get_zone (rehearsal), ESP_DATE_DAY_TIME, ESP_LANG_EN);
}

static const char *
name_step (const EspJourneyStep *step)
{
  return step->title != NULL ? step->title : step->id;
}

static gint64
get_end (const EspRehearsal *rehearsal)
{
  return esp_rehearsal_get_world (rehearsal)->end_us;
}

static void
add_member (JsonBuilder *out, const char *name)
{
  json_builder_set_member_name (out, name);
}

static void
print_branches (const EspRehearsal *rehearsal, guint32 index, JsonBuilder *out, GString *line)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  const EspJourneyStep *step =
    esp_journey_get_step (esp_rehearsal_get_world (rehearsal)->journey, index);

  add_member (out, "branches");
  json_builder_begin_array (out);
  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    {
      gint64 n = esp_rehearsal_tally_n_taken (tally, index, i, get_end (rehearsal));

      json_builder_add_int_value (out, n);
      g_string_append_printf (line, "%s%" G_GINT64_FORMAT, i == 0 ? "  branches " : " / ", n);
    }
  json_builder_end_array (out);
}

static void
print_step (const EspRehearsal *rehearsal, guint32 index, JsonBuilder *out, gboolean is_json)
{
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  const EspJourneyStep *step = esp_journey_get_step (world->journey, index);
  gint64 n_passed = esp_rehearsal_tally_n_passed (tally, index, world->end_us);
  gint64 n_here = esp_rehearsal_tally_n_here (tally, index, world->end_us);
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%*s%u %s %s%s  done %" G_GINT64_FORMAT, (int) step->level * 2 + 2,
                          "", index + 1, esp_step_kind_name (step->kind), name_step (step),
                          step->is_off ? " (off)" : "", n_passed);
  if (n_here > 0)
    g_string_append_printf (line, "  here %" G_GINT64_FORMAT, n_here);
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "id", step->id);
  esp_ctl_add_text (out, "kind", esp_step_kind_name (step->kind));
  esp_ctl_add_int (out, "done", n_passed);
  esp_ctl_add_int (out, "here", n_here);
  if (step->kind == ESP_STEP_SEND)
    {
      esp_ctl_add_int (out, "sent", tally->sent[step->send_number]);
      g_string_append_printf (line, "  sent %" G_GINT64_FORMAT, tally->sent[step->send_number]);
    }
  add_member (out, "outcomes");
  json_builder_begin_object (out);
  for (guint i = 0; i < ESP_N_OUTCOMES; i++)
    if (tally->outcomes[index * ESP_N_OUTCOMES + i] > 0)
      esp_ctl_add_int (out, esp_journey_outcome_name ((EspJourneyOutcome) i),
                       tally->outcomes[index * ESP_N_OUTCOMES + i]);
  json_builder_end_object (out);
  print_branches (rehearsal, index, out, line);
  json_builder_end_object (out);
  if (!is_json)
    g_print ("%s\n", line->str);
}

static void
print_reasons (const EspRehearsal *rehearsal,
               const char *word,
               gint64 (*get) (const EspRehearsalTally *, EspReason),
               JsonBuilder *out,
               gboolean is_json)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  g_autoptr (GString) line = g_string_new (NULL);

  json_builder_begin_object (out);
  for (guint i = 0; i < ESP_N_REASONS; i++)
    {
      gint64 n = get (tally, (EspReason) i);

      if (n == 0)
        continue;
      esp_ctl_add_int (out, esp_reason_name ((EspReason) i), n);
      g_string_append_printf (line, "%s%s %" G_GINT64_FORMAT, line->len > 0 ? ", " : "",
                              esp_reason_name ((EspReason) i), n);
    }
  json_builder_end_object (out);
  if (!is_json && line->len > 0)
    g_print ("%s: %s.\n", word, line->str);
}

static void
print_habit (const EspRehearsalWorld *world, guint kind, JsonBuilder *out, gboolean is_json)
{
  const EspRehearsalHabit *habit = &world->habits[kind];
  const char *name = g_ptr_array_index (world->kinds, kind);

  if (!habit->follows_sends && habit->per_day <= 0)
    return;
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "event", name);
  esp_ctl_add_text (out, "basis", habit->is_guess ? "default" : "history");
  add_member (out, habit->follows_sends ? "share" : "per-day");
  json_builder_add_double_value (out, habit->follows_sends ? habit->share : habit->per_day);
  esp_ctl_add_int (out, "of", habit->n_base);
  esp_ctl_add_int (out, "found", habit->n_met);
  json_builder_end_object (out);
  if (is_json)
    return;
  if (habit->is_guess)
    g_print ("Assumed: “%s” follows %.1f %% of messages. A default: only %" G_GINT64_FORMAT
             " messages tell of it.\n",
             name, habit->share * PERCENT, habit->n_base);
  else if (habit->follows_sends)
    g_print ("Assumed: “%s” follows %.1f %% of messages, as it followed %" G_GINT64_FORMAT
             " of the last %" G_GINT64_FORMAT ".\n",
             name, habit->share * PERCENT, habit->n_met, habit->n_base);
  else
    g_print ("Assumed: “%s” comes %.4f times a day and person: %" G_GINT64_FORMAT
             " in %u days among %" G_GINT64_FORMAT " people.\n",
             name, habit->per_day, habit->n_met, habit->days, habit->n_base);
}

static void
print_assumptions (const EspRehearsal *rehearsal, JsonBuilder *out, gboolean is_json)
{
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);

  add_member (out, "assumed");
  json_builder_begin_array (out);
  for (guint i = 0; i < world->kinds->len; i++)
    print_habit (world, i, out, is_json);
  for (guint i = 0; i < world->assumptions->len; i++)
    {
      const EspAssumption *one = &g_array_index (world->assumptions, EspAssumption, i);
      const EspJourneyStep *step = esp_journey_get_step (world->journey, one->step);

      if (one->kind != ESP_ASSUME_SHARE)
        continue;
      json_builder_begin_object (out);
      esp_ctl_add_text (out, "step", step->id);
      esp_ctl_add_text (out, "basis", "by hand");
      add_member (out, "share");
      json_builder_add_double_value (out, one->share);
      json_builder_end_object (out);
      if (!is_json)
        g_print ("Assumed by hand: at “%s” %.0f %% say yes.\n", name_step (step),
                 one->share * PERCENT);
    }
  json_builder_end_array (out);
}

static void
print_sends (const EspRehearsal *rehearsal, JsonBuilder *out, gboolean is_json)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);
  gboolean is_whole = TRUE;
  gint64 cost = esp_rehearsal_get_cost (rehearsal, &is_whole);
  guint hour = 0;
  gint64 peak = esp_rehearsal_tally_get_peak (tally, &hour);
  gint64 n_sent = esp_rehearsal_tally_n_sent (tally);
  g_autofree char *at = format_time (rehearsal, tally->start_us + hour * ESP_USEC_PER_HOUR);
  g_autofree char *money = esp_format_money (cost, world->currency);

  esp_ctl_add_int (out, "sent", n_sent);
  esp_ctl_add_int (out, "peak-hour", peak);
  if (is_whole && n_sent > 0)
    esp_ctl_add_int (out, "cost", cost);
  add_member (out, "sent-by-day");
  json_builder_begin_array (out);
  for (guint day = 0; day * 24 < tally->n_hours; day++)
    {
      gint64 n = 0;

      for (guint i = day * 24; i < MIN ((day + 1) * 24, tally->n_hours); i++)
        n += esp_rehearsal_tally_in_hour (tally, i);
      json_builder_add_int_value (out, n);
    }
  json_builder_end_array (out);
  if (is_json)
    return;
  g_print ("Would send %" G_GINT64_FORMAT " %s", n_sent, n_sent == 1 ? "message" : "messages");
  if (n_sent > 0 && is_whole)
    g_print (", for %s", money);
  if (peak > 0)
    g_print ("; at most %" G_GINT64_FORMAT " in an hour, from %s", peak, at);
  g_print (".%s\n", n_sent > 0 && !is_whole ? " What they cost is not known." : "");
}

static void
print_collisions (const EspRehearsal *rehearsal, JsonBuilder *out, gboolean is_json)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);

  add_member (out, "collisions");
  json_builder_begin_array (out);
  for (guint i = 0; i < tally->n_sources; i++)
    {
      const char *name = g_ptr_array_index (world->sources, i);

      if (tally->collided[i] == 0 && tally->displaced[i] == 0)
        continue;
      json_builder_begin_object (out);
      esp_ctl_add_text (out, "with", name);
      esp_ctl_add_int (out, "held-here", tally->collided[i]);
      esp_ctl_add_int (out, "held-there", tally->displaced[i]);
      json_builder_end_object (out);
      if (!is_json)
        g_print ("The limit collides with “%s”: %" G_GINT64_FORMAT
                 " messages of this journey are held, %" G_GINT64_FORMAT " of the other.\n",
                 name, tally->collided[i], tally->displaced[i]);
    }
  json_builder_end_array (out);
}

static const char *
count_times (gint64 n)
{
  return n == 1 ? "time" : "times";
}

static void
print_people (const EspRehearsal *rehearsal, JsonBuilder *out, gboolean is_json)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);
  gint64 n_inside = esp_rehearsal_tally_n_inside (tally, world->end_us);

  esp_ctl_add_int (out, "people", world->n_people);
  esp_ctl_add_int (out, "came-in", tally->n_people);
  esp_ctl_add_int (out, "entries", tally->n_entered);
  esp_ctl_add_int (out, "inside", n_inside);
  esp_ctl_add_int (out, "goals", esp_rehearsal_get_n_reached (rehearsal));
  esp_ctl_add_int (out, "decisions", tally->n_decisions);
  add_member (out, "not-let-in");
  json_builder_begin_object (out);
  for (guint i = 1; i < ESP_N_ADMISSIONS; i++)
    if (tally->refused[i] > 0)
      esp_ctl_add_int (out, esp_admission_name ((EspAdmission) i), tally->refused[i]);
  json_builder_end_object (out);
  add_member (out, "left");
  json_builder_begin_object (out);
  for (guint i = 1; i < ESP_N_STATUSES; i++)
    if (tally->by_status[i] > 0)
      esp_ctl_add_int (out, esp_journey_status_name ((EspJourneyStatus) i), tally->by_status[i]);
  json_builder_end_object (out);
  if (is_json)
    return;
  g_print ("%u %s looked at; %" G_GINT64_FORMAT " came in, %" G_GINT64_FORMAT
           " %s; a goal was reached %" G_GINT64_FORMAT " %s; %" G_GINT64_FORMAT
           " inside at the end.\n",
           world->n_people, world->n_people == 1 ? "person was" : "people were", tally->n_people,
           tally->n_entered, count_times (tally->n_entered),
           esp_rehearsal_get_n_reached (rehearsal),
           count_times (esp_rehearsal_get_n_reached (rehearsal)), n_inside);
  for (guint i = 1; i < ESP_N_ADMISSIONS; i++)
    if (tally->refused[i] > 0)
      g_print ("Not let in, %s: %" G_GINT64_FORMAT ".\n", esp_admission_name ((EspAdmission) i),
               tally->refused[i]);
}

static void
print_one (const EspRehearsal *rehearsal, JsonBuilder *out, gboolean is_json)
{
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);

  print_people (rehearsal, out, is_json);
  print_sends (rehearsal, out, is_json);
  add_member (out, "held");
  print_reasons (rehearsal, "Held", esp_rehearsal_tally_n_held, out, is_json);
  add_member (out, "delayed");
  print_reasons (rehearsal, "Waits a while", esp_rehearsal_tally_n_delayed, out, is_json);
  print_collisions (rehearsal, out, is_json);
  print_assumptions (rehearsal, out, is_json);
  add_member (out, "steps");
  json_builder_begin_array (out);
  for (guint32 i = 0; i < esp_journey_get_n_steps (world->journey); i++)
    print_step (rehearsal, i, out, is_json);
  json_builder_end_array (out);
}

static void
print_passage (const EspRehearsal *rehearsal,
               const EspRehearsalPaths *paths,
               const EspRehearsalPassage *passage,
               JsonBuilder *out,
               gboolean is_json)
{
  const EspJourney *journey = esp_rehearsal_get_world (rehearsal)->journey;
  g_autoptr (GArray) marks =
    esp_journey_path_read (esp_journey_path_at (paths->bytes, passage->path_at), passage->n_path,
                           passage->entered_us);
  g_autofree char *entered = format_time (rehearsal, passage->entered_us);

  if (!is_json)
    g_print ("  %s  comes in\n", entered);
  for (guint i = 0; i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);
      const EspJourneyStep *step = esp_journey_get_step (journey, mark->step);
      g_autofree char *at = format_time (rehearsal, mark->at_us);
      g_autofree char *outcome = esp_ctl_journey_describe_outcome (mark->outcome, mark->detail);

      json_builder_begin_object (out);
      esp_ctl_add_int (out, "at-us", mark->at_us);
      esp_ctl_add_text (out, "step", step->id);
      esp_ctl_add_text (out, "outcome", outcome);
      json_builder_end_object (out);
      if (!is_json)
        g_print ("  %s  %3u %-20s %s\n", at, mark->step + 1, name_step (step), outcome);
    }
}

/* The passages of one person; nobody at that place: they are not among those who are led. */
static void
print_path (const EspCtlJourney *self,
            const EspRehearsal *rehearsal,
            int person,
            const char *name,
            JsonBuilder *out)
{
  g_autoptr (EspRehearsalPaths) paths =
    person >= 0 ? esp_rehearsal_follow (rehearsal, (guint) person) : NULL;

  json_builder_begin_array (out);
  if (!self->is_json && paths == NULL)
    g_print ("%s takes no part in this rehearsal.\n", name);
  else if (!self->is_json)
    g_print ("The way of %s:\n", name);
  for (guint i = 0; paths != NULL && i < paths->passages->len; i++)
    print_passage (rehearsal, paths, &g_array_index (paths->passages, EspRehearsalPassage, i), out,
                   self->is_json);
  json_builder_end_array (out);
  if (!self->is_json && paths != NULL && paths->passages->len == 0)
    g_print ("  never comes in\n");
}

/* One way is "path"; several are "paths", each with its lead, in the order in which they were named. */
static void
print_paths (const EspCtlJourney *self, const EspRehearsal *rehearsal, JsonBuilder *out)
{
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);
  guint n = self->followed->len;

  if (n == 0 && world->n_people == 1)
    {
      add_member (out, "path");
      print_path (self, rehearsal, 0, "this person", out);
    }
  if (n > 0)
    add_member (out, n == 1 ? "path" : "paths");
  if (n > 1)
    json_builder_begin_array (out);
  for (guint i = 0; i < n; i++)
    {
      gint64 lead_id = g_array_index (self->followed, gint64, i);
      int person = esp_rehearsal_world_find_person (world, (guint32) lead_id);

      if (n > 1)
        {
          json_builder_begin_object (out);
          esp_ctl_add_int (out, "lead", lead_id);
          add_member (out, "takes-part");
          json_builder_add_boolean_value (out, person >= 0);
          add_member (out, "path");
        }
      print_path (self, rehearsal, person, self->follow[i], out);
      if (n > 1)
        json_builder_end_object (out);
    }
  if (n > 1)
    json_builder_end_array (out);
}

/* What is wrong with the journey shows in what the rehearsal says, too. */
static void
tell_errors (const EspCtlJourney *self, JsonBuilder *out)
{
  guint n = 0;

  for (guint i = 0; i < self->problems->len; i++)
    n += esp_journey_problem_get_severity (&g_array_index (self->problems, EspJourneyProblem, i)) ==
         ESP_PROBLEM_ERROR;
  esp_ctl_add_int (out, "errors", n);
  if (!self->is_json && n > 0)
    g_print ("%u %s in the journey; “espalierctl journey check” says which.\n", n,
             n == 1 ? "error is" : "errors are");
}

/**
 * esp_ctl_rehearsal_print:
 * @live: (nullable): the published version, led through by the same people
 */
void
esp_ctl_rehearsal_print (const EspCtlJourney *self,
                         const EspRehearsalOptions *options,
                         const EspRehearsal *rehearsal,
                         const EspRehearsal *live)
{
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autofree char *from = format_time (rehearsal, world->start_us);
  g_autofree char *until = format_time (rehearsal, world->end_us);

  json_builder_begin_object (out);
  esp_ctl_add_int (out, "journey", options->journey_id);
  esp_ctl_add_int (out, "start-us", world->start_us);
  esp_ctl_add_int (out, "end-us", world->end_us);
  esp_ctl_add_int (out, "seed", (gint64) options->seed);
  if (!self->is_json)
    g_print ("Rehearsal of “%s”, the draft, from %s to %s, seed %" G_GUINT64_FORMAT
             ". Nothing was sent or written.\n",
             self->row->name, from, until, options->seed);
  tell_errors (self, out);
  print_one (rehearsal, out, self->is_json);
  print_paths (self, rehearsal, out);
  if (live != NULL)
    {
      if (!self->is_json)
        g_print ("\nVersion %u, the published one, with the same people:\n", self->row->version);
      add_member (out, "live");
      json_builder_begin_object (out);
      esp_ctl_add_int (out, "version", self->row->version);
      print_one (live, out, self->is_json);
      json_builder_end_object (out);
    }
  json_builder_end_object (out);
  if (self->is_json)
    esp_ctl_print_json (out);
}

static char *
quote (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);

  return g_strdup_printf ("\"%s\"", doubled);
}

/**
 * esp_ctl_rehearsal_print_table:
 *
 * Prints the steps as CSV: one row a step and day.
 */
void
esp_ctl_rehearsal_print_table (const EspRehearsal *rehearsal)
{
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);

  g_print ("day,step,id,kind,title,done,here\n");
  for (guint day = 1; world->start_us + (day - 1) * ESP_USEC_PER_DAY < world->end_us; day++)
    for (guint32 i = 0; i < esp_journey_get_n_steps (world->journey); i++)
      {
        const EspJourneyStep *step = esp_journey_get_step (world->journey, i);
        gint64 at_us = MIN (world->start_us + day * ESP_USEC_PER_DAY, world->end_us);
        g_autofree char *title = quote (step->title != NULL ? step->title : "");

        g_print ("%u,%u,%s,%s,%s,%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "\n", day, i + 1, step->id,
                 esp_step_kind_name (step->kind), title,
                 esp_rehearsal_tally_n_passed (tally, i, at_us),
                 esp_rehearsal_tally_n_here (tally, i, at_us));
      }
}
