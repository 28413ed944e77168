/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the checks of one message and keeps what they find. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include "base/esp-hangul.h"
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
  g_free (self->detail_ko);
  g_free (self);
}

/**
 * esp_content_finding_new:
 *
 * Returns: (transfer full): a finding with the severity of its rule
 */
EspContentFinding *
esp_content_finding_new (const EspContentRule *rule,
                         const char *place,
                         const char *arg0,
                         const char *arg1)
{
  static const char *const answers[] = { "US-CS-01", "EU-SUBJ", "UK-SUBJ",
                                         "CA-SUBJ",  "BR-SUBJ", NULL };
  EspContentFinding *finding = g_new0 (EspContentFinding, 1);

  finding->rule = rule;
  finding->severity = rule->severity;
  finding->place = g_strdup (place);
  finding->args[0] = g_strdup (arg0);
  finding->args[1] = g_strdup (arg1);
  /* Rules of words alone, with a fix. */
  finding->can_fix =
    g_str_equal (rule->id, "CORE-07") ||
    (g_strv_contains (answers, rule->id) && arg0 != NULL && g_str_has_suffix (arg0, ":"));
  return finding;
}

/**
 * esp_content_check_begin:
 *
 * Returns: (nullable): the rule, or NULL when no pack has it or it does not concern this message.
 */
const EspContentRule *
esp_content_check_begin (EspContentCheck *self, const char *id)
{
  return esp_content_rules_find_in (self->rules, id, &self->scope);
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
  EspContentFinding *finding = esp_content_finding_new (rule, place, arg0, arg1);

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
  const EspMessageRecipient recipient = {
    .lookup = esp_message_sample_lookup,
    .lead = esp_message_sample_find_for ("usual", self->input->doc->language),
    .unsubscribe_url = "https://unsubscribe.example.com/u/1",
    .preferences_url = "https://unsubscribe.example.com/p/1",
    .view_url = "https://unsubscribe.example.com/v/1",
    .consent_date = "2026-01-01",
    .campaign_id = "1",
    .campaign_name = "1"
  };

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

/* Whatever can be mended says so: it is tried. */
static void
note_fixes (EspContentCheck *self)
{
  for (guint i = 0; i < self->findings->len; i++)
    {
      EspContentFinding *finding = self->findings->pdata[i];
      g_autoptr (EspMessageDoc) fixed = NULL;

      if (finding->severity == ESP_SEVERITY_FINE || finding->can_fix)
        continue;
      fixed = esp_content_fix (self->input, finding);
      finding->can_fix = fixed != NULL;
    }
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
  const char *own[] = { input->facts->country, NULL };
  EspContentCheck self = {
    .input = input,
    .doc = input->doc,
    .rules = input->rules != NULL ? input->rules : esp_content_rules_get_default (),
    .scope = { .countries = input->countries != NULL ? input->countries : own,
               .message_class =
                 input->doc->message_class == ESP_MESSAGE_CLASS_AD ? "ad" : "transactional",
               .channel = input->channel != NULL ? input->channel : "email",
               .day = input->day,
               .choices = input->packs,
               .only = input->only },
  };
  EspRuleRun run;

  self.findings = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_content_finding_free);
  render_sample (&self);
  self.links = esp_content_collect_links (input->doc, self.rendered.html->str);
  esp_content_check_law (&self);
  esp_content_check_message (&self);
  esp_content_check_links (&self);
  esp_content_check_link_facts (&self);
  esp_content_check_spam (&self);
  esp_content_check_files (&self);
  esp_content_parts_collect (&self);
  esp_content_check_phrases (&self);
  run = (EspRuleRun){ self.rules, &self.scope, self.parts, self.findings };
  esp_rule_run (&run);
  esp_content_check_texts_by_code (&run);
  g_ptr_array_unref (self.parts);
  note_fixes (&self);
  g_ptr_array_sort (self.findings, compare_findings);
  g_ptr_array_unref (self.links);
  g_free (self.words);
  g_clear_error (&self.render_error);
  esp_message_rendered_clear (&self.rendered);
  return self.findings;
}

/**
 * esp_content_check_texts:
 * @rules: (nullable): the packs in use
 * @texts: (array length=n_texts): the parts of a message of any channel
 *
 * Runs the rules that need no more than texts: words, what must be there, lengths.
 *
 * Returns: (transfer full) (element-type EspContentFinding): what was found, the worst first; rules that
 *   hold are in it as FINE
 */
