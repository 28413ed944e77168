/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every template class can be made, every screen can be made over an empty workspace. */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "views/esp-screens.h"
#include "views/shell/esp-content-pane.h"
#include "views/shell/esp-first-run.h"
#include "views/shell/esp-screen-registry.h"
#include "views/shell/esp-sidebar-pane.h"
#include "views/shell/esp-window.h"

static EspWorkspace *
make_workspace (const char *folder, EspClock *clock)
{
  g_autofree char *path = g_build_filename (folder, "empty.espalier", NULL);
  g_autoptr (GError) error = NULL;
  EspWorkspace *workspace = esp_workspace_open (path, ESP_STORE_CREATE, clock, &error);

  g_assert_no_error (error);
  return workspace;
}

static void
test_classes (void)
{
  GType types[] = { ESP_TYPE_CONTENT_PANE, ESP_TYPE_SIDEBAR_PANE, ESP_TYPE_FIRST_RUN };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GtkWidget *widget = g_object_ref_sink (g_object_new (types[i], NULL));

      g_assert_nonnull (gtk_widget_get_first_child (widget));
      g_object_unref (widget);
    }
}

static void
test_window (void)
{
  g_autofree char *folder = g_dir_make_tmp ("espalier-XXXXXX", NULL);
  g_autoptr (EspClock) clock = esp_clock_new_fake (0);
  g_autoptr (EspWorkspace) workspace = make_workspace (folder, clock);
  EspWindow *window = esp_window_new (NULL);

  esp_window_set_workspace (window, workspace);
  g_assert_nonnull (esp_window_get_session (window));
  for (guint i = 0; i < esp_screen_registry_get_n (); i++)
    {
      g_autoptr (EspTarget) target = esp_target_new (esp_screen_registry_get (i)->id, NULL);

      esp_window_open (window, target);
      g_assert_nonnull (esp_window_get_screen (window));
    }
  esp_window_set_workspace (window, NULL);
  g_assert_null (esp_window_get_session (window));
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  esp_workspace_close (workspace);
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
  g_test_add_func ("/ui/templates/classes", test_classes);
  g_test_add_func ("/ui/templates/window-shows-every-screen", test_window);
  return g_test_run ();
}
