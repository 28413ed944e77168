/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Yes and no, and consent, as cells of a list hold them; what kind of thing a cell is. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-cell.h"

#include "base/esp-email-address.h"
#include "base/esp-phone.h"

#include <string.h>

/* Words are folded and stand between bars, so that one search finds a whole word. */
static const char yes_words[] = "|y|yes|t|true|1|o|on|ok|예|네|참|동의|동의함|수신|수신동의|수신함|"
                                "허용|승인|agree|agreed|accept|accepted|optin|opt-in|opted in|"
                                "subscribed|subscribe|granted|consent|consented|✓|✔|○|◯|";
static const char no_words[] =
  "|n|no|f|false|0|x|off|아니오|아니요|거짓|거부|동의안함|동의 안함|동의하지 "
  "않음|미동의|비동의|수신거부|"
  "수신 거부|수신안함|거부함|철회|불가|미수신|disagree|decline|declined|optout|opt-out|opted out|"
  "unsubscribed|unsubscribe|denied|refused|withdrawn|✗|✘|×|";
static const char boolean_yes_words[] = "|y|yes|t|true|1|예|네|참|o|on|○|◯|✓|✔|v|동의|동의함|";
static const char boolean_no_words[] =
  "|n|no|f|false|0|아니오|아니요|거짓|x|off|×|✗|✘|미동의|비동의|동의안함|동의 안함|";

static gboolean
is_word_of (const char *text, const char *list)
{
  char key[64];
  g_autofree char *folded = NULL;
  g_autofree char *stripped = NULL;

  if (strlen (text) > 40)
    return FALSE;
  stripped = g_strstrip (g_strdup (text));
  folded = g_utf8_casefold (stripped, -1);
  if (*folded == '\0' || strchr (folded, '|') != NULL)
    return FALSE;
  if (g_snprintf (key, sizeof key, "|%s|", folded) >= (int) sizeof key)
    return FALSE;
  return strstr (list, key) != NULL;
}

/**
 * esp_cell_parse_boolean:
 *
 * Returns: whether @text is one of the words for yes and no that are safe to read so
 */
gboolean
esp_cell_parse_boolean (const char *text, gboolean *out_value)
{
  if (is_word_of (text, boolean_yes_words))
    *out_value = TRUE;
  else if (is_word_of (text, boolean_no_words))
    *out_value = FALSE;
  else
    return FALSE;
  return TRUE;
}

/**
 * esp_cell_parse_consent:
 *
 * Reads Y/N, T/F, 1/0, 동의/거부, 수신/수신거부 and the like. Anything else is UNKNOWN and never consent.
 */
EspConsentWord
esp_cell_parse_consent (const char *text)
{
  if (text[strspn (text, " \t")] == '\0')
    return ESP_CONSENT_WORD_NONE;
  if (is_word_of (text, yes_words))
    return ESP_CONSENT_WORD_YES;
  if (is_word_of (text, no_words))
    return ESP_CONSENT_WORD_NO;
  return ESP_CONSENT_WORD_UNKNOWN;
}

static gboolean
is_phone_like (const char *text)
{
  EspPhone phone;
  guint n_digits = 0;

  if (*text != '0' && *text != '+' && *text != '(' && strncmp (text, "10", 2) != 0 &&
      strncmp (text, "82", 2) != 0)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        n_digits++;
      else if (strchr ("+-. ()", *p) == NULL)
        return FALSE;
    }
  return n_digits >= 9 && n_digits <= 15 &&
         esp_phone_normalize (text, "KR", &phone) == ESP_PHONE_OK;
}

/**
 * esp_cell_unwrap:
 * @text: changed in place
 *
 * Takes off what programs put around a cell so that a spreadsheet shows it as it is: ="00123", an
 * apostrophe before a number, or before what would be a formula, as our own lists have it.
 */
void
esp_cell_unwrap (char *text)
{
  gsize n = strlen (text);

  if (n >= 3 && text[0] == '=' && text[1] == '"' && strchr (text + 2, '"') == text + n - 1)
    {
      memmove (text, text + 2, n - 3);
      text[n - 3] = '\0';
    }
  else if (n >= 2 && text[0] == '\'' &&
           (strchr ("=+-@", text[1]) != NULL || strspn (text + 1, "0123456789 .,:/+-") == n - 1))
    memmove (text, text + 1, n);
}

