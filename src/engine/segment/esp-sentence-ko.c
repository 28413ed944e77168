/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Korean sentence of a rule: each condition is one template that ends in -고, -거나 or before a noun. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-sentence-private.h"

#include "base/esp-hangul.h"

/* How a clause goes on. */
typedef enum
{
  ENDING_AND,  /* 그리고 */
  ENDING_OR,   /* 또는 */
  ENDING_NOUN, /* before 리드 or 경우 */
} Ending;

static const char *const end_be[] = { "이고", "이거나", "인" };
static const char *const end_not_be[] = { "아니고", "아니거나", "아닌" };
static const char *const end_present[] = { "고", "거나", "는" };
static const char *const end_adjective[] = { "고", "거나", "은" };
static const char *const end_draw[] = { "들고", "들거나", "드는" };
static const char *const end_past_not[] = { "았고", "았거나", "은" };

/* What people do: what it is done to, past, past before a noun, negation; and what demands on it lean on:
 * "금액이 5,000 이상인 것을 구매했고". */
typedef struct
{
  const char *kind;
  const char *object;
  const char *past;
  const char *past_noun;
  const char *negated;
  const char *thing;
} Verb;

static const Verb verbs[] = {
  { "open", "이메일을 ", "열람했", "열람한", "열람하지 않", "" },
  { "click", "링크를 ", "클릭했", "클릭한", "클릭하지 않", "" },
  { "order", "", "구매했", "구매한", "구매하지 않", "것을 " },
  { "visit", "웹사이트를 ", "방문했", "방문한", "방문하지 않", "" },
  { "delivered", "메시지를 ", "받았", "받은", "받지 않", "" },
  { ESP_CONDITION_SENT_KIND, "메시지를 ", "발송받았", "발송받은", "발송받지 않", "" },
  { "bounce", "메시지가 ", "반송되었", "반송된", "반송되지 않", "" },
  { "complaint", "스팸으로 ", "신고했", "신고한", "신고하지 않", "것을 " },
  { "unsubscribe", "수신을 ", "거부했", "거부한", "거부하지 않", "" },
  { "cart", "장바구니에 ", "담았", "담은", "담지 않", "것을 " },
  { "signup", "", "가입했", "가입한", "가입하지 않", "것으로 " },
};

static const struct
{
  const char *word;
  const char *ko;
} words[] = {
  { "email", "이메일" },
  { "sms", "문자" },
  { "kakao", "카카오톡" },
  { "push", "푸시" },
  { "phone", "전화" },
  { "post", "우편" },
  { "ads", "광고" },
  { "marketing", "마케팅" },
  { "night", "야간" },
  { "transactional", "거래" },
  { "profiling", "프로파일링" },
};

static const char *
word_of (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i].word, word) == 0)
      return words[i].ko;
  return word;
}

static void
say (EspSentenceWriter *writer, const char *text)
{
  g_string_append (writer->out, text);
}

static void
say_with (EspSentenceWriter *writer, const char *word, const char *pair)
{
  const char *particle = esp_hangul_pick_particle (word, pair);

  g_string_append_printf (writer->out, "%s%s ", word, particle != NULL ? particle : "");
}

