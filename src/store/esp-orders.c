/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders with their line items and refunds: each number of an order once, and as an event of its lead. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-orders.h"

#include "base/esp-format.h"
#include "store/esp-events.h"

#include <json-glib/json-glib.h>
#include <math.h>

/**
 * esp_order_clear:
 */
void
esp_order_clear (EspOrder *self)
{
  g_clear_pointer (&self->order_id, g_free);
  g_clear_pointer (&self->currency, g_free);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->items, g_free);
  g_clear_pointer (&self->paid_currency, g_free);
}

/**
 * esp_order_share:
 * @order: one that was converted
 * @paid: of what was paid, in the currency that it was paid in
 *
 * Returns: as much of the amount, in minor units of the order's currency
 */
gint64
esp_order_share (const EspOrder *order, gint64 paid)
{
  if (paid == order->paid || order->paid == 0)
    return paid == 0 ? 0 : order->amount;
  return (gint64) llround ((double) order->amount * (double) paid / (double) order->paid);
}

/* What is kept of an order. */
typedef struct
{
  gboolean is_there;
  gboolean is_same;   /* lead, amount and currency, as they were paid */
  gint64 amount;      /* as it was converted then: other rates since do not change it */
  gint64 refunded;    /* of that */
  gint64 paid_before; /* refunded, as it was paid */
} Known;

static gboolean
find (EspTx *tx, const EspOrder *order, Known *out_known, GError **error)
{
  static const char sql_find[] =
    "SELECT coalesce (lead_id, 0) = ?2 AND iif (paid_currency IS NULL, amount, paid) = ?3"
    " AND coalesce (paid_currency, currency) = ?4, amount, refunded,"
    " iif (paid_currency IS NULL, refunded, paid_refunded) FROM purchase"
    " WHERE external_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  *out_known = (Known){ 0 };
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, order->order_id);
  esp_stmt_bind_int64 (stmt, 2, order->lead_id);
  esp_stmt_bind_int64 (stmt, 3, order->paid_currency != NULL ? order->paid : order->amount);
  esp_stmt_bind_text (stmt, 4,
                      order->paid_currency != NULL ? order->paid_currency : order->currency);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_known = (Known){ TRUE, esp_stmt_int64 (stmt, 0) != 0, esp_stmt_int64 (stmt, 1),
                          esp_stmt_int64 (stmt, 2), esp_stmt_int64 (stmt, 3) };
  return step != ESP_STEP_ERROR;
}

static EspOrderOutcome
judge (const EspOrder *order, const Known *known)
{
  if (!known->is_there)
    return ESP_ORDER_NEW;
  if (!known->is_same)
    return ESP_ORDER_CONFLICT;
  return (order->paid_currency != NULL ? order->paid_refunded : order->refunded) >
             known->paid_before
           ? ESP_ORDER_CHANGED
           : ESP_ORDER_KNOWN;
}

/**
 * esp_order_look:
 *
 * Tells what esp_order_put() would do.
 */
gboolean
esp_order_look (EspTx *tx, const EspOrder *order, EspOrderOutcome *out_outcome, GError **error)
{
  Known known;

  if (!find (tx, order, &known, error))
    return FALSE;
  *out_outcome = judge (order, &known);
  return TRUE;
}

static void
add_amount (JsonBuilder *builder, const char *name, gint64 minor, const char *currency)
{
  double scale = 1;

  for (guint i = 0; i < esp_currency_exponent (currency); i++)
    scale *= 10;
  json_builder_set_member_name (builder, name);
  if (minor % (gint64) scale == 0)
    json_builder_add_int_value (builder, minor / (gint64) scale);
  else
    json_builder_add_double_value (builder, (double) minor / scale);
}

