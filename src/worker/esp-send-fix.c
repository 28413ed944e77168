/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mends what the program can mend by itself in a draft: the message's text, and how the send treats it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-fix.h"

#include "store/esp-messages.h"
#include "worker/esp-message-check.h"
#include "worker/esp-rule-packs.h"
#include "worker/esp-send-plan.h"

#include <json-glib/json-glib.h>

/* A fix may uncover the next; more than that is a circle. */
#define MAX_FIXES 50

static gboolean
is_wanted (const EspContentFinding *finding, const char *rule)
{
  return finding->severity != ESP_SEVERITY_FINE &&
         (rule == NULL || g_str_equal (finding->rule->id, rule));
}

static gboolean
set_transactional (EspTx *tx, EspSend *send, gboolean is_transactional, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (send->options, NULL);

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "The options of the send cannot be read");
      return FALSE;
    }
  json_object_set_boolean_member (json_node_get_object (root), "transactional", is_transactional);
  g_free (send->options);
  send->options = json_to_string (root, FALSE);
  return esp_send_update (tx, send, error);
}

/* What the rules say of the message and of the class of the send; nobody is counted for it. */
static GPtrArray *
check_draft (EspTx *tx, const EspSend *send, const char *const *countries, GError **error)
{
  const EspMailSource source = { .message_id = send->message_id };
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send->id, error);
  g_autoptr (EspMailComposer) composer = NULL;
  g_autoptr (GHashTable) unknown = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (EspRuleUse) use = NULL;
  EspSendFacts sums;

  if (plan == NULL)
    return NULL;
  if (send->message_id != 0)
    composer = esp_mail_composer_load (tx, &source, NULL); /* one that is broken cannot be mended */
  if (composer == NULL)
    return g_ptr_array_new ();
  findings = esp_message_check_for (tx, composer, countries, unknown, error);
  use = findings != NULL ? esp_rule_use_load (tx, error) : NULL;
  if (use == NULL)
    return NULL;
  sums = (EspSendFacts){
    .problem = plan->problem,
    .has_message = TRUE,
    .n_receivers = 1,
    .countries = countries,
    .is_ad = esp_mail_composer_get_doc (composer)->message_class == ESP_MESSAGE_CLASS_AD,
    .is_marketing = plan->rule.is_marketing,
    .is_email = plan->rule.is_email,
  };
  sums.day = use->day;
  sums.packs = (const char *const *) use->choices;
  esp_send_facts_check (&sums, use->rules, findings);
  return g_steal_pointer (&findings);
}

/* Mends one thing of the message. Returns: whether it could be; FALSE with @error set when it failed. */
static gboolean
fix_message (EspTx *tx, const EspSend *send, const EspContentFinding *finding, GError **error)
{
  const EspMailSource source = { .message_id = send->message_id };
  g_autoptr (EspMailComposer) composer = esp_mail_composer_load (tx, &source, error);
  g_autoptr (EspMessageRow) row = NULL;
  g_autoptr (EspMessageDoc) stored = NULL;
  g_autoptr (EspMessageDoc) doc = NULL;
  g_autofree char *json = NULL;
  EspContentInput input = { 0 };

  row = composer != NULL ? esp_message_load (tx, send->message_id, error) : NULL;
  stored = row != NULL ? esp_message_doc_parse (row->document, -1, error) : NULL;
  if (stored == NULL)
    return FALSE;
  input.doc = stored;
  input.brand = esp_mail_composer_get_brand (composer);
  input.facts = esp_mail_composer_get_facts (composer);
  doc = esp_content_fix (&input, finding);
  if (doc == NULL)
    return FALSE;
  json = esp_message_doc_to_json (doc);
  return esp_message_update (tx, send->message_id, row->name, json, error);
}

static gboolean
fix_one (EspTx *tx, EspSend *send, const EspContentFinding *finding, GError **error)
{
  if (g_str_equal (finding->rule->id, "CLASS-AD"))
    return set_transactional (tx, send, FALSE, error);
  if (g_str_equal (finding->rule->id, "CLASS-NOTICE"))
    return set_transactional (tx, send, TRUE, error);
  return finding->can_fix && fix_message (tx, send, finding, error);
}

typedef struct
{
  const char *rule;             /* (nullable) */
  const char *const *countries; /* (nullable) */
} Fixing;

/* Mends the first thing that it can. */
static gboolean
fix_next (EspTx *tx, EspSend *send, const Fixing *fixing, gboolean *out_fixed, GError **error)
{
  g_autoptr (GPtrArray) findings = check_draft (tx, send, fixing->countries, error);

  *out_fixed = FALSE;
  if (findings == NULL)
    return FALSE;
  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];
      g_autoptr (GError) problem = NULL;

      if (!is_wanted (finding, fixing->rule))
        continue;
      *out_fixed = fix_one (tx, send, finding, &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (*out_fixed)
        break;
    }
  return TRUE;
}

/**
 * esp_send_fix:
 * @send_id: a draft
 * @rule: (nullable): only what this rule found; else all that can be mended
 * @countries: (nullable): where the receivers live, as esp_send_check_new() found
 * @out_n_fixed: (out): how many things were mended
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_send_fix (EspTx *tx,
              gint64 send_id,
              const char *rule,
              const char *const *countries,
              guint *out_n_fixed,
              GError **error)
{
  const Fixing fixing = { rule, countries };
  g_autoptr (EspSend) send = esp_send_load (tx, send_id, error);
  gboolean is_fixed = TRUE;

  *out_n_fixed = 0;
  if (send == NULL)
    return FALSE;
  if (send->message_version != 0 || !g_str_equal (send->state, "draft"))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "Only a draft can be mended; this send has begun already");
      return FALSE;
    }
  while (is_fixed && *out_n_fixed < MAX_FIXES)
    {
      if (!fix_next (tx, send, &fixing, &is_fixed, error))
        return FALSE;
      *out_n_fixed += is_fixed;
    }
  return TRUE;
}
