/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sheet that publishes lists: problems, differences, and what becomes of those who are where it changes. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-publish-sheet-private.h"

#include "views/journeys/esp-hook-key.h"
#include "views/journeys/esp-journey-words.h"
#include "views/journeys/esp-publish-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-row-lines.h"

#include <glib/gi18n.h>

#define MAX_SHOWN 200

static GtkWidget *
text_row_new (const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (text == NULL)
    return row;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  return row;
}

/* A mark that is told apart without its colour, and said aloud in words. */
static GtkWidget *
difference_row_new (EspPublishSheet *self, const EspDifference *difference)
{
  static const char *const classes[] = { "success", "accent", "accent", "error" };
  const EspJourneyDiff *diff = self->preview->diff;
  g_autofree char *title = esp_publish_words_title (difference, diff, self->names);
  g_autofree char *detail = esp_publish_words_detail (difference, diff, self->names);
  /* A setting is always there: it is only other than before. */
  EspDifferenceKind what =
    difference->place == ESP_DIFFERENCE_OF_SETTING ? ESP_DIFFERENCE_CHANGED : difference->kind;
  const char *kind = esp_publish_words_kind (what);
  g_autofree char *label = g_strdup_printf ("%s: %s", kind, title);
  g_autofree char *text =
    detail != NULL ? g_strdup_printf ("%s · %s", kind, detail) : g_strdup (kind);
  GtkWidget *row = text_row_new (title, text);
  GtkWidget *sign = gtk_label_new (esp_publish_words_sign (what));

  gtk_widget_add_css_class (sign, "title-3");
  gtk_widget_add_css_class (sign, classes[MIN (what, ESP_DIFFERENCE_REMOVED)]);
  gtk_widget_set_size_request (sign, 24, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), sign);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return row;
}

/**
 * esp_publish_sheet_add_differences:
 */
void
esp_publish_sheet_add_differences (EspPublishSheet *self)
{
  const EspJourneyDiff *diff = self->preview->diff;
  GtkWidget *group = esp_form_group_new (_ ("What changes"), NULL);
  guint n = diff != NULL ? diff->differences->len : 0;

  for (guint i = 0; i < MIN (n, MAX_SHOWN); i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               difference_row_new (self, &g_array_index (diff->differences,
                                                                         EspDifference, i)));
  for (guint i = 0; i < self->preview->messages->len; i++)
    {
      const EspPublishMessage *message =
        &g_array_index (self->preview->messages, EspPublishMessage, i);
      const char *name = esp_journey_names_find (self->names, ESP_NAME_MESSAGE, message->message);
      g_autofree char *count = esp_format_count (message->n_prepared);
      g_autofree char *text =
        message->to > 0
          ? g_strdup_printf (_ ("Version %d → %d. %s prepared ones go as they are."),
                             (int) message->from, (int) message->to, count)
          : g_strdup_printf (_ ("Not sent any more. %s prepared ones go as they are."), count);

      /* Translators: %s is the name of a message */
      g_autofree char *title =
        g_strdup_printf (_ ("Message “%s”"), name != NULL ? name : message->message);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), text_row_new (title, text));
    }
  if (n > MAX_SHOWN)
    {
      g_autofree char *rest =
        g_strdup_printf (ngettext ("And %u more change", "And %u more changes", n - MAX_SHOWN),
                         n - MAX_SHOWN);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), text_row_new (rest, NULL));
    }
  if (diff == NULL)
    adw_preferences_group_add (
      ADW_PREFERENCES_GROUP (group),
      text_row_new (_ ("This is the first version. People enter from now on."), NULL));
  else if (n == 0 && self->preview->messages->len == 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               text_row_new (_ ("Nothing differs from the version that is live."),
                                             NULL));
  gtk_box_append (GTK_BOX (self->content), group);
}

/* Choices */

static const EspCrossingChoice changed_choices[] = { ESP_CHOICE_KEEP, ESP_CHOICE_NEW };
static const EspCrossingChoice removed_choices[] = { ESP_CHOICE_CONTINUE, ESP_CHOICE_EXIT,
                                                     ESP_CHOICE_FINISH };

static void
chosen_cb (AdwComboRow *row, GParamSpec *pspec, EspPublishSheet *self)
{
  const char *step = g_object_get_data (G_OBJECT (row), "esp-step");
  gboolean is_removed = g_object_get_data (G_OBJECT (row), "esp-removed") != NULL;
  guint selected = adw_combo_row_get_selected (row);
  EspCrossingChoice choice =
    is_removed ? removed_choices[MIN (selected, 2)] : changed_choices[MIN (selected, 1)];

  g_hash_table_insert (self->choices, g_strdup (step), GUINT_TO_POINTER (choice));
}

static char *
describe_people (EspPublishSheet *self, const EspPublishPeople *people)
{
  g_autofree char *count = esp_format_count (people->n);
  gulong n = (gulong) people->n;

  if (people->version == self->preview->from)
    return g_strdup_printf (ngettext ("%s person is here", "%s people are here", n), count);
  /* Translators: how many, and the number of an older version in which they still are */
  return g_strdup_printf (ngettext ("%s person is here, from version %u",
                                    "%s people are here, from version %u", n),
                          count, people->version);
}

