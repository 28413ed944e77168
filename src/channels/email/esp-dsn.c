/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads delivery-status and feedback parts: groups of fields, however loosely they are written. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/esp-dsn.h"

#include <string.h>

#define MAX_RECIPIENTS 100
#define MAX_FIELD 4096

/**
 * esp_dsn_recipient_clear:
 */
void
esp_dsn_recipient_clear (EspDsnRecipient *self)
{
  g_clear_pointer (&self->original, g_free);
  g_clear_pointer (&self->final, g_free);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->diagnostic, g_free);
}

/* "Name:" at the beginning of a line. */
static gsize
measure_name (const char *line)
{
  gsize n = 0;

  while (g_ascii_isalnum (line[n]) || line[n] == '-' || line[n] == '_')
    n++;
  return n > 0 && n < 64 && line[n] == ':' ? n : 0;
}

/**
 * esp_fields_text_foreach:
 * @func: called for each field, and with "" for each empty line; answers whether to go on
 */
void
esp_fields_text_foreach (const char *text, EspFieldFunc func, gpointer user_data)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean goes_on = TRUE;

  for (guint i = 0; goes_on && lines[i] != NULL; i++)
    {
      gsize n_name;
      g_autofree char *name = NULL;
      g_autoptr (GString) value = NULL;

      g_strchomp (lines[i]);
      n_name = measure_name (lines[i]);
      if (*lines[i] == '\0')
        goes_on = func ("", "", user_data);
      if (n_name == 0)
        continue;
      name = g_ascii_strdown (lines[i], (gssize) n_name);
      value = g_string_new (lines[i] + n_name + 1);
      while (lines[i + 1] != NULL && (lines[i + 1][0] == ' ' || lines[i + 1][0] == '\t') &&
             value->len < MAX_FIELD)
        {
          i++;
          g_strchomp (lines[i]);
          g_string_append_c (value, ' ');
          g_string_append (value, lines[i] + strspn (lines[i], " \t"));
        }
      goes_on = func (name, g_strstrip (value->str), user_data);
    }
}

/* "+3D" stands for "=" in what RFC 3461 calls xtext. */
static void
decode_xtext (char *text)
{
  char *to = text;

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '+' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]) &&
        !g_ascii_islower (p[1]) && !g_ascii_islower (p[2]))
      {
        *to++ = (char) (g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]));
        p += 2;
      }
    else
      *to++ = *p;
  *to = '\0';
}

/**
 * esp_dsn_dup_address:
 * @typed: "rfc822; a@example.com", with or without type and brackets
 *
 * Returns: (transfer full) (nullable): the address
 */
char *
esp_dsn_dup_address (const char *typed)
{
  const char *semicolon = strchr (typed, ';');
  const char *address = semicolon != NULL ? semicolon + 1 : typed;
  const char *open = strrchr (address, '<');
  g_autofree char *copy = NULL;
  char *at;

  copy = g_strdup (open != NULL ? open + 1 : address);
  g_strstrip (copy);
  copy[strcspn (copy, ">, \t")] = '\0';
  at = strrchr (copy, '@');
  if (at == NULL && strchr (copy, '+') != NULL)
    decode_xtext (copy); /* the @ itself was coded */
  at = strrchr (copy, '@');
  if (at == NULL || at == copy || at[1] == '\0' || !g_utf8_validate (copy, -1, NULL))
    return NULL;
  return g_steal_pointer (&copy);
}

static EspDsnAction
read_action (const char *value)
{
  static const struct
  {
    const char *word;
    EspDsnAction action;
  } actions[] = {
    { "fail", ESP_DSN_FAILED },   { "delay", ESP_DSN_DELAYED },  { "deliver", ESP_DSN_DELIVERED },
    { "relay", ESP_DSN_RELAYED }, { "expand", ESP_DSN_RELAYED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_ascii_strncasecmp (value, actions[i].word, strlen (actions[i].word)) == 0)
      return actions[i].action;
  return ESP_DSN_UNKNOWN;
}

typedef struct
{
  GArray *recipients;
  EspDsnRecipient current;
  gboolean has_action;
} Reading;

static void
end_recipient (Reading *reading)
{
  EspDsnRecipient *current = &reading->current;
  gboolean is_recipient = current->final != NULL || current->original != NULL;

  if (current->action == ESP_DSN_UNKNOWN && current->status != NULL)
    current->action = *current->status == '2'   ? ESP_DSN_DELIVERED
                      : *current->status == '5' ? ESP_DSN_FAILED
                                                : ESP_DSN_UNKNOWN;
  if ((is_recipient || (reading->has_action && current->status != NULL)) &&
      reading->recipients->len < MAX_RECIPIENTS)
    g_array_append_val (reading->recipients, *current);
  else
    esp_dsn_recipient_clear (current);
  *current = (EspDsnRecipient){ 0 };
  reading->has_action = FALSE;
}

static void
take_diagnostic (EspDsnRecipient *recipient, const char *value)
{
  const char *semicolon = strchr (value, ';');
  gboolean has_type = semicolon != NULL && semicolon - value < 32 &&
                      memchr (value, ' ', (gsize) (semicolon - value)) == NULL;

  if (recipient->diagnostic != NULL)
    return;
  recipient->is_remote = has_type && g_ascii_strncasecmp (value, "smtp", 4) == 0;
  recipient->diagnostic = g_strdup (has_type ? semicolon + 1 : value);
  g_strstrip (recipient->diagnostic);
}

static gboolean
take_field (const char *name, const char *value, gpointer user_data)
{
  Reading *reading = user_data;
  EspDsnRecipient *current = &reading->current;

  if (*name == '\0')
    end_recipient (reading);
  else if (g_str_equal (name, "final-recipient"))
    {
      if (current->final != NULL)
        end_recipient (reading); /* the empty line between is missing */
      current->final = esp_dsn_dup_address (value);
    }
  else if (g_str_equal (name, "original-recipient"))
    {
      if (current->original != NULL)
        end_recipient (reading);
      current->original = esp_dsn_dup_address (value);
    }
  else if (g_str_equal (name, "action"))
    {
      current->action = read_action (value);
      reading->has_action = TRUE;
    }
  else if (g_str_equal (name, "status") && current->status == NULL)
    {
      current->status = g_strdup (value);
      current->status[strcspn (current->status, " (;\t")] = '\0';
    }
  else if (g_str_equal (name, "diagnostic-code"))
    take_diagnostic (current, value);
  return TRUE;
}

/**
 * esp_dsn_parse:
 * @text: a message/delivery-status part, UTF-8
 *
 * Returns: (transfer full) (element-type EspDsnRecipient): what it says about each recipient
 */
GArray *
esp_dsn_parse (const char *text)
{
  Reading reading = { .recipients = g_array_new (FALSE, TRUE, sizeof (EspDsnRecipient)) };

  g_array_set_clear_func (reading.recipients, (GDestroyNotify) esp_dsn_recipient_clear);
  esp_fields_text_foreach (text, take_field, &reading);
  end_recipient (&reading);
  return reading.recipients;
}
