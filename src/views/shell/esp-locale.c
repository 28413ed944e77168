/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the language of the application, also where its locale is not installed. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-locale.h"

#include "base/esp-speech.h"

#include <gtk/gtk.h>

#include "views/shell/esp-settings.h"

static char language[16] = "en";

/* What somebody asked for: the variable, else the preference, else nothing. */
static char *
dup_wanted (void)
{
  const char *variable = g_getenv ("ESP_LANGUAGE");

  if (variable != NULL && *variable != '\0')
    return g_strdup (variable);
  return esp_settings_dup_string ("language");
}

static gboolean
is_plain_c (const char *name)
{
  return name == NULL || g_str_equal (name, "C") || g_str_equal (name, "POSIX");
}

static void
remember_language (void)
{
  const char *const *names = g_get_language_names ();
  const char *name = names != NULL && names[0] != NULL ? names[0] : "en";

  g_strlcpy (language, is_plain_c (name) ? "en" : name, sizeof language);
  for (char *c = language; *c != '\0'; c++)
    if (*c == '_' || *c == '.' || *c == '@')
      *c = '\0';
  if (g_str_equal (language, "C"))
    g_strlcpy (language, "en", sizeof language);
}

/**
 * esp_locale_init:
 *
 * Sets the locale and the message catalogue. First thing in main(), before any thread and before
 * GTK. The language is that of the variable ESP_LANGUAGE ("ko", "en"), else of the preference
 * "language", else of the desktop. The catalogue is looked for in ESP_LOCALE_DIR of the
 * environment first, so that an uninstalled build speaks too.
 */
void
esp_locale_init (void)
{
  g_autofree char *wanted = dup_wanted ();

  esp_speech_begin (wanted);
  gtk_disable_setlocale ();
  remember_language ();
}

/**
 * esp_locale_get_language:
 *
 * Returns: the two or three letters of the language of the application
 */
const char *
esp_locale_get_language (void)
{
  return language;
}

/**
 * esp_locale_is_korean:
 *
 * Returns: whether the application speaks Korean
 */
gboolean
esp_locale_is_korean (void)
{
  return g_str_equal (language, "ko");
}
