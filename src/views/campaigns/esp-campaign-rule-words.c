/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules for whole sends say, so that it reaches the translators, and sentences made of it. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-campaign-words.h"

#include <glib/gi18n.h>

/* The sentences of the pack; they are looked up by their English text. */
static const char *const rule_words[] G_GNUC_UNUSED = {
  N_ ("The footer says who is responsible."),
  N_ ("German readers look for a link to the legal notice (Impressum)."),
  N_ ("There is a link to the legal notice."),
  N_ ("The footer has what Australian law asks for."),
  N_ ("The footer has what Japanese law asks for."),
  N_ ("No message is chosen."),
  N_ ("A message is chosen."),
  N_ ("The message cannot be made: {0}"),
  N_ ("The message can be made."),
  N_ ("No channel is chosen."),
  N_ ("A channel is chosen."),
  N_ ("The channel “{0}” is switched off."),
  N_ ("This is the sample workspace: nothing of it leaves the computer. Choose the demo mailbox."),
  N_ ("The kind of the channel “{0}” is not known here."),
  N_ ("The settings of the channel “{0}” cannot be used: {1}"),
  N_ ("Nobody would get it."),
  N_ ("Somebody will get it."),
  N_ ("The send is marked as no advertisement, but its message is one: consent must be asked."),
  N_ ("Message and send agree about what they are."),
  N_ ("The message is no advertisement, but the send treats it as one: only people who agreed to "
      "advertising get it."),
  N_ ("Everyone who gets it has agreed to advertising by email."),
  N_ ("{0} consents lack their date, source or wording; they could not be proven."),
  N_ ("Every consent has its date, source and wording."),
  N_ ("{0} people would get it in the night (21:00 to 08:00 where they are) without having agreed "
      "to that."),
  N_ ("The rule of the night is kept: it binds every channel but email."),
  N_ ("{0} consents are older than two years and were not confirmed since."),
  N_ ("No consent is older than two years."),
  N_ ("{0} people would get it in the quiet hours, where it is night for them."),
  N_ ("Nobody gets it in the quiet hours of their place."),
};

/* What is put into the sentences. */
static const char *const parts[] G_GNUC_UNUSED = {
  NC_ ("check", "name"),
  NC_ ("check", "postal address"),
  NC_ ("check", "phone number"),
  NC_ ("check", "email address"),
  NC_ ("check", "phone number or email address"),
  NC_ ("check", "an unknown share"),
};

/**
 * esp_campaign_finding_sentence:
 *
 * Returns: (transfer full): what a rule found, translated
 */
char *
esp_campaign_finding_sentence (const EspContentFinding *finding)
{
  gboolean is_fine = finding->severity == ESP_SEVERITY_FINE;
  g_autoptr (GString) text = g_string_new (
    g_dgettext (GETTEXT_PACKAGE, is_fine ? finding->rule->fine : finding->rule->sentence));

  for (guint i = 0; !is_fine && i < G_N_ELEMENTS (finding->args); i++)
    {
      g_autofree char *place = g_strdup_printf ("{%u}", i);
      const char *value = finding->args[i] != NULL ? finding->args[i] : "";

      if (*value != '\0')
        value = g_dpgettext2 (GETTEXT_PACKAGE, "check", value);
      g_string_replace (text, place, value, 0);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
