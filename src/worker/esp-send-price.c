/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one message of a send costs: by the price of its channel, and for texts by kind and segments of what people get. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-price.h"

#include "store/esp-lead-set.h"
#include "store/esp-ledger.h"
#include "store/esp-messages.h"
#include "worker/esp-text-cost.h"

#include <json-glib/json-glib.h>
#include <math.h>

/* So many copies of a text are made, of people who stand evenly apart: the rest costs what they cost on average. */
#define SAMPLE 64
#define MAX_PRICE 1e9

static double
read_price (const char *settings, const char *name)
{
  g_autoptr (JsonNode) root = json_from_string (settings, NULL);
  JsonNode *node = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                     ? json_object_get_member (json_node_get_object (root), name)
                     : NULL;
  double price;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return 0;
  price = json_node_get_value_type (node) == G_TYPE_STRING
            ? g_ascii_strtod (json_node_get_string (node), NULL)
            : json_node_get_double (node);
  return isfinite (price) && price > 0 && price < MAX_PRICE ? price : 0;
}

/* The price of any message of the channel; for texts without a message yet that of its first kind that has one. */
static double
find_listed (const EspSendPlan *plan)
{
  static const char *const members[] = { "price",     "price-sms",      "price-lms",
                                         "price-mms", "price-alimtalk", "price-brand" };
  double found = 0;

  for (guint i = 0; plan->channel != NULL && found <= 0 && i < G_N_ELEMENTS (members); i++)
    found = read_price (plan->channel->settings, members[i]);
  return found;
}

static EspBitmap *
sample_people (const EspBitmap *people)
{
  guint64 n = esp_bitmap_count (people);
  guint64 n_sample = MIN (n, SAMPLE);
  EspBitmap *sample = esp_bitmap_new ();
  guint32 id;

  for (guint64 i = 0; i < n_sample; i++)
    if (esp_bitmap_select (people, i * n / n_sample, &id))
      esp_bitmap_add (sample, id);
  return sample;
}

/* 0: it is no text, its channel names no prices, or nobody's copy can be made; the checks say why. */
static double
price_text (EspTx *tx, const EspSendPlan *plan, const EspBitmap *people)
{
  EspTextSource source = { .message_id = plan->send->message_id,
                           .version = (int) plan->send->message_version,
                           .channel = plan->channel };
  g_autofree char *medium = esp_message_dup_channel (tx, source.message_id, NULL);
  g_autoptr (EspTextComposer) composer = medium != NULL && esp_text_doc_is_text (medium)
                                           ? esp_text_composer_load (tx, &source, NULL)
                                           : NULL;
  g_autoptr (EspBitmap) sample = NULL;
  g_autoptr (EspTextCost) cost = NULL;
  guint64 n_made = 0;

  if (composer == NULL)
    return 0;
  sample = sample_people (people);
  cost = esp_text_cost_new (tx, composer, sample, NULL);
  for (guint i = 0; cost != NULL && i < ESP_N_PRICES; i++)
    n_made += esp_text_cost_count (cost, (EspPriceClass) i);
  return n_made > 0 ? cost->cost / (double) n_made : 0;
}

/**
 * esp_send_price_estimate:
 * @people: who get it
 *
 * A text is paid by its kind and segments, which differ from person to person: for a reading transaction.
 *
 * Returns: what one of the messages costs on average, in the currency of the workspace; 0: free or not known
 */
double
esp_send_price_estimate (EspTx *tx, const EspSendPlan *plan, const EspBitmap *people)
{
  double price = 0;

  if (plan->send != NULL && plan->send->message_id != 0 && plan->channel != NULL)
    price = price_text (tx, plan, people);
  return price > 0 && price < MAX_PRICE ? price : find_listed (plan);
}

/* @out_is_known: whether the ledger knows what every message cost that was taken */
static gboolean
read_ledger (EspTx *tx, gint64 send_id, double *out_price, gboolean *out_is_known, GError **error)
{
  double sum = 0;
  gint64 n = 0;
  gint64 n_sent = 0;

  if (!esp_ledger_sum_prices (tx, send_id, &sum, &n, &n_sent, error))
    return FALSE;
  *out_is_known = n > 0 && n == n_sent;
  if (*out_is_known)
    *out_price = sum / (double) n;
  return TRUE;
}

/**
 * esp_send_price_load_left:
 *
 * The same of a send that has left: what its messages did cost, as each was made; for those whose price was
 * not written down, by those who got it. A send whose message or channel is gone costs nothing that
 * is known.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_send_price_load_left (EspTx *tx, gint64 send_id, double *out_price, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send_id, &trouble);
  g_autoptr (EspBitmap) people = NULL;
  EspLeadSet set = { .kind = ESP_LEAD_SET_SENT, .send_id = send_id };
  gboolean is_known = FALSE;

  *out_price = 0;
  if (plan == NULL && (g_error_matches (trouble, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID) ||
                       g_error_matches (trouble, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND)))
    return TRUE;
  if (plan == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (find_listed (plan) <= 0)
    return TRUE;
  if (!read_ledger (tx, send_id, out_price, &is_known, error) || is_known)
    return is_known;
  set.campaign_id = plan->send->campaign_id;
  people = esp_lead_set_load (tx, &set, error);
  if (people == NULL)
    return FALSE;
  *out_price = esp_send_price_estimate (tx, plan, people);
  return TRUE;
}
