/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the sentences of each language only. */
#pragma once

#include "engine/segment/esp-sentence.h"

G_BEGIN_DECLS

/* A sentence in the making. */
typedef struct
{
  GString *out;
  GArray *spans;
  const EspRuleCatalog *catalog;
  const char *currency;
  EspLang lang;
} EspSentenceWriter;

void esp_sentence_write_en (EspSentenceWriter *writer, const EspRuleNode *root);
void esp_sentence_write_ko (EspSentenceWriter *writer, const EspRuleNode *root);

/* What both languages need. */
EspCondition *esp_sentence_flip (const EspCondition *condition);
GPtrArray *esp_sentence_active_children (const EspRuleNode *group);
char *esp_sentence_values (const EspSentenceWriter *writer,
                           const char *field,
                           const GArray *values,
                           const char *between);
char *
esp_sentence_value (const EspSentenceWriter *writer, const char *field, const EspOperand *value);
const char *esp_sentence_segment_name (const EspSentenceWriter *writer, const char *id);
const char *esp_sentence_campaign_name (const EspSentenceWriter *writer, const char *id);
char *esp_sentence_date (const char *iso, EspLang lang);
gboolean esp_sentence_is_never (const EspCondition *condition);

G_END_DECLS
