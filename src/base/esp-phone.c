/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phone numbers as people and spreadsheets write them, made into E.164. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-phone.h"

#include <string.h>

#define MAX_INPUT_BYTES 250
/* Digits of a Korean mobile number, with and without its leading zero. */
#define KR_MOBILE_DIGITS 11

/* The digits of @text without the marks people put between them; FALSE if anything else is there. */
static gboolean
collect_digits (const char *text, char *digits, gsize n_digits, gboolean *out_has_plus)
{
  gsize n = 0;

  *out_has_plus = *text == '+';
  for (const char *p = text + *out_has_plus; *p != '\0'; p++)
    {
      if (g_ascii_isdigit (*p))
        {
          if (n + 1 >= n_digits)
            return FALSE;
          digits[n++] = *p;
        }
      else if (strchr ("-. ", *p) == NULL)
        return FALSE;
    }
  digits[n] = '\0';
  return n > 0;
}

/* 010 followed by eight digits, but for a few blocks that were never given out. Where this says yes,
 * the library says the same; a test compares the two over the whole range. */
static gboolean
is_kr_mobile (const char *digits)
{
  if (strlen (digits) != KR_MOBILE_DIGITS || strncmp (digits, "010", 3) != 0 || digits[3] == '0')
    return FALSE;
  if (digits[3] == '5' && digits[4] == '9')
    return digits[5] <= '6';
  return TRUE;
}

static gboolean
normalize_kr_mobile (const char *text, EspPhone *out)
{
  char digits[16];
  char local[16];
  gboolean has_plus;

  if (!collect_digits (text, digits, sizeof digits, &has_plus))
    return FALSE;
  if (has_plus)
    {
      if (strncmp (digits, "8210", 4) != 0)
        return FALSE;
      g_snprintf (local, sizeof local, "0%s", digits + 2);
    }
  else
    g_strlcpy (local, digits, sizeof local);
  if (!is_kr_mobile (local))
    return FALSE;
  memset (out, 0, sizeof *out);
  g_snprintf (out->e164, sizeof out->e164, "+82%s", local + 1);
  out->kind = ESP_PHONE_KIND_MOBILE;
  return TRUE;
}

/* 1.01E+09, 1e10: what a spreadsheet leaves of a long number. */
static gboolean
is_scientific (const char *text)
{
  const char *p = text;

  while (g_ascii_isdigit (*p))
    p++;
  if (p == text)
    return FALSE;
  if (*p == '.' || *p == ',')
    for (p++; g_ascii_isdigit (*p); p++)
      ;
  if (*p != 'e' && *p != 'E')
    return FALSE;
  p++;
  if (*p == '+' || *p == '-')
    p++;
  return g_ascii_isdigit (*p) && p[strspn (p, "0123456789")] == '\0';
}

static gboolean
mend_decimal (char *text)
{
  gsize length = strlen (text);

  if (length < 9 || !g_str_has_suffix (text, ".0") || strspn (text, "0123456789") != length - 2)
    return FALSE;
  text[length - 2] = '\0';
  return TRUE;
}

/* 0082 10 …: the dial prefix of most countries instead of the plus. Korea's own numbers never begin so. */
static void
mend_prefix (char **text)
{
  char *plus;

  if (!g_str_has_prefix (*text, "00") || (*text)[2] < '1' || (*text)[2] > '9')
    return;
  plus = g_strconcat ("+", *text + 2, NULL);
  g_free (*text);
  *text = plus;
}

/* Marks that people put between digits and the library does not know, and marks that cannot be seen. */
static void
plain_marks (char *text)
{
  static const char *const unseen[] = { "\u200B", "\u200E", "\u200F", "\u202A", "\u202B",
                                        "\u202C", "\u202D", "\u2060", "\uFEFF" };
  char *to = text;

  for (const char *p = text; *p != '\0';)
    {
      gsize n = 0;

      for (guint i = 0; n == 0 && i < G_N_ELEMENTS (unseen); i++)
        if (g_str_has_prefix (p, unseen[i]))
          n = strlen (unseen[i]);
      if (n > 0)
        p += n;
      else if (*p == '_' || g_str_has_prefix (p, "·") || g_str_has_prefix (p, "ㆍ"))
        {
          p = g_utf8_next_char (p);
          *to++ = '-';
        }
      else
        *to++ = *p++;
    }
  *to = '\0';
}

