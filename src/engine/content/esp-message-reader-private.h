/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the two files that read messages, and by nothing else. */
#pragma once

#include "base/esp-json-walk.h"
#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

#define MAX_LINE_BYTES 2000

typedef struct
{
  EspJsonWalk walk;
  GHashTable *ids;    /* (element-type utf8 utf8): block and section ids met so far */
  gsize n_file_bytes; /* of all files together */
  guint n_blocks;
} EspMessageReader;

gboolean esp_message_reader_is_plain_id (const char *id);
char *esp_message_reader_read_id (EspMessageReader *reader, JsonObject *object, const char *prefix);
EspBodyKind esp_message_reader_read_body (EspMessageReader *reader,
                                          JsonObject *body,
                                          GPtrArray *sections,
                                          char **html);
char *esp_message_reader_read_data (EspMessageReader *reader, JsonObject *object);
void
esp_message_reader_read_variants (EspMessageReader *reader, JsonObject *root, EspMessageDoc *doc);

char *
esp_message_reader_read_color (EspMessageReader *reader, JsonObject *object, const char *member);
char *
esp_message_reader_read_font (EspMessageReader *reader, JsonObject *object, const char *member);
void
esp_message_reader_read_border (EspMessageReader *reader, JsonObject *object, EspBorder *border);
void
esp_message_reader_read_look (EspMessageReader *reader, JsonObject *object, EspBlockLook *look);

G_END_DECLS
