/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* So many versions that nobody named are kept at least. */
#define ESP_REPORT_VERSIONS_KEPT 50
#define ESP_REPORT_MAX_BYTES (1024 * 1024)

/* A report as it is kept. What its document says is the business of engine/insight. */
typedef struct
{
  gint64 id;
  char *name;
  char *document; /* JSON; empty in a list */
  char *schedule; /* (nullable) JSON */
  gint64 next_us; /* when it is to be made by itself; 0: never */
  int version;    /* the newest kept one, 0 is none */
  guint n_cards;
  gint64 created_at_us;
  gint64 updated_at_us;
  gint64 archived_at_us; /* 0 is not archived */
  char *undo_title;      /* (nullable) what would be taken back; not in a list */
  char *redo_title;      /* (nullable) */
} EspReportDoc;

/* One kept state of a report. */
typedef struct
{
  int version;
  char *name;       /* (nullable): NULL is made by itself */
  char *created_by; /* (nullable) */
  gint64 created_at_us;
} EspReportVersion;

typedef enum
{
  ESP_REPORT_RUN_DONE,
  ESP_REPORT_RUN_FAILED,
  ESP_REPORT_RUN_MISSED, /* the computer was off or the program closed */
} EspReportRunState;

/* One time that a report was to be made by itself. */
typedef struct
{
  gint64 due_us;
  gint64 at_us;
  EspReportRunState state;
  char *detail; /* (nullable) where it lies, or what was wrong */
} EspReportRun;

void esp_report_doc_free (EspReportDoc *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportDoc, esp_report_doc_free)
void esp_report_version_free (EspReportVersion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportVersion, esp_report_version_free)
void esp_report_run_free (EspReportRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportRun, esp_report_run_free)
const char *esp_report_run_state_get_name (EspReportRunState state);

gboolean esp_report_doc_insert (EspTx *tx, const char *document, gint64 *out_id, GError **error);
gboolean
esp_report_doc_edit (EspTx *tx, gint64 id, const char *document, const char *title, GError **error);
gboolean
esp_report_doc_step (EspTx *tx, gint64 id, gboolean is_redo, char **out_title, GError **error);
gboolean esp_report_doc_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error);

EspReportDoc *esp_report_doc_load (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_report_doc_list (EspTx *tx, gboolean with_archived, GError **error);
gboolean esp_report_doc_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error);

gboolean esp_report_doc_keep_version (EspTx *tx,
                                      gint64 id,
                                      const char *version_name,
                                      int *out_version,
                                      GError **error);
gboolean esp_report_doc_keep_daily (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_report_doc_list_versions (EspTx *tx, gint64 id, GError **error);
char *esp_report_doc_load_version (EspTx *tx, gint64 id, int version, GError **error);

gboolean esp_report_doc_set_schedule (EspTx *tx,
                                      gint64 id,
                                      const char *schedule,
                                      gint64 next_us,
                                      GError **error);
GPtrArray *esp_report_doc_list_due (EspTx *tx, gint64 now_us, GError **error);
gboolean esp_report_doc_next_due (EspTx *tx, gint64 *out_us, GError **error);
gboolean esp_report_doc_note_run (EspTx *tx,
                                  gint64 id,
                                  const EspReportRun *run,
                                  gint64 next_us,
                                  GError **error);
GPtrArray *esp_report_doc_list_runs (EspTx *tx, gint64 id, guint max, GError **error);

G_END_DECLS
