/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages that are painted already go to the printer. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-print-pages.h"

#include <glib/gi18n.h>

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int number, gpointer data)
{
  const GPtrArray *pages = data;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context);
  double height = gtk_print_context_get_height (context);
  cairo_rectangle_t sheet;
  double scale;

  if ((guint) number >= pages->len ||
      !cairo_recording_surface_get_extents (pages->pdata[number], &sheet))
    return;
  /* Letter is not A4: all of the page, in the middle. */
  scale = MIN (width / sheet.width, height / sheet.height);
  cairo_translate (cr, (width - sheet.width * scale) / 2, (height - sheet.height * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, pages->pdata[number], 0, 0);
  cairo_paint (cr);
}

static GtkPageSetup *
make_setup (cairo_surface_t *page)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  cairo_rectangle_t sheet;

  if (cairo_recording_surface_get_extents (page, &sheet) && sheet.width > sheet.height)
    gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  return setup;
}

/**
 * esp_print_pages:
 * @pages: (transfer full) (element-type cairo_surface_t): recordings in points, each as large as its sheet
 *
 * Opens the dialog of the printer.
 */
void
esp_print_pages (EspSession *session, const char *title, GPtrArray *pages)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = NULL;

  g_object_set_data_full (G_OBJECT (operation), "esp-pages", pages,
                          (GDestroyNotify) g_ptr_array_unref);
  if (pages->len == 0)
    return;
  setup = make_setup (pages->pdata[0]);
  gtk_print_operation_set_n_pages (operation, (int) pages->len);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_job_name (operation, title);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), pages);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               esp_session_get_window (session),
                               NULL) == GTK_PRINT_OPERATION_RESULT_ERROR)
    esp_session_toast (session, _ ("The page could not be printed; is a printer set up?"));
}
