/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short questions of the desk, each asked at its place: which step, which branch goes on, which name, which
 * number. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-canvas.h"

#include "engine/journey/esp-journey-edits.h"
#include "engine/journey/esp-journey-walk.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>

#define PALETTE_WIDTH 320
#define PALETTE_HEIGHT 360
#define BRANCH_KEY "esp-branch"
#define KIND_KEY "esp-kind"
#define STEP_KEY "esp-step"
#define NAME_CHARS 28

static GtkWidget *
box_new (const char *question)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (question);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_widget_add_css_class (label, "heading");
  g_object_set (box, "margin-top", 6, "margin-bottom", 6, "margin-start", 6, "margin-end", 6, NULL);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/**
 * esp_journey_desk_close_question:
 */
void
esp_journey_desk_close_question (EspJourneyDesk *self)
{
  if (self->popover != NULL)
    gtk_popover_popdown (self->popover);
}

static const EspJourneyStep *
current_step (EspJourneyDesk *self)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  const char *current = esp_journey_selection_get_current (self->selection);
  guint32 index = journey != NULL && current != NULL ? esp_journey_find_step (journey, current)
                                                     : ESP_JOURNEY_NOWHERE;

  return index != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, index) : NULL;
}

/* Which step */

static void
chosen_cb (EspJourneyDesk *self, const char *piece)
{
  g_autofree char *kept = g_strdup (piece);

  esp_journey_desk_close_question (self);
  esp_journey_desk_insert_piece (self, kept);
  esp_journey_desk_focus_content (self);
}

/* A step that divides has several places behind it. */

static void
place_chosen_cb (EspJourneyDesk *self, GParamSpec *pspec, GtkDropDown *choice)
{
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (choice));
  guint selected = gtk_drop_down_get_selected (choice);
  char *step;

  if (self->spot == NULL || self->spot->step == NULL)
    return;
  step = g_strdup (self->spot->step);
  esp_journey_spot_free (self->spot);
  self->spot = esp_journey_spot_new (step, selected + 1 == n ? ESP_JOURNEY_BEHIND : (int) selected);
  g_free (step);
}

static GtkWidget *
place_choice_new (EspJourneyDesk *self, const EspJourneyStep *step)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);
  guint n = esp_journey_step_get_n_branches (step);
  GtkWidget *choice;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *branch = esp_journey_words_branch (step, i, self->names);

      /* Translators: %s is a branch: a step is put into it */
      g_ptr_array_add (places, g_strdup_printf (_ ("In “%s”"), branch));
    }
  g_ptr_array_add (places, g_strdup (_ ("Behind all branches")));
  g_ptr_array_add (places, NULL);
  choice = gtk_drop_down_new_from_strings ((const char *const *) places->pdata);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice),
                              self->spot->branch >= 0 ? (guint) self->spot->branch : n);
  esp_choice_speak (choice);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Where to add it"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (choice)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Where to add it"), -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (place_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  return choice;
}

/**
 * esp_journey_desk_ask_step:
 * @spot: (nullable): where it is to be put; NULL: behind the current step
 *
 * Opens the list that is typed in.
 */
void
esp_journey_desk_ask_step (EspJourneyDesk *self, const EspJourneySpot *spot)
{
  const EspJourneyStep *step = spot == NULL ? current_step (self) : NULL;
  GtkWidget *palette;
  GtkWidget *box;
  EspJourneySpot *kept;

  if (!esp_journey_desk_is_editable (self) || esp_journey_desk_get_journey (self) == NULL)
    return;
  kept = spot != NULL ? esp_journey_spot_copy (spot) : esp_journey_desk_dup_spot (self, FALSE);
  g_clear_pointer (&self->spot, esp_journey_spot_free);
  self->spot = kept; /* the popover points there */
  palette = esp_journey_palette_new (self->session, FALSE);
  esp_journey_palette_set_names (ESP_JOURNEY_PALETTE (palette), self->names);
  gtk_widget_set_size_request (palette, PALETTE_WIDTH, PALETTE_HEIGHT);
  gtk_widget_set_vexpand (palette, TRUE);
  g_signal_connect_object (palette, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (box), palette);
  if (step != NULL && esp_journey_step_get_n_branches (step) > 0 && kept != NULL &&
      g_strcmp0 (kept->step, step->id) == 0)
    gtk_box_append (GTK_BOX (box), place_choice_new (self, step));
  esp_journey_desk_popup (self, box);
  esp_journey_palette_begin (ESP_JOURNEY_PALETTE (palette));
}

/* Which branch goes on */

static void
kept_cb (EspJourneyDesk *self, GtkWidget *button)
{
  int branch = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), BRANCH_KEY));

  esp_journey_desk_close_question (self);
  esp_journey_desk_remove (self, branch);
}

