/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand-kit.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_library_brand_add (GtkWidget *box, EspBrandKit *kit);

G_END_DECLS