/* The window as a stretch of time: "최근 30일 안". */
static char *
window_noun (const EspTimeWindow *window)
{
  static const char *const units[ESP_N_UNITS] = { "시간", "일", "주" };
  g_autofree char *from = esp_sentence_date (window->from, ESP_LANG_KO);
  g_autofree char *until = esp_sentence_date (window->until, ESP_LANG_KO);

  switch ((guint) window->kind)
    {
    case ESP_WINDOW_LAST:
      return g_strdup_printf ("최근 %u%s 안", window->n, units[window->unit]);
    case ESP_WINDOW_NEXT:
      return g_strdup_printf ("앞으로 %u%s 안", window->n, units[window->unit]);
    case ESP_WINDOW_SINCE:
      return g_strdup_printf ("%s 이후", from);
    case ESP_WINDOW_AFTER:
      return g_strdup_printf ("%s보다 뒤", from);
    case ESP_WINDOW_BEFORE:
      return g_strdup_printf ("%s보다 앞", from);
    case ESP_WINDOW_ON:
      return g_steal_pointer (&from);
    case ESP_WINDOW_BETWEEN:
      return g_strdup_printf ("%s부터 %s 사이", from, until);
    case ESP_WINDOW_TODAY:
      return g_strdup ("오늘");
    case ESP_WINDOW_THIS_WEEK:
      return g_strdup ("이번 주");
    case ESP_WINDOW_THIS_MONTH:
      return g_strdup ("이번 달");
    case ESP_WINDOW_THIS_YEAR:
      return g_strdup ("올해");
    default:
      return g_strdup ("");
    }
}

/* The window before a verb: "최근 30일 안에 ". */
static void
say_window (EspSentenceWriter *writer, const EspTimeWindow *window)
{
  g_autofree char *noun = window_noun (window);

  if (window->kind == ESP_WINDOW_EVER)
    return;
  say (writer, noun);
  say (writer, window->kind == ESP_WINDOW_TODAY || window->kind == ESP_WINDOW_THIS_YEAR ||
                   window->kind == ESP_WINDOW_SINCE
                 ? " "
                 : "에 ");
}

static void
say_be (EspSentenceWriter *writer, const char *what, gboolean is, Ending ending)
{
  if (is)
    g_string_append_printf (writer->out, "%s%s", what, end_be[ending]);
  else
    {
      say_with (writer, what, "이/가");
      say (writer, end_not_be[ending]);
    }
}

static void
say_known (EspSentenceWriter *writer, gboolean known, Ending ending)
{
  say (writer, known ? "입력되어 있" : "비어 있");
  say (writer, end_present[ending]);
}

static void
say_text_part (EspSentenceWriter *writer,
               const char *label,
               EspConditionOp op,
               const char *part,
               Ending ending)
{
  g_autofree char *quoted = g_strdup_printf ("‘%s’", part);

  if (op == ESP_OP_CONTAINS || op == ESP_OP_NOT_CONTAINS)
    {
      const char *particle = esp_hangul_pick_particle (part, "이/가");

      g_string_append_printf (writer->out, "%s에 %s%s 들어 있%s", label, quoted, particle,
                              op == ESP_OP_CONTAINS ? "" : "지 않");
      say (writer, op == ESP_OP_CONTAINS ? end_present[ending] : end_adjective[ending]);
      return;
    }
  say_with (writer, label, "이/가");
  g_string_append_printf (writer->out, "%s%s %s%s", quoted,
                          esp_hangul_pick_particle (part, "으로/로"),
                          op == ESP_OP_STARTS ? "시작하" : "끝나", end_present[ending]);
}

static void
say_number (EspSentenceWriter *writer,
            const char *field,
            EspConditionOp op,
            const GArray *values,
            Ending ending)
{
  g_autofree char *first = esp_sentence_value (writer, field, esp_operands_peek (values, 0));
  g_autofree char *second =
    values->len > 1 ? esp_sentence_value (writer, field, esp_operands_peek (values, 1)) : NULL;

  if (op == ESP_OP_BETWEEN)
    g_string_append_printf (writer->out, "%s 이상 %s 이하%s", first, second, end_be[ending]);
  else
    g_string_append_printf (writer->out, "%s %s%s", first,
                            op == ESP_OP_LESS      ? "미만"
                            : op == ESP_OP_AT_MOST ? "이하"
                            : op == ESP_OP_MORE    ? "초과"
                                                   : "이상",
                            end_be[ending]);
}

