/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last look before a journey is published: what changes, what becomes of those who are where it changes,
 * and a button that can be taken back for some seconds. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-publish-sheet.h"

#include "engine/journey/esp-journey-json.h"
#include "engine/policy/esp-policy.h"
#include "store/esp-meta.h"
#include "store/esp-rehearsal-log.h"
#include "views/journeys/esp-hook-key.h"
#include "views/journeys/esp-journey-words.h"
#include "views/journeys/esp-publish-review.h"
#include "views/journeys/esp-publish-words.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-particle.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-journey-publish.h"

#include <glib/gi18n.h>

#define WIDTH 600
#define MAX_HEIGHT 620
#define SIDE 24 /* px beside what it says */
#define MAX_SHOWN 200

#define ESP_TYPE_PUBLISH_SHEET (esp_publish_sheet_get_type ())
G_DECLARE_FINAL_TYPE (EspPublishSheet, esp_publish_sheet, ESP, PUBLISH_SHEET, AdwWindow)

struct _EspPublishSheet
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  gint64 journey_id;
  guint version; /* 0: the draft; else that one again */
  EspFormFrame frame;
  GtkWidget *content;
  GtkWidget *yes;               /* (nullable) the switch for what asks for a yes */
  EspPublishPreview *preview;   /* (owned) (nullable) */
  EspJourneyNames *names;       /* (owned) (nullable) */
  EspJourneyReviewLook *review; /* (owned) (nullable) whose yes it needs */
  EspRehearsalReport rehearsal; /* at 0: none of this state */
  GHashTable *choices;          /* (owned) id of a step to EspCrossingChoice */
  guint hold_seconds;           /* between the order and its execution, as the policy says */
  guint countdown;              /* source */
  guint seconds;
};

G_DEFINE_FINAL_TYPE (EspPublishSheet, esp_publish_sheet, ADW_TYPE_WINDOW)

static void read_preview (EspPublishSheet *self);

/* What travels to the store's threads and back. */
typedef struct
{
  EspPublishSheet *sheet; /* (owned) main thread only */
  EspLang lang;
  gint64 journey_id;
  guint version;
  GHashTable *choices; /* (owned) */
  char *token;         /* (owned) (nullable) */
  gboolean accepts;
  EspPublishPreview *preview;   /* (owned) (nullable) result */
  EspJourneyNames *names;       /* (owned) (nullable) result */
  EspJourneyReviewLook *review; /* (owned) (nullable) result; of the draft alone */
  EspRehearsalReport rehearsal; /* result; at 0: none of this state */
  EspPolicy policy;             /* result */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->sheet);
  g_hash_table_unref (call->choices);
  esp_publish_preview_free (call->preview);
  g_clear_pointer (&call->names, esp_journey_names_unref);
  esp_journey_review_look_free (call->review);
  g_free (call->token);
  g_free (call);
}

static Call *
call_new (EspPublishSheet *self)
{
  Call *call = g_new0 (Call, 1);
  GHashTableIter iter;
  gpointer id, choice;

  call->sheet = g_object_ref (self);
  call->lang = esp_session_get_lang (self->session);
  call->journey_id = self->journey_id;
  call->version = self->version;
  call->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, self->choices);
  while (g_hash_table_iter_next (&iter, &id, &choice))
    g_hash_table_insert (call->choices, g_strdup (id), choice);
  return call;
}

/* Rows */

static GtkWidget *
text_row_new (const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
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

static void
add_differences (EspPublishSheet *self)
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
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
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

static void
add_people (EspPublishSheet *self)
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
  read_preview (user_data);
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

static void
add_problems (EspPublishSheet *self)
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

/* Publishing */

static void
set_accept_label (EspPublishSheet *self)
{
  g_autofree char *label = NULL;

  if (self->countdown != 0)
    /* Translators: a button that waits: it publishes after so many seconds, or at once when it is pressed */
    label = g_strdup_printf (_ ("Publish now · %u s"), self->seconds);
  else if (self->version > 0)
    /* Translators: a button: an older version of a journey becomes the newest again */
    label = g_strdup_printf (_ ("Roll back to version %u"), self->version);
  else
    label = g_strdup_printf (_ ("Publish version %u"), self->preview->to);
  gtk_button_set_label (GTK_BUTTON (self->frame.accept), label);
}

static gboolean
publish_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  const EspPublishOrder order = { .id = call->journey_id,
                                  .source = call->version,
                                  .choices = call->choices,
                                  .token = call->token,
                                  .accepts_warnings = call->accepts };
  EspSegmentEngine *engine = esp_segment_engine_new ();
  gboolean is_ok = esp_journey_publish (tx, engine, &order, &call->preview, error);

  esp_segment_engine_unref (engine);
  return is_ok;
}

