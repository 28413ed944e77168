/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"
#include "engine/segment/esp-rule-catalog.h"
#include "engine/segment/esp-rule.h"

G_BEGIN_DECLS

/* Which bytes of a sentence speak of which part of the rule. */
typedef struct
{
  gsize start;
  gsize end;
  guint node_id;
} EspSentenceSpan;

/* A rule in words. */
typedef struct
{
  char *text;    /* (owned) */
  GArray *spans; /* (owned) (element-type EspSentenceSpan), in order: one for each condition */
} EspSentence;

EspSentence *esp_sentence_new (const EspRule *rule,
                               const EspRuleCatalog *catalog,
                               const char *currency,
                               EspLang lang);
void esp_sentence_free (EspSentence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSentence, esp_sentence_free)

const char *esp_sentence_field_label (const EspRuleCatalog *catalog, const char *key, EspLang lang);

G_END_DECLS
