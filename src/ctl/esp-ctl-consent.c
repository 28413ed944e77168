/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl consent: who has to be told something, the messages for it, double opt-in, and the proof. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-consent.h"

#include "base/esp-zone.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-campaigns.h"
#include "store/esp-consent-lapse.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "worker/esp-consent-answers.h"
#include "worker/esp-consent-page.h"
#include "worker/esp-consent-proof.h"
#include "worker/esp-consent-run.h"

#include <stdio.h>
#include <string.h>

typedef struct
{
  char *workspace;
  char *wording;
  char *proof;
  char *channel;
  char *purpose;
  char *state;
  char *source;
  char *basis;
  GTimeZone *zone; /* (owned) (nullable) */
  char *at;
  char *set;
  char *page;
  gsize n_page;
  EspConsentAnswers sum;
  char *language;
  char *output;
  gint64 said_us;
  int days;
  gboolean is_json;
  gboolean is_csv;
  gboolean is_refusal;
  const char *subject; /* (unowned) a lead, a campaign or a token */
  EspConsentRunKind kind;
  GPtrArray *lines; /* (nullable) */
  gint64 campaign_id;
  EspConsentRunMade made;
  gint64 lead_id;
  guint n;
  guint n_open;
  char *link;
  GBytes *csv;          /* (owned) (nullable) */
  JsonBuilder *builder; /* (nullable) */
} Options;

static void
options_clear (Options *self)
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

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, int *argc, char ***argv, const char *subject, const char *what, int *status)
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

static gboolean
access_store (Options *self, EspStoreFunc func, gboolean is_write, GError **error)
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

static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time =
    time_us != 0 ? g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC) : NULL;

  return time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("");
}

static gboolean
export_line_cb (const EspConsentLine *line, gpointer data)
{
  Options *self = data;
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
  Options *self = data;

  if (self->builder != NULL)
    return esp_consent_book_foreach (tx, export_line_cb, data, error);
  self->csv = esp_consent_proof_to_csv (tx, error);
  return self->csv != NULL;
}

static int export(int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  gsize n;
  const char *data;
  int status;

  if (!parse (&self, &argc, &argv, "consent export", "– every consent, as proof", &status))
    return status;
  if (self.is_json)
    {
      self.builder = json_builder_new ();
      json_builder_begin_array (self.builder);
    }
  if (!access_store (&self, export_cb, FALSE, &error))
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

/* Days are those of the workspace. */
static GTimeZone *
load_zone (EspTx *tx, GError **error)
{
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  GTimeZone *zone = name != NULL ? esp_zone_open (name) : NULL;

  return zone != NULL || name == NULL ? zone : g_time_zone_new_utc ();
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  self->zone = load_zone (tx, error);
  if (self->zone == NULL)
    return FALSE;
  self->lines = esp_consent_run_list (tx, self->kind, self->channel, (guint) self->days, error);
  return self->lines != NULL;
}

static char *
format_day (const Options *self, gint64 time_us)
{
  g_autoptr (GDateTime) utc =
    time_us != 0 ? g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC) : NULL;
  g_autoptr (GDateTime) day = utc != NULL ? g_date_time_to_timezone (utc, self->zone) : NULL;

  return day != NULL ? g_date_time_format (day, "%Y-%m-%d") : g_strdup ("?");
}

/* Where the notice would go, or that it cannot. */
static const char *
get_address (const Options *self, const EspConsentLine *line)
{
  gboolean is_sms = g_strcmp0 (self->channel, "sms") == 0;
  const char *address = is_sms ? line->phone : line->email;

  if (address != NULL)
    return address;
  return is_sms ? "(no phone number: tell by email)" : "(no email address: tell by text)";
}

static void
print_lines (const Options *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const EspConsentLine *line = self->lines->pdata[i];
      g_autofree char *said = format_time (line->consent.at_us);
      g_autofree char *day = format_day (self, line->consent.at_us);

      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "lead", line->consent.lead_id);
      esp_ctl_add_text (builder, "name", line->name);
      esp_ctl_add_text (builder, "email", line->email);
      esp_ctl_add_text (builder, "phone", line->phone);
      esp_ctl_add_text (builder, "state", line->consent.state);
      esp_ctl_add_text (builder, "said_at", said);
      json_builder_end_object (builder);
      if (!self->is_json)
        g_print ("%8" G_GINT64_FORMAT "  %-10s  %-9s  %s  %s\n", line->consent.lead_id, day,
                 line->consent.state, get_address (self, line),
                 line->name != NULL ? line->name : "");
    }
  json_builder_end_array (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
  else
    g_print ("%u people\n", self->lines->len);
}

