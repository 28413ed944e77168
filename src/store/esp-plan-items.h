/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_PLAN_MAX_TITLE 300
#define ESP_PLAN_MAX_NOTE 10000

typedef enum
{
  ESP_PLAN_TASK,    /* of the plan, not about a lead */
  ESP_PLAN_OFFLINE, /* a booth, a printed advertisement: no channel, but cost and goal */
  ESP_PLAN_DEADLINE,
  ESP_PLAN_BLACKOUT, /* nothing is to leave */
  ESP_PLAN_OBSERVANCE,
  ESP_PLAN_AD_FLIGHT,
  ESP_PLAN_MILESTONE,
  ESP_PLAN_EXTERNAL, /* read from another calendar, not ours to change */
} EspPlanKind;

#define ESP_N_PLAN_KINDS (ESP_PLAN_EXTERNAL + 1)

typedef enum
{
  ESP_PLAN_IDEA,
  ESP_PLAN_PLANNED,
  ESP_PLAN_COMMITTED, /* ordered: its cost will be due */
  ESP_PLAN_DONE,      /* its cost is spent */
  ESP_PLAN_CANCELLED,
} EspPlanState;

#define ESP_N_PLAN_STATES (ESP_PLAN_CANCELLED + 1)

/* Something dated that is no send, no journey and no task about a lead. */
typedef struct
{
  gint64 id;
  EspPlanKind kind;
  char *title;
  gint64 from_us; /* of whole days: midnights UTC of the days, the last one not included */
  gint64 to_us;   /* not before; the same: a moment */
  gboolean is_all_day;
  gint64 campaign_id; /* 0: of none */
  gint64 channel_id;  /* 0: of none */
  char *medium;       /* (nullable) whose budget its cost is of */
  char *audience;     /* (nullable) JSON as of a send */
  char *owner;        /* (nullable) */
  gint64 cost;        /* minor units of the workspace's currency */
  EspPlanState state;
  char *note;       /* (nullable) */
  char *source;     /* (nullable) the calendar that it was read from */
  char *source_uid; /* (nullable) */
  guint8 uuid[16];
  gint64 updated_us;
} EspPlanItem;

EspPlanItem *esp_plan_item_new (EspPlanKind kind, const char *title);
EspPlanItem *esp_plan_item_copy (const EspPlanItem *self);
void esp_plan_item_free (EspPlanItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlanItem, esp_plan_item_free)

const char *esp_plan_kind_get_name (EspPlanKind kind);
gboolean esp_plan_kind_find (const char *name, EspPlanKind *out_kind);
const char *esp_plan_state_get_name (EspPlanState state);
gboolean esp_plan_state_find (const char *name, EspPlanState *out_state);

gboolean esp_plan_item_insert (EspTx *tx, EspPlanItem *item, GError **error);
gboolean esp_plan_item_update (EspTx *tx, const EspPlanItem *item, GError **error);
gboolean esp_plan_item_delete (EspTx *tx, gint64 id, GError **error);
EspPlanItem *esp_plan_item_load (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_plan_item_list (EspTx *tx, gint64 from_us, gint64 to_us, GError **error);
GPtrArray *esp_plan_item_list_of_campaign (EspTx *tx, gint64 campaign_id, GError **error);
gboolean
esp_plan_item_put_source (EspTx *tx, EspPlanItem *item, gboolean *out_is_new, GError **error);
gboolean esp_plan_item_keep_of_source (EspTx *tx,
                                       const char *source,
                                       GHashTable *uids,
                                       gint64 *out_n_gone,
                                       GError **error);

G_END_DECLS
