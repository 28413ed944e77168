/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample workspace is made once, opens again, and is the same for equal seeds. */
#include "worker/esp-sample.h"

#include "store/esp-leads.h"
#include "store/esp-meta.h"

#include "temp-store.h"

#define NOW_US G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  gint64 n_leads;
  gint64 n_events;
  char *name; /* (owned) of lead 42 */
} Facts;

static gboolean
read_facts (EspTx *tx, gpointer data, GError **error)
{
  Facts *facts = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_load (tx, fields, 42, error);
  gint64 is_sample;

  g_assert_no_error (*error);
  facts->name = g_strdup (esp_lead_get_text (lead, "name"));
  g_assert_true (esp_meta_get_int64 (tx, ESP_META_IS_SAMPLE, 0, &is_sample, error));
  g_assert_cmpint (is_sample, ==, 1);
  return esp_lead_count (tx, &facts->n_leads, error) &&
         esp_db_query_int64 (esp_tx_get_db (tx), "SELECT count(*) FROM event", &facts->n_events,
                             error);
}

static void
make (const char *folder, const char *name, guint64 seed, Facts *facts)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_store_open (path, ESP_STORE_CREATE, clock, &error);

  g_assert_no_error (error);
  g_assert_true (esp_sample_fill (store, 500, seed, &error));
  g_assert_no_error (error);
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, read_facts, facts, NULL, &error));
  esp_store_close (store);
}

static void
test_equal_seeds (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  Facts a = { 0 }, b = { 0 }, c = { 0 };

  make (folder, "a.espalier", 7, &a);
  make (folder, "b.espalier", 7, &b);
  make (folder, "c.espalier", 8, &c);
  g_assert_cmpint (a.n_leads, ==, 500);
  g_assert_cmpint (a.n_events, ==, b.n_events);
  g_assert_cmpstr (a.name, ==, b.name);
  g_assert_cmpint (a.n_events, !=, c.n_events);
  g_free (a.name);
  g_free (b.name);
  g_free (c.name);
}

static void
test_made_once (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = g_build_filename (folder, "deep", "sample.espalier", NULL);
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < 2; i++)
    {
      Facts facts = { 0 };
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr (EspStore) store = esp_sample_open (path, clock, &error);

      g_assert_no_error (error);
      g_test_message ("opened in %.2f s", (double) (g_get_monotonic_time () - start_us) / 1e6);
      g_assert_true (esp_store_read (store, ESP_READ_PAGE, read_facts, &facts, NULL, &error));
      g_assert_cmpint (facts.n_leads, ==, ESP_SAMPLE_LEADS);
      g_free (facts.name);
    }
  g_assert_true (esp_sample_remove (path, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/worker/sample/equal-seeds-are-equal", test_equal_seeds);
  g_test_add_func ("/worker/sample/made-once", test_made_once);
  return g_test_run ();
}
