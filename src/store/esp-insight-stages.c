/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When each lead came to which stage: its moves, kept by day as touches are, behind the stage in which it began. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-insight-stages.h"

#include "store/esp-events.h"
#include "store/esp-insight-touches.h"
#include "store/esp-memo.h"
#include "store/esp-stages.h"

#include <string.h>

#define NO_STAGE G_MAXUINT16

/* From where to where a place of touches is. */
typedef struct
{
  guint16 from;
  guint16 to;
} Way;

static guint16
find_stage (GPtrArray *stages, const char *key)
{
  for (guint i = 0; key != NULL && i < stages->len; i++)
    {
      const EspStageRow *row = g_ptr_array_index (stages, i);

      if (g_str_equal (row->key, key))
        return (guint16) i;
    }
  return NO_STAGE;
}

/* The present stage of every lead as an event of when it came in, by lead. */
static GArray *
load_present (EspTx *tx, GPtrArray *stages, GError **error)
{
  static const char sql_present[] = "SELECT id, created_at, stage FROM lead ORDER BY id";
  static const char key[] = "stages-present";
  g_autoptr (GArray) events = NULL;
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  if (!esp_memo_recall_array (tx, key, ESP_CHANGE_LEAD | ESP_CHANGE_STAGE, &events, error))
    return NULL;
  if (events != NULL)
    return g_steal_pointer (&events);
  stmt = esp_tx_stmt (tx, sql_present, error);
  if (stmt == NULL)
    return NULL;
  events = g_array_new (FALSE, FALSE, sizeof (EspInsightEvent));
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspInsightEvent event = { .lead_id = (guint32) esp_stmt_int64 (stmt, 0),
                                .at_us = esp_stmt_int64 (stmt, 1),
                                .kind = find_stage (stages, esp_stmt_text (stmt, 2)) };

      g_array_append_val (events, event);
    }
  if (step != ESP_STEP_DONE)
    return NULL;
  esp_memo_keep_array (tx, key, events);
  return g_steal_pointer (&events);
}

static Way *
read_ways (GPtrArray *places, GPtrArray *stages)
{
  Way *ways = g_new0 (Way, places->len + 1);

  for (guint i = 0; i < places->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (places, i), ESP_MOVE_SIGN, 2);
      gboolean is_move = g_strv_length (parts) == 2;

      ways[i].from = is_move ? find_stage (stages, parts[0]) : NO_STAGE;
      ways[i].to = is_move ? find_stage (stages, parts[1]) : NO_STAGE;
    }
  return ways;
}

static void
add (GArray *events, guint32 lead_id, gint64 at_us, guint16 stage)
{
  EspInsightEvent event = { .lead_id = lead_id, .at_us = at_us, .kind = stage };

  if (stage != NO_STAGE)
    g_array_append_val (events, event);
}

/* The stage that the first move of a lead left. Of several at one moment it is the one that none of them leads to. */
static guint16
find_origin (const GArray *moves, guint first, const Way *ways)
{
  const EspInsightEvent *all = (const EspInsightEvent *) (gconstpointer) moves->data;
  guint end = first + 1;

  while (end < moves->len && all[end].lead_id == all[first].lead_id &&
         all[end].at_us == all[first].at_us)
    end++;
  for (guint i = first; i < end; i++)
    {
      gboolean is_led_to = FALSE;

      for (guint j = first; j < end; j++)
        is_led_to |= j != i && ways[all[j].place].to == ways[all[i].place].from;
      if (!is_led_to)
        return ways[all[i].place].from;
    }
  return ways[all[first].place].from;
}

/* Both by lead: who began where, and where from there. */
static GArray *
join (GArray *present, GArray *moves, const Way *ways)
{
  GArray *events =
    g_array_sized_new (FALSE, FALSE, sizeof (EspInsightEvent), present->len + moves->len);
  guint next = 0;

  for (guint i = 0; i < present->len; i++)
    {
      const EspInsightEvent *lead = &g_array_index (present, EspInsightEvent, i);
      const EspInsightEvent *move = NULL;
      gboolean has_moved = FALSE;

      for (; next < moves->len; next++)
        {
          move = &g_array_index (moves, EspInsightEvent, next);
          if (move->lead_id > lead->lead_id)
            break;
          if (move->lead_id < lead->lead_id)
            continue;
          if (!has_moved)
            add (events, lead->lead_id, lead->at_us, find_origin (moves, next, ways));
          has_moved = TRUE;
          add (events, lead->lead_id, move->at_us, ways[move->place].to);
        }
      if (!has_moved)
        add (events, lead->lead_id, lead->at_us, lead->kind);
    }
  esp_insight_sort_events (events);
  return events;
}

static GArray *
read_stages (EspTx *tx, GPtrArray *stages, GError **error)
{
  static const char *const kinds[] = { ESP_EVENT_STAGE, NULL };
  const gint64 ever[2] = { G_MININT64, G_MAXINT64 };
  g_autoptr (GArray) present = load_present (tx, stages, error);
  g_autoptr (GArray) moves = NULL;
  g_autoptr (GPtrArray) places = NULL;
  g_autofree Way *ways = NULL;

  if (present == NULL ||
      !esp_insight_share_touches (tx, kinds, ESP_TOUCH_MOVE, ever, &moves, &places, error))
    return NULL;
  ways = read_ways (places, stages);
  return join (present, moves, ways);
}

/**
 * esp_insight_load_stages:
 * @stages: (element-type EspStageRow): in their order; an event's kind is the number among them
 *
 * Reads when each lead came to which stage. The first stage of a lead begins when the lead came in: it is
 * the one that the first move left, or without a move the present one.
 *
 * Returns: (transfer full) (element-type EspInsightEvent): by lead and time, not to be changed; %NULL with @error set
 */
GArray *
esp_insight_load_stages (EspTx *tx, GPtrArray *stages, GError **error)
{
  static const char key[] = "stages";
  g_autoptr (GArray) events = NULL;

  if (!esp_memo_recall_array (tx, key, ESP_CHANGE_EVENT | ESP_CHANGE_LEAD | ESP_CHANGE_STAGE,
                              &events, error))
    return NULL;
  if (events == NULL)
    {
      events = read_stages (tx, stages, error);
      if (events != NULL)
        esp_memo_keep_array (tx, key, events);
    }
  return g_steal_pointer (&events);
}
