/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the library knows about a picture, a snippet or a phrase, as JSON and back. */
#define G_LOG_DOMAIN "esp-content"

#include "config.h"

#include "engine/content/esp-library-note.h"

#include "engine/content/esp-message-doc.h"

#include <json-glib/json-glib.h>
#include <string.h>

/**
 * esp_library_note_free:
 */
void
esp_library_note_free (EspLibraryNote *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->note);
  g_free (self->alt);
  g_free (self->rights);
  g_free (self->expires);
  g_free (self);
}

static char *
dup_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text = node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
                       ? json_node_get_string (node)
                       : NULL;

  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static int
get_px (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return 0;
  return (int) CLAMP (json_node_get_int (node), 0, G_MAXINT);
}

static gboolean
get_flag (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

/**
 * esp_library_note_parse:
 *
 * Returns: (transfer full): what @json says; nothing where it says nothing
 */
EspLibraryNote *
esp_library_note_parse (const char *json)
{
  EspLibraryNote *self = g_new0 (EspLibraryNote, 1);
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  JsonObject *object;
  g_autofree char *rule = NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return self;
  object = json_node_get_object (root);
  rule = dup_member (object, "rule");
  self->text = dup_member (object, "text");
  self->note = dup_member (object, "note");
  self->is_required = g_strcmp0 (rule, "required") == 0;
  self->alt = dup_member (object, "alt");
  self->is_decorative = get_flag (object, "decorative");
  self->rights = dup_member (object, "rights");
  self->expires = dup_member (object, "expires");
  self->width = get_px (object, "width");
  self->height = get_px (object, "height");
  return self;
}

static void
add_member (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, name, text);
}

/**
 * esp_library_note_to_json:
 *
 * Returns: (transfer full): the note as it is kept
 */
char *
esp_library_note_to_json (const EspLibraryNote *self)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (root, object);
  add_member (object, "text", self->text);
  add_member (object, "note", self->note);
  if (self->is_required)
    json_object_set_string_member (object, "rule", "required");
  add_member (object, "alt", self->alt);
  if (self->is_decorative)
    json_object_set_boolean_member (object, "decorative", TRUE);
  add_member (object, "rights", self->rights);
  add_member (object, "expires", self->expires);
  if (self->width > 0)
    json_object_set_int_member (object, "width", self->width);
  if (self->height > 0)
    json_object_set_int_member (object, "height", self->height);
  return json_to_string (root, FALSE);
}

/* Returns: (transfer full) (nullable): the end of the day on which it may be used last */
static GDateTime *
read_day (const char *text, GTimeZone *zone)
{
  g_autofree char *iso = g_strconcat (text, "T23:59:59", NULL);

  return strlen (text) == strlen ("2027-03-31") ? g_date_time_new_from_iso8601 (iso, zone) : NULL;
}

/**
 * esp_library_note_is_expired:
 *
 * Returns: whether the last day of a picture is over
 */
gboolean
esp_library_note_is_expired (const EspLibraryNote *self, gint64 now_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) end = self->expires != NULL ? read_day (self->expires, zone) : NULL;

  return end != NULL && g_date_time_to_unix (end) < now_us / G_USEC_PER_SEC;
}

/**
 * esp_library_note_check:
 *
 * Returns: whether the last day of a picture is a day
 */
gboolean
esp_library_note_check (const EspLibraryNote *self, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) day =
    self->expires != NULL && *self->expires != '\0' ? read_day (self->expires, utc) : NULL;

  if (self->expires == NULL || *self->expires == '\0' || day != NULL)
    return TRUE;
  g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
               "“%s” is no day; write one such as 2027-03-31", self->expires);
  return FALSE;
}
