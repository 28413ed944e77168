/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Which row of the ledger, and which lead, a report from outside is about. */
typedef struct
{
  gint64 delivery_id; /* 0 without one */
  gint64 lead_id;     /* 0 when nobody is known by it; the person may have been erased */
  gint64 send_id;
  gint64 campaign_id;
  gint64 message_id;
  char state[16]; /* of the row; "" without one */
} EspReportPlace;

/* What came of a send, for its brakes. */
typedef struct
{
  gint64 n_sent;
  gint64 n_hard;
  gint64 n_soft;
  gint64 n_block;
  gint64 n_complaint;
} EspReportCounts;

/* More who got a message are not counted. */
#define ESP_REPORT_MAX_DELIVERED 100000

/* Something that came back, for a list. */
typedef struct
{
  gint64 at_us;
  gint64 lead_id;
  char *kind;     /* ESP_EVENT_… */
  char *name;     /* (nullable) */
  char *email;    /* (nullable) */
  char *campaign; /* (nullable) its name */
  char *props;    /* (nullable) JSON */
} EspReturnRow;

/* How often mail to a lead came back without a lasting reason. */
typedef struct
{
  gint64 n;          /* messages, in a time */
  gint64 n_in_a_row; /* the last ones, none between that arrived */
} EspReportSoft;

gboolean
esp_report_find_receipt (EspTx *tx, const char *receipt, EspReportPlace *place, GError **error);
gboolean
esp_report_find_message_key (EspTx *tx, const char *key, EspReportPlace *place, GError **error);
gboolean esp_report_find_pair (EspTx *tx,
                               gint64 send_id,
                               gint64 lead_id,
                               EspReportPlace *place,
                               GError **error);
gboolean esp_report_find_last (EspTx *tx,
                               gint64 lead_id,
                               gint64 channel_id,
                               gint64 since_us,
                               EspReportPlace *place,
                               GError **error);
gboolean esp_report_find_lead (EspTx *tx, const char *address, gint64 *out_lead_id, GError **error);
gboolean esp_report_is_address_of (EspTx *tx,
                                   gint64 lead_id,
                                   const char *address,
                                   gboolean *out_is,
                                   GError **error);
gboolean esp_report_has_lead (EspTx *tx, gint64 lead_id, gboolean *out_has, GError **error);
GPtrArray *esp_report_list_returns (EspTx *tx, guint limit, GError **error);
gboolean esp_report_find_untold (EspTx *tx,
                                 gint64 lead_id,
                                 gint64 channel_id,
                                 gint64 taken_us,
                                 EspReportPlace *place,
                                 GError **error);
gboolean
esp_report_settle (EspTx *tx, const EspReportPlace *place, const char *receipt, GError **error);
gboolean esp_report_count_soft (EspTx *tx,
                                gint64 lead_id,
                                const char *channel,
                                gint64 since_us,
                                guint limit,
                                EspReportSoft *out_soft,
                                GError **error);
gboolean esp_report_count_delivered (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error);
gboolean
esp_report_count_send (EspTx *tx, gint64 send_id, EspReportCounts *out_counts, GError **error);

G_END_DECLS
