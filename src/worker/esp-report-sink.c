/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes in what came back about messages: each fact once, for the right person, with what follows from it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-report-sink.h"

#include "base/esp-clock.h"
#include "base/esp-email-address.h"
#include "channels/email/esp-mail-token.h"
#include "channels/esp-channel-kinds.h"
#include "engine/policy/esp-policy.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-event-send.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "store/esp-reports.h"
#include "store/esp-suppressions.h"
#include "worker/esp-mail-key.h"
#include "worker/esp-reclassify.h"
#include "worker/esp-consent-answers.h"
#include "worker/esp-consent-ask.h"
#include "worker/esp-report-brake.h"
#include "worker/esp-report-words.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_MARKS 200
#define MAX_TEXT 2000
/* So far back the clicks of one batch are judged together; the others when everything is judged. */
#define MAX_JUDGED_US ESP_USEC_PER_DAY
/* So long after it was sent an address alone is taken for the message that bounced. */
#define HEARSAY_US (60 * ESP_USEC_PER_DAY)

typedef struct
{
  EspTx *tx;
  gint64 channel_id;
  gint64 now_us;
  GBytes *key; /* (owned) of the marks in our mail */
  EspPolicy policy;
  const char *channel; /* static: whose consent and suppression follow: "email", "sms" … */
  EspReportTally tally;
  GHashTable *sends;      /* (owned) ids of sends whose brakes are to be asked */
  EspMachineRules *rules; /* (owned) (nullable) of the workspace */
  gint64 first_us;        /* of the new opens and clicks; 0: none */
  gint64 last_us;
} Sink;

/* What a kind of report is as an event of the person. */
typedef struct
{
  const char *event; /* NULL: by rules, human or machine */
  const char *klass; /* (nullable) of a bounce */
} KindRule;

static const KindRule kind_rules[ESP_REPORT_N_KINDS] = {
  [ESP_REPORT_DELIVERED] = { ESP_EVENT_DELIVERED, NULL },
  [ESP_REPORT_OPENED] = { ESP_EVENT_OPEN, NULL },
  [ESP_REPORT_CLICKED] = { ESP_EVENT_CLICK, NULL },
  [ESP_REPORT_SOFT] = { ESP_EVENT_BOUNCE, "soft" },
  [ESP_REPORT_HARD] = { ESP_EVENT_BOUNCE, "hard" },
  [ESP_REPORT_BLOCK] = { ESP_EVENT_BOUNCE, "block" },
  [ESP_REPORT_COMPLAINED] = { ESP_EVENT_COMPLAINT, NULL },
  [ESP_REPORT_UNSUBSCRIBED] = { ESP_EVENT_UNSUBSCRIBE, NULL },
  [ESP_REPORT_REPLIED] = { ESP_EVENT_REPLY, NULL },
  [ESP_REPORT_AUTO_REPLIED] = { ESP_EVENT_AUTO_REPLY, NULL },
  [ESP_REPORT_FAILED] = { ESP_EVENT_BOUNCE, "failed" },
  [ESP_REPORT_SUBSTITUTED] = { ESP_EVENT_DELIVERED, NULL },
  [ESP_REPORT_TAKEN] = { ESP_EVENT_DELIVERED, NULL }, /* never kept */
};

/* Whom it is about */

/* A mark that only we can have made: the return address, our header, the token of an unsubscribe link. */
static gboolean
find_by_mark (Sink *self, const char *mark, EspReportPlace *place, GError **error)
{
  EspUnsubscribeToken token;
  guint32 send_id = 0;
  guint32 lead_id = 0;

  if (esp_unsubscribe_token_decode (mark, self->key, &token))
    {
      send_id = token.send_id;
      lead_id = token.lead_id;
    }
  else if (!esp_verp_decode (mark, self->key, &send_id, &lead_id) &&
           !esp_mail_mark_decode (mark, self->key, &send_id, &lead_id))
    return strchr (mark, '@') == NULL || esp_report_find_message_key (self->tx, mark, place, error);
  if (lead_id == 0)
    return TRUE;
  place->lead_id = lead_id;
  return esp_report_find_pair (self->tx, send_id, lead_id, place, error);
}

