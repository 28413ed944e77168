/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacks members of a ZIP archive piece by piece, within limits; believes nothing that it reads. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-zip.h"

#include <string.h>

/* The directory of a workbook has a few hundred entries. */
#define MAX_MEMBERS 20000
#define MAX_DIRECTORY_BYTES (8 * 1024 * 1024)
#define CHUNK_BYTES (64 * 1024)
/* Sizes and signatures of the format (APPNOTE 4.3). */
#define END_BYTES 22
#define MAX_COMMENT_BYTES 65535
#define END64_LOCATOR_BYTES 20
#define END64_BYTES 56
#define ENTRY_BYTES 46
#define LOCAL_BYTES 30
#define SIGNATURE_END 0x06054b50u
#define SIGNATURE_END64_LOCATOR 0x07064b50u
#define SIGNATURE_END64 0x06064b50u
#define SIGNATURE_ENTRY 0x02014b50u
#define SIGNATURE_LOCAL 0x04034b50u
#define FLAG_ENCRYPTED 1u
#define METHOD_STORED 0
#define METHOD_DEFLATED 8
#define WIDE_FIELD 1 /* of the extra data: sizes beyond 32 bits */

typedef struct
{
  guint64 packed;
  guint64 offset; /* of the local header */
  guint method;
  gboolean is_encrypted;
} Member;

struct _EspZip
{
  EspZipReadAt read_at;
  gpointer user_data;
  guint64 size;
  GHashTable *members; /* (owned) name → Member */
};

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The archive is damaged: %s", what);
  return FALSE;
}

static guint
get16 (const guint8 *p)
{
  return p[0] | (guint) p[1] << 8;
}

static guint32
get32 (const guint8 *p)
{
  return get16 (p) | (guint32) get16 (p + 2) << 16;
}

static guint64
get64 (const guint8 *p)
{
  return get32 (p) | (guint64) get32 (p + 4) << 32;
}

static gboolean
read_exactly (EspZip *self, guint64 offset, guint8 *buffer, gsize length, GError **error)
{
  gssize n;

  if (offset > self->size || length > self->size - offset)
    return refuse (error, "it ends too early");
  n = self->read_at (self->user_data, offset, buffer, length, error);
  if (n < 0)
    return FALSE;
  return (gsize) n == length || refuse (error, "it ends too early");
}

typedef struct
{
  guint64 n_entries;
  guint64 offset;
  guint64 length;
} Directory;

/* Large archives say in a record of their own where the directory stands. */
static gboolean
read_end64 (EspZip *self, guint64 end_offset, Directory *directory, GError **error)
{
  guint8 locator[END64_LOCATOR_BYTES];
  guint8 record[END64_BYTES];

  if (end_offset < END64_LOCATOR_BYTES)
    return TRUE;
  if (!read_exactly (self, end_offset - END64_LOCATOR_BYTES, locator, sizeof locator, error))
    return FALSE;
  if (get32 (locator) != SIGNATURE_END64_LOCATOR)
    return TRUE;
  if (!read_exactly (self, get64 (locator + 8), record, sizeof record, error))
    return FALSE;
  if (get32 (record) != SIGNATURE_END64)
    return refuse (error, "its end is not where it says");
  directory->n_entries = get64 (record + 32);
  directory->length = get64 (record + 40);
  directory->offset = get64 (record + 48);
  return TRUE;
}

/* The end of the directory stands at the end of the file, before a comment of unknown length. */
static gboolean
find_directory (EspZip *self, Directory *directory, GError **error)
{
  gsize length = (gsize) MIN (self->size, END_BYTES + MAX_COMMENT_BYTES);
  g_autofree guint8 *tail = g_malloc (MAX (length, 1));

  if (length < END_BYTES)
    return refuse (error, "it is too short");
  if (!read_exactly (self, self->size - length, tail, length, error))
    return FALSE;
  for (gsize at = length - END_BYTES + 1; at-- > 0;)
    {
      const guint8 *p = tail + at;

      if (get32 (p) != SIGNATURE_END || get16 (p + 20) > length - at - END_BYTES)
        continue;
      directory->n_entries = get16 (p + 10);
      directory->length = get32 (p + 12);
      directory->offset = get32 (p + 16);
      return read_end64 (self, self->size - length + at, directory, error);
    }
  return refuse (error, "it has no directory");
}

