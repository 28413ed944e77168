/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out what the columns of files of orders and of ad spend hold, and which platform wrote a file. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-fact-columns.h"

#include "engine/import/esp-fact-names.h"

#include <string.h>

static const char *const role_names[ESP_N_FACT_ROLES] = {
  [ESP_FACT_NONE] = "",
  [ESP_FACT_DATE] = "date",
  [ESP_FACT_END] = "end",
  [ESP_FACT_AMOUNT] = "amount",
  [ESP_FACT_CURRENCY] = "currency",
  [ESP_FACT_CAMPAIGN] = "campaign",
  [ESP_FACT_ORDER_ID] = "order_id",
  [ESP_FACT_EMAIL] = "email",
  [ESP_FACT_PHONE] = "phone",
  [ESP_FACT_EXTERNAL_ID] = "external_id",
  [ESP_FACT_STATUS] = "status",
  [ESP_FACT_REFUNDED] = "refunded",
  [ESP_FACT_REFUND_DATE] = "refund_date",
  [ESP_FACT_ITEM_NAME] = "item_name",
  [ESP_FACT_ITEM_SKU] = "item_sku",
  [ESP_FACT_ITEM_QUANTITY] = "item_quantity",
  [ESP_FACT_ITEM_PRICE] = "item_price",
  [ESP_FACT_ITEMS] = "items",
  [ESP_FACT_PLATFORM] = "platform",
  [ESP_FACT_ACCOUNT] = "account",
  [ESP_FACT_AD_GROUP] = "ad_group",
  [ESP_FACT_CREATIVE] = "creative",
  [ESP_FACT_IMPRESSIONS] = "impressions",
  [ESP_FACT_CLICKS] = "clicks",
  [ESP_FACT_CONVERSIONS] = "conversions",
  [ESP_FACT_VALUE] = "value",
  [ESP_FACT_SPLIT] = "split",
};

G_DEFINE_QUARK (esp - fact - error - quark, esp_fact_error)

/**
 * esp_fact_role_get_name:
 *
 * Returns: (transfer none): the word for a role in machine output; "" for none
 */
const char *
esp_fact_role_get_name (EspFactRole role)
{
  return role_names[role];
}

/* The role that "name=role" gives to a column of that name; -1: it says nothing about it. */
static int
find_mapped (const char *const *mapping, const char *name)
{
  for (; mapping != NULL && *mapping != NULL; mapping++)
    {
      const char *equals = strrchr (*mapping, '=');

      if (equals == NULL || strlen (name) != (gsize) (equals - *mapping) ||
          strncmp (*mapping, name, (gsize) (equals - *mapping)) != 0)
        continue;
      for (guint i = 0; i < ESP_N_FACT_ROLES; i++)
        if (g_str_equal (role_names[i], equals + 1))
          return (int) i;
    }
  return -1;
}

/**
 * esp_fact_mapping_check:
 * @mapping: (array zero-terminated=1): "name of a column=role"; without a role the column is left out
 *
 * Returns: %FALSE with @error set when one of them means nothing
 */
gboolean
esp_fact_mapping_check (EspFactKind kind, const char *const *mapping, GError **error)
{
  for (; mapping != NULL && *mapping != NULL; mapping++)
    {
      const char *equals = strrchr (*mapping, '=');
      gboolean is_known = equals != NULL && equals[1] == '\0';

      for (guint i = 1; equals != NULL && !is_known && i < ESP_N_FACT_ROLES; i++)
        is_known =
          g_str_equal (role_names[i], equals + 1) && esp_fact_role_is_of ((EspFactRole) i, kind);
      if (is_known)
        continue;
      g_set_error (error, ESP_FACT_ERROR, ESP_FACT_ERROR_COLUMNS,
                   "“%.80s” gives no column a meaning; write NAME=ROLE, such as “합계=amount”",
                   *mapping);
      return FALSE;
    }
  return TRUE;
}

