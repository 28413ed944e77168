/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What waits in one send for one reason, and which way it will go. */
typedef struct
{
  gint64 send_id;
  gint64 campaign_id;
  char *campaign;     /* its name */
  gint64 channel_id;  /* 0 is none */
  char *channel;      /* (nullable) its name */
  char *channel_kind; /* (nullable) */
  char *send_state;
  char *pause_reason; /* (nullable) why the send does not go on */
  char *reason;       /* (nullable) why these wait */
  gint64 n;
  gint64 n_now;       /* of those, who wait for nothing but their turn */
  gint64 first_at_us; /* when the first of the others may go; 0 without others */
  gint64 last_at_us;  /* and the last */
  gint64 n_in_flight; /* beside n: handed over just now, no answer yet */
} EspOutboxRow;

/* Why some of a send failed. */
typedef struct
{
  char *reason; /* (nullable) of the ledger */
  char *code;   /* (nullable) the server's, such as "552 5.2.2" */
  char *reply;  /* (nullable) what the server said to one of them */
  char *cause;  /* the reason, "/" and what tells it from others of the reason */
  gint64 campaign_id;
  gint64 n;
  gboolean may_try_again; /* not an address that does not exist, and nobody has let it be */
} EspOutboxFailure;

GPtrArray *esp_outbox_list (EspTx *tx, GError **error);
GPtrArray *esp_outbox_failures (EspTx *tx, gint64 send_id, GError **error);
EspBitmap *esp_outbox_failed_leads (EspTx *tx, gint64 send_id, const char *cause, GError **error);
gboolean esp_outbox_shift_waits (EspTx *tx, gint64 delta_us, GError **error);
gboolean esp_outbox_wake (EspTx *tx, const char *reason, GError **error);

G_END_DECLS
