/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small window in which a card is made or changed; its rows come from the table of questions. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-form.h"

#include "views/reports/esp-report-card-view.h"
#include "views/reports/esp-report-names.h"
#include "views/reports/esp-report-picks.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LIST_HEIGHT 420
#define CHOICES_KEY "esp-choices"

struct _EspReportForm
{
  AdwWindow parent_instance;

  EspSession *session;   /* (owned) */
  EspReportDesk *desk;   /* (owned) */
  EspReportNames *names; /* (owned) */
  EspFormFrame frame;
  GtkWidget *kind;    /* a row of choices */
  GtkWidget *options; /* the group of the kind's options */
  GPtrArray *rows;    /* of GtkWidget: a row per option */
  EspQuestion *shown; /* (owned) the question that the rows show */
  GtkWidget *look;
  GtkWidget *title;
  GtkWidget *note;
  guint card_id; /* 0: a new one */
};

G_DEFINE_FINAL_TYPE (EspReportForm, esp_report_form, ADW_TYPE_WINDOW)

static const char *const look_titles[] = { N_ ("As suits it"), N_ ("Table"), N_ ("Line"),
                                           N_ ("Bars"), N_ ("Heat map") };

/* What is chosen is kept with the row, so that it is known what the position stands for. */
static GtkWidget *
make_choice_row (const char *title, EspReportChoices *choices, const char *value)
{
  GtkWidget *row = esp_choice_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = esp_report_choices_require (choices, value);

  for (guint i = 0; i < choices->labels->len; i++)
    gtk_string_list_append (list, g_ptr_array_index (choices->labels, i));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  g_object_set_data_full (G_OBJECT (row), CHOICES_KEY, choices,
                          (GDestroyNotify) esp_report_choices_free);
  return row;
}

static GtkWidget *
make_number_row (const EspQuestionOption *option, const char *value)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean is_whole = option->min >= 1 || fmod (option->min, 1) == 0;
  GtkWidget *spin = gtk_spin_button_new_with_range (option->min, option->max, 1);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), is_whole ? 0 : 2);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), g_ascii_strtod (value, NULL));
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (option->title), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (option->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  g_object_set_data (G_OBJECT (row), "esp-spin", spin);
  return row;
}

static GtkWidget *
make_flag_row (const EspQuestionOption *option, const char *value)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *flag = gtk_switch_new ();

  gtk_switch_set_active (GTK_SWITCH (flag), g_str_equal (value, "true"));
  gtk_widget_set_valign (flag, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (option->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), flag);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), flag);
  g_object_set_data (G_OBJECT (row), "esp-switch", flag);
  return row;
}

static GtkWidget *
make_text_row (const char *title, const char *value)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), value);
  return row;
}

static GtkWidget *
make_option_row (EspReportForm *self, EspQuestion *question, const EspQuestionOption *option)
{
  const char *value = esp_question_get (question, option->name);
  EspReportChoices *choices = esp_report_names_choose (self->names, option);

  switch (option->type)
    {
    case ESP_OPTION_NUMBER:
      return make_number_row (option, value);
    case ESP_OPTION_FLAG:
      return make_flag_row (option, value);
    case ESP_OPTION_WORDS:
    case ESP_OPTION_STEPS:
    case ESP_OPTION_KINDS:
    case ESP_OPTION_SEGMENTS:
      {
        g_auto (GStrv) picked = esp_question_get_list (question, option->name);

        return esp_report_picks_new (_ (option->title), choices, (const char *const *) picked,
                                     option->type == ESP_OPTION_STEPS);
      }
    case ESP_OPTION_TEXT:
      return make_text_row (_ (option->title), value);
    case ESP_OPTION_WORD:
    case ESP_OPTION_KIND:
    case ESP_OPTION_STAGE:
    case ESP_OPTION_FIELD:
    case ESP_OPTION_CAMPAIGN:
    case ESP_OPTION_JOURNEY:
    default:
      return make_choice_row (_ (option->title), choices, value);
    }
}

