/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-send-job.h"

G_BEGIN_DECLS

GArray *esp_job_stock_read (EspTx *tx, guint limit, GError **error);

G_END_DECLS
