/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

#define ESP_SAMPLE_LEADS 50000
#define ESP_SAMPLE_SEED 20260401

char *esp_sample_get_path (void);
EspStore *esp_sample_make (const char *path, guint n_leads, EspClock *clock, GError **error);
EspStore *esp_sample_open (const char *path, EspClock *clock, GError **error);
gboolean esp_sample_remove (const char *path, GError **error);
gboolean esp_sample_fill (EspStore *store, guint n_leads, guint64 seed, GError **error);

G_END_DECLS
