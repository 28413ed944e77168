/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks and the library: saving one there, linking a saved one, making a copy of one's own of it, changing it for
 * all messages that link it. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-block-saved.h"

#include "engine/content/esp-message-linked.h"
#include "store/esp-library.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

typedef struct
{
  EspMessagePaper *paper; /* (owned) */
  char *block_id;
  char *name;
  char *document;
  char *uuid;         /* (nullable) of the saved block */
  gboolean goes_back; /* the copy is edited to be saved in the place of what it was copied from */
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->paper);
  g_free (save->block_id);
  g_free (save->name);
  g_free (save->document);
  g_free (save->uuid);
  g_free (save);
}

static void
tell_failure (EspMessageDesk *desk, const GError *error)
{
  g_autofree char *sentence = esp_store_message (error);

  esp_session_toast (esp_message_desk_get_session (desk), sentence);
}

/* Saving */

static gboolean
insert_cb (EspTx *tx, gpointer data, GError **error)
{
  Save *save = data;
  const EspLibraryItem item = { .kind = ESP_LIBRARY_BLOCK,
                                .name = save->name,
                                .document = save->document };
  g_autoptr (EspLibraryItem) made = NULL;
  gint64 id = 0;

  if (!esp_library_insert (tx, &item, &id, error))
    return FALSE;
  made = esp_library_load (tx, id, error);
  if (made == NULL)
    return FALSE;
  save->uuid = g_strdup (made->uuid);
  return TRUE;
}

static void
inserted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (save->paper);
  g_autoptr (GError) error = NULL;
  gboolean is_saved = esp_store_write_finish (ESP_STORE (source), result, NULL, &error);

  if (desk != NULL && !is_saved)
    tell_failure (desk, error);
  else if (desk != NULL)
    {
      g_autofree char *text =
        g_strdup_printf (_ ("“%s” is in the library. Every message can link or copy it."),
                         save->name);

      esp_session_toast (esp_message_desk_get_session (desk), text);
    }
  save_free (save);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const EspOperation operation = { .kind = "library-add" };
  Save *save = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (save->paper);

  save->name = esp_dialog_ask_text_finish (result, NULL);
  if (save->name == NULL || desk == NULL)
    {
      save_free (save);
      return;
    }
  esp_store_write_async (esp_session_get_store (esp_message_desk_get_session (desk)), &operation,
                         insert_cb, save, NULL, inserted_cb, save);
}

static void
save_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagePaper *paper = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  EspBlock *block = esp_message_desk_get_block (desk);
  g_autofree char *words = NULL;
  Save *save;

  if (block == NULL || block->kind == ESP_BLOCK_LINKED)
    return;
  words = esp_block_dup_plain_text (block);
  save = g_new0 (Save, 1);
  save->paper = g_object_ref (paper);
  save->block_id = g_strdup (block->id);
  save->document = esp_message_edit_block_to_json (esp_message_desk_get_doc (desk), block->id);
  esp_dialog_ask_text_async (esp_session_get_window (esp_message_desk_get_session (desk)),
                             _ ("Save block in the library"), _ ("Name"),
                             words != NULL && *words != '\0'
                               ? words
                               : esp_block_kind_get_title (block->kind),
                             _ ("Save"), NULL, named_cb, save);
}

/* Linking */

static void
link_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagePaper *paper = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  EspBlock *block;

  if (doc == NULL || doc->body_kind != ESP_BODY_BLOCKS)
    return;
  block = esp_message_edit_new_block (doc, ESP_BLOCK_LINKED);
  esp_message_doc_set (&block->ref, g_variant_get_string (parameter, NULL));
  block = esp_message_edit_insert (doc, esp_message_desk_get_selected (desk), block);
  esp_message_desk_select (desk, block->id);
  esp_message_desk_commit (desk, _ ("Add saved block"), NULL, NULL);
  esp_message_paper_focus_selected (paper);
}

/* The copies that are being edited for all, and the saved block from which they come. It is forgotten with the
 * editor; the copies then stay as this message's own. */

#define ORIGINS_KEY "esp-block-origins"

typedef struct
{
  char *uuid;
  char *show_if; /* (nullable) of the linked block: the copies have it meanwhile */
  char **ids;    /* of the copies */
} Origin;

