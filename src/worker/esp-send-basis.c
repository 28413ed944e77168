/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person says yes to, as one digest for each part, so that a later look tells which part is another. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-basis.h"

#include "store/esp-messages.h"
#include "store/esp-segments.h"
#include "worker/esp-basis-parts.h"
#include "worker/esp-send-audience.h"
#include "worker/esp-workspace-setting.h"

#include <json-glib/json-glib.h>

#define VERSION "version"

static const char *const part_names[ESP_N_BASIS_PARTS] = { "message", "audience", "channel",
                                                           "sender",  "options",  "library",
                                                           "rules" };

/**
 * esp_basis_part_name:
 */
const char *
esp_basis_part_name (EspBasisPart part)
{
  g_return_val_if_fail ((guint) part < ESP_N_BASIS_PARTS, NULL);
  return part_names[part];
}

static void
add_text (GChecksum *sum, const char *text)
{
  g_checksum_update (sum, (const guchar *) (text != NULL ? text : ""), -1);
  g_checksum_update (sum, (const guchar *) "", 1); /* where one ends and the next begins */
}

static void
add_number (GChecksum *sum, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  add_text (sum, text);
}

/* Returns: (transfer full): the document that would be sent; %NULL with @error set */
static char *
load_document (EspTx *tx, const EspSend *send, GError **error)
{
  g_autoptr (EspMessageRow) row = NULL;

  if (send->message_version != 0)
    return esp_message_load_version (tx, send->message_id, (int) send->message_version, error);
  row = esp_message_load (tx, send->message_id, error);
  return row != NULL ? g_strdup (row->document) : NULL;
}

static gboolean
add_message (GChecksum *sum, EspTx *tx, const EspSend *send, GError **error)
{
  g_autofree char *document = NULL;

  add_number (sum, send->message_id);
  if (send->message_id == 0)
    return TRUE;
  document = load_document (tx, send, error);
  add_text (sum, document);
  return document != NULL;
}

static gboolean
add_library (GChecksum *sum, EspTx *tx, const EspSend *send, GError **error)
{
  g_autofree char *document = NULL;

  if (send->message_id == 0)
    return TRUE;
  document = load_document (tx, send, error);
  return document != NULL && esp_basis_add_library (sum, tx, document, error);
}

/* The rule of a segment counts, not who is in it at the moment. One that is gone is found out by counting. */
static void
add_segments (GChecksum *sum, EspTx *tx, const GPtrArray *references)
{
  for (guint i = 0; i < references->len; i++)
    {
      g_autoptr (EspSegment) segment = NULL;
      gint64 id = 0;

      if (esp_segment_resolve (tx, g_ptr_array_index (references, i), &id, NULL))
        segment = esp_segment_load (tx, id, NULL);
      add_text (sum, segment != NULL ? segment->uuid : "gone");
      add_text (sum, segment != NULL ? segment->rule : NULL);
    }
}

static gboolean
add_audience (GChecksum *sum, EspTx *tx, const EspSend *send)
{
  EspSendAudience *audience = esp_send_audience_parse (send->audience);

  add_text (sum, send->audience);
  add_segments (sum, tx, audience->segments);
  add_segments (sum, tx, audience->without);
  esp_send_audience_free (audience);
  return TRUE;
}

static gboolean
add_channel (GChecksum *sum, const EspSendPlan *plan)
{
  add_number (sum, plan->send->channel_id);
  if (plan->channel != NULL)
    {
      add_text (sum, plan->channel->settings);
      add_number (sum, plan->channel->is_enabled);
    }
  return TRUE;
}

/* Who sends, as the law wants it written under each message. */
static gboolean
add_sender (GChecksum *sum, EspTx *tx, GError **error)
{
  for (guint i = 0; i < esp_setting_get_n (); i++)
    {
      const EspSetting *setting = esp_setting_get (i);
      g_autofree char *text = NULL;

      if (!g_str_equal (setting->group, "sender"))
        continue;
      text = esp_setting_load (tx, setting, error);
      if (text == NULL)
        return FALSE;
      add_text (sum, text);
    }
  return TRUE;
}

