/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the problems of a step next to the members that they are about, and tells of new ones. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-troubles.h"

#include "views/journeys/esp-journey-words.h"
#include "views/journeys/esp-step-json.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

#define FIX_KEY "esp-fix"

struct _EspStepTroubles
{
  GtkWidget parent_instance;

  EspSession *session;    /* (unowned): the window's; outlives it */
  EspJourneyDraft *draft; /* (owned) */
  GHashTable *known;      /* (owned): ids of problems that were told of */
  GHashTable *present;    /* (owned): ids of those that are there now */
  GtkWidget *box;
  GtkWidget *list;
  guint n;
};

G_DEFINE_FINAL_TYPE (EspStepTroubles, esp_step_troubles, GTK_TYPE_WIDGET)

/* The member that a problem of a step is about. */
static const char *
member_of (EspStepPage *page, const EspJourneyProblem *problem)
{
  switch ((int) problem->code)
    {
    case ESP_JOURNEY_PROBLEM_NO_MESSAGE:
    case ESP_JOURNEY_PROBLEM_UNKNOWN_MESSAGE:
    case ESP_JOURNEY_PROBLEM_REFUSED:
    case ESP_JOURNEY_PROBLEM_NEEDS_YES:
    case ESP_JOURNEY_PROBLEM_ARCHIVED_MESSAGE:
    case ESP_JOURNEY_PROBLEM_SAME_MESSAGE:
    case ESP_JOURNEY_PROBLEM_NO_FALLBACK:
    case ESP_JOURNEY_PROBLEM_SENT_ELSEWHERE:
      return "message";
    case ESP_JOURNEY_PROBLEM_NO_WINDOW:
      return "hours";
    case ESP_JOURNEY_PROBLEM_LONG_WAIT:
      return esp_step_page_find_row (page, "for") != NULL ? "for" : "timeout";
    case ESP_JOURNEY_PROBLEM_NO_CHANNEL:
    case ESP_JOURNEY_PROBLEM_UNKNOWN_CHANNEL:
      return "channel";
    case ESP_JOURNEY_PROBLEM_UNKNOWN_SEGMENT:
    case ESP_JOURNEY_PROBLEM_NOT_STATIC:
      return "segment";
    case ESP_JOURNEY_PROBLEM_UNKNOWN_AUDIENCE:
      return "audience";
    case ESP_JOURNEY_PROBLEM_UNKNOWN_JOURNEY:
    case ESP_JOURNEY_PROBLEM_ENTERS_ITSELF:
      return "journey";
    case ESP_JOURNEY_PROBLEM_UNKNOWN_STEP:
      return "to";
    case ESP_JOURNEY_PROBLEM_ENDLESS:
      return "times";
    case ESP_JOURNEY_PROBLEM_NOT_A_DATE:
      return esp_step_page_find_row (page, "field") != NULL ? "field" : "until.field";
    case ESP_JOURNEY_PROBLEM_RULE:
    case ESP_JOURNEY_PROBLEM_ASKS_NOTHING:
    case ESP_JOURNEY_PROBLEM_GOAL_IMPOSSIBLE:
      return "condition";
    case ESP_JOURNEY_PROBLEM_NOBODY:
      return esp_step_page_find_row (page, "segment") != NULL ? "segment" : "condition";
    case ESP_JOURNEY_PROBLEM_NO_TIMEOUT:
      return "timeout";
    case ESP_JOURNEY_PROBLEM_DATE_PAST:
      return "until.date";
    case ESP_JOURNEY_PROBLEM_NO_UNSENT:
      return "blocked";
    case ESP_JOURNEY_PROBLEM_UNKNOWN_GROUP:
      return "group";
    case ESP_JOURNEY_PROBLEM_NO_ADDRESS:
    case ESP_JOURNEY_PROBLEM_NO_CALLER:
      return "url";
    case ESP_JOURNEY_PROBLEM_JOIN_OUTSIDE:
    case ESP_JOURNEY_PROBLEM_JOIN_NOWHERE:
      return "after";
    case ESP_JOURNEY_PROBLEM_NO_FORM:
      return "form";
    case ESP_JOURNEY_PROBLEM_NO_TEXT:
      return "text";
    default:
      return NULL;
    }
}

