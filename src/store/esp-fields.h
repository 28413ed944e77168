/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "store/esp-tx.h"
#include "store/esp-value.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_FIELD_TEXT,
  ESP_FIELD_INTEGER,
  ESP_FIELD_DECIMAL,
  ESP_FIELD_BOOLEAN,
  ESP_FIELD_DATE,     /* µs UTC of that day's midnight UTC */
  ESP_FIELD_DATETIME, /* µs UTC */
} EspFieldType;

/* One field of a lead: built in or made by the user. */
typedef struct
{
  gint64 id;          /* 0 for a built-in one */
  const char *column; /* the column of the lead table; also its name in rules and templates */
  const char *label;  /* as the user named it; for a built-in one English, which views translate */
  EspFieldType type;
  gboolean is_custom;
  gboolean is_editable; /* FALSE: kept by the program (created_at …) */
  gboolean is_score;    /* computed; points are given by esp_score_give() */
} EspField;

/* All fields of a workspace at one moment: immutable, may be shared between threads. Built-in fields
 * come first, in the order of esp_field_builtin. */
typedef struct _EspFields EspFields;

#define ESP_MAX_CUSTOM_FIELDS 1000

EspFields *esp_fields_load (EspTx *tx, GError **error);
EspFields *esp_fields_ref (EspFields *self);
void esp_fields_unref (EspFields *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspFields, esp_fields_unref)

guint esp_fields_get_n (const EspFields *self);
const EspField *esp_fields_get (const EspFields *self, guint index);
int esp_fields_find (const EspFields *self, const char *column);
int esp_fields_find_name (const EspFields *self, const char *name);
int esp_fields_find_label (const EspFields *self, const char *label);

gboolean esp_field_create (EspTx *tx,
                           const char *label,
                           EspFieldType type,
                           char **out_column,
                           GError **error);
gboolean
esp_field_has_values (EspTx *tx, const char *column, gboolean *out_has_values, GError **error);
gboolean esp_field_rename (EspTx *tx, const char *column, const char *label, GError **error);
gboolean esp_field_archive (EspTx *tx, const char *column, GError **error);
gboolean esp_field_count_filled (EspTx *tx,
                                 const char *column,
                                 gint64 *out_n_filled,
                                 gint64 *out_n_leads,
                                 GError **error);
gboolean esp_fields_count_filled (EspTx *tx,
                                  const EspFields *fields,
                                  const EspBitmap *within,
                                  gint64 *out_filled,
                                  gint64 *out_n_leads,
                                  GError **error);
const char *esp_field_type_to_string (EspFieldType type);
gboolean esp_field_type_from_string (const char *name, EspFieldType *out_type);

G_END_DECLS