static GtkWidget *
add_answer (EspJourneyDesk *self, GtkWidget *box, const char *text, int branch)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data (G_OBJECT (button), BRANCH_KEY, GINT_TO_POINTER (branch));
  g_signal_connect_object (button, "clicked", G_CALLBACK (kept_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

/* Whether something in its branches would be lost. */
static gboolean
has_steps (const EspJourney *journey, const EspJourneyStep *step)
{
  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    {
      guint32 first = esp_journey_step_get_branch (step, i)->first_step;

      if (first != ESP_JOURNEY_NOWHERE &&
          esp_journey_get_step (journey, first)->kind != ESP_STEP_JOIN)
        return TRUE;
    }
  return FALSE;
}

/**
 * esp_journey_desk_ask_remove:
 *
 * Deletes the selected steps; one with steps in its branches asks first which of them go on.
 */
void
esp_journey_desk_ask_remove (EspJourneyDesk *self)
{
  const EspJourneyStep *step = current_step (self);
  GtkWidget *box;
  GtkWidget *first = NULL;

  if (esp_journey_selection_get_n (self->selection) != 1 || step == NULL ||
      !has_steps (esp_journey_desk_get_journey (self), step))
    {
      esp_journey_desk_remove (self, ESP_JOURNEY_KEEP_NONE);
      return;
    }
  box = box_new (_ ("Which branch goes on?"));
  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    {
      g_autofree char *branch = esp_journey_words_branch (step, i, self->names);
      GtkWidget *button = add_answer (self, box, branch, (int) i);

      if (first == NULL)
        first = button;
    }
  gtk_widget_add_css_class (add_answer (self, box, _ ("None: delete all of them"),
                                        ESP_JOURNEY_KEEP_NONE),
                            "destructive-action");
  esp_journey_desk_popup (self, box);
  gtk_widget_grab_focus (first);
}

/* Which name */

/**
 * esp_journey_desk_ask_text:
 * @text: (nullable): what it is now
 * @hint: (nullable): what holds while nothing is written
 * @answered: called as void (EspJourneyDesk *, GtkEditable *) with what was written
 *
 * Asks for a line of text beside the step. To be closed with esp_journey_desk_close_question().
 */
void
esp_journey_desk_ask_text (EspJourneyDesk *self,
                           const char *question,
                           const char *text,
                           const char *hint,
                           GCallback answered)
{
  GtkWidget *box = box_new (question);
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), NAME_CHARS);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, question,
                                  -1);
  g_signal_connect_object (entry, "activate", answered, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), entry);
  esp_journey_desk_popup (self, box);
  gtk_widget_grab_focus (entry);
}

static void
named_cb (EspJourneyDesk *self, GtkEditable *entry)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (entry));

  esp_journey_desk_close_question (self);
  esp_journey_desk_rename (self, name);
  esp_journey_desk_focus_content (self);
}

/**
 * esp_journey_desk_ask_name:
 *
 * Asks for the name of the current step or branch.
 */
void
esp_journey_desk_ask_name (EspJourneyDesk *self)
{
  const EspJourneyStep *step = current_step (self);
  int branch = esp_journey_desk_is_outline (self)
                 ? esp_journey_outline_get_branch (ESP_JOURNEY_OUTLINE (self->outline))
                 : -1;
  const char *title;
  g_autofree char *sentence = NULL;

  if (step == NULL)
    return;
  title = branch >= 0 && (guint) branch < esp_journey_step_get_n_branches (step)
            ? esp_journey_step_get_branch (step, (guint) branch)->title
            : step->title;
  if (branch < 0)
    sentence = esp_journey_words_sentence (esp_journey_desk_get_journey (self), step, self->names);
  esp_journey_desk_ask_text (self, branch >= 0 ? _ ("Name of the branch") : _ ("Name of the step"),
                             title, sentence, G_CALLBACK (named_cb));
}

/* Which number */

static void
numbered_cb (EspJourneyDesk *self, GtkEditable *entry)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  guint64 number = 0;
  const char *id;

  (void) g_ascii_string_to_unsigned (gtk_editable_get_text (entry), 10, 0, ESP_JOURNEY_MAX_STEPS,
                                     &number, NULL); /* 0 is no step */
  id = journey != NULL ? esp_journey_walk_by_number (journey, (guint) number) : NULL;
  if (id == NULL)
    {
      g_autofree char *text =
        g_strdup_printf (_ ("There is no such step; they go from 1 to %u."),
                         journey != NULL ? esp_journey_get_n_steps (journey) : 0);

      gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
      esp_journey_desk_say (self, text);
      return;
    }
  esp_journey_desk_close_question (self);
  esp_journey_desk_go_to (self, id);
}

