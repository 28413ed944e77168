/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings files of orders and ad spend into the workspace: each once, wrong rows told one by one. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-fact-import.h"

#include "base/esp-format.h"
#include "engine/import/esp-fact-money.h"
#include "engine/insight/esp-question-time.h"
#include "store/esp-events.h"
#include "store/esp-insight-queries.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "worker/esp-fact-table.h"
#include "worker/esp-import-table.h"

#define MAX_FILE_BYTES (512 * 1024 * 1024)
#define THINGS_PER_BATCH 2000

/* What a currency of a file of orders amounts to. */
typedef struct
{
  char currency[4];
  gint64 n;
  gint64 paid;
  gint64 amount;
} Converted;

typedef struct
{
  EspStore *store;
  const EspFactImportOptions *options;
  GCancellable *cancellable; /* (unowned) (nullable) */
  EspFactTable table;
  EspFactImportResult result;
  GTimeZone *zone; /* (owned) */
  char *zone_name;
  char *region;
  char *currency;
  EspExchangeRates *rates; /* (owned) */
  GArray *converted;       /* (owned) of Converted: of new orders */
  char *name;              /* (owned) of the file, for the history */
  gint64 campaign_id;      /* all of it belongs to; 0: each row says */
  guint first;             /* of the batch */
  guint end;
} Import;

static void
import_clear (Import *self)
{
  esp_fact_table_clear (&self->table);
  esp_fact_import_result_clear (&self->result);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->zone_name);
  g_free (self->region);
  g_free (self->currency);
  g_clear_pointer (&self->rates, esp_exchange_rates_free);
  g_clear_pointer (&self->converted, g_array_unref);
  g_free (self->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

/**
 * esp_fact_import_result_clear:
 */
void
esp_fact_import_result_clear (EspFactImportResult *self)
{
  g_clear_pointer (&self->sheets, g_strfreev);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->columns, esp_fact_columns_free);
}

static gboolean
load_settings (EspTx *tx, gpointer data, GError **error)
{
  Import *self = data;
  g_autofree char *rates = NULL;

  self->zone_name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  self->region =
    self->zone_name != NULL ? esp_meta_get_text (tx, ESP_META_COUNTRY, "KR", error) : NULL;
  self->currency =
    self->region != NULL ? esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error) : NULL;
  rates =
    self->currency != NULL ? esp_meta_get_text (tx, ESP_META_EXCHANGE_RATES, "", error) : NULL;
  self->rates = rates != NULL ? esp_exchange_rates_parse (rates, error) : NULL;
  if (self->rates == NULL)
    return FALSE;
  return self->options->campaign == NULL ||
         esp_insight_find_campaign (tx, self->options->campaign, &self->campaign_id, error);
}

static gboolean
find_lead (EspTx *tx, const EspOrderRow *row, gint64 *out_id, GError **error)
{
  *out_id = 0;
  if (row->email != NULL && !esp_lead_find (tx, "email", row->email, out_id, error))
    return FALSE;
  if (*out_id == 0 && row->external_id != NULL &&
      !esp_lead_find (tx, "external_id", row->external_id, out_id, error))
    return FALSE;
  return *out_id != 0 || row->phone == NULL ||
         esp_lead_find (tx, "phone", row->phone, out_id, error);
}

/* A campaign of ours by the name that the row has; 0 when none is called so. */
static gboolean
find_campaign (Import *self, EspTx *tx, const char *name, gint64 *out_id, GError **error)
{
  *out_id = self->campaign_id;
  if (self->campaign_id != 0 || name == NULL || name[0] == '\0')
    return TRUE;
  return esp_spend_find_campaign (tx, name, out_id, error);
}

static void
refuse (Import *self, const EspFactThing *thing, char *reason)
{
  esp_fact_table_add_problem (&self->table, thing->row, thing->line, FALSE, reason);
}

static void
fill_order (const EspFactThing *thing, EspOrder *order)
{
  const EspOrderRow *row = &thing->order;

  order->order_id = g_strdup (row->order_id);
  order->at_us = row->at_us;
  order->amount = row->has_amount ? row->amount : thing->items_sum;
  order->refunded = row->is_refunded && row->refunded == 0 ? order->amount : row->refunded;
  if (row->is_cancelled)
    order->refunded = order->amount;
  order->refunded_at_us = row->refunded_at_us;
  order->status = g_strdup (row->is_cancelled     ? ESP_ORDER_CANCELLED
                            : order->refunded > 0 ? ESP_ORDER_REFUNDED
                                                  : ESP_ORDER_PAID);
  if (thing->items != NULL)
    {
      g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), thing->items);

      order->items = json_to_string (node, FALSE);
    }
}

