/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* States of a row: queued, sending, sent, failed, unknown, skipped, cancelled. */

/* next_at of a failed row that a person has let be: it is not offered again. */
#define ESP_LEDGER_LET_BE_SQL "-1"

/* A decision about one lead, as it enters the ledger. */
typedef struct
{
  gint64 lead_id;
  const char *reason; /* (nullable) why not: the row is skipped, or waits when next_at_us is set */
  gint64 next_at_us;  /* not before; 0 at once */
  gint64 occasion;    /* of journeys: which of the times that the lead comes by; else 0 */
  gboolean is_done;   /* sent already: of a channel that only takes */
} EspLedgerEntry;

typedef struct
{
  gint64 id;
  gint64 lead_id;
  guint attempts;
  gint64 first_at_us; /* when it was tried first; 0 is never yet */
} EspLedgerDue;

typedef enum
{
  ESP_CLAIM_OK,      /* committed as sending: hand it over */
  ESP_CLAIM_SKIPPED, /* settled as a non-send with its reason */
  ESP_CLAIM_WAITS,   /* not now: it will come up again when its reason has ended */
  ESP_CLAIM_CHANGED, /* the address changed: it will come up again */
  ESP_CLAIM_GONE,    /* not queued any more */
  ESP_CLAIM_CLOSED,  /* the send does not run, the kill switch is on, or the lease is lost */
} EspClaimResult;

typedef struct
{
  gint64 id;
  gint64 lead_id;
  const char *address;     /* the message was made for this one */
  const char *message_key; /* (nullable) Message-ID */
  double price;            /* in the currency of the workspace; 0: free or not known */
  EspClaimResult result;   /* written */
  const char *reason;      /* static (nullable) of a non-send, or of waiting */
  gint64 next_at_us;       /* of waiting */
} EspLedgerClaim;

/* Decides about a claim in the transaction that makes it: writes result (OK, SKIPPED, WAITS or CHANGED),
 * and with it reason and next_at_us. */
typedef gboolean (*EspLedgerJudge) (EspTx *tx,
                                    EspLedgerClaim *claim,
                                    gpointer user_data,
                                    GError **error);

/* What must hold in the moment of handing over. */
typedef struct
{
  gint64 send_id;
  const char *holder;   /* (nullable) must hold the lease of the engine */
  EspLedgerJudge judge; /* (nullable) whether the person may get it; without it everyone may */
  gpointer judge_data;
} EspLedgerGate;

/* Instead of a bounce: the service knows that the person wants no more. */
#define ESP_LEDGER_OPTED_OUT "opted-out"
/* Nothing was handed over: the message could not be made with what is known of the person. */
#define ESP_LEDGER_NOT_MADE "not-made"
/* Of those who failed: whom it is no use to try again. */
#define ESP_LEDGER_LASTING_SQL "('hard-bounce', 'opted-out')"

/* What became of a row that was handed over. */
typedef struct
{
  gint64 id;
  gint64 lead_id;
  const char *state;       /* sent, failed, unknown, or queued to try again */
  const char *reason;      /* (nullable) */
  char *detail;            /* (owned) (nullable) JSON */
  char *reply;             /* (owned) (nullable) the server's words */
  char *receipt;           /* (owned) (nullable) the provider's id of the message */
  gint64 next_at_us;       /* for queued */
  gboolean gives_try_back; /* it was not offered: the attempt does not count */
  const char *bounce; /* (nullable) hard, soft, block or ESP_LEDGER_OPTED_OUT: adds the event */
  char
    *dead_place; /* (owned) (nullable) a browser's that takes no more: its field is to be emptied */
  const char *channel; /* static (nullable): whose address bounced: "sms" …; email */
} EspLedgerSettlement;

typedef struct
{
  char *state;
  char *reason; /* (nullable) */
  gint64 n;
} EspLedgerCount;

typedef struct
{
  gint64 id;
  gint64 send_id;
  gint64 campaign_id;
  char *campaign; /* its name */
  gint64 lead_id;
  char *name;  /* (nullable) of the lead, when it still exists */
  char *email; /* (nullable) */
  char *state;
  char *reason;      /* (nullable) */
  char *detail;      /* (nullable) */
  char *reply;       /* (nullable) */
  char *message_key; /* (nullable) */
  guint attempts;
  gint64 next_at_us;
  gint64 updated_at_us;
} EspLedgerRow;

void esp_ledger_settlement_clear (EspLedgerSettlement *self);
void esp_ledger_row_free (EspLedgerRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLedgerRow, esp_ledger_row_free)

gboolean esp_ledger_insert (EspTx *tx,
                            gint64 send_id,
                            const EspLedgerEntry *entries,
                            gsize n_entries,
                            guint rule_version,
                            GError **error);
gboolean esp_ledger_due (EspTx *tx,
                         gint64 send_id,
                         gint64 after_id,
                         guint limit,
                         GArray *due,
                         GError **error);
gboolean esp_ledger_due_again (EspTx *tx, gint64 send_id, guint limit, GArray *due, GError **error);
gboolean esp_ledger_next_at (EspTx *tx, gint64 send_id, gint64 *out_at_us, GError **error);
gboolean
esp_ledger_defer (EspTx *tx, gint64 id, const char *reason, gint64 next_at_us, GError **error);
gboolean
esp_ledger_skip (EspTx *tx, gint64 id, const char *reason, const char *detail, GError **error);
gboolean esp_ledger_claim (EspTx *tx,
                           const EspLedgerGate *gate,
                           EspLedgerClaim *claims,
                           gsize n_claims,
                           GError **error);
gboolean esp_ledger_settle (EspTx *tx,
                            gint64 send_id,
                            EspLedgerSettlement *settlements,
                            gsize n_settlements,
                            GError **error);
gboolean esp_ledger_recover (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error);
gboolean esp_ledger_cancel (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error);
gboolean esp_ledger_resolve_unknown (EspTx *tx,
                                     gint64 send_id,
                                     gint64 lead_id,
                                     gboolean again,
                                     gint64 *out_n,
                                     GError **error);
gboolean esp_ledger_discount_lead (EspTx *tx, gint64 lead_id, GError **error);
gboolean esp_ledger_sum_prices (EspTx *tx,
                                gint64 send_id,
                                double *out_sum,
                                gint64 *out_n,
                                gint64 *out_n_sent,
                                GError **error);
gboolean esp_ledger_fail_unmade (EspTx *tx, gint64 id, const char *sentence, GError **error);
gboolean esp_ledger_retry_failed (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error);
gboolean esp_ledger_let_failed_be (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error);
gboolean esp_ledger_count_state (EspTx *tx,
                                 gint64 send_id,
                                 const char *state,
                                 gint64 *out_n,
                                 GError **error);
gboolean esp_ledger_count_retryable (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error);
GPtrArray *esp_ledger_counts (EspTx *tx, gint64 send_id, GError **error);
gint64 esp_ledger_counts_sum (GPtrArray *counts, const char *state, const char *reason);
GPtrArray *esp_ledger_list (EspTx *tx,
                            gint64 send_id,
                            const char *state,
                            gint64 after_id,
                            guint limit,
                            GError **error);
GPtrArray *esp_ledger_list_lead (EspTx *tx, gint64 lead_id, guint limit, GError **error);
EspLedgerRow *esp_ledger_find (EspTx *tx, gint64 send_id, gint64 lead_id, GError **error);

G_END_DECLS
