/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_REPORT_SOURCE_SERVICE "service"
#define ESP_REPORT_SOURCE_MAILBOX "mailbox"
#define ESP_REPORT_SOURCE_DOOR "door" /* the service calls us */

/* How far a channel was asked for what came back, and how that went. */
typedef struct
{
  gint64 channel_id;
  char *kind;         /* (owned) service, mailbox or door */
  char *cursor;       /* (owned) (nullable) where to go on; opaque */
  gint64 next_at_us;  /* not asked before */
  gint64 asked_at_us; /* 0 never */
  gint64 read_at_us;  /* when it went well last; 0 never */
  char *state;        /* (owned) (nullable) "ok", or the name of the trouble */
  char *detail;       /* (owned) (nullable) its sentence */
  gint64 n_failed;    /* in a row */
  gint64 n_found;     /* facts that were new, in all */
} EspReportSource;

/* A source with the name of its channel. */
typedef struct
{
  EspReportSource *source; /* (owned) */
  char *channel;           /* (owned) */
} EspReportSourceLine;

EspReportSource *esp_report_source_new (gint64 channel_id, const char *kind);
void esp_report_source_free (EspReportSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportSource, esp_report_source_free)
EspReportSource *
esp_report_source_load (EspTx *tx, gint64 channel_id, const char *kind, GError **error);
GPtrArray *esp_report_source_list (EspTx *tx, GError **error);
gboolean esp_report_source_save (EspTx *tx, const EspReportSource *source, GError **error);
gboolean esp_report_source_forget (EspTx *tx, gint64 channel_id, const char *kind, GError **error);
gboolean esp_report_source_ask_soon (EspTx *tx, gint64 channel_id, GError **error);

G_END_DECLS
