/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For drafts of journeys: what travels to the threads of the store and back. */
#pragma once

#include "store/esp-journeys.h"
#include "worker/esp-draft-moves.h"

G_BEGIN_DECLS

/* Steps that are read at once. */
#define ESP_JOURNEY_DRAFT_PAGE 100

typedef struct
{
  gint64 id;
  char *known;         /* (owned) (nullable) GRefString: the text that is known already */
  EspJourneyRow *row;  /* (owned) result */
  char *text;          /* (owned) (nullable) GRefString: result; NULL when it is the known one */
  EspJourney *journey; /* (owned) (nullable) result: what the text says */
  GPtrArray *undo; /* (owned) (nullable) result (element-type EspDocumentStep) the nearest first */
  GPtrArray *redo; /* (owned) (nullable) */
  gint64 turned;   /* result: a step that the file calls undone, or not, wrongly; 0: none */
  gboolean is_broken;    /* result: the file's steps lead elsewhere */
  gboolean is_rough;     /* result: the text is not as this program writes it */
  EspJourneySpent spent; /* result: ids that versions of it have or had */
} EspJourneyLoading;

typedef struct _EspJourneySaving EspJourneySaving;
struct _EspJourneySaving
{
  gatomicrefcount refs;
  EspJourneySaving
    *previous; /* (owned) (nullable) written just before; what it wrote is what the file has */
  gint64 id;
  char *name;          /* (owned) when the journey has none */
  EspJourney *journey; /* (owned) to be written */
  EspJourney *saved;   /* (owned) that the file should have */
  char *saved_text;    /* (owned) GRefString */
  gboolean is_rough;   /* that text is not as this program writes it */
  gint64 cut;
  gint64 low;
  gint64 high;
  gint64 top;
  GPtrArray *moves; /* (owned) (element-type EspDraftMove) from @cut on; the patches are results */
  char *text;       /* (owned) (nullable) GRefString: result */
  EspJourneyLoading
    *other; /* (owned) (nullable) result: the file has another text; nothing was written */
};

/* More steps of the file. */
typedef struct
{
  gint64 id;
  gboolean are_undone;
  gint64 from;
  GPtrArray *steps; /* (owned) (nullable) result */
} EspJourneyPaging;

/* A step whose journey on the other side is not here any more. */
typedef struct
{
  EspJourney *journey; /* (owned) */
  char *text; /* (owned) (nullable) GRefString: of it, as far as known; result: of the other side */
  EspDocumentStep *patch; /* (owned) */
  gboolean is_redo;
  guint generation;  /* of the draft when it asked */
  EspJourney *other; /* (owned) (nullable) result */
} EspJourneyStepping;

EspJourneyLoading *esp_journey_loading_new (gint64 id, char *known);
void esp_journey_loading_free (EspJourneyLoading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyLoading, esp_journey_loading_free)
EspJourneySaving *esp_journey_saving_ref (EspJourneySaving *self);
void esp_journey_saving_unref (EspJourneySaving *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneySaving, esp_journey_saving_unref)
void esp_journey_paging_free (EspJourneyPaging *self);
void esp_journey_stepping_free (EspJourneyStepping *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyStepping, esp_journey_stepping_free)

gboolean esp_journey_draft_load (EspTx *tx, gpointer data, GError **error);
gboolean esp_journey_draft_write (EspTx *tx, gpointer data, GError **error);
gboolean esp_journey_draft_page (EspTx *tx, gpointer data, GError **error);
gboolean esp_journey_draft_step (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
