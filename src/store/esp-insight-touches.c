/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Touches: events that brought somebody closer, each with the channel, source, campaign or journey it came from;
 * kept, and brought up to date when something happened. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-insight-touches.h"

#include "store/esp-answer-cache.h"
#include "store/esp-memo.h"
#include "store/esp-touch-book.h"

static const EspDayWhat whats[] = {
  [ESP_TOUCH_CHANNEL] = ESP_DAY_CHANNELS,   [ESP_TOUCH_SOURCE] = ESP_DAY_SOURCES,
  [ESP_TOUCH_CAMPAIGN] = ESP_DAY_CAMPAIGNS, [ESP_TOUCH_JOURNEY] = ESP_DAY_JOURNEYS,
  [ESP_TOUCH_MOVE] = ESP_DAY_MOVES,
};

/* A book as a memo keeps it. */
typedef struct
{
  EspTouchBook *book;
  gint64 stamp; /* of events, when it was read */
} Kept;

static void
kept_free (gpointer data)
{
  Kept *self = data;

  esp_touch_book_free (self->book);
  g_free (self);
}

static char *
make_key (EspTx *tx, const char *const *kinds, EspTouchGroup group, const gint64 bounds[2])
{
  g_autofree char *all = g_strjoinv (",", (char **) kinds);
  g_autofree char *what = g_strdup_printf ("touches|%s|%d", all, (int) group);

  return esp_memo_make_key (tx, what, bounds[0], bounds[1]);
}

static void
hand_out (const EspTouchBook *book, GArray **out_touches, GPtrArray **out_places)
{
  *out_touches = g_array_ref (book->touches);
  *out_places = g_ptr_array_ref (book->places);
}

/**
 * esp_insight_share_touches:
 * @kinds: (array zero-terminated=1): names of kinds of events
 * @bounds: from and to, exclusive
 * @out_touches: (out) (transfer full) (element-type EspInsightEvent): by lead and time, place is a number of
 *   @out_places; not to be changed
 * @out_places: (out) (transfer full) (element-type utf8): by name; not to be changed
 *
 * Reads touches, see esp_touch_book_read(), or recalls them.
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
  /* What gives places their names; events are compared by day. */
  const EspChangeKind names =
    ESP_CHANGE_LEDGER | ESP_CHANGE_CAMPAIGN | ESP_CHANGE_MESSAGE | ESP_CHANGE_JOURNEY;
  const EspTouchWish wish = { kinds, whats[group], bounds[0], bounds[1] };
  g_autofree char *key = make_key (tx, kinds, group, bounds);
  g_autoptr (EspTouchBook) book = NULL;
  const Kept *known;
  gconstpointer value;
  gsize n_bytes;
  Kept *kept;
  gint64 stamp;

  if (!esp_memo_recall (tx, key, names, &value, error) ||
      !esp_answer_cache_get_stamp (tx, ESP_CHANGE_EVENT | ESP_CHANGE_LEAD, &stamp, error))
    return FALSE;
  known = value;
  if (known != NULL && known->stamp == stamp)
    {
      hand_out (known->book, out_touches, out_places);
      return TRUE;
    }
  book = esp_touch_book_read (tx, &wish, known != NULL ? known->book : NULL, error);
  if (book == NULL)
    return FALSE;
  hand_out (book, out_touches, out_places);
  n_bytes = (gsize) book->touches->len * sizeof (EspInsightEvent);
  kept = g_new0 (Kept, 1);
  *kept = (Kept){ g_steal_pointer (&book), stamp };
  (void) esp_memo_keep (tx, key, kept, n_bytes, kept_free);
  return TRUE;
}
