/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks a text, a Kakao message, a post or a push as an ordinary lead would get it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-text-check.h"

#include "engine/content/text/esp-kakao.h"
#include "engine/policy/esp-link-facts.h"
#include "engine/policy/esp-text-fix.h"
#include "worker/esp-rule-packs.h"

#define SAMPLE_PHONE "+821012345678"

typedef struct
{
  const EspContentRules *rules;
  const EspRuleScope *scope;
  GPtrArray *findings;
} Check;

/* Notes a rule: as broken, or as one that holds. */
static void
note (Check *check,
      const char *id,
      gboolean is_broken,
      const char *place,
      const char *arg0,
      const char *arg1)
{
  const EspContentRule *rule = esp_content_rules_find_in (check->rules, id, check->scope);
  EspContentFinding *finding;

  if (rule == NULL)
    return;
  finding = g_new0 (EspContentFinding, 1);
  finding->rule = rule;
  finding->severity = is_broken ? rule->severity : ESP_SEVERITY_FINE;
  finding->place = g_strdup (is_broken ? place : NULL);
  finding->args[0] = g_strdup (arg0);
  finding->args[1] = g_strdup (arg1);
  finding->can_fix = is_broken && g_str_equal (id, "TEXT-CHARSET");
  g_ptr_array_add (check->findings, finding);
}

