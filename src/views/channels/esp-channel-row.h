/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_channel_row_new (const EspChannelRecord *record);
gboolean esp_channel_row_carries_mail (const EspChannelRecord *record);

G_END_DECLS