/* Sizes that do not fit 32 bits stand in the extra data, in this order, only those that did not fit. */
static void
read_wide (const guint8 *extra, gsize length, guint32 unpacked, Member *member)
{
  while (length >= 4)
    {
      gsize n = get16 (extra + 2);
      gsize at = 4;

      if (n > length - 4)
        return;
      if (get16 (extra) == WIDE_FIELD)
        {
          if (unpacked == G_MAXUINT32)
            at += 8;
          if (member->packed == G_MAXUINT32 && at + 8 <= n + 4)
            {
              member->packed = get64 (extra + at);
              at += 8;
            }
          if (member->offset == G_MAXUINT32 && at + 8 <= n + 4)
            member->offset = get64 (extra + at);
          return;
        }
      extra += n + 4;
      length -= n + 4;
    }
}

static gboolean
read_entries (EspZip *self, const guint8 *p, gsize length, guint64 n_entries, GError **error)
{
  for (guint64 i = 0; i < n_entries; i++)
    {
      gsize n_name, n_extra, n_comment;
      Member *member;

      if (length < ENTRY_BYTES || get32 (p) != SIGNATURE_ENTRY)
        return refuse (error, "its directory is broken");
      n_name = get16 (p + 28);
      n_extra = get16 (p + 30);
      n_comment = get16 (p + 32);
      if (length - ENTRY_BYTES < n_name + n_extra + n_comment)
        return refuse (error, "its directory is broken");
      member = g_new0 (Member, 1);
      member->is_encrypted = (get16 (p + 8) & FLAG_ENCRYPTED) != 0;
      member->method = get16 (p + 10);
      member->packed = get32 (p + 20);
      member->offset = get32 (p + 42);
      read_wide (p + ENTRY_BYTES + n_name, n_extra, get32 (p + 24), member);
      g_hash_table_replace (self->members, g_strndup ((const char *) p + ENTRY_BYTES, n_name),
                            member);
      p += ENTRY_BYTES + n_name + n_extra + n_comment;
      length -= ENTRY_BYTES + n_name + n_extra + n_comment;
    }
  return TRUE;
}

/**
 * esp_zip_open:
 * @read_at: kept with @user_data until the archive is freed
 * @size: of the whole file in bytes
 *
 * Returns: (transfer full): the archive, its directory read; %NULL with @error set: G_IO_ERROR_INVALID_DATA
 *   when it is damaged
 */
EspZip *
esp_zip_open (EspZipReadAt read_at, gpointer user_data, guint64 size, GError **error)
{
  g_autoptr (EspZip) self = g_new0 (EspZip, 1);
  g_autofree guint8 *bytes = NULL;
  Directory directory = { 0 };

  self->read_at = read_at;
  self->user_data = user_data;
  self->size = size;
  self->members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!find_directory (self, &directory, error))
    return NULL;
  if (directory.n_entries > MAX_MEMBERS || directory.length > MAX_DIRECTORY_BYTES)
    {
      (void) refuse (error, "its directory is too large");
      return NULL;
    }
  bytes = g_malloc (MAX (directory.length, 1));
  if (!read_exactly (self, directory.offset, bytes, (gsize) directory.length, error) ||
      !read_entries (self, bytes, (gsize) directory.length, directory.n_entries, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_zip_free:
 */
void
esp_zip_free (EspZip *self)
{
  g_hash_table_unref (self->members);
  g_free (self);
}

/**
 * esp_zip_has:
 *
 * Returns: whether there is a member of that name
 */
gboolean
esp_zip_has (EspZip *self, const char *name)
{
  return g_hash_table_contains (self->members, name);
}

/* What is being unpacked: bytes of the archive go in, bytes of the member out. */
typedef struct
{
  guint64 left; /* packed bytes that were not read yet */
  guint64 offset;
  guint64 n_out;
  guint64 max_bytes;
  EspZipTake take;
  gpointer user_data;
  guint8 in[CHUNK_BYTES];
  gsize n_in;
} Unpack;

static gboolean
refill (EspZip *self, Unpack *unpack, GError **error)
{
  gsize n = (gsize) MIN (unpack->left, sizeof unpack->in - unpack->n_in);

  if (!read_exactly (self, unpack->offset, unpack->in + unpack->n_in, n, error))
    return FALSE;
  unpack->offset += n;
  unpack->left -= n;
  unpack->n_in += n;
  return TRUE;
}

static gboolean
give (Unpack *unpack, const guint8 *data, gsize length, GError **error)
{
  unpack->n_out += length;
  if (unpack->n_out > unpack->max_bytes)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                           "A part of the archive is larger than it may be");
      return FALSE;
    }
  return unpack->take (unpack->user_data, data, length, error);
}

