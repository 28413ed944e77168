/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-messages.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_DRAFT_EDIT,  /* a step of its own */
  ESP_DRAFT_MERGE, /* more of the step before */
  ESP_DRAFT_UNDO,
  ESP_DRAFT_REDO,
} EspDraftChangeKind;

/* What happened to the document since it was saved; it is kept with it, so that undo survives a restart. */
typedef struct
{
  EspDraftChangeKind kind;
  char *before;
  char *after;
  char *title;
} EspDraftChange;

EspDraftChange *esp_draft_change_new (EspDraftChangeKind kind,
                                      const char *before,
                                      const char *after,
                                      const char *title);
void esp_draft_change_free (EspDraftChange *self);

/* A step as it was kept: what the document was on its other side. */
typedef struct
{
  char *document;
  char *title;
} EspDraftKept;

/* What travels to the writer's or a reader's thread. */
typedef struct
{
  gint64 id;
  char *name;
  char *document;
  gboolean wants_steps; /* of a read: the stored versions too */
  gboolean keeps;       /* of a write: what the file has becomes a version first */
  GPtrArray *moves;     /* (nullable) (element-type EspDraftChange) of a write */
  EspMessageRow *row;   /* result of a read */
  GPtrArray *undo;      /* (nullable) (element-type EspDraftKept) result, the newest first */
  GPtrArray *redo;      /* (nullable) (element-type EspDraftKept) result, the next first */
  GPtrArray *older;     /* (nullable) result: documents of versions, the newest first */
} EspDraftCall;

void esp_draft_call_free (EspDraftCall *call);
gboolean esp_draft_load (EspTx *tx, gpointer data, GError **error);
gboolean esp_draft_save (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
