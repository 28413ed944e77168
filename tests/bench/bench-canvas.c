/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-canvas [FRAMES]: what a frame of the canvas costs while panning, zooming and with everything in view. */
#include "../draw/journey-samples.h"

#include "draw/esp-journey-export.h"
#include "views/journeys/esp-journey-canvas-private.h"

#include <adwaita.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#define WIDTH 1200
#define HEIGHT 760
#define DEFAULT_FRAMES 120

typedef struct
{
  const char *name;
  void (*step) (EspJourneyCanvas *canvas, guint frame, guint n);
} Phase;

typedef struct
{
  EspJourneyCanvas *canvas;
  const Phase *phase;
  guint frame;
  guint n;
  gint64 start_ns;
  GArray *costs; /* (element-type double) ms */
  GMainLoop *loop;
} Run;

static gint64
get_cpu_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

static void
pan (EspJourneyCanvas *canvas, guint frame, guint n)
{
  if (frame == 0)
    esp_journey_canvas_zoom_100 (canvas);
  esp_journey_canvas_scroll (canvas, frame % 3 == 0 ? 18 : 0, 30);
}

/* From 100 % to the least and back, about the middle. */
static void
zoom (EspJourneyCanvas *canvas, guint frame, guint n)
{
  double t = fabs (1 - 2.0 * frame / n);

  esp_journey_view_zoom_at (&canvas->view, ESP_JOURNEY_ZOOM_MIN + t * (1 - ESP_JOURNEY_ZOOM_MIN),
                            WIDTH / 2.0, HEIGHT / 2.0);
  esp_canvas_view_changed (canvas);
}

/* Further out than the pointer can zoom, so that everything is in view whatever its size. */
static void
show_all (EspJourneyCanvas *canvas, guint frame, guint n)
{
  const EspRect *bounds = &canvas->layout->bounds;

  canvas->view.zoom = MIN (WIDTH / bounds->width, HEIGHT / bounds->height);
  canvas->view.x = bounds->x + 0.3 * frame;
  canvas->view.y = bounds->y;
  gtk_widget_queue_draw (GTK_WIDGET (canvas));
}

/* The cost of a frame is all that the process computed until the next one is begun. */
static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Run *run = user_data;
  gint64 now_ns = get_cpu_ns ();
  double ms = (double) (now_ns - run->start_ns) / 1e6;

  /* The first frames fill caches. */
  if (run->frame > 5)
    g_array_append_val (run->costs, ms);
  if (run->frame == run->n)
    {
      g_main_loop_quit (run->loop);
      return G_SOURCE_REMOVE;
    }
  run->phase->step (run->canvas, run->frame++, run->n);
  run->start_ns = now_ns;
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return first < second ? -1 : first > second;
}

static void
measure (EspJourneyCanvas *canvas, guint n_steps, const Phase *phase, guint frames)
{
  Run run = { .canvas = canvas,
              .phase = phase,
              .n = frames,
              .costs = g_array_new (FALSE, FALSE, sizeof (double)),
              .loop = g_main_loop_new (NULL, FALSE) };

  run.start_ns = get_cpu_ns ();
  gtk_widget_add_tick_callback (GTK_WIDGET (canvas), tick_cb, &run, NULL);
  g_main_loop_run (run.loop);
  g_array_sort (run.costs, compare);
  g_print ("%5u steps  %-12s median %5.1f ms  p95 %5.1f ms\n", n_steps, phase->name,
           g_array_index (run.costs, double, run.costs->len / 2),
           g_array_index (run.costs, double, run.costs->len * 95 / 100));
  g_array_unref (run.costs);
  g_main_loop_unref (run.loop);
}

static void
bench (guint n_steps, guint frames)
{
  static const Phase phases[] = { { "pan", pan }, { "zoom", zoom }, { "all in view", show_all } };
  g_autoptr (EspJourney) journey = journey_sample_random (7, n_steps * 7 / 10, 5);
  g_autoptr (EspJourneyFaces) faces = esp_journey_faces_new_plain (journey);
  GtkWidget *window = gtk_window_new ();
  EspJourneyCanvas *canvas = ESP_JOURNEY_CANVAS (esp_journey_canvas_new ());
  gint64 start_us = g_get_monotonic_time ();

  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (canvas));
  esp_journey_canvas_set_faces (canvas, faces);
  esp_journey_canvas_set_journey (canvas, journey);
  g_print ("%5u steps  laid out in %.1f ms\n", esp_journey_get_n_steps (journey),
           (double) (g_get_monotonic_time () - start_us) / 1000);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  for (gsize i = 0; i < G_N_ELEMENTS (phases); i++)
    measure (canvas, esp_journey_get_n_steps (journey), &phases[i], frames);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  static const guint sizes[] = { 100, 1000, 5000 };
  guint frames = argc > 1 ? (guint) MAX (atoi (argv[1]), 20) : DEFAULT_FRAMES;

  adw_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    bench (sizes[i], frames);
  return EXIT_SUCCESS;
}
