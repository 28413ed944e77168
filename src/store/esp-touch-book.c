/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Touches of a span of time, put in order once: when something changed, only the days are read again that are not
 * what they were, and laid between the others. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-touch-book.h"

#include "store/esp-day-sql.h"
#include "store/esp-insight-touches.h"

#include "base/esp-clock.h"

#include <string.h>

/* Which days of a kind have to be read; what lies before and after them always has. */
typedef struct
{
  gint64 first;
  gint64 end;     /* exclusive */
  guint8 *is_old; /* (owned) by day from the first: is no more what was read */
} Stale;

typedef struct
{
  EspTx *tx;
  const EspTouchWish *wish;
  GArray *touches;     /* (owned) of EspInsightEvent: what had to be read */
  GPtrArray *places;   /* (unowned) */
  GHashTable *known;   /* (owned) name → number in places, plus 1 */
  EspDayPlaces *names; /* (owned) */
  GArray *stale;       /* (owned) of Stale, by kind */
  guint16 kind;
  GError *error;
} Gathering;

static void
stale_clear (gpointer data)
{
  g_free (((Stale *) data)->is_old);
}

static void
gathering_clear (Gathering *self)
{
  g_clear_pointer (&self->touches, g_array_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->names, esp_day_places_free);
  g_clear_pointer (&self->stale, g_array_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Gathering, gathering_clear)

/**
 * esp_touch_book_free:
 */
void
esp_touch_book_free (EspTouchBook *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->touches, g_array_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->marks, g_ptr_array_unref);
  g_free (self);
}

static guint16
find_place (Gathering *self, const char *name)
{
  gpointer number = g_hash_table_lookup (self->known, name);

  if (number == NULL)
    {
      if (self->places->len >= G_MAXUINT16)
        return 0;
      g_ptr_array_add (self->places, g_strdup (name));
      number = GUINT_TO_POINTER (self->places->len);
      g_hash_table_insert (self->known, g_ptr_array_index (self->places, self->places->len - 1),
                           number);
    }
  return (guint16) (GPOINTER_TO_UINT (number) - 1);
}

