/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of single texts that words alone cannot make: numbers of persons, and days that have passed. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include <stdio.h>
#include <string.h>

/* How far, in bytes, before and after something its neighbours are looked at. */
#define REACH 45
#define HALF_YEAR 182

static void
end_rule (const EspRuleRun *run, const EspContentRule *rule, guint n_found)
{
  EspContentFinding *fine;

  if (n_found > 0)
    return;
  fine = esp_content_finding_new (rule, NULL, NULL, NULL);
  fine->severity = ESP_SEVERITY_FINE;
  g_ptr_array_add (run->findings, fine);
}

/* Returns: (transfer full): at most REACH bytes that end at @at, cut between letters */
static char *
dup_before (const char *text, const char *at)
{
  const char *from = at - text > REACH ? at - REACH : text;

  while (from < at && (*from & 0xC0) == 0x80)
    from++;
  return g_strndup (from, (gsize) (at - from));
}

static char *
dup_after (const char *at)
{
  gsize n = strnlen (at, REACH * 2);

  while (n > 0 && (at[n] & 0xC0) == 0x80)
    n--;
  return g_strndup (at, n);
}

static gboolean
has_any (const char *text, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
are_digits (const char *text, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

static int
two (const char *digits)
{
  return (digits[0] - '0') * 10 + digits[1] - '0';
}

/* 1, 2, 5, 6: born before 2000; 3, 4, 7, 8: later; 9 and 0 long ago. From 5 to 8 are foreigners. */
static gboolean
is_birthday (const char *digits, char sex)
{
  int century = strchr ("1256", sex) != NULL ? 1900 : 2000;

  return sex >= '1' && sex <= '8' &&
         g_date_valid_dmy ((GDateDay) two (digits + 4), (GDateMonth) two (digits + 2),
                           (GDateYear) (century + two (digits)));
}

static gboolean
has_check_digit (const char *digits)
{
  static const int weights[] = { 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5 };
  int sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    sum += weights[i] * (digits[i] - '0');
  return (digits[6] >= '5' ? (13 - sum % 11) % 10 : (11 - sum % 11) % 10) == digits[12] - '0';
}

/* Returns: the length of a resident registration number at @at, or 0 */
static gsize
measure_number (const char *text, const char *at)
{
  static const char *const others[] = { "주문",   "접수",   "송장",  "예약",  "문서",
                                        "운송장", "order",  "Order", "ORDER", "no.",
                                        "No.",    "번호판", NULL };
  gsize gap;
  char digits[14] = { 0 };
  g_autofree char *before = NULL;

  if (!are_digits (at, 6) || (at > text && (g_ascii_isdigit (at[-1]) || at[-1] == '-')))
    return 0;
  gap = at[6] == '-' || at[6] == ' ' ? 1 : 0;
  if (!are_digits (at + 6 + gap, 7) || g_ascii_isdigit (at[13 + gap]) || at[13 + gap] == '-')
    return 0;
  memcpy (digits, at, 6);
  memcpy (digits + 6, at + 6 + gap, 7);
  if (!is_birthday (digits, digits[6]))
    return 0;
  if (has_check_digit (digits))
    return 13 + gap;
  /* Since October 2020 the last digits are drawn; but shops number their orders so, too. */
  before = dup_before (text, at);
  return at[6] == '-' && !has_any (before, others) ? 13 + gap : 0;
}

static guint
check_numbers_in (const EspRuleRun *run, const EspContentRule *rule, const EspContentPart *part)
{
  guint n_found = 0;

  for (const char *c = part->text; *c != '\0'; c++)
    {
      gsize n = g_ascii_isdigit (*c) ? measure_number (part->text, c) : 0;
      g_autofree char *shown = NULL;

      if (n == 0)
        continue;
      shown = g_strdup_printf ("%.6s-*******", c); /* it is not spread further */
      g_ptr_array_add (run->findings, esp_content_finding_new (rule, part->place, shown, NULL));
      n_found++;
      c += n - 1;
    }
  return n_found;
}

/* One day as somebody wrote it. */
typedef struct
{
  int year; /* 0: not said */
  int month;
  int day;
  const char *from;
  const char *until;
} Day;

/* No day is longer; sscanf() would measure the whole text each time. */
#define MAX_DAY 40

static void
copy_start (const char *at, char buffer[MAX_DAY + 1])
{
  gsize n = strnlen (at, MAX_DAY);

  memcpy (buffer, at, n);
  buffer[n] = '\0';
}

/* "2026년 3월 31일", "2026-03-31", "2026.3.31", "3월 31일", "3/31" */
static gboolean
read_day (const char *at, Day *out_day)
{
  char text[MAX_DAY + 1];
  static const char *const forms[] = { "%4d년 %2d월 %2d일%n", "%4d-%2d-%2d%n", "%4d. %2d. %2d%n",
                                       "%4d/%2d/%2d%n" };
  int n = 0;

  *out_day = (Day){ .from = at };
  copy_start (at, text);
  for (guint i = 0; n == 0 && i < G_N_ELEMENTS (forms); i++)
    {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      (void) sscanf (text, forms[i], &out_day->year, &out_day->month, &out_day->day, &n);
#pragma GCC diagnostic pop
    }
  if (n > 0 && (out_day->year < 2000 || out_day->year > 2100))
    return FALSE;
  if (n == 0)
    {
      out_day->year = 0;
      (void) sscanf (text, "%2d월 %2d일%n", &out_day->month, &out_day->day, &n);
    }
  if (n == 0)
    (void) sscanf (text, "%2d/%2d%n", &out_day->month, &out_day->day, &n);
  out_day->until = at + n;
  return n > 0 && !g_ascii_isdigit (*out_day->until) &&
         g_date_valid_dmy ((GDateDay) out_day->day, (GDateMonth) out_day->month,
                           (GDateYear) (out_day->year != 0 ? out_day->year : 2024));
}

/* "March 3, 2026", "3 March 2026", "Mar 3" */
static gboolean
read_english_day (const char *at, Day *out_day)
{
  char text[MAX_DAY + 1];
  static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec" };
  char name[16] = "";
  int n = 0;

  *out_day = (Day){ .from = at };
  copy_start (at, text);
  if (sscanf (text, "%15[A-Za-z]%*1[. ]%2d%n", name, &out_day->day, &n) < 2)
    (void) sscanf (text, "%2d %15[A-Za-z]%n", &out_day->day, name, &n);
  for (guint i = 0; n > 0 && i < G_N_ELEMENTS (months); i++)
    if (g_ascii_strncasecmp (name, months[i], 3) == 0)
      out_day->month = (int) i + 1;
  if (n == 0 || out_day->month == 0 || g_ascii_isdigit (at[n]) ||
      !g_date_valid_dmy ((GDateDay) out_day->day, (GDateMonth) out_day->month, 2024))
    return FALSE;
  out_day->until = at + n;
  copy_start (out_day->until, text);
  n = 0;
  if (sscanf (text, "%*[, ]%4d%n", &out_day->year, &n) == 1 && out_day->year >= 2000)
    out_day->until += n;
  else
    out_day->year = 0;
  return TRUE;
}

static const char *
skip_weekday (const char *c)
{
  c += strspn (c, " ");
  if (*c == '(')
    {
      const char *close = memchr (c, ')', strnlen (c, 13));

      if (close != NULL)
        c = close + 1;
    }
  c += strspn (c, " ");
  while (g_ascii_isdigit (*c) || *c == ':')
    c++;
  if (g_str_has_prefix (c, "시"))
    c += strlen ("시");
  c += strspn (c, " ");
  return g_str_has_prefix (c, "자정") ? c + strlen ("자정") + strspn (c + strlen ("자정"), " ") : c;
}

/* Whether something ends on the day, and is not told of the past: "…까지 적립된 포인트". */
static gboolean
is_end (const EspContentRule *rule, const char *text, const Day *day)
{
  static const char *const past[] = { "적립",     "구매하신", "구매한", "가입하신", "가입한",
                                      "이용하신", "집계",     "기준",   "주문하신", "주문한",
                                      "누적",     "모은",     "결제",   NULL };
  const char *const *ends = esp_content_rule_words (rule, "until_ko");
  const char *after = skip_weekday (day->until);
  g_autofree char *rest = NULL;
  const char *before = day->from;

  for (guint i = 0; ends[i] != NULL; i++)
    if (g_str_has_prefix (after, ends[i]))
      {
        rest = dup_after (after + strlen (ends[i]));
        rest[MIN (strlen (rest), 20)] = '\0';
        return !has_any (rest, past);
      }
  while (before > text && before[-1] == ' ')
    before--;
  return before > text && before[-1] == '~';
}

static gboolean
follows_until (const EspContentRule *rule, const char *text, const char *at)
{
  const char *const *words = esp_content_rule_words (rule, "until_en");
  g_autofree char *before = dup_before (text, at);
  g_autofree char *lower = g_utf8_strdown (g_strchomp (before), -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_suffix (lower, words[i]))
      {
        gsize n = strlen (lower) - strlen (words[i]);

        if (n == 0 || !g_ascii_isalpha (lower[n - 1]))
          return TRUE;
      }
  return FALSE;
}

/* A day without a year is the one that is nearest. */
static gboolean
has_passed (const Day *day, const char *today)
{
  GDate then;
  GDate now;
  int year = 0;
  int month = 0;
  int n = 0;
  int days;

  if (sscanf (today, "%4d-%2d-%2d", &year, &month, &n) != 3 ||
      !g_date_valid_dmy ((GDateDay) n, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (&now, 1);
  g_date_clear (&then, 1);
  g_date_set_dmy (&now, (GDateDay) n, (GDateMonth) month, (GDateYear) year);
  if (day->year != 0)
    year = day->year;
  if (!g_date_valid_dmy ((GDateDay) day->day, (GDateMonth) day->month, (GDateYear) year))
    return FALSE;
  g_date_set_dmy (&then, (GDateDay) day->day, (GDateMonth) day->month, (GDateYear) year);
  days = g_date_days_between (&then, &now);
  return days > 0 && (day->year != 0 || days <= HALF_YEAR);
}

static guint
check_days_in (const EspRuleRun *run, const EspContentRule *rule, const EspContentPart *part)
{
  guint n_found = 0;

  for (const char *c = part->text; *c != '\0'; c++)
    {
      gboolean begins = c == part->text || !g_ascii_isalnum (c[-1]);
      g_autofree char *shown = NULL;
      Day day;
      gboolean is_one;

      if (!begins || !g_ascii_isalnum (*c))
        continue;
      is_one = g_ascii_isdigit (*c) && read_day (c, &day) &&
               (is_end (rule, part->text, &day) || follows_until (rule, part->text, c));
      if (!is_one && !(follows_until (rule, part->text, c) && read_english_day (c, &day)))
        continue;
      if (has_passed (&day, run->scope->day))
        {
          shown = g_strndup (day.from, (gsize) (day.until - day.from));
          g_ptr_array_add (run->findings,
                           esp_content_finding_new (rule, part->place, shown, run->scope->day));
          n_found++;
        }
      c = day.until - 1;
    }
  return n_found;
}

/**
 * esp_content_check_texts_by_code:
 *
 * Adds to the findings what the rules with code of their own say of texts of any channel.
 */
void
esp_content_check_texts_by_code (const EspRuleRun *run)
{
  const EspContentRule *numbers = esp_content_rules_find_in (run->rules, "KR-PI-10", run->scope);
  const EspContentRule *days =
    run->scope->day != NULL ? esp_content_rules_find_in (run->rules, "LNK-05", run->scope) : NULL;
  guint n_numbers = 0;
  guint n_days = 0;

  for (guint i = 0; i < run->parts->len; i++)
    {
      const EspContentPart *part = run->parts->pdata[i];

      if (part->is_whole || g_str_equal (part->name, "link"))
        continue;
      if (numbers != NULL)
        n_numbers += check_numbers_in (run, numbers, part);
      if (days != NULL)
        n_days += check_days_in (run, days, part);
    }
  if (numbers != NULL)
    end_rule (run, numbers, n_numbers);
  if (days != NULL)
    end_rule (run, days, n_days);
}