static gboolean
is_run_channel (const Options *self)
{
  return self->channel == NULL || g_str_equal (self->channel, "email") ||
         g_str_equal (self->channel, "sms");
}

static int
list_people (int argc, char **argv, EspConsentRunKind kind)
{
  g_auto (Options) self = { .kind = kind };
  const char *subject = kind == ESP_CONSENT_RUN_CONFIRM ? "consent due" : "consent notices";
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse (&self, &argc, &argv, subject, "– who has to be told", &status))
    return status;
  if (!is_run_channel (&self))
    return esp_ctl_usage (subject, "Write --channel as email or sms");
  if (!access_store (&self, list_cb, FALSE, &error))
    return esp_ctl_fail (subject, error);
  print_lines (&self);
  return ESP_CTL_OK;
}

static int
due (int argc, char **argv)
{
  return list_people (argc, argv, ESP_CONSENT_RUN_CONFIRM);
}

static int
notices (int argc, char **argv)
{
  return list_people (argc, argv, ESP_CONSENT_RUN_RESULT);
}

static gboolean
run_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  if (self->is_refusal)
    self->kind = ESP_CONSENT_RUN_REFUSAL;
  return esp_consent_run_prepare_due (tx, self->kind, self->channel, (guint) self->days,
                                      &self->made, error);
}

static int
make_run (int argc, char **argv, EspConsentRunKind kind)
{
  g_auto (Options) self = { .kind = kind };
  const char *subject =
    kind == ESP_CONSENT_RUN_CONFIRM ? "consent confirm-run" : "consent notice-run";
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse (&self, &argc, &argv, subject, "– makes the message and a campaign of it", &status))
    return status;
  if (!is_run_channel (&self))
    return esp_ctl_usage (subject, "Write --channel as email or sms");
  if (!access_store (&self, run_cb, TRUE, &error))
    return esp_ctl_fail (subject, error);
  if (self.is_json)
    g_print ("{\"campaign\": %" G_GINT64_FORMAT ", \"people\": %u, \"unreached\": %u}\n",
             self.made.campaign_id, self.made.n, self.made.n_unreached);
  else
    g_print ("Campaign %" G_GINT64_FORMAT
             " tells %u people. Send it with “espalierctl campaign send "
             "%" G_GINT64_FORMAT
             "”, then keep the proof with “espalierctl consent record %" G_GINT64_FORMAT "”.\n",
             self.made.campaign_id, self.made.n, self.made.campaign_id, self.made.campaign_id);
  if (!self.is_json && self.made.n_unreached > 0)
    g_print ("%u more have to be told and have no %s; tell them otherwise, then write it down with "
             "“espalierctl consent record LEAD”.\n",
             self.made.n_unreached,
             g_strcmp0 (self.channel, "sms") == 0 ? "telephone number" : "email address");
  return ESP_CTL_OK;
}

static int
confirm_run (int argc, char **argv)
{
  return make_run (argc, argv, ESP_CONSENT_RUN_CONFIRM);
}

static int
notice_run (int argc, char **argv)
{
  return make_run (argc, argv, ESP_CONSENT_RUN_RESULT);
}

static gboolean
record_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return esp_campaign_resolve (tx, self->subject, &self->campaign_id, error) &&
         esp_consent_run_record (tx, self->campaign_id, &self->n, &self->n_open, error);
}

static const char *
find_mistake (const Options *self)
{
  static const char *const channels[] = { "email", "sms", "kakao", "push", NULL };
  static const char *const states[] = { "granted", "denied", "withdrawn", "pending", NULL };

  if (!g_strv_contains (states, self->state))
    return "Write --state as granted, denied, withdrawn or pending";
  if (self->channel != NULL && !g_strv_contains (channels, self->channel))
    return "Write --channel as email, sms, kakao or push";
  if (self->basis != NULL && !g_strv_contains (esp_consent_bases, self->basis))
    return "Write --basis as consent, contract, legitimate-interest, soft-opt-in or inquiry";
  if (self->source == NULL || *self->source == '\0')
    return "Where was it said? Give --source TEXT, such as \"phone call\"";
  if (g_str_equal (self->state, "granted") && self->wording == NULL &&
      (self->basis == NULL || g_str_equal (self->basis, "consent")))
    return "To what did the person agree? Give --wording TEXT: it is kept as proof";
  return NULL;
}

