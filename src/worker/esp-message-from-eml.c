/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a mail that somebody saved into a message: its words, and the pictures that travelled with them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-message-from-eml.h"

#include "channels/email/esp-mail-reader.h"
#include "engine/content/esp-brand.h"
#include "engine/content/esp-escape.h"
#include "engine/content/exchange/esp-exchange.h"

#include <string.h>

/* What all files of a message may have together; see the reader of messages. */
static const gsize max_files_bytes = 20 * 1024 * 1024;

#define FRESH "espalier-file-"

static void
add_note (GPtrArray *notes, const char *place, char *text)
{
  EspExchangeNote *note;

  if (notes == NULL)
    {
      g_free (text);
      return;
    }
  note = g_new0 (EspExchangeNote, 1);
  note->place = g_strdup (place);
  note->text = text;
  g_ptr_array_add (notes, note);
}

/* Returns whether @from was there. */
static gboolean
replace_address (GString *html, const char *from, const char *to)
{
  return *from != '\0' && g_string_replace (html, from, to, 0) > 0;
}

/* Names of content in addresses may be escaped: "a@b" as "a%40b". Returns whether @html shows the file. */
static gboolean
point_to_file (GString *html, const EspMailFile *file, const char *address)
{
  gboolean is_shown = FALSE;

  if (file->id != NULL)
    {
      g_autofree char *plain = g_strconcat ("cid:", file->id, NULL);
      g_autofree char *part = g_uri_escape_string (file->id, NULL, FALSE);
      g_autofree char *escaped = g_strconcat ("cid:", part, NULL);

      is_shown = replace_address (html, plain, address);
      if (!g_str_equal (plain, escaped) && replace_address (html, escaped, address))
        is_shown = TRUE;
    }
  if (file->location != NULL && strlen (file->location) > 3)
    is_shown = replace_address (html, file->location, address) || is_shown;
  return is_shown;
}

static char *
dup_file_name (const EspMailFile *file, const char *id)
{
  g_autofree char *name = g_strdup (file->name != NULL ? file->name : id);

  g_strdelimit (name, "/\\\r\n\t", '-');
  return strlen (name) <= 200 && *name != '\0' ? g_steal_pointer (&name) : g_strdup (id);
}

/* Gives the files of the mail to @doc; @html names those that stand in it by their new names. */
static void
take_files (const EspMailParts *parts, GString *html, GPtrArray *files, GPtrArray *notes)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < parts->files->len; i++)
    {
      const EspMailFile *file = parts->files->pdata[i];
      g_autofree char *id = g_strdup_printf ("file%u", i + 1);
      /* A name that no mail has, until all are found: "file1" may be one of its own. */
      g_autofree char *address = g_strdup_printf ("cid:" FRESH "%u.", i + 1);
      g_autofree char *name = dup_file_name (file, id);
      gboolean is_shown;

      n_bytes += g_bytes_get_size (file->data);
      if (n_bytes > max_files_bytes)
        {
          add_note (notes, "file",
                    g_strdup_printf ("The file “%s” was left out: all files together are larger "
                                     "than %d MB.",
                                     name, (int) (max_files_bytes / 1024 / 1024)));
          n_bytes -= g_bytes_get_size (file->data);
          continue;
        }
      is_shown = point_to_file (html, file, address);
      g_ptr_array_add (files, esp_message_file_new (id, name, file->type, is_shown, file->data));
      if (!is_shown)
        add_note (notes, "file", g_strdup_printf ("The file “%s” is attached as it was.", name));
    }
  for (guint i = parts->files->len; i > 0; i--)
    {
      g_autofree char *fresh = g_strdup_printf (FRESH "%u.", i);
      g_autofree char *id = g_strdup_printf ("file%u", i);

      (void) replace_address (html, fresh, id);
    }
}

