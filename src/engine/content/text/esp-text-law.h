/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-doc.h"

G_BEGIN_DECLS

#define ESP_AD_LABEL "(광고)"

/* What the law wants said of whoever sends. Everything is borrowed. */
typedef struct
{
  const char *name;          /* (nullable): the name that follows the label */
  const char *optout_number; /* (nullable): free of charge, 080 */
  const char *optout_path;   /* (nullable): of a push: where it is turned off */
  gboolean is_korean;        /* Korean law holds for the recipient */
  gboolean takes_stop;       /* a reply STOP is understood, elsewhere than in Korea */
} EspTextLaw;

char *esp_text_law_dup_prefix (const EspTextDoc *doc, const EspTextLaw *law);
char *esp_text_law_dup_suffix (const EspTextDoc *doc, const EspTextLaw *law);
void esp_text_law_apply (EspTextDoc *doc, const EspTextLaw *law);

G_END_DECLS
