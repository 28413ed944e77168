/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-text-cost.h"

G_BEGIN_DECLS

/* A look at a text that is not saved yet, through the same composer as the real send. Runs on a reader's
 * thread. */
typedef struct
{
  char *document;
  gboolean is_cost;    /* makes everyone's copy and counts it, instead of one */
  char *prefix;        /* what the law puts before the text */
  char *suffix;        /* and behind it */
  EspText text;        /* as an ordinary lead would get it; without doc when it cannot be made */
  char *kakao;         /* (nullable) an Alimtalk with its variables filled */
  GPtrArray *findings; /* (nullable) of EspContentFinding */
  EspTextCost *cost;   /* (nullable) */
  char *problem;       /* (nullable) why it cannot be made; English */
} EspTextLook;

EspTextLook *esp_text_look_new (const char *document, gboolean is_cost);
void esp_text_look_free (gpointer look);
gboolean esp_text_look_run (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
