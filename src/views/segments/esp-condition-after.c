/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The controls of what must have come before: an event or a message, its demands, and within what time. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-condition-editor-private.h"

#include "engine/segment/esp-rule-limits.h"
#include "views/segments/esp-condition-controls.h"

#include <glib/gi18n.h>

#define DEFAULT_DAYS 3
#define FIRST_EVENT 100 /* below are messages */
#define OTHER_EVENT -1  /* one that the workspace does not know */

static const char *const message_words[] = { "sent", "delivered", "opened", "clicked" };

static void
earlier_cb (gpointer owner, int value)
{
  EspConditionEditor *self = owner;
  EspCondition *after = self->condition->after;

  after->kind = value < FIRST_EVENT ? ESP_CONDITION_MESSAGE : ESP_CONDITION_EVENT;
  esp_condition_set_text (&after->subject, value < FIRST_EVENT
                                             ? message_words[value]
                                             : self->choices->event_kinds[value - FIRST_EVENT]);
  if (after->kind == ESP_CONDITION_EVENT)
    g_clear_pointer (&after->detail, g_free);
  else
    g_ptr_array_set_size (after->where, 0);
  esp_condition_editor_rebuild_soon (self);
  esp_condition_editor_tell (self, FALSE);
}

static void
n_cb (gpointer owner, double value)
{
  ((EspConditionEditor *) owner)->condition->after->window.n = (guint) value;
  esp_condition_editor_tell (owner, TRUE);
}

static void
unit_cb (gpointer owner, int value)
{
  ((EspConditionEditor *) owner)->condition->after->window.unit = (EspWindowUnit) value;
  esp_condition_editor_tell (owner, FALSE);
}

static void
remove_cb (GtkButton *button, EspConditionEditor *self)
{
  g_clear_pointer (&self->condition->after, esp_condition_free);
  esp_condition_editor_rebuild_soon (self);
  esp_condition_editor_tell (self, FALSE);
}

/* What people most often wait for after: the cart, if this workspace knows it. */
static const char *
usual_event (EspConditionEditor *self)
{
  const char *const *kinds = (const char *const *) self->choices->event_kinds;

  if (g_strv_contains (kinds, "cart"))
    return "cart";
  return kinds[0] != NULL ? kinds[0] : "open";
}

static void
add_cb (GtkButton *button, EspConditionEditor *self)
{
  EspCondition *after = esp_condition_new (ESP_CONDITION_EVENT, usual_event (self));

  after->window = (EspTimeWindow){ ESP_WINDOW_LAST, DEFAULT_DAYS, ESP_UNIT_DAY, NULL, NULL };
  esp_condition_free (self->condition->after);
  self->condition->after = after;
  esp_condition_editor_rebuild_soon (self);
  esp_condition_editor_tell (self, FALSE);
}

static void
add_earlier (EspConditionEditor *self)
{
  const EspCondition *after = self->condition->after;
  GtkWidget *pick = esp_pick_new (_ ("What came before"), earlier_cb, self);
  int chosen = OTHER_EVENT;

  for (int i = 0; self->choices->event_kinds[i] != NULL; i++)
    {
      esp_pick_add (pick, esp_words_event (self->choices->event_kinds[i]), FIRST_EVENT + i);
      if (after->kind == ESP_CONDITION_EVENT &&
          g_strcmp0 (self->choices->event_kinds[i], after->subject) == 0)
        chosen = FIRST_EVENT + i;
    }
  for (int i = 0; i < (int) G_N_ELEMENTS (message_words); i++)
    {
      g_autofree char *words =
        g_strdup_printf (_ ("A message was %s"), esp_words_event (message_words[i]));

      esp_pick_add (pick, words, i);
      if (after->kind == ESP_CONDITION_MESSAGE && g_strcmp0 (message_words[i], after->subject) == 0)
        chosen = i;
    }
  if (chosen == OTHER_EVENT)
    esp_pick_add (pick, esp_words_event (after->subject), OTHER_EVENT);
  esp_pick_finish (pick, chosen);
  esp_condition_editor_add (self, pick);
}

static void
add_time (EspConditionEditor *self)
{
  const EspTimeWindow *window = &self->condition->after->window;
  GtkWidget *units = esp_pick_new (_ ("Unit of the time after"), unit_cb, self);

  esp_condition_editor_add (self, esp_words_control_new (C_ ("one after another", "within")));
  esp_condition_editor_add (self, esp_number_control_new (_ ("How long after"), window->n, 1,
                                                          ESP_RULE_MAX_UNITS, 0, n_cb, self));
  for (int unit = 0; unit < ESP_N_UNITS; unit++)
    esp_pick_add (units, esp_words_unit ((EspWindowUnit) unit), unit);
  esp_pick_finish (units, (int) window->unit);
  esp_condition_editor_add (self, units);
}

static GtkWidget *
make_remove (EspConditionEditor *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("esp-close-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove what must come before"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove what must come before"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  return button;
}

/**
 * esp_condition_editor_add_after:
 *
 * Adds the controls of what must have come before, or the button that asks for it.
 */
void
esp_condition_editor_add_after (EspConditionEditor *self)
{
  GtkWidget *button;

  if (self->condition->after == NULL)
    {
      button = gtk_button_new_with_label (_ ("only after…"));
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_set_tooltip_text (button, _ ("Count it only within a time after something else"));
      g_signal_connect_object (button, "clicked", G_CALLBACK (add_cb), self, 0);
      esp_condition_editor_add (self, button);
      return;
    }
  esp_condition_editor_add (self, esp_words_control_new (C_ ("one after another", "after")));
  add_earlier (self);
  if (self->condition->after->kind == ESP_CONDITION_MESSAGE)
    esp_condition_editor_add_campaign (self, self->condition->after);
  add_time (self);
  if (self->condition->after->kind == ESP_CONDITION_EVENT)
    esp_condition_editor_add_where (self, self->condition->after);
  esp_condition_editor_add (self, make_remove (self));
}