static gboolean
find_by_marks (Sink *self, const char *ids, EspReportPlace *place, GError **error)
{
  g_auto (GStrv) marks = g_strsplit_set (ids, " <>\t\r\n", MAX_MARKS);

  for (guint i = 0; marks[i] != NULL && place->delivery_id == 0; i++)
    if (*marks[i] != '\0' && !find_by_mark (self, marks[i], place, error))
      return FALSE;
  return TRUE;
}

static char *
dup_normalised (const char *address)
{
  EspEmailAddress email;

  if (address == NULL || *address == '\0')
    return NULL;
  if (strchr (address, '@') == NULL)
    return g_strdup (address);
  return esp_email_normalize (address, &email) == ESP_EMAIL_OK ? g_strdup (email.address)
                                                               : g_strdup (address);
}

/* One message may be reported about several addresses: who carries the address and got the same send is meant. A
 * number may be that of several people: who is known by the message itself stays. */
static gboolean
prefer_address (Sink *self,
                const char *address,
                gint64 address_lead,
                EspReportPlace *place,
                GError **error)
{
  EspReportPlace other = { 0 };
  gboolean is_its_own = FALSE;

  if (address_lead == 0 || address_lead == place->lead_id)
    return TRUE;
  if (!esp_report_is_address_of (self->tx, place->lead_id, address, &is_its_own, error) ||
      (!is_its_own &&
       !esp_report_find_pair (self->tx, place->send_id, address_lead, &other, error)))
    return FALSE;
  if (other.delivery_id != 0)
    *place = other;
  return TRUE;
}

/* A service that lists all of an account's mail: what no row waits for is another program's, and says something of the
 * person only where it is about the address itself. */
static gboolean
find_untold (Sink *self,
             const EspReport *report,
             gint64 lead_id,
             EspReportPlace *place,
             GError **error)
{
  gboolean is_about_address = report->kind == ESP_REPORT_HARD ||
                              report->kind == ESP_REPORT_COMPLAINED ||
                              report->kind == ESP_REPORT_UNSUBSCRIBED;

  if (!esp_report_find_untold (self->tx, lead_id, self->channel_id, report->taken_us, place, error))
    return FALSE;
  if (place->delivery_id != 0 || is_about_address)
    place->lead_id = lead_id;
  return TRUE;
}

static gboolean
find_by_address (Sink *self,
                 const EspReport *report,
                 gint64 lead_id,
                 EspReportPlace *place,
                 GError **error)
{
  gint64 since_us = report->is_hearsay ? self->now_us - HEARSAY_US : 0;
  gboolean is_word_of_person = report->kind == ESP_REPORT_UNSUBSCRIBED ||
                               report->kind == ESP_REPORT_REPLIED ||
                               report->kind == ESP_REPORT_AUTO_REPLIED;

  if (lead_id == 0)
    return TRUE;
  if (report->taken_us != 0)
    return find_untold (self, report, lead_id, place, error);
  if (!esp_report_find_last (self->tx, lead_id, self->channel_id, since_us, place, error))
    return FALSE;
  /* Anybody can write that an address is dead: believed of those alone to whom something went. */
  if (place->delivery_id != 0 || !report->is_hearsay || is_word_of_person)
    place->lead_id = lead_id;
  return TRUE;
}

static gboolean
find_place (Sink *self,
            const EspReport *report,
            const char *address,
            EspReportPlace *place,
            GError **error)
{
  gint64 address_lead = 0;

  if ((address != NULL && !esp_report_find_lead (self->tx, address, &address_lead, error)) ||
      (report->receipt != NULL &&
       !esp_report_find_receipt (self->tx, report->receipt, place, error)) ||
      (place->delivery_id == 0 && report->message_id != NULL &&
       !find_by_marks (self, report->message_id, place, error)))
    return FALSE;
  if (place->delivery_id != 0)
    return prefer_address (self, address, address_lead, place, error);
  return place->lead_id != 0 || find_by_address (self, report, address_lead, place, error);
}

/* What is kept */

static void
add_member (JsonObject *props, const char *name, const char *text)
{
  g_autofree char *valid = NULL;
  gsize n;

  if (text == NULL || *text == '\0')
    return;
  valid = g_utf8_make_valid (text, -1);
  n = strlen (valid);
  if (n > MAX_TEXT)
    *g_utf8_find_prev_char (valid, valid + MAX_TEXT) = '\0';
  json_object_set_string_member (props, name, valid);
}

