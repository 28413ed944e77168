/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one row of a file of orders or ad spend; what is wrong with it becomes a sentence. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-fact-row.h"

#include "base/esp-clock.h"
#include "base/esp-email-address.h"
#include "base/esp-format.h"
#include "base/esp-phone.h"
#include "engine/import/esp-fact-money.h"
#include "engine/import/esp-fact-names.h"
#include "engine/import/esp-import-cell.h"

#include <math.h>
#include <string.h>

#define MAX_ID 200
#define MAX_NAME 500

/**
 * esp_order_row_clear:
 */
void
esp_order_row_clear (EspOrderRow *self)
{
  g_free (self->order_id);
  g_free (self->email);
  g_free (self->phone);
  g_free (self->external_id);
  g_free (self->campaign);
  g_free (self->item_name);
  g_free (self->item_sku);
  *self = (EspOrderRow){ 0 };
}

/**
 * esp_spend_row_clear:
 */
void
esp_spend_row_clear (EspSpendRow *self)
{
  g_free (self->platform);
  g_free (self->account);
  g_free (self->campaign);
  g_free (self->ad_group);
  g_free (self->creative);
  *self = (EspSpendRow){ 0 };
}

/* The row on its way. */
typedef struct
{
  const EspFactColumns *columns;
  const EspFactRowOptions *options;
  const char *const *cells;
  guint n_cells;
  char *reason;     /* (nullable) the first thing that is wrong */
  char currency[4]; /* that the row names; "": none */
} Reading;

static char *
get (const Reading *self, EspFactRole role)
{
  return g_strstrip (
    g_strdup (esp_fact_columns_get (self->columns, role, self->cells, self->n_cells)));
}

static char *
get_name (const Reading *self, EspFactRole role)
{
  char *text = get (self, role);

  if (strlen (text) > MAX_NAME)
    *g_utf8_find_prev_char (text, text + MAX_NAME) = '\0';
  return text;
}

/* The place of a number that a platform leaves out. */
static gboolean
is_nothing (const char *text)
{
  return text[0] == '\0' || strspn (text, "- ") == strlen (text) || g_str_equal (text, "—");
}

/* What the row says of its currency, if it does. */
static void
read_currency (Reading *self)
{
  g_autofree char *text = get (self, ESP_FACT_CURRENCY);

  if (self->reason == NULL && !is_nothing (text) && !esp_fact_parse_currency (text, self->currency))
    self->reason =
      g_strdup_printf ("“%.20s” is not a currency; write three letters such as KRW", text);
}

static gboolean
parse_money (Reading *self, EspFactRole role, EspFactMoney *out)
{
  g_autofree char *text = get (self, role);

  return self->reason == NULL && !is_nothing (text) &&
         esp_fact_parse_money (self->columns, self->options, role, self->currency, text, out,
                               &self->reason);
}

static gboolean
read_money (Reading *self, EspFactRole role, gint64 day, EspFactMoney *out)
{
  g_autofree char *text = get (self, role);

  if (!parse_money (self, role, out))
    return FALSE;
  self->reason = esp_fact_convert_money (self->options, day, text, out);
  return self->reason == NULL;
}

/* An amount of an order in its own currency, which is that of the others in the row. */
static gboolean
read_amount (Reading *self, EspFactRole role, EspOrderRow *row, gint64 *out_minor)
{
  EspFactMoney money;

  if (!parse_money (self, role, &money))
    return FALSE;
  if (row->currency[0] == '\0')
    memcpy (row->currency, money.currency, sizeof money.currency);
  else if (money.paid != 0 && !g_str_equal (row->currency, money.currency))
    self->reason =
      g_strdup_printf ("The row has amounts both in %s and in %s", row->currency, money.currency);
  *out_minor = money.paid;
  return self->reason == NULL;
}

static gboolean
parse_civil (const EspFactRowOptions *options, const char *text, EspCivilTime *out)
{
  return (options->date_order != ESP_DATE_ORDER_UNKNOWN &&
          esp_cell_parse_date (text, options->date_order, out)) ||
         esp_cell_parse_date (text, ESP_DATE_ORDER_UNKNOWN, out) ||
         esp_cell_parse_date (text, ESP_DATE_ORDER_YMD, out) ||
         (esp_cell_is_compact_date (text) && esp_cell_parse_bare_date (text, out)) ||
         esp_cell_parse_bare_date (text, out);
}

static gboolean
parse_yearless (const EspFactRowOptions *options, const char *text, EspCivilTime *out)
{
  return esp_cell_parse_yearless (text, options->date_order, &options->period,
                                  options->now_us / ESP_USEC_PER_DAY, out);
}

