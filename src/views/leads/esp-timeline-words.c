/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a lead's timeline says: events, deliveries, consents and notes in words. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-timeline-words.h"

#include "store/esp-events.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/journeys/esp-journey-words.h"
#include "views/leads/esp-lead-format.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

typedef struct
{
  const char *key;
  const char *words;
} Word;

static const Word event_words[] = {
  { ESP_EVENT_DELIVERED, NC_ ("timeline", "Delivered") },
  { ESP_EVENT_OPEN, NC_ ("timeline", "Opened") },
  { ESP_EVENT_CLICK, NC_ ("timeline", "Clicked") },
  { ESP_EVENT_MACHINE_OPEN, NC_ ("timeline", "Opened by a program") },
  { ESP_EVENT_MACHINE_CLICK, NC_ ("timeline", "Clicked by a program") },
  { ESP_EVENT_BOUNCE, NC_ ("timeline", "Bounced") },
  { ESP_EVENT_COMPLAINT, NC_ ("timeline", "Complained") },
  { ESP_EVENT_UNSUBSCRIBE, NC_ ("timeline", "Unsubscribed") },
  { ESP_EVENT_REPLY, NC_ ("timeline", "Answered") },
  { ESP_EVENT_AUTO_REPLY, NC_ ("timeline", "Answered automatically") },
  { ESP_EVENT_VISIT, NC_ ("timeline", "Visited the website") },
  { ESP_EVENT_ORDER, NC_ ("timeline", "Ordered") },
  { ESP_EVENT_SCORE_POINTS, NC_ ("timeline", "Points given") },
  { ESP_EVENT_SCORE_THRESHOLD, NC_ ("timeline", "A score crossed a threshold") },
  { ESP_EVENT_STAGE, NC_ ("timeline", "Moved to another stage") },
  { "signup", NC_ ("timeline", "Signed up") },
  { "cart", NC_ ("timeline", "Put something into the cart") },
};

static const Word delivery_words[] = {
  { "queued", NC_ ("timeline", "Waits to be sent") },
  { "sending", NC_ ("timeline", "Is being sent") },
  { "sent", NC_ ("timeline", "Sent") },
  { "failed", NC_ ("timeline", "Could not be sent") },
  { "unknown", NC_ ("timeline", "In doubt: handed over without a reply") },
  { "skipped", NC_ ("timeline", "Not sent") },
  { "cancelled", NC_ ("timeline", "Stopped before it was sent") },
};

static const char *
find_words (const Word *words, gsize n_words, const char *key)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_str_equal (words[i].key, key))
      return g_dpgettext2 (NULL, "timeline", words[i].words);
  return key;
}

/**
 * esp_timeline_event_words:
 *
 * Returns: (transfer none): a kind of event in words; a kind of the user's own stays as it is
 */
const char *
esp_timeline_event_words (const char *kind)
{
  return find_words (event_words, G_N_ELEMENTS (event_words), kind);
}

static char *
dup_consent_title (const EspTimelineItem *item)
{
  g_auto (GStrv) parts = g_strsplit (item->detail, "/", 2);

  /* Translators: a channel such as Email, then a state such as Granted */
  return g_strdup_printf (_ ("Consent for %s: %s"), esp_lead_channel_label (parts[0]),
                          esp_lead_consent_label (item->what));
}

/**
 * esp_timeline_dup_title:
 *
 * Returns: (transfer full): what happened
 */
char *
esp_timeline_dup_title (const EspTimelineItem *item)
{
  switch (item->kind)
    {
    case ESP_TIMELINE_CONSENT:
      return dup_consent_title (item);
    case ESP_TIMELINE_NOTE:
      return g_strdup (_ ("Note"));
    case ESP_TIMELINE_JOURNEY:
      return g_strdup (g_strcmp0 (item->detail, "hand") == 0
                         ? C_ ("timeline", "Was let into a journey by hand")
                         : C_ ("timeline", "Came into a journey"));
    case ESP_TIMELINE_DECISION:
      return g_strdup (C_ ("timeline", "Not sent"));
    case ESP_TIMELINE_DELIVERY:
      return g_strdup (find_words (delivery_words, G_N_ELEMENTS (delivery_words), item->what));
    case ESP_TIMELINE_EVENT:
    default:
      return g_strdup (esp_timeline_event_words (item->what));
    }
}

/* Why something was not sent, in the words that the campaign uses too. */
static char *
dup_delivery_detail (const EspTimelineItem *item)
{
  return item->detail != NULL ? esp_campaign_ledger_reason (item->detail) : NULL;
}

/* Which message of which journey, and why. */
static char *
dup_decision_detail (const EspTimelineItem *item)
{
  g_autofree char *reason = item->detail != NULL
                              ? esp_campaign_ledger_reason (item->detail)
                              : g_strdup (C_ ("timeline", "The time for it had passed"));

  return g_strdup_printf ("%s · %s", item->subject != NULL ? item->subject : "", reason);
}

