/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a workbook: its sheets, what its numbers look like, and the texts that its cells share. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-xlsx.h"

#include <string.h>

/* Of the small parts, unpacked. */
#define MAX_PART_BYTES (G_GUINT64_CONSTANT (64) * 1024 * 1024)
/* The texts stand in memory while a sheet is read. */
#define MAX_SHARED_XML (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define MAX_SHARED_BYTES (256 * 1024 * 1024)
#define MAX_SHEETS 1000
#define MAX_STYLES 65536
#define RELATIONS "_rels/.rels"
#define DEFAULT_BOOK "xl/workbook.xml"

typedef struct
{
  char *name; /* (owned) */
  char *id;   /* (owned) of the relation */
  char *part; /* (owned) (nullable) */
  gboolean is_hidden;
} Sheet;

struct _EspXlsx
{
  EspZip *zip;         /* the caller's */
  char *book_part;     /* (owned) */
  GPtrArray *sheets;   /* (owned) of Sheet */
  GHashTable *codes;   /* (owned) id of a format → its code */
  GArray *formats;     /* (owned) of EspXlsxFormat, by style */
  GString *texts;      /* (owned) the shared ones, each with a NUL behind it */
  GArray *text_starts; /* (owned) of gsize */
  gboolean is_1904;
};

/* What the parts are being read for. */
typedef struct
{
  EspXlsx *book;
  const char *folder; /* of the part whose relations are read */
  char *found;        /* (owned) (nullable) the workbook's part */
  gboolean is_in_cell_styles;
  gboolean is_taking;
  guint n_phonetic;
  GString *text; /* (owned) (nullable) of the shared text that is being read */
} Reading;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  g_free (sheet->name);
  g_free (sheet->id);
  g_free (sheet->part);
  g_free (sheet);
}

static gboolean
refuse_large (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                       "The workbook is larger than one that can be read");
  return FALSE;
}

/* A target is meant from the folder of the part, or from the root when it begins with a slash. */
static char *
resolve (const char *folder, const char *target)
{
  g_autofree char *joined = NULL;
  g_autofree char *plain = NULL;

  if (*target == '/')
    return g_strdup (target + 1);
  joined = g_strconcat ("/", folder, *folder != '\0' ? "/" : "", target, NULL);
  plain = g_canonicalize_filename (joined, "/");
  return g_strdup (plain + 1);
}

static void
relation_cb (GMarkupParseContext *context,
             const char *element,
             const char **names,
             const char **values,
             gpointer user_data,
             GError **error)
{
  Reading *reading = user_data;
  const char *const *n = (const char *const *) names;
  const char *const *v = (const char *const *) values;
  const char *type = esp_xlsx_get_attribute (n, v, "Type");
  const char *target = esp_xlsx_get_attribute (n, v, "Target");
  const char *id = esp_xlsx_get_attribute (n, v, "Id");

  if (strcmp (esp_xlsx_local_name (element), "Relationship") != 0 || type == NULL ||
      target == NULL || id == NULL)
    return;
  if (g_str_has_suffix (type, "/officeDocument") && reading->found == NULL)
    reading->found = resolve (reading->folder, target);
  for (guint i = 0; i < reading->book->sheets->len; i++)
    {
      Sheet *sheet = reading->book->sheets->pdata[i];

      if (g_strcmp0 (sheet->id, id) == 0 && sheet->part == NULL &&
          g_str_has_suffix (type, "/worksheet"))
        sheet->part = resolve (reading->folder, target);
    }
}

static const GMarkupParser relations_parser = { relation_cb, NULL, NULL, NULL, NULL };

