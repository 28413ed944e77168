/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change to many leads is one entry of the history, counts what it changes, and is undone whole. */
#include "worker/esp-bulk-job.h"

#include "store/esp-leads.h"

#include "temp-store.h"
#include "test-home.h"

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
      g_autofree char *email = g_strdup_printf ("lead%u@example.com", i);

      esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
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

typedef struct
{
  const char *column;
  const char *expected; /* NULL: the field is empty */
  gboolean is_ok;
} Look;

/* At the first lead. */
static gboolean
look (EspTx *tx, gpointer data, GError **error)
{
  Look *wanted = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_load (tx, fields, 1, error);

  wanted->is_ok = g_strcmp0 (esp_lead_get_text (lead, wanted->column), wanted->expected) == 0;
  return TRUE;
}

static void
assert_holds (EspStore *store, const char *column, const char *expected)
{
  Look wanted = { column, expected, FALSE };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (store, ESP_READ_LONG, look, &wanted, NULL, &error));
  g_assert_true (wanted.is_ok);
}

static void
test_texts (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  g_autoptr (GError) error = NULL;
  EspStore *store = temp_store_new (folder, clock);
  static const struct
  {
    EspBulkAct act;
    const char *text;
    const char *expected;
    gint64 n_changed;
  } cases[] = {
    { ESP_BULK_SET, "VIP", "VIP", 1 },           { ESP_BULK_ADD, ", 서울", "VIP, 서울", 1 },
    { ESP_BULK_REMOVE, "없음", "VIP, 서울", 0 }, { ESP_BULK_REMOVE, "VIP,", "서울", 1 },
    { ESP_BULK_FILL, "부산", "서울", 0 },        { ESP_BULK_REMOVE, "서울", NULL, 1 },
    { ESP_BULK_FILL, "부산", "부산", 1 },
  };
  EspBulkEdit copy = { .act = ESP_BULK_COPY,
                       .column = (char *) "external_id",
                       .source = (char *) "company" };
  g_autoptr (EspBitmap) leads = esp_bitmap_new_range (1, 1);

  g_assert_true (esp_store_write (store, NULL, insert_leads, NULL, NULL, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EspBulkEdit edit = { .act = cases[i].act, .column = (char *) "company" };

      esp_value_set_text (&edit.value, cases[i].text);
      g_assert_cmpint (run (store, &edit, leads).n_changed, ==, cases[i].n_changed);
      assert_holds (store, "company", cases[i].expected);
      esp_value_clear (&edit.value);
    }
  g_assert_cmpint (run (store, &copy, leads).n_changed, ==, 1);
  assert_holds (store, "external_id", "부산");
  g_assert_cmpint (run (store, &copy, leads).n_changed, ==, 0);
  /* A text that is no number leaves the score alone. */
  copy.column = (char *) "score";
  g_assert_cmpint (run (store, &copy, leads).n_changed, ==, 0);
  esp_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (store);
}

static void
test_suppress (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  g_autoptr (GError) error = NULL;
  EspStore *store = temp_store_new (folder, clock);
  EspBulkEdit edit = { .act = ESP_BULK_SUPPRESS,
                       .channel = (char *) "all",
                       .detail = (char *) "전화로 거절" };
  g_autoptr (EspBitmap) leads = esp_bitmap_new_range (1, 3);
  EspBulkResult done;
  EspUndoResult undone;

  g_assert_true (esp_store_write (store, NULL, insert_leads, NULL, NULL, &error));
  done = run (store, &edit, leads);
  g_assert_cmpint (done.n_changed, ==, 3);
  g_assert_cmpint (run (store, &edit, leads).n_changed, ==, 0);
  g_assert_true (esp_store_undo (store, done.history_id, &undone, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (run (store, &edit, leads).n_changed, ==, 3);
  esp_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (store);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/bulk-job/edit-and-undo", test_edit_and_undo);
  g_test_add_func ("/worker/bulk-job/texts-are-added-removed-copied", test_texts);
  g_test_add_func ("/worker/bulk-job/suppress-once-and-undo", test_suppress);
  return g_test_run ();
}
