/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A view of the lead list as a plain record, and as the JSON under which it is saved. */
#define G_LOG_DOMAIN "espalier-model"

#include "config.h"

#include "model/esp-lead-view.h"

#include "base/esp-json-walk.h"
#include "store/esp-store-error.h"

#include <string.h>

#define VERSION 1
#define MAX_COLUMN_BYTES 200
#define MAX_WIDTH 4000
#define MAX_DEPTH 40

static const char *const density_names[] = { "compact", "default", "relaxed", NULL };

/**
 * esp_lead_view_new:
 *
 * Returns: (transfer full): all leads, the newest first, in the usual columns
 */
EspLeadView *
esp_lead_view_new (void)
{
  EspLeadView *self = g_new0 (EspLeadView, 1);

  self->widths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->is_descending = TRUE;
  self->density = ESP_DENSITY_DEFAULT;
  return self;
}

/**
 * esp_lead_view_copy:
 *
 * Returns: (transfer full)
 */
EspLeadView *
esp_lead_view_copy (const EspLeadView *self)
{
  EspLeadView *copy = esp_lead_view_new ();
  GHashTableIter iter;
  gpointer column;
  gpointer width;

  copy->search = g_strdup (self->search);
  copy->filter = g_strdup (self->filter);
  copy->sort_column = g_strdup (self->sort_column);
  copy->columns = g_strdupv (self->columns);
  copy->is_descending = self->is_descending;
  copy->density = self->density;
  g_hash_table_iter_init (&iter, self->widths);
  while (g_hash_table_iter_next (&iter, &column, &width))
    g_hash_table_insert (copy->widths, g_strdup (column), width);
  return copy;
}

/**
 * esp_lead_view_free:
 */
void
esp_lead_view_free (EspLeadView *self)
{
  if (self == NULL)
    return;
  g_free (self->search);
  g_free (self->filter);
  g_free (self->sort_column);
  g_strfreev (self->columns);
  g_hash_table_unref (self->widths);
  g_free (self);
}

static void
read_columns (EspJsonWalk *walk, JsonObject *object, EspLeadView *view)
{
  JsonArray *array = esp_json_walk_array (walk, object, "columns");
  guint n = array != NULL ? json_array_get_length (array) : 0;
  gsize before = esp_json_walk_push (walk, "columns");
  g_autoptr (GStrvBuilder) columns = g_strv_builder_new ();

  if (n > ESP_LEAD_VIEW_MAX_COLUMNS)
    esp_json_walk_fail (walk, NULL, "has %u columns; at most %d can be shown", n,
                        ESP_LEAD_VIEW_MAX_COLUMNS);
  for (guint i = 0; walk->error == NULL && i < n; i++)
    {
      gsize inside = esp_json_walk_push_index (walk, i);
      JsonObject *column = esp_json_walk_element (walk, array, i);
      g_autofree char *id =
        column != NULL ? esp_json_walk_line (walk, column, "id", MAX_COLUMN_BYTES) : NULL;
      int width = column != NULL ? esp_json_walk_int (walk, column, "width", MAX_WIDTH, 0) : 0;

      if (id != NULL && *id != '\0')
        {
          g_strv_builder_add (columns, id);
          if (width > 0)
            esp_lead_view_set_width (view, id, width);
        }
      esp_json_walk_pop (walk, inside);
    }
  esp_json_walk_pop (walk, before);
  if (walk->error == NULL && n > 0)
    view->columns = g_strv_builder_end (columns);
}