static void
book_cb (GMarkupParseContext *context,
         const char *element,
         const char **names,
         const char **values,
         gpointer user_data,
         GError **error)
{
  Reading *reading = user_data;
  const char *name = esp_xlsx_local_name (element);
  const char *const *n = (const char *const *) names;
  const char *const *v = (const char *const *) values;

  if (strcmp (name, "workbookPr") == 0)
    {
      const char *is_1904 = esp_xlsx_get_attribute (n, v, "date1904");

      reading->book->is_1904 =
        is_1904 != NULL && (strcmp (is_1904, "1") == 0 || strcmp (is_1904, "true") == 0);
    }
  else if (strcmp (name, "sheet") == 0 && reading->book->sheets->len < MAX_SHEETS)
    {
      Sheet *sheet = g_new0 (Sheet, 1);
      const char *state = esp_xlsx_get_attribute (n, v, "state");

      sheet->name = g_strdup (esp_xlsx_get_attribute (n, v, "name"));
      sheet->id = g_strdup (esp_xlsx_get_attribute (n, v, "id"));
      sheet->is_hidden = state != NULL && strcmp (state, "visible") != 0;
      g_ptr_array_add (reading->book->sheets, sheet);
    }
}

static const GMarkupParser book_parser = { book_cb, NULL, NULL, NULL, NULL };

static void
style_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer user_data,
          GError **error)
{
  Reading *reading = user_data;
  EspXlsx *book = reading->book;
  const char *name = esp_xlsx_local_name (element);
  const char *const *n = (const char *const *) names;
  const char *const *v = (const char *const *) values;
  const char *id = esp_xlsx_get_attribute (n, v, "numFmtId");
  guint number = id != NULL ? (guint) g_ascii_strtoull (id, NULL, 10) : 0;

  if (strcmp (name, "numFmt") == 0 && id != NULL)
    g_hash_table_replace (book->codes, GUINT_TO_POINTER (number),
                          g_strdup (esp_xlsx_get_attribute (n, v, "formatCode")));
  else if (strcmp (name, "cellXfs") == 0)
    reading->is_in_cell_styles = TRUE;
  else if (strcmp (name, "xf") == 0 && reading->is_in_cell_styles &&
           book->formats->len < MAX_STYLES)
    {
      EspXlsxFormat format;

      esp_xlsx_format_init (&format, number,
                            g_hash_table_lookup (book->codes, GUINT_TO_POINTER (number)));
      g_array_append_val (book->formats, format);
    }
}

static void
style_end_cb (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reading *reading = user_data;

  if (strcmp (esp_xlsx_local_name (element), "cellXfs") == 0)
    reading->is_in_cell_styles = FALSE;
}

static const GMarkupParser style_parser = { style_cb, style_end_cb, NULL, NULL, NULL };

static void
shared_cb (GMarkupParseContext *context,
           const char *element,
           const char **names,
           const char **values,
           gpointer user_data,
           GError **error)
{
  Reading *reading = user_data;
  const char *name = esp_xlsx_local_name (element);

  if (strcmp (name, "si") == 0)
    g_string_truncate (reading->text, 0);
  else if (strcmp (name, "rPh") == 0)
    reading->n_phonetic++;
  else if (strcmp (name, "t") == 0)
    reading->is_taking = reading->n_phonetic == 0;
}

static void
shared_end_cb (GMarkupParseContext *context,
               const char *element,
               gpointer user_data,
               GError **error)
{
  Reading *reading = user_data;
  EspXlsx *book = reading->book;
  const char *name = esp_xlsx_local_name (element);

  if (strcmp (name, "t") == 0)
    reading->is_taking = FALSE;
  else if (strcmp (name, "rPh") == 0 && reading->n_phonetic > 0)
    reading->n_phonetic--;
  else if (strcmp (name, "si") == 0)
    {
      gsize start = book->texts->len;

      esp_xlsx_append_text (book->texts, reading->text->str, reading->text->len);
      g_string_append_c (book->texts, '\0');
      g_array_append_val (book->text_starts, start);
      if (book->texts->len > MAX_SHARED_BYTES)
        (void) refuse_large (error);
    }
}