GPtrArray *
esp_content_check_texts (const EspContentRules *rules,
                         const EspRuleScope *scope,
                         const EspContentText *texts,
                         gsize n_texts)
{
  g_autoptr (GPtrArray) parts = esp_content_parts_new ();
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_content_finding_free);
  const EspRuleRun run = { rules != NULL ? rules : esp_content_rules_get_default (), scope, parts,
                           findings };

  for (gsize i = 0; i < n_texts; i++)
    esp_content_parts_add (parts, texts[i].part,
                           texts[i].place != NULL ? texts[i].place : texts[i].part, texts[i].text,
                           FALSE);
  esp_rule_run (&run);
  esp_content_check_texts_by_code (&run);
  g_ptr_array_sort (findings, compare_findings);
  return findings;
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

/* Puts the right particle behind what is filled in: "“할인”은(는)" becomes "“할인”은". */
static void
fill (GString *out, const char *place, const char *value)
{
  static const char *const pairs[][2] = {
    { "은(는)", "은/는" }, { "을(를)", "을/를" },   { "이(가)", "이/가" },
    { "과(와)", "과/와" }, { "(으)로", "으로/로" },
  };
  static const char *const quotes[] = { "", "”" };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (guint j = 0; j < G_N_ELEMENTS (quotes); j++)
      {
        g_autofree char *from = g_strconcat (place, quotes[j], pairs[i][0], NULL);
        g_autofree char *to =
          g_strconcat (value, quotes[j], esp_hangul_pick_particle (value, pairs[i][1]), NULL);

        g_string_replace (out, from, to, 0);
      }
  g_string_replace (out, place, value, 0);
}

/* The part of @text between two marks, or its first number. Returns: its length; 0 when there is none */
static gsize
find_particular (const char *text, const char **out_start)
{
  static const char *const marks[][2] = { { "“", "”" }, { "(", ")" } };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const char *start = strstr (text, marks[i][0]);
      const char *end = start != NULL ? g_strrstr (start, marks[i][1]) : NULL;

      if (end == NULL)
        continue;
      *out_start = start + strlen (marks[i][0]);
      return (gsize) (end - *out_start);
    }
  *out_start = text + strcspn (text, "0123456789");
  return strspn (*out_start, "0123456789");
}

/* Packs know sentences with “{0}” where something particular stands. Returns: (nullable) */
static char *
translate_sentence (const EspContentRules *rules, const char *text, const char *language)
{
  const char *start;
  gsize n = find_particular (text, &start);
  g_autofree char *term =
    n > 0 ? g_strdup_printf ("%.*s{0}%s", (int) (start - text), text, start + n) : NULL;
  const char *word = term != NULL ? esp_content_rules_translate (rules, term, language) : NULL;
  g_autofree char *particular = g_strndup (start, n);
  GString *out;

  if (word == NULL || word == term)
    return NULL;
  out = g_string_new (word);
  fill (out, "{0}", particular);
  return g_string_free (out, FALSE);
}

/* One part, or several with "; " or ", " between them, each translated alone. */
static char *
translate_part (const char *part, const char *separator, const char *language)
{
  const EspContentRules *rules = esp_content_rules_get_default ();
  g_auto (GStrv) words = g_strsplit (part, separator, -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = esp_content_rules_translate (rules, words[i], language);

      char *found =
        word != words[i] ? g_strdup (word) : translate_sentence (rules, words[i], language);

      if (found == NULL)
        continue;
      g_free (words[i]);
      words[i] = found;
    }
  return g_strjoinv (separator, words);
}

/**
 * esp_content_finding_dup_sentence:
 * @language: (nullable): "ko"; else English
 *
 * Returns: (transfer full): the sentence of the rule with the finding's particulars in it
 */
char *
esp_content_finding_dup_sentence (const EspContentFinding *self, const char *language)
{
  gboolean is_fine = self->severity == ESP_SEVERITY_FINE;
  gboolean is_korean = g_strcmp0 (language, "ko") == 0;
  const char *korean = is_fine ? self->rule->fine_ko : self->rule->sentence_ko;
  const char *english = is_fine ? self->rule->fine : self->rule->sentence;
  GString *out = g_string_new (is_korean && korean != NULL ? korean : english);

  for (guint i = 0; !is_fine && i < G_N_ELEMENTS (self->args); i++)
    {
      const char *own = i == 1 && is_korean ? self->detail_ko : NULL;
      const char *arg = own != NULL ? own : self->args[i] != NULL ? self->args[i] : "";
      g_autofree char *place = g_strdup_printf ("{%u}", i);
      g_autofree char *parts = translate_part (arg, "; ", language);
      g_autofree char *value = translate_part (parts, ", ", language);

      fill (out, place, value);
    }
  return g_string_free (out, FALSE);
}

/**
 * esp_content_finding_to_sentence:
 *
 * Returns: (transfer full): the English sentence of the rule with the finding's particulars in it
 */
char *
esp_content_finding_to_sentence (const EspContentFinding *self)
{
  return esp_content_finding_dup_sentence (self, NULL);
}
