/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people are told about their consent: all that the law lists, and nothing that promotes. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-consent-words.h"

#include "engine/content/esp-message-doc.h"
#include "engine/content/text/esp-text-doc.h"

static void
add_block (EspMessageDoc *doc, EspBlock *block)
{
  EspSection *section;

  if (doc->sections->len == 0)
    {
      section = esp_section_new ("s1");
      g_ptr_array_add (section->columns, esp_column_new ());
      g_ptr_array_add (doc->sections, section);
    }
  section = doc->sections->pdata[0];
  g_ptr_array_add (((EspColumn *) section->columns->pdata[0])->blocks, block);
}

typedef struct
{
  const char *subject;
  const char *heading;
  const char *text;
  const char *button; /* (nullable) */
} Wording;

/* All that 시행령 제62조의2 and 제62조의3 list, and nothing that promotes: who, the fact and its day, what
 * follows, how to keep or to end it. */
static const Wording korean[] = {
  [ESP_CONSENT_RUN_CONFIRM] = { "광고성 정보 수신동의 확인 안내", "수신동의를 확인해 드려요",
                                "{{ name | default: '고객' }}님, 안녕하세요. {{ sender.name "
                                "}}입니다.\n"
                                "고객님은 {{ consent_date }}에 {{ sender.name }}의 이메일 광고성 "
                                "정보 수신에 "
                                "동의하셨어요.\n계속 받으시려면 아무것도 하지 않으셔도 동의가 "
                                "유지돼요. 더 받고 싶지 "
                                "않으시면 아래 단추로 언제든 무료로 동의를 철회할 수 있어요.",
                                "수신동의 철회" },
  [ESP_CONSENT_RUN_RESULT] = { "광고성 정보 수신동의 처리 결과 안내", "처리 결과를 알려 드려요",
                               "{{ name | default: '고객' }}님, 안녕하세요. {{ sender.name "
                               "}}입니다.\n"
                               "고객님은 {{ consent_date }}에 {{ sender.name }}의 이메일 광고성 "
                               "정보 수신에 "
                               "동의하셨고, 동의 처리가 완료되었어요.\n동의는 언제든 무료로 철회할 "
                               "수 있어요.",
                               "수신동의 철회" },
  [ESP_CONSENT_RUN_REFUSAL] = { "광고성 정보 수신거부 처리 결과 안내", "처리 결과를 알려 드려요",
                                "{{ name | default: '고객' }}님, 안녕하세요. {{ sender.name "
                                "}}입니다.\n"
                                "고객님이 {{ consent_date }}에 하신 이메일 광고성 정보 "
                                "수신거부(수신동의 철회) "
                                "처리가 완료되었어요.\n앞으로 광고성 정보를 이메일로 보내지 "
                                "않아요.",
                                NULL },
};

static const Wording english[] = {
  [ESP_CONSENT_RUN_CONFIRM] = { "Your consent to our emails", "Do you still want our emails?",
                                "Hello {{ name | default: 'there' }}, this is {{ sender.name }}.\n"
                                "On {{ consent_date }} you agreed to emails with advertising from "
                                "{{ "
                                "sender.name }}.\nIf you do nothing, your consent stays. If you no "
                                "longer "
                                "want them, withdraw your consent below, at any time and free of "
                                "charge.",
                                "Withdraw consent" },
  [ESP_CONSENT_RUN_RESULT] = { "Your consent was recorded", "Your consent was recorded",
                               "Hello {{ name | default: 'there' }}, this is {{ sender.name }}.\n"
                               "On {{ consent_date }} you agreed to emails with advertising from "
                               "{{ "
                               "sender.name }}; this was recorded.\nYou can withdraw it at any "
                               "time, free of "
                               "charge.",
                               "Withdraw consent" },
  [ESP_CONSENT_RUN_REFUSAL] = { "Your refusal was recorded", "Your refusal was recorded",
                                "Hello {{ name | default: 'there' }}, this is {{ sender.name }}.\n"
                                "On {{ consent_date }} you refused emails with advertising from {{ "
                                "sender.name }}, or withdrew your consent; this was recorded.\nWe "
                                "send you no more of them.",
                                NULL },
};

static const Wording asks[] = {
  { "수신동의를 완료해 주세요", "한 번만 더 눌러 주세요",
    "{{ name | default: '고객' }}님, 안녕하세요. {{ sender.name }}입니다.\n아래 단추를 누르시면 "
    "이메일 광고성 정보 "
    "수신동의가 완료돼요. 신청하지 않으셨다면 이 메일을 무시해 주세요.",
    "수신동의 완료" },
  { "Please confirm your consent", "One more click",
    "Hello {{ name | default: 'there' }}, this is {{ sender.name }}.\nPress below to confirm that "
    "you want "
    "emails with advertising from us. If you did not ask for them, ignore this message.",
    "Confirm" },
};

