/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-rehearsal.h"

#include <gio/gio.h>

G_BEGIN_DECLS

EspBitmap *esp_rehearsal_collect (const EspRehearsal *self,
                                  const char *key,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
