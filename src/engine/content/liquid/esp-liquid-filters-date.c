/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter "date". */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-filters.h"
#include "engine/content/liquid/esp-liquid-time.h"

static gboolean
is_timestamp (EspLiquidSpan text)
{
  if (text.len == 0 || text.len > 18) /* more digits than any second we know */
    return FALSE;
  for (gsize i = 0; i < text.len; i++)
    if (!g_ascii_isdigit (text.data[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_word (EspLiquidSpan text, const char *word)
{
  return text.len == strlen (word) && g_ascii_strncasecmp (text.data, word, text.len) == 0;
}

static gboolean
read_time (EspLiquidCall *call, EspLiquidTime *out_time)
{
  const EspLiquidRenderOptions *options = call->render->options;
  EspLiquidSpan text;

  if (call->input->type == ESP_LIQUID_INTEGER)
    return esp_liquid_time_from_seconds (call->input->u.integer, options->timezone, out_time);
  if (call->input->type != ESP_LIQUID_STRING || call->input->u.string.len == 0)
    return FALSE;
  text = esp_liquid_call_input_text (call);
  if (is_word (text, "now") || is_word (text, "today"))
    {
      if (!esp_liquid_time_from_seconds (options->now_us / G_USEC_PER_SEC, options->timezone,
                                         out_time))
        return FALSE;
      out_time->nanosecond = (guint) (options->now_us % G_USEC_PER_SEC) * 1000;
      return TRUE;
    }
  if (is_timestamp (text))
    return esp_liquid_time_from_seconds (g_ascii_strtoll (text.data, NULL, 10), options->timezone,
                                         out_time);
  return esp_liquid_time_parse (text.data, text.len, options->now_us, options->timezone, out_time);
}

static gboolean
filter_date (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_auto (EspLiquidTime) time = { 0 };
  g_autoptr (GString) out = NULL;
  EspLiquidSpan format = esp_liquid_call_arg_text (call, 0, "");

  *out_value = *call->input;
  if (format.len == 0 || !read_time (call, &time))
    return TRUE;
  out = g_string_new (NULL);
  if (!esp_liquid_time_format (out, &time, format.data, format.len))
    return esp_liquid_call_fail (call, "invalid format: %.*s", (int) format.len, format.data);
  esp_liquid_set_text (call, out, out_value);
  return TRUE;
}

const EspLiquidFilterSpec esp_liquid_date_filters[] = {
  { "date", filter_date, 1, 1 },
  { NULL, NULL, 0, 0 },
};
