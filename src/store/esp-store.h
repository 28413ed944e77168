/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-history.h"
#include "store/esp-writer.h"

G_BEGIN_DECLS

/* An open workspace: one file, one writer, two readers, a notice after each commit.
 *
 * Signal "changed" (EspChanges *changes): on the main context of the thread that opened the store, after
 * commits; several commits share one notice. */
#define ESP_TYPE_STORE (esp_store_get_type ())
G_DECLARE_FINAL_TYPE (EspStore, esp_store, ESP, STORE, GObject)

typedef enum
{
  ESP_STORE_OPEN,      /* an existing file; for reading only when it cannot be written */
  ESP_STORE_CREATE,    /* a new file; refuses to replace one */
  ESP_STORE_READ_ONLY, /* an existing file, never written */
} EspStoreMode;

/* Readers are two, so that a long count never keeps a page of rows waiting. */
typedef enum
{
  ESP_READ_PAGE, /* milliseconds: rows for the screen */
  ESP_READ_LONG, /* counts, exports */
} EspReadKind;

EspStore *esp_store_open (const char *path, EspStoreMode mode, EspClock *clock, GError **error);
void esp_store_close (EspStore *self);
const char *esp_store_get_path (EspStore *self);
gboolean esp_store_is_read_only (EspStore *self);
EspClock *esp_store_get_clock (EspStore *self);

gboolean esp_store_write (EspStore *self,
                          const EspOperation *operation,
                          EspStoreFunc func,
                          gpointer data,
                          gint64 *out_history_id,
                          GError **error);
void esp_store_write_async (EspStore *self,
                            const EspOperation *operation,
                            EspStoreFunc func,
                            gpointer data,
                            GDestroyNotify data_free,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean esp_store_write_finish (EspStore *self,
                                 GAsyncResult *result,
                                 gint64 *out_history_id,
                                 GError **error);

gboolean esp_store_read (EspStore *self,
                         EspReadKind kind,
                         EspStoreFunc func,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error);
void esp_store_read_async (EspStore *self,
                           EspReadKind kind,
                           EspStoreFunc func,
                           gpointer data,
                           GDestroyNotify data_free,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gpointer esp_store_read_finish (EspStore *self, GAsyncResult *result, GError **error);

gboolean esp_store_undo (EspStore *self,
                         gint64 history_id,
                         EspUndoResult *out_result,
                         gint64 *out_history_id,
                         GError **error);
void esp_store_undo_async (EspStore *self,
                           gint64 history_id,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean esp_store_undo_finish (EspStore *self,
                                GAsyncResult *result,
                                EspUndoResult *out_result,
                                gint64 *out_history_id,
                                GError **error);

/* Told of a commit on the writer's thread, before anything else is written. */
typedef void (*EspStoreWatchFunc) (const EspChanges *changes, gpointer user_data);
void esp_store_set_watch (EspStore *self, EspStoreWatchFunc watch, gpointer user_data);

void esp_store_look_outside (EspStore *self);
gboolean esp_store_checkpoint (EspStore *self, GError **error);
void esp_store_checkpoint_soon (EspStore *self);

G_END_DECLS
