/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The permission that nobody gave in words ends by itself: that of customers, and of those who asked. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-consent-lapse.h"

#include "store/esp-audience.h"
#include "store/esp-meta.h"

#define DEFAULT_COUNTRY "KR"

/*
 * Dated 2026-11-23. Korea: 정보통신망법 시행령 제61조 제1항, six months after the deal, and a question is none.
 * Canada: CASL s. 10 (10), two years after a purchase, six months after an inquiry. Elsewhere (ePrivacy
 * Directive 13 (2), PECR 22 (3)) the permission of a customer lasts until it is refused.
 */
static const struct
{
  const char *country;
  int customer_months;
  int inquiry_months;
} laws[] = {
  { "CA", 24, 6 },
  { "KR", 6, 0 },
};

/* On what ground somebody may be written to; %NULL at the end. */
const char *const esp_consent_bases[] = { "consent",     "contract", "legitimate-interest",
                                          "soft-opt-in", "inquiry",  NULL };

static gint64
add_months (gint64 at_us, int months)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) end = at != NULL ? g_date_time_add_months (at, months) : NULL;

  return end != NULL ? g_date_time_to_unix (end) * G_USEC_PER_SEC : G_MAXINT64;
}

/**
 * esp_consent_lapse_at:
 * @country: (nullable): ISO 3166 code of where the person is
 * @basis: (nullable): of the consent; only contract, soft-opt-in and inquiry end by themselves
 * @said_us: the day of the deal or the question; 0 is unknown
 * @bought_us: the last purchase since; 0 is none
 *
 * Returns: when the permission ends, in µs since 1970; 0 when it does not end by itself, or its day is unknown
 */
gint64
esp_consent_lapse_at (const char *country, const char *basis, gint64 said_us, gint64 bought_us)
{
  gboolean is_inquiry = g_strcmp0 (basis, "inquiry") == 0;

  if (said_us == 0 ||
      (!is_inquiry && g_strcmp0 (basis, "contract") != 0 && g_strcmp0 (basis, "soft-opt-in") != 0))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (laws); i++)
    if (g_strcmp0 (country, laws[i].country) == 0)
      {
        gint64 end_us =
          add_months (said_us, is_inquiry ? laws[i].inquiry_months : laws[i].customer_months);

        return bought_us != 0 ? MAX (end_us, add_months (bought_us, laws[i].customer_months))
                              : end_us;
      }
  return 0;
}

/* Columns from @first on: basis, at, country, phone, email, last purchase. */
static gint64
read_end (EspStmt *stmt, int first, const char *home)
{
  char buffer[ESP_COUNTRY_SIZE];
  const char *country =
    esp_audience_find_country (esp_stmt_text (stmt, first + 2), esp_stmt_text (stmt, first + 3),
                               esp_stmt_text (stmt, first + 4), buffer);

  return esp_consent_lapse_at (country != NULL ? country : home, esp_stmt_text (stmt, first),
                               esp_stmt_int64 (stmt, first + 1), esp_stmt_int64 (stmt, first + 5));
}

/**
 * esp_consent_find_lapsed:
 * @leads: whose permission has ended by the moment of @tx is added
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_find_lapsed (EspTx *tx,
                         const char *channel,
                         const char *purpose,
                         EspBitmap *leads,
                         GError **error)
{
  static const char sql_implied[] =
    "SELECT c.lead_id, c.basis, c.at, l.country, l.phone, l.email,"
    " (SELECT max (p.at) FROM purchase AS p WHERE p.lead_id = c.lead_id AND p.status = 'paid')"
    " FROM consent AS c CROSS JOIN consent_state AS s ON s.lead_id = c.lead_id"
    "  AND s.channel = ?1 AND s.purpose = ?2 AND s.consent_id = c.id AND s.state = 'granted'"
    " CROSS JOIN lead AS l ON l.id = c.lead_id"
    " WHERE c.basis IN ('contract', 'soft-opt-in', 'inquiry')";
  g_autofree char *home = esp_meta_get_text (tx, ESP_META_COUNTRY, DEFAULT_COUNTRY, error);
  g_autoptr (EspStmt) stmt = home != NULL ? esp_tx_stmt (tx, sql_implied, error) : NULL;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, channel);
  esp_stmt_bind_text (stmt, 2, purpose);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      gint64 end_us = read_end (stmt, 1, home);

      if (end_us != 0 && end_us <= esp_tx_get_now_us (tx))
        esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_consent_read_lapse:
 * @out_at_us: (out): when the permission of one ends; 0 when it does not end by itself
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_read_lapse (EspTx *tx,
                        gint64 lead_id,
                        const char *channel,
                        const char *purpose,
                        gint64 *out_at_us,
                        GError **error)
{
  static const char sql_one[] =
    "SELECT c.basis, c.at, l.country, l.phone, l.email,"
    " (SELECT max (p.at) FROM purchase AS p WHERE p.lead_id = ?1 AND p.status = 'paid')"
    " FROM consent_state AS s CROSS JOIN consent AS c ON c.id = s.consent_id"
    " CROSS JOIN lead AS l ON l.id = s.lead_id"
    " WHERE s.lead_id = ?1 AND s.channel = ?2 AND s.purpose = ?3 AND s.state = 'granted'"
    " AND c.basis IN ('contract', 'soft-opt-in', 'inquiry')";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_one, error);
  g_autofree char *home = NULL;
  EspStep step;

  *out_at_us = 0;
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_text (stmt, 2, channel);
  esp_stmt_bind_text (stmt, 3, purpose);
  step = esp_stmt_step (stmt, error);
  if (step != ESP_STEP_ROW)
    return step == ESP_STEP_DONE;
  home = esp_meta_get_text (tx, ESP_META_COUNTRY, DEFAULT_COUNTRY, error);
  if (home == NULL)
    return FALSE;
  *out_at_us = read_end (stmt, 0, home);
  return TRUE;
}