/* A channel that is one of ours is one, however a shop writes it: “Email”, “EMAIL”; and so is “Direct” everywhere. */
static const char *
fold_channel (const EspTouchWish *wish, const char *name)
{
  static const char *const ours[] = { "email", "sms",  "kakao", "push",
                                      "phone", "post", "ads",   ESP_TOUCH_DIRECT };

  for (guint i = 0; i < G_N_ELEMENTS (ours) && wish->what == ESP_DAY_CHANNELS; i++)
    if (g_ascii_strcasecmp (ours[i], name) == 0)
      return ours[i];
  return g_ascii_strcasecmp (ESP_TOUCH_DIRECT, name) == 0 ? ESP_TOUCH_DIRECT : name;
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
      places[i] = find_place (self, fold_channel (self->wish, name));
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

static gboolean
read_span (Gathering *self, gint64 from_us, gint64 to_us, GError **error)
{
  const EspDayQuery query = { self->wish->kinds[self->kind],
                              self->wish->what,
                              MAX (from_us, self->wish->from_us),
                              MIN (to_us, self->wish->to_us),
                              "",
                              1 };

  if (!esp_day_facts_read (self->tx, &query, gather_day, self, error))
    return FALSE;
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/* Runs of days that are not what they were, and what lies around all days. */
static gboolean
read_stale (Gathering *self, const Stale *stale, GError **error)
{
  gint64 n = stale->end - stale->first;

  if (n <= 0)
    return read_span (self, G_MININT64, G_MAXINT64, error);
  if (!read_span (self, G_MININT64, stale->first * ESP_USEC_PER_DAY, error))
    return FALSE;
  for (gint64 day = 0; day < n; day++)
    {
      gint64 start = day;

      while (day < n && stale->is_old[day])
        day++;
      if (day > start && !read_span (self, (stale->first + start) * ESP_USEC_PER_DAY,
                                     (stale->first + day) * ESP_USEC_PER_DAY, error))
        return FALSE;
    }
  return read_span (self, stale->end * ESP_USEC_PER_DAY, G_MAXINT64, error);
}

/* Days of which something else is kept than then, or nothing is. */
static void
find_stale (Stale *self, const GArray *before, const GArray *marks)
{
  guint next = 0;

  self->is_old = g_malloc (MAX (self->end - self->first, 1));
  memset (self->is_old, TRUE, MAX (self->end - self->first, 1));
  for (guint i = 0; before != NULL && i < marks->len; i++)
    {
      const EspDayMark *mark = &g_array_index (marks, EspDayMark, i);

      while (next < before->len && g_array_index (before, EspDayMark, next).day < mark->day)
        next++;
      if (next < before->len && g_array_index (before, EspDayMark, next).day == mark->day &&
          g_array_index (before, EspDayMark, next).id == mark->id)
        self->is_old[mark->day - self->first] = FALSE;
    }
}

static gboolean
is_stale (const Gathering *self, const EspInsightEvent *touch)
{
  const Stale *stale = &g_array_index (self->stale, Stale, touch->kind);
  gint64 day = touch->at_us / ESP_USEC_PER_DAY;

  return day < stale->first || day >= stale->end || stale->is_old[day - stale->first];
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Numbers the places by their names, so that nothing depends on the order in which they were met. Returns the new
 * numbers of the old ones. */
static guint16 *
sort_places (GPtrArray *places)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  g_autofree gpointer *names = g_new (gpointer, MAX (places->len, 1));
  guint16 *numbers = g_new0 (guint16, MAX (places->len, 1));

  for (guint i = 0; i < places->len; i++)
    names[i] = g_ptr_array_index (places, i);
  g_ptr_array_sort (places, compare_names);
  for (guint i = 0; i < places->len; i++)
    g_hash_table_insert (known, g_ptr_array_index (places, i), GUINT_TO_POINTER (i));
  for (guint i = 0; i < places->len; i++)
    numbers[i] = (guint16) GPOINTER_TO_UINT (g_hash_table_lookup (known, names[i]));
  return numbers;
}

/* What is still so, and what was read now; places keep their order when others come between them, so that both
 * are sorted. */
static GArray *
merge (const Gathering *self, const GArray *old, const guint16 *numbers)
{
  g_autoptr (GArray) all =
    g_array_sized_new (FALSE, FALSE, sizeof (EspInsightEvent), old->len + self->touches->len);
  const EspInsightEvent *fresh = (const EspInsightEvent *) (gpointer) self->touches->data;
  EspInsightEvent *to = (EspInsightEvent *) (gpointer) all->data;
  guint n_fresh = self->touches->len;
  guint next = 0;
  guint n = 0;

  for (guint i = 0; i < old->len; i++)
    {
      EspInsightEvent touch = g_array_index (old, EspInsightEvent, i);

      if (is_stale (self, &touch))
        continue;
      touch.place = numbers[touch.place];
      while (next < n_fresh && esp_insight_compare_events (&fresh[next], &touch) < 0)
        to[n++] = fresh[next++];
      to[n++] = touch;
    }
  while (next < n_fresh)
    to[n++] = fresh[next++];
  g_array_set_size (all, n);
  return g_steal_pointer (&all);
}

static void
begin (Gathering *self, EspTx *tx, const EspTouchWish *wish, GPtrArray *places)
{
  self->tx = tx;
  self->wish = wish;
  self->places = places;
  self->touches = g_array_new (FALSE, FALSE, sizeof (EspInsightEvent));
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  self->names = esp_day_places_new ();
  self->stale = g_array_new (FALSE, FALSE, sizeof (Stale));
  g_array_set_clear_func (self->stale, stale_clear);
  for (guint i = 0; i < places->len; i++)
    g_hash_table_insert (self->known, g_ptr_array_index (places, i), GUINT_TO_POINTER (i + 1));
}

static gboolean
read_kind (Gathering *self, EspTouchBook *book, const EspTouchBook *before, GError **error)
{
  const EspTouchWish *wish = self->wish;
  const EspDayQuery query = {
    wish->kinds[self->kind], wish->what, wish->from_us, wish->to_us, "", 1
  };
  Stale stale = { 0 };
  GArray *marks = esp_day_facts_list (self->tx, &query, &stale.first, &stale.end, error);

  if (marks == NULL)
    return FALSE;
  g_ptr_array_add (book->marks, marks);
  find_stale (&stale, before != NULL ? g_ptr_array_index (before->marks, self->kind) : NULL, marks);
  g_array_append_val (self->stale, stale);
  return read_stale (self, &stale, error);
}

/**
 * esp_touch_book_read:
 * @before: (nullable): the same as it was read earlier, with the names that places have now
 *
 * Reads touches. A channel is what the event says ("channel"), else that of the message it is about, else its
 * medium or source; without any of them a touch is direct. A source is "utm_source" or "source", else the
 * channel. Campaign and journey are those of the event, else what it says.
 *
 * Returns: (transfer full): by lead and time; %NULL with @error set
 */
EspTouchBook *
esp_touch_book_read (EspTx *tx,
                     const EspTouchWish *wish,
                     const EspTouchBook *before,
                     GError **error)
{
  g_autoptr (EspTouchBook) self = g_new0 (EspTouchBook, 1);
  g_auto (Gathering) gathering = { 0 };
  g_autofree guint16 *numbers = NULL;

  self->places = g_ptr_array_new_with_free_func (g_free);
  self->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; before != NULL && i < before->places->len; i++)
    g_ptr_array_add (self->places, g_strdup (g_ptr_array_index (before->places, i)));
  begin (&gathering, tx, wish, self->places);
  for (guint16 i = 0; wish->kinds[i] != NULL && i < G_MAXUINT16; i++)
    {
      gathering.kind = i;
      if (!read_kind (&gathering, self, before, error))
        return NULL;
    }
  numbers = sort_places (self->places);
  for (guint i = 0; i < gathering.touches->len; i++)
    {
      EspInsightEvent *touch = &g_array_index (gathering.touches, EspInsightEvent, i);

      touch->place = numbers[touch->place];
    }
  esp_insight_sort_events (gathering.touches);
  self->touches = before != NULL ? merge (&gathering, before->touches, numbers)
                                 : g_steal_pointer (&gathering.touches);
  return g_steal_pointer (&self);
}