static gboolean
read_day (Options *self, GTimeZone *zone)
{
  g_autofree char *text = NULL;
  g_autoptr (GDateTime) day = NULL;
  const char *clock;

  if (self->at == NULL)
    return TRUE;
  /* The reader of GLib wants seconds. */
  clock = strchr (self->at, 'T');
  text = g_strconcat (self->at,
                      clock == NULL         ? "T00:00:00"
                      : strlen (clock) == 6 ? ":00"
                                            : "",
                      NULL);
  day = g_date_time_new_from_iso8601 (text, zone);
  if (day == NULL)
    return FALSE;
  self->said_us = g_date_time_to_unix (day) * G_USEC_PER_SEC;
  return TRUE;
}

/* What a person said by telephone or on paper. */
static gboolean
by_hand_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autoptr (GTimeZone) zone = load_zone (tx, error);
  gboolean has_day = zone != NULL && read_day (self, zone);
  EspConsent consent = { .channel = self->channel != NULL ? self->channel : (char *) "email",
                         .purpose = self->purpose != NULL ? self->purpose : (char *) "marketing",
                         .state = self->state,
                         .basis = self->basis != NULL ? self->basis : (char *) "consent",
                         .wording = self->wording,
                         .source = self->source,
                         .proof = self->proof,
                         .at_us = self->said_us != 0 ? self->said_us : esp_tx_get_now_us (tx) };

  if (!has_day)
    return FALSE;
  if (consent.at_us > esp_tx_get_now_us (tx))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "Nobody can have said it in the future; look at --at");
      return FALSE;
    }
  if (!esp_lead_resolve (tx, self->subject, &self->lead_id, error))
    return FALSE;
  consent.lead_id = self->lead_id;
  return esp_consent_add (tx, &consent, error);
}

static int
record_by_hand (Options *self)
{
  const char *mistake = find_mistake (self);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;

  if (mistake == NULL && !read_day (self, utc))
    mistake = "Write --at as 2026-01-31 or 2026-01-31T14:00";
  if (mistake != NULL)
    return esp_ctl_usage ("consent record", mistake);
  if (!access_store (self, by_hand_cb, TRUE, &error))
    return esp_ctl_fail ("consent record", error);
  g_print (self->is_json ? "{\"lead\": %" G_GINT64_FORMAT "}\n"
                         : "Kept for lead %" G_GINT64_FORMAT
                           ". “espalierctl undo” takes it back.\n",
           self->lead_id);
  return ESP_CTL_OK;
}

static int
record (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse (&self, &argc, &argv, "consent record", "CAMPAIGN – keeps whom a run has reached",
              &status))
    return status;
  if (self.subject == NULL)
    return esp_ctl_usage ("consent record",
                          "Name the campaign of the run, or a lead with --state and --source");
  if (self.state != NULL)
    return record_by_hand (&self);
  if (!access_store (&self, record_cb, TRUE, &error))
    return esp_ctl_fail ("consent record", error);
  g_print (self.is_json ? "{\"recorded\": %u, \"waiting\": %u}\n"
                        : "%u people were told, which is now in their history; %u messages wait.\n",
           self.n, self.n_open);
  return ESP_CTL_OK;
}

static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return esp_lead_resolve (tx, self->subject, &self->lead_id, error) &&
         esp_consent_ask (tx, self->lead_id, self->wording, &self->link, &self->campaign_id, error);
}

static int
ask (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse (&self, &argc, &argv, "consent ask", "LEAD – begins a double opt-in", &status))
    return status;
  if (self.subject == NULL)
    return esp_ctl_usage ("consent ask", "Whom? Name a lead");
  if (self.wording == NULL || *self.wording == '\0')
    return esp_ctl_usage ("consent ask", "To what? Give --wording TEXT: it is kept as proof");
  if (!access_store (&self, ask_cb, TRUE, &error))
    return esp_ctl_fail ("consent ask", error);
  if (self.is_json)
    g_print ("{\"campaign\": %" G_GINT64_FORMAT ", \"lead\": %" G_GINT64_FORMAT
             ", \"link\": \"%s\"}\n",
             self.campaign_id, self.lead_id, self.link);
  else
    g_print ("The consent waits for an answer. Campaign %" G_GINT64_FORMAT
             " asks for it with the link\n%s\nSend it with “espalierctl campaign send "
             "%" G_GINT64_FORMAT "”.\n",
             self.campaign_id, self.link, self.campaign_id);
  return ESP_CTL_OK;
}

