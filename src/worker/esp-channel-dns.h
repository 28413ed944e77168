/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/dns/esp-dns-check.h"
#include "store/esp-tx.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A check of the names under which a channel sends: asked for, run without the store, and kept. */
typedef struct _EspChannelDns EspChannelDns;

EspChannelDns *esp_channel_dns_new (EspTx *tx,
                                    gint64 channel_id,
                                    const char *domain,
                                    const char *selector,
                                    GError **error);
void esp_channel_dns_free (EspChannelDns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChannelDns, esp_channel_dns_free)
const EspDnsReport *
esp_channel_dns_run (EspChannelDns *self, gint64 now_us, EspDnsLookup lookup, gpointer user_data);
void esp_channel_dns_run_async (EspChannelDns *self,
                                gint64 now_us,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
EspChannelDns *esp_channel_dns_run_finish (GAsyncResult *result, GError **error);
EspDnsReport *esp_channel_dns_steal_report (EspChannelDns *self);
gboolean esp_channel_dns_save (EspTx *tx, const EspChannelDns *self, GError **error);
EspDnsReport *esp_channel_dns_load (EspTx *tx, gint64 channel_id, GError **error);

G_END_DECLS
