/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by esp-stage-book.c and esp-stage-book-parts.c alone. */
#pragma once

#include "store/esp-stage-book.h"

G_BEGIN_DECLS

gboolean esp_stage_book_load_parts (EspTx *tx, EspStageBook *self, GError **error);

G_END_DECLS