/**
 * esp_journey_desk_ask_number:
 *
 * Asks for the number of a step and goes there.
 */
void
esp_journey_desk_ask_number (EspJourneyDesk *self)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  GtkWidget *box;
  GtkWidget *entry;
  g_autofree char *hint = NULL;

  if (journey == NULL || esp_journey_get_n_steps (journey) == 0)
    return;
  hint = g_strdup_printf ("1–%u", esp_journey_get_n_steps (journey));
  box = box_new (_ ("Go to step number"));
  entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Go to step number"), -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (numbered_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), entry);
  esp_journey_desk_popup (self, box);
  gtk_widget_grab_focus (entry);
}

/* Which leads */

static void
leads_cb (EspJourneyDesk *self, GtkWidget *button)
{
  int branch = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), BRANCH_KEY));
  const char *kind = g_object_get_data (G_OBJECT (button), KIND_KEY); /* static */
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (button), STEP_KEY));

  esp_journey_desk_close_question (self);
  /* FALSE: gone */
  (void) esp_journey_desk_canvas_open_number (self, kind, *id != '\0' ? id : NULL, branch);
}

static void
add_number (EspJourneyDesk *self,
            GtkWidget *box,
            const EspJourneyStep *step,
            const char *text,
            const char *kind,
            int branch)
{
  const char *id = step != NULL ? step->id : NULL;
  gint64 n = esp_journey_desk_canvas_get_number (self, kind, id, branch);
  GtkWidget *button;
  GtkWidget *line;
  GtkWidget *title;
  GtkWidget *count;
  g_autofree char *number = esp_format_count (n);
  g_autofree char *label = g_strdup_printf ("%s: %s", text, number);

  if (n < 0)
    return;
  button = gtk_button_new ();
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  title = gtk_label_new (text);
  count = gtk_label_new (number);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (title), NAME_CHARS);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (count, "numeric");
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), count);
  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data (G_OBJECT (button), KIND_KEY, (gpointer) kind);
  g_object_set_data (G_OBJECT (button), BRANCH_KEY, GINT_TO_POINTER (branch));
  g_object_set_data_full (G_OBJECT (button), STEP_KEY, g_strdup (id != NULL ? id : ""), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (leads_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
}

static void
add_tallies (EspJourneyDesk *self, GtkWidget *box, const EspJourneyStep *step)
{
  static const char *const titles[ESP_N_FACE_TALLIES] = {
    [ESP_FACE_TALLY_SENT] = NC_ ("people of a step", "Sent"),
    [ESP_FACE_TALLY_HELD] = NC_ ("people of a step", "Held"),
    [ESP_FACE_TALLY_NOT_SENT] = NC_ ("people of a step", "Not sent"),
    [ESP_FACE_TALLY_FAILED] = NC_ ("people of a step", "Failed"),
  };

  for (guint i = 0; i < ESP_N_FACE_TALLIES; i++)
    add_number (self, box, step, g_dpgettext2 (NULL, "people of a step", titles[i]),
                esp_face_tally_name ((EspFaceTally) i), ESP_JOURNEY_BEHIND);
}

/**
 * esp_journey_desk_ask_leads:
 *
 * Lists the numbers of the current step, those of its branches included; each opens the people it counts.
 */
void
esp_journey_desk_ask_leads (EspJourneyDesk *self)
{
  const EspJourneyStep *step = current_step (self);
  GtkWidget *box = g_object_ref_sink (box_new (_ ("Which leads?")));
  GtkWidget *first;

  if (step != NULL)
    add_number (self, box, step, _ ("Here now"), "here", ESP_JOURNEY_BEHIND);
  if (step != NULL && step->kind == ESP_STEP_SEND)
    add_tallies (self, box, step);
  for (guint i = 0; step != NULL && i < esp_journey_step_get_n_branches (step); i++)
    {
      g_autofree char *branch = esp_journey_words_branch (step, i, self->names);
      /* Translators: %s is a branch of a step: who took it */
      g_autofree char *text = esp_particle_printf (_ ("Took “%s”"), branch);

      add_number (self, box, step, text, "edge", (int) i);
    }
  add_number (self, box, step, step != NULL ? _ ("Went on") : _ ("Came in"), "edge",
              ESP_JOURNEY_BEHIND);
  first = gtk_widget_get_next_sibling (gtk_widget_get_first_child (box));
  if (first == NULL)
    esp_journey_desk_say (self, _ ("There is no number to open here"));
  else
    {
      esp_journey_desk_popup (self, box);
      gtk_widget_grab_focus (first);
    }
  g_object_unref (box);
}
