/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of tabs of a stack, with a name for those who hear it. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-switcher.h"

/**
 * esp_switcher_new:
 * @stack: its titled pages become the tabs
 * @name: what is switched, translated
 *
 * Returns: (transfer floating): the tabs
 */
GtkWidget *
esp_switcher_new (GtkStack *stack, const char *name)
{
  GtkWidget *switcher;

  g_return_val_if_fail (GTK_IS_STACK (stack), NULL);

  switcher = gtk_stack_switcher_new ();
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), stack);
  gtk_accessible_update_property (GTK_ACCESSIBLE (switcher), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  return switcher;
}
