/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* One rule that a segment had. */
typedef struct
{
  int version; /* from 1 */
  char *name;  /* (nullable): made by itself */
  char *rule;  /* JSON */
  gint64 created_at_us;
  char *created_by; /* (nullable) */
} EspSegmentVersion;

void esp_segment_version_free (EspSegmentVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSegmentVersion, esp_segment_version_free)

gboolean
esp_segment_keep_version (EspTx *tx, gint64 id, const char *name, int *out_version, GError **error);
gboolean esp_segment_keep_before (EspTx *tx, gint64 id, const char *new_rule, GError **error);
GPtrArray *esp_segment_list_versions (EspTx *tx, gint64 id, GError **error);
EspSegmentVersion *esp_segment_load_version (EspTx *tx, gint64 id, int version, GError **error);

G_END_DECLS
