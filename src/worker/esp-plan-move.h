/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-plan.h"

G_BEGIN_DECLS

/* To esp_plan_look_at_move(): only where it stands now. */
#define ESP_PLAN_NO_TIME (G_MAXINT64 / 2)

/* What a move of something in the plan does. */
typedef struct
{
  gint64 from_us;
  gint64 at_us;
  gboolean returns_to_review; /* it was approved for the other time: others look again */
  gboolean is_unscheduled;    /* it was ordered for the other time: it has to be ordered again */
  guint n_moved;              /* of a campaign: what went along */
} EspPlanMove;

/* Something new in the plan, as little as it needs. */
typedef struct
{
  const char *title;
  gint64 at_us;
  gint64 campaign_id;   /* 0: a new one, with the title as its name */
  gint64 message_id;    /* 0: none yet */
  gint64 channel_id;    /* 0: none yet */
  const char *audience; /* (nullable): nobody yet */
} EspPlanDraft;

gboolean
esp_plan_key_parse (const char *key, EspPlanType *out_type, gint64 *out_id, GError **error);
gboolean esp_plan_look_at_move (EspTx *tx,
                                const char *key,
                                gint64 at_us,
                                EspPlanMove *out_move,
                                GError **error);
gboolean
esp_plan_move (EspTx *tx, const char *key, gint64 at_us, EspPlanMove *out_move, GError **error);
gboolean esp_plan_add_send (EspTx *tx, const EspPlanDraft *draft, gint64 *out_id, GError **error);
char *esp_plan_duplicate (EspTx *tx, const char *key, gint64 at_us, GError **error);
gboolean esp_plan_remove (EspTx *tx, const char *key, GError **error);
gint64 esp_plan_shift (gint64 at_us, int days, int hours, GTimeZone *zone);
gint64 esp_plan_choose_hour (gint64 day_us, gint64 now_us, GTimeZone *zone);
gint64 esp_plan_choose_day (gint64 day_us, gint64 now_us, GTimeZone *zone);

G_END_DECLS
