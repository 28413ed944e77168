/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a lead paid follows the orders: added, undone, merged, counted in another currency. */
#include "store/esp-events.h"
#include "store/esp-history.h"
#include "store/esp-leads.h"
#include "store/esp-merge.h"
#include "store/esp-meta.h"

#include "base/esp-clock.h"

#include "temp-store.h"

typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
} Fixture;

typedef struct
{
  gint64 lead_id;
  const char *text;
  gint64 number;
} Act;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = temp_folder_new ();
  self->clock = esp_clock_new_fake (G_GINT64_CONSTANT (1790000000000000));
  self->store = temp_store_new (self->folder, self->clock);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->store);
  temp_folder_free (self->folder);
  g_object_unref (self->clock);
}

static gboolean
add_leads_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return esp_meta_set_text (tx, ESP_META_CURRENCY, "KRW", error);
}

static gboolean
order_cb (EspTx *tx, gpointer data, GError **error)
{
  const Act *act = data;
  EspEvent event = { .lead_id = act->lead_id,
                     .kind = (char *) ESP_EVENT_ORDER,
                     .at_us = esp_tx_get_now_us (tx),
                     .props = (char *) act->text };

  return esp_event_add (tx, &event, NULL, error);
}

static gboolean
currency_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_CURRENCY, ((const Act *) data)->text, error);
}

static gboolean
merge_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) keep = esp_lead_load (tx, fields, 1, error);
  EspMergeResult result;

  return keep != NULL && esp_merge_leads (tx, 2, keep, &result, error);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char sql_look[] = "SELECT revenue FROM lead_stat WHERE lead_id = ?1";
  Act *act = data;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_look, error);

  esp_stmt_bind_int64 (stmt, 1, act->lead_id);
  act->number = esp_stmt_step (stmt, error) == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : -1;
  return TRUE;
}

static void
act (Fixture *self, EspStoreFunc func, gint64 lead_id, const char *text)
{
  static const EspOperation operation = { .kind = "test" };
  g_autoptr (GError) error = NULL;
  Act what = { lead_id, text, 0 };

  esp_store_write (self->store, &operation, func, &what, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_paid (Fixture *self, gint64 lead_id, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  Act what = { lead_id, NULL, 0 };

  esp_store_read (self->store, ESP_READ_PAGE, look_cb, &what, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (what.number, ==, expected);
}

static void
test_follows_orders (Fixture *self, gconstpointer data)
{
  act (self, add_leads_cb, 0, NULL);
  act (self, order_cb, 1, "{\"amount\":39000}");
  act (self, order_cb, 1, "{\"amount\":\"1000\"}");
  act (self, order_cb, 1, "{\"amount\":-500}"); /* money given back */
  act (self, order_cb, 1, "{\"amount\":\"much\"}");
  act (self, order_cb, 1, "{\"amount\":null}");
  act (self, order_cb, 1, NULL);
  act (self, order_cb, 2, "{\"amount\":19.99}");
  assert_paid (self, 1, 39500);
  assert_paid (self, 2, 20);
  act (self, currency_cb, 0, "USD");
  assert_paid (self, 1, 3950000);
  assert_paid (self, 2, 1999);
  act (self, order_cb, 2, "{\"amount\":0.01}");
  assert_paid (self, 2, 2000);
  act (self, merge_cb, 0, NULL);
  assert_paid (self, 1, 3952000);
}

static void
test_one_order_cannot_overflow (Fixture *self, gconstpointer data)
{
  act (self, add_leads_cb, 0, NULL);
  for (guint i = 0; i < 20; i++)
    act (self, order_cb, 1, "{\"amount\":1e300}");
  assert_paid (self, 1, G_GINT64_CONSTANT (20) * 90000000000000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/revenue/follows-orders", Fixture, NULL, set_up, test_follows_orders,
              tear_down);
  g_test_add ("/store/revenue/one-order-cannot-overflow", Fixture, NULL, set_up,
              test_one_order_cannot_overflow, tear_down);
  return g_test_run ();
}
