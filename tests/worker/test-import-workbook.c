/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workbooks as tables: made by a real writer, read as their readers see them; damaged ones refused. */
#include "engine/import/esp-xlsx.h"
#include "worker/esp-import-source.h"

#include "temp-store.h"
#include "test-home.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
find (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "xlsx", name, NULL);
}

static EspImportInspection *
look (const char *path, guint sheet, GError **error)
{
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;

  shape.sheet = sheet;
  return esp_import_inspect_file (path, &shape, NULL, error);
}

static const char *
cell (const EspImportInspection *inspection, guint row, guint column)
{
  GStrv cells = inspection->rows->pdata[row];

  return column < g_strv_length (cells) ? cells[column] : "";
}

/* What Excel holds, and what LibreOffice made of it. */
static void
test_cells (gconstpointer name)
{
  static const char *const expected[2][11] = {
    { "minji@example.com", "김민지", "010-1234-5678", "2026-03-05", "2026-03-05 15:04:05",
      "1200000", "12.5%", "04524", "TRUE", "줄\n바꿈, \"따옴표\"", "" },
    { "jihun@example.com", "박지훈", "1044445555", "2025-12-31", "2025-12-31 09:00:00", "300000.5",
      "100%", "00123", "FALSE", "A 똠방각하 😀", "" },
  };
  g_autofree char *path = find (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspImportInspection) inspection = look (path, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (inspection->sheet, ==, 1);
  g_assert_cmpuint (g_strv_length (inspection->sheets), ==, 3);
  g_assert_cmpstr (inspection->sheets[1], ==, "둘째");
  g_assert_cmpstr (inspection->plan->name, ==, (const char *) name);
  g_assert_cmpuint (inspection->rows->len, ==, 3);
  /* The last two are an escape and a formula that Excel alone writes so. */
  for (guint row = 0; row < 2; row++)
    for (guint column = 0; column < (g_str_has_suffix (name, ".ods") ? 9 : 11); column++)
      g_assert_cmpstr (cell (inspection, row, column), ==, expected[row][column]);
}

/* The second sheet has a title above its table and rows that it leaves out. */
static void
test_other_sheet (gconstpointer name)
{
  g_autofree char *path = find (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspImportInspection) inspection = look (path, 2, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (inspection->plan->columns[0], ==, "email");
  g_assert_cmpuint (inspection->rows->len, ==, 2);
  g_assert_cmpstr (cell (inspection, 1, 2), ==, "Busan");
}

static void
test_1904 (void)
{
  g_autofree char *path = find ("mac.xlsx");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspImportInspection) inspection = look (path, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cell (inspection, 0, 1), ==, "1985-12-31");
}

static void
test_empty (void)
{
  g_autofree char *path = find ("empty.xlsx");
  g_autoptr (GError) error = NULL;

  g_assert_null (look (path, 0, &error));
  g_assert_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE);
}

/* Cut anywhere it is damaged; nothing else happens, and nothing is left in its place. */
static void
test_cut (void)
{
  g_autofree char *path = find ("people.xlsx");
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autofree char *cut = g_build_filename (folder, "cut.xlsx", NULL);
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (gsize length = 5; length < size; length += 271)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (cut, bytes, (gssize) length, NULL));
      g_assert_null (look (cut, 0, &error));
      g_assert_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE);
      g_assert_cmpint (esp_import_error_get_facts (error)->fault, ==,
                       ESP_IMPORT_FAULT_DAMAGED_WORKBOOK);
    }
}

