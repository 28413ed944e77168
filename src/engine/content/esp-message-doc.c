/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of one message: its memory, its copy and the walk over its blocks. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-doc.h"

G_DEFINE_QUARK (esp - message - error - quark, esp_message_error)

typedef struct
{
  const char *id;
  const EspBlock *found;
} FindBlock;

/**
 * esp_message_doc_new:
 *
 * Returns: (transfer full): an empty advertisement in Korean with a block body without sections.
 */
EspMessageDoc *
esp_message_doc_new (void)
{
  EspMessageDoc *self = g_new0 (EspMessageDoc, 1);

  self->subject = g_strdup ("");
  self->preheader = g_strdup ("");
  self->sender_name = g_strdup ("");
  self->sender_address = g_strdup ("");
  self->reply_to = g_strdup ("");
  self->language = g_strdup ("ko");
  self->html = g_strdup ("");
  self->fallbacks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_section_free);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_message_file_free);
  self->variants = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_message_variant_free);
  return self;
}

static GPtrArray *
copy_sections (GPtrArray *sections)
{
  GPtrArray *copies = g_ptr_array_new_full (sections->len, (GDestroyNotify) esp_section_free);

  for (guint i = 0; i < sections->len; i++)
    g_ptr_array_add (copies, esp_section_copy (sections->pdata[i]));
  return copies;
}

/**
 * esp_message_doc_copy:
 *
 * Returns: (transfer full): a copy that shares nothing but the bytes of files.
 */
EspMessageDoc *
esp_message_doc_copy (const EspMessageDoc *self)
{
  EspMessageDoc *copy = g_memdup2 (self, sizeof *self);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  copy->subject = g_strdup (self->subject);
  copy->preheader = g_strdup (self->preheader);
  copy->sender_name = g_strdup (self->sender_name);
  copy->sender_address = g_strdup (self->sender_address);
  copy->reply_to = g_strdup (self->reply_to);
  copy->language = g_strdup (self->language);
  copy->reason = g_strdup (self->reason);
  copy->html = g_strdup (self->html);
  copy->fallbacks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, self->fallbacks);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->fallbacks, g_strdup (key), g_strdup (value));
  copy->sections = copy_sections (self->sections);
  copy->files = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_message_file_free);
  for (guint i = 0; i < self->files->len; i++)
    {
      const EspMessageFile *file = self->files->pdata[i];

      g_ptr_array_add (copy->files, esp_message_file_new (file->id, file->name, file->type,
                                                          file->is_inline, file->data));
    }
  copy->variants = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_message_variant_free);
  for (guint i = 0; i < self->variants->len; i++)
    g_ptr_array_add (copy->variants, esp_message_variant_copy (self->variants->pdata[i]));
  copy->fallback_languages = g_strdupv (self->fallback_languages);
  copy->brand = g_strdup (self->brand);
  copy->font = g_strdup (self->font);
  copy->background = g_strdup (self->background);
  copy->data = g_strdup (self->data);
  return copy;
}

/**
 * esp_message_doc_free:
 * @self: (nullable): a message
 */
void
esp_message_doc_free (EspMessageDoc *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self->preheader);
  g_free (self->sender_name);
  g_free (self->sender_address);
  g_free (self->reply_to);
  g_free (self->language);
  g_free (self->reason);
  g_free (self->html);
  g_hash_table_unref (self->fallbacks);
  g_ptr_array_unref (self->sections);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->variants);
  g_strfreev (self->fallback_languages);
  g_free (self->brand);
  g_free (self->font);
  g_free (self->background);
  g_free (self->data);
  g_free (self);
}

/**
 * esp_message_file_new:
 * @id: name inside the message, ASCII letters, digits, “-”, “_” and “.”
 * @name: file name that the reader sees
 * @type: media type, such as "image/png"
 * @is_inline: whether the body shows it; otherwise it is an attachment
 * @data: its bytes
 *
 * Returns: (transfer full): the file.
 */
EspMessageFile *
esp_message_file_new (const char *id,
                      const char *name,
                      const char *type,
                      gboolean is_inline,
                      GBytes *data)
{
  EspMessageFile *self = g_new0 (EspMessageFile, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->type = g_strdup (type);
  self->is_inline = is_inline;
  self->data = g_bytes_ref (data);
  return self;
}

/**
 * esp_message_file_free:
 * @self: (nullable): a file
 */
void
esp_message_file_free (EspMessageFile *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->type);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}

