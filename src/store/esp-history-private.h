/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For those that record undoable writes, and those that take them back. */
#pragma once

#include "store/esp-history.h"

gboolean esp_history_remove_made (EspTx *tx,
                                  const EspHistoryEntry *entry,
                                  const char *kind,
                                  gint64 first,
                                  gint64 last,
                                  EspUndoResult *result,
                                  GError **error);

gboolean esp_history_remove_events (EspTx *tx,
                                    gint64 first,
                                    gint64 last,
                                    EspUndoResult *result,
                                    GError **error);
gboolean esp_history_restore_events (EspTx *tx,
                                     const EspHistoryEntry *entry,
                                     gint64 first,
                                     gint64 last,
                                     EspUndoResult *result,
                                     GError **error);

/* A recording of what one write changes. */
typedef struct _EspRecording EspRecording;

gboolean
esp_history_open (EspTx *tx, const char *kind, const char *summary, gint64 *out_id, GError **error);
EspRecording *esp_recording_start (EspTx *tx, GError **error);
gboolean esp_recording_finish (EspRecording *self, EspTx *tx, gboolean is_new, GError **error);
gboolean esp_recording_record_too (EspTx *tx, const char *table, GError **error);
void esp_recording_stop (EspRecording *self);
void esp_recording_resume (EspRecording *self);
void esp_recording_free (EspRecording *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRecording, esp_recording_free)
