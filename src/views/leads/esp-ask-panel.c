/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Why did, or didn't, this person get it?" for one lead: a choice of sends, and the answer. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-ask-panel.h"

#include "store/esp-journeys.h"
#include "views/leads/esp-ask-answer.h"
#include "views/leads/esp-ask-journey-words.h"
#include "views/leads/esp-ask-words.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_CHOICES 200

struct _EspAskPanel
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  gint64 lead_id;
  gint64 wanted_send;    /* to be chosen when it is in the list; 0: the first */
  gint64 wanted_journey; /* the same; 0: a send */
  GPtrArray *choices;    /* (owned) (nullable) of EspAskChoice, as the drop-down shows them */
  GPtrArray *journeys;   /* (owned) (nullable) of EspJourneyRow, behind them */
  gboolean is_filling;   /* the choice changes by itself */
  GtkWidget *box;
  GtkWidget *chooser;
  GtkWidget *none; /* says that there is nothing to ask about */
  EspAskAnswer *answer;
};

G_DEFINE_FINAL_TYPE (EspAskPanel, esp_ask_panel, GTK_TYPE_WIDGET)

typedef struct
{
  gint64 lead_id;
  GPtrArray *choices;  /* (owned) (nullable) */
  GPtrArray *journeys; /* (owned) (nullable) */
} Choices;

static void
choices_free (Choices *choices)
{
  g_clear_pointer (&choices->choices, g_ptr_array_unref);
  g_clear_pointer (&choices->journeys, g_ptr_array_unref);
  g_free (choices);
}

static gboolean
read_choices (EspTx *tx, gpointer data, GError **error)
{
  Choices *choices = data;

  choices->choices = esp_lead_asks_sends (tx, choices->lead_id, MAX_CHOICES, error);
  choices->journeys = choices->choices != NULL ? esp_journey_row_list (tx, FALSE, error) : NULL;
  for (guint i = choices->journeys != NULL ? choices->journeys->len : 0; i > 0; i--)
    if (((EspJourneyRow *) g_ptr_array_index (choices->journeys, i - 1))->version == 0)
      g_ptr_array_remove_index (choices->journeys, i - 1);
  return choices->journeys != NULL;
}

static guint
count_choices (EspAskPanel *self)
{
  return self->choices != NULL ? self->choices->len + self->journeys->len : 0;
}

static void
ask (EspAskPanel *self)
{
  guint position = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->chooser));

  if (position >= count_choices (self))
    {
      esp_ask_answer_ask (self->answer, 0, self->lead_id);
      return;
    }
  self->wanted_send = 0;
  self->wanted_journey = 0;
  if (position < self->choices->len)
    {
      const EspAskChoice *choice = g_ptr_array_index (self->choices, position);

      self->wanted_send = choice->send_id;
      esp_ask_answer_ask (self->answer, choice->send_id, self->lead_id);
    }
  else
    {
      const EspJourneyRow *row = g_ptr_array_index (self->journeys, position - self->choices->len);

      self->wanted_journey = row->id;
      esp_ask_answer_ask_journey (self->answer, row->id, self->lead_id);
    }
}

static void
selected_cb (EspAskPanel *self)
{
  if (!self->is_filling)
    ask (self);
}

static guint
find_wanted (EspAskPanel *self)
{
  for (guint i = 0; i < self->choices->len; i++)
    if (((const EspAskChoice *) g_ptr_array_index (self->choices, i))->send_id == self->wanted_send)
      return i;
  for (guint i = 0; self->wanted_journey != 0 && i < self->journeys->len; i++)
    if (((const EspJourneyRow *) g_ptr_array_index (self->journeys, i))->id == self->wanted_journey)
      return self->choices->len + i;
  return 0;
}

