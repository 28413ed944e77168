/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl channel test: the secret of an account, and whether the account works. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-channel-test.h"

#include "channels/esp-channel.h"
#include "channels/esp-secrets.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-meta.h"
#include "worker/esp-channel-pool.h"
#include "worker/esp-channel-quota.h"
#include "worker/esp-channel-trial.h"
#include "worker/esp-test-mail.h"

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

static gboolean
adopt_cb (EspTx *tx, gpointer data, GError **error)
{
  const State *state = data;

  return esp_channel_quota_adopt (tx, state->id, state->report, error);
}

/* What the service says of its plan, where the channel has no limit of its own. */
static gboolean
adopt_quota (EspStore *store,
             const EspChannelRecord *record,
             const EspChannelReport *report,
             GError **error)
{
  const EspOperation operation = { .kind = "channel-edit", .summary = record->name };
  State state = { record->id, report };

  if (esp_store_is_read_only (store) || !report->is_ok ||
      !esp_channel_quota_says_more (record->settings, report))
    return TRUE;
  if (!esp_store_write (store, &operation, adopt_cb, &state, NULL, error))
    return FALSE;
  g_printerr ("The limits of the plan are taken over; “espalierctl channel edit” changes them.\n");
  return TRUE;
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
  if (report->per_day > 0)
    esp_ctl_add_int (builder, "per-day", report->per_day);
  if (report->per_minute > 0)
    esp_ctl_add_int (builder, "per-minute", report->per_minute);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  (void) esp_test_mail_send_finish (result, &waiter->error); /* told by the error */
  waiter->is_done = TRUE;
}

static gboolean
sender_cb (EspTx *tx, gpointer data, GError **error)
{
  char **sender = data;

  *sender = esp_meta_get_text (tx, ESP_META_SENDER_EMAIL, "", error);
  return *sender != NULL;
}

/* One message to a person of our own, as the real ones go. */
static int
send_trial (EspStore *store, const EspChannelRecord *record, const char *to, GError **error)
{
  EspChannelTrial trial = { "en", "A test from Espalier",
                            "If you can read this, the channel works. Nobody else got it.", NULL };
  const EspChannelKind *kind = esp_channel_kind_find (record->kind);
  g_autofree char *sender = NULL;
  g_autofree char *document = NULL;
  EspTestMail mail = { .to = to, .channel_id = record->id };
  Waiter waiter = { FALSE };

  if (!esp_store_read (store, ESP_READ_PAGE, sender_cb, &sender, NULL, error))
    return ESP_CTL_FAILED;
  trial.sender = *sender == '\0' ? to : NULL;
  document = kind != NULL ? esp_channel_trial_new_document (kind->medium, &trial) : NULL;
  mail.document = document;
  mail.is_text = kind != NULL && kind->medium != ESP_MEDIUM_EMAIL;
  if (document == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "The channel “%s” carries only what was approved before, or what nobody reads: "
                   "test a message through it with “espalierctl message test”",
                   record->name);
      return ESP_CTL_FAILED;
    }
  esp_test_mail_send_async (store, &mail, NULL, sent_cb, &waiter);
  wait_for (&waiter);
  if (waiter.error != NULL)
    {
      g_propagate_error (error, waiter.error);
      return ESP_CTL_FAILED;
    }
  g_printerr ("A test was sent%s%s.\n", kind->medium != ESP_MEDIUM_CHAT ? " to " : "",
              kind->medium != ESP_MEDIUM_CHAT ? to : "");
  return ESP_CTL_OK;
}

/**
 * esp_ctl_channel_test:
 * @secret: (nullable)
 * @to: (nullable): an address or number of our own; one message goes there when the account works
 *
 * Tries the account, keeps what came of it, and prints it.
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_test (EspStore *store,
                      const EspChannelRecord *record,
                      const char *secret,
                      const char *to,
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
  if (!report->is_ok || !adopt_quota (store, record, report, error))
    return ESP_CTL_FAILED;
  if (to == NULL)
    return ESP_CTL_OK;
  if (record->secret_id != NULL && secret != NULL)
    esp_secrets_set_for_process (record->secret_id, secret);
  return send_trial (store, record, to, error);
}
