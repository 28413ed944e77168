/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks what a composer would send, with the fields and the leads of the workspace. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-message-check.h"

#include "store/esp-leads.h"

typedef struct
{
  EspTx *tx;
  EspFields *fields;
  GHashTable *fill_rates; /* (nullable) */
} Check;

static gboolean
has_field_cb (const char *field, gpointer data)
{
  Check *check = data;

  return esp_fields_find_name (check->fields, field) >= 0;
}

static double
fill_rate_cb (const char *field, gpointer data)
{
  Check *check = data;
  gint64 n_filled = 0;
  gint64 n_leads = 0;

  if (check->fill_rates != NULL)
    {
      const double *known = g_hash_table_lookup (check->fill_rates, field);

      return known != NULL ? *known : -1;
    }
  if (!esp_field_count_filled (check->tx, field, &n_filled, &n_leads, NULL) || n_leads == 0)
    return -1;
  return (double) n_filled / (double) n_leads;
}

/**
 * esp_message_check_with:
 * @wish: (nullable): what is to be otherwise than it is now; its countries are those of the people who will
 *   get it, else the sender's
 * @fill_rates: (nullable) (element-type utf8 double): how many of the leads have a field, from 0 to 1, as
 *   it is known already; without it they are counted
 *
 * Returns: (transfer full) (element-type EspContentFinding): what the rules say; %NULL with @error set
 */
GPtrArray *
esp_message_check_with (EspTx *tx,
                        EspMailComposer *composer,
                        const EspCheckWish *wish,
                        GHashTable *fill_rates,
                        GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspRuleUse) use = fields != NULL ? esp_rule_use_load (tx, error) : NULL;
  Check check = { tx, fields, fill_rates };
  EspContentInput input = {
    .countries = wish != NULL ? wish->countries : NULL,
    .has_field = has_field_cb,
    .fill_rate = fill_rate_cb,
    .user_data = &check,
    .doc = esp_mail_composer_get_doc (composer),
    .message_template = esp_mail_composer_get_template (composer),
    .brand = esp_mail_composer_get_brand (composer),
    .facts = esp_mail_composer_get_facts (composer),
    .has_one_click = esp_mail_composer_has_one_click (composer),
  };

  if (use == NULL)
    return NULL;
  esp_rule_use_fill (use, &input);
  if (wish != NULL && wish->day != NULL)
    input.day = wish->day;
  input.only = wish != NULL ? wish->only : NULL;
  return esp_content_check (&input);
}

/**
 * esp_message_check_for:
 * @countries: (nullable): where those live who will get it; else the sender's
 * @fill_rates: (nullable): as in esp_message_check_with()
 *
 * Returns: (transfer full) (element-type EspContentFinding): what the rules say; %NULL with @error set
 */
GPtrArray *
esp_message_check_for (EspTx *tx,
                       EspMailComposer *composer,
                       const char *const *countries,
                       GHashTable *fill_rates,
                       GError **error)
{
  const EspCheckWish wish = { .countries = countries };

  return esp_message_check_with (tx, composer, &wish, fill_rates, error);
}

/**
 * esp_message_check:
 *
 * Returns: (transfer full) (element-type EspContentFinding): what the rules say of a message that has no
 *   audience yet; %NULL with @error set
 */
GPtrArray *
esp_message_check (EspTx *tx, EspMailComposer *composer, GError **error)
{
  return esp_message_check_for (tx, composer, NULL, NULL, error);
}
