/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-inspect.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* An import that was begun and not brought to its end: one a workspace. */
typedef struct
{
  char *path; /* (owned) of the file */
  char *name; /* (owned) (nullable) what it is called, when that is not the file's name */
  EspImportShape shape;
  char *answers; /* (owned) the plan as JSON; without the answer about consent */
  gint64 at_us;
} EspImportDraft;

EspImportDraft *
esp_import_draft_new (const char *path, const char *name, const EspImportPlan *plan);
void esp_import_draft_free (EspImportDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportDraft, esp_import_draft_free)

gboolean esp_import_draft_save (EspTx *tx, const EspImportDraft *self, GError **error);
gboolean esp_import_draft_clear (EspTx *tx, GError **error);
gboolean esp_import_draft_load (EspTx *tx, EspImportDraft **out_draft, GError **error);

G_END_DECLS
