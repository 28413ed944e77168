/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Espalier's own filters beside the standard ones: particle, honorific, number. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "base/esp-hangul.h"
#include "engine/content/liquid/esp-liquid-filters.h"
#include "engine/content/liquid/esp-liquid-json.h"

/* {{ name | particle: '을/를' }} adds the form that fits the end of the name; one form alone will do. */
static gboolean
filter_particle (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  EspLiquidSpan wanted = esp_liquid_call_arg_text (call, 0, "");
  g_autofree char *word = g_strndup (text.data, text.len);
  g_autofree char *pair = g_strndup (wanted.data, wanted.len);
  g_autoptr (GString) out = g_string_new_len (text.data, (gssize) text.len);
  const char *particle = esp_hangul_pick_particle (word, pair);

  if (particle == NULL)
    return esp_liquid_call_fail (call, "there is no particle “%s”", pair);
  if (text.len > 0)
    g_string_append (out, particle);
  esp_liquid_set_text (call, out, out_value);
  out_value->safe = call->input->safe;
  return TRUE;
}

/* {{ name | honorific }} adds 님 unless it is there already. */
static gboolean
filter_honorific (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  EspLiquidSpan suffix = esp_liquid_call_arg_text (call, 0, "님");
  g_autoptr (GString) out = g_string_new_len (text.data, (gssize) text.len);

  if (text.len > 0 && (text.len < suffix.len ||
                       memcmp (text.data + text.len - suffix.len, suffix.data, suffix.len) != 0))
    g_string_append_len (out, suffix.data, (gssize) suffix.len);
  esp_liquid_set_text (call, out, out_value);
  out_value->safe = call->input->safe;
  return TRUE;
}

/* A sign, digits, and perhaps a point and more digits; sets @out_whole to how many digits stand before it. */
static gboolean
is_plain_number (EspLiquidSpan text, gsize *out_sign, gsize *out_whole)
{
  gsize at = text.len > 0 && text.data[0] == '-' ? 1 : 0;
  gsize start = at;

  *out_sign = at;
  while (at < text.len && g_ascii_isdigit (text.data[at]))
    at++;
  *out_whole = at - start;
  if (at + 1 < text.len && text.data[at] == '.')
    do
      at++;
    while (at < text.len && g_ascii_isdigit (text.data[at]));
  return *out_whole > 0 && at == text.len;
}

/* {{ points | number }} sets commas between thousands; what is no number stays as it is. */
static gboolean
filter_number (EspLiquidCall *call, EspLiquidValue *out_value)
{
  const gsize group = 3;
  EspLiquidSpan text = esp_liquid_call_input_text (call);
  g_autoptr (GString) out = g_string_new (NULL);
  gsize sign = 0;
  gsize n_whole = 0;

  if (!is_plain_number (text, &sign, &n_whole))
    g_string_append_len (out, text.data, (gssize) text.len);
  else
    for (gsize i = 0; i < text.len; i++)
      {
        gsize left = sign + n_whole - i;

        if (i > sign && i < sign + n_whole && left % group == 0)
          g_string_append_c (out, ',');
        g_string_append_c (out, text.data[i]);
      }
  esp_liquid_set_text (call, out, out_value);
  out_value->safe = call->input->safe;
  return TRUE;
}

/* {% assign items = lead.cart | list %} makes a list of a text that is a JSON list; others stay as they are. */
static gboolean
filter_list (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidSpan text;
  g_autofree char *json = NULL;

  *out_value = call->input[0];
  if (call->input->type != ESP_LIQUID_STRING)
    return TRUE;
  text = esp_liquid_call_input_text (call);
  while (text.len > 0 && g_ascii_isspace (*text.data))
    {
      text.data++;
      text.len--;
    }
  if (text.len == 0 || *text.data != '[')
    return TRUE;
  json = g_strndup (text.data, text.len);
  if (!esp_liquid_json_read (esp_liquid_call_get_arena (call), json, out_value, NULL))
    *out_value = call->input[0];
  return TRUE;
}

static const EspLiquidFilterSpec korean_filters[] = {
  { "honorific", filter_honorific, 0, 1 },
  { "list", filter_list, 0, 0 },
  { "number", filter_number, 0, 0 },
  { "particle", filter_particle, 1, 1 },
};

/**
 * esp_liquid_env_add_korean_filters:
 *
 * Adds "particle", "honorific", "list" and "number", which standard Liquid does not have.
 */
void
esp_liquid_env_add_korean_filters (EspLiquidEnv *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (korean_filters); i++)
    esp_liquid_env_add_filter (self, &korean_filters[i]);
}
