/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canvas of journeys: hit under any zoom, walked over by keys, read by screen readers. */
#include "../draw/journey-samples.h"

#include "draw/esp-journey-export.h"
#include "views/journeys/esp-journey-canvas-private.h"

#include <adwaita.h>

#define TWO_WAYS                                                                                   \
  "{\"version\":1,\"groups\":[{\"id\":\"g\",\"title\":\"G\"}],\"steps\":[{\"id\":\"a\",\"kind\":"  \
  "\"wait\",\"for\":{\"days\":1}},{\"id\":\"r\",\"kind\":\"random\",\"branches\":[{\"share\":1,"   \
  "\"steps\":[{\"id\":\"b\",\"kind\":\"wait\",\"for\":{\"days\":1},\"group\":\"g\"},{\"id\":"      \
  "\"j\","                                                                                         \
  "\"kind\":\"join\"}]},{\"share\":1,\"steps\":[{\"id\":\"c\",\"kind\":\"wait\",\"for\":{"         \
  "\"days\":"                                                                                      \
  "1}},{\"id\":\"k\",\"kind\":\"join\"}]}]},{\"id\":\"e\",\"kind\":\"exit\"}]}"

/* Does what the widget's class does for a key: GTK 4 cannot make key events. */
static gboolean
press (GtkWidget *widget, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
              gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
              gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers)
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return FALSE;
}

typedef struct
{
  GtkWidget *window;
  EspJourneyCanvas *canvas;
  EspJourneySelection *selection;
  EspJourney *journey;
} Scene;

static void
scene_init (Scene *self, EspJourney *journey)
{
  g_autoptr (EspJourneyFaces) faces = esp_journey_faces_new_plain (journey);

  self->journey = journey;
  self->window = gtk_window_new ();
  self->canvas = ESP_JOURNEY_CANVAS (esp_journey_canvas_new ());
  self->selection = esp_journey_selection_new ();
  esp_journey_canvas_set_selection (self->canvas, self->selection);
  esp_journey_canvas_set_faces (self->canvas, faces);
  esp_journey_canvas_set_label (self->canvas, "Journey");
  gtk_window_set_default_size (GTK_WINDOW (self->window), 800, 600);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->canvas));
  esp_journey_canvas_set_journey (self->canvas, journey);
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_test_widget_wait_for_draw (self->window);
  esp_canvas_update_children (self->canvas); /* else a moment after the view stands still */
}

static void
scene_clear (Scene *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->selection);
  esp_journey_unref (self->journey);
}

static void
test_hits_under_any_zoom (void)
{
  static const double zooms[] = { 0.25, 0.4, 0.7, 1, 1.6, 2 };
  Scene scene;

  scene_init (&scene, journey_sample_from_json (TWO_WAYS));
  for (gsize z = 0; z < G_N_ELEMENTS (zooms); z++)
    for (guint32 i = 0; i < scene.canvas->layout->nodes->len; i++)
      {
        const char *id = esp_journey_layout_get_node_id (scene.canvas->layout, i);
        EspCanvasHit hit;
        GdkRectangle at;

        esp_journey_view_zoom_at (&scene.canvas->view, zooms[z], 100, 100);
        esp_journey_canvas_reveal (scene.canvas, id);
        g_assert_true (esp_journey_canvas_get_rectangle (scene.canvas, id, &at));
        hit = esp_canvas_hit (scene.canvas, at.x + at.width / 2.0, at.y + at.height / 2.0);
        g_assert_cmpint (hit.kind, ==, ESP_CANVAS_HIT_NODE);
        g_assert_cmpuint (hit.index, ==, i);
      }
  g_assert_cmpfloat (esp_journey_canvas_get_zoom (scene.canvas), ==, 2);
  scene_clear (&scene);
}

/* What became of messages is hit where it stands, and only there. */
static void
test_tallies_are_hit (void)
{
  g_autoptr (EspJourneyFaces) faces = esp_journey_faces_new ();
  EspJourneyFace *face = esp_journey_face_new ();
  Scene scene;
  EspCanvasHit hit;
  EspRect box;
  double zoom;

  scene_init (&scene, journey_sample_from_json (
                        "{\"version\":1,\"steps\":[{\"id\":\"s\",\"kind\":\"send\"}]}"));
  face->tallies[ESP_FACE_TALLY_SENT] = g_strdup ("12 sent");
  face->tallies[ESP_FACE_TALLY_FAILED] = g_strdup ("3 failed");
  esp_journey_faces_set_step (faces, "s", face);
  esp_journey_canvas_set_faces (scene.canvas, faces);
  g_assert_true (
    esp_journey_painter_get_tally_box (scene.canvas->painter, 1, ESP_FACE_TALLY_FAILED, &box));
  zoom = scene.canvas->view.zoom;
  hit = esp_canvas_hit (scene.canvas, (box.x + 2 - scene.canvas->view.x) * zoom,
                        (box.y + 2 - scene.canvas->view.y) * zoom);
  g_assert_cmpint (hit.kind, ==, ESP_CANVAS_HIT_TALLY);
  g_assert_cmpint (hit.tally, ==, ESP_FACE_TALLY_FAILED);
  hit = esp_canvas_hit (scene.canvas, (box.x + 2 - scene.canvas->view.x) * zoom,
                        (box.y - 20 - scene.canvas->view.y) * zoom);
  g_assert_cmpint (hit.kind, ==, ESP_CANVAS_HIT_NODE);
  scene_clear (&scene);
}

