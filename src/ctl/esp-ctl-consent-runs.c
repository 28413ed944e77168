/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl consent: who has to be told something, and the campaigns that tell them. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-consent-private.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlConsent *self = data;

  self->zone = esp_ctl_consent_load_zone (tx, error);
  if (self->zone == NULL)
    return FALSE;
  self->lines = esp_consent_run_list (tx, self->kind, self->channel, (guint) self->days, error);
  return self->lines != NULL;
}

static char *
format_day (const EspCtlConsent *self, gint64 time_us)
{
  g_autoptr (GDateTime) utc =
    time_us != 0 ? g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC) : NULL;
  g_autoptr (GDateTime) day = utc != NULL ? g_date_time_to_timezone (utc, self->zone) : NULL;

  return day != NULL ? g_date_time_format (day, "%Y-%m-%d") : g_strdup ("?");
}

/* Where the notice would go, or that it cannot. */
static const char *
get_address (const EspCtlConsent *self, const EspConsentLine *line)
{
  gboolean is_sms = g_strcmp0 (self->channel, "sms") == 0;
  const char *address = is_sms ? line->phone : line->email;

  if (address != NULL)
    return address;
  address = is_sms ? line->email : line->phone; /* the way of the second campaign */
  return address != NULL ? address : "(neither email address nor phone number: tell otherwise)";
}

static void
print_lines (const EspCtlConsent *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const EspConsentLine *line = self->lines->pdata[i];
      g_autofree char *said = esp_ctl_consent_format_time (line->consent.at_us);
      g_autofree char *day = format_day (self, line->consent.at_us);

      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "lead", line->consent.lead_id);
      esp_ctl_add_text (builder, "name", line->name);
      esp_ctl_add_text (builder, "email", line->email);
      esp_ctl_add_text (builder, "phone", line->phone);
      esp_ctl_add_text (builder, "state", line->consent.state);
      esp_ctl_add_text (builder, "said_at", said);
      json_builder_end_object (builder);
      if (!self->is_json)
        g_print ("%8" G_GINT64_FORMAT "  %-10s  %-9s  %s  %s\n", line->consent.lead_id, day,
                 line->consent.state, get_address (self, line),
                 line->name != NULL ? line->name : "");
    }
  json_builder_end_array (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
  else
    g_print ("%u people\n", self->lines->len);
}

static gboolean
is_run_channel (const EspCtlConsent *self)
{
  return self->channel == NULL || g_str_equal (self->channel, "email") ||
         g_str_equal (self->channel, "sms");
}

static int
list_people (int argc, char **argv, EspConsentRunKind kind)
{
  g_auto (EspCtlConsent) self = { .kind = kind };
  const char *subject = kind == ESP_CONSENT_RUN_CONFIRM ? "consent due" : "consent notices";
  g_autoptr (GError) error = NULL;
  int status;

  if (!esp_ctl_consent_parse (&self, &argc, &argv, subject, "– who has to be told", &status))
    return status;
  if (!is_run_channel (&self))
    return esp_ctl_usage (subject, "Write --channel as email or sms");
  if (!esp_ctl_consent_access (&self, list_cb, FALSE, &error))
    return esp_ctl_fail (subject, error);
  print_lines (&self);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_consent_due:
 *
 * Returns: the exit status
 */
int
esp_ctl_consent_due (int argc, char **argv)
{
  return list_people (argc, argv, ESP_CONSENT_RUN_CONFIRM);
}

/**
 * esp_ctl_consent_notices:
 *
 * Returns: the exit status
 */
int
esp_ctl_consent_notices (int argc, char **argv)
{
  return list_people (argc, argv, ESP_CONSENT_RUN_RESULT);
}

static gboolean
run_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlConsent *self = data;

  if (self->is_refusal)
    self->kind = ESP_CONSENT_RUN_REFUSAL;
  return esp_consent_run_prepare_due (tx, self->kind, self->channel, (guint) self->days,
                                      ESP_CONSENT_BY_BOTH, &self->made, error);
}

static void
print_campaign (gint64 campaign_id, guint n, const char *way)
{
  if (campaign_id != 0)
    g_print ("Campaign %" G_GINT64_FORMAT
             " tells %u people%s. Send it with “espalierctl campaign send "
             "%" G_GINT64_FORMAT
             "”, then keep the proof with “espalierctl consent record %" G_GINT64_FORMAT "”.\n",
             campaign_id, n, way, campaign_id, campaign_id);
}

static void
print_made (const EspCtlConsent *self)
{
  const EspConsentRunMade *made = &self->made;
  gboolean is_sms = g_strcmp0 (self->channel, "sms") == 0;

  if (self->is_json)
    {
      g_print ("{\"campaign\": %" G_GINT64_FORMAT
               ", \"people\": %u, \"other_campaign\": %" G_GINT64_FORMAT
               ", \"other_people\": %u, \"unreached\": %u}\n",
               made->campaign_id, made->n, made->other_id, made->n_other, made->n_unreached);
      return;
    }
  print_campaign (made->campaign_id, made->n, "");
  print_campaign (made->other_id, made->n_other,
                  is_sms ? " by email, whom no text reaches" : " by text, whom no email reaches");
  if (made->n_unreached > 0)
    g_print ("%u more have to be told and have neither an email address nor a telephone number "
             "that "
             "takes it; tell them otherwise, then write it down with “espalierctl consent record "
             "LEAD”.\n",
             made->n_unreached);
}

static int
make_run (int argc, char **argv, EspConsentRunKind kind)
{
  g_auto (EspCtlConsent) self = { .kind = kind };
  const char *subject =
    kind == ESP_CONSENT_RUN_CONFIRM ? "consent confirm-run" : "consent notice-run";
  g_autoptr (GError) error = NULL;
  int status;

  if (!esp_ctl_consent_parse (&self, &argc, &argv, subject,
                              "– makes the message and a campaign of it", &status))
    return status;
  if (!is_run_channel (&self))
    return esp_ctl_usage (subject, "Write --channel as email or sms");
  if (!esp_ctl_consent_access (&self, run_cb, TRUE, &error))
    return esp_ctl_fail (subject, error);
  print_made (&self);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_consent_confirm_run:
 *
 * Returns: the exit status
 */
int
esp_ctl_consent_confirm_run (int argc, char **argv)
{
  return make_run (argc, argv, ESP_CONSENT_RUN_CONFIRM);
}

/**
 * esp_ctl_consent_notice_run:
 *
 * Returns: the exit status
 */
int
esp_ctl_consent_notice_run (int argc, char **argv)
{
  return make_run (argc, argv, ESP_CONSENT_RUN_RESULT);
}
