/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl campaign: how what was found is shown, to people and to machines. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "base/esp-zone.h"
#include "ctl/esp-ctl-campaign.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-ledger.h"
#include "worker/esp-send-reasons.h"

/* The first links of the chain that end with consent. */
#define N_LINKS_TO_CONSENT 6

static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("?");
}

/**
 * esp_ctl_campaign_print_list:
 *
 * Prints the campaigns of the workspace.
 */
void
esp_ctl_campaign_print_list (const EspCtlCampaign *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < self->campaigns->len; i++)
    {
      const EspCampaignLine *line = g_ptr_array_index (self->campaigns, i);

      if (!self->is_json)
        g_print ("%4" G_GINT64_FORMAT "  %-10s %8" G_GINT64_FORMAT " of %-8" G_GINT64_FORMAT
                 "  %s\n",
                 line->id, line->state != NULL ? line->state : "", line->n_sent, line->n_audience,
                 line->name);
      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "id", line->id);
      esp_ctl_add_text (builder, "name", line->name);
      esp_ctl_add_text (builder, "state", line->state);
      esp_ctl_add_text (builder, "message", line->message);
      esp_ctl_add_int (builder, "sends", line->n_sends);
      esp_ctl_add_int (builder, "audience", line->n_audience);
      esp_ctl_add_int (builder, "sent", line->n_sent);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
}

static void
print_audience_json (const EspCtlCampaign *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "matching", (gint64) self->waterfall->n_matching);
  json_builder_set_member_name (builder, "lost");
  json_builder_begin_object (builder);
  for (guint i = ESP_REASON_NONE + 1; i < ESP_N_REASONS; i++)
    if (esp_waterfall_count (self->waterfall, (EspReason) i) > 0)
      esp_ctl_add_int (builder, esp_reason_name ((EspReason) i),
                       (gint64) esp_waterfall_count (self->waterfall, (EspReason) i));
  json_builder_end_object (builder);
  esp_ctl_add_int (builder, "receiving",
                   (gint64) esp_waterfall_count (self->waterfall, ESP_REASON_NONE));
  esp_ctl_add_text (builder, "channel_problem", self->problem);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

/**
 * esp_ctl_campaign_print_audience:
 *
 * Prints who would get it, who would not, and why.
 */
void
esp_ctl_campaign_print_audience (const EspCtlCampaign *self)
{
  if (self->is_json)
    {
      print_audience_json (self);
      return;
    }
  g_print ("%10" G_GUINT64_FORMAT "  match\n", self->waterfall->n_matching);
  for (guint i = ESP_REASON_NONE + 1; i < ESP_N_REASONS; i++)
    {
      guint64 n = esp_waterfall_count (self->waterfall, (EspReason) i);

      if (n > 0)
        g_print ("%10" G_GINT64_FORMAT "  %s: %s\n", -(gint64) n, esp_reason_name ((EspReason) i),
                 esp_reason_sentence ((EspReason) i));
    }
  g_print ("%10" G_GUINT64_FORMAT "  get it now\n",
           esp_waterfall_count (self->waterfall, ESP_REASON_NONE));
  if (self->problem != NULL)
    g_print ("%s\n", self->problem);
}

