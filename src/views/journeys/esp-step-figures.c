/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows how many people are at a step, came by, got its message and did not, each a number that opens. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-figures.h"

#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-number.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>

/* One number with its word, copied from the flow: that lives only as long as the canvas shows it. */
typedef struct
{
  char *id;  /* (owned) of the step */
  char *key; /* (owned) (nullable) */
  gint64 n;
  int what;
} Figure;

struct _EspStepFigures
{
  GtkWidget parent_instance;

  EspSession *session; /* (unowned): the window's; outlives it */
  char *id;            /* (owned) (nullable) */
  GArray *figures;     /* (owned) Figure: of all steps */
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (EspStepFigures, esp_step_figures, GTK_TYPE_WIDGET)

enum
{
  HERE,
  PASSED,
  SENT,
  NOT_SENT,
  HELD,
  FAILED,
  EXITED,
  N_FIGURES
};

static const char *const words[N_FIGURES] = {
  [HERE] = NC_ ("people of a step", "Here now"),
  [PASSED] = NC_ ("people of a step", "Came by"),
  [SENT] = NC_ ("people of a step", "Sent"),
  [NOT_SENT] = NC_ ("people of a step", "Not sent"),
  [HELD] = NC_ ("people of a step", "Held"),
  [FAILED] = NC_ ("people of a step", "Failed"),
  [EXITED] = NC_ ("people of a step", "Left here"),
};

static const EspCountInfo infos[N_FIGURES] = {
  [HERE] = { N_ ("Here now"), N_ ("Distinct leads who stand at this step at this moment."), NULL },
  [PASSED] = { N_ ("Came by"),
               N_ ("Distinct leads for whom something was decided at this step in the period."),
               N_ ("Whoever came by twice counts once.") },
  [SENT] = { N_ ("Sent"), N_ ("Distinct leads whose message was given to the channel."), NULL },
  [NOT_SENT] = { N_ ("Not sent"), N_ ("Distinct leads who were not sent to, whatever the reason."),
                 NULL },
  [HELD] = { N_ ("Held"), N_ ("Leads whose message waits for a reason that ends."), NULL },
  [FAILED] = { N_ ("Failed"), N_ ("Leads whose message was refused or is in doubt."), NULL },
  [EXITED] = { N_ ("Left here"), N_ ("Distinct leads who left the journey at this step."), NULL },
};

static void
figure_clear (gpointer data)
{
  Figure *figure = data;

  g_free (figure->id);
  g_free (figure->key);
}

static GtkWidget *
make_figure (EspStepFigures *self, const Figure *figure)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *number = esp_number_new (self->session);
  const char *word = g_dpgettext2 (NULL, "people of a step", words[figure->what]);
  GtkWidget *label = gtk_label_new (word);
  g_autofree char *address =
    figure->key != NULL ? g_strdup_printf ("leads?drill=%s", figure->key) : NULL;
  g_autofree char *count = esp_format_count (figure->n);
  g_autofree char *sentence = g_strdup_printf ("%s: %s", word, count);

  esp_number_set_text (ESP_NUMBER (number), count, sentence);
  esp_number_set_info (ESP_NUMBER (number), &infos[figure->what]);
  if (address != NULL && figure->n > 0)
    esp_number_set_address (ESP_NUMBER (number), address);
  gtk_widget_set_halign (number, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static void
show (EspStepFigures *self)
{
  gboolean has_any = FALSE;

  esp_wrap_box_clear (ESP_WRAP_BOX (self->box));
  for (guint i = 0; self->id != NULL && i < self->figures->len; i++)
    {
      const Figure *figure = &g_array_index (self->figures, Figure, i);

      if (g_strcmp0 (figure->id, self->id) != 0)
        continue;
      esp_wrap_box_append (ESP_WRAP_BOX (self->box), make_figure (self, figure));
      has_any = TRUE;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), has_any);
}

static void
add_figure (EspStepFigures *self, const EspFlowStep *step, const EspFlowNumber *number, int what)
{
  gboolean is_always =
    what == HERE || what == PASSED || (what == SENT && step->kind == ESP_STEP_SEND);
  Figure figure = { NULL, NULL, number->n, what };

  if (number->n == 0 && !is_always)
    return;
  figure.id = g_strdup (step->id);
  figure.key = g_strdup (number->key);
  g_array_append_val (self->figures, figure);
}

static void
esp_step_figures_dispose (GObject *object)
{
  g_clear_pointer (&ESP_STEP_FIGURES (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_step_figures_parent_class)->dispose (object);
}

static void
esp_step_figures_finalize (GObject *object)
{
  EspStepFigures *self = ESP_STEP_FIGURES (object);

  g_array_unref (self->figures);
  g_free (self->id);
  G_OBJECT_CLASS (esp_step_figures_parent_class)->finalize (object);
}

static void
esp_step_figures_class_init (EspStepFiguresClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_step_figures_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_step_figures_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_step_figures_init (EspStepFigures *self)
{
  self->figures = g_array_new (FALSE, FALSE, sizeof (Figure));
  g_array_set_clear_func (self->figures, figure_clear);
  self->box = esp_wrap_box_new ();
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * esp_step_figures_new:
 */
GtkWidget *
esp_step_figures_new (EspSession *session)
{
  EspStepFigures *self = g_object_new (ESP_TYPE_STEP_FIGURES, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}

/**
 * esp_step_figures_set_step:
 * @id: (nullable)
 */
void
esp_step_figures_set_step (EspStepFigures *self, const char *id)
{
  g_free (self->id);
  self->id = g_strdup (id);
  show (self);
}

/**
 * esp_step_figures_set_flow:
 * @flow: (nullable)
 */
void
esp_step_figures_set_flow (EspStepFigures *self, const EspJourneyFlow *flow)
{
  g_array_set_size (self->figures, 0);
  for (guint i = 0; flow != NULL && i < flow->steps->len; i++)
    {
      const EspFlowStep *step = g_ptr_array_index (flow->steps, i);

      add_figure (self, step, &step->here, HERE);
      add_figure (self, step, &step->passed, PASSED);
      add_figure (self, step, &step->sent, SENT);
      add_figure (self, step, &step->not_sent, NOT_SENT);
      add_figure (self, step, &step->held, HELD);
      add_figure (self, step, &step->failed, FAILED);
      add_figure (self, step, &step->exited, EXITED);
    }
  show (self);
}
