/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Which addresses are no person's own. Everything is borrowed, in small letters. */
typedef struct
{
  GHashTable *roles;   /* set of what stands before the "@" */
  GHashTable *domains; /* set of what stands behind it */
  EspBitmap *of_roles; /* takes the leads */
  EspBitmap *of_domains;
} EspAddressSearch;

gboolean esp_audience_find_addresses (EspTx *tx, const EspAddressSearch *search, GError **error);
gboolean esp_audience_find_idle (EspTx *tx, gint64 since_us, EspBitmap *out_leads, GError **error);
gboolean esp_audience_find_single_opt_in (EspTx *tx,
                                          const char *channel,
                                          EspBitmap *out_leads,
                                          GError **error);
gboolean esp_audience_find_late (EspTx *tx,
                                 const char *channel,
                                 guint days,
                                 EspBitmap *out_leads,
                                 GError **error);

G_END_DECLS
