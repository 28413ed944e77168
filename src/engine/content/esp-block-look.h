/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_LINE_SOLID,
  ESP_LINE_DASHED,
  ESP_LINE_DOTTED,
  ESP_LINE_DOUBLE,
} EspLineStyle;

/* Lines around something; a side of 0 px has none. */
typedef struct
{
  int top; /* px */
  int right;
  int bottom;
  int left;
  EspLineStyle style;
  char *color; /* (nullable): NULL is the brand's colour of lines */
} EspBorder;

#define ESP_MAX_BORDER_PX 40
#define ESP_MAX_FONT_BYTES 200
#define ESP_MAX_LETTER_SPACING_PX 20

/* How a block looks where it differs from the brand. Zeroed is the usual look. */
typedef struct
{
  char *background;      /* (nullable): colour behind the block */
  char *font;            /* (nullable): CSS font-family list, single quotes only */
  int weight;            /* 100 to 900, 0 = usual */
  int line_height;       /* percent of the letters, 0 = usual */
  double letter_spacing; /* px between letters, 0 = usual */
  gboolean is_upper;     /* capitals */
  EspBorder border;      /* buttons and pictures */
} EspBlockLook;

extern const char *const esp_line_style_names[]; /* in CSS and in JSON, NULL-terminated */

gboolean esp_border_is_none (const EspBorder *self);
void esp_border_clear (EspBorder *self);
void esp_border_copy (const EspBorder *self, EspBorder *out_copy);
void esp_border_append_css (const EspBorder *self, const char *usual_color, GString *out);
void esp_block_look_clear (EspBlockLook *self);
void esp_block_look_copy (const EspBlockLook *self, EspBlockLook *out_copy);
void esp_block_look_append_letters (const EspBlockLook *self, GString *out);
char *esp_font_dup_safe (const char *css);

G_END_DECLS
