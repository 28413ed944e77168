/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does something in the store and says so with a toast that takes it back, or says why it was not done. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-store-act.h"

#include "views/shell/esp-store-messages.h"

typedef struct
{
  EspSession *session; /* (owned) */
  EspStoreAct act;
  char *summary; /* (owned) (nullable) of the operation */
} Call;

static void
call_free (Call *call)
{
  if (call->act.data_free != NULL)
    call->act.data_free (call->act.data);
  g_object_unref (call->session);
  g_free (call->act.done);
  g_free (call->summary);
  g_free (call);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    esp_session_toast_undo (call->session, call->act.done, history_id);
  else
    {
      g_autofree char *own = call->act.problem != NULL ? call->act.problem (error) : NULL;
      g_autofree char *sentence = own == NULL ? esp_store_message (error) : NULL;

      esp_session_toast (call->session, own != NULL ? own : sentence);
    }
  call_free (call);
}

/**
 * esp_store_act:
 *
 * Does it, without waiting for the end.
 */
void
esp_store_act (EspSession *session, const EspStoreAct *act)
{
  Call *call = g_new0 (Call, 1);

  call->session = g_object_ref (session);
  call->act = *act;
  call->summary = g_strdup (act->operation.summary);
  call->act.operation.summary = call->summary;
  esp_store_write_async (esp_session_get_store (session), &call->act.operation, act->func,
                         act->data, NULL, done_cb, call);
}
