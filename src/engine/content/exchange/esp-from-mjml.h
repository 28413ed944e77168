/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that read MJML, and by nothing else. */
#pragma once

#include "engine/content/exchange/esp-flow.h"

G_BEGIN_DECLS

typedef struct
{
  EspFlow flow;
  const xmlNode *attributes; /* (nullable): mj-attributes */
  gboolean is_own;           /* esp_message_to_mjml() wrote it: what it does not say is as usual */
  GError *error;             /* of what cannot be read at all */
} EspMjml;

char *esp_mjml_dup_attribute (EspMjml *self, const xmlNode *node, const char *name);
char *esp_mjml_dup_level (EspMjml *self, const xmlNode *node, guint level, const char *name);
#define ESP_MJML_N_LEVELS 4
void esp_mjml_read_padding (EspMjml *self, const xmlNode *node, EspPadding *padding);
char *esp_mjml_dup_own (EspMjml *self, const xmlNode *node, const char *name);
void esp_mjml_read_border (EspMjml *self, const xmlNode *node, EspBorder *border);
int esp_mjml_read_radius (EspMjml *self, const xmlNode *node);
void esp_mjml_read_look (EspMjml *self, const xmlNode *node, EspBlock *block);
void esp_mjml_read_table_style (EspMjml *self, const xmlNode *node, GString *out);
void esp_mjml_settle_padding (EspMjml *self, EspSection *section);
void esp_mjml_read_blocks (EspMjml *self, const xmlNode *column);
void esp_mjml_note_losses (EspMjml *self, const xmlNode *body);

G_END_DECLS
