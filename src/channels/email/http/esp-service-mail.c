/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a MIME message apart, once, for all services that want sender, subject, text and files by name. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/http/esp-service-mail.h"

#include "channels/email/esp-mail-address.h"
#include "channels/email/esp-mail-words.h"

#include <gmime/gmime.h>
#include <string.h>

static void
free_header (gpointer data)
{
  EspServiceHeader *header = data;

  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

static void
free_file (gpointer data)
{
  EspServiceFile *file = data;

  g_free (file->file_name);
  g_free (file->type);
  g_free (file->content_id);
  g_bytes_unref (file->bytes);
  g_free (file);
}

void
esp_service_mail_free (EspServiceMail *self)
{
  if (self == NULL)
    return;
  g_free (self->from);
  g_free (self->from_name);
  g_free (self->to);
  g_free (self->to_name);
  g_free (self->reply_to);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->html);
  g_free (self->message_id);
  g_ptr_array_unref (self->headers);
  g_ptr_array_unref (self->files);
  g_free (self);
}

static char *
dup_valid (const char *text)
{
  return text != NULL && *text != '\0' ? g_utf8_make_valid (text, -1) : NULL;
}

static GBytes *
decode (GMimePart *part)
{
  GMimeStream *stream = g_mime_stream_mem_new ();
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  GByteArray *array;
  GBytes *bytes;

  if (content != NULL)
    (void) g_mime_data_wrapper_write_to_stream (content, stream); /* memory: cannot fail */
  array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  bytes = g_bytes_new (array->data, array->len);
  g_object_unref (stream);
  return bytes;
}

static void
take_file (EspServiceMail *self, GMimePart *part)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (part));
  const char *id = g_mime_part_get_content_id (part);
  const char *disposition = g_mime_object_get_disposition (GMIME_OBJECT (part));
  EspServiceFile *file = g_new0 (EspServiceFile, 1);

  file->file_name = dup_valid (g_mime_part_get_filename (part));
  file->type = type != NULL ? g_mime_content_type_get_mime_type (type) : NULL;
  if (file->type == NULL)
    file->type = g_strdup ("application/octet-stream");
  file->content_id = dup_valid (id);
  file->is_inline = id != NULL && g_strcmp0 (disposition, GMIME_DISPOSITION_ATTACHMENT) != 0;
  if (file->file_name == NULL)
    file->file_name = g_strdup_printf ("file-%u", self->files->len + 1);
  file->bytes = decode (part);
  g_ptr_array_add (self->files, file);
}

static void
take_part_cb (GMimeObject *parent, GMimeObject *object, gpointer user_data)
{
  EspServiceMail *self = user_data;
  GMimeContentType *type = g_mime_object_get_content_type (object);
  gboolean is_file =
    g_strcmp0 (g_mime_object_get_disposition (object), GMIME_DISPOSITION_ATTACHMENT) == 0;

  if (!GMIME_IS_PART (object))
    return;
  if (GMIME_IS_TEXT_PART (object) && !is_file)
    {
      gboolean is_html = g_mime_content_type_is_type (type, "text", "html");
      char **place = is_html ? &self->html : &self->text;

      if (*place == NULL && (is_html || g_mime_content_type_is_type (type, "text", "plain")))
        {
          g_autofree char *text = g_mime_text_part_get_text (GMIME_TEXT_PART (object));

          *place = g_utf8_make_valid (text != NULL ? text : "", -1);
          return;
        }
    }
  take_file (self, GMIME_PART (object));
}

/* As services want it: the parser shows domains in their own script. */
static char *
dup_address (const char *address)
{
  gboolean needs_smtputf8 = FALSE;
  char *wire = esp_mail_address_to_wire (address, &needs_smtputf8, NULL); /* else as it stands */

  return wire != NULL ? wire : dup_valid (address);
}

static void
take_address (GMimeMessage *message, GMimeAddressType type, char **address, char **name)
{
  InternetAddressList *list = g_mime_message_get_addresses (message, type);
  InternetAddress *first = list != NULL && internet_address_list_length (list) > 0
                             ? internet_address_list_get_address (list, 0)
                             : NULL;

  if (first == NULL || !INTERNET_ADDRESS_IS_MAILBOX (first))
    return;
  *address = dup_address (internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (first)));
  if (name != NULL)
    *name = esp_mail_words_dup_name (message, type == GMIME_ADDRESS_TYPE_FROM ? "From" : "To");
  if (name != NULL && *name == NULL)
    *name = dup_valid (internet_address_get_name (first));
}

static gboolean
is_own_header (const char *name)
{
  static const char *const known[] = {
    "from", "to",         "cc",           "bcc",         "subject",  "reply-to",       "sender",
    "date", "message-id", "mime-version", "return-path", "received", "dkim-signature", NULL
  };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_strv_contains (known, lower) || g_str_has_prefix (lower, "content-");
}

/* One line, without the folding. */
static char *
unfold (const char *value)
{
  g_autoptr (GString) text = g_string_new (value);

  g_string_replace (text, "\r\n", "", 0);
  g_string_replace (text, "\n", "", 0);
  g_strdelimit (text->str, "\t", ' ');
  return g_strdup (g_strstrip (text->str));
}

