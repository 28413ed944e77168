/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What the messages of a workspace share. */
typedef enum
{
  ESP_LIBRARY_TEMPLATE, /* a whole message to begin with */
  ESP_LIBRARY_BLOCK,    /* blocks, linked or copied into messages */
  ESP_LIBRARY_IMAGE,    /* a picture with what is known about it */
  ESP_LIBRARY_SNIPPET,  /* a piece of text */
  ESP_LIBRARY_BRAND,    /* colours, fonts, logo */
  ESP_LIBRARY_PHRASE,   /* words that must or must not be written */
} EspLibraryKind;

#define ESP_N_LIBRARY_KINDS (ESP_LIBRARY_PHRASE + 1)

/* So large may a picture of the library be. */
#define ESP_LIBRARY_MAX_BYTES (5 * 1024 * 1024)

/* One thing of the library. Its document is JSON, by kind: a message (template, block), {"alt", "decorative", "rights",
 * "expires", "width", "height"} (image), {"text"} (snippet), a brand kit (brand), {"text", "rule": "forbidden" or
 * "required", "note"} (phrase). */
typedef struct
{
  gint64 id;
  char *uuid; /* 32 hexadecimal digits: how messages name it */
  EspLibraryKind kind;
  char *name;
  char *document;
  char *media_type;    /* (nullable): of a picture */
  GBytes *data;        /* (nullable): the picture; NULL in a list */
  gsize n_bytes;       /* of the picture */
  gboolean is_default; /* the one of its kind that is taken unasked: the brand kit in force */
  gint64 created_at_us;
  gint64 updated_at_us;
  gint64 archived_at_us; /* 0 is not archived */
} EspLibraryItem;

/* A message, or another thing of the library, that uses a thing. */
typedef struct
{
  gboolean is_item; /* a thing of the library; else a message */
  gint64 id;
  char *name;
} EspLibraryUse;

typedef struct
{
  int kind;         /* an EspLibraryKind, or -1 for all */
  const char *text; /* (nullable): words in the name or inside */
  gboolean with_archived;
} EspLibraryQuery;

const char *esp_library_kind_to_string (EspLibraryKind kind);
gboolean esp_library_kind_from_string (const char *name, EspLibraryKind *out_kind);
void esp_library_item_free (EspLibraryItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLibraryItem, esp_library_item_free)
void esp_library_use_free (EspLibraryUse *use);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLibraryUse, esp_library_use_free)

gboolean esp_library_insert (EspTx *tx, const EspLibraryItem *item, gint64 *out_id, GError **error);
gboolean esp_library_update (EspTx *tx, const EspLibraryItem *item, GError **error);
gboolean esp_library_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error);
gboolean esp_library_set_default (EspTx *tx, gint64 id, gboolean is_default, GError **error);

EspLibraryItem *esp_library_load (EspTx *tx, gint64 id, GError **error);
EspLibraryItem *esp_library_find (EspTx *tx, const char *uuid, GError **error);
gboolean esp_library_load_default (EspTx *tx,
                                   EspLibraryKind kind,
                                   EspLibraryItem **out_item,
                                   GError **error);
GPtrArray *esp_library_list (EspTx *tx, const EspLibraryQuery *query, GError **error);
gboolean esp_library_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error);

G_END_DECLS
