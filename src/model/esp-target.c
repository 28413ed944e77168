/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of places in the application, as links, history and other windows use them. */
#define G_LOG_DOMAIN "esp-model"
#include "config.h"

#include "model/esp-target.h"

#include <string.h>

struct _EspTarget
{
  char *screen;
  char *object;       /* (nullable) */
  GHashTable *params; /* name → value, both owned */
};

G_DEFINE_BOXED_TYPE (EspTarget, esp_target, esp_target_ref, esp_target_unref)
G_DEFINE_QUARK (esp - target - error - quark, esp_target_error)

static EspTarget *
new_empty (void)
{
  EspTarget *self = g_atomic_rc_box_new0 (EspTarget);

  self->params = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

static void
clear_target (gpointer data)
{
  EspTarget *self = data;

  g_free (self->screen);
  g_free (self->object);
  g_hash_table_unref (self->params);
}

static gboolean
is_screen_name (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_islower (*text) && !g_ascii_isdigit (*text) && *text != '-')
      return FALSE;
  return TRUE;
}

static gboolean
parse_params (EspTarget *self, const char *query, GError **error)
{
  GUriParamsIter iter;
  char *name = NULL;
  char *value = NULL;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_NONE);
  while (g_uri_params_iter_next (&iter, &name, &value, error))
    g_hash_table_replace (self->params, name, value);
  return error == NULL || *error == NULL;
}

/**
 * esp_target_parse:
 * @text: an address, with or without the scheme `espalier:`
 *
 * Reads an address of a place. Whether the screen and the object exist is not asked here.
 *
 * Returns: (transfer full): the target, or NULL with %ESP_TARGET_ERROR_INVALID set
 */
EspTarget *
esp_target_parse (const char *text, GError **error)
{
  g_autoptr (EspTarget) self = new_empty ();
  g_autoptr (GError) local_error = NULL;
  g_autofree char *path = NULL;
  const char *query;
  char *slash;

  g_return_val_if_fail (text != NULL, NULL);

  if (g_str_has_prefix (text, ESP_TARGET_SCHEME ":"))
    text += strlen (ESP_TARGET_SCHEME ":");
  while (*text == '/')
    text++;
  query = strchr (text, '?');
  path = query != NULL ? g_strndup (text, query - text) : g_strdup (text);
  slash = strchr (path, '/');
  if (slash != NULL)
    {
      *slash = '\0';
      if (slash[1] != '\0')
        self->object = g_uri_unescape_string (slash + 1, NULL);
    }
  if (strlen (text) > ESP_TARGET_MAX_LENGTH || !g_utf8_validate (text, -1, NULL) ||
      !is_screen_name (path) || (slash != NULL && slash[1] != '\0' && self->object == NULL) ||
      (query != NULL && !parse_params (self, query + 1, &local_error)))
    {
      g_set_error_literal (error, ESP_TARGET_ERROR, ESP_TARGET_ERROR_INVALID,
                           "This is not an address of a place in Espalier.");
      return NULL;
    }
  self->screen = g_strdup (path);
  return g_steal_pointer (&self);
}

/**
 * esp_target_new:
 * @screen: id of a screen: lower-case letters, digits and hyphens
 * @object: (nullable): what to show in it, e.g. the id of a lead
 *
 * Returns: (transfer full): the address of that place
 */
EspTarget *
esp_target_new (const char *screen, const char *object)
{
  EspTarget *self;

  g_return_val_if_fail (screen != NULL && is_screen_name (screen), NULL);

  self = new_empty ();
  self->screen = g_strdup (screen);
  self->object = g_strdup (object);
  return self;
}

/**
 * esp_target_with_param:
 * @value: (nullable): NULL takes the parameter away
 *
 * Returns: (transfer full): the same place with @name set to @value; @self stays as it is
 */
EspTarget *
esp_target_with_param (EspTarget *self, const char *name, const char *value)
{
  EspTarget *copy;
  GHashTableIter iter;
  gpointer key, old;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  copy = esp_target_new (self->screen, self->object);
  g_hash_table_iter_init (&iter, self->params);
  while (g_hash_table_iter_next (&iter, &key, &old))
    g_hash_table_insert (copy->params, g_strdup (key), g_strdup (old));
  if (value != NULL)
    g_hash_table_replace (copy->params, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (copy->params, name);
  return copy;
}

/**
 * esp_target_ref:
 *
 * Returns: (transfer full): @self
 */
EspTarget *
esp_target_ref (EspTarget *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * esp_target_unref:
 *
 * Gives one reference back.
 */
void
esp_target_unref (EspTarget *self)
{
  g_atomic_rc_box_release_full (self, clear_target);
}

/**
 * esp_target_get_screen:
 *
 * Returns: the id of the screen
 */
const char *
esp_target_get_screen (EspTarget *self)
{
  return self->screen;
}

/**
 * esp_target_get_object:
 *
 * Returns: (nullable): what comes after the screen, decoded
 */
const char *
esp_target_get_object (EspTarget *self)
{
  return self->object;
}

/**
 * esp_target_get_object_id:
 *
 * Returns: the object as a row id, or 0 when it is not a positive number
 */
gint64
esp_target_get_object_id (EspTarget *self)
{
  gint64 id = 0;

  if (self->object == NULL ||
      !g_ascii_string_to_signed (self->object, 10, 1, G_MAXINT64, &id, NULL))
    return 0;
  return id;
}

/**
 * esp_target_get_param:
 *
 * Returns: (nullable): the decoded value of a parameter
 */
const char *
esp_target_get_param (EspTarget *self, const char *name)
{
  return g_hash_table_lookup (self->params, name);
}

/**
 * esp_target_to_string:
 *
 * Writes the address with its scheme; parameters are in the order of their names, so that equal
 * places have equal text.
 *
 * Returns: (transfer full): text that esp_target_parse() reads
 */
char *
esp_target_to_string (EspTarget *self)
{
  GString *text = g_string_new (ESP_TARGET_SCHEME ":");
  g_autoptr (GList) names =
    g_list_sort (g_hash_table_get_keys (self->params), (GCompareFunc) (GCallback) strcmp);
  char separator = '?';

  g_string_append (text, self->screen);
  if (self->object != NULL)
    {
      g_string_append_c (text, '/');
      g_string_append_uri_escaped (text, self->object, "/", TRUE);
    }
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_string_append_c (text, separator);
      g_string_append_uri_escaped (text, l->data, NULL, TRUE);
      g_string_append_c (text, '=');
      g_string_append_uri_escaped (text, g_hash_table_lookup (self->params, l->data), NULL, TRUE);
      separator = '&';
    }
  return g_string_free (text, FALSE);
}

/**
 * esp_target_equal:
 *
 * Returns: whether both lead to the same place
 */
gboolean
esp_target_equal (EspTarget *a, EspTarget *b)
{
  g_autofree char *text_a = esp_target_to_string (a);
  g_autofree char *text_b = esp_target_to_string (b);

  return g_str_equal (text_a, text_b);
}