static void
take_spot_cb (EspJourneyCanvas *canvas, EspJourneySpot *spot, EspJourneySpot **out_spot)
{
  g_clear_pointer (out_spot, esp_journey_spot_free);
  *out_spot = esp_journey_spot_copy (spot);
}

static void
test_every_edge_takes_a_step (void)
{
  g_autoptr (EspJourneySpot) inserted = NULL;
  EspJourneySpot second = { (char *) "r", 1 };
  EspCanvasHit hit;
  GdkRectangle at;
  Scene scene;

  scene_init (&scene, journey_sample_from_json (TWO_WAYS));
  g_signal_connect (scene.canvas, "insert", G_CALLBACK (take_spot_cb), &inserted);
  g_assert_true (esp_journey_canvas_get_spot_rectangle (scene.canvas, &second, &at));
  hit = esp_canvas_hit (scene.canvas, at.x + at.width / 2.0, at.y + at.height / 2.0);
  g_assert_cmpint (hit.kind, ==, ESP_CANVAS_HIT_PLUS);
  esp_journey_selection_set (scene.selection, "a", FALSE);
  g_assert_true (press (GTK_WIDGET (scene.canvas), GDK_KEY_Insert, 0));
  g_assert_nonnull (inserted);
  g_assert_cmpstr (inserted->step, ==, "a");
  /* What is read only shows no place to put a step. */
  esp_journey_canvas_set_editable (scene.canvas, FALSE);
  g_assert_false (press (GTK_WIDGET (scene.canvas), GDK_KEY_Insert, 0));
  hit = esp_canvas_hit (scene.canvas, at.x + at.width / 2.0, at.y + at.height / 2.0);
  g_assert_cmpint (hit.kind, !=, ESP_CANVAS_HIT_PLUS);
  scene_clear (&scene);
}

static void
test_keys_walk (void)
{
  Scene scene;
  GtkWidget *canvas;

  scene_init (&scene, journey_sample_from_json (TWO_WAYS));
  canvas = GTK_WIDGET (scene.canvas);
  g_assert_true (press (canvas, GDK_KEY_Down, 0));
  g_assert_cmpstr (esp_journey_selection_get_current (scene.selection), ==, "a");
  g_assert_true (press (canvas, GDK_KEY_Down, 0));
  g_assert_true (press (canvas, GDK_KEY_Down, 0));
  g_assert_cmpstr (esp_journey_selection_get_current (scene.selection), ==, "b");
  g_assert_true (press (canvas, GDK_KEY_Right, 0));
  g_assert_cmpstr (esp_journey_selection_get_current (scene.selection), ==, "c");
  g_assert_true (press (canvas, GDK_KEY_Home, GDK_CONTROL_MASK));
  g_assert_true (press (canvas, GDK_KEY_Down, GDK_SHIFT_MASK));
  g_assert_cmpuint (esp_journey_selection_get_n (scene.selection), >=, 1);
  g_assert_true (press (canvas, GDK_KEY_minus, GDK_CONTROL_MASK));
  g_assert_cmpfloat (esp_journey_canvas_get_zoom (scene.canvas), <, 1);
  g_assert_true (press (canvas, GDK_KEY_0, GDK_CONTROL_MASK));
  g_assert_cmpfloat (esp_journey_canvas_get_zoom (scene.canvas), ==, 1);
  scene_clear (&scene);
}

static GtkWidget *
get_child (EspJourneyCanvas *canvas, guint i)
{
  g_assert_cmpuint (i, <, canvas->children->len);
  return g_ptr_array_index (canvas->children, i);
}

static void
test_screen_readers_meet_steps (void)
{
  Scene scene;

  scene_init (&scene, journey_sample_from_json (TWO_WAYS));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (scene.canvas), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (scene.canvas), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Journey");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (get_child (scene.canvas, 1)),
                                   GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_child (scene.canvas, 1)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Wait, 1 day");
  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (get_child (scene.canvas, 1)),
                                                   GTK_ACCESSIBLE_RELATION_FLOW_TO));
  /* One stop of the Tab key, whose focus goes along with the current step. */
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (scene.canvas)));
  esp_journey_selection_set (scene.selection, "a", FALSE);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (scene.window)) == get_child (scene.canvas, 1));
  g_assert_false (gtk_widget_child_focus (GTK_WIDGET (scene.canvas), GTK_DIR_TAB_FORWARD));
  scene_clear (&scene);
}

