/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-rows.h"
#include "store/esp-store.h"
#include "worker/esp-import-source.h"

G_BEGIN_DECLS

/* What an import did, or would do. */
typedef struct
{
  gboolean is_dry;
  gboolean is_complete; /* FALSE: cancelled or failed on the way; what is counted was done */
  EspImportCounts counts;
  EspImportNotes notes;
  EspImportPlan *plan;   /* (owned) as it ran */
  char **slot_names;     /* (owned) what counts.n_changed counts, one name per slot */
  char *path;            /* (owned) the file */
  char *results_path;    /* (owned) (nullable) for esp_import_results_open () */
  guint64 header_offset; /* where the header stands in the file; length 0 is none */
  guint64 header_length;
  gint64 history_id; /* what undo takes back; 0 is nothing */
  gint64 n_listed;   /* how many came into the plan's segment */
  gint64 n_entered;  /* how many came into the plan's journey */
  char *aim_problem; /* (owned) (nullable) why they did not; the import itself is done */
  gint64 elapsed_us;
} EspImportReport;

/* An import of one file into one workspace: a dry run as often as you like, then the real run. One
 * thing at a time. "fraction" (0…1) is told on the main context of the thread that made it. */
#define ESP_TYPE_IMPORT_JOB (esp_import_job_get_type ())
G_DECLARE_FINAL_TYPE (EspImportJob, esp_import_job, ESP, IMPORT_JOB, GObject)

typedef void (*EspImportProgressFunc) (guint64 n_rows, double fraction, gpointer user_data);

EspImportJob *esp_import_job_new (EspStore *store, const char *path, const EspImportPlan *plan);
void esp_import_job_set_plan (EspImportJob *self, const EspImportPlan *plan);
void esp_import_job_set_progress_func (EspImportJob *self,
                                       EspImportProgressFunc func,
                                       gpointer user_data);
double esp_import_job_get_fraction (EspImportJob *self);

EspImportReport *esp_import_job_run_sync (EspImportJob *self,
                                          gboolean is_dry,
                                          GCancellable *cancellable,
                                          GError **error);
void esp_import_job_dry_run_async (EspImportJob *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
EspImportReport *
esp_import_job_dry_run_finish (EspImportJob *self, GAsyncResult *result, GError **error);
void esp_import_job_run_async (EspImportJob *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
EspImportReport *
esp_import_job_run_finish (EspImportJob *self, GAsyncResult *result, GError **error);
EspImportReport *esp_import_job_steal_partial (EspImportJob *self);

void esp_import_report_free (EspImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportReport, esp_import_report_free)

/* Says why a row is in the file of errors; the views give one in the user's language. */
typedef char *(*EspImportReasonFunc) (const EspImportPlan *plan,
                                      EspImportReason reason,
                                      int sub,
                                      guint column,
                                      const char *detail);

gboolean esp_import_report_write_errors (const EspImportReport *report,
                                         const char *path,
                                         EspImportReasonFunc reason_func,
                                         guint64 *out_n_rows,
                                         GError **error);

G_END_DECLS