static gboolean
read_time (Reading *self, EspFactRole role, gint64 *out_us, gboolean *out_is_yearless)
{
  g_autofree char *text = get (self, role);
  EspCivilTime civil;

  if (self->reason != NULL || is_nothing (text))
    return FALSE;
  *out_is_yearless = !parse_civil (self->options, text, &civil);
  if (*out_is_yearless && !parse_yearless (self->options, text, &civil))
    self->reason =
      g_strdup_printf ("“%.60s” is not a day that we can read; write it like 2025-03-18", text);
  else
    {
      *out_us = esp_civil_time_to_us (&civil, self->options->zone);
      if (*out_us > self->options->now_us + ESP_USEC_PER_DAY)
        self->reason = g_strdup_printf ("The day “%.60s” is in the future", text);
    }
  return self->reason == NULL;
}

static void
read_person (Reading *self, EspOrderRow *row)
{
  g_autofree char *email = get (self, ESP_FACT_EMAIL);
  g_autofree char *phone = get (self, ESP_FACT_PHONE);
  g_autofree char *external = get (self, ESP_FACT_EXTERNAL_ID);
  EspEmailAddress address;
  EspPhone number;

  if (email[0] != '\0' && esp_email_normalize (email, &address) == ESP_EMAIL_OK)
    row->email = g_strdup (address.address);
  if (phone[0] != '\0' &&
      esp_phone_normalize (phone, self->options->region, &number) == ESP_PHONE_OK)
    row->phone = g_strdup (number.e164);
  if (external[0] != '\0' && strlen (external) <= MAX_ID)
    row->external_id = g_strdup (external);
  if (self->reason != NULL || row->email != NULL || row->phone != NULL || row->external_id != NULL)
    return;
  if (email[0] == '\0' && phone[0] == '\0' && self->options->is_more)
    return;
  if (email[0] != '\0')
    self->reason = g_strdup_printf ("“%.80s” is not an email address", email);
  else if (phone[0] != '\0')
    self->reason = g_strdup_printf ("“%.40s” is not a phone number", phone);
  else
    self->reason = g_strdup ("The row does not say who bought");
}

