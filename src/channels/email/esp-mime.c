/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the exact bytes of an email: what all recipients share is made once, the rest per recipient. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/email/esp-mime.h"

#include "channels/email/esp-mime-encode.h"

#include <gmime/gmime.h>
#include <string.h>

struct _EspMime
{
  char *domain;      /* of the sender, A-label */
  GString *head;     /* headers that are the same for all */
  char *alternative; /* boundaries; "=_" can stand in neither quoted-printable nor base64 */
  char *related;     /* (nullable): there are inline files */
  char *mixed;       /* (nullable): there are attachments */
  GString *inline_parts;
  GString *attachments;
  int utc_offset_s;
};

/* Visible ASCII without what would end an angle-bracketed or structured value. */
static gboolean
is_token (const char *value, const char *forbidden)
{
  for (const char *c = value; *c != '\0'; c++)
    if (*c <= ' ' || (guchar) *c >= 0x7f || strchr (forbidden, *c) != NULL)
      return FALSE;
  return *value != '\0';
}

static gboolean
check_token (const char *what, const char *value, GError **error)
{
  const gsize max_bytes = 900; /* it must fit one line of 998 with its name */

  if (value == NULL || (is_token (value, "<>\"\\") && strlen (value) <= max_bytes))
    return TRUE;
  g_set_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_HEADER,
               "The value of %s must be short visible ASCII without blanks, quotes and brackets",
               what);
  return FALSE;
}

static void
append_header (GString *out, const char *name, const char *value)
{
  if (value != NULL)
    g_string_append_printf (out, "%s: %s\r\n", name, value);
}

/* Writes a file with GMime, which knows how names in other scripts are written (RFC 2231). */
static void
append_file (GString *out, const EspMimeFile *file)
{
  g_auto (GStrv) type = g_strsplit (file->type, "/", 2);
  GMimePart *part = g_mime_part_new_with_type (type[0], type[1]);
  gsize n;
  const char *bytes = g_bytes_get_data (file->data, &n);
  GMimeStream *source = g_mime_stream_mem_new_with_buffer (bytes, n);
  GMimeDataWrapper *wrapper =
    g_mime_data_wrapper_new_with_stream (source, GMIME_CONTENT_ENCODING_DEFAULT);
  GMimeStream *target = g_mime_stream_mem_new ();
  GMimeFormatOptions *format = g_mime_format_options_new ();
  GByteArray *written;

  g_mime_format_options_set_newline_format (format, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_part_set_content (part, wrapper);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_BASE64);
  g_mime_object_set_disposition (GMIME_OBJECT (part), file->is_inline ? "inline" : "attachment");
  g_mime_part_set_filename (part, file->name);
  if (file->is_inline)
    g_mime_object_set_content_id (GMIME_OBJECT (part), file->id);
  g_mime_object_write_to_stream (GMIME_OBJECT (part), format, target);
  written = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (target));
  g_string_append_len (out, (const char *) written->data, written->len);
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append (out, "\r\n");
  g_mime_format_options_free (format);
  g_object_unref (target);
  g_object_unref (wrapper);
  g_object_unref (source);
  g_object_unref (part);
}

static gboolean
check_file (const EspMimeFile *file, GError **error)
{
  const char *slash = file->type != NULL ? strchr (file->type, '/') : NULL;

  if (slash != NULL && is_token (file->type, "<>\"\\;,()") && slash != file->type &&
      slash[1] != '\0' && file->data != NULL &&
      (!file->is_inline || (file->id != NULL && is_token (file->id, "<>\"\\"))))
    return TRUE;
  g_set_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_FILE,
               "A file of the message has no proper type, or an inline one has no id");
  return FALSE;
}

static gboolean
add_files (EspMime *self, const EspMimeSetup *setup, const char *mark, GError **error)
{
  for (gsize i = 0; i < setup->n_files; i++)
    {
      const EspMimeFile *file = &setup->files[i];
      char **boundary = file->is_inline ? &self->related : &self->mixed;
      GString *parts = file->is_inline ? self->inline_parts : self->attachments;

      if (!check_file (file, error))
        return FALSE;
      if (*boundary == NULL)
        *boundary = g_strdup_printf ("=_esp_%s_%s", mark, file->is_inline ? "rel" : "mix");
      g_string_append_printf (parts, "--%s\r\n", *boundary);
      append_file (parts, file);
    }
  return TRUE;
}

