/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A walk through a JSON document that knows where it is and keeps the first thing that is wrong. After
 * that readers go on and answer with nothing, so callers need to look at @error only once. */
typedef struct
{
  GString *path;       /* "body.sections[0].columns[1]" */
  GError *error;       /* (nullable): the first error */
  const char *subject; /* begins the sentence: "The message" */
  GQuark domain;
  int code;
  const char *text; /* (nullable): the document itself, so that errors name the line */
  gsize length;     /* of @text */
} EspJsonWalk;

void esp_json_walk_init (EspJsonWalk *self, const char *subject, GQuark domain, int code);
gboolean esp_json_walk_finish (EspJsonWalk *self, GError **error);
void esp_json_walk_fail (EspJsonWalk *self, const char *member, const char *format, ...)
  G_GNUC_PRINTF (3, 4);
gsize esp_json_walk_push (EspJsonWalk *self, const char *member);
gsize esp_json_walk_push_index (EspJsonWalk *self, guint i);
void esp_json_walk_pop (EspJsonWalk *self, gsize before);

void esp_json_walk_check_members (EspJsonWalk *self, JsonObject *object, const char *const *known);
char *
esp_json_walk_string (EspJsonWalk *self, JsonObject *object, const char *member, gsize max_letters);
char *
esp_json_walk_line (EspJsonWalk *self, JsonObject *object, const char *member, gsize max_letters);
gboolean esp_json_walk_bool (EspJsonWalk *self, JsonObject *object, const char *member);
int esp_json_walk_int (EspJsonWalk *self,
                       JsonObject *object,
                       const char *member,
                       int max,
                       int fallback);
int esp_json_walk_word (EspJsonWalk *self,
                        JsonObject *object,
                        const char *member,
                        const char *const *words);
JsonArray *esp_json_walk_array (EspJsonWalk *self, JsonObject *object, const char *member);
JsonObject *esp_json_walk_element (EspJsonWalk *self, JsonArray *array, guint i);
char *esp_json_dup_problem (const GError *parse_error);
gboolean esp_json_read_whole (JsonNode *node, gint64 *out_number);
gssize esp_json_find_zero (const char *json, gsize length);
gboolean esp_json_is_too_deep (const char *json, gsize length, int max_depth);

G_END_DECLS
