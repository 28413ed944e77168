/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* So many versions that nobody named are kept at least. */
#define ESP_MESSAGE_VERSIONS_KEPT 50

/* A message as it is kept: its working copy. What it says is the business of engine/content. */
typedef struct
{
  gint64 id;
  char *name;
  char *channel;    /* "email" */
  char *document;   /* JSON; empty in a list */
  char *subject;    /* (nullable) in a list: as the document has it */
  int version;      /* the newest frozen one, 0 is none */
  gboolean is_used; /* in a list: some send has begun with it */
  gint64 created_at_us;
  gint64 updated_at_us;
  gint64 archived_at_us; /* 0 is not archived */
} EspMessageRow;

/* One frozen state of a message. */
typedef struct
{
  int version;
  char *name;       /* (nullable): NULL is made by itself */
  char *created_by; /* (nullable) */
  gint64 created_at_us;
} EspMessageVersion;

void esp_message_row_free (EspMessageRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMessageRow, esp_message_row_free)
void esp_message_version_free (EspMessageVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMessageVersion, esp_message_version_free)

gboolean esp_message_insert (EspTx *tx,
                             const char *name,
                             const char *channel,
                             const char *document,
                             gint64 *out_id,
                             GError **error);
gboolean
esp_message_update (EspTx *tx, gint64 id, const char *name, const char *document, GError **error);
gboolean esp_message_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error);
gboolean esp_message_peek_version (EspTx *tx, gint64 id, int *out_version, GError **error);
gboolean esp_message_freeze (EspTx *tx,
                             gint64 id,
                             const char *version_name,
                             int *out_version,
                             GError **error);

char *esp_message_dup_channel (EspTx *tx, gint64 id, GError **error);
EspMessageRow *esp_message_load (EspTx *tx, gint64 id, GError **error);
gboolean esp_message_restore (EspTx *tx, gint64 id, int version, GError **error);
char *esp_message_load_version (EspTx *tx, gint64 id, int version, GError **error);
GPtrArray *esp_message_list (EspTx *tx, gboolean with_archived, GError **error);
GPtrArray *esp_message_list_versions (EspTx *tx, gint64 id, GError **error);
gboolean esp_message_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error);

G_END_DECLS
