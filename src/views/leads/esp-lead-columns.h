/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* Under these a GtkColumnViewColumn has its id, and a cell its GtkListItem. */
#define ESP_LEAD_COLUMN_KEY "esp-lead-column"
#define ESP_LEAD_ITEM_KEY "esp-lead-item"

/* A column that the list can show. */
typedef struct
{
  const char *id;    /* as in #EspLeadQuery */
  const char *title; /* translated */
  gboolean is_number;
  gboolean is_sortable;
  int width; /* pixels, with text at its usual size */
} EspLeadColumn;

GArray *esp_lead_columns_available (EspFields *fields);
GStrv esp_lead_columns_default (void);
GtkColumnViewColumn *
esp_lead_column_new (EspSession *session, const EspLeadColumn *column, gboolean is_first);
GtkColumnViewColumn *esp_lead_check_column_new (GtkSelectionModel *selection);

G_END_DECLS
