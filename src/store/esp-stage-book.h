/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_STAGE_MAX_FILE (16 * 1024 * 1024)
#define ESP_STAGE_MAX_TEXT 10000
#define ESP_STAGE_MAX_CHECKS 200

/* How a campaign is run. */
typedef enum
{
  ESP_PROCESS_NONE,        /* only its sends */
  ESP_PROCESS_CRM,         /* named people: repurchase, churn, loyalty */
  ESP_PROCESS_PERFORMANCE, /* unnamed many: sign-up, conversion, install, traffic */
} EspProcess;

#define ESP_N_PROCESSES (ESP_PROCESS_PERFORMANCE + 1)

typedef enum
{
  ESP_WORK_PLANNING,
  ESP_WORK_ASSETS,
  ESP_WORK_REVIEW,
  ESP_WORK_SETUP,
  ESP_WORK_EXECUTION,
  ESP_WORK_OPERATION, /* of performance marketing alone: bettered while it runs */
  ESP_WORK_ANALYSIS,
  ESP_WORK_REPORT,
} EspWork;

#define ESP_N_WORKS (ESP_WORK_REPORT + 1)

typedef enum
{
  ESP_WORK_OPEN,
  ESP_WORK_DOING,
  ESP_WORK_DONE,
  ESP_WORK_SKIPPED,
} EspWorkState;

#define ESP_N_WORK_STATES (ESP_WORK_SKIPPED + 1)
#define ESP_WORK_NO_DAY G_MININT64

/* One stage of one campaign. */
typedef struct
{
  gint64 campaign_id;
  char *campaign; /* (nullable) its name, in lists */
  EspWork work;
  EspWorkState state;
  char *owner;    /* (nullable) */
  gint64 due_day; /* since 1970; %ESP_WORK_NO_DAY: none */
  char *note;     /* (nullable) */
  gint64 done_us;
} EspWorkRow;

typedef struct
{
  gint64 id;
  EspWork work;
  char *code; /* (nullable) of one that the program brings along */
  char *title;
  gint64 done_us; /* 0: to be done */
  char *done_by;  /* (nullable) */
} EspStageCheck;

typedef struct
{
  gint64 id;
  EspWork work;
  char *name;
  gint64 size;
  gint64 added_us;
} EspStageFile;

typedef struct
{
  EspWork from;
  gboolean is_end; /* of the last stage: to nobody */
  EspWork to;
  char *from_owner; /* (nullable) */
  char *to_owner;   /* (nullable) */
  char *note;       /* (nullable) */
  gint64 at_us;
} EspStageHandover;

/* A campaign as a process. */
typedef struct
{
  gint64 campaign_id;
  EspProcess process;
  char *brief;          /* (nullable) JSON */
  char *occasion;       /* (nullable) */
  gint64 starts_day;    /* %ESP_WORK_NO_DAY: none */
  gint64 ends_day;      /* the last one */
  GPtrArray *stages;    /* (element-type EspWorkRow) in order; none without a process */
  GPtrArray *checks;    /* (element-type EspStageCheck) in order */
  GPtrArray *files;     /* (element-type EspStageFile) */
  GPtrArray *handovers; /* (element-type EspStageHandover) the newest first */
} EspStageBook;

const char *esp_process_get_name (EspProcess process);
gboolean esp_process_find (const char *name, EspProcess *out_process);
const char *esp_work_get_name (EspWork work);
gboolean esp_work_find (const char *name, EspWork *out_work);
const char *esp_work_state_get_name (EspWorkState state);
gboolean esp_work_state_find (const char *name, EspWorkState *out_state);

void esp_work_row_free (EspWorkRow *self);
EspWorkRow *esp_work_row_copy (const EspWorkRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspWorkRow, esp_work_row_free)

EspStageBook *esp_stage_book_load (EspTx *tx, gint64 campaign_id, GError **error);
void esp_stage_book_free (EspStageBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspStageBook, esp_stage_book_free)
EspWorkRow *esp_stage_book_find (const EspStageBook *self, EspWork work);

gboolean
esp_stage_book_set_process (EspTx *tx, gint64 campaign_id, EspProcess process, GError **error);
gboolean
esp_stage_book_set_brief (EspTx *tx, gint64 campaign_id, const char *brief, GError **error);
gboolean
esp_stage_book_set_occasion (EspTx *tx, gint64 campaign_id, const char *occasion, GError **error);
gboolean
esp_stage_book_set_days (EspTx *tx, gint64 campaign_id, gint64 first, gint64 last, GError **error);
gboolean esp_work_row_save (EspTx *tx, const EspWorkRow *row, GError **error);
gboolean esp_work_row_delete (EspTx *tx, gint64 campaign_id, EspWork work, GError **error);
GPtrArray *esp_work_row_list_due (EspTx *tx, gint64 first_day, gint64 last_day, GError **error);
GPtrArray *esp_work_row_list_current (EspTx *tx, GError **error);

gboolean esp_stage_check_add (EspTx *tx,
                              gint64 campaign_id,
                              EspWork work,
                              const char *code,
                              const char *title,
                              GError **error);
gboolean
esp_stage_check_set_done (EspTx *tx, gint64 id, gboolean is_done, const char *by, GError **error);
gboolean esp_stage_check_remove (EspTx *tx, gint64 id, GError **error);
gboolean esp_stage_file_add (EspTx *tx,
                             gint64 campaign_id,
                             EspWork work,
                             const char *name,
                             GBytes *data,
                             GError **error);
GBytes *esp_stage_file_load (EspTx *tx, gint64 id, char **out_name, GError **error);
gboolean esp_stage_file_remove (EspTx *tx, gint64 id, GError **error);
gboolean esp_stage_handover_add (EspTx *tx,
                                 gint64 campaign_id,
                                 const EspStageHandover *handover,
                                 GError **error);

G_END_DECLS