static void
shared_text_cb (GMarkupParseContext *context,
                const char *text,
                gsize length,
                gpointer user_data,
                GError **error)
{
  Reading *reading = user_data;

  if (!reading->is_taking)
    return;
  g_string_append_len (reading->text, text, (gssize) length);
  if (reading->text->len > MAX_SHARED_BYTES)
    (void) refuse_large (error);
}

static const GMarkupParser shared_parser = { shared_cb, shared_end_cb, shared_text_cb, NULL, NULL };

static char *
dup_folder (const char *part)
{
  const char *slash = strrchr (part, '/');

  return slash != NULL ? g_strndup (part, slash - part) : g_strdup ("");
}

/* xl/workbook.xml has its relations in xl/_rels/workbook.xml.rels. */
static char *
name_relations (const char *part)
{
  g_autofree char *folder = dup_folder (part);
  const char *slash = strrchr (part, '/');

  return g_strdup_printf ("%s%s_rels/%s.rels", folder, *folder != '\0' ? "/" : "",
                          slash != NULL ? slash + 1 : part);
}

static gboolean
read_small (EspXlsx *self,
            const char *part,
            const GMarkupParser *parser,
            Reading *reading,
            GError **error)
{
  if (!esp_zip_has (self->zip, part))
    return TRUE;
  return esp_xlsx_parse_part (self->zip, part, MAX_PART_BYTES, parser, reading, error);
}

static gboolean
read_book (EspXlsx *self, GError **error)
{
  Reading reading = { .book = self, .folder = "" };
  g_autofree char *folder = NULL;
  g_autofree char *relations = NULL;

  if (!read_small (self, RELATIONS, &relations_parser, &reading, error))
    {
      g_free (reading.found);
      return FALSE;
    }
  self->book_part = reading.found != NULL ? reading.found : g_strdup (DEFAULT_BOOK);
  folder = dup_folder (self->book_part);
  relations = name_relations (self->book_part);
  reading.folder = folder;
  reading.found = NULL;
  if (!esp_xlsx_parse_part (self->zip, self->book_part, MAX_PART_BYTES, &book_parser, &reading,
                            error) ||
      !read_small (self, relations, &relations_parser, &reading, error))
    {
      g_free (reading.found);
      return FALSE;
    }
  g_free (reading.found);
  return TRUE;
}

/* Charts and macros are sheets too, but no tables. Hidden sheets come last. */
static void
keep_tables (EspXlsx *self)
{
  g_autoptr (GPtrArray) hidden = g_ptr_array_new ();

  for (guint i = 0; i < self->sheets->len;)
    {
      Sheet *sheet = self->sheets->pdata[i];

      if (sheet->part == NULL || sheet->name == NULL || !esp_zip_has (self->zip, sheet->part))
        g_ptr_array_remove_index (self->sheets, i);
      else if (sheet->is_hidden)
        g_ptr_array_add (hidden, g_ptr_array_steal_index (self->sheets, i));
      else
        i++;
    }
  for (guint i = 0; i < hidden->len; i++)
    g_ptr_array_add (self->sheets, hidden->pdata[i]);
}

static gboolean
read_styles (EspXlsx *self, GError **error)
{
  g_autofree char *folder = dup_folder (self->book_part);
  g_autofree char *styles = resolve (folder, "styles.xml");
  Reading reading = { .book = self, .folder = folder };

  return read_small (self, styles, &style_parser, &reading, error);
}

/**
 * esp_xlsx_load_texts:
 *
 * Reads the texts that cells share, once.
 */
gboolean
esp_xlsx_load_texts (EspXlsx *self, GError **error)
{
  g_autofree char *folder = dup_folder (self->book_part);
  g_autofree char *shared = resolve (folder, "sharedStrings.xml");
  Reading reading = { .book = self, .folder = folder };
  gboolean is_ok;

  if (self->text_starts->len > 0 || !esp_zip_has (self->zip, shared))
    return TRUE;
  reading.text = g_string_new (NULL);
  is_ok = esp_xlsx_parse_part (self->zip, shared, MAX_SHARED_XML, &shared_parser, &reading, error);
  g_string_free (reading.text, TRUE);
  return is_ok;
}

