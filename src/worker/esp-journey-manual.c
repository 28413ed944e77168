/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does by hand to people inside a journey: takes them out, or puts them at another step that they
 * have not done. Both stand in their path like every other decision. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-manual.h"

#include "engine/journey/esp-journey-path.h"
#include "store/esp-audit.h"
#include "worker/esp-journey-turn.h"

typedef struct
{
  EspJourneyTurn turn;
  EspJourneyMembers *members; /* (owned) of one version */
  const char *step;           /* (nullable) NULL: out */
  gint64 n;
  gint64 n_refused;
} Manual;

/* The old path is copied behind everything else, and goes on there. */
static void
append_mark (EspJourneyMembers *members, EspJourneyMember *member, const EspJourneyMark *mark)
{
  g_autoptr (GByteArray) path = g_byte_array_new ();
  gint64 last_us = esp_journey_path_last_us (esp_journey_path_at (members->bytes, member->path_at),
                                             member->n_path, member->entered_us);

  if (member->n_path > 0)
    g_byte_array_append (path, esp_journey_path_at (members->bytes, member->path_at),
                         (guint) member->n_path);
  esp_journey_path_append (path, mark, &last_us);
  member->path_at = members->bytes->len;
  member->n_path = path->len;
  g_byte_array_append (members->bytes, path->data, path->len);
  member->n_steps++;
}

/* Returns: whether this passage has done that step, in whatever version it was then */
static gboolean
has_done (EspTx *tx, Manual *manual, const EspJourneyMember *member, guint32 step)
{
  g_autoptr (GArray) marks =
    esp_journey_path_read (esp_journey_path_at (manual->members->bytes, member->path_at),
                           member->n_path, member->entered_us);

  for (guint i = 0; i < marks->len; i++)
    {
      guint version = esp_journey_path_version (marks, i, member->version);
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);
      g_autoptr (EspJourneyPlan) plan = NULL;
      guint32 same;

      if (mark->outcome == ESP_OUTCOME_MOVED)
        continue;
      if (version == member->version && mark->step == step)
        return TRUE;
      if (version == member->version)
        continue;
      plan = esp_journey_plan_load (tx, manual->turn.plan->row->id, version, NULL);
      same =
        plan != NULL ? esp_journey_find_step (plan->journey, manual->step) : ESP_JOURNEY_NOWHERE;
      if (same == mark->step)
        return TRUE;
    }
  return FALSE;
}

static void
move_member (EspTx *tx, Manual *manual, EspJourneyMember *member)
{
  gint64 now_us = esp_tx_get_now_us (tx);
  guint32 step =
    manual->step != NULL ? esp_journey_find_step (manual->turn.plan->journey, manual->step) : 0;
  EspJourneyMark mark = { now_us, member->step, ESP_OUTCOME_LEFT, ESP_STATE_MOVED };

  if (manual->step != NULL &&
      (step == ESP_JOURNEY_NOWHERE || step == member->step || has_done (tx, manual, member, step)))
    {
      manual->n_refused++;
      return;
    }
  if (manual->step != NULL)
    {
      mark.outcome = ESP_OUTCOME_MOVED;
      mark.detail = member->version; /* from its own version: by hand */
    }
  append_mark (manual->members, member, &mark);
  esp_journey_tallies_add (manual->turn.counts, &mark, member->lead_id);
  member->watch = ESP_MEMBER_NO_WATCH;
  if (manual->step == NULL)
    {
      member->status = ESP_STATE_MOVED;
      member->due_us = G_MAXINT64;
    }
  else
    {
      member->step = step;
      member->phase = ESP_PHASE_ARRIVING;
      member->since_us = member->due_us = now_us;
    }
  manual->n++;
}