static gboolean
copy_stored (EspZip *self, Unpack *unpack, GError **error)
{
  while (unpack->left > 0)
    {
      if (!refill (self, unpack, error) || !give (unpack, unpack->in, unpack->n_in, error))
        return FALSE;
      unpack->n_in = 0;
    }
  return TRUE;
}

static gboolean
inflate (EspZip *self, Unpack *unpack, GError **error)
{
  g_autoptr (GZlibDecompressor) decompressor =
    g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW);
  g_autofree guint8 *out = g_malloc (CHUNK_BYTES);

  for (;;)
    {
      g_autoptr (GError) local = NULL;
      GConverterResult result;
      gsize n_read, n_written;

      if (unpack->left > 0 && !refill (self, unpack, error))
        return FALSE;
      result =
        g_converter_convert (G_CONVERTER (decompressor), unpack->in, unpack->n_in, out, CHUNK_BYTES,
                             unpack->left == 0 ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS,
                             &n_read, &n_written, &local);
      if (result == G_CONVERTER_ERROR)
        return refuse (error, local->message);
      memmove (unpack->in, unpack->in + n_read, unpack->n_in - n_read);
      unpack->n_in -= n_read;
      if (!give (unpack, out, n_written, error))
        return FALSE;
      if (result == G_CONVERTER_FINISHED)
        return TRUE;
      if (n_read == 0 && n_written == 0 && unpack->left == 0)
        return refuse (error, "a member ends too early");
    }
}

/**
 * esp_zip_read:
 * @max_bytes: what the member may hold at most when it is unpacked
 *
 * Unpacks a member and gives it to @take piece by piece.
 *
 * Returns: whether all of it was given; else @error is set: G_IO_ERROR_NOT_FOUND, INVALID_DATA, or
 *   MESSAGE_TOO_LARGE
 */
gboolean
esp_zip_read (EspZip *self,
              const char *name,
              guint64 max_bytes,
              EspZipTake take,
              gpointer user_data,
              GError **error)
{
  const Member *member = g_hash_table_lookup (self->members, name);
  g_autofree Unpack *unpack = NULL;
  guint8 local[LOCAL_BYTES];

  if (member == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The archive has no member %s", name);
      return FALSE;
    }
  if (!read_exactly (self, member->offset, local, sizeof local, error))
    return FALSE;
  if (get32 (local) != SIGNATURE_LOCAL || member->is_encrypted)
    return refuse (error, member->is_encrypted ? "it is encrypted" : "a member is missing");
  unpack = g_new0 (Unpack, 1);
  unpack->offset = member->offset + LOCAL_BYTES + get16 (local + 26) + get16 (local + 28);
  unpack->left = member->packed;
  unpack->max_bytes = max_bytes;
  unpack->take = take;
  unpack->user_data = user_data;
  if (member->method == METHOD_STORED)
    return copy_stored (self, unpack, error);
  if (member->method == METHOD_DEFLATED)
    return inflate (self, unpack, error);
  return refuse (error, "it is packed in a way that is not known");
}