/* The comparison itself, of a field or of a property of an event. */
static void
say_comparison (EspSentenceWriter *writer,
                const char *label,
                EspConditionOp op,
                const GArray *values,
                const char *field,
                Ending ending)
{
  gboolean is = op == ESP_OP_IS || op == ESP_OP_ONE_OF;
  g_autofree char *joined = NULL;

  if (op >= ESP_OP_CONTAINS && op <= ESP_OP_ENDS)
    {
      say_text_part (writer, label, op, esp_operands_peek (values, 0)->text, ending);
      return;
    }
  if (is || op == ESP_OP_IS_NOT || op == ESP_OP_NONE_OF)
    {
      const EspOperand *first = esp_operands_peek (values, 0);

      if (first->type == ESP_OPERAND_BOOLEAN)
        {
          gboolean yes = (first->number != 0) == is;

          g_string_append_printf (writer->out, "%s에 해당하%s", label, yes ? "" : "지 않");
          say (writer, yes ? end_present[ending] : end_adjective[ending]);
          return;
        }
      joined = esp_sentence_values (writer, field, values, " 또는 ");
      say_with (writer, label, "이/가");
      say_be (writer, joined, is, ending);
      return;
    }
  say_with (writer, label, "이/가");
  if (op == ESP_OP_KNOWN || op == ESP_OP_UNKNOWN)
    say_known (writer, op == ESP_OP_KNOWN, ending);
  else
    say_number (writer, field, op, values, ending);
}

static void
say_attribute (EspSentenceWriter *writer, const EspCondition *condition, Ending ending)
{
  const char *label = esp_sentence_field_label (writer->catalog, condition->subject, ESP_LANG_KO);
  Ending own = condition->or_unknown ? ENDING_OR : ending;
  g_autofree char *window = NULL;

  if (condition->op == ESP_OP_WITHIN || condition->op == ESP_OP_NOT_WITHIN)
    {
      window = window_noun (&condition->window);
      say_with (writer, label, "이/가");
      say_be (writer, window, condition->op == ESP_OP_WITHIN, own);
    }
  else
    say_comparison (writer, label, condition->op, condition->values, condition->subject, own);
  if (condition->or_unknown)
    {
      say (writer, " ");
      say_known (writer, FALSE, ending);
    }
}

static void
say_tag (EspSentenceWriter *writer, const EspCondition *condition, Ending ending)
{
  gboolean all = condition->op == ESP_OP_HAS_ALL && condition->values->len > 1;
  g_autofree char *tags =
    esp_sentence_values (writer, NULL, condition->values, all ? ", " : " 또는 ");

  g_string_append_printf (writer->out, "%s 태그가 %s%s%s", tags, all ? "모두 " : "",
                          condition->op == ESP_OP_HAS_NONE ? "없" : "있", end_present[ending]);
}

static void
say_consent (EspSentenceWriter *writer, const EspCondition *condition, Ending ending)
{
  static const struct
  {
    const char *state;
    const char *and_or;
    const char *noun;
  } states[] = { { "granted", "에 동의했", "에 동의한" },
                 { "denied", "을 거부했", "을 거부한" },
                 { "withdrawn", " 동의를 철회했", " 동의를 철회한" },
                 { "pending", " 동의를 확인하는 중이", " 동의를 확인하는 중인" },
                 { "unknown", "에 동의했는지 알 수 없", "에 동의했는지 알 수 없는" } };

  g_string_append_printf (writer->out, "%s %s 수신", word_of (condition->subject),
                          word_of (condition->detail));
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (g_strcmp0 (states[i].state, condition->state) != 0)
        continue;
      if (condition->negate)
        g_string_append_printf (writer->out, "%s 상태가 %s", states[i].noun, end_not_be[ending]);
      else if (ending == ENDING_NOUN)
        say (writer, states[i].noun);
      else
        g_string_append_printf (writer->out, "%s%s", states[i].and_or, end_present[ending]);
      return;
    }
  g_string_append_printf (writer->out, " 동의 상태가 ‘%s’", condition->state);
  say (writer, condition->negate ? "이 " : "");
  say (writer, condition->negate ? end_not_be[ending] : end_be[ending]);
}

