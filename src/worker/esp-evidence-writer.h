/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-paper.h"
#include "engine/content/esp-message-doc.h"
#include "engine/content/text/esp-text-doc.h"
#include "worker/esp-review-evidence.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What writes a proof. */
typedef struct
{
  const EspEvidenceWords *words;
  EspEvidenceWords usual; /* English, where the others lack something */
  EspPaper *paper;        /* (unowned) */
  EspTx *tx;
} EspEvidenceWriter;

void esp_evidence_writer_init (EspEvidenceWriter *writer, const EspEvidenceWords *words, EspTx *tx);
const char *esp_evidence_word (const EspEvidenceWriter *writer, EspEvidenceWord id);
char *esp_evidence_format_time (const EspEvidenceWriter *writer, gint64 at_us);
void esp_evidence_add_moment (const EspEvidenceWriter *writer,
                              EspEvidenceWord name,
                              const char *who,
                              gint64 at_us);
void esp_evidence_note_findings (JsonBuilder *builder, GPtrArray *findings);
void esp_evidence_write_checks (const EspEvidenceWriter *writer, JsonObject *checks);
void esp_evidence_write_message (const EspEvidenceWriter *writer,
                                 const EspMessageDoc *doc,
                                 const EspTextDoc *text,
                                 gint64 at_us);

G_END_DECLS
