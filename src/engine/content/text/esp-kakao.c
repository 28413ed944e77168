/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What KakaoTalk asks of an Alimtalk and of a Brand Message: templates, variables, lengths, buttons. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/text/esp-kakao.h"

#include <string.h>

/* The limits of one bubble. */
typedef struct
{
  const char *gateway_name;
  guint max_chars;
  guint max_line_ends;
  guint max_buttons;
  guint max_buttons_with_coupon;
  guint max_button_chars;
  guint max_coupon_chars;
  gboolean needs_image;
} Bubble;

static const Bubble bubbles[ESP_N_BUBBLES] = {
  [ESP_BUBBLE_TEXT] = { "TEXT", 1300, 99, 5, 4, 14, 12, FALSE },
  [ESP_BUBBLE_IMAGE] = { "IMAGE", 1300, 99, 5, 4, 14, 12, TRUE },
  [ESP_BUBBLE_WIDE] = { "WIDE", 76, 1, 2, 2, 8, 18, TRUE },
};

void
esp_kakao_problem_free (gpointer problem)
{
  EspKakaoProblem *self = problem;

  g_free (self->place);
  g_free (self->argument);
  g_free (self);
}

/**
 * esp_kakao_problem_blocks:
 *
 * Returns: whether the message cannot be sent with it
 */
gboolean
esp_kakao_problem_blocks (EspKakaoProblemKind kind)
{
  return kind != ESP_KAKAO_NO_SUBSTITUTE && kind != ESP_KAKAO_EMPTY_VARIABLE;
}

/**
 * esp_kakao_problem_to_sentence:
 *
 * Returns: (transfer full): what is wrong and what to do; English
 */
char *
esp_kakao_problem_to_sentence (const EspKakaoProblem *self)
{
  static const char *const sentences[] = {
    [ESP_KAKAO_NO_TEMPLATE] = "No Alimtalk template is chosen: choose an approved one",
    [ESP_KAKAO_NOT_APPROVED] = "The template is not approved yet; only approved ones can be sent",
    [ESP_KAKAO_NO_TEXT] = "The message has no text",
    [ESP_KAKAO_MISSING_VARIABLE] = "Nothing fills the variable “%s” of the template",
    [ESP_KAKAO_EMPTY_VARIABLE] = "The variable “%s” may be empty",
    [ESP_KAKAO_BAD_NAME] = "The name “%s” of a variable holds a dot, which gateways refuse",
    [ESP_KAKAO_TOO_LONG] = "The text is too long: %s characters",
    [ESP_KAKAO_TOO_MANY_LINES] = "The text has too many lines",
    [ESP_KAKAO_TOO_MANY_BUTTONS] = "There are more buttons than the bubble can have",
    [ESP_KAKAO_BUTTON_NAME] = "The button name “%s” is empty, too long or holds a variable",
    [ESP_KAKAO_BUTTON_LINK] = "The button “%s” needs an http or https address without blanks",
    [ESP_KAKAO_BUTTON_TYPE] = "A Brand Message has no button of the kind of “%s”",
    [ESP_KAKAO_NO_IMAGE] = "This bubble needs a picture",
    [ESP_KAKAO_COUPON_TITLE] =
      "The title of a coupon has one of five forms, such as “3000원 할인 쿠폰”",
    [ESP_KAKAO_COUPON_TEXT] = "The text of the coupon is too long",
    [ESP_KAKAO_NO_SUBSTITUTE] =
      "Who has no KakaoTalk gets nothing: a substitute text message would reach them",
  };
  const char *sentence = sentences[self->kind];
  const char *gap = strstr (sentence, "%s");

  if (gap == NULL)
    return g_strdup (sentence);
  return g_strdup_printf ("%.*s%s%s", (int) (gap - sentence), sentence,
                          self->argument != NULL ? self->argument : "", gap + 2);
}

/**
 * esp_bubble_gateway_name:
 *
 * Returns: what gateways call it: "TEXT"
 */
const char *
esp_bubble_gateway_name (EspBubble bubble)
{
  return (guint) bubble < ESP_N_BUBBLES ? bubbles[bubble].gateway_name : "";
}

/**
 * esp_bubble_max_chars:
 *
 * Returns: characters that its text may have
 */
guint
esp_bubble_max_chars (EspBubble bubble)
{
  return (guint) bubble < ESP_N_BUBBLES ? bubbles[bubble].max_chars : 0;
}

/**
 * esp_kakao_list_names:
 * @template_text: with #{names}
 *
 * Returns: (transfer full) (element-type utf8): the names, each once, in their order
 */
