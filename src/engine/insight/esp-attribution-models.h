/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_MODEL_FIRST,
  ESP_MODEL_LAST,
  ESP_MODEL_LAST_NON_DIRECT,
  ESP_MODEL_LINEAR,
  ESP_MODEL_TIME_DECAY,
  ESP_MODEL_POSITION,
  ESP_MODEL_MARKOV,
  ESP_MODEL_SHAPLEY,
} EspAttributionModel;

#define ESP_N_ATTRIBUTION_MODELS (ESP_MODEL_SHAPLEY + 1)

typedef struct
{
  gint64 at_us;
  guint place;
  guint kind; /* which of the kinds of touches that were asked for */
} EspTouch;

/* One way of a lead: touches by time, and how it ended. */
typedef struct
{
  const EspTouch *touches; /* (unowned) */
  guint n_touches;
  gboolean has_converted;
  gint64 converted_us;
  double value; /* 1, or the amount; 0 when it did not convert */
} EspTouchPath;

typedef struct
{
  guint n_places;
  int direct; /* the place that is no source; -1: none */
  gint64 half_life_us;
} EspAttributionRule;

/* Sums up what each place is credited by each model. */
typedef struct _EspAttribution EspAttribution;

EspAttribution *esp_attribution_new (const EspAttributionRule *rule);
void esp_attribution_free (EspAttribution *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAttribution, esp_attribution_free)
void esp_attribution_add (EspAttribution *self, const EspTouchPath *path);
void esp_attribution_finish (EspAttribution *self);
double esp_attribution_get (const EspAttribution *self, EspAttributionModel model, guint place);
double esp_attribution_get_removal_effect (const EspAttribution *self, guint place);

void esp_attribution_divide (const EspAttributionRule *rule,
                             const EspTouchPath *path,
                             EspAttributionModel model,
                             double *out_shares);

const char *esp_attribution_model_get_name (EspAttributionModel model);
gboolean esp_attribution_model_find (const char *name, EspAttributionModel *out_model);

G_END_DECLS
