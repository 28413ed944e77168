/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The look that messages have before a brand is set up. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-brand.h"

/* Contrast on white and on the background is at least 4.5 for every text colour. */
const EspBrand esp_brand_default = {
  .logo_width = 140,
  .accent = "#2358d4",
  .on_accent = "#ffffff",
  .link = "#1f54c9",
  .background = "#f2f4f7",
  .surface = "#ffffff",
  .text = "#1d2433",
  .muted = "#566072",
  .line = "#e3e7ee",
  .font = "-apple-system,BlinkMacSystemFont,'Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR',"
          "'Segoe UI',Roboto,Helvetica,Arial,sans-serif",
  .radius = 10,
  .button_radius = -1,
  .dark_background = ESP_DARK_BACKGROUND,
  .dark_surface = ESP_DARK_SURFACE,
  .dark_text = ESP_DARK_TEXT,
  .dark_muted = ESP_DARK_MUTED,
  .dark_line = ESP_DARK_LINE,
};

/**
 * esp_text_is_blank:
 * @text: (nullable): a text
 *
 * Returns: whether there is nothing but white space.
 */
gboolean
esp_text_is_blank (const char *text)
{
  for (const char *c = text; c != NULL && *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_isspace (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}
