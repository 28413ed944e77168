/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a process speak the language that somebody wants, also where its locale is not installed. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-speech.h"

#include "base/esp-catalogue.h"

#include <libintl.h>
#include <locale.h>

static gboolean
is_plain_c (const char *name)
{
  return name == NULL || g_str_equal (name, "C") || g_str_equal (name, "POSIX");
}

/* gettext answers in English in the locale "C" whatever LANGUAGE says, and needs some UTF-8 locale
 * to write Hangul. So the messages take the first locale that exists; LANGUAGE chooses the words. */
static void
take_message_locale (const char *wanted)
{
  const char *const names[] = { g_str_has_prefix (wanted, "ko") ? "ko_KR.UTF-8" : "en_US.UTF-8",
                                "C.UTF-8", "C.utf8", "en_US.UTF-8", "en_GB.UTF-8" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (setlocale (LC_MESSAGES, names[i]) != NULL)
      {
        if (i == 0 || is_plain_c (setlocale (LC_CTYPE, NULL)))
          (void) setlocale (LC_CTYPE, names[i]); /* stays as it is when this fails */
        return;
      }
}

/**
 * esp_speech_begin:
 * @language: (nullable): "ko", "en"; %NULL or "": as the environment says
 *
 * Sets the locale and the message catalogue; before any thread. The catalogue is looked for in
 * ESP_LOCALE_DIR of the environment first, so that an uninstalled build speaks too.
 */
void
esp_speech_begin (const char *language)
{
  const char *folder = g_getenv ("ESP_LOCALE_DIR");

  setlocale (LC_ALL, "");
  if (language != NULL && *language != '\0')
    {
      g_setenv ("LANGUAGE", language, TRUE);
      take_message_locale (language);
    }
  else if (g_getenv ("LANGUAGE") != NULL && is_plain_c (setlocale (LC_MESSAGES, NULL)))
    take_message_locale (g_getenv ("LANGUAGE"));
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : ESP_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/**
 * esp_speech_get_lang:
 *
 * Returns: the language in which this process writes numbers and dates
 */
EspLang
esp_speech_get_lang (void)
{
  const char *const *names = g_get_language_names ();

  return names != NULL && names[0] != NULL && g_str_has_prefix (names[0], "ko") ? ESP_LANG_KO
                                                                                : ESP_LANG_EN;
}

/**
 * esp_speech_translate:
 *
 * Returns: (transfer none): @english in the language of the process
 */
const char *
esp_speech_translate (const char *english)
{
  return *english != '\0' ? g_dgettext (GETTEXT_PACKAGE, english) : english;
}

static const char *
keep_english (const char *english)
{
  return english;
}

static EspCatalogue *
load_korean (void)
{
  const char *folder = g_getenv ("ESP_LOCALE_DIR");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : ESP_LOCALE_DIR, "ko",
                                            "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &error);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;
  EspCatalogue *catalogue = bytes != NULL ? esp_catalogue_new (bytes, &error) : NULL;

  if (catalogue == NULL)
    g_message ("There is no Korean catalogue: %s", error->message);
  return catalogue;
}

static const char *
speak_korean (const char *english)
{
  static gsize is_loaded;
  static EspCatalogue *korean; /* (nullable) for as long as the process lives */

  if (g_once_init_enter (&is_loaded))
    {
      korean = load_korean ();
      g_once_init_leave (&is_loaded, 1);
    }
  return korean != NULL ? esp_catalogue_find (korean, english) : english;
}

/**
 * esp_speech_get_translate:
 *
 * Any thread may call what it returns.
 *
 * Returns: what speaks @lang, also when the process speaks another language
 */
EspTranslate
esp_speech_get_translate (EspLang lang)
{
  if (lang == esp_speech_get_lang () && lang != ESP_LANG_EN)
    return esp_speech_translate;
  return lang == ESP_LANG_KO ? speak_korean : keep_english;
}
