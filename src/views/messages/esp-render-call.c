/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renders and checks an unsaved message in the background, as the real send would. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-render-call.h"

#include "engine/content/esp-html-inline.h"
#include "engine/content/esp-message-conditions.h"
#include "engine/content/esp-message-fill.h"
#include "engine/content/esp-message-sample.h"
#include "store/esp-leads.h"
#include "worker/esp-rule-packs.h"

#include <string.h>

/**
 * esp_render_call_new:
 * @document: JSON of the message
 */
EspRenderCall *
esp_render_call_new (const char *document)
{
  EspRenderCall *call = g_new0 (EspRenderCall, 1);

  call->document = g_strdup (document);
  return call;
}

/**
 * esp_render_call_free:
 */
void
esp_render_call_free (EspRenderCall *call)
{
  if (call == NULL)
    return;
  g_clear_pointer (&call->findings, g_ptr_array_unref);
  g_clear_pointer (&call->composer, esp_mail_composer_free);
  g_clear_pointer (&call->fields, esp_fields_unref);
  g_clear_pointer (&call->doc, esp_message_doc_free);
  g_clear_pointer (&call->filled, esp_message_doc_free);
  g_clear_pointer (&call->shown, g_hash_table_unref);
  g_free (call->document);
  g_free (call->sample);
  g_free (call->subject);
  g_free (call->preheader);
  g_free (call->html);
  g_free (call->page);
  g_free (call->text);
  g_free (call->footer);
  g_free (call->missing);
  g_free (call);
}

static gboolean
has_field_cb (const char *field, gpointer data)
{
  return esp_fields_find_name (((EspRenderCall *) data)->fields, field) >= 0;
}

static double
fill_rate_cb (const char *field, gpointer data)
{
  EspRenderCall *call = data;
  gint64 n_filled = 0;
  gint64 n_leads = 0;

  if (call->tx == NULL || !esp_field_count_filled (call->tx, field, &n_filled, &n_leads, NULL) ||
      n_leads == 0)
    return -1;
  return (double) n_filled / (double) n_leads;
}

static EspContentInput
make_input (const EspRenderCall *call, const EspMessageDoc *doc)
{
  return (EspContentInput){ .doc = doc,
                            .message_template = esp_mail_composer_get_template (call->composer),
                            .brand = esp_mail_composer_get_brand (call->composer),
                            .facts = esp_mail_composer_get_facts (call->composer),
                            .has_one_click = esp_mail_composer_has_one_click (call->composer),
                            .has_field = has_field_cb,
                            .fill_rate = fill_rate_cb,
                            .user_data = (gpointer) call };
}

/* What stands below the last "--" line of the plain text, where the program signs. */
static char *
dup_footer (const char *text)
{
  static const char mark[] = "\n--\n";
  const char *at = g_strrstr (text, mark);

  return at != NULL ? g_strstrip (g_strdup (at + strlen (mark))) : NULL;
}

/* The usual lead, who reads another language. */
typedef struct
{
  const EspMessageSample *sample;
  EspValue language;
} Reader;

static gboolean
lookup_reader (gconstpointer data,
               const char *name,
               const EspValue **out_value,
               EspFieldType *out_type)
{
  const Reader *reader = data;
  gboolean is_field = esp_message_sample_lookup (reader->sample, name, out_value, out_type);

  if (g_str_equal (name, "language"))
    *out_value = &reader->language;
  return is_field;
}

