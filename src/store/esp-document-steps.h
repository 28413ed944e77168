/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What was let go at least before the oldest steps of a document are. */
#define ESP_DOCUMENT_MAX_STEPS 200000
#define ESP_DOCUMENT_MAX_STEP_BYTES (G_GINT64_CONSTANT (512) * 1024 * 1024)

/* One edit of a document's text: at one place something went and something else came. */
typedef struct
{
  gatomicrefcount refs;
  gint64 number;      /* counts up with every step of the document */
  gboolean is_undone; /* waits to be done again */
  char *title;        /* as undo says it; "" when it came from elsewhere */
  gint64 at_us;
  gsize start;    /* byte of the text before */
  char *removed;  /* what stood there before */
  char *inserted; /* what stands there after it */
  guint64 before; /* digests of the texts around it */
  guint64 after;
} EspDocumentStep;

guint64 esp_document_digest (const char *text);

EspDocumentStep *
esp_document_step_new (const char *before, const char *after, const char *title, gint64 at_us);
EspDocumentStep *esp_document_step_ref (EspDocumentStep *self);
void esp_document_step_unref (EspDocumentStep *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDocumentStep, esp_document_step_unref)
char *esp_document_step_apply (const EspDocumentStep *self, const char *text);
char *esp_document_step_revert (const EspDocumentStep *self, const char *text);

/* A document of a kind: "journey". */
typedef struct
{
  const char *kind; /* (unowned) */
  gint64 id;
} EspDocument;

gboolean esp_document_steps_replace (EspTx *tx,
                                     const EspDocument *document,
                                     gint64 first,
                                     GPtrArray *steps,
                                     GError **error);
gboolean esp_document_steps_set_top (EspTx *tx,
                                     const EspDocument *document,
                                     gint64 first,
                                     gint64 last,
                                     gint64 top,
                                     GError **error);
gboolean esp_document_steps_push (EspTx *tx,
                                  const EspDocument *document,
                                  const char *before,
                                  const char *after,
                                  const char *title,
                                  GError **error);
GPtrArray *esp_document_steps_load (EspTx *tx,
                                    const EspDocument *document,
                                    gboolean are_undone,
                                    gint64 from,
                                    guint max,
                                    GError **error);
gboolean esp_document_steps_settle (EspTx *tx,
                                    const EspDocument *document,
                                    const char *text,
                                    GError **error);

G_END_DECLS
