/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import of HTML or MJML says, in the user's language. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-exchange-words.h"

#include "views/shell/esp-slot-words.h"

#include <glib/gi18n.h>

/* Longer ones before what they begin with. */
static const char *const sentences[] = {
  N_ ("The picture behind the words stands above them now: many mail programs show no pictures "
      "behind words."),
  N_ ("Fonts from the network do not come along: the brand kit names the fonts."),
  N_ ("More than {1} columns became rows below each other."),
  N_ ("A row of many columns became lines below each other."),
  N_ ("Columns inside columns became lines below each other."),
  N_ ("A table of data was kept as HTML."),
  N_ ("A link that runs a script was left out."),
  N_ ("Only the first {1} links were read."),
  N_ ("An accordion became HTML with everything open: most mail programs cannot fold."),
  N_ ("A carousel became HTML with its pictures below each other: most mail programs cannot turn "
      "them."),
  N_ ("<{1}> is not known; what is in it was kept as HTML."),
  N_ ("A counting pixel was left out; Espalier counts by itself."),
  N_ ("<{1}> has no block of its own and was kept as HTML; many mail programs do not show it."),
  N_ ("<{1}> was left out: a message must not run anything."),
  N_ ("What is nested deeper than {1} elements, or comes after {2} blocks, was left out."),
  N_ ("Columns from right to left stand in that order now, also where they are below each other."),
  N_ ("The width of the body does not come along: the brand kit names it."),
  N_ ("Rules of style sheets for telephones, dark mode or the pointer did not come along: blocks "
      "have "
      "their own."),
  N_ ("Words that are hidden, or shown on some screens alone, were left out: “{1}”"),
  N_ ("Frames and pictures around several sections do not come along."),
  N_ ("Pictures of social networks became icons that are drawn here."),
  N_ ("Pictures behind sections fill them now."),
  N_ ("Colours behind spacers do not come along: set the colour of the column or section."),
  N_ ("Of the ways to write letters only capitals come along."),
  N_ ("A picture that stands in its own address cannot be read."),
  N_ ("The file “{1}” was left out: all files together are larger than {2} MB."),
  N_ ("The file “{1}” is attached as it was."),
  N_ ("The file is empty"),
  N_ ("This is a file of Outlook's own (.msg); open it in Outlook and save it as .eml or .html"),
  N_ ("This is a packed file; unpack it first"),
  N_ (
    "This is not a mail: lines such as “From:” and “Subject:” are expected at its beginning. Read "
    "HTML with from-html"),
  N_ ("The mail is encrypted; open it in the mail program that has the key, and save it "
      "unencrypted"),
  N_ ("There is neither text nor HTML in the mail"),
  N_ ("A hero is as high as what is in it."),
  N_ ("There are no words and no pictures in the HTML"),
  N_ ("There is nothing in the text that could be read as HTML"),
  N_ ("There is nothing in the body of the MJML"),
  N_ ("This is not MJML: an <mjml> with an <mj-body> in it is expected"),
  N_ ("The file is not UTF-8, and it does not say what it is; open it in an editor and save it as "
      "UTF-8"),
  N_ ("The head of the MJML includes another file, and files are not opened from inside a message; "
      "put its content in and try again"),
  N_ ("The MJML includes another file (“{1}”), and files are not opened from inside a message; put "
      "its content in and try again"),
  N_ ("“{1}” is a place of another program that nothing fills here: put a field in its stead."),
  N_ ("The text is larger than {1} MB"),
};

/**
 * esp_exchange_words:
 * @said: a note of an import, or the message of its error
 *
 * Returns: (transfer full): the same in the user's language, as far as it is known
 */
char *
esp_exchange_words (const char *said)
{
  char *text = esp_slot_words_translate (sentences, G_N_ELEMENTS (sentences), said, NULL);

  return text != NULL ? text : g_strdup (said);
}
