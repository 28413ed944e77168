/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes any mail apart within limits of size, depth and number: its head, its text, its reports, and what is
 * left of the message that it answers. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/esp-mail-scan.h"

#include "base/esp-clock.h"
#include "base/esp-text-codec.h"
#include "channels/email/esp-dsn.h"
#include "channels/email/esp-mail-words.h"

#include <gmime/gmime.h>
#include <string.h>

#define MAX_MESSAGE (8 * 1024 * 1024)
#define MAX_DEPTH 16
#define MAX_PARTS 200
#define MAX_TEXT (64 * 1024)
#define MAX_HTML (256 * 1024)
#define MAX_LIST 64
#define MAX_ID 300
#define TOKEN_CHARS 42 /* of an unsubscribe token */

typedef struct
{
  EspMailScan *scan;
  EspMailTextFunc to_text;
  GString *plain;
  GString *html;
  guint n_parts;
} Walk;

static const char *const auto_headers[] = {
  "X-Autoreply",
  "X-Autorespond",
  "X-Auto-Response",
  "X-Autoresponder",
  "X-Vacation",
  "X-AutoReply-From",
  "X-Mail-Autoreply",
  "X-POST-MessageClass",
  "X-FC-MachineGenerated",
  "X-Auto-Response-Suppress",
  "X-MS-Exchange-Generated-Message-Source",
  "X-AutoRespond",
};

static const char *const recipient_headers[] = {
  "To",
  "Cc",
  "Delivered-To",
  "X-Original-To",
  "Envelope-To",
  "X-Envelope-To",
  "X-Forwarded-To",
  "X-Delivered-To",
  "X-RCPT-TO",
  "Apparently-To",
};

/**
 * esp_mail_scan_free:
 */
void
esp_mail_scan_free (EspMailScan *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self->from);
  g_free (self->message_id);
  g_free (self->auto_submitted);
  g_free (self->report_type);
  g_free (self->failed_recipients);
  g_free (self->text);
  g_free (self->status);
  g_free (self->feedback);
  g_free (self->disposition);
  g_ptr_array_unref (self->recipients);
  g_ptr_array_unref (self->references);
  g_ptr_array_unref (self->marks);
  g_ptr_array_unref (self->original_to);
  g_ptr_array_unref (self->senders);
  g_free (self);
}

static void
add_unique (GPtrArray *list, const char *text)
{
  if (*text == '\0' || strlen (text) > MAX_ID || list->len >= MAX_LIST ||
      !g_utf8_validate (text, -1, NULL) ||
      g_ptr_array_find_with_equal_func (list, text, g_str_equal, NULL))
    return;
  g_ptr_array_add (list, g_strdup (text));
}

/* Addresses in text */

static gboolean
is_local_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr (".!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static gboolean
is_domain_char (char c)
{
  return g_ascii_isalnum (c) || c == '.' || c == '-';
}

/**
 * esp_mail_scan_next_address:
 * @p: (inout): where to look from; behind the address afterwards
 * @out_start: (out): where it begins
 * @out_address: (out) (transfer full)
 *
 * Returns: whether another mail address stands in the text
 */
gboolean
esp_mail_scan_next_address (const char **p, const char **out_start, char **out_address)
{
  const char *from = *p;

  for (const char *at = strchr (from, '@'); at != NULL; at = strchr (at + 1, '@'))
    {
      const char *start = at;
      const char *end = at + 1;

      while (start > from && at - start < 64 && is_local_char (start[-1]))
        start--;
      while (end - at < 254 && is_domain_char (*end))
        end++;
      while (end > at + 1 && (end[-1] == '.' || end[-1] == '-'))
        end--;
      while (start < at && strchr ("'`*=.|/", *start) != NULL)
        start++;
      /* "dda:SMTP=a@example.com", as Exchange names what its directory does not know. */
      if (at - start > 5 && g_ascii_strncasecmp (start, "smtp=", 5) == 0)
        start += 5;
      if (start == at || end == at + 1 || memchr (at, '.', (gsize) (end - at)) == NULL)
        continue;
      *out_start = start;
      *out_address = g_strndup (start, (gsize) (end - start));
      *p = end;
      return TRUE;
    }
  return FALSE;
}

static void
add_addresses (GPtrArray *list, const char *text)
{
  const char *p = text;
  const char *start;
  char *address;

  while (list->len < MAX_LIST && esp_mail_scan_next_address (&p, &start, &address))
    {
      add_unique (list, address);
      g_free (address);
    }
}

/* "<a@b> <c@d>": what stands between brackets, or all of it without them. */
static void
add_ids (GPtrArray *list, const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, "<> \t\r\n,", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strchr (words[i], '@') != NULL)
      add_unique (list, words[i]);
}

