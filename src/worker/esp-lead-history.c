/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lead's history with what journeys decided not to send, which stands in no table but in the path of each passage. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-lead-history.h"

#include "store/esp-messages.h"
#include "worker/esp-journey-trace.h"

static gboolean
is_not_sent (const EspTraceLine *line)
{
  return line->step != NULL && line->step->kind == ESP_STEP_SEND && line->fate == NULL &&
         (line->mark.outcome == ESP_OUTCOME_NOT_SENT || line->mark.outcome == ESP_OUTCOME_TOO_LATE);
}

/* Whether it is on the page that is asked for; see the order of esp_timeline_load(). */
static gboolean
is_after (const EspTimelineItem *item, const EspTimelineQuery *query)
{
  if (query->after_us == 0 || item->at_us < query->after_us)
    return TRUE;
  if (item->at_us > query->after_us)
    return FALSE;
  return item->kind > query->after_kind ||
         (item->kind == query->after_kind && item->id < query->after_id);
}

/* Returns: (transfer full): what the message is called now; else the step */
static char *
dup_message_name (EspTx *tx, const EspJourneyStep *step)
{
  g_autoptr (EspMessageRow) row = NULL;
  gint64 id;

  if (step->reference != NULL && esp_message_resolve (tx, step->reference, &id, NULL))
    row = esp_message_load (tx, id, NULL);
  if (row != NULL)
    return g_strdup (row->name);
  return g_strdup (step->title != NULL ? step->title : step->id);
}

static EspTimelineItem *
item_new (const EspJourneyTrace *trace, const EspTracePassage *passage, guint i)
{
  const EspTraceLine *line = g_ptr_array_index (passage->lines, i);
  EspTimelineItem *item = g_new0 (EspTimelineItem, 1);

  item->kind = ESP_TIMELINE_DECISION;
  item->id = passage->id << ESP_OCCASION_BITS | i;
  item->at_us = line->mark.at_us;
  item->what = g_strdup (esp_journey_outcome_name (line->mark.outcome));
  if (line->mark.outcome == ESP_OUTCOME_NOT_SENT && line->mark.detail != ESP_REASON_NONE)
    item->detail = g_strdup (esp_reason_name ((EspReason) line->mark.detail));
  item->journey_id = trace->row->id;
  return item;
}

static void
add_passage (EspTx *tx,
             const EspJourneyTrace *trace,
             const EspTracePassage *passage,
             const EspTimelineQuery *query,
             GPtrArray *items)
{
  for (guint i = 0; i < passage->lines->len; i++)
    {
      const EspTraceLine *line = g_ptr_array_index (passage->lines, i);
      g_autoptr (EspTimelineItem) item = is_not_sent (line) ? item_new (trace, passage, i) : NULL;
      g_autofree char *message = NULL;

      if (item == NULL || !is_after (item, query))
        continue;
      message = dup_message_name (tx, line->step);
      item->subject = g_strdup_printf ("%s · %s", trace->row->name, message);
      g_ptr_array_add (items, g_steal_pointer (&item));
    }
}

/* A version that cannot be read any more hides nothing of what stands elsewhere: its journey says so itself. */
static gboolean
load_trace (EspTx *tx,
            gint64 journey_id,
            gint64 lead_id,
            EspJourneyTrace **out_trace,
            GError **error)
{
  g_autoptr (GError) problem = NULL;

  *out_trace = esp_journey_trace_new (tx, journey_id, lead_id, &problem);
  if (problem == NULL || problem->domain == ESP_JOURNEY_ERROR)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
add_decisions (EspTx *tx, const EspTimelineQuery *query, GPtrArray *items, GError **error)
{
  const EspTimelineQuery entries = { .lead_id = query->lead_id,
                                     .kinds = ESP_TIMELINE_SET (ESP_TIMELINE_JOURNEY),
                                     .limit = G_MAXINT };
  g_autoptr (GPtrArray) passages = esp_timeline_load (tx, &entries, error);
  g_autoptr (GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);

  if (passages == NULL)
    return FALSE;
  for (guint i = 0; i < passages->len; i++)
    {
      EspTimelineItem *passage = g_ptr_array_index (passages, i);
      g_autoptr (EspJourneyTrace) trace = NULL;

      if (!g_hash_table_add (known, &passage->journey_id))
        continue;
      if (!load_trace (tx, passage->journey_id, query->lead_id, &trace, error))
        return FALSE;
      for (guint k = 0; trace != NULL && k < trace->passages->len; k++)
        add_passage (tx, trace, g_ptr_array_index (trace->passages, k), query, items);
    }
  return TRUE;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const EspTimelineItem *left = *(EspTimelineItem *const *) a;
  const EspTimelineItem *right = *(EspTimelineItem *const *) b;

  if (left->at_us != right->at_us)
    return left->at_us > right->at_us ? -1 : 1;
  if (left->kind != right->kind)
    return left->kind < right->kind ? -1 : 1;
  return (left->id < right->id) - (left->id > right->id);
}

/**
 * esp_lead_history_load:
 *
 * Reads a page of a lead's history, as esp_timeline_load() does, with the messages that journeys did not send.
 * Costs what is recorded of that lead.
 *
 * Returns: (transfer full) (element-type EspTimelineItem): newest first, at most the limit; %NULL with
 *   @error set
 */
GPtrArray *
esp_lead_history_load (EspTx *tx, const EspTimelineQuery *query, GError **error)
{
  const guint kinds = query->kinds != 0 ? query->kinds : ESP_TIMELINE_ALL;
  g_autoptr (GPtrArray) items = esp_timeline_load (tx, query, error);

  if (items == NULL || (kinds & ESP_TIMELINE_SET (ESP_TIMELINE_DECISION)) == 0)
    return g_steal_pointer (&items);
  if (!add_decisions (tx, query, items, error))
    return NULL;
  g_ptr_array_sort (items, compare_items);
  if (items->len > query->limit)
    g_ptr_array_set_size (items, (gint) query->limit);
  return g_steal_pointer (&items);
}
