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
  const char *end;    /* (nullable): how to end a consent by the button below */
  const char *button; /* (nullable) */
} Wording;

/* Stands where the words say which consent is meant. */
#define CHANNEL "CHANNEL"

/* All that 시행령 제62조의2 and 제62조의3 list, and nothing that promotes: who, the fact and its day, what
 * follows, how to keep or to end it. */
static const Wording korean[] = {
  [ESP_CONSENT_RUN_CONFIRM] = { "광고성 정보 수신동의 확인 안내", "수신동의를 확인해 드려요",
                                ("{{ name | default: '고객' }}님, 안녕하세요. {{ sender.name "
                                 "}}입니다.\n고객님은 {{ consent_date }}에 {{ sender.name }}의 "
                                 "CHANNEL 광고성 정보 수신에 동의하셨어요.\n계속 받으시려면 "
                                 "아무것도 "
                                 "하지 않으셔도 동의가 유지돼요."),
                                " 더 받고 싶지 않으시면 아래 단추로 언제든 무료로 동의를 철회할 수 "
                                "있어요.",
                                "수신동의 철회" },
  [ESP_CONSENT_RUN_RESULT] = { "광고성 정보 수신동의 처리 결과 안내", "처리 결과를 알려 드려요",
                               ("{{ name | default: '고객' }}님, 안녕하세요. {{ sender.name "
                                "}}입니다.\n고객님은 {{ consent_date }}에 {{ sender.name }}의 "
                                "CHANNEL "
                                "광고성 정보 수신에 동의하셨고, 동의 처리가 완료되었어요."),
                               "\n동의는 언제든 무료로 철회할 수 있어요.", "수신동의 철회" },
  [ESP_CONSENT_RUN_REFUSAL] = { "광고성 정보 수신거부 처리 결과 안내", "처리 결과를 알려 드려요",
                                ("{{ name | default: '고객' }}님, 안녕하세요. {{ sender.name "
                                 "}}입니다.\n고객님이 {{ consent_date }}에 하신 CHANNEL 광고성 "
                                 "정보 "
                                 "수신거부(수신동의 철회) 처리가 완료되었어요.\n앞으로 광고성 "
                                 "정보를 "
                                 "CHANNEL로 보내지 않아요."),
                                NULL, NULL },
};

static const Wording english[] = {
  [ESP_CONSENT_RUN_CONFIRM] = { "Your consent to our messages", "Do you still want our messages?",
                                ("Hello {{ name | default: 'there' }}, this is {{ sender.name "
                                 "}}.\nOn {{ consent_date }} you agreed to CHANNEL with "
                                 "advertising "
                                 "from {{ sender.name }}.\nIf you do nothing, your consent stays."),
                                " If you no longer want them, withdraw your consent below, at any "
                                "time and free of charge.",
                                "Withdraw consent" },
  [ESP_CONSENT_RUN_RESULT] = { "Your consent was recorded", "Your consent was recorded",
                               ("Hello {{ name | default: 'there' }}, this is {{ sender.name "
                                "}}.\nOn "
                                "{{ consent_date }} you agreed to CHANNEL with advertising from {{ "
                                "sender.name }}; this was recorded."),
                               "\nYou can withdraw it at any time, free of charge.",
                               "Withdraw consent" },
  [ESP_CONSENT_RUN_REFUSAL] = { "Your refusal was recorded", "Your refusal was recorded",
                                ("Hello {{ name | default: 'there' }}, this is {{ sender.name "
                                 "}}.\nOn {{ consent_date }} you refused CHANNEL with advertising "
                                 "from {{ sender.name }}, or withdrew your consent; this was "
                                 "recorded.\nWe send you no more of them."),
                                NULL, NULL },
};

/* The link of a mail ends consents to email: who is told of texts is told how to end those. */
static const char *const ends_of_texts[] = {
  ("\n동의는 언제든 무료로 철회할 수 있어요. 받으신 문자 끝의 무료수신거부 번호를 이용하시거나 이 "
   "메일에 답장해 주세요."),
  ("\nYou can withdraw it at any time, free of charge: as the texts say at their end, or by an "
   "answer to this mail."),
};

