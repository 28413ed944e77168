/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The designed messages that come with the program. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-design.h"

#include "data/esp-core-resources.h"
#include "engine/content/esp-message-language.h"

#define N_(text) text

static const EspMessageDesign designs[] = {
  { "newsletter", N_ ("Newsletter"), "뉴스레터" },
  { "welcome", N_ ("Welcome"), "환영 인사" },
  { "promotion", N_ ("Promotion"), "할인 행사" },
  { "black-friday", N_ ("Black Friday"), "블랙 프라이데이" },
  { "event", N_ ("Event invitation"), "행사 초대" },
  { "cart", N_ ("Abandoned cart"), "장바구니 알림" },
  { "re-permission", N_ ("Asking for consent again"), "수신 동의 확인" },
  { "receipt", N_ ("Receipt"), "주문 확인" },
  { "survey", N_ ("Survey"), "설문" },
  { "launch", N_ ("Product launch"), "신제품 소개" },
  { "new-year", N_ ("New Year's greeting"), "새해 인사" },
  { "letter", N_ ("Plain letter"), "편지" },
};

/**
 * esp_message_design_list:
 * @out_n: (out): how many
 *
 * Returns: (transfer none) (array length=out_n): every design, in the order in which they are offered.
 */
const EspMessageDesign *
esp_message_design_list (guint *out_n)
{
  *out_n = G_N_ELEMENTS (designs);
  return designs;
}

/**
 * esp_message_design_find:
 *
 * Returns: (transfer none) (nullable): the design of that id.
 */
const EspMessageDesign *
esp_message_design_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (designs); i++)
    if (g_strcmp0 (designs[i].id, id) == 0)
      return &designs[i];
  return NULL;
}

static GBytes *
load_resource (const EspMessageDesign *self, const char *suffix)
{
  g_autofree char *path =
    g_strdup_printf ("/io/github/espalier/core/templates/%s.%s", self->id, suffix);

  return g_resource_lookup_data (esp_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                 NULL);
}

/**
 * esp_message_design_load_all:
 *
 * Returns: (transfer full): the message with both languages, Korean first.
 */
EspMessageDoc *
esp_message_design_load_all (const EspMessageDesign *self)
{
  g_autoptr (GBytes) bytes = load_resource (self, "json");
  g_autoptr (GError) error = NULL;
  EspMessageDoc *doc;

  g_assert (bytes != NULL);
  doc = esp_message_doc_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                               &error);
  g_assert_no_error (error);
  return doc;
}

/**
 * esp_message_design_load:
 * @language: "ko" or "en"
 *
 * Returns: (transfer full): the message in that language alone.
 */
EspMessageDoc *
esp_message_design_load (const EspMessageDesign *self, const char *language)
{
  g_autoptr (EspMessageDoc) all = esp_message_design_load_all (self);

  return esp_message_doc_pick_language (all, language, NULL);
}

/**
 * esp_message_design_load_thumbnail:
 * @language: "ko" or "en"
 *
 * Returns: (transfer full) (nullable): a PNG of how it looks in that language.
 */
GBytes *
esp_message_design_load_thumbnail (const EspMessageDesign *self, const char *language)
{
  return load_resource (self, g_str_equal (language, "en") ? "en.png" : "png");
}
