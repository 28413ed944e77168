/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes columns that stand side by side where there is room and below each other where there is not. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-html-private.h"

#define TABLE "<table role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\""

static const int column_gap_px = 16;

typedef struct
{
  int width; /* px, with the room at both sides */
  int left;  /* px of it */
  int right;
  gboolean is_last;
  EspVAlign valign;
} Place;

static const char *
valign_name (EspVAlign valign)
{
  static const char *const names[] = { "top", "middle", "bottom" };

  return names[MIN (valign, G_N_ELEMENTS (names) - 1)];
}

static int
side_or (int side, int usual)
{
  return side >= 0 ? side : usual;
}

/* Appends the cell with the column's own room and ground, its blocks, and its end. */
static void
append_cell (EspHtmlContext *context, const EspColumn *column, const Place *place)
{
  const EspPadding *padding = &column->padding;
  int left = side_or (padding->left, 0);
  int right = side_or (padding->right, 0);
  EspHtmlContext outer = *context;
  GString *out = context->out;
  char class[ESP_COLOR_BUFFER + 8];

  context->width = MAX (place->width - place->left - place->right - left - right -
                          column->border.left - column->border.right,
                        1);
  if (column->background == NULL && esp_padding_is_usual (padding) &&
      esp_border_is_none (&column->border))
    {
      esp_html_append_blocks (context, column->blocks);
      context->width = outer.width;
      return;
    }
  g_string_append (out, TABLE " width=\"100%\"><tr><td");
  if (column->background != NULL)
    {
      char ground[ESP_COLOR_BUFFER];

      esp_html_enter_ground (context, column->background);
      esp_color_format (context->ground, ground);
      g_string_append_printf (out, " class=\"%s\" bgcolor=\"%s\"",
                              esp_html_ground_class (context, column->background, class), ground);
      g_string_append_printf (out, " style=\"background-color:%s;", ground);
    }
  else
    g_string_append (out, " style=\"");
  if (column->background != NULL || column->radius > 0)
    g_string_append_printf (out, "border-radius:%dpx;",
                            column->radius >= 0 ? column->radius : context->brand->radius);
  esp_border_append_css (&column->border, context->brand->line, out);
  g_string_append_printf (out, "padding:%dpx %dpx %dpx %dpx\">\n", side_or (padding->top, 0),
                          context->is_rtl ? left : right, side_or (padding->bottom, 0),
                          context->is_rtl ? right : left);
  esp_html_append_blocks (context, column->blocks);
  g_string_append (out, "</td></tr></table>\n");
  esp_html_leave_ground (context, &outer);
}

/* Boxes stand side by side while they fit and fall below each other where they do not, also in programs
 * that ignore media queries; Outlook gets a real table instead. */
static void
append_box (EspHtmlContext *context, const EspColumn *column, const Place *place)
{
  const char *valign = valign_name (place->valign);

  g_string_append_printf (context->out,
                          "<!--[if mso]><td width=\"%d\" valign=\"%s\"><![endif]-->"
                          "<div class=\"e-k\" style=\"display:inline-block;width:100%%;"
                          "max-width:%dpx;vertical-align:%s\">" TABLE
                          " width=\"100%%\"><tr><td class=\"e-ki%s\" "
                          "style=\"padding:0 %dpx 0 %dpx;font-size:16px\">\n",
                          place->width, valign, place->width, valign, place->is_last ? "" : " e-kn",
                          context->is_rtl ? place->left : place->right,
                          context->is_rtl ? place->right : place->left);
  append_cell (context, column, place);
  g_string_append (context->out, "</td></tr></table></div><!--[if mso]></td><![endif]-->");
}

/* A real table: side by side on every screen. */
static void
append_table_cell (EspHtmlContext *context, const EspColumn *column, const Place *place, int total)
{
  g_string_append_printf (context->out,
                          "<td width=\"%d%%\" valign=\"%s\" style=\"width:%d%%;padding:0 %dpx 0 "
                          "%dpx;font-size:16px\">\n",
                          place->width * 100 / MAX (total, 1), valign_name (column->valign),
                          place->width * 100 / MAX (total, 1),
                          context->is_rtl ? place->left : place->right,
                          context->is_rtl ? place->right : place->left);
  append_cell (context, column, place);
  g_string_append (context->out, "</td>");
}

/* Boxes line up with each other, not with the row: beside one in the middle, the other of two must be so too;
 * it is the higher one as a rule, and looks the same. */
static EspVAlign
choose_valign (GPtrArray *columns, guint i)
{
  const EspColumn *column = columns->pdata[i];
  const EspColumn *other = columns->len == 2 ? columns->pdata[1 - i] : column;

  return column->valign == ESP_VALIGN_TOP ? other->valign : column->valign;
}

/**
 * esp_html_append_columns:
 * @columns: (element-type EspColumn): columns side by side
 * @stays_together: whether they stay so on phones
 *
 * Shares the width of the current column among them.
 */
void
esp_html_append_columns (EspHtmlContext *context, GPtrArray *columns, gboolean stays_together)
{
  int widths[ESP_MAX_COLUMNS];
  guint n = MIN (columns->len, ESP_MAX_COLUMNS);
  int total = context->width;

  if (n == 1)
    {
      const Place whole = { .width = total, .is_last = TRUE };

      append_cell (context, columns->pdata[0], &whole);
      return;
    }
  esp_columns_get_widths (columns, total, widths);
  if (stays_together)
    g_string_append (context->out, TABLE " width=\"100%\"><tr>");
  else
    g_string_append_printf (context->out,
                            "<div style=\"font-size:0;text-align:%s\"><!--[if mso]>" TABLE
                            " width=\"%d\"><tr><![endif]-->",
                            esp_html_align (context, ESP_ALIGN_START), total);
  for (guint i = 0; i < n; i++)
    {
      const Place place = { .width = widths[i],
                            .left = i == 0 ? 0 : column_gap_px / 2,
                            .right = i + 1 == n ? 0 : column_gap_px / 2,
                            .is_last = i + 1 == n,
                            .valign = choose_valign (columns, i) };

      if (stays_together)
        append_table_cell (context, columns->pdata[i], &place, total);
      else
        append_box (context, columns->pdata[i], &place);
    }
  g_string_append (context->out, stays_together ? "</tr></table>\n"
                                                : "<!--[if mso]></tr></table><![endif]--></div>\n");
}