/* What needs a yes says so, and can be given it. */
static void
offer_yes (EspPublishSheet *self)
{
  if (self->yes != NULL)
    return;
  self->yes =
    esp_form_switch_row_new (_ ("I have looked at this, publish it all the same"), NULL, FALSE);
  gtk_box_append (GTK_BOX (self->frame.box), self->yes);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPublishSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, sentence);
      gtk_widget_set_sensitive (self->frame.accept, TRUE);
      set_accept_label (self);
      if (g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED))
        offer_yes (self);
      return;
    }
  text = g_strdup_printf (_ ("Version %u is published"), self->preview->to);
  esp_session_toast (self->session, text);
  gtk_window_close (GTK_WINDOW (self));
}

static void
publish (EspPublishSheet *self)
{
  Call *call = call_new (self);

  g_clear_handle_id (&self->countdown, g_source_remove);
  call->token = g_strdup (self->preview->token);
  call->accepts = self->yes != NULL && gtk_switch_get_active (esp_form_row_get_switch (self->yes));
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), NULL, publish_in_tx, call,
                         call_free, published_cb, g_object_ref (self));
}

static gboolean
tick_cb (gpointer user_data)
{
  EspPublishSheet *self = user_data;

  if (--self->seconds > 0)
    {
      set_accept_label (self);
      return G_SOURCE_CONTINUE;
    }
  self->countdown = 0;
  publish (self);
  return G_SOURCE_REMOVE;
}

static void
accept_cb (EspPublishSheet *self)
{
  g_autofree char *text = NULL;

  if (self->countdown != 0 || self->hold_seconds == 0)
    {
      publish (self);
      return;
    }
  self->seconds = self->hold_seconds;
  self->countdown = g_timeout_add_seconds (1, tick_cb, self);
  gtk_widget_set_sensitive (self->content, FALSE);
  set_accept_label (self);
  text = g_strdup_printf (ngettext ("It is published in %u second. Cancel takes it back.",
                                    "It is published in %u seconds. Cancel takes it back.",
                                    self->seconds),
                          self->seconds);
  esp_session_announce (self->session, text, FALSE);
}

/* Loading */

/* Whether this very state was simulated, and what that found. */
static void
add_rehearsal (EspPublishSheet *self)
{
  g_autofree char *at = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (self->rehearsal.at_us != 0)
    {
      at = esp_format_date (self->rehearsal.at_us, esp_session_get_zone (self->session),
                            ESP_DATE_SHORT_TIME, esp_session_get_lang (self->session));
      sent = esp_format_count (self->rehearsal.n_sent);
      /* Translators: "18 Mar 14:05", a number of messages */
      text = g_strdup_printf (_ ("Dry run attached, %1$s: %2$s messages would go out"), at, sent);
    }
  label = gtk_label_new (text != NULL ? text : _ ("No dry run of this state yet (F5)"));
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (self->content), label);
}

static gboolean
lacks_yes (EspPublishSheet *self)
{
  return self->review != NULL && self->review->yes != ESP_JOURNEY_YES_FREE &&
         self->review->yes != ESP_JOURNEY_YES_GIVEN;
}

static void
add_review (EspPublishSheet *self)
{
  GtkWidget *review;

  if (self->review == NULL || self->review->yes == ESP_JOURNEY_YES_FREE)
    return;
  review = esp_publish_review_new (self->session, self->journey_id, self->review);
  g_signal_connect_object (review, "done", G_CALLBACK (read_preview), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->content), review);
}

/* As high as it is at the width of the sheet: a scroller by itself counts lines that are not wrapped. */
static void
fit_height (EspPublishSheet *self)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (self->content, GTK_TYPE_SCROLLED_WINDOW);
  int least = 0;
  int height = 0;

  gtk_widget_measure (self->content, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (self->content, GTK_ORIENTATION_VERTICAL, MAX (least, WIDTH - 2 * SIDE), NULL,
                      &height, NULL, NULL);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller),
                                              MIN (height, MAX_HEIGHT));
}