/**
 * esp_cell_narrow:
 *
 * Copies @text with its full-width letters, digits and marks, as Korean and Japanese keyboards give them,
 * made plain, and the true minus sign too.
 *
 * Returns: whether it fitted
 */
gboolean
esp_cell_narrow (const char *text, char *out, gsize size)
{
  gsize n = 0;

  while (*text != '\0' && n + 1 < size)
    {
      const guint8 *p = (const guint8 *) text;
      guint c = 0;

      if (p[0] == 0xEF && (p[1] == 0xBC || p[1] == 0xBD))
        c = (p[1] == 0xBC ? 0x20 : 0x60) + (p[2] & 0x3F); /* U+FF01 … U+FF5E */
      else if (p[0] == 0xE2 && p[1] == 0x88 && p[2] == 0x92)
        c = '-';
      if (c > 0x20 && c < 0x7F)
        {
          out[n++] = (char) c;
          text += 3;
        }
      else
        out[n++] = *text++;
    }
  out[n] = '\0';
  return *text == '\0';
}

/* Yes and no in one way of writing: a column that mixes two ways says something else. */
static const char *const boolean_families[] = {
  "|y|n|",
  "|예|네|아니오|아니요|",
  "|yes|no|",
  "|true|false|",
  "|참|거짓|",
  "|1|0|",
  "|o|x|",
  "|t|f|",
  "|on|off|",
  "|○|◯|×|",
  "|동의|동의함|미동의|비동의|동의안함|동의 안함|",
};

/**
 * esp_cell_boolean_family:
 * @out_is_plain: (out): whether one of its words alone means yes or no; a lone "x" or "t" may be anything
 *
 * Returns: from 1, the way in which @text says yes or no; 0 when it says neither
 */
guint
esp_cell_boolean_family (const char *text, gboolean *out_is_plain)
{
  for (guint i = 0; i < G_N_ELEMENTS (boolean_families); i++)
    if (is_word_of (text, boolean_families[i]))
      {
        *out_is_plain = i < 5;
        return i + 1;
      }
  return 0;
}

/**
 * esp_cell_guess_kind:
 * @has_decimal_comma: 1.234,5 is a number and not 1,234.5
 *
 * Returns: the narrowest kind that the text alone speaks for
 */
EspCellKind
esp_cell_guess_kind (const char *text, gboolean has_decimal_comma)
{
  EspEmailAddress address;
  EspCivilTime time;
  gint64 integer;
  double decimal;
  gboolean boolean;

  if (text[strspn (text, " \t\r\n")] == '\0')
    return ESP_CELL_KIND_EMPTY;
  if (strlen (text) > 320)
    return ESP_CELL_KIND_TEXT;
  if (strchr (text, '@') != NULL)
    return esp_email_normalize (text, &address) == ESP_EMAIL_OK ? ESP_CELL_KIND_EMAIL
                                                                : ESP_CELL_KIND_TEXT;
  if (is_phone_like (text))
    return ESP_CELL_KIND_PHONE;
  if (esp_cell_parse_integer (text, has_decimal_comma, &integer))
    {
      /* 00123 is a code, not a number: its zeros would be lost. */
      return text[0] == '0' && g_ascii_isdigit (text[1]) ? ESP_CELL_KIND_TEXT
                                                         : ESP_CELL_KIND_INTEGER;
    }
  if (esp_cell_parse_decimal (text, has_decimal_comma, &decimal))
    return ESP_CELL_KIND_DECIMAL;
  if (esp_cell_parse_date (text, ESP_DATE_ORDER_MDY, &time) ||
      esp_cell_parse_date (text, ESP_DATE_ORDER_DMY, &time) ||
      esp_cell_parse_date (text, ESP_DATE_ORDER_YMD, &time))
    return time.has_time ? ESP_CELL_KIND_DATETIME : ESP_CELL_KIND_DATE;
  if (esp_cell_parse_boolean (text, &boolean))
    return ESP_CELL_KIND_BOOLEAN;
  return ESP_CELL_KIND_TEXT;
}
