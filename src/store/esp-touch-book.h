/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-day-facts.h"

G_BEGIN_DECLS

/* Which touches: events of these kinds in a span of time. */
typedef struct
{
  const char *const *kinds; /* (array zero-terminated=1) names */
  EspDayWhat what;          /* what their places are */
  gint64 from_us;
  gint64 to_us; /* exclusive */
} EspTouchWish;

/* Touches as they were read, and from which days. */
typedef struct
{
  GArray *touches;   /* (owned) of EspInsightEvent, sorted; place is a number in places */
  GPtrArray *places; /* (owned) of names, sorted */
  GPtrArray *marks;  /* (owned) of GArray of EspDayMark, by kind */
} EspTouchBook;

EspTouchBook *esp_touch_book_read (EspTx *tx,
                                   const EspTouchWish *wish,
                                   const EspTouchBook *before,
                                   GError **error);
void esp_touch_book_free (EspTouchBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTouchBook, esp_touch_book_free)

G_END_DECLS
