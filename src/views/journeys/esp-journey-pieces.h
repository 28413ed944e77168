/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-words.h"

G_BEGIN_DECLS

/* Something that can be put into a journey. Static data. */
typedef struct
{
  const char *id; /* the same for ever */
  EspStepKind kind;
  const char *title;  /* (nullable) NC_ ("journey piece", …); NULL: as the kind is called */
  const char *icon;   /* (nullable) NULL: that of the kind */
  const char *about;  /* (nullable) N_(); NULL: as of the kind */
  const char *medium; /* (nullable) of messages: what has to be set up to send it */
  const char *json;   /* (nullable) NULL: a fresh step of the kind */
} EspJourneyPiece;

guint esp_journey_pieces_get_n (void);
const EspJourneyPiece *esp_journey_pieces_get (guint i);
const EspJourneyPiece *esp_journey_pieces_find (const char *id);
GPtrArray *esp_journey_pieces_search (const char *query);
void esp_journey_pieces_note_used (const char *id);

const char *esp_journey_piece_get_title (const EspJourneyPiece *self);
const char *esp_journey_piece_get_icon (const EspJourneyPiece *self);
const char *esp_journey_piece_get_about (const EspJourneyPiece *self);
char *esp_journey_piece_dup_json (const EspJourneyPiece *self);
gboolean esp_journey_piece_is_ready (const EspJourneyPiece *self, const EspJourneyNames *names);

G_END_DECLS