/* Words as long as an unsubscribe token of ours, made of its letters. */
static void
add_tokens (GPtrArray *list, const char *text)
{
  for (const char *p = text; *p != '\0';)
    {
      gsize n = strspn (p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

      if (n == TOKEN_CHARS)
        {
          g_autofree char *token = g_strndup (p, n);

          add_unique (list, token);
        }
      /* "%20" before it: the digits of the escape are no part of it. */
      else if (n == TOKEN_CHARS + 2 && p > text && p[-1] == '%')
        add_unique (list, p + 2);
      p += n + (p[n] != '\0');
    }
}

/* What came from us is known by its marks. */
static gboolean
take_original_field (const char *name, const char *value, gpointer user_data)
{
  EspMailScan *self = user_data;

  if (g_str_equal (name, "message-id") || g_str_equal (name, "x-original-message-id") ||
      g_str_equal (name, "x-ms-exchange-parent-message-id") ||
      g_str_equal (name, "original-message-id") || g_str_equal (name, "x-smtp-message-id"))
    add_ids (self->marks, value);
  else if (g_str_equal (name, "x-recipient-id"))
    add_unique (self->marks, value);
  else if (g_str_equal (name, "list-unsubscribe"))
    add_tokens (self->marks, value);
  else if (g_str_equal (name, "return-path") || g_str_equal (name, "x-postfix-sender") ||
           g_str_equal (name, "original-mail-from") || g_str_equal (name, "x-sender") ||
           g_str_equal (name, "x-envelope-from") || g_str_equal (name, "envelope-from"))
    {
      add_addresses (self->marks, value);
      add_addresses (self->senders, value);
    }
  else if (g_str_equal (name, "from") || g_str_equal (name, "reply-to") ||
           g_str_equal (name, "sender"))
    add_addresses (self->senders, value);
  else if (g_str_equal (name, "to") || g_str_equal (name, "x-hmxmroriginalrecipient") ||
           g_str_equal (name, "x-failed-recipients"))
    add_addresses (self->original_to, value);
  return TRUE;
}

/* The parts */

static char *
decode_text (const char *data, gsize length, const char *charset)
{
  g_autofree char *upper = charset != NULL ? g_ascii_strup (charset, -1) : NULL;
  g_autoptr (EspTextDecoder) decoder = NULL;
  g_autoptr (GString) text = NULL;
  EspEncodingGuess guess;
  char *converted;

  if (upper != NULL && (strstr (upper, "KS_C") != NULL || strstr (upper, "EUC-KR") != NULL ||
                        strstr (upper, "KSC") != NULL || strstr (upper, "949") != NULL))
    converted = g_convert (data, (gssize) length, "UTF-8", "CP949", NULL, NULL, NULL);
  else if (upper != NULL && strstr (upper, "UTF-8") == NULL && strstr (upper, "ASCII") == NULL)
    converted = g_convert (data, (gssize) length, "UTF-8", upper, NULL, NULL, NULL);
  else
    converted = NULL;
  if (converted != NULL && g_utf8_validate (converted, -1, NULL))
    return converted;
  g_free (converted);
  if (g_utf8_validate (data, (gssize) length, NULL))
    return g_strndup (data, length);
  esp_encoding_detect ((const guint8 *) data, length, &guess);
  decoder = esp_text_decoder_new (guess.n_candidates > 0 ? guess.candidates[0].encoding
                                                         : ESP_ENCODING_WINDOWS_1252);
  text = g_string_new (NULL);
  (void) esp_text_decoder_push (decoder, (const guint8 *) data, length,
                                text); /* what it cannot read is marked */
  (void) esp_text_decoder_finish (decoder, text);
  return g_utf8_make_valid (text->str, (gssize) text->len);
}

/* Returns: (transfer full): at most @max bytes of a part as UTF-8 without zeros */
static char *
dup_part_text (GMimePart *part, gsize max)
{
  GMimeDataWrapper *wrapper = g_mime_part_get_content (part);
  const char *charset = g_mime_object_get_content_type_parameter (GMIME_OBJECT (part), "charset");
  GMimeStream *stream;
  GByteArray *bytes;
  char *text;

  if (wrapper == NULL)
    return g_strdup ("");
  stream = g_mime_stream_mem_new ();
  (void) g_mime_data_wrapper_write_to_stream (wrapper, stream); /* as much as can be decoded */
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  for (guint i = 0; i < bytes->len; i++)
    if (bytes->data[i] == '\0')
      bytes->data[i] = ' ';
  text =
    decode_text (bytes->len > 0 ? (const char *) bytes->data : "", MIN (bytes->len, max), charset);
  g_object_unref (stream);
  return text;
}

static void
take_leaf (Walk *walk, GMimePart *part)
{
  EspMailScan *scan = walk->scan;
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (part));
  const char *subtype = g_mime_content_type_get_media_subtype (type);
  g_autofree char *text = NULL;

  if (!g_mime_content_type_is_type (type, "text", "*") &&
      !g_mime_content_type_is_type (type, "message", "*"))
    return;
  text = dup_part_text (part, MAX_HTML);
  if (subtype == NULL || g_ascii_strcasecmp (subtype, "plain") == 0)
    {
      g_string_append_len (walk->plain, text, (gssize) strlen (text));
      g_string_append_c (walk->plain, '\n');
    }
  else if (g_ascii_strcasecmp (subtype, "html") == 0 && walk->html->len == 0)
    g_string_append (walk->html, text);
  else if (g_ascii_strcasecmp (subtype, "delivery-status") == 0 ||
           g_ascii_strcasecmp (subtype, "global-delivery-status") == 0)
    {
      if (scan->status == NULL)
        scan->status = g_steal_pointer (&text);
    }
  else if (g_ascii_strcasecmp (subtype, "feedback-report") == 0)
    {
      if (scan->feedback == NULL)
        scan->feedback = g_steal_pointer (&text);
    }
  else if (g_ascii_strcasecmp (subtype, "disposition-notification") == 0)
    {
      if (scan->disposition == NULL)
        scan->disposition = g_steal_pointer (&text);
    }
  else if (g_str_has_suffix (subtype, "headers") || g_ascii_strcasecmp (subtype, "rfc822") == 0 ||
           g_ascii_strcasecmp (subtype, "global") == 0)
    {
      scan->has_original = TRUE;
      esp_fields_text_foreach (text, take_original_field, scan);
    }
}