static gboolean
add_part (GChecksum *sum, EspTx *tx, const EspSendPlan *plan, EspBasisPart part, GError **error)
{
  switch (part)
    {
    case ESP_BASIS_MESSAGE:
      return add_message (sum, tx, plan->send, error);
    case ESP_BASIS_AUDIENCE:
      return add_audience (sum, tx, plan->send);
    case ESP_BASIS_CHANNEL:
      return add_channel (sum, plan);
    case ESP_BASIS_SENDER:
      return add_sender (sum, tx, error);
    case ESP_BASIS_LIBRARY:
      return add_library (sum, tx, plan->send, error);
    case ESP_BASIS_RULES:
      return esp_basis_add_rules (sum, tx, error);
    case ESP_BASIS_OPTIONS:
    default:
      add_text (sum, plan->send->options);
      return TRUE;
    }
}

/**
 * esp_send_basis_new:
 *
 * Returns: (transfer full): JSON, one digest for each part; %NULL with @error set
 */
char *
esp_send_basis_new (EspTx *tx, const EspSendPlan *plan, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  for (guint i = 0; i < ESP_N_BASIS_PARTS; i++)
    {
      g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

      if (!add_part (sum, tx, plan, (EspBasisPart) i, error))
        return NULL;
      json_builder_set_member_name (builder, part_names[i]);
      json_builder_add_string_value (builder, g_checksum_get_string (sum));
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static JsonObject *
parse (const char *json, JsonNode **out_root)
{
  *out_root = json_from_string (json, NULL);
  return *out_root != NULL && JSON_NODE_HOLDS_OBJECT (*out_root) ? json_node_get_object (*out_root)
                                                                 : NULL;
}

/**
 * esp_send_basis_compare:
 * @before: of esp_send_basis_new()
 * @after: of the same send, later
 *
 * Returns: the parts that are other ones, as a set of bits by #EspBasisPart; all of them when one is damaged
 */
guint
esp_send_basis_compare (const char *before, const char *after)
{
  g_autoptr (JsonNode) old_root = NULL;
  g_autoptr (JsonNode) new_root = NULL;
  JsonObject *old = parse (before, &old_root);
  JsonObject *new = parse (after, &new_root);
  guint changed = 0;

  for (guint i = 0; i < ESP_N_BASIS_PARTS; i++)
    {
      const char *a =
        old != NULL ? json_object_get_string_member_with_default (old, part_names[i], NULL) : NULL;
      const char *b =
        new != NULL ? json_object_get_string_member_with_default (new, part_names[i], NULL) : NULL;

      if (a == NULL || g_strcmp0 (a, b) != 0)
        changed |= 1u << i;
    }
  return changed;
}

/**
 * esp_send_basis_add_version:
 * @version: under which the message was frozen
 *
 * Returns: (transfer full): @basis, which says it too
 */
char *
esp_send_basis_add_version (const char *basis, int version)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object = parse (basis, &root);

  if (object == NULL)
    return g_strdup (basis);
  json_object_set_int_member (object, VERSION, version);
  return json_to_string (root, FALSE);
}

/**
 * esp_send_basis_get_version:
 *
 * Returns: the version of the message, 0 when it is not said
 */
int
esp_send_basis_get_version (const char *basis)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object = parse (basis, &root);

  return object != NULL ? (int) json_object_get_int_member_with_default (object, VERSION, 0) : 0;
}

/**
 * esp_send_basis_name_parts:
 * @parts: of esp_send_basis_compare()
 *
 * Returns: (transfer full): "message, audience"; English
 */
char *
esp_send_basis_name_parts (guint parts)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < ESP_N_BASIS_PARTS; i++)
    if ((parts & (1u << i)) != 0)
      g_ptr_array_add (names, (gpointer) part_names[i]);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}
