/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"
#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_paper_social_new (const EspMessageDoc *doc, const EspBlock *block);
GtkWidget *esp_paper_structure_new (const char *html);
GtkWidget *esp_paper_products_new (const EspBlock *block);
GtkWidget *esp_paper_linked_new (EspSession *session, const EspBlock *block);

G_END_DECLS
