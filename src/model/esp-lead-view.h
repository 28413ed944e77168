/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The screen that saved views of leads belong to. */
#define ESP_LEAD_VIEW_SCREEN "leads"

#define ESP_LEAD_VIEW_MAX_BYTES (512 * 1024)
#define ESP_LEAD_VIEW_MAX_COLUMNS 100
#define ESP_LEAD_VIEW_MAX_SEARCH 1000 /* bytes */

typedef enum
{
  ESP_DENSITY_COMPACT,
  ESP_DENSITY_DEFAULT,
  ESP_DENSITY_RELAXED,
  ESP_N_DENSITIES
} EspDensity;

/* A way of looking at the list of leads: which of them, in which order, and what of each. */
typedef struct
{
  char *search;       /* (owned) (nullable) what stands in the search field */
  char *filter;       /* (owned) (nullable) a rule as JSON, not checked here; NULL: everyone */
  char *sort_column;  /* (owned) (nullable) as in EspLeadQuery */
  char **columns;     /* (owned) (nullable) in their order; NULL: the usual ones */
  GHashTable *widths; /* (owned) column → width in pixels of text at its usual size */
  gboolean is_descending;
  EspDensity density;
} EspLeadView;

EspLeadView *esp_lead_view_new (void);
EspLeadView *esp_lead_view_copy (const EspLeadView *self);
void esp_lead_view_free (EspLeadView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLeadView, esp_lead_view_free)

EspLeadView *esp_lead_view_parse (const char *json, GError **error);
char *esp_lead_view_to_json (const EspLeadView *self);
gboolean esp_lead_view_equal (const EspLeadView *a, const EspLeadView *b);
int esp_lead_view_get_width (const EspLeadView *self, const char *column);
void esp_lead_view_set_width (EspLeadView *self, const char *column, int width);

G_END_DECLS
