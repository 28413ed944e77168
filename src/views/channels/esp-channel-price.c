/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of a channel's form that asks what one message costs. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-price.h"

#include "channels/esp-channel-kinds.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

/**
 * esp_channel_price_row_new:
 * @settings: (nullable): of the channel
 *
 * Returns: (transfer floating): a row with the price, in the currency of the workspace
 */
GtkWidget *
esp_channel_price_row_new (EspSession *session, const char *settings)
{
  const char *currency = esp_workspace_get_currency (esp_session_get_workspace (session));
  /* Translators: a currency, such as "KRW" */
  g_autofree char *title =
    g_strdup_printf (_ ("Price of a message in %s (may be empty)"), currency);
  g_autofree char *price = esp_channel_settings_dup_price (settings);

  return esp_form_entry_row_new (title, price);
}

static const char *
get_text (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/**
 * esp_channel_price_row_get_problem:
 *
 * Returns: (nullable): why what is written cannot be a price
 */
const char *
esp_channel_price_row_get_problem (GtkWidget *row)
{
  g_autofree char *made = esp_channel_settings_set_price ("{}", get_text (row), NULL);

  return made != NULL ? NULL : _ ("The price is a number such as 0.4 or 9, without a currency.");
}

/**
 * esp_channel_price_row_apply:
 *
 * Returns: (transfer full): @settings with the price; unchanged while it is none
 */
char *
esp_channel_price_row_apply (GtkWidget *row, const char *settings)
{
  char *made = esp_channel_settings_set_price (settings, get_text (row), NULL);

  return made != NULL ? made : g_strdup (settings);
}
