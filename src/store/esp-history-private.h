/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For esp-writer.c and esp-import-write.c, which record undoable writes. */
#pragma once

#include "store/esp-history.h"

/* A recording of what one write changes. */
typedef struct _EspRecording EspRecording;

gboolean
esp_history_open (EspTx *tx, const char *kind, const char *summary, gint64 *out_id, GError **error);
EspRecording *esp_recording_start (EspTx *tx, GError **error);
gboolean esp_recording_finish (EspRecording *self, EspTx *tx, gboolean is_new, GError **error);
void esp_recording_stop (EspRecording *self);
void esp_recording_resume (EspRecording *self);
void esp_recording_free (EspRecording *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRecording, esp_recording_free)