/* Puts an order into the currency of the workspace by the rate of its day; what was paid is kept beside it. A refund is
 * the same share of either, so that an order that was given back leaves nothing. */
static gboolean
convert_order (Import *self, const EspFactThing *thing, EspOrder *order)
{
  const char *currency = thing->order.currency[0] != '\0' ? thing->order.currency : self->currency;
  EspFactMoney money = { .paid = order->amount };
  g_autofree char *written = NULL;
  char *reason;

  order->currency = g_strdup (self->currency);
  if (g_str_equal (currency, self->currency))
    return TRUE;
  g_strlcpy (money.currency, currency, sizeof money.currency);
  written = esp_format_money (order->amount, currency);
  reason = esp_fact_convert_money (&self->table.options,
                                   esp_insight_day_of (order->at_us, self->zone), written, &money);
  if (reason != NULL)
    {
      refuse (self, thing, reason);
      return FALSE;
    }
  order->paid_currency = g_strdup (currency);
  order->paid = order->amount;
  order->paid_refunded = order->refunded;
  order->amount = money.minor;
  order->refunded = esp_order_share (order, order->paid_refunded);
  return TRUE;
}

static void
note_converted (Import *self, const EspOrder *order)
{
  Converted *sum = NULL;

  for (guint i = 0; i < self->converted->len; i++)
    if (g_str_equal (g_array_index (self->converted, Converted, i).currency, order->paid_currency))
      sum = &g_array_index (self->converted, Converted, i);
  if (sum == NULL)
    {
      g_array_set_size (self->converted, self->converted->len + 1);
      sum = &g_array_index (self->converted, Converted, self->converted->len - 1);
      g_strlcpy (sum->currency, order->paid_currency, sizeof sum->currency);
    }
  sum->n++;
  sum->paid += order->paid;
  sum->amount += order->amount;
}

/* What a currency of the file amounts to, and what it was converted into. */
static void
tell_converted (Import *self)
{
  for (guint i = 0; i < self->converted->len; i++)
    {
      const Converted *sum = &g_array_index (self->converted, Converted, i);
      g_autofree char *before = esp_format_money (sum->paid, sum->currency);
      g_autofree char *after = esp_format_money (sum->amount, self->currency);

      esp_fact_table_add_problem (&self->table, 0, 0, TRUE,
                                  g_strdup_printf ("%s of %" G_GINT64_FORMAT
                                                   " orders were converted into %s, by the rates "
                                                   "in the settings of the workspace",
                                                   before, sum->n, after));
    }
}

static gboolean
apply_order (Import *self, EspTx *tx, const EspFactThing *thing, GError **error)
{
  g_auto (EspOrder) order = { 0 };
  EspOrderOutcome outcome;

  if (!thing->order.has_amount && !thing->order.has_price && thing->items_sum == 0)
    {
      refuse (self, thing, g_strdup ("The row does not say how much the order was"));
      return TRUE;
    }
  fill_order (thing, &order);
  if (!convert_order (self, thing, &order))
    return TRUE;
  if (!find_lead (tx, &thing->order, &order.lead_id, error) ||
      !find_campaign (self, tx, thing->order.campaign, &order.campaign_id, error))
    return FALSE;
  if (order.lead_id == 0)
    {
      refuse (self, thing,
              g_strdup_printf ("There is no lead “%s”; import the lead first",
                               thing->order.email != NULL         ? thing->order.email
                               : thing->order.external_id != NULL ? thing->order.external_id
                                                                  : thing->order.phone));
      return TRUE;
    }
  if (!(self->options->is_dry_run ? esp_order_look (tx, &order, &outcome, error)
                                  : esp_order_put (tx, &order, &outcome, error)))
    return FALSE;
  if (outcome == ESP_ORDER_NEW && order.paid_currency != NULL)
    note_converted (self, &order);
  self->result.n_new += outcome == ESP_ORDER_NEW;
  self->result.n_changed += outcome == ESP_ORDER_CHANGED;
  self->result.n_known += outcome == ESP_ORDER_KNOWN;
  if (outcome == ESP_ORDER_CONFLICT)
    refuse (self, thing,
            g_strdup_printf ("The order “%.60s” is there with another buyer or amount; it is left "
                             "as "
                             "it is",
                             order.order_id));
  return TRUE;
}

