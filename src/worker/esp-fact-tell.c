/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file of orders or ad spend is told as a whole: totals, gaps, guessed years, names that stand twice. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-fact-table.h"

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "engine/import/esp-fact-money.h"
#include "engine/insight/esp-buckets.h"

#include <string.h>

#define MAX_GAPS 50

/* Whether the rows add up to what the file says of itself; one of several totals is enough. */
static void
check_total (EspFactTable *self)
{
  g_autofree char *said = NULL;
  g_autofree char *sum = NULL;

  for (guint i = 0; i < self->totals->len; i++)
    if (g_array_index (self->totals, gint64, i) == self->sum)
      return;
  /* Of a file of which no row could be read, each row was told. */
  if (self->totals->len == 0 || self->is_mixed || self->currency[0] == '\0')
    return;
  said = esp_format_money (g_array_index (self->totals, gint64, 0), self->currency);
  sum = esp_format_money (self->sum, self->currency);
  esp_fact_table_add_problem (
    self, self->first_total_row, 0, TRUE,
    g_strdup_printf ("The file says %s in all, but its rows add up to %s%s", said, sum,
                     self->has_unread ? "; rows that could not be read are missing there" : ""));
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  const EspFactThing *first = *(EspFactThing *const *) a;
  const EspFactThing *second = *(EspFactThing *const *) b;
  int platforms = strcmp (first->spend.platform, second->spend.platform);

  if (platforms != 0)
    return platforms;
  return first->spend.day < second->spend.day ? -1 : first->spend.day > second->spend.day;
}

/* Rows of parts of a day became fewer; it is told which columns divided them. */
static void
tell_joined (EspFactTable *self)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < self->columns->n_columns; i++)
    if (self->columns->roles[i] == ESP_FACT_SPLIT)
      g_string_append_printf (names, "%s%.60s", names->len > 0 ? ", " : "",
                              self->columns->names[i]);
  if (self->n_joined > 0)
    esp_fact_table_add_problem (self, 0, 0, TRUE,
                                g_strdup_printf ("%" G_GINT64_FORMAT
                                                 " rows were added to others of the same ad and "
                                                 "day, divided by: %s",
                                                 self->n_joined, names->str));
}

static void
check_gaps (EspFactTable *self)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (self->things, NULL, NULL);
  guint n_gaps = 0;

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_days);
  for (guint i = 1; i < sorted->len && n_gaps < MAX_GAPS; i++)
    {
      const EspSpendRow *before = &((EspFactThing *) g_ptr_array_index (sorted, i - 1))->spend;
      const EspSpendRow *after = &((EspFactThing *) g_ptr_array_index (sorted, i))->spend;
      g_autofree char *first = esp_calendar_key (before->day + 1, "day");
      g_autofree char *last = esp_calendar_key (after->day - 1, "day");

      if (!g_str_equal (before->platform, after->platform) || after->day - before->day < 2)
        continue;
      n_gaps++;
      esp_fact_table_add_problem (self, 0, 0, TRUE,
                                  after->day - before->day == 2
                                    ? g_strdup_printf ("%s has no row for %s", before->platform,
                                                       first)
                                    : g_strdup_printf ("%s has no rows from %s to %s",
                                                       before->platform, first, last));
    }
}

/* The same name over two columns: what is in the second is not what the name says. */
static void
tell_doubles (EspFactTable *self)
{
  const EspFactColumns *columns = self->columns;

  for (guint i = 0; i < columns->n_columns; i++)
    for (guint role = 1; role < ESP_N_FACT_ROLES; role++)
      {
        int other = columns->column_of[role];

        if (columns->roles[i] != ESP_FACT_NONE || other < 0 || (guint) other >= i ||
            !g_str_equal (columns->names[i], columns->names[other]))
          continue;
        esp_fact_table_add_problem (self, 0, 0, TRUE,
                                    g_strdup_printf ("Two columns are called “%.60s”; the first of "
                                                     "them is taken",
                                                     columns->names[i]));
      }
}

static void
tell_years (EspFactTable *self)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (self->n_yearless == 0)
    return;
  first = esp_calendar_key (self->yearless_from, "day");
  last = esp_calendar_key (self->yearless_to, "day");
  esp_fact_table_add_problem (self, 0, 0, TRUE,
                              g_strdup_printf ("%" G_GINT64_FORMAT
                                               " rows name a day without its year; they were "
                                               "read as days from %s to %s",
                                               self->n_yearless, first, last));
}

/**
 * esp_fact_table_note_day:
 * @at_us: of the row
 *
 * Remembers a day whose year was found out.
 */
