/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seam between a session and the window that shows it. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-shell.h"

G_DEFINE_INTERFACE (EspShell, esp_shell, G_TYPE_OBJECT)

static void
esp_shell_default_init (EspShellInterface *iface)
{
}

/**
 * esp_shell_open:
 *
 * Shows the place @target, in this window or in a new one.
 */
void
esp_shell_open (EspShell *self, EspTarget *target, gboolean in_new_window)
{
  ESP_SHELL_GET_IFACE (self)->open (self, target, in_new_window);
}

/**
 * esp_shell_toast:
 * @undo_op: the operation that the toast's button takes back, 0 for no button
 *
 * Says what has just happened.
 */
void
esp_shell_toast (EspShell *self, const char *text, gint64 undo_op)
{
  ESP_SHELL_GET_IFACE (self)->toast (self, text, undo_op);
}

/**
 * esp_shell_announce:
 *
 * Tells screen readers @text without showing it.
 */
void
esp_shell_announce (EspShell *self, const char *text, gboolean urgent)
{
  ESP_SHELL_GET_IFACE (self)->announce (self, text, urgent);
}

/**
 * esp_shell_get_window:
 *
 * Returns: (transfer none) (nullable): the window that dialogs belong to
 */
GtkWindow *
esp_shell_get_window (EspShell *self)
{
  return ESP_SHELL_GET_IFACE (self)->get_window (self);
}

/**
 * esp_shell_offer_drops:
 * @labels: (nullable): what a drop on each place does, translated; %NULL ends the offer
 *
 * Shows places beside the areas for as long as something is dragged.
 */
void
esp_shell_offer_drops (EspShell *self,
                       const char *const *labels,
                       EspDropFunc func,
                       gpointer user_data)
{
  if (ESP_SHELL_GET_IFACE (self)->offer_drops != NULL)
    ESP_SHELL_GET_IFACE (self)->offer_drops (self, labels, func, user_data);
}
