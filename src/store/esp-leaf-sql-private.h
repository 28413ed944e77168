/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files esp-leaf-sql*.c only. */
#pragma once

#include "store/esp-leaf-sql.h"

G_BEGIN_DECLS

/* Where an attribute lives. */
typedef struct
{
  const char *from; /* table and joins */
  const char *id;   /* the lead's id in it */
  char *column;     /* (owned): the expression */
  EspFieldType type;
  double scale; /* of values to compare with */
} EspLeafSource;

EspLeafSql *esp_leaf_sql_alloc (void);
void esp_leaf_sql_add (EspLeafSql *self, const char *keywords);
void esp_leaf_sql_add_format (EspLeafSql *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void esp_leaf_sql_add_text (EspLeafSql *self, const char *text);
void esp_leaf_sql_add_integer (EspLeafSql *self, gint64 integer);
void esp_leaf_sql_add_list (EspLeafSql *self, const GArray *values, double scale);
void esp_leaf_sql_add_only (EspLeafSql *self, const EspLeafQuery *leaf, const char *id);
void
esp_leaf_sql_add_bounds (EspLeafSql *self, const char *column, gint64 from_us, gint64 until_us);
void esp_leaf_sql_add_text_test (EspLeafSql *self,
                                 const char *column,
                                 EspConditionOp op,
                                 const GArray *values);
void esp_leaf_sql_add_number_test (EspLeafSql *self,
                                   const char *column,
                                   EspConditionOp op,
                                   const GArray *values,
                                   double scale);

gboolean esp_leaf_source_find (EspLeafSource *self, const EspLeafQuery *leaf, GError **error);
gboolean esp_leaf_sql_write_attribute (EspLeafSql *self, const EspLeafQuery *leaf, GError **error);
gboolean
esp_leaf_sql_write_anniversary (EspLeafSql *self, const EspLeafQuery *leaf, GError **error);

void esp_leaf_sql_add_events (EspLeafSql *self, const EspLeafQuery *leaf);
void esp_leaf_sql_write_events (EspLeafSql *self, const EspLeafQuery *leaf);

G_END_DECLS
