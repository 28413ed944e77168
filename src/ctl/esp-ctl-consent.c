/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl consent: who has to be told something, the messages for it, double opt-in, and the proof. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-consent.h"

#include "base/esp-zone.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-consent-private.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-campaigns.h"
#include "store/esp-meta.h"
#include "worker/esp-consent-proof.h"

#include <stdio.h>
#include <string.h>

/**
 * esp_ctl_consent_clear:
 */
void
esp_ctl_consent_clear (EspCtlConsent *self)
{
  g_free (self->workspace);
  g_free (self->wording);
  g_free (self->proof);
  g_free (self->channel);
  g_free (self->purpose);
  g_free (self->state);
  g_free (self->source);
  g_free (self->basis);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->at);
  g_free (self->set);
  g_free (self->page);
  g_free (self->language);
  g_free (self->output);
  g_free (self->link);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->csv, g_bytes_unref);
  g_clear_object (&self->builder);
}

/**
 * esp_ctl_consent_parse:
 *
 * Returns: whether to go on; else @status is what the program ends with
 */
gboolean
esp_ctl_consent_parse (EspCtlConsent *self,
                       int *argc,
                       char ***argv,
                       const char *subject,
                       const char *what,
                       int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &self->workspace, "the workspace file", "FILE" },
    { "days", 0, 0, G_OPTION_ARG_INT, &self->days,
      "due: also those who become due in so many days; notices: how far back", "N" },
    { "wording", 0, 0, G_OPTION_ARG_STRING, &self->wording,
      "ask, record: what the person agrees to", "TEXT" },
    { "proof", 0, 0, G_OPTION_ARG_STRING, &self->proof,
      "confirm, record: what is known of the answer", "TEXT" },
    { "state", 0, 0, G_OPTION_ARG_STRING, &self->state,
      "record of a lead: granted, denied, withdrawn or pending", "STATE" },
    { "channel", 0, 0, G_OPTION_ARG_STRING, &self->channel,
      "due, notices, confirm-run, notice-run: email or sms; record of a lead: also kakao or push",
      "NAME" },
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &self->purpose,
      "record of a lead: marketing or another", "NAME" },
    { "basis", 0, 0, G_OPTION_ARG_STRING, &self->basis,
      "record of a lead: consent, contract, legitimate-interest, soft-opt-in (a customer) or "
      "inquiry",
      "NAME" },
    { "source", 0, 0, G_OPTION_ARG_STRING, &self->source, "record of a lead: where it was said",
      "TEXT" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &self->at, "record of a lead: when it was said",
      "2026-01-31" },
    { "set", 0, 0, G_OPTION_ARG_FILENAME, &self->set, "page: take this document", "FILE.json" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &self->language,
      "page: the usual one of that language", "ko|en" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, "page: write it there", "FILE" },
    { "refused", 0, 0, G_OPTION_ARG_NONE, &self->is_refusal,
      "notice-run: tell those who refused or withdrew", NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &self->is_csv, "export: as a table", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (what);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, argc, argv, subject, status))
    return FALSE;
  self->subject = *argc > 1 ? (*argv)[1] : NULL;
  if (self->days >= 0 && self->days <= 36500)
    return TRUE;
  *status = esp_ctl_usage (subject, "Write the days as a number from 0 to 36500");
  return FALSE;
}

/**
 * esp_ctl_consent_access:
 *
 * Reads or writes the workspace.
 */
gboolean
esp_ctl_consent_access (EspCtlConsent *self, EspStoreFunc func, gboolean is_write, GError **error)
{
  const EspOperation operation = { .kind = "consent", .summary = "Consent", .actor = "ctl" };
  EspStore *store = esp_ctl_open_workspace (self->workspace,
                                            is_write ? ESP_STORE_OPEN : ESP_STORE_READ_ONLY, error);
  gboolean is_done =
    store != NULL && (is_write ? esp_store_write (store, &operation, func, self, NULL, error)
                               : esp_store_read (store, ESP_READ_LONG, func, self, NULL, error));

  g_clear_object (&store);
  return is_done;
}

/**
 * esp_ctl_consent_format_time:
 *
 * Returns: (transfer full): ISO 8601; "" when it is not known
 */
char *
esp_ctl_consent_format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time =
    time_us != 0 ? g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC) : NULL;

  return time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("");
}

