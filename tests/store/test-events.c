/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of events: once per key, with what follows from them at once. */
#include "store/esp-consents.h"
#include "store/esp-events.h"
#include "store/esp-leads.h"
#include "store/esp-store.h"
#include "store/esp-suppressions.h"
#include "store/esp-timeline.h"

#include "temp-store.h"
#include "test-home.h"

#define AT_US G_GINT64_CONSTANT (1790000000000000)

static gboolean
insert_lead (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_new (fields);

  esp_value_set_text (esp_lead_get_writable (lead, "email"), "minji@example.com");
  return esp_lead_insert (tx, lead, error);
}

static gboolean
add_events (EspTx *tx, gpointer data, GError **error)
{
  EspEvent open = { .lead_id = 1,
                    .kind = (char *) "open",
                    .at_us = AT_US,
                    .dedupe_key = (char *) "k1" };
  EspEvent out = { .lead_id = 1, .kind = (char *) "unsubscribe", .at_us = AT_US + 1 };
  gboolean is_new;

  g_assert_true (esp_event_add (tx, &open, &is_new, error));
  g_assert_true (is_new);
  g_assert_true (esp_event_add (tx, &open, &is_new, error));
  g_assert_false (is_new);
  return esp_event_add (tx, &out, &is_new, error);
}

static gboolean
check (EspTx *tx, gpointer data, GError **error)
{
  g_autofree char *reason = NULL;
  g_autofree char *state = NULL;
  g_autoptr (GPtrArray) items = NULL;
  gint64 at_us, n_opened;

  g_assert_true (esp_suppression_reason (tx, 1, "email", &reason, &at_us, error));
  g_assert_cmpstr (reason, ==, "unsubscribed");
  g_assert_true (esp_consent_get_state (tx, 1, "email", "marketing", &state, &at_us, error));
  g_assert_cmpstr (state, ==, "withdrawn");
  g_assert_true (
    esp_db_query_int64 (esp_tx_get_db (tx), "SELECT n_opened FROM lead_stat", &n_opened, error));
  g_assert_cmpint (n_opened, ==, 1);
  items = esp_timeline_load (tx, &(EspTimelineQuery){ .lead_id = 1, .limit = 10 }, error);
  g_assert_cmpuint (items->len, ==, 3);
  g_assert_cmpstr (((EspTimelineItem *) items->pdata[2])->what, ==, "open");
  return TRUE;
}

static gboolean
add_bad_kind (EspTx *tx, gpointer data, GError **error)
{
  EspEvent event = { .lead_id = 1, .kind = (char *) "a b\"c", .at_us = AT_US };

  return esp_event_add (tx, &event, NULL, error);
}

static void
test_events (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (AT_US);
  g_autoptr (GError) error = NULL;
  EspStore *store = temp_store_new (folder, clock);

  g_assert_true (esp_store_write (store, NULL, insert_lead, NULL, NULL, &error));
  g_assert_true (esp_store_write (store, NULL, add_events, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, check, NULL, NULL, &error));
  g_assert_false (esp_store_write (store, NULL, add_bad_kind, NULL, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_assert_finalize_object (store);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/store/events/once-with-what-follows", test_events);
  return g_test_run ();
}