/* The value of a row that has one value. */
static char *
read_row (GtkWidget *row)
{
  GtkWidget *spin = g_object_get_data (G_OBJECT (row), "esp-spin");
  GtkWidget *flag = g_object_get_data (G_OBJECT (row), "esp-switch");
  const EspReportChoices *choices = g_object_get_data (G_OBJECT (row), CHOICES_KEY);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (spin != NULL)
    return g_strdup (
      g_ascii_dtostr (buffer, sizeof buffer, gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin))));
  if (flag != NULL)
    return g_strdup (gtk_switch_get_active (GTK_SWITCH (flag)) ? "true" : "false");
  if (choices != NULL)
    return g_strdup (
      g_ptr_array_index (choices->values, adw_combo_row_get_selected (ADW_COMBO_ROW (row))));
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
write_list (JsonBuilder *builder, GtkWidget *row)
{
  g_auto (GStrv) values = esp_report_picks_dup_values (ESP_REPORT_PICKS (row));

  json_builder_begin_array (builder);
  for (guint i = 0; values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

static const EspQuestionKind *
chosen_kind (EspReportForm *self)
{
  return esp_question_kind_get (adw_combo_row_get_selected (ADW_COMBO_ROW (self->kind)));
}

/* The rows of the kind, filled with what @question says, or what is usual. */
static void
show_options (EspReportForm *self, EspQuestion *question)
{
  const EspQuestionKind *kind = esp_question_get_kind (question);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->options),
                                  g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->shown, esp_question_unref);
  self->shown = esp_question_ref (question);
  for (guint i = 0; i < kind->n_options; i++)
    {
      const EspQuestionOption *option = &kind->options[i];
      GtkWidget *row = make_option_row (self, question, option);

      g_ptr_array_add (self->rows, row);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->options), row);
    }
  gtk_widget_set_visible (self->options, kind->n_options > 0);
}

static void
kind_cb (EspReportForm *self)
{
  const EspQuestionKind *kind = chosen_kind (self);
  g_autoptr (EspQuestion) question = NULL;

  if (self->shown != NULL && esp_question_get_kind (self->shown) == kind)
    return;
  question = esp_question_new (kind->name);
  show_options (self, question);
  esp_form_frame_set_problem (&self->frame, NULL);
}

/* Whether the row says what the question says without it. */
static gboolean
is_usual (GtkWidget *row, EspQuestion *usual, const EspQuestionOption *option)
{
  g_autoptr (EspQuestion) other = NULL;
  g_autofree char *value = NULL;

  if (ESP_IS_REPORT_PICKS (row))
    {
      g_auto (GStrv) ours = esp_report_picks_dup_values (ESP_REPORT_PICKS (row));
      g_auto (GStrv) theirs = esp_question_get_list (usual, option->name);

      return g_strv_equal ((const char *const *) ours, (const char *const *) theirs);
    }
  value = read_row (row);
  other = esp_question_with (usual, option->name, value, NULL);
  return other != NULL && g_strcmp0 (esp_question_get (other, option->name),
                                     esp_question_get (usual, option->name)) == 0;
}

/* Writes the options that are not as usual; period and audience stay with the report. */
static char *
make_question (EspReportForm *self, GError **error)
{
  const EspQuestionKind *kind = chosen_kind (self);
  g_autoptr (EspQuestion) usual = esp_question_new (kind->name);
  g_autoptr (EspQuestion) parsed = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ask");
  json_builder_add_string_value (builder, kind->name);
  for (guint i = 0; i < kind->n_options; i++)
    {
      const EspQuestionOption *option = &kind->options[i];
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      g_autofree char *value = NULL;

      if (is_usual (row, usual, option))
        continue;
      json_builder_set_member_name (builder, option->name);
      if (ESP_IS_REPORT_PICKS (row))
        {
          write_list (builder, row);
          continue;
        }
      value = read_row (row);
      json_builder_add_string_value (builder, value);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);
  parsed = esp_question_parse (json, -1, error);
  return parsed != NULL ? g_steal_pointer (&json) : NULL;
}

static void
accept_cb (EspReportForm *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *question = make_question (self, &error);
  g_autoptr (EspReportDesign) design = NULL;
  EspReportCard *card;

  if (question == NULL)
    {
      esp_form_frame_set_problem (&self->frame, error->message);
      gtk_widget_set_sensitive (self->frame.accept, TRUE);
      return;
    }
  design = esp_report_desk_copy_design (self->desk);
  card = self->card_id != 0 ? esp_report_design_find_card (design, self->card_id, NULL)
                            : esp_report_design_add_card (design, question, G_MAXUINT);
  if (card == NULL)
    {
      esp_form_frame_set_problem (&self->frame, _ ("The report has as many cards as it can hold."));
      return;
    }
  esp_report_card_set_question (card, question);
  card->look = (EspCardLook) adw_combo_row_get_selected (ADW_COMBO_ROW (self->look));
  esp_report_card_set_title (card, gtk_editable_get_text (GTK_EDITABLE (self->title)));
  esp_report_card_set_note (card, gtk_editable_get_text (GTK_EDITABLE (self->note)));
  esp_report_desk_edit (self->desk, design,
                        self->card_id != 0 ? _ ("Change a card") : _ ("Add a card"));
  gtk_window_close (GTK_WINDOW (self));
}

