/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mends what the program can mend by itself in a draft: the message's text, and how the send treats it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-fix.h"

#include "worker/esp-message-fix.h"
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
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send->id, error);
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (EspRuleUse) use = NULL;
  gboolean is_ad = FALSE;
  EspSendFacts sums;

  if (plan == NULL)
    return NULL;
  if (send->message_id == 0)
    return g_ptr_array_new ();
  findings = esp_message_fix_check (tx, send->message_id, countries, &is_ad, error);
  if (findings == NULL || findings->len == 0)
    return g_steal_pointer (&findings);
  use = esp_rule_use_load (tx, error);
  if (use == NULL)
    return NULL;
  sums = (EspSendFacts){
    .problem = plan->problem,
    .has_message = TRUE,
    .n_receivers = 1,
    .countries = countries,
    .is_ad = is_ad,
    .is_marketing = plan->rule.is_marketing,
    .is_email = plan->rule.is_email,
  };
  sums.day = use->day;
  sums.packs = (const char *const *) use->choices;
  esp_send_facts_check (&sums, use->rules, findings);
  return g_steal_pointer (&findings);
}

static gboolean
fix_one (EspTx *tx, EspSend *send, const EspContentFinding *finding, GError **error)
{
  if (g_str_equal (finding->rule->id, "CLASS-AD"))
    return set_transactional (tx, send, FALSE, error);
  if (g_str_equal (finding->rule->id, "CLASS-NOTICE"))
    return set_transactional (tx, send, TRUE, error);
  return esp_message_fix_one (tx, send->message_id, finding, error);
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
