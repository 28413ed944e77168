/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-event-import.h"
#include "worker/esp-fact-import.h"

G_BEGIN_DECLS

/* What a file is to bring in beside leads. */
typedef enum
{
  ESP_FACT_JOB_ORDERS,
  ESP_FACT_JOB_SPEND,
  ESP_FACT_JOB_EVENTS,
} EspFactJobKind;

#define ESP_N_FACT_JOB_KINDS (ESP_FACT_JOB_EVENTS + 1)

typedef struct
{
  EspFactJobKind kind;
  const char *path;
  const char *platform; /* (nullable) of spend, when the file does not tell */
  const char *campaign; /* (nullable) id or name: of all rows; of events, of those that name none */
  guint sheet;          /* of a workbook, from 1; 0: the first with rows */
  guint year;           /* of events: of days without one; 0: such rows are refused */
  const char *const
    *mapping;               /* (nullable) see esp_fact_mapping_check(), esp_event_mapping_check() */
  const char *rejects_path; /* (nullable) */
  gboolean is_dry_run;
} EspFactJobOptions;

/* What came of it, or would. */
typedef struct
{
  EspFactJobKind kind;
  gboolean is_dry_run;
  gint64 n_rows;
  gint64 n_new;
  gint64 n_changed;
  gint64 n_known;
  gint64 n_errors;
  gint64 history_id;              /* what undo takes back; 0 is nothing */
  GPtrArray *problems;            /* (owned) of EspFactProblem */
  EspFactColumns *columns;        /* (owned) (nullable) not of events */
  EspEventColumns *event_columns; /* (owned) (nullable) of events */
  guint this_year;                /* by the clock of the workspace, UTC; of events */
  GStrv sheets;                   /* (owned) (nullable) of a workbook: their names */
  guint sheet;                    /* from 1: the one that was read */
  GPtrArray *campaigns; /* (owned) (nullable) of EspCampaign: of a dry run, those to choose from */
} EspFactReport;

void esp_fact_report_free (EspFactReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspFactReport, esp_fact_report_free)

void esp_fact_job_run_async (EspStore *store,
                             const EspFactJobOptions *options,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
EspFactReport *esp_fact_job_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
