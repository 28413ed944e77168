/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-consents.h"

G_BEGIN_DECLS

/* Words in the history that are not a person's, but our proof of having told them something. */
#define ESP_CONSENT_SOURCE_CONFIRMED "confirmation notice"
#define ESP_CONSENT_SOURCE_TOLD "result notice"
#define ESP_CONSENT_SOURCE_DOUBLE "double opt-in"

/* One consent with the person it is of. */
typedef struct
{
  EspConsent consent;
  char *name;     /* (nullable) */
  char *email;    /* (nullable) */
  char *phone;    /* (nullable) */
  char *recorder; /* (nullable): who wrote it down */
} EspConsentLine;

void esp_consent_line_free (EspConsentLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspConsentLine, esp_consent_line_free)

/* How many people said what about one channel and purpose. */
typedef struct
{
  char *channel;
  char *purpose;
  gint64 n_granted;
  gint64 n_pending;
  gint64 n_denied;
  gint64 n_withdrawn;
} EspConsentSum;

typedef gboolean (*EspConsentLineFunc) (const EspConsentLine *line, gpointer user_data);

/* Which people have to be told something. Everything is borrowed. */
typedef struct
{
  const char *channel;      /* "email" */
  const char *country;      /* people who live elsewhere are left out; of some it is not known */
  gboolean takes_strangers; /* also those of whom it is not known */
  gint64 from_us;
  gint64 until_us; /* not itself */
} EspConsentQuery;

GPtrArray *esp_consent_book_count (EspTx *tx, GError **error);
GPtrArray *esp_consent_book_list_old (EspTx *tx, const EspConsentQuery *query, GError **error);
GPtrArray *esp_consent_book_list_untold (EspTx *tx, const EspConsentQuery *query, GError **error);
gboolean
esp_consent_book_foreach (EspTx *tx, EspConsentLineFunc func, gpointer user_data, GError **error);
gboolean esp_consent_book_note (EspTx *tx,
                                gint64 lead_id,
                                const char *channel,
                                const char *source,
                                const char *proof,
                                gint64 at_us,
                                GError **error);

G_END_DECLS
