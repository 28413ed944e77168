/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a cell of a workbook shows its number, as far as a list of people cares. */
typedef enum
{
  ESP_XLSX_PLAIN,
  ESP_XLSX_DATE,
  ESP_XLSX_TIME,
  ESP_XLSX_DATETIME,
  ESP_XLSX_PERCENT,
  ESP_XLSX_PADDED, /* 00000, 000-0000-0000: zeros that the number itself has lost */
} EspXlsxKind;

typedef struct
{
  EspXlsxKind kind;
  char pattern[32]; /* of PADDED */
  char
    currency[8]; /* of PLAIN: the mark that the number is shown with, or three letters; "": none */
} EspXlsxFormat;

void esp_xlsx_format_init (EspXlsxFormat *self, guint id, const char *code);
void esp_xlsx_format_append (const EspXlsxFormat *self,
                             const char *number,
                             gboolean is_1904,
                             GString *out);

G_END_DECLS