static JsonObject *
make_props (const EspReport *report)
{
  JsonObject *props = json_object_new ();

  add_member (props, "class", kind_rules[report->kind].klass);
  add_member (props, "code", report->code);
  add_member (props, "url", report->url);
  add_member (props, "user_agent", report->user_agent);
  add_member (props, "ip", report->ip);
  add_member (props, "text", report->text);
  if (report->kind == ESP_REPORT_SUBSTITUTED)
    json_object_set_boolean_member (props, "substitute", TRUE);
  if (report->code != NULL && g_str_equal (report->code, "machine"))
    json_object_set_boolean_member (props, "machine", TRUE);
  return props;
}

static const char *
choose_event (const Sink *self, const EspReport *report, JsonObject *props)
{
  const EspMachineRules *rules =
    self->rules != NULL ? self->rules : esp_machine_rules_get_default ();
  gboolean is_click = report->kind == ESP_REPORT_CLICKED;

  if ((is_click || report->kind == ESP_REPORT_OPENED) &&
      esp_machine_rules_judge (rules, props, NULL) == ESP_RESPONDER_SCANNER)
    return is_click ? ESP_EVENT_MACHINE_CLICK : ESP_EVENT_MACHINE_OPEN;
  return kind_rules[report->kind].event;
}

static char *
write_props (JsonObject *props)
{
  g_autoptr (JsonNode) node = NULL;

  if (json_object_get_size (props) == 0)
    return NULL;
  node = json_node_init_object (json_node_alloc (), props);
  return json_to_string (node, FALSE);
}

/* The same whenever the same fact is told. */
static char *
make_key (const EspReport *report, const EspReportPlace *place)
{
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;

  if (report->key != NULL && *report->key != '\0')
    return g_strdup (report->key);
  text = g_strdup_printf ("%s|%s|%s|%s|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT,
                          esp_report_kind_name (report->kind), report->receipt, report->message_id,
                          report->address, report->url, report->at_us, place->lead_id);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  return g_strdup_printf ("report:%.32s", hash);
}

static gboolean
add_event (Sink *self,
           const EspReport *report,
           const EspReportPlace *place,
           gboolean *out_is_new,
           GError **error)
{
  g_autoptr (JsonObject) props = make_props (report);
  g_autofree char *text = write_props (props);
  g_autofree char *key = make_key (report, place);
  EspEvent event = { .lead_id = place->lead_id,
                     .kind = (char *) choose_event (self, report, props),
                     .at_us = report->at_us > 0 ? MIN (report->at_us, self->now_us) : self->now_us,
                     .campaign_id = place->campaign_id,
                     .send_id = place->send_id,
                     .message_id = place->message_id,
                     .props = text,
                     .dedupe_key = key,
                     .channel = self->channel };

  return esp_event_add_reported (self->tx, &event, out_is_new, error);
}

/* What follows */

static gboolean
count_suppressions (Sink *self, gint64 lead_id, gint64 *out_n, GError **error)
{
  return esp_suppression_count_lead (self->tx, lead_id, out_n, error);
}

/* Only from the address itself is a yes a proof: to whom a mail was passed on may answer as well. */
static gboolean
take_yes (Sink *self, const EspReport *report, const EspReportPlace *place, GError **error)
{
  g_autofree char *address = dup_normalised (report->address);
  gboolean is_its_own = FALSE;

  if (place->campaign_id == 0 || address == NULL)
    return TRUE;
  if (!esp_report_is_address_of (self->tx, place->lead_id, address, &is_its_own, error))
    return FALSE;
  return !is_its_own || esp_consent_take_reply (self->tx, place->campaign_id, place->lead_id,
                                                address, report->text, error);
}

