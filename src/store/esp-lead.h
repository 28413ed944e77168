/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* One lead as a plain record: its values stand in the order of its fields. */
typedef struct
{
  gint64 id;
  guint8 uuid[16];
  gint64 archived_at_us; /* 0 is not archived */
  EspFields *fields;     /* (owned) */
  EspValue *values;      /* (owned) (array length=n) */
  guint n_values;
} EspLead;

EspLead *esp_lead_new (EspFields *fields);
EspLead *esp_lead_copy (const EspLead *self);
void esp_lead_free (EspLead *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLead, esp_lead_free)

const EspValue *esp_lead_get (const EspLead *self, const char *column);
EspValue *esp_lead_get_writable (EspLead *self, const char *column);
const char *esp_lead_get_text (const EspLead *self, const char *column);
gint64 esp_lead_get_integer (const EspLead *self, const char *column, gint64 fallback);
const char *esp_lead_get_title (const EspLead *self);

G_END_DECLS
