/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_SCORE_MAX_NAME 200
/* The field that every workspace has; other scores have fields of their own. */
#define ESP_SCORE_BUILTIN_COLUMN "score"

/* A score as it is kept. What its definition says is the business of engine/score. */
typedef struct
{
  gint64 id;
  char *name;
  char *column;     /* of lead */
  char *definition; /* JSON */
  guint version;
  gint64 created_us;
  gint64 updated_us;
  gboolean is_computing; /* not all leads have the value of this definition yet */
  gint64 next_lead;      /* while computing: from this lead on */
} EspScoreRow;

/* A definition that a score had. */
typedef struct
{
  guint version;
  char *definition;
  gint64 created_us;
  char *created_by; /* (nullable) */
} EspScoreVersion;

void esp_score_row_free (EspScoreRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspScoreRow, esp_score_row_free)
void esp_score_version_free (EspScoreVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspScoreVersion, esp_score_version_free)

gboolean esp_score_pick_column (EspTx *tx, const char *name, char **out_column, GError **error);
gboolean esp_score_row_insert (EspTx *tx,
                               const char *name,
                               const char *column,
                               const char *definition,
                               gint64 *out_id,
                               GError **error);
gboolean esp_score_row_update (EspTx *tx,
                               gint64 id,
                               const char *name,
                               const char *definition,
                               gboolean is_telling,
                               GError **error);
gboolean esp_score_row_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error);
gboolean esp_score_row_restart (EspTx *tx, gint64 id, GError **error);
EspScoreRow *esp_score_row_load (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_score_row_list (EspTx *tx, GError **error);
gboolean esp_score_row_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error);
GPtrArray *esp_score_version_list (EspTx *tx, gint64 id, GError **error);

gboolean esp_score_give (EspTx *tx,
                         gint64 lead_id,
                         const char *column,
                         const char *act,
                         double number,
                         const char *by,
                         GError **error);

G_END_DECLS
