/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at the names under which a channel sends, with what its provider is known to need, and keeps it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-channel-dns.h"

#include "base/esp-thread.h"
#include "channels/dns/esp-dns-client.h"
#include "channels/dns/esp-dns-provider.h"
#include "channels/esp-channel-kinds.h"
#include "store/esp-channels.h"
#include "store/esp-meta.h"

#include <string.h>

#define KEY_FORMAT "dns_check:%" G_GINT64_FORMAT
#define SELECTOR_FORMAT "dkim_selector:%" G_GINT64_FORMAT

struct _EspChannelDns
{
  gint64 channel_id;
  char *domain;
  char *return_domain; /* (nullable) */
  char *tracking_host; /* (nullable) */
  char *mail_host;     /* (nullable) */
  char *include;       /* (nullable) */
  char **selectors;
  char *selector;       /* (nullable): that a person named; it is kept */
  EspDnsReport *report; /* (nullable) */
  GTask *task;          /* (nullable) while it runs */
  gint64 now_us;
  GError *error; /* (nullable) */
};

/**
 * esp_channel_dns_free:
 * @self: (nullable)
 */
void
esp_channel_dns_free (EspChannelDns *self)
{
  if (self == NULL)
    return;
  g_free (self->domain);
  g_free (self->return_domain);
  g_free (self->tracking_host);
  g_free (self->mail_host);
  g_free (self->include);
  g_strfreev (self->selectors);
  g_free (self->selector);
  g_clear_pointer (&self->report, esp_dns_report_free);
  g_clear_error (&self->error);
  g_free (self);
}

static char *
dup_domain (const char *address)
{
  const char *at = address != NULL ? strrchr (address, '@') : NULL;

  return at != NULL && at[1] != '\0' ? g_ascii_strdown (at + 1, -1) : NULL;
}

static void
fill (EspChannelDns *self, const EspChannelRecord *channel)
{
  GStrvBuilder *selectors = g_strv_builder_new ();

  self->mail_host = esp_channel_settings_dup (channel->settings, "host");
  if (self->mail_host != NULL && *self->mail_host == '\0')
    g_clear_pointer (&self->mail_host, g_free);
  if (self->selector != NULL)
    g_strv_builder_add (selectors, self->selector);
  self->include = esp_dns_provider_find (self->mail_host, channel->kind, selectors);
  self->selectors = g_strv_builder_end (selectors);
  g_strv_builder_unref (selectors);
}

/**
 * esp_channel_dns_new:
 * @domain: (nullable): instead of that of the workspace's sender
 * @selector: (nullable): of the DKIM key; else the one that was named before, then those that are known
 *
 * Returns: (transfer full): what there is to ask about a channel; %NULL with @error set
 */
EspChannelDns *
esp_channel_dns_new (EspTx *tx,
                     gint64 channel_id,
                     const char *domain,
                     const char *selector,
                     GError **error)
{
  g_autoptr (EspChannelDns) self = g_new0 (EspChannelDns, 1);
  g_autoptr (EspChannelRecord) channel = esp_channel_load (tx, channel_id, error);
  g_autofree char *sender =
    channel != NULL ? esp_meta_get_text (tx, ESP_META_SENDER_EMAIL, "", error) : NULL;
  g_autofree char *bounces =
    sender != NULL ? esp_meta_get_text (tx, ESP_META_BOUNCE_MAILBOX, "", error) : NULL;
  g_autofree char *page =
    bounces != NULL ? esp_meta_get_text (tx, ESP_META_UNSUBSCRIBE_URL, "", error) : NULL;
  g_autofree char *key = g_strdup_printf (SELECTOR_FORMAT, channel_id);
  g_autofree char *kept = page != NULL ? esp_meta_get_text (tx, key, "", error) : NULL;
  g_autoptr (GUri) uri = NULL;

  if (kept == NULL)
    return NULL;
  if (selector != NULL || *kept != '\0')
    self->selector = g_strdup (selector != NULL ? selector : kept);
  self->channel_id = channel_id;
  self->domain = domain != NULL ? g_ascii_strdown (domain, -1) : dup_domain (sender);
  self->return_domain = dup_domain (bounces);
  uri = g_uri_parse (page, G_URI_FLAGS_PARSE_RELAXED, NULL);
  self->tracking_host = uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
  fill (self, channel);
  if (self->domain != NULL)
    return g_steal_pointer (&self);
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       "The workspace has no sender address yet; its domain is what is looked at");
  return NULL;
}

