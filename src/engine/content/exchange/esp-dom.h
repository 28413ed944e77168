/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by those who read foreign HTML and MJML, and by those who check it: a tree of elements and questions
 * to it. */
#pragma once

#include "engine/content/esp-message-block.h"

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/* What is larger or deeper is not read. */
#define ESP_DOM_MAX_BYTES (4 * 1024 * 1024)
#define ESP_DOM_MAX_DEPTH 200

typedef struct
{
  xmlDoc *doc;
} EspDom;

EspDom *esp_dom_parse (const char *html, gssize length, GError **error);
void esp_dom_free (EspDom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDom, esp_dom_free)

xmlNode *esp_dom_find (EspDom *self, const char *name);
xmlNode *esp_dom_next (xmlNode *node, const xmlNode *root);
gboolean esp_dom_is (const xmlNode *node, const char *name);
gboolean esp_dom_is_any (const xmlNode *node, const char *const *names);
gboolean esp_dom_is_element (const xmlNode *node);
gboolean esp_dom_is_text (const xmlNode *node);
gboolean esp_dom_is_blank (const xmlNode *node);
char *esp_dom_tidy_line (char *text);
char *esp_dom_dup_attribute (const xmlNode *node, const char *name);
char **esp_dom_split_style (const char *style);
char *esp_dom_dup_style (const xmlNode *node, const char *property);
char *esp_dom_dup_text (const xmlNode *node);
char *esp_dom_dup_color (const char *css);
char *esp_dom_dup_color_in (const char *css);
int esp_dom_parse_px (const char *css, int base, int otherwise);
typedef char *(*EspDomValueFunc) (const xmlNode *node, const char *name, gpointer data);
gboolean esp_dom_find_line_style (const char *css, EspLineStyle *out_style);
void
esp_dom_read_border (const xmlNode *node, EspDomValueFunc dup, gpointer data, EspBorder *border);
void esp_dom_read_side (const char *css, int *side);
void esp_dom_read_padding (const char *css, EspPadding *padding);
gboolean esp_dom_is_safe_href (const char *href);
void esp_dom_append_html (GString *out, const xmlNode *node, gboolean is_safe);
char *esp_dom_dup_inner_html (const xmlNode *node, gboolean is_safe);

G_END_DECLS
