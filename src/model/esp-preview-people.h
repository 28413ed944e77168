/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

#define ESP_MAX_PINNED_PEOPLE 12
#define ESP_MAX_RECENT_PEOPLE 6

/* As whom messages are looked at: leads that were pinned for it, and those that were chosen last. Kept with the
 * workspace; leads that are gone are not named. */
typedef struct
{
  GArray *pinned; /* guint32 ids, the oldest pin first */
  GArray *recent; /* guint32 ids, the newest first */
} EspPreviewPeople;

EspPreviewPeople *esp_preview_people_load (EspTx *tx, GError **error);
void esp_preview_people_free (EspPreviewPeople *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPreviewPeople, esp_preview_people_free)
gboolean esp_preview_people_is_pinned (const EspPreviewPeople *self, gint64 lead_id);
gboolean esp_preview_people_pin (EspTx *tx, gint64 lead_id, gboolean is_pinned, GError **error);
gboolean esp_preview_people_use (EspTx *tx, gint64 lead_id, GError **error);

G_END_DECLS
