/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey show: what each entry, step and branch does, in words and by the names that people gave. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey-outline.h"

#include "engine/segment/esp-rule-names.h"
#include "store/esp-ad-audiences.h"
#include "store/esp-messages.h"
#include "store/esp-segments.h"

typedef enum
{
  NAMED_MESSAGE,
  NAMED_SEGMENT,
  NAMED_AUDIENCE,
  NAMED_JOURNEY,
} Named;

/* One reference may be the name of a message and of a segment. */
static char *
key_of (Named what, const char *reference)
{
  return g_strdup_printf ("%c%s", 'a' + (char) what, reference);
}

static char *
load_name (EspTx *tx, Named what, const char *reference)
{
  gint64 id = 0;

  if (what == NAMED_MESSAGE && esp_message_resolve (tx, reference, &id, NULL))
    {
      g_autoptr (EspMessageRow) row = esp_message_load (tx, id, NULL);

      return row != NULL ? g_strdup (row->name) : NULL;
    }
  if (what == NAMED_SEGMENT && esp_segment_resolve (tx, reference, &id, NULL))
    {
      g_autoptr (EspSegment) row = esp_segment_load (tx, id, NULL);

      return row != NULL ? g_strdup (row->name) : NULL;
    }
  if (what == NAMED_AUDIENCE && esp_ad_audience_resolve (tx, reference, &id, NULL))
    {
      g_autoptr (EspAdAudience) row = esp_ad_audience_load (tx, id, NULL);

      return row != NULL ? g_strdup (row->name) : NULL;
    }
  if (what == NAMED_JOURNEY && esp_journey_row_resolve (tx, reference, &id, NULL))
    {
      g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, NULL);

      return row != NULL ? g_strdup (row->name) : NULL;
    }
  return NULL;
}

static void
learn_name (EspTx *tx, GHashTable *names, Named what, const char *reference)
{
  g_autofree char *key = NULL;
  char *name;

  if (reference == NULL)
    return;
  key = key_of (what, reference);
  if (g_hash_table_contains (names, key))
    return;
  name = load_name (tx, what, reference);
  if (name != NULL)
    g_hash_table_insert (names, g_steal_pointer (&key), name);
}

static Named
named_by_entry (const EspJourneyEntry *entry)
{
  return entry->kind == ESP_ENTRY_JOURNEY ? NAMED_JOURNEY : NAMED_SEGMENT;
}

/**
 * esp_ctl_journey_outline_names:
 *
 * Returns: (transfer full): what the messages, segments, audiences and journeys that @journey names are called
 */
GHashTable *
esp_ctl_journey_outline_names (EspTx *tx, const EspJourney *journey)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < journey->entries->len; i++)
    {
      const EspJourneyEntry *entry = &g_array_index (journey->entries, EspJourneyEntry, i);

      if (entry->kind != ESP_ENTRY_FORM)
        learn_name (tx, names, named_by_entry (entry), entry->reference);
    }
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);

      if (step->kind == ESP_STEP_SEND)
        learn_name (tx, names, NAMED_MESSAGE, step->reference);
      else if (step->kind == ESP_STEP_SEGMENT)
        learn_name (tx, names, step->is_audience ? NAMED_AUDIENCE : NAMED_SEGMENT, step->reference);
    }
  return names;
}

static void
add_name (const EspCtlJourney *self, GString *out, Named what, const char *reference)
{
  g_autofree char *key = NULL;
  const char *name;

  if (reference == NULL)
    {
      g_string_append (out, " (none chosen)");
      return;
    }
  key = key_of (what, reference);
  name = self->names != NULL ? g_hash_table_lookup (self->names, key) : NULL;
  g_string_append_printf (out, " “%s”%s", name != NULL ? name : reference,
                          name != NULL ? "" : " (not there)");
}

static void
add_span (GString *out, const char *before, const EspJourneySpan *span)
{
  static const char *const units[] = { "minute", "hour", "day", "week", "month" };

  g_string_append_printf (out, " %s%u %s%s", before, span->n, units[span->unit],
                          span->n == 1 ? "" : "s");
}

static void
add_minute (GString *out, const char *before, guint minute)
{
  g_string_append_printf (out, " %s%02u:%02u", before, minute / 60, minute % 60);
}

