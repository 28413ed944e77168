/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says a rule in one sentence, with the places of its conditions in it. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-sentence-private.h"
#include "engine/segment/esp-sentence.h"

#include "store/esp-leaf-query.h"

#include <stdio.h>
#include <string.h>

static const struct
{
  const char *key;
  const char *ko;
  const char *en;
} field_labels[] = {
  { "email", "이메일", "email" },
  { "phone", "전화번호", "phone" },
  { "name", "이름", "name" },
  { "given_name", "이름(성 제외)", "given name" },
  { "family_name", "성", "family name" },
  { "company", "회사", "company" },
  { "title", "직함", "title" },
  { "country", "국가", "country" },
  { "city", "도시", "city" },
  { "language", "언어", "language" },
  { "time_zone", "시간대", "time zone" },
  { "stage", "단계", "stage" },
  { "score", "점수", "score" },
  { "owner", "담당자", "owner" },
  { "source", "유입 경로", "source" },
  { "external_id", "외부 ID", "external ID" },
  { "created_at", "등록일", "creation" },
  { "updated_at", "수정일", "last change" },
  { ESP_LEAF_FIELD_LTV, "누적 구매액", "LTV" },
  { ESP_LEAF_FIELD_LAST_EVENT, "마지막 활동", "last activity" },
};

/**
 * esp_sentence_field_label:
 *
 * Returns: (transfer none): what the field is called in that language; a field of the user's own goes by
 *   the name it was given, an unknown one by its key
 */
const char *
esp_sentence_field_label (const EspRuleCatalog *catalog, const char *key, EspLang lang)
{
  const EspRuleField *field;

  for (guint i = 0; i < G_N_ELEMENTS (field_labels); i++)
    if (g_strcmp0 (field_labels[i].key, key) == 0)
      return lang == ESP_LANG_KO ? field_labels[i].ko : field_labels[i].en;
  field = catalog != NULL ? esp_rule_catalog_find_field (catalog, key) : NULL;
  return field != NULL ? field->label : key;
}

/**
 * esp_sentence_flip:
 *
 * Returns: (transfer full) (nullable): the condition that holds exactly when @condition does not, where
 *   one condition can say that
 */
EspCondition *
esp_sentence_flip (const EspCondition *condition)
{
  static const EspConditionOp contraries[][2] = {
    { ESP_OP_IS, ESP_OP_IS_NOT },
    { ESP_OP_ONE_OF, ESP_OP_NONE_OF },
    { ESP_OP_CONTAINS, ESP_OP_NOT_CONTAINS },
    { ESP_OP_LESS, ESP_OP_AT_LEAST },
    { ESP_OP_AT_MOST, ESP_OP_MORE },
    { ESP_OP_WITHIN, ESP_OP_NOT_WITHIN },
    { ESP_OP_KNOWN, ESP_OP_UNKNOWN },
    { ESP_OP_HAS_ANY, ESP_OP_HAS_NONE },
  };
  g_autoptr (EspCondition) flipped = esp_condition_copy (condition);

  if (condition->kind == ESP_CONDITION_RANDOM || condition->kind == ESP_CONDITION_ANNIVERSARY)
    return NULL;
  if (condition->kind != ESP_CONDITION_ATTRIBUTE && condition->kind != ESP_CONDITION_TAG)
    {
      flipped->negate = !condition->negate;
      return g_steal_pointer (&flipped);
    }
  for (guint i = 0; i < G_N_ELEMENTS (contraries); i++)
    for (guint side = 0; side < 2; side++)
      if (condition->op == contraries[i][side])
        {
          flipped->op = contraries[i][1 - side];
          /* Whoever has no value matched neither the one nor the other. */
          if (condition->kind == ESP_CONDITION_ATTRIBUTE && condition->op != ESP_OP_KNOWN &&
              condition->op != ESP_OP_UNKNOWN)
            flipped->or_unknown = !condition->or_unknown;
          return g_steal_pointer (&flipped);
        }
  return NULL;
}

/**
 * esp_sentence_active_children:
 *
 * Returns: (transfer container): the children of @group that are not disabled; the nodes stay its own
 */
GPtrArray *
esp_sentence_active_children (const EspRuleNode *group)
{
  GPtrArray *children = g_ptr_array_new ();

  for (guint i = 0; i < group->children->len; i++)
    if (esp_rule_node_is_active (esp_rule_node_child (group, i)))
      g_ptr_array_add (children, esp_rule_node_child (group, i));
  return children;
}

/**
 * esp_sentence_value:
 *
 * Returns: (transfer full): one value of @field as people read it, money with its currency
 */
