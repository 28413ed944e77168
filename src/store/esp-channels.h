/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* An account through which messages leave; its secret is in the keyring under secret_id. */
typedef struct
{
  gint64 id;
  char *name;
  char *kind;      /* "smtp", "demo" */
  char *settings;  /* JSON without secrets */
  char *secret_id; /* (nullable) */
  gboolean is_enabled;
  double bucket_tokens; /* what the rate allows, as of bucket_at_us; negative: never used */
  gint64 bucket_at_us;
  char *state;          /* (nullable) "ok" or the name of the last trouble */
  char *state_detail;   /* (nullable) its sentence */
  gint64 state_at_us;   /* 0 is never */
  gint64 updated_at_us; /* when a person changed it last */
} EspChannelRecord;

EspChannelRecord *esp_channel_record_new (const char *name, const char *kind, const char *settings);
void esp_channel_record_free (EspChannelRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChannelRecord, esp_channel_record_free)

gboolean esp_channel_insert (EspTx *tx, EspChannelRecord *channel, GError **error);
gboolean esp_channel_update (EspTx *tx, const EspChannelRecord *channel, GError **error);
gboolean esp_channel_archive (EspTx *tx, gint64 id, GError **error);
gboolean esp_channel_get_changed_at (EspTx *tx, gint64 id, gint64 *out_at_us, GError **error);
EspChannelRecord *esp_channel_load (EspTx *tx, gint64 id, GError **error);
EspChannelRecord *esp_channel_load_named (EspTx *tx, const char *reference, GError **error);
GPtrArray *esp_channel_list (EspTx *tx, GError **error);
gboolean
esp_channel_set_state (EspTx *tx, gint64 id, const char *state, const char *detail, GError **error);
gboolean esp_channel_set_bucket (EspTx *tx, gint64 id, double tokens, gint64 at_us, GError **error);
gboolean esp_channel_ensure_demo (EspTx *tx, gint64 *out_id, GError **error);

G_END_DECLS
