/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the checks found, in the words of the person: by the id of the rule, so that a pack may change its English. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-check-words.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  const char *id;
  const char *sentence;
  const char *fine;
} Words;

static const Words rules[] = {
  { "KR-AD-04", N_ ("The subject must begin with “(광고)”."),
    N_ ("The subject begins with “(광고)”.") },
  { "KR-AD-09", N_ ("“{0}” does not count as the label; only “(광고)” as it is does."),
    N_ ("The label is written as the law wants it.") },
  { "KR-AD-05", N_ ("The footer lacks the {0} of the sender."),
    N_ ("The footer names sender, address, phone and email.") },
  { "KR-AD-06",
    N_ ("The HTML has its own unsubscribe link but does not say in Korean and in English how to "
        "stop."),
    N_ ("The way to stop is given in Korean and in English.") },
  { "US-CS-03", N_ ("The footer lacks a postal address."),
    N_ ("The footer has a postal address.") },
  { "CA-03", N_ ("The footer lacks the {0} of the sender."),
    N_ ("The footer has what Canadian law asks for.") },
  { "EU-04", N_ ("The footer lacks the {0} of the sender."),
    N_ ("The footer says who is responsible.") },
  { "DE-02", N_ ("German readers look for a link to the legal notice (Impressum)."),
    N_ ("There is a link to the legal notice.") },
  { "AU-01", N_ ("The footer lacks the {0} of the sender."),
    N_ ("The footer has what Australian law asks for.") },
  { "JP-01", N_ ("The footer lacks the {0} of the sender."),
    N_ ("The footer has what Japanese law asks for.") },
  { "CORE-04", N_ ("The message has no unsubscribe link."),
    N_ ("The message has an unsubscribe link.") },
  { "CORE-07",
    N_ ("The message is marked as no advertisement, but says “{0}”. One line of promotion makes it "
        "one."),
    N_ ("Nothing in the message promotes.") },
  { "CORE-09", N_ ("A tag came out unresolved: “{0}”."), N_ ("All tags resolve.") },
  { "MSG-SUBJECT", N_ ("The message has no subject."), N_ ("The message has a subject.") },
  { "MSG-SUBJECT-LENGTH", N_ ("The subject takes {0} columns; phones show about {1}."),
    N_ ("The subject is short enough to be seen whole.") },
  { "MSG-PREHEADER",
    N_ ("There is no preview text; mail programs will show the first words of the body."),
    N_ ("There is a preview text.") },
  { "MSG-BODY", N_ ("The body is empty."), N_ ("The body has content.") },
  { "MSG-SENDER", N_ ("The sender address “{0}” is not complete."),
    N_ ("The sender address is complete.") },
  { "MSG-REPLY", N_ ("Replies go to an address nobody reads (“{0}”)."),
    N_ ("Replies can be read.") },
  { "PER-FALLBACK", N_ ("“{0}” is printed without a fallback; {1} of the audience have it."),
    N_ ("Every field that is printed has a value or a fallback.") },
  { "PER-FIELD", N_ ("There is no field “{0}”."), N_ ("All fields exist.") },
  { "A11Y-01", N_ ("A picture has no description."),
    N_ ("Every picture has a description or is marked as decorative.") },
  { "A11Y-02", N_ ("The text of a button has a contrast of {0}:1 to its ground; {1}:1 is needed."),
    N_ ("The text of buttons can be read.") },
  { "A11Y-04", N_ ("A link says only “{0}”; say where it leads."),
    N_ ("Links say where they lead.") },
  { "SIZE-01",
    N_ ("The HTML has {0} kB; Gmail cuts messages above {1} kB, with the unsubscribe link."),
    N_ ("The HTML is small enough.") },
  { "LNK-EMPTY", N_ ("A link or a button leads nowhere."), N_ ("Every link leads somewhere.") },
  { "LNK-SCRIPT", N_ ("A link runs a script or holds data (“{0}”); mail programs block it."),
    N_ ("No link runs a script.") },
  { "LNK-04", N_ ("A link leads to a test or private host (“{0}”)."),
    N_ ("No link leads to a test or private host.") },
  { "LNK-IP", N_ ("A link leads to a bare IP address (“{0}”); filters treat it as phishing."),
    N_ ("No link leads to a bare IP address.") },
  { "LNK-HTTP", N_ ("A link is not encrypted (“{0}”)."), N_ ("All links are encrypted.") },
  { "LNK-02", N_ ("A link carries personal data in the open (“{0}”)."),
    N_ ("No link carries an address or a phone number.") },
  { "UNS-01",
    N_ ("Gmail and Yahoo want a one-click unsubscribe address (https) from those who send to many; "
        "this workspace has only mail."),
    N_ ("One-click unsubscribe works.") },
  { "SPAM-01", N_ ("Spam filters may object ({0} points): {1}."),
    N_ ("Nothing that spam filters dislike.") },
  { "SEND-MESSAGE", N_ ("No message is chosen."), N_ ("A message is chosen.") },
  { "SEND-BROKEN", N_ ("The message cannot be made: {0}"), N_ ("The message can be made.") },
  { "SEND-CHANNEL-NONE", N_ ("No channel is chosen."), N_ ("A channel is chosen.") },
  { "SEND-CHANNEL-OFF", N_ ("The channel “{0}” is switched off."),
    N_ ("The channel is switched on.") },
  { "SEND-CHANNEL-SAMPLE",
    N_ (
      "This is the sample workspace: nothing of it leaves the computer. Choose the demo mailbox."),
    N_ ("The demo mailbox takes it.") },
  { "SEND-CHANNEL-KIND", N_ ("The kind of the channel “{0}” is not known here."),
    N_ ("The channel is of a known kind.") },
  { "SEND-CHANNEL-SETTINGS", N_ ("The settings of the channel “{0}” cannot be used: {1}"),
    N_ ("The settings of the channel can be used.") },
  { "SEND-AUDIENCE", N_ ("Nobody would get it."), N_ ("Somebody will get it.") },
  { "CLASS-AD",
    N_ ("The send is marked as no advertisement, but its message is one: consent must be asked."),
    N_ ("Message and send agree about what they are.") },
  { "CLASS-NOTICE",
    N_ ("The message is no advertisement, but the send treats it as one: only people who agreed to "
        "advertising get it."),
    N_ ("Message and send agree about what they are.") },
  { "CORE-02", N_ ("The send asks nobody for consent."),
    N_ ("Everyone who gets it has agreed to advertising by email.") },
  { "CORE-03", N_ ("{0} consents lack their date, source or wording; they could not be proven."),
    N_ ("Every consent has its date, source and wording.") },
  { "KR-AD-03",
    N_ ("{0} people would get it in the night (21:00 to 08:00 where they are) without having "
        "agreed to that."),
    N_ ("The rule of the night is kept: it binds every channel but email.") },
  { "KR-AD-13", N_ ("{0} consents are older than two years and were not confirmed since."),
    N_ ("No consent is older than two years.") },
  { "QUIET-01", N_ ("{0} people would get it in the quiet hours, where it is night for them."),
    N_ ("Nobody gets it in the quiet hours of their place.") },
};