/* Which of the changes names the field that is unknown or of another type. */
static char *
path_of_field (EspStepPage *page, const EspJourneyProblem *problem)
{
  static const char *const members[] = { "field", "until.field" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (esp_step_page_find_row (page, members[i]) != NULL)
      return g_strdup (members[i]);
  for (guint i = 0; problem->text != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("changes.%u.field", i);
      g_autofree char *what = g_strdup_printf ("changes.%u.do", i);

      if (esp_step_page_find_row (page, what) == NULL)
        return NULL;
      if (g_strcmp0 (esp_step_json_peek_text (esp_step_page_get_root (page), path),
                     problem->text) == 0)
        return g_steal_pointer (&path);
    }
  return NULL;
}

/**
 * esp_step_trouble_dup_path:
 *
 * Returns: (transfer full) (nullable): the path of the row where the problem can be mended
 */
char *
esp_step_trouble_dup_path (EspStepPage *page, const EspJourneyProblem *problem)
{
  const char *member;

  if (problem->branch >= 0)
    {
      const char *of_branch = problem->code == ESP_JOURNEY_PROBLEM_RULE ||
                                  problem->code == ESP_JOURNEY_PROBLEM_ASKS_NOTHING ||
                                  problem->code == ESP_JOURNEY_PROBLEM_NOBODY
                                ? "when"
                              : problem->code == ESP_JOURNEY_PROBLEM_NEVER_TAKEN ||
                                  problem->code == ESP_JOURNEY_PROBLEM_NO_SHARES
                                ? "share"
                                : "title";

      return g_strdup_printf ("branches.%d.%s", problem->branch, of_branch);
    }
  if (problem->code == ESP_JOURNEY_PROBLEM_UNKNOWN_FIELD ||
      problem->code == ESP_JOURNEY_PROBLEM_NOT_A_NUMBER)
    return path_of_field (page, problem);
  member = member_of (page, problem);
  return g_strdup (member);
}

/* The problem may be another by now: what is mended is looked for by its id. */
static void
fix_cb (EspStepLine *row, EspStepTroubles *self)
{
  const char *id = g_object_get_data (G_OBJECT (row), FIX_KEY);
  const EspJourneyProblem *problem =
    esp_journey_problems_find (esp_journey_draft_get_problems (self->draft), id);
  const EspJourney *before = esp_journey_draft_get_checked (self->draft);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey = NULL;

  if (problem == NULL || before == NULL)
    return;
  journey = esp_journey_fix_apply (before, problem, &error);
  if (journey == NULL)
    esp_session_toast (self->session, error->message);
  else
    esp_journey_draft_apply (self->draft, journey, esp_journey_words_fix (problem->fix), NULL);
}

static void
offer_fix (EspStepTroubles *self, EspStepLine *row, const EspJourneyProblem *problem)
{
  if (problem->fix == ESP_JOURNEY_FIX_NONE)
    {
      esp_step_line_set_fix (row, NULL);
      return;
    }
  esp_step_line_set_fix (row, esp_journey_words_fix (problem->fix));
  g_object_set_data_full (G_OBJECT (row), FIX_KEY, g_strdup (problem->id), g_free);
  g_signal_handlers_disconnect_by_func (row, fix_cb, self);
  g_signal_connect_object (row, "fix", G_CALLBACK (fix_cb), self, 0);
}

static void
esp_step_troubles_dispose (GObject *object)
{
  EspStepTroubles *self = ESP_STEP_TROUBLES (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (esp_step_troubles_parent_class)->dispose (object);
}

static void
esp_step_troubles_finalize (GObject *object)
{
  EspStepTroubles *self = ESP_STEP_TROUBLES (object);

  g_hash_table_unref (self->known);
  g_hash_table_unref (self->present);
  G_OBJECT_CLASS (esp_step_troubles_parent_class)->finalize (object);
}

static void
esp_step_troubles_class_init (EspStepTroublesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_step_troubles_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_step_troubles_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_step_troubles_init (EspStepTroubles *self)
{
  GtkWidget *heading = gtk_label_new (_ ("Problems"));

  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list = esp_form_list_new (_ ("Problems"));
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * esp_step_troubles_new:
 */
GtkWidget *
esp_step_troubles_new (EspSession *session, EspJourneyDraft *draft)
{
  EspStepTroubles *self = g_object_new (ESP_TYPE_STEP_TROUBLES, NULL);

  self->session = session;
  self->draft = g_object_ref (draft);
  return GTK_WIDGET (self);
}

/**
 * esp_step_troubles_begin:
 *
 * Forgets what is shown; the problems of now follow one by one.
 */
void
esp_step_troubles_begin (EspStepTroubles *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  g_hash_table_remove_all (self->present);
  self->n = 0;
}

static gboolean
has_focus_within (EspStepPage *page)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (page));
}

/* What names nothing at all is not wrong, but not there yet. */
static char *
say_problem (const EspJourneyProblem *problem, const EspJourneyNames *names)
{
  if (g_strcmp0 (problem->text, "?") == 0)
    return g_strdup (_ ("Nothing is chosen here yet."));
  return esp_journey_words_problem (problem, names);
}

/**
 * esp_step_troubles_add:
 * @page: (nullable): the rows that it is about
 * @journey: in which it was found
 */
void
esp_step_troubles_add (EspStepTroubles *self,
                       EspStepPage *page,
                       const EspJourney *journey,
                       const EspJourneyProblem *problem,
                       const EspJourneyNames *names)
{
  g_autofree char *sentence = say_problem (problem, names);
  g_autofree char *path = page != NULL ? esp_step_trouble_dup_path (page, problem) : NULL;
  EspStepLine *row = path != NULL ? esp_step_page_find_row (page, path) : NULL;
  gboolean is_error = esp_journey_problem_get_severity (problem) == ESP_PROBLEM_ERROR;

  g_hash_table_add (self->present, g_strdup (problem->id));
  if (page != NULL && !g_hash_table_contains (self->known, problem->id) && has_focus_within (page))
    esp_session_announce (self->session, sentence, FALSE);
  if (row == NULL || esp_step_line_get_fault (row) != NULL)
    {
      GtkWidget *own = esp_step_line_new (NULL, NULL);

      row = ESP_STEP_LINE (own);
      gtk_list_box_append (GTK_LIST_BOX (self->list), own);
      self->n++;
    }
  esp_step_line_set_fault (row, sentence, is_error);
  offer_fix (self, row, problem);
}

/**
 * esp_step_troubles_end:
 */
void
esp_step_troubles_end (EspStepTroubles *self)
{
  GHashTable *known = self->known;

  self->known = self->present;
  self->present = known;
  gtk_widget_set_visible (GTK_WIDGET (self), self->n > 0);
}
