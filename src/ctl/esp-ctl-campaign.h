/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead-zone.h"
#include "engine/policy/esp-waterfall.h"
#include "store/esp-campaign-list.h"
#include "store/esp-campaigns.h"
#include "store/esp-ledger.h"
#include "worker/esp-send-gate.h"

G_BEGIN_DECLS

/* One call of the subject: what the options say, and what was found. */
typedef struct
{
  char *workspace;
  char *message;
  char *channel;
  char **segments;
  char **without;
  char **leads;
  char *at;
  char *resolve;
  gboolean is_everyone;
  double holdout;
  int hold;
  int rate;
  gboolean ignores_hours;
  gboolean is_transactional;
  gboolean is_local_time;
  gboolean accepts_warnings;
  gboolean is_json;
  const char *name; /* (unowned) of the campaign */

  gint64 campaign_id;
  gint64 send_id;
  gint64 at_us;
  gint64 n_changed;
  guint n_fixed;
  EspCampaign *campaign;
  EspSend *send;
  EspWaterfall *waterfall;
  GPtrArray *counts;
  GPtrArray *rows;
  GPtrArray *campaigns;
  EspLedgerRow *row;
  EspVerdict verdict;
  EspRecipient recipient;
  EspSendRule rule;
  char *zone; /* (nullable) of the lead */
  EspZoneSource zone_source;
  gint64 lapses_at_us; /* of the permission; 0 is never */
  gint64 lead_id;
  gint64 now_us;
  char *problem;     /* of the channel */
  gboolean is_order; /* “send”: the time of --at counts */
  EspSendGate *gate; /* what the rules say */
} EspCtlCampaign;

int esp_ctl_campaign (int argc, char **argv);
void esp_ctl_campaign_print_list (const EspCtlCampaign *self);
void esp_ctl_campaign_print_audience (const EspCtlCampaign *self);
void esp_ctl_campaign_print_status (const EspCtlCampaign *self);
void esp_ctl_campaign_print_in_doubt (const EspCtlCampaign *self);
void esp_ctl_campaign_print_why (const EspCtlCampaign *self);
void esp_ctl_campaign_print_check (const EspCtlCampaign *self);
int esp_ctl_campaign_refuse (const EspCtlCampaign *self);
void esp_ctl_campaign_print_ordered (const EspCtlCampaign *self);
void esp_ctl_campaign_print_fixed (const EspCtlCampaign *self);

G_END_DECLS
