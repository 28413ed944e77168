/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Every command of the application: what it is called, its action, its keys and where it belongs. The one
 * table behind accelerators, the window of shortcuts and the command palette. */
typedef struct
{
  const char *title;   /* NC_("command", …) */
  const char *action;  /* detailed action name */
  const char *keys[3]; /* accelerators, ends with NULL */
  const char *group;   /* NC_("command group", …) */
  gboolean is_hidden;  /* not in the palette: makes sense only as a key */
  const char *needs;   /* (nullable) the screen without which it does nothing */
} EspCommand;

guint esp_commands_get_n (void);
const EspCommand *esp_commands_get (guint position);
const char *esp_command_get_title (const EspCommand *command);
const char *esp_command_get_group (const EspCommand *command);

G_END_DECLS
