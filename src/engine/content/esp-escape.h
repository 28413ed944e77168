/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Remembers over one text that no end of a tag follows, so that a text of a million "{{" costs one
 * search and not a million. Start with zeros. */
typedef struct
{
  gboolean no_output_end;
  gboolean no_tag_end;
} EspTagScan;

gsize esp_template_tag_length (const char *text, EspTagScan *scan);
void esp_escape_html (GString *out, const char *text);
void esp_escape_html_lines (GString *out, const char *text);
void esp_escape_html_literal (GString *out, const char *text);
void esp_append_text_literal (GString *out, const char *text);

G_END_DECLS
