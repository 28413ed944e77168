/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the lead list: order, search while a syllable is typed, narrow changes, stable rows. */
#include "model/esp-lead-list.h"

#include "store/esp-leads.h"
#include "worker/esp-search-indexer.h"

#include "temp-store.h"
#include "test-home.h"

#define N_LEADS 3000

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  EspLeadList *list;
} Fixture;

static const char *const family[] = { "김", "이", "박", "최" };
static const char *const given[] = { "민지", "서준", "지우", "하윤", "도윤" };

static gboolean
insert_leads (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("user%04u@example.com", i));
      esp_value_take_text (esp_lead_get_writable (lead, "name"),
                           g_strconcat (family[i % G_N_ELEMENTS (family)],
                                        given[i % G_N_ELEMENTS (given)], NULL));
      esp_value_take_text (esp_lead_get_writable (lead, "phone"),
                           g_strdup_printf ("+8210%08u", 12340000 + i));
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

static void
settle (EspLeadList *list)
{
  while (esp_lead_list_is_loading (list))
    g_main_context_iteration (NULL, TRUE);
}

static guint
search (Fixture *fixture, const char *text)
{
  EspLeadQuery query = { .search = text };

  esp_lead_list_set_query (fixture->list, &query);
  settle (fixture->list);
  return esp_lead_list_get_n (fixture->list);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
  g_assert_true (esp_store_write (fixture->store, NULL, insert_leads, NULL, NULL, &error));
  g_assert_true (esp_search_index_all (fixture->store, &error));
  g_assert_no_error (error);
  fixture->list = esp_lead_list_new (fixture->store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  /* Reads that were cancelled still hold the list until they have reported. */
  esp_store_close (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->list);
  g_assert_finalize_object (fixture->store);
  g_object_unref (fixture->clock);
  temp_folder_free (fixture->folder);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (search (fixture, ""), ==, N_LEADS);
  g_assert_cmpuint (search (fixture, "김민지"), ==, N_LEADS / 20);
  g_assert_cmpuint (search (fixture, "김미"), ==, N_LEADS / 20);
  g_assert_cmpuint (search (fixture, "ㄱㅁㅈ"), ==, N_LEADS / 20);
  g_assert_cmpuint (search (fixture, "민지"), ==, N_LEADS / 5);
  g_assert_cmpuint (search (fixture, "user0042@example.com"), ==, 1);
  g_assert_cmpuint (search (fixture, "USER004"), ==, 10);
  g_assert_cmpuint (search (fixture, "010-1234-0042"), ==, 1);
  g_assert_cmpuint (search (fixture, "+82 10 1234 0042"), ==, 1);
  g_assert_cmpuint (search (fixture, "0042"), ==, 1);
  g_assert_cmpuint (search (fixture, "\"* OR name:"), ==, 0);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  EspLeadQuery query = { .sort_column = "email", .is_descending = TRUE };

  esp_lead_list_set_query (fixture->list, &query);
  settle (fixture->list);
  g_assert_cmpuint (esp_lead_list_get_n (fixture->list), ==, N_LEADS);
  g_assert_cmpuint (esp_lead_list_get_id (fixture->list, 0), ==, N_LEADS);
  g_assert_cmpuint (esp_lead_list_get_id (fixture->list, N_LEADS - 1), ==, 1);
}

static void
test_rows_are_stable_and_fill (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspLeadRow) row = NULL;
  g_autoptr (EspLeadRow) again = NULL;

  (void) search (fixture, "");
  row = g_list_model_get_item (G_LIST_MODEL (fixture->list), 2500);
  again = g_list_model_get_item (G_LIST_MODEL (fixture->list), 2500);
  g_assert_true (row == again);
  while (!esp_lead_row_is_loaded (row))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (esp_lead_get_text (esp_lead_row_get_lead (row), "email"), ==,
                   "user2500@example.com");
}

typedef struct
{
  guint n_signals;
  guint n_removed;
  guint n_added;
} Seen;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Seen *seen = user_data;

  seen->n_signals++;
  seen->n_removed += removed;
  seen->n_added += added;
}

static gboolean
archive_one (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_set_archived (tx, 1500, TRUE, error);
}

static void
test_a_commit_changes_only_what_differs (Fixture *fixture, gconstpointer data)
{
  Seen seen = { 0 };
  g_autoptr (GError) error = NULL;

  (void) search (fixture, "");
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (items_changed_cb), &seen);
  g_assert_true (esp_store_write (fixture->store, NULL, archive_one, NULL, NULL, &error));
  while (seen.n_signals == 0)
    g_main_context_iteration (NULL, TRUE);
  settle (fixture->list);
  g_assert_cmpuint (seen.n_signals, ==, 1);
  g_assert_cmpuint (seen.n_removed, ==, 1);
  g_assert_cmpuint (seen.n_added, ==, 0);
  g_assert_cmpuint (esp_lead_list_get_n (fixture->list), ==, N_LEADS - 1);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  ADD ("/model/lead-list/search", test_search);
  ADD ("/model/lead-list/order", test_order);
  ADD ("/model/lead-list/rows-are-stable-and-fill", test_rows_are_stable_and_fill);
  ADD ("/model/lead-list/a-commit-changes-only-what-differs",
       test_a_commit_changes_only_what_differs);
  return g_test_run ();
}
