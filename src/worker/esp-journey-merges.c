/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two leads became one: their passages become those of one person, who gets nothing twice. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-merges.h"

#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-path.h"
#include "store/esp-journey-members.h"
#include "store/esp-journey-merges.h"
#include "store/esp-journeys.h"
#include "worker/esp-journey-states.h"

/* Both of them in one journey. */
typedef struct
{
  EspTx *tx;
  gint64 journey_id;
  EspJourneyMembers *members; /* (owned) every passage of both */
  GHashTable *versions;       /* (owned) number to EspJourney */
  EspJourneyMember *stays;    /* (nullable) whose passage goes on */
  EspJourneyMember *ends;     /* (nullable) */
} Pair;

static const EspJourney *
get_version (Pair *self, guint version, GError **error)
{
  EspJourney *journey = g_hash_table_lookup (self->versions, GUINT_TO_POINTER (version));
  g_autoptr (EspJourneyVersion) stored = NULL;

  if (journey != NULL)
    return journey;
  stored = esp_journey_version_load (self->tx, self->journey_id, version, error);
  journey = stored != NULL ? esp_journey_parse_json (stored->definition, -1, error) : NULL;
  if (journey != NULL)
    g_hash_table_insert (self->versions, GUINT_TO_POINTER (version), journey);
  return journey;
}

/* Who has come further goes on: what lies behind is known to have happened. Of two alike, who came in first. */
static gboolean
is_further (const EspJourneyMember *a, const EspJourneyMember *b)
{
  if (a->n_steps != b->n_steps)
    return a->n_steps > b->n_steps;
  return a->entered_us != b->entered_us ? a->entered_us < b->entered_us : a->id < b->id;
}

/* Whoever is inside several times is so once afterwards. */
static void
choose (Pair *self)
{
  for (guint i = 0; i < self->members->rows->len; i++)
    {
      EspJourneyMember *one = &g_array_index (self->members->rows, EspJourneyMember, i);

      if (one->status != ESP_STATE_INSIDE)
        continue;
      if (self->stays == NULL)
        self->stays = one;
      else if (is_further (one, self->stays))
        {
          self->ends = self->stays;
          self->stays = one;
        }
      else
        self->ends = one;
    }
}

static gboolean
is_done_once (const EspJourneyStep *step, const EspJourneyMark *mark)
{
  return (step->kind == ESP_STEP_SEND && mark->outcome == ESP_OUTCOME_SEND) ||
         ((step->kind == ESP_STEP_TASK || step->kind == ESP_STEP_WEBHOOK) &&
          mark->outcome == ESP_OUTCOME_PASSED);
}

/* What the passage that ends has brought the person is not brought again by the one that goes on. */
static gboolean
skip_what_was_done (Pair *self,
                    const EspJourneyMember *from,
                    EspJourneyState *state,
                    const EspJourney *to,
                    GError **error)
{
  g_autoptr (GArray) skips = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) marks =
    esp_journey_path_read (esp_journey_path_at (self->members->bytes, from->path_at), from->n_path,
                           from->entered_us);

  if (state->n_skips > 0)
    g_array_append_vals (skips, state->skips, state->n_skips);
  for (guint i = 0; marks != NULL && i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);
      guint version = esp_journey_path_version (marks, i, from->version);
      const EspJourney *journey = get_version (self, version, error);
      const EspJourneyStep *step;
      guint32 found;

      if (journey == NULL)
        return FALSE;
      if (mark->step >= esp_journey_get_n_steps (journey))
        continue;
      step = esp_journey_get_step (journey, mark->step);
      found =
        is_done_once (step, mark) ? esp_journey_find_step (to, step->id) : ESP_JOURNEY_NOWHERE;
      if (found != ESP_JOURNEY_NOWHERE && !esp_journey_state_skips (state, found))
        g_array_append_val (skips, found);
    }
  g_free (state->skips);
  state->n_skips = skips->len;
  state->skips = skips->len > 0 ? g_memdup2 (skips->data, skips->len * sizeof (guint32)) : NULL;
  return TRUE;
}

