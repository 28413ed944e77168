/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* How long an entry can be undone. */
#define ESP_HISTORY_DAYS 30

/* One entry of the history: something a person, an import or the agent did. */
typedef struct
{
  gint64 id;
  char *kind;    /* such as "import", "edit", "tag": the views have the words */
  char *summary; /* (nullable) the file, the tag, the segment … */
  char *actor;   /* (nullable) NULL is the person at the window */
  gint64 n_items;
  gint64 at_us;
  gint64 undone_at_us; /* 0 is not undone */
  gint64 undo_of;      /* 0, or the entry that this one takes back */
  gboolean can_undo;
} EspHistoryEntry;

/* What an undo did. */
typedef struct
{
  gint64 n_restored;
  gint64 n_kept; /* changed since by something else, so left as they are */
} EspUndoResult;

/* What an entry can have made, as ranges of ids: far cheaper than recording each row. */
typedef enum
{
  ESP_MADE_LEADS,
  ESP_MADE_EVENTS,
  ESP_MADE_UNDONE_EVENTS, /* by an undo: events that it put aside */
  ESP_MADE_FIELDS,
  ESP_MADE_TAGS,
  ESP_MADE_PASSAGES, /* people let into a journey */
} EspMade;

EspHistoryEntry *esp_history_entry_copy (const EspHistoryEntry *entry);
void esp_history_entry_free (EspHistoryEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHistoryEntry, esp_history_entry_free)

gboolean esp_history_add_made (EspTx *tx, EspMade what, gint64 first, gint64 last, GError **error);
gboolean esp_history_add_field (EspTx *tx, const char *column, GError **error);
gboolean esp_history_set_count (EspTx *tx, gint64 history_id, gint64 n_items, GError **error);
GPtrArray *esp_history_list (EspTx *tx, gint64 before_id, guint limit, GError **error);
EspHistoryEntry *esp_history_get (EspTx *tx, gint64 id, GError **error);
EspHistoryEntry *esp_history_last_undoable (EspTx *tx, GError **error);
gboolean esp_history_undo (EspTx *tx, gint64 id, EspUndoResult *out_result, GError **error);
gboolean esp_history_prune (EspTx *tx, GError **error);

G_END_DECLS
