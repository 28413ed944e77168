/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buttons with a mnemonic whose accessible name is free of its mark. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-button.h"

/* "_Send" to "Send", "보내기(_S)" to "보내기(S)", "a__b" to "a_b". */
static char *
dup_without_mark (const char *label)
{
  GString *plain = g_string_new (NULL);

  for (const char *at = label; *at != '\0'; at++)
    if (*at != '_')
      g_string_append_c (plain, *at);
    else if (at[1] == '_')
      g_string_append_c (plain, *at++);
  return g_string_free (plain, FALSE);
}

/**
 * esp_button_set_name:
 * @label: translated, with a mnemonic; what the button says by a child of its own
 *
 * Gives the words as the accessible name; the toolkit would leave the mark of the mnemonic in it.
 */
void
esp_button_set_name (GtkButton *button, const char *label)
{
  g_autofree char *name = NULL;

  g_return_if_fail (GTK_IS_BUTTON (button));
  g_return_if_fail (label != NULL);

  name = dup_without_mark (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * esp_button_set_label:
 * @label: translated, with a mnemonic
 *
 * Shows the words, and gives them as the accessible name.
 */
void
esp_button_set_label (GtkButton *button, const char *label)
{
  g_return_if_fail (GTK_IS_BUTTON (button));

  gtk_button_set_label (button, label);
  gtk_button_set_use_underline (button, TRUE);
  esp_button_set_name (button, label);
}

/**
 * esp_button_new:
 * @label: translated, with a mnemonic
 *
 * Returns: (transfer floating): a button
 */
GtkWidget *
esp_button_new (const char *label)
{
  GtkWidget *button = gtk_button_new ();

  esp_button_set_label (GTK_BUTTON (button), label);
  return button;
}
