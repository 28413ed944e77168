/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by esp-aligo.c and esp-aligo-kakao.c alone: two servers of one service, with the same manners. */
#pragma once

#include "channels/text/esp-aligo-cursor.h"
#include "channels/text/esp-text-services.h"

G_BEGIN_DECLS

#define ESP_ALIGO_MAX_BATCH 500
#define ESP_ALIGO_ZONE_S (9 * 3600)
#define ESP_ALIGO_SETTLE_DAYS 3 /* carriers settle within */

gboolean esp_aligo_can_take (EspGateway *self, const EspGatewayItem *item, GError **error);
GHashTable *esp_aligo_form_new (EspGateway *self, GError **error);
void esp_aligo_add (GHashTable *form, const char *name, const char *value);
void esp_aligo_add_nth (GHashTable *form, const char *name, guint i, const char *value);
EspWebRequest *
esp_aligo_request_new (EspGateway *self, const char *path, GHashTable *form, GPtrArray *files);
void
esp_aligo_settle_all (GPtrArray *items, const char *shipment, gint64 n_failed, const char *words);
void esp_aligo_refuse_all (GPtrArray *items, gint64 code, const char *words);

G_END_DECLS