static gboolean
apply_spend (Import *self, EspTx *tx, const EspFactThing *thing, GError **error)
{
  const EspSpendRow *row = &thing->spend;
  EspSpend spend = { row->platform,
                     row->account,
                     row->campaign,
                     row->ad_group,
                     row->creative,
                     row->day,
                     self->currency,
                     row->cost,
                     row->impressions,
                     row->clicks,
                     row->conversions,
                     row->value,
                     0,
                     NULL,
                     0,
                     0 };
  EspSpendOutcome outcome;

  if (!g_str_equal (row->currency, self->currency))
    {
      spend.paid_currency = (char *) row->currency;
      spend.paid = row->paid;
      spend.paid_value = row->paid_value;
    }

  if (!find_campaign (self, tx, row->campaign, &spend.campaign_id, error) ||
      !(self->options->is_dry_run ? esp_spend_find (tx, &spend, &outcome, error)
                                  : esp_spend_put (tx, &spend, &outcome, error)))
    return FALSE;
  self->result.n_linked += spend.campaign_id != 0;
  self->result.n_new += outcome == ESP_SPEND_NEW;
  self->result.n_changed += outcome == ESP_SPEND_CHANGED;
  self->result.n_known += outcome == ESP_SPEND_SAME;
  return TRUE;
}

static gboolean
apply_all (EspTx *tx, gpointer data, GError **error)
{
  Import *self = data;

  for (guint i = self->first; i < self->end; i++)
    {
      const EspFactThing *thing = g_ptr_array_index (self->table.things, i);

      if (!(self->table.kind == ESP_FACT_ORDERS ? apply_order (self, tx, thing, error)
                                                : apply_spend (self, tx, thing, error)))
        return FALSE;
    }
  return TRUE;
}

/* Nobody else writes meanwhile, so the new events are those beyond what was the last. */
static gboolean
apply_batch (EspTx *tx, gpointer data, GError **error)
{
  gint64 before, after;

  if (!esp_event_get_last_id (tx, &before, error) || !apply_all (tx, data, error) ||
      !esp_event_get_last_id (tx, &after, error))
    return FALSE;
  return after == before || esp_history_add_made (tx, ESP_MADE_EVENTS, before + 1, after, error);
}

/* The entry counts orders, or days of ads, and not what followed from them. */
static gboolean
count_all (EspTx *tx, gpointer data, GError **error)
{
  const Import *self = data;

  return esp_history_set_count (tx, self->result.history_id,
                                self->result.n_new + self->result.n_changed, error);
}

static gboolean
run_batches (Import *self, GError **error)
{
  for (guint i = 0; i < self->table.things->len; i += THINGS_PER_BATCH)
    {
      EspOperation operation = { .kind = "import",
                                 .summary = self->name,
                                 .history_id = self->result.history_id,
                                 .is_large = TRUE };
      gint64 before = self->result.n_new + self->result.n_changed;
      gint64 history_id = 0;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      self->first = i;
      self->end = MIN (i + THINGS_PER_BATCH, self->table.things->len);
      if (self->options->is_dry_run)
        {
          if (!esp_store_read (self->store, ESP_READ_LONG, apply_all, self, NULL, error))
            return FALSE;
          continue;
        }
      if (!esp_store_write (self->store, &operation, apply_batch, self, &history_id, error))
        return FALSE;
      if (self->result.n_new + self->result.n_changed > before)
        self->result.history_id = history_id;
    }
  return self->result.history_id == 0 ||
         esp_store_write (self->store, NULL, count_all, self, NULL, error);
}

static int
compare_problems (gconstpointer a, gconstpointer b)
{
  const EspFactProblem *first = *(EspFactProblem *const *) a;
  const EspFactProblem *second = *(EspFactProblem *const *) b;

  return first->row < second->row ? -1 : first->row > second->row;
}

static void
settle (Import *self)
{
  self->result.n_rows = self->table.n_rows;
  self->result.n_errors = self->table.n_errors;
  g_ptr_array_sort (self->table.problems, compare_problems);
  self->result.problems = g_steal_pointer (&self->table.problems);
  self->result.columns = g_steal_pointer (&self->table.columns);
}

