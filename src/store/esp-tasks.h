/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_TASK_MAX_TITLE 300
#define ESP_TASK_MAX_NOTE 10000

/* Something that a person is to do about a lead. */
typedef struct
{
  gint64 id;
  gint64 lead_id;
  char *title;
  char *note;  /* (nullable) */
  char *owner; /* (nullable) */
  gboolean is_alert;
  gint64 due_us;     /* 0: no day */
  gint64 done_us;    /* 0: open */
  gint64 journey_id; /* 0: of none */
  char *step;        /* (nullable) the id of the journey's step */
  gint64 occasion;
  gint64 score_id; /* 0: of none */
  gint64 created_us;
  char *lead;    /* (nullable) in a list: name or address */
  char *journey; /* (nullable) in a list: its name */
  char *score;   /* (nullable) in a list: its name */
} EspTaskRow;

typedef enum
{
  ESP_TASKS_OPEN,    /* overdue ones included */
  ESP_TASKS_DUE,     /* open, and due before the query's moment */
  ESP_TASKS_OVERDUE, /* open, and due before now */
  ESP_TASKS_DONE,
  ESP_TASKS_ALL,
} EspTasksWhich;

/* Which tasks. */
typedef struct
{
  EspTasksWhich which;
  const char *owner; /* (nullable): anybody's; "": nobody's */
  const char *text;  /* (nullable) in the title, the note, the owner or the name of the lead */
  gint64 lead_id;    /* 0: of all */
  gint64 until_us;   /* of ESP_TASKS_DUE */
  gboolean only_alerts;
  gint64 after_id; /* only those made later; 0 all */
  guint limit;
} EspTaskQuery;

typedef struct
{
  gint64 n_open;
  gint64 n_overdue;
  gint64 n_today; /* open and due from now up to the end of the day */
  gint64 n_done;
} EspTaskCounts;

void esp_task_row_free (EspTaskRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTaskRow, esp_task_row_free)

gboolean esp_task_row_insert (EspTx *tx, const EspTaskRow *task, gint64 *out_id, GError **error);
gboolean esp_task_row_update (EspTx *tx, const EspTaskRow *task, GError **error);
gboolean esp_task_row_set_done (EspTx *tx, gint64 id, gboolean is_done, GError **error);
gboolean esp_task_row_set_owner (EspTx *tx, gint64 id, const char *owner, GError **error);
gboolean esp_task_row_delete (EspTx *tx, gint64 id, GError **error);
EspTaskRow *esp_task_row_load (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_task_row_list (EspTx *tx, const EspTaskQuery *query, GError **error);
gboolean
esp_task_row_count (EspTx *tx, gint64 day_end_us, EspTaskCounts *out_counts, GError **error);
GStrv esp_task_row_list_owners (EspTx *tx, GError **error);
gboolean esp_task_row_last_id (EspTx *tx, gint64 *out_id, GError **error);

G_END_DECLS
