/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells in what two states of a message differ, block by block. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-diff.h"

#include "engine/content/esp-message-edit.h"

#include <string.h>

/**
 * esp_message_change_free:
 */
void
esp_message_change_free (EspMessageChange *self)
{
  if (self == NULL)
    return;
  g_free (self->block_id);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static EspMessageChange *
add (GPtrArray *changes, EspMessageChangeKind kind, const EspBlock *block)
{
  EspMessageChange *change = g_new0 (EspMessageChange, 1);

  change->kind = kind;
  if (block != NULL)
    {
      change->block_kind = block->kind;
      change->block_id = g_strdup (block->id);
    }
  g_ptr_array_add (changes, change);
  return change;
}

/**
 * esp_message_changes_add_field:
 * @changes: (element-type EspMessageChange)
 * @field: static
 *
 * Notes that a part of the message itself differs, if it does.
 */
void
esp_message_changes_add_field (GPtrArray *changes,
                               const char *field,
                               const char *before,
                               const char *after)
{
  EspMessageChange *change;

  if (g_strcmp0 (before, after) == 0)
    return;
  change = add (changes, ESP_MESSAGE_CHANGE_FIELD, NULL);
  change->field = field;
  change->before = g_strdup (before);
  change->after = g_strdup (after);
}

static gboolean
collect_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  g_ptr_array_add (data, (gpointer) block);
  return TRUE;
}

/* A picture by what it shows, and by its file: not by how the message numbers its files. */
static char *
describe_picture (const EspMessageDoc *doc, const EspBlock *block)
{
  const char *src = block->src != NULL ? block->src : "";
  const EspMessageFile *file =
    g_str_has_prefix (src, "cid:") ? esp_message_doc_find_file (doc, src + strlen ("cid:")) : NULL;
  const char *name = file != NULL ? file->name : src;

  if (block->alt == NULL || *block->alt == '\0')
    return g_strdup (name);
  return g_strdup_printf ("%s (%s)", block->alt, name);
}

/* Returns: (transfer full): what a block says; "" when it has no words */
static char *
describe (const EspMessageDoc *doc, const EspBlock *block)
{
  switch (block->kind)
    {
    case ESP_BLOCK_BUTTON:
      return g_strdup_printf ("%s → %s", block->label != NULL ? block->label : "",
                              block->href != NULL ? block->href : "");
    case ESP_BLOCK_IMAGE:
      return describe_picture (doc, block);
    case ESP_BLOCK_HTML:
      return g_strdup (block->html != NULL ? block->html : "");
    case ESP_BLOCK_LINKED:
      return g_strdup (block->ref != NULL ? block->ref : "");
    case ESP_BLOCK_PRODUCTS:
      return g_strdup (block->source != NULL ? block->source : "");
    case ESP_BLOCK_HEADING:
    case ESP_BLOCK_TEXT:
      return esp_block_dup_plain_text (block);
    case ESP_BLOCK_DIVIDER:
    case ESP_BLOCK_SPACER:
    case ESP_BLOCK_COLUMNS:
    case ESP_BLOCK_SOCIAL:
    default:
      return g_strdup ("");
    }
}

/* Columns hold blocks that are compared by themselves: of them only what they are counts. */
static char *
dup_look (const EspMessageDoc *doc, const EspBlock *block)
{
  g_autoptr (GString) look = NULL;

  if (block->kind != ESP_BLOCK_COLUMNS)
    return esp_message_edit_block_to_json (doc, block->id);
  look = g_string_new (block->show_if);
  g_string_append_printf (look, ";%d", block->no_stack);
  for (guint i = 0; i < block->columns->len; i++)
    g_string_append_printf (look, ";%d", ((EspColumn *) block->columns->pdata[i])->width);
  return g_string_free (g_steal_pointer (&look), FALSE);
}

static const EspBlock *
find (const GPtrArray *blocks, const EspBlock *like)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      const EspBlock *block = blocks->pdata[i];

      if (block->kind == like->kind && g_strcmp0 (block->id, like->id) == 0)
        return block;
    }
  return NULL;
}

