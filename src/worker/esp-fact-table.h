/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files esp-fact-*.c only. */
#pragma once

#include "engine/import/esp-csv-reader.h"
#include "engine/import/esp-fact-row.h"
#include "store/esp-orders.h"
#include "store/esp-spend.h"
#include "worker/esp-fact-import.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* An order, or a day of an ad, as the file tells it. */
typedef struct
{
  guint64 row;
  guint64 line;
  EspOrderRow order;
  JsonArray *items; /* (owned) (nullable) of an order */
  gint64 items_sum;
  EspSpendRow spend;
} EspFactThing;

/* A row of spend as it stood, to tell repetitions from parts. */
typedef struct
{
  guint64 row;
  EspSpendRow spend; /* numbers only */
} EspFactPart;

/* A file that was read, before anything is looked up. */
typedef struct
{
  EspFactKind kind;
  EspFactRowOptions options;
  EspFactColumns *columns; /* (owned) once they were found */
  GPtrArray *things;       /* (owned) of EspFactThing */
  GHashTable *by_key;      /* (owned) key → thing */
  GHashTable *parts;       /* (owned) key with what divides it → EspFactPart */
  gint64 n_joined;         /* rows that were added to others */
  GPtrArray *problems;     /* (owned) of EspFactProblem */
  gint64 n_rows;
  gint64 n_errors;
  gint64 sum;          /* of all amounts that could be read, as the file counts */
  char currency[4];    /* of its first amount; "": none yet */
  gboolean is_mixed;   /* others are in another currency */
  gboolean has_unread; /* an amount could not be read */
  GArray *totals;      /* (owned) of gint64: what rows of totals say */
  guint64 first_total_row;
  guint64 n_before;           /* rows up to that of the names */
  const char *const *mapping; /* (nullable) (unowned) what columns hold */
  GPtrArray *refunds;         /* (owned) of EspFactThing: rows that give money back */
  EspFactThing *last_order;   /* (unowned) (nullable) of the row before */
  gboolean has_repeats;       /* further rows of an order have its number */
  gint64 n_yearless;          /* rows whose year was found out, and the days they were read as */
  gint64 yearless_from;
  gint64 yearless_to;
  gboolean has_rejects; /* rows that are refused are wanted afterwards */
  GHashTable *refused;  /* (owned) row → why it was refused, each of them, if they are wanted */
  GHashTable *owners;   /* (owned) row of a line item → row of its order */
} EspFactTable;

void esp_fact_table_clear (EspFactTable *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspFactTable, esp_fact_table_clear)
gboolean
esp_fact_table_read (EspFactTable *self, GBytes *bytes, const char **out_encoding, GError **error);
void esp_fact_table_note_day (EspFactTable *self, gboolean is_yearless, gint64 at_us);
void esp_fact_table_note_money (EspFactTable *self,
                                const EspCsvRow *row,
                                guint64 number,
                                gint64 amount,
                                const char *currency);
void esp_fact_table_settle_refunds (EspFactTable *self);
void esp_fact_table_tell (EspFactTable *self);
GBytes *esp_fact_table_make_rejects (EspFactTable *self, GBytes *bytes, GError **error);
void esp_fact_table_add_problem (EspFactTable *self,
                                 guint64 row,
                                 guint64 line,
                                 gboolean is_warning,
                                 char *reason);

G_END_DECLS
