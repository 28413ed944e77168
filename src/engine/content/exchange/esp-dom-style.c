/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what CSS says at an element: declarations, colours, lengths. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-dom.h"

#include "engine/content/esp-color.h"

#include <math.h>
#include <string.h>

/* The names of CSS Color Module Level 4, section 6.1. */
static const struct
{
  const char *name;
  const char *color;
} named_colors[] = {
  { "aliceblue", "#f0f8ff" },
  { "antiquewhite", "#faebd7" },
  { "aqua", "#00ffff" },
  { "aquamarine", "#7fffd4" },
  { "azure", "#f0ffff" },
  { "beige", "#f5f5dc" },
  { "bisque", "#ffe4c4" },
  { "black", "#000000" },
  { "blanchedalmond", "#ffebcd" },
  { "blue", "#0000ff" },
  { "blueviolet", "#8a2be2" },
  { "brown", "#a52a2a" },
  { "burlywood", "#deb887" },
  { "cadetblue", "#5f9ea0" },
  { "chartreuse", "#7fff00" },
  { "chocolate", "#d2691e" },
  { "coral", "#ff7f50" },
  { "cornflowerblue", "#6495ed" },
  { "cornsilk", "#fff8dc" },
  { "crimson", "#dc143c" },
  { "cyan", "#00ffff" },
  { "darkblue", "#00008b" },
  { "darkcyan", "#008b8b" },
  { "darkgoldenrod", "#b8860b" },
  { "darkgray", "#a9a9a9" },
  { "darkgreen", "#006400" },
  { "darkgrey", "#a9a9a9" },
  { "darkkhaki", "#bdb76b" },
  { "darkmagenta", "#8b008b" },
  { "darkolivegreen", "#556b2f" },
  { "darkorange", "#ff8c00" },
  { "darkorchid", "#9932cc" },
  { "darkred", "#8b0000" },
  { "darksalmon", "#e9967a" },
  { "darkseagreen", "#8fbc8f" },
  { "darkslateblue", "#483d8b" },
  { "darkslategray", "#2f4f4f" },
  { "darkslategrey", "#2f4f4f" },
  { "darkturquoise", "#00ced1" },
  { "darkviolet", "#9400d3" },
  { "deeppink", "#ff1493" },
  { "deepskyblue", "#00bfff" },
  { "dimgray", "#696969" },
  { "dimgrey", "#696969" },
  { "dodgerblue", "#1e90ff" },
  { "firebrick", "#b22222" },
  { "floralwhite", "#fffaf0" },
  { "forestgreen", "#228b22" },
  { "fuchsia", "#ff00ff" },
  { "gainsboro", "#dcdcdc" },
  { "ghostwhite", "#f8f8ff" },
  { "gold", "#ffd700" },
  { "goldenrod", "#daa520" },
  { "gray", "#808080" },
  { "green", "#008000" },
  { "greenyellow", "#adff2f" },
  { "grey", "#808080" },
  { "honeydew", "#f0fff0" },
  { "hotpink", "#ff69b4" },
  { "indianred", "#cd5c5c" },
  { "indigo", "#4b0082" },
  { "ivory", "#fffff0" },
  { "khaki", "#f0e68c" },
  { "lavender", "#e6e6fa" },
  { "lavenderblush", "#fff0f5" },
  { "lawngreen", "#7cfc00" },
  { "lemonchiffon", "#fffacd" },
  { "lightblue", "#add8e6" },
  { "lightcoral", "#f08080" },
  { "lightcyan", "#e0ffff" },
  { "lightgoldenrodyellow", "#fafad2" },
  { "lightgray", "#d3d3d3" },
  { "lightgreen", "#90ee90" },
  { "lightgrey", "#d3d3d3" },
  { "lightpink", "#ffb6c1" },
  { "lightsalmon", "#ffa07a" },
  { "lightseagreen", "#20b2aa" },
  { "lightskyblue", "#87cefa" },
  { "lightslategray", "#778899" },
  { "lightslategrey", "#778899" },
  { "lightsteelblue", "#b0c4de" },
  { "lightyellow", "#ffffe0" },
  { "lime", "#00ff00" },
  { "limegreen", "#32cd32" },
  { "linen", "#faf0e6" },
  { "magenta", "#ff00ff" },
  { "maroon", "#800000" },
  { "mediumaquamarine", "#66cdaa" },
  { "mediumblue", "#0000cd" },
  { "mediumorchid", "#ba55d3" },
  { "mediumpurple", "#9370db" },
  { "mediumseagreen", "#3cb371" },
  { "mediumslateblue", "#7b68ee" },
  { "mediumspringgreen", "#00fa9a" },
  { "mediumturquoise", "#48d1cc" },
  { "mediumvioletred", "#c71585" },
  { "midnightblue", "#191970" },
  { "mintcream", "#f5fffa" },
  { "mistyrose", "#ffe4e1" },
  { "moccasin", "#ffe4b5" },
  { "navajowhite", "#ffdead" },
  { "navy", "#000080" },
  { "oldlace", "#fdf5e6" },
  { "olive", "#808000" },
  { "olivedrab", "#6b8e23" },
  { "orange", "#ffa500" },
  { "orangered", "#ff4500" },
  { "orchid", "#da70d6" },
  { "palegoldenrod", "#eee8aa" },
  { "palegreen", "#98fb98" },
  { "paleturquoise", "#afeeee" },
  { "palevioletred", "#db7093" },
  { "papayawhip", "#ffefd5" },
  { "peachpuff", "#ffdab9" },
  { "peru", "#cd853f" },
  { "pink", "#ffc0cb" },
  { "plum", "#dda0dd" },
  { "powderblue", "#b0e0e6" },
  { "purple", "#800080" },
  { "rebeccapurple", "#663399" },
  { "red", "#ff0000" },
  { "rosybrown", "#bc8f8f" },
  { "royalblue", "#4169e1" },
  { "saddlebrown", "#8b4513" },
  { "salmon", "#fa8072" },
  { "sandybrown", "#f4a460" },
  { "seagreen", "#2e8b57" },
  { "seashell", "#fff5ee" },
  { "sienna", "#a0522d" },
  { "silver", "#c0c0c0" },
  { "skyblue", "#87ceeb" },
  { "slateblue", "#6a5acd" },
  { "slategray", "#708090" },
  { "slategrey", "#708090" },
  { "snow", "#fffafa" },
  { "springgreen", "#00ff7f" },
  { "steelblue", "#4682b4" },
  { "tan", "#d2b48c" },
  { "teal", "#008080" },
  { "thistle", "#d8bfd8" },
  { "tomato", "#ff6347" },
  { "turquoise", "#40e0d0" },
  { "violet", "#ee82ee" },
  { "wheat", "#f5deb3" },
  { "white", "#ffffff" },
  { "whitesmoke", "#f5f5f5" },
  { "yellow", "#ffff00" },
  { "yellowgreen", "#9acd32" },
};

