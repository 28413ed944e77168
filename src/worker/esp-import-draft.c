/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps an import that was begun in the workspace, so that it can be gone on with another day. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-import-draft.h"

#include "store/esp-meta.h"

#include <json-glib/json-glib.h>

#define META_DRAFT "import_draft"
#define MAX_SHEET 1000

/**
 * esp_import_draft_new:
 * @name: (nullable): what the file is called, when @path does not say it
 *
 * Returns: (transfer full): what is to be kept of an import; the time is set when it is saved
 */
EspImportDraft *
esp_import_draft_new (const char *path, const char *name, const EspImportPlan *plan)
{
  EspImportDraft *self = g_new0 (EspImportDraft, 1);

  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->shape.has_encoding = TRUE;
  self->shape.encoding = plan->encoding;
  self->shape.delimiter = plan->delimiter;
  self->shape.header = plan->has_header;
  self->answers = esp_import_plan_to_json (plan);
  return self;
}

/**
 * esp_import_draft_free:
 */
void
esp_import_draft_free (EspImportDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->name);
  g_free (self->answers);
  g_free (self);
}

/**
 * esp_import_draft_save:
 *
 * Keeps the draft in the place of an earlier one.
 */
gboolean
esp_import_draft_save (EspTx *tx, const EspImportDraft *self, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;
  const char *texts[][2] = { { "path", self->path },
                             { "name", self->name },
                             { "encoding", esp_encoding_get_name (self->shape.encoding) },
                             { "answers", self->answers } };

  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i][1] != NULL)
      {
        json_builder_set_member_name (builder, texts[i][0]);
        json_builder_add_string_value (builder, texts[i][1]);
      }
  json_builder_set_member_name (builder, "delimiter");
  json_builder_add_int_value (builder, self->shape.delimiter);
  json_builder_set_member_name (builder, "header");
  json_builder_add_int_value (builder, self->shape.header);
  json_builder_set_member_name (builder, "sheet");
  json_builder_add_int_value (builder, self->shape.sheet);
  json_builder_set_member_name (builder, "at");
  json_builder_add_int_value (builder, esp_tx_get_now_us (tx));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);
  return esp_meta_set_text (tx, META_DRAFT, json, error);
}

/**
 * esp_import_draft_clear:
 */
gboolean
esp_import_draft_clear (EspTx *tx, GError **error)
{
  return esp_meta_set_text (tx, META_DRAFT, "", error);
}

static char *
dup_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_dup_string (node)
           : NULL;
}

static gint64
get_number (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_INT64
           ? json_node_get_int (node)
           : 0;
}

/* Another program may have written it: what makes no sense is no draft. */
static EspImportDraft *
parse (const char *json)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  g_autoptr (EspImportDraft) self = g_new0 (EspImportDraft, 1);
  g_autofree char *encoding = NULL;
  JsonObject *object;
  gint64 delimiter;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  self->path = dup_text (object, "path");
  self->name = dup_text (object, "name");
  self->answers = dup_text (object, "answers");
  self->at_us = get_number (object, "at");
  encoding = dup_text (object, "encoding");
  delimiter = get_number (object, "delimiter");
  self->shape.has_encoding =
    encoding != NULL && esp_encoding_from_name (encoding, &self->shape.encoding);
  self->shape.delimiter = delimiter > 0 && delimiter < 0x80 ? (char) delimiter : 0;
  self->shape.header = get_number (object, "header") != 0;
  self->shape.sheet = (guint) CLAMP (get_number (object, "sheet"), 0, MAX_SHEET);
  if (self->path == NULL || self->answers == NULL || !self->shape.has_encoding)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_import_draft_load:
 * @out_draft: (out) (nullable) (transfer full): %NULL when no import was left half done
 *
 * Returns: whether the workspace could be read
 */
gboolean
esp_import_draft_load (EspTx *tx, EspImportDraft **out_draft, GError **error)
{
  g_autofree char *json = esp_meta_get_text (tx, META_DRAFT, "", error);

  if (json == NULL)
    return FALSE;
  *out_draft = *json != '\0' ? parse (json) : NULL;
  return TRUE;
}
