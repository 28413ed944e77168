/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-send-plan.h"

G_BEGIN_DECLS

/* The parts of what a person says yes to. */
typedef enum
{
  ESP_BASIS_MESSAGE,
  ESP_BASIS_AUDIENCE, /* whom the rules mean, not who is in them at the moment */
  ESP_BASIS_CHANNEL,
  ESP_BASIS_SENDER,
  ESP_BASIS_OPTIONS,
  ESP_BASIS_LIBRARY, /* the blocks that the message links, and its brand kit */
  ESP_BASIS_RULES,   /* the packs of rules that were looked through */
} EspBasisPart;

#define ESP_N_BASIS_PARTS (ESP_BASIS_RULES + 1)

char *esp_send_basis_new (EspTx *tx, const EspSendPlan *plan, GError **error);
guint esp_send_basis_compare (const char *before, const char *after);
char *esp_send_basis_add_version (const char *basis, int version);
int esp_send_basis_get_version (const char *basis);
char *esp_send_basis_name_parts (guint parts);
const char *esp_basis_part_name (EspBasisPart part);

G_END_DECLS