static const Wording asks[] = {
  { "수신동의를 완료해 주세요", "한 번만 더 눌러 주세요",
    "{{ name | default: '고객' }}님, 안녕하세요. {{ sender.name }}입니다.\n아래 단추를 누르시면 "
    "이메일 광고성 정보 "
    "수신동의가 완료돼요. 신청하지 않으셨다면 이 메일을 무시해 주세요.",
    NULL, "수신동의 완료" },
  { "Please confirm your consent", "One more click",
    "Hello {{ name | default: 'there' }}, this is {{ sender.name }}.\nPress below to confirm that "
    "you want "
    "emails with advertising from us. If you did not ask for them, ignore this message.",
    NULL, "Confirm" },
};

/* The same where no page takes a click: the answer is a mail. */
static const Wording replies[] = {
  { "수신동의를 완료해 주세요", "‘네’라고 답장해 주세요",
    "{{ name | default: '고객' }}님, 안녕하세요. {{ sender.name }}입니다.\n이 메일에 ‘네’라고 "
    "답장하시면 이메일 광고성 "
    "정보 수신동의가 완료돼요. 신청하지 않으셨다면 이 메일을 무시해 주세요.",
    NULL, NULL },
  { "Please confirm your consent", "Please answer “yes”",
    "Hello {{ name | default: 'there' }}, this is {{ sender.name }}.\nAnswer this email with “yes” "
    "to "
    "confirm that you want emails with advertising from us. If you did not ask for them, ignore "
    "this message.",
    NULL, NULL },
};

static char *
make_mail (const Wording *wording,
           const char *text,
           const char *button_label,
           const char *quote,
           const char *language,
           const char *href)
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
  add_block (doc, esp_block_new_text (ESP_BLOCK_TEXT, "b2", text));
  if (quote != NULL)
    add_block (doc, esp_block_new_text (ESP_BLOCK_TEXT, "b4", quote));
  esp_message_doc_set (&button->label, button_label);
  esp_message_doc_set (&button->href, href);
  if (button_label != NULL)
    add_block (doc, button);
  else
    esp_block_free (button);
  return esp_message_doc_to_json (doc);
}