static void
fill (EspAskPanel *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->choices->len; i++)
    gtk_string_list_take (names, esp_ask_words_choice (self->session,
                                                       g_ptr_array_index (self->choices, i)));
  for (guint i = 0; i < self->journeys->len; i++)
    gtk_string_list_take (names,
                          esp_ask_journey_choice (
                            ((EspJourneyRow *) g_ptr_array_index (self->journeys, i))->name));
  self->is_filling = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->chooser), G_LIST_MODEL (names));
  if (count_choices (self) > 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->chooser), find_wanted (self));
  self->is_filling = FALSE;
  gtk_widget_set_visible (self->chooser, count_choices (self) > 0);
  gtk_widget_set_visible (self->none, count_choices (self) == 0);
  ask (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspAskPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  Choices *choices = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->box == NULL)
    {
      g_clear_pointer (&choices, choices_free);
      return;
    }
  if (choices == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      gtk_label_set_label (GTK_LABEL (self->none), sentence);
      gtk_widget_set_visible (self->none, TRUE);
      return;
    }
  if (choices->lead_id == self->lead_id)
    {
      g_clear_pointer (&self->choices, g_ptr_array_unref);
      g_clear_pointer (&self->journeys, g_ptr_array_unref);
      self->choices = g_steal_pointer (&choices->choices);
      self->journeys = g_steal_pointer (&choices->journeys);
      fill (self);
    }
  choices_free (choices);
}

/* A long name must not make the pane wider. */
static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  GtkWidget *label = gtk_list_item_get_child (item);

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, text);
}

static void
esp_ask_panel_dispose (GObject *object)
{
  EspAskPanel *self = ESP_ASK_PANEL (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_pointer (&self->journeys, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_ask_panel_parent_class)->dispose (object);
}

static void
esp_ask_panel_class_init (EspAskPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_ask_panel_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_ask_panel_init (EspAskPanel *self)
{
}

static GtkWidget *
chooser_new (void)
{
  GtkWidget *chooser = gtk_drop_down_new (NULL, NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkExpression) name =
    gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_drop_down_set_factory (GTK_DROP_DOWN (chooser), factory);
  gtk_drop_down_set_expression (GTK_DROP_DOWN (chooser), name);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (chooser), TRUE);
  esp_choice_speak (chooser);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chooser), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Which message"), -1);
  /* The button inside is what has the focus. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (chooser)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Which message"), -1);
  return chooser;
}

/**
 * esp_ask_panel_new:
 *
 * Returns: (transfer floating): a panel about nobody yet
 */
GtkWidget *
esp_ask_panel_new (EspSession *session)
{
  EspAskPanel *self = g_object_new (ESP_TYPE_ASK_PANEL, NULL);
  GtkWidget *title = gtk_label_new (_ ("Why did, or didn't, they get it?"));

  self->session = session;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "esp-ask");
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  self->chooser = chooser_new ();
  g_signal_connect_object (self->chooser, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  self->none = gtk_label_new (_ ("There is no campaign and no journey yet to ask about."));
  gtk_label_set_xalign (GTK_LABEL (self->none), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->none), TRUE);
  gtk_widget_add_css_class (self->none, "dim-label");
  gtk_widget_set_visible (self->none, FALSE);
  self->answer = ESP_ASK_ANSWER (esp_ask_answer_new (session));
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), self->chooser);
  gtk_box_append (GTK_BOX (self->box), self->none);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->answer));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Why did, or didn't, they get it?"), -1);
  return GTK_WIDGET (self);
}

/**
 * esp_ask_panel_set_lead:
 * @lead_id: 0 is nobody
 */
void
esp_ask_panel_set_lead (EspAskPanel *self, gint64 lead_id)
{
  g_return_if_fail (ESP_IS_ASK_PANEL (self));

  if (self->lead_id == lead_id)
    return;
  self->lead_id = lead_id;
  self->wanted_send = 0;
  self->wanted_journey = 0;
  esp_ask_panel_refresh (self);
}

/**
 * esp_ask_panel_choose:
 *
 * Asks about this send, once it is known.
 */
void
esp_ask_panel_choose (EspAskPanel *self, gint64 send_id)
{
  g_return_if_fail (ESP_IS_ASK_PANEL (self));

  self->wanted_send = send_id;
  self->wanted_journey = 0;
  if (self->choices != NULL)
    fill (self);
}

/**
 * esp_ask_panel_refresh:
 *
 * Asks again: something has changed.
 */
void
esp_ask_panel_refresh (EspAskPanel *self)
{
  Choices *choices;

  g_return_if_fail (ESP_IS_ASK_PANEL (self));

  if (self->lead_id == 0)
    return;
  choices = g_new0 (Choices, 1);
  choices->lead_id = self->lead_id;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_choices, choices,
                        (GDestroyNotify) choices_free, NULL, read_cb, g_object_ref (self));
}
