/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *esp_dns_provider_find (const char *host, const char *kind, GStrvBuilder *selectors);

G_END_DECLS
