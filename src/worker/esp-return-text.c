/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds in the text of a mail what is its own, without what it quotes, and which addresses it is about. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-return-text.h"

#include <string.h>

#define MAX_FAILURES 50

/* bytes of a line that announces the copy of our message; a longer one tells of it among other things. */
#define MAX_ANNOUNCEMENT 200

static void
failure_free (gpointer data)
{
  EspReturnFailure *failure = data;

  g_free (failure->address);
  g_free (failure->words);
  g_free (failure);
}

/**
 * esp_return_text_cut:
 *
 * Returns: (transfer full): the beginning of @text in at most @max bytes, without blanks at its ends
 */
char *
esp_return_text_cut (const char *text, gsize max)
{
  gsize n = strlen (text);
  char *cut;

  if (n > max)
    n = (gsize) (g_utf8_find_prev_char (text, text + max) - text);
  cut = g_strndup (text, n);
  return g_strstrip (cut);
}

/**
 * esp_return_text_own:
 *
 * Returns: (transfer full): what the mail itself says, up to where it repeats the message that came back
 */
char *
esp_return_text_own (const EspMailScan *scan, const EspBounceRules *rules)
{
  g_auto (GStrv) lines = g_strsplit (scan->text, "\n", -1);
  GString *own = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *folded = esp_bounce_fold (lines[i]);

      /* On the first lines it may announce that a copy is enclosed. */
      if (own->len > 0 && strlen (folded) <= MAX_ANNOUNCEMENT &&
          esp_bounce_rules_match (rules, ESP_MAIL_WORDS_ORIGINAL, folded) &&
          (strstr (folded, "--") != NULL || g_str_has_suffix (folded, ":") ||
           g_str_has_suffix (folded, ".") || g_str_has_prefix (folded, "return-path:") ||
           lines[i + 1] == NULL || *g_strstrip (lines[i + 1]) == '\0'))
        break;
      g_string_append (own, lines[i]);
      g_string_append_c (own, '\n');
    }
  return g_string_free (own, FALSE);
}

static gboolean
has_address (const GPtrArray *list, const char *address)
{
  for (guint i = 0; i < list->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (list, i), address) == 0)
      return TRUE;
  return FALSE;
}

/* Ours, the program's that writes, or an id that only looks like an address. */
static gboolean
is_of_us (const EspMailScan *scan, const char *address)
{
  static const char *const names[] = { "mailer-daemon@", "postmaster@", "mail-daemon@", "abuse@" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strncasecmp (address, names[i], strlen (names[i])) == 0)
      return TRUE;
  return has_address (scan->recipients, address) || has_address (scan->senders, address) ||
         has_address (scan->marks, address) || has_address (scan->references, address) ||
         (scan->from != NULL && g_ascii_strcasecmp (scan->from, address) == 0) ||
         (scan->message_id != NULL && g_ascii_strcasecmp (scan->message_id, address) == 0);
}

static EspReturnFailure *
find_failure (GPtrArray *failures, const char *address)
{
  for (guint i = 0; i < failures->len; i++)
    {
      EspReturnFailure *failure = g_ptr_array_index (failures, i);

      if (g_ascii_strcasecmp (failure->address, address) == 0)
        return failure;
    }
  return NULL;
}

static EspReturnFailure *
add_failure (GPtrArray *failures, const char *address)
{
  EspReturnFailure *failure = find_failure (failures, address);

  if (failure != NULL || failures->len >= MAX_FAILURES)
    return failure;
  failure = g_new0 (EspReturnFailure, 1);
  failure->address = g_strdup (address);
  failure->words = g_strdup ("");
  g_ptr_array_add (failures, failure);
  return failure;
}

/* "<a@b>: …", "  a@b": named for its own sake and not in a sentence. */
static gboolean
begins_line (const char *text, const char *p)
{
  while (p > text && strchr (" \t<", p[-1]) != NULL)
    p--;
  return p == text || p[-1] == '\n';
}

static gboolean
stands_behind (const char *text, const char *start, const char *word)
{
  gsize n = strlen (word);

  while (start > text && strchr (" \t<(\"", start[-1]) != NULL)
    start--;
  return (gsize) (start - text) >= n && g_ascii_strncasecmp (start - n, word, n) == 0 &&
         ((gsize) (start - text) == n || !g_ascii_isalnum (start[-(gssize) n - 1]));
}

/* "(generated from a@b)": that is whom the message was for; what stands before is where it was sent on to. */
static gboolean
is_origin (const char *text, const char *start)
{
  return stands_behind (text, start, "generated from") ||
         stands_behind (text, start, "expanded from") ||
         stands_behind (text, start, "expanded from:");
}