static const char *
get_text (JsonObject *props, const char *member)
{
  JsonNode *node = json_object_get_member (props, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static const char *
stage_reason (const char *reason)
{
  static const Word reasons[] = {
    { "rule", NC_ ("stage reason", "by its rule") },
    { "hand", NC_ ("stage reason", "by hand") },
    { "journey", NC_ ("stage reason", "by a journey") },
    { "import", NC_ ("stage reason", "by an import") },
    { "undo", NC_ ("stage reason", "by an undo") },
  };

  for (gsize i = 0; reason != NULL && i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (reasons[i].key, reason))
      return g_dpgettext2 (NULL, "stage reason", reasons[i].words);
  return reason != NULL ? reason : "";
}

/* From where to where, and why. */
static char *
dup_stage_detail (JsonObject *props)
{
  const char *from = get_text (props, "from");
  const char *to = get_text (props, "to");
  const char *by = get_text (props, "by");

  return g_strdup_printf ("%s → %s · %s%s%s", from != NULL ? esp_lead_stage_label (from) : "–",
                          to != NULL ? esp_lead_stage_label (to) : "–",
                          stage_reason (get_text (props, "reason")), by != NULL ? ": " : "",
                          by != NULL ? by : "");
}

static char *
dup_score_detail (const char *kind, JsonObject *props)
{
  const char *name = get_text (props, "name");
  const char *title = get_text (props, "title");
  const char *by = get_text (props, "by");
  GString *out = g_string_new (NULL);

  if (g_str_equal (kind, ESP_EVENT_SCORE_THRESHOLD))
    g_string_append_printf (out, "%s · %s%s%" G_GINT64_FORMAT, name != NULL ? name : "",
                            title != NULL ? title : "", title != NULL ? " · " : "",
                            json_object_get_int_member_with_default (props, "value", 0));
  else if (json_object_has_member (props, "add"))
    g_string_append_printf (out, "%+.0f",
                            json_object_get_double_member_with_default (props, "add", 0));
  else if (json_object_has_member (props, "set"))
    g_string_append_printf (out, "= %.0f",
                            json_object_get_double_member_with_default (props, "set", 0));
  else
    g_string_append_printf (out, "× %.0f %%",
                            json_object_get_double_member_with_default (props, "scale", 0));
  if (by != NULL)
    g_string_append_printf (out, " · %s", by);
  return g_string_free (out, FALSE);
}

static const char *
bounce_words (const char *klass)
{
  static const Word classes[] = {
    { "hard", NC_ ("bounce", "the address does not exist") },
    { "soft", NC_ ("bounce", "not for good: full, busy or out of reach") },
    { "block", NC_ ("bounce", "refused for policy or reputation") },
    { "failed", NC_ ("bounce", "refused for what the message is") },
  };

  for (gsize i = 0; klass != NULL && i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i].key, klass))
      return g_dpgettext2 (NULL, "bounce", classes[i].words);
  return klass;
}

static gboolean
is_return (const char *kind)
{
  static const char *const kinds[] = { ESP_EVENT_BOUNCE, ESP_EVENT_COMPLAINT, ESP_EVENT_UNSUBSCRIBE,
                                       ESP_EVENT_REPLY, ESP_EVENT_AUTO_REPLY };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i], kind))
      return TRUE;
  return FALSE;
}

/* What it is in our words, the server's number, and what was said, in one line. */
static char *
dup_return_detail (JsonObject *props)
{
  const char *parts[3] = { bounce_words (get_text (props, "class")), get_text (props, "code"),
                           get_text (props, "text") };
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (out, "%s%s", out->len > 0 ? " · " : "", parts[i]);
  for (char *p = out->str; *p != '\0'; p++)
    if (*p == '\n' || *p == '\r' || *p == '\t')
      *p = ' ';
  return out->len > 0 ? g_string_free (out, FALSE) : (g_string_free (out, TRUE), (char *) NULL);
}

/**
 * esp_timeline_dup_return:
 * @kind: of an event that tells of something that came back
 * @props: (nullable): its properties
 *
 * Returns: (transfer full) (nullable): why a message came back, or what was answered
 */
char *
esp_timeline_dup_return (const char *kind, const char *props)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (props == NULL || !is_return (kind) || !json_parser_load_from_data (parser, props, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root)
           ? dup_return_detail (json_node_get_object (root))
           : NULL;
}

/* The address that was clicked says more than all properties of the click. */
static char *
dup_event_detail (const EspTimelineItem *item)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonNode *url;

  if (item->detail != NULL && is_return (item->what))
    return esp_timeline_dup_return (item->what, item->detail);
  if (item->detail == NULL || !json_parser_load_from_data (parser, item->detail, -1, NULL))
    return g_strdup (item->detail);
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && g_str_equal (item->what, ESP_EVENT_STAGE))
    return dup_stage_detail (json_node_get_object (root));
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && !esp_event_is_activity (item->what))
    return dup_score_detail (item->what, json_node_get_object (root));
  url = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
          ? json_object_get_member (json_node_get_object (root), "url")
          : NULL;
  if (url != NULL && JSON_NODE_HOLDS_VALUE (url) && json_node_get_value_type (url) == G_TYPE_STRING)
    return json_node_dup_string (url);
  return g_strdup (g_str_equal (item->detail, "{}") ? NULL : item->detail);
}

