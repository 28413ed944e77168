/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows for forms: fields, switches, numbers and choices, with the error text next to the field. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-form.h"

#include "views/shell/esp-choice.h"

static void
name_widget (GtkWidget *widget, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

/**
 * esp_form_entry_row_new:
 * @title: what the field is, translated
 * @text: (nullable): what stands in it
 *
 * Returns: (transfer floating): an AdwEntryRow, a GtkEditable; Enter acts as the button of its window does
 */
GtkWidget *
esp_form_entry_row_new (const char *title, const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), FALSE);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  name_widget (row, title);
  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), text);
  return row;
}

/**
 * esp_form_password_row_new:
 *
 * Returns: (transfer floating): a field whose text is hidden
 */
GtkWidget *
esp_form_password_row_new (const char *title)
{
  GtkWidget *row = adw_password_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  name_widget (row, title);
  return row;
}

static GtkWidget *
make_action_row (const char *title, const char *subtitle, GtkWidget *control)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  name_widget (row, title);
  name_widget (control, title);
  if (subtitle != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    subtitle, -1);
  g_object_set_data (G_OBJECT (row), "esp-control", control);
  return row;
}

/**
 * esp_form_switch_row_new:
 * @subtitle: (nullable): what it does
 *
 * Returns: (transfer floating): a row with a switch; see esp_form_row_get_switch()
 */
GtkWidget *
esp_form_switch_row_new (const char *title, const char *subtitle, gboolean active)
{
  GtkWidget *control = gtk_switch_new ();

  gtk_switch_set_active (GTK_SWITCH (control), active);
  return make_action_row (title, subtitle, control);
}

/**
 * esp_form_spin_row_new:
 * @subtitle: (nullable): the unit, or what it does
 *
 * Returns: (transfer floating): a row with a whole number; see esp_form_row_get_spin()
 */
GtkWidget *
esp_form_spin_row_new (const char *title,
                       const char *subtitle,
                       double min,
                       double max,
                       double value)
{
  GtkWidget *control = gtk_spin_button_new_with_range (min, max, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (control), value);
  return make_action_row (title, subtitle, control);
}

/* The lists and the arrow that libadwaita puts into a row would be called by their types. */
static void
name_inside (GtkWidget *widget, const char *title)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_LIST_VIEW (child) || GTK_IS_IMAGE (child))
        name_widget (child, title);
      name_inside (child, title);
    }
}

/**
 * esp_form_choice_row_new:
 * @choices: translated, ends with NULL
 *
 * Returns: (transfer floating): an AdwComboRow
 */
GtkWidget *
esp_form_choice_row_new (const char *title, const char *const *choices, guint selected)
{
  GtkWidget *row = esp_choice_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (choices);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  name_widget (row, title);
  name_inside (row, title);
  return row;
}

/**
 * esp_form_row_get_switch:
 *
 * Returns: (transfer none): the switch of an esp_form_switch_row_new()
 */
GtkSwitch *
esp_form_row_get_switch (GtkWidget *row)
{
  return GTK_SWITCH (g_object_get_data (G_OBJECT (row), "esp-control"));
}

/**
 * esp_form_row_get_spin:
 *
 * Returns: (transfer none): the number of an esp_form_spin_row_new()
 */
GtkSpinButton *
esp_form_row_get_spin (GtkWidget *row)
{
  return GTK_SPIN_BUTTON (g_object_get_data (G_OBJECT (row), "esp-control"));
}

/**
 * esp_form_error_row_new:
 *
 * Makes the place for the error of a field; put it into the list right after the field.
 *
 * Returns: (transfer floating): a hidden row
 */
GtkWidget *
esp_form_error_row_new (void)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "error");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "esp-error-text");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_visible (row, FALSE);
  return row;
}

/**
 * esp_form_row_set_error:
 * @error_row: of esp_form_error_row_new()
 * @sentence: (nullable): what is wrong and what to write instead; NULL: nothing is wrong
 *
 * Shows or hides the error of a field. The caller announces it with esp_session_announce() when the
 * form was submitted.
 */
void
esp_form_row_set_error (GtkWidget *row, GtkWidget *error_row, const char *sentence)
{
  GtkWidget *label = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (error_row));

  gtk_label_set_label (GTK_LABEL (label), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (error_row, sentence != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               sentence != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                                : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (sentence != NULL)
    {
      gtk_widget_add_css_class (row, "error");
      name_widget (error_row, sentence);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      sentence, -1);
    }
  else
    {
      gtk_widget_remove_css_class (row, "error");
      gtk_accessible_reset_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    }
}

/**
 * esp_form_list_new:
 * @label: what the rows are together, for screen readers
 *
 * Returns: (transfer floating): a GtkListBox.boxed-list
 */
GtkWidget *
esp_form_list_new (const char *label)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  name_widget (list, label);
  return list;
}
