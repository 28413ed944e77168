/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drop-downs, entries and number fields that tell their owner what was chosen. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-condition-controls.h"

#include "views/shell/esp-choice.h"

#define KEY "esp-control"

typedef struct
{
  GArray *values; /* (owned) int: of choices */
  GtkStringList *texts;
  EspPickFunc picked;
  EspTextFunc typed;
  void (*turned) (gpointer owner, double value);
  gpointer owner; /* (unowned): an ancestor */
} Control;

static void
control_free (gpointer data)
{
  Control *control = data;

  g_clear_pointer (&control->values, g_array_unref);
  g_free (control);
}

static Control *
attach (GtkWidget *widget, const char *label, gpointer owner)
{
  Control *control = g_new0 (Control, 1);

  control->owner = owner;
  g_object_set_data_full (G_OBJECT (widget), KEY, control, control_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  return control;
}

static void
selected_cb (GtkDropDown *drop, GParamSpec *pspec, gpointer data)
{
  Control *control = g_object_get_data (G_OBJECT (drop), KEY);
  guint selected = gtk_drop_down_get_selected (drop);

  if (selected < control->values->len)
    control->picked (control->owner, g_array_index (control->values, int, selected));
}

/**
 * esp_editable_give_up_undo:
 *
 * Leaves Ctrl+Z to the rule: it has one history, whatever the edit was made with.
 */
void
esp_editable_give_up_undo (GtkEditable *editable)
{
  gtk_editable_set_enable_undo (editable, FALSE);
}

/**
 * esp_pick_new:
 * @owner: lives longer than the control
 */
GtkWidget *
esp_pick_new (const char *label, EspPickFunc picked, gpointer owner)
{
  GtkStringList *texts = gtk_string_list_new (NULL);
  GtkWidget *drop = gtk_drop_down_new (G_LIST_MODEL (texts), NULL);
  Control *control = attach (drop, label, owner);

  esp_choice_speak (drop);
  control->values = g_array_new (FALSE, FALSE, sizeof (int));
  control->texts = texts;
  control->picked = picked;
  gtk_widget_set_tooltip_text (drop, label);
  return drop;
}

/**
 * esp_pick_add:
 */
void
esp_pick_add (GtkWidget *pick, const char *text, int value)
{
  Control *control = g_object_get_data (G_OBJECT (pick), KEY);

  gtk_string_list_append (control->texts, text);
  g_array_append_val (control->values, value);
}

/**
 * esp_pick_finish:
 *
 * Chooses without telling the owner; from now on it is told.
 */
void
esp_pick_finish (GtkWidget *pick, int chosen)
{
  Control *control = g_object_get_data (G_OBJECT (pick), KEY);

  for (guint i = 0; i < control->values->len; i++)
    if (g_array_index (control->values, int, i) == chosen)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (pick), i);
  g_signal_connect (pick, "notify::selected", G_CALLBACK (selected_cb), NULL);
}

static void
text_changed_cb (GtkEditable *editable, gpointer data)
{
  Control *control = g_object_get_data (G_OBJECT (editable), KEY);

  control->typed (control->owner, gtk_editable_get_text (editable));
}

/**
 * esp_text_control_new:
 * @text: (nullable)
 */
GtkWidget *
esp_text_control_new (const char *label,
                      const char *text,
                      int width_chars,
                      EspTextFunc typed,
                      gpointer owner)
{
  GtkWidget *entry = gtk_entry_new ();
  Control *control = attach (entry, label, owner);

  esp_editable_give_up_undo (GTK_EDITABLE (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width_chars);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), width_chars);
  gtk_widget_set_tooltip_text (entry, label);
  control->typed = typed;
  g_signal_connect (entry, "changed", G_CALLBACK (text_changed_cb), NULL);
  return entry;
}

static void
value_changed_cb (GtkSpinButton *spin, gpointer data)
{
  Control *control = g_object_get_data (G_OBJECT (spin), KEY);

  control->turned (control->owner, gtk_spin_button_get_value (spin));
}

/**
 * esp_number_control_new:
 */
GtkWidget *
esp_number_control_new (const char *label,
                        double value,
                        double min,
                        double max,
                        guint digits,
                        void (*turned) (gpointer owner, double value),
                        gpointer owner)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (min, max, 1);
  Control *control = attach (spin, label, owner);

  esp_editable_give_up_undo (GTK_EDITABLE (spin));
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), digits);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), max > 1000000 ? 9 : 3);
  gtk_widget_set_tooltip_text (spin, label);
  control->turned = turned;
  g_signal_connect (spin, "value-changed", G_CALLBACK (value_changed_cb), NULL);
  return spin;
}

/**
 * esp_words_control_new:
 *
 * Returns: words between controls
 */
GtkWidget *
esp_words_control_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "esp-words");
  return label;
}
