/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-content-check.h"

G_BEGIN_DECLS

/* A shop of which everything is known that a law may ask for. */
extern const EspSenderFacts content_all_facts;

EspMessageDoc *content_doc_new (void);
EspBlock *content_doc_add (EspMessageDoc *doc, EspBlock *block);
GPtrArray *content_doc_check (const EspMessageDoc *doc, EspContentInput *input);
const EspContentFinding *content_find (GPtrArray *findings, const char *id, gboolean only_bad);
const EspContentFinding *content_need (GPtrArray *findings, const char *id);
guint content_count_bad (GPtrArray *findings, const char *id);

G_END_DECLS
