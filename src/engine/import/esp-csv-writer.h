/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-text-encoding.h"

G_BEGIN_DECLS

/* Makes delimited text in an encoding; the caller takes the bytes and writes them where it likes. */
typedef struct _EspCsvWriter EspCsvWriter;

EspCsvWriter *esp_csv_writer_new (EspEncoding encoding, char delimiter, gboolean is_formula_safe);
void esp_csv_writer_free (EspCsvWriter *self);
void esp_csv_writer_cell (EspCsvWriter *self, const char *text);
void esp_csv_writer_end_row (EspCsvWriter *self);
void esp_csv_writer_text (EspCsvWriter *self, const char *text);
GBytes *esp_csv_writer_take (EspCsvWriter *self);
gsize esp_csv_writer_get_pending (EspCsvWriter *self);
guint64 esp_csv_writer_get_n_lost (EspCsvWriter *self);
char *esp_csv_writer_dup_lost (EspCsvWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCsvWriter, esp_csv_writer_free)

G_END_DECLS
