/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-ast.h"

G_BEGIN_DECLS

typedef struct _EspLiquidScope EspLiquidScope;
typedef struct _EspLiquidLoop EspLiquidLoop;

typedef enum
{
  ESP_LIQUID_NO_INTERRUPT,
  ESP_LIQUID_BREAK,
  ESP_LIQUID_CONTINUE,
} EspLiquidInterrupt;

/* A variable, counter, cycle group or loop offset under its name. */
typedef struct
{
  EspLiquidSpan name;
  EspLiquidValue value;
} EspLiquidBinding;

/* Its lists are made at the first use.  What one template and the templates that it includes share; "render" opens a fresh one. */
struct _EspLiquidScope
{
  EspLiquidScope *outer; /* (nullable) */
  gboolean is_isolated;  /* opened by "render": the data is out of sight, "include" is forbidden */
  GArray *locals;        /* EspLiquidBinding: assign and capture */
  GArray *inner;         /* EspLiquidBinding: loops and included partials, the newest last */
  GArray *counters;      /* EspLiquidBinding */
  GArray *cycles;        /* EspLiquidBinding: INTEGER */
  GArray *offsets;       /* EspLiquidBinding: INTEGER, where "offset: continue" goes on */
  EspLiquidSpan changed; /* what ifchanged printed last */
  EspLiquidLoop *loop;   /* (nullable): the innermost for loop */
  EspLiquidInterrupt interrupt;
};

struct _EspLiquidRender
{
  EspLiquidEnv *env;
  const EspLiquidRenderOptions *options;
  EspLiquidLimits limits;
  EspLiquidArena *arena;
  GString *out;                      /* the buffer in use: a capture has its own */
  const EspLiquidTemplate *template; /* whose nodes are being rendered */
  const char *partial;               /* (nullable): its name */
  guint32 offset;                    /* in its source: of the node begun last */
  guint depth;
  guint64 steps;
  gint64 deadline_us;
  EspLiquidScope *scope;
  const char *failure; /* (nullable): why the node just rendered failed; lives in the arena */
  GError *fatal;       /* (nullable): rendering stops */
};

void esp_liquid_scope_init (EspLiquidScope *self, EspLiquidScope *outer, gboolean is_isolated);
void esp_liquid_scope_clear (EspLiquidScope *self);
EspLiquidValue *esp_liquid_bindings_find (GArray *bindings, EspLiquidSpan name);
guint esp_liquid_bindings_push (GArray **bindings, EspLiquidSpan name, const EspLiquidValue *value);
void esp_liquid_bindings_set (GArray **bindings, EspLiquidSpan name, const EspLiquidValue *value);

gboolean esp_liquid_fail (EspLiquidRender *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean esp_liquid_step (EspLiquidRender *self, guint64 n);
gboolean esp_liquid_render_body (EspLiquidRender *self, const EspLiquidBody *body);

gboolean esp_liquid_evaluate (EspLiquidRender *self,
                              const EspLiquidExpression *expression,
                              EspLiquidValue *out_value);
gboolean esp_liquid_evaluate_pipe (EspLiquidRender *self,
                                   const EspLiquidPipe *pipe,
                                   EspLiquidValue *out_value);
gboolean esp_liquid_evaluate_condition (EspLiquidRender *self,
                                        const EspLiquidCondition *condition,
                                        gboolean *out_holds);
gboolean esp_liquid_test_values (EspLiquidRender *self,
                                 EspLiquidComparison comparison,
                                 const EspLiquidValue *left,
                                 const EspLiquidValue *right,
                                 gboolean *out_holds);
gboolean
esp_liquid_find_in_data (EspLiquidRender *self, EspLiquidSpan name, EspLiquidValue *out_value);
gboolean
esp_liquid_find_variable (EspLiquidRender *self, EspLiquidSpan name, EspLiquidValue *out_value);
gboolean esp_liquid_look_up (EspLiquidRender *self,
                             const EspLiquidValue *object,
                             const EspLiquidValue *key,
                             gboolean is_dotted,
                             EspLiquidValue *out_value);
gboolean
esp_liquid_to_index (EspLiquidRender *self, const EspLiquidValue *value, gint64 *out_integer);

/* How many arguments a filter is called with, and from where. */
struct _EspLiquidCall
{
  EspLiquidRender *render;
  const EspLiquidValue *input;
  const EspLiquidValue *args;
  guint n_args;
  const EspLiquidFilterUse *use;
  const EspLiquidValue *keyword_values;
};

G_END_DECLS
