/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an empty journey begins: the ways in, and the templates. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-start.h"

#include "engine/journey/esp-journey-template.h"
#include "views/journeys/esp-journey-template-card.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-locale.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PAGE_WIDTH 860
#define KIND_KEY "esp-kind"

struct _EspJourneyStart
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the page */
  GtkWidget *scroller;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (EspJourneyStart, esp_journey_start, GTK_TYPE_WIDGET)

static GtkWidget *
heading_new (const char *text, const char *about)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (text);
  GtkWidget *line = gtk_label_new (about);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "title-4");
  gtk_label_set_xalign (GTK_LABEL (line), 0);
  gtk_label_set_wrap (GTK_LABEL (line), TRUE);
  gtk_widget_add_css_class (line, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), line);
  return box;
}

static void
entry_cb (EspJourneyStart *self, GtkWidget *button)
{
  guint kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), KIND_KEY));

  g_signal_emit_by_name (self, "entry", kind);
}

static GtkWidget *
entry_button_new (EspJourneyStart *self, EspEntryKind kind)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (esp_journey_words_entry_kind (kind));
  GtkWidget *about = gtk_label_new (esp_journey_words_entry_about (kind));
  g_autofree char *name = g_strdup_printf ("%s: %s", esp_journey_words_entry_kind (kind),
                                           esp_journey_words_entry_about (kind));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (about), 0);
  gtk_label_set_yalign (GTK_LABEL (about), 0);
  gtk_label_set_wrap (GTK_LABEL (about), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (about), 24);
  gtk_widget_add_css_class (about, "caption");
  gtk_widget_add_css_class (about, "dim-label");
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), about);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), esp_icon_new (esp_journey_words_entry_icon (kind)));
  gtk_box_append (GTK_BOX (box), words);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "esp-start");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), KIND_KEY, GUINT_TO_POINTER (kind));
  g_signal_connect_object (button, "clicked", G_CALLBACK (entry_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static void
template_cb (EspJourneyStart *self, GtkWidget *button)
{
  guint template = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), KIND_KEY));

  g_signal_emit_by_name (self, "template", esp_journey_template_get_id (template));
}

static GtkWidget *
flow_new (guint n_columns)
{
  GtkWidget *flow = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), n_columns);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 12);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 12);
  return flow;
}

/* The buttons speak for themselves; their places in the flow are passed over by Tab. */
static void
add_to_flow (GtkWidget *flow, GtkWidget *button, const char *name)
{
  GtkWidget *place = gtk_flow_box_child_new ();

  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (place), button);
  gtk_widget_set_focusable (place, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (place), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_flow_box_append (GTK_FLOW_BOX (flow), place);
}

static void
add_templates (EspJourneyStart *self)
{
  GtkWidget *flow = flow_new (3);
  GtkWidget *heading =
    heading_new (_ ("Or begin with a template"),
                 _ ("Its steps and messages are drafts: change whatever you like."));

  gtk_widget_set_margin_top (heading, 18);
  gtk_box_append (GTK_BOX (self->box), heading);
  for (guint i = 0; i < esp_journey_template_get_n (); i++)
    {
      GtkWidget *card = esp_journey_template_card_new (i);
      g_autofree char *name = NULL;

      name = esp_journey_template_dup_title (i, esp_locale_is_korean () ? "ko" : "en");
      g_object_set_data (G_OBJECT (card), KIND_KEY, GUINT_TO_POINTER (i));
      g_signal_connect_object (card, "clicked", G_CALLBACK (template_cb), self, G_CONNECT_SWAPPED);
      add_to_flow (flow, card, name);
    }
  gtk_box_append (GTK_BOX (self->box), flow);
}

static void
esp_journey_start_dispose (GObject *object)
{
  EspJourneyStart *self = ESP_JOURNEY_START (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_journey_start_parent_class)->dispose (object);
}

static gboolean
esp_journey_start_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (ESP_JOURNEY_START (widget)->box, GTK_DIR_TAB_FORWARD);
}

static void
esp_journey_start_class_init (EspJourneyStartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_journey_start_dispose;
  widget_class->grab_focus = esp_journey_start_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("entry", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_UINT);
  g_signal_new ("template", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
esp_journey_start_init (EspJourneyStart *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *entries = flow_new (3);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_object_set (self->box, "margin-top", 24, "margin-bottom", 24, "margin-start", 12, "margin-end",
                12, NULL);
  gtk_box_append (GTK_BOX (self->box),
                  heading_new (_ ("Who enters this journey?"),
                               _ ("Choose how it begins. More ways in can be added later.")));
  for (guint kind = 0; kind < ESP_N_ENTRY_KINDS; kind++)
    add_to_flow (entries, entry_button_new (self, (EspEntryKind) kind),
                 esp_journey_words_entry_kind ((EspEntryKind) kind));
  gtk_box_append (GTK_BOX (self->box), entries);
  add_templates (self);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->box);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/**
 * esp_journey_start_new:
 */
GtkWidget *
esp_journey_start_new (EspSession *session)
{
  EspJourneyStart *self = g_object_new (ESP_TYPE_JOURNEY_START, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}