char *
esp_sentence_value (const EspSentenceWriter *writer, const char *field, const EspOperand *value)
{
  double minor = value->number;

  if (value->type == ESP_OPERAND_TEXT)
    return *value->text != '\0' ? g_strdup (value->text) : g_strdup ("“”");
  if (g_strcmp0 (field, ESP_LEAF_FIELD_LTV) != 0 || writer->currency == NULL)
    return esp_format_number (value->number);
  for (guint i = 0; i < esp_currency_exponent (writer->currency); i++)
    minor *= 10;
  return esp_format_money ((gint64) minor, writer->currency);
}

/**
 * esp_sentence_values:
 * @between: what stands between two values
 *
 * Returns: (transfer full): the first five values as people read them, and how many follow
 */
char *
esp_sentence_values (const EspSentenceWriter *writer,
                     const char *field,
                     const GArray *values,
                     const char *between)
{
  enum
  {
    MAX_SHOWN = 5
  };
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < MIN (values->len, MAX_SHOWN); i++)
    {
      g_autofree char *value = esp_sentence_value (writer, field, esp_operands_peek (values, i));

      if (i > 0)
        g_string_append (out, between);
      g_string_append (out, value);
    }
  if (values->len > MAX_SHOWN)
    g_string_append_printf (out, writer->lang == ESP_LANG_KO ? " 등 %u개" : " or %u more",
                            writer->lang == ESP_LANG_KO ? values->len : values->len - MAX_SHOWN);
  return g_strdup (out->str);
}

/**
 * esp_sentence_segment_name:
 *
 * Returns: (transfer none): the name of the segment @id, or the id when nobody knows it
 */
const char *
esp_sentence_segment_name (const EspSentenceWriter *writer, const char *id)
{
  const char *name =
    writer->catalog != NULL ? esp_rule_catalog_get_segment_name (writer->catalog, id) : NULL;

  return name != NULL ? name : id;
}

/**
 * esp_sentence_campaign_name:
 *
 * Returns: (transfer none): the name of the campaign @id, or the id when nobody knows it
 */
const char *
esp_sentence_campaign_name (const EspSentenceWriter *writer, const char *id)
{
  const char *name =
    writer->catalog != NULL ? esp_rule_catalog_get_campaign_name (writer->catalog, id) : NULL;

  return name != NULL ? name : id;
}

/**
 * esp_sentence_date:
 *
 * Returns: (transfer full): the day, and the time if it has one, as @lang writes them; @iso itself when it is
 *   no date
 */
char *
esp_sentence_date (const char *iso, EspLang lang)
{
  static const char *const months[] = { "January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December" };
  guint year = 0, month = 0, day = 0;
  const char *time = iso != NULL ? strchr (iso, 'T') : NULL;

  if (iso == NULL || sscanf (iso, "%4u-%2u-%2u", &year, &month, &day) != 3 || month < 1 ||
      month > 12)
    return g_strdup (iso);
  if (lang == ESP_LANG_KO)
    return g_strdup_printf ("%u년 %u월 %u일%s%s", year, month, day, time != NULL ? " " : "",
                            time != NULL ? time + 1 : "");
  return g_strdup_printf ("%u %s %u%s%s", day, months[month - 1], year, time != NULL ? " " : "",
                          time != NULL ? time + 1 : "");
}

/**
 * esp_sentence_is_never:
 *
 * Returns: whether the condition says that something did not happen at all
 */
gboolean
esp_sentence_is_never (const EspCondition *condition)
{
  return condition->occurrence == ESP_OCCURRENCE_ANY && condition->count == 0 &&
         condition->count_op != ESP_COUNT_AT_LEAST;
}

/**
 * esp_sentence_new:
 * @catalog: (nullable): names of fields, segments and campaigns
 * @currency: (nullable): of the workspace
 *
 * Says who matches the rule. Every word order is a template of its language; parts that are disabled or
 * empty are not mentioned.
 *
 * Returns: (transfer full)
 */
EspSentence *
esp_sentence_new (const EspRule *rule,
                  const EspRuleCatalog *catalog,
                  const char *currency,
                  EspLang lang)
{
  EspSentence *self = g_new0 (EspSentence, 1);
  EspSentenceWriter writer = { g_string_new (NULL),
                               g_array_new (FALSE, FALSE, sizeof (EspSentenceSpan)), catalog,
                               currency, lang };

  if (esp_rule_is_everyone (rule))
    g_string_append (writer.out, lang == ESP_LANG_KO ? "모든 리드" : "All leads");
  else if (lang == ESP_LANG_KO)
    esp_sentence_write_ko (&writer, rule->root);
  else
    esp_sentence_write_en (&writer, rule->root);
  self->text = g_string_free (writer.out, FALSE);
  self->spans = writer.spans;
  return self;
}

/**
 * esp_sentence_free:
 */
void
esp_sentence_free (EspSentence *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_array_unref (self->spans);
  g_free (self);
}
