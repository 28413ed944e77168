/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries a channel out: signs in, sends nothing, keeps the result with the channel and says it. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-test.h"

#include "channels/esp-channel.h"
#include "channels/esp-secrets.h"
#include "views/channels/esp-channel-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-channel-pool.h"
#include "worker/esp-channel-quota.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (owned) */
  gint64 id;
  EspChannelRecord *record; /* (owned) */
  EspChannel *channel;      /* (owned) (nullable) */
} Trial;

typedef struct
{
  gint64 id;
  EspChannelRecord *record; /* (owned) (nullable) */
} Load;

typedef struct
{
  gint64 id;
  int code; /* -1: works */
  char *detail;
} State;

static void
trial_free (Trial *trial)
{
  if (trial->channel != NULL)
    esp_channel_close (trial->channel);
  g_clear_object (&trial->channel);
  g_clear_pointer (&trial->record, esp_channel_record_free);
  g_object_unref (trial->session);
  g_free (trial);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trial, trial_free)

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_pointer (&load->record, esp_channel_record_free);
  g_free (load);
}

static void
state_free (gpointer data)
{
  g_free (((State *) data)->detail);
  g_free (data);
}

static gboolean
write_state (EspTx *tx, gpointer data, GError **error)
{
  const State *state = data;

  return esp_channel_set_state (tx, state->id,
                                state->code < 0 ? "ok" : esp_channel_error_name (state->code),
                                state->detail, error);
}

static void
keep_result (Trial *trial, int code, const char *detail)
{
  State *state = g_new0 (State, 1);

  state->id = trial->id;
  state->code = code;
  state->detail = g_strdup (detail);
  /* What was found is told below; that it could not be kept as well adds nothing. */
  esp_store_write_async (esp_session_get_store (trial->session), NULL, write_state, state,
                         state_free, NULL, NULL);
}

/* What the service says of its plan, where we have no limit of our own. */

typedef struct
{
  EspSession *session; /* (owned) */
  gint64 id;
  EspChannelReport *report; /* (owned) */
} Quota;

static void
quota_free (gpointer data)
{
  Quota *quota = data;

  esp_channel_report_free (quota->report);
  g_object_unref (quota->session);
  g_free (quota);
}

static gboolean
adopt_cb (EspTx *tx, gpointer data, GError **error)
{
  const Quota *quota = data;

  return esp_channel_quota_adopt (tx, quota->id, quota->report, error);
}

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    esp_session_toast_undo (session, _ ("It works. The limits of the plan are taken over."),
                            history_id);
  else
    g_debug ("the limits of the plan were not kept: %s",
             error->message); /* the next test says them again */
}

static void
adopt_quota (Trial *trial, EspChannelReport *report)
{
  const EspOperation operation = { .kind = "channel-edit", .summary = trial->record->name };
  Quota *quota = g_new0 (Quota, 1);

  quota->session = g_object_ref (trial->session);
  quota->id = trial->id;
  quota->report = report;
  esp_store_write_async (esp_session_get_store (trial->session), &operation, adopt_cb, quota,
                         quota_free, adopted_cb, g_object_ref (trial->session));
}

static void
tell_failure (Trial *trial, int code, const char *where, const char *reply)
{
  const char *sentence = esp_channel_trouble_sentence (code);
  g_autoptr (GString) body = g_string_new (sentence);
  g_autofree char *heading = NULL;

  if (where != NULL)
    g_string_append_printf (body, "\n\n%s", where);
  if (reply != NULL && *reply != '\0')
    {
      g_string_append_printf (body, "\n");
      /* Translators: the mail server's own words follow */
      g_string_append_printf (body, _ ("The server said: %s"), reply);
    }
  heading = g_strdup_printf (_ ("“%s” does not work"), esp_channel_display_name (trial->record));
  esp_dialog_tell (esp_session_get_window (trial->session), heading, body->str);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Trial) trial = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspChannelReport) report =
    esp_channel_test_finish (ESP_CHANNEL (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (report != NULL && report->is_ok)
    {
      g_autofree char *text =
        g_strdup_printf (_ ("“%s” works"), esp_channel_display_name (trial->record));

      keep_result (trial, -1, NULL);
      if (esp_channel_quota_says_more (trial->record->settings, report))
        adopt_quota (trial, g_steal_pointer (&report));
      else
        esp_session_toast (trial->session, text);
      return;
    }
  if (report == NULL)
    {
      tell_failure (trial, error->domain == ESP_CHANNEL_ERROR ? error->code : 0, NULL, NULL);
      return;
    }
  keep_result (trial, report->code, report->sentence);
  tell_failure (trial, report->code, report->where, report->reply);
}

static void
start (Trial *trial, const char *secret)
{
  g_autoptr (GError) error = NULL;
  const char *path = esp_store_get_path (esp_session_get_store (trial->session));

  trial->channel = esp_channel_open (trial->record, secret, path, &error);
  if (trial->channel == NULL)
    {
      tell_failure (trial, error->domain == ESP_CHANNEL_ERROR ? error->code : 0, NULL, NULL);
      trial_free (trial);
      return;
    }
  esp_channel_test_async (trial->channel, esp_session_get_cancellable (trial->session), tested_cb,
                          trial);
}

static void
secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Trial *trial = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = esp_secrets_lookup_finish (result, &error);

  if (secret != NULL)
    {
      start (trial, secret);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      keep_result (trial, ESP_CHANNEL_ERROR_SECRET, NULL);
      tell_failure (trial, ESP_CHANNEL_ERROR_SECRET, NULL, NULL);
    }
  trial_free (trial);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->record = esp_channel_load (tx, load->id, error);
  return load->record != NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Trial *trial = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (load == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        esp_session_toast (trial->session, message);
      trial_free (trial);
      return;
    }
  trial->record = g_steal_pointer (&load->record);
  load_free (load);
  if (trial->record->secret_id == NULL)
    start (trial, NULL);
  else
    esp_secrets_lookup_async (trial->record->secret_id,
                              esp_session_get_cancellable (trial->session), secret_cb, trial);
}

/**
 * esp_channel_test_run:
 *
 * Tests a channel and tells the person what came out, in words.
 */
void
esp_channel_test_run (EspSession *session, gint64 channel_id)
{
  Trial *trial = g_new0 (Trial, 1);
  Load *load = g_new0 (Load, 1);

  trial->session = g_object_ref (session);
  trial->id = channel_id;
  load->id = channel_id;
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, load_cb, load, load_free,
                        esp_session_get_cancellable (session), loaded_cb, trial);
}
