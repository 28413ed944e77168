/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says journeys in plain English where nobody translates: for the command line. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-journey-export.h"

static char *
say_span (const EspJourneySpan *span)
{
  static const char *const units[] = { "minute", "hour", "day", "week", "month" };

  return g_strdup_printf ("%u %s%s", span->n, units[span->unit], span->n == 1 ? "" : "s");
}

static char *
say_wait (const EspJourneyStep *step)
{
  switch (step->wait)
    {
    case ESP_WAIT_DATE:
      return g_strdup_printf ("until %s", step->date != NULL ? step->date : "?");
    case ESP_WAIT_FIELD:
      return g_strdup_printf ("%+d days of %s", step->offset_days,
                              step->field != NULL ? step->field : "?");
    case ESP_WAIT_TIME:
      return g_strdup_printf ("until %02u:%02u", step->hours.from_minute / 60,
                              step->hours.from_minute % 60);
    case ESP_WAIT_EVENT:
    case ESP_WAIT_CONDITION:
      if (step->timeout.n > 0)
        {
          g_autofree char *span = say_span (&step->timeout);

          return g_strdup_printf ("until it comes, at most %s", span);
        }
      return g_strdup ("until it comes");
    case ESP_WAIT_FOR:
    default:
      return say_span (&step->span);
    }
}

static char *
say_step (const EspJourney *journey, const EspJourneyStep *step)
{
  switch (step->kind)
    {
    case ESP_STEP_WAIT:
      return say_wait (step);
    case ESP_STEP_GO_TO:
      if (step->target != ESP_JOURNEY_NOWHERE)
        {
          const EspJourneyStep *target = esp_journey_get_step (journey, step->target);

          if (target->title == NULL && target->kind == ESP_STEP_WAIT)
            return say_wait (target);
          return g_strdup (target->title != NULL       ? target->title
                           : target->reference != NULL ? target->reference
                                                       : target->id);
        }
      return g_strdup (step->reference);
    case ESP_STEP_UPDATE:
      return step->changes != NULL ? g_strdup_printf ("%u change%s", step->changes->len,
                                                      step->changes->len == 1 ? "" : "s")
                                   : NULL;
    case ESP_STEP_WEBHOOK:
      return g_strdup (step->url);
    case ESP_STEP_TASK:
      return g_strdup (step->owner);
    case ESP_STEP_SEND:
    case ESP_STEP_SEGMENT:
    case ESP_STEP_SPLIT:
    case ESP_STEP_RANDOM:
    case ESP_STEP_TEST:
    case ESP_STEP_JOIN:
    case ESP_STEP_GOAL:
    case ESP_STEP_EXIT:
    case ESP_N_STEP_KINDS:
    default:
      return g_strdup (step->reference);
    }
}

static char *
say_branch (const EspJourneyStep *step, guint index)
{
  const EspJourneyBranch *branch = esp_journey_step_get_branch (step, index);

  if (branch->title != NULL)
    return g_strdup (branch->title);
  switch (branch->kind)
    {
    case ESP_BRANCH_ELSE:
      return g_strdup ("else");
    case ESP_BRANCH_MET:
      return g_strdup ("it came");
    case ESP_BRANCH_LATE:
      return g_strdup ("too late");
    case ESP_BRANCH_UNSENT:
      return g_strdup ("not sent");
    case ESP_BRANCH_SHARE:
      return g_strdup_printf ("%.0f %%", 100 * esp_journey_step_get_share (step, index));
    case ESP_BRANCH_RULE:
    default:
      return g_strdup_printf ("branch %u", index + 1);
    }
}

static char *
capitalise (const char *name)
{
  char *text = g_strdup (name);

  text[0] = g_ascii_toupper (text[0]);
  return text;
}

/**
 * esp_journey_faces_new_plain:
 *
 * Returns: (transfer full): what is written on the nodes, from the journey alone and in plain English
 */
EspJourneyFaces *
esp_journey_faces_new_plain (const EspJourney *journey)
{
  EspJourneyFaces *faces = esp_journey_faces_new ();
  EspJourneyFace *entries = esp_journey_face_new ();
  guint n = journey->entries->len;

  entries->kind = g_strdup ("Enters");
  if (n > 0)
    {
      const EspJourneyEntry *entry = &g_array_index (journey->entries, EspJourneyEntry, 0);

      entries->title = capitalise (esp_entry_kind_name (entry->kind));
      entries->line = g_strdup (entry->reference != NULL ? entry->reference : entry->field);
      if (n > 1)
        {
          g_autofree char *first = g_steal_pointer (&entries->title);

          entries->title = g_strdup_printf ("%s and %u more", first, n - 1);
        }
    }
  else
    entries->title = g_strdup ("Nobody yet");
  esp_journey_faces_set_entries (faces, entries);
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);
      EspJourneyFace *face = esp_journey_face_new ();

      face->kind = capitalise (esp_step_kind_name (step->kind));
      face->line = say_step (journey, step);
      face->title = g_strdup (step->title);
      if (face->title == NULL && step->kind != ESP_STEP_EXIT)
        face->title = g_steal_pointer (&face->line);
      face->is_off = step->is_off;
      esp_journey_faces_set_step (faces, step->id, face);
      for (guint j = 0; j < esp_journey_step_get_n_branches (step); j++)
        esp_journey_faces_edit_edge (faces, step->id, (int) j)->text = say_branch (step, j);
    }
  return faces;
}