static char *
make_mail (const Wording *wording, const char *language, const char *href)
{
  g_autoptr (EspMessageDoc) doc = esp_message_doc_new ();
  EspBlock *heading = esp_block_new_text (ESP_BLOCK_HEADING, "b1", wording->heading);
  EspBlock *button = esp_block_new (ESP_BLOCK_BUTTON, "b3");

  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  esp_message_doc_set (&doc->language, language);
  esp_message_doc_set (&doc->subject, wording->subject);
  esp_message_doc_set (&doc->preheader, wording->heading);
  heading->level = 1;
  add_block (doc, heading);
  add_block (doc, esp_block_new_text (ESP_BLOCK_TEXT, "b2", wording->text));
  esp_message_doc_set (&button->label, wording->button);
  esp_message_doc_set (&button->href, href);
  if (wording->button != NULL)
    add_block (doc, button);
  else
    esp_block_free (button);
  return esp_message_doc_to_json (doc);
}

/* The same for telephones: who, the fact and its day, what follows. The way out stands where the text ends. */
static const char *const korean_texts[] = {
  [ESP_CONSENT_RUN_CONFIRM] =
    ("[{{ sender.name }}] 광고성 정보 수신동의 확인 안내\n{{ name | default: '고객' }}님은 {{ "
     "consent_date }}에 {{ sender.name }}의 문자 광고성 정보 수신에 동의하셨어요. 계속 받으시려면 "
     "아무것도 하지 않으셔도 동의가 유지되고, 원하지 않으시면 언제든 무료로 철회할 수 "
     "있어요.{% if sender.phone %} 철회·문의 {{ sender.phone }}{% endif %}"),
  [ESP_CONSENT_RUN_RESULT] =
    ("[{{ sender.name }}] 수신동의 처리 결과 안내\n{{ name | default: '고객' }}님은 {{ "
     "consent_date "
     "}}에 {{ sender.name }}의 문자 광고성 정보 수신에 동의하셨고 처리가 완료되었어요. 언제든 "
     "무료로 "
     "철회할 수 있어요.{% if sender.phone %} 철회·문의 {{ sender.phone }}{% endif %}"),
  [ESP_CONSENT_RUN_REFUSAL] =
    ("[{{ sender.name }}] 수신거부 처리 결과 안내\n{{ name | default: '고객' }}님이 {{ "
     "consent_date "
     "}}에 하신 문자 광고성 정보 수신거부(수신동의 철회) 처리가 완료되었어요."),
};

static const char *const english_texts[] = {
  [ESP_CONSENT_RUN_CONFIRM] =
    ("[{{ sender.name }}] On {{ consent_date }} you agreed to texts with advertising from {{ "
     "sender.name }}. If you do nothing, your consent stays; you can withdraw it at any time, free "
     "of charge.{% if sender.phone %} {{ sender.phone }}{% endif %}"),
  [ESP_CONSENT_RUN_RESULT] =
    ("[{{ sender.name }}] On {{ consent_date }} you agreed to texts with advertising from {{ "
     "sender.name }}; this was recorded. You can withdraw it at any time, free of charge.{% if "
     "sender.phone %} {{ sender.phone }}{% endif %}"),
  [ESP_CONSENT_RUN_REFUSAL] =
    ("[{{ sender.name }}] On {{ consent_date }} you refused texts with advertising from {{ "
     "sender.name }}, or withdrew your consent; this was recorded."),
};

/**
 * esp_consent_words_subject:
 *
 * Returns: (transfer none): the subject of such a mail, which also names the campaign
 */
const char *
esp_consent_words_subject (EspConsentRunKind kind, gboolean is_korean)
{
  return is_korean ? korean[kind].subject : english[kind].subject;
}

/**
 * esp_consent_words_mail:
 *
 * Returns: (transfer full): an email, as JSON
 */
char *
esp_consent_words_mail (EspConsentRunKind kind, gboolean is_korean)
{
  return make_mail (is_korean ? &korean[kind] : &english[kind], is_korean ? "ko" : "en",
                    "{{ unsubscribe_url }}");
}

/**
 * esp_consent_words_text:
 *
 * Returns: (transfer full): a text for telephones, as JSON
 */
char *
esp_consent_words_text (EspConsentRunKind kind, gboolean is_korean)
{
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_TEXT);

  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  g_free (doc->language);
  doc->language = g_strdup (is_korean ? "ko" : "en");
  g_free (doc->text.body);
  doc->text.body = g_strdup (is_korean ? korean_texts[kind] : english_texts[kind]);
  return esp_text_doc_to_json (doc);
}

/**
 * esp_consent_words_ask_subject:
 *
 * Returns: (transfer none)
 */
const char *
esp_consent_words_ask_subject (gboolean is_korean)
{
  return asks[is_korean ? 0 : 1].subject;
}

/**
 * esp_consent_words_ask:
 * @link: what confirms
 *
 * Returns: (transfer full): the email of a double opt-in, as JSON
 */
char *
esp_consent_words_ask (gboolean is_korean, const char *link)
{
  return make_mail (&asks[is_korean ? 0 : 1], is_korean ? "ko" : "en", link);
}
