/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_MEMBER_NO_WATCH G_MAXUINT

/* One passage of one lead. Times are µs UTC; a due time of %G_MAXINT64 is none. */
typedef struct
{
  gint64 id;
  guint32 lead_id;
  guint version;
  guint status; /* 0 is inside */
  guint phase;
  guint32 step;
  guint32 n_steps;
  gint64 entered_us;
  gint64 since_us;
  gint64 due_us;
  guint watch;
  gsize counters_at; /* into the bytes of the batch */
  gsize n_counters;  /* bytes */
  gsize path_at;
  gsize n_path;
  gsize skips_at; /* little-endian numbers of steps, four bytes each */
  gsize n_skips;  /* bytes */
  guint entry;    /* by which it came in: its number in that version, from 1; 0 is by hand */
  /* As it was read: what is told of who is where. */
  guint was_version;
  guint was_status;
  guint was_phase;
  guint32 was_step;
} EspJourneyMember;

/* Many of one journey, with what they carry in one block of memory. */
typedef struct
{
  gint64 journey_id; /* as it was read */
  gint64 day;        /* of those who enter: since 1970 in the workspace's zone; 0 is not counted */
  GArray *rows;      /* (owned) (element-type EspJourneyMember) */
  GByteArray *bytes; /* (owned) */
} EspJourneyMembers;

EspJourneyMembers *esp_journey_members_new (void);
void esp_journey_members_free (EspJourneyMembers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyMembers, esp_journey_members_free)
void esp_journey_members_clear (EspJourneyMembers *self);

gboolean esp_journey_members_load_due (EspTx *tx,
                                       gint64 journey_id,
                                       guint limit,
                                       EspJourneyMembers *members,
                                       GError **error);
gboolean esp_journey_members_load_leads (EspTx *tx,
                                         gint64 journey_id,
                                         const guint32 *ids,
                                         gsize n_ids,
                                         EspJourneyMembers *members,
                                         GError **error);
gboolean esp_journey_members_load_passages (EspTx *tx,
                                            gint64 journey_id,
                                            guint32 lead_id,
                                            EspJourneyMembers *members,
                                            GError **error);
gboolean esp_journey_members_save (EspTx *tx, const EspJourneyMembers *members, GError **error);
gboolean esp_journey_members_enter (EspTx *tx,
                                    gint64 journey_id,
                                    const EspJourneyMembers *members,
                                    GError **error);
gboolean esp_journey_members_reckon (EspTx *tx, gint64 journey_id, GError **error);
gboolean esp_journey_next_due (EspTx *tx, gint64 journey_id, gint64 *out_due_us, GError **error);
EspBitmap *esp_journey_leads (EspTx *tx, gint64 journey_id, gboolean only_inside, GError **error);
EspBitmap *esp_journey_leads_watching (EspTx *tx,
                                       gint64 journey_id,
                                       guint version,
                                       guint watch,
                                       GError **error);
gboolean esp_journey_last_entry_of_all (EspTx *tx,
                                        gint64 journey_id,
                                        gint64 *out_entered_us,
                                        GError **error);
gboolean esp_journey_last_entry (EspTx *tx,
                                 gint64 journey_id,
                                 guint32 lead_id,
                                 gboolean *out_is_inside,
                                 gint64 *out_entered_us,
                                 GError **error);

G_END_DECLS
