/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a workbook as OpenDocument (ISO/IEC 26300). */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-zip-writer.h"
#include "draw/esp-workbook-private.h"

#include <math.h>
#include <string.h>

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NS "urn:oasis:names:tc:opendocument:xmlns:"
#define MIME_TYPE "application/vnd.oasis.opendocument.spreadsheet"

static const char *const style_names[ESP_N_SHEET_STYLES] = {
  "text", "title", "head", "count", "number", "ratio", "money", "cents", "span", "day", "month",
};

static const char document_start[] = XML_HEAD
  "<office:document-content xmlns:office=\"" NS "office:1.0\" xmlns:table=\"" NS "table:1.0\""
  " xmlns:text=\"" NS "text:1.0\" xmlns:style=\"" NS "style:1.0\" xmlns:number=\"" NS
  "datastyle:1.0\" xmlns:fo=\"" NS "xsl-fo-compatible:1.0\" office:version=\"1.2\">"
  "<office:automatic-styles>"
  "<style:style style:name=\"wide\" style:family=\"table-column\">"
  "<style:table-column-properties style:column-width=\"6cm\"/></style:style>"
  "<style:style style:name=\"narrow\" style:family=\"table-column\">"
  "<style:table-column-properties style:column-width=\"3.2cm\"/></style:style>"
  "<number:number-style style:name=\"n-count\"><number:number number:decimal-places=\"0\""
  " number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:number-style>"
  "<number:number-style style:name=\"n-number\"><number:number number:decimal-places=\"2\""
  " number:min-integer-digits=\"1\" number:grouping=\"true\"/></number:number-style>"
  "<number:percentage-style style:name=\"n-ratio\"><number:number number:decimal-places=\"1\""
  " number:min-integer-digits=\"1\"/><number:text>%</number:text></number:percentage-style>"
  "<number:time-style style:name=\"n-span\" number:truncate-on-overflow=\"false\">"
  "<number:hours/><number:text>:</number:text><number:minutes number:style=\"long\"/>"
  "<number:text>:</number:text><number:seconds number:style=\"long\"/></number:time-style>"
  "<number:date-style style:name=\"n-day\"><number:year number:style=\"long\"/>"
  "<number:text>-</number:text><number:month number:style=\"long\"/>"
  "<number:text>-</number:text><number:day number:style=\"long\"/></number:date-style>"
  "<number:date-style style:name=\"n-month\"><number:year number:style=\"long\"/>"
  "<number:text>-</number:text><number:month number:style=\"long\"/></number:date-style>"
  "<style:style style:name=\"day\" style:family=\"table-cell\" style:data-style-name=\"n-day\"/>"
  "<style:style style:name=\"month\" style:family=\"table-cell\""
  " style:data-style-name=\"n-month\"/>"
  "<style:style style:name=\"text\" style:family=\"table-cell\"/>"
  "<style:style style:name=\"title\" style:family=\"table-cell\">"
  "<style:text-properties fo:font-weight=\"bold\" fo:font-size=\"14pt\"/></style:style>"
  "<style:style style:name=\"head\" style:family=\"table-cell\">"
  "<style:table-cell-properties fo:wrap-option=\"wrap\"/>"
  "<style:text-properties fo:font-weight=\"bold\"/></style:style>"
  "<style:style style:name=\"count\" style:family=\"table-cell\" "
  "style:data-style-name=\"n-count\"/>"
  "<style:style style:name=\"number\" style:family=\"table-cell\""
  " style:data-style-name=\"n-number\"/>"
  "<style:style style:name=\"ratio\" style:family=\"table-cell\" "
  "style:data-style-name=\"n-ratio\"/>"
  "<style:style style:name=\"money\" style:family=\"table-cell\" "
  "style:data-style-name=\"n-count\"/>"
  "<style:style style:name=\"cents\" style:family=\"table-cell\""
  " style:data-style-name=\"n-number\"/>"
  "<style:style style:name=\"span\" style:family=\"table-cell\" style:data-style-name=\"n-span\"/>"
  "</office:automatic-styles><office:body><office:spreadsheet>";

static const char document_end[] = "</office:spreadsheet></office:body></office:document-content>";

static const char manifest[] = XML_HEAD
  "<manifest:manifest xmlns:manifest=\"" NS "manifest:1.0\" manifest:version=\"1.2\">"
  "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.2\""
  " manifest:media-type=\"" MIME_TYPE "\"/>"
  "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
  "<manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/>"
  "</manifest:manifest>";

static void
append_text (GString *out, EspSheetStyle style, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_string_append_printf (out,
                          "<table:table-cell office:value-type=\"string\" table:style-name=\"%s\">",
                          style_names[style]);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_string_append (out, "<text:p>");
      esp_sheet_append_escaped (out, lines[i]);
      g_string_append (out, "</text:p>");
    }
  g_string_append (out, "</table:table-cell>");
}