/* A person pressed the link of a double opt-in, or wrote that they agree. */
static gboolean
answer_consent (Sink *self, const EspReport *report, const EspReportPlace *place, GError **error)
{
  g_autoptr (JsonObject) props = NULL;
  g_autofree char *proof = NULL;

  if (report->kind == ESP_REPORT_REPLIED && report->text != NULL &&
      strstr (report->text, "token=") != NULL)
    {
      EspConsentAnswers sum;

      return esp_consent_answers_take (self->tx, report->text, -1, &sum, error);
    }
  if (report->kind == ESP_REPORT_REPLIED)
    return take_yes (self, report, place, error);
  if (report->kind != ESP_REPORT_CLICKED || report->url == NULL)
    return TRUE;
  props = make_props (report);
  if (!g_str_equal (choose_event (self, report, props), ESP_EVENT_CLICK))
    return TRUE; /* scanners press every link */
  proof = g_strdup_printf ("click%s%s", report->ip != NULL ? " from " : "",
                           report->ip != NULL ? report->ip : "");
  return esp_consent_take_click (self->tx, report->url, proof, error);
}

static gboolean
follow_up (Sink *self, const EspReport *report, const EspReportPlace *place, GError **error)
{
  gboolean is_suppressed = FALSE;

  self->tally.n_withdrawn += report->kind == ESP_REPORT_UNSUBSCRIBED;
  if (report->kind == ESP_REPORT_CLICKED)
    {
      gint64 at_us = report->at_us > 0 ? MIN (report->at_us, self->now_us) : self->now_us;

      self->first_us = self->first_us > 0 ? MIN (self->first_us, at_us) : at_us;
      self->last_us = MAX (self->last_us, at_us);
    }
  if (!answer_consent (self, report, place, error))
    return FALSE;
  if (report->kind == ESP_REPORT_SOFT &&
      !esp_report_brake_soft (self->tx, &self->policy, self->channel, place->lead_id, self->now_us,
                              &is_suppressed, error))
    return FALSE;
  if (place->send_id != 0 &&
      (kind_rules[report->kind].klass != NULL || report->kind == ESP_REPORT_COMPLAINED))
    (void) g_hash_table_add (self->sends, g_memdup2 (&place->send_id, sizeof place->send_id));
  return TRUE;
}

static gboolean
take_known_lead (Sink *self, const EspReport *report, const EspReportPlace *place, GError **error)
{
  gboolean is_new = FALSE;
  gint64 n_before = 0;
  gint64 n_after = 0;

  if (!count_suppressions (self, place->lead_id, &n_before, error) ||
      (place->delivery_id != 0 &&
       !esp_report_settle (self->tx, place, report->taken_us != 0 ? report->receipt : NULL, error)))
    return FALSE;
  if (report->kind == ESP_REPORT_TAKEN)
    return TRUE;
  if (!add_event (self, report, place, &is_new, error))
    return FALSE;
  if (!is_new)
    {
      self->tally.n_known++;
      return TRUE;
    }
  self->tally.n_new++;
  self->tally.n_of_kind[report->kind]++;
  if (!follow_up (self, report, place, error) ||
      !count_suppressions (self, place->lead_id, &n_after, error))
    return FALSE;
  self->tally.n_suppressed += n_after > n_before;
  return TRUE;
}

/* Nobody of ours by now. A service that we can trust knows addresses which must not be reached again. */
static gboolean
take_stray (Sink *self, const EspReport *report, const char *address, GError **error)
{
  const char *reason = report->kind == ESP_REPORT_HARD           ? "hard-bounce"
                       : report->kind == ESP_REPORT_COMPLAINED   ? "complaint"
                       : report->kind == ESP_REPORT_UNSUBSCRIBED ? "unsubscribed"
                                                                 : NULL;

  self->tally.n_stray++;
  if (reason == NULL || address == NULL || report->is_hearsay)
    return TRUE;
  return esp_suppress_address (self->tx, self->channel, address, reason, report->code, error);
}

/* The same with the kind that the server's words give it; its strings are borrowed. */
static EspReport
judge (const EspReport *told)
{
  EspReport judged = *told;

  judged.kind = esp_report_words_judge (told);
  return judged;
}

static gboolean
take_report (Sink *self, const EspReport *told, GError **error)
{
  const EspReport judged = judge (told);
  const EspReport *report = &judged;
  g_autofree char *address = dup_normalised (report->address);
  EspReportPlace place = { 0 };
  gboolean has_lead = FALSE;

  if (!find_place (self, report, address, &place, error))
    return FALSE;
  if (place.lead_id != 0 && !esp_report_has_lead (self->tx, place.lead_id, &has_lead, error))
    return FALSE;
  if (!has_lead)
    return take_stray (self, report, address, error);
  return take_known_lead (self, report, &place, error);
}

