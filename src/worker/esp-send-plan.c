/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads a send with all its rules, and counts its audience: the same for preview, send and "why". */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-plan.h"

#include "base/esp-clock.h"
#include "channels/esp-channel-kinds.h"
#include "engine/content/text/esp-text-doc.h"
#include "store/esp-lead-query.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-consent-run.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define PERMYRIAD 10000
/* Where the subscriptions of browsers are kept when the channel names no other field. */
#define PUSH_FIELD "push_subscription"
#define MAX_JSON (1024 * 1024)

void
esp_send_plan_free (EspSendPlan *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->send, esp_send_free);
  esp_channel_record_free (self->channel);
  g_free (self->channel_problem);
  g_free (self->problem_detail);
  g_free (self->address_field);
  g_free (self->zone);
  g_free (self);
}

static gboolean
set_invalid (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

static JsonParser *
parse_object (const char *json, const char *what, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (strlen (json) <= MAX_JSON && json_parser_load_from_data (parser, json, -1, NULL))
    {
      root = json_parser_get_root (parser);
      if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
        return g_steal_pointer (&parser);
    }
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "The %s of the send is not a JSON object", what);
  return NULL;
}

static double
get_number (JsonObject *object, const char *name, double fallback)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) == G_TYPE_STRING)
    return fallback;
  return json_node_get_double (node);
}

static gboolean
get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static const char *
get_missed_rule (JsonObject *object)
{
  static const char *const rules[] = { "ask", "send", "skip" };
  JsonNode *node = json_object_get_member (object, "missed");

  for (guint i = 0; node != NULL && JSON_NODE_HOLDS_VALUE (node) && i < G_N_ELEMENTS (rules); i++)
    if (g_strcmp0 (json_node_get_string (node), rules[i]) == 0)
      return rules[i];
  return rules[0];
}

/**
 * esp_send_options_from_json:
 * @json: {"holdout": percent, "ignore-hours": bool, "transactional": bool, "local-time": bool,
 *   "continuous": bool, "hold": seconds, "rate": per minute, "missed": "ask"|"send"|"skip"}, all optional
 */
gboolean
esp_send_options_from_json (const char *json, EspSendOptions *out_options, GError **error)
{
  g_autoptr (JsonParser) parser = parse_object (json, "options", error);
  JsonObject *object;
  double holdout;

  if (parser == NULL)
    return FALSE;
  object = json_node_get_object (json_parser_get_root (parser));
  holdout = get_number (object, "holdout", 0);
  if (!(holdout >= 0 && holdout <= 100))
    return set_invalid (error, "The group to compare with must be between 0 and 100 percent");
  out_options->holdout_permyriad = (guint) (holdout * (PERMYRIAD / 100) + 0.5);
  out_options->ignores_hours = get_boolean (object, "ignore-hours");
  out_options->is_local_time = get_boolean (object, "local-time");
  out_options->is_transactional = get_boolean (object, "transactional");
  out_options->is_continuous = get_boolean (object, "continuous");
  out_options->hold_seconds = (int) CLAMP (get_number (object, "hold", -1), -1, 86400);
  out_options->rate_per_minute = (guint) CLAMP (get_number (object, "rate", 0), 0, 1e9);
  out_options->missed = get_missed_rule (object);
  return TRUE;
}

/**
 * esp_send_options_new_json:
 *
 * Returns: (transfer full): the options of a new send, as the workspace has them by habit; %NULL with @error
 *   set
 */
