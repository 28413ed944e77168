/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-fact-columns.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

typedef struct
{
  EspFactKind kind;
  const char *platform;       /* (nullable) of a file of spend that does not tell */
  const char *campaign;       /* (nullable) id or name: all of it belongs to this one */
  gboolean is_dry_run;        /* look everything up, add nothing */
  const char *const *mapping; /* (nullable) what columns hold, see esp_fact_mapping_check() */
  const char *rejects_path;   /* (nullable) where rows with errors go, with a column "reason" */
  guint sheet;                /* of a workbook, from 1; 0: the first */
  gboolean is_lenient;        /* a file whose columns do not say enough has that as its problem */
} EspFactImportOptions;

typedef struct
{
  guint64 row; /* of the file, from 1, the row of names not counted; 0: the whole file */
  guint64 line;
  char *reason;
  gboolean is_warning; /* nothing was refused for it */
} EspFactProblem;

/* Rows of orders may be line items of one order: n_new + n_changed + n_known + n_errors are things, not
 * rows. */
typedef struct
{
  gint64 n_rows;
  gint64 n_new;
  gint64 n_changed;
  gint64 n_known;
  gint64 n_errors;
  gint64 n_linked;         /* of spend: rows of a campaign of ours */
  gint64 history_id;       /* what undo takes back; 0 is nothing */
  GPtrArray *problems;     /* (owned) of EspFactProblem */
  EspFactColumns *columns; /* (owned) what each column was taken for */
  GStrv sheets;            /* (owned) (nullable) of a workbook: their names */
  guint sheet;             /* from 1: the one that was read */
  const char *encoding;    /* static */
} EspFactImportResult;

void esp_fact_import_result_clear (EspFactImportResult *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspFactImportResult, esp_fact_import_result_clear)

gboolean esp_fact_import_run (EspStore *store,
                              const char *path,
                              const EspFactImportOptions *options,
                              GCancellable *cancellable,
                              EspFactImportResult *out_result,
                              GError **error);

G_END_DECLS
