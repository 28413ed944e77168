/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector of a journey: follows the selection, says what the step does, and lets it be changed. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-form.h"

#include "views/journeys/esp-entry-form-list.h"
#include "views/journeys/esp-journey-settings.h"
#include "views/journeys/esp-journey-words.h"
#include "views/journeys/esp-step-figures.h"
#include "views/journeys/esp-step-form-kinds.h"
#include "views/journeys/esp-step-troubles.h"
#include "views/journeys/esp-step-words.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>

#define PADDING 12
#define SPACING 18 /* between sections */
#define MIN_WIDTH 320

struct _EspStepForm
{
  GtkWidget parent_instance;

  EspSession *session;            /* (unowned): the window's; outlives it */
  EspJourneyDraft *draft;         /* (owned) */
  EspJourneySelection *selection; /* (owned) */
  EspStepNames *names;            /* (owned) */
  EspJourney *other;              /* (owned) (nullable): looked at instead of the draft */
  gboolean is_locked;
  char *id; /* (owned) (nullable): of the step that is shown; NULL: entries and settings */
  gboolean is_built;
  GtkWidget *scroller;
  GtkWidget *box;
  GtkWidget *head;
  GtkWidget *icon;
  GtkWidget *kind;
  GtkWidget *title;
  GtkWidget *many;
  GtkWidget *sentence;
  GtkWidget *figures;
  GtkWidget *body;
  GtkWidget *page;     /* (unowned) (nullable): of the step */
  GtkWidget *entries;  /* (unowned) (nullable) */
  GtkWidget *settings; /* (unowned) (nullable) */
  GtkWidget *troubles;
};

G_DEFINE_FINAL_TYPE (EspStepForm, esp_step_form, GTK_TYPE_WIDGET)

enum
{
  LEAVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The one that is shown; NULL until it is loaded. */
static EspJourney *
journey_of (EspStepForm *self)
{
  return self->other != NULL ? self->other : esp_journey_draft_get_journey (self->draft);
}

/* What is looked at and not changed: another version, or the draft when nobody may change it. */
static EspJourney *
looked_at (EspStepForm *self)
{
  return self->other != NULL || self->is_locked ? journey_of (self) : NULL;
}

/* Head */

static void
show_many (EspStepForm *self)
{
  guint n = esp_journey_selection_get_n (self->selection);
  g_autofree char *words =
    g_strdup_printf (ngettext ("%u step is selected; this is the current one.",
                               "%u steps are selected; this is the current one.", n),
                     n);

  gtk_label_set_text (GTK_LABEL (self->many), words);
  gtk_widget_set_visible (self->many, n > 1);
}

static void
show_step_head (EspStepForm *self, const EspJourney *journey, guint32 index)
{
  const EspJourneyStep *step = esp_journey_get_step (journey, index);
  const EspJourneyNames *names = esp_step_names_get_words (self->names);
  const char *kind = step->kind == ESP_STEP_SEND ? esp_journey_words_medium (step, names)
                                                 : esp_journey_words_step_kind (step->kind);
  guint n = esp_journey_get_n_steps (journey);
  g_autofree char *title = esp_journey_words_title (journey, step, names);
  g_autofree char *sentence = esp_step_words_sentence (journey, step, names);
  g_autofree char *place = NULL;

  /* Translators: the kind of a step, its number, how many there are: "Wait · step 3 of 14" */
  place = g_strdup_printf (_ ("%1$s · step %2$u of %3$u"), kind, index + 1, n);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), esp_journey_words_step_icon (step->kind));
  gtk_label_set_text (GTK_LABEL (self->kind), place);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
}

