/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked about a person of an audience: where they live, and which fields they lack. */
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

/* Writes the country of the address's domain, upper case. */
static gboolean
read_domain (const char *email, char out_country[ESP_COUNTRY_SIZE])
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

/* Countries whose people have no rules here, but a night. */
static const struct
{
  const char *prefix;
  const char *country;
} far_codes[] = {
  { "+971", "AE" }, { "+54", "AR" },  { "+880", "BD" }, { "+56", "CL" },  { "+57", "CO" },
  { "+20", "EG" },  { "+62", "ID" },  { "+972", "IL" }, { "+254", "KE" }, { "+855", "KH" },
  { "+76", "KZ" },  { "+77", "KZ" },  { "+856", "LA" }, { "+94", "LK" },  { "+95", "MM" },
  { "+976", "MN" }, { "+853", "MO" }, { "+52", "MX" },  { "+60", "MY" },  { "+234", "NG" },
  { "+977", "NP" }, { "+51", "PE" },  { "+63", "PH" },  { "+92", "PK" },  { "+7", "RU" },
  { "+966", "SA" }, { "+66", "TH" },  { "+90", "TR" },  { "+380", "UA" }, { "+998", "UZ" },
  { "+84", "VN" },  { "+27", "ZA" },  { "+41", "CH" },
};

/**
 * esp_audience_find_calling_country:
 * @phone: (nullable): E.164
 *
 * Returns: (transfer none) (nullable): ISO 3166 code of the country that the number belongs to
 */
const char *
esp_audience_find_calling_country (const char *phone)
{
  const char *country = find_by_phone (phone);

  for (gsize i = 0; country == NULL && phone != NULL && i < G_N_ELEMENTS (far_codes); i++)
    if (g_str_has_prefix (phone, far_codes[i].prefix))
      country = far_codes[i].country;
  return country;
}

/**
 * esp_audience_find_country:
 * @country: (nullable): of the lead
 * @phone: (nullable): E.164
 * @email: (nullable)
 * @buffer: may hold the answer
 *
 * Where a person lives: the country of the lead, else of the phone number, else of the mail address.
 *
 * Returns: (transfer none) (nullable): ISO 3166 code; %NULL when nothing tells it
 */
const char *
esp_audience_find_country (const char *country,
                           const char *phone,
                           const char *email,
                           char buffer[ESP_COUNTRY_SIZE])
{
  const char *by_phone;

  if (country != NULL && *country != '\0')
    return country;
  by_phone = find_by_phone (phone);
  if (by_phone != NULL)
    return by_phone;
  return read_domain (email, buffer) ? buffer : NULL;
}

/**
 * esp_audience_lacks:
 * @column: a field of esp_fields_load()
 * @out_lacks: whether the lead has no value for it; as esp_facts_load() tells of everyone
 *
 * Returns: %FALSE with @error set, also when there is no such field
 */
gboolean
esp_audience_lacks (EspTx *tx,
                    const char *column,
                    gint64 lead_id,
                    gboolean *out_lacks,
                    GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *sql = NULL;
  int index = fields != NULL ? esp_fields_find (fields, column) : -1;
  EspStep step;

  if (index < 0)
    {
      if (fields != NULL)
        esp_store_set_no_name (error, "field", column);
      return FALSE;
    }
  sql = g_strdup_printf ("SELECT 1 FROM lead WHERE id = ?1 AND archived_at IS NULL"
                         " AND trim (coalesce (\"%s\", '')) = ''",
                         esp_fields_get (fields, (guint) index)->column);
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  step = esp_stmt_step (stmt, error);
  *out_lacks = step == ESP_STEP_ROW;
  return step != ESP_STEP_ERROR;
}
