/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-lead-row.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

const char *esp_lead_field_label (const EspField *field);
const char *esp_lead_stage_label (const char *stage);
const char *esp_lead_consent_label (const char *state);
const char *esp_lead_channel_label (const char *channel);
char *esp_lead_format_value (EspSession *session, const EspField *field, const EspValue *value);
char *esp_lead_format_cell (EspSession *session, EspLeadRow *row, const char *column);
char *esp_lead_format_phone (const char *e164);
char *esp_lead_format_row (EspSession *session, EspLeadRow *row);

G_END_DECLS