static gboolean
render (EspRenderCall *call, EspTx *tx, GError **error)
{
  const char *sample = call->sample != NULL ? call->sample : "usual";
  gboolean is_language = g_str_has_prefix (sample, ESP_RENDER_LANGUAGE);
  const Reader reader = {
    .sample = esp_message_sample_find_for (is_language ? "usual" : sample,
                                           is_language ? sample + strlen (ESP_RENDER_LANGUAGE)
                                                       : call->doc->language),
    .language = { .type = ESP_VALUE_TEXT,
                  .text = is_language ? (char *) sample + strlen (ESP_RENDER_LANGUAGE) : NULL }
  };
  g_autoptr (EspLead) lead = NULL;
  EspMessageRecipient recipient = { .unsubscribe_url = "https://example.com/unsubscribe",
                                    .now_us = esp_tx_get_now_us (tx) };
  EspMessageRendered rendered;
  gboolean is_done;

  if (call->lead != 0)
    {
      lead = esp_lead_load (tx, call->fields, call->lead, error);
      if (lead == NULL)
        return FALSE;
      recipient.lookup = esp_message_lead_lookup;
      recipient.lead = lead;
    }
  else
    {
      recipient.lookup = is_language ? lookup_reader : esp_message_sample_lookup;
      recipient.lead = is_language ? (gconstpointer) &reader : reader.sample;
    }
  esp_message_rendered_init (&rendered);
  is_done =
    esp_message_template_render (esp_mail_composer_find_template (call->composer, &recipient),
                                 &recipient, &rendered, error);
  call->subject = g_strdup (rendered.subject->str);
  call->preheader = g_strdup (rendered.preheader->str);
  call->html = g_strdup (rendered.html->str);
  call->page =
    esp_html_inline_files (call->html, esp_mail_composer_find_doc (call->composer, &recipient));
  call->text = g_strdup (rendered.text->str);
  call->missing = g_strdup (rendered.missing);
  call->footer = dup_footer (rendered.text->str);
  esp_message_rendered_clear (&rendered);
  if (!is_done)
    return FALSE;
  call->filled = esp_message_fill (esp_mail_composer_find_doc (call->composer, &recipient),
                                   &recipient, esp_mail_composer_get_facts (call->composer), error);
  return call->filled != NULL;
}

/* What is looked at may differ from what is sent: conditions that are held to be so, data of a worst case. */
static void
stage (EspRenderCall *call)
{
  if (call->is_check)
    return;
  esp_message_sample_stage (call->sample, call->doc);
  if (call->shown != NULL)
    (void) esp_message_force_conditions (call->doc, call->shown); /* of parts that may be gone */
  g_free (call->document);
  call->document = esp_message_doc_to_json (call->doc);
}

/**
 * esp_render_call_run:
 * @data: an EspRenderCall
 *
 * For esp_store_read_async().
 */
gboolean
esp_render_call_run (EspTx *tx, gpointer data, GError **error)
{
  /* A message without a usable sender cannot be sent, but it can be looked at. */
  const EspMailSource source = { .is_only_read = TRUE };
  EspRenderCall *call = data;
  g_autoptr (EspRuleUse) use = NULL;
  EspContentInput input;

  call->fields = esp_fields_load (tx, error);
  if (call->fields == NULL)
    return FALSE;
  call->doc = esp_message_doc_parse (call->document, -1, error);
  if (call->doc == NULL)
    return FALSE;
  stage (call);
  call->composer = esp_mail_composer_load_document (tx, &source, call->document, error);
  if (call->composer == NULL)
    return FALSE;
  if (!call->is_check)
    return render (call, tx, error);
  call->tx = tx;
  /* What the workspace gives to every message, it has. */
  input = make_input (call, esp_mail_composer_get_doc (call->composer));
  use = esp_rule_use_load (tx, error);
  if (use != NULL)
    {
      esp_rule_use_fill (use, &input);
      call->findings = esp_content_check (&input);
    }
  call->tx = NULL;
  return call->findings != NULL;
}

/**
 * esp_render_call_fix:
 * @finding: one of @call
 *
 * Returns: (transfer full) (nullable): the message without what was found
 */
EspMessageDoc *
esp_render_call_fix (const EspRenderCall *call, const EspContentFinding *finding)
{
  EspContentInput input = make_input (call, call->doc);

  return esp_content_fix (&input, finding);
}
