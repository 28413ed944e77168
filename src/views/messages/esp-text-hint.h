/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_text_hint_snapshot (GtkTextView *view, const char *words, GtkSnapshot *snapshot);

G_END_DECLS
