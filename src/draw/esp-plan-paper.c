/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan on paper: an agenda that flows from page to page, and a month on one sheet. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plan-paper.h"

#include "base/esp-clock.h"
#include "draw/esp-paper.h"

#include <cairo-pdf.h>
#include <gio/gio.h>
#include <pango/pangocairo.h>

/* A4 across, in points. */
#define WIDTH 841.89
#define HEIGHT 595.28
#define MARGIN 36.0
#define HEAD 34.0
#define LINE 13.0
#define FONT "Sans 7.5"
#define HEAD_FONT "Sans Bold 13"

static EspPaper *
make_agenda (const EspPlan *plan, const GPtrArray *entries, const EspPlanPaperWords *words)
{
  EspPaper *paper = esp_paper_new (words->title, words->subtitle);
  g_autofree char *last = NULL;

  esp_paper_add_heading (paper, 1, words->title);
  esp_paper_add_text (paper, ESP_PAPER_DIM, words->subtitle);
  for (guint i = 0; i < entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *name = words->name (entry, words->data);
      g_autofree char *detail = words->detail (entry, words->data);
      g_autofree char *day = esp_format_date (MAX (entry->from_us, plan->from_us), plan->zone,
                                              ESP_DATE_DAY, words->lang);
      g_autofree char *time = entry->is_all_day ? g_strdup ("–")
                                                : esp_format_date (entry->from_us, plan->zone,
                                                                   ESP_DATE_TIME, words->lang);

      if (g_strcmp0 (day, last) != 0)
        {
          esp_paper_add_heading (paper, 2, day);
          g_free (last);
          last = g_strdup (day);
        }
      esp_paper_add_item (paper, time, name, detail);
    }
  return paper;
}

/**
 * esp_plan_paper_agenda:
 * @entries: (element-type EspPlanEntry): in order of time
 *
 * Returns: (transfer full): a PDF with text that can be searched; %NULL with @error set
 */
GBytes *
esp_plan_paper_agenda (const EspPlan *plan,
                       const GPtrArray *entries,
                       const EspPlanPaperWords *words,
                       GError **error)
{
  g_autoptr (EspPaper) paper = make_agenda (plan, entries, words);

  return esp_paper_finish (paper, NULL, error);
}

/**
 * esp_plan_paper_agenda_pages:
 * @entries: (element-type EspPlanEntry): in order of time
 *
 * Returns: (transfer full) (element-type cairo_surface_t): the agenda for a printer, see esp_paper_finish_pages()
 */
GPtrArray *
esp_plan_paper_agenda_pages (const EspPlan *plan,
                             const GPtrArray *entries,
                             const EspPlanPaperWords *words)
{
  g_autoptr (EspPaper) paper = make_agenda (plan, entries, words);

  return esp_paper_finish_pages (paper);
}

static void
put_text (cairo_t *cr, const char *font, const char *text, double x, double y, double width)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *description = pango_font_description_from_string (font);

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int) (MAX (width, 1) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
}

static void
paint_box (cairo_t *cr, const EspPlan *plan, const EspPlanBox *box, const EspPlanPaperWords *words)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (box->entry == NULL)
    {
      g_autofree char *more = g_strdup_printf ("+%u", box->n_more);

      put_text (cr, FONT, more, box->x + 2, box->y + 1, box->width - 4);
      return;
    }
  name = words->name (box->entry, words->data);
  if (box->is_bar)
    text = g_steal_pointer (&name);
  else
    {
      g_autofree char *time =
        esp_format_date (box->entry->from_us, plan->zone, ESP_DATE_TIME, words->lang);

      text = g_strdup_printf ("%s %s", time, name);
    }
  cairo_set_source_rgb (cr, 0.91, 0.93, 0.97);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.1, 0.1, 0.1);
  put_text (cr, FONT, text, box->x + 3, box->y + 1, box->width - 5);
}

