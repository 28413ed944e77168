/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_STAGE_MAX 40
#define ESP_STAGE_MAX_NAME 100

/* Why a lead is in a stage. */
#define ESP_STAGE_BY_RULE "rule"
#define ESP_STAGE_BY_HAND "hand"
#define ESP_STAGE_BY_JOURNEY "journey"
#define ESP_STAGE_BY_IMPORT "import"
#define ESP_STAGE_BY_UNDO "undo"

/* One stage of a lead's life. */
typedef struct
{
  gint64 id;
  char *key;  /* as it stands in the lead */
  char *name; /* (nullable): one of the program's own, which the views translate */
  int position;
  char *rule; /* (nullable) JSON of a segment's rule: who moves here by itself */
  gint64 n;   /* leads in it; -1 not counted */
} EspStageRow;

/* A move. */
typedef struct
{
  const char *to;
  const char *reason;  /* ESP_STAGE_BY_… */
  const char *detail;  /* (nullable) the journey, the rule in words, the person */
  gboolean is_forward; /* leaves those alone who are as far or farther */
} EspStageMove;

void esp_stage_row_free (EspStageRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspStageRow, esp_stage_row_free)

GPtrArray *esp_stage_list (EspTx *tx, gboolean with_counts, GError **error);
gboolean esp_stage_save (EspTx *tx, GPtrArray *stages, GError **error);
gboolean esp_stage_is_back_allowed (EspTx *tx, gboolean *out_is_allowed, GError **error);
gboolean esp_stage_allow_back (EspTx *tx, gboolean is_allowed, GError **error);
gboolean esp_stage_move (EspTx *tx,
                         const EspStageMove *move,
                         const EspBitmap *leads,
                         gint64 *out_n,
                         GError **error);
gboolean esp_stage_settle_log (EspTx *tx, guint limit, gboolean *out_more, GError **error);
char *esp_stage_make_key (const char *name);

G_END_DECLS
