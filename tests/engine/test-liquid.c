/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Liquid language by tables: each case of tests/data/liquid renders to exactly its text. "data": "same"
 * stands for the data and the partials of the case before. */
#include "config.h"

#include "engine/content/liquid/esp-liquid.h"

#include <json-glib/json-glib.h>

/* 2024-02-29 12:34:56.789012 UTC */
#define FIXED_NOW_US G_GINT64_CONSTANT (1709210096789012)

static JsonParser *parsers[16];

static char *
load_partial_cb (const char *name, gpointer user_data, GError **error)
{
  JsonObject *partials = user_data;

  if (partials == NULL || !json_object_has_member (partials, name))
    {
      g_set_error (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_RUNTIME, "No such template '%s'",
                   name);
      return NULL;
    }
  return g_strdup (json_object_get_string_member (partials, name));
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) ? json_object_get_string_member (object, name)
                                               : NULL;
}

static void
check_error (JsonObject *object, const GError *error)
{
  const char *wanted = get_text (object, "error");
  guint line;
  guint column;
  g_autofree char *place = NULL;

  esp_liquid_error_get_position (error, &line, &column, NULL);
  place = g_strdup_printf ("%u:%u", line, column);
  if (wanted != NULL && wanted[0] != '\0')
    g_assert_cmpstr (place, ==, wanted);
}

static void
test_case (gconstpointer user_data)
{
  JsonObject *object = (JsonObject *) user_data;
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspLiquidTemplate) template = NULL;
  g_autoptr (EspLiquidData) data = esp_liquid_data_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  EspLiquidRenderOptions options = { .now_us = FIXED_NOW_US, .problems = problems };
  JsonObject *partials = json_object_has_member (object, "partials")
                           ? json_object_get_object_member (object, "partials")
                           : NULL;

  esp_liquid_env_add_korean_filters (env);
  esp_liquid_env_set_partial_loader (env, load_partial_cb, partials, NULL);
  template = esp_liquid_template_parse (env, get_text (object, "template"), -1, &error);
  if (template == NULL)
    {
      if (get_text (object, "error") == NULL)
        g_error ("%s", error->message);
      check_error (object, error);
      return;
    }
  if (json_object_has_member (object, "data"))
    {
      esp_liquid_data_unref (data);
      data = esp_liquid_data_new_from_json (json_object_get_member (object, "data"), &error);
      g_assert_no_error (error);
    }
  options.data = data;
  options.escapes_html = json_object_has_member (object, "html");
  g_assert_true (esp_liquid_template_render (template, &options, out, &error));
  g_assert_no_error (error);
  if (get_text (object, "text") != NULL)
    g_assert_cmpstr (out->str, ==, get_text (object, "text"));
  if (get_text (object, "error") == NULL)
    g_assert_cmpuint (problems->len, ==, 0);
  else
    {
      g_assert_cmpuint (problems->len, >, 0);
      check_error (object, g_ptr_array_index (problems, 0));
    }
}

static gboolean
is_same (JsonObject *object)
{
  return json_object_has_member (object, "data") &&
         JSON_NODE_HOLDS_VALUE (json_object_get_member (object, "data")) &&
         g_str_equal (json_object_get_string_member (object, "data"), "same");
}

static void
copy_member (JsonObject *from, JsonObject *to, const char *name)
{
  if (json_object_has_member (from, name))
    json_object_set_member (to, name, json_node_copy (json_object_get_member (from, name)));
}

static void
add_table (JsonParser *parser, const char *table)
{
  JsonArray *cases;
  JsonObject *before = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
    g_strconcat (g_getenv ("ESP_SOURCE_DIR"), "/tests/data/liquid/", table, ".json", NULL);

  if (!json_parser_load_from_file (parser, path, &error))
    g_error ("%s: %s", path, error->message);
  cases = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *object = json_array_get_object_element (cases, i);
      g_autofree char *name =
        g_strdup_printf ("/engine/liquid/%s/%u/%s", table, i + 1, get_text (object, "name"));

      if (is_same (object))
        {
          copy_member (before, object, "data");
          copy_member (before, object, "partials");
        }
      before = object;
      g_test_add_data_func (name, object, test_case);
    }
}

int
main (int argc, char **argv)
{
  static const char *const tables[] = {
    "values",    "tags",           "filters",           "errors",
    "korean",    "reference-tags", "reference-filters", "reference-dates",
    "documented"
  };
  int status;

  g_test_init (&argc, &argv,
               NULL); /* no files: folders of its own would cost more than the cases */
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      parsers[i] = json_parser_new ();
      add_table (parsers[i], tables[i]);
    }
  status = g_test_run ();
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_object_unref (parsers[i]);
  return status;
}
