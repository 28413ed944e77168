/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The button that counts what is wrong with a journey, and the list behind it, with what mends it. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-problems.h"

#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>

#define LIST_WIDTH 420
#define LIST_HEIGHT 360
#define SENTENCE_CHARS 44

/* What is shown of a problem: the journey that it is of may be gone. */
typedef struct
{
  char *id;
  char *step; /* (nullable) */
  char *sentence;
  char *place;
  EspJourneySeverity severity;
  EspJourneyFix fix;
} Shown;

struct _EspJourneyProblems
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the button */
  GtkWidget *button;   /* GtkMenuButton */
  GtkWidget *icon;
  GtkWidget *label;
  GtkWidget *list;
  GPtrArray *shown; /* (owned) (element-type Shown) the worst first */
  char *at;         /* (owned) (nullable) id of the problem that was gone to last */
};

G_DEFINE_FINAL_TYPE (EspJourneyProblems, esp_journey_problems, GTK_TYPE_WIDGET)

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_free (shown->id);
  g_free (shown->step);
  g_free (shown->sentence);
  g_free (shown->place);
  g_free (shown);
}

static const char *
icon_of (EspJourneySeverity severity)
{
  return severity == ESP_PROBLEM_ERROR     ? "esp-error-symbolic"
         : severity == ESP_PROBLEM_WARNING ? "esp-warning-symbolic"
                                           : "esp-info-symbolic";
}

static const char *
class_of (EspJourneySeverity severity)
{
  return severity == ESP_PROBLEM_ERROR     ? "error"
         : severity == ESP_PROBLEM_WARNING ? "warning"
                                           : "dim-label";
}

/* Going there */

static void
go_to (EspJourneyProblems *self, guint index)
{
  const Shown *shown = self->shown->pdata[index];
  g_autofree char *text = NULL;
  g_autofree char *step = g_strdup (shown->step);

  g_free (self->at);
  self->at = g_strdup (shown->id);
  /* Translators: number of a problem, how many there are, "Error", the sentence, the place */
  text =
    g_strdup_printf (_ ("%1$u of %2$u, %3$s: %4$s %5$s"), index + 1, self->shown->len,
                     esp_journey_words_severity (shown->severity), shown->sentence, shown->place);
  g_signal_emit_by_name (self, "go", step);
  esp_session_announce (self->session, text, FALSE);
}

/**
 * esp_journey_problems_next:
 * @by: 1 the next one, -1 the one before
 */
void
esp_journey_problems_next (EspJourneyProblems *self, int by)
{
  guint index = by > 0 ? 0 : self->shown->len - 1;

  if (self->shown->len == 0)
    {
      esp_session_announce (self->session, _ ("No problems"), FALSE);
      return;
    }
  for (guint i = 0; i < self->shown->len; i++)
    if (g_strcmp0 (((const Shown *) self->shown->pdata[i])->id, self->at) == 0)
      index = (i + self->shown->len + (guint) by) % self->shown->len;
  go_to (self, index);
}

static void
row_activated_cb (EspJourneyProblems *self, GtkListBoxRow *row)
{
  guint index = (guint) gtk_list_box_row_get_index (row);

  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  if (index < self->shown->len)
    go_to (self, index);
}

static void
fix_cb (EspJourneyProblems *self, GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW);
  guint index = (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  g_autofree char *id = g_strdup (((const Shown *) self->shown->pdata[index])->id);

  g_signal_emit_by_name (self, "fix", id);
}

/* The list */

static GtkWidget *
words_new (const Shown *shown)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *sentence = gtk_label_new (shown->sentence);
  GtkWidget *place = gtk_label_new (shown->place);

  gtk_label_set_wrap (GTK_LABEL (sentence), TRUE);
  gtk_label_set_xalign (GTK_LABEL (sentence), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (sentence), SENTENCE_CHARS);
  gtk_label_set_xalign (GTK_LABEL (place), 0);
  gtk_label_set_ellipsize (GTK_LABEL (place), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (place, "caption");
  gtk_widget_add_css_class (place, "dim-label");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), sentence);
  gtk_box_append (GTK_BOX (words), place);
  return words;
}

