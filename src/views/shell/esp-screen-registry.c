/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The areas that this build of the application has, in the order of the sidebar. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-screen-registry.h"

#include <glib/gi18n.h>

#define MAX_SCREENS 32

static const EspScreenInfo *screens[MAX_SCREENS];
static guint n_screens;

/**
 * esp_screen_registry_add:
 * @info: static data
 *
 * Adds an area at the end of its section. Main thread, before the first window.
 */
void
esp_screen_registry_add (const EspScreenInfo *info)
{
  guint position = n_screens;

  g_return_if_fail (info != NULL && n_screens < MAX_SCREENS);

  if (esp_screen_registry_find (info->id) != NULL)
    return;
  while (position > 0 && screens[position - 1]->section > info->section)
    {
      screens[position] = screens[position - 1];
      position--;
    }
  screens[position] = info;
  n_screens++;
}

/**
 * esp_screen_registry_get_n:
 *
 * Returns: the number of areas
 */
guint
esp_screen_registry_get_n (void)
{
  return n_screens;
}

/**
 * esp_screen_registry_get:
 *
 * Returns: the area at @position of the sidebar
 */
const EspScreenInfo *
esp_screen_registry_get (guint position)
{
  g_return_val_if_fail (position < n_screens, NULL);

  return screens[position];
}

/**
 * esp_screen_registry_find:
 *
 * Returns: (nullable): the area named @id
 */
const EspScreenInfo *
esp_screen_registry_find (const char *id)
{
  for (guint i = 0; i < n_screens; i++)
    if (g_strcmp0 (screens[i]->id, id) == 0)
      return screens[i];
  return NULL;
}

/**
 * esp_screen_info_get_title:
 *
 * Returns: the translated name of the area
 */
const char *
esp_screen_info_get_title (const EspScreenInfo *info)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "area", info->title);
}

/**
 * esp_screen_section_get_title:
 *
 * Returns: (nullable): the translated heading of a section; the first has none
 */
const char *
esp_screen_section_get_title (EspScreenSection section)
{
  switch (section)
    {
    case ESP_SECTION_PEOPLE:
      return C_ ("section", "People");
    case ESP_SECTION_ENGAGE:
      return C_ ("section", "Engage");
    case ESP_SECTION_MEASURE:
      return C_ ("section", "Measure");
    case ESP_SECTION_RUN:
      return C_ ("section", "Run");
    case ESP_SECTION_TOP:
    case ESP_SECTION_HIDDEN:
    default:
      return NULL;
    }
}
