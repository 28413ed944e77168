/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-event-columns.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

typedef struct
{
  const char *kind;           /* (nullable) for files without a column for it */
  const char *campaign;       /* (nullable) id or name, for files without a column for it */
  const char *rejects_path;   /* (nullable) where rows with errors go, with a column "reason" */
  gboolean is_dry_run;        /* look everything up, add nothing */
  const char *const *mapping; /* (nullable) what columns hold, see esp_event_mapping_check() */
  guint year;                 /* of days that are written without one; 0: such rows are refused */
  guint sheet;                /* of a workbook, from 1; 0: the first with rows */
  gboolean is_lenient;        /* a file whose columns do not say enough has that as its problem */
} EspEventImportOptions;

typedef struct
{
  guint64 row; /* from 1, the header not counted */
  guint64 line;
  char *reason;
} EspEventImportProblem;

/* n_rows = n_new + n_known + n_errors */
typedef struct
{
  gint64 n_rows;
  gint64 n_new;
  gint64 n_known; /* there already */
  gint64 n_errors;
  gint64 history_id;   /* what undo takes back; 0 is nothing */
  GPtrArray *problems; /* of EspEventImportProblem: the first of them */
  EspEventColumns
    *columns;       /* (owned) (nullable) what each column was taken for; not of JSON Lines */
  GStrv sheets;     /* (owned) (nullable) of a workbook: their names */
  guint read_sheet; /* from 1: the one that was read */
} EspEventImportResult;

#define ESP_EVENT_IMPORT_MAX_PROBLEMS 100

void esp_event_import_result_clear (EspEventImportResult *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspEventImportResult, esp_event_import_result_clear)

gboolean esp_event_import_run (EspStore *store,
                               const char *path,
                               const EspEventImportOptions *options,
                               GCancellable *cancellable,
                               EspEventImportResult *out_result,
                               GError **error);

G_END_DECLS
