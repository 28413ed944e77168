/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-journey-members.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_JOURNEY_MOVE_CROSS, /* to the version that was published */
  ESP_JOURNEY_MOVE_THAW,  /* the time of a pause does not count */
  ESP_JOURNEY_MOVE_EXIT,  /* everyone is taken out */
} EspJourneyMoveKind;

/* What is still to be done to the people of a journey, a batch a transaction. */
typedef struct
{
  gint64 journey_id;
  EspJourneyMoveKind kind;
  guint version;
  char *choices; /* (owned) JSON object: id of a step to the name of a choice */
  gint64 shift_us;
  gint64 cursor; /* the last passage that was looked at */
  gint64 last;   /* the last passage that there was when it began */
} EspJourneyMove;

/* How many are at a place of a version now. */
typedef struct
{
  guint version;
  guint32 step;
  guint phase;
  gint64 n;
} EspJourneyPlaceCount;

/* A version in a list of them. */
typedef struct
{
  guint version;
  char *name;       /* (owned) (nullable) that a person gave it */
  char *created_by; /* (owned) (nullable) */
  gint64 created_at_us;
  gboolean is_used; /* somebody may still be in it */
} EspJourneyVersionInfo;

void esp_journey_move_free (EspJourneyMove *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyMove, esp_journey_move_free)

gboolean esp_journey_move_begin (EspTx *tx, const EspJourneyMove *move, GError **error);
gboolean esp_journey_move_advance (EspTx *tx, const EspJourneyMove *move, GError **error);
gboolean esp_journey_move_end (EspTx *tx, gint64 journey_id, GError **error);
gboolean
esp_journey_move_load (EspTx *tx, gint64 journey_id, EspJourneyMove **out_move, GError **error);
GArray *esp_journey_move_list (EspTx *tx, GError **error);

gboolean esp_journey_members_load_range (EspTx *tx,
                                         const EspJourneyMove *move,
                                         gint64 until_id,
                                         EspJourneyMembers *members,
                                         GError **error);
gboolean esp_journey_last_passage (EspTx *tx, gint64 *out_id, GError **error);
GArray *esp_journey_count_places (EspTx *tx, gint64 journey_id, GError **error);
gboolean esp_journey_count_prepared (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error);
gboolean esp_journey_has_inside (EspTx *tx, gint64 journey_id, gboolean *out_has, GError **error);

GArray *esp_journey_version_infos (EspTx *tx, gint64 journey_id, GError **error);
GArray *esp_journey_versions_in_use (EspTx *tx, gint64 journey_id, GError **error);
gboolean esp_journey_version_set_used (EspTx *tx,
                                       gint64 journey_id,
                                       guint version,
                                       gboolean is_used,
                                       GError **error);
gboolean esp_journey_version_set_name (EspTx *tx,
                                       gint64 journey_id,
                                       guint version,
                                       const char *name,
                                       GError **error);

G_END_DECLS
