/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "views/leads/esp-lead-columns.h"

G_BEGIN_DECLS

/* What a column holds, over the leads that the list shows: figures and the most frequent values, or all
 * values with their counts. Each count opens its leads. */
#define ESP_TYPE_LEAD_VALUES (esp_lead_values_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadValues, esp_lead_values, ESP, LEAD_VALUES, GtkPopover)

/* What is asked about the column. */
typedef enum
{
  ESP_LEAD_VALUES_STATISTICS,
  ESP_LEAD_VALUES_GROUPS,
} EspLeadValuesKind;

GtkWidget *esp_lead_values_new (EspSession *session,
                                EspFields *fields,
                                const EspLeadColumn *column,
                                EspLeadValuesKind kind,
                                const EspBitmap *leads,
                                const char *within);

G_END_DECLS