/* "from a@b", "contact a@b": whoever that is, the message was not for them. */
static gboolean
is_beside (const char *text, const char *start)
{
  static const char *const words[] = { "from", "contact", "mailto:", "from:" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (stands_behind (text, start, words[i]))
      return TRUE;
  return FALSE;
}

static void
append_words (EspReturnFailure *failure, const char *from, const char *until)
{
  g_autofree char *before = g_steal_pointer (&failure->words);
  g_autofree char *words = g_strndup (from, (gsize) (until - from));

  failure->words = g_strconcat (before, words, NULL);
}

static EspReturnFailure *
take_origin (GPtrArray *failures, EspReturnFailure *current, const char *address)
{
  if (current == NULL)
    return add_failure (failures, address);
  g_free (current->address);
  current->address = g_strdup (address);
  return current;
}

/* From one address to the next: what stands between is about the former. */
static void
read_text (GPtrArray *failures, const EspMailScan *scan, const char *own, gboolean is_known)
{
  const char *p = own;
  const char *since = own;
  const char *start;
  char *address;
  EspReturnFailure *current = NULL;

  while (esp_mail_scan_next_address (&p, &start, &address))
    {
      EspReturnFailure *next = NULL;

      if (is_origin (own, start) && !is_known && !is_of_us (scan, address) &&
          (current == NULL || find_failure (failures, address) == NULL))
        next = take_origin (failures, current, address);
      else if (!is_of_us (scan, address) && !is_beside (own, start))
        next = is_known ? find_failure (failures, address) : add_failure (failures, address);
      g_free (address);
      if (next == NULL)
        continue;
      next->is_listed = next->is_listed || begins_line (own, start);
      if (next == current)
        continue;
      if (current != NULL)
        append_words (current, since, start);
      since = start;
      current = next;
    }
  if (current != NULL)
    append_words (current, since, own + strlen (own));
}

static void
add_known (GPtrArray *failures, const char *list)
{
  const char *p = list;
  const char *start;
  char *address;

  while (esp_mail_scan_next_address (&p, &start, &address))
    {
      (void) add_failure (failures, address);
      g_free (address);
    }
}

/* Words that stand before the first address are about all of them. */
static void
complete_words (GPtrArray *failures, const char *own)
{
  for (guint i = 0; i < failures->len; i++)
    {
      EspReturnFailure *failure = g_ptr_array_index (failures, i);

      if (failures->len > 1 && *failure->words != '\0')
        continue;
      g_free (failure->words);
      failure->words = g_strdup (own);
    }
}

/* Whether it is at the domain that the mail came back to: our own sender's. */
static gboolean
is_at_home (const EspMailScan *scan, const char *address)
{
  const char *domain = strrchr (address, '@');

  for (guint i = 0; domain != NULL && i < scan->recipients->len; i++)
    {
      const char *own = strrchr (g_ptr_array_index (scan->recipients, i), '@');

      if (own != NULL && g_ascii_strcasecmp (own, domain) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A sentence may name the sender beside the one who did not get it. */
static void
drop_own (GPtrArray *failures, const EspMailScan *scan)
{
  guint n_at_home = 0;

  for (guint i = 0; i < failures->len; i++)
    n_at_home +=
      is_at_home (scan, ((EspReturnFailure *) g_ptr_array_index (failures, i))->address) ? 1 : 0;
  if (n_at_home == failures->len)
    return;
  for (guint i = failures->len; i > 0; i--)
    {
      const EspReturnFailure *failure = g_ptr_array_index (failures, i - 1);

      if (!failure->is_listed && is_at_home (scan, failure->address))
        g_ptr_array_remove_index (failures, i - 1);
    }
}

/**
 * esp_return_text_failures:
 *
 * Returns: (transfer full) (element-type EspReturnFailure): the addresses that the mail is about, each with its
 *   words; what a header names is sure, and then nothing else is looked for
 */
GPtrArray *
esp_return_text_failures (const EspMailScan *scan, const EspBounceRules *rules)
{
  GPtrArray *failures = g_ptr_array_new_with_free_func (failure_free);
  g_autofree char *own = esp_return_text_own (scan, rules);

  if (scan->failed_recipients != NULL)
    add_known (failures, scan->failed_recipients);
  read_text (failures, scan, own, failures->len > 0);
  /* A program names its help desk and others too: whom the message went to is known. */
  if (scan->failed_recipients == NULL && failures->len > 1 && scan->original_to->len > 0)
    for (guint i = failures->len; i > 0; i--)
      {
        const EspReturnFailure *failure = g_ptr_array_index (failures, i - 1);

        if (failures->len > 1 && !failure->is_listed &&
            !has_address (scan->original_to, failure->address))
          g_ptr_array_remove_index (failures, i - 1);
      }
  if (scan->failed_recipients == NULL)
    drop_own (failures, scan);
  complete_words (failures, own);
  return failures;
}

/* "On Monday … wrote:", "> …", "2026년 … 님이 작성:" */
static gboolean
begins_quote (const EspBounceRules *rules, const char *line)
{
  g_autofree char *folded = esp_bounce_fold (line);

  if (*folded == '>' || g_str_equal (folded, "-- "))
    return TRUE;
  if (esp_bounce_rules_begins (rules, ESP_MAIL_WORDS_QUOTE, folded))
    return TRUE;
  g_strchomp (folded);
  return (g_str_has_prefix (folded, "on ") && g_str_has_suffix (folded, "wrote:")) ||
         g_str_has_suffix (folded, "님이 작성:") || g_str_has_suffix (folded, "작성했습니다:") ||
         g_str_has_suffix (folded, "schrieb:") || g_str_has_suffix (folded, "a écrit :") ||
         (g_str_has_suffix (folded, ">:") && strchr (folded, '@') != NULL);
}

/**
 * esp_return_text_said:
 *
 * Returns: (transfer full): what is new in an answer, without what it quotes
 */
char *
esp_return_text_said (const EspMailScan *scan, const EspBounceRules *rules)
{
  g_auto (GStrv) lines = g_strsplit (scan->text, "\n", -1);
  GString *said = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]);
      if (begins_quote (rules, lines[i]))
        break;
      g_string_append (said, lines[i]);
      g_string_append_c (said, '\n');
    }
  return g_strstrip (g_string_free (said, FALSE));
}
