/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a workbook as Office Open XML (ECMA-376), with its texts in the cells. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-zip-writer.h"
#include "draw/esp-workbook-private.h"

#include <string.h>

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define NS_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define NS_OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define NS_PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE_SHEET "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define FIRST_WIDTH 28
#define OTHER_WIDTH 15

/* One per EspSheetStyle, in its order. Formats from 164 on are ours. */
static const char styles[] = XML_HEAD
  "<styleSheet xmlns=\"" NS_MAIN "\">"
  "<numFmts count=\"4\"><numFmt numFmtId=\"164\" formatCode=\"0.0%\"/>"
  "<numFmt numFmtId=\"165\" formatCode=\"[h]:mm:ss\"/>"
  "<numFmt numFmtId=\"166\" formatCode=\"yyyy\\-mm\\-dd\"/>"
  "<numFmt numFmtId=\"167\" formatCode=\"yyyy\\-mm\"/></numFmts>"
  "<fonts count=\"3\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
  "<font><b/><sz val=\"14\"/><name val=\"Calibri\"/></font>"
  "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
  "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
  "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
  "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
  "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
  "</cellStyleXfs><cellXfs count=\"11\">"
  "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
  " applyNumberFormat=\"1\"/>"
  "<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
  "<xf numFmtId=\"49\" fontId=\"2\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\""
  " applyAlignment=\"1\"><alignment wrapText=\"1\" vertical=\"top\"/></xf>"
  "<xf numFmtId=\"3\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
  " applyNumberFormat=\"1\"/>"
  "<xf numFmtId=\"4\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
  " applyNumberFormat=\"1\"/>"
  "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
  " applyNumberFormat=\"1\"/>"
  "<xf numFmtId=\"3\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
  " applyNumberFormat=\"1\"/>"
  "<xf numFmtId=\"4\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
  " applyNumberFormat=\"1\"/>"
  "<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
  " applyNumberFormat=\"1\"/>"
  "<xf numFmtId=\"166\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
  " applyNumberFormat=\"1\" applyAlignment=\"1\"><alignment horizontal=\"left\"/></xf>"
  "<xf numFmtId=\"167\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
  " applyNumberFormat=\"1\" applyAlignment=\"1\"><alignment horizontal=\"left\"/></xf>"
  "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>"
  "</cellStyles></styleSheet>";

/* A, B … Z, AA … */
static void
append_place (GString *out, guint column, guint row)
{
  char letters[8];
  int n = 0;

  for (guint rest = column + 1; rest > 0 && n < (int) sizeof letters; rest = (rest - 1) / 26)
    letters[n++] = (char) ('A' + (rest - 1) % 26);
  while (n > 0)
    g_string_append_c (out, letters[--n]);
  g_string_append_printf (out, "%u", row);
}

static void
append_text (GString *out, guint column, guint row, EspSheetStyle style, const char *text)
{
  g_string_append (out, "<c r=\"");
  append_place (out, column, row);
  g_string_append_printf (out, "\" s=\"%d\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
                          (int) style);
  esp_sheet_append_escaped (out, text);
  g_string_append (out, "</t></is></c>");
}

static void
append_cell (GString *out, const EspChartTable *table, guint row, guint column, guint place)
{
  EspSheetStyle style = esp_sheet_get_style (table, row, column);
  const char *raw = esp_chart_table_get_raw (table, row, column);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double value;

  if (raw[0] == '\0')
    return;
  if (!esp_sheet_parse_number (raw, style, &value))
    {
      append_text (out, column, place, ESP_SHEET_TEXT, raw);
      return;
    }
  g_string_append (out, "<c r=\"");
  append_place (out, column, place);
  g_ascii_formatd (buffer, sizeof buffer, "%.15g", value);
  g_string_append_printf (out, "\" s=\"%d\"><v>%s</v></c>", (int) style, buffer);
}

static void
append_frame (GString *out, guint n_columns, guint head)
{
  g_string_append_printf (out,
                          XML_HEAD "<worksheet xmlns=\"" NS_MAIN "\"><sheetViews>"
                                   "<sheetView workbookViewId=\"0\"><pane ySplit=\"%u\""
                                   " topLeftCell=\"A%u\" activePane=\"bottomLeft\""
                                   " state=\"frozen\"/></sheetView></sheetViews>"
                                   "<cols><col min=\"1\" max=\"1\" width=\"%d\""
                                   " customWidth=\"1\"/>",
                          head, head + 1, FIRST_WIDTH);
  if (n_columns > 1)
    g_string_append_printf (out, "<col min=\"2\" max=\"%u\" width=\"%d\" customWidth=\"1\"/>",
                            n_columns, OTHER_WIDTH);
  g_string_append (out, "</cols><sheetData>");
}

