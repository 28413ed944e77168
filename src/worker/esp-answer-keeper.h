/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-insight.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

EspAnswer *esp_answer_ask (EspStore *store,
                           const EspQuestion *question,
                           GCancellable *cancellable,
                           GError **error);
void esp_answer_keep (EspStore *store, const EspAnswer *answer);

G_END_DECLS
