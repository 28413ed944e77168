/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_BULK_SET,     /* the field becomes the value */
  ESP_BULK_FILL,    /* only where the field is empty */
  ESP_BULK_CLEAR,   /* the field becomes empty */
  ESP_BULK_ADD,     /* the number is added to the field's, or the text put behind it */
  ESP_BULK_REMOVE,  /* the number is taken from the field's, or the text out of it */
  ESP_BULK_COPY,    /* the field becomes what another field holds */
  ESP_BULK_TAG,     /* the leads carry the tag */
  ESP_BULK_UNTAG,   /* the leads do not carry the tag */
  ESP_BULK_ARCHIVE, /* the leads leave lists, segments and sends */
  ESP_BULK_UNARCHIVE,
  ESP_BULK_SUPPRESS, /* nothing is sent to their addresses any more */
} EspBulkAct;

/* One change to many leads. */
typedef struct
{
  EspBulkAct act;
  char *column;   /* (nullable) of SET to COPY: the field */
  char *source;   /* (nullable) of COPY: the other field */
  EspValue value; /* of SET, FILL, ADD and REMOVE */
  char *tag;      /* (nullable) of TAG and UNTAG */
  char *channel;  /* (nullable) of SUPPRESS: "email", "sms", … or "all" */
  char *detail;   /* (nullable) of SUPPRESS: why, in the words of who did it */
} EspBulkEdit;

/* One lead in the preview. */
typedef struct
{
  gint64 lead_id;
  char *title;
  EspValue before;
  EspValue after;
} EspBulkPreviewRow;

EspBulkEdit *esp_bulk_edit_copy (const EspBulkEdit *edit);
void esp_bulk_edit_free (EspBulkEdit *edit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspBulkEdit, esp_bulk_edit_free)

gboolean esp_bulk_edit_can_add (EspFieldType type);
gboolean esp_bulk_edit_apply (EspTx *tx,
                              const EspBulkEdit *edit,
                              const guint32 *ids,
                              gsize n_ids,
                              gint64 *out_n_changed,
                              GError **error);
gboolean esp_bulk_edit_count (EspTx *tx,
                              const EspBulkEdit *edit,
                              const EspBitmap *leads,
                              gint64 *out_n_will_change,
                              GError **error);
GPtrArray *esp_bulk_edit_preview (EspTx *tx,
                                  const EspBulkEdit *edit,
                                  const guint32 *ids,
                                  gsize n_ids,
                                  GError **error);

G_END_DECLS
