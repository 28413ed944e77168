/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"
#include "engine/policy/esp-policy.h"

G_BEGIN_DECLS

/* Counts verdicts of servers and says when a send must not go on by itself. */
typedef struct
{
  guint n_verdicts;
  guint n_hard;
  guint n_soft;
  guint n_block;
  guint n_account;
  guint n_complaint;
  gint64 n_delivered; /* of the whole send, for the share of complaints */
  guint n_content;
} EspSendBrake;

void esp_send_brake_count (EspSendBrake *self, const EspOutResult *result);
void esp_send_brake_count_given_up (EspSendBrake *self);
void esp_send_brake_set_complaints (EspSendBrake *self, guint n, gint64 n_delivered);
const char *esp_send_brake_judge (const EspSendBrake *self, const EspPolicy *policy);

G_END_DECLS
