/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate limit of a channel. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-token-bucket.h"

#include "base/esp-clock.h"

/* Two seconds' worth may go at once after a rest. */
#define BURST_SECONDS 2.0

static void
fill (EspTokenBucket *self, gint64 now_us)
{
  /* A clock that was set back neither gives nor takes. */
  if (now_us > self->at_us)
    self->tokens +=
      self->per_minute * (double) (now_us - self->at_us) / (double) ESP_USEC_PER_MINUTE;
  self->tokens = MIN (self->tokens, self->capacity);
  self->at_us = now_us;
}

/**
 * esp_token_bucket_init:
 * @per_minute: 0 is without limit
 * @tokens: what was left at @at_us; negative for a bucket never used
 */
void
esp_token_bucket_init (EspTokenBucket *self,
                       double per_minute,
                       double tokens,
                       gint64 at_us,
                       gint64 now_us)
{
  self->per_minute = per_minute;
  self->capacity = MAX (1.0, per_minute * BURST_SECONDS / 60.0);
  self->tokens = tokens < 0 ? 1.0 : tokens;
  self->at_us = tokens < 0 ? now_us : at_us;
  fill (self, now_us);
}

/**
 * esp_token_bucket_take:
 *
 * Returns: how many of @n_wanted may go now; they are taken
 */
guint
esp_token_bucket_take (EspTokenBucket *self, guint n_wanted, gint64 now_us)
{
  guint n;

  if (self->per_minute <= 0)
    return n_wanted;
  fill (self, now_us);
  n = (guint) MIN ((double) n_wanted, MAX (0.0, self->tokens));
  self->tokens -= n;
  return n;
}

/**
 * esp_token_bucket_give_back:
 *
 * @n that were taken did not go.
 */
void
esp_token_bucket_give_back (EspTokenBucket *self, guint n)
{
  self->tokens = MIN (self->tokens + n, self->capacity);
}

/**
 * esp_token_bucket_next_at:
 *
 * Returns: when the next one may go
 */
gint64
esp_token_bucket_next_at (EspTokenBucket *self, gint64 now_us)
{
  if (self->per_minute <= 0)
    return now_us;
  fill (self, now_us);
  if (self->tokens >= 1.0)
    return now_us;
  return now_us + 1 +
         (gint64) ((1.0 - self->tokens) * (double) ESP_USEC_PER_MINUTE / self->per_minute);
}
