/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What law and reason ask of a send as a whole: message, channel, audience, consent, hours. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-check-send.h"

typedef struct
{
  const EspSendFacts *facts;
  const EspContentRules *rules;
  EspRuleScope scope;
  GPtrArray *findings;
} Check;

/* Notes the rule of that id: as broken, or as one that holds. */
static void
note (Check *check, const char *id, gboolean is_broken, const char *place, const char *arg)
{
  const EspContentRule *rule = esp_content_rules_find_in (check->rules, id, &check->scope);
  EspContentFinding *finding;

  if (rule == NULL)
    return;
  finding = g_new0 (EspContentFinding, 1);
  finding->rule = rule;
  finding->severity = is_broken ? rule->severity : ESP_SEVERITY_FINE;
  finding->place = g_strdup (is_broken ? place : NULL);
  finding->args[0] = g_strdup (arg);
  g_ptr_array_add (check->findings, finding);
}

static void
note_number (Check *check, const char *id, guint64 n, const char *place)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, n);

  note (check, id, n > 0, place, text);
}

static void
check_channel (Check *check)
{
  static const char *const ids[] = {
    [ESP_CHANNEL_READY] = "SEND-CHANNEL-NONE",    [ESP_CHANNEL_NONE] = "SEND-CHANNEL-NONE",
    [ESP_CHANNEL_OFF] = "SEND-CHANNEL-OFF",       [ESP_CHANNEL_SAMPLE] = "SEND-CHANNEL-SAMPLE",
    [ESP_CHANNEL_KIND] = "SEND-CHANNEL-KIND",     [ESP_CHANNEL_SETTINGS] = "SEND-CHANNEL-SETTINGS",
    [ESP_CHANNEL_MEDIUM] = "SEND-CHANNEL-MEDIUM",
  };
  const EspSendFacts *facts = check->facts;
  guint before = check->findings->len;

  note (check, ids[facts->problem], facts->problem != ESP_CHANNEL_READY, "channel", facts->channel);
  if (facts->problem_detail != NULL && check->findings->len > before)
    ((EspContentFinding *) check->findings->pdata[before])->args[1] =
      g_strdup (facts->problem_detail);
}

static void
take_note (Check *check, const EspSendNote *from)
{
  guint before = check->findings->len;

  note (check, from->rule, from->is_broken, from->place, from->args[0]);
  if (check->findings->len > before)
    {
      EspContentFinding *finding = check->findings->pdata[before];

      finding->args[1] = g_strdup (from->args[1]);
      finding->detail_ko = g_strdup (from->detail_ko);
      if (from->is_mild)
        finding->severity = MIN (finding->severity, ESP_SEVERITY_WARN);
    }
}

/**
 * esp_send_facts_check:
 * @findings: (element-type EspContentFinding): what is found is added
 */
void
esp_send_facts_check (const EspSendFacts *self, const EspContentRules *rules, GPtrArray *findings)
{
  static const char *const nowhere[] = { NULL };
  Check check = { self, rules, { 0 }, findings };

  check.scope = (EspRuleScope){
    .countries = self->countries != NULL ? self->countries : nowhere,
    .message_class = self->is_ad ? "ad" : "transactional",
    .channel = self->medium,
    .day = self->day,
    .choices = self->packs,
    .only = self->only,
  };

  note (&check, "SEND-MESSAGE", !self->has_message, "message", NULL);
  if (self->has_message)
    note (&check, "SEND-BROKEN", self->broken != NULL, "message", self->broken);
  check_channel (&check);
  note (&check, "SEND-AUDIENCE", self->n_receivers == 0, "audience", NULL);
  if (self->is_to_room)
    note_number (&check, "SEND-ROOM", self->n_receivers > 1 ? self->n_receivers : 0, "audience");
  if (!self->has_message || self->broken != NULL)
    return;
  if (self->is_ad)
    note (&check, "CLASS-AD", !self->is_marketing, "class", NULL);
  else
    note (&check, "CLASS-NOTICE", self->is_marketing, "class", NULL);
  if (self->is_marketing)
    {
      note (&check, "CORE-02", FALSE, NULL, NULL); /* who did not agree is left out */
      note_number (&check, "CORE-03", self->n_bare_consents, "consent");
      note_number (&check, "KR-AD-13", self->n_old_consents, "consent");
    }
  for (guint i = 0; i < self->n_notes; i++)
    take_note (&check, &self->notes[i]);
  note_number (&check, "KR-AD-03", self->is_email ? 0 : self->n_night, "when");
  note_number (&check, "QUIET-01", self->n_quiet, "when");
}
