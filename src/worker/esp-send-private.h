/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by esp-send-job.c, esp-send-control.c, esp-send-prepare.c, esp-send-pipeline.c,
 * esp-send-settle.c and esp-send-verdict.c alone. */
#pragma once

#include "engine/policy/esp-send-limits.h"
#include "store/esp-ledger.h"
#include "worker/esp-send-brake.h"
#include "worker/esp-send-decide.h"
#include "worker/esp-send-job.h"
#include "worker/esp-send-plan.h"

G_BEGIN_DECLS

/* Waits until its domain takes mail again. */
#define ESP_SEND_REASON_SLOW_DOWN "slow-down"

typedef enum
{
  ESP_PHASE_LOADING,
  ESP_PHASE_PREPARING,
  ESP_PHASE_HOLD,
  ESP_PHASE_SENDING,
  ESP_PHASE_DRAINING, /* nothing new is begun; what is under way is settled */
  ESP_PHASE_ENDING,   /* the last write */
  ESP_PHASE_ENDED,
} EspSendPhase;

/* One person's message on its way through the pipeline. */
typedef struct
{
  EspLedgerDue due;
  EspLead *lead;        /* (owned) (nullable) */
  char *address;        /* (owned) "" without one */
  gint64 consent_at_us; /* 0 when it is not known */
  EspPreparedMessage message;
  EspVerdict verdict; /* when it came up */
  GError *error;      /* (owned) (nullable) why it could not be made */
} EspSendItem;

struct _EspSendJob
{
  const EspSendContext *context;
  EspJobRecord *record; /* (owned) */
  EspSendProgressFunc report;
  EspSendEndedFunc ended;
  gpointer user_data;

  EspSendPhase phase;
  guint n_pending; /* asynchronous calls that will come back */
  gint64 send_id;
  EspSendPlan *plan;       /* (owned) (nullable) */
  gpointer opened;         /* (owned) (nullable) of the message source */
  EspWaterfall *waterfall; /* (owned) (nullable) while preparing */
  guint prepare_reason;
  guint32 prepare_from;

  EspChannelSlot *slot;      /* (nullable) */
  GCancellable *cancellable; /* (owned) cuts the queue of the channel */
  EspSendBrake brake;
  EspSendAllowance limit;     /* of a kind: the channel may be given no more for now */
  gint64 n_complaints_before; /* of the send, when this run began; -1 until it is known */
  EspRandom random;

  /* pipeline */
  gint64 cursor;       /* last ledger row fetched that waited for nothing */
  GHashTable *handled; /* (owned) ids of ledger rows in the pipeline */
  GQueue ready;        /* EspSendItem*, made */
  gsize n_ready_bytes;
  guint n_building;
  guint n_in_flight;     /* claimed and not settled */
  GHashTable *in_flight; /* (owned) ledger row → EspSendItem* */
  gboolean is_fetching;
  gboolean is_exhausted; /* the last fetch found nothing */
  gboolean is_turning;
  gboolean is_controlling;
  guint n_failed_turns;
  gint64 write_at_us; /* monotonic; nothing is written before: the last write failed */
  gboolean is_shutting_down;
  GArray *settlements; /* (owned) to be written */
  GArray *defers;      /* (owned) to be written */
  GPtrArray *skips;    /* (owned) EspSendItem* that are no sends, to be written */

  /* figures */
  gint64 n_total;
  gint64 n_sent;
  gint64 n_failed;
  gint64 n_unknown;
  double per_second;
  guint n_this_second;
  gint64 second_start_us; /* monotonic */
  gint64 last_report_us;  /* monotonic */

  /* how it ends */
  const char *end_job_state;  /* static */
  const char *end_send_state; /* static (nullable) left as it is */
  char *end_reason;           /* (owned) (nullable) */
  gint64 end_run_at_us;
  char *channel_state;  /* (owned) (nullable) to be written */
  char *channel_detail; /* (owned) (nullable) */
};

typedef struct
{
  gint64 id;
  gint64 next_at_us;
  const char *reason; /* static */
} EspSendDefer;

/* @error: (nullable): why it was not read, or not committed */
typedef void (*EspSendThen) (EspSendJob *self, gpointer data, const GError *error);

void esp_send_item_free (gpointer data);
void esp_send_job_read (EspSendJob *self,
                        EspReadKind kind,
                        EspStoreFunc func,
                        gpointer data,
                        EspSendThen then);
void esp_send_job_write (EspSendJob *self, EspStoreFunc func, gpointer data, EspSendThen then);
void esp_send_job_end (EspSendJob *self,
                       const char *job_state,
                       const char *send_state,
                       const char *reason,
                       gint64 run_at_us);
void esp_send_job_fail (EspSendJob *self, const GError *error);
gboolean esp_send_job_keeps_trying (EspSendJob *self);
gboolean esp_send_job_is_too_late (const EspSendJob *self, gint64 due_us);
void esp_send_job_end_missed (EspSendJob *self);
void esp_send_job_look_at_control (EspSendJob *self);
void esp_send_job_report (EspSendJob *self, gboolean now);

void esp_send_prepare_begin (EspSendJob *self);
void esp_send_pipeline_begin (EspSendJob *self);
void esp_send_pipeline_pump (EspSendJob *self);
void esp_send_turn (EspSendJob *self);
char *esp_send_make_detail (const char *key, const char *text);
void esp_send_judge (EspSendJob *self);
void esp_send_settle_batch (EspSendJob *self, EspOutBatch *batch);

G_END_DECLS
