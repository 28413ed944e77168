/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

GBytes *esp_mail_key_load (EspTx *tx, GError **error);

G_END_DECLS
