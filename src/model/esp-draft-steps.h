/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can be undone and done again in a draft, each step a whole document. */
typedef struct
{
  GQueue undo; /* (element-type EspDraftStep), the newest first */
  GQueue redo;
  gsize n_undo_bytes;
} EspDraftSteps;

void esp_draft_steps_init (EspDraftSteps *self);
void esp_draft_steps_clear (EspDraftSteps *self);
void esp_draft_steps_push (EspDraftSteps *self, const char *document, const char *title);
void esp_draft_steps_push_oldest (EspDraftSteps *self, const char *document, const char *title);
void esp_draft_steps_push_last_redo (EspDraftSteps *self, const char *document, const char *title);
void esp_draft_steps_forget_redo (EspDraftSteps *self);
gboolean esp_draft_steps_undo (EspDraftSteps *self, char **document);
gboolean esp_draft_steps_redo (EspDraftSteps *self, char **document);
const char *esp_draft_steps_peek_undo (const EspDraftSteps *self);
const char *esp_draft_steps_peek_redo (const EspDraftSteps *self);

G_END_DECLS
