/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/http/esp-mail-service-channel.h"

G_BEGIN_DECLS

void esp_mail_service_pull_async (EspChannel *channel,
                                  const char *cursor,
                                  gint64 now_us,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
EspChannelReports *
esp_mail_service_pull_finish (EspChannel *channel, GAsyncResult *result, GError **error);
void esp_mail_service_test_async (EspChannel *channel,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
EspChannelReport *
esp_mail_service_test_finish (EspChannel *channel, GAsyncResult *result, GError **error);

G_END_DECLS
