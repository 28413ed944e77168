/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what messages that were made one by one have in common, so that services can send them as one batch
 * with personal values. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/http/esp-service-merge.h"

#include <string.h>

/* A word or tag of a text that occurs in it once. */
typedef struct
{
  gsize at;
  gsize n;
} Anchor;

static void
free_header (gpointer data)
{
  EspServiceHeader *header = data;

  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

void
esp_service_merge_free (EspServiceMerge *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self->html);
  g_free (self->text);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->values);
  g_free (self);
}

static gsize
measure_token (const char *text)
{
  gsize n = strcspn (text, "<> \n\"'");

  return text[n] != '\0' ? n + 1 : n;
}

/* Owned: token → its place, only of those that occur once (others have a length of 0). */
static GHashTable *
index_tokens (const char *text)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gsize n;

  for (const char *at = text; *at != '\0'; at += n)
    {
      g_autofree char *token = NULL;
      Anchor *anchor;

      n = measure_token (at);
      token = g_strndup (at, n);
      anchor = g_hash_table_lookup (table, token);
      if (anchor != NULL)
        {
          anchor->n = 0;
          continue;
        }
      anchor = g_new0 (Anchor, 1);
      anchor->at = (gsize) (at - text);
      anchor->n = n;
      g_hash_table_insert (table, g_steal_pointer (&token), anchor);
    }
  return table;
}

/* Keeps the anchors that also stand once, and in the same order, in @table: the longest such run is not
 * needed, one that never goes back is. */
static void
keep_common (GPtrArray *tokens, GHashTable *table)
{
  gsize n_kept = 0;
  g_autofree guint *best =
    g_new0 (guint, tokens->len + 1); /* index of the last token of each length */
  g_autofree int *before = g_new0 (int, tokens->len + 1);
  guint length = 0;

  for (guint i = 0; i < tokens->len; i++)
    {
      const Anchor *anchor = g_hash_table_lookup (table, tokens->pdata[i]);
      guint low = 0;
      guint high = length;

      before[i] = -1;
      if (anchor == NULL || anchor->n == 0)
        continue;
      while (low < high)
        {
          guint middle = (low + high) / 2;
          const Anchor *other = g_hash_table_lookup (table, tokens->pdata[best[middle]]);

          if (other->at < anchor->at)
            low = middle + 1;
          else
            high = middle;
        }
      before[i] = low > 0 ? (int) best[low - 1] : -1;
      best[low] = i;
      length = MAX (length, low + 1);
    }
  {
    g_autofree gboolean *kept = g_new0 (gboolean, tokens->len + 1);

    for (int i = length > 0 ? (int) best[length - 1] : -1; i >= 0; i = before[i])
      kept[i] = TRUE;
    for (guint i = 0; i < tokens->len; i++)
      {
        char *token = tokens->pdata[i];

        tokens->pdata[i] = NULL;
        if (kept[i])
          tokens->pdata[n_kept++] = token;
        else
          g_free (token);
      }
  }
  g_ptr_array_set_size (tokens, (int) n_kept);
}

static GPtrArray *
list_unique (const char *text, GHashTable *table)
{
  GPtrArray *tokens = g_ptr_array_new_with_free_func (g_free);
  gsize n;

  for (const char *at = text; *at != '\0'; at += n)
    {
      g_autofree char *token = NULL;
      const Anchor *anchor;

      n = measure_token (at);
      token = g_strndup (at, n);
      anchor = g_hash_table_lookup (table, token);
      if (anchor != NULL && anchor->n > 0)
        g_ptr_array_add (tokens, g_steal_pointer (&token));
    }
  return tokens;
}

/* Owned: what stands before anchor @index in @text, or after the last one. */
static char *
dup_gap (const char *text, GHashTable *table, GPtrArray *tokens, guint index)
{
  gsize start = 0;
  gsize end = strlen (text);

  if (index > 0)
    {
      const Anchor *last = g_hash_table_lookup (table, tokens->pdata[index - 1]);

      start = last->at + last->n;
    }
  if (index < tokens->len)
    end = ((const Anchor *) g_hash_table_lookup (table, tokens->pdata[index]))->at;
  return g_strndup (text + start, end - start);
}

/* Adds one gap: as it is when it is the same everywhere, else as a place. */
static void
add_gap (EspServiceMerge *self,
         GString *merged,
         GPtrArray *gaps,
         const char *before,
         const char *after)
{
  gboolean is_same = TRUE;
  char *name;

  for (guint i = 1; i < gaps->len; i++)
    is_same = is_same && g_str_equal (gaps->pdata[i], gaps->pdata[0]);
  if (is_same)
    {
      g_string_append (merged, gaps->pdata[0]);
      return;
    }
  name = g_strdup_printf ("v%u", self->names->len + 1);
  g_string_append_printf (merged, "%s%s%s", before, name, after);
  g_ptr_array_add (self->names, name);
  for (guint i = 0; i < gaps->len; i++)
    g_ptr_array_add (self->values->pdata[i], g_strdup (gaps->pdata[i]));
}

