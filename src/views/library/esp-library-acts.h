/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-library.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

const char *esp_library_kind_get_title (EspLibraryKind kind);
const char *esp_library_kind_get_icon (EspLibraryKind kind);
void esp_library_acts_add (EspSession *session, EspLibraryKind kind);
void esp_library_acts_add_image (EspSession *session, GFile *file);
void esp_library_acts_save (EspSession *session, EspLibraryItem *item, gboolean is_default);
void esp_library_acts_archive (EspSession *session, gint64 id, const char *name);

G_END_DECLS
