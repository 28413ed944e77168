/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files esp-fact-*.c only. */
#pragma once

#include "engine/import/esp-fact-columns.h"

G_BEGIN_DECLS

char *esp_fact_fold_name (const char *header, char **out_currency);
char *esp_fact_name_platform (const char *text);
EspFactRole esp_fact_find_role (EspFactKind kind, const char *name, guint *out_place);
gboolean esp_fact_name_is_of_day (const char *name);
const char *esp_fact_find_platform (char **names, guint n_names);

G_END_DECLS