/* Says of which consent the words are. */
static char *
name_channel (const char *words, const EspConsentRun *run, gboolean is_korean)
{
  static const char *const names[2][2] = { { "emails", "이메일" }, { "texts", "문자" } };
  g_autoptr (GString) text = g_string_new (words);

  g_string_replace (text, CHANNEL, names[run->is_of_texts][is_korean], 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The same for telephones: who, the fact and its day, what follows. The way out stands where the text ends. */
static const char *const korean_texts[] = {
  [ESP_CONSENT_RUN_CONFIRM] =
    ("[{{ sender.name }}] 광고성 정보 수신동의 확인 안내\n{{ name | default: '고객' }}님은 {{ "
     "consent_date }}에 {{ sender.name }}의 CHANNEL 광고성 정보 수신에 동의하셨어요. 계속 "
     "받으시려면 "
     "아무것도 하지 않으셔도 동의가 유지되고, 원하지 않으시면 언제든 무료로 철회할 수 "
     "있어요.{% if sender.phone %} 철회·문의 {{ sender.phone }}{% endif %}"),
  [ESP_CONSENT_RUN_RESULT] =
    ("[{{ sender.name }}] 수신동의 처리 결과 안내\n{{ name | default: '고객' }}님은 {{ "
     "consent_date "
     "}}에 {{ sender.name }}의 CHANNEL 광고성 정보 수신에 동의하셨고 처리가 완료되었어요. 언제든 "
     "무료로 "
     "철회할 수 있어요.{% if sender.phone %} 철회·문의 {{ sender.phone }}{% endif %}"),
  [ESP_CONSENT_RUN_REFUSAL] =
    ("[{{ sender.name }}] 수신거부 처리 결과 안내\n{{ name | default: '고객' }}님이 {{ "
     "consent_date "
     "}}에 하신 CHANNEL 광고성 정보 수신거부(수신동의 철회) 처리가 완료되었어요."),
};

static const char *const english_texts[] = {
  [ESP_CONSENT_RUN_CONFIRM] =
    ("[{{ sender.name }}] On {{ consent_date }} you agreed to CHANNEL with advertising from {{ "
     "sender.name }}. If you do nothing, your consent stays; you can withdraw it at any time, free "
     "of charge.{% if sender.phone %} {{ sender.phone }}{% endif %}"),
  [ESP_CONSENT_RUN_RESULT] =
    ("[{{ sender.name }}] On {{ consent_date }} you agreed to CHANNEL with advertising from {{ "
     "sender.name }}; this was recorded. You can withdraw it at any time, free of charge.{% if "
     "sender.phone %} {{ sender.phone }}{% endif %}"),
  [ESP_CONSENT_RUN_REFUSAL] =
    ("[{{ sender.name }}] On {{ consent_date }} you refused CHANNEL with advertising from {{ "
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
 * esp_consent_words_way:
 *
 * Returns: (transfer none): what the name of a campaign says of a way that is not the usual one
 */
const char *
esp_consent_words_way (const EspConsentRun *run, gboolean is_korean)
{
  if (run->is_of_texts == run->is_by_text)
    return "";
  if (run->is_by_text)
    return is_korean ? " (문자로)" : " (by text)";
  return is_korean ? " (이메일로)" : " (by email)";
}

/**
 * esp_consent_words_mail:
 *
 * Returns: (transfer full): an email, as JSON
 */
char *
esp_consent_words_mail (const EspConsentRun *run, gboolean is_korean)
{
  const Wording *wording = is_korean ? &korean[run->kind] : &english[run->kind];
  const char *end = run->is_of_texts ? ends_of_texts[is_korean ? 0 : 1] : wording->end;
  g_autofree char *whole = g_strconcat (wording->text, wording->end != NULL ? end : "", NULL);
  g_autofree char *text = name_channel (whole, run, is_korean);

  return make_mail (wording, text, run->is_of_texts ? NULL : wording->button, NULL,
                    is_korean ? "ko" : "en", "{{ unsubscribe_url }}");
}

/**
 * esp_consent_words_text:
 *
 * Returns: (transfer full): a text for telephones, as JSON
 */
char *
esp_consent_words_text (const EspConsentRun *run, gboolean is_korean)
{
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_TEXT);

  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  g_free (doc->language);
  doc->language = g_strdup (is_korean ? "ko" : "en");
  g_free (doc->text.body);
  doc->text.body =
    name_channel (is_korean ? korean_texts[run->kind] : english_texts[run->kind], run, is_korean);
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
 * esp_consent_words_quote:
 * @wording: what somebody is to agree to
 *
 * Returns: (transfer full): the words on one line and in quotation marks, as a mail shows them; what looks like a tag
 *   in them is none
 */
char *
esp_consent_words_quote (const char *wording)
{
  g_auto (GStrv) lines = g_strsplit_set (wording, "\r\n", -1);
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", lines[i]);
  g_string_replace (line, "{{", "{ {", 0);
  g_string_replace (line, "{%", "{ %", 0);
  g_string_prepend (line, "“");
  g_string_append (line, "”");
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/**
 * esp_consent_words_ask:
 * @link: (nullable): what confirms; without it an answer does
 * @wording: what is agreed to: it is kept as proof, so the mail shows it
 *
 * Returns: (transfer full): the email of a double opt-in, as JSON
 */
char *
esp_consent_words_ask (gboolean is_korean, const char *link, const char *wording)
{
  const Wording *ask = &(link != NULL ? asks : replies)[is_korean ? 0 : 1];
  g_autofree char *quote = esp_consent_words_quote (wording);
  g_autofree char *what =
    g_strconcat (is_korean ? "동의 내용: " : "What you agree to: ", quote, NULL);

  return make_mail (ask, ask->text, ask->button, what, is_korean ? "ko" : "en", link);
}
