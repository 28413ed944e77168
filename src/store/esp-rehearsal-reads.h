/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* One row of what rehearsals read in bulk. Texts live until the function returns. */
typedef struct
{
  guint32 lead_id;
  gint64 at_us;
  const char *campaign; /* (nullable) uuid, of events and messages */
  const char *props;    /* (nullable) JSON, of events */
  const char *text;     /* (nullable) of columns */
  double number;
  gboolean is_null;
} EspRehearsalRow;

typedef void (*EspRehearsalRowFunc) (const EspRehearsalRow *row, gpointer data);

/* What became of the newest messages. */
typedef struct
{
  gint64 n_sent;
  gint64 n_met;
  gint64 since_us; /* the oldest of them */
  GArray *delays;  /* (owned) (element-type gint64) until it came, in order */
} EspRehearsalAnswers;

/* One planned send of a campaign. */
typedef struct
{
  gint64 send_id;
  gint64 at_us;
  char *name; /* (owned) of the campaign */
} EspRehearsalPlan;

gboolean esp_rehearsal_read_events (EspTx *tx,
                                    const char *kind,
                                    gboolean with_props,
                                    EspRehearsalRowFunc func,
                                    gpointer data,
                                    GError **error);
gboolean esp_rehearsal_read_sent (EspTx *tx,
                                  gint64 since_us,
                                  EspRehearsalRowFunc func,
                                  gpointer data,
                                  GError **error);
gboolean esp_rehearsal_read_column (EspTx *tx,
                                    const EspFields *fields,
                                    const char *column,
                                    EspRehearsalRowFunc func,
                                    gpointer data,
                                    GError **error);
gboolean esp_rehearsal_read_entries (EspTx *tx,
                                     gint64 journey_id,
                                     EspRehearsalRowFunc func,
                                     gpointer data,
                                     GError **error);
gboolean
esp_rehearsal_read_answers (EspTx *tx, const char *kind, EspRehearsalAnswers *out, GError **error);
gboolean
esp_rehearsal_follows_sends (EspTx *tx, const char *kind, gboolean *out_follows, GError **error);
gboolean esp_rehearsal_count_events (EspTx *tx,
                                     const char *kind,
                                     gint64 since_us,
                                     gint64 *out_n,
                                     GError **error);
GPtrArray *esp_rehearsal_list_plans (EspTx *tx, gint64 until_us, GError **error);
char *esp_rehearsal_find_campaign (EspTx *tx, gint64 journey_id, GError **error);

G_END_DECLS
