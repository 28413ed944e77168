/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the figures of a report mean now, and what they meant when it was saved. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-definitions.h"
#include "engine/insight/esp-report-design.h"

/**
 * esp_report_design_know_definitions:
 *
 * Its readers know what all figures mean now.
 */
void
esp_report_design_know_definitions (EspReportDesign *self)
{
  self->definitions = esp_definitions_get_current ();
}

/**
 * esp_report_design_list_changes:
 *
 * Returns: (transfer full) (element-type utf8): which definitions of figures that its cards show changed since its
 *   readers knew them, in English, each once
 */
GPtrArray *
esp_report_design_list_changes (const EspReportDesign *self)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < self->cards->len; i++)
    {
      g_autoptr (EspQuestion) question =
        esp_report_design_ask (self, esp_report_design_get_card (self, i), NULL);
      g_autoptr (GPtrArray) texts =
        question != NULL ? esp_definitions_list_changes (self->definitions, question) : NULL;

      for (guint j = 0; texts != NULL && j < texts->len; j++)
        if (!g_ptr_array_find (all, g_ptr_array_index (texts, j), NULL))
          g_ptr_array_add (all, g_ptr_array_index (texts, j));
    }
  return all;
}