static void
compare_block (GPtrArray *changes,
               const EspMessageDoc *docs[2],
               const EspBlock *before,
               const EspBlock *after)
{
  g_autofree char *old_words = describe (docs[0], before);
  g_autofree char *new_words = describe (docs[1], after);
  g_autofree char *old_look = NULL;
  g_autofree char *new_look = NULL;

  if (g_strcmp0 (old_words, new_words) != 0)
    {
      EspMessageChange *change = add (changes, ESP_MESSAGE_CHANGE_WORDS, after);

      change->before = g_steal_pointer (&old_words);
      change->after = g_steal_pointer (&new_words);
      return;
    }
  old_look = dup_look (docs[0], before);
  new_look = dup_look (docs[1], after);
  if (g_strcmp0 (old_look, new_look) != 0)
    add (changes, ESP_MESSAGE_CHANGE_LOOK, after)->after = g_steal_pointer (&new_words);
}

static guint
index_of (const GPtrArray *blocks, const EspBlock *like)
{
  for (guint i = 0; i < blocks->len; i++)
    if (blocks->pdata[i] == like)
      return i;
  return G_MAXUINT;
}

/* The longest run of blocks that kept their order stays; what is not in it has moved. */
static void
find_moved (GPtrArray *changes,
            const EspMessageDoc *doc,
            const GPtrArray *before,
            const GPtrArray *after)
{
  g_autoptr (GPtrArray) common = g_ptr_array_new ();
  g_autofree guint *place = g_new0 (guint, after->len + 1);
  g_autofree guint *length = g_new0 (guint, after->len + 1);
  guint best = 0;
  guint next = 0;
  guint last = G_MAXUINT;

  for (guint i = 0; i < after->len; i++)
    {
      const EspBlock *old = find (before, after->pdata[i]);

      if (old == NULL)
        continue;
      place[common->len] = index_of (before, old);
      g_ptr_array_add (common, after->pdata[i]);
    }
  /* Backwards: how long an ascending run can begin at each. */
  for (guint i = common->len; i > 0; i--)
    {
      length[i - 1] = 1;
      for (guint j = i; j < common->len; j++)
        if (place[j] > place[i - 1])
          length[i - 1] = MAX (length[i - 1], length[j] + 1);
      best = MAX (best, length[i - 1]);
    }
  next = best;
  for (guint i = 0; i < common->len; i++)
    if (next > 0 && length[i] == next && (last == G_MAXUINT || place[i] > last))
      {
        last = place[i];
        next--;
      }
    else
      add (changes, ESP_MESSAGE_CHANGE_MOVED, common->pdata[i])->after =
        describe (doc, common->pdata[i]);
}

static void
compare_fields (GPtrArray *changes, const EspMessageDoc *before, const EspMessageDoc *after)
{
  esp_message_changes_add_field (changes, "subject", before->subject, after->subject);
  esp_message_changes_add_field (changes, "preheader", before->preheader, after->preheader);
  esp_message_changes_add_field (changes, "sender_name", before->sender_name, after->sender_name);
  esp_message_changes_add_field (changes, "sender_address", before->sender_address,
                                 after->sender_address);
  esp_message_changes_add_field (changes, "reply_to", before->reply_to, after->reply_to);
  esp_message_changes_add_field (changes, "language", before->language, after->language);
  esp_message_changes_add_field (changes, "html", before->html, after->html);
}

/**
 * esp_message_diff:
 *
 * Compares the message's own language.
 *
 * Returns: (transfer full) (element-type EspMessageChange): what changed, in the order of the message; nothing when
 *   they say the same
 */
GPtrArray *
esp_message_diff (const EspMessageDoc *before, const EspMessageDoc *after)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_message_change_free);
  g_autoptr (GPtrArray) old_blocks = g_ptr_array_new ();
  g_autoptr (GPtrArray) new_blocks = g_ptr_array_new ();
  const EspMessageDoc *docs[2] = { before, after };

  compare_fields (changes, before, after);
  (void) esp_message_doc_foreach_block (before, collect_cb, old_blocks); /* never stops */
  (void) esp_message_doc_foreach_block (after, collect_cb, new_blocks);
  for (guint i = 0; i < new_blocks->len; i++)
    {
      const EspBlock *block = new_blocks->pdata[i];
      const EspBlock *old = find (old_blocks, block);

      if (old != NULL)
        compare_block (changes, docs, old, block);
      else
        add (changes, ESP_MESSAGE_CHANGE_ADDED, block)->after = describe (after, block);
    }
  for (guint i = 0; i < old_blocks->len; i++)
    if (find (new_blocks, old_blocks->pdata[i]) == NULL)
      add (changes, ESP_MESSAGE_CHANGE_REMOVED, old_blocks->pdata[i])->before =
        describe (before, old_blocks->pdata[i]);
  find_moved (changes, after, old_blocks, new_blocks);
  return changes;
}
