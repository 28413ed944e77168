/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds among all leads those of whom the law or the receiving servers ask more: idle, unproven, untold. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "store/esp-audience-facts.h"

#include "store/esp-consent-book.h"

#include <string.h>

/* What is older was told, or not, long before anybody could still mend it. */
#define LATE_LOOK_BACK_DAYS 180

static gboolean
collect (EspStmt *stmt, EspBitmap *leads, GError **error)
{
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE;
}

/* @address: in small letters from here on */
static void
judge_address (const EspAddressSearch *search, guint32 lead_id, char *address)
{
  char *at = strrchr (address, '@');

  if (at == NULL)
    return;
  *at = '\0';
  address[strcspn (address, "+")] = '\0'; /* info+shop@ is info@ */
  if (g_hash_table_contains (search->roles, address))
    esp_bitmap_add (search->of_roles, lead_id);
  for (const char *domain = at + 1; domain != NULL; domain = strchr (domain, '.'))
    {
      domain += *domain == '.'; /* also below it: x.mailinator.com */
      if (g_hash_table_contains (search->domains, domain))
        {
          esp_bitmap_add (search->of_domains, lead_id);
          break;
        }
    }
}

/**
 * esp_audience_find_addresses:
 *
 * Looks at every address once, through its index.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_audience_find_addresses (EspTx *tx, const EspAddressSearch *search, GError **error)
{
  static const char sql_addresses[] = "SELECT id, email FROM lead WHERE email IS NOT NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_addresses, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      g_autofree char *address = g_ascii_strdown (esp_stmt_text (stmt, 1), -1);

      judge_address (search, (guint32) esp_stmt_int64 (stmt, 0), address);
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_audience_find_idle:
 * @out_leads: those who came before @since_us and of whom nothing was heard from then on: no event, no word
 *   about consent
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_audience_find_idle (EspTx *tx, gint64 since_us, EspBitmap *out_leads, GError **error)
{
  static const char sql_idle[] =
    "SELECT l.id FROM lead AS l LEFT JOIN lead_stat AS s ON s.lead_id = l.id"
    " WHERE l.created_at < ?1 AND l.archived_at IS NULL AND coalesce (s.last_event_at, 0) < ?1"
    " AND NOT EXISTS (SELECT 1 FROM consent_state AS c WHERE c.lead_id = l.id AND c.at >= ?1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_idle, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, since_us);
  return collect (stmt, out_leads, error);
}

/**
 * esp_audience_find_single_opt_in:
 * @out_leads: those who agreed to advertising, and no line of whose history is a second yes
 *
 * A second yes is an answer that this program asked for, or one that an import names so.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_audience_find_single_opt_in (EspTx *tx,
                                 const char *channel,
                                 EspBitmap *out_leads,
                                 GError **error)
{
  static const char sql_single[] =
    "SELECT s.lead_id FROM consent_state AS s WHERE s.channel = ?1 AND s.purpose = 'marketing'"
    " AND s.state = 'granted' AND NOT EXISTS (SELECT 1 FROM consent AS c"
    " WHERE c.lead_id = s.lead_id AND c.channel = ?1 AND c.purpose = 'marketing'"
    " AND c.state = 'granted' AND (c.source LIKE '%double%opt%in%' OR c.proof LIKE "
    "'%double%opt%in%'"
    " OR c.source LIKE 'doi%' OR c.proof LIKE 'doi%'))";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_single, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, channel);
  return collect (stmt, out_leads, error);
}

/**
 * esp_audience_find_late:
 * @days: how long the law leaves for telling
 * @out_leads: those who agreed, refused or withdrew longer ago than that, while this workspace wrote it down,
 *   and have no notice of the result in their history
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_audience_find_late (EspTx *tx,
                        const char *channel,
                        guint days,
                        EspBitmap *out_leads,
                        GError **error)
{
  static const char sql_late[] =
    "SELECT s.lead_id FROM consent_state AS s CROSS JOIN consent AS c ON c.id = s.consent_id"
    " WHERE s.channel = ?1 AND s.purpose = 'marketing'"
    " AND s.state IN ('granted', 'denied', 'withdrawn') AND s.at >= ?2 AND s.at < ?3"
    " AND c.recorded_at < s.at + ?4"
    " AND coalesce (c.source, '') NOT IN ('" ESP_CONSENT_SOURCE_TOLD
    "', '" ESP_CONSENT_SOURCE_CONFIRMED "')";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_late, error);
  gint64 now_us = esp_tx_get_now_us (tx);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, channel);
  esp_stmt_bind_int64 (stmt, 2, now_us - LATE_LOOK_BACK_DAYS * G_TIME_SPAN_DAY);
  esp_stmt_bind_int64 (stmt, 3, now_us - (gint64) days * G_TIME_SPAN_DAY);
  esp_stmt_bind_int64 (stmt, 4, (gint64) days * G_TIME_SPAN_DAY);
  return collect (stmt, out_leads, error);
}
