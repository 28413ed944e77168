/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds to what needs somebody: people whom a running journey holds, and drafts of journeys that are wrong. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-agenda-journeys.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-journeys.h"
#include "worker/esp-journey-world.h"

/* Drafts that nobody touched for so long are not what somebody is at. */
#define DRAFT_US (G_GINT64_CONSTANT (30) * 24 * 60 * 60 * G_USEC_PER_SEC)
/* More than this of a kind is a list, and there is a screen for it. */
#define MAX_PER_KIND 5

static void
health_free (gpointer data)
{
  esp_health_free (data);
}

static void
problems_free (gpointer data)
{
  g_array_unref (data);
}

static EspNeed *
add_need (EspAgenda *agenda, EspNeedKind kind, const EspJourneyRow *row)
{
  EspNeed *need = g_new0 (EspNeed, 1);

  need->kind = kind;
  need->object_id = row->id;
  need->name = g_strdup (row->name);
  g_ptr_array_add (agenda->needs, need);
  return need;
}

static gboolean
holds_people (const EspHealth *health)
{
  return health->kind == ESP_HEALTH_ENGINE || health->kind == ESP_HEALTH_CHANNEL ||
         health->kind == ESP_HEALTH_HELD || health->kind == ESP_HEALTH_FAILED;
}

static gboolean
add_held (EspTx *tx, EspAgenda *agenda, const EspJourneyRow *row, guint *n, GError **error)
{
  g_autoptr (GPtrArray) healths = esp_journey_health_load (tx, row->id, error);

  if (healths == NULL)
    return FALSE;
  for (guint i = 0; i < healths->len && *n < MAX_PER_KIND;)
    {
      EspHealth *health = g_ptr_array_index (healths, i);
      EspNeed *need;

      if (!holds_people (health))
        {
          i++;
          continue;
        }
      need = add_need (agenda, ESP_NEED_HELD, row);
      need->detail = esp_health_dup_sentence (health);
      need->n = health->n;
      need->at_us = health->at_us;
      need->cause = g_ptr_array_steal_index (healths, i);
      need->cause_free = health_free;
      (*n)++;
    }
  return TRUE;
}

static const EspJourneyProblem *
first_error (const GArray *problems, guint *out_n)
{
  const EspJourneyProblem *first = NULL;

  *out_n = 0;
  for (guint i = 0; i < problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (problems, EspJourneyProblem, i);

      if (esp_journey_problem_get_severity (problem) != ESP_PROBLEM_ERROR)
        continue;
      if (first == NULL)
        first = problem;
      (*out_n)++;
    }
  return first;
}

static gboolean
add_draft (EspTx *tx,
           EspSegmentEngine *engine,
           EspAgenda *agenda,
           const EspJourneyRow *row,
           GError **error)
{
  g_autoptr (EspJourney) journey = esp_journey_parse_json (row->draft, -1, NULL);
  g_autoptr (GArray) problems = NULL;
  const EspJourneyProblem *first;
  EspNeed *need;
  guint n_errors = 0;

  if (journey == NULL) /* one that a newer program wrote waits for it */
    return TRUE;
  problems = esp_journey_check_draft (tx, engine, row->id, journey, error);
  if (problems == NULL)
    return FALSE;
  first = first_error (problems, &n_errors);
  if (first == NULL)
    return TRUE;
  need = add_need (agenda, ESP_NEED_DRAFT, row);
  need->detail = esp_journey_problem_dup_sentence (first);
  need->n = n_errors;
  need->at_us = row->updated_at_us;
  need->cause = g_steal_pointer (&problems);
  need->cause_free = problems_free;
  return TRUE;
}

/**
 * esp_agenda_add_journeys:
 *
 * Adds the people whom running journeys hold, and drafts of the last weeks that cannot be published.
 */
gboolean
esp_agenda_add_journeys (EspTx *tx, EspSegmentEngine *engine, EspAgenda *agenda, GError **error)
{
  g_autoptr (GPtrArray) rows = esp_journey_row_list (tx, FALSE, error);
  gint64 now_us = esp_tx_get_now_us (tx);
  guint n_held = 0, n_drafts = 0;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const EspJourneyRow *row = g_ptr_array_index (rows, i);
      gboolean is_draft = g_str_equal (row->state, "draft");

      if (!is_draft && !g_str_equal (row->state, "ended") &&
          !add_held (tx, agenda, row, &n_held, error))
        return FALSE;
      if (is_draft && row->updated_at_us > now_us - DRAFT_US && n_drafts++ < MAX_PER_KIND &&
          !add_draft (tx, engine, agenda, row, error))
        return FALSE;
    }
  esp_agenda_sort (agenda);
  return TRUE;
}

/**
 * esp_need_get_health:
 *
 * Returns: (transfer none) (nullable): of %ESP_NEED_HELD: who is held, and why
 */
const EspHealth *
esp_need_get_health (const EspNeed *need)
{
  return need->kind == ESP_NEED_HELD ? need->cause : NULL;
}

/**
 * esp_need_get_problem:
 *
 * Returns: (transfer none) (nullable): of %ESP_NEED_DRAFT: the first of its errors
 */
const EspJourneyProblem *
esp_need_get_problem (const EspNeed *need)
{
  guint n = 0;

  return need->kind == ESP_NEED_DRAFT ? first_error (need->cause, &n) : NULL;
}
