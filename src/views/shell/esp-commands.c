/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the application and their keys, in one table. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-commands.h"

#include <glib/gi18n.h>

#define GROUP_WORKSPACE NC_ ("command group", "Workspace")
#define GROUP_GO NC_ ("command group", "Going around")
#define GROUP_EDIT NC_ ("command group", "Editing")
#define GROUP_WINDOW NC_ ("command group", "Window")

static const EspCommand commands[] = {
  { NC_ ("command", "Import leads…"),
    "win.import",
    { "<Control><Shift>i" },
    GROUP_WORKSPACE,
    FALSE,
    "import" },
  { NC_ ("command", "New workspace…"), "win.new-workspace", { NULL }, GROUP_WORKSPACE },
  { NC_ ("command", "Open workspace…"), "win.open-workspace", { "<Control>o" }, GROUP_WORKSPACE },
  { NC_ ("command", "Open the sample data"), "win.open-sample", { NULL }, GROUP_WORKSPACE },
  { NC_ ("command", "Make the sample data anew, or delete it…"),
    "win.sample-again",
    { NULL },
    GROUP_WORKSPACE },
  { NC_ ("command", "Back up…"), "win.backup", { NULL }, GROUP_WORKSPACE },
  { NC_ ("command", "Restore from a backup…"), "win.restore", { NULL }, GROUP_WORKSPACE },
  { NC_ ("command", "Stop all sending…"),
    "win.stop-all",
    { "<Control><Shift>BackSpace" },
    GROUP_WORKSPACE },

  { NC_ ("command", "Command palette"), "win.palette", { "<Control>k" }, GROUP_GO, TRUE },
  { NC_ ("command", "Search in this screen"), "win.search", { "<Control>f" }, GROUP_GO },
  { NC_ ("command", "Back"), "win.back", { "<Alt>Left", "Back" }, GROUP_GO, TRUE },
  { NC_ ("command", "Forward"), "win.forward", { "<Alt>Right", "Forward" }, GROUP_GO, TRUE },
  { NC_ ("command", "Next pane"), "win.next-pane", { "F6" }, GROUP_GO, TRUE },
  { NC_ ("command", "Previous pane"), "win.previous-pane", { "<Shift>F6" }, GROUP_GO, TRUE },

  { NC_ ("command", "New in this screen"), "screen.new", { "<Control>n" }, GROUP_EDIT, TRUE },
  { NC_ ("command", "Undo"), "win.undo", { "<Control>z" }, GROUP_EDIT },
  { NC_ ("command", "Redo"), "win.redo", { "<Control><Shift>z" }, GROUP_EDIT },
  { NC_ ("command", "History"), "win.history", { "<Control>h" }, GROUP_EDIT, FALSE, "activity" },
  { NC_ ("command", "Main action of the screen"),
    "win.primary",
    { "<Control>Return" },
    GROUP_EDIT,
    TRUE },
  { NC_ ("command", "Refresh"), "win.refresh", { "F5" }, GROUP_EDIT },

  { NC_ ("command", "Show or hide the sidebar"),
    "win.toggle-sidebar",
    { "<Control>backslash", "F9" },
    GROUP_WINDOW },
  { NC_ ("command", "Show or hide the inspector"),
    "win.inspector",
    { "<Control>i" },
    GROUP_WINDOW },
  { NC_ ("command", "New window"), "app.new-window", { "<Control><Shift>n" }, GROUP_WINDOW },
  { NC_ ("command", "Full screen"), "win.fullscreen", { "F11" }, GROUP_WINDOW },
  { NC_ ("command", "Preferences"),
    "win.preferences",
    { "<Control>comma" },
    GROUP_WINDOW,
    FALSE,
    "preferences" },
  { NC_ ("command", "Keyboard shortcuts"), "win.shortcuts", { "<Control>question" }, GROUP_WINDOW },
  { NC_ ("command", "Help for this screen"), "win.help", { "F1" }, GROUP_WINDOW },
  { NC_ ("command", "About Espalier"), "app.about", { NULL }, GROUP_WINDOW },
  { NC_ ("command", "Close the window"), "window.close", { "<Control>w" }, GROUP_WINDOW },
  { NC_ ("command", "Quit"), "app.quit", { "<Control>q" }, GROUP_WINDOW },
};

/**
 * esp_commands_get_n:
 *
 * Returns: the number of commands
 */
guint
esp_commands_get_n (void)
{
  return G_N_ELEMENTS (commands);
}

/**
 * esp_commands_get:
 *
 * Returns: the command at @position; commands of one group stand together
 */
const EspCommand *
esp_commands_get (guint position)
{
  g_return_val_if_fail (position < G_N_ELEMENTS (commands), NULL);

  return &commands[position];
}

/**
 * esp_command_get_title:
 *
 * Returns: what the command is called, translated
 */
const char *
esp_command_get_title (const EspCommand *command)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "command", command->title);
}

/**
 * esp_command_get_group:
 *
 * Returns: the translated heading under which the command stands
 */
const char *
esp_command_get_group (const EspCommand *command)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "command group", command->group);
}
