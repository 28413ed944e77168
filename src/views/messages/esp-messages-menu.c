/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu and the help of the area of messages. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-messages-menu.h"

#include "views/messages/esp-message-acts.h"
#include "views/messages/esp-text-editor.h"

#include <glib/gi18n.h>

/**
 * esp_messages_menu_new:
 * @place: what is shown
 *
 * Returns: (transfer full): what can be done there
 */
GMenuModel *
esp_messages_menu_new (EspMessagesPlace place)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) starters = g_menu_new ();
  g_autoptr (GMenu) others = g_menu_new ();
  g_autoptr (GMenu) acts = g_menu_new ();
  g_autoptr (GMenu) show = g_menu_new ();
  g_autoptr (GMenu) export = g_menu_new ();

  g_menu_append (starters, esp_starter_get_title (ESP_STARTER_NEWSLETTER),
                 "screen.begin::newsletter");
  g_menu_append (starters, esp_starter_get_title (ESP_STARTER_PROMOTION),
                 "screen.begin::promotion");
  g_menu_append (starters, esp_starter_get_title (ESP_STARTER_NOTICE), "screen.begin::notice");
  g_menu_append_section (menu, _ ("Begin with"), G_MENU_MODEL (starters));
  for (guint i = 0; i < ESP_N_TEXT_MEDIA; i++)
    {
      g_autofree char *action =
        g_strdup_printf ("screen.new-text::%s", esp_text_medium_name ((EspTextMedium) i));

      g_menu_append (others, esp_text_medium_word ((EspTextMedium) i), action);
    }
  g_menu_append_section (menu, _ ("Other channels"), G_MENU_MODEL (others));
  g_menu_append (acts, _ ("Duplicate"), "screen.duplicate");
  g_menu_append (acts, _ ("Archive"), "screen.archive");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (acts));
  if (place != ESP_MESSAGES_LIST)
    g_menu_append (acts, _ ("Versions…"), "screen.versions");
  if (place == ESP_MESSAGES_MAIL)
    {
      g_menu_append (acts, _ ("Save as template"), "screen.save-template");
      g_menu_append (export, "MJML…", "screen.export::mjml");
      g_menu_append (export, "HTML…", "screen.export::html");
      g_menu_append (export, "EML…", "screen.export::eml");
      g_menu_append_submenu (acts, _ ("Export"), G_MENU_MODEL (export));
    }
  g_menu_append (acts, _ ("Import HTML or MJML…"), "screen.import");
  if (place == ESP_MESSAGES_LIST)
    g_menu_append (show, _ ("Show archived ones"), "screen.with-archived");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (show));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/**
 * esp_messages_help_get:
 *
 * Returns: (transfer none): what the area is for, and its keys
 */
const EspHelp *
esp_messages_help_get (void)
{
  static const EspHelpKey keys[] = {
    { "<Control>f", N_ ("Search messages") },
    { "Return", N_ ("Open the message") },
    { "Insert", N_ ("Add a block") },
    { "Return Escape", N_ ("Go to the settings of the block, and back") },
    { "<Alt>Up <Alt>Down", N_ ("Move the block") },
    { "<Control>d", N_ ("Duplicate the block") },
    { "<Control>Delete", N_ ("Delete the block") },
    { "<Control><Shift>c", N_ ("Copy the block") },
    { "<Control><Alt>v", N_ ("Paste a block, or text as a block") },
    { "<Control>b", N_ ("Bold") },
    { "<Control>u", N_ ("Underline") },
    { "<Control><Shift>x", N_ ("Line through") },
    { "<Control><Shift>v", N_ ("Paste without looks") },
    { "<Control>z", N_ ("Undo the last step") },
    { "<Control>s", N_ ("Name this version, or restore one") },
    { "braceleft", N_ ("Insert a field of the lead") },
    { "slash", N_ ("Insert a block, on an empty line") },
    { "<Alt>Page_Up <Alt>Page_Down", N_ ("Preview as the one before, the next one") },
    { "<Control>i", N_ ("Show the inspector") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ ("What you write to your leads. Words are edited on the page; everything else about a block "
        "stands in the inspector. Every change is saved by itself and can be undone. The footer, "
        "the way to unsubscribe and the sender are added by the program and cannot be forgotten."),
    keys,
  };

  return &help;
}
