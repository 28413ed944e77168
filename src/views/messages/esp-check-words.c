/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences of the rule pack, so that they reach the translators; the panel looks them up by text. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-check-words.h"

#include <glib/gi18n.h>

const char *const esp_check_words[] = {
  N_ ("The subject must begin with “(광고)”."),
  N_ ("The subject begins with “(광고)”."),
  N_ ("“{0}” does not count as the label; only “(광고)” as it is does."),
  N_ ("The label is written as the law wants it."),
  N_ ("The footer lacks the {0} of the sender."),
  N_ ("The footer names sender, address, phone and email."),
  N_ (
    "The HTML has its own unsubscribe link but does not say in Korean and in English how to stop."),
  N_ ("The way to stop is given in Korean and in English."),
  N_ ("The footer lacks a postal address."),
  N_ ("The footer has a postal address."),
  N_ ("The footer has what Canadian law asks for."),
  N_ ("The message has no unsubscribe link."),
  N_ ("The message has an unsubscribe link."),
  N_ ("The message is marked as no advertisement, but says “{0}”. One line of promotion makes it "
      "one."),
  N_ ("Nothing in the message promotes."),
  N_ ("A tag came out unresolved: “{0}”."),
  N_ ("All tags resolve."),
  N_ ("The message has no subject."),
  N_ ("The message has a subject."),
  N_ ("The subject takes {0} columns; phones show about {1}."),
  N_ ("The subject is short enough to be seen whole."),
  N_ ("There is no preview text; mail programs will show the first words of the body."),
  N_ ("There is a preview text."),
  N_ ("The body is empty."),
  N_ ("The body has content."),
  N_ ("The sender address “{0}” is not complete."),
  N_ ("The sender address is complete."),
  N_ ("Replies go to an address nobody reads (“{0}”)."),
  N_ ("Replies can be read."),
  N_ ("“{0}” is printed without a fallback; {1} of the audience have it."),
  N_ ("Every field that is printed has a value or a fallback."),
  N_ ("There is no field “{0}”."),
  N_ ("All fields exist."),
  N_ ("A picture has no description."),
  N_ ("Every picture has a description or is marked as decorative."),
  N_ ("The text of a button has a contrast of {0}:1 to its ground; {1}:1 is needed."),
  N_ ("The text of buttons can be read."),
  N_ ("A link says only “{0}”; say where it leads."),
  N_ ("Links say where they lead."),
  N_ ("The HTML has {0} kB; Gmail cuts messages above {1} kB, with the unsubscribe link."),
  N_ ("The HTML is small enough."),
  N_ ("A link or a button leads nowhere."),
  N_ ("Every link leads somewhere."),
  N_ ("A link runs a script or holds data (“{0}”); mail programs block it."),
  N_ ("No link runs a script."),
  N_ ("A link leads to a test or private host (“{0}”)."),
  N_ ("No link leads to a test or private host."),
  N_ ("A link leads to a bare IP address (“{0}”); filters treat it as phishing."),
  N_ ("No link leads to a bare IP address."),
  N_ ("A link is not encrypted (“{0}”)."),
  N_ ("All links are encrypted."),
  N_ ("A link carries personal data in the open (“{0}”)."),
  N_ ("No link carries an address or a phone number."),
  N_ ("Gmail and Yahoo want a one-click unsubscribe address (https) from those who send to many; "
      "this workspace has only mail."),
  N_ ("One-click unsubscribe works."),
  N_ ("Spam filters may object ({0} points): {1}."),
  N_ ("Nothing that spam filters dislike."),
  N_ ("Good practice"),
  N_ ("Heuristics"),
  NULL,
};
