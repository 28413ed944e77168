/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What its steps are kept under. */
#define ESP_JOURNEY_DOCUMENT "journey"

/* A journey as it is kept. What its text says is the business of engine/journey. */
typedef struct
{
  gint64 id;
  guint8 uuid[16];
  char *name;
  char *draft;   /* JSON */
  guint version; /* that people enter; 0 is none yet */
  char *
    state; /* draft, live, paused, closed (nobody enters any more), ending (the same, and ended once
                  nobody is inside), ended */
  gint64 campaign_id;  /* of its sends; 0 is none yet */
  gint64 paused_at_us; /* 0: is not paused */
  gboolean is_frozen;  /* the time of the pause does not count for those who wait */
  char *before_pause;  /* (nullable) the state to which it goes back */
  gint64 published_at_us;
  gint64 begun_at_us; /* the first version, or the first after the end */
  gint64 created_at_us;
  gint64 updated_at_us;
} EspJourneyRow;

/* One published state of a journey. */
typedef struct
{
  gint64 journey_id;
  guint version;
  char *definition; /* JSON */
  gint64 *sends;    /* (owned) by number of the step that sends */
  guint n_sends;
  gint64 created_at_us;
} EspJourneyVersion;

void esp_journey_row_free (EspJourneyRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyRow, esp_journey_row_free)
void esp_journey_version_free (EspJourneyVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyVersion, esp_journey_version_free)

gboolean esp_journey_row_insert (EspTx *tx,
                                 const char *name,
                                 const char *draft,
                                 gint64 *out_id,
                                 GError **error);
gboolean
esp_journey_row_update (EspTx *tx, gint64 id, const char *name, const char *draft, GError **error);
gboolean
esp_journey_row_save (EspTx *tx, gint64 id, const char *name, const char *draft, GError **error);
gboolean esp_journey_row_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error);
gboolean esp_journey_row_set_state (EspTx *tx, gint64 id, const char *state, GError **error);
gboolean esp_journey_row_set_pause (EspTx *tx,
                                    gint64 id,
                                    gint64 paused_at_us,
                                    gboolean is_frozen,
                                    const char *before,
                                    GError **error);
gboolean esp_journey_row_set_campaign (EspTx *tx, gint64 id, gint64 campaign_id, GError **error);
EspJourneyRow *esp_journey_row_load (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_journey_row_list (EspTx *tx, gboolean only_running, GError **error);
gboolean esp_journey_of_campaign (EspTx *tx,
                                  gint64 campaign_id,
                                  gint64 *out_id,
                                  gboolean *out_has_ended,
                                  GError **error);
gboolean esp_journey_row_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error);
gboolean esp_journey_version_insert (EspTx *tx, const EspJourneyVersion *version, GError **error);
GArray *esp_journey_version_list (EspTx *tx, gint64 journey_id, GError **error);
EspJourneyVersion *
esp_journey_version_load (EspTx *tx, gint64 journey_id, guint version, GError **error);

G_END_DECLS
