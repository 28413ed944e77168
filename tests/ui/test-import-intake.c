/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists come into the import by pasting and by dropping, and one that was left half done is offered. */
#include <adwaita.h>
#include <string.h>

#include "views/esp-screens.h"
#include "views/import/esp-import-columns.h"
#include "views/shell/esp-window.h"

#include "temp-store.h"

#define PATIENCE_US (10 * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  EspClock *clock;
  EspWorkspace *workspace;
  EspWindow *window;
} Fixture;

static void
open_window (Fixture *self)
{
  g_autoptr (EspTarget) target = esp_target_new ("import", NULL);

  self->window = esp_window_new (NULL);
  esp_window_set_workspace (self->window, self->workspace);
  esp_window_open (self->window, target);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
close_window (Fixture *self)
{
  esp_window_set_workspace (self->window, NULL);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  self->folder = temp_folder_new ();
  path = g_build_filename (self->folder, "test.espalier", NULL);
  self->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  self->workspace = esp_workspace_open (path, ESP_STORE_CREATE, self->clock, &error);
  g_assert_no_error (error);
  open_window (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  close_window (self);
  esp_workspace_close (self->workspace);
  g_object_unref (self->workspace);
  g_object_unref (self->clock);
  temp_folder_free (self->folder);
}

/* A label that is on the screen now. */
static gboolean
shows_text (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

static void
wait_for_text (Fixture *self, const char *text, gboolean is_wanted)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (shows_text (GTK_WIDGET (self->window), text) != is_wanted)
    {
      if (g_get_monotonic_time () > end_us)
        g_error ("“%s” is %s shown", text, is_wanted ? "not" : "still");
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
wait_a_moment (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
}

static void
act (Fixture *self, const char *action)
{
  GtkWidget *screen = GTK_WIDGET (esp_window_get_screen (self->window));

  g_assert_true (gtk_widget_activate_action (screen, action, NULL));
}

static void
paste (Fixture *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), text);
  act (self, "screen.paste");
}

static void
test_paste (Fixture *self, gconstpointer data)
{
  /* As spreadsheets copy: tabs between cells, quotes around a cell of two lines. */
  paste (self, "이메일\t이름\t별칭\r\nminji@example.com\t김민지\t\"두\n줄\"\r\n");
  wait_for_text (self, "별칭", TRUE);
}

static void
test_paste_of_nothing (Fixture *self, gconstpointer data)
{
  paste (self, "");
  wait_for_text (self, "There is no text to paste", TRUE);
}

static GtkEventController *
find_drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return controller;
    }
  return NULL;
}

static gboolean
drop (Fixture *self, const char *path)
{
  GtkEventController *target = find_drop_target (GTK_WIDGET (self->window));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GdkFileList *list = gdk_file_list_new_from_array (&file, 1);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  g_assert_nonnull (target);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, list);
  g_signal_emit_by_name (target, "drop", &value, 10.0, 10.0, &is_taken);
  return is_taken;
}

static char *
write_list (Fixture *self, const char *name)
{
  char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (
    g_file_set_contents (path, "email,좋아하는 꽃\nminji@example.com,동백\n", -1, NULL));
  return path;
}

static void
test_drop (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_list (self, "dropped.csv");

  g_assert_true (drop (self, path));
  wait_for_text (self, "좋아하는 꽃", TRUE);
}

/* Begun, closed, offered again, gone on with; discarded, offered no more. */
static void
test_draft (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_list (self, "begun.csv");

  g_assert_true (drop (self, path));
  wait_for_text (self, "좋아하는 꽃", TRUE);
  wait_a_moment (700); /* answers are kept when one pauses */
  close_window (self);
  open_window (self);
  wait_for_text (self, "“begun.csv” was begun", TRUE);
  act (self, "screen.continue");
  wait_for_text (self, "좋아하는 꽃", TRUE);
  close_window (self);
  open_window (self);
  wait_for_text (self, "“begun.csv” was begun", TRUE);
  act (self, "screen.discard");
  wait_for_text (self, "“begun.csv” was begun", FALSE);
  close_window (self);
  open_window (self);
  wait_a_moment (300);
  wait_for_text (self, "“begun.csv” was begun", FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  esp_screens_register ();
  g_test_add ("/views/import/paste", Fixture, NULL, set_up, test_paste, tear_down);
  g_test_add ("/views/import/paste-of-nothing", Fixture, NULL, set_up, test_paste_of_nothing,
              tear_down);
  g_test_add ("/views/import/drop", Fixture, NULL, set_up, test_drop, tear_down);
  g_test_add ("/views/import/draft", Fixture, NULL, set_up, test_draft, tear_down);
  return g_test_run ();
}