static void
show_journey_head (EspStepForm *self, const EspJourney *journey)
{
  const EspJourneyNames *names = esp_step_names_get_words (self->names);
  const char *name = journey->name != NULL ? journey->name : _ ("Journey");
  g_autofree char *entries = esp_journey_words_entries (journey, names);
  g_autofree char *again = esp_journey_words_reentry (journey);
  g_autofree char *sentence = g_strdup_printf ("%s. %s.", entries, again);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), "esp-journey-symbolic");
  gtk_label_set_text (GTK_LABEL (self->kind), _ ("Entries and settings"));
  gtk_label_set_text (GTK_LABEL (self->title), name);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_head (EspStepForm *self)
{
  const EspJourney *journey = journey_of (self);
  guint32 step = journey != NULL && self->id != NULL ? esp_journey_find_step (journey, self->id)
                                                     : ESP_JOURNEY_NOWHERE;

  gtk_widget_set_visible (self->head, journey != NULL);
  gtk_widget_set_visible (self->sentence, journey != NULL);
  if (journey == NULL)
    return;
  if (step != ESP_JOURNEY_NOWHERE)
    show_step_head (self, journey, step);
  else
    show_journey_head (self, journey);
  show_many (self);
}

/* Problems */

static EspStepPage *
page_of_problem (EspStepForm *self, const EspJourney *checked, const EspJourneyProblem *problem)
{
  if (problem->entry >= 0 && (guint) problem->entry < checked->entries->len)
    return self->entries != NULL
             ? esp_entry_form_list_get_page (ESP_ENTRY_FORM_LIST (self->entries),
                                             g_array_index (checked->entries, EspJourneyEntry,
                                                            problem->entry)
                                               .id)
             : NULL;
  if (problem->step == ESP_JOURNEY_NOWHERE || self->page == NULL ||
      problem->step >= esp_journey_get_n_steps (checked) ||
      g_strcmp0 (esp_journey_get_step (checked, problem->step)->id, self->id) != 0)
    return NULL;
  return ESP_STEP_PAGE (self->page);
}

static gboolean
is_of_journey (const EspJourneyProblem *problem)
{
  return problem->entry < 0 && problem->step == ESP_JOURNEY_NOWHERE;
}

static void
clear_faults (EspStepForm *self)
{
  if (self->page != NULL)
    esp_step_page_clear_faults (ESP_STEP_PAGE (self->page));
  if (self->settings != NULL)
    esp_step_page_clear_faults (ESP_STEP_PAGE (self->settings));
  for (GtkWidget *child = self->entries != NULL
                            ? esp_entry_form_list_get_first (ESP_ENTRY_FORM_LIST (self->entries))
                            : NULL;
       child != NULL; child = gtk_widget_get_next_sibling (child))
    esp_step_page_clear_faults (ESP_STEP_PAGE (child));
}

static void
show_problems (EspStepForm *self)
{
  const GArray *problems = esp_journey_draft_get_problems (self->draft);
  const EspJourney *checked = esp_journey_draft_get_checked (self->draft);
  EspStepTroubles *troubles = ESP_STEP_TROUBLES (self->troubles);

  clear_faults (self);
  esp_step_troubles_begin (troubles);
  for (guint i = 0;
       looked_at (self) == NULL && checked != NULL && problems != NULL && i < problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (problems, EspJourneyProblem, i);
      EspStepPage *page = page_of_problem (self, checked, problem);

      if (page != NULL || (self->id == NULL && is_of_journey (problem)))
        esp_step_troubles_add (troubles, page, checked, problem,
                               esp_step_names_get_words (self->names));
    }
  esp_step_troubles_end (troubles);
}

/* Body */

static void
page_changed_cb (EspStepForm *self)
{
  show_head (self);
  show_problems (self);
}

static void
add_part (EspStepForm *self, GtkWidget *part)
{
  gtk_box_append (GTK_BOX (self->body), part);
}

static void
build_journey (EspStepForm *self)
{
  self->entries = esp_entry_form_list_new (self->session, self->draft, self->names);
  self->settings = esp_journey_settings_new (self->session, self->draft, self->names);
  esp_entry_form_list_show (ESP_ENTRY_FORM_LIST (self->entries), looked_at (self));
  (void) esp_step_page_show (ESP_STEP_PAGE (self->settings), looked_at (self));
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (page_changed_cb), self,
                           G_CONNECT_SWAPPED);
  add_part (self, self->entries);
  add_part (self, self->settings);
}

