/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter lets through who matches, keeps that true, and answers only the last question. */
#include "worker/esp-lead-filter.h"

#include "base/esp-clock.h"
#include "engine/segment/esp-rule-json.h"
#include "store/esp-leads.h"

#include "temp-store.h"
#include "test-home.h"

#define N_LEADS 60

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  EspLeadFilter *filter;
  guint n_changed;
  guint n_failed;
} Fixture;

static gboolean
insert_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char *const cities[] = { "서울", "부산", "대구" };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_set_text (esp_lead_get_writable (lead, "city"), cities[i % 3]);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

static void
changed_cb (EspLeadFilter *filter, gboolean others, Fixture *fixture)
{
  fixture->n_changed++;
}

static void
failed_cb (EspLeadFilter *filter, const GError *error, Fixture *fixture)
{
  fixture->n_failed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = temp_folder_new ();
  fixture->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  fixture->store = temp_store_new (fixture->folder, fixture->clock);
  g_assert_true (esp_store_write (fixture->store, NULL, insert_cb, NULL, NULL, &error));
  fixture->filter = esp_lead_filter_new (fixture->store);
  g_signal_connect (fixture->filter, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->filter, "failed", G_CALLBACK (failed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  esp_store_close (fixture->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->filter);
  g_assert_finalize_object (fixture->store);
  temp_folder_free (fixture->folder);
  g_object_unref (fixture->clock);
}

static void
ask (Fixture *fixture, const char *city, const EspBitmap *base)
{
  g_autofree char *json =
    g_strdup_printf ("{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":["
                     "{\"kind\":\"attribute\",\"field\":\"city\",\"op\":\"is\",\"values\":[\"%s\"]}"
                     "]}}",
                     city);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRule) rule = esp_rule_parse_json (json, -1, &error);

  g_assert_no_error (error);
  esp_lead_filter_set (fixture->filter, rule, base);
}

static void
wait_until_changed (Fixture *fixture)
{
  guint n = fixture->n_changed;

  while (fixture->n_changed == n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_rule_and_base (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspBitmap) base = esp_bitmap_new_range (1, 9);

  ask (fixture, "서울", base);
  g_assert_true (esp_lead_filter_is_loading (fixture->filter));
  wait_until_changed (fixture);
  g_assert_false (esp_lead_filter_is_loading (fixture->filter));
  g_assert_cmpuint (esp_bitmap_count (esp_lead_filter_get_leads (fixture->filter)), ==, 3);
  g_assert_cmpint (esp_lead_filter_get_n_total (fixture->filter), ==, N_LEADS);
  /* Without a rule nobody has to wait. */
  esp_lead_filter_set (fixture->filter, NULL, base);
  g_assert_false (esp_lead_filter_is_loading (fixture->filter));
  g_assert_true (esp_bitmap_equal (esp_lead_filter_get_leads (fixture->filter), base));
  esp_lead_filter_set (fixture->filter, NULL, NULL);
  g_assert_null (esp_lead_filter_get_leads (fixture->filter));
  wait_until_changed (fixture);
}

static void
test_last_question (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "서울", NULL);
  ask (fixture, "부산", NULL);
  ask (fixture, "없는 도시", NULL);
  wait_until_changed (fixture);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_true (esp_bitmap_is_empty (esp_lead_filter_get_leads (fixture->filter)));
}

static void
test_follows_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ask (fixture, "서울", NULL);
  wait_until_changed (fixture);
  g_assert_cmpuint (esp_bitmap_count (esp_lead_filter_get_leads (fixture->filter)), ==,
                    N_LEADS / 3);
  g_assert_true (esp_store_write (fixture->store, NULL, insert_cb, NULL, NULL, &error));
  while (esp_bitmap_count (esp_lead_filter_get_leads (fixture->filter)) == N_LEADS / 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (esp_bitmap_count (esp_lead_filter_get_leads (fixture->filter)), ==,
                    2 * N_LEADS / 3);
}

static void
test_gone_field (Fixture *fixture, gconstpointer data)
{
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  EspCondition *condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, "no_such_field");
  g_autoptr (EspRule) rule = NULL;

  condition->op = ESP_OP_KNOWN;
  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (condition));
  rule = esp_rule_new (root);
  esp_lead_filter_set (fixture->filter, rule, NULL);
  while (fixture->n_failed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_changed, ==, 0);
  g_assert_false (esp_lead_filter_is_loading (fixture->filter));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/worker/lead-filter/rule-and-base", test_rule_and_base);
  ADD ("/worker/lead-filter/answers-the-last-question", test_last_question);
  ADD ("/worker/lead-filter/follows-changes", test_follows_changes);
  ADD ("/worker/lead-filter/says-that-a-field-is-gone", test_gone_field);
  return g_test_run ();
}
