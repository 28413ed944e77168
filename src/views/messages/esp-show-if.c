/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the condition of a block together from a field and a value, and says what is wrong with one that was written. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-show-if.h"

#include "engine/content/esp-condition.h"
#include "views/leads/esp-lead-format.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 320

/* Lives as long as the row. */
typedef struct
{
  EspMessageDesk *desk; /* (owned) */
  GtkWidget *row;       /* the condition in Liquid */
  GtkWidget *error_row;
  GtkPopover *popover;
  AdwComboRow *field;
  AdwComboRow *test;
  GtkWidget *value;
} Picker;

static void
picker_free (gpointer data)
{
  Picker *self = data;

  g_object_unref (self->desk);
  g_free (self);
}

static EspConditionTest
get_test (const Picker *self)
{
  return (EspConditionTest) MIN (adw_combo_row_get_selected (self->test), ESP_N_CONDITIONS - 1);
}

static const EspField *
get_field (const Picker *self)
{
  const EspFields *fields = esp_message_desk_get_fields (self->desk);
  guint selected = adw_combo_row_get_selected (self->field);

  return fields != NULL && selected < esp_fields_get_n (fields) ? esp_fields_get (fields, selected)
                                                                : NULL;
}

static void
check_cb (Picker *self)
{
  const EspFields *fields = esp_message_desk_get_fields (self->desk);
  const char *liquid = gtk_editable_get_text (GTK_EDITABLE (self->row));
  g_autofree char *stranger = NULL;
  g_autofree char *sentence = NULL;

  if (!esp_condition_check (liquid, NULL))
    sentence = g_strdup (_ ("This condition cannot be read. Choose one with the button in the "
                            "line above, or write one such as lead.city == '서울'."));
  else if (fields != NULL)
    {
      stranger = esp_condition_find_stranger (liquid, fields);
      if (stranger != NULL)
        sentence = g_strdup_printf (_ ("Leads have no field “%s”. Choose one with the button in "
                                       "the line above."),
                                    stranger);
    }
  esp_form_row_set_error (self->row, self->error_row, sentence);
}

static void
use_cb (Picker *self)
{
  const EspField *field = get_field (self);
  g_autofree char *liquid = NULL;

  if (field == NULL)
    return;
  liquid = esp_condition_write (field->column, get_test (self),
                                gtk_editable_get_text (GTK_EDITABLE (self->value)), field->type);
  gtk_popover_popdown (self->popover);
  gtk_editable_set_text (GTK_EDITABLE (self->row), liquid);
}

static void
clear_cb (Picker *self)
{
  gtk_popover_popdown (self->popover);
  gtk_editable_set_text (GTK_EDITABLE (self->row), "");
}

static void
test_cb (Picker *self)
{
  EspConditionTest test = get_test (self);

  gtk_widget_set_visible (self->value, test != ESP_CONDITION_HAS && test != ESP_CONDITION_LACKS);
}

/* The fields as they are now, and what the row says as far as it is one of ours. */
static void
shown_cb (Picker *self)
{
  const EspFields *fields = esp_message_desk_get_fields (self->desk);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  EspConditionTest test;
  g_autofree char *column = NULL;
  g_autofree char *value = NULL;

  for (guint i = 0; fields != NULL && i < esp_fields_get_n (fields); i++)
    gtk_string_list_append (names, esp_lead_field_label (esp_fields_get (fields, i)));
  adw_combo_row_set_model (self->field, G_LIST_MODEL (names));
  gtk_widget_grab_focus (GTK_WIDGET (self->field));
  if (fields == NULL || !esp_condition_read (gtk_editable_get_text (GTK_EDITABLE (self->row)),
                                             &column, &test, &value))
    return;
  if (esp_fields_find (fields, column) >= 0)
    adw_combo_row_set_selected (self->field, (guint) esp_fields_find (fields, column));
  adw_combo_row_set_selected (self->test, test);
  gtk_editable_set_text (GTK_EDITABLE (self->value), value);
}

static GtkWidget *
make_content (Picker *self)
{
  static const char *const none[] = { NULL };
  const char *const tests[ESP_N_CONDITIONS + 1] = {
    [ESP_CONDITION_HAS] = C_ ("condition", "Is filled"),
    [ESP_CONDITION_LACKS] = C_ ("condition", "Is empty"),
    [ESP_CONDITION_IS] = C_ ("condition", "Is"),
    [ESP_CONDITION_IS_NOT] = C_ ("condition", "Is not"),
    [ESP_CONDITION_CONTAINS] = C_ ("condition", "Contains"),
    [ESP_CONDITION_MORE] = C_ ("condition", "Is more, or later, than"),
    [ESP_CONDITION_LESS] = C_ ("condition", "Is less, or earlier, than"),
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = esp_form_list_new (_ ("Show only if"));
  GtkWidget *use = gtk_button_new_with_label (_ ("Show only then"));
  GtkWidget *clear = gtk_button_new_with_label (_ ("Show to everybody"));

  self->field = ADW_COMBO_ROW (esp_form_choice_row_new (_ ("Field"), none, 0));
  self->test = ADW_COMBO_ROW (esp_form_choice_row_new (_ ("Condition"), tests, 0));
  self->value = esp_form_entry_row_new (_ ("Value; of a day 2026-03-01"), "");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->field));
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (self->test));
  gtk_list_box_append (GTK_LIST_BOX (list), self->value);
  gtk_widget_add_css_class (use, "suggested-action");
  gtk_widget_add_css_class (clear, "flat");
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), use);
  gtk_box_append (GTK_BOX (box), clear);
  gtk_widget_set_size_request (box, WIDTH, -1);
  test_cb (self);
  g_signal_connect_swapped (self->test, "notify::selected", G_CALLBACK (test_cb), self);
  g_signal_connect_swapped (self->value, "entry-activated", G_CALLBACK (use_cb), self);
  g_signal_connect_swapped (use, "clicked", G_CALLBACK (use_cb), self);
  g_signal_connect_swapped (clear, "clicked", G_CALLBACK (clear_cb), self);
  return box;
}

/**
 * esp_show_if_add:
 * @list: that holds @row; gets what is wrong below it
 * @row: an entry row with the condition in Liquid
 *
 * Adds a button that puts a condition together without Liquid.
 */
void
esp_show_if_add (EspMessageDesk *desk, GtkWidget *list, GtkWidget *row)
{
  Picker *self = g_new0 (Picker, 1);
  GtkWidget *button = gtk_menu_button_new ();

  self->desk = g_object_ref (desk);
  self->row = row;
  self->error_row = esp_form_error_row_new ();
  self->popover = GTK_POPOVER (gtk_popover_new ());
  g_object_set_data_full (G_OBJECT (row), "esp-show-if", self, picker_free);
  gtk_popover_set_child (self->popover, make_content (self));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-filter-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), GTK_WIDGET (self->popover));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Choose who sees this block"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose who sees this block"), -1);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
  gtk_list_box_append (GTK_LIST_BOX (list), self->error_row);
  g_signal_connect_swapped (self->popover, "show", G_CALLBACK (shown_cb), self);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (check_cb), self);
  check_cb (self);
}
