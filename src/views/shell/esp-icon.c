/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture beside words that say the same: seen, and silent to assistive technology. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-icon.h"

/**
 * esp_icon_new:
 * @icon_name: (nullable): of the theme or of our own; %NULL for none yet
 *
 * Where a picture stands alone, give it a name instead: then it is not for this function.
 *
 * Returns: (transfer floating): the picture
 */
GtkWidget *
esp_icon_new (const char *icon_name)
{
  return g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                       "icon-name", icon_name, NULL);
}