static void
test_formats (void)
{
  static const struct
  {
    guint id;
    const char *code;
    const char *number;
    const char *expected;
  } cases[] = {
    { 14, NULL, "46086", "2026-03-05" },
    { 22, NULL, "46086.5", "2026-03-05 12:00:00" },
    { 20, NULL, "0.5", "12:00:00" },
    { 46, NULL, "1.25", "30:00:00" },
    { 31, NULL, "46086", "2026-03-05" },
    { 0, NULL, "46086", "46086" },
    { 9, NULL, "0.07", "7%" },
    { 164, "yyyy\"년\" m\"월\" d\"일\"", "46086", "2026-03-05" },
    { 164, "[$-412]yyyy\\-mm\\-dd;@", "46086", "2026-03-05" },
    { 164, "[Red]#,##0\"days\"", "1234", "1234" },
    { 164, "000-0000-0000", "1012345678", "010-1234-5678" },
    { 164, "000000", "851231", "851231" },
    { 164, "00000", "-5", "-5" },
    { 164, "[h]:mm", "1.5", "36:00:00" },
    { 164, "General", "1.1000000000000001", "1.1" },
    { 164, "yyyy-mm-dd", "1", "1900-01-01" },
    { 164, "yyyy-mm-dd", "99999999", "99999999" },
    { 164, "0.00", "text", "text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EspXlsxFormat format;
      g_autoptr (GString) out = g_string_new (NULL);

      g_test_message ("%s", cases[i].expected);
      esp_xlsx_format_init (&format, cases[i].id, cases[i].code);
      esp_xlsx_format_append (&format, cases[i].number, FALSE, out);
      g_assert_cmpstr (out->str, ==, cases[i].expected);
    }
}

/* An address book of three programs: parts of a name, mobile numbers first, folded and quoted lines, no end. */
static void
test_cards (void)
{
  static const char text[] =
    "\xef\xbb\xbf"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:김;철수;;;\r\nORG:새봄상점;마케팅\r\n"
    "item1.EMAIL;type=pref:kim@example.com\r\nEMAIL:kim2@example.com\r\n"
    "TEL;type=WORK:02-123-4567\r\nTEL;type=CELL:010-1111-2222\r\n"
    "ADR:;;보기로 1\\, 2층;서울;;04524;대한민국\r\nBDAY:1990-03-01\r\n"
    "PHOTO;ENCODING=b:/9j/4AAQ\r\n ABAAD/2w\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann Lee\r\nTEL;VALUE=uri:tel:+82-10-3333-4444\r\n"
    "BDAY:--0301\r\n"
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE:=EA=B9=80;=EC=B2=A0=\r\n"
    "=EC=88=98;;;\r\nTEL;CELL:01098765432\r\nEND:VCARD\r\n";
  static const char *const expected[4][10] = {
    { "Name", "Email", "Phone", "Company", "City", "Postcode", "Country", "Address", "Birthday",
      "Other emails" },
    { "김철수", "kim@example.com", "010-1111-2222", "새봄상점", "서울", "04524", "대한민국",
      "보기로 1, 2층", "1990-03-01", "kim2@example.com" },
    { "Ann Lee", "", "+82-10-3333-4444", "", "", "", "", "", "", "" },
    { "김철수", "", "01098765432", "", "", "", "", "", "", "" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspImportInspection) inspection = NULL;
  g_autofree char *folder = temp_folder_new ();
  g_autofree char *path = g_build_filename (folder, "people.vcf", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, &error));
  inspection = look (path, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (inspection->plan->columns), ==, 11);
  for (guint column = 0; column < 10; column++)
    g_assert_cmpstr (inspection->plan->columns[column], ==, expected[0][column]);
  for (guint row = 0; row < 3; row++)
    for (guint column = 0; column < 10; column++)
      g_assert_cmpstr (cell (inspection, row, column), ==, expected[row + 1][column]);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_data_func ("/worker/import-workbook/cells", "people.xlsx", test_cells);
  g_test_add_data_func ("/worker/import-workbook/cells-ods", "people.ods", test_cells);
  g_test_add_func ("/worker/import-workbook/cards", test_cards);
  g_test_add_data_func ("/worker/import-workbook/other-sheet", "people.xlsx", test_other_sheet);
  g_test_add_data_func ("/worker/import-workbook/other-sheet-ods", "people.ods", test_other_sheet);
  g_test_add_func ("/worker/import-workbook/1904", test_1904);
  g_test_add_func ("/worker/import-workbook/empty", test_empty);
  g_test_add_func ("/worker/import-workbook/cut", test_cut);
  g_test_add_func ("/worker/import-workbook/formats", test_formats);
  return g_test_run ();
}
