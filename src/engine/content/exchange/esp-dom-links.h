/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by esp-dom.c alone: links around tables, which the parser of HTML 4 does not know. */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

char *esp_dom_links_mark (const char *html);
void esp_dom_links_restore (xmlDoc *doc);

G_END_DECLS
