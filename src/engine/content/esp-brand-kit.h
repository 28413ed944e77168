/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

#define ESP_BRAND_KIT_VERSION 1

/* A brand as it is kept in the library: it owns what EspBrand borrows. NULL is "as usual". */
typedef struct
{
  char *name;
  char *home_url;
  char *logo_src;       /* an https address, or cid:ID of the logo file */
  int logo_width;       /* px, 0 = usual */
  EspMessageFile *logo; /* (nullable): the picture itself */

  char *accent;
  char *on_accent;
  char *link;
  char *background;
  char *surface;
  char *text;
  char *muted;
  char *line;

  char *dark_background;
  char *dark_surface;
  char *dark_text;
  char *dark_muted;
  char *dark_line;
  char *dark_link;

  char *font; /* a CSS list without double quotes */
  char *heading_font;
  int radius; /* px, -1 = usual */
  int button_radius;
  gboolean button_is_outline;
} EspBrandKit;

EspBrandKit *esp_brand_kit_new (void);
EspBrandKit *esp_brand_kit_parse (const char *json, gssize length, GError **error);
char *esp_brand_kit_to_json (const EspBrandKit *self);
EspBrandKit *esp_brand_kit_copy (const EspBrandKit *self);
void esp_brand_kit_free (EspBrandKit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspBrandKit, esp_brand_kit_free)

void esp_brand_kit_get_brand (const EspBrandKit *self, EspBrand *out_brand);
void esp_brand_kit_add_logo (const EspBrandKit *self, EspMessageDoc *doc);

G_END_DECLS