static const Verb *
verb_of (const EspCondition *condition)
{
  const char *kind = esp_condition_event_kind (condition);

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_strcmp0 (verbs[i].kind, kind) == 0)
      return &verbs[i];
  return NULL;
}

static void
say_object (EspSentenceWriter *writer, const EspCondition *condition, const Verb *verb)
{
  for (guint i = 0; i < condition->where->len; i++)
    {
      const EspWhere *clause = g_ptr_array_index (condition->where, i);

      say_comparison (writer, clause->property, clause->op, clause->values, NULL,
                      i + 1 < condition->where->len ? ENDING_AND : ENDING_NOUN);
      say (writer, " ");
      if (i + 1 == condition->where->len && verb != NULL)
        say (writer, verb->thing);
    }
  if (condition->detail != NULL)
    g_string_append_printf (writer->out, "‘%s’ 캠페인의 ",
                            esp_sentence_campaign_name (writer, condition->detail));
  if (verb != NULL)
    say (writer, verb->object);
  else
    g_string_append_printf (writer->out, "‘%s’ 행동을 ", condition->subject);
}

/* "장바구니에 담은 뒤 3일 안에 " */
static void
say_after (EspSentenceWriter *writer, const EspCondition *after)
{
  static const char *const units[ESP_N_UNITS] = { "시간", "일", "주" };
  const Verb *verb;

  if (after == NULL)
    return;
  verb = verb_of (after);
  say_object (writer, after, verb);
  g_string_append_printf (writer->out, "%s 뒤 %u%s 안에 ", verb != NULL ? verb->past_noun : "한",
                          after->window.n, units[after->window.unit]);
}

/* "처음 이메일을 열람한 때가 최근 30일 안이고" */
static void
say_edge (EspSentenceWriter *writer, const EspCondition *condition, Ending ending)
{
  const Verb *verb = verb_of (condition);
  g_autofree char *window = window_noun (&condition->window);

  say_after (writer, condition->after);
  say (writer, condition->occurrence == ESP_OCCURRENCE_FIRST ? "처음 " : "마지막으로 ");
  say_object (writer, condition, verb);
  g_string_append_printf (writer->out, "%s 때가 ", verb != NULL ? verb->past_noun : "한");
  say_be (writer, window, !condition->negate, ending);
}

static void
say_events (EspSentenceWriter *writer, const EspCondition *condition, Ending ending)
{
  const Verb *verb = verb_of (condition);
  gboolean negated = condition->negate != esp_sentence_is_never (condition);

  if (condition->occurrence != ESP_OCCURRENCE_ANY && condition->window.kind != ESP_WINDOW_EVER)
    {
      say_edge (writer, condition, ending);
      return;
    }
  say_window (writer, &condition->window);
  say_after (writer, condition->after);
  say_object (writer, condition, verb);
  if (condition->occurrence == ESP_OCCURRENCE_ANY && condition->count > 0)
    {
      if (condition->count_op == ESP_COUNT_EXACTLY)
        g_string_append_printf (writer->out, "정확히 %u회 ", condition->count);
      else if (condition->count_op == ESP_COUNT_AT_MOST)
        g_string_append_printf (writer->out, "%u회 이하로 ", condition->count);
      else if (condition->count > 1)
        g_string_append_printf (writer->out, "%u회 이상 ", condition->count);
    }
  if (negated)
    g_string_append_printf (writer->out, "%s%s", verb != NULL ? verb->negated : "하지 않",
                            end_past_not[ending]);
  else if (ending == ENDING_NOUN)
    say (writer, verb != NULL ? verb->past_noun : "한");
  else
    g_string_append_printf (writer->out, "%s%s", verb != NULL ? verb->past : "했",
                            end_present[ending]);
}