/* Passages of the other one that were under way at the same time count; one of another year does not. */
static gboolean
is_beside (const Pair *self, const EspJourneyMember *one)
{
  gint64 last_us =
    esp_journey_path_last_us (esp_journey_path_at (self->members->bytes, one->path_at), one->n_path,
                              one->entered_us);

  return one->lead_id != self->stays->lead_id &&
         (one->status == ESP_STATE_INSIDE || last_us >= self->stays->entered_us);
}

static gboolean
go_on (Pair *self, GError **error)
{
  const EspJourney *to = get_version (self, self->stays->version, error);
  EspJourneyState state;
  gboolean is_ok = to != NULL;

  if (to == NULL)
    return FALSE;
  esp_journey_state_of_member (self->members, self->stays, to, &state);
  for (guint i = 0; is_ok && i < self->members->rows->len; i++)
    {
      const EspJourneyMember *one = &g_array_index (self->members->rows, EspJourneyMember, i);

      is_ok = !is_beside (self, one) || skip_what_was_done (self, one, &state, to, error);
    }
  esp_journey_state_to_member (self->members, self->stays, to, &state);
  return is_ok;
}

static void
end (Pair *self)
{
  const EspJourneyMark mark = { esp_tx_get_now_us (self->tx), self->ends->step, ESP_OUTCOME_LEFT,
                                ESP_STATE_MOVED };
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (EspJourneyMark));

  g_array_append_val (marks, mark);
  esp_journey_member_add_marks (self->members, self->ends, marks);
  self->ends->status = ESP_STATE_MOVED;
  self->ends->n_steps++;
  self->ends->due_us = ESP_JOURNEY_NEVER;
  self->ends->watch = ESP_MEMBER_NO_WATCH;
}

static gboolean
settle_pair (Pair *self, const EspJourneyMerge *merge, GError **error)
{
  if (!esp_journey_members_load_passages (self->tx, self->journey_id, (guint32) merge->lead_id,
                                          self->members, error) ||
      !esp_journey_members_load_passages (self->tx, self->journey_id, (guint32) merge->kept_id,
                                          self->members, error))
    return FALSE;
  choose (self);
  for (guint i = 0; i < self->members->rows->len; i++)
    {
      const EspJourneyMember *one = &g_array_index (self->members->rows, EspJourneyMember, i);

      if (!esp_journey_merge_keep (self->tx, merge, one->id, one == self->ends, error))
        return FALSE;
    }
  if (self->stays != NULL && !go_on (self, error))
    return FALSE;
  if (self->ends != NULL)
    end (self);
  return esp_journey_members_save (self->tx, self->members, error) &&
         esp_journey_merge_hand_over (self->tx, merge, self->journey_id, error);
}

static gboolean
settle_one (EspTx *tx, const EspJourneyMerge *merge, GError **error)
{
  g_autoptr (GArray) journeys = esp_journey_merge_list_journeys (tx, merge->lead_id, error);

  for (guint i = 0; journeys != NULL && i < journeys->len; i++)
    {
      g_autoptr (EspJourneyMembers) members = esp_journey_members_new ();
      g_autoptr (GHashTable) versions =
        g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) esp_journey_unref);
      Pair pair = { tx, g_array_index (journeys, gint64, i), members, versions, NULL, NULL };

      if (!settle_pair (&pair, merge, error))
        return FALSE;
    }
  return journeys != NULL && esp_journey_merge_done (tx, merge, error);
}

/**
 * esp_journey_merges_settle:
 *
 * Before anybody is led on: lets the passages of merged leads follow, and those of leads that are two again go
 * back.
 */
gboolean
esp_journey_merges_settle (EspTx *tx, GError **error)
{
  g_autoptr (GArray) merges = esp_journey_merges_list (tx, error);

  for (guint i = 0; merges != NULL && i < merges->len; i++)
    {
      const EspJourneyMerge *merge = &g_array_index (merges, EspJourneyMerge, i);

      if (merge->is_taken_back ? !esp_journey_merge_take_back (tx, merge, error)
                               : !settle_one (tx, merge, error))
        return FALSE;
    }
  return merges != NULL;
}