/**
 * esp_dom_split_style:
 * @style: declarations of CSS
 *
 * Returns: (transfer full): one declaration each; a ";" in brackets or quotes, as in "url(data:…;base64,…)",
 *   ends none.
 */
char **
esp_dom_split_style (const char *style)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *start = style;
  char quote = 0;
  int depth = 0;

  for (const char *c = style;; c++)
    {
      gboolean is_end = *c == '\0' || (*c == ';' && quote == 0 && depth == 0);

      if (quote != 0)
        quote = *c == quote ? 0 : quote;
      else if (*c == '"' || *c == '\'')
        quote = *c;
      else
        depth = MAX (depth + (*c == '(' ? 1 : *c == ')' ? -1 : 0), 0);
      if (is_end)
        {
          g_autofree char *piece = g_strndup (start, (gsize) (c - start));

          g_strv_builder_add (builder, piece);
          start = c + 1;
        }
      if (*c == '\0')
        return g_strv_builder_end (builder);
    }
}

/**
 * esp_dom_dup_style:
 * @property: in small letters
 *
 * Returns: (transfer full) (nullable): the value that style="…" gives last, without "!important".
 */
char *
esp_dom_dup_style (const xmlNode *node, const char *property)
{
  g_autofree char *style = esp_dom_dup_attribute (node, "style");
  g_auto (GStrv) rules = style != NULL ? esp_dom_split_style (style) : NULL;
  char *found = NULL;

  for (guint i = 0; rules != NULL && rules[i] != NULL; i++)
    {
      char *colon = strchr (rules[i], ':');
      char *mark;

      if (colon == NULL)
        continue;
      *colon = '\0';
      if (g_ascii_strcasecmp (g_strstrip (rules[i]), property) != 0)
        continue;
      mark = strchr (colon + 1, '!');
      if (mark != NULL)
        *mark = '\0';
      g_free (found);
      found = g_strdup (g_strstrip (colon + 1));
    }
  return found;
}

/* As it looks on white: blocks know no colours that one can see through. */
static char *
format_on_white (const double parts[3], double alpha)
{
  char buffer[ESP_COLOR_BUFFER];
  double mixed[3];

  for (guint i = 0; i < G_N_ELEMENTS (mixed); i++)
    mixed[i] = CLAMP (parts[i], 0, 255) * alpha + 255 * (1 - alpha) + 0.5;
  esp_color_format ((EspColor){ (guint8) mixed[0], (guint8) mixed[1], (guint8) mixed[2] }, buffer);
  return g_strdup (buffer);
}

/* Hue in degrees, the others 0 to 1: CSS Color Module Level 4, section 7.1. */
static void
convert_hsl (const double hsl[3], double out_parts[3])
{
  const double steps[] = { 0, 8, 4 };
  double a = hsl[1] * MIN (hsl[2], 1 - hsl[2]);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      double k = steps[i] + hsl[0] / 30;

      while (k >= 12)
        k -= 12;
      out_parts[i] = 255 * (hsl[2] - a * MAX (-1, MIN (MIN (k - 3, 9 - k), 1)));
    }
}

