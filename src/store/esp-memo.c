/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what reads made of their rows, so that the cards of a report read each of them once, and read again only
 * what changed. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-memo.h"

#include "store/esp-answer-cache.h"
#include "store/esp-tx-private.h"

/* Enough for what a report of a million leads and ten million events goes through more than once. */
#define MAX_BYTES (224 * 1024 * 1024)

typedef struct
{
  char *key; /* (owned) */
  gint64 stamp;
  gpointer value; /* (owned) (nullable) %NULL: asked for and not there yet */
  gsize n_bytes;
  GDestroyNotify free_func;
} Entry;

struct _EspMemo
{
  GQueue entries; /* of Entry, owned; the last one used stands first */
  gsize n_bytes;
};

static void
drop_value (EspMemo *self, Entry *entry)
{
  if (entry->value != NULL)
    entry->free_func (g_steal_pointer (&entry->value));
  self->n_bytes -= entry->n_bytes;
  entry->n_bytes = 0;
}

static void
drop_last (EspMemo *self)
{
  Entry *entry = g_queue_pop_tail (&self->entries);

  drop_value (self, entry);
  g_free (entry->key);
  g_free (entry);
}

/**
 * esp_memo_new:
 *
 * Returns: (transfer full): nothing kept; for one connection, on its thread
 */
EspMemo *
esp_memo_new (void)
{
  EspMemo *self = g_new0 (EspMemo, 1);

  g_queue_init (&self->entries);
  return self;
}

/**
 * esp_memo_free:
 */
void
esp_memo_free (EspMemo *self)
{
  if (self == NULL)
    return;
  while (!g_queue_is_empty (&self->entries))
    drop_last (self);
  g_free (self);
}

static GList *
find (EspMemo *self, const char *key)
{
  for (GList *link = self->entries.head; link != NULL; link = link->next)
    if (g_str_equal (((Entry *) link->data)->key, key))
      return link;
  return NULL;
}

/**
 * esp_memo_recall:
 * @key: what it is, with all that it depends on besides rows
 * @kinds: what it is made of
 * @out_value: (out) (transfer none) (nullable): what was kept, until something else is; %NULL: make it, and give it
 *   to esp_memo_keep() in the same read
 *
 * Finds what an earlier read kept, if nothing of these kinds changed since, in this process or another.
 */
gboolean
esp_memo_recall (EspTx *tx,
                 const char *key,
                 EspChangeKind kinds,
                 gconstpointer *out_value,
                 GError **error)
{
  GList *link;
  Entry *entry;
  gint64 stamp;

  *out_value = NULL;
  if (tx->memo == NULL) /* a transaction that writes sees what no stamp tells of yet */
    return TRUE;
  if (!esp_answer_cache_get_stamp (tx, kinds, &stamp, error))
    return FALSE;
  link = find (tx->memo, key);
  if (link == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->key = g_strdup (key);
      g_queue_push_head (&tx->memo->entries, entry);
    }
  else
    {
      entry = link->data;
      g_queue_unlink (&tx->memo->entries, link);
      g_queue_push_head_link (&tx->memo->entries, link);
      if (entry->stamp != stamp)
        drop_value (tx->memo, entry);
    }
  entry->stamp = stamp;
  *out_value = entry->value;
  return TRUE;
}

/**
 * esp_memo_keep:
 * @key: that esp_memo_recall() was asked for in this read
 * @value: (transfer full): not to be changed any more
 * @n_bytes: about its size
 *
 * Returns: whether it is kept; else it is freed, as it is too large or the read is one of a write
 */
gboolean
esp_memo_keep (EspTx *tx, const char *key, gpointer value, gsize n_bytes, GDestroyNotify free_func)
{
  EspMemo *self = tx->memo;
  GList *link = self != NULL && n_bytes <= MAX_BYTES ? find (self, key) : NULL;
  Entry *entry;

  if (link == NULL)
    {
      free_func (value);
      return FALSE;
    }
  entry = link->data;
  drop_value (self, entry);
  g_queue_unlink (&self->entries, link);
  g_queue_push_head_link (&self->entries, link);
  entry->value = value;
  entry->n_bytes = n_bytes;
  entry->free_func = free_func;
  self->n_bytes += n_bytes;
  while (self->n_bytes > MAX_BYTES)
    drop_last (self);
  return TRUE;
}

static void
unref_array (gpointer data)
{
  g_array_unref (data);
}

/**
 * esp_memo_recall_array:
 *
 * @out_array: (out) (transfer full) (nullable): not to be changed; %NULL: to be made
 *
 * As esp_memo_recall().
 */
gboolean
esp_memo_recall_array (EspTx *tx,
                       const char *key,
                       EspChangeKind kinds,
                       GArray **out_array,
                       GError **error)
{
  gconstpointer value;

  if (!esp_memo_recall (tx, key, kinds, &value, error))
    return FALSE;
  *out_array = value != NULL ? g_array_ref ((GArray *) value) : NULL;
  return TRUE;
}

/**
 * esp_memo_keep_array:
 * @array: (transfer none): not to be changed any more
 */
void
esp_memo_keep_array (EspTx *tx, const char *key, GArray *array)
{
  (void) esp_memo_keep (tx, key, g_array_ref (array),
                        (gsize) array->len * g_array_get_element_size (array), unref_array);
}

/**
 * esp_memo_make_key:
 * @what: what is read
 *
 * Names what is read of a span of time. Spans that end now, or later, are the same as long as nothing comes in.
 *
 * Returns: (transfer full): the name
 */
char *
esp_memo_make_key (EspTx *tx, const char *what, gint64 from_us, gint64 to_us)
{
  if (to_us > esp_tx_get_now_us (tx))
    return g_strdup_printf ("%s|%" G_GINT64_FORMAT "|", what, from_us);
  return g_strdup_printf ("%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT, what, from_us, to_us);
}
