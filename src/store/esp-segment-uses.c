/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks for a segment, and what segments may ask for. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-segment-uses.h"

/* Segments ask each other; deeper than this nobody goes. */
#define MAX_USE_DEPTH 8

/**
 * esp_segment_use_free:
 */
void
esp_segment_use_free (EspSegmentUse *use)
{
  g_free (use->kind);
  g_free (use->name);
  g_free (use);
}

/**
 * esp_segment_list_uses:
 *
 * Returns: (transfer full) (element-type EspSegmentUse): the sends, other segments, journeys and ad audiences that ask for it;
 *   %NULL with @error set
 */
GPtrArray *
esp_segment_list_uses (EspTx *tx, const EspSegment *segment, GError **error)
{
  /* The uuid is written in rules and audiences as a JSON text; nothing else looks like it. Journeys name segments, and
   * a name may stand in a text of theirs too: where it does is looked at only when it does. */
  static const char sql_list[] =
    "SELECT 'send', send.id, campaign.name, campaign.id,"
    " send.state IN ('scheduled', 'preparing', 'hold', 'sending', 'paused')"
    " FROM send JOIN campaign ON campaign.id = send.campaign_id"
    " WHERE campaign.archived_at IS NULL AND instr (send.audience, ?1) > 0"
    " UNION ALL"
    " SELECT 'segment', id, name, 0, 0 FROM segment"
    " WHERE archived_at IS NULL AND id <> ?2 AND instr (rule, ?1) > 0"
    " UNION ALL"
    " SELECT 'audience', id, name, 0, 0 FROM ad_audience WHERE segment_id = ?2"
    " UNION ALL"
    " SELECT 'journey', id, name, 0, 0 FROM journey AS j"
    " WHERE archived_at IS NULL AND state <> 'ended' AND ("
    "  instr (draft, ?1) > 0"
    "  OR instr (draft, json_quote (?3)) > 0 AND EXISTS"
    "   (SELECT 1 FROM json_tree (draft) WHERE atom = ?3"
    "    AND (key = 'segment' OR path GLOB '*.segments' OR path GLOB '*.without'))"
    "  OR EXISTS (SELECT 1 FROM journey_version AS v WHERE v.journey_id = j.id AND v.is_used"
    "   AND (instr (v.definition, ?1) > 0"
    "    OR instr (v.definition, json_quote (?3)) > 0 AND EXISTS"
    "     (SELECT 1 FROM json_tree (v.definition) WHERE atom = ?3"
    "      AND (key = 'segment' OR path GLOB '*.segments' OR path GLOB '*.without')))))"
    " ORDER BY 1, 3, 2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  g_autoptr (GPtrArray) uses =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_segment_use_free);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", segment->uuid);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, quoted);
  esp_stmt_bind_int64 (stmt, 2, segment->id);
  esp_stmt_bind_text (stmt, 3, segment->name);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspSegmentUse *use = g_new0 (EspSegmentUse, 1);

      use->kind = esp_stmt_dup_text (stmt, 0);
      use->id = esp_stmt_int64 (stmt, 1);
      use->name = esp_stmt_dup_text (stmt, 2);
      use->campaign_id = esp_stmt_int64 (stmt, 3);
      use->is_live = esp_stmt_int64 (stmt, 4) != 0;
      g_ptr_array_add (uses, use);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&uses) : NULL;
}

static gboolean
is_live (EspTx *tx, const EspSegment *segment, guint depth, gboolean *out, GError **error)
{
  g_autoptr (GPtrArray) uses = esp_segment_list_uses (tx, segment, error);

  if (uses == NULL)
    return FALSE;
  for (guint i = 0; i < uses->len && !*out; i++)
    {
      const EspSegmentUse *use = g_ptr_array_index (uses, i);
      g_autoptr (EspSegment) asking = NULL;

      *out = use->is_live;
      if (*out || !g_str_equal (use->kind, "segment") || depth == 0)
        continue;
      asking = esp_segment_load (tx, use->id, error);
      if (asking == NULL || !is_live (tx, asking, depth - 1, out, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_segment_is_live:
 *
 * Finds out whether a send that is planned or on its way asks for the segment, itself or through others.
 */
gboolean
esp_segment_is_live (EspTx *tx, const EspSegment *segment, gboolean *out, GError **error)
{
  *out = FALSE;
  return is_live (tx, segment, MAX_USE_DEPTH, out, error);
}

/**
 * esp_segment_list_campaigns:
 *
 * Returns: (transfer full) (element-type utf8 utf8): names of the campaigns that rules may ask for, by
 *   the 32 digits of their uuid; %NULL with @error set
 */
GHashTable *
esp_segment_list_campaigns (EspTx *tx, GError **error)
{
  static const char sql_list[] = "SELECT lower (hex (uuid)), name FROM campaign"
                                 " WHERE archived_at IS NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  g_autoptr (GHashTable) campaigns =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_hash_table_replace (campaigns, esp_stmt_dup_text (stmt, 0), esp_stmt_dup_text (stmt, 1));
  return step == ESP_STEP_DONE ? g_steal_pointer (&campaigns) : NULL;
}