/* Those of one version; the rest is kept for its own turn. */
static gboolean
move_version (EspTx *tx, Manual *manual, GArray *rest, GError **error)
{
  GArray *rows = manual->members->rows;
  guint version = g_array_index (rows, EspJourneyMember, 0).version;

  manual->turn.plan = esp_journey_plan_load (tx, manual->members->journey_id, version, error);
  if (manual->turn.plan == NULL)
    return FALSE;
  for (guint i = rows->len; i > 0; i--)
    if (g_array_index (rows, EspJourneyMember, i - 1).version != version)
      {
        g_array_append_val (rest, g_array_index (rows, EspJourneyMember, i - 1));
        g_array_remove_index_fast (rows, i - 1);
      }
  for (guint i = 0; i < rows->len; i++)
    move_member (tx, manual, &g_array_index (rows, EspJourneyMember, i));
  return esp_journey_members_save (tx, manual->members, error) &&
         esp_journey_turn_write_counts (&manual->turn, error);
}

static gboolean
move_all (EspTx *tx, Manual *manual, GError **error)
{
  while (manual->members->rows->len > 0)
    {
      g_autoptr (GArray) rest = g_array_new (FALSE, TRUE, sizeof (EspJourneyMember));
      gboolean is_ok = move_version (tx, manual, rest, error);

      g_clear_pointer (&manual->turn.plan, esp_journey_plan_free);
      if (!is_ok)
        return FALSE;
      g_array_set_size (manual->members->rows, 0);
      if (rest->len > 0)
        g_array_append_vals (manual->members->rows, rest->data, rest->len);
    }
  return TRUE;
}

static gboolean
run (EspTx *tx,
     EspSegmentEngine *engine,
     gint64 journey_id,
     const EspBitmap *leads,
     Manual *manual,
     GError **error)
{
  gsize n = 0;
  g_autofree guint32 *ids = esp_bitmap_to_array (leads, &n);
  g_autofree char *object = g_strdup_printf ("journey:%" G_GINT64_FORMAT, journey_id);
  g_autofree char *detail = NULL;
  gboolean is_ok;

  manual->turn = (EspJourneyTurn){ .tx = tx, .engine = engine };
  manual->turn.counts = esp_journey_tallies_new ();
  manual->members = esp_journey_members_new ();
  is_ok = esp_journey_members_load_leads (tx, journey_id, ids, n, manual->members, error) &&
          move_all (tx, manual, error);
  g_hash_table_unref (manual->turn.counts);
  esp_journey_members_free (manual->members);
  if (!is_ok || manual->n == 0)
    return is_ok;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOURNEY); /* who is due now is looked for */
  detail = g_strdup_printf ("{\"leads\":%" G_GINT64_FORMAT "}", manual->n);
  return esp_audit_add (tx, manual->step != NULL ? "journey-put-at" : "journey-taken-out", object,
                        detail, error);
}

/**
 * esp_journey_take_out:
 * @out_n: how many were inside and are not any more
 *
 * Takes people out by hand. What was sent stays sent; what waits in the ledger is still handed over.
 */
gboolean
esp_journey_take_out (EspTx *tx,
                      EspSegmentEngine *engine,
                      gint64 journey_id,
                      const EspBitmap *leads,
                      gint64 *out_n,
                      GError **error)
{
  Manual manual = { .step = NULL };

  if (!run (tx, engine, journey_id, leads, &manual, error))
    return FALSE;
  *out_n = manual.n;
  return TRUE;
}

/**
 * esp_journey_put_at:
 * @step: its id
 * @out_n_refused: who has done that step already, is at it, or is in a version without it: nobody is
 *   processed twice
 *
 * Puts people at another step, which is done at once.
 */
gboolean
esp_journey_put_at (EspTx *tx,
                    EspSegmentEngine *engine,
                    gint64 journey_id,
                    const EspBitmap *leads,
                    const char *step,
                    gint64 *out_n,
                    gint64 *out_n_refused,
                    GError **error)
{
  Manual manual = { .step = step };

  if (!run (tx, engine, journey_id, leads, &manual, error))
    return FALSE;
  *out_n = manual.n;
  *out_n_refused = manual.n_refused;
  return TRUE;
}
