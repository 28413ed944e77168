/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

PangoAttrList *esp_word_keep_attributes (const char *text, guint max_word);

G_END_DECLS
