/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worst cases that every message is previewed with. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-sample.h"

#define TEXT(words)                                                                                \
  {                                                                                                \
    .type = ESP_VALUE_TEXT, .text = (char *) (words)                                               \
  }

typedef struct
{
  const char *name;
  EspValue value;
} SampleField;

struct _EspMessageSample
{
  const char *id;
  EspValue other; /* of every field that is not named */
  SampleField fields[12];
};

static const EspMessageSample usual = {
  "usual",
  TEXT ("예시"),
  { { "email", TEXT ("haneul@example.com") },
    { "name", TEXT ("김하늘") },
    { "given_name", TEXT ("하늘") },
    { "family_name", TEXT ("김") },
    { "company", TEXT ("한빛전자") },
    { "title", TEXT ("팀장") },
    { "phone", TEXT ("+821012345678") },
    { "country", TEXT ("KR") },
    { "city", TEXT ("서울") },
    { "language", TEXT ("ko") } },
};

/* The same in messages that are not Korean. */
static const EspMessageSample usual_abroad = {
  "usual",
  TEXT ("Example"),
  { { "email", TEXT ("emma@example.com") },
    { "name", TEXT ("Emma Wilson") },
    { "given_name", TEXT ("Emma") },
    { "family_name", TEXT ("Wilson") },
    { "company", TEXT ("Bright & Co") },
    { "title", TEXT ("Team lead") },
    { "phone", TEXT ("+442079460123") },
    { "country", TEXT ("GB") },
    { "city", TEXT ("London") },
    { "language", TEXT ("en") } },
};

static const EspMessageSample no_purchases_abroad = {
  ESP_SAMPLE_NO_PURCHASES,
  { ESP_VALUE_NULL },
  { { "email", TEXT ("emma@example.com") },
    { "name", TEXT ("Emma Wilson") },
    { "given_name", TEXT ("Emma") },
    { "family_name", TEXT ("Wilson") },
    { "country", TEXT ("GB") },
    { "language", TEXT ("en") } },
};

/* Nothing is known but the address. */
static const EspMessageSample empty = {
  "empty",
  { ESP_VALUE_NULL },
  { { "email", TEXT ("someone@example.com") } },
};

/* Somebody who told everything but a name. */
static const EspMessageSample nameless = {
  "nameless",
  TEXT ("예시"),
  { { "email", TEXT ("someone@example.com") },
    { "name", { ESP_VALUE_NULL } },
    { "given_name", { ESP_VALUE_NULL } },
    { "family_name", { ESP_VALUE_NULL } },
    { "company", TEXT ("한빛전자") },
    { "phone", TEXT ("+821012345678") },
    { "country", TEXT ("KR") },
    { "city", TEXT ("서울") },
    { "language", TEXT ("ko") } },
};

/* Known by name and nothing else; lists of what was bought are empty: see esp_message_sample_stage(). */
static const EspMessageSample no_purchases = {
  ESP_SAMPLE_NO_PURCHASES,
  { ESP_VALUE_NULL },
  { { "email", TEXT ("haneul@example.com") },
    { "name", TEXT ("김하늘") },
    { "given_name", TEXT ("하늘") },
    { "family_name", TEXT ("김") },
    { "country", TEXT ("KR") },
    { "language", TEXT ("ko") } },
};

/* Usual, but for what was bought: see esp_message_sample_stage(). */
static const EspMessageSample long_product = {
  ESP_SAMPLE_LONG_PRODUCT,
  TEXT ("예시"),
  { { "email", TEXT ("haneul@example.com") },
    { "name", TEXT ("김하늘") },
    { "given_name", TEXT ("하늘") },
    { "family_name", TEXT ("김") },
    { "company", TEXT ("한빛전자") },
    { "title", TEXT ("팀장") },
    { "phone", TEXT ("+821012345678") },
    { "country", TEXT ("KR") },
    { "city", TEXT ("서울") },
    { "language", TEXT ("ko") } },
};

