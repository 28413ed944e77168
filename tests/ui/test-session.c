/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a screen asks of its session reaches the window; undo, stop and tasks do what they say. */
#include <adwaita.h>

#include "store/esp-leads.h"
#include "views/shell/esp-job-row.h"
#include "views/shell/esp-session.h"

#include "temp-store.h"

/* A window that only remembers what it was asked. */
typedef struct
{
  GObject parent_instance;
  GPtrArray *opened;
  GPtrArray *toasts;
  gint64 undo_op;
} FakeShell;

typedef GObjectClass FakeShellClass;

static GType fake_shell_get_type (void);

static void
fake_open (EspShell *shell, EspTarget *target, gboolean in_new_window)
{
  g_ptr_array_add (((FakeShell *) shell)->opened, esp_target_to_string (target));
}

static void
fake_toast (EspShell *shell, const char *text, gint64 undo_op)
{
  g_ptr_array_add (((FakeShell *) shell)->toasts, g_strdup (text));
  ((FakeShell *) shell)->undo_op = undo_op;
}

static void
fake_announce (EspShell *shell, const char *text, gboolean urgent)
{
}

static GtkWindow *
fake_window (EspShell *shell)
{
  return NULL;
}

static void
fake_shell_iface_init (EspShellInterface *iface)
{
  iface->open = fake_open;
  iface->toast = fake_toast;
  iface->announce = fake_announce;
  iface->get_window = fake_window;
}

G_DEFINE_TYPE_WITH_CODE (FakeShell,
                         fake_shell,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (ESP_TYPE_SHELL, fake_shell_iface_init))

static void
fake_shell_finalize (GObject *object)
{
  g_ptr_array_unref (((FakeShell *) object)->opened);
  g_ptr_array_unref (((FakeShell *) object)->toasts);
  G_OBJECT_CLASS (fake_shell_parent_class)->finalize (object);
}

static void
fake_shell_class_init (FakeShellClass *klass)
{
  klass->finalize = fake_shell_finalize;
}

static void
fake_shell_init (FakeShell *self)
{
  self->opened = g_ptr_array_new_with_free_func (g_free);
  self->toasts = g_ptr_array_new_with_free_func (g_free);
}

typedef struct
{
  char *folder;
  EspClock *clock;
  EspWorkspace *workspace;
  EspSession *session;
  FakeShell *shell;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = temp_folder_new ();
  path = g_build_filename (fixture->folder, "봄.espalier", NULL);
  fixture->clock = esp_clock_new_fake (1700000000 * G_GINT64_CONSTANT (1000000));
  fixture->workspace = esp_workspace_open (path, ESP_STORE_CREATE, fixture->clock, &error);
  g_assert_no_error (error);
  fixture->session = esp_session_new (fixture->workspace);
  fixture->shell = g_object_new (fake_shell_get_type (), NULL);
  esp_session_set_shell (fixture->session, ESP_SHELL (fixture->shell));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  esp_session_close (fixture->session);
  esp_workspace_close (fixture->workspace);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->session);
  g_object_unref (fixture->workspace);
  g_object_unref (fixture->shell);
  g_object_unref (fixture->clock);
  temp_folder_free (fixture->folder);
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  esp_session_open (fixture->session, "leads/42?from=overview");
  g_assert_cmpuint (fixture->shell->opened->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (fixture->shell->opened, 0), ==,
                   "espalier:leads/42?from=overview");
  g_assert_cmpstr (esp_workspace_get_title (fixture->workspace), ==, "봄");
}

static gboolean
insert_lead (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = NULL;

  if (fields == NULL)
    return FALSE;
  lead = esp_lead_new (fields);
  esp_value_set_text (esp_lead_get_writable (lead, "email"), "minji@example.com");
  return esp_lead_insert (tx, lead, error);
}

static gboolean
count_leads (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_count (tx, data, error);
}

static gint64
n_leads (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  esp_store_read (esp_session_get_store (fixture->session), ESP_READ_PAGE, count_leads, &n, NULL,
                  &error);
  g_assert_no_error (error);
  return n;
}

static void
wait_for_toasts (Fixture *fixture, guint n)
{
  while (fixture->shell->toasts->len < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_undo_redo (Fixture *fixture, gconstpointer data)
{
  static const EspOperation operation = { .kind = "edit", .summary = "a lead" };
  EspStore *store = esp_session_get_store (fixture->session);
  g_autoptr (GError) error = NULL;
  gint64 op = 0;

  esp_session_undo (fixture->session);
  wait_for_toasts (fixture, 1);
  esp_store_write (store, &operation, insert_lead, NULL, &op, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_leads (fixture), ==, 1);
  esp_session_undo (fixture->session);
  wait_for_toasts (fixture, 2);
  g_assert_cmpint (n_leads (fixture), ==, 0);
  esp_session_redo (fixture->session);
  wait_for_toasts (fixture, 3);
  g_assert_cmpint (n_leads (fixture), ==, 1);
}

static void
test_stop_all (Fixture *fixture, gconstpointer data)
{
  g_assert_false (esp_workspace_is_stopped (fixture->workspace));
  esp_session_stop_all (fixture->session, TRUE);
  while (!esp_workspace_is_stopped (fixture->workspace))
    g_main_context_iteration (NULL, TRUE);
  esp_session_stop_all (fixture->session, FALSE);
  while (esp_workspace_is_stopped (fixture->workspace))
    g_main_context_iteration (NULL, TRUE);
}

static void
requested_cb (EspTask *task, guint request, guint *seen)
{
  *seen |= request;
  if (request == ESP_TASK_PAUSE)
    {
      esp_task_set_state (task, ESP_TASK_PAUSED);
      esp_task_set_requests (task, ESP_TASK_RESUME);
    }
}

static void
test_tasks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTask) task = esp_task_new ("Import", ESP_TASK_PAUSE);
  g_autoptr (GtkWidget) row = NULL;
  guint seen = 0;

  esp_workspace_add_task (fixture->workspace, task);
  g_assert_true (esp_workspace_is_working (fixture->workspace));
  row = g_object_ref_sink (esp_job_row_new (task));
  g_signal_connect (task, "requested", G_CALLBACK (requested_cb), &seen);
  gtk_widget_activate_action (row, "job.stop", NULL);
  g_assert_cmpuint (seen, ==, 0);
  gtk_widget_activate_action (row, "job.pause", NULL);
  g_assert_cmpuint (seen, ==, ESP_TASK_PAUSE);
  g_assert_cmpint (esp_task_get_state (task), ==, ESP_TASK_PAUSED);
  g_assert_false (esp_workspace_is_working (fixture->workspace));
  gtk_widget_activate_action (row, "job.pause", NULL);
  g_assert_cmpuint (seen, ==, ESP_TASK_PAUSE | ESP_TASK_RESUME);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

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
  ADD ("/ui/session/opens-places-in-its-window", test_open);
  ADD ("/ui/session/undo-and-redo", test_undo_redo);
  ADD ("/ui/session/stops-all-sending-and-resumes", test_stop_all);
  ADD ("/ui/session/tasks-answer-only-what-they-offer", test_tasks);
  return g_test_run ();
}
