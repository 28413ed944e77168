/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replaces words, or links to saved blocks, everywhere in a message, and tells where. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-replace.h"

#include <string.h>

typedef struct
{
  const char *find;
  const char *with;
  GPtrArray *changes; /* (nullable) (element-type EspReplacement) */
  guint n;
} Replacing;

/**
 * esp_replacement_free:
 */
void
esp_replacement_free (EspReplacement *self)
{
  if (self == NULL)
    return;
  g_free (self->where);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static void
note (Replacing *self, const char *where, const char *before, const char *after)
{
  EspReplacement *change;

  self->n++;
  if (self->changes == NULL)
    return;
  change = g_new0 (EspReplacement, 1);
  change->where = g_strdup (where);
  change->before = g_strdup (before);
  change->after = g_strdup (after);
  g_ptr_array_add (self->changes, change);
}

static void
replace (Replacing *self, const char *where, char **text)
{
  g_auto (GStrv) parts = NULL;
  char *after;

  if (*text == NULL || strstr (*text, self->find) == NULL)
    return;
  parts = g_strsplit (*text, self->find, -1);
  after = g_strjoinv (self->with, parts);
  note (self, where, *text, after);
  g_free (*text);
  *text = after;
}

static gboolean
replace_in_block_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  EspBlock *mine = (EspBlock *) block; /* of a document that is ours to change */

  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        replace (data, block->id, &((EspRun *) paragraph->runs->pdata[j])->text);
    }
  replace (data, block->id, &mine->label);
  replace (data, block->id, &mine->alt);
  replace (data, block->id, &mine->html);
  return TRUE;
}

/**
 * esp_message_replace_text:
 * @find: not empty
 * @changes: (nullable) (element-type EspReplacement): gets one for every place
 *
 * Replaces words in the subject, in what stands before the text, and in the blocks, in every language. Words that
 * change their look in the middle are not found.
 *
 * Returns: in how many places
 */
guint
esp_message_replace_text (EspMessageDoc *doc,
                          const char *find,
                          const char *with,
                          GPtrArray *changes)
{
  Replacing self = { find, with, changes, 0 };

  g_return_val_if_fail (*find != '\0', 0);

  replace (&self, "subject", &doc->subject);
  replace (&self, "preheader", &doc->preheader);
  replace (&self, "html", &doc->html);
  for (guint i = 0; i < doc->variants->len; i++)
    {
      EspMessageVariant *variant = doc->variants->pdata[i];

      replace (&self, "subject", &variant->subject);
      replace (&self, "preheader", &variant->preheader);
      replace (&self, "html", &variant->html);
    }
  (void) esp_message_doc_foreach_any_block (doc, replace_in_block_cb, &self); /* never stops */
  return self.n;
}

static gboolean
replace_ref_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  Replacing *self = data;

  if (block->kind != ESP_BLOCK_LINKED || g_strcmp0 (block->ref, self->find) != 0)
    return TRUE;
  note (self, block->id, self->find, self->with);
  esp_message_doc_set (&((EspBlock *) block)->ref, self->with);
  return TRUE;
}

/**
 * esp_message_replace_ref:
 * @ref: uuid of a saved block
 * @with: uuid of the one in its place
 * @changes: (nullable) (element-type EspReplacement): gets one for every block
 *
 * Returns: in how many blocks
 */
guint
esp_message_replace_ref (EspMessageDoc *doc, const char *ref, const char *with, GPtrArray *changes)
{
  Replacing self = { ref, with, changes, 0 };

  (void) esp_message_doc_foreach_any_block (doc, replace_ref_cb, &self); /* never stops */
  return self.n;
}
