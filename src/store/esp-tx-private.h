/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For esp-tx.c, esp-store.c, esp-writer.c and esp-history.c, which make and end transactions. */
#pragma once

#include "store/esp-day-facts.h"
#include "store/esp-memo.h"
#include "store/esp-tx.h"

typedef struct _EspRecording EspRecording;

struct _EspTx
{
  EspDb *db;
  gint64 now_us;
  const char *actor;         /* (nullable) who does it; NULL is the person at the window */
  EspRandom *random;         /* writer thread only; NULL while reading */
  EspChanges *changes;       /* NULL while reading */
  gint64 history_id;         /* the entry that this write belongs to; 0 is none */
  EspRecording *recording;   /* (nullable) what records this write */
  const guint8 *address_key; /* ESP_HASH_SIZE bytes: the workspace's own key */
  EspDayLessons *lessons;    /* (owned) (nullable) reading only: days of events that were read */
  EspMemo *memo;             /* (nullable) reading only: what earlier reads made */
};
