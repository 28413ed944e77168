/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): what a failure is called here, translated; NULL: as everywhere. */
typedef char *(*EspStoreActProblem) (const GError *error);

/* Something that is done at once, and taken back by the toast that says so. */
typedef struct
{
  EspOperation operation; /* its texts are copied */
  EspStoreFunc func;
  gpointer data; /* (transfer full) what @func works with */
  GDestroyNotify data_free;
  char *done;                 /* (transfer full) the sentence of the toast, translated */
  EspStoreActProblem problem; /* (nullable) */
} EspStoreAct;

void esp_store_act (EspSession *session, const EspStoreAct *act);

G_END_DECLS
