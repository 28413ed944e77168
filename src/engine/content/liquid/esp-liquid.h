/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-value.h"

G_BEGIN_DECLS

/* The Liquid template language.
 *
 * An EspLiquidEnv holds the filters, the partials and the limits; set it up, then share it.  An
 * EspLiquidTemplate is parsed once, never changes and may be rendered by several threads at once.  An
 * EspLiquidData is a tree of values copied from JSON or made by hand; it is immutable and shareable too.
 * Instead of a tree a render may be given a function that is asked for each name the template reads. */

typedef struct _EspLiquidEnv EspLiquidEnv;
typedef struct _EspLiquidTemplate EspLiquidTemplate;
typedef struct _EspLiquidData EspLiquidData;
typedef struct _EspLiquidCall EspLiquidCall;

#define ESP_LIQUID_ERROR (esp_liquid_error_quark ())

typedef enum
{
  ESP_LIQUID_ERROR_SYNTAX,  /* the template cannot be read */
  ESP_LIQUID_ERROR_RUNTIME, /* one tag failed; the rest was rendered */
  ESP_LIQUID_ERROR_LIMIT,   /* too long, too deep, too slow or too large: rendering stopped */
  ESP_LIQUID_ERROR_DATA,    /* the data is not a JSON object */
} EspLiquidError;

GQuark esp_liquid_error_quark (void);
void esp_liquid_error_get_position (const GError *error,
                                    guint *out_line,
                                    guint *out_column,
                                    const char **out_partial);
void esp_liquid_error_add_place (GError *error, const char *place);

/* A filter: reads esp_liquid_call_*(), sets @out_value and returns %TRUE, or fails with esp_liquid_call_fail(). */
typedef gboolean (*EspLiquidFilter) (EspLiquidCall *call, EspLiquidValue *out_value);

typedef struct
{
  const char *name;
  EspLiquidFilter filter;
  guint min_args; /* beside the input */
  guint max_args;
} EspLiquidFilterSpec;

/* Returns: (transfer full) (nullable): the source of the partial @name. */
typedef char *(*EspLiquidPartialLoader) (const char *name, gpointer user_data, GError **error);

typedef struct
{
  gsize max_source_bytes;
  guint max_depth; /* nested blocks, and nested partials */
  guint64 max_steps;
  gsize max_output_bytes;
  gsize max_memory_bytes;
  gint64 max_time_us;
} EspLiquidLimits;

EspLiquidEnv *esp_liquid_env_new (void);
EspLiquidEnv *esp_liquid_env_ref (EspLiquidEnv *self);
void esp_liquid_env_unref (EspLiquidEnv *self);
void esp_liquid_env_add_filter (EspLiquidEnv *self, const EspLiquidFilterSpec *spec);
void esp_liquid_env_add_korean_filters (EspLiquidEnv *self);
void esp_liquid_env_set_limits (EspLiquidEnv *self, const EspLiquidLimits *limits);
const EspLiquidLimits *esp_liquid_env_get_limits (EspLiquidEnv *self);
void esp_liquid_env_set_partial_loader (EspLiquidEnv *self,
                                        EspLiquidPartialLoader loader,
                                        gpointer user_data,
                                        GDestroyNotify destroy);

EspLiquidTemplate *
esp_liquid_template_parse (EspLiquidEnv *env, const char *source, gssize len, GError **error);
EspLiquidTemplate *esp_liquid_template_ref (EspLiquidTemplate *self);
void esp_liquid_template_unref (EspLiquidTemplate *self);

/* One place where a template reads data. */
typedef struct
{
  char
    *path; /* "customer.name", "items[0].price"; an index that is itself a variable prints as [] */
  guint line;
  guint column;
  gboolean has_default;  /* the value goes through the filter "default" */
  gboolean in_condition; /* read only to decide */
} EspLiquidUse;

GPtrArray *esp_liquid_template_list_uses (EspLiquidTemplate *self);

EspLiquidData *esp_liquid_data_new (void);
EspLiquidData *esp_liquid_data_new_from_json (JsonNode *root, GError **error);
EspLiquidData *esp_liquid_data_new_from_text (const char *json, GError **error);
EspLiquidData *esp_liquid_data_ref (EspLiquidData *self);
void esp_liquid_data_unref (EspLiquidData *self);
EspLiquidArena *esp_liquid_data_get_arena (EspLiquidData *self);
void esp_liquid_data_set_root (EspLiquidData *self, const EspLiquidValue *hash);

/* Asked once for every time that a template reads the variable @name.  Text may be made in @arena, which lives
 * until the render ends.  Returns: whether there is such a variable. */
typedef gboolean (*EspLiquidLookup) (const char *name,
                                     gsize name_len,
                                     EspLiquidArena *arena,
                                     EspLiquidValue *out_value,
                                     gpointer user_data);

typedef gint64 (*EspLiquidMonotonic) (gpointer user_data);

/* What one render needs; zero is a sound value for every member. */
typedef struct
{
  EspLiquidData *data;    /* (nullable) */
  EspLiquidLookup lookup; /* (nullable): asked before @data */
  gpointer lookup_data;
  gint64 now_us;                /* for 'now' and 'today', µs UTC */
  GTimeZone *timezone;          /* (nullable): UTC */
  gboolean escapes_html;        /* {{ … }} is escaped unless it went through the filter "safe" */
  EspLiquidMonotonic monotonic; /* (nullable): no time limit */
  gpointer monotonic_data;      /* for @monotonic */
  GPtrArray *problems;          /* (nullable): takes a GError for each failed tag */
} EspLiquidRenderOptions;

gboolean esp_liquid_template_render (EspLiquidTemplate *self,
                                     const EspLiquidRenderOptions *options,
                                     GString *out,
                                     GError **error);

const EspLiquidValue *esp_liquid_call_get_input (EspLiquidCall *self);
guint esp_liquid_call_get_n_args (EspLiquidCall *self);
const EspLiquidValue *esp_liquid_call_get_arg (EspLiquidCall *self, guint i);
const EspLiquidValue *esp_liquid_call_get_keyword (EspLiquidCall *self, const char *name);
EspLiquidArena *esp_liquid_call_get_arena (EspLiquidCall *self);
gboolean esp_liquid_call_fail (EspLiquidCall *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLiquidEnv, esp_liquid_env_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLiquidTemplate, esp_liquid_template_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLiquidData, esp_liquid_data_unref)

G_END_DECLS
