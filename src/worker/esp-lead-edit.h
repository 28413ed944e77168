/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-field-input.h"
#include "store/esp-lead.h"

G_BEGIN_DECLS

/* One field of one lead, as somebody typed it. */
typedef struct
{
  gint64 lead_id;
  const char *column;
  const char *text; /* nothing clears the field */
  GTimeZone *zone;  /* of dates with a time */

  EspFieldInputProblem
    problem;            /* written: the text cannot be this field's value; nothing changed */
  gint64 taken_by;      /* written: another lead has this address; nothing changed. 0 is nobody */
  gboolean has_changed; /* written */
  EspValue value;       /* written (owned): what the field holds now */
} EspLeadEdit;

gboolean esp_lead_edit_apply (EspTx *tx, EspLeadEdit *edit, GError **error);

G_END_DECLS
