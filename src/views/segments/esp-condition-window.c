/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The controls of a time window. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-condition-editor-private.h"

#include "engine/segment/esp-rule-limits.h"
#include "engine/segment/esp-rule-time.h"
#include "views/segments/esp-condition-controls.h"
#include "views/segments/esp-date-entry.h"

#include "base/esp-clock.h"

#include <glib/gi18n.h>

static void
window_kind_cb (gpointer owner, int value)
{
  EspConditionEditor *self = owner;
  EspTimeWindow *window = &self->condition->window;

  esp_time_window_clear (window);
  window->kind = (EspWindowKind) value;
  if (esp_time_window_is_rolling (window))
    window->n = ESP_CONDITION_DEFAULT_DAYS;
  esp_condition_editor_rebuild_soon (self);
  esp_condition_editor_tell (self, FALSE);
}

static void
window_n_cb (gpointer owner, double value)
{
  ((EspConditionEditor *) owner)->condition->window.n = (guint) value;
  esp_condition_editor_tell (owner, TRUE);
}

static void
window_unit_cb (gpointer owner, int value)
{
  ((EspConditionEditor *) owner)->condition->window.unit = (EspWindowUnit) value;
  esp_condition_editor_tell (owner, FALSE);
}

static void
from_cb (EspDateEntry *entry, EspConditionEditor *self)
{
  esp_condition_set_text (&self->condition->window.from, esp_date_entry_get_text (entry));
  esp_condition_editor_tell (self, TRUE);
}

static void
until_cb (EspDateEntry *entry, EspConditionEditor *self)
{
  esp_condition_set_text (&self->condition->window.until, esp_date_entry_get_text (entry));
  esp_condition_editor_tell (self, TRUE);
}

static gboolean
is_complete (const EspTimeWindow *window)
{
  g_autoptr (EspRuleFault) problem = esp_rule_window_problem (window);

  return problem == NULL;
}

static void
add_date (EspConditionEditor *self, const char *label, const char *text, gboolean is_until)
{
  GtkWidget *entry = esp_date_entry_new (label, text);

  g_signal_connect_object (entry, "changed", G_CALLBACK (is_until ? until_cb : from_cb), self, 0);
  esp_condition_editor_add (self, entry);
}

/* The dates that the window means now, so that nobody has to reckon. */
static void
show_bounds (EspConditionEditor *self, GtkWidget *kinds)
{
  EspRuleTime time = { 0, esp_segment_world_get_zone (self->choices->world) };
  const EspRuleField *field =
    self->condition->subject != NULL
      ? esp_rule_catalog_find_field (esp_condition_editor_catalog_of (self),
                                     self->condition->subject)
      : NULL;
  g_autofree char *text = NULL;
  EspBounds bounds;

  if (self->choices->clock == NULL || self->condition->window.kind == ESP_WINDOW_EVER ||
      self->condition->kind == ESP_CONDITION_ANNIVERSARY)
    return;
  time.now_us = esp_clock_now_us (self->choices->clock);
  if (self->condition->kind == ESP_CONDITION_ATTRIBUTE && field != NULL &&
      field->type == ESP_RULE_TYPE_DATE)
    esp_time_window_resolve_days (&self->condition->window, &time, &bounds);
  else
    esp_time_window_resolve (&self->condition->window, &time, &bounds);
  text = esp_bounds_format (&bounds, time.zone);
  gtk_widget_set_tooltip_text (kinds, text);
}

/**
 * esp_condition_editor_add_window:
 * @first: the first kind that makes sense here
 * @dated: whether fixed dates make sense
 * @ahead: whether the future does
 *
 * Adds the controls of a time window.
 */
void
esp_condition_editor_add_window (EspConditionEditor *self,
                                 EspWindowKind first,
                                 gboolean dated,
                                 gboolean ahead)
{
  const EspTimeWindow *window = &self->condition->window;
  GtkWidget *kinds = esp_pick_new (_ ("When"), window_kind_cb, self);

  for (int kind = (int) first; kind < ESP_N_WINDOWS; kind++)
    if ((ahead || kind != ESP_WINDOW_NEXT) &&
        (dated || kind < ESP_WINDOW_SINCE || kind > ESP_WINDOW_BETWEEN))
      esp_pick_add (kinds, esp_words_window ((EspWindowKind) kind), kind);
  esp_pick_finish (kinds, (int) window->kind);
  if (is_complete (window))
    show_bounds (self, kinds);
  esp_condition_editor_add (self, kinds);
  if (esp_time_window_is_rolling (window))
    {
      GtkWidget *units = esp_pick_new (_ ("Unit"), window_unit_cb, self);

      esp_condition_editor_add (self,
                                esp_number_control_new (_ ("How many"), window->n, 1,
                                                        ESP_RULE_MAX_UNITS, 0, window_n_cb, self));
      for (int unit = 0; unit < ESP_N_UNITS; unit++)
        esp_pick_add (units, esp_words_unit ((EspWindowUnit) unit), unit);
      esp_pick_finish (units, (int) window->unit);
      esp_condition_editor_add (self, units);
    }
  if (window->kind >= ESP_WINDOW_SINCE && window->kind <= ESP_WINDOW_BETWEEN)
    add_date (self, _ ("Date"), window->from, FALSE);
  if (window->kind == ESP_WINDOW_BETWEEN)
    {
      esp_condition_editor_add (self, esp_words_control_new (C_ ("between two dates", "and")));
      add_date (self, _ ("Last date"), window->until, TRUE);
    }
}
