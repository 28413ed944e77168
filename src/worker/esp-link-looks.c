/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what came of opening the links of messages: for a week, and of the newest alone. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-link-looks.h"

#include "base/esp-thread.h"
#include "engine/content/text/esp-text-doc.h"
#include "engine/policy/esp-link-facts.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define META_LOOKS "link_looks"
#define MAX_KEPT 500
#define KEPT_DAYS 7
#define TLS_DAYS 7

/**
 * esp_link_looks_list:
 *
 * Returns: (transfer full) (array zero-terminated=1): the addresses of a message that can be opened; %NULL with
 *   @error set
 */
char **
esp_link_looks_list (EspTx *tx, gint64 message_id, GError **error)
{
  g_autoptr (EspMessageRow) row = esp_message_load (tx, message_id, error);
  g_autoptr (GPtrArray) addresses = NULL;

  if (row == NULL)
    return NULL;
  if (esp_text_doc_is_text (row->channel))
    {
      g_autoptr (EspTextDoc) doc = esp_text_doc_parse (row->document, -1, error);

      if (doc == NULL)
        return NULL;
      addresses = g_ptr_array_new_with_free_func (g_free);
      esp_link_facts_add_from_text (addresses, doc->text.body);
      esp_link_facts_add_from_text (addresses, doc->kakao.template_text);
      esp_link_facts_add_from_text (addresses, doc->link);
      if (doc->has_substitute)
        esp_link_facts_add_from_text (addresses, doc->substitute.body);
      for (guint i = 0; i < doc->kakao.buttons->len; i++)
        esp_link_facts_add_from_text (addresses,
                                      ((EspKakaoButton *) doc->kakao.buttons->pdata[i])->mobile);
    }
  else
    {
      g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (row->document, -1, error);

      if (doc == NULL)
        return NULL;
      addresses = esp_link_facts_list_addresses (doc);
    }
  g_ptr_array_add (addresses, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&addresses), FALSE);
}