static void
origin_free (gpointer data)
{
  Origin *origin = data;

  g_free (origin->uuid);
  g_free (origin->show_if);
  g_strfreev (origin->ids);
  g_free (origin);
}

static void
add_origin (EspMessageDesk *desk, const Save *save, const char *show_if, GPtrArray *ids)
{
  GPtrArray *origins = g_object_get_data (G_OBJECT (desk), ORIGINS_KEY);
  Origin *origin = g_new0 (Origin, 1);

  if (origins == NULL)
    {
      origins = g_ptr_array_new_with_free_func (origin_free);
      g_object_set_data_full (G_OBJECT (desk), ORIGINS_KEY, origins,
                              (GDestroyNotify) g_ptr_array_unref);
    }
  origin->uuid = g_strdup (save->uuid);
  origin->show_if = g_strdup (show_if);
  g_ptr_array_add (ids, NULL);
  origin->ids = g_strdupv ((char **) ids->pdata);
  g_ptr_array_add (origins, origin);
}

/* The newest one: a block that was taken back may be called like one that came later. */
static const Origin *
find_origin (EspMessageDesk *desk, const char *block_id)
{
  GPtrArray *origins = g_object_get_data (G_OBJECT (desk), ORIGINS_KEY);

  for (guint i = origins != NULL ? origins->len : 0; i > 0; i--)
    {
      const Origin *origin = origins->pdata[i - 1];

      if (g_strv_contains ((const char *const *) origin->ids, block_id))
        return origin;
    }
  return NULL;
}

/**
 * esp_block_saved_get_origin:
 *
 * Returns: (transfer none) (nullable): the saved block for which the block is edited
 */
const char *
esp_block_saved_get_origin (EspMessageDesk *desk, const char *block_id)
{
  const Origin *origin = find_origin (desk, block_id);

  return origin != NULL ? origin->uuid : NULL;
}

/* A copy of one's own */

static gboolean
find_cb (EspTx *tx, gpointer data, GError **error)
{
  Save *save = data;
  g_autoptr (EspLibraryItem) item = esp_library_find (tx, save->uuid, error);

  if (item == NULL)
    return FALSE;
  save->document = g_steal_pointer (&item->document);
  return TRUE;
}

/* What is more than blocks below each other cannot come back from a message as it was. */
static gboolean
is_plain (const EspMessageDoc *saved)
{
  return saved->sections->len == 1 &&
         ((const EspSection *) saved->sections->pdata[0])->columns->len == 1;
}

static void
replace_by_copies (EspMessageDesk *desk, const Save *save, EspMessageDoc *saved)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  const EspBlock *linked = esp_message_doc_find_block (doc, save->block_id);
  g_autofree char *show_if = g_strdup (linked->show_if);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  const EspBlock *block;

  esp_message_narrow (saved, show_if);
  block = esp_message_edit_paste_message (doc, save->block_id, saved, ids);
  if (block == NULL)
    return;
  (void) esp_message_edit_remove (doc, save->block_id, NULL); /* it was there just now */
  esp_message_desk_select (desk, block->id);
  if (save->goes_back)
    add_origin (desk, save, show_if, ids);
  esp_message_desk_commit (desk, _ ("Make the saved block one’s own"), NULL, NULL);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (save->paper);
  EspMessageDoc *doc = desk != NULL ? esp_message_desk_get_doc (desk) : NULL;
  g_autoptr (EspMessageDoc) saved = NULL;
  g_autoptr (GError) error = NULL;

  if (esp_store_read_finish (ESP_STORE (source), result, &error) == NULL)
    {
      if (desk != NULL)
        tell_failure (desk, error);
    }
  else if (doc != NULL && esp_message_doc_find_block (doc, save->block_id) != NULL)
    saved = esp_message_doc_parse (save->document, -1, NULL);
  if (saved != NULL && save->goes_back && !is_plain (saved))
    esp_session_toast (esp_message_desk_get_session (desk),
                       _ ("This saved block has sections of its own, which a message cannot give "
                          "back. Make a copy of it, and save that anew."));
  else if (saved != NULL)
    replace_by_copies (desk, save, saved);
  save_free (save);
}

