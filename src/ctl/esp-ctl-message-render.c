/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl message render and check: what one lead gets, and what stands against sending it. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-message.h"
#include "engine/content/esp-message-sample.h"
#include "engine/content/text/esp-kakao.h"
#include "engine/policy/esp-content-check.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "worker/esp-message-check.h"
#include "worker/esp-send-message.h"
#include "worker/esp-text-check.h"

#include <stdio.h>

typedef struct
{
  char *workspace;
  char *message;
  char *lead;
  char *sample;
  int version;
  gboolean is_html;
  gboolean is_text;
  gboolean is_eml;
  gboolean is_json;
  EspSendMessage *message_of;
  EspMailComposer *composer; /* (unowned) (nullable) of an email */
  EspText text;              /* of everything else */
  EspMail mail;
  EspMessageRendered rendered; /* of a sample */
  GPtrArray *findings;
  EspFields *fields;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->message);
  g_free (options->lead);
  g_free (options->sample);
  esp_mail_clear (&options->mail);
  esp_text_clear (&options->text);
  g_clear_pointer (&options->message_of, esp_send_message_free);
  if (options->rendered.html != NULL)
    esp_message_rendered_clear (&options->rendered);
  g_clear_pointer (&options->findings, g_ptr_array_unref);
  g_clear_pointer (&options->fields, esp_fields_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options,
       int *argc,
       char ***argv,
       const char *subject,
       const char *what,
       int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "the workspace file",
      "FILE" },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &options->message, "number or name", "ID" },
    { "version", 0, 0, G_OPTION_ARG_INT, &options->version, "a frozen one", "N" },
    { "lead", 'l', 0, G_OPTION_ARG_STRING, &options->lead, "for whom", "EMAIL" },
    { "sample", 0, 0, G_OPTION_ARG_STRING, &options->sample,
      "or usual, empty, nameless, longest, emoji, no-purchases, long-product, right-to-left, "
      "markup",
      "CASE" },
    { "html", 0, 0, G_OPTION_ARG_NONE, &options->is_html, "the HTML part", NULL },
    { "text", 0, 0, G_OPTION_ARG_NONE, &options->is_text, "the plain-text part", NULL },
    { "eml", 0, 0, G_OPTION_ARG_NONE, &options->is_eml, "the bytes that would be sent", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (what);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, argc, argv, subject, status))
    return FALSE;
  if (options->message != NULL)
    return TRUE;
  *status = esp_ctl_usage (subject, "Which message? Name it with --message ID");
  return FALSE;
}

static gboolean
load_composer (Options *options, EspTx *tx, GError **error)
{
  EspMailSource source = { .version = options->version };

  if (!esp_message_resolve (tx, options->message, &source.message_id, error))
    return FALSE;
  options->message_of = esp_send_message_load (tx, &source, NULL, error);
  if (options->message_of == NULL)
    return FALSE;
  options->composer = options->message_of->mail;
  return TRUE;
}

static gboolean
render_lead (Options *options, EspTx *tx, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = NULL;
  EspMailRequest request = { .now_us = esp_tx_get_now_us (tx) };
  g_autofree char *state = NULL;
  gint64 consent_at_us = 0;
  gint64 id = 0;

  if (fields == NULL || !esp_lead_resolve (tx, options->lead, &id, error))
    return FALSE;
  lead = esp_lead_load (tx, fields, id, error);
  if (lead == NULL ||
      !esp_consent_get_state (tx, id, "email", "marketing", &state, &consent_at_us, error))
    return FALSE;
  request.lead = lead;
  request.consent_at_us = g_strcmp0 (state, "granted") == 0 ? consent_at_us : 0;
  return esp_mail_composer_compose (options->composer, &request, TRUE, &options->mail, error);
}

static gboolean
render_sample (Options *options, EspTx *tx, GError **error)
{
  const char *language = esp_mail_composer_get_doc (options->composer)->language;
  const EspMessageSample *sample = esp_message_sample_find_for (options->sample, language);
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                          .lead = sample,
                                          .unsubscribe_url = "https://example.com/unsubscribe",
                                          .now_us = esp_tx_get_now_us (tx) };

  if (sample == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "There is no sample “%s”",
                   options->sample);
      return FALSE;
    }
  esp_message_rendered_init (&options->rendered);
  return esp_message_template_render (esp_mail_composer_get_template (options->composer),
                                      &recipient, &options->rendered, error);
}

/* A text as it goes out: with the label and the way out of an advertisement. */
static gboolean
render_text (Options *options, EspTx *tx, GError **error)
{
  const char *language = esp_text_composer_get_doc (options->message_of->text)->language;
  EspTextRequest request = { .sample = options->sample != NULL
                                         ? esp_message_sample_find_for (options->sample, language)
                                         : NULL,
                             .now_us = esp_tx_get_now_us (tx) };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = NULL;
  gint64 id = 0;

  if (fields == NULL)
    return FALSE;
  if (options->sample != NULL && request.sample == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "There is no sample “%s”",
                   options->sample);
      return FALSE;
    }
  if (options->lead != NULL)
    {
      if (!esp_lead_resolve (tx, options->lead, &id, error))
        return FALSE;
      lead = esp_lead_load (tx, fields, id, error);
      if (lead == NULL)
        return FALSE;
      request.lead = lead;
      request.address = esp_lead_get_text (lead, "phone");
    }
  return esp_text_composer_compose (options->message_of->text, &request, &options->text, error);
}

