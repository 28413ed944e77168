/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-analysis.h"
#include "store/esp-insight-sends.h"

G_BEGIN_DECLS

/* What became of some messages, as sets of leads: of several messages to a lead each set has it once. */
typedef struct
{
  EspBitmap *sent;
  EspBitmap *delivered;
  EspBitmap *bounced; /* none of them arrived */
  EspBitmap *opened;
  EspBitmap *clicked;
  EspBitmap *unsubscribed;
  EspBitmap *complained;
  EspBitmap *held_out;
} EspSentSets;

EspSentSets *esp_sent_sets_new (void);
void esp_sent_sets_free (EspSentSets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSentSets, esp_sent_sets_free)
void esp_sent_sets_add (EspSentSets *self, const EspInsightSent *row);
void esp_sent_sets_finish (EspSentSets *self);

gboolean esp_sent_sets_is_response (EspLeadSetKind kind);
const EspBitmap *esp_sent_sets_pick (const EspSentSets *self, EspLeadSetKind kind);
const EspBitmap *esp_sent_sets_of_span (EspAnalysis *analysis,
                                        EspLeadSetKind kind,
                                        gint64 from_us,
                                        gint64 to_us,
                                        GError **error);

guint esp_sent_sets_add_columns (EspAnswer *answer);
void
esp_sent_sets_write (EspAnalysis *analysis, EspAnswerRow *row, guint column, EspSentSets *self);

G_END_DECLS