static const char *
consent_source (const char *source)
{
  static const Word sources[] = {
    { "form", NC_ ("consent source", "Web form") },
    { "import", NC_ ("consent source", "Import") },
    { "phone", NC_ ("consent source", "Phone call") },
    { "paper", NC_ ("consent source", "Paper") },
    { "email", NC_ ("consent source", "Email") },
    { "event", NC_ ("consent source", "Event") },
    { "manual", NC_ ("consent source", "Entered here") },
    { "merge", NC_ ("consent source", "Merge of duplicates") },
    { "unsubscribe", NC_ ("consent source", "Unsubscribe link") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (sources[i].key, source))
      return g_dpgettext2 (NULL, "consent source", sources[i].words);
  return source;
}

/**
 * esp_timeline_consent_source:
 * @source: (nullable)
 *
 * Returns: (nullable): where a consent came from, in words
 */
const char *
esp_timeline_consent_source (const char *source)
{
  return source != NULL ? consent_source (source) : NULL;
}

/**
 * esp_timeline_consent_basis:
 *
 * Returns: on what ground somebody may be written to, in words
 */
const char *
esp_timeline_consent_basis (const char *basis)
{
  static const Word bases[] = {
    { "consent", NC_ ("consent basis", "Consent") },
    { "contract", NC_ ("consent basis", "Contract") },
    { "legitimate-interest", NC_ ("consent basis", "Legitimate interest") },
    { "soft-opt-in", NC_ ("consent basis", "Customer of similar goods") },
    { "inquiry", NC_ ("consent basis", "Asked about our goods") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    if (g_str_equal (bases[i].key, basis))
      return g_dpgettext2 (NULL, "consent basis", bases[i].words);
  return basis;
}

/* Which journey, and what became of it. */
static char *
dup_journey_detail (const EspTimelineItem *item)
{
  EspJourneyStatus status = (EspJourneyStatus) g_ascii_strtoull (item->what, NULL, 10);

  return g_strdup_printf ("%s · %s", item->subject != NULL ? item->subject : "",
                          esp_journey_words_status (status));
}

/**
 * esp_timeline_dup_subtitle:
 *
 * Returns: (transfer full) (nullable): the campaign, the reason, the text of a note
 */
char *
esp_timeline_dup_subtitle (const EspTimelineItem *item)
{
  g_autofree char *detail = NULL;

  if (item->kind == ESP_TIMELINE_CONSENT)
    return g_strdup (esp_timeline_consent_source (item->subject));
  if (item->kind == ESP_TIMELINE_NOTE)
    return g_strdup (item->detail);
  if (item->kind == ESP_TIMELINE_JOURNEY)
    return dup_journey_detail (item);
  if (item->kind == ESP_TIMELINE_DECISION)
    return dup_decision_detail (item);
  detail =
    item->kind == ESP_TIMELINE_DELIVERY ? dup_delivery_detail (item) : dup_event_detail (item);
  if (item->subject != NULL && detail != NULL)
    return g_strdup_printf ("%s · %s", item->subject, detail);
  return item->subject != NULL ? g_strdup (item->subject) : g_steal_pointer (&detail);
}

/**
 * esp_timeline_icon:
 *
 * Returns: (transfer none): the icon of the kind
 */
const char *
esp_timeline_icon (const EspTimelineItem *item)
{
  static const Word icons[] = {
    { ESP_EVENT_DELIVERED, "esp-email-symbolic" },
    { ESP_EVENT_OPEN, "esp-email-open-symbolic" },
    { ESP_EVENT_CLICK, "esp-click-symbolic" },
    { ESP_EVENT_BOUNCE, "esp-bounce-symbolic" },
    { ESP_EVENT_COMPLAINT, "esp-warning-symbolic" },
    { ESP_EVENT_UNSUBSCRIBE, "esp-unsubscribe-symbolic" },
    { ESP_EVENT_REPLY, "esp-back-symbolic" },
    { ESP_EVENT_AUTO_REPLY, "esp-clock-symbolic" },
    { ESP_EVENT_VISIT, "esp-globe-symbolic" },
  };

  if (item->kind == ESP_TIMELINE_CONSENT)
    return "esp-consent-symbolic";
  if (item->kind == ESP_TIMELINE_NOTE)
    return "esp-edit-symbolic";
  if (item->kind == ESP_TIMELINE_JOURNEY)
    return "esp-journey-symbolic";
  if (item->kind == ESP_TIMELINE_DECISION)
    return "esp-stop-symbolic";
  if (item->kind == ESP_TIMELINE_DELIVERY)
    return g_str_equal (item->what, "sent") ? "esp-send-symbolic" : "esp-stop-symbolic";
  for (gsize i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_str_equal (icons[i].key, item->what))
      return icons[i].words;
  return "esp-event-symbolic";
}
