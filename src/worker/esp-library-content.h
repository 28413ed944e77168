/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand-kit.h"
#include "engine/content/esp-message-doc.h"

#include "store/esp-library.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

EspMessageDoc *esp_library_content_resolve (EspTx *tx, const EspMessageDoc *doc, GError **error);
gboolean esp_library_content_find_brand (EspTx *tx,
                                         const char *uuid,
                                         EspLibraryItem **out_item,
                                         GError **error);
gboolean
esp_library_content_load_brand (EspTx *tx, const char *uuid, EspBrandKit **out_kit, GError **error);

G_END_DECLS
