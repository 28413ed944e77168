/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a Liquid template and as its data, within small limits: an error or a text, never more. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/liquid/esp-liquid.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const char json[] = "{\"s\":\"지우 "
                           "<b>\",\"n\":3,\"f\":2.5,\"a\":[3,1,2,null,\"x\"],\"h\":{\"k\":{\"z\":1}"
                           "},\"o\":[{\"t\":\"b\"},{\"t\":\"a\"}]}";

static char *
load_partial_cb (const char *name, gpointer user_data, GError **error)
{
  return g_strdup ("{{ s }}{% include 'p' %}{% break %}");
}

static void
read_as_data (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (EspLiquidData) values G_GNUC_UNUSED = esp_liquid_data_new_from_text (text, NULL);
}

static void
render (EspLiquidTemplate *template, gboolean escapes_html)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  g_autoptr (EspLiquidData) values G_GNUC_UNUSED = esp_liquid_data_new_from_json (root, NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (GString) out = g_string_new (NULL);
  EspLiquidRenderOptions options = { .data = values,
                                     .now_us = G_GINT64_CONSTANT (1709210096789012),
                                     .escapes_html = escapes_html,
                                     .problems = problems };

  (void) esp_liquid_template_render (template, &options, out, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  EspLiquidLimits limits = *esp_liquid_env_get_limits (env);
  g_autoptr (EspLiquidTemplate) template = NULL;
  g_autoptr (GPtrArray) uses = NULL;

  read_as_data (data, size);
  limits.max_steps = 20000;
  limits.max_output_bytes = 1 << 20;
  limits.max_memory_bytes = 8 << 20;
  limits.max_depth = 20;
  esp_liquid_env_set_limits (env, &limits);
  esp_liquid_env_add_korean_filters (env);
  esp_liquid_env_set_partial_loader (env, load_partial_cb, NULL, NULL);
  template =
    esp_liquid_template_parse (env, size == 0 ? "" : (const char *) data, (gssize) size, NULL);
  if (template == NULL)
    return 0;
  uses = esp_liquid_template_list_uses (template);
  g_assert_nonnull (uses);
  render (template, FALSE);
  render (template, TRUE);
  return 0;
}
