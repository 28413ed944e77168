/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of NHN Cloud alone: its texts, its Alimtalk and what both tell afterwards. */
#pragma once

#include "channels/text/esp-text-services.h"

G_BEGIN_DECLS

/* As many recipients has one call, and as many rows one page of a list. */
#define ESP_NHN_PAGE 1000

EspWebRequest *
esp_nhn_request_new (EspGateway *self, const char *method, const char *path, GError **error);
void esp_nhn_take_json (EspWebRequest *request, const char *body);
JsonObject *esp_nhn_get_success (JsonNode *root, char **out_words);
gboolean esp_nhn_can_take (EspGateway *self, const EspGatewayItem *item, GError **error);
gboolean esp_nhn_read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply);
EspWebRequest *esp_nhn_make_test (EspGateway *self, GError **error);
char *esp_nhn_read_test (EspGateway *self, const EspWebReply *reply, GError **error);
EspWebRequest *
esp_nhn_make_pull (EspGateway *self, const char *cursor, gint64 now_us, GError **error);
gboolean esp_nhn_read_pull (EspGateway *self,
                            const char *cursor,
                            gint64 now_us,
                            const EspWebReply *reply,
                            EspChannelReports *reports,
                            GError **error);

G_END_DECLS