static GtkWidget *
make_kind_row (const char *selected)
{
  GtkWidget *row = esp_choice_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint position = 0;

  for (guint i = 0; i < esp_question_n_kinds (); i++)
    {
      const EspQuestionKind *kind = esp_question_kind_get (i);

      gtk_string_list_append (list, _ (kind->title));
      if (g_str_equal (kind->name, selected))
        position = i;
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Question"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), position);
  return row;
}

static GtkWidget *
make_look_row (EspCardLook look)
{
  GtkWidget *row = esp_choice_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (look_titles); i++)
    gtk_string_list_append (list, _ (look_titles[i]));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Shown as"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), look);
  return row;
}

static void
build (EspReportForm *self, const EspReportCard *card)
{
  GtkWidget *question = esp_form_group_new (NULL, NULL);
  GtkWidget *words = esp_form_group_new (NULL, NULL);
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autoptr (EspQuestion) asked =
    card != NULL ? esp_question_parse (card->question, -1, NULL) : NULL;

  if (asked == NULL)
    asked = esp_question_new ("trend");
  self->options = esp_form_group_new (_ ("Options"), NULL);
  self->kind = make_kind_row (esp_question_get_kind (asked)->name);
  self->look = make_look_row (card != NULL ? card->look : ESP_CARD_LOOK_AUTO);
  self->title = make_text_row (_ ("Title; empty: the question"),
                               card != NULL && card->title != NULL ? card->title : "");
  self->note = make_text_row (_ ("Note"), card != NULL ? card->note : "");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (question), self->kind);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (words), self->look);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (words), self->title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (words), self->note);
  gtk_box_append (GTK_BOX (page), question);
  gtk_box_append (GTK_BOX (page), self->options);
  gtk_box_append (GTK_BOX (page), words);
  g_object_set (page, "margin-start", 3, "margin-end", 3, "margin-bottom", 3, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), page);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_box_append (GTK_BOX (self->frame.box), scroller);
  show_options (self, asked);
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (kind_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
esp_report_form_dispose (GObject *object)
{
  EspReportForm *self = ESP_REPORT_FORM (object);

  g_clear_object (&self->session);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->names, esp_report_names_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->shown, esp_question_unref);
  G_OBJECT_CLASS (esp_report_form_parent_class)->dispose (object);
}

static void
esp_report_form_class_init (EspReportFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_report_form_dispose;
}

static void
esp_report_form_init (EspReportForm *self)
{
  self->rows = g_ptr_array_new ();
}

/* The names that can be chosen, on their way from the file. */
typedef struct
{
  EspSession *session;   /* (owned) */
  EspReportDesk *desk;   /* (owned) */
  EspReportNames *names; /* (owned) (nullable) written */
  guint card_id;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->session);
  g_object_unref (reading->desk);
  g_clear_pointer (&reading->names, esp_report_names_free);
  g_free (reading);
}

static gboolean
read_names (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;

  reading->names = esp_report_names_load (tx, error);
  return reading->names != NULL;
}

static void
present (Reading *reading)
{
  const EspReportDesign *design = esp_report_desk_get_design (reading->desk);
  const EspReportCard *card = design != NULL && reading->card_id != 0
                                ? esp_report_design_find_card (design, reading->card_id, NULL)
                                : NULL;
  EspReportForm *self;

  if (design == NULL)
    return;
  self = g_object_new (ESP_TYPE_REPORT_FORM, NULL);
  self->session = g_object_ref (reading->session);
  self->desk = g_object_ref (reading->desk);
  self->names = g_steal_pointer (&reading->names);
  self->card_id = card != NULL ? reading->card_id : 0;
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (self->session),
                                      card != NULL ? _ ("Edit Card") : _ ("Add Card"),
                                      card != NULL ? _ ("_Apply") : _ ("_Add"));
  build (self, card);
  gtk_window_present (GTK_WINDOW (self));
}

static void
names_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  Reading *reading = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (reading != NULL)
    {
      present (reading);
      reading_free (reading);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *text = esp_store_message (error);

      esp_session_toast (session, text);
    }
}

/**
 * esp_report_form_present:
 * @card_id: which card; 0: a new one
 *
 * Reads what can be chosen from, and opens the window.
 */
void
esp_report_form_present (EspSession *session, EspReportDesk *desk, guint card_id)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->session = g_object_ref (session);
  reading->desk = g_object_ref (desk);
  reading->card_id = card_id;
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_names, reading,
                        reading_free, esp_session_get_cancellable (session), names_cb,
                        g_object_ref (session));
}
