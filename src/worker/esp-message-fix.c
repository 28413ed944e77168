/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mends in a stored message, email or text, what the program can mend by itself. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-message-fix.h"

#include "engine/policy/esp-text-fix.h"
#include "store/esp-messages.h"
#include "worker/esp-message-check.h"
#include "worker/esp-text-check.h"

/* A fix may uncover the next; more than that is a circle. */
#define MAX_FIXES 50

static GPtrArray *
check_mail (EspTx *tx,
            const EspMailSource *source,
            const char *const *countries,
            gboolean *out_is_ad,
            GError **error)
{
  g_autoptr (GHashTable) unknown = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (EspMailComposer) composer = esp_mail_composer_load (tx, source, NULL);

  /* One that is broken cannot be mended; nobody is counted for it. */
  if (composer == NULL)
    return g_ptr_array_new ();
  *out_is_ad = esp_mail_composer_get_doc (composer)->message_class == ESP_MESSAGE_CLASS_AD;
  return esp_message_check_for (tx, composer, countries, unknown, error);
}

static GPtrArray *
check_text (EspTx *tx,
            gint64 message_id,
            const char *const *countries,
            gboolean *out_is_ad,
            GError **error)
{
  const EspTextSource source = { .message_id = message_id };
  g_autoptr (EspTextComposer) composer = esp_text_composer_load (tx, &source, NULL);

  if (composer == NULL)
    return g_ptr_array_new ();
  *out_is_ad = esp_text_composer_get_doc (composer)->message_class == ESP_MESSAGE_CLASS_AD;
  return esp_text_check (tx, composer, countries, error);
}

/**
 * esp_message_fix_check:
 * @countries: (nullable): where those live who will get it; else the sender's
 * @out_is_ad: (out): what the message says of itself
 *
 * Returns: (transfer full) (element-type EspContentFinding): what the rules say of the message as it is stored
 *   now; %NULL with @error set
 */
GPtrArray *
esp_message_fix_check (EspTx *tx,
                       gint64 message_id,
                       const char *const *countries,
                       gboolean *out_is_ad,
                       GError **error)
{
  g_autoptr (EspMessageRow) row = esp_message_load (tx, message_id, error);
  const EspMailSource source = { .message_id = message_id, .is_only_read = TRUE };

  *out_is_ad = FALSE;
  if (row == NULL)
    return NULL;
  return esp_text_doc_is_text (row->channel)
           ? check_text (tx, message_id, countries, out_is_ad, error)
           : check_mail (tx, &source, countries, out_is_ad, error);
}

static char *
fix_mail (EspTx *tx, const EspMessageRow *row, const EspContentFinding *finding, GError **error)
{
  const EspMailSource source = { .message_id = row->id, .is_only_read = TRUE };
  g_autoptr (EspMailComposer) composer = esp_mail_composer_load (tx, &source, error);
  g_autoptr (EspMessageDoc) stored =
    composer != NULL ? esp_message_doc_parse (row->document, -1, error) : NULL;
  g_autoptr (EspMessageDoc) doc = NULL;
  EspContentInput input = { 0 };

  if (stored == NULL)
    return NULL;
  input.doc = stored;
  input.brand = esp_mail_composer_get_brand (composer);
  input.facts = esp_mail_composer_get_facts (composer);
  doc = esp_content_fix (&input, finding);
  return doc != NULL ? esp_message_doc_to_json (doc) : NULL;
}

static char *
fix_text (const EspMessageRow *row, const EspContentFinding *finding, GError **error)
{
  g_autoptr (EspTextDoc) stored = esp_text_doc_parse (row->document, -1, error);
  g_autoptr (EspTextDoc) doc = stored != NULL ? esp_text_fix (stored, finding) : NULL;

  return doc != NULL ? esp_text_doc_to_json (doc) : NULL;
}

/**
 * esp_message_fix_one:
 *
 * Returns: whether it could be mended; %FALSE also with @error set when it failed
 */
gboolean
esp_message_fix_one (EspTx *tx, gint64 message_id, const EspContentFinding *finding, GError **error)
{
  g_autoptr (EspMessageRow) row = esp_message_load (tx, message_id, error);
  g_autofree char *json = NULL;

  if (row == NULL || !finding->can_fix || finding->severity == ESP_SEVERITY_FINE)
    return FALSE;
  json = esp_text_doc_is_text (row->channel) ? fix_text (row, finding, error)
                                             : fix_mail (tx, row, finding, error);
  return json != NULL && !g_str_equal (json, row->document) &&
         esp_message_update (tx, message_id, row->name, json, error);
}

static gboolean
fix_first (EspTx *tx, gint64 message_id, GPtrArray *findings, const char *rule, GError **error)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];
      g_autoptr (GError) problem = NULL;

      if (rule != NULL && !g_str_equal (finding->rule->id, rule))
        continue;
      if (esp_message_fix_one (tx, message_id, finding, &problem))
        return TRUE;
      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  return FALSE;
}

/**
 * esp_message_fix:
 * @rule: (nullable): only what this rule found; else all that can be mended
 * @countries: (nullable): where those live who will get it; else the sender's
 * @out_n_fixed: (out): how many things were mended
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_message_fix (EspTx *tx,
                 gint64 message_id,
                 const char *rule,
                 const char *const *countries,
                 guint *out_n_fixed,
                 GError **error)
{
  g_autoptr (GError) problem = NULL;

  *out_n_fixed = 0;
  while (*out_n_fixed < MAX_FIXES)
    {
      gboolean is_ad;
      g_autoptr (GPtrArray) findings =
        esp_message_fix_check (tx, message_id, countries, &is_ad, error);

      if (findings == NULL)
        return FALSE;
      if (!fix_first (tx, message_id, findings, rule, &problem))
        break;
      (*out_n_fixed)++;
    }
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
