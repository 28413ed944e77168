/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-import-batch.h"

G_BEGIN_DECLS

/* A lead as the matcher sees it: the slots, and what it needs beside them. */
typedef struct
{
  gint64 id;
  gint64 updated_at_us;
  gboolean is_ours;           /* made by this import */
  gboolean is_changed_before; /* by an earlier row of this import */
  char *email;                /* (owned) (nullable) */
  char *name;                 /* (owned) (nullable) */
  EspValue *values;           /* (owned) one per slot */
  guint n_values;
} EspImportLead;

#define ESP_IMPORT_MAX_FOUND 3

/* Where rows go. The real store and the dry run are two of these, so both decide alike. */
typedef struct
{
  /* Ids of up to ESP_IMPORT_MAX_FOUND leads with that key, oldest first; -1 with @error set. */
  int (*find) (gpointer self,
               EspImportKey key,
               const char *value,
               gint64 out_ids[ESP_IMPORT_MAX_FOUND],
               GError **error);
  gboolean (*load) (gpointer self, gint64 id, EspImportLead *out_lead, GError **error);
  gboolean (*insert) (gpointer self, EspImportRow *row, GError **error);
  /* @row->changed says which slots; @lead holds the values before. */
  gboolean (*update) (gpointer self, EspImportRow *row, const EspImportLead *lead, GError **error);
  /* After the fields, for every row that has a lead: tags, consent, segment. */
  gboolean (*annotate) (gpointer self,
                        EspImportRow *row,
                        const EspImportLead *lead,
                        GError **error);
} EspImportTarget;

void esp_import_lead_clear (EspImportLead *lead);
gboolean esp_import_match_row (const EspImportTarget *target,
                               gpointer self,
                               const EspImportSpec *spec,
                               EspImportRow *row,
                               GError **error);
gboolean esp_import_slot_changes (const EspImportSpec *spec,
                                  const EspImportRow *row,
                                  const EspImportLead *lead,
                                  guint slot);

G_END_DECLS
