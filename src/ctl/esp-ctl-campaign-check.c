/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl campaign check, fix and send: what stands against a send, and the command that helps. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-campaign.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "worker/esp-send-content.h"

/* What helps: by the rule, else by the place that it names. %w is the workspace, %c the campaign, %m the
 * message. */
static const struct
{
  const char *key;
  const char *command;
} remedies[] = {
  { "MSG-SENDER", "message set -w %w -m %m sender=hello@example.com" },
  { "SEND-BROKEN", "review run -w %w -m %m" },
  { "UNS-01", "workspace set -w %w unsubscribe-url https://example.com/unsubscribe?t=" },
  { "SEND-MESSAGE", "campaign new NAME -w %w --message ID --segment NAME" },
  { "SEND-AUDIENCE", "campaign audience %c -w %w" },
  { "CLASS-AD", "campaign fix %c -w %w" },
  { "CLASS-NOTICE", "campaign fix %c -w %w" },
  { "CORE-03", "campaign send %c -w %w --accept-warnings" },
  { "KR-AD-12", "consent notice-run -w %w" },
  { "KR-AD-13", "consent confirm-run -w %w" },
  { "KR-AD-14", "workspace set -w %w text-certificate “NUMBER, DAY”" },
  { "DE-01", "consent ask LEAD -w %w --wording TEXT" },
  { "CONSENT-ENDED", "campaign audience %c -w %w" },
  { "AUD-OLD", "campaign audience %c -w %w" },
  { "AUD-ROLE", "campaign audience %c -w %w" },
  { "AUD-DISPOSABLE", "campaign audience %c -w %w" },
  { "DLV-SPF", "channel dns NAME -w %w" },
  { "DLV-DKIM", "channel dns NAME -w %w" },
  { "DLV-DMARC", "channel dns NAME -w %w" },
  { "DLV-ALIGN", "channel dns NAME -w %w" },
  { "DLV-MX", "channel dns NAME -w %w" },
  { "DLV-DNS-NEVER", "channel dns NAME -w %w" },
  { "DLV-DNS-OLD", "channel dns NAME -w %w" },
  { "sender.name", "workspace set -w %w company NAME" },
  { "sender.address", "workspace set -w %w address “STREET, CITY”" },
  { "sender.phone", "workspace set -w %w phone 02-000-0000" },
  { "sender.email", "workspace set -w %w sender-email hello@example.com" },
  { "channel", "channel list -w %w" },
  { "when", "campaign send %c -w %w --at TIME" },
};

static const char *
find_remedy (const EspContentFinding *finding)
{
  for (gsize i = 0; i < G_N_ELEMENTS (remedies); i++)
    if (g_str_equal (remedies[i].key, finding->rule->id))
      return remedies[i].command;
  if (finding->can_fix)
    return "campaign fix %c -w %w";
  for (gsize i = 0; finding->place != NULL && i < G_N_ELEMENTS (remedies); i++)
    if (g_str_equal (remedies[i].key, finding->place))
      return remedies[i].command;
  return "message show -w %w -m %m";
}

static char *
make_command (const EspCtlCampaign *self, const EspContentFinding *finding)
{
  g_autofree char *workspace = g_shell_quote (self->workspace);
  g_autofree char *campaign = g_shell_quote (self->name);
  g_autofree char *message = g_strdup_printf ("%" G_GINT64_FORMAT, self->send->message_id);
  GString *text = g_string_new ("espalierctl ");

  g_string_append (text, find_remedy (finding));
  g_string_replace (text, "%w", workspace, 0);
  g_string_replace (text, "%c", campaign, 0);
  g_string_replace (text, "%m", message, 0);
  return g_string_free (text, FALSE);
}

static const char *
get_word (EspSeverity severity)
{
  switch (severity)
    {
    case ESP_SEVERITY_BLOCK:
      return "blocks";
    case ESP_SEVERITY_APPROVE:
      return "asks you";
    case ESP_SEVERITY_WARN:
      return "warns";
    case ESP_SEVERITY_FINE:
    default:
      return "fine";
    }
}

static void
print_json (const EspCtlCampaign *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < self->gate->check->findings->len; i++)
    {
      const EspContentFinding *finding = self->gate->check->findings->pdata[i];
      gboolean is_fine = finding->severity == ESP_SEVERITY_FINE;
      g_autofree char *sentence = esp_content_finding_to_sentence (finding);
      g_autofree char *command = is_fine ? NULL : make_command (self, finding);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "rule", finding->rule->id);
      esp_ctl_add_text (builder, "severity", esp_severity_to_string (finding->severity));
      esp_ctl_add_text (builder, "place", finding->place);
      esp_ctl_add_text (builder, "sentence", sentence);
      esp_ctl_add_text (builder, "source", finding->rule->source);
      esp_ctl_add_text (builder, "fix", command);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  esp_ctl_print_json (builder);
}

