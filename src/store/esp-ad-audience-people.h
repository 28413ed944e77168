/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-ad-audiences.h"

G_BEGIN_DECLS

/* How long a file of removals names somebody again, in case the last one was lost. */
#define ESP_AD_REMOVAL_DAYS 30

/* One person as the platform has them. Texts are hashes, or empty. */
typedef struct
{
  gint64 lead_id;
  char email[65];
  char phone[65];
} EspAdShared;

typedef gboolean (*EspAdContactFunc) (gint64 lead_id,
                                      const char *email,
                                      const char *phone,
                                      gpointer user_data);

gboolean esp_ad_audience_put (EspTx *tx,
                              gint64 id,
                              gboolean is_in,
                              const EspBitmap *leads,
                              gint64 *out_n,
                              GError **error);
EspBitmap *esp_ad_audience_load_members (EspTx *tx, const EspAdAudience *audience, GError **error);
EspBitmap *esp_ad_audience_load_removed (EspTx *tx, const EspAdAudience *audience, GError **error);
EspBitmap *esp_ad_audience_load_stayed (EspTx *tx, const EspAdAudience *audience, GError **error);
gboolean esp_ad_audience_keep_consented (EspTx *tx,
                                         const EspAdAudience *audience,
                                         EspBitmap *leads,
                                         GError **error);
gboolean esp_ad_audience_each_contact (EspTx *tx,
                                       const EspBitmap *leads,
                                       EspAdContactFunc func,
                                       gpointer user_data,
                                       GError **error);
GArray *esp_ad_audience_list_shared (EspTx *tx, gint64 id, gboolean with_removed, GError **error);
gboolean esp_ad_audience_note_shared (EspTx *tx, gint64 id, const GArray *people, GError **error);
gboolean esp_ad_audience_note_removed (EspTx *tx, gint64 id, const GArray *people, GError **error);
gboolean esp_ad_audience_forget_shared (EspTx *tx, gint64 id, GError **error);

G_END_DECLS