static void
build_step (EspStepForm *self)
{
  self->page =
    esp_step_page_new (self->session, self->draft, self->names, &esp_step_form_subject, self->id);
  (void) esp_step_page_show (ESP_STEP_PAGE (self->page), looked_at (self));
  g_signal_connect_object (self->page, "changed", G_CALLBACK (page_changed_cb), self,
                           G_CONNECT_SWAPPED);
  add_part (self, self->page);
}

static void
build (EspStepForm *self)
{
  const EspJourney *journey = journey_of (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->body)) != NULL)
    gtk_box_remove (GTK_BOX (self->body), child);
  self->page = NULL;
  self->entries = NULL;
  self->settings = NULL;
  self->is_built = journey != NULL;
  if (journey == NULL)
    {
      show_head (self);
      return;
    }
  if (self->id != NULL)
    build_step (self);
  else
    build_journey (self);
  esp_step_figures_set_step (ESP_STEP_FIGURES (self->figures), self->id);
  show_head (self);
  show_problems (self);
}

/* The step to show: the current one, as long as the journey has it. */
static void
follow_selection (EspStepForm *self)
{
  const EspJourney *journey = journey_of (self);
  const char *id = esp_journey_selection_get_current (self->selection);
  GtkAdjustment *adjustment;

  if (journey != NULL && id != NULL && esp_journey_find_step (journey, id) == ESP_JOURNEY_NOWHERE)
    id = NULL;
  if (self->is_built && g_strcmp0 (id, self->id) == 0)
    {
      show_many (self);
      return;
    }
  g_free (self->id);
  self->id = g_strdup (id);
  build (self);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  gtk_adjustment_set_value (adjustment, 0);
}

static void
draft_changed_cb (EspStepForm *self)
{
  if (self->is_locked && self->other == NULL)
    build (self);
  follow_selection (self);
  show_head (self);
}

static void
names_cb (EspStepForm *self)
{
  show_head (self);
  show_problems (self);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  g_signal_emit (widget, signals[LEAVE], 0);
  return TRUE;
}

static gboolean
esp_step_form_grab_focus (GtkWidget *widget)
{
  return esp_step_form_focus (ESP_STEP_FORM (widget));
}

static void
esp_step_form_dispose (GObject *object)
{
  EspStepForm *self = ESP_STEP_FORM (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->draft);
  g_clear_object (&self->selection);
  g_clear_object (&self->names);
  g_clear_pointer (&self->other, esp_journey_unref);
  G_OBJECT_CLASS (esp_step_form_parent_class)->dispose (object);
}

static void
esp_step_form_finalize (GObject *object)
{
  g_free (ESP_STEP_FORM (object)->id);
  G_OBJECT_CLASS (esp_step_form_parent_class)->finalize (object);
}

static void
esp_step_form_class_init (EspStepFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  g_autoptr (GtkShortcut) escape =
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                      gtk_callback_action_new (escape_cb, NULL, NULL));

  G_OBJECT_CLASS (klass)->dispose = esp_step_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_step_form_finalize;
  widget_class->grab_focus = esp_step_form_grab_focus;
  gtk_widget_class_add_shortcut (widget_class, escape);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "esp-step-form");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[LEAVE] = g_signal_new ("leave", ESP_TYPE_STEP_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
make_head (EspStepForm *self)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->icon = esp_icon_new (NULL);
  self->kind = make_label ("caption");
  self->title = make_label ("title-4");
  self->many = make_label ("caption");
  self->sentence = esp_step_label_new ("esp-step-sentence");
  gtk_widget_add_css_class (self->kind, "dim-label");
  gtk_label_set_lines (GTK_LABEL (self->title), 3);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_selectable (GTK_LABEL (self->sentence), TRUE);
  gtk_widget_set_focusable (self->sentence, FALSE);
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), 24);
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->icon, 6);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), self->kind);
  gtk_box_append (GTK_BOX (words), self->title);
  gtk_box_append (GTK_BOX (self->head), self->icon);
  gtk_box_append (GTK_BOX (self->head), words);
}

