/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what people are assumed to do where a journey waits for them, divides them or has a goal for them. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-rehearsal-assume.h"

#include "views/journeys/esp-rehearsal-words.h"

#include <glib/gi18n.h>

#define WIDTH 440
#define HEIGHT 420
#define KEY "esp-step"

enum
{
  AS_KNOWN,
  ALL_YES,
  ALL_NO,
  BY_HAND,
};

struct _EspRehearsalAssumeBox
{
  GtkWidget parent_instance;

  EspJourneyDesk *desk; /* (unowned) around it */
  GtkWidget *scroller;
  GtkWidget *list;
  EspRehearsalOptions *said; /* (owned) what was said so far */
};

enum
{
  SIGNAL_CHANGED = 1,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspRehearsalAssumeBox, esp_rehearsal_assume, GTK_TYPE_WIDGET)

static gboolean
is_asked (const EspJourneyStep *step)
{
  if (step->is_off)
    return FALSE;
  return step->kind == ESP_STEP_SPLIT || step->kind == ESP_STEP_GOAL ||
         (step->kind == ESP_STEP_WAIT &&
          (step->wait == ESP_WAIT_EVENT || step->wait == ESP_WAIT_CONDITION));
}

static void
say (EspRehearsalAssumeBox *self, const char *step, guint choice, double percent)
{
  double share = choice == ALL_YES   ? 1
                 : choice == ALL_NO  ? 0
                 : choice == BY_HAND ? percent / 100
                                     : -1;

  esp_rehearsal_options_assume (self->said, step, share);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
choice_cb (GtkWidget *choice, GParamSpec *pspec, EspRehearsalAssumeBox *self)
{
  GtkWidget *spin = gtk_widget_get_next_sibling (choice);
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (choice));

  gtk_widget_set_visible (spin, chosen == BY_HAND);
  say (self, g_object_get_data (G_OBJECT (choice), KEY), chosen,
       gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)));
}

static void
share_cb (GtkWidget *spin, EspRehearsalAssumeBox *self)
{
  say (self, g_object_get_data (G_OBJECT (spin), KEY), BY_HAND,
       gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)));
}

static GtkWidget *
controls_new (EspRehearsalAssumeBox *self, const EspJourneyStep *step, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  const char *const choices[] = { step->kind == ESP_STEP_SPLIT ? _ ("As its rules say")
                                                               : _ ("From history"),
                                  _ ("All yes"), _ ("All no"), _ ("By hand"), NULL };
  GtkWidget *choice = gtk_drop_down_new_from_strings (choices);
  GtkWidget *spin = gtk_spin_button_new_with_range (0, 100, 1);
  double share = esp_rehearsal_options_get_assumed (self->said, step->id);
  guint chosen = share < 0 ? AS_KNOWN : share >= 1 ? ALL_YES : share <= 0 ? ALL_NO : BY_HAND;

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), share < 0 ? 50 : share * 100);
  gtk_widget_set_tooltip_text (spin, _ ("Percent who say yes"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Percent who say yes"), -1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), chosen);
  gtk_widget_set_visible (spin, chosen == BY_HAND);
  g_object_set_data_full (G_OBJECT (choice), KEY, g_strdup (step->id), g_free);
  g_object_set_data_full (G_OBJECT (spin), KEY, g_strdup (step->id), g_free);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), choice);
  gtk_box_append (GTK_BOX (box), spin);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (choice_cb), self, 0);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (share_cb), self, 0);
  return box;
}

static GtkWidget *
label_new (const char *text, gboolean is_small)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (is_small)
    {
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "dim-label");
    }
  return label;
}

static void
add_step (EspRehearsalAssumeBox *self,
          EspJourney *journey,
          const EspJourneyStep *step,
          const EspRehearsal *rehearsal)
{
  g_autofree char *title =
    esp_journey_words_sentence (journey, step, esp_journey_desk_get_names (self->desk));
  g_autofree char *habit = rehearsal != NULL ? esp_rehearsal_words_habit (rehearsal, step) : NULL;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (text), label_new (title, FALSE));
  if (habit != NULL)
    gtk_box_append (GTK_BOX (text), label_new (habit, TRUE));
  gtk_box_append (GTK_BOX (row), text);
  gtk_box_append (GTK_BOX (row), controls_new (self, step, title));
  gtk_box_append (GTK_BOX (self->list), row);
}

/**
 * esp_rehearsal_assume_show:
 * @rehearsal: (nullable): the last one, which knows what history says
 */
void
esp_rehearsal_assume_show (EspRehearsalAssumeBox *self, const EspRehearsal *rehearsal)
{
  EspJourney *journey = esp_journey_desk_get_journey (self->desk);
  GtkWidget *child;
  gboolean has_any = FALSE;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
  for (guint32 i = 0; journey != NULL && i < esp_journey_get_n_steps (journey); i++)
    if (is_asked (esp_journey_get_step (journey, i)))
      {
        add_step (self, journey, esp_journey_get_step (journey, i), rehearsal);
        has_any = TRUE;
      }
  if (!has_any)
    gtk_box_append (GTK_BOX (self->list),
                    label_new (_ ("Nothing has to be assumed: no step waits for what people do, "
                                  "and none divides them."),
                               FALSE));
}

/**
 * esp_rehearsal_assume_fill:
 */
void
esp_rehearsal_assume_fill (EspRehearsalAssumeBox *self, EspRehearsalOptions *options)
{
  EspJourney *journey = esp_journey_desk_get_journey (self->desk);

  for (guint i = 0; i < self->said->assumes->len; i++)
    {
      const EspRehearsalAssume *one = &g_array_index (self->said->assumes, EspRehearsalAssume, i);

      if (one->share >= 0 && journey != NULL &&
          esp_journey_find_step (journey, one->step) != ESP_JOURNEY_NOWHERE)
        esp_rehearsal_options_assume (options, one->step, one->share);
    }
}

static void
esp_rehearsal_assume_dispose (GObject *object)
{
  EspRehearsalAssumeBox *self = ESP_REHEARSAL_ASSUME (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->said, esp_rehearsal_options_free);
  G_OBJECT_CLASS (esp_rehearsal_assume_parent_class)->dispose (object);
}

static void
esp_rehearsal_assume_class_init (EspRehearsalAssumeBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_rehearsal_assume_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_rehearsal_assume_init (EspRehearsalAssumeBox *self)
{
  self->said = esp_rehearsal_options_new (0);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), HEIGHT);
  gtk_widget_set_size_request (self->list, WIDTH, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/**
 * esp_rehearsal_assume_new:
 */
GtkWidget *
esp_rehearsal_assume_new (EspJourneyDesk *desk)
{
  EspRehearsalAssumeBox *self = g_object_new (ESP_TYPE_REHEARSAL_ASSUME, NULL);

  self->desk = desk;
  esp_rehearsal_assume_show (self, NULL);
  return GTK_WIDGET (self);
}
