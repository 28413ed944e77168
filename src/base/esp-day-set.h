/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Days, counted from 1970-01-01. It does not change, and may be shared between threads. */
typedef struct _EspDaySet EspDaySet;

EspDaySet *esp_day_set_new (const gint64 *days, gsize n);
EspDaySet *esp_day_set_ref (EspDaySet *self);
void esp_day_set_unref (EspDaySet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDaySet, esp_day_set_unref)

gboolean esp_day_set_has (const EspDaySet *self, gint64 day);

G_END_DECLS
