/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the pictures that travel in a message into its HTML, so that it can be looked at alone. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-html-inline.h"

#include <string.h>

#define ID_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

/**
 * esp_html_inline_files:
 * @html: HTML or a template of it, with addresses such as "cid:ID"
 * @doc: the message that has the files
 *
 * Returns: (transfer full): the same with "data:" addresses where the message has the file. For a browser or a
 * file: mail programs want "cid:".
 */
char *
esp_html_inline_files (const char *html, const EspMessageDoc *doc)
{
  static const char mark[] = "cid:";
  GString *out = g_string_sized_new (strlen (html) + 1024);

  for (const char *c = html; *c != '\0';)
    {
      const char *found = strstr (c, mark);
      const EspMessageFile *file;
      g_autofree char *id = NULL;
      gsize n;

      if (found == NULL)
        {
          g_string_append (out, c);
          break;
        }
      g_string_append_len (out, c, found - c);
      n = strspn (found + strlen (mark), ID_CHARS);
      id = g_strndup (found + strlen (mark), n);
      file = esp_message_doc_find_file (doc, id);
      c = found + strlen (mark) + n;
      if (file != NULL && found > html && strchr ("\"'(= ", found[-1]) != NULL)
        {
          gsize n_bytes;
          const guchar *bytes = g_bytes_get_data (file->data, &n_bytes);
          g_autofree char *base64 = g_base64_encode (bytes, n_bytes);

          g_string_append_printf (out, "data:%s;base64,%s", file->type, base64);
        }
      else
        g_string_append_len (out, found, c - found);
    }
  return g_string_free (out, FALSE);
}
