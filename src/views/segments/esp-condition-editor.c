/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits one condition in place: its controls follow its kind, its field and its comparison. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-condition-editor-private.h"

#include "views/segments/esp-date-entry.h"
#include "views/segments/esp-values-entry.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (EspConditionEditor, esp_condition_editor, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void build (EspConditionEditor *self);

/**
 * esp_condition_editor_tell:
 * @merge: whether it is one more of the same change, such as the next letter
 *
 * Tells that the condition was changed.
 */
void
esp_condition_editor_tell (EspConditionEditor *self, gboolean merge)
{
  g_signal_emit (self, signals[CHANGED], 0, merge);
}

/**
 * esp_condition_editor_add:
 *
 * Adds a control to the end of the line.
 */
void
esp_condition_editor_add (EspConditionEditor *self, GtkWidget *control)
{
  esp_wrap_box_append (ESP_WRAP_BOX (self->box), control);
}

static gboolean
rebuild_cb (gpointer data)
{
  EspConditionEditor *self = data;

  self->rebuild_id = 0;
  esp_wrap_box_clear (ESP_WRAP_BOX (self->box));
  build (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_condition_editor_rebuild_soon:
 *
 * Builds the line anew after the present signal.
 *
 * The control that asks for it is one of those that go, so it must come to an end first.
 */
void
esp_condition_editor_rebuild_soon (EspConditionEditor *self)
{
  if (self->rebuild_id == 0)
    self->rebuild_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, rebuild_cb, self, NULL);
}

/**
 * esp_condition_editor_catalog_of:
 *
 * Returns: (transfer none): the fields and names that the line offers
 */
EspRuleCatalog *
esp_condition_editor_catalog_of (EspConditionEditor *self)
{
  return esp_segment_world_get_catalog (self->choices->world);
}

/**
 * esp_condition_editor_type_of:
 *
 * Returns: how the values of the condition's field compare
 */
EspRuleType
esp_condition_editor_type_of (EspConditionEditor *self)
{
  const EspRuleField *field =
    self->condition->subject != NULL
      ? esp_rule_catalog_find_field (esp_condition_editor_catalog_of (self),
                                     self->condition->subject)
      : NULL;

  return field != NULL ? field->type : ESP_RULE_TYPE_TEXT;
}

/**
 * esp_condition_set_text:
 * @where: the place of the text, owned by the condition
 *
 * Replaces a text of a condition; an empty one becomes %NULL.
 */
void
esp_condition_set_text (char **where, const char *text)
{
  g_free (*where);
  *where = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static void
build (EspConditionEditor *self)
{
  static void (*const builders[ESP_N_CONDITION_KINDS]) (EspConditionEditor *) = {
    [ESP_CONDITION_ATTRIBUTE] = esp_condition_build_attribute,
    [ESP_CONDITION_TAG] = esp_condition_build_tag,
    [ESP_CONDITION_CONSENT] = esp_condition_build_consent,
    [ESP_CONDITION_SUPPRESSION] = esp_condition_build_suppression,
    [ESP_CONDITION_EVENT] = esp_condition_build_event,
    [ESP_CONDITION_MESSAGE] = esp_condition_build_message,
    [ESP_CONDITION_SEGMENT] = esp_condition_build_segment,
    [ESP_CONDITION_ANNIVERSARY] = esp_condition_build_anniversary,
    [ESP_CONDITION_RANDOM] = esp_condition_build_random,
  };

  if (self->only_where)
    esp_condition_editor_add_where (self, self->condition);
  else
    builders[self->condition->kind](self);
}

static void
esp_condition_editor_dispose (GObject *object)
{
  EspConditionEditor *self = ESP_CONDITION_EDITOR (object);

  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->condition, esp_condition_free);
  G_OBJECT_CLASS (esp_condition_editor_parent_class)->dispose (object);
}

static gboolean
esp_condition_editor_grab_focus (GtkWidget *widget)
{
  GtkWidget *last = NULL;

  /* A new condition wants its value: that is the first entry. */
  for (GtkWidget *child = gtk_widget_get_first_child (ESP_CONDITION_EDITOR (widget)->box);
       child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_ENTRY (child) || ESP_IS_VALUES_ENTRY (child) || ESP_IS_DATE_ENTRY (child) ||
          GTK_IS_SPIN_BUTTON (child))
        return gtk_widget_grab_focus (child);
      if (GTK_IS_DROP_DOWN (child) && last == NULL)
        last = child;
    }
  return last != NULL && gtk_widget_grab_focus (last);
}

static void
esp_condition_editor_class_init (EspConditionEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_condition_editor_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = esp_condition_editor_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "esp-condition-editor");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_CONDITION_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
esp_condition_editor_init (EspConditionEditor *self)
{
  self->box = esp_wrap_box_new ();
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_condition_editor_new:
 * @choices: kept alive by the caller
 */
GtkWidget *
esp_condition_editor_new (const EspSegmentChoices *choices, const EspCondition *condition)
{
  EspConditionEditor *self = g_object_new (ESP_TYPE_CONDITION_EDITOR, NULL);
  g_autofree char *label = esp_words_condition (condition, choices);

  self->choices = choices;
  self->condition = esp_condition_copy (condition);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  build (self);
  return GTK_WIDGET (self);
}

/**
 * esp_condition_editor_new_where:
 * @choices: kept alive by the caller
 * @condition: on an event
 *
 * Returns: an editor of nothing but what is asked of the event's properties
 */
GtkWidget *
esp_condition_editor_new_where (const EspSegmentChoices *choices, const EspCondition *condition)
{
  EspConditionEditor *self = g_object_new (ESP_TYPE_CONDITION_EDITOR, NULL);

  self->choices = choices;
  self->condition = esp_condition_copy (condition);
  self->only_where = TRUE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Properties of the event"), -1);
  build (self);
  return GTK_WIDGET (self);
}

/**
 * esp_condition_editor_get_condition:
 *
 * Returns: (transfer none): what the controls say; it may lack something
 */
const EspCondition *
esp_condition_editor_get_condition (EspConditionEditor *self)
{
  return self->condition;
}
