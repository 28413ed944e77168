/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl channel dns: SPF, DKIM, DMARC and MX of a channel's sender, with the records to publish. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-channel-dns.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-channels.h"
#include "worker/esp-channel-dns.h"

#include <stdio.h>

typedef struct
{
  char *workspace;
  char *domain;
  char *selector;
  char *resolver;
  gboolean is_kept;
  gboolean is_json;
  const char *channel; /* (unowned) name or number */
  gint64 channel_id;
  EspChannelDns *dns;   /* (nullable) */
  EspDnsReport *report; /* (nullable): what was kept */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->workspace);
  g_free (self->domain);
  g_free (self->selector);
  g_free (self->resolver);
  g_clear_pointer (&self->dns, esp_channel_dns_free);
  g_clear_pointer (&self->report, esp_dns_report_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
find_channel (Options *self, EspTx *tx, GError **error)
{
  g_autoptr (EspChannelRecord) channel = esp_channel_load_named (tx, self->channel, error);

  self->channel_id = channel != NULL ? channel->id : 0;
  return channel != NULL;
}

static gboolean
prepare_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  if (!find_channel (self, tx, error))
    return FALSE;
  self->dns = esp_channel_dns_new (tx, self->channel_id, self->domain, self->selector, error);
  return self->dns != NULL;
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autoptr (GError) problem = NULL;

  if (!find_channel (self, tx, error))
    return FALSE;
  self->report = esp_channel_dns_load (tx, self->channel_id, &problem);
  if (self->report != NULL)
    return TRUE;
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "The channel “%s” was never looked at; leave --kept out", self->channel);
  return FALSE;
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return esp_channel_dns_save (tx, self->dns, error);
}

static void
print_report (const EspDnsReport *report)
{
  static const char *const words[] = { "good", "look", "bad", "unknown" };
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (report->at_us / G_USEC_PER_SEC);
  g_autofree char *time = at != NULL ? g_date_time_format (at, "%Y-%m-%d %H:%M") : NULL;

  g_print ("%s, looked at %s\n", report->domain, time != NULL ? time : "");
  for (guint i = 0; i < report->rows->len; i++)
    {
      const EspDnsRow *row = report->rows->pdata[i];
      g_autofree char *sentence = esp_dns_row_dup_sentence (row, NULL);

      g_print ("  %-8s %-9s %s\n", words[row->state], row->id, sentence);
      if (row->found != NULL)
        g_print ("           found:   %s\n", row->found);
      if (row->record_value != NULL)
        g_print ("           publish: %s %s \"%s\"\n", row->record_name, row->record_type,
                 row->record_value);
    }
}

/* The worst of all rows decides. */
static int
finish (const Options *self, const EspDnsReport *report)
{
  gboolean is_bad = FALSE;

  for (guint i = 0; i < report->rows->len; i++)
    {
      const EspDnsRow *row = report->rows->pdata[i];

      is_bad = is_bad || row->state == ESP_DNS_BAD || row->state == ESP_DNS_UNKNOWN;
    }
  if (self->is_json)
    {
      g_autofree char *json = esp_dns_report_to_json (report);

      fputs (json, stdout);
      fputc ('\n', stdout);
    }
  else
    print_report (report);
  return is_bad ? ESP_CTL_FAILED : ESP_CTL_OK;
}

static gboolean
look (Options *self, EspStore *store, GError **error)
{
  const EspOperation operation = { .kind = "channel", .summary = self->channel, .actor = "ctl" };
  g_autoptr (EspDnsClient) client = NULL;

  if (!esp_store_read (store, ESP_READ_PAGE, prepare_cb, self, NULL, error))
    return FALSE;
  client = esp_dns_client_new (self->resolver, error);
  if (client == NULL)
    return FALSE;
  (void) esp_channel_dns_run (self->dns, g_get_real_time (), esp_dns_client_lookup, client);
  return esp_store_write (store, &operation, save_cb, self, NULL, error);
}

/**
 * esp_ctl_channel_dns:
 *
 * Returns: the exit status; 1 when something is wrong with the records
 */
int
esp_ctl_channel_dns (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &self.workspace, "the workspace file", "FILE" },
    { "domain", 0, 0, G_OPTION_ARG_STRING, &self.domain, "instead of the sender's", "NAME" },
    { "selector", 0, 0, G_OPTION_ARG_STRING, &self.selector, "of the DKIM key", "NAME" },
    { "resolver", 0, 0, G_OPTION_ARG_STRING, &self.resolver,
      "ask these name servers, with commas between", "ADDRESS[:PORT]" },
    { "kept", 0, 0, G_OPTION_ARG_NONE, &self.is_kept, "what was found last, without asking", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("NAME – SPF, DKIM, DMARC and MX of the sender, and what to publish");
  g_autoptr (GError) error = NULL;
  EspStore *store;
  gboolean is_done;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "channel dns", &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage ("channel dns", "Name one channel; “espalierctl channel list” shows them");
  self.channel = argv[1];
  store = esp_ctl_open_workspace (self.workspace,
                                  self.is_kept ? ESP_STORE_READ_ONLY : ESP_STORE_OPEN, &error);
  is_done = store != NULL &&
            (self.is_kept ? esp_store_read (store, ESP_READ_PAGE, load_cb, &self, NULL, &error)
                          : look (&self, store, &error));
  g_clear_object (&store);
  if (!is_done)
    return esp_ctl_fail ("channel dns", error);
  if (self.report == NULL)
    self.report = esp_channel_dns_steal_report (self.dns);
  return finish (&self, self.report);
}
