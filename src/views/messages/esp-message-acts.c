/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with whole messages: a new one, a copy, into the archive and back. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-acts.h"

#include "store/esp-library.h"
#include "store/esp-messages.h"
#include "views/messages/esp-text-editor.h"
#include "views/shell/esp-store-act.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (owned) */
  gint64 id;           /* the message; of a copy: the original, then the copy */
  char *name;
  const char *channel; /* static: what kind of message */
  char *document;      /* (nullable) NULL: copy the original's */
} Act;

static void
act_free (gpointer data)
{
  Act *act = data;

  g_object_unref (act->session);
  g_free (act->name);
  g_free (act->document);
  g_free (act);
}

static Act *
act_new (EspSession *session, gint64 id, const char *name)
{
  Act *act = g_new0 (Act, 1);

  act->session = g_object_ref (session);
  act->id = id;
  act->name = g_strdup (name);
  return act;
}

static void
tell_failure (EspSession *session, const GError *error)
{
  g_autofree char *sentence = esp_store_message (error);

  esp_session_toast (session, sentence);
}

/**
 * esp_starter_get_title:
 *
 * Returns: what the starter is called, translated
 */
const char *
esp_starter_get_title (EspStarter starter)
{
  switch (starter)
    {
    case ESP_STARTER_NEWSLETTER:
      return _ ("Newsletter");
    case ESP_STARTER_PROMOTION:
      return _ ("Promotion");
    case ESP_STARTER_NOTICE:
      return _ ("Service notice");
    case ESP_STARTER_BLANK:
    default:
      return _ ("Blank message");
    }
}

static gboolean
insert_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;
  g_autoptr (EspMessageRow) original = NULL;

  if (act->document != NULL)
    return esp_message_insert (tx, act->name, act->channel, act->document, &act->id, error);
  original = esp_message_load (tx, act->id, error);
  if (original == NULL)
    return FALSE;
  g_free (act->name);
  /* Translators: the name of a copy; %s is the name of the original */
  act->name = g_strdup_printf (_ ("%s (copy)"), original->name);
  return esp_message_insert (tx, act->name, original->channel, original->document, &act->id, error);
}

static void
inserted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *address = g_strdup_printf ("messages/%" G_GINT64_FORMAT, act->id);

      esp_session_open (act->session, address);
    }
  else
    tell_failure (act->session, error);
  act_free (act);
}

/**
 * esp_message_acts_new:
 *
 * Makes a message from a starter and opens it.
 */
void
esp_message_acts_new (EspSession *session, EspStarter starter)
{
  g_autoptr (EspMessageDoc) doc = esp_message_starter_new (starter);
  Act *act =
    act_new (session, 0,
             starter == ESP_STARTER_BLANK ? _ ("New message") : esp_starter_get_title (starter));

  act->channel = "email";
  act->document = esp_message_doc_to_json (doc);
  esp_store_write_async (esp_session_get_store (session), NULL, insert_in_tx, act, NULL,
                         inserted_cb, act);
}

/**
 * esp_message_acts_new_from:
 * @name: what the message is called
 *
 * Makes a message that looks like @doc and opens it.
 */
void
esp_message_acts_new_from (EspSession *session, const char *name, const EspMessageDoc *doc)
{
  Act *act = act_new (session, 0, name);

  act->channel = "email";
  act->document = esp_message_doc_to_json (doc);
  esp_store_write_async (esp_session_get_store (session), NULL, insert_in_tx, act, NULL,
                         inserted_cb, act);
}

/**
 * esp_message_acts_new_text:
 *
 * Makes an empty message that is no email and opens it.
 */
void
esp_message_acts_new_text (EspSession *session, EspTextMedium medium)
{
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (medium);
  Act *act = act_new (session, 0, esp_text_medium_word (medium));

  act->channel = esp_text_medium_name (medium);
  act->document = esp_text_doc_to_json (doc);
  esp_store_write_async (esp_session_get_store (session), NULL, insert_in_tx, act, NULL,
                         inserted_cb, act);
}

/**
 * esp_message_acts_duplicate:
 *
 * Copies a message and opens the copy.
 */
void
esp_message_acts_duplicate (EspSession *session, gint64 id)
{
  Act *act = act_new (session, id, "");

  esp_store_write_async (esp_session_get_store (session), NULL, insert_in_tx, act, NULL,
                         inserted_cb, act);
}

static gboolean
archive_in_tx (EspTx *tx, gpointer data, GError **error)
{
  return esp_message_set_archived (tx, ((const Act *) data)->id, TRUE, error);
}

/**
 * esp_message_acts_archive:
 *
 * Archives a message at once; the toast undoes it.
 */
void
esp_message_acts_archive (EspSession *session, gint64 id, const char *name)
{
  const EspStoreAct act = { .operation = { .kind = "archive", .summary = name },
                            .func = archive_in_tx,
                            .data = act_new (session, id, name),
                            .data_free = act_free,
                            /* Translators: %s is the name of a message */
                            .done = g_strdup_printf (_ ("“%s” archived"), name) };

  esp_store_act (session, &act);
}

static gboolean
template_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;
  const EspLibraryItem item = { .kind = ESP_LIBRARY_TEMPLATE,
                                .name = act->name,
                                .document = act->document };

  return esp_library_insert (tx, &item, &act->id, error);
}

/**
 * esp_message_acts_save_template:
 * @document: JSON of the message
 *
 * Keeps a message as a template of the library.
 */
void
esp_message_acts_save_template (EspSession *session, const char *name, const char *document)
{
  Act *template = act_new (session, 0, name);
  const EspStoreAct act = { .operation = { .kind = "library-add", .summary = name },
                            .func = template_in_tx,
                            .data = template,
                            .data_free = act_free,
                            /* Translators: %s is the name of a message */
                            .done =
                              g_strdup_printf (_ ("“%s” is a template in the library"), name) };

  template->document = g_strdup (document);
  esp_store_act (session, &act);
}