static void
show (EspPublishSheet *self)
{
  const EspPublishPreview *preview = self->preview;
  g_autofree char *title = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->content)) != NULL)
    gtk_box_remove (GTK_BOX (self->content), child);
  title =
    preview->from > 0
      ? g_strdup_printf (_ ("%s: version %u → %u"), preview->row->name, preview->from, preview->to)
      : g_strdup_printf (_ ("%s: version %u"), preview->row->name, preview->to);
  gtk_window_set_title (GTK_WINDOW (self), title);
  add_rehearsal (self);
  add_review (self);
  add_problems (self);
  add_differences (self);
  add_people (self);
  fit_height (self);
  set_accept_label (self);
  gtk_widget_set_sensitive (self->frame.accept,
                            esp_journey_problems_first_error (preview->problems) == NULL &&
                              !lacks_yes (self));
}

static gboolean
preview_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  const EspPublishOrder order = { .id = call->journey_id,
                                  .source = call->version,
                                  .choices = call->choices };
  EspSegmentEngine *engine = esp_segment_engine_new ();
  g_autofree char *policy = esp_meta_get_text (tx, ESP_META_POLICY, "", error);
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;

  if (policy == NULL || !esp_policy_from_json (policy, &call->policy, error))
    return FALSE;
  call->preview = esp_journey_publish_preview (tx, engine, &order, error);
  esp_segment_engine_unref (engine);
  call->names = call->preview != NULL ? esp_journey_names_load (tx, call->lang, error) : NULL;
  if (call->names == NULL)
    return FALSE;
  if (call->version == 0)
    {
      call->review = esp_journey_review_look_new (tx, call->journey_id, error);
      if (call->review == NULL)
        return FALSE;
    }
  text = esp_journey_to_json (call->preview->after);
  digest = esp_rehearsal_log_digest (text);
  return esp_rehearsal_log_last (tx, call->journey_id, digest, &call->rehearsal, error);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPublishSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, sentence);
      gtk_window_present (GTK_WINDOW (self));
      return;
    }
  g_clear_pointer (&self->preview, esp_publish_preview_free);
  g_clear_pointer (&self->names, esp_journey_names_unref);
  self->preview = g_steal_pointer (&call->preview);
  self->names = g_steal_pointer (&call->names);
  g_clear_pointer (&self->review, esp_journey_review_look_free);
  self->review = g_steal_pointer (&call->review);
  self->rehearsal = call->rehearsal;
  self->hold_seconds = call->policy.hold_seconds;
  call_free (call);
  show (self);
  gtk_window_present (GTK_WINDOW (self)); /* as large as what it says */
}

static void
read_preview (EspPublishSheet *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, preview_in_tx,
                        call_new (self), call_free, NULL, previewed_cb, g_object_ref (self));
}

static void
esp_publish_sheet_dispose (GObject *object)
{
  EspPublishSheet *self = ESP_PUBLISH_SHEET (object);

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_publish_sheet_parent_class)->dispose (object);
}

static void
esp_publish_sheet_finalize (GObject *object)
{
  EspPublishSheet *self = ESP_PUBLISH_SHEET (object);

  esp_publish_preview_free (self->preview);
  esp_journey_review_look_free (self->review);
  g_clear_pointer (&self->names, esp_journey_names_unref);
  g_hash_table_unref (self->choices);
  G_OBJECT_CLASS (esp_publish_sheet_parent_class)->finalize (object);
}

static void
esp_publish_sheet_class_init (EspPublishSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_publish_sheet_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_publish_sheet_finalize;
}

static void
esp_publish_sheet_init (EspPublishSheet *self)
{
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * esp_publish_sheet_present:
 * @version: 0: the draft; else an older version that is published again
 *
 * Shows what publishing does, and publishes when told to.
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
esp_publish_sheet_present (EspSession *session, gint64 journey_id, guint version)
{
  EspPublishSheet *self = g_object_new (ESP_TYPE_PUBLISH_SHEET, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->session = g_object_ref (session);
  self->journey_id = journey_id;
  self->version = version;
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("Publish"), _ ("_Publish"));
  /* Enter must not publish: a person moves to the button. */
  gtk_window_set_default_widget (GTK_WINDOW (self), NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->content);
  gtk_box_append (GTK_BOX (self->frame.box), scroller);
  g_signal_connect_object (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self,
                           G_CONNECT_SWAPPED);
  read_preview (self);
  return GTK_WINDOW (self);
}
