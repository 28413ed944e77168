/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Minutes of a local day, from one to the other; past midnight when from is the greater. Equal is never. */
typedef struct
{
  guint from_minute;
  guint until_minute;
} EspHours;

/* The rules of a workspace about when and how much may be sent. Its version is kept with every decision. */
typedef struct
{
  guint version;
  guint cap_count;    /* marketing messages to one person; 0 is off */
  guint cap_days;     /* within so many days */
  guint cap_per_day;  /* and within the last 24 hours; 0 is off */
  EspHours quiet;     /* nothing rings; waits for the morning */
  EspHours night;     /* the law's night: everything but email needs a consent of its own (KR) */
  guint hold_seconds; /* between the order and the first message */
  guint missed_after_seconds; /* a schedule missed by more asks a person */
  guint brake_sample;         /* verdicts before a brake may act */
  double brake_hard;          /* share of hard bounces that stops a send */
  double brake_soft;
  double brake_complaint;
  guint brake_blocks;      /* refusals for reputation that stop a send */
  guint soft_count;        /* soft bounces after which an address is given up; 0 is off */
  guint soft_days;         /* within so many days */
  guint soft_in_a_row;     /* or so many messages one after the other; 0 is off */
  guint retry_minutes[16]; /* after each failed try */
  guint n_retries;
  guint give_up_hours;
} EspPolicy;

extern const EspPolicy esp_policy_default;

gboolean esp_policy_from_json (const char *json, EspPolicy *out_policy, GError **error);
char *esp_policy_to_json (const EspPolicy *self);
gint64 esp_policy_retry_at (const EspPolicy *self,
                            guint n_tries,
                            gint64 first_us,
                            gint64 now_us,
                            double unit);
EspHours esp_policy_get_night (const EspPolicy *self, const char *zone);
gint64 esp_policy_get_night_end (const EspPolicy *self, const char *zone, gint64 at_us);
gint64 esp_hours_in_zone (gint64 at_us, const char *from_zone, const char *zone);
gint64 esp_hours_end (const EspHours *self, const char *zone, gint64 now_us);

G_END_DECLS
