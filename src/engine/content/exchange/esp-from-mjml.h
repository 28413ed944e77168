/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that read MJML, and by nothing else. */
#pragma once

#include "engine/content/exchange/esp-flow.h"

G_BEGIN_DECLS

typedef struct
{
  EspFlow flow;
  const xmlNode *attributes; /* (nullable): mj-attributes */
  GError *error;             /* of what cannot be read at all */
} EspMjml;

char *esp_mjml_dup_attribute (EspMjml *self, const xmlNode *node, const char *name);
void esp_mjml_read_padding (const xmlNode *node, EspPadding *padding);
void esp_mjml_read_blocks (EspMjml *self, const xmlNode *column);
void esp_mjml_note_losses (EspMjml *self, const xmlNode *body);

G_END_DECLS
