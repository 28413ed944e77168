/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_OVERVIEW_GOAL "goal"
#define ESP_OVERVIEW_PIN "pin"

/* Something that a person put on the overview. */
typedef struct
{
  gint64 id;
  char *kind;    /* ESP_OVERVIEW_GOAL or ESP_OVERVIEW_PIN */
  char *content; /* JSON, by kind */
} EspOverviewItem;

void esp_overview_item_free (EspOverviewItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOverviewItem, esp_overview_item_free)

GPtrArray *esp_overview_items_load (EspTx *tx, const char *kind, GError **error);
EspOverviewItem *esp_overview_item_load (EspTx *tx, gint64 id, GError **error);
gboolean esp_overview_item_add (EspTx *tx,
                                const char *kind,
                                const char *content,
                                gint64 *out_id,
                                GError **error);
gboolean esp_overview_item_change (EspTx *tx, gint64 id, const char *content, GError **error);
gboolean esp_overview_item_remove (EspTx *tx, gint64 id, GError **error);
gboolean esp_overview_item_step (EspTx *tx, gint64 id, int step, GError **error);
gboolean esp_overview_item_move (EspTx *tx, gint64 id, gint64 before_id, GError **error);

G_END_DECLS
