/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_BANNER_INFO,
  ESP_BANNER_WARNING,
  ESP_BANNER_ERROR,
} EspBannerKind;

/* A strip that tells of a state which lasts, with at most one thing to do about it. Hidden until it has a
 * text. Signal "clicked" when its button has no action. */
#define ESP_TYPE_BANNER (esp_banner_get_type ())
G_DECLARE_FINAL_TYPE (EspBanner, esp_banner, ESP, BANNER, GtkWidget)

GtkWidget *esp_banner_new (EspBannerKind kind);
void esp_banner_set_text (EspBanner *self, const char *text);
void esp_banner_set_kind (EspBanner *self, EspBannerKind kind);
void esp_banner_set_button (EspBanner *self, const char *label, const char *action);
gboolean esp_banner_is_shown (EspBanner *self);

G_END_DECLS
