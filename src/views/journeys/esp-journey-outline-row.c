/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one line of the outline shows and says. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-outline-row.h"

#include "engine/journey/esp-journey-spot.h"
#include "views/journeys/esp-journey-outline.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>

#define PARTS_KEY "esp-parts"
#define OPENS_KEY "esp-opens"
#define NUMBER_CHARS 3

/* What became of messages, and how many are there or came this way. */
#define N_NUMBERS (ESP_N_FACE_TALLIES + 1)

typedef struct
{
  GtkWidget *number;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *line;
  GtkWidget *numbers[N_NUMBERS]; /* (nullable) made when there is something to count */
  GtkWidget *problems;
} Parts;

/* Which number a button opens. */
typedef struct
{
  const char *kind; /* static */
  char *id;         /* (owned) (nullable) */
  int branch;
} Opens;

static void
opens_free (gpointer data)
{
  Opens *opens = data;

  g_free (opens->id);
  g_free (opens);
}

/**
 * esp_journey_outline_row_new:
 *
 * Returns: (transfer floating): an empty line, to be filled
 */
GtkWidget *
esp_journey_outline_row_new (void)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  Parts *parts = g_new0 (Parts, 1);

  parts->number = gtk_label_new (NULL);
  gtk_label_set_width_chars (GTK_LABEL (parts->number), NUMBER_CHARS);
  gtk_label_set_xalign (GTK_LABEL (parts->number), 1);
  gtk_widget_add_css_class (parts->number, "numeric");
  gtk_widget_add_css_class (parts->number, "dim-label");
  parts->icon = esp_icon_new (NULL);
  parts->title = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (parts->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (parts->title), 0);
  parts->line = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (parts->line), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (parts->line), 0);
  gtk_widget_set_hexpand (parts->line, TRUE);
  gtk_widget_add_css_class (parts->line, "dim-label");
  gtk_widget_add_css_class (parts->line, "caption");
  parts->problems = gtk_label_new (NULL);
  gtk_widget_add_css_class (parts->problems, "esp-problems");
  gtk_box_append (GTK_BOX (row), parts->number);
  gtk_box_append (GTK_BOX (row), parts->icon);
  gtk_box_append (GTK_BOX (row), parts->title);
  gtk_box_append (GTK_BOX (row), parts->line);
  gtk_box_append (GTK_BOX (row), parts->problems);
  g_object_set_data_full (G_OBJECT (row), PARTS_KEY, parts, g_free);
  return row;
}

static void
show (Parts *parts, const char *icon, const char *title, const char *line)
{
  g_object_set (parts->icon, "icon-name", icon, NULL);
  gtk_label_set_text (GTK_LABEL (parts->title), title);
  gtk_label_set_text (GTK_LABEL (parts->line), line != NULL ? line : "");
  gtk_widget_set_tooltip_text (parts->line, line);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean has)
{
  if (has)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* Returns: how many problems the step (or the entries) has. */
static guint
show_problems (Parts *parts, const EspJourneyOutlineFacts *facts, guint32 step, int branch)
{
  EspJourneySeverity worst = ESP_PROBLEM_NOTE;
  guint n = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; facts->problems != NULL && i < facts->problems->len; i++)
    {
      const EspJourneyProblem *problem = &g_array_index (facts->problems, EspJourneyProblem, i);

      if (problem->step != step || (branch >= 0 && problem->branch != branch))
        continue;
      worst = MIN (worst, esp_journey_problem_get_severity (problem));
      n++;
    }
  text = g_strdup_printf ("%u", n);
  gtk_label_set_text (GTK_LABEL (parts->problems), text);
  gtk_widget_set_visible (parts->problems, n > 0);
  set_class (parts->problems, "error", worst == ESP_PROBLEM_ERROR);
  set_class (parts->problems, "warning", worst == ESP_PROBLEM_WARNING);
  return n;
}

static void
number_cb (GtkWidget *button, gpointer user_data)
{
  GtkWidget *outline = gtk_widget_get_ancestor (button, ESP_TYPE_JOURNEY_OUTLINE);
  const Opens *opens = g_object_get_data (G_OBJECT (button), OPENS_KEY);

  if (outline != NULL && opens != NULL)
    g_signal_emit_by_name (outline, "number", opens->kind, opens->id, opens->branch);
}

