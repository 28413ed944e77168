/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files esp-rule-json*.c only. */
#pragma once

#include "engine/segment/esp-rule-limits.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A rule in JSON on its way in. */
typedef struct
{
  GString *place; /* "rule.items[2].window" */
  guint n_nodes;
} EspRuleReader;

/* Reads a word of a closed set through its parse function. */
#define READ_WORD(self, object, member, required, parse, out, error)                               \
  (esp_rule_reader_read_word (self, object, member, required,                                      \
                              (gboolean (*) (const char *, guint *)) (parse), (guint *) (out),     \
                              error))

gsize esp_rule_reader_enter (EspRuleReader *self, const char *member);
void esp_rule_reader_leave (EspRuleReader *self, gsize mark);
gboolean esp_rule_reader_fail (EspRuleReader *self,
                               GError **error,
                               EspRuleError code,
                               const char *format,
                               ...) G_GNUC_PRINTF (4, 5);
gboolean esp_rule_reader_fail_with (EspRuleReader *self, EspRuleFault *fault, GError **error);
gboolean esp_rule_reader_check_members (EspRuleReader *self,
                                        JsonObject *object,
                                        const char *const *known,
                                        GError **error);
gboolean esp_rule_reader_read_text (EspRuleReader *self,
                                    JsonObject *object,
                                    const char *member,
                                    gboolean required,
                                    char **out,
                                    GError **error);
gboolean esp_rule_reader_read_boolean (EspRuleReader *self,
                                       JsonObject *object,
                                       const char *member,
                                       gboolean *out,
                                       GError **error);
gboolean esp_rule_reader_read_count (EspRuleReader *self,
                                     JsonObject *object,
                                     guint maximum,
                                     guint *out,
                                     GError **error);
gboolean esp_rule_reader_read_word (EspRuleReader *self,
                                    JsonObject *object,
                                    const char *member,
                                    gboolean required,
                                    gboolean (*parse) (const char *, guint *),
                                    guint *out,
                                    GError **error);
gboolean
esp_rule_reader_read_value (EspRuleReader *self, JsonNode *node, GArray *values, GError **error);
gboolean esp_rule_reader_read_values (EspRuleReader *self,
                                      JsonObject *object,
                                      GArray *values,
                                      GError **error);
gboolean esp_rule_reader_read_window (EspRuleReader *self,
                                      JsonObject *object,
                                      EspTimeWindow *window,
                                      GError **error);

G_END_DECLS
