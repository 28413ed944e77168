/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-exchange-rates.h"
#include "engine/import/esp-fact-columns.h"
#include "engine/import/esp-import-cell.h"
#include "engine/import/esp-import-year.h"

G_BEGIN_DECLS

/* How the numbers of a column are written. */
typedef struct
{
  gboolean has_comma; /* like 1.234,50 */
  gboolean has_point; /* parts of some stand behind a point */
  gboolean is_mixed;  /* 25,50 and 1,234 both: the fewer are refused */
} EspFactMarks;

/* How cells are read. */
typedef struct
{
  GTimeZone *zone;
  gint64 now_us;
  const char *currency; /* of the workspace */
  const EspExchangeRates
    *rates;             /* (nullable) (unowned) of other currencies; rows without one are refused */
  const char *region;   /* for phone numbers without a country */
  const char *platform; /* (nullable) of a file that does not tell */
  EspDateOrder date_order;              /* of 10/03/2026, where the file tells */
  EspFactMarks marks[ESP_N_FACT_ROLES]; /* of the column that holds each */
  EspImportPeriod period;               /* that the file says it is about */
  gboolean is_more; /* a further row of an order that is known: it need not say who and when */
} EspFactRowOptions;

/* One row of a file of orders: an order, or one line item of it. */
typedef struct
{
  char *order_id;
  char *email; /* (nullable) normalised, and so the next two */
  char *phone;
  char *external_id;
  gint64 at_us;
  gboolean is_yearless; /* the year of its day is not in the row */
  char currency[4];     /* of all amounts of the row; "": it has none */
  gboolean has_amount;
  gint64 amount; /* minor units of that; below nought: the row gives money back */
  gboolean is_cancelled;
  gboolean is_refunded; /* whole */
  gint64 refunded;
  gint64 refunded_at_us; /* 0: not said */
  char *campaign;        /* (nullable) */
  char *item_name;       /* (nullable) */
  char *item_sku;        /* (nullable) */
  double item_quantity;
  gboolean has_price;
  gint64 item_price;
} EspOrderRow;

/* One row of a file of spend. */
typedef struct
{
  char *platform;
  char *account;
  char *campaign;
  char *ad_group;
  char *creative;
  gint64 day;
  gboolean is_yearless; /* the year of its day is not in the row */
  gint64 cost;
  gint64 impressions;
  gint64 clicks;
  double conversions;
  gint64 value;
  char currency[4];  /* that the platform counts in */
  gint64 paid;       /* the cost in it, minor units */
  gint64 paid_value; /* and the value */
} EspSpendRow;

void esp_order_row_clear (EspOrderRow *self);
char *esp_order_row_parse (const EspFactColumns *columns,
                           const EspFactRowOptions *options,
                           const char *const *cells,
                           guint n_cells,
                           EspOrderRow *out_row);
void esp_spend_row_clear (EspSpendRow *self);
char *esp_spend_row_parse (const EspFactColumns *columns,
                           const EspFactRowOptions *options,
                           const char *const *cells,
                           guint n_cells,
                           EspSpendRow *out_row);
gboolean esp_fact_row_is_total (const EspFactColumns *columns,
                                const EspFactRowOptions *options,
                                const char *const *cells,
                                guint n_cells);

G_END_DECLS
