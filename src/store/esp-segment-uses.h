/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-segments.h"

G_BEGIN_DECLS

/* Something that asks for a segment. */
typedef struct
{
  char *kind; /* "send", "segment", "journey" or "audience" */
  gint64 id;
  gint64 campaign_id; /* of sends */
  gboolean is_live;   /* a send that is planned or on its way */
  char *name;
} EspSegmentUse;

void esp_segment_use_free (EspSegmentUse *use);
GPtrArray *esp_segment_list_uses (EspTx *tx, const EspSegment *segment, GError **error);
gboolean esp_segment_is_live (EspTx *tx, const EspSegment *segment, gboolean *out, GError **error);
GHashTable *esp_segment_list_campaigns (EspTx *tx, GError **error);

G_END_DECLS