static void
append_number (GString *out, EspSheetStyle style, double value, const char *text)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  gint64 seconds = esp_count_of (round (value * 86400));

  g_ascii_formatd (buffer, sizeof buffer, "%.15g", value);
  if (style == ESP_SHEET_DURATION)
    g_string_append_printf (out,
                            "<table:table-cell office:value-type=\"time\""
                            " office:time-value=\"PT%" G_GINT64_FORMAT "H%" G_GINT64_FORMAT
                            "M%" G_GINT64_FORMAT "S\" table:style-name=\"span\">",
                            seconds / 3600, seconds / 60 % 60, seconds % 60);
  else
    g_string_append_printf (out,
                            "<table:table-cell office:value-type=\"%s\" office:value=\"%s\""
                            " table:style-name=\"%s\">",
                            style == ESP_SHEET_RATIO ? "percentage" : "float", buffer,
                            style_names[style]);
  g_string_append (out, "<text:p>");
  esp_sheet_append_escaped (out, text);
  g_string_append (out, "</text:p></table:table-cell>");
}

static void
append_value (GString *out, EspSheetStyle style, double value, const char *raw, const char *text)
{
  if (style != ESP_SHEET_DAY && style != ESP_SHEET_MONTH)
    {
      append_number (out, style, value, text);
      return;
    }
  g_string_append_printf (out,
                          "<table:table-cell office:value-type=\"date\" office:date-value=\"%s%s\""
                          " table:style-name=\"%s\"><text:p>%s</text:p></table:table-cell>",
                          raw, style == ESP_SHEET_MONTH ? "-01" : "", style_names[style], raw);
}

static void
append_rows (GString *out, const EspChartTable *table)
{
  guint n_columns = esp_chart_table_get_n_columns (table);

  g_string_append (out, "<table:table-row>");
  for (guint i = 0; i < n_columns; i++)
    append_text (out, ESP_SHEET_HEAD, esp_chart_table_get_head (table, i));
  g_string_append (out, "</table:table-row>");
  for (guint row = 0; row < esp_chart_table_get_n_rows (table); row++)
    {
      g_string_append (out, "<table:table-row>");
      for (guint i = 0; i < n_columns; i++)
        {
          EspSheetStyle style = esp_sheet_get_style (table, row, i);
          const char *raw = esp_chart_table_get_raw (table, row, i);
          double value;

          if (raw[0] == '\0')
            g_string_append (out, "<table:table-cell/>");
          else if (esp_sheet_parse_number (raw, style, &value))
            append_value (out, style, value, raw, esp_chart_table_get_cell (table, row, i));
          else
            append_text (out, ESP_SHEET_TEXT, raw);
        }
      g_string_append (out, "</table:table-row>");
    }
}

static void
append_sheet (GString *out, const EspSheet *sheet)
{
  g_autoptr (EspChartTable) table = esp_chart_table_new (sheet->chart);
  g_auto (GStrv) heading = esp_sheet_dup_heading (sheet);
  guint n_columns = esp_chart_table_get_n_columns (table);

  g_string_append (out, "<table:table table:name=\"");
  esp_sheet_append_escaped (out, sheet->name);
  g_string_append (out, "\"><table:table-column table:style-name=\"wide\"/>");
  if (n_columns > 1)
    g_string_append_printf (out,
                            "<table:table-column table:style-name=\"narrow\""
                            " table:number-columns-repeated=\"%u\"/>",
                            n_columns - 1);
  for (guint i = 0; heading[i] != NULL; i++)
    {
      g_string_append (out, "<table:table-row>");
      append_text (out, i == 0 ? ESP_SHEET_TITLE : ESP_SHEET_TEXT, heading[i]);
      g_string_append (out, "</table:table-row>");
    }
  g_string_append (out, "<table:table-row><table:table-cell/></table:table-row>");
  append_rows (out, table);
  g_string_append (out, "</table:table>");
}

static char *
write_meta (const EspWorkbook *self)
{
  GString *out = g_string_new (
    XML_HEAD "<office:document-meta xmlns:office=\"" NS
             "office:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.2\">"
             "<office:meta><dc:title>");

  esp_sheet_append_escaped (out, self->title);
  g_string_append (out, "</dc:title></office:meta></office:document-meta>");
  return g_string_free (out, FALSE);
}

/**
 * esp_workbook_to_ods:
 *
 * Returns: (transfer full): the file; %NULL with @error set
 */
GBytes *
esp_workbook_to_ods (EspWorkbook *self, GError **error)
{
  g_autoptr (EspZipWriter) zip = esp_zip_writer_new ();
  g_autoptr (GString) content = g_string_new (document_start);
  g_autofree char *meta = write_meta (self);

  for (guint i = 0; i < self->sheets->len; i++)
    append_sheet (content, g_ptr_array_index (self->sheets, i));
  g_string_append (content, document_end);
  /* The kind of file comes first, unpacked, so that it can be told by its first bytes. */
  if (!esp_zip_writer_add (zip, "mimetype", MIME_TYPE, strlen (MIME_TYPE), FALSE, error) ||
      !esp_zip_writer_add (zip, "content.xml", content->str, content->len, TRUE, error) ||
      !esp_zip_writer_add (zip, "meta.xml", meta, strlen (meta), TRUE, error) ||
      !esp_zip_writer_add (zip, "META-INF/manifest.xml", manifest, strlen (manifest), TRUE, error))
    return NULL;
  return esp_zip_writer_finish (zip);
}