static void
take_headers (EspServiceMail *self, GMimeMessage *message)
{
  GMimeHeaderList *list = g_mime_object_get_header_list (GMIME_OBJECT (message));
  int n = g_mime_header_list_get_count (list);

  for (int i = 0; i < n; i++)
    {
      GMimeHeader *header = g_mime_header_list_get_header_at (list, i);
      const char *raw = g_mime_header_get_raw_value (header);
      EspServiceHeader *own;

      if (raw == NULL || is_own_header (g_mime_header_get_name (header)))
        continue;
      own = g_new0 (EspServiceHeader, 1);
      own->name = g_utf8_make_valid (g_mime_header_get_name (header), -1);
      own->value = unfold (raw);
      if (!g_utf8_validate (own->value, -1, NULL))
        {
          g_autofree char *raw_value = g_steal_pointer (&own->value);

          own->value = g_utf8_make_valid (raw_value, -1);
        }
      g_ptr_array_add (self->headers, own);
    }
}

static GMimeMessage *
parse (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  GMimeStream *stream;
  GMimeParser *parser;
  GMimeMessage *message;

  g_mime_init (); /* counted */
  stream = g_mime_stream_mem_new_with_buffer (data, length);
  parser = g_mime_parser_new_with_stream (stream);
  message = g_mime_parser_construct_message (parser, NULL);
  g_object_unref (parser);
  g_object_unref (stream);
  return message;
}

/**
 * esp_service_mail_new:
 *
 * Returns: (transfer full): the pieces; %NULL with @error set when it is no message with a sender
 */
EspServiceMail *
esp_service_mail_new (const EspOutMessage *message, GError **error)
{
  g_autoptr (EspServiceMail) self = g_new0 (EspServiceMail, 1);
  GMimeMessage *mime = parse (message->bytes);

  self->headers = g_ptr_array_new_with_free_func (free_header);
  self->files = g_ptr_array_new_with_free_func (free_file);
  if (mime != NULL)
    {
      g_autofree char *shown_to = NULL;

      take_address (mime, GMIME_ADDRESS_TYPE_FROM, &self->from, &self->from_name);
      take_address (mime, GMIME_ADDRESS_TYPE_TO, &shown_to, &self->to_name);
      take_address (mime, GMIME_ADDRESS_TYPE_REPLY_TO, &self->reply_to, NULL);
      self->to = g_strdup (message->to);
      self->subject = esp_mail_words_dup_header (mime, "Subject");
      self->message_id = dup_valid (g_mime_message_get_message_id (mime));
      take_headers (self, mime);
      g_mime_message_foreach (mime, take_part_cb, self);
      g_object_unref (mime);
    }
  if (self->subject == NULL)
    self->subject = g_strdup ("");
  if (self->from != NULL && self->to != NULL)
    return g_steal_pointer (&self);
  g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                       "The message has no sender or no recipient");
  return NULL;
}

static gboolean
begins_mark (const char *text, const char *const *marks)
{
  for (guint i = 0; marks[i] != NULL; i++)
    if (g_str_has_prefix (text, marks[i]))
      return TRUE;
  return FALSE;
}

/* In place: marks of a plain text are parted by a sign that nobody sees, those of HTML by writing the first letter as
 * a number, but by a blank in style sheets, which know neither. */
static void
defuse (char **text, const char *const *marks, gboolean is_html)
{
  GString *out;
  gboolean is_style = FALSE;

  if (*text == NULL)
    return;
  out = g_string_new (NULL);
  for (const char *at = *text; *at != '\0'; at++)
    {
      gboolean is_mark = begins_mark (at, marks);

      if (is_html && *at == '<')
        is_style = g_ascii_strncasecmp (at, "<style", 6) == 0;
      if (is_mark && is_html && !is_style)
        g_string_append_printf (out, "&#%d;", *at);
      else
        g_string_append_c (out, *at);
      if (is_mark && is_style)
        g_string_append_c (out, ' ');
      else if (is_mark && !is_html)
        g_string_append (out, "\xe2\x81\xa0"); /* U+2060, word joiner */
    }
  g_free (*text);
  *text = g_string_free (out, FALSE);
}

/**
 * esp_service_mail_defuse:
 * @marks: what begins a place for the service; ends with %NULL
 *
 * For services that read a language of templates in all they are given: what is written in the message, or in what is
 * known of a person, looks the same and is never read so.
 */
void
esp_service_mail_defuse (EspServiceMail *self, const char *const *marks)
{
  defuse (&self->from_name, marks, FALSE);
  defuse (&self->to_name, marks, FALSE);
  defuse (&self->subject, marks, FALSE);
  defuse (&self->text, marks, FALSE);
  defuse (&self->html, marks, TRUE);
}

/**
 * esp_service_mail_dup_mailbox:
 * @name: (nullable)
 *
 * Returns: (transfer full): "Name <address>" as RFC 5322 writes it, the name in UTF-8
 */
char *
esp_service_mail_dup_mailbox (const char *address, const char *name)
{
  g_autoptr (GString) quoted = NULL;

  if (name == NULL || *name == '\0')
    return g_strdup (address);
  quoted = g_string_new (name);
  g_string_replace (quoted, "\\", "\\\\", 0);
  g_string_replace (quoted, "\"", "\\\"", 0);
  g_strdelimit (quoted->str, "\r\n", ' ');
  return g_strdup_printf ("\"%s\" <%s>", quoted->str, address);
}
