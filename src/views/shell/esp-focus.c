/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the keys of a window go, also while another window has them. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-focus.h"

/**
 * esp_focus_is_in:
 *
 * GTK forgets the child with the focus while the window is not active; the window itself does not.
 *
 * Returns: whether keys pressed in the window come to @widget or something in it
 */
gboolean
esp_focus_is_in (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}