static gboolean
export_line_cb (const EspConsentLine *line, gpointer data)
{
  EspCtlConsent *self = data;
  char *cells[ESP_N_CONSENT_PROOFS] = { NULL };

  esp_consent_proof_fill (line, cells);
  json_builder_begin_object (self->builder);
  for (guint i = 0; i < ESP_N_CONSENT_PROOFS; i++)
    {
      esp_ctl_add_text (self->builder, esp_consent_proof_get_name (i), cells[i]);
      g_free (cells[i]);
    }
  json_builder_end_object (self->builder);
  return TRUE;
}

static gboolean
export_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlConsent *self = data;

  if (self->builder != NULL)
    return esp_consent_book_foreach (tx, export_line_cb, data, error);
  self->csv = esp_consent_proof_to_csv (tx, error);
  return self->csv != NULL;
}

static int export(int argc, char **argv)
{
  g_auto (EspCtlConsent) self = { 0 };
  g_autoptr (GError) error = NULL;
  gsize n;
  const char *data;
  int status;

  if (!esp_ctl_consent_parse (&self, &argc, &argv, "consent export", "– every consent, as proof",
                              &status))
    return status;
  if (self.is_json)
    {
      self.builder = json_builder_new ();
      json_builder_begin_array (self.builder);
    }
  if (!esp_ctl_consent_access (&self, export_cb, FALSE, &error))
    return esp_ctl_fail ("consent export", error);
  if (self.is_json)
    {
      json_builder_end_array (self.builder);
      esp_ctl_print_json (self.builder);
      return ESP_CTL_OK;
    }
  data = g_bytes_get_data (self.csv, &n);
  return n == 0 || fwrite (data, 1, n, stdout) == n ? ESP_CTL_OK : ESP_CTL_FAILED;
}

/**
 * esp_ctl_consent_load_zone:
 *
 * Returns: (transfer full): that of the workspace, whose days count
 */
GTimeZone *
esp_ctl_consent_load_zone (EspTx *tx, GError **error)
{
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  GTimeZone *zone = name != NULL ? esp_zone_open (name) : NULL;

  return zone != NULL || name == NULL ? zone : g_time_zone_new_utc ();
}

static gboolean
record_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlConsent *self = data;

  return esp_campaign_resolve (tx, self->subject, &self->campaign_id, error) &&
         esp_consent_run_record (tx, self->campaign_id, &self->n, &self->n_open, error);
}

static int
record (int argc, char **argv)
{
  g_auto (EspCtlConsent) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!esp_ctl_consent_parse (&self, &argc, &argv, "consent record",
                              "CAMPAIGN – keeps whom a run has reached", &status))
    return status;
  if (self.subject == NULL)
    return esp_ctl_usage ("consent record",
                          "Name the campaign of the run, or a lead with --state and --source");
  if (self.state != NULL)
    return esp_ctl_consent_record_by_hand (&self);
  if (!esp_ctl_consent_access (&self, record_cb, TRUE, &error))
    return esp_ctl_fail ("consent record", error);
  g_print (self.is_json ? "{\"recorded\": %u, \"waiting\": %u}\n"
                        : "%u people were told, which is now in their history; %u messages wait.\n",
           self.n, self.n_open);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_consent:
 *
 * Returns: the exit status
 */
int
esp_ctl_consent (int argc, char **argv)
{
  static const EspCtlCommand actions[] = {
    { "due", "whose consent has to be confirmed after two years (Korea)", esp_ctl_consent_due },
    { "confirm-run", "a campaign that confirms the consents that are due",
      esp_ctl_consent_confirm_run },
    { "notices", "who has to be told the result of consent or refusal (14 days)",
      esp_ctl_consent_notices },
    { "notice-run", "a campaign that tells those who agreed, or --refused",
      esp_ctl_consent_notice_run },
    { "record", "what LEAD said, by hand; or whom the CAMPAIGN of a run has reached", record },
    { "ask", "begin a double opt-in with LEAD: --wording TEXT", esp_ctl_consent_ask },
    { "confirm", "take the answer LINK of a double opt-in", esp_ctl_consent_confirm },
    { "answers", "take what people chose on that page: FILE", esp_ctl_consent_answers },
    { "page", "the page on which people choose what they get; --set FILE.json changes it",
      esp_ctl_consent_page },
    { "export", "every consent with who, when, source and text, as CSV or JSON", export },
    { NULL },
  };

  return esp_ctl_run_action ("consent", actions, argc, argv);
}
