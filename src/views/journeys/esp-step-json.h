/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the forms of journeys: reads and changes members of a step's text by their path, "until.at" or
 * "branches.0.share". */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *esp_step_json_peek (JsonNode *root, const char *path);
const char *esp_step_json_peek_text (JsonNode *root, const char *path);
double esp_step_json_get_number (JsonNode *root, const char *path, double missing);
gboolean esp_step_json_is_true (JsonNode *root, const char *path);
guint esp_step_json_count (JsonNode *root, const char *path);

void esp_step_json_put (JsonNode *root, const char *path, JsonNode *value);
void esp_step_json_put_text (JsonNode *root, const char *path, const char *text);
void esp_step_json_put_number (JsonNode *root, const char *path, double number);
void esp_step_json_put_true (JsonNode *root, const char *path, gboolean is_true);
void esp_step_json_move (JsonNode *root, const char *path, guint from, guint to);
JsonNode *esp_step_json_read (const char *text);
char *esp_step_json_dup_text (JsonNode *root, const char *path);
gboolean esp_step_json_has_same_shape (JsonNode *a, JsonNode *b);

G_END_DECLS
