/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"
#include "store/esp-fields.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Chooses for each "show if" of a message whether it holds in the preview: as for the lead, shown, hidden.
 *
 * Signal "changed". */
#define ESP_TYPE_PREVIEW_CONDITIONS (esp_preview_conditions_get_type ())
G_DECLARE_FINAL_TYPE (EspPreviewConditions,
                      esp_preview_conditions,
                      ESP,
                      PREVIEW_CONDITIONS,
                      GtkWidget)

GtkWidget *esp_preview_conditions_new (void);
void esp_preview_conditions_follow (EspPreviewConditions *self,
                                    const EspMessageDoc *doc,
                                    const EspFields *fields);
GHashTable *esp_preview_conditions_dup_shown (EspPreviewConditions *self);

G_END_DECLS