static void
take_original (Walk *walk, GMimeMessage *message)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  int n = MIN (g_mime_header_list_get_count (headers), 200);

  walk->scan->has_original = TRUE;
  for (int i = 0; i < n; i++)
    {
      GMimeHeader *header = g_mime_header_list_get_header_at (headers, i);
      g_autofree char *name = g_ascii_strdown (g_mime_header_get_name (header), -1);
      const char *raw = g_mime_header_get_value (header);
      g_autofree char *value = raw != NULL ? g_utf8_make_valid (raw, -1) : NULL;

      if (value != NULL)
        (void) take_original_field (name, value, walk->scan);
    }
}

/* Text of an enclosed message is not what the bounce itself says. */
static void
walk_part (Walk *walk, GMimeObject *part, guint depth, gboolean is_enclosed)
{
  if (part == NULL || depth > MAX_DEPTH || walk->n_parts++ > MAX_PARTS)
    return;
  if (GMIME_IS_MULTIPART (part))
    {
      int n = MIN (g_mime_multipart_get_count (GMIME_MULTIPART (part)), MAX_PARTS);

      for (int i = 0; i < n; i++)
        walk_part (walk, g_mime_multipart_get_part (GMIME_MULTIPART (part), i), depth + 1,
                   is_enclosed);
    }
  else if (GMIME_IS_MESSAGE_PART (part))
    {
      GMimeMessage *message = g_mime_message_part_get_message (GMIME_MESSAGE_PART (part));

      if (message == NULL)
        return;
      take_original (walk, message);
      walk_part (walk, g_mime_message_get_mime_part (message), depth + 1, TRUE);
    }
  else if (GMIME_IS_PART (part))
    {
      gboolean is_text = GMIME_IS_TEXT_PART (part);

      if (!is_enclosed || !is_text)
        take_leaf (walk, GMIME_PART (part));
    }
}