/* The pointer's way only: keys have the menu of the step, and the line says the number. */
static GtkWidget *
make_number (GtkWidget *row, Parts *parts)
{
  GtkWidget *button = gtk_button_new_with_label ("");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "caption");
  gtk_widget_add_css_class (button, "numeric");
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (number_cb), NULL);
  gtk_box_insert_child_after (GTK_BOX (row), button, gtk_widget_get_prev_sibling (parts->problems));
  return button;
}

/* @text: (nullable): %NULL: nobody was counted. */
static void
show_number (GtkWidget *row, Parts *parts, guint place, const char *text, const Opens *opens)
{
  GtkWidget **slot = &parts->numbers[place];
  Opens *copy;

  if (*slot == NULL && text == NULL)
    return;
  if (*slot == NULL)
    *slot = make_number (row, parts);
  gtk_widget_set_visible (*slot, text != NULL);
  if (text == NULL)
    return;
  copy = g_memdup2 (opens, sizeof *opens);
  copy->id = g_strdup (opens->id);
  gtk_button_set_label (GTK_BUTTON (*slot), text);
  g_object_set_data_full (G_OBJECT (*slot), OPENS_KEY, copy, opens_free);
}

/* The numbers of a step, as they stand on the canvas. */
static void
show_people (GtkWidget *row, Parts *parts, const EspJourneyFace *face, char *id, GString *name)
{
  for (guint i = 0; i < N_NUMBERS; i++)
    {
      gboolean is_here = i == ESP_N_FACE_TALLIES;
      const char *text = face == NULL ? NULL : is_here ? face->here : face->tallies[i];
      const Opens opens = { is_here ? "here" : esp_face_tally_name ((EspFaceTally) i), id,
                            ESP_JOURNEY_BEHIND };

      show_number (row, parts, i, text, &opens);
      if (text != NULL)
        g_string_append_printf (name, ", %s", text);
    }
}

/* How many came this way. */
static void
show_edge (GtkWidget *row, Parts *parts, const EspJourneyEdgeFace *edge, char *id, int branch)
{
  const Opens opens = { "edge", id, branch };
  const char *number = edge != NULL && edge->n > 0 ? edge->number : NULL;

  for (guint i = 0; i < ESP_N_FACE_TALLIES; i++)
    show_number (row, parts, i, NULL, &opens);
  show_number (row, parts, ESP_N_FACE_TALLIES, number, &opens);
  if (number != NULL)
    gtk_widget_set_tooltip_text (parts->numbers[ESP_N_FACE_TALLIES], edge->tooltip);
}

static void
speak (GtkWidget *row, GString *name, guint n_problems)
{
  GtkWidget *expander = gtk_widget_get_parent (row);
  GtkWidget *line = expander != NULL ? gtk_widget_get_parent (expander) : NULL;

  if (n_problems > 0)
    {
      g_autofree char *text =
        g_strdup_printf (ngettext ("%u problem", "%u problems", n_problems), n_problems);

      g_string_append_printf (name, ", %s", text);
    }
  if (line != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                    -1);
}

static void
fill_entries (GtkWidget *row, Parts *parts, const EspJourneyOutlineFacts *facts)
{
  g_autofree char *entries = esp_journey_words_entries (facts->journey, facts->names);
  g_autoptr (GString) name = g_string_new (C_ ("journey", "Entry"));

  g_strdelimit (entries, "\n", '/');
  gtk_label_set_text (GTK_LABEL (parts->number), "");
  show (parts, "esp-people-symbolic", C_ ("journey", "Entry"), entries);
  g_string_append_printf (name, ": %s", entries);
  show_edge (row, parts,
             facts->faces != NULL
               ? esp_journey_faces_get_edge (facts->faces, NULL, ESP_JOURNEY_BEHIND)
               : NULL,
             NULL, ESP_JOURNEY_BEHIND);
  speak (row, name, show_problems (parts, facts, ESP_JOURNEY_NOWHERE, -1));
}