static const char *
find_channel_word (EspMedium medium)
{
  switch (medium)
    {
    case ESP_MEDIUM_TEXT:
      return "sms";
    case ESP_MEDIUM_KAKAO:
      return "kakao";
    case ESP_MEDIUM_PUSH:
      return "push";
    case ESP_MEDIUM_EMAIL:
    case ESP_MEDIUM_CHAT:
    case ESP_MEDIUM_WEBHOOK:
    default:
      return "email";
    }
}

static gboolean
prepare (Sink *self, GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (EspChannelRecord) record = NULL;
  const EspChannelKind *kind;
  g_autofree char *json = esp_meta_get_text (self->tx, ESP_META_POLICY, "", error);

  if (json == NULL || !esp_policy_from_json (json, &self->policy, error))
    return FALSE;
  self->channel = "email";
  if (self->channel_id != 0)
    record = esp_channel_load (self->tx, self->channel_id, &missing);
  self->rules = esp_reclassify_load_rules (self->tx, NULL); /* broken ones count as none */
  kind = record != NULL ? esp_channel_kind_find (record->kind) : NULL;
  if (kind != NULL)
    self->channel = find_channel_word (kind->medium);
  self->key = esp_mail_key_load (self->tx, error);
  return self->key != NULL;
}

static gboolean
ask_brakes (Sink *self, GError **error)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->sends);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      gboolean is_paused = FALSE;

      if (!esp_report_brake_send (self->tx, &self->policy, *(gint64 *) id, &is_paused, error))
        return FALSE;
      self->tally.n_paused += is_paused;
    }
  return TRUE;
}

/* Whether clicks are a person's shows when all of them are there. */
static gboolean
judge_clicks (Sink *self, GError **error)
{
  EspReclassifyTally tally = { 0 };
  gint64 from_us = MAX (self->first_us, self->last_us - MAX_JUDGED_US);

  return self->first_us == 0 ||
         esp_reclassify_span (self->tx, self->rules, from_us, self->last_us + 1, &tally, error);
}

/**
 * esp_report_sink_write:
 * @channel_id: where they come from; 0 is a file or a person
 * @reports: (array length=n_reports): in any order, told before or not
 * @out_tally: (out) (optional)
 *
 * Keeps what came back. The message is found by the provider's id, our marks or the Message-ID, else by the
 * address; each fact counts once by its key. A hard bounce and a complaint suppress the address at once, soft
 * ones when the policy says so, a block never; who unsubscribes has withdrawn consent. Sends of which too much
 * comes back are paused.
 */
gboolean
esp_report_sink_write (EspTx *tx,
                       gint64 channel_id,
                       const EspReport *reports,
                       gsize n_reports,
                       gint64 now_us,
                       EspReportTally *out_tally,
                       GError **error)
{
  Sink self = { .tx = tx, .channel_id = channel_id, .now_us = now_us };
  gboolean is_fine = esp_tx_require_write (tx, error) && prepare (&self, error);

  self.sends = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (gsize i = 0; is_fine && i < n_reports; i++)
    is_fine = take_report (&self, &reports[i], error);
  is_fine = is_fine && judge_clicks (&self, error) && ask_brakes (&self, error);
  if (is_fine && out_tally != NULL)
    *out_tally = self.tally;
  g_hash_table_unref (self.sends);
  g_clear_pointer (&self.key, g_bytes_unref);
  g_clear_pointer (&self.rules, esp_machine_rules_free);
  return is_fine;
}

/**
 * esp_report_tally_add:
 *
 * Adds the figures of a batch to those of the ones before.
 */
void
esp_report_tally_add (EspReportTally *self, const EspReportTally *more)
{
  self->n_new += more->n_new;
  self->n_known += more->n_known;
  self->n_stray += more->n_stray;
  self->n_suppressed += more->n_suppressed;
  self->n_withdrawn += more->n_withdrawn;
  self->n_paused += more->n_paused;
  for (guint i = 0; i < ESP_REPORT_N_KINDS; i++)
    self->n_of_kind[i] += more->n_of_kind[i];
}
