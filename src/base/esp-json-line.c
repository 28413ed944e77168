/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the line of a JSON document on which a member stands, for those who edit it by hand. */
#define G_LOG_DOMAIN "esp-base"

#include "config.h"

#include "base/esp-json-line.h"

#include <string.h>

typedef struct
{
  const char *at;
  const char *end;
  guint line;
} Scan;

static void
skip_blank (Scan *self)
{
  for (; self->at < self->end && g_ascii_isspace (*self->at); self->at++)
    self->line += *self->at == '\n';
}

/* Goes over a text in quotes. Returns: whether it is @name, which is @n bytes long, without escapes. */
static gboolean
skip_text (Scan *self, const char *name, gsize n)
{
  const char *from;
  gboolean is_name;

  if (self->at >= self->end || *self->at != '"')
    return FALSE;
  from = ++self->at;
  for (; self->at < self->end && *self->at != '"'; self->at++)
    {
      self->line += *self->at == '\n';
      if (*self->at == '\\' && self->at + 1 < self->end)
        self->at++;
    }
  is_name = name != NULL && (gsize) (self->at - from) == n && strncmp (from, name, n) == 0;
  if (self->at < self->end)
    self->at++;
  return is_name;
}

/* Goes over a value, however deep. */
static void
skip_value (Scan *self)
{
  guint depth = 0;

  do
    {
      skip_blank (self);
      if (self->at >= self->end)
        return;
      if (*self->at == '"')
        {
          (void) skip_text (self, NULL, 0);
          continue;
        }
      if (*self->at == '{' || *self->at == '[')
        depth++;
      else if ((*self->at == '}' || *self->at == ']') && depth > 0)
        depth--;
      else if (strchr (",:", *self->at) == NULL)
        {
          while (self->at < self->end && !g_ascii_isspace (*self->at) &&
                 strchr (",:{}[]\"", *self->at) == NULL)
            self->at++;
          continue;
        }
      self->at++;
    }
  while (depth > 0);
}

/* Stands at an object. Returns: whether it went to the value of the member, else it is at the end. */
static gboolean
enter_member (Scan *self, const char *name, gsize n)
{
  self->at++;
  for (skip_blank (self); self->at < self->end && *self->at == '"'; skip_blank (self))
    {
      guint line = self->line;
      gboolean is_name = skip_text (self, name, n);

      skip_blank (self);
      if (self->at < self->end && *self->at == ':')
        self->at++;
      if (is_name)
        {
          self->line = line;
          return TRUE;
        }
      skip_value (self);
      skip_blank (self);
      if (self->at < self->end && *self->at == ',')
        self->at++;
    }
  return FALSE;
}

/* Stands at an array. Returns: whether it went to the element. */
static gboolean
enter_element (Scan *self, guint64 index)
{
  self->at++;
  for (guint64 i = 0; i < index; i++)
    {
      skip_value (self);
      skip_blank (self);
      if (self->at >= self->end || *self->at != ',')
        return FALSE;
      self->at++;
    }
  skip_blank (self);
  return self->at < self->end && *self->at != ']';
}

/**
 * esp_json_find_line:
 * @json: a document that can be parsed; need not end with NUL
 * @path: such as "rules[2].params.words", as EspJsonWalk has it
 *
 * Returns: the line, from 1, on which the member stands, or of what comes nearest to it: a member that is
 *   missing is told by what lacks it
 */
guint
esp_json_find_line (const char *json, gsize length, const char *path)
{
  Scan scan = { json, json + length, 1 };
  guint line;

  skip_blank (&scan);
  line = scan.line;
  while (*path != '\0')
    {
      gboolean is_there = FALSE;

      skip_blank (&scan);
      if (*path == '[' && scan.at < scan.end && *scan.at == '[')
        {
          char *after = NULL;

          is_there = enter_element (&scan, g_ascii_strtoull (path + 1, &after, 10));
          path = *after == ']' ? after + 1 : after + strlen (after);
        }
      else if (*path != '[' && scan.at < scan.end && *scan.at == '{')
        {
          gsize n = strcspn (path, ".[");

          is_there = enter_member (&scan, path, n);
          path += n;
        }
      if (!is_there)
        return line;
      line = scan.line;
      if (*path == '.')
        path++;
    }
  return line;
}