static gboolean
has_any (const char *text, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (text, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
read_status (Reading *self, EspOrderRow *row)
{
  static const char *const cancelled[] = { "cancel",  "void",   "취소",   "fail", "실패",
                                           "pending", "미결제", "입금전", NULL };
  static const char *const refunded[] = { "refund", "환불", "return", "반품", NULL };
  static const char *const partial[] = { "partial", "부분", NULL };
  g_autofree char *text = get (self, ESP_FACT_STATUS);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  if (has_any (folded, partial))
    return; /* how much stands in another column */
  row->is_cancelled = has_any (folded, cancelled);
  row->is_refunded = !row->is_cancelled && has_any (folded, refunded);
}

static void
read_item (Reading *self, EspOrderRow *row)
{
  g_autofree char *quantity = get (self, ESP_FACT_ITEM_QUANTITY);
  gboolean has_comma =
    esp_fact_takes_comma (&self->options->marks[ESP_FACT_ITEM_QUANTITY], quantity, FALSE);

  row->item_name = get_name (self, ESP_FACT_ITEM_NAME);
  row->item_sku = get_name (self, ESP_FACT_ITEM_SKU);
  row->item_quantity = 1;
  if (!is_nothing (quantity) &&
      (!esp_cell_parse_decimal (quantity, has_comma, &row->item_quantity) ||
       row->item_quantity < 0 || row->item_quantity > 1e6) &&
      self->reason == NULL)
    self->reason = g_strdup_printf ("“%.40s” is not a quantity", quantity);
  row->has_price = read_amount (self, ESP_FACT_ITEM_PRICE, row, &row->item_price);
}

/* Amounts below nought: a row that gives money back. */
static void
judge_amounts (Reading *self, EspOrderRow *row)
{
  if (self->reason != NULL)
    return;
  if (row->has_price && row->item_price < 0)
    self->reason = g_strdup ("The price of the item is negative");
  else if (row->has_amount && row->amount >= 0 && row->refunded > row->amount)
    self->reason = g_strdup ("More was refunded than the order amounts to");
}

/**
 * esp_order_row_parse:
 * @out_row: (out caller-allocates): to be cleared in any case
 *
 * Returns: (transfer full) (nullable): what is wrong with the row; %NULL: nothing
 */
char *
esp_order_row_parse (const EspFactColumns *columns,
                     const EspFactRowOptions *options,
                     const char *const *cells,
                     guint n_cells,
                     EspOrderRow *out_row)
{
  Reading self = { columns, options, cells, n_cells, NULL, "" };
  gboolean has_time;
  gboolean is_yearless;

  *out_row = (EspOrderRow){ 0 };
  out_row->order_id = get (&self, ESP_FACT_ORDER_ID);
  if (out_row->order_id[0] == '\0' && !options->is_more)
    self.reason = g_strdup ("The row has no number of an order");
  else if (strlen (out_row->order_id) > MAX_ID)
    self.reason = g_strdup ("The number of the order is too long");
  has_time = read_time (&self, ESP_FACT_DATE, &out_row->at_us, &out_row->is_yearless);
  if (!has_time && self.reason == NULL && !options->is_more)
    self.reason = g_strdup ("The row does not say when it was ordered");
  read_currency (&self);
  out_row->has_amount = read_amount (&self, ESP_FACT_AMOUNT, out_row, &out_row->amount);
  (void) read_amount (&self, ESP_FACT_REFUNDED, out_row, &out_row->refunded); /* none: nothing */
  out_row->refunded = ABS (out_row->refunded);
  (void) read_time (&self, ESP_FACT_REFUND_DATE, &out_row->refunded_at_us, &is_yearless);
  read_person (&self, out_row);
  read_status (&self, out_row);
  read_item (&self, out_row);
  out_row->campaign = get_name (&self, ESP_FACT_CAMPAIGN);
  judge_amounts (&self, out_row);
  return self.reason;
}

static void
read_count (Reading *self, EspFactRole role, double *out_value)
{
  g_autofree char *text = get (self, role);

  if (self->reason != NULL || is_nothing (text))
    return;
  if (!esp_cell_parse_decimal (text,
                               esp_fact_takes_comma (&self->options->marks[role], text,
                                                     role != ESP_FACT_CONVERSIONS),
                               out_value))
    self->reason =
      g_strdup_printf ("“%.40s” is not a number of %s", text, esp_fact_role_get_name (role));
  else if (*out_value < 0 || *out_value > 1e15)
    self->reason =
      g_strdup_printf ("The number of %s, %.40s, cannot be", esp_fact_role_get_name (role), text);
}

/* “2026-11-01 ~ 2026-11-07” in one cell is the first day and the last. */
static void
split_days (Reading *self, char **text, char **last)
{
  static const char *const marks[] = { "~", "〜", "～", " – ", " - ", " to " };
  EspCivilTime civil;

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const char *mark = strstr (*text, marks[i]);
      g_autofree char *before = mark != NULL ? g_strndup (*text, (gsize) (mark - *text)) : NULL;
      g_autofree char *behind = mark != NULL ? g_strdup (mark + strlen (marks[i])) : NULL;

      if (mark == NULL || !parse_civil (self->options, g_strstrip (before), &civil) ||
          !parse_civil (self->options, g_strstrip (behind), &civil))
        continue;
      g_free (*text);
      g_free (*last);
      *text = g_steal_pointer (&before);
      *last = g_steal_pointer (&behind);
      return;
    }
}

static void
read_day (Reading *self, EspSpendRow *row)
{
  g_autofree char *text = get (self, ESP_FACT_DATE);
  g_autofree char *last = get (self, ESP_FACT_END);
  EspCivilTime civil, end;
  GDate date;

  if (self->reason != NULL)
    return;
  if (is_nothing (text))
    {
      self->reason = g_strdup ("The row does not say of which day it is");
      return;
    }
  if (last[0] == '\0')
    split_days (self, &text, &last);
  row->is_yearless = !parse_civil (self->options, text, &civil);
  if (row->is_yearless && !parse_yearless (self->options, text, &civil))
    {
      self->reason = g_strdup_printf ("“%.60s” is not a day that we can read; write it like "
                                      "2025-03-18",
                                      text);
      return;
    }
  if (last[0] != '\0' && parse_civil (self->options, last, &end) &&
      (end.year != civil.year || end.month != civil.month || end.day != civil.day))
    {
      self->reason = g_strdup_printf ("The row is about several days, %.20s to %.20s; export the "
                                      "report broken down by day",
                                      text, last);
      return;
    }
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, civil.day, (GDateMonth) civil.month, (GDateYear) civil.year);
  row->day = (gint64) g_date_get_julian (&date) - 719163; /* 1970-01-01 */
  if (row->day * ESP_USEC_PER_DAY > self->options->now_us + ESP_USEC_PER_DAY)
    self->reason = g_strdup_printf ("The day “%.60s” is in the future", text);
}

