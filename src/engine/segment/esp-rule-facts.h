/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_FACT_UNKNOWN,
  ESP_FACT_TEXT,
  ESP_FACT_NUMBER,
  ESP_FACT_BOOLEAN, /* in "number" */
  ESP_FACT_MOMENT,  /* µs UTC; a calendar day is its midnight in UTC */
  ESP_FACT_OTHER    /* a list or an object in an event: known, and equal to nothing */
} EspFactType;

/* One value of a lead or of an event, borrowed from whoever answers. */
typedef struct
{
  EspFactType type;
  const char *text;
  double number;
  gint64 moment_us;
} EspFact;

typedef struct _EspFactEvent EspFactEvent;
struct _EspFactEvent
{
  gint64 at_us;
  guint id;             /* tells the events of one answer apart */
  const char *campaign; /* (nullable): id */
  gpointer data;
  void (*get_property) (const EspFactEvent *event, const char *property, EspFact *out);
};

typedef void (*EspFactEventFunc) (const EspFactEvent *event, gpointer user_data);

/* Everything that a rule may ask of one lead. */
typedef struct
{
  guint32 lead_id;
  gpointer data;
  void (*get_field) (gpointer data, const char *key, EspFact *out);
  gboolean (*has_tag) (gpointer data, const char *tag);
  const char *(*get_consent) (gpointer data, const char *channel, const char *purpose);
  gboolean (*is_suppressed) (gpointer data, const char *channel);
  void (*foreach_event) (gpointer data,
                         const char *kind,
                         EspFactEventFunc func,
                         gpointer user_data);
  gboolean (*in_segment) (gpointer data, const char *segment);
} EspRuleFacts;

G_END_DECLS
