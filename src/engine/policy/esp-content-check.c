/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the checks of one message and keeps what they find. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include "engine/content/esp-message-sample.h"

#include <string.h>

/**
 * esp_content_finding_free:
 * @self: (nullable): a finding
 */
void
esp_content_finding_free (EspContentFinding *self)
{
  if (self == NULL)
    return;
  g_free (self->place);
  g_free (self->args[0]);
  g_free (self->args[1]);
  g_free (self);
}

static gboolean
is_for_countries (const EspContentInput *input, const EspContentRule *rule)
{
  const char *own[] = { input->facts->country, NULL };
  const char *const *countries = input->countries != NULL ? input->countries : own;

  if (rule->countries == NULL)
    return TRUE;
  for (guint i = 0; countries[i] != NULL; i++)
    if (g_strv_contains (rule->countries, countries[i]))
      return TRUE;
  return FALSE;
}

/**
 * esp_content_check_begin:
 *
 * Returns: (nullable): the rule, or NULL when the pack lacks it or it does not concern this message.
 */
const EspContentRule *
esp_content_check_begin (EspContentCheck *self, const char *id)
{
  const EspContentRule *rule = esp_content_rules_find (self->rules, id);
  const char *message_class =
    self->doc->message_class == ESP_MESSAGE_CLASS_AD ? "ad" : "transactional";

  if (rule == NULL || !is_for_countries (self->input, rule) ||
      (rule->message_class != NULL && !g_str_equal (rule->message_class, message_class)))
    return NULL;
  return rule;
}

/**
 * esp_content_check_add:
 *
 * Returns: (transfer none): the new finding, with the severity of its rule.
 */
EspContentFinding *
esp_content_check_add (EspContentCheck *self,
                       const EspContentRule *rule,
                       const char *place,
                       const char *arg0,
                       const char *arg1)
{
  EspContentFinding *finding = g_new0 (EspContentFinding, 1);

  finding->rule = rule;
  finding->severity = rule->severity;
  finding->place = g_strdup (place);
  finding->args[0] = g_strdup (arg0);
  finding->args[1] = g_strdup (arg1);
  g_ptr_array_add (self->findings, finding);
  return finding;
}

/**
 * esp_content_check_end:
 *
 * Says that @rule was checked; when nothing was found, that is a finding too: it is fine.
 */
void
esp_content_check_end (EspContentCheck *self, const EspContentRule *rule)
{
  for (guint i = 0; i < self->findings->len; i++)
    if (((EspContentFinding *) self->findings->pdata[i])->rule == rule)
      return;
  esp_content_check_add (self, rule, NULL, NULL, NULL)->severity = ESP_SEVERITY_FINE;
}

/* The checks that look at what comes out look at the usual lead. */
static void
render_sample (EspContentCheck *self)
{
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                          .lead = esp_message_sample_find ("usual"),
                                          .unsubscribe_url = "https://unsubscribe.example.com/u/1",
                                          .preferences_url = "https://unsubscribe.example.com/p/1",
                                          .view_url = "https://unsubscribe.example.com/v/1",
                                          .consent_date = "2026-01-01",
                                          .campaign_id = "1",
                                          .campaign_name = "1" };

  esp_message_rendered_init (&self->rendered);
  self->is_rendered = self->input->message_template != NULL &&
                      esp_message_template_render (self->input->message_template, &recipient,
                                                   &self->rendered, &self->render_error) &&
                      self->rendered.missing == NULL;
  self->words = g_utf8_strdown (self->rendered.text->str, -1);
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const EspContentFinding *first = *(EspContentFinding *const *) a;
  const EspContentFinding *second = *(EspContentFinding *const *) b;

  return (int) second->severity - (int) first->severity;
}

/**
 * esp_content_check:
 * @input: the message and what is known around it
 *
 * Returns: (transfer full) (element-type EspContentFinding): what was found, the worst first; rules that
 * hold are in it as FINE.
 */
GPtrArray *
esp_content_check (const EspContentInput *input)
{
  EspContentCheck self = { .input = input, .doc = input->doc };

  self.rules = input->rules != NULL ? input->rules : esp_content_rules_get_default ();
  self.findings = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_content_finding_free);
  render_sample (&self);
  self.links = esp_content_collect_links (input->doc, self.rendered.html->str);
  esp_content_check_law (&self);
  esp_content_check_message (&self);
  esp_content_check_links (&self);
  esp_content_check_spam (&self);
  g_ptr_array_sort (self.findings, compare_findings);
  g_ptr_array_unref (self.links);
  g_free (self.words);
  g_clear_error (&self.render_error);
  esp_message_rendered_clear (&self.rendered);
  return self.findings;
}

/**
 * esp_content_findings_worst:
 *
 * Returns: the worst severity among @findings.
 */
EspSeverity
esp_content_findings_worst (GPtrArray *findings)
{
  EspSeverity worst = ESP_SEVERITY_FINE;

  for (guint i = 0; i < findings->len; i++)
    worst = MAX (worst, ((EspContentFinding *) findings->pdata[i])->severity);
  return worst;
}

/**
 * esp_content_finding_to_sentence:
 *
 * Returns: (transfer full): the English sentence of the rule with the finding's particulars in it. Views
 * that speak other languages have their own by the id of the rule.
 */
char *
esp_content_finding_to_sentence (const EspContentFinding *self)
{
  GString *out =
    g_string_new (self->severity == ESP_SEVERITY_FINE ? self->rule->fine : self->rule->sentence);

  if (self->severity != ESP_SEVERITY_FINE)
    {
      g_string_replace (out, "{0}", self->args[0] != NULL ? self->args[0] : "", 0);
      g_string_replace (out, "{1}", self->args[1] != NULL ? self->args[1] : "", 0);
    }
  return g_string_free (out, FALSE);
}