static void
append_shared_headers (EspMime *self, const EspMimeSetup *setup)
{
  GString *head = self->head;

  if (setup->list_id != NULL)
    {
      g_autofree char *id = g_strdup_printf ("<%s>", setup->list_id);

      if (setup->list_name != NULL && *setup->list_name != '\0')
        esp_mime_append_mailbox_header (head, "List-Id", setup->list_name, setup->list_id);
      else
        append_header (head, "List-Id", id);
    }
  append_header (head, "Feedback-ID", setup->feedback_id);
  append_header (head, "X-Campaign-Id", setup->campaign_id);
  append_header (head, "Precedence", setup->is_bulk ? "bulk" : NULL);
  append_header (head, "X-Auto-Response-Suppress", setup->is_bulk ? "OOF, AutoReply" : NULL);
  append_header (head, "Auto-Submitted", setup->is_automatic ? "auto-generated" : NULL);
  append_header (head, "MIME-Version", "1.0");
}

static gboolean
append_sender (EspMime *self, const EspMimeSetup *setup, GError **error)
{
  g_autofree char *from = NULL;
  g_autofree char *reply_to = NULL;
  gboolean is_utf8 = FALSE;

  from = esp_mail_address_to_wire (setup->from_address, &is_utf8, error);
  if (from == NULL || is_utf8)
    {
      if (from != NULL)
        g_set_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_ADDRESS,
                     "The part before the @ must be ASCII, or most servers refuse the message");
      g_prefix_error (error, "The sender address cannot be used: ");
      return FALSE;
    }
  self->domain = g_ascii_strdown (strrchr (from, '@') + 1, -1);
  esp_mime_append_mailbox_header (self->head, "From", setup->from_name, from);
  if (setup->reply_to == NULL || *setup->reply_to == '\0')
    return TRUE;
  reply_to = esp_mail_address_to_wire (setup->reply_to, &is_utf8, error);
  if (reply_to == NULL || is_utf8)
    {
      if (reply_to != NULL)
        g_set_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_ADDRESS, "It must be ASCII");
      g_prefix_error (error, "The reply address cannot be used: ");
      return FALSE;
    }
  append_header (self->head, "Reply-To", reply_to);
  return TRUE;
}

/**
 * esp_mime_new:
 * @setup: what all messages of a send have in common; read now, not kept
 *
 * Returns: (transfer full) (nullable): the frame, or NULL with %ESP_MIME_ERROR.
 */
EspMime *
esp_mime_new (const EspMimeSetup *setup, GError **error)
{
  static gsize gmime_is_ready;
  g_autoptr (EspMime) self = g_new0 (EspMime, 1);
  g_autofree char *checksum = NULL;

  if (g_once_init_enter (&gmime_is_ready))
    {
      g_mime_init ();
      g_once_init_leave (&gmime_is_ready, 1);
    }
  self->head = g_string_new (NULL);
  self->inline_parts = g_string_new (NULL);
  self->attachments = g_string_new (NULL);
  self->utc_offset_s = setup->utc_offset_s;
  if (!append_sender (self, setup, error) || !check_token ("List-Id", setup->list_id, error) ||
      !check_token ("Feedback-ID", setup->feedback_id, error) ||
      !check_token ("X-Campaign-Id", setup->campaign_id, error))
    return NULL;
  append_shared_headers (self, setup);
  checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->head->str, -1);
  checksum[16] = '\0'; /* enough to tell sends apart */
  self->alternative = g_strdup_printf ("=_esp_%s_alt", checksum);
  if (!add_files (self, setup, checksum, error))
    return NULL;
  g_string_append_printf (self->head, "Content-Type: multipart/%s; boundary=\"%s\"\r\n",
                          self->mixed != NULL ? "mixed" : "alternative",
                          self->mixed != NULL ? self->mixed : self->alternative);
  return g_steal_pointer (&self);
}

/**
 * esp_mime_free:
 * @self: (nullable): a frame
 */
void
esp_mime_free (EspMime *self)
{
  if (self == NULL)
    return;
  g_free (self->domain);
  g_free (self->alternative);
  g_free (self->related);
  g_free (self->mixed);
  g_string_free (self->head, TRUE);
  g_string_free (self->inline_parts, TRUE);
  g_string_free (self->attachments, TRUE);
  g_free (self);
}

/**
 * esp_mime_get_domain:
 *
 * Returns: the sender's domain, lower-case A-label.
 */
const char *
esp_mime_get_domain (EspMime *self)
{
  return self->domain;
}

/**
 * esp_mime_make_message_id:
 * @random: source of the unique part
 *
 * Returns: (transfer full): "32 hex digits@domain of the sender", never the same twice.
 */
char *
esp_mime_make_message_id (EspMime *self, EspRandom *random)
{
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x@%s",
                          esp_random_next (random), esp_random_next (random), self->domain);
}