static void
add_weekdays (GString *out, guint8 weekdays)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  const char *between = " on ";

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      if (!(weekdays & (1u << i)))
        continue;
      g_string_append_printf (out, "%s%s", between, days[i]);
      between = ", ";
    }
  if (weekdays & ESP_WEEKDAYS_NO_HOLIDAYS)
    g_string_append (out, ", not on holidays");
}

static void
add_hours (GString *out, const EspJourneyHours *hours)
{
  if (!hours->is_set)
    return;
  g_string_append (out, ",");
  if (hours->from_minute != hours->until_minute)
    {
      add_minute (out, "", hours->from_minute);
      g_string_append_printf (out, "–%02u:%02u", hours->until_minute / 60,
                              hours->until_minute % 60);
    }
  add_weekdays (out, hours->weekdays);
}

static void
add_offset (GString *out, const char *field, int days)
{
  if (days != 0)
    g_string_append_printf (out, " %d day%s %s", ABS (days), ABS (days) == 1 ? "" : "s",
                            days < 0 ? "before" : "after");
  g_string_append_printf (out, " %s", field);
}

/* A rule of many lines would tear the outline apart. */
static void
add_line (GString *out, char *text)
{
  g_string_append_printf (out, " %s", g_strstrip (g_strdelimit (text, "\n", ' ')));
}

static void
add_event (const EspCtlJourney *self, GString *out, const EspCondition *event)
{
  EspRuleNames names = esp_rule_names_of (esp_segment_world_get_catalog (self->world));
  EspRuleNode node = { .condition = (EspCondition *) event };
  g_autofree char *text = event != NULL ? esp_rule_node_to_text (&node, &names) : NULL;

  if (text != NULL)
    add_line (out, text);
}

static void
add_rule (const EspCtlJourney *self, GString *out, const EspRule *rule)
{
  EspRuleNames names = esp_rule_names_of (esp_segment_world_get_catalog (self->world));
  g_autofree char *text = rule != NULL ? esp_rule_to_text (rule, &names) : NULL;

  if (text != NULL)
    add_line (out, text);
}

static void
add_wait (const EspCtlJourney *self, GString *out, const EspJourneyStep *step)
{
  switch (step->wait)
    {
    case ESP_WAIT_FOR:
      add_span (out, "", &step->span);
      if (step->hours.from_minute != step->hours.until_minute)
        {
          add_minute (out, "then within ", step->hours.from_minute);
          g_string_append_printf (out, "–%02u:%02u", step->hours.until_minute / 60,
                                  step->hours.until_minute % 60);
        }
      break;
    case ESP_WAIT_DATE:
      g_string_append_printf (out, " until %s", step->date != NULL ? step->date : "?");
      break;
    case ESP_WAIT_FIELD:
      g_string_append (out, " until");
      add_offset (out, step->field != NULL ? step->field : "?", step->offset_days);
      add_minute (out, "", step->hours.from_minute);
      break;
    case ESP_WAIT_TIME:
      add_minute (out, "until ", step->hours.from_minute);
      break;
    case ESP_WAIT_EVENT:
      g_string_append (out, " until");
      add_event (self, out, step->event);
      break;
    case ESP_WAIT_CONDITION:
      g_string_append (out, " until");
      add_rule (self, out, step->rule);
      break;
    default:
      break;
    }
  add_weekdays (out, step->hours.weekdays);
  if (step->timeout.n > 0)
    add_span (out, "or at most ", &step->timeout);
}

static void
add_changes (GString *out, const GArray *changes)
{
  static const char *const words[] = { "set ", "clear ", "add to ", "decay ", "tag ", "untag " };

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const EspJourneyChange *change = &g_array_index (changes, EspJourneyChange, i);

      g_string_append_printf (out, "%s%s%s", i > 0 ? ", " : " ", words[change->kind],
                              change->name != NULL ? change->name : "?");
    }
}

static void
add_go_to (GString *out, const EspJourneyStep *step)
{
  g_string_append_printf (out, " %s", step->reference != NULL ? step->reference : "?");
  if (step->times > 0)
    g_string_append_printf (out, ", at most %u time%s", step->times, step->times == 1 ? "" : "s");
  if (step->days > 0)
    g_string_append_printf (out, ", for %u day%s", step->days, step->days == 1 ? "" : "s");
}

static void
add_goal (const EspCtlJourney *self, GString *out, const EspJourneyStep *step)
{
  if (step->event != NULL)
    add_event (self, out, step->event);
  else
    add_rule (self, out, step->rule);
  g_string_append (out, step->reached == ESP_GOAL_EXIT ? ", then leaves" : ", then goes on here");
}

