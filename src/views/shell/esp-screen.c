/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window and the screens know of each other. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-screen.h"

enum
{
  SIGNAL_STATE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (EspScreen, esp_screen, GTK_TYPE_WIDGET)

static void
esp_screen_default_init (EspScreenInterface *iface)
{
  /**
   * EspScreen::state-changed:
   *
   * Title, subtitle, actions, inspector or address are not what they were.
   */
  signals[SIGNAL_STATE_CHANGED] = g_signal_new ("state-changed", ESP_TYPE_SCREEN, G_SIGNAL_RUN_LAST,
                                                0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/**
 * esp_screen_type_get_help:
 * @type: of a screen, of which none has to exist
 *
 * Returns: (transfer none) (nullable): what F1 says about such screens
 */
const EspHelp *
esp_screen_type_get_help (GType type)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  EspScreenInterface *iface = g_type_interface_peek (klass, ESP_TYPE_SCREEN);

  return iface != NULL && iface->get_help != NULL ? iface->get_help (NULL) : NULL;
}

/**
 * esp_screen_notify_state:
 *
 * Tells the window to ask again for title, subtitle, primary action, menu, inspector and address.
 */
void
esp_screen_notify_state (EspScreen *self)
{
  g_return_if_fail (ESP_IS_SCREEN (self));

  g_signal_emit (self, signals[SIGNAL_STATE_CHANGED], 0);
}

/**
 * esp_screen_dup_title:
 *
 * Returns: (transfer full) (nullable): the title for the header, NULL for the area's name
 */
char *
esp_screen_dup_title (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->dup_title != NULL ? iface->dup_title (self) : NULL;
}

/**
 * esp_screen_dup_subtitle:
 *
 * Returns: (transfer full) (nullable): the line under the title
 */
char *
esp_screen_dup_subtitle (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->dup_subtitle != NULL ? iface->dup_subtitle (self) : NULL;
}

/**
 * esp_screen_get_actions:
 *
 * Returns: (transfer none) (nullable): the group offered as "screen."
 */
GActionGroup *
esp_screen_get_actions (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->get_actions != NULL ? iface->get_actions (self) : NULL;
}

/**
 * esp_screen_get_primary:
 * @out_primary: (out caller-allocates): filled when there is one
 *
 * Returns: whether the screen has a primary action now
 */
gboolean
esp_screen_get_primary (EspScreen *self, EspPrimaryAction *out_primary)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->get_primary != NULL && iface->get_primary (self, out_primary);
}

/**
 * esp_screen_get_menu:
 *
 * Returns: (transfer none) (nullable): the overflow menu
 */
GMenuModel *
esp_screen_get_menu (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->get_menu != NULL ? iface->get_menu (self) : NULL;
}

/**
 * esp_screen_get_inspector:
 *
 * Returns: (transfer none) (nullable): what the inspector pane shows
 */
GtkWidget *
esp_screen_get_inspector (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->get_inspector != NULL ? iface->get_inspector (self) : NULL;
}

/**
 * esp_screen_open:
 *
 * Shows the place @target of this screen.
 *
 * Returns: FALSE when there is no such place (any more)
 */
gboolean
esp_screen_open (EspScreen *self, EspTarget *target)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  if (iface->open != NULL)
    return iface->open (self, target);
  return esp_target_get_object (target) == NULL;
}

/**
 * esp_screen_dup_target:
 *
 * Returns: (transfer full) (nullable): the address of what is shown, NULL for the screen itself
 */
EspTarget *
esp_screen_dup_target (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->dup_target != NULL ? iface->dup_target (self) : NULL;
}

/**
 * esp_screen_focus_search:
 *
 * Returns: whether the screen has a search and took the focus there
 */
gboolean
esp_screen_focus_search (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->focus_search != NULL && iface->focus_search (self);
}

/**
 * esp_screen_refresh:
 *
 * Reads again what is shown.
 */
void
esp_screen_refresh (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  if (iface->refresh != NULL)
    iface->refresh (self);
}

/**
 * esp_screen_undo:
 *
 * Returns: whether the screen took back a step of its own document
 */
gboolean
esp_screen_undo (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->undo != NULL && iface->undo (self);
}

/**
 * esp_screen_redo:
 *
 * Returns: whether the screen repeated a step of its own document
 */
gboolean
esp_screen_redo (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->redo != NULL && iface->redo (self);
}

/**
 * esp_screen_get_help:
 *
 * Returns: (nullable): what F1 says here
 */
const EspHelp *
esp_screen_get_help (EspScreen *self)
{
  EspScreenInterface *iface = ESP_SCREEN_GET_IFACE (self);

  return iface->get_help != NULL ? iface->get_help (self) : NULL;
}

/**
 * esp_primary_action_new:
 * @label: translated, with a mnemonic: _("_New segment")
 *
 * Returns: what makes another thing of a list. It does not stand out: the list itself is what one came for, and
 *   where it is empty its page says how to begin.
 */
EspPrimaryAction
esp_primary_action_new (const char *label)
{
  return (
    EspPrimaryAction){ .label = label, .icon_name = "esp-add-symbolic", .action = "screen.new" };
}
