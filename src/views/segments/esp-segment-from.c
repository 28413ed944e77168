/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a segment of the leads behind a number: of a filter a rule, of a set that was counted a fixed list. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-from.h"

#include "engine/segment/esp-rule-json.h"
#include "views/leads/esp-lead-segment-acts.h"
#include "views/leads/esp-leads-drill.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (owned) */
  char *token;         /* (owned) */
} Call;

static void
save_drill (EspSession *session, const EspLeadsDrill *drill)
{
  g_autoptr (EspRule) everyone = esp_rule_new_everyone ();

  esp_lead_acts_save_segment (session, everyone, drill->leads);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  g_autoptr (EspSession) session = call->session;
  g_autofree char *token = call->token;
  g_autoptr (EspLeadsDrill) drill = NULL;

  g_free (call);
  if (esp_leads_drill_find_finish (session, result, NULL))
    drill = esp_leads_drill_dup (session, token);
  if (drill != NULL)
    save_drill (session, drill);
  else
    esp_session_toast (session, _ ("These leads could not be found again."));
}

/**
 * esp_segment_save_from:
 * @address: of a list of leads
 *
 * Asks for a name and keeps the leads as a segment.
 */
void
esp_segment_save_from (EspSession *session, const char *address)
{
  g_autoptr (EspTarget) target = address != NULL ? esp_target_parse (address, NULL) : NULL;
  const char *filter = target != NULL ? esp_target_get_param (target, "filter") : NULL;
  const char *token = target != NULL ? esp_target_get_param (target, "drill") : NULL;
  g_autoptr (EspRule) rule = NULL;
  g_autoptr (EspLeadsDrill) drill = NULL;
  Call *call;

  if (token == NULL)
    {
      rule = filter != NULL ? esp_rule_parse_json (filter, -1, NULL) : NULL;
      if (rule != NULL)
        esp_lead_acts_save_segment (session, rule, NULL);
      else
        esp_session_toast (session, _ ("These leads are a segment already, or everyone."));
      return;
    }
  drill = esp_leads_drill_dup (session, token);
  if (drill != NULL)
    {
      save_drill (session, drill);
      return;
    }
  call = g_new0 (Call, 1);
  call->session = g_object_ref (session);
  call->token = g_strdup (token);
  esp_leads_drill_find_async (session, token, found_cb, call);
}
