/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-warm-up.h"
#include "store/esp-channel-volume.h"

G_BEGIN_DECLS

/* What a channel may be given: of any hour, of any day, and while it is warmed up. */
typedef struct
{
  guint per_hour;            /* 0: without limit */
  guint per_day;             /* 0: without limit */
  const EspWarmUpPlan *plan; /* (nullable) */
  guint32 plan_from;         /* the Julian day of its first day */
} EspSendLimits;

typedef enum
{
  ESP_LIMIT_NONE,
  ESP_LIMIT_HOUR,
  ESP_LIMIT_DAY,
  ESP_LIMIT_WARM_UP,
} EspLimitKind;

/* What may go now. */
typedef struct
{
  gint64 n;          /* -1: as many as one likes */
  EspLimitKind kind; /* the tightest; with @n 0 the one that lasts longest */
  gint64 until_us;   /* with @n 0: when more may go */
} EspSendAllowance;

/* One day of a plan beside what was sent. */
typedef struct
{
  guint32 day;    /* Julian */
  gint64 planned; /* -1: no plan for that day */
  gint64 sent;
} EspVolumeDay;

gboolean
esp_send_limits_from_settings (const char *settings, EspSendLimits *out_limits, GError **error);
char *esp_send_limits_to_settings (const EspSendLimits *self, const char *settings, GError **error);
gboolean esp_send_limits_is_any (const EspSendLimits *self);
gint64 esp_send_limits_get_planned (const EspSendLimits *self, guint32 day);
gint64 esp_send_limits_get_since (gint64 now_us);
void esp_send_limits_ask (const EspSendLimits *self,
                          GArray *volumes,
                          GTimeZone *zone,
                          gint64 now_us,
                          EspSendAllowance *out_allowance);
GArray *esp_send_limits_list_days (const EspSendLimits *self,
                                   GArray *volumes,
                                   GTimeZone *zone,
                                   gint64 now_us,
                                   guint n_back);
guint32 esp_send_limits_day_of (gint64 at_us, GTimeZone *zone);
const char *esp_limit_kind_name (EspLimitKind kind);

G_END_DECLS
