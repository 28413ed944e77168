/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-dark-look.h"

G_BEGIN_DECLS

char *esp_preview_note_dup (const EspDarkSheet *sheet, EspDarkLook look, gboolean *out_is_weak);

G_END_DECLS
