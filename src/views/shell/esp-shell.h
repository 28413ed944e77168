/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/esp-target.h"

G_BEGIN_DECLS

#define ESP_TYPE_SHELL (esp_shell_get_type ())
G_DECLARE_INTERFACE (EspShell, esp_shell, ESP, SHELL, GObject)

/* What a session asks of the window it is shown in. The window implements it; tests fake it.
 * Screens do not use it: they call the functions of EspSession. */
/* Something was dropped on the place of this number. */
typedef void (*EspDropFunc) (guint index, gpointer user_data);

struct _EspShellInterface
{
  GTypeInterface parent_iface;

  void (*open) (EspShell *self, EspTarget *target, gboolean in_new_window);
  void (*toast) (EspShell *self, const char *text, gint64 undo_op);
  void (*announce) (EspShell *self, const char *text, gboolean urgent);
  GtkWindow *(*get_window) (EspShell *self);
  void (*offer_drops) (EspShell *self,
                       const char *const *labels,
                       EspDropFunc func,
                       gpointer user_data);
};

void esp_shell_open (EspShell *self, EspTarget *target, gboolean in_new_window);
void esp_shell_toast (EspShell *self, const char *text, gint64 undo_op);
void esp_shell_announce (EspShell *self, const char *text, gboolean urgent);
GtkWindow *esp_shell_get_window (EspShell *self);
void esp_shell_offer_drops (EspShell *self,
                            const char *const *labels,
                            EspDropFunc func,
                            gpointer user_data);

G_END_DECLS
