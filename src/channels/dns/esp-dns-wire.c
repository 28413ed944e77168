/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to name servers and their answers as bytes (RFC 1035); answers are of anybody and not trusted. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/dns/esp-dns-wire.h"

#include <gio/gio.h>
#include <string.h>

#define HEADER_SIZE 12
#define MAX_LABEL 63
#define MAX_NAME 253
#define MAX_JUMPS 32
#define MAX_RECORDS 200
#define MAX_TEXT 8192
#define FLAG_ANSWER 0x8000
#define FLAG_CUT 0x0200
#define FLAG_RECURSE 0x0100
#define CODE_MASK 0x000F
#define CODE_NOT_UNDERSTOOD 1
#define CODE_NO_NAME 3
#define CODE_NOT_DONE 4
#define CLASS_IN 1
#define CLASS_EDNS_SIZE 1232
#define TYPE_OPT 41

/**
 * esp_dns_answer_new:
 */
EspDnsAnswer *
esp_dns_answer_new (EspDnsStatus status)
{
  EspDnsAnswer *self = g_new0 (EspDnsAnswer, 1);

  self->status = status;
  self->records = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * esp_dns_answer_free:
 * @self: (nullable)
 */
void
esp_dns_answer_free (EspDnsAnswer *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->records);
  g_free (self->alias);
  g_free (self);
}

static void
put16 (GByteArray *out, guint value)
{
  const guint8 bytes[] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (out, bytes, sizeof bytes);
}

static gboolean
put_name (GByteArray *out, const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);
  const guint8 end = 0;

  if (strlen (name) > MAX_NAME)
    return FALSE;
  for (guint i = 0; labels[i] != NULL; i++)
    {
      gsize n = strlen (labels[i]);
      guint8 size = (guint8) n;

      if (n == 0 && labels[i + 1] == NULL && i > 0)
        break; /* the dot at the end */
      if (n == 0 || n > MAX_LABEL)
        return FALSE;
      g_byte_array_append (out, &size, 1);
      g_byte_array_append (out, (const guint8 *) labels[i], (guint) n);
    }
  g_byte_array_append (out, &end, 1);
  return TRUE;
}

/**
 * esp_dns_wire_make_query:
 * @name: of ASCII
 * @with_size: says how large an answer may be (EDNS), which some old servers do not understand
 *
 * Returns: (transfer full) (nullable): the question, or %NULL when @name cannot be one
 */
GByteArray *
esp_dns_wire_make_query (guint16 id, const char *name, EspDnsType type, gboolean with_size)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const guint8 root = 0;

  put16 (out, id);
  put16 (out, FLAG_RECURSE);
  put16 (out, 1); /* one question */
  put16 (out, 0);
  put16 (out, 0);
  put16 (out, with_size ? 1 : 0); /* an addition: how large an answer may be */
  if (!put_name (out, name))
    return NULL;
  put16 (out, type);
  put16 (out, CLASS_IN);
  if (!with_size)
    return g_steal_pointer (&out);
  g_byte_array_append (out, &root, 1);
  put16 (out, TYPE_OPT);
  put16 (out, CLASS_EDNS_SIZE);
  put16 (out, 0);
  put16 (out, 0);
  put16 (out, 0);
  return g_steal_pointer (&out);
}

typedef struct
{
  const guint8 *data;
  gsize size;
  gsize at;
  gboolean is_bad;
} Reader;

static guint
get16 (Reader *reader)
{
  guint value;

  if (reader->size - reader->at < 2)
    {
      reader->is_bad = TRUE;
      reader->at = reader->size;
      return 0;
    }
  value = (guint) reader->data[reader->at] << 8 | reader->data[reader->at + 1];
  reader->at += 2;
  return value;
}

