/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of every kind: nothing collides, everything can be pointed at, walked over, read and exported. */
#include "chart-samples.h"

#include "draw/esp-chart-export.h"
#include "draw/esp-chart-paint.h"
#include "draw/esp-chart-table.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static const EspChartStyle plain_style = { NULL, 13, 12, FALSE };
static const EspChartStyle full_style = { NULL, 13, 18, TRUE };

static gboolean
overlap (const EspRect *a, const EspRect *b)
{
  const double slack = 1;

  return a->x + slack < b->x + b->width && b->x + slack < a->x + a->width &&
         a->y + slack < b->y + b->height && b->y + slack < a->y + a->height;
}

static void
assert_labels_apart (EspChart *chart, const char *name, double width, double height)
{
  g_autoptr (EspChartLayout) layout = esp_chart_layout_new (chart, &full_style, width, height);
  const EspScene *scene = esp_chart_layout_get_scene (layout);

  for (guint i = 0; i < scene->labels->len; i++)
    {
      const EspLabel *a = &g_array_index (scene->labels, EspLabel, i);

      if (a->box.x < -1 || a->box.x + a->box.width > width + 1 || a->box.y < -1 ||
          a->box.y + a->box.height > height + 1)
        g_error ("%s at %g: “%s” leaves the picture", name, width,
                 pango_layout_get_text (a->layout));
      for (guint j = i + 1; j < scene->labels->len; j++)
        {
          const EspLabel *b = &g_array_index (scene->labels, EspLabel, j);

          if (overlap (&a->box, &b->box))
            g_error ("%s at %g: “%s” runs into “%s”", name, width,
                     pango_layout_get_text (a->layout), pango_layout_get_text (b->layout));
        }
    }
}

static void
test_labels_never_collide (void)
{
  static const double widths[] = { 260, 300, 360, 419, 421, 480, 640, 720, 900, 1400 };

  for (guint which = 0; which < N_CHART_SAMPLES - 1; which++)
    for (guint lang = 0; lang < 2; lang++)
      {
        g_autoptr (EspChart) chart = chart_sample_new (which, (EspLang) lang);

        for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
          assert_labels_apart (chart, chart_sample_get_name (which), widths[i],
                               esp_chart_measure_height (chart, &full_style, widths[i]));
      }
}

static void
test_every_mark_is_found (void)
{
  for (guint which = 0; which < N_CHART_SAMPLES; which++)
    {
      g_autoptr (EspChart) chart = chart_sample_new (which, ESP_LANG_KO);
      double height = esp_chart_measure_height (chart, &plain_style, 900);
      g_autoptr (EspChartLayout) layout = esp_chart_layout_new (chart, &plain_style, 900, height);

      g_assert_cmpuint (esp_chart_layout_get_n_marks (layout), >, 0);
      for (guint i = 0; i < esp_chart_layout_get_n_marks (layout); i++)
        {
          const EspMark *mark = esp_chart_layout_get_mark (layout, i);
          guint found = G_MAXUINT;

          g_assert_true (esp_chart_layout_find (layout, mark->box.x + mark->box.width / 2,
                                                mark->box.y + mark->box.height / 2, &found));
          if (found != i) /* two series may meet in one place */
            {
              const EspMark *other = esp_chart_layout_get_mark (layout, found);

              g_assert_cmpfloat_with_epsilon (other->box.x, mark->box.x, 1);
              g_assert_cmpfloat_with_epsilon (other->box.y, mark->box.y, 1);
            }
        }
    }
}

static void
test_cursor_reaches_everything (void)
{
  for (guint which = 0; which < N_CHART_SAMPLES; which++)
    {
      g_autoptr (EspChart) chart = chart_sample_new (which, ESP_LANG_EN);
      double height = esp_chart_measure_height (chart, &plain_style, 900);
      g_autoptr (EspChartLayout) layout = esp_chart_layout_new (chart, &plain_style, 900, height);
      guint n = esp_chart_layout_get_n_marks (layout);
      g_autofree gboolean *seen = g_new0 (gboolean, n);
      g_autoptr (GQueue) queue = g_queue_new ();
      guint n_seen = 1;

      g_queue_push_tail (queue, GUINT_TO_POINTER (0));
      seen[0] = TRUE;
      while (!g_queue_is_empty (queue))
        {
          guint at = GPOINTER_TO_UINT (g_queue_pop_head (queue));

          for (EspChartMove move = ESP_CHART_MOVE_LEFT; move <= ESP_CHART_MOVE_PAGE_FORWARD; move++)
            {
              guint to = esp_chart_layout_move (layout, at, move);

              g_assert_cmpuint (to, <, n);
              if (seen[to])
                continue;
              seen[to] = TRUE;
              n_seen++;
              g_queue_push_tail (queue, GUINT_TO_POINTER (to));
            }
        }
      g_assert_cmpuint (n_seen, ==, n);
    }
}

