/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-question.h"

G_BEGIN_DECLS

/* Which cell of which answer: what stands in the detail of a set of leads of the kind "answer". */
typedef struct
{
  EspQuestion *question;
  char *cell;
  gint64 now_us; /* when it was asked, so that days relative to today stay what they were */
} EspDrill;

char *esp_drill_name_cell (const char *row_key, const char *group, const char *column_key);
char *esp_drill_make_key (const EspQuestion *question, gint64 now_us, const char *cell);
gboolean esp_drill_parse (const char *detail, EspDrill *out_drill, GError **error);
void esp_drill_clear (EspDrill *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspDrill, esp_drill_clear)

G_END_DECLS
