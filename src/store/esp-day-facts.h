/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What a day of events of one kind is read for. */
typedef enum
{
  ESP_DAY_EVENTS, /* who, and when */
  ESP_DAY_CHANNELS,
  ESP_DAY_SOURCES,
  ESP_DAY_CAMPAIGNS,
  ESP_DAY_JOURNEYS,
  ESP_DAY_MONEY, /* what was paid */
  ESP_DAY_MOVES, /* from which stage to which */
} EspDayWhat;

/* The amount of what was paid in another currency than the workspace's. */
#define ESP_DAY_FOREIGN G_MININT64

/* Events of one kind of a day, or of a part of one, by time. */
typedef struct
{
  guint n;
  const guint32 *leads;
  const gint64 *times; /* µs UTC */
  const guint16
    *places; /* (nullable) numbers in names; of channels, sources, campaigns and journeys */
  const gint64 *amounts; /* (nullable) minor units, or ESP_DAY_FOREIGN; of money */
  GPtrArray *names;      /* (nullable) tokens, see esp_day_places_find() */
} EspDayFacts;

typedef struct
{
  const char *kind; /* name of the kind of event */
  EspDayWhat what;
  gint64 from_us;
  gint64 to_us;    /* exclusive */
  const char *tag; /* what else the facts depend on: of money the currency; else "" */
  gint64 scale;    /* of money: minor units in one */
} EspDayQuery;

typedef void (*EspDayFunc) (const EspDayFacts *facts, gpointer data);

gboolean esp_day_facts_read (EspTx *tx,
                             const EspDayQuery *query,
                             EspDayFunc func,
                             gpointer data,
                             GError **error);

/* A day that is kept; one that changed since has another number, or none. */
typedef struct
{
  gint64 day; /* since 1970, UTC */
  gint64 id;
} EspDayMark;

GArray *esp_day_facts_list (EspTx *tx,
                            const EspDayQuery *query,
                            gint64 *out_first,
                            gint64 *out_end,
                            GError **error);

/* Days that had to be read from their events, to be kept. */
typedef struct _EspDayLessons EspDayLessons;

void esp_day_facts_learn (EspTx *tx);
EspDayLessons *esp_day_facts_ref_lessons (EspTx *tx);
EspDayLessons *esp_day_lessons_ref (EspDayLessons *self);
void esp_day_lessons_unref (EspDayLessons *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDayLessons, esp_day_lessons_unref)
gboolean esp_day_lessons_is_empty (const EspDayLessons *self);
gboolean
esp_day_lessons_keep (EspTx *tx, EspDayLessons *self, gboolean *out_is_done, GError **error);

G_END_DECLS