static JsonArray *
load_rows (EspTx *tx, GError **error)
{
  g_autofree char *text = esp_meta_get_text (tx, META_LOOKS, "[]", error);
  g_autoptr (JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;

  if (text == NULL)
    return NULL;
  return root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_array_ref (json_node_get_array (root))
                                                      : json_array_new ();
}

static JsonObject *
get_row (JsonArray *rows, guint i)
{
  JsonNode *node = json_array_get_element (rows, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonObject *
make_row (const EspLinkLook *look)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "url", look->url);
  json_object_set_string_member (row, "state", esp_link_state_name (look->state));
  json_object_set_int_member (row, "status", look->status);
  json_object_set_int_member (row, "tls_days", look->tls_days);
  json_object_set_int_member (row, "at", look->at_us);
  return row;
}

/**
 * esp_link_looks_save:
 * @looks: (element-type EspLinkLook)
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_link_looks_save (EspTx *tx, GPtrArray *looks, GError **error)
{
  g_autoptr (JsonArray) before = load_rows (tx, error);
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *text = NULL;

  if (before == NULL)
    return FALSE;
  for (guint i = 0; i < looks->len; i++)
    {
      const EspLinkLook *look = looks->pdata[i];

      if (g_hash_table_add (seen, look->url))
        json_array_add_object_element (rows, make_row (look));
    }
  for (guint i = 0; i < json_array_get_length (before) && json_array_get_length (rows) < MAX_KEPT;
       i++)
    {
      JsonObject *row = get_row (before, i);
      const char *url =
        row != NULL ? json_object_get_string_member_with_default (row, "url", NULL) : NULL;

      if (url != NULL && g_hash_table_add (seen, (gpointer) url))
        json_array_add_object_element (rows, json_object_ref (row));
    }
  json_node_set_array (node, rows);
  text = json_to_string (node, FALSE);
  return esp_meta_set_text (tx, META_LOOKS, text, error);
}

static char *
describe (EspLinkState state, gint64 status, gint64 tls_days)
{
  static const char *const words[ESP_N_LINK_STATES] = {
    [ESP_LINK_BAD] = "it leads to no address of the web",
    [ESP_LINK_NAME] = "there is no such server",
    [ESP_LINK_SILENT] = "the server does not answer",
    [ESP_LINK_TLS] = "its certificate cannot be trusted",
    [ESP_LINK_CIRCLE] = "it leads from one address to the next",
    [ESP_LINK_PRIVATE] = "it leads into a private network",
    [ESP_LINK_SHUT] = "the server shows it to people alone",
  };

  if (state == ESP_LINK_STATUS)
    return g_strdup_printf ("HTTP %" G_GINT64_FORMAT, status);
  if (state == ESP_LINK_OPENS && tls_days >= 0 && tls_days <= TLS_DAYS)
    return g_strdup ("its certificate ends within a week");
  return g_strdup (words[state]);
}

static void
add_fact (GHashTable *facts, JsonObject *row, gint64 now_us)
{
  const char *url = json_object_get_string_member_with_default (row, "url", NULL);
  const char *name = json_object_get_string_member_with_default (row, "state", "");
  gint64 at_us = json_object_get_int_member_with_default (row, "at", 0);
  gint64 tls_days = json_object_get_int_member_with_default (row, "tls_days", -1);
  EspLinkState state;
  EspLinkFact *fact;

  if (url == NULL || at_us > now_us || at_us < now_us - KEPT_DAYS * G_TIME_SPAN_DAY ||
      !esp_link_state_from_name (name, &state))
    return;
  fact = g_new0 (EspLinkFact, 1);
  fact->what =
    describe (state, json_object_get_int_member_with_default (row, "status", 0), tls_days);
  fact->is_doubtful = fact->what != NULL;
  fact->is_broken = fact->what != NULL && state != ESP_LINK_OPENS && state != ESP_LINK_SHUT;
  g_hash_table_replace (facts, g_strdup (url), fact);
}

/**
 * esp_link_looks_load_facts:
 *
 * Returns: (transfer full) (element-type utf8 EspLinkFact): what is known of addresses that were opened within
 *   the last week; %NULL with @error set
 */
GHashTable *
esp_link_looks_load_facts (EspTx *tx, GError **error)
{
  g_autoptr (JsonArray) rows = load_rows (tx, error);
  GHashTable *facts;

  if (rows == NULL)
    return NULL;
  facts =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_link_fact_free);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = get_row (rows, i);

      if (row != NULL)
        add_fact (facts, row, esp_tx_get_now_us (tx));
    }
  return facts;
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_link_looks_save (tx, data, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* One round of opening, between the thread that asked and the one that opens. */
typedef struct
{
  GTask *task;      /* (owned) */
  char **addresses; /* (owned) */
  GPtrArray *looks; /* (owned) (nullable) */
} Opening;

/* On the thread that asked. */
static gboolean
opened_cb (gpointer data)
{
  Opening *opening = data;
  EspStore *store = g_task_get_source_object (opening->task);

  if (g_task_return_error_if_cancelled (opening->task))
    {
      g_clear_object (&opening->task);
      g_clear_pointer (&opening->looks, g_ptr_array_unref);
    }
  else
    {
      g_task_set_task_data (opening->task, g_ptr_array_ref (opening->looks),
                            (GDestroyNotify) g_ptr_array_unref);
      esp_store_write_async (store, NULL, save_cb, opening->looks,
                             (GDestroyNotify) g_ptr_array_unref, saved_cb, opening->task);
    }
  g_strfreev (opening->addresses);
  g_free (opening);
  return G_SOURCE_REMOVE;
}

static void
run_opening (gpointer data)
{
  Opening *opening = data;

  opening->looks =
    esp_link_look_all ((const char *const *) opening->addresses, FALSE, g_get_real_time ());
  g_main_context_invoke (g_task_get_context (opening->task), opened_cb, opening);
}

/**
 * esp_link_looks_open_async:
 * @addresses: (transfer full): what is to be opened, because somebody asked for it
 *
 * Opens the addresses in threads of their own, and keeps what came of it in @store.
 */
void
esp_link_looks_open_async (EspStore *store,
                           char **addresses,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  static EspThread *thread; /* of the main thread; it waits for servers most of the time */
  Opening *opening = g_new0 (Opening, 1);

  if (thread == NULL)
    thread = esp_thread_new ("links");
  opening->task = g_task_new (store, cancellable, callback, user_data);
  opening->addresses = addresses;
  g_task_set_source_tag (opening->task, esp_link_looks_open_async);
  esp_thread_post (thread, run_opening, opening);
}

/**
 * esp_link_looks_open_finish:
 * @out_n: (out): how many were opened
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_link_looks_open_finish (GAsyncResult *result, guint *out_n, GError **error)
{
  const GPtrArray *looks = g_task_get_task_data (G_TASK (result));

  *out_n = looks != NULL ? looks->len : 0;
  return g_task_propagate_boolean (G_TASK (result), error);
}
