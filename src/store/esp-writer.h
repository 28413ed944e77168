/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

#include "base/esp-clock.h"

G_BEGIN_DECLS

/* A function that reads or writes in a transaction. It runs on the thread of its connection; what it
 * leaves in @data is the caller's. An error takes back everything it did. */
typedef gboolean (*EspStoreFunc) (EspTx *tx, gpointer data, GError **error);

/* What a write is called in the history. */
typedef struct
{
  const char *kind;       /* such as "import", "edit", "tag"; static; NULL is not in the history */
  const char *summary;    /* (nullable) the file, the tag, the segment … */
  const char *actor;      /* (nullable) NULL is the person at the window; static */
  gint64 history_id;      /* 0 makes an entry; else the entry that this write is one more part of */
  gboolean is_unrecorded; /* makes the entry but no changeset: the function adds its own parts */
  gboolean
    is_large; /* touches very many pages: a transaction of its own, without a savepoint, which
                        would keep a copy of each page in memory */
} EspOperation;

typedef struct _EspWriter EspWriter;
typedef void (*EspWriterDoneFunc) (gint64 history_id, GError *error, gpointer user_data);
typedef void (*EspWriterChangedFunc) (EspChanges *changes, gpointer user_data);

EspWriter *esp_writer_new (const char *path,
                           EspClock *clock,
                           EspWriterChangedFunc changed,
                           gpointer user_data,
                           GError **error);
void esp_writer_free (EspWriter *self);
gboolean esp_writer_is_current (EspWriter *self);
void esp_writer_disconnect (EspWriter *self);
void esp_writer_push (EspWriter *self,
                      const EspOperation *operation,
                      EspStoreFunc func,
                      gpointer data,
                      EspWriterDoneFunc done,
                      gpointer user_data);
gboolean esp_writer_run (EspWriter *self,
                         const EspOperation *operation,
                         EspStoreFunc func,
                         gpointer data,
                         gint64 *out_history_id,
                         GError **error);
void esp_writer_look (EspWriter *self);
gboolean esp_writer_checkpoint (EspWriter *self, GError **error);
void esp_writer_checkpoint_soon (EspWriter *self);
const guint8 *esp_writer_get_address_key (EspWriter *self);

G_END_DECLS