static void
print_status_json (const EspCtlCampaign *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "campaign", self->campaign->id);
  esp_ctl_add_text (builder, "name", self->campaign->name);
  esp_ctl_add_int (builder, "send", self->send->id);
  esp_ctl_add_text (builder, "state", self->send->state);
  esp_ctl_add_text (builder, "reason", self->send->pause_reason);
  esp_ctl_add_int (builder, "total", esp_ledger_counts_sum (self->counts, NULL, NULL));
  json_builder_set_member_name (builder, "states");
  json_builder_begin_object (builder);
  for (guint i = 0; i < self->counts->len; i++)
    {
      const EspLedgerCount *count = g_ptr_array_index (self->counts, i);
      const EspLedgerCount *before = i > 0 ? g_ptr_array_index (self->counts, i - 1) : NULL;

      if (before == NULL || !g_str_equal (before->state, count->state))
        esp_ctl_add_int (builder, count->state,
                         esp_ledger_counts_sum (self->counts, count->state, NULL));
    }
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "reasons");
  json_builder_begin_object (builder);
  for (guint i = 0; i < self->counts->len; i++)
    {
      const EspLedgerCount *count = g_ptr_array_index (self->counts, i);

      if (count->reason != NULL)
        esp_ctl_add_int (builder, count->reason,
                         esp_ledger_counts_sum (self->counts, NULL, count->reason));
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

/* What people read; machines get the word of the ledger. */
static const char *
get_state_word (const char *state)
{
  return g_str_equal (state, "unknown") ? "in doubt" : state;
}

/**
 * esp_ctl_campaign_print_status:
 *
 * Prints how far the sends of the campaign have come.
 */
void
esp_ctl_campaign_print_status (const EspCtlCampaign *self)
{
  if (self->is_json)
    {
      print_status_json (self);
      return;
    }
  g_print ("%s: send %" G_GINT64_FORMAT " is %s%s%s\n", self->campaign->name, self->send->id,
           self->send->state, self->send->pause_reason != NULL ? ": " : "",
           self->send->pause_reason != NULL ? esp_send_reason_sentence (self->send->pause_reason)
                                            : "");
  for (guint i = 0; i < self->counts->len; i++)
    {
      const EspLedgerCount *count = g_ptr_array_index (self->counts, i);

      g_print ("%10" G_GINT64_FORMAT "  %s%s%s\n", count->n, get_state_word (count->state),
               count->reason != NULL ? ": " : "", count->reason != NULL ? count->reason : "");
    }
}

/**
 * esp_ctl_campaign_print_in_doubt:
 *
 * Prints, by name, those of whom nobody knows whether they got it.
 */
void
esp_ctl_campaign_print_in_doubt (const EspCtlCampaign *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const EspLedgerRow *row = g_ptr_array_index (self->rows, i);

      if (!self->is_json)
        g_print ("%s <%s>: %s\n", row->name != NULL ? row->name : "",
                 row->email != NULL ? row->email : "?", row->reason);
      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "lead", row->lead_id);
      esp_ctl_add_text (builder, "name", row->name);
      esp_ctl_add_text (builder, "email", row->email);
      esp_ctl_add_text (builder, "reason", row->reason);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
  else if (self->rows->len == 0)
    g_print ("Nobody is in doubt.\n");
}

/* One link of the chain that decides. */
static void
print_link (JsonBuilder *builder,
            gboolean is_json,
            const char *key,
            const char *what,
            gboolean is_fine)
{
  if (is_json)
    esp_ctl_add_boolean (builder, key, is_fine);
  else
    g_print ("  %s %s\n", is_fine ? "yes" : "NO ", what);
}

/* The permission of customers, and of those who asked, ends by itself. */
static void
print_lapse (const EspCtlCampaign *self, JsonBuilder *builder)
{
  g_autofree char *when = NULL;

  if (self->lapses_at_us == 0)
    return;
  when = format_time (self->lapses_at_us);
  if (self->is_json)
    esp_ctl_add_text (builder, "permission_ends", when);
  else
    g_print ("      the permission of a customer %s %s\n",
             self->recipient.consent == ESP_WORD_GRANTED ? "ends" : "ended", when);
}

/* Whose hours those are. */
static void
print_clock (const EspCtlCampaign *self, JsonBuilder *builder)
{
  const char *from = esp_zone_source_name (self->zone_source);

  if (self->is_json)
    {
      esp_ctl_add_text (builder, "clock", self->zone);
      esp_ctl_add_text (builder, "clock_from", from);
    }
  else if (self->zone == NULL)
    g_print ("      the clock of the workspace: neither country nor phone tells another\n");
  else if (esp_zone_get_parts (self->zone) != NULL)
    g_print ("      the clock of %s, and the night of all of %s: from the %s\n",
             esp_zone_get_main (self->zone), self->zone, from);
  else
    g_print ("      the clock of %s: from the %s\n", self->zone, from);
}

