/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-day-facts.h"

G_BEGIN_DECLS

/* A day of events that is being read. */
typedef struct
{
  GArray *leads;      /* (owned) of guint32 */
  GArray *times;      /* (owned) of gint64 */
  GArray *places;     /* (owned) of guint16 */
  GArray *amounts;    /* (owned) of gint64 */
  GPtrArray *names;   /* (owned) of tokens */
  GHashTable *known;  /* (owned) token → number in names, plus 1 */
  gboolean is_broken; /* too many names for one day */
} EspDayBlock;

void esp_day_block_init (EspDayBlock *self);
void esp_day_block_clear (EspDayBlock *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspDayBlock, esp_day_block_clear)

void esp_day_block_empty (EspDayBlock *self);
guint16 esp_day_block_name (EspDayBlock *self, const char *name);
GBytes *esp_day_block_pack (const EspDayBlock *self, EspDayWhat what, gint64 start_us);
gboolean esp_day_block_unpack (EspDayBlock *self,
                               EspDayWhat what,
                               gint64 start_us,
                               gconstpointer data,
                               gsize length);
void esp_day_block_cut (const EspDayBlock *self,
                        EspDayWhat what,
                        gint64 from_us,
                        gint64 to_us,
                        EspDayFacts *out_facts);

G_END_DECLS