static void
fill_branch (GtkWidget *row,
             Parts *parts,
             const EspJourneyStep *step,
             guint branch,
             const EspJourneyOutlineFacts *facts)
{
  g_autofree char *title = esp_journey_words_branch (step, branch, facts->names);
  g_autoptr (GString) name = g_string_new (NULL);
  gboolean is_empty = esp_journey_step_get_branch (step, branch)->first_step == ESP_JOURNEY_NOWHERE;

  gtk_label_set_text (GTK_LABEL (parts->number), "");
  show (parts, "esp-chevron-right-symbolic", title, is_empty ? _ ("no steps yet") : NULL);
  /* Translators: a branch of a step: its number, of how many, its title */
  g_string_append_printf (name, _ ("Branch %1$u of %2$u: %3$s"), branch + 1,
                          esp_journey_step_get_n_branches (step), title);
  show_edge (row, parts,
             facts->faces != NULL
               ? esp_journey_faces_get_edge (facts->faces, step->id, (int) branch)
               : NULL,
             step->id, (int) branch);
  if (is_empty)
    g_string_append_printf (name, ", %s", _ ("no steps yet"));
  speak (row, name,
         show_problems (parts, facts, esp_journey_find_step (facts->journey, step->id),
                        (int) branch));
}

static void
fill_step (GtkWidget *row, Parts *parts, guint32 index, const EspJourneyOutlineFacts *facts)
{
  const EspJourneyStep *step = esp_journey_get_step (facts->journey, index);
  const char *kind = step->kind == ESP_STEP_SEND ? esp_journey_words_medium (step, facts->names)
                                                 : esp_journey_words_step_kind (step->kind);
  g_autofree char *title = esp_journey_words_title (facts->journey, step, facts->names);
  g_autofree char *line = esp_journey_words_line (facts->journey, step, facts->names);
  g_autofree char *number = g_strdup_printf ("%u", index + 1);
  g_autofree char *shown = step->is_off ? g_strdup_printf ("%s%s%s", C_ ("journey", "off"),
                                                           *line != '\0' ? " · " : "", line)
                                        : g_strdup (line);
  g_autoptr (GString) name = g_string_new (NULL);

  gtk_label_set_text (GTK_LABEL (parts->number), number);
  show (parts, esp_journey_words_step_icon (step->kind), title, shown);
  /* Translators: number of a step, how many there are, its kind, its title */
  g_string_append_printf (name, _ ("Step %1$u of %2$u, %3$s: %4$s"), index + 1,
                          esp_journey_get_n_steps (facts->journey), kind, title);
  if (*shown != '\0')
    g_string_append_printf (name, ", %s", shown);
  show_people (row, parts,
               facts->faces != NULL ? esp_journey_faces_get_step (facts->faces, step->id) : NULL,
               step->id, name);
  speak (row, name, show_problems (parts, facts, index, -1));
  set_class (row, "off", step->is_off);
}

/**
 * esp_journey_outline_row_fill:
 */
void
esp_journey_outline_row_fill (GtkWidget *row,
                              EspJourneyOutlineItem *item,
                              const EspJourneyOutlineFacts *facts)
{
  Parts *parts = g_object_get_data (G_OBJECT (row), PARTS_KEY);
  EspOutlineKind kind = esp_journey_outline_item_get_kind (item);
  guint branch = esp_journey_outline_item_get_branch (item);
  guint32 index;

  set_class (row, "off", FALSE);
  set_class (row, "branch", kind == ESP_OUTLINE_BRANCH);
  gtk_widget_set_visible (parts->number, kind != ESP_OUTLINE_BRANCH);
  if (kind == ESP_OUTLINE_ENTRIES)
    {
      fill_entries (row, parts, facts);
      return;
    }
  index = esp_journey_find_step (facts->journey, esp_journey_outline_item_get_id (item));
  if (index == ESP_JOURNEY_NOWHERE)
    return; /* about to go */
  if (kind == ESP_OUTLINE_STEP)
    fill_step (row, parts, index, facts);
  else if (branch < esp_journey_step_get_n_branches (esp_journey_get_step (facts->journey, index)))
    fill_branch (row, parts, esp_journey_get_step (facts->journey, index), branch, facts);
}

/**
 * esp_journey_outline_row_set_selected:
 *
 * Marks a line that is one of several.
 */
void
esp_journey_outline_row_set_selected (GtkWidget *row, gboolean is_selected)
{
  GtkWidget *expander = gtk_widget_get_parent (row);
  GtkWidget *line = expander != NULL ? gtk_widget_get_parent (expander) : NULL;

  if (line != NULL)
    set_class (line, "esp-chosen", is_selected);
}