/* A line of the chain: yes where none of the reasons speaks against it. */
static void
print_links (const EspCtlCampaign *self, JsonBuilder *builder, guint from, guint until)
{
  static const struct
  {
    const char *member;
    const char *words;
    EspReason reasons[2];
  } links[] = {
    { "exists", "exists", { ESP_REASON_GONE } },
    { "in_audience", "in the audience", { ESP_REASON_NOT_IN_AUDIENCE } },
    { "has_address", "has an address", { ESP_REASON_NO_ADDRESS } },
    { "address_valid", "the address is valid", { ESP_REASON_BAD_ADDRESS } },
    { "not_suppressed", "not suppressed", { ESP_REASON_SUPPRESSED } },
    { "consent", "consent, or none is asked", { ESP_REASON_WITHDRAWN, ESP_REASON_NO_CONSENT } },
    { "below_limit", "below the limit", { ESP_REASON_CAPPED } },
    { "no_quiet_hours", "no quiet hours", { ESP_REASON_QUIET } },
    { "no_night", "no night of the law", { ESP_REASON_NIGHT } },
  };

  for (guint i = from; i < MIN (until, G_N_ELEMENTS (links)); i++)
    {
      gboolean is_against =
        esp_eligibility_is_against (&self->rule, &self->recipient, links[i].reasons[0]) ||
        esp_eligibility_is_against (&self->rule, &self->recipient, links[i].reasons[1]);

      print_link (builder, self->is_json, links[i].member, links[i].words, !is_against);
    }
}

/* When a permission ends stands behind consent, whose clock it is behind the hours. */
static void
print_chain (const EspCtlCampaign *self, JsonBuilder *builder)
{
  print_links (self, builder, 0, N_LINKS_TO_CONSENT);
  print_lapse (self, builder);
  print_links (self, builder, N_LINKS_TO_CONSENT, G_MAXUINT);
  print_clock (self, builder);
}

/* The ledger keeps more than a sentence; what cannot be read is told as it stands. */
static void
print_detail (const char *detail)
{
  g_autoptr (JsonNode) root = json_from_string (detail, NULL);
  const char *sentence =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root)
      ? json_object_get_string_member_with_default (json_node_get_object (root), "error", NULL)
      : NULL;

  g_print ("  %s\n", sentence != NULL ? sentence : detail);
}

static void
print_row (const EspCtlCampaign *self, JsonBuilder *builder)
{
  const EspLedgerRow *row = self->row;
  EspReason reason = ESP_REASON_NONE;
  g_autofree char *when = format_time (row->updated_at_us);

  if (self->is_json)
    {
      json_builder_set_member_name (builder, "ledger");
      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "state", row->state);
      esp_ctl_add_text (builder, "reason", row->reason);
      esp_ctl_add_text (builder, "reply", row->reply);
      esp_ctl_add_text (builder, "detail", row->detail);
      esp_ctl_add_int (builder, "attempts", row->attempts);
      esp_ctl_add_int (builder, "at", row->updated_at_us);
      json_builder_end_object (builder);
      return;
    }
  g_print ("%s, %s", get_state_word (row->state), when);
  if (esp_reason_from_name (row->reason, &reason))
    g_print (": %s", esp_reason_sentence (reason));
  else if (row->reason != NULL)
    g_print (": %s", esp_send_reason_sentence (row->reason));
  g_print ("\n");
  if (g_strcmp0 (row->reason, ESP_LEDGER_NOT_MADE) == 0)
    g_print ("  %s\n  “espalierctl job retry” tries again when that is mended\n", row->reply);
  else if (row->reply != NULL)
    g_print ("  the server said: %s\n", row->reply);
  if (row->detail != NULL)
    print_detail (row->detail);
}

/**
 * esp_ctl_campaign_print_why:
 *
 * Prints why one person got it or did not.
 */
void
esp_ctl_campaign_print_why (const EspCtlCampaign *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  if (self->row != NULL)
    print_row (self, builder);
  else if (!self->is_json)
    g_print ("Not in the ledger of this send.\n");
  if (self->is_json)
    {
      json_builder_set_member_name (builder, "now");
      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "reason", esp_reason_name (self->verdict.reason));
      esp_ctl_add_text (builder, "sentence", esp_reason_sentence (self->verdict.reason));
    }
  else
    g_print ("If it were sent now: %s.\n", esp_reason_sentence (self->verdict.reason));
  print_chain (self, builder);
  if (!self->is_json)
    return;
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}
