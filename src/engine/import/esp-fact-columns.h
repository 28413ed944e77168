/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ESP_FACT_ERROR (esp_fact_error_quark ())
GQuark esp_fact_error_quark (void);

typedef enum
{
  ESP_FACT_ERROR_COLUMNS, /* the file lacks a column that is needed */
} EspFactError;

typedef enum
{
  ESP_FACT_ORDERS,
  ESP_FACT_SPEND,
} EspFactKind;

/* What a column of a file of orders or spend holds. */
typedef enum
{
  ESP_FACT_NONE,
  ESP_FACT_DATE,
  ESP_FACT_END, /* of a span of days */
  ESP_FACT_AMOUNT,
  ESP_FACT_CURRENCY,
  ESP_FACT_CAMPAIGN,
  ESP_FACT_ORDER_ID, /* from here: of orders */
  ESP_FACT_EMAIL,
  ESP_FACT_PHONE,
  ESP_FACT_EXTERNAL_ID,
  ESP_FACT_STATUS,
  ESP_FACT_REFUNDED,
  ESP_FACT_REFUND_DATE,
  ESP_FACT_ITEM_NAME,
  ESP_FACT_ITEM_SKU,
  ESP_FACT_ITEM_QUANTITY,
  ESP_FACT_ITEM_PRICE,
  ESP_FACT_ITEMS,
  ESP_FACT_PLATFORM, /* from here: of spend */
  ESP_FACT_ACCOUNT,
  ESP_FACT_AD_GROUP,
  ESP_FACT_CREATIVE,
  ESP_FACT_IMPRESSIONS,
  ESP_FACT_CLICKS,
  ESP_FACT_CONVERSIONS,
  ESP_FACT_VALUE,
  ESP_FACT_SPLIT, /* what divides the day of an ad into rows: device, hour; any number of columns */
} EspFactRole;

#define ESP_N_FACT_ROLES (ESP_FACT_SPLIT + 1)

/* Which column holds what, found by Korean and English names as shops and ad platforms write them. */
typedef struct
{
  EspFactKind kind;
  int column_of[ESP_N_FACT_ROLES]; /* -1: none */
  EspFactRole *roles;              /* (owned) by column */
  char **names;                    /* (owned) as they stand in the file */
  guint n_columns;
  char *currency;       /* (owned) (nullable) that a name says: "Amount spent (USD)" */
  const char *platform; /* (nullable) static: whose export it is */
} EspFactColumns;

EspFactColumns *esp_fact_columns_new (EspFactKind kind,
                                      const char *const *header,
                                      guint n_columns,
                                      const char *const *mapping);
gboolean esp_fact_mapping_check (EspFactKind kind, const char *const *mapping, GError **error);
gboolean esp_fact_role_is_of (EspFactRole role, EspFactKind kind);
void esp_fact_columns_free (EspFactColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspFactColumns, esp_fact_columns_free)
gboolean esp_fact_columns_are_enough (const EspFactColumns *self, GError **error);
gboolean esp_fact_columns_has (const EspFactColumns *self, EspFactRole role);
const char *esp_fact_columns_get (const EspFactColumns *self,
                                  EspFactRole role,
                                  const char *const *cells,
                                  guint n_cells);
const char *esp_fact_role_get_name (EspFactRole role);
gboolean esp_fact_is_total (const char *const *cells, guint n_cells);

G_END_DECLS