static void
copy_linked (EspMessagePaper *paper, gboolean goes_back)
{
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  const EspBlock *block = esp_message_desk_get_block (desk);
  EspSession *session = esp_message_desk_get_session (desk);
  Save *save;

  if (block == NULL || block->kind != ESP_BLOCK_LINKED || block->ref == NULL)
    return;
  save = g_new0 (Save, 1);
  save->paper = g_object_ref (paper);
  save->block_id = g_strdup (block->id);
  save->uuid = g_strdup (block->ref);
  save->goes_back = goes_back;
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, find_cb, save, NULL,
                        esp_session_get_cancellable (session), found_cb, save);
}

static void
unlink_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  copy_linked (user_data, FALSE);
}

static void
edit_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  copy_linked (user_data, TRUE);
}

/* Changing it for all */

static gboolean
update_cb (EspTx *tx, gpointer data, GError **error)
{
  Save *save = data;
  g_autoptr (EspLibraryItem) item = esp_library_find (tx, save->uuid, error);

  if (item == NULL)
    return FALSE;
  save->name = g_strdup (item->name);
  g_free (item->document);
  item->document = g_strdup (save->document);
  return esp_library_update (tx, item, error);
}

static void
link_again (EspMessageDesk *desk, const Save *save)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  const Origin *origin = find_origin (desk, save->block_id);
  EspBlock *block;

  if (doc == NULL || origin == NULL || esp_message_doc_find_block (doc, save->block_id) == NULL)
    return;
  block = esp_message_edit_new_block (doc, ESP_BLOCK_LINKED);
  esp_message_doc_set (&block->ref, save->uuid);
  block->show_if = g_strdup (origin->show_if);
  block = esp_message_edit_insert (doc, save->block_id, block);
  for (guint i = 0; origin->ids[i] != NULL; i++)
    (void) esp_message_edit_remove (doc, origin->ids[i], NULL); /* one may have been deleted */
  esp_message_desk_select (desk, block->id);
  esp_message_desk_commit (desk, _ ("Change saved block"), NULL, NULL);
}

static void
updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (save->paper);
  g_autoptr (GError) error = NULL;
  gboolean is_saved = esp_store_write_finish (ESP_STORE (source), result, NULL, &error);

  if (desk != NULL && !is_saved)
    tell_failure (desk, error);
  else if (desk != NULL)
    {
      g_autofree char *text =
        g_strdup_printf (_ ("“%s” is changed in every message that links it."), save->name);

      link_again (desk, save);
      esp_session_toast (esp_message_desk_get_session (desk), text);
    }
  save_free (save);
}

static void
save_back_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const EspOperation operation = { .kind = "library-edit" };
  EspMessagePaper *paper = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  const EspBlock *block = esp_message_desk_get_block (desk);
  const Origin *origin = block != NULL ? find_origin (desk, block->id) : NULL;
  g_autoptr (EspMessageDoc) saved = NULL;
  Save *save;

  if (origin == NULL)
    return;
  saved =
    esp_message_edit_pick (esp_message_desk_get_doc (desk), (const char *const *) origin->ids);
  if (saved == NULL)
    return;
  esp_message_widen (saved, origin->show_if);
  save = g_new0 (Save, 1);
  save->paper = g_object_ref (paper);
  save->block_id = g_strdup (block->id);
  save->uuid = g_strdup (origin->uuid);
  save->document = esp_message_doc_to_json (saved);
  esp_store_write_async (esp_session_get_store (esp_message_desk_get_session (desk)), &operation,
                         update_cb, save, NULL, updated_cb, save);
}

static const GActionEntry entries[] = {
  { .name = "save", .activate = save_act },
  { .name = "add-saved", .activate = link_act, .parameter_type = "s" },
  { .name = "unlink", .activate = unlink_act },
  { .name = "edit-saved", .activate = edit_act },
  { .name = "save-back", .activate = save_back_act },
};

/**
 * esp_block_saved_add:
 * @paper: whose selected block they act on; outlives @map
 *
 * Adds the acts to an action group.
 */
void
esp_block_saved_add (GActionMap *map, EspMessagePaper *paper)
{
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), paper);
}
