/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl consent: what people say, by hand, as the answer to a question, and on the page of choices. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-consent-private.h"

#include "ctl/esp-ctl-common.h"
#include "store/esp-leads.h"
#include "worker/esp-consent-page.h"

#include <string.h>

static const char *
find_mistake (const EspCtlConsent *self)
{
  static const char *const channels[] = { "email", "sms", "kakao", "push", NULL };
  static const char *const states[] = { "granted", "denied", "withdrawn", "pending", NULL };

  if (!g_strv_contains (states, self->state))
    return "Write --state as granted, denied, withdrawn or pending";
  if (self->channel != NULL && !g_strv_contains (channels, self->channel))
    return "Write --channel as email, sms, kakao or push";
  if (self->basis != NULL && !g_strv_contains (esp_consent_bases, self->basis))
    return "Write --basis as consent, contract, legitimate-interest, soft-opt-in or inquiry";
  if (self->source == NULL || *self->source == '\0')
    return "Where was it said? Give --source TEXT, such as \"phone call\"";
  if (g_str_equal (self->state, "granted") && self->wording == NULL &&
      (self->basis == NULL || g_str_equal (self->basis, "consent")))
    return "To what did the person agree? Give --wording TEXT: it is kept as proof";
  return NULL;
}

static gboolean
read_day (EspCtlConsent *self, GTimeZone *zone)
{
  g_autofree char *text = NULL;
  g_autoptr (GDateTime) day = NULL;
  const char *clock;

  if (self->at == NULL)
    return TRUE;
  /* The reader of GLib wants seconds. */
  clock = strchr (self->at, 'T');
  text = g_strconcat (self->at,
                      clock == NULL         ? "T00:00:00"
                      : strlen (clock) == 6 ? ":00"
                                            : "",
                      NULL);
  day = g_date_time_new_from_iso8601 (text, zone);
  if (day == NULL)
    return FALSE;
  self->said_us = g_date_time_to_unix (day) * G_USEC_PER_SEC;
  return TRUE;
}

/* What a person said by telephone or on paper. */
static gboolean
by_hand_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlConsent *self = data;
  g_autoptr (GTimeZone) zone = esp_ctl_consent_load_zone (tx, error);
  gboolean has_day = zone != NULL && read_day (self, zone);
  EspConsent consent = { .channel = self->channel != NULL ? self->channel : (char *) "email",
                         .purpose = self->purpose != NULL ? self->purpose : (char *) "marketing",
                         .state = self->state,
                         .basis = self->basis != NULL ? self->basis : (char *) "consent",
                         .wording = self->wording,
                         .source = self->source,
                         .proof = self->proof,
                         .at_us = self->said_us != 0 ? self->said_us : esp_tx_get_now_us (tx) };

  if (!has_day)
    return FALSE;
  if (consent.at_us > esp_tx_get_now_us (tx))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "Nobody can have said it in the future; look at --at");
      return FALSE;
    }
  if (!esp_lead_resolve (tx, self->subject, &self->lead_id, error))
    return FALSE;
  consent.lead_id = self->lead_id;
  return esp_consent_add (tx, &consent, error);
}

/**
 * esp_ctl_consent_record_by_hand:
 *
 * Returns: the exit status
 */
int
esp_ctl_consent_record_by_hand (EspCtlConsent *self)
{
  const char *mistake = find_mistake (self);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;

  if (mistake == NULL && !read_day (self, utc))
    mistake = "Write --at as 2026-01-31 or 2026-01-31T14:00";
  if (mistake != NULL)
    return esp_ctl_usage ("consent record", mistake);
  if (!esp_ctl_consent_access (self, by_hand_cb, TRUE, &error))
    return esp_ctl_fail ("consent record", error);
  g_print (self->is_json ? "{\"lead\": %" G_GINT64_FORMAT "}\n"
                         : "Kept for lead %" G_GINT64_FORMAT
                           ". “espalierctl undo” takes it back.\n",
           self->lead_id);
  return ESP_CTL_OK;
}

static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlConsent *self = data;

  return esp_lead_resolve (tx, self->subject, &self->lead_id, error) &&
         esp_consent_ask (tx, self->lead_id, self->wording, &self->link, &self->campaign_id, error);
}

/**
 * esp_ctl_consent_ask:
 *
 * Returns: the exit status
 */
