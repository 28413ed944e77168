/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the law asks about the people of an audience: where they live, and how their consent is proven. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-audience.h"

#include <string.h>

/* Country calling codes (ITU-T E.164) of the countries that have rules here; +1 is shared, and counts as
 * the United States. The longer code comes first. */
static const struct
{
  const char *prefix;
  const char *country;
} calling_codes[] = {
  { "+351", "PT" }, { "+352", "LU" }, { "+353", "IE" }, { "+354", "IS" }, { "+356", "MT" },
  { "+357", "CY" }, { "+358", "FI" }, { "+359", "BG" }, { "+370", "LT" }, { "+371", "LV" },
  { "+372", "EE" }, { "+385", "HR" }, { "+386", "SI" }, { "+420", "CZ" }, { "+421", "SK" },
  { "+852", "HK" }, { "+886", "TW" }, { "+30", "GR" },  { "+31", "NL" },  { "+32", "BE" },
  { "+33", "FR" },  { "+34", "ES" },  { "+36", "HU" },  { "+39", "IT" },  { "+40", "RO" },
  { "+43", "AT" },  { "+44", "GB" },  { "+45", "DK" },  { "+46", "SE" },  { "+47", "NO" },
  { "+48", "PL" },  { "+49", "DE" },  { "+55", "BR" },  { "+61", "AU" },  { "+64", "NZ" },
  { "+65", "SG" },  { "+81", "JP" },  { "+82", "KR" },  { "+86", "CN" },  { "+91", "IN" },
  { "+1", "US" },
};

/* Two letters at the end of a mail domain that are no country of people. */
static const char *const vague_domains[] = { "ai", "co", "fm", "gg", "im",
                                             "io", "me", "tv", "ws", NULL };

/**
 * esp_consent_gaps_clear:
 */
void
esp_consent_gaps_clear (EspConsentGaps *self)
{
  g_clear_pointer (&self->old, esp_bitmap_free);
  g_clear_pointer (&self->bare, esp_bitmap_free);
}

/* Writes the country of the address's domain, upper case. */
static gboolean
read_domain (const char *email, char out_country[3])
{
  const char *dot = email != NULL ? strrchr (email, '.') : NULL;
  char lower[3] = "";

  if (dot == NULL || strlen (dot + 1) != 2 || !g_ascii_isalpha (dot[1]) ||
      !g_ascii_isalpha (dot[2]))
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      lower[i] = g_ascii_tolower (dot[1 + i]);
      out_country[i] = g_ascii_toupper (dot[1 + i]);
    }
  out_country[2] = '\0';
  if (g_str_equal (out_country, "UK"))
    strcpy (out_country, "GB");
  return !g_strv_contains (vague_domains, lower);
}

static const char *
find_by_phone (const char *phone)
{
  for (gsize i = 0; phone != NULL && i < G_N_ELEMENTS (calling_codes); i++)
    if (g_str_has_prefix (phone, calling_codes[i].prefix))
      return calling_codes[i].country;
  return NULL;
}

static void
note_country (GHashTable *countries, const char *country)
{
  if (country != NULL && !g_hash_table_contains (countries, country))
    g_hash_table_add (countries, g_strdup (country));
}

/**
 * esp_audience_countries:
 * @leads: who will receive
 * @fallback: where somebody lives of whom nothing tells it
 *
 * Whose law applies: the country of the lead, else of the phone number, else of the mail address.
 *
 * Returns: (transfer full) (array zero-terminated=1): ISO 3166 codes, in their order; %NULL with @error
 *   set
 */
char **
esp_audience_countries (EspTx *tx, const EspBitmap *leads, const char *fallback, GError **error)
{
  static const char sql_places[] =
    "SELECT id, country, phone, email FROM lead WHERE archived_at IS NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_places, error);
  g_autoptr (GHashTable) countries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GList) sorted = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const char *country = esp_stmt_text (stmt, 1);
      char domain[3];

      if (!esp_bitmap_contains (leads, (guint32) esp_stmt_int64 (stmt, 0)))
        continue;
      if (country == NULL || *country == '\0')
        country = find_by_phone (esp_stmt_text (stmt, 2));
      if (country == NULL)
        country = read_domain (esp_stmt_text (stmt, 3), domain) ? domain : fallback;
      note_country (countries, country);
    }
  if (step != ESP_STEP_DONE)
    return NULL;
  sorted = g_list_sort (g_hash_table_get_keys (countries), (GCompareFunc) strcmp);
  for (GList *link = sorted; link != NULL; link = link->next)
    g_strv_builder_add (builder, link->data);
  return g_strv_builder_end (builder);
}

/**
 * esp_audience_consent_gaps:
 * @leads: who will receive
 * @before_us: a consent from before this moment is due to be confirmed
 * @out_gaps: (out): people of @leads
 */
gboolean
esp_audience_consent_gaps (EspTx *tx,
                           const EspBitmap *leads,
                           const char *channel,
                           gint64 before_us,
                           EspConsentGaps *out_gaps,
                           GError **error)
{
  static const char sql_gaps[] =
    "SELECT s.lead_id, s.at, c.source IS NULL OR c.wording IS NULL"
    " FROM consent_state AS s CROSS JOIN consent AS c ON c.id = s.consent_id"
    " WHERE s.channel = ?1 AND s.purpose = 'marketing' AND s.state = 'granted'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_gaps, error);
  g_auto (EspConsentGaps) gaps = { esp_bitmap_new (), esp_bitmap_new () };
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, channel);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      guint32 id = (guint32) esp_stmt_int64 (stmt, 0);

      if (!esp_bitmap_contains (leads, id))
        continue;
      if (esp_stmt_is_null (stmt, 1) || esp_stmt_int64 (stmt, 2) != 0)
        esp_bitmap_add (gaps.bare, id);
      if (!esp_stmt_is_null (stmt, 1) && esp_stmt_int64 (stmt, 1) < before_us)
        esp_bitmap_add (gaps.old, id);
    }
  if (step != ESP_STEP_DONE)
    return FALSE;
  out_gaps->old = g_steal_pointer (&gaps.old);
  out_gaps->bare = g_steal_pointer (&gaps.bare);
  return TRUE;
}

/**
 * esp_audience_lacking:
 * @column: a field of esp_fields_load()
 * @lead_id: of this lead alone; 0 is everyone
 *
 * Returns: (transfer full): the leads that have no value for it, those in the archive left out; %NULL with
 *   @error set, also when there is no such field
 */
EspBitmap *
esp_audience_lacking (EspTx *tx, const char *column, gint64 lead_id, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *sql = NULL;
  int index = fields != NULL ? esp_fields_find (fields, column) : -1;
  EspStep step;

  if (index < 0)
    {
      if (fields != NULL)
        g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "There is no field “%s”",
                     column);
      return NULL;
    }
  sql = g_strdup_printf ("SELECT id FROM lead WHERE archived_at IS NULL"
                         " AND id BETWEEN ?1 AND ?2 AND trim (coalesce (\"%s\", '')) = ''",
                         esp_fields_get (fields, (guint) index)->column);
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id != 0 ? lead_id : 1);
  esp_stmt_bind_int64 (stmt, 2, lead_id != 0 ? lead_id : G_MAXUINT32);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE ? g_steal_pointer (&leads) : NULL;
}
