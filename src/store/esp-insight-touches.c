/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Touches: events that brought somebody closer, each with the channel, source, campaign or journey it came from. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-insight-touches.h"

#include "store/esp-day-sql.h"
#include "store/esp-memo.h"

#include <string.h>

static const EspDayWhat whats[] = {
  [ESP_TOUCH_CHANNEL] = ESP_DAY_CHANNELS,
  [ESP_TOUCH_SOURCE] = ESP_DAY_SOURCES,
  [ESP_TOUCH_CAMPAIGN] = ESP_DAY_CAMPAIGNS,
  [ESP_TOUCH_JOURNEY] = ESP_DAY_JOURNEYS,
};

typedef struct
{
  EspTx *tx;
  GArray *touches;
  GHashTable *known; /* name → number in places, plus 1 */
  GPtrArray *places;
  EspDayPlaces *names;
  guint16 kind;
  GError *error;
} Gathering;

static guint16
find_place (GHashTable *known, GPtrArray *places, const char *name)
{
  gpointer number = g_hash_table_lookup (known, name);

  if (number == NULL)
    {
      if (places->len >= G_MAXUINT16)
        return 0;
      g_ptr_array_add (places, g_strdup (name));
      number = GUINT_TO_POINTER (places->len);
      g_hash_table_insert (known, g_ptr_array_index (places, places->len - 1), number);
    }
  return (guint16) (GPOINTER_TO_UINT (number) - 1);
}

/* What the names of a day are among all places. */
static guint16 *
place_names (Gathering *self, GPtrArray *tokens)
{
  g_autofree guint16 *places = g_new0 (guint16, tokens->len + 1);

  for (guint i = 0; i < tokens->len; i++)
    {
      const char *name =
        esp_day_places_find (self->names, self->tx, g_ptr_array_index (tokens, i), &self->error);

      if (name == NULL)
        return NULL;
      places[i] = find_place (self->known, self->places, name);
    }
  return g_steal_pointer (&places);
}

static void
gather_day (const EspDayFacts *facts, gpointer data)
{
  Gathering *self = data;
  g_autofree guint16 *places = self->error == NULL ? place_names (self, facts->names) : NULL;
  guint n = self->touches->len;
  EspInsightEvent *to;

  if (places == NULL)
    return;
  g_array_set_size (self->touches, n + facts->n);
  to = &g_array_index (self->touches, EspInsightEvent, n);
  for (guint i = 0; i < facts->n; i++)
    to[i] = (EspInsightEvent){ .lead_id = facts->leads[i],
                               .at_us = facts->times[i],
                               .kind = self->kind,
                               .place = places[facts->places[i]] };
}

/**
 * esp_insight_load_touches:
 * @kinds: (array zero-terminated=1): names of kinds of events
 * @bounds: from and to, exclusive
 * @places: (element-type utf8): filled with the names of what touches came from
 *
 * Reads touches. A channel is what the event says ("channel"), else that of the message it is about, else
 * its medium or source; without any of them a touch is direct. A source is "utm_source" or "source", else
 * the channel. Campaign and journey are those of the event, else what it says.
 *
 * Returns: (transfer full) (element-type EspInsightEvent): by lead and time, place is a number in @places;
 *   %NULL with @error set
 */
GArray *
esp_insight_load_touches (EspTx *tx,
                          const char *const *kinds,
                          EspTouchGroup group,
                          const gint64 bounds[2],
                          GPtrArray *places,
                          GError **error)
{
  g_autoptr (GArray) touches = g_array_new (FALSE, FALSE, sizeof (EspInsightEvent));
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (EspDayPlaces) names = esp_day_places_new ();
  Gathering gathering = { tx, touches, known, places, names, 0, NULL };

  for (guint16 i = 0; kinds[i] != NULL && i < G_MAXUINT16; i++)
    {
      const EspDayQuery query = { kinds[i], whats[group], bounds[0], bounds[1], "", 1 };

      gathering.kind = i;
      if (!esp_day_facts_read (tx, &query, gather_day, &gathering, error))
        {
          g_clear_error (&gathering.error);
          return NULL;
        }
      if (gathering.error != NULL)
        {
          g_propagate_error (error, gathering.error);
          return NULL;
        }
    }
  esp_insight_sort_events (touches);
  return g_steal_pointer (&touches);
}

/* Touches as a memo keeps them. */
typedef struct
{
  GArray *touches;
  GPtrArray *places;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *self = data;

  g_array_unref (self->touches);
  g_ptr_array_unref (self->places);
  g_free (self);
}

static char *
make_key (EspTx *tx, const char *const *kinds, EspTouchGroup group, const gint64 bounds[2])
{
  g_autofree char *all = g_strjoinv (",", (char **) kinds);
  g_autofree char *what = g_strdup_printf ("touches|%s|%d", all, (int) group);

  return esp_memo_make_key (tx, what, bounds[0], bounds[1]);
}

/**
 * esp_insight_share_touches:
 * @out_touches: (out) (transfer full) (element-type EspInsightEvent): not to be changed
 * @out_places: (out) (transfer full) (element-type utf8): not to be changed
 *
 * As esp_insight_load_touches(), for those who go through the same touches several times.
 */
gboolean
esp_insight_share_touches (EspTx *tx,
                           const char *const *kinds,
                           EspTouchGroup group,
                           const gint64 bounds[2],
                           GArray **out_touches,
                           GPtrArray **out_places,
                           GError **error)
{
  const EspChangeKind all = ESP_CHANGE_EVENT | ESP_CHANGE_LEAD | ESP_CHANGE_LEDGER |
                            ESP_CHANGE_CAMPAIGN | ESP_CHANGE_MESSAGE | ESP_CHANGE_JOURNEY;
  g_autofree char *key = make_key (tx, kinds, group, bounds);
  g_autoptr (GPtrArray) places = NULL;
  g_autoptr (GArray) touches = NULL;
  gconstpointer known;
  Kept *kept;

  if (!esp_memo_recall (tx, key, all, &known, error))
    return FALSE;
  if (known != NULL)
    {
      *out_touches = g_array_ref (((const Kept *) known)->touches);
      *out_places = g_ptr_array_ref (((const Kept *) known)->places);
      return TRUE;
    }
  places = g_ptr_array_new_with_free_func (g_free);
  touches = esp_insight_load_touches (tx, kinds, group, bounds, places, error);
  if (touches == NULL)
    return FALSE;
  kept = g_new0 (Kept, 1);
  kept->touches = g_array_ref (touches);
  kept->places = g_ptr_array_ref (places);
  (void) esp_memo_keep (tx, key, kept, (gsize) touches->len * sizeof (EspInsightEvent), kept_free);
  *out_touches = g_steal_pointer (&touches);
  *out_places = g_steal_pointer (&places);
  return TRUE;
}
