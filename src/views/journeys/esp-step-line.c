/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a narrow form: a name, a control, what helps and what is wrong, one under the other. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-line.h"

#include "views/shell/esp-icon.h"
#include "views/shell/esp-word-wrap.h"

struct _EspStepLine
{
  GtkListBoxRow parent_instance;

  char *title; /* (owned) (nullable) */
  char *fault; /* (owned) (nullable) */
  gboolean is_fact;
  GtkWidget *box;
  GtkWidget *head;    /* the title, and what stands at its end */
  GtkWidget *control; /* (nullable) */
  GtkWidget *hint;    /* (nullable) until there is one */
  GtkWidget *trouble; /* (nullable) icon, sentence, button */
  GtkWidget *told;    /* icon and sentence */
  GtkWidget *sentence;
  GtkWidget *fix;
};

G_DEFINE_FINAL_TYPE (EspStepLine, esp_step_line, GTK_TYPE_LIST_BOX_ROW)

enum
{
  FIX,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * esp_step_label_new:
 * @style: (nullable): a class
 *
 * Returns: (transfer floating): a label that wraps between words
 */
GtkWidget *
esp_step_label_new (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  esp_word_wrap_keep (label);
  return label;
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = esp_step_label_new (style);

  if (text != NULL)
    gtk_label_set_text (GTK_LABEL (label), text);
  return label;
}

static void
fix_cb (EspStepLine *self)
{
  g_signal_emit (self, signals[FIX], 0);
}

static void
esp_step_line_finalize (GObject *object)
{
  EspStepLine *self = ESP_STEP_LINE (object);

  g_free (self->title);
  g_free (self->fault);
  G_OBJECT_CLASS (esp_step_line_parent_class)->finalize (object);
}

/* The row is only a place; what is in it takes the focus. */
static gboolean
esp_step_line_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (widget));

  return child != NULL && gtk_widget_child_focus (child, direction);
}

static gboolean
esp_step_line_grab_focus (GtkWidget *widget)
{
  EspStepLine *self = ESP_STEP_LINE (widget);

  return self->control != NULL && gtk_widget_grab_focus (self->control);
}

static void
esp_step_line_class_init (EspStepLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_step_line_finalize;
  GTK_WIDGET_CLASS (klass)->focus = esp_step_line_focus;
  GTK_WIDGET_CLASS (klass)->grab_focus = esp_step_line_grab_focus;
  signals[FIX] = g_signal_new ("fix", ESP_TYPE_STEP_LINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
esp_step_line_init (EspStepLine *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self->box), self->head);
  gtk_widget_add_css_class (GTK_WIDGET (self), "esp-step-line");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}

static EspStepLine *
make (const char *title, const char *style)
{
  EspStepLine *self = g_object_new (ESP_TYPE_STEP_LINE, NULL);

  self->title = g_strdup (title);
  if (title != NULL)
    {
      GtkWidget *label = make_label (title, style);

      gtk_widget_set_hexpand (label, TRUE);
      gtk_box_append (GTK_BOX (self->head), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                      -1);
    }
  else
    gtk_widget_set_visible (self->head, FALSE);
  return self;
}

/**
 * esp_step_line_new:
 * @title: (nullable): what the control is about
 * @control: (nullable): %NULL: only what is wrong is told here
 *
 * Returns: (transfer floating): a row with the control under its title
 */
GtkWidget *
esp_step_line_new (const char *title, GtkWidget *control)
{
  EspStepLine *self = make (title, "caption");

  self->control = control;
  gtk_widget_add_css_class (self->head, "dim-label");
  if (control != NULL)
    gtk_box_append (GTK_BOX (self->box), control);
  return GTK_WIDGET (self);
}

/**
 * esp_step_line_new_beside:
 *
 * Returns: (transfer floating): a row with a small control at the end of its title
 */
GtkWidget *
esp_step_line_new_beside (const char *title, GtkWidget *control)
{
  EspStepLine *self = make (title, NULL);

  self->control = control;
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->head), control);
  return GTK_WIDGET (self);
}

/**
 * esp_step_line_new_fact:
 *
 * Returns: (transfer floating): a row that says something and changes nothing
 */
GtkWidget *
esp_step_line_new_fact (const char *title, const char *value)
{
  GtkWidget *label = make_label (value, NULL);
  GtkWidget *row = esp_step_line_new (title, label);
  g_autofree char *spoken = title != NULL ? g_strdup_printf ("%s: %s", title, value) : NULL;

  ESP_STEP_LINE (row)->is_fact = TRUE;
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (spoken != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                    -1);
  return row;
}

