/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* A property that events of a kind have. */
typedef struct
{
  char *name;   /* (owned) */
  GStrv values; /* (owned): its texts, the most frequent first; numbers are not told */
} EspPropertyHint;

void esp_property_hint_free (gpointer data);

GStrv
esp_value_hints_of_field (EspTx *tx, const EspFields *fields, const char *key, GError **error);
gboolean esp_value_hints_count_unknown (EspTx *tx,
                                        const EspFields *fields,
                                        const char *key,
                                        gint64 *out_n,
                                        GError **error);
GPtrArray *esp_value_hints_of_events (EspTx *tx, const char *kind, GError **error);

G_END_DECLS
