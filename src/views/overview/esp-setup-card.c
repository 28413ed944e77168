/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of steps that a new workspace begins with. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-setup-card.h"

#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  const char *title;
  const char *detail;
  const char *button;
  const char *address;
} Step;

static const Step steps[ESP_N_SETUP_STEPS] = {
  [ESP_SETUP_LEADS] = { N_ ("Bring your leads"),
                        N_ ("From a file; you see every change before it is made."), N_ ("_Import"),
                        "import" },
  [ESP_SETUP_SENDER] = { N_ ("Say who sends"),
                         N_ (
                           "Company and postal address stand at the foot of every message: the law "
                           "asks for them."),
                         N_ ("_Fill in"), "sender" },
  [ESP_SETUP_CHANNEL] = { N_ ("Connect a mail account and test it"),
                          N_ ("The demo mailbox is there already; with it nothing leaves this "
                              "computer."),
                          N_ ("_Connect"), "channels" },
  [ESP_SETUP_SEGMENT] = { N_ ("Make a first segment"),
                          N_ ("Who should get what: a rule that counts as you write it."),
                          N_ ("_Make"), "segments" },
  [ESP_SETUP_MESSAGE] = { N_ ("Write a first message"),
                          N_ ("From a template or blank; the checks look for what is missing."),
                          N_ ("_Write"), "messages" },
  [ESP_SETUP_CAMPAIGN] = { N_ ("Send a first campaign"),
                           N_ (
                             "You see who gets it, who does not and why, before anything leaves."),
                           N_ ("_Prepare"), "campaigns" },
};

struct _EspSetupCard
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the card */
  GtkWidget *box;
  GtkLabel *count;
  GtkWidget *bar;
  GtkWidget *list;
  GtkWidget *marks[ESP_N_SETUP_STEPS]; /* stacks: a number or a tick */
  GtkWidget *rows[ESP_N_SETUP_STEPS];
  GtkWidget *buttons[ESP_N_SETUP_STEPS];
};

G_DEFINE_FINAL_TYPE (EspSetupCard, esp_setup_card, GTK_TYPE_WIDGET)

static void
open_row_cb (EspSetupCard *self, GtkListBoxRow *row)
{
  for (guint i = 0; i < ESP_N_SETUP_STEPS; i++)
    if (GTK_WIDGET (row) == self->rows[i])
      esp_session_open (self->session, steps[i].address);
}

static void
open_cb (EspSetupCard *self, GtkWidget *button)
{
  for (guint i = 0; i < ESP_N_SETUP_STEPS; i++)
    if (button == self->buttons[i])
      esp_session_open (self->session, steps[i].address);
}

static GtkWidget *
mark_new (guint step)
{
  GtkWidget *stack = gtk_stack_new ();
  g_autofree char *number = g_strdup_printf ("%u", step + 1);
  GtkWidget *label = gtk_label_new (number);
  GtkWidget *tick = g_object_new (GTK_TYPE_IMAGE, "icon-name", "esp-check-symbolic",
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (label, "esp-step-mark");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (tick, "esp-step-mark");
  gtk_widget_add_css_class (tick, "done");
  gtk_stack_add_named (GTK_STACK (stack), label, "open");
  gtk_stack_add_named (GTK_STACK (stack), tick, "done");
  gtk_widget_set_valign (stack, GTK_ALIGN_CENTER);
  return stack;
}

static void
add_step (EspSetupCard *self, guint step)
{
  GtkWidget *row = adw_action_row_new ();

  self->rows[step] = row;
  self->marks[step] = mark_new (step);
  self->buttons[step] = esp_button_new (_ (steps[step].button));
  gtk_widget_set_valign (self->buttons[step], GTK_ALIGN_CENTER);
  g_signal_connect_object (self->buttons[step], "clicked", G_CALLBACK (open_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (steps[step].title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (steps[step].detail));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), self->marks[step]);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->buttons[step]);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
esp_setup_card_dispose (GObject *object)
{
  g_clear_pointer (&ESP_SETUP_CARD (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_setup_card_parent_class)->dispose (object);
}

static void
esp_setup_card_class_init (EspSetupCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_setup_card_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
head_new (EspSetupCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ ("Set up your workspace"));
  GtkWidget *hide = esp_button_new (_ ("_Hide"));

  gtk_widget_add_css_class (title, "title-4");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_label_set_xalign (self->count, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->count), TRUE);
  gtk_widget_add_css_class (hide, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (hide), "screen.hide-setup");
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (head), hide);
  return head;
}

static void
esp_setup_card_init (EspSetupCard *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->bar = gtk_progress_bar_new ();
  self->list = esp_form_list_new (_ ("Set up your workspace"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Set up your workspace"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Steps done"), -1);
  gtk_box_append (GTK_BOX (self->box), head_new (self));
  gtk_box_append (GTK_BOX (self->box), self->bar);
  gtk_box_append (GTK_BOX (self->box), self->list);
  for (guint i = 0; i < ESP_N_SETUP_STEPS; i++)
    add_step (self, i);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (open_row_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_setup_card_new:
 *
 * Returns: (transfer floating): a card with no step done; “Hide” activates "screen.hide-setup"
 */
GtkWidget *
esp_setup_card_new (EspSession *session)
{
  EspSetupCard *self = g_object_new (ESP_TYPE_SETUP_CARD, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}

static void
show_step (EspSetupCard *self, guint step, gboolean is_done, gboolean is_next)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->marks[step]), is_done ? "done" : "open");
  gtk_widget_set_visible (self->buttons[step], !is_done);
  if (is_next)
    gtk_widget_add_css_class (self->buttons[step], "suggested-action");
  else
    gtk_widget_remove_css_class (self->buttons[step], "suggested-action");
  if (is_done)
    gtk_widget_add_css_class (self->rows[step], "esp-step-done");
  else
    gtk_widget_remove_css_class (self->rows[step], "esp-step-done");
  /* The title of the row is part of its name already. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows[step]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_done ? C_ ("setup", "Done:") : C_ ("setup", "To do:"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _ (steps[step].detail), -1);
}

/**
 * esp_setup_card_show:
 *
 * Ticks off what is done; the next step stands out.
 */
void
esp_setup_card_show (EspSetupCard *self, const EspAgenda *agenda)
{
  guint n_done = esp_agenda_count_steps (agenda);
  gboolean has_next = FALSE;
  g_autofree char *count = NULL;

  g_return_if_fail (ESP_IS_SETUP_CARD (self));

  for (guint i = 0; i < ESP_N_SETUP_STEPS; i++)
    {
      show_step (self, i, agenda->steps[i], !agenda->steps[i] && !has_next);
      has_next |= !agenda->steps[i];
    }
  /* Translators: steps of the setup: how many are done, of how many */
  count = g_strdup_printf (_ ("%u of %u done"), n_done, ESP_N_SETUP_STEPS);
  gtk_label_set_label (self->count, count);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), (double) n_done / ESP_N_SETUP_STEPS);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  count, -1);
}