static GtkWidget *
choice_row_new (EspPublishSheet *self, const EspPublishPeople *people, const char *title)
{
  gboolean is_removed = people->question == ESP_QUESTION_REMOVED;
  const EspCrossingChoice *choices = is_removed ? removed_choices : changed_choices;
  guint n = is_removed ? G_N_ELEMENTS (removed_choices) : G_N_ELEMENTS (changed_choices);
  const char *words[G_N_ELEMENTS (removed_choices) + 1] = { NULL };
  guint selected = 0;
  g_autofree char *text = describe_people (self, people);
  GtkWidget *row;

  for (guint i = 0; i < n; i++)
    {
      words[i] = esp_publish_words_choice (choices[i]);
      if (choices[i] == people->choice)
        selected = i;
    }
  row = esp_form_choice_row_new (title, words, selected);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  g_object_set_data_full (G_OBJECT (row), "esp-step", g_strdup (people->step), g_free);
  g_object_set_data (G_OBJECT (row), "esp-removed", is_removed ? row : NULL);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (chosen_cb), self, 0);
  return row;
}

static char *
find_title (EspPublishSheet *self, const EspPublishPeople *people)
{
  const EspJourney *before = self->preview->before;
  guint32 step = esp_journey_find_step (before, people->step);

  if (step != ESP_JOURNEY_NOWHERE)
    return esp_journey_words_title (before, esp_journey_get_step (before, step), self->names);
  return g_strdup (people->title != NULL ? people->title : people->step);
}

/**
 * esp_publish_sheet_add_people:
 */
void
esp_publish_sheet_add_people (EspPublishSheet *self)
{
  const EspPublishPreview *preview = self->preview;
  GtkWidget *group = NULL;
  g_autofree char *rest = esp_format_count (preview->n_inside - preview->n_asked);
  g_autofree char *unaffected = NULL;

  if (preview->from == 0)
    return;
  group = esp_form_group_new (_ ("Who is where it changes"),
                              _ ("Nobody is sent back and nothing is done twice. Prepared messages "
                                 "go as they are, and the "
                                 "history of removed steps is kept."));
  for (guint i = 0; i < preview->people->len; i++)
    {
      const EspPublishPeople *people = &g_array_index (preview->people, EspPublishPeople, i);
      g_autofree char *title = find_title (self, people);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 choice_row_new (self, people, title));
    }
  unaffected = g_strdup_printf (ngettext ("%s person inside, further on or not there yet",
                                          "%s people inside, further on or not there yet",
                                          (gulong) (preview->n_inside - preview->n_asked)),
                                rest);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             text_row_new (_ ("Not affected"), unaffected));
  gtk_box_append (GTK_BOX (self->content), group);
}

/* Problems */

static void
key_noted_cb (gpointer user_data)
{
  esp_publish_sheet_read (user_data);
}

static void
key_cb (GtkWidget *button, EspPublishSheet *self)
{
  esp_hook_key_ask (self->session, GTK_WINDOW (self),
                    g_object_get_data (G_OBJECT (button), "esp-url"), key_noted_cb,
                    G_OBJECT (self));
}

static void
add_key_button (EspPublishSheet *self, GtkWidget *row, const char *url)
{
  GtkWidget *button;

  if (!esp_hook_key_can_be_given (url))
    return;
  button = gtk_button_new_with_mnemonic (_ ("Secret _key…"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "esp-url", g_strdup (url), g_free);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_signal_connect_object (button, "clicked", G_CALLBACK (key_cb), self, 0);
}

/**
 * esp_publish_sheet_add_problems:
 */
void
esp_publish_sheet_add_problems (EspPublishSheet *self)
{
  const EspPublishPreview *preview = self->preview;
  GtkWidget *group = esp_form_group_new (_ ("Before you publish"), NULL);
  guint n = 0;

  for (guint i = 0; i < preview->problems->len && n < MAX_SHOWN; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (preview->problems, EspJourneyProblem, i);
      EspJourneySeverity severity = esp_journey_problem_get_severity (problem);
      g_autofree char *sentence = NULL;
      g_autofree char *place = NULL;
      GtkWidget *row;
      GtkWidget *icon;

      if (severity == ESP_PROBLEM_NOTE)
        continue;
      sentence = esp_journey_words_problem (problem, self->names);
      place = esp_journey_words_problem_place (problem, preview->after, self->names);
      row = text_row_new (sentence, place);
      icon = esp_icon_new ("esp-warning-symbolic");
      gtk_widget_add_css_class (icon, severity == ESP_PROBLEM_ERROR ? "error" : "warning");
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
      if (problem->code == ESP_JOURNEY_PROBLEM_NO_CALLER)
        add_key_button (self, row, problem->text);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      n++;
    }
  if (n > 0)
    gtk_box_append (GTK_BOX (self->content), group);
  else
    g_object_unref (g_object_ref_sink (group));
}
