/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of an HTML message: what mail programs must be told, and the few rules that cannot be inline. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-html-private.h"

#include "engine/content/esp-escape.h"

/* Outlook for Windows renders with Word: real pixels, one font, no gaps around tables. */
static const char mso_head[] =
  "<!--[if mso]><xml><o:OfficeDocumentSettings xmlns:o=\"urn:schemas-microsoft-com:office:office\">"
  "<o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml>"
  "<style>table{border-collapse:collapse;mso-table-lspace:0;mso-table-rspace:0}"
  "td,p,a,li,h1,h2,h3,span{font-family:'Malgun Gothic',Arial,sans-serif !important}</style>"
  "<![endif]-->\n";

static const char base_rules[] =
  ":root{color-scheme:light dark;supported-color-schemes:light dark}\n"
  "body{margin:0;padding:0;width:100%;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%}\n"
  "table{border-collapse:separate;border-spacing:0}\n"
  "img{border:0;outline:none;text-decoration:none;-ms-interpolation-mode:bicubic}\n"
  "a[x-apple-data-detectors]{color:inherit !important;text-decoration:none !important}\n"
  "@media only screen and (max-width:620px){\n"
  ".e-p{padding-left:20px !important;padding-right:20px !important}\n"
  ".e-o{padding:0 !important}\n"
  ".e-s{border-radius:0 !important}\n"
  ".e-k{display:block !important;max-width:100% !important}\n"
  ".e-ki{padding-left:0 !important;padding-right:0 !important}\n"
  ".e-kn{padding-bottom:20px !important}\n"
  ".e-pg{margin:0 !important}\n"
  ".e-ki .e-i{max-width:100% !important}\n"
  ".e-1{font-size:25px !important}\n"
  ".e-2{font-size:20px !important}\n"
  ".e-h{font-size:30px !important}\n"
  ".e-w{width:100% !important}\n"
  "}\n";

typedef struct
{
  const char *selector;
  const char *property;
  const char *value;
} Rule;

static void
append_rule (GString *out, const char *prefix, const Rule *rule)
{
  g_string_append_printf (out, "%s%s{%s:%s !important}\n", prefix, rule->selector, rule->property,
                          rule->value);
}

static void
append_colors (GString *out, const char *prefix, GHashTable *colors, const Rule *form)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (colors), (GCompareFunc) g_strcmp0);

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *selector = g_strdup_printf ("%s%s", form->selector, (const char *) l->data);
      Rule rule = { selector, form->property, g_hash_table_lookup (colors, l->data) };

      append_rule (out, prefix, &rule);
    }
}

/* The same rules serve the media query and Outlook's own marks ([data-ogsc] text, [data-ogsb] ground). */
static void
append_dark_rules (GString *out, EspHtmlContext *context, const char *ink, const char *ground)
{
  static const Rule ink_form = { ".e-c", "color", NULL };
  static const Rule ground_form = { ".e-d", "background-color", NULL };
  EspColor link = { 0, 0, 0 };
  EspColor surface = { 0, 0, 0 };
  char text[ESP_COLOR_BUFFER];
  const Rule link_rule = { ".e-a", "color", text };
  const EspBrand *brand = context->brand;
  g_autofree char *outline = g_strdup_printf ("0 0 0 1px %s", brand->dark_muted);
  const Rule dark_rules[] = {
    { ".e-g", "background-color", brand->dark_background },
    { ".e-s", "background-color", brand->dark_surface },
    { ".e-t", "color", brand->dark_text },
    { ".e-m", "color", brand->dark_muted },
    { ".e-l", "border-color", brand->dark_line },
    { ".e-b", "box-shadow", outline },
  };

  for (guint i = 0; i < G_N_ELEMENTS (dark_rules); i++)
    append_rule (out, dark_rules[i].property[0] == 'c' ? ink : ground, &dark_rules[i]);
  (void) esp_color_parse (brand->dark_link != NULL ? brand->dark_link : brand->link, &link);
  (void) esp_color_parse (brand->dark_surface, &surface);
  esp_color_format (esp_color_readable_on (link, surface, ESP_CONTRAST_TEXT + 1), text);
  append_rule (out, ink, &link_rule);
  append_colors (out, ink, context->inks, &ink_form);
  append_colors (out, ground, context->grounds, &ground_form);
}

/**
 * esp_html_append_head:
 * @out: appended to: from the document type to the end of the head
 * @context: after the body was written, for the colours it used
 */
void
esp_html_append_head (GString *out, EspHtmlContext *context)
{
  g_string_append (out, "<!DOCTYPE html>\n<html lang=\"");
  esp_escape_html (out, context->doc->language);
  g_string_append_printf (out, "\" dir=\"%s\">\n<head>\n", context->is_rtl ? "rtl" : "ltr");
  g_string_append (out, "<meta charset=\"utf-8\">\n"
                        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                        "<meta name=\"x-apple-disable-message-reformatting\" content=\"\">\n"
                        "<meta name=\"format-detection\" "
                        "content=\"telephone=no,date=no,address=no,email=no,url=no\">\n"
                        "<meta name=\"color-scheme\" content=\"light dark\">\n"
                        "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>");
  esp_escape_html (out, context->doc->subject);
  g_string_append_printf (out, "</title>\n%s<style>\n%s", mso_head, base_rules);
  g_string_append (out, "@media (prefers-color-scheme:dark){\n");
  append_dark_rules (out, context, "", "");
  g_string_append (out, "}\n");
  append_dark_rules (out, context, "[data-ogsc] ", "[data-ogsb] ");
  g_string_append (out, "</style>\n</head>\n");
}
