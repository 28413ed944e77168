/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what differs between two versions of a journey, and what people at a changed step can do. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-publish-words.h"

#include "views/journeys/esp-journey-words.h"

#include <glib/gi18n.h>

/* Members of the text form, as people call them. */
static const struct
{
  const char *member;
  const char *word;
} member_words[] = {
  { "title", N_ ("name") },
  { "note", N_ ("note") },
  { "group", N_ ("group") },
  { "off", N_ ("switched on or off") },
  { "message", N_ ("message") },
  { "channel", N_ ("channel") },
  { "transactional", N_ ("kind of message") },
  { "blocked", N_ ("what happens if it cannot be sent") },
  { "unready", N_ ("what happens while the channel is not ready") },
  { "late", N_ ("what happens if its time was missed") },
  { "late_after", N_ ("what happens if its time was missed") },
  { "hours", N_ ("allowed hours") },
  { "for", N_ ("how long") },
  { "until", N_ ("until when") },
  { "timeout", N_ ("how long at most") },
  { "event", N_ ("what has to happen") },
  { "match", N_ ("what has to happen") },
  { "condition", N_ ("condition") },
  { "when", N_ ("condition") },
  { "share", N_ ("share") },
  { "metric", N_ ("what decides") },
  { "changes", N_ ("changes of the lead") },
  { "segment", N_ ("segment") },
  { "do", N_ ("add or remove") },
  { "text", N_ ("text") },
  { "owner", N_ ("owner") },
  { "due", N_ ("due date") },
  { "alert", N_ ("alert") },
  { "url", N_ ("address") },
  { "once", N_ ("whether it is called again when in doubt") },
  { "to", N_ ("where it leads") },
  { "after", N_ ("where it leads") },
  { "times", N_ ("how often at most") },
  { "days", N_ ("days") },
  { "reached", N_ ("what happens when it is reached") },
  { "otherwise", N_ ("what happens until then") },
  { "name", N_ ("name") },
  { "reentry", N_ ("who may enter again") },
  { "limits", N_ ("how many may enter") },
  { "zone", N_ ("whose clock") },
  { "existing", N_ ("who is in the segment already") },
  { "field", N_ ("field") },
};

static const char *
word_of (const char *member)
{
  for (gsize i = 0; i < G_N_ELEMENTS (member_words); i++)
    if (g_str_equal (member_words[i].member, member))
      return _ (member_words[i].word);
  return member;
}

/**
 * esp_publish_words_kind:
 *
 * Returns: "Added"
 */
const char *
esp_publish_words_kind (EspDifferenceKind kind)
{
  switch (kind)
    {
    case ESP_DIFFERENCE_ADDED:
      return C_ ("difference", "Added");
    case ESP_DIFFERENCE_CHANGED:
      return C_ ("difference", "Changed");
    case ESP_DIFFERENCE_MOVED:
      return C_ ("difference", "Moved");
    case ESP_DIFFERENCE_REMOVED:
    case ESP_N_DIFFERENCES:
    default:
      return C_ ("difference", "Removed");
    }
}

/**
 * esp_publish_words_sign:
 *
 * Returns: a mark that is told apart without its colour
 */
const char *
esp_publish_words_sign (EspDifferenceKind kind)
{
  static const char *const signs[ESP_N_DIFFERENCES] = { "＋", "~", "↕", "−" };

  return kind < ESP_N_DIFFERENCES ? signs[kind] : "";
}

static const EspJourneyStep *
get_step (const EspDifference *difference,
          const EspJourneyDiff *diff,
          const EspJourney **out_journey)
{
  gboolean is_new = difference->new_step != ESP_JOURNEY_NOWHERE;

  *out_journey = is_new ? diff->after : diff->before;
  if (!is_new && difference->old_step == ESP_JOURNEY_NOWHERE)
    return NULL;
  return esp_journey_get_step (*out_journey, is_new ? difference->new_step : difference->old_step);
}

static const EspJourneyEntry *
find_entry (const EspJourney *journey, const char *id)
{
  for (guint i = 0; i < journey->entries->len; i++)
    if (g_str_equal (g_array_index (journey->entries, EspJourneyEntry, i).id, id))
      return &g_array_index (journey->entries, EspJourneyEntry, i);
  return NULL;
}

/**
 * esp_publish_words_title:
 *
 * Returns: (transfer full): what it is about: "Wait 3 days"
 */