/**
 * esp_channel_dns_run:
 *
 * Blocks as long as @lookup does.
 *
 * Returns: (transfer none): what was found
 */
const EspDnsReport *
esp_channel_dns_run (EspChannelDns *self, gint64 now_us, EspDnsLookup lookup, gpointer user_data)
{
  const EspDnsWish wish = { .domain = self->domain,
                            .return_domain = self->return_domain,
                            .tracking_host = self->tracking_host,
                            .mail_host = self->mail_host,
                            .include = self->include,
                            .selectors = (const char *const *) self->selectors };

  g_clear_pointer (&self->report, esp_dns_report_free);
  self->report = esp_dns_check (&wish, now_us, lookup, user_data);
  return self->report;
}

static gboolean
finish_cb (gpointer data)
{
  EspChannelDns *self = data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&self->error));
      esp_channel_dns_free (self);
    }
  else
    g_task_return_pointer (task, self, (GDestroyNotify) esp_channel_dns_free);
  return G_SOURCE_REMOVE;
}

/* On the thread that asks. */
static void
run_worker (gpointer data)
{
  EspChannelDns *self = data;
  g_autoptr (EspDnsClient) client = esp_dns_client_new (NULL, &self->error);

  if (client != NULL)
    {
      esp_dns_client_set_cancellable (client, g_task_get_cancellable (self->task));
      (void) esp_channel_dns_run (self, self->now_us, esp_dns_client_lookup, client);
    }
  g_main_context_invoke (g_task_get_context (self->task), finish_cb, self);
}

/**
 * esp_channel_dns_run_async:
 * @self: (transfer full)
 *
 * Asks the name servers of this computer, without holding up the caller.
 */
void
esp_channel_dns_run_async (EspChannelDns *self,
                           gint64 now_us,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  static EspThread *thread; /* of the main thread; it waits for servers most of the time */

  if (thread == NULL)
    thread = esp_thread_new ("dns");
  self->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, esp_channel_dns_run_async);
  self->now_us = now_us;
  esp_thread_post (thread, run_worker, self);
}

/**
 * esp_channel_dns_run_finish:
 *
 * Returns: (transfer full): with its report, to be saved; %NULL with @error set
 */
EspChannelDns *
esp_channel_dns_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_channel_dns_run_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_channel_dns_steal_report:
 *
 * Returns: (transfer full) (nullable): what was found
 */
EspDnsReport *
esp_channel_dns_steal_report (EspChannelDns *self)
{
  return g_steal_pointer (&self->report);
}

/**
 * esp_channel_dns_save:
 *
 * Keeps what was found, in place of what was found before.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_channel_dns_save (EspTx *tx, const EspChannelDns *self, GError **error)
{
  g_autofree char *key = g_strdup_printf (KEY_FORMAT, self->channel_id);
  g_autofree char *selector = g_strdup_printf (SELECTOR_FORMAT, self->channel_id);
  g_autofree char *json = NULL;

  g_return_val_if_fail (self->report != NULL, FALSE);
  json = esp_dns_report_to_json (self->report);
  return (self->selector == NULL || esp_meta_set_text (tx, selector, self->selector, error)) &&
         esp_meta_set_text (tx, key, json, error);
}

/**
 * esp_channel_dns_load:
 *
 * Returns: (transfer full) (nullable): what was found last; %NULL when it was never looked at, or with
 *   @error set
 */
EspDnsReport *
esp_channel_dns_load (EspTx *tx, gint64 channel_id, GError **error)
{
  g_autofree char *key = g_strdup_printf (KEY_FORMAT, channel_id);
  g_autofree char *json = esp_meta_get_text (tx, key, "", error);

  return json != NULL && *json != '\0' ? esp_dns_report_parse (json, error) : NULL;
}