/* An empty line ends a paragraph; addresses become links by the programs that show them. */
static GString *
make_html (const char *text)
{
  GString *html = g_string_new ("<p>");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]);
      if (*lines[i] == '\0')
        g_string_append (html, "</p><p>");
      else
        {
          g_string_append (html, i > 0 && *lines[i - 1] != '\0' ? "<br>" : "");
          esp_escape_html (html, lines[i]);
        }
    }
  g_string_append (html, "</p>");
  return html;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID, sentence);
  return FALSE;
}

static gboolean
check_kind (const char *bytes, gsize n, GError **error)
{
  static const char compound[] = "\xd0\xcf\x11\xe0";
  static const char archive[] = "PK\x03\x04";

  if (n == 0)
    return refuse (error, "The file is empty");
  if (n >= 4 && memcmp (bytes, compound, 4) == 0)
    return refuse (error,
                   "This is a file of Outlook's own (.msg); open it in Outlook and save it as "
                   ".eml or .html");
  if (n >= 4 && memcmp (bytes, archive, 4) == 0)
    return refuse (error, "This is a packed file; unpack it first");
  return TRUE;
}

static gboolean
check_parts (const EspMailParts *parts, GError **error)
{
  if (parts == NULL || !parts->has_headers)
    return refuse (error,
                   "This is not a mail: lines such as “From:” and “Subject:” are expected at "
                   "its beginning. Read HTML with from-html");
  if (parts->is_encrypted)
    return refuse (error,
                   "The mail is encrypted; open it in the mail program that has the key, and "
                   "save it unencrypted");
  if (esp_text_is_blank (parts->html) && esp_text_is_blank (parts->text))
    return refuse (error, "There is neither text nor HTML in the mail");
  return TRUE;
}

static void
take_headers (const EspMailParts *parts, EspMessageDoc *doc)
{
  if (parts->subject != NULL)
    {
      g_autofree char *line = g_strdup (parts->subject);

      g_strdelimit (line, "\r\n\t", ' ');
      if (strlen (line) > 1900)
        *g_utf8_find_prev_char (line, line + 1900) = '\0';
      esp_message_doc_set (&doc->subject, g_strstrip (line));
    }
  if (parts->from_name != NULL)
    esp_message_doc_set (&doc->sender_name, parts->from_name);
  if (parts->from_address != NULL)
    esp_message_doc_set (&doc->sender_address, parts->from_address);
}

/**
 * esp_message_from_eml:
 * @bytes: a mail as mail programs save it (RFC 5322, MIME)
 * @length: its bytes, -1 when it ends in NUL
 * @notes: (nullable) (element-type EspExchangeNote): takes what came over otherwise
 *
 * Reads the HTML, or the text where there is none; pictures inside of it become files of the message, and other
 * files stay attached.
 *
 * Returns: (transfer full) (nullable): the message, or NULL with %ESP_MESSAGE_ERROR set.
 */
EspMessageDoc *
esp_message_from_eml (const char *bytes, gssize length, GPtrArray *notes, GError **error)
{
  gsize n = length < 0 ? strlen (bytes) : (gsize) length;
  g_autoptr (GBytes) mail = g_bytes_new_static (bytes, n);
  g_autoptr (EspMailParts) parts = NULL;
  g_autoptr (GPtrArray) files =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_message_file_free);
  g_autoptr (EspMessageDoc) doc = NULL;
  GString *html;

  if (!check_kind (bytes, n, error))
    return NULL;
  parts = esp_mail_parts_new (mail);
  if (!check_parts (parts, error))
    return NULL;
  html = esp_text_is_blank (parts->html) ? make_html (parts->text) : g_string_new (parts->html);
  take_files (parts, html, files, notes);
  doc = esp_message_from_html (html->str, (gssize) html->len, notes, error);
  g_string_free (html, TRUE);
  if (doc == NULL)
    return NULL;
  g_ptr_array_extend_and_steal (doc->files, g_steal_pointer (&files));
  take_headers (parts, doc);
  return g_steal_pointer (&doc);
}