/* Owned (nullable): @texts as one; they are all there or all not. */
static char *
merge (EspServiceMerge *self, GPtrArray *texts, const char *before, const char *after)
{
  g_autoptr (GPtrArray) tables =
    g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  g_autoptr (GPtrArray) tokens = NULL;
  GString *merged;

  if (texts->pdata[0] == NULL)
    return NULL;
  for (guint i = 0; i < texts->len; i++)
    g_ptr_array_add (tables, index_tokens (texts->pdata[i]));
  tokens = list_unique (texts->pdata[0], tables->pdata[0]);
  for (guint i = 1; i < texts->len; i++)
    keep_common (tokens, tables->pdata[i]);
  merged = g_string_new (NULL);
  for (guint i = 0; i <= tokens->len; i++)
    {
      g_autoptr (GPtrArray) gaps = g_ptr_array_new_with_free_func (g_free);

      for (guint j = 0; j < texts->len; j++)
        g_ptr_array_add (gaps, dup_gap (texts->pdata[j], tables->pdata[j], tokens, i));
      add_gap (self, merged, gaps, before, after);
      if (i < tokens->len)
        g_string_append (merged, tokens->pdata[i]);
    }
  return g_string_free (merged, FALSE);
}

static const EspServiceMail *
get_mail (GArray *items, guint index)
{
  return g_array_index (items, EspServiceItem, index).mail;
}

static void
merge_headers (EspServiceMerge *self, GArray *items, const char *before, const char *after)
{
  const EspServiceMail *first = get_mail (items, 0);

  self->headers = g_ptr_array_new_with_free_func (free_header);
  for (guint h = 0; h < first->headers->len; h++)
    {
      g_autoptr (GPtrArray) texts = g_ptr_array_new ();
      EspServiceHeader *header = g_new0 (EspServiceHeader, 1);

      for (guint i = 0; i < items->len; i++)
        g_ptr_array_add (texts,
                         ((EspServiceHeader *) get_mail (items, i)->headers->pdata[h])->value);
      header->name = g_strdup (((EspServiceHeader *) first->headers->pdata[h])->name);
      header->value = merge (self, texts, before, after);
      g_ptr_array_add (self->headers, header);
    }
}

/**
 * esp_service_merge_new:
 * @items: (element-type EspServiceItem): that fit together
 * @with_headers: headers may have places too
 * @before: begins a place
 * @after: ends it
 *
 * Returns: (transfer full): one text for all, and what makes it personal
 */
EspServiceMerge *
esp_service_merge_new (GArray *items, gboolean with_headers, const char *before, const char *after)
{
  EspServiceMerge *self = g_new0 (EspServiceMerge, 1);
  g_autoptr (GPtrArray) subjects = g_ptr_array_new ();
  g_autoptr (GPtrArray) htmls = g_ptr_array_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < items->len; i++)
    {
      const EspServiceMail *mail = get_mail (items, i);

      g_ptr_array_add (self->values, g_ptr_array_new_with_free_func (g_free));
      g_ptr_array_add (subjects, mail->subject);
      g_ptr_array_add (htmls, mail->html);
      g_ptr_array_add (texts, mail->text);
    }
  self->subject = merge (self, subjects, before, after);
  self->html = merge (self, htmls, before, after);
  self->text = merge (self, texts, before, after);
  if (with_headers)
    merge_headers (self, items, before, after);
  return self;
}

static gboolean
has_reserved (const EspServiceMail *mail, const char *const *reserved)
{
  for (guint i = 0; reserved[i] != NULL; i++)
    {
      if (strstr (mail->subject, reserved[i]) != NULL ||
          (mail->html != NULL && strstr (mail->html, reserved[i]) != NULL) ||
          (mail->text != NULL && strstr (mail->text, reserved[i]) != NULL))
        return TRUE;
      for (guint h = 0; h < mail->headers->len; h++)
        if (strstr (((EspServiceHeader *) mail->headers->pdata[h])->value, reserved[i]) != NULL)
          return TRUE;
    }
  return FALSE;
}

/**
 * esp_service_merge_fits:
 * @reserved: what a text must not contain, because it would be taken for a place; ends with %NULL
 *
 * Returns: whether the two can be one text with places
 */
gboolean
esp_service_merge_fits (const EspServiceItem *first,
                        const EspServiceItem *other,
                        gboolean with_headers,
                        const char *const *reserved)
{
  const EspServiceMail *a = first->mail;
  const EspServiceMail *b = other->mail;

  if (a->files->len > 0 || b->files->len > 0 || g_strcmp0 (a->from, b->from) != 0 ||
      g_strcmp0 (a->from_name, b->from_name) != 0 || g_strcmp0 (a->reply_to, b->reply_to) != 0 ||
      (a->html == NULL) != (b->html == NULL) || (a->text == NULL) != (b->text == NULL) ||
      g_ascii_strcasecmp (a->to, b->to) == 0 || has_reserved (a, reserved) ||
      has_reserved (b, reserved))
    return FALSE;
  if (!with_headers)
    return TRUE;
  if (a->headers->len != b->headers->len)
    return FALSE;
  for (guint i = 0; i < a->headers->len; i++)
    if (!g_str_equal (((EspServiceHeader *) a->headers->pdata[i])->name,
                      ((EspServiceHeader *) b->headers->pdata[i])->name))
      return FALSE;
  return TRUE;
}

/**
 * esp_service_merge_has_same_headers:
 */
gboolean
esp_service_merge_has_same_headers (const EspServiceItem *first, const EspServiceItem *other)
{
  GPtrArray *a = first->mail->headers;
  GPtrArray *b = other->mail->headers;

  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!g_str_equal (((EspServiceHeader *) a->pdata[i])->name,
                      ((EspServiceHeader *) b->pdata[i])->name) ||
        !g_str_equal (((EspServiceHeader *) a->pdata[i])->value,
                      ((EspServiceHeader *) b->pdata[i])->value))
      return FALSE;
  return TRUE;
}