/* The head */

static char *
dup_header (GMimeMessage *message, const char *name)
{
  const char *value = g_mime_object_get_header (GMIME_OBJECT (message), name);
  char *text = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  return text != NULL ? g_strstrip (text) : NULL;
}

static void
take_lists (EspMailScan *self, GMimeMessage *message)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  int n = MIN (g_mime_header_list_get_count (headers), 500);

  for (int i = 0; i < n; i++)
    {
      GMimeHeader *header = g_mime_header_list_get_header_at (headers, i);
      const char *name = g_mime_header_get_name (header);
      const char *raw = g_mime_header_get_value (header);
      g_autofree char *value = raw != NULL ? g_utf8_make_valid (raw, -1) : NULL;

      if (value == NULL)
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (recipient_headers); k++)
        if (g_ascii_strcasecmp (name, recipient_headers[k]) == 0)
          add_addresses (self->recipients, value);
      for (guint k = 0; k < G_N_ELEMENTS (auto_headers); k++)
        if (g_ascii_strcasecmp (name, auto_headers[k]) == 0)
          self->has_auto_mark = TRUE;
      if (g_ascii_strcasecmp (name, "In-Reply-To") == 0 ||
          g_ascii_strcasecmp (name, "References") == 0)
        add_ids (self->references, value);
      if (g_ascii_strcasecmp (name, "X-Failed-Recipients") == 0 && self->failed_recipients == NULL)
        self->failed_recipients = g_strdup (value);
    }
}

static void
take_head (EspMailScan *self, GMimeMessage *message)
{
  g_autofree char *from = dup_header (message, "From");
  g_autofree char *id = dup_header (message, "Message-ID");
  g_autofree char *precedence = dup_header (message, "Precedence");
  g_autofree char *path = dup_header (message, "Return-Path");
  g_autofree char *list = dup_header (message, "List-Id");
  GMimeContentType *type = NULL;
  GMimeObject *body = g_mime_message_get_mime_part (message);
  GDateTime *date = g_mime_message_get_date (message);
  const char *report_type;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  self->subject = esp_mail_words_dup_header (message, "Subject");
  self->auto_submitted = dup_header (message, "Auto-Submitted");
  if (self->auto_submitted != NULL)
    for (char *p = self->auto_submitted; *p != '\0'; p++)
      *p = g_ascii_tolower (*p);
  if (from != NULL)
    {
      add_addresses (ids, from);
      self->from =
        ids->len > 0 ? g_strdup (g_ptr_array_index (ids, ids->len - 1)) : g_strdup (from);
      g_ptr_array_set_size (ids, 0);
    }
  if (id != NULL)
    add_ids (ids, id);
  self->message_id = ids->len > 0 ? g_strdup (g_ptr_array_index (ids, 0)) : NULL;
  self->is_null_sender = path != NULL && g_str_equal (path, "<>");
  self->is_list = list != NULL;
  if (precedence != NULL && g_ascii_strcasecmp (precedence, "auto_reply") == 0)
    self->has_auto_mark = TRUE;
  if (date != NULL)
    self->date_us = g_date_time_to_unix (date) * ESP_USEC_PER_SEC;
  if (body != NULL)
    type = g_mime_object_get_content_type (body);
  report_type = type != NULL ? g_mime_content_type_get_parameter (type, "report-type") : NULL;
  if (report_type != NULL)
    {
      g_autofree char *valid = g_utf8_make_valid (report_type, -1);

      self->report_type = g_ascii_strdown (valid, -1);
    }
  take_lists (self, message);
}

