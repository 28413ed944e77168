/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not a test: writes a picture of the canvas with a journey from a file, for people to look at. */
#include "draw/esp-journey-export.h"
#include "engine/journey/esp-journey-json.h"
#include "views/journeys/esp-journey-canvas-private.h"

#include <adwaita.h>
#include <stdlib.h>

typedef struct
{
  int width, height;
  double zoom;
  char *select;
  char *path;
  gboolean is_dark;
  gboolean is_high_contrast;
  gboolean is_large;
  gboolean is_right;
  gboolean is_compact;
  gboolean has_numbers;
} Options;

static void
decorate (EspJourney *journey, EspJourneyFaces *faces)
{
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);
      EspJourneyFace *face = (EspJourneyFace *) esp_journey_faces_get_step (faces, step->id);

      if (step->kind == ESP_STEP_WAIT || step->kind == ESP_STEP_SEND)
        face->here = g_strdup_printf ("%u명", 7 + i * 131 % 900);
      if (i % 5 == 2)
        {
          face->n_problems = 1 + i % 3;
          face->level = (EspFaceLevel) (1 + i / 5 % 3);
        }
      if (i % 6 == 1)
        {
          static const char *const words[] = { "", "추가", "변경", "삭제" };

          face->mark = (EspFaceMark) (1 + i / 6 % 3);
          face->mark_text = g_strdup (words[face->mark]);
        }
      face->heat = i % 4 == 0 ? (double) (i % 10) / 10 : -1;
      esp_journey_faces_edit_edge (faces, step->id, -1)->number =
        g_strdup_printf ("%u", 1200 - i * 17);
      esp_journey_faces_edit_edge (faces, step->id, -1)->heat = i % 3 == 0 ? 0.6 : -1;
    }
}

static void
save (GtkWidget *widget, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GskRenderNode *node;
  GdkTexture *texture;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  texture =
    gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                 &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gdk_texture_save_to_png (texture, path);
  g_object_unref (texture);
  gsk_render_node_unref (node);
}

static void
wait_ms (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + (gint64) ms * 1000;

  while (g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
}

static void
show (const Options *options, EspJourney *journey, const char *path)
{
  GtkWidget *window = gtk_window_new ();
  EspJourneyCanvas *canvas = ESP_JOURNEY_CANVAS (esp_journey_canvas_new ());
  g_autoptr (EspJourneySelection) selection = esp_journey_selection_new ();
  g_autoptr (EspJourneyFaces) faces = esp_journey_faces_new_plain (journey);

  if (options->has_numbers)
    decorate (journey, faces);
  esp_journey_canvas_set_selection (canvas, selection);
  esp_journey_canvas_set_faces (canvas, faces);
  esp_journey_canvas_set_flow (canvas, options->is_right ? ESP_JOURNEY_RIGHT : ESP_JOURNEY_DOWN);
  esp_journey_canvas_set_compact (canvas, options->is_compact);
  gtk_window_set_default_size (GTK_WINDOW (window), options->width, options->height);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (canvas));
  esp_journey_canvas_set_journey (canvas, journey);
  gtk_window_present (GTK_WINDOW (window));
  wait_ms (300);
  if (options->zoom == 0)
    esp_journey_canvas_zoom_fit (canvas);
  else
    esp_journey_view_zoom_at (&canvas->view, options->zoom, canvas->view.width / 2, 0);
  esp_canvas_view_changed (canvas);
  if (options->select != NULL)
    {
      esp_journey_selection_set (selection, options->select, FALSE);
      gtk_widget_grab_focus (GTK_WIDGET (canvas));
    }
  if (options->path != NULL)
    {
      g_auto (GStrv) ids = g_strsplit (options->path, ",", -1);

      esp_journey_canvas_set_path (canvas, (const char *const *) ids);
    }
  wait_ms (300);
  save (GTK_WIDGET (canvas), path);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  Options options = { .width = 1100, .height = 760, .zoom = 1 };
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &options.width, "px", "N" },
    { "height", 0, 0, G_OPTION_ARG_INT, &options.height, "px", "N" },
    { "zoom", 0, 0, G_OPTION_ARG_DOUBLE, &options.zoom, "1 is 100 %; 0 shows everything", "Z" },
    { "select", 0, 0, G_OPTION_ARG_STRING, &options.select, "id of a step", "ID" },
    { "path", 0, 0, G_OPTION_ARG_STRING, &options.path, "ids of steps, with commas", "IDS" },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &options.is_dark, "dark", NULL },
    { "large", 0, 0, G_OPTION_ARG_NONE, &options.is_large, "text of 200 %", NULL },
    { "right", 0, 0, G_OPTION_ARG_NONE, &options.is_right, "from left to right", NULL },
    { "compact", 0, 0, G_OPTION_ARG_NONE, &options.is_compact, "compact", NULL },
    { "numbers", 0, 0, G_OPTION_ARG_NONE, &options.has_numbers, "with made-up numbers", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("JOURNEY.json PICTURE.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey = NULL;
  g_autofree char *text = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 3 ||
      !g_file_get_contents (argv[1], &text, NULL, &error))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "Say which journey and which picture.");
      return EXIT_FAILURE;
    }
  journey = esp_journey_parse_json (text, -1, &error);
  if (journey == NULL)
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  adw_init ();
  if (options.is_dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  if (options.is_large)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 192 * 1024, NULL);
  show (&options, journey, argv[2]);
  return EXIT_SUCCESS;
}
