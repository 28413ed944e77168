/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a message for a step that sends, chooses it there and opens it to be written. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-new-message.h"

#include "engine/content/esp-message-starter.h"
#include "store/esp-messages.h"
#include "views/journeys/esp-step-json.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define MAX_TRIES 1000

typedef struct
{
  EspStepPage *page; /* (owned) */
  char *name;        /* (owned): the one that is wished; then the one that it got */
  char *document;    /* (owned) */
  gint64 id;
} Act;

static void
act_free (Act *act)
{
  g_object_unref (act->page);
  g_free (act->name);
  g_free (act->document);
  g_free (act);
}

static gboolean
is_taken (const GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((const EspMessageRow *) rows->pdata[i])->name, name))
      return TRUE;
  return FALSE;
}

/* Steps name messages by their names, so a new one gets a name of its own. */
static gboolean
insert_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;
  g_autoptr (GPtrArray) rows = esp_message_list (tx, TRUE, error);
  g_autofree char *wished = g_strdup (act->name);

  if (rows == NULL)
    return FALSE;
  for (guint i = 2; is_taken (rows, act->name) && i < MAX_TRIES; i++)
    {
      g_free (act->name);
      act->name = g_strdup_printf ("%s %u", wished, i);
    }
  return esp_message_insert (tx, act->name, "email", act->document, &act->id, error);
}

static void
inserted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  EspSession *session = esp_step_page_get_session (act->page);
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_session_toast (session, sentence);
    }
  else if (esp_step_page_get_root (act->page) != NULL)
    {
      g_autofree char *address = g_strdup_printf ("messages/%" G_GINT64_FORMAT, act->id);
      JsonNode *next = esp_step_page_begin (act->page);

      esp_step_json_put_text (next, "message", act->name);
      (void) esp_step_page_commit_named (act->page, _ ("New message"), next);
      esp_session_open (session, address);
    }
  act_free (act);
}

/**
 * esp_step_new_message:
 *
 * Makes a message that is called after the step.
 */
void
esp_step_new_message (EspStepPage *page)
{
  g_autoptr (EspMessageDoc) doc = esp_message_starter_new (ESP_STARTER_BLANK);
  const char *title = esp_step_json_peek_text (esp_step_page_get_root (page), "title");
  const EspJourney *journey = esp_step_page_get_journey (page);
  Act *act = g_new0 (Act, 1);

  act->page = g_object_ref (page);
  act->name = g_strdup (title != NULL           ? title
                        : journey->name != NULL ? journey->name
                                                : _ ("New message"));
  act->document = esp_message_doc_to_json (doc);
  esp_store_write_async (esp_session_get_store (esp_step_page_get_session (page)), NULL,
                         insert_in_tx, act, NULL, inserted_cb, act);
}
