/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"
#include "store/esp-document-steps.h"

G_BEGIN_DECLS

/* One step of a draft. */
typedef struct
{
  gint64 number;
  char *title;
  gint64 at_us;
  EspJourney *before;     /* (owned) (nullable) while it is near; else the difference tells */
  EspJourney *after;      /* (owned) (nullable) */
  EspDocumentStep *patch; /* (owned) (nullable) NULL until it is written */
} EspDraftMove;

/* The steps of a draft as far as they are in memory, and what of them the file does not have yet. */
typedef struct
{
  GQueue undo; /* (element-type EspDraftMove) the newest first */
  GQueue redo; /* the next first */
  gint64 top;  /* number of the step that stands last; those above it are undone */
  gint64 cut;  /* what the file has from this number on is to be replaced; %G_MAXINT64: nothing */
  gint64 low;  /* of these numbers it does not know whether they are undone */
  gint64 high; /* below @low: of none */
  gboolean more_undo; /* the file has older ones */
  gboolean more_redo;
} EspDraftMoves;

void esp_draft_move_free (EspDraftMove *self);
EspDraftMove *
esp_draft_move_new (const char *title, gint64 at_us, EspJourney *before, EspJourney *after);

void esp_draft_moves_init (EspDraftMoves *self);
void esp_draft_moves_clear (EspDraftMoves *self);
void esp_draft_moves_adopt (EspDraftMoves *self, GPtrArray *steps, gboolean are_undone);
void esp_draft_moves_push (EspDraftMoves *self, EspDraftMove *move);
void esp_draft_moves_merge (EspDraftMoves *self, EspJourney *after, gint64 at_us);
EspDraftMove *esp_draft_moves_peek_undo (const EspDraftMoves *self);
EspDraftMove *esp_draft_moves_peek_redo (const EspDraftMoves *self);
EspJourney *esp_draft_moves_undo (EspDraftMoves *self);
EspJourney *esp_draft_moves_redo (EspDraftMoves *self);
gboolean esp_draft_moves_are_saved (const EspDraftMoves *self);
void esp_draft_moves_note_saved (EspDraftMoves *self);
void esp_draft_moves_note_unsaved (EspDraftMoves *self, gint64 cut, gint64 low, gint64 high);
GPtrArray *esp_draft_moves_list_unsaved (const EspDraftMoves *self);
GPtrArray *esp_draft_moves_steal_unsaved (EspDraftMoves *self);
void esp_draft_moves_trim (EspDraftMoves *self, guint n_steps);

G_END_DECLS
