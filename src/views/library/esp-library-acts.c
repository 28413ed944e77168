/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with things of the library: adding, saving, putting away; each can be undone. */
#define G_LOG_DOMAIN "esp-library"

#include "config.h"

#include "views/library/esp-library-acts.h"

#include "engine/content/esp-brand-kit.h"
#include "engine/content/esp-library-note.h"
#include "engine/content/esp-message-starter.h"
#include "engine/content/esp-picture.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

typedef enum
{
  DONE_ADD,
  DONE_SAVE,
  DONE_ARCHIVE,
} Done;

typedef struct
{
  EspSession *session;  /* (owned) */
  EspLibraryItem *item; /* (owned) (nullable) */
  gboolean is_default;
  gint64 id;
  char *name;
  Done done;
} Act;

static void
act_free (Act *act)
{
  g_object_unref (act->session);
  esp_library_item_free (act->item);
  g_free (act->name);
  g_free (act);
}

static Act *
act_new (EspSession *session, const char *name)
{
  Act *act = g_new0 (Act, 1);

  act->session = g_object_ref (session);
  act->name = g_strdup (name);
  return act;
}

/**
 * esp_library_kind_get_title:
 *
 * Returns: what things of a kind are called, translated
 */
const char *
esp_library_kind_get_title (EspLibraryKind kind)
{
  static const char *const titles[ESP_N_LIBRARY_KINDS] = {
    NC_ ("library", "Templates"), NC_ ("library", "Blocks"), NC_ ("library", "Pictures"),
    NC_ ("library", "Snippets"),  NC_ ("library", "Brand"),  NC_ ("library", "Phrases"),
  };

  return g_dpgettext2 (GETTEXT_PACKAGE, "library", titles[kind]);
}

/**
 * esp_library_kind_get_icon:
 */
const char *
esp_library_kind_get_icon (EspLibraryKind kind)
{
  static const char *const icons[ESP_N_LIBRARY_KINDS] = {
    "esp-email-symbolic", "esp-columns-symbolic", "esp-image-symbolic",
    "esp-text-symbolic",  "esp-color-symbolic",   "esp-shield-symbolic",
  };

  return icons[kind];
}

static char *
dup_done (const Act *act)
{
  /* Translators: %s is the name of a thing of the library */
  if (act->done == DONE_ADD)
    return g_strdup_printf (_ ("“%s” is in the library"), act->name);
  return act->done == DONE_SAVE ? g_strdup_printf (_ ("“%s” saved"), act->name)
                                : g_strdup_printf (_ ("“%s” put away"), act->name);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *text = dup_done (act);

      esp_session_toast_undo (act->session, text, history_id);
      if (act->id != 0 && act->item != NULL && act->item->id == 0)
        {
          g_autofree char *address = g_strdup_printf ("library/%" G_GINT64_FORMAT, act->id);

          esp_session_open (act->session, address);
        }
    }
  else
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_session_toast (act->session, sentence);
    }
  act_free (act);
}

/* Adding */

static gboolean
insert_cb (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;

  return esp_library_insert (tx, act->item, &act->id, error) &&
         (!act->is_default || esp_library_set_default (tx, act->id, TRUE, error));
}

static void
insert (Act *act)
{
  const EspOperation operation = { .kind = "library-add", .summary = act->name };

  act->done = DONE_ADD;
  esp_store_write_async (esp_session_get_store (act->session), &operation, insert_cb, act, NULL,
                         written_cb, act);
}

/* What a new thing says before anybody has written anything. */
static char *
make_document (EspLibraryKind kind)
{
  if (kind == ESP_LIBRARY_TEMPLATE || kind == ESP_LIBRARY_BLOCK)
    {
      g_autoptr (EspMessageDoc) doc = esp_message_starter_new (ESP_STARTER_BLANK);

      return esp_message_doc_to_json (doc);
    }
  if (kind == ESP_LIBRARY_BRAND)
    {
      g_autoptr (EspBrandKit) kit = esp_brand_kit_new ();

      return esp_brand_kit_to_json (kit);
    }
  return g_strdup ("{}");
}