static GtkWidget *
row_new (EspJourneyProblems *self, const Shown *shown)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *icon = esp_icon_new (icon_of (shown->severity));
  const char *fix = esp_journey_words_fix (shown->fix);
  g_autofree char *name =
    g_strdup_printf ("%s: %s %s", esp_journey_words_severity (shown->severity), shown->sentence,
                     shown->place);

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 2);
  gtk_widget_add_css_class (icon, class_of (shown->severity));
  g_object_set (box, "margin-top", 6, "margin-bottom", 6, "margin-start", 6, "margin-end", 6, NULL);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), words_new (shown));
  if (fix != NULL)
    {
      GtkWidget *button = gtk_button_new_with_label (fix);

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_signal_connect_object (button, "clicked", G_CALLBACK (fix_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
update (EspJourneyProblems *self)
{
  const Shown *worst = self->shown->len > 0 ? self->shown->pdata[0] : NULL;
  g_autofree char *text =
    worst != NULL
      ? g_strdup_printf (ngettext ("%u problem", "%u problems", self->shown->len), self->shown->len)
      : g_strdup (_ ("No problems"));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL && GTK_IS_LIST_BOX_ROW (child))
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  for (guint i = 0; i < self->shown->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), row_new (self, self->shown->pdata[i]));
  gtk_label_set_text (GTK_LABEL (self->label), text);
  g_object_set (self->icon, "icon-name",
                worst != NULL ? icon_of (worst->severity) : "esp-success-symbolic", NULL);
  gtk_widget_remove_css_class (self->icon, "error");
  gtk_widget_remove_css_class (self->icon, "warning");
  if (worst != NULL)
    gtk_widget_add_css_class (self->icon, class_of (worst->severity));
  gtk_widget_set_sensitive (self->button, worst != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (self->button)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const Shown *one = *(const Shown *const *) a;
  const Shown *other = *(const Shown *const *) b;

  return (int) one->severity - (int) other->severity;
}

/**
 * esp_journey_problems_set:
 * @journey: (nullable): what they are of
 * @problems: (nullable) (element-type EspJourneyProblem)
 */
void
esp_journey_problems_set (EspJourneyProblems *self,
                          EspJourney *journey,
                          EspJourneyNames *names,
                          const GArray *problems)
{
  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; journey != NULL && problems != NULL && i < problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (problems, EspJourneyProblem, i);
      Shown *shown = g_new0 (Shown, 1);

      shown->id = g_strdup (problem->id);
      shown->step = problem->step < esp_journey_get_n_steps (journey)
                      ? g_strdup (esp_journey_get_step (journey, problem->step)->id)
                      : NULL;
      shown->sentence = esp_journey_words_problem (problem, names);
      shown->place = esp_journey_words_problem_place (problem, journey, names);
      shown->severity = esp_journey_problem_get_severity (problem);
      shown->fix = problem->fix;
      g_ptr_array_add (self->shown, shown);
    }
  g_ptr_array_sort (self->shown, compare);
  update (self);
}

static void
esp_journey_problems_dispose (GObject *object)
{
  EspJourneyProblems *self = ESP_JOURNEY_PROBLEMS (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->at, g_free);
  G_OBJECT_CLASS (esp_journey_problems_parent_class)->dispose (object);
}

static void
esp_journey_problems_class_init (EspJourneyProblemsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_journey_problems_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("go", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("fix", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
esp_journey_problems_init (EspJourneyProblems *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->shown = g_ptr_array_new_with_free_func (shown_free);
  self->icon = esp_icon_new ("esp-success-symbolic");
  self->label = gtk_label_new (NULL);
  gtk_box_append (GTK_BOX (content), self->icon);
  gtk_box_append (GTK_BOX (content), self->label);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "rich-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Problems of the journey"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_size_request (scroller, LIST_WIDTH, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), content);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), popover);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_tooltip_text (self->button, _ ("Problems (F8 goes to the next one)"));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  update (self);
}

/**
 * esp_journey_problems_new:
 */
GtkWidget *
esp_journey_problems_new (EspSession *session)
{
  EspJourneyProblems *self = g_object_new (ESP_TYPE_JOURNEY_PROBLEMS, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}