GPtrArray *
esp_kakao_list_names (const char *template_text)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = strstr (template_text, "#{"); p != NULL; p = strstr (p, "#{"))
    {
      const char *end = strchr (p, '}');
      g_autofree char *name = NULL;

      if (end == NULL)
        break;
      name = g_strndup (p + 2, (gsize) (end - p - 2));
      if (*name != '\0' && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_steal_pointer (&name));
      p = end;
    }
  return names;
}

/**
 * esp_kakao_fill_text:
 * @doc: an Alimtalk, filled for one person or not
 * @text: of the template, such as the address of a button
 *
 * Returns: (transfer full): @text with the values in the place of the variables
 */
char *
esp_kakao_fill_text (const EspTextDoc *doc, const char *text)
{
  GString *out = g_string_new (NULL);
  const char *gap;

  while ((gap = strstr (text, "#{")) != NULL && strchr (gap, '}') != NULL)
    {
      const char *end = strchr (gap, '}');
      g_autofree char *name = g_strndup (gap + 2, (gsize) (end - gap - 2));
      const char *value = esp_text_doc_get_variable (doc, name);

      g_string_append_len (out, text, gap - text);
      if (value != NULL)
        g_string_append (out, value);
      else
        g_string_append_len (out, gap, end + 1 - gap);
      text = end + 1;
    }
  g_string_append (out, text);
  return g_string_free (out, FALSE);
}

/**
 * esp_kakao_fill:
 * @doc: an Alimtalk, filled for one person or not
 *
 * Outside its variables the text stays what was approved, to the character.
 *
 * Returns: (transfer full): the text that the person reads
 */
char *
esp_kakao_fill (const EspTextDoc *doc)
{
  return esp_kakao_fill_text (doc, doc->kakao.template_text);
}

static void
add (GPtrArray *problems, EspKakaoProblemKind kind, const char *place, const char *argument)
{
  EspKakaoProblem *problem = g_new0 (EspKakaoProblem, 1);

  problem->kind = kind;
  problem->place = g_strdup (place);
  problem->argument = g_strdup (argument);
  g_ptr_array_add (problems, problem);
}

static void
add_length (GPtrArray *problems, const char *place, glong n_chars)
{
  g_autofree char *argument = g_strdup_printf ("%ld", n_chars);

  add (problems, ESP_KAKAO_TOO_LONG, place, argument);
}

/* A tag stands for an address that is known only later. */
static gboolean
is_link (const char *link)
{
  if (strpbrk (link, " \t\r\n") != NULL && strstr (link, "{{") == NULL)
    return FALSE;
  return g_str_has_prefix (link, "https://") || g_str_has_prefix (link, "http://") ||
         g_str_has_prefix (link, "{{") || g_str_has_prefix (link, "#{");
}

static gboolean
has_links (const EspKakaoButton *button)
{
  if (g_str_equal (button->type, "WL"))
    return is_link (button->mobile) && (*button->pc == '\0' || is_link (button->pc));
  if (g_str_equal (button->type, "AL"))
    return *button->android != '\0' && *button->ios != '\0' &&
           strchr (button->android, ' ') == NULL && strchr (button->ios, ' ') == NULL;
  return TRUE;
}

static void
check_buttons (const EspTextDoc *doc, GPtrArray *problems)
{
  const EspKakaoPart *kakao = &doc->kakao;
  gboolean is_brand = kakao->product == ESP_KAKAO_BRAND;
  const Bubble *bubble = &bubbles[kakao->bubble];
  guint max = *kakao->coupon_title != '\0' ? bubble->max_buttons_with_coupon : bubble->max_buttons;
  guint max_chars = is_brand ? bubble->max_button_chars : bubbles[ESP_BUBBLE_TEXT].max_button_chars;

  if (kakao->buttons->len > (is_brand ? max : ESP_TEXT_MAX_BUTTONS))
    add (problems, ESP_KAKAO_TOO_MANY_BUTTONS, "kakao.buttons", NULL);
  for (guint i = 0; i < kakao->buttons->len; i++)
    {
      const EspKakaoButton *button = kakao->buttons->pdata[i];
      g_autofree char *place = g_strdup_printf ("kakao.buttons[%u]", i);

      if (*button->name == '\0' || g_utf8_strlen (button->name, -1) > max_chars ||
          (is_brand && strstr (button->name, "#{") != NULL))
        add (problems, ESP_KAKAO_BUTTON_NAME, place, button->name);
      if (!has_links (button))
        add (problems, ESP_KAKAO_BUTTON_LINK, place, button->name);
      if (is_brand && g_str_equal (button->type, "DS"))
        add (problems, ESP_KAKAO_BUTTON_TYPE, place, button->name);
    }
}

