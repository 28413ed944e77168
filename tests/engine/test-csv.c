/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of reading and writing delimited text, damaged text above all. */
#include "base/esp-text-codec.h"
#include "engine/import/esp-csv-reader.h"
#include "engine/import/esp-csv-sniff.h"
#include "engine/import/esp-csv-writer.h"

#include <gio/gio.h>
#include <string.h>

/* A source that hands out a few bytes at a time. */
typedef struct
{
  EspCsvMemory memory;
  gsize step;
} Trickle;

static gssize
trickle_read (gpointer user_data, guint8 *buffer, gsize length, GError **error)
{
  Trickle *trickle = user_data;

  return esp_csv_memory_read (&trickle->memory, buffer, MIN (length, trickle->step), error);
}

/* Rows as "a|b|c\n"; a row with a problem as "!problem@line:column\n". */
static char *
read_all (const char *data, gsize length, const EspCsvOptions *options, gsize step)
{
  Trickle trickle = { { (const guint8 *) data, length, 0 }, step };
  g_autoptr (EspCsvReader) reader = esp_csv_reader_new (options, trickle_read, &trickle);
  GString *out = g_string_new (NULL);
  EspCsvRow row;
  guint64 next_offset = 0;

  while (esp_csv_reader_next (reader, &row, NULL) == ESP_CSV_STEP_ROW)
    {
      g_assert_cmpuint (row.offset, >=, next_offset);
      next_offset = row.offset + row.length;
      g_assert_cmpuint (next_offset, <=, length);
      if (row.problem != ESP_CSV_OK)
        {
          g_autofree char *sentence = esp_csv_row_describe_problem (&row);

          g_assert_true (g_utf8_validate (sentence, -1, NULL));
          g_string_append_printf (out, "!%d@%d:%d\n", row.problem, (int) row.problem_line,
                                  row.problem_column);
          continue;
        }
      for (guint i = 0; i < row.n_cells; i++)
        g_string_append_printf (out, "%s%s", i > 0 ? "|" : "", row.cells[i]);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static void
assert_reads (const char *data, gsize length, const char *expected)
{
  EspCsvOptions options = { .encoding = ESP_ENCODING_UTF8, .delimiter = ',' };

  for (gsize step = 1; step <= 64; step = step * 2 + 1)
    {
      g_autofree char *got = read_all (data, length, &options, step);

      g_assert_cmpstr (got, ==, expected);
    }
}

static void
test_reads_all_shapes (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "", "" },
    { "\n\r\n\n", "" },
    { "a,b\nc,d\n", "a|b\nc|d\n" },
    { "a,b\r\nc,d", "a|b\nc|d\n" },
    { "a,b\rc,d\r", "a|b\nc|d\n" },
    { "a,b\n\nc,d\n,,\n", "a|b\nc|d\n" },
    { "a,,\n", "a||\n" },
    { ",a\n", "|a\n" },
    { "\"a,b\",c\n", "a,b|c\n" },
    { "\"a\"\"b\",c\n", "a\"b|c\n" },
    { "\"a\nb\",c\nd,e\n", "a\nb|c\nd|e\n" },
    { "\"a\r\nb\",c\r\nd,e\r\n", "a\r\nb|c\nd|e\n" },
    { "\"\",x\n", "|x\n" },
    { "\"a\"", "a\n" },
    { "5\" pipe,b\n", "5\" pipe|b\n" },
    { "\xEF\xBB\xBF"
      "a,b\nc,d\n",
      "a|b\nc|d\n" },
    { "a\nb,c\nd,e,f\n", "a\nb|c\nd|e|f\n" },
    { "김민지,서울\n", "김민지|서울\n" },
    { "sep=,\r\na,b\r\nc,d\r\n", "a|b\nc|d\n" },
    { "sep=\n", "sep=\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_reads (cases[i].text, strlen (cases[i].text), cases[i].expected);
}

static void
test_broken_quotes_cost_one_row (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "a,b\n1,\"x\n2,y\n3,z\n", "a|b\n!1@2:2\n2|y\n3|z\n" },
    { "a,b\n1,\"x\n2,\"y\"\n3,z\n", "a|b\n!1@2:2\n2|y\n3|z\n" },
    { "a,b\n\"x\" y,1\n2,z\n", "a|b\n!2@2:1\n2|z\n" },
    { "a,b\n1,\"x", "a|b\n!1@2:2\n" },
    { "\"", "!1@1:1\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_reads (cases[i].text, strlen (cases[i].text), cases[i].expected);
}

static void
test_nul_and_bad_bytes_are_row_errors (void)
{
  assert_reads ("a,b\n1\0x,2\n3,4\n", 14, "a|b\n!3@2:1\n3|4\n");
  assert_reads ("a,b\n1,\"x\0\"\n3,4\n", 15, "a|b\n!3@2:2\n3|4\n");
  assert_reads ("a,b\n1,\xFFx\n3,4\n", 13, "a|b\n!4@2:2\n3|4\n");
}

static void
test_limits (void)
{
  g_autoptr (GString) huge = g_string_new ("a,b\n1,");
  g_autoptr (GString) wide = g_string_new (NULL);
  EspCsvOptions options = { .encoding = ESP_ENCODING_UTF8, .delimiter = ',' };
  EspCsvOptions tight = { ESP_ENCODING_UTF8, ',', 4, 8, 64 };
  g_autofree char *got = NULL;

  for (guint i = 0; i < 10 * 1024 * 1024; i++)
    g_string_append_c (huge, 'x');
  g_string_append (huge, "\n2,y\n");
  got = read_all (huge->str, huge->len, &options, 65536);
  g_assert_cmpstr (got, ==, "a|b\n!5@2:2\n2|y\n");
  g_free (got);
  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (wide, "%sc%u", i > 0 ? "," : "", i);
  g_string_append (wide, "\n1,2\n");
  got = read_all (wide->str, wide->len, &options, 4096);
  g_assert_cmpstr (got, ==, "!7@1:2001\n1|2\n");
  g_free (got);
  got = read_all ("123456789,1\na,b\n1,2,3,4,5\nc,d\n", 30, &tight, 7);
  g_assert_cmpstr (got, ==, "!5@1:1\na|b\n!7@3:5\nc|d\n");
}

static void
test_row_without_end_is_passed (void)
{
  EspCsvOptions tight = { ESP_ENCODING_UTF8, ',', 4, 8, 64 * 1024 };
  g_autoptr (GString) text = g_string_new ("a,b\n");
  g_autofree char *got = NULL;

  for (guint i = 0; i < 3 * 1024 * 1024; i++)
    g_string_append (text, "yy");
  g_string_append (text, "\nc,d\n\"");
  for (guint i = 0; i < 1024 * 1024; i++)
    g_string_append (text, "z");
  g_string_append (text, "\ne,f\n");
  got = read_all (text->str, text->len, &tight, 100000);
  g_assert_true (g_str_has_prefix (got, "a|b\n!5@2:1\nc|d\n!1@4:1\n"));
}

static void
test_encodings (void)
{
  static const EspEncoding all[] = { ESP_ENCODING_UTF8_BOM, ESP_ENCODING_UTF16LE,
                                     ESP_ENCODING_UTF16BE, ESP_ENCODING_CP949 };
  const char *text = "이름,\"주소, 시\"\r\n똠쀍,\"서울\r\n강남\"\r\n김,x\r\n";

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    for (gsize step = 1; step < 40; step += 6)
      {
        EspCsvOptions options = { .encoding = all[i], .delimiter = ',' };
        g_autoptr (EspTextEncoder) encoder = esp_text_encoder_new (all[i]);
        g_autoptr (GByteArray) bytes = g_byte_array_new ();
        g_autofree char *got = NULL;
        const guint8 *bom;
        gsize n_bom = esp_encoding_get_bom (all[i], &bom);

        g_byte_array_append (bytes, bom, n_bom);
        esp_text_encoder_push (encoder, text, -1, bytes);
        got = read_all ((const char *) bytes->data, bytes->len, &options, step);
        g_assert_cmpstr (got, ==, "이름|주소, 시\n똠쀍|서울\r\n강남\n김|x\n");
      }
}

static void
test_row_offsets_cut_the_source (void)
{
  const char *text = "이름,x\r\n\"a\nb\",😀\r\n끝,z";
  EspCsvOptions options = { .encoding = ESP_ENCODING_UTF16LE, .delimiter = ',' };
  g_autoptr (EspTextEncoder) encoder = esp_text_encoder_new (options.encoding);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) joined = g_string_new (NULL);
  g_autoptr (EspTextDecoder) decoder = esp_text_decoder_new (options.encoding);
  g_autoptr (EspCsvReader) reader = NULL;
  EspCsvMemory memory = { 0 };
  EspCsvRow row;

  g_byte_array_append (bytes, (const guint8 *) "\xFF\xFE", 2);
  esp_text_encoder_push (encoder, text, -1, bytes);
  memory.data = bytes->data;
  memory.length = bytes->len;
  reader = esp_csv_reader_new (&options, esp_csv_memory_read, &memory);
  while (esp_csv_reader_next (reader, &row, NULL) == ESP_CSV_STEP_ROW)
    esp_text_decoder_push (decoder, bytes->data + row.offset, row.length, joined);
  g_assert_cmpstr (joined->str, ==, text);
}

static gssize
failing_read (gpointer user_data, guint8 *buffer, gsize length, GError **error)
{
  int *n_calls = user_data;

  if ((*n_calls)++ == 0)
    {
      memcpy (buffer, "a,b\nc,", 6);
      return 6;
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the disk is gone");
  return -1;
}

static void
test_read_error_is_not_the_end (void)
{
  EspCsvOptions options = { .encoding = ESP_ENCODING_UTF8, .delimiter = ',' };
  int n_calls = 0;
  g_autoptr (EspCsvReader) reader = esp_csv_reader_new (&options, failing_read, &n_calls);
  g_autoptr (GError) error = NULL;
  EspCsvRow row;

  g_assert_cmpint (esp_csv_reader_next (reader, &row, &error), ==, ESP_CSV_STEP_ROW);
  g_assert_cmpint (esp_csv_reader_next (reader, &row, &error), ==, ESP_CSV_STEP_ERROR);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
test_sniffs_delimiter (void)
{
  static const struct
  {
    const char *text;
    char delimiter;
  } cases[] = {
    { "a,b,c\n1,2,3\n", ',' },
    { "a;b;c\n1,5;2,5;3,5\n", ';' },
    { "a\tb\tc\n1, x\t2\t3\n", '\t' },
    { "a|b\n1|2\n", '|' },
    { "email\na@b.c\nd@e.f\n", ',' },
    { "name;note\nKim;\"a,b,c\"\nLee;\"d,e,f\"\n", ';' },
    { "", ',' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (esp_csv_sniff_delimiter ((const guint8 *) cases[i].text,
                                              strlen (cases[i].text), ESP_ENCODING_UTF8, TRUE),
                     ==, cases[i].delimiter);
}

static void
test_sniffs_header (void)
{
  static const struct
  {
    const char *text;
    gboolean has_header;
  } cases[] = {
    { "이름,이메일\n김민지,a@b.co\n", TRUE },    { "김민지,a@b.co\n이수진,c@d.co\n", FALSE },
    { "color,weight\nred,5\n", TRUE },           { "red,5\nblue,6\n", FALSE },
    { "010-1234-5678\n010-2345-6789\n", FALSE }, { "email\n", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EspCsvOptions options = { .encoding = ESP_ENCODING_UTF8, .delimiter = ',' };
      g_autoptr (GPtrArray) rows = esp_csv_read_sample (&options, (const guint8 *) cases[i].text,
                                                        strlen (cases[i].text), TRUE, 100);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (esp_csv_sniff_header (rows), ==, cases[i].has_header);
    }
}

static void
test_names_columns (void)
{
  static const char *const header[] = { "이름", "", " 이름 ", "이름", NULL };
  g_auto (GStrv) names = esp_csv_make_column_names (header, 5);
  g_autofree char *joined = g_strjoinv ("|", names);

  g_assert_cmpstr (joined, ==, "이름|Column 2|이름 (2)|이름 (3)|Column 5");
}

static void
test_writes_what_it_reads (void)
{
  static const char *const cells[] = { "a,b", "say \"hi\"", "two\nlines", " pad ", "=1+1", "+8210",
                                       "-5",  "-1+2",       "-1.5e-07",   "@x",    "",     "김" };
  g_autoptr (EspCsvWriter) writer = esp_csv_writer_new (ESP_ENCODING_UTF8_BOM, ',', TRUE);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *got = NULL;
  EspCsvOptions options = { .encoding = ESP_ENCODING_UTF8, .delimiter = ',' };
  gsize length;
  const char *data;

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    esp_csv_writer_cell (writer, cells[i]);
  esp_csv_writer_end_row (writer);
  bytes = esp_csv_writer_take (writer);
  data = g_bytes_get_data (bytes, &length);
  g_assert_true (g_str_has_prefix (data, "\xEF\xBB\xBF"));
  got = read_all (data, length, &options, 100);
  g_assert_cmpstr (got, ==,
                   "a,b|say \"hi\"|two\nlines| pad |'=1+1|+8210|-5|'-1+2|-1.5e-07|'@x||김\n");
}

/* Half a character at the end of UTF-16 damages its row and no offset. */
static void
test_utf16_cut (void)
{
  static const char text[] = "\xFF\xFE"
                             "a\0,\0b\0\n\0c\0,\0d";
  EspCsvOptions options = { .encoding = ESP_ENCODING_UTF16LE, .delimiter = ',' };
  g_autofree char *rows = read_all (text, sizeof text - 1, &options, 3);
  g_autofree char *expected = g_strdup_printf ("a|b\n!%d@2:2\n", ESP_CSV_BAD_TEXT);

  g_assert_cmpstr (rows, ==, expected);
}

static void
test_clean_names (void)
{
  const char *const header[] = { "\uFEFFemail", "이름\n(실명)", " a\u200Bb ", "\u1112\u1161\u11AB",
                                 NULL };
  g_auto (GStrv) names = esp_csv_make_column_names (header, 4);

  g_assert_cmpstr (names[0], ==, "email");
  g_assert_cmpstr (names[1], ==, "이름 (실명)");
  g_assert_cmpstr (names[2], ==, "ab");
  g_assert_cmpstr (names[3], ==, "한");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/csv/reads-all-shapes", test_reads_all_shapes);
  g_test_add_func ("/engine/csv/broken-quotes-cost-one-row", test_broken_quotes_cost_one_row);
  g_test_add_func ("/engine/csv/nul-and-bad-bytes", test_nul_and_bad_bytes_are_row_errors);
  g_test_add_func ("/engine/csv/limits", test_limits);
  g_test_add_func ("/engine/csv/row-without-end", test_row_without_end_is_passed);
  g_test_add_func ("/engine/csv/encodings", test_encodings);
  g_test_add_func ("/engine/csv/row-offsets-cut-the-source", test_row_offsets_cut_the_source);
  g_test_add_func ("/engine/csv/read-error-is-not-the-end", test_read_error_is_not_the_end);
  g_test_add_func ("/engine/csv/sniffs-delimiter", test_sniffs_delimiter);
  g_test_add_func ("/engine/csv/sniffs-header", test_sniffs_header);
  g_test_add_func ("/engine/csv/names-columns", test_names_columns);
  g_test_add_func ("/engine/csv/writes-what-it-reads", test_writes_what_it_reads);
  g_test_add_func ("/engine/csv/utf16-cut", test_utf16_cut);
  g_test_add_func ("/engine/csv/clean-names", test_clean_names);
  return g_test_run ();
}
