/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the Korean particles of finished sentences: translations write both forms, “을(를)”. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-particle.h"

#include "base/esp-hangul.h"

#include <string.h>

static const struct
{
  const char *both;
  const char *pair;
} particles[] = {
  { "을(를)", "을/를" }, { "이(가)", "이/가" },   { "은(는)", "은/는" },
  { "과(와)", "과/와" }, { "(으)로", "으로/로" }, { "(이)라", "이라/라" },
};

/**
 * esp_particle_choose:
 * @text: a finished sentence
 *
 * Returns: (transfer full): the sentence with one of each pair of particles, as the word before says
 */
char *
esp_particle_choose (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize found = 0;

      for (guint i = 0; i < G_N_ELEMENTS (particles) && found == 0; i++)
        if (out->len > 0 && g_str_has_prefix (text, particles[i].both))
          {
            g_string_append (out, esp_hangul_pick_particle (out->str, particles[i].pair));
            found = strlen (particles[i].both);
          }
      if (found == 0)
        {
          found = (gsize) (g_utf8_next_char (text) - text);
          g_string_append_len (out, text, (gssize) found);
        }
      text += found;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * esp_particle_printf:
 *
 * Returns: (transfer full): esp_particle_choose() of what g_strdup_printf() makes
 */
char *
esp_particle_printf (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return esp_particle_choose (text);
}
