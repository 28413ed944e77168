/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the command palette, and whether what was typed means it. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-found.h"

#include <string.h>

#include "base/esp-hangul.h"

struct _EspFound
{
  GObject parent_instance;

  EspFoundKind kind;
  char *title;
  char *detail;
  char *icon_name;
  char *goal;     /* an action, or an address */
  char *folded;   /* title for comparing: jamo, lower case */
  char *choseong; /* initial consonants of the title */
};

G_DEFINE_FINAL_TYPE (EspFound, esp_found, G_TYPE_OBJECT)

static void
esp_found_finalize (GObject *object)
{
  EspFound *self = ESP_FOUND (object);

  g_free (self->title);
  g_free (self->detail);
  g_free (self->icon_name);
  g_free (self->goal);
  g_free (self->folded);
  g_free (self->choseong);
  G_OBJECT_CLASS (esp_found_parent_class)->finalize (object);
}

static void
esp_found_class_init (EspFoundClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_found_finalize;
}

static void
esp_found_init (EspFound *self)
{
}

/**
 * esp_found_new:
 * @detail: (nullable): keys of a command, address of a lead
 * @goal: the action of a command, else the address of the place
 *
 * Returns: (transfer full): a line
 */
EspFound *
esp_found_new (EspFoundKind kind,
               const char *title,
               const char *detail,
               const char *icon_name,
               const char *goal)
{
  EspFound *self = g_object_new (ESP_TYPE_FOUND, NULL);
  g_autofree char *lower = g_utf8_casefold (title, -1);

  self->kind = kind;
  self->title = g_strdup (title);
  self->detail = g_strdup (detail);
  self->icon_name = g_strdup (icon_name);
  self->goal = g_strdup (goal);
  self->folded = esp_hangul_to_jamo (lower);
  self->choseong = esp_hangul_to_choseong (title);
  return self;
}

/**
 * esp_found_get_kind:
 *
 * Returns: what it is
 */
EspFoundKind
esp_found_get_kind (EspFound *self)
{
  return self->kind;
}

/**
 * esp_found_get_title:
 *
 * Returns: its name
 */
const char *
esp_found_get_title (EspFound *self)
{
  return self->title;
}

/**
 * esp_found_get_detail:
 *
 * Returns: (nullable): what stands at the end of the line
 */
const char *
esp_found_get_detail (EspFound *self)
{
  return self->detail;
}

/**
 * esp_found_get_icon_name:
 *
 * Returns: a symbolic icon
 */
const char *
esp_found_get_icon_name (EspFound *self)
{
  return self->icon_name;
}

/**
 * esp_found_get_goal:
 *
 * Returns: an action for commands, an address for the others
 */
const char *
esp_found_get_goal (EspFound *self)
{
  return self->goal;
}

/**
 * esp_found_matches:
 * @query: what was typed; may end in the middle of a syllable, or be initial consonants
 *
 * Returns: whether every word of @query is in the title
 */
gboolean
esp_found_matches (EspFound *self, const char *query)
{
  g_autofree char *lower = g_utf8_casefold (query, -1);
  g_auto (GStrv) words = g_strsplit_set (lower, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *jamo = NULL;

      if (*words[i] == '\0')
        continue;
      jamo = esp_hangul_to_jamo (words[i]);
      if (strstr (self->folded, jamo) == NULL && strstr (self->choseong, words[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}