static void
test_every_mark_drills_and_speaks (void)
{
  for (guint which = 0; which < N_CHART_SAMPLES; which++)
    {
      g_autoptr (EspChart) chart = chart_sample_new (which, ESP_LANG_KO);
      g_autoptr (EspChartLayout) layout = esp_chart_layout_new (chart, &plain_style, 700, 500);

      for (guint i = 0; i < esp_chart_layout_get_n_marks (layout); i++)
        {
          g_autofree char *sentence = esp_chart_layout_dup_sentence (layout, i);

          g_assert_nonnull (esp_chart_layout_get_key (layout, i));
          g_assert_cmpuint (strlen (sentence), >, 3);
        }
    }
}

static void
test_tooltip_says_all (void)
{
  g_autoptr (EspChart) funnel = chart_sample_new (9, ESP_LANG_KO);
  g_autoptr (EspChartLayout) layout = esp_chart_layout_new (funnel, &plain_style, 700, 400);
  g_autoptr (EspChart) rate = chart_sample_new (5, ESP_LANG_EN);
  g_autoptr (EspChartLayout) lines = esp_chart_layout_new (rate, &plain_style, 700, 400);
  g_autofree char *lost = esp_chart_layout_dup_sentence (layout, 1);
  g_autofree char *reached = esp_chart_layout_dup_sentence (layout, 4);
  g_autofree char *few = esp_chart_layout_dup_sentence (lines, 6);

  g_assert_cmpstr (lost, ==, "열람: 이 단계 전 이탈, 16,472, 56.6%, 29,112 중 16,472");
  g_assert_cmpstr (reached, ==, "클릭, 4,210, 14.5%, 29,112 중 4,210, 중앙값 2시간 10분");
  g_assert_nonnull (strstr (few, "1 of 24"));
  g_assert_nonnull (strstr (few, "(95%)"));
  g_assert_nonnull (strstr (few, "few"));
  g_assert_cmpstr (esp_chart_layout_get_key (layout, 1), ==, "lost");
}

static void
test_table (void)
{
  g_autoptr (EspChart) chart = chart_sample_new (2, ESP_LANG_KO);
  g_autoptr (EspChartTable) table = esp_chart_table_new (chart);
  g_autofree char *tsv = esp_chart_table_to_tsv (table);
  g_autoptr (EspChart) money = chart_sample_new (6, ESP_LANG_EN);
  g_autoptr (EspChartTable) months = esp_chart_table_new (money);
  g_autofree char *csv = esp_chart_table_to_csv (months);

  g_assert_cmpuint (esp_chart_table_get_n_rows (table), ==, 21);
  g_assert_cmpuint (esp_chart_table_get_n_columns (table), ==, 7);
  g_assert_cmpstr (esp_chart_table_get_head (table, 0), ==, "날짜");
  g_assert_cmpstr (esp_chart_table_get_cell (table, 0, 0), ==, "2025. 3. 10. (월)");
  g_assert_cmpstr (esp_chart_table_get_key (table, 0, 1), ==, "day");
  g_assert_cmpstr (esp_chart_table_get_cell (table, 20, 2), ==, "집계 중");
  g_assert_true (g_str_has_prefix (tsv, "날짜\t발송\t발송 · 비고\t"));
  g_assert_nonnull (strstr (tsv, "\n2025-03-10\t"));
  g_assert_null (strchr (strchr (tsv, '\n'), ','));
  g_assert_true (g_str_has_prefix (csv, "Month,Email,Email · Note\r\nOct,8200000,\r\n"));
}