int
esp_ctl_consent_ask (int argc, char **argv)
{
  g_auto (EspCtlConsent) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!esp_ctl_consent_parse (&self, &argc, &argv, "consent ask", "LEAD – begins a double opt-in",
                              &status))
    return status;
  if (self.subject == NULL)
    return esp_ctl_usage ("consent ask", "Whom? Name a lead");
  if (self.wording == NULL || *self.wording == '\0')
    return esp_ctl_usage ("consent ask", "To what? Give --wording TEXT: it is kept as proof");
  if (!esp_ctl_consent_access (&self, ask_cb, TRUE, &error))
    return esp_ctl_fail ("consent ask", error);
  if (self.is_json && self.link == NULL)
    g_print ("{\"campaign\": %" G_GINT64_FORMAT ", \"lead\": %" G_GINT64_FORMAT
             ", \"link\": null}\n",
             self.campaign_id, self.lead_id);
  else if (self.is_json)
    g_print ("{\"campaign\": %" G_GINT64_FORMAT ", \"lead\": %" G_GINT64_FORMAT
             ", \"link\": \"%s\"}\n",
             self.campaign_id, self.lead_id, self.link);
  else if (self.link == NULL)
    g_print ("The consent waits for an answer. There is no page for a link, so campaign "
             "%" G_GINT64_FORMAT
             " asks for “yes” by mail.\nSend it with “espalierctl campaign send %" G_GINT64_FORMAT
             "”, and read the mailbox.\n",
             self.campaign_id, self.campaign_id);
  else
    g_print ("The consent waits for an answer. Campaign %" G_GINT64_FORMAT
             " asks for it with the link\n%s\nSend it with “espalierctl campaign send "
             "%" G_GINT64_FORMAT "”.\n",
             self.campaign_id, self.link, self.campaign_id);
  return ESP_CTL_OK;
}

static gboolean
confirm_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlConsent *self = data;

  return esp_consent_confirm (tx, self->subject, self->proof, &self->lead_id, error);
}

/**
 * esp_ctl_consent_confirm:
 *
 * Returns: the exit status
 */
int
esp_ctl_consent_confirm (int argc, char **argv)
{
  g_auto (EspCtlConsent) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!esp_ctl_consent_parse (&self, &argc, &argv, "consent confirm",
                              "LINK – takes the answer of a double opt-in", &status))
    return status;
  if (self.subject == NULL)
    return esp_ctl_usage ("consent confirm", "Which answer? Give the link or its end");
  if (!esp_ctl_consent_access (&self, confirm_cb, TRUE, &error))
    return esp_ctl_fail ("consent confirm", error);
  g_print (self.is_json ? "{\"lead\": %" G_GINT64_FORMAT "}\n"
                        : "Lead %" G_GINT64_FORMAT " has agreed to advertising by email.\n",
           self.lead_id);
  return ESP_CTL_OK;
}

static gboolean
page_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlConsent *self = data;
  g_autoptr (EspPreferencePage) page = NULL;

  if (self->page != NULL && !esp_consent_page_save (tx, self->page, error))
    return FALSE;
  page = esp_consent_page_load (tx, self->language, error);
  if (page == NULL ||
      (self->subject != NULL && !esp_lead_resolve (tx, self->subject, &self->lead_id, error)))
    return FALSE;
  self->link = self->is_json ? esp_preference_page_to_json (page)
                             : esp_consent_page_render (tx, page, self->lead_id, error);
  return self->link != NULL;
}

static gboolean
answers_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlConsent *self = data;

  return esp_consent_answers_take (tx, self->page, (gssize) self->n_page, &self->sum, error);
}

/**
 * esp_ctl_consent_answers:
 *
 * Returns: the exit status
 */
int
esp_ctl_consent_answers (int argc, char **argv)
{
  g_auto (EspCtlConsent) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!esp_ctl_consent_parse (&self, &argc, &argv, "consent answers",
                              "FILE – what people chose on the page of choices: forms as they were "
                              "sent, one a "
                              "line, "
                              "or JSON; each has the token that the page gave it",
                              &status))
    return status;
  if (self.subject == NULL)
    return esp_ctl_usage ("consent answers", "Which FILE?");
  if (!g_file_get_contents (self.subject, &self.page, &self.n_page, &error) ||
      !esp_ctl_consent_access (&self, answers_cb, TRUE, &error))
    return esp_ctl_fail ("consent answers", error);
  if (self.is_json)
    g_print ("{\"taken\":%u,\"same\":%u,\"known\":%u,\"foreign\":%u}\n", self.sum.n_taken,
             self.sum.n_same, self.sum.n_known, self.sum.n_foreign);
  else
    g_print ("%u taken, %u as it was, %u known or older, %u of nobody here\n", self.sum.n_taken,
             self.sum.n_same, self.sum.n_known, self.sum.n_foreign);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_consent_page:
 *
 * Returns: the exit status
 */
int
esp_ctl_consent_page (int argc, char **argv)
{
  g_auto (EspCtlConsent) self = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!esp_ctl_consent_parse (&self, &argc, &argv, "consent page",
                              "[LEAD] – the page on which people choose what they get, as HTML; "
                              "--json as a "
                              "document",
                              &status))
    return status;
  if ((self.set != NULL && !g_file_get_contents (self.set, &self.page, NULL, &error)) ||
      !esp_ctl_consent_access (&self, page_cb, self.set != NULL, &error) ||
      (self.output != NULL && !g_file_set_contents (self.output, self.link, -1, &error)))
    return esp_ctl_fail ("consent page", error);
  if (self.output == NULL)
    g_print ("%s%s", self.link, g_str_has_suffix (self.link, "\n") ? "" : "\n");
  return ESP_CTL_OK;
}
