/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* One call of a webhook: one row a passage and occasion, whatever comes of it. */
typedef struct
{
  gint64 id;
  gint64 journey_id;
  gint64 lead_id;
  gint64 occasion;
  guint version;
  char *step;        /* (owned) id */
  char *url;         /* (owned) */
  char *key;         /* (owned) the same for each try */
  const char *state; /* static: queued, sending, done, failed, unknown, cancelled */
  guint attempts;
  gboolean is_doubtful; /* a try may have arrived, though no answer came */
  gboolean is_once;     /* then it is not tried again */
  gint64 next_at_us;
  guint status;  /* of the last answer; 0 without one */
  char *reply;   /* (owned) (nullable) the last answer */
  char *trouble; /* (owned) (nullable) why there was none */
  gint64 created_at_us;
  gint64 settled_at_us; /* 0: not settled yet */
} EspHook;

void esp_hook_free (EspHook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHook, esp_hook_free)

gboolean esp_hook_insert (EspTx *tx, const EspHook *hook, GError **error);
GPtrArray *esp_hook_claim (EspTx *tx, guint limit, GError **error);
gboolean esp_hook_recover (EspTx *tx, GError **error);
gboolean esp_hook_settle (EspTx *tx, const EspHook *hook, GError **error);
gboolean esp_hook_cancel (EspTx *tx, gint64 journey_id, GError **error);
gboolean esp_hook_next_at (EspTx *tx, gint64 *out_us, GError **error);
GPtrArray *
esp_hook_list (EspTx *tx, gint64 journey_id, gint64 lead_id, guint limit, GError **error);
const char *esp_hook_state (const char *name);

gboolean esp_hook_secret_set_known (EspTx *tx, const char *host, gboolean is_known, GError **error);
gboolean
esp_hook_secret_is_known (EspTx *tx, const char *host, gboolean *out_is_known, GError **error);

G_END_DECLS