/* The longest name of a person that is in use, and a company to match: does the layout hold? */
static const EspMessageSample longest = {
  "longest",
  TEXT ("아주 길게 적힌 값이 한 줄에 다 들어가지 않을 때 어떻게 보이는지 확인하기 위한 예시 "
        "문장입니다"),
  { { "email", TEXT ("hubert.blaine.wolfeschlegelsteinhausenbergerdorff.sr@a-very-long-department"
                     ".of-a-very-long-company-name.example.com") },
    { "name", TEXT ("Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Sr.") },
    { "given_name", TEXT ("Hubert Blaine") },
    { "family_name", TEXT ("Wolfeschlegelsteinhausenbergerdorff") },
    { "company",
      TEXT ("주식회사 대한민국 글로벌 디지털 커머스 솔루션 인터내셔널 홀딩스 서울 본사") } },
};

static const EspMessageSample emoji = {
  "emoji",
  TEXT ("👍🏽✨"),
  { { "email", TEXT ("emoji@example.com") },
    { "name", TEXT ("👩‍👩‍👧‍👦 하늘이네 🌸") },
    { "given_name", TEXT ("🌸하늘🌸") },
    { "company", TEXT ("☕️ 카페 𝓗𝓪𝓷") } },
};

static const EspMessageSample right_to_left = {
  "right-to-left",
  TEXT ("نص تجريبي"),
  { { "email", TEXT ("maryam@example.com") },
    { "name", TEXT ("مريم الخوارزمي") },
    { "given_name", TEXT ("مريم") },
    { "family_name", TEXT ("الخوارزمي") },
    { "company", TEXT ("شركة النور (٢٠٢٦)") },
    { "language", TEXT ("ar") } },
};

/* What escaping is for, and what must never begin a header. */
static const EspMessageSample markup = {
  "markup",
  TEXT ("<b>\"x\" & 'y'</b> {{ 7 | times: 6 }}"),
  { { "email", TEXT ("o'neil+test@example.com") },
    { "name", TEXT ("<script>alert(\"이름\")</script>\r\nBcc: all@example.com") },
    { "given_name", TEXT ("O'Neil & \"Söhne\"") },
    { "company", TEXT ("A&B <Co>") } },
};

static const EspMessageSample *const samples[] = { &usual,        &empty,         &nameless,
                                                   &longest,      &emoji,         &no_purchases,
                                                   &long_product, &right_to_left, &markup };

/**
 * esp_message_sample_list:
 * @out_n: (out): how many
 *
 * Returns: (transfer none) (array length=out_n): the usual case first, then the worst ones.
 */
const EspMessageSample *const *
esp_message_sample_list (guint *out_n)
{
  *out_n = G_N_ELEMENTS (samples);
  return samples;
}

/**
 * esp_message_sample_find:
 *
 * Returns: (transfer none) (nullable): the case of that id.
 */
const EspMessageSample *
esp_message_sample_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (g_strcmp0 (samples[i]->id, id) == 0)
      return samples[i];
  return NULL;
}

/**
 * esp_message_sample_find_for:
 * @language: (nullable): of the message
 *
 * Returns: (transfer none) (nullable): the case of that id; somebody with an English name where the message is not
 *   Korean.
 */
const EspMessageSample *
esp_message_sample_find_for (const char *id, const char *language)
{
  gboolean is_korean =
    language == NULL || *language == '\0' || g_ascii_strncasecmp (language, "ko", 2) == 0;

  if (!is_korean && g_strcmp0 (id, usual_abroad.id) == 0)
    return &usual_abroad;
  if (!is_korean && g_strcmp0 (id, no_purchases_abroad.id) == 0)
    return &no_purchases_abroad;
  return esp_message_sample_find (id);
}

/**
 * esp_message_sample_get_id:
 *
 * Returns: "usual", "empty", "nameless", "longest", "emoji", "no-purchases", "long-product", "right-to-left" or
 * "markup"; views have the words.
 */
const char *
esp_message_sample_get_id (const EspMessageSample *self)
{
  return self->id;
}

/**
 * esp_message_sample_lookup:
 *
 * The EspLeadLookup of the made-up leads: every name is a field, so that custom ones show too.
 */
gboolean
esp_message_sample_lookup (gconstpointer sample,
                           const char *name,
                           const EspValue **out_value,
                           EspFieldType *out_type)
{
  const EspMessageSample *self = sample;

  *out_type = ESP_FIELD_TEXT;
  *out_value = &self->other;
  for (guint i = 0; i < G_N_ELEMENTS (self->fields) && self->fields[i].name != NULL; i++)
    if (g_str_equal (self->fields[i].name, name))
      *out_value = &self->fields[i].value;
  return TRUE;
}
