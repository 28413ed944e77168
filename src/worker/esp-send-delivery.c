/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the gate of a send what is known of the names under which its channel sends. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-delivery.h"

#include "channels/esp-channel-kinds.h"
#include "worker/esp-channel-dns.h"
#include "worker/esp-rule-packs.h"

#define DEFAULT_DAYS 30
#define DEFAULT_BULK 5000

static void
note_clear (gpointer data)
{
  EspSendNote *note = data;

  g_free (note->args[0]);
  g_free (note->args[1]);
  g_free (note->detail_ko);
}

static void
add (GArray *notes, const char *rule, gboolean is_broken, const char *arg0, const char *arg1)
{
  const EspSendNote note = { .rule = rule,
                             .is_broken = is_broken,
                             .place = "channel",
                             .args = { g_strdup (arg0), g_strdup (arg1) } };

  g_array_append_val (notes, note);
}

static double
get_number (const char *rule_id, const char *param, double fallback)
{
  const EspContentRule *rule = esp_content_rules_find (esp_rule_packs_refresh (), rule_id);

  return rule != NULL ? esp_content_rule_number (rule, param, fallback) : fallback;
}

static void
add_rows (GArray *notes, const EspDnsReport *report)
{
  static const struct
  {
    const char *id;
    const char *rule;
  } rules[] = { { "spf", "DLV-SPF" },
                { "dkim", "DLV-DKIM" },
                { "dmarc", "DLV-DMARC" },
                { "align", "DLV-ALIGN" },
                { "mx", "DLV-MX" } };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      const EspDnsRow *row = esp_dns_report_find (report, rules[i].id);
      g_autofree char *sentence = NULL;

      if (row == NULL || row->state == ESP_DNS_UNKNOWN)
        continue;
      sentence = esp_dns_row_dup_sentence (row, NULL);
      add (notes, rules[i].rule, row->state == ESP_DNS_BAD, report->domain, sentence);
      g_array_index (notes, EspSendNote, notes->len - 1).detail_ko =
        esp_dns_row_dup_sentence (row, esp_content_rules_translate (esp_rule_packs_refresh (),
                                                                    row->sentence, "ko"));
    }
}

static gboolean
is_good (const EspDnsReport *report, const char *id)
{
  const EspDnsRow *row = report != NULL ? esp_dns_report_find (report, id) : NULL;

  return row != NULL && (row->state == ESP_DNS_GOOD || row->state == ESP_DNS_LOOK);
}

static void
add_age (GArray *notes, const EspDnsReport *report, gint64 now_us)
{
  gint64 days = (gint64) get_number ("DLV-DNS-OLD", "days", DEFAULT_DAYS);
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (report->at_us / G_USEC_PER_SEC);
  g_autofree char *when = at != NULL ? g_date_time_format (at, "%Y-%m-%d") : NULL;

  add (notes, "DLV-DNS-OLD", report->at_us + days * G_TIME_SPAN_DAY < now_us, when, NULL);
}

/* Large senders need everything at once. */
static void
add_bulk (GArray *notes, const EspDnsReport *report, guint64 n_receivers, gboolean has_one_click)
{
  double from = get_number ("DLV-BULK", "from_receivers", DEFAULT_BULK);
  g_autofree char *n = g_strdup_printf ("%" G_GUINT64_FORMAT, n_receivers);
  g_autofree char *limit = g_strdup_printf ("%.0f", from);
  gboolean is_whole = has_one_click && is_good (report, "spf") && is_good (report, "dkim") &&
                      is_good (report, "dmarc");

  if ((double) n_receivers >= from)
    add (notes, "DLV-BULK", !is_whole, n, limit);
}

static void
add_pictures (GArray *notes, const EspChannelKind *kind, guint n_pictures)
{
  g_autofree char *n = g_strdup_printf ("%u", n_pictures);

  if (n_pictures > 0)
    add (notes, "SEND-PICTURES", kind->drops_pictures, n, kind->title);
}

/**
 * esp_send_delivery_load:
 * @channel: (nullable): through which it goes
 * @n_pictures: that the message brings with it, and shows
 *
 * Returns: (transfer full) (element-type EspSendNote): what is known; nothing for channels that are not
 *   email, or that stay on this computer; %NULL with @error set
 */
GArray *
esp_send_delivery_load (EspTx *tx,
                        const EspChannelRecord *channel,
                        guint64 n_receivers,
                        gboolean has_one_click,
                        guint n_pictures,
                        GError **error)
{
  g_autoptr (GArray) notes = g_array_new (FALSE, TRUE, sizeof (EspSendNote));
  const EspChannelKind *kind = channel != NULL ? esp_channel_kind_find (channel->kind) : NULL;
  g_autoptr (EspDnsReport) report = NULL;
  g_autoptr (GError) problem = NULL;

  g_array_set_clear_func (notes, note_clear);
  if (kind == NULL || kind->medium != ESP_MEDIUM_EMAIL || kind->open == NULL)
    return g_steal_pointer (&notes);
  add_pictures (notes, kind, n_pictures);
  report = esp_channel_dns_load (tx, channel->id, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (report == NULL)
    add (notes, "DLV-DNS-NEVER", TRUE, NULL, NULL);
  else
    {
      add_age (notes, report, esp_tx_get_now_us (tx));
      add_rows (notes, report);
    }
  add_bulk (notes, report, n_receivers, has_one_click);
  return g_steal_pointer (&notes);
}
