/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done to a journey while it is edited.
 *
 * Nothing here changes a journey: each gives a new one that shares what stayed as it was, or %NULL with an
 * #EspJourneyError whose sentence says why not. What an edit does not name stays: ids, notes, groups. A go-to
 * whose step went away stays too; esp_journey_check() tells of it. New ids are counted ("send-3"), so the
 * same edit always gives the same journey. */
#pragma once

#include "engine/journey/esp-journey-spot.h"

G_BEGIN_DECLS

/* Of a step that divides: everything in its branches goes with it. */
#define ESP_JOURNEY_KEEP_NONE (-1)

/* Of branches: the last, but before "everyone else". */
#define ESP_JOURNEY_LAST_BRANCH (-1)

/* Steps */
EspJourney *esp_journey_edit_insert (const EspJourney *self,
                                     const EspJourneySpot *spot,
                                     const char *fragment,
                                     char **out_first_id,
                                     GError **error);
EspJourney *esp_journey_edit_remove (const EspJourney *self,
                                     const char *const *ids,
                                     int kept_branch,
                                     GError **error);
EspJourney *esp_journey_edit_move (const EspJourney *self,
                                   const char *const *ids,
                                   const EspJourneySpot *spot,
                                   GError **error);
EspJourney *esp_journey_edit_duplicate (const EspJourney *self,
                                        const char *const *ids,
                                        char **out_first_id,
                                        GError **error);
EspJourney *
esp_journey_edit_step (const EspJourney *self, const char *id, const char *json, GError **error);
EspJourney *esp_journey_edit_set_off (const EspJourney *self,
                                      const char *const *ids,
                                      gboolean is_off,
                                      GError **error);
EspJourney *
esp_journey_edit_rename (const EspJourney *self, const char *id, const char *title, GError **error);
EspJourney *
esp_journey_edit_note (const EspJourney *self, const char *id, const char *note, GError **error);

/* Branches of a step */
EspJourney *esp_journey_edit_add_branch (const EspJourney *self,
                                         const char *id,
                                         const char *json,
                                         int position,
                                         GError **error);
EspJourney *esp_journey_edit_branch (const EspJourney *self,
                                     const char *id,
                                     guint branch,
                                     const char *json,
                                     GError **error);
EspJourney *esp_journey_edit_remove_branch (const EspJourney *self,
                                            const char *id,
                                            guint branch,
                                            GError **error);
EspJourney *esp_journey_edit_move_branch (const EspJourney *self,
                                          const char *id,
                                          guint branch,
                                          guint position,
                                          GError **error);
EspJourney *esp_journey_edit_rename_branch (const EspJourney *self,
                                            const char *id,
                                            guint branch,
                                            const char *title,
                                            GError **error);
EspJourney *esp_journey_edit_share (const EspJourney *self,
                                    const char *id,
                                    guint branch,
                                    double share,
                                    GError **error);

EspJourney *esp_journey_edit_offset (const EspJourney *self,
                                     const char *id,
                                     guint branch,
                                     guint offset,
                                     GError **error);

/* The journey */
EspJourney *esp_journey_edit_tidy (const EspJourney *self, GError **error);
EspJourney *
esp_journey_edit_entry (const EspJourney *self, const char *id, const char *json, GError **error);
EspJourney *esp_journey_edit_settings (const EspJourney *self, const char *json, GError **error);
EspJourney *esp_journey_edit_group (const EspJourney *self,
                                    const char *const *ids,
                                    const char *title,
                                    char **out_group,
                                    GError **error);
EspJourney *esp_journey_edit_ungroup (const EspJourney *self, const char *group, GError **error);
EspJourney *esp_journey_edit_rename_group (const EspJourney *self,
                                           const char *group,
                                           const char *title,
                                           GError **error);

/* Texts */
char *esp_journey_copy_steps (const EspJourney *self, const char *const *ids);
gboolean esp_journey_is_steps (const char *text, GError **error);
char *esp_journey_step_to_json (const EspJourney *self, guint32 step);
char *esp_journey_entry_to_json (const EspJourney *self, guint entry);
char *esp_journey_settings_to_json (const EspJourney *self);
char *esp_journey_new_step_json (EspStepKind kind);
char *esp_journey_new_entry_json (EspEntryKind kind);

G_END_DECLS
