/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why the core did not do what was asked, in the user's language. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-refusal-words.h"

#include "views/shell/esp-slot-words.h"

#include <glib/gi18n.h>

/* Longer ones before what they begin with. */
static const char *const sentences[] = {
  N_ ("The time has passed: send it now, or choose a later time"),
  N_ ("The time has passed: choose a later one, or send it at once"),
  N_ ("The time has passed: choose a later one, or resume it at once"),
  N_ ("The time has passed: choose a later one"),
  N_ ("The time is out of the calendar"),
  N_ ("The campaign has no dates yet: give it a first send"),
  N_ ("All of the campaign has left: what is over cannot be moved"),
  N_ ("Only sends and items of the plan can be duplicated here"),
  N_ ("Only drafts, tasks and items of the plan can be removed here"),
  N_ ("Only a draft can be removed: stop the send in Activity"),
  N_ ("Only a draft can be sent; this send has begun already"),
  N_ ("Only a draft can be mended; this send has begun already"),
  N_ ("Only the audience of a draft can be changed"),
  N_ ("The send has begun: message, audience and channel are fixed"),
  N_ ("The send has no message: choose one first"),
  N_ ("The send has no message yet: there is nothing to look at"),
  N_ ("The campaign was changed while it was being checked: look at it once more, then send it"),
  N_ ("Only a send that is scheduled, held or running can be paused"),
  N_ ("Only a paused send can be resumed"),
  N_ ("Its journey is paused: resume the journey, and this goes on with it"),
  N_ ("Only a send that has begun and is not over can be stopped"),
  N_ ("A send that was stopped does not go on: nobody gets it again"),
  N_ ("Only a send that runs, is paused or done can try again"),
  N_ ("Nobody is left to be tried again: the addresses do not exist"),
  N_ ("Nobody of this send waits for a word about a refusal"),
  N_ ("Only a paused send of which nothing has left yet can be postponed"),
  N_ ("Say who you are: a review names everyone who took part"),
  N_ ("The name of a person has at most 200 bytes"),
  N_ ("A remark in a review has at most 10,000 bytes"),
  N_ ("A comment needs words: what is to be changed?"),
  N_ ("Only a draft can be reviewed: this send has been ordered already"),
  N_ ("It is in review already"),
  N_ ("Somebody else has to approve what you asked for"),
  N_ ("You asked for this yourself: look at it again ten minutes after asking, then approve it"),
  N_ ("This review is decided already"),
  N_ ("An approval has to hold until some time in the future"),
  N_ ("Say what is to be changed: write a comment first"),
  N_ ("What is to be checked needs a few words"),
  N_ ("The calendar has more than 16 MB"),
  N_ ("The file is no calendar: the line BEGIN:VCALENDAR is missing"),
  N_ ("The file is larger than 16 MB: put it where all reach it, and note the place"),
  N_ ("The journey needs a name"),
  N_ ("Nobody can enter the journey now: it is not live"),
  N_ ("Say where the report goes: a folder, an address, or both"),
  N_ ("The folder is a whole path that begins with /"),
  N_ ("The address to send the report to is not an email address"),
  N_ ("By email goes one file: choose pdf, xlsx or ods"),
  N_ ("The time is written as 09:00"),
  N_ ("The campaign ends before it begins"),
  N_ ("Another calendar needs a name of at most 200 bytes"),
  N_ ("A scenario needs a name of at most 300 bytes"),
  N_ ("This was undone already"),
  N_ ("This can no longer be undone"),
  N_ ("There is nothing to undo"),
  N_ ("There is no such lead"),
  N_ ("There is no such note any more"),
  N_ ("The note is empty"),
  N_ ("A tag needs a name"),
  N_ ("A field needs a name"),
  N_ ("A message needs a name"),
  N_ ("A lead cannot be merged with itself"),
  N_ ("All sending is stopped; the mail was not sent"),
  N_ ("There is no email channel that is on; add one under Channels"),
  N_ ("There is no sender address yet; set it under Sender"),
  N_ ("The journey has become too long to be saved; shorten its notes, or split it"),
};

/**
 * esp_refusal_words:
 * @said: the message of an error of the core
 *
 * Returns: (transfer full): the same in the user's language, as far as it is known
 */
char *
esp_refusal_words (const char *said)
{
  char *text = esp_slot_words_translate (sentences, G_N_ELEMENTS (sentences), said, NULL);

  return text != NULL ? text : g_strdup (said);
}
