/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-condition.h"

G_BEGIN_DECLS

EspCondition *esp_leaf_normalise (const EspCondition *condition, gboolean *out_complement);
char *esp_leaf_dup_key (const EspCondition *normalised);

G_END_DECLS
