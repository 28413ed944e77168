/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a stored message apart: the headers people read, the plain text and the HTML. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-mail-reader.h"

#include "channels/email/esp-mail-words.h"

#include <gmime/gmime.h>

/* Whoever wrote the message decides about its bytes; what people read is always valid text. */
static char *
take_valid (char *text)
{
  g_autofree char *taken = text;

  return taken != NULL ? g_utf8_make_valid (taken, -1) : NULL;
}

static void
file_free (gpointer data)
{
  EspMailFile *file = data;

  g_free (file->id);
  g_free (file->location);
  g_free (file->name);
  g_free (file->type);
  g_bytes_unref (file->data);
  g_free (file);
}

/* The bytes of a part as they were before they were wrapped for the way. */
static GBytes *
decode_part (GMimePart *part)
{
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  GMimeStream *stream = g_mime_stream_mem_new ();
  GByteArray *array;
  GBytes *bytes;

  if (content != NULL)
    (void) g_mime_data_wrapper_write_to_stream (content, stream); /* what is broken ends earlier */
  array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  bytes = g_bytes_new (array->data, array->len);
  g_object_unref (stream);
  return bytes;
}

/* Korean programs say "euc-kr" and write CP949, which has 8,822 syllables more. */
static const char *
true_charset (const char *charset)
{
  static const char *const korean[] = {
    "euc-kr", "euckr", "ks_c_5601-1987", "ks_c_5601-1989", "ksc5601", "ks_c_5601", NULL
  };

  for (guint i = 0; charset != NULL && korean[i] != NULL; i++)
    if (g_ascii_strcasecmp (charset, korean[i]) == 0)
      return "CP949";
  return charset;
}

/* A text that does not say how it is written is UTF-8, or else what most Korean mail of old is. */
static char *
dup_text (GMimePart *part)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (part));
  const char *charset = true_charset (g_mime_content_type_get_parameter (type, "charset"));
  g_autoptr (GBytes) bytes = decode_part (part);
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);
  char *text = NULL;

  if (n == 0)
    return NULL;
  if (charset != NULL)
    text = g_convert_with_fallback (data, (gssize) n, "UTF-8", charset, "?", NULL, NULL, NULL);
  if (text == NULL && g_utf8_validate (data, (gssize) n, NULL))
    text = g_strndup (data, n);
  if (text == NULL)
    text = g_convert (data, (gssize) n, "UTF-8", "CP949", NULL, NULL, NULL);
  return take_valid (text != NULL ? text : g_strndup (data, n));
}

static gboolean
is_attached (GMimeObject *part)
{
  GMimeContentDisposition *disposition = g_mime_object_get_content_disposition (part);

  return disposition != NULL && g_mime_content_disposition_is_attachment (disposition);
}

static void
take_file (EspMailParts *self, GMimePart *part)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (part));
  EspMailFile *file = g_new0 (EspMailFile, 1);
  const char *name = g_mime_part_get_filename (part);

  file->id = take_valid (g_strdup (g_mime_object_get_content_id (GMIME_OBJECT (part))));
  file->location = take_valid (g_strdup (g_mime_part_get_content_location (part)));
  file->name = take_valid (g_strdup (name));
  file->type = g_mime_content_type_get_mime_type (type);
  file->data = decode_part (part);
  g_ptr_array_add (self->files, file);
}

static void
take_part_cb (GMimeObject *parent, GMimeObject *part, gpointer user_data)
{
  EspMailParts *self = user_data;
  GMimeContentType *type = g_mime_object_get_content_type (part);

  if (g_mime_content_type_is_type (type, "multipart", "encrypted") ||
      g_mime_content_type_is_type (type, "application", "pkcs7-mime") ||
      g_mime_content_type_is_type (type, "application", "x-pkcs7-mime"))
    self->is_encrypted = TRUE;
  if (!GMIME_IS_PART (part))
    return;
  if (self->html == NULL && !is_attached (part) &&
      g_mime_content_type_is_type (type, "text", "html"))
    self->html = dup_text (GMIME_PART (part));
  else if (self->text == NULL && !is_attached (part) &&
           g_mime_content_type_is_type (type, "text", "plain"))
    self->text = dup_text (GMIME_PART (part));
  else if (!g_mime_content_type_is_type (type, "text", "*") || is_attached (part))
    take_file (self, GMIME_PART (part));
}

