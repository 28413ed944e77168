/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of an import as a job: it waits for nobody, tells how far it is and can be stopped. */
#include "import-world.h"

#include "worker/esp-import-look.h"

#include "test-home.h"

#include <glib/gstdio.h>

typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result; /* (owned) */
} Waiting;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;

  waiting->result = g_object_ref (result);
  g_main_loop_quit (waiting->loop);
}

static void
count_cb (gpointer user_data)
{
  guint *n = user_data;

  *n += 1;
}

static void
test_async (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put_bytes (fixture, "list.csv", first_list, -1);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { loop, NULL };
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (EspImportInspection) inspection = NULL;
  g_autoptr (EspImportReport) dry = NULL;
  g_autoptr (EspImportReport) real = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  EspImportJob *job;
  guint n_notifies = 0;

  esp_import_look_async (fixture->store, path, &shape, TRUE, NULL, done_cb, &waiting);
  g_main_loop_run (loop);
  inspection = esp_import_look_finish (waiting.result, &error);
  g_clear_object (&waiting.result);
  g_assert_no_error (error);
  inspection->plan->consent = ESP_IMPORT_CONSENT_NONE;
  job = esp_import_job_new (fixture->store, path, inspection->plan);
  g_signal_connect_swapped (job, "notify::fraction", G_CALLBACK (count_cb), &n_notifies);
  esp_import_job_dry_run_async (job, NULL, done_cb, &waiting);
  g_main_loop_run (loop);
  dry = esp_import_job_dry_run_finish (job, waiting.result, &error);
  g_clear_object (&waiting.result);
  g_assert_no_error (error);
  assert_outcomes (dry, 3, 0, 0, 0, 0);
  assert_n_leads (fixture, 0);
  esp_import_job_run_async (job, NULL, done_cb, &waiting);
  g_main_loop_run (loop);
  real = esp_import_job_run_finish (job, waiting.result, &error);
  g_clear_object (&waiting.result);
  g_assert_no_error (error);
  assert_outcomes (real, 3, 0, 0, 0, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_notifies, >, 0);
  g_cancellable_cancel (cancellable);
  esp_import_job_run_async (job, cancellable, done_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_null (esp_import_job_run_finish (job, waiting.result, &error));
  g_clear_object (&waiting.result);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* The job's own thread may let go of it last. */
  g_object_add_weak_pointer (G_OBJECT (job), (gpointer *) &job);
  g_object_unref (job);
  while (g_atomic_pointer_get (&job) != NULL || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

static void
cancel_at_once (guint64 n_rows, double fraction, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancelled_half_way_is_undoable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("email\n");
  g_autofree char *path = NULL;
  g_autoptr (EspImportPlan) plan = NULL;
  g_autoptr (EspImportJob) job = NULL;
  g_autoptr (EspImportReport) partial = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 60000; i++)
    g_string_append_printf (text, "p%u@example.com\n", i);
  path = put_bytes (fixture, "list.csv", text->str, text->len);
  plan = plan_of (path);
  job = esp_import_job_new (fixture->store, path, plan);
  esp_import_job_set_progress_func (job, cancel_at_once, cancellable);
  g_assert_null (esp_import_job_run_sync (job, FALSE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  partial = esp_import_job_steal_partial (job);
  g_assert_nonnull (partial);
  assert_n_leads (fixture, (gint64) partial->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW]);
  if (partial->history_id != 0)
    undo (fixture, partial->history_id, (gint64) partial->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW],
          0);
  assert_n_leads (fixture, 0);
}

/* A user of a service may have no home: here a file is where the cache should be. */
static void
test_without_home (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put_bytes (fixture, "list.csv", first_list, -1);
  g_autofree char *taken = g_build_filename (g_get_user_cache_dir (), "espalier", NULL);
  g_autoptr (EspImportPlan) plan = plan_of (path);
  g_autoptr (EspImportReport) report = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (taken, "", 0, NULL));
  report = run_plan (fixture, path, plan, FALSE);
  assert_outcomes (report, 3, 0, 0, 0, 0);
  g_assert_true (g_str_has_prefix (report->results_path, g_get_tmp_dir ()));
  g_assert_cmpint (g_unlink (taken), ==, 0);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  ADD ("/worker/import/without-a-home", test_without_home); /* before others make the folder */
  ADD ("/worker/import/async", test_async);
  ADD ("/worker/import/cancelled-half-way", test_cancelled_half_way_is_undoable);
  return g_test_run ();
}
