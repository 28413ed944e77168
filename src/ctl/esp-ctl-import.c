/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl import: hands each kind of file to what reads it. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-import.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-import-events.h"
#include "ctl/esp-ctl-import-facts.h"
#include "ctl/esp-ctl-import-leads.h"

static const EspCtlCommand kinds[] = {
  { "events", "what leads did, or what happened to their messages", esp_ctl_import_events },
  { "leads", "people, from CSV, TSV or XLSX of any encoding, or vCard", esp_ctl_import_leads },
  { "orders", "what leads bought, from the export of a shop", esp_ctl_import_orders },
  { "spend", "what ads cost, from the exports of ad platforms", esp_ctl_import_spend },
  { NULL },
};

/**
 * esp_ctl_import:
 *
 * The subject "import", with an action for each kind of file.
 *
 * Returns: the exit status
 */
int
esp_ctl_import (int argc, char **argv)
{
  return esp_ctl_run_action ("import", kinds, argc, argv);
}