static void
paint_days (cairo_t *cr,
            const EspPlan *plan,
            const EspPlanLayout *layout,
            const EspPlanPaperWords *words)
{
  cairo_set_line_width (cr, 0.5);
  for (guint i = 0; i < layout->ask.n_days; i++)
    {
      EspPlanBox cell;
      GDate day;
      g_autoptr (GString) label = g_string_new (NULL);

      (void) esp_plan_layout_get_day_box (layout, i, &cell);
      esp_plan_layout_get_day (layout, i, &day);
      g_string_append_printf (label, "%u", g_date_get_day (&day));
      for (guint k = 0; k < plan->entries->len; k++)
        {
          const EspPlanEntry *entry = g_ptr_array_index (plan->entries, k);

          if (entry->type == ESP_PLAN_OF_HOLIDAY &&
              entry->from_us == esp_day_start_us (&day, plan->zone))
            {
              g_autofree char *name = words->name (entry, words->data);

              g_string_append_printf (label, "  %s", name);
            }
        }
      cairo_set_source_rgb (cr, 0.7, 0.7, 0.7);
      cairo_rectangle (cr, cell.x, cell.y, cell.width, cell.height);
      cairo_stroke (cr);
      cairo_set_source_rgb (cr, g_date_get_weekday (&day) == G_DATE_SUNDAY ? 0.7 : 0.15, 0.1, 0.1);
      put_text (cr, FONT, label->str, cell.x + 4, cell.y + 2, cell.width - 6);
      if (i < G_N_ELEMENTS (words->weekdays))
        put_text (cr, FONT, words->weekdays[i], cell.x + 4, 1, cell.width - 6);
    }
}

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
paint_month (cairo_t *cr,
             const EspPlan *plan,
             const GPtrArray *entries,
             const GDate *first,
             guint n_days,
             const EspPlanPaperWords *words)
{
  const EspPlanAsk ask = { .mode = ESP_PLAN_MONTH,
                           .first = *first,
                           .n_days = n_days,
                           .width = WIDTH - 2 * MARGIN,
                           .height = HEIGHT - 2 * MARGIN - HEAD,
                           .line = LINE };
  g_autoptr (EspPlanLayout) layout = esp_plan_layout_new (&ask, entries, plan->zone);

  cairo_set_source_rgb (cr, 0.1, 0.1, 0.1);
  put_text (cr, HEAD_FONT, words->title, MARGIN, MARGIN - 8, WIDTH / 2);
  put_text (cr, FONT, words->subtitle, WIDTH / 2, MARGIN - 2, WIDTH / 2 - MARGIN);
  cairo_translate (cr, MARGIN, MARGIN + HEAD - 12);
  paint_days (cr, plan, layout, words);
  for (guint i = 0; i < layout->boxes->len; i++)
    paint_box (cr, plan, &g_array_index (layout->boxes, EspPlanBox, i), words);
}

/**
 * esp_plan_paper_month:
 * @entries: (element-type EspPlanEntry): in order of time, without holidays
 *
 * Returns: (transfer full): a PDF of one sheet across; %NULL with @error set
 */
GBytes *
esp_plan_paper_month (const EspPlan *plan,
                      const GPtrArray *entries,
                      const GDate *first,
                      guint n_days,
                      const EspPlanPaperWords *words,
                      GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  paint_month (cr, plan, entries, first, n_days, words);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
  return NULL;
}

/**
 * esp_plan_paper_month_pages:
 * @entries: (element-type EspPlanEntry): in order of time, without holidays
 *
 * Returns: (transfer full) (element-type cairo_surface_t): the one sheet across, in points, for a printer
 */
GPtrArray *
esp_plan_paper_month_pages (const EspPlan *plan,
                            const GPtrArray *entries,
                            const GDate *first,
                            guint n_days,
                            const EspPlanPaperWords *words)
{
  const cairo_rectangle_t sheet = { 0, 0, WIDTH, HEIGHT };
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &sheet);
  cairo_t *cr = cairo_create (surface);

  paint_month (cr, plan, entries, first, n_days, words);
  cairo_destroy (cr);
  g_ptr_array_add (pages, surface);
  return pages;
}