/* Reads "rgb(1, 2, 3)", "rgba(1 2 3 / 50%)", "hsl(120deg 50% 50%)". */
static char *
dup_function (const char *css)
{
  const double see_through = 0.05;
  gboolean is_hsl = g_ascii_strncasecmp (css, "hsl", 3) == 0;
  const char *c = strchr (css, '(');
  double parts[4] = { 0, 0, 0, 1 };
  guint n = 0;

  if (c == NULL || (!is_hsl && g_ascii_strncasecmp (css, "rgb", 3) != 0))
    return NULL;
  for (c++; n < G_N_ELEMENTS (parts); n++)
    {
      double value;
      char *end;

      c += strspn (c, " ,/");
      value = g_ascii_strtod (c, &end);
      if (end == c)
        break;
      parts[n] = value;
      if (*end == '%')
        parts[n] *= n == 3 || is_hsl ? 0.01 : 2.55;
      c = end + strcspn (end, " ,/)");
    }
  if (n < 3 || !(parts[3] > see_through) || !(parts[0] >= 0 && parts[0] < 3600) ||
      isnan (parts[1]) || isnan (parts[2]))
    return NULL;
  if (is_hsl)
    {
      const double hsl[] = { parts[0], CLAMP (parts[1], 0, 1), CLAMP (parts[2], 0, 1) };

      convert_hsl (hsl, parts);
    }
  return format_on_white (parts, MIN (parts[3], 1));
}

/**
 * esp_dom_dup_color:
 * @css: (nullable): a colour as CSS or an attribute writes it
 *
 * Returns: (transfer full) (nullable): "#rrggbb", as it looks on white; NULL when it is none, or see-through.
 */
char *
esp_dom_dup_color (const char *css)
{
  char buffer[ESP_COLOR_BUFFER];
  EspColor color;
  gsize n = css != NULL ? strlen (css) : 0;
  gsize mark = n > 0 && *css == '#';

  if (n == 0)
    return NULL;
  if (esp_color_parse (css, &color))
    {
      esp_color_format (color, buffer);
      return g_strdup (buffer);
    }
  for (guint i = 0; i < G_N_ELEMENTS (named_colors); i++)
    if (g_ascii_strcasecmp (css, named_colors[i].name) == 0)
      return g_strdup (named_colors[i].color);
  if (strspn (css + mark, "0123456789abcdefABCDEF") == n - mark)
    {
      g_autofree char *rgb = g_strdup_printf ("#%.6s", css + mark);

      if (n - mark == 8 && g_str_has_suffix (css, "00"))
        return NULL;
      return n - mark == 6 || n - mark == 8 ? g_steal_pointer (&rgb) : NULL;
    }
  return dup_function (css);
}

/**
 * esp_dom_dup_color_in:
 * @css: (nullable): a value of several words, such as "1px solid #ddd" or "url(x.png) #fff"
 *
 * Returns: (transfer full) (nullable): the first colour in it, also of those in a gradient.
 */
char *
esp_dom_dup_color_in (const char *css)
{
  while (css != NULL && *css != '\0')
    {
      gsize n = strcspn (css, " (,");
      g_autofree char *word = NULL;
      char *color;

      if (css[n] == '(' && strstr (css + n, ")") != NULL &&
          (g_ascii_strncasecmp (css, "rgb", 3) == 0 || g_ascii_strncasecmp (css, "hsl", 3) == 0))
        n = (gsize) (strchr (css, ')') + 1 - css);
      else if (g_ascii_strncasecmp (css, "url(", 4) == 0)
        {
          css = strchr (css, ')');
          css += css != NULL;
          continue;
        }
      word = g_strndup (css, n);
      if (strlen (word) > 0 && word[strlen (word) - 1] == ')' && strchr (word, '(') == NULL)
        word[strcspn (word, ")")] = '\0';
      /* "0 0" of a place is no colour, though six digits without a mark are one in attributes. */
      color = g_ascii_isdigit (*word) ? NULL : esp_dom_dup_color (word);
      if (color != NULL)
        return color;
      css += n;
      css += strspn (css, " (,");
    }
  return NULL;
}

/**
 * esp_dom_parse_px:
 * @css: (nullable): a length as CSS or an attribute writes it
 * @base: what 100 % is, px
 * @otherwise: when it is none
 *
 * Returns: px, 0 to 4000.
 */
int
esp_dom_parse_px (const char *css, int base, int otherwise)
{
  const double em_px = 16;
  const double pt_px = 4.0 / 3;
  char *end = NULL;
  double value = css != NULL ? g_ascii_strtod (css, &end) : 0;

  if (css == NULL || end == css || !(value >= 0))
    return otherwise;
  if (g_str_has_prefix (end, "%"))
    value = value * base / 100;
  else if (g_str_has_prefix (end, "em") || g_str_has_prefix (end, "rem"))
    value *= em_px;
  else if (g_str_has_prefix (end, "pt"))
    value *= pt_px;
  return (int) MIN (value + 0.5, 4000);
}
