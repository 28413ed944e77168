/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the label, the sender and the free way out around an advertisement, where the law wants them. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/text/esp-text-law.h"

#include <string.h>

#define FREE_OPTOUT "무료수신거부"
#define OPTOUT "수신거부: "
#define STOP_LINE "Reply STOP to opt out"

static gboolean
is_blank (const char *text)
{
  return text == NULL || *text == '\0';
}

/* Kakao sets the label over a Brand Message itself, and an Alimtalk is no advertisement. */
static gboolean
is_labelled (const EspTextDoc *doc)
{
  return doc->message_class == ESP_MESSAGE_CLASS_AD &&
         (doc->medium == ESP_TEXT_MEDIUM_TEXT || doc->medium == ESP_TEXT_MEDIUM_PUSH);
}

/**
 * esp_text_law_dup_prefix:
 *
 * Returns: (transfer full): what stands before the text of an advertisement, with the blank after it; ""
 *   when the law asks nothing
 */
char *
esp_text_law_dup_prefix (const EspTextDoc *doc, const EspTextLaw *law)
{
  if (!is_labelled (doc) || !law->is_korean)
    return g_strdup ("");
  return g_strdup_printf (ESP_AD_LABEL "%s ", law->name != NULL ? law->name : "");
}

/**
 * esp_text_law_dup_suffix:
 *
 * Returns: (transfer full): the last line of an advertisement, with the line end before it; "" when there
 *   is nothing to say
 */
char *
esp_text_law_dup_suffix (const EspTextDoc *doc, const EspTextLaw *law)
{
  if (!is_labelled (doc))
    return g_strdup ("");
  if (!law->is_korean)
    return g_strdup (law->takes_stop && doc->medium == ESP_TEXT_MEDIUM_TEXT ? "\n" STOP_LINE : "");
  if (doc->medium == ESP_TEXT_MEDIUM_PUSH)
    return is_blank (law->optout_path) ? g_strdup ("")
                                       : g_strconcat ("\n" OPTOUT, law->optout_path, NULL);
  return is_blank (law->optout_number)
           ? g_strdup ("")
           : g_strconcat ("\n" FREE_OPTOUT " ", law->optout_number, NULL);
}

/* “새봄” begins “새봄, 세일”, but not “새봄맞이 세일”. */
static gboolean
begins_with_name (const char *text, const char *name)
{
  return !is_blank (name) && g_str_has_prefix (text, name) &&
         !g_unichar_isalnum (g_utf8_get_char (text + strlen (name)));
}

/* Who typed the label gets it once. */
static const char *
skip_label (const char *text, const char *name)
{
  if (!g_str_has_prefix (text, ESP_AD_LABEL))
    return text;
  text += strlen (ESP_AD_LABEL);
  text += strspn (text, " ");
  if (begins_with_name (text, name))
    text += strlen (name);
  return text + strspn (text, " ");
}

static void
frame (char **text, const char *name, const char *prefix, const char *suffix)
{
  const char *words = *prefix != '\0' ? skip_label (*text, name) : *text;
  const char *line = *suffix == '\n' ? suffix + 1 : suffix;
  gboolean has_suffix = *suffix == '\0' || g_str_has_suffix (words, line);
  char *framed = g_strconcat (prefix, words, has_suffix ? "" : suffix, NULL);

  g_free (*text);
  *text = framed;
}

/* The heading of an LMS is read before its text. */
static void
label_title (char **title)
{
  char *labelled;

  if (**title == '\0' || g_str_has_prefix (*title, ESP_AD_LABEL))
    return;
  labelled = g_strconcat (ESP_AD_LABEL " ", *title, NULL);
  g_free (*title);
  *title = labelled;
}

/**
 * esp_text_law_apply:
 * @doc: a filled message: changed in place
 *
 * After this it is what the person gets, byte for byte, and may be counted.
 */
void
esp_text_law_apply (EspTextDoc *doc, const EspTextLaw *law)
{
  g_autofree char *prefix = esp_text_law_dup_prefix (doc, law);
  g_autofree char *suffix = esp_text_law_dup_suffix (doc, law);

  if (doc->medium == ESP_TEXT_MEDIUM_PUSH && *prefix != '\0')
    {
      frame (&doc->text.title, law->name, prefix, "");
      frame (&doc->text.body, law->name, "", suffix);
    }
  else if (doc->medium == ESP_TEXT_MEDIUM_TEXT)
    {
      frame (&doc->text.body, law->name, prefix, suffix);
      if (*prefix != '\0')
        label_title (&doc->text.title);
    }
  /* What replaces a Brand Message is an advertisement as text. */
  if (doc->medium == ESP_TEXT_MEDIUM_KAKAO && doc->has_substitute &&
      doc->message_class == ESP_MESSAGE_CLASS_AD)
    {
      g_autoptr (EspTextDoc) text = esp_text_doc_new (ESP_TEXT_MEDIUM_TEXT);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      text->message_class = ESP_MESSAGE_CLASS_AD;
      before = esp_text_law_dup_prefix (text, law);
      after = esp_text_law_dup_suffix (text, law);
      frame (&doc->substitute.body, law->name, before, after);
      if (*before != '\0')
        label_title (&doc->substitute.title);
    }
}
