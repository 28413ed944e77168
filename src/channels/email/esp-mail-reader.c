/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a stored message apart: the headers people read, the plain text and the HTML. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-mail-reader.h"

#include <gmime/gmime.h>

/* Whoever wrote the message decides about its bytes; what people read is always valid text. */
static char *
take_valid (char *text)
{
  g_autofree char *taken = text;

  return taken != NULL ? g_utf8_make_valid (taken, -1) : NULL;
}

static void
take_part_cb (GMimeObject *parent, GMimeObject *part, gpointer user_data)
{
  EspMailParts *self = user_data;
  GMimeContentType *type;

  if (!GMIME_IS_TEXT_PART (part))
    return;
  type = g_mime_object_get_content_type (part);
  if (self->html == NULL && g_mime_content_type_is_type (type, "text", "html"))
    self->html = take_valid (g_mime_text_part_get_text (GMIME_TEXT_PART (part)));
  else if (self->text == NULL && g_mime_content_type_is_type (type, "text", "plain"))
    self->text = take_valid (g_mime_text_part_get_text (GMIME_TEXT_PART (part)));
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
  GMimeMessage *message;
  EspMailParts *self;

  g_mime_init (); /* counted */
  if (length == 0)
    return NULL;
  stream = g_mime_stream_mem_new_with_buffer (data, length);
  parser = g_mime_parser_new_with_stream (stream);
  message = g_mime_parser_construct_message (parser, NULL);
  g_object_unref (parser);
  g_object_unref (stream);
  if (message == NULL)
    return NULL;
  self = g_new0 (EspMailParts, 1);
  self->from = dup_addresses (message, GMIME_ADDRESS_TYPE_FROM);
  self->to = dup_addresses (message, GMIME_ADDRESS_TYPE_TO);
  self->subject = take_valid (g_strdup (g_mime_message_get_subject (message)));
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
  g_free (self->from);
  g_free (self->to);
  g_free (self->subject);
  g_free (self->date);
  g_free (self->text);
  g_free (self->html);
  g_free (self);
}