static void
take_sender (EspMailParts *self, GMimeMessage *message)
{
  InternetAddressList *list = g_mime_message_get_addresses (message, GMIME_ADDRESS_TYPE_FROM);
  InternetAddress *first = list != NULL && internet_address_list_length (list) > 0
                             ? internet_address_list_get_address (list, 0)
                             : NULL;

  if (first == NULL)
    return;
  self->from_name = esp_mail_words_dup_name (message, "From");
  if (self->from_name == NULL)
    self->from_name = take_valid (g_strdup (internet_address_get_name (first)));
  if (INTERNET_ADDRESS_IS_MAILBOX (first))
    self->from_address =
      take_valid (g_strdup (internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (first))));
}

static gboolean
has_headers (GMimeMessage *message)
{
  static const char *const names[] = { "From",         "Subject",  "Date",      "MIME-Version",
                                       "Content-Type", "Received", "Message-Id" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_mime_object_get_header (GMIME_OBJECT (message), names[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Names that are not encoded at all are UTF-8, or else Korean of old. */
static GMimeParserOptions *
make_options (void)
{
  static const char *charsets[] = { "utf-8", "cp949", "iso-8859-1", NULL };
  GMimeParserOptions *options = g_mime_parser_options_new ();

  g_mime_parser_options_set_fallback_charsets (options, charsets);
  return options;
}

static char *
dup_addresses (GMimeMessage *message, GMimeAddressType type)
{
  InternetAddressList *list = g_mime_message_get_addresses (message, type);

  return list != NULL ? take_valid (internet_address_list_to_string (list, NULL, FALSE)) : NULL;
}

/**
 * esp_mail_parts_new:
 * @bytes: a message as RFC 5322 and MIME want it
 *
 * Returns: (transfer full) (nullable): what it says; %NULL when it is no message
 */
EspMailParts *
esp_mail_parts_new (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  GMimeStream *stream;
  GMimeParser *parser;
  GMimeParserOptions *options;
  GMimeMessage *message;
  EspMailParts *self;

  g_mime_init (); /* counted */
  if (length == 0)
    return NULL;
  stream = g_mime_stream_mem_new_with_buffer (data, length);
  parser = g_mime_parser_new_with_stream (stream);
  options = make_options ();
  message = g_mime_parser_construct_message (parser, options);
  g_mime_parser_options_free (options);
  g_object_unref (parser);
  g_object_unref (stream);
  if (message == NULL)
    return NULL;
  self = g_new0 (EspMailParts, 1);
  self->files = g_ptr_array_new_with_free_func (file_free);
  self->has_headers = has_headers (message);
  take_sender (self, message);
  self->from = dup_addresses (message, GMIME_ADDRESS_TYPE_FROM);
  self->to = dup_addresses (message, GMIME_ADDRESS_TYPE_TO);
  self->subject = esp_mail_words_dup_header (message, "Subject");
  self->date = take_valid (g_strdup (g_mime_object_get_header (GMIME_OBJECT (message), "Date")));
  g_mime_message_foreach (message, take_part_cb, self);
  g_object_unref (message);
  return self;
}

void
esp_mail_parts_free (EspMailParts *self)
{
  if (self == NULL)
    return;
  g_free (self->from_name);
  g_free (self->from_address);
  g_ptr_array_unref (self->files);
  g_free (self->from);
  g_free (self->to);
  g_free (self->subject);
  g_free (self->date);
  g_free (self->text);
  g_free (self->html);
  g_free (self);
}