static void
check_variables (const EspTextDoc *doc, GPtrArray *problems)
{
  g_autoptr (GPtrArray) names = esp_kakao_list_names (doc->kakao.template_text);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      const char *value = esp_text_doc_get_variable (doc, name);
      g_autofree char *place = g_strdup_printf ("kakao.variables.%s", name);

      if (strchr (name, '.') != NULL)
        add (problems, ESP_KAKAO_BAD_NAME, place, name);
      if (value == NULL)
        add (problems, ESP_KAKAO_MISSING_VARIABLE, place, name);
      else if (*value == '\0')
        add (problems, ESP_KAKAO_EMPTY_VARIABLE, place, name);
    }
}

static void
check_alimtalk (const EspTextDoc *doc, GPtrArray *problems)
{
  const EspKakaoPart *kakao = &doc->kakao;
  g_autofree char *text = esp_kakao_fill (doc);
  glong n_chars = g_utf8_strlen (text, -1);

  if (*kakao->template_code == '\0')
    add (problems, ESP_KAKAO_NO_TEMPLATE, "kakao.template", NULL);
  if (kakao->state != ESP_TEMPLATE_UNKNOWN && kakao->state != ESP_TEMPLATE_APPROVED)
    add (problems, ESP_KAKAO_NOT_APPROVED, "kakao.template", NULL);
  if (*kakao->template_text == '\0')
    add (problems, ESP_KAKAO_NO_TEXT, "kakao.text", NULL);
  if (n_chars > ESP_ALIMTALK_MAX_CHARS)
    add_length (problems, "kakao.text", n_chars);
  check_variables (doc, problems);
}

static gboolean
is_amount (const char *text, const char *unit, guint64 max)
{
  char *end = NULL;
  guint64 amount;

  if (!g_ascii_isdigit (*text) || *text == '0')
    return FALSE;
  amount = g_ascii_strtoull (text, &end, 10);
  return amount >= 1 && amount <= max && g_str_equal (end, unit);
}

/* "신발 무료 쿠폰": one word of 1 to 7 characters before. */
static gboolean
is_named (const char *text, const char *ending)
{
  g_autofree char *name = NULL;

  if (!g_str_has_suffix (text, ending))
    return FALSE;
  name = g_strndup (text, strlen (text) - strlen (ending));
  return *name != '\0' && g_utf8_strlen (name, -1) <= 7 && strpbrk (name, " \t\n") == NULL;
}

static gboolean
is_coupon_title (const char *title)
{
  return is_amount (title, "원 할인 쿠폰", 99999999) || is_amount (title, "% 할인 쿠폰", 100) ||
         g_str_equal (title, "배송비 할인 쿠폰") || is_named (title, " 무료 쿠폰") ||
         is_named (title, " UP 쿠폰");
}

static void
check_brand (const EspTextDoc *doc, GPtrArray *problems)
{
  const EspKakaoPart *kakao = &doc->kakao;
  const Bubble *bubble = &bubbles[kakao->bubble];
  glong n_chars = g_utf8_strlen (doc->text.body, -1);
  guint n_line_ends = 0;

  for (const char *p = doc->text.body; *p != '\0'; p++)
    n_line_ends += *p == '\n';
  if (n_chars == 0 && kakao->bubble == ESP_BUBBLE_TEXT)
    add (problems, ESP_KAKAO_NO_TEXT, "body", NULL);
  if (n_chars > (glong) bubble->max_chars)
    add_length (problems, "body", n_chars);
  if (n_line_ends > bubble->max_line_ends)
    add (problems, ESP_KAKAO_TOO_MANY_LINES, "body", NULL);
  if (bubble->needs_image && doc->files->len == 0)
    add (problems, ESP_KAKAO_NO_IMAGE, "files", NULL);
  if (*kakao->coupon_title == '\0')
    return;
  if (!is_coupon_title (kakao->coupon_title))
    add (problems, ESP_KAKAO_COUPON_TITLE, "kakao.coupon.title", NULL);
  if (g_utf8_strlen (kakao->coupon_text, -1) > bubble->max_coupon_chars)
    add (problems, ESP_KAKAO_COUPON_TEXT, "kakao.coupon.text", NULL);
}

/**
 * esp_kakao_check:
 * @doc: a Kakao message, as it is edited or filled for one person
 *
 * Returns: (transfer full) (element-type EspKakaoProblem): what stands in its way, the worst first within
 *   a place
 */
GPtrArray *
esp_kakao_check (const EspTextDoc *doc)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (esp_kakao_problem_free);

  if (doc->kakao.product == ESP_KAKAO_ALIMTALK)
    check_alimtalk (doc, problems);
  else
    check_brand (doc, problems);
  check_buttons (doc, problems);
  if (!doc->has_substitute)
    add (problems, ESP_KAKAO_NO_SUBSTITUTE, "substitute", NULL);
  return problems;
}
