/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/dns/esp-dns-wire.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Asks for the records of a name; blocks, with a limit on how long. Returns: (transfer full): never %NULL.
 * The seam between what is asked and how: tests answer from a table. */
typedef EspDnsAnswer *(*EspDnsLookup) (const char *name, EspDnsType type, gpointer user_data);

/* Asks name servers over the network. Not for the main thread. */
typedef struct _EspDnsClient EspDnsClient;

EspDnsClient *esp_dns_client_new (const char *servers, GError **error);
void esp_dns_client_free (EspDnsClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDnsClient, esp_dns_client_free)
void esp_dns_client_set_timeout (EspDnsClient *self, guint timeout_ms);
void esp_dns_client_set_cancellable (EspDnsClient *self, GCancellable *cancellable);
EspDnsAnswer *esp_dns_client_lookup (const char *name, EspDnsType type, gpointer client);

G_END_DECLS
