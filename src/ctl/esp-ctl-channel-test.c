/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl channel test: the secret of an account, and whether the account works. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-channel-test.h"

#include "channels/esp-channel.h"
#include "channels/esp-secrets.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "worker/esp-channel-pool.h"

typedef struct
{
  gboolean is_done;
  GError *error;            /* (owned) (nullable) */
  char *secret;             /* (owned) (nullable) */
  EspChannelReport *report; /* (owned) (nullable) */
} Waiter;

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  (void) esp_secrets_store_finish (result, &waiter->error); /* told by the error */
  waiter->is_done = TRUE;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  waiter->secret = esp_secrets_lookup_finish (result, &waiter->error);
  waiter->is_done = TRUE;
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  waiter->report = esp_channel_test_finish (ESP_CHANNEL (source), result, &waiter->error);
  waiter->is_done = TRUE;
}

static void
wait_for (Waiter *waiter)
{
  while (!waiter->is_done)
    g_main_context_iteration (NULL, TRUE);
}

/**
 * esp_ctl_channel_store_secret:
 *
 * Without a keyring the account is kept all the same: the password is given each time.
 */
void
esp_ctl_channel_store_secret (const EspChannelRecord *record, const char *secret)
{
  Waiter waiter = { FALSE };
  g_autofree char *label = g_strdup_printf ("Espalier: %s", record->name);

  esp_secrets_store_async (record->secret_id, label, secret, NULL, stored_cb, &waiter);
  wait_for (&waiter);
  if (waiter.error != NULL)
    g_printerr ("espalierctl channel: %s\n", waiter.error->message);
  g_clear_error (&waiter.error);
}

/**
 * esp_ctl_channel_find_secret:
 * @secret: (inout) (nullable): what was given, else what the environment or the keyring has
 *
 * Returns: %FALSE with @error set when the channel needs one and nobody has it
 */
gboolean
esp_ctl_channel_find_secret (const EspChannelRecord *record, char **secret, GError **error)
{
  Waiter waiter = { FALSE };

  if (*secret == NULL)
    *secret = g_strdup (g_getenv ("ESPALIER_PASSWORD"));
  if (*secret != NULL || record->secret_id == NULL)
    return TRUE;
  esp_secrets_lookup_async (record->secret_id, NULL, found_cb, &waiter);
  wait_for (&waiter);
  *secret = waiter.secret;
  if (waiter.error != NULL)
    g_propagate_error (error, waiter.error);
  return *secret != NULL;
}

typedef struct
{
  gint64 id;
  const EspChannelReport *report;
} State;

static gboolean
state_cb (EspTx *tx, gpointer data, GError **error)
{
  const State *state = data;
  const EspChannelReport *report = state->report;

  return esp_channel_set_state (tx, state->id,
                                report->is_ok ? "ok" : esp_channel_error_name (report->code),
                                report->is_ok ? NULL : report->sentence, error);
}

static void
print_report (const EspChannelReport *report, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!is_json)
    {
      g_print ("%s\n", report->sentence);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  esp_ctl_add_boolean (builder, "ok", report->is_ok);
  esp_ctl_add_text (builder, "code", report->is_ok ? "ok" : esp_channel_error_name (report->code));
  esp_ctl_add_text (builder, "where", report->where);
  esp_ctl_add_text (builder, "sentence", report->sentence);
  esp_ctl_add_text (builder, "encryption", report->encryption);
  esp_ctl_add_int (builder, "max-size", (gint64) report->max_message_size);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

/**
 * esp_ctl_channel_test:
 * @secret: (nullable)
 *
 * Tries the account, keeps what came of it, and prints it.
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_test (EspStore *store,
                      const EspChannelRecord *record,
                      const char *secret,
                      gboolean is_json,
                      GError **error)
{
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspChannelReport) report = NULL;
  Waiter waiter = { FALSE };
  State state;

  channel = esp_channel_open (record, secret, esp_store_get_path (store), error);
  if (channel == NULL)
    return ESP_CTL_FAILED;
  esp_channel_test_async (channel, NULL, tested_cb, &waiter);
  wait_for (&waiter);
  report = waiter.report;
  if (report == NULL)
    {
      g_propagate_error (error, waiter.error);
      return ESP_CTL_FAILED;
    }
  state = (State){ record->id, report };
  if (!esp_store_is_read_only (store) &&
      !esp_store_write (store, NULL, state_cb, &state, NULL, error))
    return ESP_CTL_FAILED;
  print_report (report, is_json);
  return report->is_ok ? ESP_CTL_OK : ESP_CTL_FAILED;
}
