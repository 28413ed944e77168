/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports on paper have their pages, and workbooks hold numbers as numbers and names as text. */
#include "chart-samples.h"

#include "base/esp-zip.h"
#include "draw/esp-report-paper.h"
#include "draw/esp-workbook.h"

#include "test-home.h"

#include <libxml/parser.h>
#include <string.h>

static EspReportPaper *
make_paper (EspPaperSize size, gboolean has_appendix)
{
  EspReportPaper *paper = esp_report_paper_new ("봄 보고", ESP_LANG_KO);

  paper->size = size;
  if (has_appendix)
    paper->appendix = g_strdup ("부록");
  for (guint i = 0; i < N_CHART_SAMPLES - 1; i++)
    {
      EspPaperCard *card = esp_report_paper_add (paper, chart_sample_get_name (i));

      card->chart = chart_sample_new (i, ESP_LANG_KO);
      card->width = i % 3 == 0 ? 12 : 6;
      card->note = g_strdup (i == 1 ? "팀 회의에서 이야기할 것" : "");
    }
  esp_report_paper_add (paper, "Broken")->problem = g_strdup ("The question names a deleted field");
  return paper;
}

static void
test_pages (void)
{
  g_autoptr (EspReportPaper) plain = make_paper (ESP_PAPER_A4, FALSE);
  g_autoptr (EspReportPaper) letter = make_paper (ESP_PAPER_LETTER, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  guint n_plain = 0, n_letter = 0;

  first = esp_report_paper_to_pdf (plain, &n_plain, &error);
  g_assert_no_error (error);
  second = esp_report_paper_to_pdf (letter, &n_letter, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_plain, >, 3);
  g_assert_cmpuint (n_letter, >, n_plain);
  g_assert_true (memcmp (g_bytes_get_data (first, NULL), "%PDF-", 5) == 0);
}

static gssize
read_at (gpointer user_data, guint64 offset, guint8 *buffer, gsize length, GError **error)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (user_data, &size);
  gsize n = offset < size ? MIN (length, size - offset) : 0;

  if (n > 0)
    memcpy (buffer, data + offset, n);
  return (gssize) n;
}

static gboolean
take (gpointer user_data, const guint8 *data, gsize length, GError **error)
{
  g_string_append_len (user_data, (const char *) data, (gssize) length);
  return TRUE;
}

static char *
read_member (GBytes *file, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspZip) zip = esp_zip_open (read_at, file, g_bytes_get_size (file), &error);
  GString *text = g_string_new (NULL);
  xmlDocPtr document;

  g_assert_no_error (error);
  g_assert_true (esp_zip_read (zip, name, 1 << 24, take, text, &error));
  g_assert_no_error (error);
  document = xmlReadMemory (text->str, (int) text->len, name, NULL, XML_PARSE_NONET);
  g_assert_nonnull (document);
  xmlFreeDoc (document);
  return g_string_free (text, FALSE);
}

static EspWorkbook *
make_workbook (void)
{
  EspWorkbook *book = esp_workbook_new ("Book");
  g_autoptr (EspChart) tricky = esp_chart_new (ESP_CHART_TABLE, "A & <B>", ESP_LANG_EN);
  const char *rows[] = { "=1+1", "01012345678", "x\x01y", "28 Oct", "Feb", NULL };
  const char *days[] = { "", "", "", "2026-10-28", "2026-02", NULL };
  EspSeries *money, *rate, *phone;

  esp_chart_set_categories (tricky, "Name", rows);
  esp_chart_set_category_days (tricky, days);
  money = esp_chart_add_series (tricky, "Cost", ESP_SERIES_NORMAL);
  esp_series_set_unit (money, ESP_UNIT_MONEY, "USD");
  esp_series_add_value (money, 0, 1234, NULL);
  esp_series_add_value (money, 3, 1, NULL);
  esp_series_add_value (money, 4, 2, NULL);
  rate = esp_chart_add_series (tricky, "Rate", ESP_SERIES_NORMAL);
  esp_series_set_unit (rate, ESP_UNIT_RATIO, NULL);
  esp_series_add_value (rate, 0, 0.125, NULL);
  phone = esp_chart_add_series (tricky, "Phone", ESP_SERIES_NORMAL);
  esp_series_set_unit (phone, ESP_UNIT_TEXT, NULL);
  esp_series_add (phone, &(EspPoint){ .x = 0, .text = "010-1234-5678" });
  for (guint i = 0; i < 3; i++) /* names that spreadsheets do not take, and the same again */
    esp_workbook_add (book, "Who: [comes] back/again? And a name that is far too long", tricky,
                      "note");
  return book;
}

static void
test_xlsx (void)
{
  g_autoptr (EspWorkbook) book = make_workbook ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = esp_workbook_to_xlsx (book, &error);
  g_autofree char *sheet = NULL;
  g_autofree char *names = NULL;
  g_autofree char *types = NULL;
  g_autofree char *styles = NULL;

  g_assert_no_error (error);
  types = read_member (file, "[Content_Types].xml");
  styles = read_member (file, "xl/styles.xml");
  names = read_member (file, "xl/workbook.xml");
  sheet = read_member (file, "xl/worksheets/sheet3.xml");
  g_assert_nonnull (strstr (names, " 3\" sheetId=\"3\""));
  g_assert_null (strstr (sheet, "<f>"));
  g_assert_nonnull (strstr (sheet, ">=1+1<"));
  g_assert_nonnull (strstr (sheet, "<v>12.34</v>"));
  g_assert_nonnull (strstr (sheet, "<v>0.125</v>"));
  g_assert_nonnull (strstr (sheet, "s=\"9\"><v>46323</v>")); /* days since 1899-12-30 */
  g_assert_nonnull (strstr (sheet, "s=\"10\"><v>46054</v>"));
  g_assert_nonnull (strstr (sheet, "t=\"inlineStr\"><is><t xml:space=\"preserve\">010-1234-5678"));
  g_assert_nonnull (strstr (sheet, "A &amp; &lt;B&gt;"));
}

static void
test_ods (void)
{
  g_autoptr (EspWorkbook) book = make_workbook ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = esp_workbook_to_ods (book, &error);
  g_autofree char *content = NULL;
  g_autofree char *manifest = NULL;
  const char *data;

  g_assert_no_error (error);
  data = g_bytes_get_data (file, NULL);
  /* The kind of file stands in its first bytes. */
  g_assert_true (memcmp (data + 30, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 54) ==
                 0);
  content = read_member (file, "content.xml");
  manifest = read_member (file, "META-INF/manifest.xml");
  g_assert_nonnull (strstr (content, "office:value-type=\"percentage\" office:value=\"0.125\""));
  g_assert_nonnull (strstr (content, "office:value=\"12.34\""));
  g_assert_nonnull (strstr (content, "office:date-value=\"2026-10-28\""));
  g_assert_nonnull (strstr (content, "office:date-value=\"2026-02-01\""));
  g_assert_nonnull (
    strstr (content,
            "office:value-type=\"string\" table:style-name=\"text\"><text:p>010-1234-5678"));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/report-paper/pages", test_pages);
  g_test_add_func ("/report-paper/xlsx", test_xlsx);
  g_test_add_func ("/report-paper/ods", test_ods);
  return g_test_run ();
}
