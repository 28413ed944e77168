/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reports that everybody can begin with. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-report-design.h"

#include <glib/gi18n.h>

static const EspReportPreset presets[] = {
  { "campaigns", N_ ("Campaign results"),
    N_ ("What each campaign and each send brought, and where people stopped."),
    "{\"from\":\"-28d\",\"compare\":\"previous\",\"cards\":["
    "{\"question\":{\"ask\":\"campaigns\"},\"width\":12},"
    "{\"question\":{\"ask\":\"sends\"},\"width\":12},"
    "{\"question\":{\"ask\":\"trend\",\"metric\":\"click_rate\"},\"width\":6},"
    "{\"question\":{\"ask\":\"trend\",\"metric\":\"unsubscribe_rate\"},\"width\":6},"
    "{\"question\":{\"ask\":\"send-times\"},\"width\":12},"
    "{\"question\":{\"ask\":\"metrics\"},\"width\":12}]}" },
  { "funnel", N_ ("Leads and sales"),
    N_ ("Where leads are won and lost on the way to a sale, and what is still on its way."),
    "{\"from\":\"-90d\",\"compare\":\"none\",\"cards\":["
    "{\"question\":{\"ask\":\"funnel\"},\"width\":12},"
    "{\"question\":{\"ask\":\"pipeline\",\"from\":\"-12m\"},\"width\":12},"
    "{\"question\":{\"ask\":\"trend\",\"metric\":\"created\",\"unit\":\"week\"},\"width\":6},"
    "{\"question\":{\"ask\":\"trend\",\"metric\":\"ordered\",\"unit\":\"week\"},\"width\":6}]}" },
  { "journeys", N_ ("Journey health"),
    N_ ("Who entered, who reached the goal, and where a journey needs help."),
    "{\"from\":\"-28d\",\"compare\":\"none\",\"cards\":["
    "{\"question\":{\"ask\":\"journeys\"},\"width\":12},"
    "{\"question\":{\"ask\":\"paths\"},\"width\":12}]}" },
  { "growth", N_ ("List growth and consent"),
    N_ ("How many came and left, and whom you may write to."),
    "{\"from\":\"-90d\",\"compare\":\"none\",\"cards\":["
    "{\"question\":{\"ask\":\"growth\"},\"width\":12},"
    "{\"question\":{\"ask\":\"consent\"},\"width\":12},"
    "{\"question\":{\"ask\":\"trend\",\"metric\":\"created\"},\"width\":6},"
    "{\"question\":{\"ask\":\"trend\",\"metric\":\"unsubscribed\"},\"width\":6}]}" },
  { "deliverability", N_ ("Deliverability"),
    N_ ("Whether your mail arrives, at each mailbox provider."),
    "{\"from\":\"-28d\",\"compare\":\"previous\",\"cards\":["
    "{\"question\":{\"ask\":\"providers\"},\"width\":12},"
    "{\"question\":{\"ask\":\"trend\",\"metric\":\"bounce_rate\"},\"width\":6},"
    "{\"question\":{\"ask\":\"trend\",\"metric\":\"complaint_rate\"},\"width\":6},"
    "{\"question\":{\"ask\":\"trend\",\"metric\":\"delivery_rate\"},\"width\":12}]}" },
  { "revenue", N_ ("Revenue and customer value"),
    N_ ("What comes in, who comes back, and what a customer is worth."),
    "{\"from\":\"-12m\",\"compare\":\"none\",\"cards\":["
    "{\"question\":{\"ask\":\"trend\",\"metric\":\"revenue\",\"unit\":\"month\"},\"width\":12},"
    "{\"question\":{\"ask\":\"ltv\"},\"width\":12},"
    "{\"question\":{\"ask\":\"cohort\",\"back\":[\"order\"],\"start\":\"order\"},\"width\":12},"
    "{\"question\":{\"ask\":\"rfm\"},\"width\":12}]}" },
  { "attribution", N_ ("Attribution"),
    N_ ("Which channels bring the conversions, by every model side by side."),
    "{\"from\":\"-90d\",\"compare\":\"none\",\"cards\":["
    "{\"question\":{\"ask\":\"attribution\"},\"width\":12},"
    "{\"question\":{\"ask\":\"attribution\",\"value\":\"revenue\"},\"width\":12},"
    "{\"question\":{\"ask\":\"paths\",\"by\":\"channel\"},\"width\":12},"
    "{\"question\":{\"ask\":\"spend\"},\"width\":12}]}" },
  { "experiments", N_ ("Experiments"),
    N_ ("What happened because of a send, compared with those who were held back."),
    "{\"from\":\"-90d\",\"compare\":\"none\",\"cards\":["
    "{\"question\":{\"ask\":\"experiments\"},\"width\":12}]}" },
};

/**
 * esp_report_preset_get_n:
 */
guint
esp_report_preset_get_n (void)
{
  return G_N_ELEMENTS (presets);
}

/**
 * esp_report_preset_get:
 *
 * Returns: (transfer none):
 */
const EspReportPreset *
esp_report_preset_get (guint i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (presets), NULL);

  return &presets[i];
}

/**
 * esp_report_preset_find:
 *
 * Returns: (transfer none) (nullable):
 */
const EspReportPreset *
esp_report_preset_find (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_str_equal (presets[i].key, key))
      return &presets[i];
  return NULL;
}

/**
 * esp_report_preset_make:
 * @name: of the report, in the language of who begins it
 *
 * Returns: (transfer full): a report with the cards of the preset
 */
EspReportDesign *
esp_report_preset_make (const EspReportPreset *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  EspReportDesign *design = esp_report_design_parse (self->document, -1, &error);

  if (design == NULL)
    g_error ("The preset “%s” is wrong: %s", self->key, error->message); /* ours */
  esp_report_design_set_name (design, name);
  esp_report_design_know_definitions (design);
  return design;
}