/* Each address on its own line: relays that fold long lines again break signatures. */
static gboolean
append_unsubscribe (GString *out, const EspMimeMail *mail, GError **error)
{
  const char *https = mail->unsubscribe_https;
  const char *mailto = mail->unsubscribe_mailto;

  if (!check_token ("List-Unsubscribe", https, error) ||
      !check_token ("List-Unsubscribe", mailto, error))
    return FALSE;
  if (https == NULL && mailto == NULL)
    return TRUE;
  g_string_append (out, "List-Unsubscribe: ");
  if (https != NULL)
    g_string_append_printf (out, "<%s>%s", https, mailto != NULL ? ",\r\n " : "\r\n");
  if (mailto != NULL)
    g_string_append_printf (out, "<%s>\r\n", mailto);
  if (https != NULL && g_str_has_prefix (https, "https://"))
    g_string_append (out, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
  return TRUE;
}

static gboolean
append_own_headers (EspMime *self,
                    const EspMimeMail *mail,
                    const char *to,
                    GString *out,
                    GError **error)
{
  if (!check_token ("Message-ID", mail->message_id, error) ||
      !check_token ("X-Recipient-Id", mail->recipient_id, error))
    return FALSE;
  esp_mime_append_mailbox_header (out, "To", mail->to_name, to);
  esp_mime_append_text_header (out, "Subject", mail->subject);
  esp_mime_append_date_header (out, mail->date_us, self->utc_offset_s);
  g_string_append_printf (out, "Message-ID: <%s>\r\n", mail->message_id);
  append_header (out, "X-Recipient-Id", mail->recipient_id);
  return append_unsubscribe (out, mail, error);
}

static void
append_text_part (GString *out, const char *boundary, const char *subtype, const char *text)
{
  gsize n = strlen (text);
  EspMimeEncoding encoding = esp_mime_choose_encoding (text, n);

  g_string_append_printf (out,
                          "--%s\r\nContent-Type: text/%s; charset=utf-8\r\n"
                          "Content-Transfer-Encoding: %s\r\n\r\n",
                          boundary, subtype, esp_mime_encoding_name (encoding));
  esp_mime_append_body (out, text, n, encoding);
}

static void
append_parts (EspMime *self, const EspMimeMail *mail, GString *out)
{
  g_string_append (out, "\r\n");
  if (self->mixed != NULL)
    g_string_append_printf (out,
                            "--%s\r\nContent-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n",
                            self->mixed, self->alternative);
  append_text_part (out, self->alternative, "plain", mail->text);
  if (self->related != NULL)
    {
      g_string_append_printf (out,
                              "--%s\r\nContent-Type: multipart/related; boundary=\"%s\";\r\n"
                              " type=\"text/html\"\r\n\r\n",
                              self->alternative, self->related);
      append_text_part (out, self->related, "html", mail->html);
      g_string_append_len (out, self->inline_parts->str, (gssize) self->inline_parts->len);
      g_string_append_printf (out, "--%s--\r\n", self->related);
    }
  else
    append_text_part (out, self->alternative, "html", mail->html);
  g_string_append_printf (out, "--%s--\r\n", self->alternative);
  if (self->mixed != NULL)
    {
      g_string_append_len (out, self->attachments->str, (gssize) self->attachments->len);
      g_string_append_printf (out, "--%s--\r\n", self->mixed);
    }
}

/**
 * esp_mime_build:
 * @mail: what this recipient gets
 * @out_result: (out): the bytes and the envelope recipient; esp_mime_result_clear() frees them
 *
 * The parts: text first, HTML last (with its pictures), then attachments. Everything is 7-bit with CRLF
 * and no line over 998 bytes; control characters in name and subject become blanks, so no value can
 * begin a header of its own.
 *
 * Returns: FALSE with %ESP_MIME_ERROR when the address or an id cannot be used.
 */
gboolean
esp_mime_build (EspMime *self, const EspMimeMail *mail, EspMimeResult *out_result, GError **error)
{
  g_autofree char *to = NULL;
  GString *out;
  gboolean needs_smtputf8 = FALSE;
  gsize n_expected = self->head->len + self->inline_parts->len + self->attachments->len +
                     strlen (mail->text) * 2 + strlen (mail->html) * 2 + 2048;

  g_return_val_if_fail (mail->message_id != NULL, FALSE);

  to = esp_mail_address_to_wire (mail->to_address, &needs_smtputf8, error);
  if (to == NULL)
    return FALSE;
  out = g_string_sized_new (n_expected);
  g_string_append_len (out, self->head->str, (gssize) self->head->len);
  if (!append_own_headers (self, mail, to, out, error))
    {
      g_string_free (out, TRUE);
      return FALSE;
    }
  append_parts (self, mail, out);
  out_result->bytes = g_string_free_to_bytes (out);
  out_result->to = g_steal_pointer (&to);
  out_result->needs_smtputf8 = needs_smtputf8;
  return TRUE;
}

/**
 * esp_mime_result_clear:
 */
void
esp_mime_result_clear (EspMimeResult *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->to, g_free);
}
