/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* One word of a person about one channel and purpose. The history of them only grows. */
typedef struct
{
  gint64 id;
  gint64 lead_id;
  char *channel; /* email, sms, kakao, push, phone, post, ads */
  char *purpose; /* marketing, night, transactional, profiling */
  char *state;   /* granted, denied, withdrawn, pending, unknown */
  char *basis;   /* (nullable) */
  char *wording; /* (nullable) what the person agreed to */
  char *source;  /* (nullable) */
  char *proof;   /* (nullable) */
  gint64 at_us;  /* when the person said it; 0 is unknown */
  gint64 recorded_at_us;
} EspConsent;

void esp_consent_clear (EspConsent *consent);
void esp_consent_free (EspConsent *consent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspConsent, esp_consent_free)

gboolean esp_consent_add (EspTx *tx, const EspConsent *consent, GError **error);
GPtrArray *esp_consent_list (EspTx *tx, gint64 lead_id, GError **error);
GPtrArray *esp_consent_list_states (EspTx *tx, gint64 lead_id, GError **error);
gboolean esp_consent_get_state (EspTx *tx,
                                gint64 lead_id,
                                const char *channel,
                                const char *purpose,
                                char **out_state,
                                gint64 *out_at_us,
                                GError **error);

G_END_DECLS