static char *
or_null (char *text)
{
  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static void
read_object (EspJsonWalk *walk, JsonObject *object, EspLeadView *view)
{
  static const char *const known[] = { "version", "columns", "sort",    "descending",
                                       "search",  "filter",  "density", NULL };
  JsonNode *filter = json_object_get_member (object, "filter");

  esp_json_walk_check_members (walk, object, known);
  if (esp_json_walk_int (walk, object, "version", G_MAXINT, VERSION) > VERSION)
    esp_json_walk_fail (walk, "version", "is of a newer Espalier");
  read_columns (walk, object, view);
  view->sort_column = or_null (esp_json_walk_line (walk, object, "sort", MAX_COLUMN_BYTES));
  view->is_descending = esp_json_walk_bool (walk, object, "descending");
  view->search = or_null (esp_json_walk_line (walk, object, "search", ESP_LEAD_VIEW_MAX_SEARCH));
  if (json_object_has_member (object, "density"))
    view->density = (EspDensity) esp_json_walk_word (walk, object, "density", density_names);
  if (filter != NULL && JSON_NODE_HOLDS_OBJECT (filter))
    view->filter = json_to_string (filter, FALSE);
  else if (filter != NULL && !JSON_NODE_HOLDS_NULL (filter))
    esp_json_walk_fail (walk, "filter", "must be a rule");
}

/**
 * esp_lead_view_parse:
 * @json: as esp_lead_view_to_json() wrote it
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspLeadView *
esp_lead_view_parse (const char *json, GError **error)
{
  g_autoptr (EspLeadView) view = esp_lead_view_new ();
  g_autoptr (JsonNode) root = NULL;
  gsize length = strlen (json);
  EspJsonWalk walk;

  if (length > ESP_LEAD_VIEW_MAX_BYTES || esp_json_is_too_deep (json, length, MAX_DEPTH))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "The view is larger or deeper than any that we write");
      return NULL;
    }
  root = json_from_string (json, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "The view is no JSON object");
      return NULL;
    }
  esp_json_walk_init (&walk, "The view", ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  read_object (&walk, json_node_get_object (root), view);
  return esp_json_walk_finish (&walk, error) ? g_steal_pointer (&view) : NULL;
}

static void
add_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, member, text);
}

static char *
write_json (const EspLeadView *self, gboolean with_widths)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "version", VERSION);
  if (self->columns != NULL)
    {
      JsonArray *columns = json_array_new ();

      for (guint i = 0; self->columns[i] != NULL; i++)
        {
          JsonObject *column = json_object_new ();
          int width = esp_lead_view_get_width (self, self->columns[i]);

          json_object_set_string_member (column, "id", self->columns[i]);
          if (with_widths && width > 0)
            json_object_set_int_member (column, "width", width);
          json_array_add_object_element (columns, column);
        }
      json_object_set_array_member (object, "columns", columns);
    }
  add_text (object, "sort", self->sort_column);
  json_object_set_boolean_member (object, "descending", self->is_descending);
  add_text (object, "search", self->search);
  if (self->filter != NULL)
    {
      JsonNode *filter = json_from_string (self->filter, NULL);

      if (filter != NULL)
        json_object_set_member (object, "filter", filter);
    }
  json_object_set_string_member (object, "density", density_names[self->density]);
  json_node_set_object (root, object);
  return json_to_string (root, FALSE);
}

/**
 * esp_lead_view_to_json:
 *
 * Returns: (transfer full): what esp_lead_view_parse() reads
 */
char *
esp_lead_view_to_json (const EspLeadView *self)
{
  return write_json (self, TRUE);
}

/**
 * esp_lead_view_equal:
 *
 * Returns: whether both show the same; how wide columns are is of no matter
 */
gboolean
esp_lead_view_equal (const EspLeadView *a, const EspLeadView *b)
{
  g_autofree char *left = write_json (a, FALSE);
  g_autofree char *right = write_json (b, FALSE);

  return g_str_equal (left, right);
}

/**
 * esp_lead_view_get_width:
 *
 * Returns: in pixels of text at its usual size; 0: the usual width
 */
int
esp_lead_view_get_width (const EspLeadView *self, const char *column)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->widths, column));
}

/**
 * esp_lead_view_set_width:
 * @width: in pixels of text at its usual size
 */
void
esp_lead_view_set_width (EspLeadView *self, const char *column, int width)
{
  g_hash_table_insert (self->widths, g_strdup (column),
                       GINT_TO_POINTER (CLAMP (width, 1, MAX_WIDTH)));
}
