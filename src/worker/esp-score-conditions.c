/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points for what is so: asks the conditions of scores as segments are asked, and follows who came and who
 * went. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-score-private.h"

/* So many leads come or go in a turn at most. */
#define MAX_MOVES 10000

static gboolean
is_asked (const EspScoreRule *rule)
{
  return rule->condition != NULL && !rule->is_off;
}

/* A condition that cannot be asked, such as of a field that is gone, gives nobody anything. */
static EspBitmap *
ask (EspTx *tx,
     EspSegmentEngine *engine,
     const EspScoreRule *rule,
     gint64 *inout_next_us,
     GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (EspSegmentCount) count =
    esp_segment_engine_count (engine, tx, rule->condition, NULL, ESP_SEGMENT_NEXT, &trouble);

  if (count != NULL)
    {
      if (inout_next_us != NULL)
        *inout_next_us = MIN (*inout_next_us, count->next_us);
      return g_steal_pointer (&count->members);
    }
  if (trouble->domain == ESP_RULE_ERROR ||
      g_error_matches (trouble, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND) ||
      g_error_matches (trouble, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID))
    return esp_bitmap_new ();
  g_propagate_error (error, g_steal_pointer (&trouble));
  return NULL;
}

static void
keep_members (EspScorePlan *plan, guint rule, EspBitmap *members)
{
  while (plan->members->len <= rule)
    g_ptr_array_add (plan->members, NULL);
  if (plan->members->pdata[rule] != NULL)
    esp_bitmap_free (plan->members->pdata[rule]);
  plan->members->pdata[rule] = members;
}

/**
 * esp_score_conditions_snapshot:
 *
 * When a computing begins: asks once and keeps the answer, so that all leads are computed by the same one.
 * When it goes on after a restart of the program: reads the answer.
 */
gboolean
esp_score_conditions_snapshot (EspTx *tx,
                               EspSegmentEngine *engine,
                               EspScorePlan *plan,
                               GError **error)
{
  if (engine != NULL && !esp_score_members_clear (tx, plan->row->id, error))
    return FALSE;
  for (guint i = 0; i < esp_score_get_n_rules (plan->score); i++)
    {
      const EspScoreRule *rule = esp_score_get_rule (plan->score, i);
      EspBitmap *members;

      if (!is_asked (rule))
        continue;
      members = engine != NULL ? ask (tx, engine, rule, NULL, error)
                               : esp_score_members_load (tx, plan->row->id, rule->id, error);
      if (members == NULL)
        return FALSE;
      keep_members (plan, i, members);
      if (engine != NULL && !esp_score_members_save (tx, plan->row->id, rule->id, members, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_score_conditions_ask:
 *
 * Asks, and keeps the answer in @plan alone.
 */
gboolean
esp_score_conditions_ask (EspTx *tx, EspSegmentEngine *engine, EspScorePlan *plan, GError **error)
{
  for (guint i = 0; i < esp_score_get_n_rules (plan->score); i++)
    {
      const EspScoreRule *rule = esp_score_get_rule (plan->score, i);
      EspBitmap *members = is_asked (rule) ? ask (tx, engine, rule, NULL, error) : NULL;

      if (members == NULL && is_asked (rule))
        return FALSE;
      if (members != NULL)
        keep_members (plan, i, members);
    }
  return TRUE;
}

/* Those of @from who are not in @not, at most so many. */
static EspBitmap *
take_some (const EspBitmap *from, const EspBitmap * not, guint *inout_left)
{
  EspBitmap *some = esp_bitmap_copy (from);
  guint64 n;

  esp_bitmap_andnot (some, not );
  n = esp_bitmap_count (some);
  if (n > *inout_left)
    {
      EspBitmap *first = esp_bitmap_new ();
      g_autofree guint32 *ids = g_new (guint32, *inout_left + 1);
      gsize n_ids = *inout_left > 0 ? esp_bitmap_next (some, 0, ids, *inout_left) : 0;

      for (gsize i = 0; i < n_ids; i++)
        esp_bitmap_add (first, ids[i]);
      esp_bitmap_free (some);
      some = first;
      n = n_ids;
    }
  *inout_left -= (guint) n;
  return some;
}

static gboolean
give_all (EspScoreDesk *desk,
          const EspScorePlan *plan,
          const EspBitmap *leads,
          int points,
          GError **error)
{
  guint32 ids[1024];
  guint32 from = 0;
  gsize n;

  while ((n = esp_bitmap_next (leads, from, ids, G_N_ELEMENTS (ids))) > 0)
    {
      for (gsize i = 0; i < n; i++)
        if (!esp_score_desk_steady (desk, plan, ids[i], points, error))
          return FALSE;
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  return TRUE;
}

/**
 * esp_score_conditions_follow:
 *
 * Gives points to who came, and takes them from who went.
 */
gboolean
esp_score_conditions_follow (EspTx *tx,
                             EspSegmentEngine *engine,
                             const EspScorePlan *plan,
                             EspScoreDesk *desk,
                             EspScoreTurnResult *result,
                             GError **error)
{
  guint left = MAX_MOVES;

  for (guint i = 0; i < esp_score_get_n_rules (plan->score); i++)
    {
      const EspScoreRule *rule = esp_score_get_rule (plan->score, i);
      g_autoptr (EspBitmap) before = NULL;
      g_autoptr (EspBitmap) now = NULL;
      g_autoptr (EspBitmap) came = NULL;
      g_autoptr (EspBitmap) went = NULL;

      if (!is_asked (rule))
        continue;
      before = esp_score_members_load (tx, plan->row->id, rule->id, error);
      now = before != NULL ? ask (tx, engine, rule, &result->next_us, error) : NULL;
      if (now == NULL)
        return FALSE;
      came = take_some (now, before, &left);
      went = take_some (before, now, &left);
      if (esp_bitmap_is_empty (came) && esp_bitmap_is_empty (went))
        continue;
      if (!give_all (desk, plan, came, rule->points, error) ||
          !give_all (desk, plan, went, -rule->points, error))
        return FALSE;
      esp_bitmap_or (before, came);
      esp_bitmap_andnot (before, went);
      if (!esp_score_members_save (tx, plan->row->id, rule->id, before, error))
        return FALSE;
    }
  result->more = result->more || left == 0;
  return TRUE;
}
