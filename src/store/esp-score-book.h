/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* By which definition the leads have their values, and up to which of them. */
typedef struct
{
  char *key;        /* (nullable) of the definition; NULL: never begun */
  gint64 next_lead; /* computing goes on here; 0: all are computed */
  gboolean is_telling;
  gint64 started_us;
} EspScoreRun;

/* Where a lead stands in a score. */
typedef struct
{
  gint64 score_id;
  guint32 lead_id;
  int value; /* as it stands in the lead */
  int steady;
  guint above;
  gint64 due_us;       /* G_MAXINT64: never */
  gboolean is_partial; /* at due_us the whole history is gone through */
  GBytes *state;       /* (owned) (nullable) as engine/score packs it */
} EspScoreStand;

/* One line of the due queue. */
typedef struct
{
  gint64 score_id;
  guint32 lead_id;
} EspScoreDue;

/* How many leads have a value. */
typedef struct
{
  gint64 value;
  gint64 n;
} EspScoreCountOf;

/* An event as a score looks at it; borrowed until the next one. */
typedef struct
{
  gint64 id;
  guint32 lead_id;
  gint64 kind_id;
  gint64 at_us;
  const char *props; /* (nullable) of kinds whose properties are asked about */
} EspScoreEvent;

typedef gboolean (*EspScoreEventFunc) (const EspScoreEvent *event,
                                       gpointer user_data,
                                       GError **error);

/* Which events: of these kinds, as JSON arrays of their numbers. */
typedef struct
{
  const char *kinds;
  const char *kinds_with_props;
  gint64 until_id; /* ids up to this one */
} EspScoreScan;

void esp_score_run_clear (EspScoreRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspScoreRun, esp_score_run_clear)
void esp_score_stand_clear (EspScoreStand *stand);

gboolean esp_score_run_load (EspTx *tx, gint64 score_id, EspScoreRun *out_run, GError **error);
gboolean esp_score_run_save (EspTx *tx, gint64 score_id, const EspScoreRun *run, GError **error);
gboolean esp_score_cursor_load (EspTx *tx, gint64 *out_id, GError **error);
gboolean esp_score_cursor_save (EspTx *tx, gint64 id, GError **error);
EspBitmap *esp_score_members_load (EspTx *tx, gint64 score_id, const char *rule, GError **error);
gboolean esp_score_members_save (EspTx *tx,
                                 gint64 score_id,
                                 const char *rule,
                                 const EspBitmap *members,
                                 GError **error);
gboolean esp_score_members_clear (EspTx *tx, gint64 score_id, GError **error);

gboolean
esp_score_stand_load (EspTx *tx, EspScoreStand *stand, gboolean *out_found, GError **error);
gboolean esp_score_stand_save (EspTx *tx, const EspScoreStand *stand, GError **error);
gboolean esp_score_stand_delete (EspTx *tx, gint64 score_id, guint32 lead_id, GError **error);
gboolean esp_score_stand_wait (EspTx *tx, gint64 score_id, guint32 lead_id, GError **error);
gboolean
esp_score_stand_write (EspTx *tx, const char *column, guint32 lead_id, int value, GError **error);
gboolean esp_score_due_list (EspTx *tx, guint limit, GArray *out_due, GError **error);
gboolean esp_score_due_next (EspTx *tx, gint64 *out_us, GError **error);
gboolean esp_score_dirty_take (EspTx *tx, guint limit, EspBitmap *out_leads, GError **error);

gboolean esp_score_scan_leads (EspTx *tx,
                               const EspScoreScan *scan,
                               guint32 first,
                               guint32 last,
                               EspScoreEventFunc func,
                               gpointer user_data,
                               GError **error);
gboolean esp_score_scan_new (EspTx *tx,
                             const EspScoreScan *scan,
                             gint64 after_id,
                             guint limit,
                             EspScoreEventFunc func,
                             gpointer user_data,
                             GError **error);
EspBitmap *esp_score_leads_of_range (EspTx *tx, guint32 first, guint32 last, GError **error);
gboolean esp_score_owner_load (EspTx *tx, guint32 lead_id, char **out_owner, GError **error);
gboolean esp_score_values_of_range (EspTx *tx,
                                    const char *column,
                                    guint32 first,
                                    guint32 last,
                                    GHashTable *out_values,
                                    GError **error);
gboolean esp_score_count_leads (EspTx *tx, guint64 *out_n, GError **error);
gboolean esp_score_count_kinds (EspTx *tx, gint64 *out_n, GError **error);
gboolean esp_score_last_lead (EspTx *tx, gint64 *out_id, GError **error);
GArray *esp_score_histogram (EspTx *tx, const char *column, GError **error);
gboolean
esp_score_top_leads (EspTx *tx, const char *column, guint limit, GArray *out_ids, GError **error);

G_END_DECLS