static char *
write_sheet (const EspSheet *sheet)
{
  g_autoptr (EspChartTable) table = esp_chart_table_new (sheet->chart);
  g_auto (GStrv) heading = esp_sheet_dup_heading (sheet);
  guint n_columns = esp_chart_table_get_n_columns (table);
  guint row = 1;
  GString *out = g_string_new (NULL);

  append_frame (out, n_columns, g_strv_length (heading) + 2);
  for (guint i = 0; heading[i] != NULL; i++, row++)
    {
      g_string_append_printf (out, "<row r=\"%u\">", row);
      append_text (out, 0, row, i == 0 ? ESP_SHEET_TITLE : ESP_SHEET_TEXT, heading[i]);
      g_string_append (out, "</row>");
    }
  row++;
  g_string_append_printf (out, "<row r=\"%u\">", row);
  for (guint i = 0; i < n_columns; i++)
    append_text (out, i, row, ESP_SHEET_HEAD, esp_chart_table_get_head (table, i));
  g_string_append (out, "</row>");
  for (guint i = 0; i < esp_chart_table_get_n_rows (table); i++)
    {
      row++;
      g_string_append_printf (out, "<row r=\"%u\">", row);
      for (guint j = 0; j < n_columns; j++)
        append_cell (out, table, i, j, row);
      g_string_append (out, "</row>");
    }
  g_string_append (out, "</sheetData></worksheet>");
  return g_string_free (out, FALSE);
}

static char *
write_types (const EspWorkbook *self)
{
  GString *out = g_string_new (
    XML_HEAD "<Types xmlns=\"" NS_PACKAGE "content-types\">"
             "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package."
             "relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
             "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE_SHEET
             "sheet.main+xml\"/>"
             "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE_SHEET "styles+xml\"/>");

  for (guint i = 0; i < self->sheets->len; i++)
    g_string_append_printf (out,
                            "<Override PartName=\"/xl/worksheets/sheet%u.xml\""
                            " ContentType=\"" TYPE_SHEET "worksheet+xml\"/>",
                            i + 1);
  g_string_append (out, "</Types>");
  return g_string_free (out, FALSE);
}

static char *
write_book (const EspWorkbook *self)
{
  GString *out =
    g_string_new (XML_HEAD "<workbook xmlns=\"" NS_MAIN "\" xmlns:r=\"" NS_OFFICE "\"><sheets>");

  for (guint i = 0; i < self->sheets->len; i++)
    {
      const EspSheet *sheet = g_ptr_array_index (self->sheets, i);

      g_string_append (out, "<sheet name=\"");
      esp_sheet_append_escaped (out, sheet->name);
      g_string_append_printf (out, "\" sheetId=\"%u\" r:id=\"rId%u\"/>", i + 1, i + 1);
    }
  g_string_append (out, "</sheets></workbook>");
  return g_string_free (out, FALSE);
}

static char *
write_links (const EspWorkbook *self)
{
  GString *out = g_string_new (XML_HEAD "<Relationships xmlns=\"" NS_PACKAGE "relationships\">");

  for (guint i = 0; i < self->sheets->len; i++)
    g_string_append_printf (out,
                            "<Relationship Id=\"rId%u\" Type=\"" NS_OFFICE "/worksheet\""
                            " Target=\"worksheets/sheet%u.xml\"/>",
                            i + 1, i + 1);
  g_string_append_printf (out,
                          "<Relationship Id=\"rId%u\" Type=\"" NS_OFFICE "/styles\""
                          " Target=\"styles.xml\"/></Relationships>",
                          self->sheets->len + 1);
  return g_string_free (out, FALSE);
}

static gboolean
add (EspZipWriter *zip, const char *name, const char *text, GError **error)
{
  return esp_zip_writer_add (zip, name, text, strlen (text), TRUE, error);
}

/**
 * esp_workbook_to_xlsx:
 *
 * Returns: (transfer full): the file; %NULL with @error set
 */
GBytes *
esp_workbook_to_xlsx (EspWorkbook *self, GError **error)
{
  static const char links[] =
    XML_HEAD "<Relationships xmlns=\"" NS_PACKAGE "relationships\"><Relationship Id=\"rId1\""
             " Type=\"" NS_OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
  g_autoptr (EspZipWriter) zip = esp_zip_writer_new ();
  g_autofree char *types = write_types (self);
  g_autofree char *book = write_book (self);
  g_autofree char *book_links = write_links (self);

  if (!add (zip, "[Content_Types].xml", types, error) || !add (zip, "_rels/.rels", links, error) ||
      !add (zip, "xl/workbook.xml", book, error) ||
      !add (zip, "xl/_rels/workbook.xml.rels", book_links, error) ||
      !add (zip, "xl/styles.xml", styles, error))
    return NULL;
  for (guint i = 0; i < self->sheets->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("xl/worksheets/sheet%u.xml", i + 1);
      g_autofree char *sheet = write_sheet (g_ptr_array_index (self->sheets, i));

      if (!add (zip, name, sheet, error))
        return NULL;
    }
  return esp_zip_writer_finish (zip);
}