static char *
make_props (const EspOrder *order, gint64 amount, gint64 paid, gboolean with_items)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  JsonNode *items = NULL;

  json_builder_begin_object (builder);
  add_amount (builder, "amount", amount, order->currency);
  json_builder_set_member_name (builder, "currency");
  json_builder_add_string_value (builder, order->currency);
  if (order->paid_currency != NULL)
    {
      add_amount (builder, "paid", paid, order->paid_currency);
      json_builder_set_member_name (builder, "paid_currency");
      json_builder_add_string_value (builder, order->paid_currency);
    }
  json_builder_set_member_name (builder, "order_id");
  json_builder_add_string_value (builder, order->order_id);
  if (with_items && order->items != NULL)
    items = json_from_string (order->items, NULL);
  if (items != NULL)
    {
      json_builder_set_member_name (builder, "items");
      json_builder_add_value (builder, items);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* @known: (nullable): of a refund what was refunded before; @at_us: of a refund; 0: with the order */
static gboolean
tell (EspTx *tx, const EspOrder *order, const Known *known, gint64 at_us, GError **error)
{
  gboolean is_refund = known != NULL;
  g_autofree char *props = is_refund ? make_props (order, order->refunded - known->refunded,
                                                   order->paid_refunded - known->paid_before, FALSE)
                                     : make_props (order, order->amount, order->paid, TRUE);
  g_autofree char *key =
    is_refund ? g_strdup_printf ("refund:%s:%" G_GINT64_FORMAT, order->order_id, order->refunded)
              : g_strdup_printf ("order:%s", order->order_id);
  EspEvent event = { .lead_id = order->lead_id,
                     .kind = (char *) (is_refund ? ESP_EVENT_REFUND : ESP_EVENT_ORDER),
                     .at_us = order->at_us,
                     .campaign_id = order->campaign_id,
                     .props = props,
                     .dedupe_key = key };

  if (is_refund && at_us != 0)
    event.at_us = at_us;
  return esp_event_add (tx, &event, NULL, error);
}

static gboolean
write_row (EspTx *tx, const EspOrder *order, GError **error)
{
  static const char sql_put[] =
    "INSERT INTO purchase (lead_id, external_id, at, amount, currency, status, campaign_id, items,"
    " refunded, paid_currency, paid, paid_refunded)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif (?7, 0), ?8, ?9, ?10, ?11, ?12)"
    " ON CONFLICT (external_id) DO UPDATE SET status = excluded.status,"
    " refunded = excluded.refunded, paid_refunded = excluded.paid_refunded,"
    " items = coalesce (excluded.items, items)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_put, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, order->lead_id);
  esp_stmt_bind_text (stmt, 2, order->order_id);
  esp_stmt_bind_int64 (stmt, 3, order->at_us);
  esp_stmt_bind_int64 (stmt, 4, order->amount);
  esp_stmt_bind_text (stmt, 5, order->currency);
  esp_stmt_bind_text (stmt, 6, order->status);
  esp_stmt_bind_int64 (stmt, 7, order->campaign_id);
  esp_stmt_bind_text (stmt, 8, order->items);
  esp_stmt_bind_int64 (stmt, 9, order->refunded);
  esp_stmt_bind_text (stmt, 10, order->paid_currency);
  esp_stmt_bind_int64 (stmt, 11, order->paid);
  esp_stmt_bind_int64 (stmt, 12, order->paid_refunded);
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_ORDER, order->lead_id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_order_put:
 *
 * Keeps an order and tells it as an event of its lead, a refund as another. The same number again only
 * adds what was refunded since. An order that comes in cancelled is kept, but is no revenue. A refund
 * without a day counts with its order if it came in with it, else when it was heard of. One that was converted
 * keeps the rate that it came in with.
 */
gboolean
esp_order_put (EspTx *tx, const EspOrder *said, EspOrderOutcome *out_outcome, GError **error)
{
  const EspOrder *order = said;
  gboolean is_cancelled = g_str_equal (order->status, ESP_ORDER_CANCELLED);
  gint64 refunded_at_us = order->refunded_at_us;
  EspOrder kept;
  Known known;

  if (!esp_tx_require_write (tx, error) || !find (tx, order, &known, error))
    return FALSE;
  *out_outcome = judge (order, &known);
  if (*out_outcome == ESP_ORDER_CHANGED && order->paid_currency != NULL)
    {
      kept = *said; /* what it holds is unowned */
      kept.amount = known.amount;
      kept.refunded = esp_order_share (&kept, kept.paid_refunded);
      order = &kept;
    }
  if (*out_outcome == ESP_ORDER_KNOWN || *out_outcome == ESP_ORDER_CONFLICT)
    return TRUE;
  if (!write_row (tx, order, error))
    return FALSE;
  if (*out_outcome == ESP_ORDER_NEW && is_cancelled)
    return TRUE;
  if (*out_outcome == ESP_ORDER_NEW && !tell (tx, order, NULL, 0, error))
    return FALSE;
  if (refunded_at_us == 0 && *out_outcome != ESP_ORDER_NEW)
    refunded_at_us = esp_tx_get_now_us (tx);
  return order->refunded == known.refunded || tell (tx, order, &known, refunded_at_us, error);
}
