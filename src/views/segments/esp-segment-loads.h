/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the segment screen only: what it reads and writes, as functions for the store's threads. */
#pragma once

#include "engine/segment/esp-rule-eval.h"
#include "engine/segment/esp-segment-measure.h"
#include "store/esp-lead.h"
#include "store/esp-segment-state.h"
#include "store/esp-segment-uses.h"
#include "views/segments/esp-segment-words.h"

G_BEGIN_DECLS

/* A segment opened for editing. */
typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  gint64 id;
  EspLang lang;
  EspSegment *segment;        /* (owned) */
  EspRule *rule;              /* (owned) (nullable): NULL when it cannot be read */
  char *problem;              /* (owned) (nullable): why not */
  EspSegmentChoices *choices; /* (owned) */
  char *steps;                /* (owned) (nullable): undo and redo */
  GPtrArray *uses;            /* (owned) EspSegmentUse */
  gboolean is_live;           /* edits wait as a draft until they are applied */
  GArray *days;               /* (owned) EspSegmentDay */
  gint64 today;
} EspSegmentOpened;

EspSegmentOpened *esp_segment_opened_new (EspSegmentEngine *engine, gint64 id, EspLang lang);
void esp_segment_opened_free (gpointer data);
gboolean esp_segment_opened_read (EspTx *tx, gpointer data, GError **error);

/* Who is in it: a sample, and how many a message would reach. */
typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  EspRule *rule;            /* (owned) */
  char *uuid;               /* (owned) */
  EspBitmap *members;       /* (owned) */
  guint64 seed;
  guint n_wanted;
  gint64 by_email;
  gint64 by_sms;
  GPtrArray *leads; /* (owned) EspLead */
} EspSegmentPeople;

EspSegmentPeople *esp_segment_people_new (EspSegmentEngine *engine,
                                          const EspRule *rule,
                                          const char *uuid,
                                          const EspBitmap *members);
void esp_segment_people_free (gpointer data);
gboolean esp_segment_people_read (EspTx *tx, gpointer data, GError **error);

/* One lead held against the rule. */
typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  EspRule *rule;            /* (owned) */
  char *reference;          /* (owned) */
  char *title;              /* (owned) */
  gboolean matches;
  GArray *verdicts; /* (owned) EspRuleVerdict, of "rule" */
} EspSegmentTest;

EspSegmentTest *
esp_segment_test_new (EspSegmentEngine *engine, const EspRule *rule, const char *reference);
void esp_segment_test_free (gpointer data);
gboolean esp_segment_test_read (EspTx *tx, gpointer data, GError **error);

/* The segment as it is to be kept. */
typedef struct
{
  EspSegment *segment; /* (owned) */
  char *steps;         /* (owned) (nullable) */
} EspSegmentSave;

void esp_segment_save_free (gpointer data);
gboolean esp_segment_save_write (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
