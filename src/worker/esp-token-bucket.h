/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many a minute, evenly: what was not used gathers up to a small burst. Tokens and time can be kept
 * across restarts. */
typedef struct
{
  double per_minute; /* 0 is without limit */
  double capacity;
  double tokens; /* as of at_us */
  gint64 at_us;
} EspTokenBucket;

void esp_token_bucket_init (EspTokenBucket *self,
                            double per_minute,
                            double tokens,
                            gint64 at_us,
                            gint64 now_us);
guint esp_token_bucket_take (EspTokenBucket *self, guint n_wanted, gint64 now_us);
void esp_token_bucket_give_back (EspTokenBucket *self, guint n);
gint64 esp_token_bucket_next_at (EspTokenBucket *self, gint64 now_us);

G_END_DECLS
