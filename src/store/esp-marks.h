/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_MARK_SEND,    /* a send of a campaign began */
  ESP_MARK_JOURNEY, /* a version of a journey was published */
  ESP_MARK_HOLIDAY, /* not kept here: of the calendar */
} EspMarkKind;

/* Something of a time axis that may explain what a line does. */
typedef struct
{
  EspMarkKind kind;
  gint64 at_us;
  char *name; /* (owned) */
} EspMark;

#define ESP_MARKS_MAX 200

GPtrArray *esp_marks_load (EspTx *tx, gint64 from_us, gint64 to_us, GError **error);
EspMark *esp_mark_new (EspMarkKind kind, gint64 at_us, const char *name);
void esp_mark_free (EspMark *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMark, esp_mark_free)

G_END_DECLS
