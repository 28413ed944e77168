/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a single block looks where it differs from the brand: lines around it, letters, the ground behind it. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-block-look.h"

#include <string.h>

const char *const esp_line_style_names[] = { "solid", "dashed", "dotted", "double", NULL };

/**
 * esp_border_is_none:
 *
 * Returns: whether no side has a line
 */
gboolean
esp_border_is_none (const EspBorder *self)
{
  return self->top <= 0 && self->right <= 0 && self->bottom <= 0 && self->left <= 0;
}

/**
 * esp_border_clear:
 */
void
esp_border_clear (EspBorder *self)
{
  g_free (self->color);
  *self = (EspBorder){ 0 };
}

/**
 * esp_border_copy:
 * @out_copy: (out): overwritten
 */
void
esp_border_copy (const EspBorder *self, EspBorder *out_copy)
{
  *out_copy = *self;
  out_copy->color = g_strdup (self->color);
}

/**
 * esp_border_append_css:
 * @usual_color: of lines that have none of their own
 *
 * Appends "border:…;", or one declaration for each side that has a line.
 */
void
esp_border_append_css (const EspBorder *self, const char *usual_color, GString *out)
{
  static const char *const names[] = { "top", "right", "bottom", "left" };
  const int sides[] = { self->top, self->right, self->bottom, self->left };
  const char *style =
    esp_line_style_names[MIN (self->style, G_N_ELEMENTS (esp_line_style_names) - 2)];
  const char *color = self->color != NULL ? self->color : usual_color;

  if (self->top > 0 && self->top == self->right && self->top == self->bottom &&
      self->top == self->left)
    {
      g_string_append_printf (out, "border:%dpx %s %s;", self->top, style, color);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (sides[i] > 0)
      g_string_append_printf (out, "border-%s:%dpx %s %s;", names[i], sides[i], style, color);
}

/**
 * esp_block_look_clear:
 */
void
esp_block_look_clear (EspBlockLook *self)
{
  g_free (self->background);
  g_free (self->font);
  esp_border_clear (&self->border);
  *self = (EspBlockLook){ 0 };
}

/**
 * esp_block_look_copy:
 * @out_copy: (out): overwritten
 */
void
esp_block_look_copy (const EspBlockLook *self, EspBlockLook *out_copy)
{
  *out_copy = *self;
  out_copy->background = g_strdup (self->background);
  out_copy->font = g_strdup (self->font);
  esp_border_copy (&self->border, &out_copy->border);
}

/**
 * esp_block_look_append_letters:
 *
 * Appends declarations of CSS for the letters that differ from the usual ones; the weight and the height of lines
 * are left to those who know the usual ones.
 */
void
esp_block_look_append_letters (const EspBlockLook *self, GString *out)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->font != NULL)
    g_string_append_printf (out, "font-family:%s;", self->font);
  if (self->letter_spacing != 0)
    g_string_append_printf (out, "letter-spacing:%spx;",
                            g_ascii_formatd (number, sizeof number, "%.4g", self->letter_spacing));
  if (self->is_upper)
    g_string_append (out, "text-transform:uppercase;");
}

/**
 * esp_font_dup_safe:
 * @css: (nullable): a list of font families, as a stranger wrote it
 *
 * Returns: (transfer full) (nullable): the list with single quotes, which can stand in an attribute; NULL when
 *   there is none, or when it could end the declaration that it stands in.
 */
char *
esp_font_dup_safe (const char *css)
{
  g_autofree char *font = css != NULL ? g_strstrip (g_strdup (css)) : NULL;

  if (font == NULL || *font == '\0' || strlen (font) > ESP_MAX_FONT_BYTES ||
      strpbrk (font, "<>{}();:&\\") != NULL || g_ascii_strcasecmp (font, "inherit") == 0)
    return NULL;
  for (char *c = font; *c != '\0'; c++)
    if (*c == '"')
      *c = '\'';
    else if ((guchar) *c < ' ')
      *c = ' ';
  return g_steal_pointer (&font);
}
