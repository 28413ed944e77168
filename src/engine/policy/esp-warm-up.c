/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the plans by which the volume of a new sender grows, from data. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/policy/esp-warm-up.h"

#include "data/esp-core-resources.h"

#include <json-glib/json-glib.h>

#define PACK "/io/github/espalier/core/rules/warm-up.json"

/* The pack; read once and kept for good. */
typedef struct
{
  JsonParser *parser; /* (owned) owns all texts */
  GArray *plans;      /* (owned) (element-type EspWarmUpPlan) */
} Pack;

static EspWarmUpPlan
read_plan (JsonObject *object)
{
  JsonArray *days = json_object_get_array_member (object, "days");
  guint n = json_array_get_length (days);
  gint64 *numbers = g_new (gint64, n + 1);

  for (guint i = 0; i < n; i++)
    numbers[i] = json_array_get_int_element (days, i);
  return (EspWarmUpPlan){ json_object_get_string_member (object, "id"), numbers, n };
}

static Pack *
load_pack (void)
{
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (esp_core_get_resource (), PACK, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  Pack *pack = g_new0 (Pack, 1);
  g_autoptr (GError) error = NULL;
  JsonArray *array;

  pack->parser = json_parser_new_immutable ();
  pack->plans = g_array_new (FALSE, FALSE, sizeof (EspWarmUpPlan));
  if (bytes == NULL || !json_parser_load_from_data (pack->parser, g_bytes_get_data (bytes, NULL),
                                                    (gssize) g_bytes_get_size (bytes), &error))
    g_error ("The pack of warm-up plans is broken: %s", error != NULL ? error->message : "missing");
  array = json_object_get_array_member (json_node_get_object (json_parser_get_root (pack->parser)),
                                        "plans");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      EspWarmUpPlan plan = read_plan (json_array_get_object_element (array, i));

      g_array_append_val (pack->plans, plan);
    }
  return pack;
}

static const Pack *
get_pack (void)
{
  static Pack *pack;

  if (g_once_init_enter (&pack))
    g_once_init_leave (&pack, load_pack ());
  return pack;
}

/**
 * esp_warm_up_get_n:
 *
 * Returns: how many plans are known
 */
guint
esp_warm_up_get_n (void)
{
  return get_pack ()->plans->len;
}

/**
 * esp_warm_up_get:
 *
 * Returns: (transfer none): one of the plans, the most careful first
 */
const EspWarmUpPlan *
esp_warm_up_get (guint index)
{
  g_return_val_if_fail (index < esp_warm_up_get_n (), NULL);

  return &g_array_index (get_pack ()->plans, EspWarmUpPlan, index);
}

/**
 * esp_warm_up_find:
 *
 * Returns: (transfer none) (nullable): the plan of that id
 */
const EspWarmUpPlan *
esp_warm_up_find (const char *id)
{
  for (guint i = 0; i < esp_warm_up_get_n (); i++)
    if (g_str_equal (esp_warm_up_get (i)->id, id))
      return esp_warm_up_get (i);
  return NULL;
}
