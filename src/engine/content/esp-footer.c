/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of every message that nobody can forget: who sends, why you get it, how to stop it. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-footer.h"

#include "engine/content/esp-escape.h"

#include <string.h>

#define NO_BREAK_SPACE "\xc2\xa0"

/* The words of one language. Link sentences are split around the link. */
typedef struct
{
  const char *ad_reason;
  const char *service_reason;
  const char *stop_before;
  const char *stop_link;
  const char *stop_after;
  const char *preferences;
  const char *view;
  const char *phone;
  const char *email;
  const char *number;
} Words;

static const Words korean = {
  .ad_reason = "본 메일은 {% if consent_date %}{{ consent_date }} 기준 {% endif %}"
               "광고 수신에 동의하신 분께 발송됩니다.",
  .service_reason = "본 메일은 고객님의 거래나 요청에 따라 보내 드리는 안내입니다.",
  .stop_before = "수신을 원하지 않으시면 ",
  .stop_link = "[수신거부]",
  .stop_after = "를 눌러 주세요.",
  .preferences = "수신 설정",
  .view = "웹에서 보기",
  .phone = "전화",
  .email = "이메일",
  .number = "사업자등록번호",
};

static const Words english = {
  .ad_reason = "You receive this email because you agreed to receive advertising from us"
               "{% if consent_date %} on {{ consent_date }}{% endif %}.",
  .service_reason = "You receive this email because of an order, an account or a request of yours.",
  .stop_before = "If you do not wish to receive this email, please click ",
  .stop_link = "[Unsubscribe]",
  .stop_after = ".",
  .preferences = "Preferences",
  .view = "View in browser",
  .phone = "Tel",
  .email = "Email",
  .number = "Registration no.",
};

static const Words *
words_of (const EspMessageDoc *doc)
{
  return g_ascii_strncasecmp (doc->language, "ko", 2) == 0 ? &korean : &english;
}

static const char *
reason_of (const EspMessageDoc *doc, const Words *words)
{
  if (!esp_text_is_blank (doc->reason))
    return doc->reason;
  return doc->message_class == ESP_MESSAGE_CLASS_AD ? words->ad_reason : words->service_reason;
}

/* Appends "name | number | address | phone | email" with what is known. */
static void
append_facts (GString *out,
              const Words *words,
              const EspSenderFacts *facts,
              void (*append) (GString *, const char *),
              const char *between)
{
  const char *labels[] = { NULL, words->number, NULL, words->phone, words->email };
  const char *values[] = { facts->name, facts->number, facts->address, facts->phone, facts->email };
  gboolean is_first = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      if (esp_text_is_blank (values[i]))
        continue;
      if (!is_first)
        g_string_append (out, between);
      is_first = FALSE;
      if (labels[i] != NULL)
        g_string_append_printf (out, "%s%s", labels[i], NO_BREAK_SPACE);
      append (out, values[i]);
    }
}

static void
append_link (GString *out, const EspBrand *brand, const char *variable, const char *label)
{
  g_string_append_printf (out,
                          "<a class=\"e-m\" href=\"{{ %s }}\" target=\"_blank\" "
                          "style=\"color:%s;text-decoration:underline\">%s</a>",
                          variable, brand->muted, label);
}

static void
append_stop (GString *out, const EspBrand *brand, const Words *words, const char *language)
{
  g_string_append_printf (out, "<p style=\"margin:0 0 4px\" lang=\"%s\">%s", language,
                          words->stop_before);
  append_link (out, brand, "unsubscribe_url", words->stop_link);
  g_string_append_printf (out, "%s</p>\n", words->stop_after);
}