/* 1.012345678E9 holds every digit; 1.01235E+09 does not. */
static void
mend_scientific (char **text)
{
  const char *e = strpbrk (*text, "eE");
  const char *point = strchr (*text, '.');
  char *whole;
  gint64 power;
  gsize n_behind;

  if (!is_scientific (*text) || e == NULL || point == NULL || point != *text + 1 || point > e)
    return;
  n_behind = (gsize) (e - point - 1);
  power = g_ascii_strtoll (e + 1, NULL, 10);
  /* Spreadsheets show five or six digits; what has as many as its exponent says is whole. */
  if (n_behind < 8 || power != (gint64) n_behind || n_behind > 15)
    return;
  whole = g_strdup_printf ("%c%.*s", **text, (int) n_behind, point + 1);
  g_free (*text);
  *text = whole;
}

/* 010-1234-5678 (집): a remark without digits behind the number. */
static void
cut_remark (char *text)
{
  char *open = strrchr (text, '(');

  if (open == NULL || open == text || !g_str_has_suffix (text, ")") ||
      strcspn (open, "0123456789") < strlen (open))
    return;
  *open = '\0';
  g_strchomp (text);
}

static gboolean
is_zero_lost (const char *text, const char *region)
{
  return g_strcmp0 (region, "KR") == 0 && text[0] >= '1' && text[0] <= '9' &&
         strspn (text, "0123456789") == strlen (text) && strlen (text) <= KR_MOBILE_DIGITS - 1;
}

/**
 * esp_phone_normalize:
 * @text: valid UTF-8
 * @region: (nullable): ISO 3166 country whose national numbers are meant, such as "KR"; without one
 *   only numbers with + are understood
 *
 * What spreadsheets damage is mended when nothing was lost (1012345678, 1012345678.0) and refused
 * when digits were (1.01E+09).
 *
 * Returns: ESP_PHONE_OK and @out_phone filled, or what is wrong
 */
EspPhoneProblem
esp_phone_normalize (const char *text, const char *region, EspPhone *out_phone)
{
  g_autofree char *copy = NULL;
  EspPhoneProblem problem;
  gboolean is_repaired;

  g_return_val_if_fail (text != NULL, ESP_PHONE_EMPTY);

  if ((*text == '+' || g_strcmp0 (region, "KR") == 0) && normalize_kr_mobile (text, out_phone))
    return ESP_PHONE_OK;
  if (strlen (text) > MAX_INPUT_BYTES)
    return ESP_PHONE_TOO_LONG;
  copy = g_strstrip (g_strdup (text));
  if (*copy == '\0')
    return ESP_PHONE_EMPTY;
  plain_marks (copy);
  mend_scientific (&copy);
  if (is_scientific (copy))
    return ESP_PHONE_SCIENTIFIC;
  cut_remark (copy);
  mend_prefix (&copy);
  is_repaired = mend_decimal (copy);
  if (is_zero_lost (copy, region))
    {
      g_autofree char *with_zero = g_strconcat ("0", copy, NULL);

      is_repaired = TRUE;
      if (normalize_kr_mobile (with_zero, out_phone))
        problem = ESP_PHONE_OK;
      else
        problem = esp_phone_normalize_by_library (with_zero, region, out_phone);
      /* Nationwide numbers such as 1588-0000 never had a zero. */
      if (problem != ESP_PHONE_OK)
        {
          is_repaired = FALSE;
          problem = esp_phone_normalize_by_library (copy, region, out_phone);
        }
    }
  else
    problem = esp_phone_normalize_by_library (copy, region, out_phone);
  if (problem == ESP_PHONE_OK)
    out_phone->is_repaired = is_repaired;
  return problem;
}

/**
 * esp_phone_problem_to_string:
 *
 * Returns: (transfer none): what is wrong, as the end of a sentence, in English
 */
const char *
esp_phone_problem_to_string (EspPhoneProblem problem)
{
  switch (problem)
    {
    case ESP_PHONE_OK:
      return "is a valid number";
    case ESP_PHONE_EMPTY:
      return "is empty";
    case ESP_PHONE_INVALID:
      return "is not a phone number that exists in its country";
    case ESP_PHONE_TOO_SHORT:
      return "has too few digits for a phone number";
    case ESP_PHONE_TOO_LONG:
      return "has too many digits for a phone number";
    case ESP_PHONE_SCIENTIFIC:
      return "was cut by a spreadsheet (scientific notation): its last digits are lost; export the "
             "column as text";
    default:
      g_assert_not_reached ();
    }
}
