/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-leaf-query.h"

G_BEGIN_DECLS

/* How the rows of a leaf's query become a set of leads. */
typedef enum
{
  ESP_LEAF_ROWS_IDS,   /* each row names a lead that matches */
  ESP_LEAF_ROWS_COUNT, /* a row per event: count them by lead */
  ESP_LEAF_ROWS_EDGE,  /* the first row of each lead decides: is its moment in the window? */
  ESP_LEAF_ROWS_DAYS,  /* id and moment: does its day of the year count? */
} EspLeafRows;

/* A statement in the making: text of keywords, whitelisted identifiers and numbered parameters; and the
 * values to bind. For the leaf queries only. */
typedef struct
{
  GString *sql;
  GArray *values; /* (element-type EspValue) */
  EspLeafRows rows;
} EspLeafSql;

EspLeafSql *esp_leaf_sql_new (const EspLeafQuery *leaf, GError **error);
EspLeafSql *esp_leaf_sql_new_crossing (const EspLeafQuery *leaf, GError **error);
EspLeafSql *esp_leaf_sql_new_next (const EspLeafQuery *leaf, gint64 from_us, GError **error);
void esp_leaf_sql_free (EspLeafSql *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLeafSql, esp_leaf_sql_free)
EspStmt *
esp_leaf_sql_prepare (const EspLeafSql *self, const char *prefix, EspTx *tx, GError **error);

G_END_DECLS
