/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-plan.h"
#include "engine/policy/esp-policy.h"
#include "store/esp-bitmap.h"

G_BEGIN_DECLS

/* What can be wrong with a time, the gravest first. */
typedef enum
{
  ESP_CONFLICT_PAST,     /* the time is over */
  ESP_CONFLICT_BLACKOUT, /* nothing is to leave then; other: the item */
  ESP_CONFLICT_APPROVAL, /* nobody has said yes, and it is near; until_us: when it is to leave */
  ESP_CONFLICT_EXPIRED,  /* the approval ends before */
  ESP_CONFLICT_OVERLAP, /* n people would get another message that day; n_held: of these the cap holds */
  ESP_CONFLICT_CAP,      /* the cap holds n people back */
  ESP_CONFLICT_NIGHT,    /* the law's night: n people wait until until_us */
  ESP_CONFLICT_QUIET,    /* quiet hours: everybody waits until until_us */
  ESP_CONFLICT_CAPACITY, /* the channel needs until until_us; n: not out by the end of the day */
  ESP_CONFLICT_CHANNEL,  /* it meets another send on the channel, which is at work until until_us */
  ESP_CONFLICT_COMPUTER, /* the computer is usually off; until_us: when it is on again */
  ESP_CONFLICT_HOLIDAY,  /* other: the name */
} EspConflictKind;

#define ESP_N_CONFLICTS (ESP_CONFLICT_HOLIDAY + 1)

typedef struct
{
  EspConflictKind kind;
  char *key;       /* of the send */
  char *other_key; /* (nullable) */
  char *other;     /* (nullable) its title */
  char *other_ko;  /* (nullable) the same in Korean, when there are two */
  guint64 n;
  guint64 n_held;
  guint64 whole; /* of which n is a part */
  gint64 at_us;
  gint64 until_us;
  EspBitmap *people; /* (owned) (nullable) who they are */
} EspConflict;

/* A send as far as its time matters. */
typedef struct
{
  char *key;
  char *title;
  gint64 at_us;
  gboolean is_open; /* has not begun: it can be moved and is judged */
  gboolean is_email;
  gboolean is_marketing;
  gboolean ignores_hours;
  gint64 channel_id;
  guint per_minute;         /* of the channel; 0: no limit */
  gboolean needs_approval;  /* and has none */
  gint64 approved_until_us; /* 0: for ever, or not approved */
  EspBitmap *people;        /* (owned) who can be reached, whatever the hour */
  EspBitmap *night_ok;      /* (owned) (nullable) who may be woken */
  double unit_price;        /* in the workspace's currency; 0: free or not known */
} EspPlanSend;

/* When this computer is usually on; from equal until: always. */
typedef struct
{
  EspHours hours;
  gboolean days[8]; /* by GDateWeekday */
} EspComputerHours;

/* Who got more than i messages in [from, to), for i below @n_levels; (element-type EspBitmap). */
typedef GPtrArray *(*EspPlanHistoryFunc) (gint64 from_us,
                                          gint64 to_us,
                                          guint n_levels,
                                          gpointer data,
                                          GError **error);

typedef struct
{
  const EspPolicy *policy;
  const EspPlan *plan; /* its blackouts count */
  EspHolidays *holidays;
  EspComputerHours computer;
  gint64 now_us;
  gint64 approval_us; /* a yes is missed so long before */
  EspPlanHistoryFunc history;
  gpointer history_data;
} EspPlanRules;

/* How much one person gets in a week. */
typedef struct
{
  gint64 from_us;
  gint64 to_us;
  guint64 n_people;   /* who get anything */
  guint64 n_messages; /* that they get together */
  guint64 n_over;     /* who would get more than the cap allows */
  guint most;         /* that one person gets, as far as is counted */
  EspBitmap *over;    /* (owned) */
} EspPressure;

void esp_plan_send_free (EspPlanSend *self);
void esp_conflict_free (EspConflict *self);
void esp_pressure_clear (EspPressure *self);

GPtrArray *esp_plan_check (const EspPlanRules *rules, GPtrArray *sends, GError **error);
GArray *esp_plan_get_pressure (const EspPlanRules *rules,
                               GPtrArray *sends,
                               gint64 from_us,
                               gint64 to_us,
                               GError **error);

const char *esp_conflict_kind_get_name (EspConflictKind kind);
char *esp_conflict_to_sentence (const EspConflict *self, GTimeZone *zone, EspLang lang);
gboolean esp_computer_hours_parse (const char *json, EspComputerHours *out_hours, GError **error);
char *esp_computer_hours_to_json (const EspComputerHours *self);
char *esp_computer_hours_to_text (const EspComputerHours *self);
gboolean
esp_computer_hours_from_text (const char *text, EspComputerHours *out_hours, GError **error);
gint64 esp_computer_hours_get_on (const EspComputerHours *self, GTimeZone *zone, gint64 at_us);

G_END_DECLS
