/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says where a text stops being JSON and what to do there, for people who wrote it by hand. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-json-fault.h"

#include <string.h>

/* What is nested deeper is refused by whoever reads it. */
#define MAX_DEPTH 100
/* So much of what is no value is shown. */
#define MAX_SHOWN 20

typedef struct
{
  const char *json;
  gsize length;
  gsize at;
  char *fault; /* (nullable): the first one */
} Scan;

static gboolean scan_value (Scan *self, int depth);

static gboolean fail (Scan *self, gsize at, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Keeps the first fault. Returns: FALSE */
static gboolean
fail (Scan *self, gsize at, const char *format, ...)
{
  guint line = 1;
  guint letter = 1;
  g_autofree char *what = NULL;
  va_list args;

  if (self->fault != NULL)
    return FALSE;
  for (gsize i = 0; i < at && i < self->length; i++)
    if (self->json[i] == '\n')
      {
        line++;
        letter = 1;
      }
    else if ((self->json[i] & 0xC0) != 0x80) /* a letter of several bytes is one */
      letter++;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  self->fault = g_strdup_printf ("line %u, letter %u: %s", line, letter, what);
  return FALSE;
}

static void
skip_space (Scan *self)
{
  while (self->at < self->length && strchr (" \t\r\n", self->json[self->at]) != NULL &&
         self->json[self->at] != '\0')
    self->at++;
}

static char
peek (Scan *self)
{
  skip_space (self);
  return self->at < self->length ? self->json[self->at] : '\0';
}

static gboolean
scan_string (Scan *self)
{
  gsize start = self->at++;

  for (; self->at < self->length; self->at++)
    {
      char c = self->json[self->at];

      if (c == '"')
        {
          self->at++;
          return TRUE;
        }
      if (c == '\n')
        break;
      if (c == '\\')
        self->at++;
    }
  return fail (self, start, "the quotation mark that ends this text is missing on its line");
}

/* A number, true, false or null. */
static gboolean
scan_word (Scan *self)
{
  static const char *const words[] = { "true", "false", "null", NULL };
  gsize start = self->at;
  g_autofree char *word = NULL;
  char *end = NULL;

  while (self->at < self->length && self->json[self->at] != '\0' &&
         strchr (",:{}[]\" \t\r\n", self->json[self->at]) == NULL)
    self->at++;
  word = g_strndup (self->json + start, self->at - start);
  if (g_strv_contains (words, word))
    return TRUE;
  (void) g_ascii_strtod (word, &end);
  if (*word != '\0' && *end == '\0' && strchr ("-0123456789", *word) != NULL)
    return TRUE;
  if (*word != '\0')
    {
      g_autofree char *valid = g_utf8_make_valid (word, MIN (strlen (word), MAX_SHOWN));

      return fail (self, start, "“%s” is no value: texts stand in \"quotation marks\"", valid);
    }
  return fail (self, start, "a value is missing here");
}

/* What stands between two members or at the end. Returns: whether another one follows */
static gboolean
scan_joint (Scan *self, gsize open, char close, gboolean *out_ok)
{
  char c = peek (self);
  gsize at = self->at;

  *out_ok = TRUE;
  if (c == close)
    {
      self->at++;
      return FALSE;
    }
  if (c == ',')
    {
      self->at++;
      if (peek (self) != close)
        return TRUE;
      *out_ok = fail (self, at, "a comma stands before “%c”: take it away", close);
    }
  else if (c == '\0')
    *out_ok = fail (self, open, "“%c” is not closed", self->json[open]);
  else if (c == '}' || c == ']')
    *out_ok = fail (self, at, "“%c” stands where “%c” is expected", c, close);
  else
    *out_ok = fail (self, at, "a comma is missing before this");
  return FALSE;
}

static gboolean
scan_member (Scan *self, int depth)
{
  if (peek (self) != '"')
    return fail (self, self->at, "the name of a member in \"quotation marks\" is expected");
  if (!scan_string (self))
    return FALSE;
  if (peek (self) != ':')
    return fail (self, self->at, "a colon is missing after the name");
  self->at++;
  return scan_value (self, depth);
}

static gboolean
scan_many (Scan *self, char close, int depth)
{
  gsize open = self->at++;
  gboolean ok = TRUE;

  if (depth > MAX_DEPTH)
    return fail (self, open, "it is nested too deep");
  if (peek (self) == close)
    {
      self->at++;
      return TRUE;
    }
  do
    if (peek (self) == '\0')
      return fail (self, open, "“%c” is not closed", self->json[open]);
    else if (close == '}' ? !scan_member (self, depth) : !scan_value (self, depth))
      return FALSE;
  while (scan_joint (self, open, close, &ok));
  return ok;
}

static gboolean
scan_value (Scan *self, int depth)
{
  switch (peek (self))
    {
    case '{':
      return scan_many (self, '}', depth + 1);
    case '[':
      return scan_many (self, ']', depth + 1);
    case '"':
      return scan_string (self);
    default:
      return scan_word (self);
    }
}

/**
 * esp_json_dup_fault:
 * @json: UTF-8 or not
 * @length: its bytes
 *
 * Returns: (transfer full) (nullable): the first place where it is no JSON (RFC 8259), by line and letter from 1, and
 *   what to do there; %NULL when nothing is wrong
 */
char *
esp_json_dup_fault (const char *json, gsize length)
{
  Scan self = { json, length, 0, NULL };

  if (length >= 3 && memcmp (json, "\xEF\xBB\xBF", 3) == 0)
    self.at = 3;
  if (peek (&self) == '\0' && self.at == length)
    return g_strdup ("it is empty");
  if (scan_value (&self, 0) && (skip_space (&self), self.at < length))
    (void) fail (&self, self.at, "something follows behind the end");
  return self.fault;
}
