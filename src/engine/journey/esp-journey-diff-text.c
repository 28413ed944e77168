/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of journeys as lines of plain text. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-diff.h"

static const char *const kind_names[ESP_N_DIFFERENCES] = { "added", "changed", "moved", "removed" };
static const char kind_signs[ESP_N_DIFFERENCES] = { '+', '~', '>', '-' };

/**
 * esp_difference_kind_name:
 */
const char *
esp_difference_kind_name (EspDifferenceKind kind)
{
  return kind < ESP_N_DIFFERENCES ? kind_names[kind] : "unknown";
}

/**
 * esp_difference_place_name:
 */
const char *
esp_difference_place_name (EspDifferencePlace place)
{
  static const char *const names[] = { "setting", "entry", "group", "step", "branch" };

  return (guint) place < G_N_ELEMENTS (names) ? names[place] : "unknown";
}

static void
append_what (GString *line, const EspDifference *self, const EspJourneyDiff *diff)
{
  const EspJourneyStep *step = NULL;

  if (self->new_step != ESP_JOURNEY_NOWHERE)
    step = esp_journey_get_step (diff->after, self->new_step);
  else if (self->old_step != ESP_JOURNEY_NOWHERE)
    step = esp_journey_get_step (diff->before, self->old_step);
  if (self->place == ESP_DIFFERENCE_OF_BRANCH)
    g_string_append_printf (line, "branch %s of ", self->branch);
  if (step != NULL)
    g_string_append (line, esp_step_kind_name (step->kind));
  else
    g_string_append (line, esp_difference_place_name (self->place));
  g_string_append_printf (line, " %s", self->id);
  if (self->title != NULL && self->place == ESP_DIFFERENCE_OF_ENTRY)
    g_string_append_printf (line, " (%s)", self->title);
  else if (self->title != NULL)
    g_string_append_printf (line, " “%s”", self->title);
}

static void
append_where (GString *line, const EspDifference *self)
{
  if (self->place != ESP_DIFFERENCE_OF_STEP || self->kind == ESP_DIFFERENCE_CHANGED)
    return;
  g_string_append (line, self->kind == ESP_DIFFERENCE_REMOVED ? ", which stood" : ",");
  if (self->after != NULL)
    g_string_append_printf (line, " after %s", self->after);
  else
    g_string_append (line, " first");
  if (self->parent != NULL)
    g_string_append_printf (line, " in branch %d of %s", self->parent_branch + 1, self->parent);
}

/**
 * esp_difference_dup_text:
 *
 * Returns: (transfer full): one line of English, such as “~ wait w1: for {"days":2} -> {"days":3}”
 */
char *
esp_difference_dup_text (const EspDifference *self, const EspJourneyDiff *diff)
{
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%c ", kind_signs[self->kind]);
  append_what (line, self, diff);
  append_where (line, self);
  for (guint i = 0; self->members != NULL && i < self->members->len; i++)
    {
      const EspDifferentMember *member = &g_array_index (self->members, EspDifferentMember, i);

      g_string_append (line, i == 0 ? ": " : "; ");
      if (self->place != ESP_DIFFERENCE_OF_SETTING)
        g_string_append_printf (line, "%s ", member->name);
      g_string_append_printf (line, "%s -> %s", member->before != NULL ? member->before : "nothing",
                              member->after != NULL ? member->after : "nothing");
    }
  return g_string_free (line, FALSE);
}

/**
 * esp_journey_diff_to_text:
 *
 * Returns: (transfer full): a line for each difference; empty when both versions are the same
 */
char *
esp_journey_diff_to_text (const EspJourneyDiff *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->differences->len; i++)
    {
      g_autofree char *line =
        esp_difference_dup_text (&g_array_index (self->differences, EspDifference, i), self);

      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (text, FALSE);
}
