/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey: the secrets of webhooks, and what became of their calls. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey.h"

#include "channels/esp-secrets.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-hooks.h"
#include "worker/esp-hook-secret.h"

#include <unistd.h>

#define SUBJECT "journey"
#define MAX_SHOWN 1000

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
keep (EspStore *store, const char *host, const char *secret, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (!esp_secrets_has_keyring ())
    {
      g_printerr ("There is no keyring here: give the secret to “espalierctl run” each time, as "
                  "ESPALIER_WEBHOOK_SECRET.\n");
      return esp_hook_secret_note (store, host, TRUE, error);
    }
  esp_hook_secret_keep_async (store, host, secret, kept_cb, &result);
  while (result == NULL)
    (void) g_main_context_iteration (NULL, TRUE); /* FALSE: not this time */
  return esp_hook_secret_keep_finish (result, error);
}

/**
 * esp_ctl_journey_secret:
 *
 * Keeps the secret for the server of an address: a given one, or a fresh one that is printed once.
 */
int
esp_ctl_journey_secret (EspCtlJourney *self, EspStore *store, GError **error)
{
  g_autofree char *host =
    self->references[0] != NULL ? esp_hook_secret_dup_host (self->references[0]) : NULL;
  g_autofree char *secret = NULL;

  if (host == NULL)
    return esp_ctl_usage (SUBJECT, "Give the address that is called, beginning with https://");
  secret = self->fd >= 0 ? esp_secrets_read_fd (self->fd, error) : esp_hook_secret_new ();
  if (secret == NULL || !keep (store, host, secret, error))
    return esp_ctl_fail (SUBJECT, *error);
  if (self->fd < 0)
    g_print ("%s\n", secret);
  return ESP_CTL_OK;
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlJourney *self = data;

  if (!esp_ctl_journey_find (tx, self, error))
    return FALSE;
  self->rows = esp_hook_list (tx, self->row->id, 0, MAX_SHOWN, error);
  return self->rows != NULL;
}

/**
 * esp_ctl_journey_hooks:
 */
int
esp_ctl_journey_hooks (EspCtlJourney *self, EspStore *store, GError **error)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  if (!esp_store_read (store, ESP_READ_PAGE, list_cb, self, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  json_builder_begin_array (out);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const EspHook *hook = g_ptr_array_index (self->rows, i);

      json_builder_begin_object (out);
      esp_ctl_add_int (out, "lead", hook->lead_id);
      esp_ctl_add_text (out, "step", hook->step);
      esp_ctl_add_text (out, "state", hook->state);
      esp_ctl_add_int (out, "attempts", hook->attempts);
      esp_ctl_add_int (out, "status", hook->status);
      esp_ctl_add_text (out, "key", hook->key);
      esp_ctl_add_text (out, "reply", hook->reply);
      esp_ctl_add_text (out, "trouble", hook->trouble);
      json_builder_end_object (out);
      if (!self->is_json)
        g_print ("#%-8" G_GINT64_FORMAT " %-12s %-9s %u tries  %u  %s\n", hook->lead_id, hook->step,
                 hook->state, hook->attempts, hook->status,
                 hook->trouble != NULL ? hook->trouble
                 : hook->reply != NULL ? hook->reply
                                       : "");
    }
  json_builder_end_array (out);
  if (self->is_json)
    esp_ctl_print_json (out);
  else if (self->rows->len == 0)
    g_print ("Nothing was called yet.\n");
  return ESP_CTL_OK;
}
