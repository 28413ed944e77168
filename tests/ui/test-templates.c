/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every template class can be made, every screen can be made over an empty workspace. */
#include <adwaita.h>
#include <string.h>

#include "views/esp-screens.h"
#include "views/leads/esp-lead-list-pane.h"
#include "views/shell/esp-content-pane.h"
#include "views/shell/esp-first-run.h"
#include "views/shell/esp-screen-registry.h"
#include "views/shell/esp-sidebar-pane.h"
#include "views/shell/esp-window.h"

#include "temp-store.h"

static EspWorkspace *
make_workspace (const char *folder, EspClock *clock)
{
  g_autofree char *path = g_build_filename (folder, "empty.espalier", NULL);
  g_autoptr (GError) error = NULL;
  EspWorkspace *workspace = esp_workspace_open (path, ESP_STORE_CREATE, clock, &error);

  g_assert_no_error (error);
  return workspace;
}

/* The class that a template says it is of; NULL for a file that is no template. */
static char *
dup_class_name (const char *resource)
{
  static const char opening[] = "<template class=\"";
  g_autoptr (GBytes) bytes = g_resources_lookup_data (resource, 0, NULL);
  const char *text = g_bytes_get_data (bytes, NULL);
  const char *found = g_strstr_len (text, (gssize) g_bytes_get_size (bytes), opening);

  if (found == NULL)
    return NULL;
  found += strlen (opening);
  return g_strndup (found, strcspn (found, "\""));
}

static void
make_one (const char *class_name)
{
  GType type = g_type_from_name (class_name);
  GtkWidget *widget;

  if (type == G_TYPE_INVALID)
    g_error ("The template of %s is not tried: have test_classes() ensure its type", class_name);
  widget = g_object_ref_sink (g_object_new (type, NULL));
  g_assert_nonnull (gtk_widget_get_first_child (widget));
  if (GTK_IS_WINDOW (widget))
    gtk_window_destroy (GTK_WINDOW (widget));
  g_object_unref (widget);
}

/* The templates are found where the program has them, so that none can be forgotten. */
static void
test_classes (void)
{
  static const char folder[] = "/io/github/espalier/Espalier/ui/";
  g_auto (GStrv) names = g_resources_enumerate_children (folder, 0, NULL);
  guint n = 0;

  g_type_ensure (ESP_TYPE_CONTENT_PANE);
  g_type_ensure (ESP_TYPE_FIRST_RUN);
  g_type_ensure (ESP_TYPE_LEAD_LIST_PANE);
  g_type_ensure (ESP_TYPE_SIDEBAR_PANE);
  g_type_ensure (ESP_TYPE_WINDOW);
  g_assert_nonnull (names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (folder, names[i], NULL);
      g_autofree char *class_name = dup_class_name (path);

      if (class_name == NULL)
        continue;
      make_one (class_name);
      n++;
    }
  g_test_message ("%u templates were made", n);
  g_assert_cmpuint (n, >=, 5);
}

static void
test_window (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
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

/* A screen whose objects have addresses, and which tells when it shows another one. */
typedef struct
{
  GtkWidget parent_instance;
  EspTarget *shown;
} FakeScreen;

typedef GtkWidgetClass FakeScreenClass;

static GType fake_screen_get_type (void);

static gboolean
fake_open (EspScreen *screen, EspTarget *target)
{
  FakeScreen *self = (FakeScreen *) screen;

  if (g_strcmp0 (esp_target_get_object (target), "gone") == 0)
    return FALSE;
  g_clear_pointer (&self->shown, esp_target_unref);
  self->shown = esp_target_ref (target);
  esp_screen_notify_state (screen);
  return TRUE;
}

static EspTarget *
fake_dup_target (EspScreen *screen)
{
  return esp_target_ref (((FakeScreen *) screen)->shown);
}

static void
fake_screen_iface_init (EspScreenInterface *iface)
{
  iface->open = fake_open;
  iface->dup_target = fake_dup_target;
}

G_DEFINE_TYPE_WITH_CODE (FakeScreen,
                         fake_screen,
                         GTK_TYPE_WIDGET,
                         G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, fake_screen_iface_init))

static void
fake_screen_finalize (GObject *object)
{
  g_clear_pointer (&((FakeScreen *) object)->shown, esp_target_unref);
  G_OBJECT_CLASS (fake_screen_parent_class)->finalize (object);
}

static void
fake_screen_class_init (FakeScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_screen_finalize;
}

static void
fake_screen_init (FakeScreen *self)
{
}

static GtkWidget *
make_fake (EspSession *session)
{
  return g_object_new (fake_screen_get_type (), NULL);
}

static const EspScreenInfo fake_info = {
  "fake", "Fake", "esp-leads-symbolic", ESP_SECTION_RUN, NULL, make_fake, NULL
};

static void
assert_shows (EspWindow *window, const char *address)
{
  g_autoptr (EspTarget) target = esp_screen_dup_target (esp_window_get_screen (window));
  g_autofree char *text = esp_target_to_string (target);

  g_assert_cmpstr (text, ==, address);
}

static void
test_back_and_forward (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (0);
  g_autoptr (EspWorkspace) workspace = make_workspace (folder, clock);
  EspWindow *window = esp_window_new (NULL);
  EspSession *session;

  esp_window_set_workspace (window, workspace);
  session = esp_window_get_session (window);
  esp_session_open (session, "fake");
  esp_session_open (session, "fake/1");
  esp_session_open (session, "fake/2");
  esp_session_open (session, "fake/gone");
  assert_shows (window, "espalier:fake/2");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  assert_shows (window, "espalier:fake/1");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  assert_shows (window, "espalier:fake");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.forward", NULL);
  assert_shows (window, "espalier:fake/1");
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
  g_test_add_func ("/ui/templates/every-one-of-the-resource-is-made", test_classes);
  g_test_add_func ("/ui/templates/window-shows-every-screen", test_window);
  esp_screen_registry_add (&fake_info);
  g_test_add_func ("/ui/window/back-and-forward-along-places", test_back_and_forward);
  return g_test_run ();
}