static GMimeMessage *
parse (GBytes *bytes)
{
  static const char *const fallbacks[] = { "utf-8", "cp949", "iso-8859-1", NULL };
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  GMimeStream *stream =
    g_mime_stream_mem_new_with_buffer (data != NULL ? data : "", MIN (length, MAX_MESSAGE));
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeParserOptions *options = g_mime_parser_options_new ();
  GMimeMessage *message;

  g_mime_parser_options_set_fallback_charsets (options, (const char **) fallbacks);
  message = g_mime_parser_construct_message (parser, options);
  g_mime_parser_options_free (options);
  g_object_unref (parser);
  g_object_unref (stream);
  return message;
}

static char *
dup_limited (const char *text)
{
  gsize n = strlen (text);

  if (n <= MAX_TEXT)
    return g_strdup (text);
  return g_strndup (text, (gsize) (g_utf8_find_prev_char (text, text + MAX_TEXT) - text));
}

/* Without a plain part the HTML one is read; what stands in either may be the old message's head. */
static void
finish_text (Walk *walk)
{
  EspMailScan *self = walk->scan;
  g_autofree char *html = NULL;
  const char *text = walk->plain->str;

  if (strspn (text, " \t\r\n") == walk->plain->len && walk->html->len > 0)
    {
      html = walk->to_text (walk->html->str);
      text = html;
    }
  self->text = dup_limited (text);
  esp_fields_text_foreach (self->text, take_original_field, self);
  if (self->status != NULL)
    esp_fields_text_foreach (self->status, take_original_field, self);
  if (self->feedback != NULL)
    esp_fields_text_foreach (self->feedback, take_original_field, self);
}

/**
 * esp_mail_scan_new:
 * @bytes: a mail as it came, of any kind
 * @to_text: for mails that are HTML alone
 *
 * Returns: (transfer full) (nullable): what is in it; %NULL when it is no mail at all
 */
EspMailScan *
esp_mail_scan_new (GBytes *bytes, EspMailTextFunc to_text)
{
  static gsize is_ready;
  EspMailScan *self;
  GMimeMessage *message;
  Walk walk = { 0 };

  if (g_once_init_enter (&is_ready))
    {
      g_mime_init ();
      g_once_init_leave (&is_ready, 1);
    }
  message = parse (bytes);
  if (message == NULL)
    return NULL;
  self = g_new0 (EspMailScan, 1);
  self->recipients = g_ptr_array_new_with_free_func (g_free);
  self->references = g_ptr_array_new_with_free_func (g_free);
  self->marks = g_ptr_array_new_with_free_func (g_free);
  self->original_to = g_ptr_array_new_with_free_func (g_free);
  self->senders = g_ptr_array_new_with_free_func (g_free);
  walk.scan = self;
  walk.to_text = to_text;
  walk.plain = g_string_new (NULL);
  walk.html = g_string_new (NULL);
  take_head (self, message);
  walk_part (&walk, g_mime_message_get_mime_part (message), 0, FALSE);
  finish_text (&walk);
  add_tokens (self->marks, self->subject != NULL ? self->subject : "");
  g_string_free (walk.plain, TRUE);
  g_string_free (walk.html, TRUE);
  g_object_unref (message);
  return self;
}

static void
append_all (GString *out, const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      const char *mark = g_ptr_array_index (list, i);

      if (strpbrk (mark, " \t") == NULL)
        g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", mark);
    }
}

/**
 * esp_mail_scan_dup_marks:
 *
 * Returns: (transfer full): all ids by which the message that is answered may be known, divided by blanks
 */
char *
esp_mail_scan_dup_marks (const EspMailScan *self)
{
  GString *out = g_string_new (NULL);

  append_all (out, self->recipients); /* the mark in the return address is the nearest */
  append_all (out, self->marks);
  append_all (out, self->references);
  return g_string_free (out, FALSE);
}