static gboolean
confirm_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return esp_consent_confirm (tx, self->subject, self->proof, &self->lead_id, error);
}

static int
confirm (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse (&self, &argc, &argv, "consent confirm", "LINK – takes the answer of a double opt-in",
              &status))
    return status;
  if (self.subject == NULL)
    return esp_ctl_usage ("consent confirm", "Which answer? Give the link or its end");
  if (!access_store (&self, confirm_cb, TRUE, &error))
    return esp_ctl_fail ("consent confirm", error);
  g_print (self.is_json ? "{\"lead\": %" G_GINT64_FORMAT "}\n"
                        : "Lead %" G_GINT64_FORMAT " has agreed to advertising by email.\n",
           self.lead_id);
  return ESP_CTL_OK;
}

static gboolean
page_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autoptr (EspPreferencePage) page = NULL;

  if (self->page != NULL && !esp_consent_page_save (tx, self->page, error))
    return FALSE;
  page = esp_consent_page_load (tx, self->language, error);
  if (page == NULL ||
      (self->subject != NULL && !esp_lead_resolve (tx, self->subject, &self->lead_id, error)))
    return FALSE;
  self->link = self->is_json ? esp_preference_page_to_json (page)
                             : esp_consent_page_render (tx, page, self->lead_id, error);
  return self->link != NULL;
}

static gboolean
answers_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return esp_consent_answers_take (tx, self->page, (gssize) self->n_page, &self->sum, error);
}

static int
answers (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse (&self, &argc, &argv, "consent answers",
              "FILE – what people chose on the page of choices: forms as they were sent, one a "
              "line, "
              "or JSON; each has the token that the page gave it",
              &status))
    return status;
  if (self.subject == NULL)
    return esp_ctl_usage ("consent answers", "Which FILE?");
  if (!g_file_get_contents (self.subject, &self.page, &self.n_page, &error) ||
      !access_store (&self, answers_cb, TRUE, &error))
    return esp_ctl_fail ("consent answers", error);
  if (self.is_json)
    g_print ("{\"taken\":%u,\"same\":%u,\"known\":%u,\"foreign\":%u}\n", self.sum.n_taken,
             self.sum.n_same, self.sum.n_known, self.sum.n_foreign);
  else
    g_print ("%u taken, %u as it was, %u known or older, %u of nobody here\n", self.sum.n_taken,
             self.sum.n_same, self.sum.n_known, self.sum.n_foreign);
  return ESP_CTL_OK;
}

static int
page (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse (&self, &argc, &argv, "consent page",
              "[LEAD] – the page on which people choose what they get, as HTML; --json as a "
              "document",
              &status))
    return status;
  if ((self.set != NULL && !g_file_get_contents (self.set, &self.page, NULL, &error)) ||
      !access_store (&self, page_cb, self.set != NULL, &error) ||
      (self.output != NULL && !g_file_set_contents (self.output, self.link, -1, &error)))
    return esp_ctl_fail ("consent page", error);
  if (self.output == NULL)
    g_print ("%s%s", self.link, g_str_has_suffix (self.link, "\n") ? "" : "\n");
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
    { "due", "whose consent has to be confirmed after two years (Korea)", due },
    { "confirm-run", "a campaign that confirms the consents that are due", confirm_run },
    { "notices", "who has to be told the result of consent or refusal (14 days)", notices },
    { "notice-run", "a campaign that tells those who agreed, or --refused", notice_run },
    { "record", "what LEAD said, by hand; or whom the CAMPAIGN of a run has reached", record },
    { "ask", "begin a double opt-in with LEAD: --wording TEXT", ask },
    { "confirm", "take the answer LINK of a double opt-in", confirm },
    { "answers", "take what people chose on that page: FILE", answers },
    { "page", "the page on which people choose what they get; --set FILE.json changes it", page },
    { "export", "every consent with who, when, source and text, as CSV or JSON", export },
    { NULL },
  };

  return esp_ctl_run_action ("consent", actions, argc, argv);
}
