/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For esp-sample.c: what is planned in the sample workspace. */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean esp_sample_add_plan (EspTx *tx, GError **error);

G_END_DECLS
