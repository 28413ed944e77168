/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-ast.h"

G_BEGIN_DECLS

struct _EspLiquidTemplate
{
  gatomicrefcount refs;
  EspLiquidEnv *env;     /* (owned) */
  EspLiquidArena *arena; /* (owned): the tree */
  char *source;          /* (owned): the tree points into it */
  gsize source_len;
  EspLiquidBody body;
};

struct _EspLiquidData
{
  gatomicrefcount refs;
  EspLiquidArena *arena; /* (owned) */
  EspLiquidValue root;
};

GError *esp_liquid_error_new_at (EspLiquidError code,
                                 const char *source,
                                 const char *at,
                                 const char *sentence);
void esp_liquid_error_set_partial (GError *error, const char *partial);

const EspLiquidValue *esp_liquid_data_peek_root (EspLiquidData *self);
EspLiquidTemplate *
esp_liquid_env_get_partial (EspLiquidEnv *self, const char *name, GError **error);

G_END_DECLS