static char *
list_strangers (const char *text, gboolean is_extension)
{
  g_autoptr (GArray) found = esp_text_find_strangers (text, ESP_TEXT_CP949);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    {
      const EspTextStranger *stranger = &g_array_index (found, EspTextStranger, i);

      if (stranger->is_extension == is_extension &&
          g_utf8_strchr (out->str, -1, stranger->character) == NULL)
        g_string_append_unichar (out, stranger->character);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
check_body (Check *check, const EspTextBody *body, const EspTextCount *count, const char *place)
{
  g_autofree char *all = g_strconcat (body->title, body->body, NULL);
  g_autofree char *strangers = list_strangers (all, FALSE);
  g_autofree char *old = list_strangers (all, TRUE);
  g_autofree char *bytes = g_strdup_printf ("%u", count->bytes);
  g_autofree char *limit = g_strdup_printf ("%u", count->limit);
  g_autofree char *title = g_strdup_printf ("%u", count->subject_bytes);
  g_autofree char *most = g_strdup_printf ("%d", ESP_LMS_MAX_SUBJECT_BYTES);
  gboolean is_korean = count->counting == ESP_COUNTING_KOREAN;

  note (check, "TEXT-EMPTY", *body->body == '\0', place, NULL, NULL);
  note (check, "TEXT-LONG", count->is_too_long, place, bytes, limit);
  note (check, "TEXT-TITLE", count->is_subject_too_long, place, title, most);
  note (check, "TEXT-CHARSET", is_korean && *strangers != '\0', place, strangers, NULL);
  note (check, "TEXT-OLD", is_korean && *old != '\0', place, old, NULL);
}

/* One rule for each fault, so that each has its own words. */
static void
check_pictures (Check *check, const EspTextDoc *doc, EspTextKind kind, const EspMmsLimits *limits)
{
  const char *name = NULL;
  EspMmsFault fault = esp_mms_check (doc, kind, limits, &name);
  gboolean is_large = fault == ESP_MMS_TOO_LARGE;
  g_autofree char *n = g_strdup_printf ("%u", doc->files->len);
  g_autofree char *most = g_strdup_printf ("%u", limits->max_pictures);
  g_autofree char *size =
    g_strdup_printf (is_large ? "%u KB" : "%u px", is_large ? limits->max_kb : limits->max_px);

  if (doc->files->len == 0 && fault == ESP_MMS_RIGHT)
    return;
  note (check, "TEXT-PICTURE-NONE", fault == ESP_MMS_NO_PICTURE, "body", NULL, NULL);
  note (check, "TEXT-PICTURE-KIND", fault == ESP_MMS_STRAY_PICTURES, "body", NULL, NULL);
  note (check, "TEXT-PICTURE-MANY", fault == ESP_MMS_TOO_MANY, "body", n, most);
  note (check, "TEXT-PICTURE-SIZE", is_large || fault == ESP_MMS_TOO_WIDE, "body", name, size);
  note (check, "TEXT-PICTURE-TYPE", fault == ESP_MMS_NO_JPEG, "body", name, NULL);
}

static void
check_kakao (Check *check, const EspText *text)
{
  g_autoptr (GPtrArray) problems = esp_kakao_check (text->doc);
  guint n_blocking = 0;
  guint n_notes = 0;

  for (guint i = 0; i < problems->len; i++)
    {
      const EspKakaoProblem *problem = problems->pdata[i];
      g_autofree char *sentence = esp_kakao_problem_to_sentence (problem);
      gboolean blocks = esp_kakao_problem_blocks (problem->kind);

      note (check, blocks ? "KAKAO-RULE" : "KAKAO-NOTE", TRUE, problem->place, sentence, NULL);
      n_blocking += blocks;
      n_notes += !blocks;
    }
  if (n_blocking == 0)
    note (check, "KAKAO-RULE", FALSE, NULL, NULL, NULL);
  if (n_notes == 0)
    note (check, "KAKAO-NOTE", FALSE, NULL, NULL, NULL);
  if (text->doc->has_substitute)
    check_body (check, &text->doc->substitute, &text->substitute, "substitute.body");
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const EspContentFinding *first = *(EspContentFinding *const *) a;
  const EspContentFinding *second = *(EspContentFinding *const *) b;

  return (int) second->severity - (int) first->severity;
}

/* The words of the law speak of what the person reads: with the frame around it. */
static GPtrArray *
check_words (const EspRuleUse *use, const EspRuleScope *scope, const EspTextDoc *doc)
{
  gboolean is_kakao = doc->medium == ESP_TEXT_MEDIUM_KAKAO;
  gboolean is_brand = is_kakao && doc->kakao.product == ESP_KAKAO_BRAND;
  g_autofree char *filled = is_kakao && !is_brand ? esp_kakao_fill (doc) : NULL;
  /* KakaoTalk itself puts the label above a Brand Message and the way out below it. */
  g_autofree char *framed = is_brand && doc->message_class == ESP_MESSAGE_CLASS_AD
                              ? g_strconcat ("(광고) ", doc->text.body, "\n채널 차단", NULL)
                              : NULL;
  const char *body = filled != NULL ? filled : framed != NULL ? framed : doc->text.body;
  gboolean is_push = doc->medium == ESP_TEXT_MEDIUM_PUSH;
  EspContentText texts[2] = { { "body", "body", body }, { "title", "title", doc->text.title } };
  gsize n = *doc->text.title != '\0' && !is_kakao ? 2 : 1;

  /* A push begins with its title. */
  if (is_push)
    {
      texts[0] = (EspContentText){ "title", "title", doc->text.title };
      texts[1] = (EspContentText){ "body", "body", doc->text.body };
      n = 2;
    }
  return esp_content_check_texts (use->rules, scope, texts, n);
}

/**
 * esp_text_check_with:
 * @wish: what is to be otherwise than it is now; its countries are those of the people who will get it, else
 *   Korea
 *
 * Returns: (transfer full) (element-type EspContentFinding): what the rules say, the worst first; NULL
 *   with @error set
 */
GPtrArray *
esp_text_check_with (EspTx *tx, EspTextComposer *composer, const EspCheckWish *wish, GError **error)
{
  static const char *const korea[] = { "KR", NULL };
  g_autoptr (EspRuleUse) use = esp_rule_use_load (tx, error);
  const EspTextDoc *doc = esp_text_composer_get_doc (composer);
  const EspTextRequest request = { .sample = esp_message_sample_find_for ("usual", doc->language),
                                   .address =
                                     doc->medium <= ESP_TEXT_MEDIUM_KAKAO ? SAMPLE_PHONE : NULL,
                                   .now_us = esp_tx_get_now_us (tx) };
  EspRuleScope scope = {
    .countries = wish->countries != NULL && wish->countries[0] != NULL ? wish->countries : korea,
    .only = wish->only,
    .message_class = doc->message_class == ESP_MESSAGE_CLASS_AD ? "ad" : "transactional",
    .channel = esp_text_medium_name (doc->medium)
  };
  g_autoptr (GError) problem = NULL;
  EspText text;
  Check check;

  if (use == NULL)
    return NULL;
  scope.day = wish->day != NULL ? wish->day : use->day;
  scope.choices = (const char *const *) use->choices;
  (void) esp_text_composer_compose (composer, &request, &text, &problem);
  if (text.doc == NULL)
    {
      if (problem != NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
      return problem == NULL && (error == NULL || *error == NULL)
               ? g_ptr_array_new_with_free_func ((GDestroyNotify) esp_content_finding_free)
               : NULL;
    }
  check = (Check){ use->rules, &scope, check_words (use, &scope, text.doc) };
  esp_text_check_label (use->rules, &scope, doc, check.findings);
  esp_link_facts_check_text (use->rules, &scope, use->link_facts, text.doc->text.body,
                             check.findings);
  if (doc->medium == ESP_TEXT_MEDIUM_KAKAO)
    check_kakao (&check, &text);
  else
    check_body (&check, &text.doc->text, &text.count, "body");
  if (doc->medium == ESP_TEXT_MEDIUM_TEXT)
    check_pictures (&check, text.doc, text.count.kind, esp_text_composer_get_mms_limits (composer));
  if (!esp_text_composer_is_demo (composer))
    note (&check, "TEXT-SENDER", *esp_text_composer_get_sender (composer) == '\0', "sender", NULL,
          NULL);
  esp_text_clear (&text);
  g_ptr_array_sort (check.findings, compare_findings);
  return check.findings;
}

/**
 * esp_text_check:
 * @countries: (nullable): where those live who will get it; else Korea
 *
 * Returns: (transfer full) (element-type EspContentFinding): as esp_text_check_with()
 */
GPtrArray *
esp_text_check (EspTx *tx, EspTextComposer *composer, const char *const *countries, GError **error)
{
  const EspCheckWish wish = { .countries = countries };

  return esp_text_check_with (tx, composer, &wish, error);
}
