/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_TIME_MARK_SEND,    /* a send of a campaign began */
  ESP_TIME_MARK_JOURNEY, /* a version of a journey was published */
  ESP_TIME_MARK_HOLIDAY, /* not kept here: of the calendar */
} EspTimeMarkKind;

/* Something of a time axis that may explain what a line does. */
typedef struct
{
  EspTimeMarkKind kind;
  gint64 at_us;
  char *name; /* (owned) */
} EspTimeMark;

#define ESP_TIME_MARKS_MAX 200

GPtrArray *esp_time_marks_load (EspTx *tx, gint64 from_us, gint64 to_us, GError **error);
EspTimeMark *esp_time_mark_new (EspTimeMarkKind kind, gint64 at_us, const char *name);
void esp_time_mark_free (EspTimeMark *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTimeMark, esp_time_mark_free)

G_END_DECLS
