/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-facts.h"
#include "engine/segment/esp-rule-time.h"
#include "engine/segment/esp-segment-world.h"
#include "store/esp-bitmap.h"

G_BEGIN_DECLS

/* What a journey itself changes of people: parts of rules that ask for it cannot be answered once for all. */
typedef struct
{
  gboolean everything; /* of made-up people nothing is known beforehand */
  GHashTable *fields;  /* (owned) set of names */
  GHashTable *tags;    /* (owned) set of names */
  GHashTable *lists;   /* (owned) set of uuids of fixed segments */
} EspRehearsalTouch;

/* One condition: a set that stays as it is, or to be asked of each person at each moment. */
typedef struct
{
  EspCondition *condition; /* (owned) its negation included */
  gboolean is_fixed;
  EspBitmap
    *members;       /* (owned) (nullable) of fixed ones, filled by who can ask the segment engine */
  gint64 length_us; /* of a window that moves with every moment */
  gboolean flips_daily;
} EspRehearsalLeaf;

typedef struct _EspRehearsalRule EspRehearsalRule;

EspRehearsalTouch *esp_rehearsal_touch_new (void);
void esp_rehearsal_touch_free (EspRehearsalTouch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRehearsalTouch, esp_rehearsal_touch_free)

EspRehearsalRule *esp_rehearsal_rule_new (const EspRule *rule,
                                          const EspSegmentWorld *world,
                                          const EspRehearsalTouch *touch,
                                          GError **error);
void esp_rehearsal_rule_free (EspRehearsalRule *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRehearsalRule, esp_rehearsal_rule_free)
GPtrArray *esp_rehearsal_rule_get_leaves (const EspRehearsalRule *self);
gboolean esp_rehearsal_rule_is_fixed (const EspRehearsalRule *self);
gboolean esp_rehearsal_rule_asks_events (const EspRehearsalRule *self);
gboolean esp_rehearsal_rule_matches (const EspRehearsalRule *self,
                                     const EspRuleCatalog *catalog,
                                     const EspRuleTime *time,
                                     const EspRuleFacts *facts);
gint64 esp_rehearsal_rule_next_flip (const EspRehearsalRule *self,
                                     const EspRuleFacts *facts,
                                     gint64 now_us,
                                     gint64 midnight_us);

G_END_DECLS