/* Where rules come from, as far as it is said in English. */
static const char *const sources[] G_GNUC_UNUSED = {
  N_ ("Gmail cuts above 102 kB"),
  N_ ("Good practice"),
  N_ ("Heuristics"),
  N_ ("RFC 5322; good practice"),
  N_ ("RFC 8058; Gmail and Yahoo sender guidelines"),
  N_ ("개인정보 보호법 제29조; good practice"),
  N_ ("정보통신망법 제50조 제1항; Directive 2002/58/EC Art. 13; CASL s. 6"),
  N_ ("정보통신망법 제50조; KISA guide"),
};

/* What is put into the sentences; they are looked up by their English text. */
static const char *const parts[] G_GNUC_UNUSED = {
  NC_ ("check", "name"),
  NC_ ("check", "postal address"),
  NC_ ("check", "phone number"),
  NC_ ("check", "email address"),
  NC_ ("check", "phone number or email address"),
  NC_ ("check", "an unknown share"),
  NC_ ("check", "capitals in the subject"),
  NC_ ("check", "exclamation marks in the subject"),
  NC_ ("check", "the subject pretends to be an answer"),
  NC_ ("check", "words of money and hurry"),
  NC_ ("check", "pictures with hardly any text"),
  NC_ ("check", "scripts in the HTML"),
  NC_ ("check", "hidden text"),
  NC_ ("check", "a link shortener"),
  NC_ ("check", "a link shows another address than it leads to"),
  NC_ ("check", "more than 15 links"),
  NC_ ("check", "an attachment of a kind that is filtered"),
  NC_ ("check", "the sender's name looks like an address"),
};

static const Words *
find_words (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (rules[i].id, id))
      return &rules[i];
  return NULL;
}

/* One part, or several with commas between them. */
static char *
translate_part (const char *part)
{
  g_auto (GStrv) words = g_strsplit (part, ", ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      {
        const char *word = g_dpgettext2 (GETTEXT_PACKAGE, "check", words[i]);

        if (word != words[i])
          {
            g_free (words[i]);
            words[i] = g_strdup (word);
          }
      }
  return g_strjoinv (", ", words);
}

/**
 * esp_check_dup_sentence:
 *
 * Returns: (transfer full): what a rule found, translated
 */
char *
esp_check_dup_sentence (const EspContentFinding *finding)
{
  gboolean is_fine = finding->severity == ESP_SEVERITY_FINE;
  const Words *words = find_words (finding->rule->id);
  const char *english = is_fine ? finding->rule->fine : finding->rule->sentence;
  g_autoptr (GString) text = NULL;

  if (words != NULL)
    english = is_fine ? words->fine : words->sentence;
  text = g_string_new (g_dgettext (GETTEXT_PACKAGE, english));
  for (guint i = 0; !is_fine && i < G_N_ELEMENTS (finding->args); i++)
    {
      g_autofree char *place = g_strdup_printf ("{%u}", i);
      g_autofree char *value = translate_part (finding->args[i] != NULL ? finding->args[i] : "");

      g_string_replace (text, place, value, 0);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * esp_check_get_source:
 *
 * Returns: (transfer none): where a rule comes from, translated as far as it is English
 */
const char *
esp_check_get_source (const EspContentRule *rule)
{
  return rule->source != NULL && *rule->source != '\0' ? g_dgettext (GETTEXT_PACKAGE, rule->source)
                                                       : "";
}
