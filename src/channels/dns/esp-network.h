/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A network of addresses: 192.0.2.0/24, 2001:db8::/32, or one address alone. */
typedef struct
{
  guint8 bytes[16];
  guint n_bits; /* that count */
  gboolean is_long;
} EspNetwork;

gboolean esp_network_parse (const char *text, EspNetwork *out_network);
gboolean esp_network_has (const EspNetwork *self, const char *address);

G_END_DECLS
