/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that write HTML messages or show what becomes of them, and by nothing else. */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-color.h"
#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* How much of a section's own ground stays in dark mode. */
#define ESP_DARK_TINT 0.12
/* Below this luminance a ground counts as dark and is left alone in dark mode. */
#define ESP_DARK_LUMINANCE 0.18

typedef struct
{
  GString *out; /* (unowned): the body so far */
  const EspMessageDoc *doc;
  const EspBrand *brand;
  gboolean is_rtl;
  int width;         /* of the current column or block, px */
  int inset;         /* what the current block takes of its column at both sides, px */
  EspColor ground;   /* under the current section */
  gboolean is_fixed; /* the ground is dark by itself and stays as it is in dark mode */
  char text[ESP_COLOR_BUFFER];
  char link[ESP_COLOR_BUFFER];
  GHashTable *inks; /* (element-type utf8 utf8): "rrggbb" of coloured text → its dark-mode colour */
  GHashTable *grounds; /* the same for section grounds */
} EspHtmlContext;

void esp_html_append_blocks (EspHtmlContext *context, GPtrArray *blocks);
void esp_html_append_columns (EspHtmlContext *context, GPtrArray *columns, gboolean stays_together);
void esp_html_enter_ground (EspHtmlContext *context, const char *background);
void esp_html_leave_ground (EspHtmlContext *context, const EspHtmlContext *outer);
const char *esp_html_ground_class (const EspHtmlContext *context,
                                   const char *background,
                                   char out_class[ESP_COLOR_BUFFER + 8]);
void esp_html_append_ink (EspHtmlContext *context, const char *color, const char *more_class);
void esp_html_append_button (EspHtmlContext *context, const EspBlock *block);
void esp_html_append_social (EspHtmlContext *context, const EspBlock *block);
void esp_html_append_products (EspHtmlContext *context, const EspBlock *block);
char *esp_product_expression (const char *member, gboolean with_filters);
void esp_product_append_loop (GString *out, const EspBlock *block);
void esp_html_append_head (GString *out, EspHtmlContext *context);
const char *esp_html_align (const EspHtmlContext *context, EspAlign align);

G_END_DECLS
