/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words for the parts of a message that are no blocks, where differences and comments are told. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-change-words.h"

#include <glib/gi18n.h>

/**
 * esp_message_part_title:
 * @part: as changes and places of comments name it: "subject", "body"
 *
 * Returns: what it is called, translated; @part itself when it is none of ours
 */
const char *
esp_message_part_title (const char *part)
{
  static const struct
  {
    const char *part;
    const char *title;
  } titles[] = {
    { "subject", N_ ("Subject") },
    { "preheader", N_ ("Preview text, after the subject") },
    { "sender_name", N_ ("Name of the sender") },
    { "sender_address", N_ ("Address of the sender") },
    { "reply_to", N_ ("Replies go to") },
    { "reason", N_ ("Why people get this") },
    { "class", N_ ("Advertisement or not") },
    { "html", N_ ("HTML source") },
    { "language", N_ ("Language") },
    { "audience", N_ ("Audience") },
    { "when", N_ ("Time") },
    { "title", N_ ("Title") },
    { "body", N_ ("Text") },
    { "product", N_ ("Kind of KakaoTalk message") },
    { "template", N_ ("Code of the approved template") },
    { "approved", N_ ("Approved text, with #{names}") },
    { "variables", N_ ("What fills the names") },
    { "substitute", N_ ("Text message for whoever KakaoTalk does not reach") },
    { "bubble", N_ ("Bubble") },
    { "pictures", N_ ("Pictures") },
    { "image_link", N_ ("Where the picture leads") },
    { "buttons", N_ ("Buttons") },
    { "coupon", N_ ("Coupon") },
    { "targeting", N_ ("Whom it reaches") },
    { "link", N_ ("Where a click leads") },
    { "icon", N_ ("Picture beside the words") },
    { "missing", N_ ("When a value is missing") },
    { "fallbacks", N_ ("Words in place of missing values") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].part, part))
      return _ (titles[i].title);
  return part;
}

/**
 * esp_message_part_value:
 * @value: (nullable): what the part says
 *
 * Returns: (nullable): the same for people: what is a word of ours is translated
 */
const char *
esp_message_part_value (const char *part, const char *value)
{
  static const struct
  {
    const char *part;
    const char *value;
    const char *words;
  } words[] = {
    { "class", "ad", N_ ("Advertisement") },
    { "class", "transactional", N_ ("No advertisement") },
    { "product", "alimtalk", N_ ("Alimtalk") },
    { "product", "brand", N_ ("Brand Message") },
    { "bubble", "text", NC_ ("bubble", "Text") },
    { "bubble", "image", NC_ ("bubble", "Picture and text") },
    { "bubble", "wide", NC_ ("bubble", "Wide picture") },
    { "targeting", "I", N_ ("Friends of the channel who agreed") },
    { "targeting", "M", N_ ("Everyone who agreed") },
    { "targeting", "N", N_ ("Who agreed and is no friend yet") },
    { "missing", "skip", N_ ("Leave the person out") },
    { "missing", "fallback", N_ ("Send with the fallback") },
  };

  for (guint i = 0; part != NULL && value != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].part, part) && g_str_equal (words[i].value, value))
      return g_str_equal (part, "bubble") ? g_dpgettext2 (NULL, "bubble", words[i].words)
                                          : _ (words[i].words);
  return value;
}