/* Tells on @print what is as bad as @least or worse, each with its remedy. */
static void
tell (const EspCtlCampaign *self, EspSeverity least, void (*print) (const char *, ...))
{
  for (guint i = 0; i < self->gate->check->findings->len; i++)
    {
      const EspContentFinding *finding = self->gate->check->findings->pdata[i];
      g_autofree char *sentence = NULL;
      g_autofree char *command = NULL;

      if (finding->severity < least)
        continue;
      sentence = esp_content_finding_to_sentence (finding);
      command = make_command (self, finding);
      print ("%-9s %-18s %s\n", get_word (finding->severity), finding->rule->id, sentence);
      print ("          fix: %s\n", command);
    }
}

static void
print_gaps (const EspCtlCampaign *self)
{
  for (guint i = 0; self->gate->check->gaps != NULL && i < self->gate->check->gaps->len; i++)
    {
      const EspFieldGap *gap = self->gate->check->gaps->pdata[i];
      guint64 n = esp_bitmap_count (gap->leads);

      if (n > 0)
        g_print ("%" G_GUINT64_FORMAT " people have no “%s”: %s.\n", n, gap->field,
                 gap->is_left_out    ? "they are left out"
                 : gap->has_fallback ? "they see what stands in its place"
                                     : "they see nothing there");
    }
}

/**
 * esp_ctl_campaign_print_check:
 *
 * Prints what the rules say about a send.
 */
void
esp_ctl_campaign_print_check (const EspCtlCampaign *self)
{
  g_autofree char *countries = g_strjoinv (", ", self->gate->check->countries);

  if (self->is_json)
    {
      print_json (self);
      return;
    }
  tell (self, ESP_SEVERITY_WARN, g_print);
  print_gaps (self);
  g_print ("%u block, %u ask for your yes, %u warn, %u are fine. Laws of: %s.\n",
           esp_send_check_count (self->gate->check, ESP_SEVERITY_BLOCK),
           esp_send_check_count (self->gate->check, ESP_SEVERITY_APPROVE),
           esp_send_check_count (self->gate->check, ESP_SEVERITY_WARN),
           esp_send_check_count (self->gate->check, ESP_SEVERITY_FINE), countries);
  if (self->gate->cost != NULL)
    {
      g_autofree char *cost = esp_text_cost_to_sentence (self->gate->cost);

      g_print ("Cost: %s.\n", cost);
    }
  if (self->gate->look->standing != ESP_REVIEW_NOT_NEEDED)
    {
      g_autofree char *sentence = esp_review_look_to_sentence (self->gate->look);

      g_print ("%s.\n", sentence);
    }
  g_print ("These checks help; they are not legal advice.\n");
}

/**
 * esp_ctl_campaign_print_fixed:
 */
void
esp_ctl_campaign_print_fixed (const EspCtlCampaign *self)
{
  g_print (self->is_json ? "{\"fixed\": %u}\n" : "Mended: %u. “espalierctl undo” takes it back.\n",
           self->n_fixed);
}

/**
 * esp_ctl_campaign_print_ordered:
 *
 * Says that it is ordered, and what the rules warn of all the same.
 */
void
esp_ctl_campaign_print_ordered (const EspCtlCampaign *self)
{
  guint64 n = self->gate->n_receivers;

  if (self->is_json)
    {
      g_print ("{\"send\": %" G_GINT64_FORMAT ", \"receivers\": %" G_GUINT64_FORMAT
               ", \"warnings\": %u}\n",
               self->send_id, n,
               esp_send_check_count (self->gate->check, ESP_SEVERITY_WARN) +
                 esp_send_check_count (self->gate->check, ESP_SEVERITY_APPROVE));
      return;
    }
  tell (self, ESP_SEVERITY_WARN, g_print);
  g_print ("Send %" G_GINT64_FORMAT " is ordered, to %" G_GUINT64_FORMAT
           " people. The window or “espalierctl run” sends it.\n",
           self->send_id, n);
}

/**
 * esp_ctl_campaign_refuse:
 *
 * Tells why a send is not ordered.
 *
 * Returns: the exit status
 */
int
esp_ctl_campaign_refuse (const EspCtlCampaign *self)
{
  gboolean is_blocked = esp_send_check_count (self->gate->check, ESP_SEVERITY_BLOCK) > 0;
  g_autoptr (GError) error = NULL;

  if (!is_blocked && !esp_review_look_permits (self->gate->look, &error))
    return esp_ctl_fail ("campaign", error);
  g_printerr (is_blocked ? "espalierctl campaign: nothing is sent; the rules forbid it.\n"
                         : "espalierctl campaign: nothing is sent yet; this asks for your yes. "
                           "Give it with --accept-warnings.\n");
  tell (self, ESP_SEVERITY_APPROVE, g_printerr);
  return ESP_CTL_FAILED;
}