static void
append_optional_links (GString *out, const EspBrand *brand, const Words *words)
{
  g_string_append (out, "{% if preferences_url or view_url %}<p style=\"margin:0 0 4px\">"
                        "{% if preferences_url %}");
  append_link (out, brand, "preferences_url", words->preferences);
  g_string_append (out, "{% endif %}{% if preferences_url and view_url %} &nbsp;·&nbsp; "
                        "{% endif %}{% if view_url %}");
  append_link (out, brand, "view_url", words->view);
  g_string_append (out, "{% endif %}</p>{% endif %}\n");
}

/**
 * esp_footer_append_html:
 * @out: appended to: a self-contained table
 * @doc: the message, for its class, language and reason
 * @brand: colours
 * @facts: who sends
 *
 * An advertisement gets a way out in Korean and in English, the message's language first, and the
 * sender's name, address, phone and email (Korea: 정보통신망법 제50조 제4항, 시행령 별표 6). The links
 * are the Liquid variables unsubscribe_url, preferences_url and view_url; the date of consent is
 * consent_date.
 */
void
esp_footer_append_html (GString *out,
                        const EspMessageDoc *doc,
                        const EspBrand *brand,
                        const EspSenderFacts *facts)
{
  const Words *words = words_of (doc);

  g_string_append_printf (
    out,
    "<table role=\"presentation\" width=\"100%%\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\">"
    "<tr><td class=\"e-m e-p\" align=\"center\" style=\"padding:24px 32px 40px;font-size:13px;"
    "line-height:1.7;color:%s\">\n<p style=\"margin:0 0 8px\">",
    brand->muted);
  esp_escape_html_lines (out, reason_of (doc, words));
  g_string_append (out, "</p>\n");
  if (doc->message_class == ESP_MESSAGE_CLASS_AD)
    {
      append_stop (out, brand, words, words == &korean ? "ko" : "en");
      append_stop (out, brand, words == &korean ? &english : &korean,
                   words == &korean ? "en" : "ko");
    }
  append_optional_links (out, brand, words);
  g_string_append (out, "<p style=\"margin:12px 0 0\">");
  append_facts (out, words, facts, esp_escape_html_literal, " &nbsp;|&nbsp; ");
  g_string_append (out, "</p>\n</td></tr></table>\n");
}

static void
append_stop_text (GString *out, const Words *words)
{
  g_string_append_printf (out, "%s%s%s\n{{ unsubscribe_url }}\n", words->stop_before,
                          words->stop_link, words->stop_after);
}

/**
 * esp_footer_append_text:
 * @out: appended to, a Liquid template of plain text
 *
 * The same as esp_footer_append_html() for the plain-text part.
 */
void
esp_footer_append_text (GString *out, const EspMessageDoc *doc, const EspSenderFacts *facts)
{
  const Words *words = words_of (doc);

  g_string_append_printf (out, "\n--\n%s\n", reason_of (doc, words));
  if (doc->message_class == ESP_MESSAGE_CLASS_AD)
    {
      append_stop_text (out, words);
      append_stop_text (out, words == &korean ? &english : &korean);
    }
  g_string_append_printf (out, "{%% if preferences_url %%}%s: {{ preferences_url }}\n{%% endif %%}",
                          words->preferences);
  g_string_append_printf (out, "{%% if view_url %%}%s: {{ view_url }}\n{%% endif %%}", words->view);
  append_facts (out, words, facts, esp_append_text_literal, " | ");
  g_string_append_c (out, '\n');
}

/**
 * esp_footer_has_unsubscribe:
 * @template: HTML that somebody wrote
 *
 * Returns: whether it has an unsubscribe link of its own, that is an output of unsubscribe_url.
 */
gboolean
esp_footer_has_unsubscribe (const char *template)
{
  EspTagScan scan = { 0 };

  for (const char *tag = strstr (template, "{{"); tag != NULL; tag = strstr (tag + 2, "{{"))
    {
      gsize length = esp_template_tag_length (tag, &scan);
      const char *name = g_strstr_len (tag, (gssize) length, "unsubscribe_url");

      if (name != NULL)
        return TRUE;
    }
  return FALSE;
}
