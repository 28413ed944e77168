/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-import-job.h"

G_BEGIN_DECLS

void esp_import_aims_reach (EspStore *store, EspImportReport *report);

G_END_DECLS
