/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-event-columns.h"

G_BEGIN_DECLS

/* What one row of a file of events says, before anything is looked up. */
typedef struct
{
  char *email; /* (nullable) normalised */
  char *external_id;
  char *phone; /* E.164 */
  char *kind;
  gint64 at_us;
  char *campaign;   /* (nullable) its id or name */
  char *props;      /* (nullable) a JSON object */
  char *dedupe_key; /* (nullable) of the file's own */
} EspEventRow;

gboolean esp_event_row_parse (const EspEventColumns *columns,
                              const char *const *cells,
                              guint n_cells,
                              EspEventRow *out_row,
                              GError **error);
void esp_event_row_clear (EspEventRow *self);
char *esp_event_kind_from_word (const char *word);
char *esp_event_make_dedupe_key (gint64 lead_id,
                                 const char *kind,
                                 gint64 at_us,
                                 gint64 campaign_id,
                                 const char *props);

G_END_DECLS
