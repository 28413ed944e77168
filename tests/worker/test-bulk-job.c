/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change to many leads is one entry of the history, counts what it changes, and is undone whole. */
#include "worker/esp-bulk-job.h"

#include "store/esp-leads.h"

#include "temp-store.h"

#define N_LEADS 4500

typedef struct
{
  EspBulkEdit *edit;
  EspBitmap *leads;
  gint64 n;
} Count;

static gboolean
insert_leads (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_set_text (esp_lead_get_writable (lead, "city"), i % 3 == 0 ? "서울" : "부산");
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
count (EspTx *tx, gpointer data, GError **error)
{
  Count *wanted = data;

  return esp_bulk_edit_count (tx, wanted->edit, wanted->leads, &wanted->n, error);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static EspBulkResult
run (EspStore *store, EspBulkEdit *edit, EspBitmap *leads)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EspBulkResult done;

  esp_bulk_job_run_async (store, edit, leads, NULL, NULL, NULL, done_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (esp_bulk_job_run_finish (store, result, &done, &error));
  g_assert_no_error (error);
  return done;
}

static void
test_edit_and_undo (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  g_autoptr (GError) error = NULL;
  EspStore *store = temp_store_new (folder, clock);
  EspBulkEdit edit = { .act = ESP_BULK_SET, .column = (char *) "city" };
  EspBulkEdit tag = { .act = ESP_BULK_TAG, .tag = (char *) "VIP" };
  g_autoptr (EspBitmap) leads = esp_bitmap_new_range (1, N_LEADS);
  Count wanted = { &edit, leads, 0 };
  EspBulkResult done;
  EspUndoResult undone;

  g_assert_true (esp_store_write (store, NULL, insert_leads, NULL, NULL, &error));
  esp_value_set_text (&edit.value, "서울");
  g_assert_true (esp_store_read (store, ESP_READ_LONG, count, &wanted, NULL, &error));
  g_assert_cmpint (wanted.n, ==, N_LEADS / 3 * 2);
  done = run (store, &edit, leads);
  g_assert_cmpint (done.n_changed, ==, wanted.n);
  g_assert_true (esp_store_read (store, ESP_READ_LONG, count, &wanted, NULL, &error));
  g_assert_cmpint (wanted.n, ==, 0);
  g_assert_true (esp_store_undo (store, done.history_id, &undone, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (undone.n_restored, ==, N_LEADS / 3 * 2);
  g_assert_true (esp_store_read (store, ESP_READ_LONG, count, &wanted, NULL, &error));
  g_assert_cmpint (wanted.n, ==, N_LEADS / 3 * 2);

  done = run (store, &tag, leads);
  g_assert_cmpint (done.n_changed, ==, N_LEADS);
  done = run (store, &tag, leads);
  g_assert_cmpint (done.n_changed, ==, 0);
  g_assert_cmpint (done.history_id, ==, 0);
  esp_value_clear (&edit.value);
  esp_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/worker/bulk-job/edit-and-undo", test_edit_and_undo);
  return g_test_run ();
}
