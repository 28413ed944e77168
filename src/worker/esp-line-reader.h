/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A longer line is passed over. */
#define ESP_LINE_READER_MAX_BYTES (1024 * 1024)

/* Reads a stream line by line in constant memory. */
typedef struct _EspLineReader EspLineReader;

typedef enum
{
  ESP_LINE_OK,
  ESP_LINE_TOO_LONG, /* the line is cut */
  ESP_LINE_END,
  ESP_LINE_ERROR,
} EspLineStep;

EspLineReader *esp_line_reader_new (GInputStream *stream);
void esp_line_reader_free (EspLineReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLineReader, esp_line_reader_free)
EspLineStep esp_line_reader_next (EspLineReader *self,
                                  const char **out_line,
                                  gsize *out_length,
                                  GError **error);
guint64 esp_line_reader_get_number (const EspLineReader *self);

G_END_DECLS