/**
 * esp_step_line_get_title:
 *
 * Returns: (transfer none) (nullable)
 */
const char *
esp_step_line_get_title (EspStepLine *self)
{
  return self->title;
}

/**
 * esp_step_line_get_control:
 *
 * Returns: (transfer none) (nullable): what the row was made with
 */
GtkWidget *
esp_step_line_get_control (EspStepLine *self)
{
  return self->control;
}

/**
 * esp_step_line_add_end:
 *
 * Puts a small widget behind the title.
 */
void
esp_step_line_add_end (EspStepLine *self, GtkWidget *widget)
{
  gtk_widget_set_visible (self->head, TRUE);
  gtk_box_append (GTK_BOX (self->head), widget);
}

/**
 * esp_step_line_set_hint:
 * @hint: (nullable): what helps to choose well; where nothing is chosen it is not shown
 */
void
esp_step_line_set_hint (EspStepLine *self, const char *hint)
{
  if (self->is_fact || (self->hint == NULL && hint == NULL))
    return;
  if (self->hint == NULL)
    {
      self->hint = make_label (NULL, "caption");
      gtk_widget_add_css_class (self->hint, "dim-label");
      gtk_box_insert_child_after (GTK_BOX (self->box), self->hint,
                                  self->control != NULL &&
                                      gtk_widget_get_parent (self->control) == self->box
                                    ? self->control
                                    : self->head);
    }
  gtk_label_set_text (GTK_LABEL (self->hint), hint != NULL ? hint : "");
  gtk_widget_set_visible (self->hint, hint != NULL);
  if (hint != NULL && self->control != NULL && self->fault == NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, hint, -1);
}

static void
make_trouble (EspStepLine *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = esp_icon_new ("esp-warning-symbolic");

  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  self->sentence = make_label (NULL, "caption");
  gtk_widget_set_hexpand (self->sentence, TRUE);
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), self->sentence);
  self->fix = gtk_button_new ();
  gtk_widget_set_halign (self->fix, GTK_ALIGN_START);
  gtk_widget_set_visible (self->fix, FALSE);
  g_signal_connect_swapped (self->fix, "clicked", G_CALLBACK (fix_cb), self);
  self->trouble = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->told = line;
  gtk_box_append (GTK_BOX (self->trouble), line);
  gtk_box_append (GTK_BOX (self->trouble), self->fix);
  gtk_box_append (GTK_BOX (self->box), self->trouble);
}

/**
 * esp_step_line_set_fault:
 * @sentence: (nullable): what is wrong and what to do; %NULL: nothing is
 *
 * Shows what is wrong next to the control. Announcing it is the business of the caller.
 */
void
esp_step_line_set_fault (EspStepLine *self, const char *sentence, gboolean is_error)
{
  GtkWidget *told = self->control != NULL ? self->control : GTK_WIDGET (self);

  if (g_strcmp0 (self->fault, sentence) != 0)
    {
      g_free (self->fault);
      self->fault = g_strdup (sentence);
    }
  if (self->trouble == NULL && sentence == NULL)
    return;
  if (self->trouble == NULL)
    make_trouble (self);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->trouble, sentence != NULL);
  gtk_widget_remove_css_class (self->told, is_error ? "warning" : "error");
  gtk_widget_add_css_class (self->told, is_error ? "error" : "warning");
  gtk_accessible_update_state (GTK_ACCESSIBLE (told), GTK_ACCESSIBLE_STATE_INVALID,
                               sentence != NULL && is_error ? GTK_ACCESSIBLE_INVALID_TRUE
                                                            : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (sentence != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (told), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    sentence, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (told), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  if (sentence == NULL)
    gtk_widget_set_visible (self->fix, FALSE);
}

/**
 * esp_step_line_set_fix:
 * @label: (nullable): what mends the fault without a question
 */
void
esp_step_line_set_fix (EspStepLine *self, const char *label)
{
  if (self->trouble == NULL)
    return;
  gtk_widget_set_visible (self->fix, label != NULL);
  if (label != NULL)
    gtk_button_set_label (GTK_BUTTON (self->fix), label);
}

/**
 * esp_step_line_get_fault:
 *
 * Returns: (transfer none) (nullable): the sentence that it shows
 */
const char *
esp_step_line_get_fault (EspStepLine *self)
{
  return self->fault;
}