static void
say_condition (EspSentenceWriter *writer, const EspCondition *condition, Ending ending)
{
  g_autofree char *text = NULL;

  switch ((guint) condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
      say_attribute (writer, condition, ending);
      break;
    case ESP_CONDITION_TAG:
      say_tag (writer, condition, ending);
      break;
    case ESP_CONDITION_CONSENT:
      say_consent (writer, condition, ending);
      break;
    case ESP_CONDITION_SUPPRESSION:
      g_string_append_printf (writer->out, "%s%s수신 차단 목록에 %s%s",
                              condition->subject != NULL ? word_of (condition->subject) : "",
                              condition->subject != NULL ? " " : "",
                              condition->negate ? "없" : "있", end_present[ending]);
      break;
    case ESP_CONDITION_SEGMENT:
      g_string_append_printf (writer->out, "‘%s’ 세그먼트에 속하%s%s",
                              esp_sentence_segment_name (writer, condition->subject),
                              condition->negate ? "지 않" : "", end_present[ending]);
      break;
    case ESP_CONDITION_ANNIVERSARY:
      text = window_noun (&condition->window);
      say (writer, "매년 돌아오는 ");
      say_with (writer, esp_sentence_field_label (writer->catalog, condition->subject, ESP_LANG_KO),
                "이/가");
      say_be (writer, text, TRUE, ending);
      break;
    case ESP_CONDITION_RANDOM:
      text = esp_sentence_value (writer, NULL, esp_operands_peek (condition->values, 0));
      g_string_append_printf (writer->out, "무작위로 뽑은 %s%%에 %s", text, end_draw[ending]);
      break;
    default:
      say_events (writer, condition, ending);
      break;
    }
}

static void
say_leaf (EspSentenceWriter *writer,
          const EspRuleNode *node,
          const EspCondition *condition,
          Ending ending)
{
  EspSentenceSpan span = { writer->out->len, 0, node->id };

  say_condition (writer, condition, ending);
  span.end = writer->out->len;
  g_array_append_val (writer->spans, span);
}

static void
say_node (EspSentenceWriter *writer, const EspRuleNode *node, Ending ending, gboolean inner);

static void
say_children (EspSentenceWriter *writer, GPtrArray *children, EspGroupMode mode, Ending last)
{
  for (guint i = 0; i < children->len; i++)
    {
      if (i > 0)
        say (writer, mode == ESP_GROUP_ALL ? ", " : " ");
      say_node (writer, g_ptr_array_index (children, i),
                i + 1 == children->len  ? last
                : mode == ESP_GROUP_ALL ? ENDING_AND
                                        : ENDING_OR,
                TRUE);
    }
}

static void
say_none (EspSentenceWriter *writer, GPtrArray *children, Ending ending)
{
  const EspRuleNode *only = g_ptr_array_index (children, 0);
  g_autoptr (EspCondition) flipped =
    children->len == 1 && only->condition != NULL ? esp_sentence_flip (only->condition) : NULL;

  if (flipped != NULL)
    {
      say_leaf (writer, only, flipped, ending);
      return;
    }
  say (writer, "(");
  say_children (writer, children, ESP_GROUP_ANY, ENDING_NOUN);
  say (writer, ") 경우가 ");
  say (writer, end_not_be[ending]);
}

static void
say_node (EspSentenceWriter *writer, const EspRuleNode *node, Ending ending, gboolean inner)
{
  g_autoptr (GPtrArray) children = NULL;
  gboolean brackets;

  if (node->condition != NULL)
    {
      say_leaf (writer, node, node->condition, ending);
      return;
    }
  children = esp_sentence_active_children (node);
  if (node->mode == ESP_GROUP_NONE)
    {
      say_none (writer, children, ending);
      return;
    }
  brackets = inner && children->len > 1;
  say (writer, brackets ? "(" : "");
  say_children (writer, children, node->mode, ending);
  say (writer, brackets ? ")" : "");
}

/**
 * esp_sentence_write_ko:
 *
 * Writes the rule as one Korean noun phrase.
 */
void
esp_sentence_write_ko (EspSentenceWriter *writer, const EspRuleNode *root)
{
  say_node (writer, root, ENDING_NOUN, FALSE);
  say (writer, " 리드");
}