/* A workbook as delimited text; anything else as it is. */
static char *
find_table (Import *self, const char *path, GError **error)
{
  g_autoptr (EspImportTable) table = NULL;

  if (!esp_import_table_prepare (path, self->options->sheet, self->cancellable, &table, error))
    return NULL;
  if (table == NULL)
    return g_strdup (path);
  g_strfreev (self->result.sheets);
  self->result.sheets = g_strdupv (table->sheets);
  self->result.sheet = table->sheet;
  return g_strdup (table->path);
}

static GBytes *
load_file (Import *self, const char *path, GError **error)
{
  g_autofree char *table = find_table (self, path, error);
  g_autoptr (GFile) file = table != NULL ? g_file_new_for_path (table) : NULL;
  g_autoptr (GFileInfo) info = NULL;

  if (file == NULL)
    return NULL;
  info =
    g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, error);
  if (info == NULL)
    return NULL;
  if (g_file_info_get_size (info) > MAX_FILE_BYTES)
    {
      g_set_error (error, ESP_FACT_ERROR, ESP_FACT_ERROR_COLUMNS,
                   "The file is larger than %d MB; split it", MAX_FILE_BYTES / 1024 / 1024);
      return NULL;
    }
  self->name = g_path_get_basename (path);
  return g_file_load_bytes (file, NULL, NULL, error);
}

/* Rows that stay out, for nobody else to read. */
static gboolean
write_rejects (Import *self, GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) rejects = NULL;

  if (self->options->rejects_path == NULL || g_hash_table_size (self->table.refused) == 0)
    return TRUE;
  rejects = esp_fact_table_make_rejects (&self->table, bytes, error);
  return rejects != NULL &&
         g_file_set_contents_full (self->options->rejects_path, g_bytes_get_data (rejects, NULL),
                                   (gssize) g_bytes_get_size (rejects),
                                   G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* Columns can be given another meaning by hand, when they are known at all. */
static gboolean
read_table (Import *self, GBytes *bytes, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (esp_fact_table_read (&self->table, bytes, &self->result.encoding, &problem))
    return TRUE;
  if (!self->options->is_lenient || self->table.columns == NULL ||
      !g_error_matches (problem, ESP_FACT_ERROR, ESP_FACT_ERROR_COLUMNS))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  g_ptr_array_set_size (self->table.things, 0);
  esp_fact_table_add_problem (&self->table, 0, 0, FALSE, g_strdup (problem->message));
  return TRUE;
}

/**
 * esp_fact_import_run:
 * @path: a file of delimited text in any encoding that we know, or a workbook (XLSX)
 * @cancellable: (nullable): what came in before can be undone
 * @out_result: (out caller-allocates): to be cleared; left alone on failure
 *
 * Adds the orders, or the days of ads, of a file. An order that is there already is not added again; a day
 * that is told again is replaced. All of it is one entry of the history. Blocks; call it away from the main
 * thread.
 */
gboolean
esp_fact_import_run (EspStore *store,
                     const char *path,
                     const EspFactImportOptions *options,
                     GCancellable *cancellable,
                     EspFactImportResult *out_result,
                     GError **error)
{
  g_auto (Import) self = { .store = store, .options = options, .cancellable = cancellable };
  g_autoptr (GBytes) bytes = NULL;

  if (!esp_fact_mapping_check (options->kind, options->mapping, error) ||
      !esp_store_read (store, ESP_READ_PAGE, load_settings, &self, NULL, error))
    return FALSE;
  bytes = load_file (&self, path, error);
  if (bytes == NULL)
    return FALSE;
  self.zone = g_time_zone_new_identifier (self.zone_name);
  if (self.zone == NULL)
    self.zone = g_time_zone_new_utc ();
  self.table.kind = options->kind;
  self.table.mapping = options->mapping;
  self.table.has_rejects = options->rejects_path != NULL;
  self.table.options =
    (EspFactRowOptions){ .zone = self.zone,
                         .now_us = esp_clock_now_us (esp_store_get_clock (store)),
                         .currency = self.currency,
                         .rates = self.rates,
                         .region = self.region,
                         .platform = options->platform };
  self.converted = g_array_new (FALSE, TRUE, sizeof (Converted));
  if (!read_table (&self, bytes, error) || !run_batches (&self, error))
    return FALSE;
  tell_converted (&self);
  if (!write_rejects (&self, bytes, error))
    return FALSE;
  settle (&self);
  *out_result = self.result;
  self.result = (EspFactImportResult){ 0 };
  return TRUE;
}