/**
 * esp_xlsx_is_workbook:
 *
 * Returns: whether the archive holds a workbook of this kind
 */
gboolean
esp_xlsx_is_workbook (EspZip *zip)
{
  return esp_zip_has (zip, DEFAULT_BOOK) ||
         (esp_zip_has (zip, "[Content_Types].xml") && esp_zip_has (zip, RELATIONS) &&
          !esp_zip_has (zip, "xl/workbook.bin") && !esp_zip_has (zip, "word/document.xml") &&
          !esp_zip_has (zip, "ppt/presentation.xml"));
}

/**
 * esp_xlsx_open:
 * @zip: kept by the caller until the workbook is freed
 *
 * Returns: (transfer full): the workbook; %NULL with @error set: G_IO_ERROR_INVALID_DATA when it is
 *   damaged or holds no sheet, MESSAGE_TOO_LARGE when it is beyond all limits
 */
EspXlsx *
esp_xlsx_open (EspZip *zip, GError **error)
{
  g_autoptr (EspXlsx) self = g_new0 (EspXlsx, 1);

  self->zip = zip;
  self->sheets = g_ptr_array_new_with_free_func (sheet_free);
  self->codes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->formats = g_array_new (FALSE, TRUE, sizeof (EspXlsxFormat));
  self->texts = g_string_new (NULL);
  self->text_starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (!read_book (self, error) || !read_styles (self, error))
    return NULL;
  keep_tables (self);
  if (self->sheets->len > 0)
    return g_steal_pointer (&self);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "The workbook holds no sheet with a table");
  return NULL;
}

/**
 * esp_xlsx_free:
 */
void
esp_xlsx_free (EspXlsx *self)
{
  g_free (self->book_part);
  g_ptr_array_unref (self->sheets);
  g_hash_table_unref (self->codes);
  g_array_unref (self->formats);
  g_string_free (self->texts, TRUE);
  g_array_unref (self->text_starts);
  g_free (self);
}

/**
 * esp_xlsx_get_n_sheets:
 */
guint
esp_xlsx_get_n_sheets (EspXlsx *self)
{
  return self->sheets->len;
}

/**
 * esp_xlsx_get_sheet_name:
 * @sheet: from 0; hidden ones are the last
 */
const char *
esp_xlsx_get_sheet_name (EspXlsx *self, guint sheet)
{
  return ((Sheet *) self->sheets->pdata[sheet])->name;
}

/**
 * esp_xlsx_get_zip:
 */
EspZip *
esp_xlsx_get_zip (EspXlsx *self)
{
  return self->zip;
}

/**
 * esp_xlsx_get_sheet_part:
 */
const char *
esp_xlsx_get_sheet_part (EspXlsx *self, guint sheet)
{
  return ((Sheet *) self->sheets->pdata[sheet])->part;
}

/**
 * esp_xlsx_get_shared:
 *
 * Returns: (transfer none) (nullable): the text that cells share under that number
 */
const char *
esp_xlsx_get_shared (EspXlsx *self, guint64 index)
{
  if (index >= self->text_starts->len)
    return NULL;
  return self->texts->str + g_array_index (self->text_starts, gsize, (guint) index);
}

/**
 * esp_xlsx_get_format:
 *
 * Returns: (transfer none): how numbers of that style are shown
 */
const EspXlsxFormat *
esp_xlsx_get_format (EspXlsx *self, guint64 style)
{
  static const EspXlsxFormat plain = { .kind = ESP_XLSX_PLAIN };

  if (style >= self->formats->len)
    return &plain;
  return &g_array_index (self->formats, EspXlsxFormat, (guint) style);
}

/**
 * esp_xlsx_is_1904:
 */
gboolean
esp_xlsx_is_1904 (EspXlsx *self)
{
  return self->is_1904;
}
