/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several texts in one field, each a chip. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-values-entry.h"

#include "views/segments/esp-condition-controls.h"
#include "views/shell/esp-chip.h"
#include "views/shell/esp-completion.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>
#include <string.h>

#define ENTRY_WIDTH_CHARS 12

struct _EspValuesEntry
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *entry;
  GtkWidget *menu;   /* (nullable): button with what there is to choose from */
  GPtrArray *values; /* (owned) (element-type utf8), ends with NULL */
};

G_DEFINE_FINAL_TYPE (EspValuesEntry, esp_values_entry, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void rebuild (EspValuesEntry *self);

static guint
n_values (EspValuesEntry *self)
{
  return self->values->len - 1;
}

static void
remove_at (EspValuesEntry *self, guint index)
{
  g_ptr_array_remove_index (self->values, index);
  rebuild (self);
  gtk_widget_grab_focus (self->entry);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
add_value (EspValuesEntry *self, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (*stripped == '\0')
    return FALSE;
  for (guint i = 0; i < n_values (self); i++)
    if (g_str_equal (g_ptr_array_index (self->values, i), stripped))
      return FALSE;
  g_ptr_array_insert (self->values, (int) n_values (self), g_steal_pointer (&stripped));
  return TRUE;
}

/* Takes in what was typed; several values may be pasted at once. */
static void
take_typed (EspValuesEntry *self)
{
  g_auto (GStrv) parts = g_strsplit (gtk_editable_get_text (GTK_EDITABLE (self->entry)), ",", -1);
  gboolean added = FALSE;

  for (guint i = 0; parts[i] != NULL; i++)
    added |= add_value (self, parts[i]);
  if (!added)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  rebuild (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
activate_cb (GtkEntry *entry, EspValuesEntry *self)
{
  take_typed (self);
  gtk_widget_grab_focus (self->entry);
}

static void
typed_cb (GtkEditable *editable, EspValuesEntry *self)
{
  if (strchr (gtk_editable_get_text (editable), ',') == NULL)
    return;
  take_typed (self);
  gtk_widget_grab_focus (self->entry);
}

static void
leave_cb (GtkEventControllerFocus *controller, EspValuesEntry *self)
{
  take_typed (self);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        EspValuesEntry *self)
{
  if (keyval != GDK_KEY_BackSpace || n_values (self) == 0 ||
      *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    return FALSE;
  remove_at (self, n_values (self) - 1);
  return TRUE;
}

static void
removed_cb (EspChip *chip, EspValuesEntry *self)
{
  for (guint i = 0; i < n_values (self); i++)
    if (g_str_equal (g_ptr_array_index (self->values, i), esp_chip_get_label (chip)))
      {
        remove_at (self, i);
        return;
      }
}

static void
chosen_cb (GtkListBox *list, GtkListBoxRow *row, EspValuesEntry *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_POPOVER);
  const char *value = g_object_get_data (G_OBJECT (row), "value");

  gtk_popover_popdown (GTK_POPOVER (popover));
  if (!add_value (self, value))
    return;
  rebuild (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The entry stays where it is, so that the focus does. */
static void
rebuild (EspValuesEntry *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != self->entry)
    esp_wrap_box_remove (ESP_WRAP_BOX (self->box), child);
  for (guint i = 0; i < n_values (self); i++)
    {
      GtkWidget *chip = esp_chip_new (g_ptr_array_index (self->values, i), TRUE);

      g_signal_connect_object (chip, "removed", G_CALLBACK (removed_cb), self, 0);
      gtk_widget_insert_before (chip, self->box, self->entry);
    }
}

static void
esp_values_entry_dispose (GObject *object)
{
  EspValuesEntry *self = ESP_VALUES_ENTRY (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_values_entry_parent_class)->dispose (object);
}

static void
esp_values_entry_finalize (GObject *object)
{
  g_ptr_array_unref (ESP_VALUES_ENTRY (object)->values);
  G_OBJECT_CLASS (esp_values_entry_parent_class)->finalize (object);
}

static gboolean
esp_values_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (ESP_VALUES_ENTRY (widget)->entry);
}

static void
esp_values_entry_class_init (EspValuesEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_values_entry_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_values_entry_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = esp_values_entry_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_VALUES_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_values_entry_init (EspValuesEntry *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->values = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->values, NULL);
  self->box = esp_wrap_box_new ();
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->entry = gtk_entry_new ();
  esp_editable_give_up_undo (GTK_EDITABLE (self->entry));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), ENTRY_WIDTH_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), ENTRY_WIDTH_CHARS);
  esp_wrap_box_append (ESP_WRAP_BOX (self->box), self->entry);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self, 0);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_AFTER);
  g_signal_connect_object (focus, "leave", G_CALLBACK (leave_cb), self, 0);
  gtk_widget_add_controller (self->entry, focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (self->entry, keys);
}

/**
 * esp_values_entry_new:
 * @label: what the values are, for those who hear the screen
 */
GtkWidget *
esp_values_entry_new (const char *label, const char *placeholder)
{
  EspValuesEntry *self = g_object_new (ESP_TYPE_VALUES_ENTRY, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), placeholder);
  return GTK_WIDGET (self);
}

/**
 * esp_values_entry_set_values:
 * @values: ends with %NULL
 */
void
esp_values_entry_set_values (EspValuesEntry *self, const char *const *values)
{
  g_ptr_array_set_size (self->values, 0);
  for (; *values != NULL; values++)
    g_ptr_array_add (self->values, g_strdup (*values));
  g_ptr_array_add (self->values, NULL);
  rebuild (self);
}

/**
 * esp_values_entry_get_values:
 *
 * Returns: (transfer none): ends with %NULL
 */
const char *const *
esp_values_entry_get_values (EspValuesEntry *self)
{
  return (const char *const *) self->values->pdata;
}

static void
completed_cb (GtkEntry *entry, const char *text, gpointer data)
{
  EspValuesEntry *self = data;

  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  if (!add_value (self, text))
    return;
  rebuild (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * esp_values_entry_set_suggestions:
 * @suggestions: ends with %NULL; what typing completes to, and a button beside the entry offers
 */
void
esp_values_entry_set_suggestions (EspValuesEntry *self, const char *const *suggestions)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  if (*suggestions == NULL || self->menu != NULL)
    {
      g_object_ref_sink (popover);
      g_object_unref (popover);
      g_object_ref_sink (scrolled);
      g_object_unref (scrolled);
      g_object_ref_sink (list);
      g_object_unref (list);
      return;
    }
  esp_completion_set (GTK_ENTRY (self->entry), suggestions, completed_cb, self);
  for (; *suggestions != NULL; suggestions++)
    {
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *label = gtk_label_new (*suggestions);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      *suggestions, -1);
      g_object_set_data_full (G_OBJECT (row), "value", g_strdup (*suggestions), g_free);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choices"), -1);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (chosen_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->menu), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "esp-chevron-down-symbolic");
  gtk_widget_set_tooltip_text (self->menu, _ ("Choose"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Choose"), -1);
  esp_wrap_box_append (ESP_WRAP_BOX (self->box), self->menu);
}
