/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-diff.h"
#include "store/esp-reviews.h"

G_BEGIN_DECLS

/* Everything that was said about a send, and what was looked at. */
typedef struct
{
  gint64 id;
  gint64 now_us;
  EspReview *review;
  GPtrArray *votes;    /* (owned) (element-type EspReviewVote) */
  GPtrArray *comments; /* (owned) (element-type EspReviewComment) */
  GPtrArray *log;      /* (owned) (element-type EspAuditEntry) of its send */
  char *send_state;    /* (owned) */
  gint64 scheduled_at_us;
  int version;        /* of the message; 0: it is not known any more */
  char *medium;       /* (owned) "email", "text" */
  char *document;     /* (owned) (nullable) JSON of the message as it was then */
  EspMessageDoc *doc; /* (owned) (nullable) the same, of an email */
  EspTextDoc *text;   /* (owned) (nullable) the same, of any other message */
  EspReview *before;  /* (owned) (nullable) approved before, of the same campaign */
  guint changed;      /* by EspBasisPart, since then */
  GPtrArray *changes; /* (owned) (nullable) (element-type EspMessageChange), since then */
  guint stale;        /* by EspBasisPart, since the approval that does not hold any more for it */
  char *own_rule;     /* (owned) "cooling" or "never" */
} EspReviewDossier;

EspReviewDossier *esp_review_dossier_new (gint64 id);
void esp_review_dossier_free (EspReviewDossier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReviewDossier, esp_review_dossier_free)
gboolean esp_review_dossier_can_give_back (const EspReviewDossier *self);
gboolean esp_review_dossier_read (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