/**
 * esp_message_variant_new:
 * @language: BCP 47
 *
 * Returns: (transfer full): an empty variant with a block body.
 */
EspMessageVariant *
esp_message_variant_new (const char *language)
{
  EspMessageVariant *self = g_new0 (EspMessageVariant, 1);

  self->language = g_strdup (language);
  self->subject = g_strdup ("");
  self->preheader = g_strdup ("");
  self->html = g_strdup ("");
  self->sections = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_section_free);
  return self;
}

/**
 * esp_message_variant_copy:
 *
 * Returns: (transfer full): a copy that shares nothing.
 */
EspMessageVariant *
esp_message_variant_copy (const EspMessageVariant *self)
{
  EspMessageVariant *copy = g_memdup2 (self, sizeof *self);

  copy->language = g_strdup (self->language);
  copy->subject = g_strdup (self->subject);
  copy->preheader = g_strdup (self->preheader);
  copy->html = g_strdup (self->html);
  copy->data = g_strdup (self->data);
  copy->sections = copy_sections (self->sections);
  return copy;
}

/**
 * esp_message_variant_free:
 * @self: (nullable): a variant
 */
void
esp_message_variant_free (EspMessageVariant *self)
{
  if (self == NULL)
    return;
  g_free (self->language);
  g_free (self->subject);
  g_free (self->preheader);
  g_free (self->html);
  g_free (self->data);
  g_ptr_array_unref (self->sections);
  g_free (self);
}

static gboolean
foreach_in_columns (GPtrArray *columns, const EspSection *section, EspBlockFunc func, gpointer data)
{
  for (guint i = 0; i < columns->len; i++)
    {
      const EspColumn *column = columns->pdata[i];

      for (guint j = 0; j < column->blocks->len; j++)
        {
          const EspBlock *block = column->blocks->pdata[j];

          if (!func (block, section, data))
            return FALSE;
          if (block->columns != NULL && !foreach_in_columns (block->columns, section, func, data))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
foreach_in_sections (GPtrArray *sections, EspBlockFunc func, gpointer data)
{
  for (guint i = 0; i < sections->len; i++)
    {
      const EspSection *section = sections->pdata[i];

      if (!foreach_in_columns (section->columns, section, func, data))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_message_doc_foreach_block:
 * @func: called for every block in reading order, a columns block before what it holds; FALSE stops
 *
 * Returns: FALSE when @func stopped the walk.
 */
gboolean
esp_message_doc_foreach_block (const EspMessageDoc *self, EspBlockFunc func, gpointer data)
{
  return self->body_kind != ESP_BODY_BLOCKS || foreach_in_sections (self->sections, func, data);
}

/**
 * esp_message_doc_foreach_any_block:
 *
 * Like esp_message_doc_foreach_block(), and on through the other languages.
 *
 * Returns: FALSE when @func stopped the walk.
 */
gboolean
esp_message_doc_foreach_any_block (const EspMessageDoc *self, EspBlockFunc func, gpointer data)
{
  if (!esp_message_doc_foreach_block (self, func, data))
    return FALSE;
  for (guint i = 0; i < self->variants->len; i++)
    {
      const EspMessageVariant *variant = self->variants->pdata[i];

      if (variant->body_kind == ESP_BODY_BLOCKS &&
          !foreach_in_sections (variant->sections, func, data))
        return FALSE;
    }
  return TRUE;
}

static gboolean
find_block_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  FindBlock *find = data;

  if (g_strcmp0 (block->id, find->id) != 0)
    return TRUE;
  find->found = block;
  return FALSE;
}

/**
 * esp_message_doc_find_block:
 *
 * Returns: (nullable) (transfer none): the block of that id; it may be edited in place.
 */
EspBlock *
esp_message_doc_find_block (const EspMessageDoc *self, const char *id)
{
  FindBlock find = { id, NULL };

  (void) esp_message_doc_foreach_block (self, find_block_cb, &find); /* found says it */
  return (EspBlock *) find.found;
}

/**
 * esp_message_doc_find_file:
 *
 * Returns: (nullable) (transfer none): the file of that id.
 */
const EspMessageFile *
esp_message_doc_find_file (const EspMessageDoc *self, const char *id)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      const EspMessageFile *file = self->files->pdata[i];

      if (g_strcmp0 (file->id, id) == 0)
        return file;
    }
  return NULL;
}

/**
 * esp_message_doc_set:
 * @field: (inout): a string of the message or of one of its parts
 * @value: (nullable): its new text
 */
void
esp_message_doc_set (char **field, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*field);
  *field = copy;
}
