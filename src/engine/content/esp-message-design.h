/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* A designed message to begin with, in Korean and English. */
typedef struct
{
  const char *id;
  const char *title; /* N_(): views translate it */
  const char *korean;
} EspMessageDesign;

const EspMessageDesign *esp_message_design_list (guint *out_n);
const EspMessageDesign *esp_message_design_find (const char *id);
EspMessageDoc *esp_message_design_load (const EspMessageDesign *self, const char *language);
EspMessageDoc *esp_message_design_load_all (const EspMessageDesign *self);
GBytes *esp_message_design_load_thumbnail (const EspMessageDesign *self, const char *language);

G_END_DECLS