char *
esp_publish_words_title (const EspDifference *difference,
                         const EspJourneyDiff *diff,
                         const EspJourneyNames *names)
{
  const EspJourney *journey;
  const EspJourneyStep *step = get_step (difference, diff, &journey);
  const EspJourneyEntry *entry;
  g_autofree char *title = NULL;

  switch (difference->place)
    {
    case ESP_DIFFERENCE_OF_SETTING:
      /* Translators: of the whole journey; %s is a setting such as "who may enter again" */
      return g_strdup_printf (_ ("Journey: %s"), word_of (difference->id));
    case ESP_DIFFERENCE_OF_ENTRY:
      entry = find_entry (difference->kind == ESP_DIFFERENCE_REMOVED ? diff->before : diff->after,
                          difference->id);
      title = entry != NULL ? esp_journey_words_entry (entry, names) : g_strdup (difference->id);
      /* Translators: %s says how people come in */
      return g_strdup_printf (_ ("Entry: %s"), title);
    case ESP_DIFFERENCE_OF_GROUP:
      /* Translators: %s is the name of a group of steps */
      return g_strdup_printf (_ ("Group: %s"),
                              difference->title != NULL ? difference->title : difference->id);
    case ESP_DIFFERENCE_OF_BRANCH:
      title = esp_journey_words_title (journey, step, names);
      /* Translators: a branch, then the step that it belongs to */
      return g_strdup_printf (_ ("Branch “%s” of %s"),
                              difference->title != NULL ? difference->title : difference->branch,
                              title);
    case ESP_DIFFERENCE_OF_STEP:
    default:
      return esp_journey_words_title (journey, step, names);
    }
}

static char *
list_members (const EspDifference *difference)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; difference->members != NULL && i < difference->members->len; i++)
    {
      const char *word = word_of (g_array_index (difference->members, EspDifferentMember, i).name);

      if (!g_ptr_array_find (words, word, NULL))
        g_ptr_array_add (words, (gpointer) word);
    }
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

static char *
describe_place (const EspDifference *difference,
                const EspJourneyDiff *diff,
                const EspJourneyNames *names)
{
  const EspJourney *journey =
    difference->new_step != ESP_JOURNEY_NOWHERE ? diff->after : diff->before;
  guint32 before = esp_journey_find_step (journey, difference->after);
  g_autofree char *title =
    before != ESP_JOURNEY_NOWHERE
      ? esp_journey_words_title (journey, esp_journey_get_step (journey, before), names)
      : NULL;

  if (difference->kind == ESP_DIFFERENCE_REMOVED)
    return title != NULL ? g_strdup_printf (_ ("It stood after “%s”"), title) : NULL;
  if (title != NULL)
    /* Translators: where a step stands; %s is the step before it */
    return g_strdup_printf (_ ("After “%s”"), title);
  return g_strdup (difference->parent != NULL ? _ ("First in its branch") : _ ("First of all"));
}

/* What a step did and does, when that can be heard; else which of its members differ. */
static char *
describe_change (const EspDifference *difference,
                 const EspJourneyDiff *diff,
                 const EspJourneyNames *names)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (difference->place == ESP_DIFFERENCE_OF_STEP)
    {
      before =
        esp_journey_words_sentence (diff->before,
                                    esp_journey_get_step (diff->before, difference->old_step),
                                    names);
      after = esp_journey_words_sentence (diff->after,
                                          esp_journey_get_step (diff->after, difference->new_step),
                                          names);
      if (!g_str_equal (before, after))
        return g_strdup_printf ("%s → %s", before, after);
    }
  return list_members (difference);
}

/**
 * esp_publish_words_detail:
 *
 * Returns: (transfer full) (nullable): what is other than before, or where it stands
 */
char *
esp_publish_words_detail (const EspDifference *difference,
                          const EspJourneyDiff *diff,
                          const EspJourneyNames *names)
{
  if (difference->kind == ESP_DIFFERENCE_CHANGED)
    return describe_change (difference, diff, names);
  return difference->place == ESP_DIFFERENCE_OF_STEP ? describe_place (difference, diff, names)
                                                     : NULL;
}

/**
 * esp_publish_words_choice:
 *
 * Returns: what people at the step do then
 */
const char *
esp_publish_words_choice (EspCrossingChoice choice)
{
  switch (choice)
    {
    case ESP_CHOICE_KEEP:
      return _ ("Keep waiting as it was for them");
    case ESP_CHOICE_NEW:
      return _ ("Wait as it is now, counted from when they began");
    case ESP_CHOICE_CONTINUE:
      return _ ("Continue with the next step");
    case ESP_CHOICE_EXIT:
      return _ ("Leave the journey");
    case ESP_CHOICE_FINISH:
      return _ ("Finish this step first");
    case ESP_CHOICE_DEFAULT:
    case ESP_N_CHOICES:
    default:
      return "";
    }
}