static gboolean
is_blank (const Reading *self, EspFactRole role)
{
  g_autofree char *text = get (self, role);

  return is_nothing (text);
}

/* Whether the row tells none of the ads, though the file has columns for them. */
static gboolean
is_of_no_ad (const Reading *self)
{
  static const EspFactRole names[] = { ESP_FACT_CAMPAIGN, ESP_FACT_AD_GROUP, ESP_FACT_CREATIVE };
  gboolean has_any_name = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (!is_blank (self, names[i]))
        return FALSE;
      has_any_name |= esp_fact_columns_has (self->columns, names[i]);
    }
  return has_any_name;
}

/**
 * esp_fact_row_is_total:
 *
 * A row of one day is none, whatever it is called; one without a day, or of several days and no ad, is.
 *
 * Returns: whether the row adds up others
 */
gboolean
esp_fact_row_is_total (const EspFactColumns *columns,
                       const EspFactRowOptions *options,
                       const char *const *cells,
                       guint n_cells)
{
  Reading self = { columns, options, cells, n_cells, NULL, "" };
  g_autofree char *day = get (&self, ESP_FACT_DATE);
  g_autofree char *last = get (&self, ESP_FACT_END);
  EspCivilTime civil;

  if (!parse_civil (options, day, &civil) && !parse_yearless (options, day, &civil))
    return esp_fact_is_total (cells, n_cells) ||
           (columns->kind == ESP_FACT_SPEND && is_nothing (day) && is_of_no_ad (&self) &&
            !is_blank (&self, ESP_FACT_AMOUNT));
  return columns->kind == ESP_FACT_SPEND && last[0] != '\0' && !g_str_equal (day, last) &&
         is_of_no_ad (&self);
}

/**
 * esp_spend_row_parse:
 * @out_row: (out caller-allocates): to be cleared in any case
 *
 * Returns: (transfer full) (nullable): what is wrong with the row; %NULL: nothing
 */
char *
esp_spend_row_parse (const EspFactColumns *columns,
                     const EspFactRowOptions *options,
                     const char *const *cells,
                     guint n_cells,
                     EspSpendRow *out_row)
{
  Reading self = { columns, options, cells, n_cells, NULL, "" };
  g_autofree char *platform = get_name (&self, ESP_FACT_PLATFORM);
  EspFactMoney cost = { 0 };
  EspFactMoney value = { 0 };
  double impressions = 0;
  double clicks = 0;

  *out_row = (EspSpendRow){ 0 };
  read_day (&self, out_row);
  read_currency (&self);
  if (!read_money (&self, ESP_FACT_AMOUNT, out_row->day, &cost) && self.reason == NULL)
    self.reason = g_strdup ("The row does not say what it cost");
  out_row->cost = cost.minor;
  out_row->paid = cost.paid;
  memcpy (out_row->currency, cost.currency, sizeof cost.currency);
  if (self.reason == NULL && out_row->cost < 0)
    self.reason = g_strdup ("The cost is negative");
  read_count (&self, ESP_FACT_IMPRESSIONS, &impressions);
  read_count (&self, ESP_FACT_CLICKS, &clicks);
  read_count (&self, ESP_FACT_CONVERSIONS, &out_row->conversions);
  (void) read_money (&self, ESP_FACT_VALUE, out_row->day, &value); /* none is none claimed */
  out_row->value = value.minor;
  out_row->paid_value = value.paid;
  if (self.reason == NULL && value.currency[0] != '\0' &&
      !g_str_equal (value.currency, cost.currency))
    self.reason = g_strdup_printf ("The cost is in %s, but the value of the conversions in %s",
                                   cost.currency, value.currency);
  if (self.reason == NULL && out_row->value < 0)
    self.reason = g_strdup ("The value of the conversions is negative");
  out_row->impressions = (gint64) llround (impressions);
  out_row->clicks = (gint64) llround (clicks);
  out_row->account = get_name (&self, ESP_FACT_ACCOUNT);
  out_row->campaign = get_name (&self, ESP_FACT_CAMPAIGN);
  out_row->ad_group = get_name (&self, ESP_FACT_AD_GROUP);
  out_row->creative = get_name (&self, ESP_FACT_CREATIVE);
  out_row->platform = options->platform != NULL   ? g_strdup (options->platform)
                      : platform[0] != '\0'       ? esp_fact_name_platform (platform)
                      : columns->platform != NULL ? g_strdup (columns->platform)
                                                  : g_strdup ("other");
  return self.reason;
}
