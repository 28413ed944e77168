/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* A send of a campaign as the plan shows it. */
typedef struct
{
  gint64 id;
  gint64 campaign_id;
  char *campaign;
  char *message; /* (nullable) its name */
  gint64 message_id;
  gint64 channel_id;
  char *channel; /* (nullable) */
  char *medium;  /* (nullable) of the message, as it is stored */
  char *owner;   /* (nullable) of the stage that the campaign is in */
  char *audience;
  char *options;
  char *state;
  gint64 at_us; /* when it left, or is to leave; 0: no time yet */
  gint64 hold_until_us;
  gint64 n_audience; /* -1: not counted yet */
  gint64 n_sent;     /* -1: not counted yet */
  guint n_of_campaign;
  char *review; /* (nullable) state of the newest review */
  gint64 review_until_us;
} EspPlanSendRow;

/* A campaign, or a journey, as a bar. */
typedef struct
{
  gint64 id;
  char *name;
  char *state; /* (nullable) of a journey */
  gint64 from_us;
  gint64 to_us;     /* 0: open */
  gint64 first_day; /* midnight UTC of the day on which a campaign begins; 0: it says none */
  gint64 last_day;  /* likewise, the last on which it runs */
  gint64 budget;    /* of a campaign; 0: none */
  double per_day;   /* of a journey: messages a day, lately */
} EspPlanBarRow;

/* A moment of something else: a task, a question for approval, a report that makes itself. */
typedef struct
{
  gint64 id;
  char *title;
  char *owner; /* (nullable) */
  char *state;
  gint64 at_us;
  gint64 other_id; /* the lead of a task, the send of an approval */
} EspPlanMomentRow;

void esp_plan_send_row_free (EspPlanSendRow *self);
void esp_plan_bar_row_free (EspPlanBarRow *self);
void esp_plan_moment_row_free (EspPlanMomentRow *self);

GPtrArray *esp_plan_read_sends (EspTx *tx, gint64 from_us, gint64 to_us, GError **error);
GPtrArray *esp_plan_read_campaigns (EspTx *tx, gint64 from_us, gint64 to_us, GError **error);
GPtrArray *esp_plan_read_journeys (EspTx *tx, gint64 from_us, gint64 to_us, GError **error);
GPtrArray *esp_plan_read_tasks (EspTx *tx, gint64 from_us, gint64 to_us, GError **error);
GPtrArray *esp_plan_read_approvals (EspTx *tx, gint64 from_us, gint64 to_us, GError **error);
GPtrArray *esp_plan_read_reports (EspTx *tx, gint64 from_us, gint64 to_us, GError **error);

GPtrArray *
esp_plan_read_levels (EspTx *tx, gint64 from_us, gint64 to_us, guint n_levels, GError **error);
gboolean esp_plan_set_campaign_dates (EspTx *tx,
                                      gint64 campaign_id,
                                      gint64 from_us,
                                      gint64 to_us,
                                      GError **error);

G_END_DECLS