static void
esp_step_form_init (EspStepForm *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
  self->scroller = gtk_scrolled_window_new ();
  make_head (self);
  gtk_widget_set_margin_top (self->box, PADDING);
  gtk_widget_set_margin_bottom (self->box, PADDING);
  gtk_widget_set_margin_start (self->box, PADDING);
  gtk_widget_set_margin_end (self->box, PADDING);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_size_request (GTK_WIDGET (self), MIN_WIDTH, -1);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/**
 * esp_step_form_new:
 *
 * Returns: (transfer floating): the form, following the selection and the draft
 */
GtkWidget *
esp_step_form_new (EspSession *session, EspJourneyDraft *draft, EspJourneySelection *selection)
{
  EspStepForm *self = g_object_new (ESP_TYPE_STEP_FORM, NULL);

  self->session = session;
  self->draft = g_object_ref (draft);
  self->selection = g_object_ref (selection);
  self->names = esp_step_names_new (session);
  self->figures = esp_step_figures_new (session);
  self->troubles = esp_step_troubles_new (session, draft);
  gtk_box_append (GTK_BOX (self->box), self->head);
  gtk_box_append (GTK_BOX (self->box), self->many);
  gtk_box_append (GTK_BOX (self->box), self->sentence);
  gtk_box_append (GTK_BOX (self->box), self->figures);
  gtk_box_append (GTK_BOX (self->box), self->troubles);
  gtk_box_append (GTK_BOX (self->box), self->body);
  g_signal_connect_object (selection, "changed", G_CALLBACK (follow_selection), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "changed", G_CALLBACK (draft_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "problems", G_CALLBACK (show_problems), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->names, "changed", G_CALLBACK (names_cb), self, G_CONNECT_SWAPPED);
  follow_selection (self);
  return GTK_WIDGET (self);
}

/**
 * esp_step_form_set_editable:
 *
 * Whether there are controls, or only what they would say.
 */
void
esp_step_form_set_editable (EspStepForm *self, gboolean is_editable)
{
  if (self->is_locked == !is_editable)
    return;
  self->is_locked = !is_editable;
  build (self);
}

/**
 * esp_step_form_set_journey:
 * @journey: (nullable): a version to look at; %NULL: the draft
 */
void
esp_step_form_set_journey (EspStepForm *self, EspJourney *journey)
{
  if (self->other == journey)
    return;
  g_clear_pointer (&self->other, esp_journey_unref);
  self->other = journey != NULL ? esp_journey_ref (journey) : NULL;
  self->is_built = FALSE;
  follow_selection (self);
}

/**
 * esp_step_form_set_flow:
 * @flow: (nullable): the numbers of the journey as the canvas shows them
 */
void
esp_step_form_set_flow (EspStepForm *self, const EspJourneyFlow *flow)
{
  esp_step_figures_set_flow (ESP_STEP_FIGURES (self->figures), flow);
}

/**
 * esp_step_form_focus:
 *
 * Moves the focus to the first control of the form.
 */
gboolean
esp_step_form_focus (EspStepForm *self)
{
  return gtk_widget_child_focus (self->body, GTK_DIR_TAB_FORWARD);
}

/**
 * esp_step_form_focus_title:
 *
 * Moves the focus to the title of the step, or to the name of the journey.
 */
gboolean
esp_step_form_focus_title (EspStepForm *self)
{
  if (self->page != NULL)
    return esp_step_page_focus_path (ESP_STEP_PAGE (self->page), "title");
  return self->settings != NULL &&
         esp_step_page_focus_path (ESP_STEP_PAGE (self->settings), "name");
}

/**
 * esp_step_form_focus_problem:
 *
 * Moves the focus to the row where a problem of the shown step can be mended.
 */
gboolean
esp_step_form_focus_problem (EspStepForm *self, const EspJourneyProblem *problem)
{
  const EspJourney *checked = esp_journey_draft_get_checked (self->draft);
  EspStepPage *page = checked != NULL ? page_of_problem (self, checked, problem) : NULL;
  g_autofree char *path = page != NULL ? esp_step_trouble_dup_path (page, problem) : NULL;

  if (path != NULL && esp_step_page_focus_path (page, path))
    return TRUE;
  return esp_step_form_focus (self);
}
