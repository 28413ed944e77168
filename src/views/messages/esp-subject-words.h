/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

char *esp_subject_dup (const char *subject, const EspFields *fields);

G_END_DECLS
