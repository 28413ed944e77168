/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the lead list. */
#define G_LOG_DOMAIN "espalier-model"

#include "config.h"

#include "model/esp-lead-row.h"

struct _EspLeadRow
{
  GObject parent_instance;

  guint32 id;
  EspLead *lead;         /* (owned) (nullable) NULL until its page was read, or when it is gone */
  EspLeadExtras *extras; /* (owned) (nullable) likewise */
};

typedef enum
{
  PROP_LOADED = 1,
} EspLeadRowProperty;

static GParamSpec *properties[PROP_LOADED + 1];

G_DEFINE_FINAL_TYPE (EspLeadRow, esp_lead_row, G_TYPE_OBJECT)

static void
esp_lead_row_finalize (GObject *object)
{
  EspLeadRow *self = ESP_LEAD_ROW (object);

  g_clear_pointer (&self->lead, esp_lead_free);
  g_clear_pointer (&self->extras, esp_lead_extras_free);
  G_OBJECT_CLASS (esp_lead_row_parent_class)->finalize (object);
}

static void
esp_lead_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EspLeadRow *self = ESP_LEAD_ROW (object);

  switch ((EspLeadRowProperty) id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->lead != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
esp_lead_row_class_init (EspLeadRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = esp_lead_row_finalize;
  object_class->get_property = esp_lead_row_get_property;
  properties[PROP_LOADED] =
    g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
esp_lead_row_init (EspLeadRow *self)
{
}

/**
 * esp_lead_row_new:
 *
 * Returns: (transfer full): a row whose record is yet to be read
 */
EspLeadRow *
esp_lead_row_new (guint32 id)
{
  EspLeadRow *self = g_object_new (ESP_TYPE_LEAD_ROW, NULL);

  self->id = id;
  return self;
}

/**
 * esp_lead_row_get_id:
 */
guint32
esp_lead_row_get_id (EspLeadRow *self)
{
  return self->id;
}

/**
 * esp_lead_row_get_lead:
 *
 * Returns: (transfer none) (nullable): the record; %NULL until it was read, or when the lead is gone
 */
const EspLead *
esp_lead_row_get_lead (EspLeadRow *self)
{
  return self->lead;
}

/**
 * esp_lead_row_get_extras:
 *
 * Returns: (transfer none) (nullable): consent and behaviour; %NULL while there is no record
 */
const EspLeadExtras *
esp_lead_row_get_extras (EspLeadRow *self)
{
  return self->extras;
}

/**
 * esp_lead_row_take:
 * @lead: (transfer full) (nullable)
 * @extras: (transfer full) (nullable)
 *
 * Gives the row its record and tells who shows it.
 */
void
esp_lead_row_take (EspLeadRow *self, EspLead *lead, EspLeadExtras *extras)
{
  g_return_if_fail (ESP_IS_LEAD_ROW (self));

  g_clear_pointer (&self->lead, esp_lead_free);
  g_clear_pointer (&self->extras, esp_lead_extras_free);
  self->lead = lead;
  self->extras = extras;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

/**
 * esp_lead_row_is_loaded:
 */
gboolean
esp_lead_row_is_loaded (EspLeadRow *self)
{
  return self->lead != NULL;
}