/* First what was said, so that no name that could mean the same stands in its way. */
static void
apply_mapping (EspFactColumns *self, const char *const *mapping, gboolean *is_said)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      int role = find_mapped (mapping, self->names[i]);

      is_said[i] = role >= 0;
      if (role <= 0 || (role != ESP_FACT_SPLIT && self->column_of[role] >= 0))
        continue;
      self->roles[i] = (EspFactRole) role;
      self->column_of[role] = (int) i;
      if (role == ESP_FACT_AMOUNT)
        g_free (esp_fact_fold_name (self->names[i], &self->currency));
    }
}

/* What a column holds by its name, unless another holds it that is named better. */
static void
judge_name (EspFactColumns *self, guint column, guint *places)
{
  g_autofree char *currency = NULL;
  g_autofree char *name = esp_fact_fold_name (self->names[column], &currency);
  guint place;
  EspFactRole role = esp_fact_find_role (self->kind, name, &place);

  if (role == ESP_FACT_NONE)
    return;
  if (role != ESP_FACT_SPLIT && self->column_of[role] >= 0)
    {
      if (places[role] <= place)
        return;
      self->roles[self->column_of[role]] = ESP_FACT_NONE;
    }
  places[role] = place;
  self->roles[column] = role;
  self->column_of[role] = (int) column;
  if (role == ESP_FACT_AMOUNT)
    {
      g_free (self->currency);
      self->currency = g_steal_pointer (&currency);
    }
}

/* Where a column tells the day, the span that the whole report is about says nothing of a row. */
static void
settle_day (EspFactColumns *self, const gboolean *is_said)
{
  int day = self->column_of[ESP_FACT_DATE];
  int end = self->column_of[ESP_FACT_END];
  g_autofree char *name = day >= 0 ? esp_fact_fold_name (self->names[day], NULL) : NULL;

  if (name == NULL || end < 0 || is_said[end] || !esp_fact_name_is_of_day (name))
    return;
  self->roles[end] = ESP_FACT_NONE;
  self->column_of[ESP_FACT_END] = -1;
}

/* Shopify calls the number of an order its name; among people it is one of them. */
static void
settle_order (EspFactColumns *self, const gboolean *is_said)
{
  int name_column = -1;
  gboolean has_lines = FALSE;

  for (guint i = 0; i < self->n_columns; i++)
    {
      g_autofree char *name = esp_fact_fold_name (self->names[i], NULL);

      has_lines |= g_str_has_prefix (name, "lineitem");
      if (g_str_equal (name, "name") && !is_said[i])
        name_column = (int) i;
    }
  if (self->kind != ESP_FACT_ORDERS || self->column_of[ESP_FACT_ORDER_ID] >= 0 || !has_lines ||
      name_column < 0)
    return;
  self->roles[name_column] = ESP_FACT_ORDER_ID;
  self->column_of[ESP_FACT_ORDER_ID] = name_column;
}

/**
 * esp_fact_columns_new:
 * @header: (array length=n_columns): the names of the columns
 * @mapping: (nullable) (array zero-terminated=1): see esp_fact_mapping_check(); else the names tell
 *
 * Returns: (transfer full): what each column holds, as far as its name tells
 */
EspFactColumns *
esp_fact_columns_new (EspFactKind kind,
                      const char *const *header,
                      guint n_columns,
                      const char *const *mapping)
{
  EspFactColumns *self = g_new0 (EspFactColumns, 1);
  g_autofree gboolean *is_said = g_new0 (gboolean, n_columns + 1);
  guint places[ESP_N_FACT_ROLES] = { 0 }; /* 0: said, and no name stands before that */

  self->kind = kind;
  self->n_columns = n_columns;
  self->roles = g_new0 (EspFactRole, n_columns + 1);
  self->names = g_new0 (char *, n_columns + 1);
  for (guint i = 0; i < ESP_N_FACT_ROLES; i++)
    self->column_of[i] = -1;
  for (guint i = 0; i < n_columns; i++)
    self->names[i] = g_strstrip (g_strdup (header[i]));
  apply_mapping (self, mapping, is_said);
  for (guint i = 0; i < n_columns; i++)
    if (!is_said[i])
      judge_name (self, i, places);
  settle_day (self, is_said);
  settle_order (self, is_said);
  if (kind == ESP_FACT_SPEND)
    self->platform = esp_fact_find_platform (self->names, n_columns);
  return self;
}