static void
test_focus_outlives_a_change (void)
{
  g_autoptr (EspJourney) other = journey_sample_from_json (
    "{\"version\":1,\"steps\":[{\"id\":\"n\",\"kind\":\"wait\",\"for\":{\"days\":1}},{\"id\":\"a\","
    "\"kind\":\"exit\"}]}");
  g_autoptr (EspJourneyFaces) faces = esp_journey_faces_new_plain (other);
  Scene scene;
  GtkWidget *focus;

  scene_init (&scene, journey_sample_from_json (TWO_WAYS));
  esp_journey_selection_set (scene.selection, "a", FALSE);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (scene.canvas)));
  focus = gtk_window_get_focus (GTK_WINDOW (scene.window));
  /* At once: a key that comes before the next frame is not lost. */
  esp_journey_canvas_set_journey (scene.canvas, other);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (scene.window)) == focus);
  esp_journey_canvas_set_faces (scene.canvas, faces);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (scene.window)) == focus);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Exit");
  scene_clear (&scene);
}

static void
test_focus_outlives_its_step (void)
{
  g_autoptr (EspJourney) other = journey_sample_from_json (
    "{\"version\":1,\"steps\":[{\"id\":\"n\",\"kind\":\"wait\",\"for\":{\"days\":1}},{\"id\":\"x\","
    "\"kind\":\"exit\"}]}");
  g_autoptr (EspJourneyFaces) faces = esp_journey_faces_new_plain (other);
  Scene scene;
  GtkWidget *focus;

  scene_init (&scene, journey_sample_from_json (TWO_WAYS));
  esp_journey_selection_set (scene.selection, "a", FALSE);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (scene.canvas)));
  esp_journey_selection_set (scene.selection, "n", FALSE); /* the one that will be there */
  esp_journey_canvas_set_journey (scene.canvas, other);
  focus = gtk_window_get_focus (GTK_WINDOW (scene.window));
  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_get_parent (focus) == GTK_WIDGET (scene.canvas));
  esp_journey_canvas_set_faces (scene.canvas, faces);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Wait, 1 day");
  scene_clear (&scene);
}

static void
test_groups_close (void)
{
  Scene scene;
  guint before;

  scene_init (&scene, journey_sample_from_json (TWO_WAYS));
  before = scene.canvas->layout->frames->len;
  g_assert_cmpuint (before, ==, 1);
  esp_journey_canvas_toggle_group (scene.canvas, "g");
  g_assert_cmpuint (scene.canvas->layout->frames->len, ==, 0);
  esp_journey_canvas_set_flow (scene.canvas, ESP_JOURNEY_RIGHT);
  esp_journey_canvas_zoom_fit (scene.canvas);
  gtk_test_widget_wait_for_draw (scene.window);
  esp_journey_canvas_toggle_group (scene.canvas, "g");
  g_assert_cmpuint (scene.canvas->layout->frames->len, ==, 1);
  scene_clear (&scene);
}

static void
test_many_steps_are_drawn (void)
{
  Scene scene;

  scene_init (&scene, journey_sample_branches (3000));
  esp_journey_canvas_zoom_fit (scene.canvas);
  gtk_test_widget_wait_for_draw (scene.window);
  g_assert_cmpuint (scene.canvas->children->len, <, 400);
  esp_journey_canvas_zoom_100 (scene.canvas);
  esp_journey_selection_set (scene.selection, "s2900", FALSE);
  gtk_test_widget_wait_for_draw (scene.window);
  scene_clear (&scene);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/journey-canvas/hits-under-any-zoom", test_hits_under_any_zoom);
  g_test_add_func ("/ui/journey-canvas/tallies-are-hit", test_tallies_are_hit);
  g_test_add_func ("/ui/journey-canvas/every-edge-takes-a-step", test_every_edge_takes_a_step);
  g_test_add_func ("/ui/journey-canvas/keys-walk", test_keys_walk);
  g_test_add_func ("/ui/journey-canvas/screen-readers-meet-steps", test_screen_readers_meet_steps);
  g_test_add_func ("/ui/journey-canvas/focus-outlives-a-change", test_focus_outlives_a_change);
  g_test_add_func ("/ui/journey-canvas/focus-outlives-its-step", test_focus_outlives_its_step);
  g_test_add_func ("/ui/journey-canvas/groups-close", test_groups_close);
  g_test_add_func ("/ui/journey-canvas/many-steps-are-drawn", test_many_steps_are_drawn);
  return g_test_run ();
}