/* Reads a name, following its jumps, which only lead back. Returns: (transfer full) (nullable) */
static char *
get_name (Reader *reader)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize at = reader->at;
  gsize after = 0; /* behind the first jump */
  guint n_jumps = 0;

  while (at < reader->size && reader->data[at] != 0)
    {
      guint8 size = reader->data[at];

      if ((size & 0xC0) == 0xC0)
        {
          gsize to;

          if (at + 1 >= reader->size || ++n_jumps > MAX_JUMPS)
            break;
          to = (gsize) (size & 0x3F) << 8 | reader->data[at + 1];
          if (after == 0)
            after = at + 2;
          if (to >= at)
            break;
          at = to;
          continue;
        }
      if (size > MAX_LABEL || at + 1 + size > reader->size || name->len + size > MAX_NAME)
        break;
      if (name->len > 0)
        g_string_append_c (name, '.');
      for (guint i = 0; i < size; i++)
        {
          guint8 c = reader->data[at + 1 + i];

          g_string_append_c (name,
                             c > ' ' && c < 0x7F && c != '.' ? g_ascii_tolower ((char) c) : '?');
        }
      at += 1 + (gsize) size;
    }
  if (at >= reader->size || reader->data[at] != 0)
    {
      reader->is_bad = TRUE;
      reader->at = reader->size;
      return NULL;
    }
  reader->at = after != 0 ? after : at + 1;
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* A text comes in pieces of at most 255 bytes, which belong together. */
static char *
read_text (const guint8 *data, gsize size)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize at = 0; at < size && text->len < MAX_TEXT;)
    {
      gsize n = MIN (data[at], size - at - 1);

      for (gsize i = 0; i < n; i++)
        {
          guint8 c = data[at + 1 + i];

          g_string_append_c (text, c >= ' ' && c < 0x7F ? (char) c : '?');
        }
      at += 1 + n;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
read_address (const guint8 *data, gsize size, EspDnsType type)
{
  g_autoptr (GInetAddress) address = NULL;

  if (size != (type == ESP_DNS_A ? 4 : 16))
    return NULL;
  address = g_inet_address_new_from_bytes (data, type == ESP_DNS_A ? G_SOCKET_FAMILY_IPV4
                                                                   : G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (address);
}

static char *
read_data (Reader *reader, gsize size, EspDnsType type)
{
  gsize end = reader->at + size;
  g_autofree char *name = NULL;
  guint order = 0;

  if (type == ESP_DNS_TXT)
    return read_text (reader->data + reader->at, size);
  if (type == ESP_DNS_A || type == ESP_DNS_AAAA)
    return read_address (reader->data + reader->at, size, type);
  if (type == ESP_DNS_MX)
    order = get16 (reader);
  name = get_name (reader);
  if (name == NULL || reader->at > end)
    return NULL;
  return type == ESP_DNS_MX ? g_strdup_printf ("%u %s", order, *name != '\0' ? name : ".")
                            : g_steal_pointer (&name);
}

/* One name stands for another: the chain begins at the name that was asked about. */
static void
follow (Reader *reader, const char *owner, const char *asked, EspDnsAnswer *answer)
{
  char *target;

  if (!g_str_equal (owner, answer->alias != NULL ? answer->alias : asked))
    return;
  target = get_name (reader);
  if (target == NULL)
    return;
  g_free (answer->alias);
  answer->alias = target;
}

/* Reads one record; what is not asked for is gone over. */
static void
read_record (Reader *reader, const char *asked, EspDnsType type, EspDnsAnswer *answer)
{
  g_autofree char *owner = get_name (reader);
  guint found = get16 (reader);
  guint class = get16 (reader);
  gsize size;
  gsize end;

  (void) get16 (reader); /* how long it holds, */
  (void) get16 (reader); /* in two halves */
  size = get16 (reader);
  if (owner == NULL || reader->is_bad || size > reader->size - reader->at)
    {
      reader->is_bad = TRUE;
      return;
    }
  end = reader->at + size;
  if (found == (guint) type && class == CLASS_IN && answer->records->len < MAX_RECORDS)
    {
      char *record = read_data (reader, size, type);

      if (record != NULL)
        g_ptr_array_add (answer->records, record);
    }
  else if (found == ESP_DNS_CNAME && class == CLASS_IN)
    follow (reader, owner, asked, answer);
  reader->at = end;
  reader->is_bad = FALSE; /* one odd record does not spoil the others */
}

static char *
dup_plain_name (const char *name)
{
  char *plain = g_ascii_strdown (name, -1);
  gsize n = strlen (plain);

  if (n > 0 && plain[n - 1] == '.')
    plain[n - 1] = '\0';
  return plain;
}

/* Whether it answers the question that was asked, and not somebody else's. */
static gboolean
is_about (Reader *reader, const char *wanted, EspDnsType type)
{
  g_autofree char *asked = get_name (reader);

  return asked != NULL && get16 (reader) == (guint) type && get16 (reader) == CLASS_IN &&
         !reader->is_bad && g_str_equal (asked, wanted);
}

/**
 * esp_dns_wire_parse:
 * @id: of the question
 *
 * Returns: (transfer full) (nullable): what was answered; %NULL when it is no answer to this question
 */
EspDnsAnswer *
esp_dns_wire_parse (const guint8 *data, gsize size, guint16 id, const char *name, EspDnsType type)
{
  Reader reader = { data, size, 0, FALSE };
  g_autoptr (EspDnsAnswer) answer = esp_dns_answer_new (ESP_DNS_UNAVAILABLE);
  g_autofree char *asked = dup_plain_name (name);
  guint flags;
  guint code;
  guint n_questions;
  guint n_answers;

  if (size < HEADER_SIZE || get16 (&reader) != id)
    return NULL;
  flags = get16 (&reader);
  n_questions = get16 (&reader);
  n_answers = get16 (&reader);
  reader.at = HEADER_SIZE;
  code = flags & CODE_MASK;
  /* Who does not understand a question may not repeat it. */
  if ((flags & FLAG_ANSWER) == 0 ||
      (n_questions == 0 ? code != CODE_NOT_UNDERSTOOD
                        : n_questions != 1 || !is_about (&reader, asked, type)))
    return NULL;
  answer->is_old = code == CODE_NOT_UNDERSTOOD || code == CODE_NOT_DONE;
  answer->is_cut = (flags & FLAG_CUT) != 0;
  if (code == CODE_NO_NAME)
    answer->status = ESP_DNS_NO_NAME;
  answer->has_failed = code != 0 && answer->status == ESP_DNS_UNAVAILABLE;
  if (code != 0)
    return g_steal_pointer (&answer);
  for (guint i = 0; i < n_answers && !reader.is_bad && reader.at < size; i++)
    read_record (&reader, asked, type, answer);
  answer->status = answer->records->len > 0 ? ESP_DNS_FOUND : ESP_DNS_NOTHING;
  return g_steal_pointer (&answer);
}