/**
 * esp_fact_columns_free:
 */
void
esp_fact_columns_free (EspFactColumns *self)
{
  if (self == NULL)
    return;
  g_free (self->roles);
  g_strfreev (self->names);
  g_free (self->currency);
  g_free (self);
}

/**
 * esp_fact_columns_has:
 */
gboolean
esp_fact_columns_has (const EspFactColumns *self, EspFactRole role)
{
  return self->column_of[role] >= 0;
}

/**
 * esp_fact_columns_are_enough:
 *
 * Returns: whether the columns say what has to be said; otherwise @error tells what is missing
 */
gboolean
esp_fact_columns_are_enough (const EspFactColumns *self, GError **error)
{
  const char *missing = NULL;

  if (!esp_fact_columns_has (self, ESP_FACT_DATE))
    missing = "when: name a column “date” (“일자”)";
  else if (self->kind == ESP_FACT_SPEND && !esp_fact_columns_has (self, ESP_FACT_AMOUNT))
    missing = "what it cost: name a column “cost” (“비용”)";
  else if (self->kind == ESP_FACT_ORDERS && !esp_fact_columns_has (self, ESP_FACT_ORDER_ID))
    missing = "which order: name a column “order_id” (“주문번호”)";
  else if (self->kind == ESP_FACT_ORDERS && !esp_fact_columns_has (self, ESP_FACT_AMOUNT) &&
           !esp_fact_columns_has (self, ESP_FACT_ITEM_PRICE))
    missing = "how much: name a column “amount” (“결제금액”)";
  else if (self->kind == ESP_FACT_ORDERS && !esp_fact_columns_has (self, ESP_FACT_EMAIL) &&
           !esp_fact_columns_has (self, ESP_FACT_PHONE) &&
           !esp_fact_columns_has (self, ESP_FACT_EXTERNAL_ID))
    missing = "who bought: name a column “email”, “phone” or “external_id”";
  if (missing != NULL)
    g_set_error (error, ESP_FACT_ERROR, ESP_FACT_ERROR_COLUMNS,
                 "The file does not say %s in the row of names", missing);
  return missing == NULL;
}

/**
 * esp_fact_columns_get:
 *
 * Returns: (transfer none): the cell that holds it; "" when there is none
 */
const char *
esp_fact_columns_get (const EspFactColumns *self,
                      EspFactRole role,
                      const char *const *cells,
                      guint n_cells)
{
  int column = self->column_of[role];

  return column >= 0 && (guint) column < n_cells ? cells[column] : "";
}

/**
 * esp_fact_is_total:
 *
 * Returns: whether the words of a row say that it adds up the others, as exports of platforms have it
 */
gboolean
esp_fact_is_total (const char *const *cells, guint n_cells)
{
  static const char *const words[] = { "grandtotal", "전체", "총계",   "총합계",      "전체합계",
                                       "소계",       "결과", "gesamt", "gesamtsumme", "sum",
                                       "合計",       "总计", NULL };
  static const char *const starts[] = {
    "total", "합계", "총합", "gesamt", "summe", "合計", "总计"
  };

  for (guint i = 0; i < MIN (n_cells, 3); i++)
    {
      g_autofree char *folded = esp_fact_fold_name (cells[i], NULL);
      g_autofree char *head = g_strndup (cells[i], strcspn (cells[i], ":"));
      g_autofree char *folded_head = esp_fact_fold_name (head, NULL);

      if (folded[0] == '\0')
        continue;
      if (g_strv_contains (words, folded_head)) /* “전체: 계정” */
        return TRUE;
      for (gsize j = 0; j < G_N_ELEMENTS (starts); j++)
        if (g_str_has_prefix (folded, starts[j]))
          return TRUE;
      return g_strv_contains (words, folded) ||
             (g_str_has_prefix (folded, "총") && g_str_has_suffix (folded, "결과"));
    }
  return FALSE;
}