static void
test_csv_is_safe (void)
{
  const char *names[] = { "=HYPERLINK(\"x\")", "a,b", "-1", NULL };
  g_autoptr (EspChart) chart = esp_chart_new (ESP_CHART_HORIZONTAL_BAR, "?", ESP_LANG_EN);
  EspSeries *series;
  g_autoptr (EspChartTable) table = NULL;
  g_autofree char *csv = NULL;
  g_autofree char *tsv = NULL;

  esp_chart_set_categories (chart, "Link", names);
  series = esp_chart_add_series (chart, "n", ESP_SERIES_NORMAL);
  for (guint i = 0; i < 3; i++)
    esp_series_add_value (series, i, -(double) i, NULL);
  table = esp_chart_table_new (chart);
  csv = esp_chart_table_to_csv (table);
  g_assert_cmpstr (csv, ==,
                   "Link,n\r\n\"'=HYPERLINK(\"\"x\"\")\",-0\r\n\"a,b\",-1\r\n\"'-1\",-2\r\n");
  tsv = esp_chart_table_to_tsv (table);
  g_assert_cmpstr (tsv, ==, "Link\tn\n'=HYPERLINK(\"x\")\t-0\na,b\t-1\n'-1\t-2\n");
}

/* Whether the decompressed streams of a PDF map glyphs to @ch. */
static gboolean
pdf_maps (const char *streams, gunichar ch)
{
  g_autofree char *low = g_strdup_printf ("<%04x>", ch);
  g_autofree char *high = g_strdup_printf ("<%04X>", ch);

  return strstr (streams, low) != NULL || strstr (streams, high) != NULL;
}

static char *
inflate_streams (GBytes *pdf)
{
  gsize size;
  const char *data = g_bytes_get_data (pdf, &size);
  const char *at = data;
  GString *out = g_string_new (NULL);

  while ((at = memmem (at, size - (gsize) (at - data), "stream\n", strlen ("stream\n"))) != NULL)
    {
      g_autoptr (GConverter) inflater = NULL;
      g_autofree char *buffer = g_malloc (1 << 20);
      gsize n_read, n_written;

      at += strlen ("stream\n");
      inflater = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
      if (g_converter_convert (inflater, at, size - (gsize) (at - data), buffer, 1 << 20,
                               G_CONVERTER_NO_FLAGS, &n_read, &n_written,
                               NULL) != G_CONVERTER_ERROR)
        g_string_append_len (out, buffer, (gssize) n_written);
    }
  for (gsize i = 0; i < out->len; i++)
    if (out->str[i] == '\0')
      out->str[i] = ' ';
  return g_string_free (out, FALSE);
}

static void
test_pdf_has_korean_text (void)
{
  g_autoptr (EspChart) chart = chart_sample_new (0, ESP_LANG_KO);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = esp_chart_export (chart, ESP_CHART_FORMAT_PDF, 800, &error);
  g_autofree char *streams = NULL;

  g_assert_no_error (error);
  streams = inflate_streams (pdf);
  for (const char *p = "누가이메일을받나요가장큰손실은발송빈도제한뉴스레터기준"; *p != '\0';
       p = g_utf8_next_char (p))
    g_assert_true (pdf_maps (streams, g_utf8_get_char (p)));
}

static void
test_exports (void)
{
  for (guint which = 0; which < N_CHART_SAMPLES; which++)
    for (EspChartFormat format = ESP_CHART_FORMAT_PNG; format <= ESP_CHART_FORMAT_TSV; format++)
      {
        g_autoptr (EspChart) chart = chart_sample_new (which, ESP_LANG_KO);
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) bytes = esp_chart_export (chart, format, 640, &error);
        const char *data;

        g_assert_no_error (error);
        g_assert_cmpuint (g_bytes_get_size (bytes), >, 60);
        data = g_bytes_get_data (bytes, NULL);
        if (format == ESP_CHART_FORMAT_SVG)
          {
            g_assert_nonnull (g_strstr_len (data, 1000, "role=\"img\""));
            g_assert_nonnull (g_strstr_len (data, 1000, "<title>"));
          }
        else if (format == ESP_CHART_FORMAT_PNG)
          g_assert_cmpmem (data, 8, "\x89PNG\r\n\x1a\n", 8);
      }
}

