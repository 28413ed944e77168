/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of one kind and day as columns, and as the bytes in which they are kept. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-day-block.h"

#include <string.h>

#define VERSION 1
#define LOW_BYTES 4
#define HIGH_BYTES 1

/* What the bytes begin with; the names follow, each with its end, then a column after the other. */
typedef struct
{
  guint32 version;
  guint32 n;
  guint32 n_names;
  guint32 names_length;
} Head;

static gboolean
has_places (EspDayWhat what)
{
  return what != ESP_DAY_EVENTS && what != ESP_DAY_MONEY;
}

static gsize
row_length (EspDayWhat what)
{
  gsize length = sizeof (guint32) + LOW_BYTES + HIGH_BYTES;

  if (has_places (what))
    length += sizeof (guint16);
  if (what == ESP_DAY_MONEY)
    length += sizeof (gint64);
  return length;
}

/**
 * esp_day_block_init:
 */
void
esp_day_block_init (EspDayBlock *self)
{
  self->leads = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->places = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->amounts = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  self->is_broken = FALSE;
}

/**
 * esp_day_block_clear:
 */
void
esp_day_block_clear (EspDayBlock *self)
{
  g_clear_pointer (&self->leads, g_array_unref);
  g_clear_pointer (&self->times, g_array_unref);
  g_clear_pointer (&self->places, g_array_unref);
  g_clear_pointer (&self->amounts, g_array_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
}

/**
 * esp_day_block_empty:
 *
 * Begins another day.
 */
void
esp_day_block_empty (EspDayBlock *self)
{
  g_array_set_size (self->leads, 0);
  g_array_set_size (self->times, 0);
  g_array_set_size (self->places, 0);
  g_array_set_size (self->amounts, 0);
  g_hash_table_remove_all (self->known);
  g_ptr_array_set_size (self->names, 0);
  self->is_broken = FALSE;
}

/**
 * esp_day_block_name:
 *
 * Returns: the number of a name
 */
guint16
esp_day_block_name (EspDayBlock *self, const char *name)
{
  gpointer number = g_hash_table_lookup (self->known, name);

  if (number == NULL)
    {
      if (self->names->len >= G_MAXUINT16)
        {
          self->is_broken = TRUE;
          return 0;
        }
      g_ptr_array_add (self->names, g_strdup (name));
      number = GUINT_TO_POINTER (self->names->len);
      g_hash_table_insert (self->known, g_ptr_array_index (self->names, self->names->len - 1),
                           number);
    }
  return (guint16) (GPOINTER_TO_UINT (number) - 1);
}

static guint8 *
put (guint8 *to, gconstpointer from, gsize length)
{
  if (length > 0)
    memcpy (to, from, length);
  return to + length;
}

/**
 * esp_day_block_pack:
 * @start_us: when the day begins
 *
 * Returns: (transfer full): the bytes to keep
 */
GBytes *
esp_day_block_pack (const EspDayBlock *self, EspDayWhat what, gint64 start_us)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = self->leads->len;
  guint8 *bytes;
  guint8 *to;
  Head head = { .version = VERSION, .n = n, .n_names = self->names->len };

  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);

      g_string_append_len (names, name, (gssize) strlen (name) + 1);
    }
  head.names_length = (guint32) names->len;
  bytes = g_malloc (sizeof head + names->len + n * row_length (what));
  to = put (bytes, &head, sizeof head);
  to = put (to, names->str, names->len);
  to = put (to, self->leads->data, n * sizeof (guint32));
  for (guint i = 0; i < n; i++)
    {
      guint32 low = (guint32) (g_array_index (self->times, gint64, i) - start_us);

      to = put (to, &low, sizeof low);
    }
  for (guint i = 0; i < n; i++)
    *to++ = (guint8) ((g_array_index (self->times, gint64, i) - start_us) >> 32);
  if (has_places (what))
    to = put (to, self->places->data, n * sizeof (guint16));
  if (what == ESP_DAY_MONEY)
    to = put (to, self->amounts->data, n * sizeof (gint64));
  return g_bytes_new_take (bytes, (gsize) (to - bytes));
}

static gboolean
unpack_names (EspDayBlock *self, const Head *head, const char *text)
{
  const char *end = text + head->names_length;

  for (guint i = 0; i < head->n_names; i++)
    {
      const char *stop = memchr (text, '\0', (gsize) (end - text));

      if (stop == NULL)
        return FALSE;
      g_ptr_array_add (self->names, g_strdup (text));
      text = stop + 1;
    }
  return text == end;
}

static gboolean
are_places_known (const EspDayBlock *self)
{
  for (guint i = 0; i < self->places->len; i++)
    if (g_array_index (self->places, guint16, i) >= self->names->len)
      return FALSE;
  return TRUE;
}

static void
unpack_times (EspDayBlock *self, const guint8 *low, const guint8 *high, gint64 start_us, guint n)
{
  gint64 *times;

  g_array_set_size (self->times, n);
  times = (gint64 *) (gpointer) self->times->data;
  for (guint i = 0; i < n; i++)
    {
      guint32 part;

      memcpy (&part, low + (gsize) i * LOW_BYTES, LOW_BYTES);
      times[i] = start_us + ((gint64) high[i] << 32 | part);
    }
}

/**
 * esp_day_block_unpack:
 *
 * Returns: whether the bytes are those of a day
 */
gboolean
esp_day_block_unpack (EspDayBlock *self,
                      EspDayWhat what,
                      gint64 start_us,
                      gconstpointer data,
                      gsize length)
{
  const guint8 *from = data;
  Head head;
  gsize n;

  esp_day_block_empty (self);
  if (length < sizeof head)
    return FALSE;
  memcpy (&head, from, sizeof head);
  from += sizeof head;
  n = head.n;
  if (head.version != VERSION || n == 0 ||
      length - sizeof head != head.names_length + n * row_length (what) ||
      !unpack_names (self, &head, (const char *) from))
    return FALSE;
  from += head.names_length;
  g_array_append_vals (self->leads, from, head.n);
  from += n * sizeof (guint32);
  unpack_times (self, from, from + n * LOW_BYTES, start_us, head.n);
  from += n * (LOW_BYTES + HIGH_BYTES);
  if (has_places (what))
    g_array_append_vals (self->places, from, head.n);
  if (what == ESP_DAY_MONEY)
    g_array_append_vals (self->amounts, from, head.n);
  return are_places_known (self);
}

static guint
find_first (const EspDayBlock *self, gint64 at_us)
{
  const gint64 *times = (const gint64 *) (gconstpointer) self->times->data;
  guint low = 0;
  guint high = self->times->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (times[middle] < at_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * esp_day_block_cut:
 * @out_facts: (out caller-allocates): what lies in [@from_us, @to_us); as long as the block stays as it is
 */
void
esp_day_block_cut (const EspDayBlock *self,
                   EspDayWhat what,
                   gint64 from_us,
                   gint64 to_us,
                   EspDayFacts *out_facts)
{
  guint first = find_first (self, from_us);
  guint end = find_first (self, to_us);

  *out_facts = (EspDayFacts){ .n = end - MIN (first, end), .names = self->names };
  if (out_facts->n == 0)
    return;
  out_facts->leads = &g_array_index (self->leads, guint32, first);
  out_facts->times = &g_array_index (self->times, gint64, first);
  if (has_places (what))
    out_facts->places = &g_array_index (self->places, guint16, first);
  if (what == ESP_DAY_MONEY)
    out_facts->amounts = &g_array_index (self->amounts, gint64, first);
}