static void
add_task (GString *out, const EspJourneyStep *step)
{
  if (step->is_alert)
    g_string_append (out, " alert");
  g_string_append_printf (out, " “%s”", step->reference != NULL ? step->reference : "");
  if (step->owner != NULL)
    g_string_append_printf (out, " for %s", step->owner);
  if (step->span.n > 0)
    add_span (out, "within ", &step->span);
}

/**
 * esp_ctl_journey_outline_step:
 *
 * Returns: (transfer full): what @step does, beginning with a space; empty when its kind says it all
 */
char *
esp_ctl_journey_outline_step (const EspCtlJourney *self, const EspJourneyStep *step)
{
  g_autoptr (GString) out = g_string_new (NULL);

  switch (step->kind)
    {
    case ESP_STEP_SEND:
      add_name (self, out, NAMED_MESSAGE, step->reference);
      add_hours (out, &step->hours);
      break;
    case ESP_STEP_WAIT:
      add_wait (self, out, step);
      break;
    case ESP_STEP_TEST:
      if (step->field != NULL)
        g_string_append_printf (out, " by %s", step->field);
      break;
    case ESP_STEP_UPDATE:
      add_changes (out, step->changes);
      break;
    case ESP_STEP_SEGMENT:
      g_string_append (out, step->is_removing ? " out of" : " into");
      add_name (self, out, step->is_audience ? NAMED_AUDIENCE : NAMED_SEGMENT, step->reference);
      break;
    case ESP_STEP_TASK:
      add_task (out, step);
      break;
    case ESP_STEP_WEBHOOK:
      g_string_append_printf (out, " %s", step->url != NULL ? step->url : "(no address)");
      break;
    case ESP_STEP_GO_TO:
      add_go_to (out, step);
      break;
    case ESP_STEP_GOAL:
      add_goal (self, out, step);
      break;
    case ESP_STEP_SPLIT:
    case ESP_STEP_RANDOM:
    case ESP_STEP_JOIN:
    case ESP_STEP_EXIT:
    case ESP_N_STEP_KINDS:
    default:
      break;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * esp_ctl_journey_outline_branch:
 *
 * Returns: (transfer full): which branch of @step it is, and who takes it
 */
char *
esp_ctl_journey_outline_branch (const EspCtlJourney *self, const EspJourneyStep *step, guint branch)
{
  static const char *const kinds[] = { "if", "else", "", "met", "too late", "not sent" };
  const EspJourneyBranch *one = esp_journey_step_get_branch (step, branch);
  g_autoptr (GString) out = g_string_new (kinds[one->kind]);

  if (one->kind == ESP_BRANCH_RULE)
    add_rule (self, out, one->rule);
  if (one->kind == ESP_BRANCH_SHARE)
    g_string_append_printf (out, "%.3g %%", 100 * esp_journey_step_get_share (step, branch));
  if (one->title != NULL)
    g_string_append_printf (out, ": %s", one->title);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * esp_ctl_journey_outline_entry:
 *
 * Returns: (transfer full): who comes in by @entry
 */
char *
esp_ctl_journey_outline_entry (const EspCtlJourney *self, const EspJourneyEntry *entry)
{
  gboolean says_itself = entry->kind == ESP_ENTRY_EVENT && entry->event != NULL;
  g_autoptr (GString) out =
    g_string_new (says_itself ? "whoever does" : esp_entry_kind_name (entry->kind));

  if (entry->kind == ESP_ENTRY_FORM && entry->reference != NULL)
    g_string_append_printf (out, " “%s”", entry->reference);
  else if (entry->kind != ESP_ENTRY_FORM && entry->reference != NULL)
    add_name (self, out, named_by_entry (entry), entry->reference);
  add_event (self, out, entry->event);
  if (entry->field != NULL)
    {
      add_offset (out, entry->field, entry->offset_days);
      add_minute (out, "", entry->minute);
    }
  if (entry->every != NULL)
    {
      g_string_append_printf (out, ", %s", entry->every);
      add_weekdays (out, entry->weekdays);
      add_minute (out, "", entry->minute);
    }
  if (entry->takes_existing)
    g_string_append (out, ", also who is in it already");
  return g_string_free (g_steal_pointer (&out), FALSE);
}