static void
test_export_error_is_told (void)
{
  g_autoptr (EspChart) chart = chart_sample_new (0, ESP_LANG_EN);
  g_autoptr (GError) error = NULL;

  g_assert_false (
    esp_chart_export_file (chart, ESP_CHART_FORMAT_PNG, 640, "/nonexistent/folder/x.png", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
paint_once (EspChartLayout *layout)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1200, 760);
  cairo_t *cr = cairo_create (surface);

  esp_chart_paint (layout, cr, esp_palette_get (ESP_PALETTE_LIGHT));
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_dense (void)
{
  static const guint sizes[] = { 1000, 2300, 100000 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (EspChart) chart = chart_sample_new_dense (sizes[i]);
      g_autoptr (EspChartLayout) layout = esp_chart_layout_new (chart, &plain_style, 1200, 760);
      gint64 start_us = g_get_monotonic_time ();
      guint mark = 0;

      paint_once (layout);
      g_test_message ("%u points: painted in %.1f ms", sizes[i],
                      (double) (g_get_monotonic_time () - start_us) / 1000);
      g_assert_cmpuint (esp_chart_layout_get_n_marks (layout), ==, sizes[i]);
      g_assert_true (esp_chart_layout_find (layout, 600, 300, &mark));
      g_assert_cmpfloat_with_epsilon (esp_chart_layout_get_mark (layout, mark)->box.x, 600, 2);
    }
}

/* Bad or odd data draws something sensible, never crashes. */
static void
test_odd_data (void)
{
  const char *names[] = { "", "가", NULL };

  for (EspChartKind kind = ESP_CHART_LINE; kind <= ESP_CHART_SPARKLINE; kind++)
    for (guint n = 0; n < 5; n++)
      {
        g_autoptr (EspChart) chart = esp_chart_new (kind, "?", ESP_LANG_KO);
        g_autoptr (EspChartLayout) layout = NULL;
        g_autoptr (EspChartLayout) tiny = NULL;
        g_autoptr (EspChartTable) table = NULL;

        if (n > 0)
          {
            EspSeries *series = esp_chart_add_series (chart, "", ESP_SERIES_NORMAL);
            const double values[][2] = { { 0, 0 },
                                         { NAN, INFINITY },
                                         { -5, 3 },
                                         { 1e300, -1e300 } };

            if (kind != ESP_CHART_LINE)
              esp_chart_set_categories (chart, NULL, names);
            for (guint j = 0; j < 2; j++)
              esp_series_add_value (series, j, values[n - 1][j], NULL);
            esp_chart_add_series (chart, "empty", ESP_SERIES_OTHER);
          }
        layout = esp_chart_layout_new (chart, &full_style, 400, 300);
        tiny = esp_chart_layout_new (chart, &full_style, 3, 2);
        table = esp_chart_table_new (chart);
        paint_once (layout);
        paint_once (tiny);
        for (guint i = 0; i < esp_chart_layout_get_n_marks (layout); i++)
          {
            g_autofree char *sentence = esp_chart_layout_dup_sentence (layout, i);

            g_assert_nonnull (sentence);
          }
      }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/chart/labels-never-collide", test_labels_never_collide);
  g_test_add_func ("/draw/chart/every-mark-is-found", test_every_mark_is_found);
  g_test_add_func ("/draw/chart/cursor-reaches-everything", test_cursor_reaches_everything);
  g_test_add_func ("/draw/chart/every-mark-drills-and-speaks", test_every_mark_drills_and_speaks);
  g_test_add_func ("/draw/chart/tooltip-says-all", test_tooltip_says_all);
  g_test_add_func ("/draw/chart/table", test_table);
  g_test_add_func ("/draw/chart/csv-is-safe", test_csv_is_safe);
  g_test_add_func ("/draw/chart/pdf-has-korean-text", test_pdf_has_korean_text);
  g_test_add_func ("/draw/chart/exports", test_exports);
  g_test_add_func ("/draw/chart/export-error-is-told", test_export_error_is_told);
  g_test_add_func ("/draw/chart/dense", test_dense);
  g_test_add_func ("/draw/chart/odd-data", test_odd_data);
  return g_test_run ();
}