static void
image_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  EspPicture picture;
  EspLibraryNote note = { 0 };

  if (bytes == NULL || !esp_picture_probe (bytes, &picture))
    {
      esp_session_toast (act->session,
                         bytes == NULL
                           ? error->message
                           : _ ("Mail programs show PNG, JPEG and GIF. Choose such a file."));
      act_free (act);
      return;
    }
  note.width = picture.width;
  note.height = picture.height;
  act->item->data = g_steal_pointer (&bytes);
  act->item->media_type = g_strdup (picture.type);
  act->item->document = esp_library_note_to_json (&note);
  insert (act);
}

/**
 * esp_library_acts_add_image:
 *
 * Takes a picture file into the library.
 */
void
esp_library_acts_add_image (EspSession *session, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  Act *act = act_new (session, valid);

  act->item = g_new0 (EspLibraryItem, 1);
  act->item->kind = ESP_LIBRARY_IMAGE;
  act->item->name = g_strdup (valid);
  g_file_load_bytes_async (file, NULL, image_read_cb, act);
}

static void
image_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);

  if (file != NULL)
    esp_library_acts_add_image (session, file);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;

  g_free (act->name);
  act->name = esp_dialog_ask_text_finish (result, NULL);
  if (act->name == NULL)
    {
      act_free (act);
      return;
    }
  act->item->name = g_strdup (act->name);
  insert (act);
}

/**
 * esp_library_acts_add:
 *
 * Asks for a file or a name, and adds a thing of that kind.
 */
void
esp_library_acts_add (EspSession *session, EspLibraryKind kind)
{
  static const EspFileFilter filters[] = { { N_ ("Pictures"), "*.png;*.jpg;*.jpeg;*.gif" },
                                           { NULL, NULL } };
  Act *act;

  if (kind == ESP_LIBRARY_IMAGE)
    {
      esp_dialog_open_file_async (esp_session_get_window (session), _ ("Choose a picture"), filters,
                                  NULL, image_chosen_cb, g_object_ref (session));
      return;
    }
  act = act_new (session, NULL);
  act->item = g_new0 (EspLibraryItem, 1);
  act->item->kind = kind;
  act->item->document = make_document (kind);
  act->is_default = kind == ESP_LIBRARY_BRAND;
  esp_dialog_ask_text_async (esp_session_get_window (session), _ ("Add to the library"), _ ("Name"),
                             "", _ ("Add"), NULL, named_cb, act);
}

/* Saving */

static gboolean
update_cb (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;
  g_autoptr (EspLibraryItem) before = esp_library_load (tx, act->item->id, error);

  if (before == NULL || !esp_library_update (tx, act->item, error))
    return FALSE;
  return before->is_default == act->is_default ||
         esp_library_set_default (tx, act->item->id, act->is_default, error);
}

/**
 * esp_library_acts_save:
 * @item: (transfer full): what the thing is now; a picture only when it is another one
 * @is_default: whether it is taken unasked
 */
void
esp_library_acts_save (EspSession *session, EspLibraryItem *item, gboolean is_default)
{
  const EspOperation operation = { .kind = "library-edit", .summary = item->name };
  Act *act = act_new (session, item->name);

  act->item = item;
  act->is_default = is_default;
  act->done = DONE_SAVE;
  esp_store_write_async (esp_session_get_store (session), &operation, update_cb, act, NULL,
                         written_cb, act);
}

static gboolean
archive_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_library_set_archived (tx, ((const Act *) data)->id, TRUE, error);
}

/**
 * esp_library_acts_archive:
 *
 * Puts a thing away; messages that link it still find it.
 */
void
esp_library_acts_archive (EspSession *session, gint64 id, const char *name)
{
  const EspOperation operation = { .kind = "library-remove", .summary = name };
  Act *act = act_new (session, name);

  act->id = id;
  act->done = DONE_ARCHIVE;
  esp_store_write_async (esp_session_get_store (session), &operation, archive_cb, act, NULL,
                         written_cb, act);
}
