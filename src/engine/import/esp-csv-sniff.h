/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-csv-reader.h"

G_BEGIN_DECLS

char
esp_csv_sniff_delimiter (const guint8 *data, gsize length, EspEncoding encoding, gboolean is_whole);
GPtrArray *esp_csv_read_sample (const EspCsvOptions *options,
                                const guint8 *data,
                                gsize length,
                                gboolean is_whole,
                                guint max_rows);
gboolean esp_csv_sniff_header (GPtrArray *rows);
GStrv esp_csv_make_column_names (const char *const *header, guint n_columns);

G_END_DECLS
