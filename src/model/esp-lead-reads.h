/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For esp-lead-list.c: what its reads carry to the reader's thread and back. */
#pragma once

#include "store/esp-lead-extras.h"
#include "store/esp-lead-query.h"
#include "store/esp-lead.h"

G_BEGIN_DECLS

/* The order of the list, or its first part. */
typedef struct
{
  EspBitmap *within; /* (owned) (nullable) */
  char *search;      /* (owned) (nullable) */
  char *sort_column; /* (owned) (nullable) */
  gboolean is_archived;
  gboolean is_descending;
  guint limit;       /* 0 is all */
  EspFields *fields; /* (owned) result */
  GArray *ids;       /* (owned) guint32; result */
  EspBitmap *set;    /* (owned) (nullable) the same ids; result */
} EspOrderRead;

/* The records of some rows. */
typedef struct
{
  EspFields *fields; /* (owned) */
  GArray *ids;       /* (owned) guint32 */
  GPtrArray *leads;  /* (owned) of EspLead, nullable each; result */
  GPtrArray *extras; /* (owned) of EspLeadExtras, one per id; result */
} EspPageRead;

void esp_order_read_free (EspOrderRead *read);
gboolean esp_order_read_run (EspTx *tx, gpointer data, GError **error);
void esp_page_read_free (EspPageRead *read);
gboolean esp_page_read_run (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
