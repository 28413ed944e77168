/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-writer.h"

G_BEGIN_DECLS

typedef struct _EspReader EspReader;
typedef void (*EspReaderDoneFunc) (GError *error, gpointer user_data);

EspReader *esp_reader_new (const char *path, EspClock *clock, GError **error);
void esp_reader_free (EspReader *self);
gboolean esp_reader_is_current (EspReader *self);
void esp_reader_push (EspReader *self,
                      EspStoreFunc func,
                      gpointer data,
                      GCancellable *cancellable,
                      EspReaderDoneFunc done,
                      gpointer user_data);
gboolean esp_reader_run (EspReader *self,
                         EspStoreFunc func,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