char *
esp_send_options_new_json (EspTx *tx, GError **error)
{
  g_autofree char *holdout = esp_meta_get_text (tx, ESP_META_HOLDOUT, "0", error);
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) root = NULL;
  double percent;

  if (holdout == NULL)
    return NULL;
  percent = g_ascii_strtod (holdout, NULL);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  if (percent > 0)
    {
      json_builder_set_member_name (builder, "holdout");
      json_builder_add_double_value (builder, percent);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static guint64
seed_of (const guint8 uuid[16])
{
  guint64 seed;

  memcpy (&seed, uuid, sizeof seed);
  return GUINT64_FROM_LE (seed);
}

/* A channel is ready when it is there, switched on, can be used as it is set, and may be used at all. */
static EspChannelProblem
find_problem (EspSendPlan *self)
{
  const EspChannelKind *kind;
  g_autoptr (GError) error = NULL;

  if (self->channel == NULL)
    return ESP_CHANNEL_NONE;
  if (!self->channel->is_enabled)
    return ESP_CHANNEL_OFF;
  if (self->is_sample && !g_str_equal (self->channel->kind, "demo"))
    return ESP_CHANNEL_SAMPLE;
  if (g_str_equal (self->channel->kind, "demo"))
    return ESP_CHANNEL_READY;
  kind = esp_channel_kind_find (self->channel->kind);
  if (kind == NULL || kind->open == NULL)
    return ESP_CHANNEL_KIND;
  if (esp_channel_kind_check (kind, self->channel->settings, &error))
    return ESP_CHANNEL_READY;
  self->problem_detail = g_strdup (error->message);
  return ESP_CHANNEL_SETTINGS;
}

static char *
describe_problem (const EspSendPlan *self)
{
  switch (self->problem)
    {
    case ESP_CHANNEL_NONE:
      return g_strdup ("No channel is chosen");
    case ESP_CHANNEL_OFF:
      return g_strdup_printf ("The channel “%s” is switched off", self->channel->name);
    case ESP_CHANNEL_SAMPLE:
      return g_strdup ("This is the sample workspace: nothing of it leaves the computer. Choose "
                       "the demo mailbox.");
    case ESP_CHANNEL_KIND:
      return g_strdup_printf ("The kind of channel “%s” is not known here", self->channel->kind);
    case ESP_CHANNEL_SETTINGS:
      return g_strdup (self->problem_detail);
    case ESP_CHANNEL_MEDIUM:
      return g_strdup_printf ("The channel “%s” does not carry messages of this kind",
                              self->channel->name);
    case ESP_CHANNEL_READY:
    default:
      return NULL;
    }
}

static gboolean
load_workspace (EspTx *tx, EspSendPlan *self, GError **error)
{
  g_autofree char *policy = esp_meta_get_text (tx, ESP_META_POLICY, "", error);
  gint64 is_sample = 0;

  self->zone = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  if (policy == NULL || self->zone == NULL ||
      !esp_meta_get_int64 (tx, ESP_META_IS_SAMPLE, 0, &is_sample, error))
    return FALSE;
  self->is_sample = is_sample != 0;
  return esp_policy_from_json (policy, &self->policy, error);
}

/* People name a field as they see it; one that is not there is told of when it is looked for. */
static gboolean
resolve_field (EspTx *tx, EspSendPlan *self, GError **error)
{
  g_autoptr (EspFields) fields = NULL;
  int index;

  if (self->address_field == NULL)
    return TRUE;
  fields = esp_fields_load (tx, error);
  if (fields == NULL)
    return FALSE;
  index = esp_fields_find_name (fields, self->address_field);
  if (index >= 0)
    {
      g_free (self->address_field);
      self->address_field = g_strdup (esp_fields_get (fields, (guint) index)->column);
    }
  return TRUE;
}

/* What is sent is what the message is; without one it is what the channel carries. */
static gboolean
load_medium (EspTx *tx, EspSendPlan *self, GError **error)
{
  const EspChannelKind *kind =
    self->channel != NULL ? esp_channel_kind_find (self->channel->kind) : NULL;
  g_autofree char *stored = NULL;
  EspTextMedium medium;

  self->medium = kind != NULL ? esp_medium_name (kind->medium) : "email";
  if (kind != NULL && kind->medium == ESP_MEDIUM_WEBHOOK)
    self->medium = esp_text_medium_name (ESP_TEXT_MEDIUM_CHAT);
  if (self->send != NULL && self->send->message_id != 0)
    {
      stored = esp_message_dup_channel (tx, self->send->message_id, error);
      if (stored == NULL)
        return FALSE;
      self->medium =
        esp_text_medium_from_name (stored, &medium) ? esp_text_medium_name (medium) : "email";
    }
  if (self->channel != NULL)
    self->address_field = esp_channel_settings_dup (self->channel->settings, "address-field");
  if (self->address_field != NULL && *self->address_field == '\0')
    g_clear_pointer (&self->address_field, g_free);
  if (self->address_field == NULL && g_str_equal (self->medium, "push"))
    self->address_field = g_strdup (PUSH_FIELD);
  return resolve_field (tx, self, error);
}

/* The demo mailbox takes everything. */
static gboolean
carries (const EspSendPlan *self)
{
  const EspChannelKind *kind = esp_channel_kind_find (self->channel->kind);

  return g_str_equal (self->channel->kind, "demo") || kind == NULL ||
         g_str_equal (esp_medium_name (kind->medium), self->medium) ||
         (kind->medium == ESP_MEDIUM_WEBHOOK && g_str_equal (self->medium, "chat"));
}

static gboolean
load_channel (EspTx *tx, EspSendPlan *self, gint64 channel_id, GError **error)
{
  gboolean is_demo;

  if (channel_id != 0)
    {
      self->channel = esp_channel_load (tx, channel_id, error);
      if (self->channel == NULL)
        return FALSE;
    }
  if (!load_medium (tx, self, error))
    return FALSE;
  self->problem = find_problem (self);
  if (self->problem == ESP_CHANNEL_READY && !carries (self))
    self->problem = ESP_CHANNEL_MEDIUM;
  if (self->channel != NULL)
    (void) esp_send_limits_from_settings (self->channel->settings, &self->limits,
                                          NULL); /* refused where they are set */
  self->channel_problem = describe_problem (self);
  is_demo = self->channel != NULL && g_str_equal (self->channel->kind, "demo");
  self->rule = (EspSendRule){
    .is_channel_ready = self->channel_problem == NULL,
    .is_email = g_str_equal (self->medium, "email"),
    /* A room of a team is no person who could agree. */
    .is_marketing = !self->options.is_transactional && !g_str_equal (self->medium, "chat"),
    .ignores_hours = self->options.ignores_hours || is_demo,
    .holdout_seed = self->send != NULL ? seed_of (self->send->uuid) : 0,
    .holdout_permyriad = self->options.holdout_permyriad,
  };
  return TRUE;
}

static char *
dup_document (EspTx *tx, const EspSend *send, GError **error)
{
  g_autoptr (EspMessageRow) row = NULL;

  if (send->message_version > 0)
    return esp_message_load_version (tx, send->message_id, (int) send->message_version, error);
  row = esp_message_load (tx, send->message_id, error);
  return row != NULL ? g_strdup (row->document) : NULL;
}

/* A notice about consent tells a day of its own; that somebody refused reaches them although nothing else does. Who
 * makes an advertisement of it writes to nobody who unsubscribed. */
static gboolean
load_notice (EspTx *tx, EspSendPlan *self, GError **error)
{
  g_autofree char *document = NULL;
  EspConsentRun run;
  gboolean is_one = FALSE;

  if (!esp_consent_run_load (tx, self->send->campaign_id, &run, &is_one, error))
    return FALSE;
  if (!is_one)
    return TRUE;
  self->consent_channel = run.is_of_texts ? "sms" : "email";
  if (run.kind != ESP_CONSENT_RUN_REFUSAL || !self->options.is_transactional)
    return TRUE;
  document = self->send->message_id != 0 ? dup_document (tx, self->send, error) : g_strdup ("");
  return document != NULL && esp_consent_run_is_as_written (tx, self->send->campaign_id, document,
                                                            &self->takes_refused, error);
}

/**
 * esp_send_plan_load:
 *
 * Returns: (transfer full): the send with its rules; %NULL with @error set
 */
EspSendPlan *
esp_send_plan_load (EspTx *tx, gint64 send_id, GError **error)
{
  g_autoptr (EspSendPlan) self = g_new0 (EspSendPlan, 1);
  gboolean has_ended = FALSE;
  gint64 journey_id = 0;

  self->send = esp_send_load (tx, send_id, error);
  if (self->send == NULL || !load_workspace (tx, self, error) ||
      !esp_send_options_from_json (self->send->options, &self->options, error) ||
      !esp_journey_of_campaign (tx, self->send->campaign_id, &journey_id, &has_ended, error))
    return NULL;
  if (has_ended)
    self->options.is_continuous = FALSE; /* nobody comes any more: it ends with its ledger */
  if (!load_channel (tx, self, self->send->channel_id, error) || !load_notice (tx, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_send_plan_new_unsent:
 * @channel_id: 0: none
 * @options: as of a send
 *
 * Returns: (transfer full): the rules of a send that is not there yet, without the send; %NULL with @error set
 */
EspSendPlan *
esp_send_plan_new_unsent (EspTx *tx, gint64 channel_id, const char *options, GError **error)
{
  g_autoptr (EspSendPlan) self = g_new0 (EspSendPlan, 1);

  if (!load_workspace (tx, self, error) ||
      !esp_send_options_from_json (options, &self->options, error) ||
      !load_channel (tx, self, channel_id, error))
    return NULL;
  return g_steal_pointer (&self);
}

static EspBitmap *
load_everyone (EspTx *tx, GError **error)
{
  const EspLeadQuery query = { NULL };
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  if (fields == NULL || !esp_lead_query_bitmap (tx, fields, &query, leads, error))
    return NULL;
  return g_steal_pointer (&leads);
}

/* Unites, or takes away, the segments that the array names. */
static gboolean
apply_segments (EspTx *tx,
                JsonObject *object,
                const char *name,
                EspSegmentFunc segments,
                EspBitmap *audience,
                GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  gboolean is_union = g_str_equal (name, "segments");
  guint n = node != NULL && JSON_NODE_HOLDS_ARRAY (node)
              ? json_array_get_length (json_node_get_array (node))
              : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (json_node_get_array (node), i);
      g_autoptr (EspBitmap) members = NULL;
      g_autofree char *reference = NULL;

      if (!JSON_NODE_HOLDS_VALUE (element) || segments == NULL)
        return set_invalid (error, "The audience names something that is not a segment");
      reference = json_node_get_value_type (element) == G_TYPE_STRING
                    ? json_node_dup_string (element)
                    : g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (element));
      members = segments (tx, reference, error);
      if (members == NULL)
        return FALSE;
      if (is_union)
        esp_bitmap_or (audience, members);
      else
        esp_bitmap_andnot (audience, members);
    }
  return TRUE;
}

static void
add_leads (JsonObject *object, EspBitmap *audience)
{
  JsonNode *node = json_object_get_member (object, "leads");
  guint n = node != NULL && JSON_NODE_HOLDS_ARRAY (node)
              ? json_array_get_length (json_node_get_array (node))
              : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (json_node_get_array (node), i);
      gint64 id = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_int (element) : 0;

      if (id > 0 && id < G_MAXUINT32)
        esp_bitmap_add (audience, (guint32) id);
    }
}

/**
 * esp_send_plan_resolve_audience:
 * @segments: (nullable): finds the members of a segment
 *
 * {"everyone": true}, {"segments": […], "without": […]} and {"leads": […]} add up.
 *
 * Returns: (transfer full): who matches; %NULL with @error set
 */
EspBitmap *
esp_send_plan_resolve_audience (EspTx *tx,
                                const EspSendPlan *plan,
                                EspSegmentFunc segments,
                                GError **error)
{
  g_autoptr (JsonParser) parser = parse_object (plan->send->audience, "audience", error);
  g_autoptr (EspBitmap) audience = NULL;
  JsonObject *object;

  if (parser == NULL)
    return NULL;
  object = json_node_get_object (json_parser_get_root (parser));
  audience = get_boolean (object, "everyone") ? load_everyone (tx, error) : esp_bitmap_new ();
  if (audience == NULL || !apply_segments (tx, object, "segments", segments, audience, error))
    return NULL;
  add_leads (object, audience);
  if (!apply_segments (tx, object, "without", segments, audience, error))
    return NULL;
  return g_steal_pointer (&audience);
}

/**
 * esp_send_plan_has_lead:
 * @out_has: whether the lead matches
 *
 * As esp_send_plan_resolve_audience() for one lead; everyone is not counted to know that one is in it.
 */
gboolean
esp_send_plan_has_lead (EspTx *tx,
                        const EspSendPlan *plan,
                        EspSegmentFunc segments,
                        guint32 lead_id,
                        gboolean *out_has,
                        GError **error)
{
  g_autoptr (JsonParser) parser = parse_object (plan->send->audience, "audience", error);
  g_autoptr (EspBitmap) audience = NULL;
  JsonObject *object;

  if (parser == NULL)
    return FALSE;
  object = json_node_get_object (json_parser_get_root (parser));
  if (get_boolean (object, "everyone") && !json_object_has_member (object, "without"))
    {
      *out_has = TRUE;
      return TRUE;
    }
  audience = esp_send_plan_resolve_audience (tx, plan, segments, error);
  if (audience == NULL)
    return FALSE;
  *out_has = esp_bitmap_contains (audience, lead_id);
  return TRUE;
}

/**
 * esp_send_plan_get_channel:
 *
 * Returns: (transfer none): static: whose consent and suppression count: "email", "sms" …
 */
const char *
esp_send_plan_get_channel (const EspSendPlan *plan)
{
  return g_str_equal (plan->medium, "text") ? "sms" : plan->medium;
}

/**
 * esp_send_plan_get_query:
 * @out_query: what to ask about leads at the moment of @tx; the caps among it
 */
void
esp_send_plan_get_query (EspTx *tx, const EspSendPlan *plan, EspFactsQuery *out_query)
{
  gint64 now_us = esp_tx_get_now_us (tx);

  *out_query = (EspFactsQuery){
    .channel = esp_send_plan_get_channel (plan),
    .address_column = plan->address_field,
    .purpose = "marketing",
    .cap_count = plan->rule.is_marketing ? plan->policy.cap_count : 0,
    .cap_since_us = now_us - (gint64) plan->policy.cap_days * ESP_USEC_PER_DAY,
    .day_count = plan->rule.is_marketing ? plan->policy.cap_per_day : 0,
    .day_since_us = now_us - ESP_USEC_PER_DAY,
    .except_send_id = plan->send != NULL ? plan->send->id : 0,
    .takes_refused = plan->takes_refused,
  };
}

/**
 * esp_send_plan_dup_address:
 *
 * Returns: (transfer full) (nullable): where the message of @lead goes
 */
char *
esp_send_plan_dup_address (const EspSendPlan *plan, const EspLead *lead)
{
  gint64 number;

  if (plan->address_field == NULL && g_str_equal (plan->medium, "chat"))
    return g_strdup (ESP_ROOM_ADDRESS);
  if (plan->address_field == NULL)
    return g_strdup (
      esp_lead_get_text (lead, g_str_equal (plan->medium, "email") ? "email" : "phone"));
  number = esp_lead_get_integer (lead, plan->address_field, G_MININT64);
  return number != G_MININT64 ? g_strdup_printf ("%" G_GINT64_FORMAT, number)
                              : g_strdup (esp_lead_get_text (lead, plan->address_field));
}

/**
 * esp_send_plan_get_local_at:
 *
 * Returns: the moment whose hour of the workspace's zone is kept in every zone; 0 when there is none
 */
gint64
esp_send_plan_get_local_at (const EspSendPlan *plan)
{
  return plan->options.is_local_time ? plan->send->scheduled_at_us : 0;
}

static gint64
get_moment (EspTx *tx, const EspSendPlan *plan)
{
  gboolean is_planned =
    g_str_equal (plan->send->state, "draft") || g_str_equal (plan->send->state, "scheduled");

  if (!is_planned || plan->options.is_local_time)
    return esp_tx_get_now_us (tx);
  return MAX (esp_tx_get_now_us (tx), plan->send->scheduled_at_us);
}

/**
 * esp_send_plan_get_input:
 * @out_input: borrows from @plan
 *
 * What is set to a moment that is still to come is judged as of then.
 */
void
esp_send_plan_get_input (EspTx *tx, const EspSendPlan *plan, EspWaterfallInput *out_input)
{
  *out_input = (EspWaterfallInput){ .rule = &plan->rule,
                                    .policy = &plan->policy,
                                    .default_zone = plan->zone,
                                    .local_at_us = esp_send_plan_get_local_at (plan),
                                    .now_us = get_moment (tx, plan) };
}