void
esp_fact_table_note_day (EspFactTable *self, gboolean is_yearless, gint64 at_us)
{
  int interval =
    g_time_zone_find_interval (self->options.zone, G_TIME_TYPE_UNIVERSAL, at_us / ESP_USEC_PER_SEC);
  gint64 offset = g_time_zone_get_offset (self->options.zone, interval);
  gint64 day;

  if (!is_yearless)
    return;
  /* Spend has days, orders have moments. */
  day =
    (at_us + (self->kind == ESP_FACT_ORDERS ? offset * ESP_USEC_PER_SEC : 0)) / ESP_USEC_PER_DAY;
  self->yearless_from = self->n_yearless == 0 ? day : MIN (self->yearless_from, day);
  self->yearless_to = self->n_yearless == 0 ? day : MAX (self->yearless_to, day);
  self->n_yearless++;
}

/**
 * esp_fact_table_note_money:
 * @amount: what the cell was read as, in minor units of @currency
 *
 * Remembers in which currency the file counts, and tells of an amount that may be meant otherwise.
 */
void
esp_fact_table_note_money (EspFactTable *self,
                           const EspCsvRow *row,
                           guint64 number,
                           gint64 amount,
                           const char *currency)
{
  const char *text =
    esp_fact_columns_get (self->columns, ESP_FACT_AMOUNT, row->cells, row->n_cells);
  g_autofree char *money = NULL;

  if (self->currency[0] == '\0')
    g_strlcpy (self->currency, currency, sizeof self->currency);
  self->is_mixed |= !g_str_equal (self->currency, currency);
  if (!esp_fact_money_is_doubtful (currency, text))
    return;
  money = esp_format_money (amount, currency);
  esp_fact_table_add_problem (
    self, number, row->line, TRUE,
    g_strdup_printf ("“%.60s” was read as %s; look whether that is what is meant", text, money));
}

/**
 * esp_fact_table_settle_refunds:
 *
 * Puts rows that give money back to the orders that they are of, wherever those stand in the file.
 */
void
esp_fact_table_settle_refunds (EspFactTable *self)
{
  for (guint i = 0; i < self->refunds->len; i++)
    {
      const EspFactThing *refund = g_ptr_array_index (self->refunds, i);
      EspFactThing *thing = g_hash_table_lookup (self->by_key, refund->order.order_id);
      EspOrderRow *order = thing != NULL ? &thing->order : NULL;

      if (order == NULL)
        esp_fact_table_add_problem (
          self, refund->row, refund->line, FALSE,
          g_strdup ("The amount is negative, and its order is not in the file; write a refund into "
                    "a column “refund_amount” (“환불금액”) of its order"));
      else if (!g_str_equal (refund->order.currency, order->currency) && order->has_amount)
        esp_fact_table_add_problem (self, refund->row, refund->line, FALSE,
                                    g_strdup_printf ("The refund is in %s, but its order in %s",
                                                     refund->order.currency, order->currency));
      else if (order->has_amount && order->refunded - refund->order.amount > order->amount)
        esp_fact_table_add_problem (self, refund->row, refund->line, FALSE,
                                    g_strdup ("More was refunded than the order amounts to"));
      else
        {
          order->refunded -= refund->order.amount;
          order->refunded_at_us = MAX (order->refunded_at_us, refund->order.at_us);
          g_hash_table_insert (self->owners, g_memdup2 (&refund->row, sizeof refund->row),
                               g_memdup2 (&thing->row, sizeof thing->row));
        }
    }
}

/* What a currency of the file amounts to, and what it was converted into. */
static void
tell_converted (EspFactTable *self)
{
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->things->len; i++)
    {
      const EspSpendRow *first = &((EspFactThing *) g_ptr_array_index (self->things, i))->spend;
      gint64 paid = 0, cost = 0, n = 0;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      if (g_str_equal (first->currency, self->options.currency) ||
          !g_hash_table_add (told, (gpointer) first->currency))
        continue;
      for (guint j = i; j < self->things->len; j++)
        {
          const EspSpendRow *row = &((EspFactThing *) g_ptr_array_index (self->things, j))->spend;
          gboolean is_of_it = g_str_equal (row->currency, first->currency);

          paid += is_of_it ? row->paid : 0;
          cost += is_of_it ? row->cost : 0;
          n += is_of_it;
        }
      before = esp_format_money (paid, first->currency);
      after = esp_format_money (cost, self->options.currency);
      esp_fact_table_add_problem (self, 0, 0, TRUE,
                                  g_strdup_printf ("%s of %" G_GINT64_FORMAT
                                                   " days of ads were converted into %s, by the "
                                                   "rates in the settings of the workspace",
                                                   before, n, after));
    }
}

/**
 * esp_fact_table_tell:
 *
 * Tells what is to be said of the file as a whole, once all of it was read.
 */
void
esp_fact_table_tell (EspFactTable *self)
{
  check_total (self);
  tell_doubles (self);
  tell_years (self);
  if (self->kind == ESP_FACT_SPEND)
    {
      tell_converted (self);
      tell_joined (self);
      check_gaps (self);
    }
}
