/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* What kinds of things a commit touched. */
typedef enum
{
  ESP_CHANGE_LEAD = 1 << 0,  /* rows or columns of leads; see columns */
  ESP_CHANGE_FIELD = 1 << 1, /* the field catalogue */
  ESP_CHANGE_TAG = 1 << 2,   /* tags, or who carries them */
  ESP_CHANGE_CONSENT = 1 << 3,
  ESP_CHANGE_SUPPRESSION = 1 << 4,
  ESP_CHANGE_EVENT = 1 << 5,   /* see event kinds */
  ESP_CHANGE_SEGMENT = 1 << 6, /* segments, or the members of static ones */
  ESP_CHANGE_MESSAGE = 1 << 7,
  ESP_CHANGE_CAMPAIGN = 1 << 8, /* campaigns and their sends */
  ESP_CHANGE_LEDGER = 1 << 9,
  ESP_CHANGE_JOB = 1 << 10,
  ESP_CHANGE_CHANNEL = 1 << 11,
  ESP_CHANGE_ORDER = 1 << 12,
  ESP_CHANGE_HISTORY = 1 << 13,
  ESP_CHANGE_SETTING = 1 << 14,
  ESP_CHANGE_JOURNEY = 1 << 15,  /* definitions; not who is where */
  ESP_CHANGE_PASSAGE = 1 << 16,  /* who is where in journeys, and who came by */
  ESP_CHANGE_TROUBLE = 1 << 20,  /* a journey cannot be led on, or can again */
  ESP_CHANGE_TASK = 1 << 17,     /* what people are to do */
  ESP_CHANGE_SCORE = 1 << 18,    /* how scores are made and how far they are computed */
  ESP_CHANGE_STAGE = 1 << 19,    /* the stages themselves; not who is where */
  ESP_CHANGE_LIBRARY = 1 << 21,  /* what messages share */
  ESP_CHANGE_PLAN = 1 << 24,     /* items of the plan, budgets, scenarios */
  ESP_CHANGE_REVIEW = 1 << 22,   /* reviews, their comments and decisions */
  ESP_CHANGE_REPORT = 1 << 23,   /* reports, their versions and schedules; not what they answer */
  ESP_CHANGE_AUDIENCE = 1 << 25, /* audiences of advertisements, and who is in them by hand */
} EspChangeKind;

/* What a group of commits changed: kinds, and for leads which ones, which columns, which events. */
typedef struct _EspChanges EspChanges;

#define ESP_TYPE_CHANGES (esp_changes_get_type ())
GType esp_changes_get_type (void);

EspChanges *esp_changes_new (void);
EspChanges *esp_changes_ref (EspChanges *self);
void esp_changes_unref (EspChanges *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChanges, esp_changes_unref)

void esp_changes_note (EspChanges *self, EspChangeKind kinds);
void esp_changes_note_lead (EspChanges *self, EspChangeKind kinds, gint64 lead_id);
void esp_changes_note_lead_range (EspChanges *self, EspChangeKind kinds, gint64 first, gint64 last);
void esp_changes_note_all_leads (EspChanges *self, EspChangeKind kinds);
void esp_changes_note_column (EspChanges *self, const char *column);
void esp_changes_note_event_kind (EspChanges *self, const char *kind);
void esp_changes_merge (EspChanges *self, const EspChanges *other);

EspChangeKind esp_changes_get_kinds (const EspChanges *self);
gboolean esp_changes_has (const EspChanges *self, EspChangeKind kinds);
gboolean esp_changes_is_empty (const EspChanges *self);
gboolean esp_changes_touches_all_leads (const EspChanges *self);
const EspBitmap *esp_changes_get_leads (const EspChanges *self);
gboolean esp_changes_has_column (const EspChanges *self, const char *column);
gboolean esp_changes_has_event_kind (const EspChanges *self, const char *kind);

G_END_DECLS