static void
print_text (const Options *options)
{
  const EspText *text = &options->text;
  const EspTextDoc *doc = text->doc;
  g_autofree char *kakao = NULL;
  g_autofree char *json = NULL;

  if (options->is_json)
    {
      json = esp_text_doc_to_json (doc);
      g_print ("%s\n", json);
      return;
    }
  if (doc->medium == ESP_TEXT_MEDIUM_KAKAO && doc->kakao.product == ESP_KAKAO_ALIMTALK)
    kakao = esp_kakao_fill (doc);
  if (text->price != ESP_PRICE_SMS && *doc->text.title != '\0')
    g_print ("%s\n\n", doc->text.title);
  g_print ("%s\n", kakao != NULL ? kakao : doc->text.body);
  if (doc->has_substitute)
    g_print ("\n-- %s\n%s\n", esp_text_kind_name (text->substitute.kind), doc->substitute.body);
}

static gboolean
render_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!load_composer (options, tx, error))
    return FALSE;
  if (options->composer == NULL)
    return render_text (options, tx, error);
  return options->lead != NULL ? render_lead (options, tx, error)
                               : render_sample (options, tx, error);
}

static int
print_rendered (const Options *options)
{
  gboolean is_sample = options->lead == NULL;
  const char *missing = is_sample ? options->rendered.missing : options->mail.missing;
  gsize n;
  const char *bytes;

  if (options->text.missing != NULL)
    missing = options->text.missing;
  if (missing != NULL)
    {
      g_printerr ("espalierctl message render: this lead is left out: there is no “%s”.\n",
                  missing);
      return ESP_CTL_FAILED;
    }
  if (options->text.doc != NULL)
    {
      print_text (options);
      return ESP_CTL_OK;
    }
  if (options->is_eml)
    {
      bytes = g_bytes_get_data (options->mail.mime.bytes, &n);
      return fwrite (bytes, 1, n, stdout) == n ? ESP_CTL_OK : ESP_CTL_FAILED;
    }
  if (options->is_html)
    fputs (is_sample ? options->rendered.html->str : options->mail.html, stdout);
  else if (options->is_text)
    fputs (is_sample ? options->rendered.text->str : options->mail.text, stdout);
  else
    g_print ("%s\n", is_sample ? options->rendered.subject->str : options->mail.subject);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_message_render:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_render (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  EspStore *store;
  int status;
  gboolean is_done;

  if (!parse (&options, &argc, &argv, "message render", "– shows what one lead gets", &status))
    return status;
  if ((options.lead == NULL) == (options.sample == NULL))
    return esp_ctl_usage ("message render", "For whom? Use either --lead EMAIL or --sample CASE");
  if (options.is_html + options.is_text + options.is_eml > 1)
    return esp_ctl_usage ("message render", "Use one of --html, --text and --eml");
  if (options.is_eml && options.sample != NULL)
    return esp_ctl_usage ("message render", "A sample has no address; use --html or --text");
  store = esp_ctl_open_workspace (options.workspace, ESP_STORE_READ_ONLY, &error);
  is_done =
    store != NULL && esp_store_read (store, ESP_READ_PAGE, render_cb, &options, NULL, &error);
  g_clear_object (&store);
  return is_done ? print_rendered (&options) : esp_ctl_fail ("message render", error);
}

static gboolean
check_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!load_composer (options, tx, error))
    return FALSE;
  options->findings = options->composer != NULL
                        ? esp_message_check (tx, options->composer, error)
                        : esp_text_check (tx, options->message_of->text, NULL, error);
  return options->findings != NULL;
}

static void
print_findings (const Options *options)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < options->findings->len; i++)
    {
      const EspContentFinding *finding = options->findings->pdata[i];
      g_autofree char *sentence = esp_content_finding_to_sentence (finding);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "rule", finding->rule->id);
      esp_ctl_add_text (builder, "severity", esp_severity_to_string (finding->severity));
      esp_ctl_add_text (builder, "place", finding->place);
      esp_ctl_add_text (builder, "sentence", sentence);
      esp_ctl_add_text (builder, "source", finding->rule->source);
      esp_ctl_add_boolean (builder, "can_fix", finding->can_fix);
      json_builder_end_object (builder);
      if (!options->is_json)
        g_print ("%-8s %-18s %s%s%s%s\n", esp_severity_to_string (finding->severity),
                 finding->rule->id, sentence, finding->place != NULL ? " [" : "",
                 finding->place != NULL ? finding->place : "", finding->place != NULL ? "]" : "");
    }
  json_builder_end_array (builder);
  if (options->is_json)
    esp_ctl_print_json (builder);
}

/**
 * esp_ctl_message_check:
 *
 * Returns: the exit status; 1 when something blocks the send
 */
int
esp_ctl_message_check (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  EspStore *store;
  int status;
  gboolean is_done;

  if (!parse (&options, &argc, &argv, "message check", "– checks one message", &status))
    return status;
  store = esp_ctl_open_workspace (options.workspace, ESP_STORE_READ_ONLY, &error);
  is_done =
    store != NULL && esp_store_read (store, ESP_READ_PAGE, check_cb, &options, NULL, &error);
  g_clear_object (&store);
  if (!is_done)
    return esp_ctl_fail ("message check", error);
  print_findings (&options);
  return esp_content_findings_worst (options.findings) == ESP_SEVERITY_BLOCK ? ESP_CTL_FAILED
                                                                             : ESP_CTL_OK;
}
