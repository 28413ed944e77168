/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the reader of rows of leads. */
#pragma once

#include "engine/import/esp-import-rows.h"

G_BEGIN_DECLS

const char *esp_import_clean_cell (EspImportBatch *batch, const char *cell, char **missing);
const char *
esp_import_clean_transform (EspImportBatch *batch, EspImportTransform kind, const char *text);

G_END_DECLS
