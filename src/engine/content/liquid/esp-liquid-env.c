/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What templates share: the filters they know, the partials they may bring in, and their limits. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-filters.h"
#include "engine/content/liquid/esp-liquid-parser.h"
#include "engine/content/liquid/esp-liquid-template.h"

/* Different partials that one environment may come to hold. */
#define MAX_PARTIALS 1000

struct _EspLiquidEnv
{
  gatomicrefcount refs;
  GHashTable *filters; /* (owned): name to EspLiquidFilterSpec, fixed once templates are parsed */
  EspLiquidLimits limits;
  EspLiquidPartialLoader loader; /* (nullable) */
  gpointer loader_data;
  GDestroyNotify loader_destroy;
  GMutex mutex;
  GHashTable *partials; /* (owned): name to EspLiquidTemplate; under the mutex */
};

static const EspLiquidLimits default_limits = {
  .max_source_bytes = 4 << 20,
  .max_depth = 100,
  .max_steps = 20 * 1000 * 1000,
  .max_output_bytes = 32 << 20,
  .max_memory_bytes = 256 << 20,
  .max_time_us = 5 * G_USEC_PER_SEC,
};

static void
add_filters (EspLiquidEnv *self, const EspLiquidFilterSpec *specs)
{
  for (; specs->name != NULL; specs++)
    esp_liquid_env_add_filter (self, specs);
}

/** esp_liquid_env_new: Returns: (transfer full): the standard filters, sound limits and no partials. */
EspLiquidEnv *
esp_liquid_env_new (void)
{
  EspLiquidEnv *self = g_new0 (EspLiquidEnv, 1);

  g_atomic_ref_count_init (&self->refs);
  self->filters = g_hash_table_new (g_str_hash, g_str_equal);
  self->partials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) esp_liquid_template_unref);
  self->limits = default_limits;
  g_mutex_init (&self->mutex);
  add_filters (self, esp_liquid_string_filters);
  add_filters (self, esp_liquid_replace_filters);
  add_filters (self, esp_liquid_html_filters);
  add_filters (self, esp_liquid_array_filters);
  add_filters (self, esp_liquid_select_filters);
  add_filters (self, esp_liquid_math_filters);
  add_filters (self, esp_liquid_date_filters);
  return self;
}

EspLiquidEnv *
esp_liquid_env_ref (EspLiquidEnv *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
esp_liquid_env_unref (EspLiquidEnv *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  if (self->loader_destroy != NULL)
    self->loader_destroy (self->loader_data);
  g_hash_table_unref (self->filters);
  g_hash_table_unref (self->partials);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * esp_liquid_env_add_filter:
 * @spec: kept, not copied
 *
 * Adds or replaces a filter, before the first template is parsed.
 */
void
esp_liquid_env_add_filter (EspLiquidEnv *self, const EspLiquidFilterSpec *spec)
{
  g_hash_table_replace (self->filters, (gpointer) spec->name, (gpointer) spec);
}

/** esp_liquid_env_set_limits: before the first template is parsed. */
void
esp_liquid_env_set_limits (EspLiquidEnv *self, const EspLiquidLimits *limits)
{
  self->limits = *limits;
}

/**
 * esp_liquid_env_get_limits:
 *
 * Returns: (transfer none): how much a template of this environment may do
 */
const EspLiquidLimits *
esp_liquid_env_get_limits (EspLiquidEnv *self)
{
  return &self->limits;
}

/**
 * esp_liquid_env_set_partial_loader:
 *
 * @loader is asked once for each name, one at a time, on the thread that renders; it judges the name.
 */
void
esp_liquid_env_set_partial_loader (EspLiquidEnv *self,
                                   EspLiquidPartialLoader loader,
                                   gpointer user_data,
                                   GDestroyNotify destroy)
{
  self->loader = loader;
  self->loader_data = user_data;
  self->loader_destroy = destroy;
}

/** esp_liquid_env_find_filter: Returns: (nullable): the filter called @name. */
const EspLiquidFilterSpec *
esp_liquid_env_find_filter (EspLiquidEnv *self, EspLiquidSpan name)
{
  char word[64];

  if (name.len >= sizeof word)
    return NULL;
  memcpy (word, name.data, name.len);
  word[name.len] = '\0';
  return g_hash_table_lookup (self->filters, word);
}

static EspLiquidTemplate *
load_partial (EspLiquidEnv *self, const char *name, GError **error)
{
  g_autofree char *source = NULL;
  EspLiquidTemplate *template;

  if (self->loader == NULL)
    {
      g_set_error_literal (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_RUNTIME,
                           "This liquid context does not allow includes.");
      return NULL;
    }
  source = self->loader (name, self->loader_data, error);
  if (source == NULL)
    return NULL;
  template = esp_liquid_template_parse (self, source, -1, error);
  if (template == NULL)
    return NULL;
  esp_liquid_env_unref (
    template->env); /* the environment owns the partial, not the other way round */
  template->env = NULL;
  return template;
}

/**
 * esp_liquid_env_get_partial:
 *
 * Returns: (transfer none) (nullable): the parsed partial, which lives as long as the environment.
 */
EspLiquidTemplate *
esp_liquid_env_get_partial (EspLiquidEnv *self, const char *name, GError **error)
{
  EspLiquidTemplate *template;

  g_mutex_lock (&self->mutex);
  template = g_hash_table_lookup (self->partials, name);
  if (template == NULL && g_hash_table_size (self->partials) >= MAX_PARTIALS)
    g_set_error (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_RUNTIME,
                 "More than %d partials are in use.", MAX_PARTIALS);
  else if (template == NULL)
    {
      template = load_partial (self, name, error);
      if (template != NULL)
        g_hash_table_insert (self->partials, g_strdup (name), template);
    }
  g_mutex_unlock (&self->mutex);
  return template;
}
