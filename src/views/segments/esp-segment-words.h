/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "engine/segment/esp-rule-check.h"
#include "engine/segment/esp-rule-doc.h"
#include "engine/segment/esp-segment-world.h"
#include "views/segments/esp-segment-hints.h"

G_BEGIN_DECLS

/* Everything about one workspace that the editors of conditions offer to choose from. */
typedef struct
{
  EspSegmentWorld *world; /* (owned) */
  GStrv event_kinds;      /* (owned) */
  GStrv tags;             /* (owned) */
  EspLang lang;
  EspSegmentHints *hints; /* (owned) (nullable): values that the data have */
  EspClock *clock;        /* (unowned) (nullable): of the session */
} EspSegmentChoices;

void esp_segment_choices_free (EspSegmentChoices *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSegmentChoices, esp_segment_choices_free)
EspSegmentChoices *
esp_segment_choices_load (EspTx *tx, EspSegmentWorld *world, EspLang lang, GError **error);

const char *esp_words_mode (EspGroupMode mode);
const char *esp_words_op (EspConditionOp op, EspRuleType type);
const char *esp_words_window (EspWindowKind kind);
const char *esp_words_unit (EspWindowUnit unit);
const char *esp_words_kind (EspConditionKind kind);
const char *esp_words_event (const char *kind);
const char *esp_words_channel (const char *channel);
const char *esp_words_purpose (const char *purpose);
const char *esp_words_consent (const char *state);
const char *esp_words_edit (EspRuleEdit edit);
const char *esp_words_problem (EspRuleProblemCode code);
const char *esp_words_field (const EspRuleField *field, const EspSegmentChoices *choices);
char *esp_words_condition (const EspCondition *condition, const EspSegmentChoices *choices);

G_END_DECLS
