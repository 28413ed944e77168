/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-content-check.h"
#include "store/esp-store.h"
#include "worker/esp-mail-composer.h"

G_BEGIN_DECLS

/* Begins the name of the sample that stands for a language. */
#define ESP_RENDER_LANGUAGE "language:"

/* A look at a document that is not saved yet, through the same composer as the real send. Runs on a
 * reader's thread; the results stay valid until it is freed. */
typedef struct
{
  char *document;
  char *sample;       /* (nullable) a made-up lead; "language:CODE" is the usual one who reads it */
  GHashTable *shown;  /* (owned) (nullable) id of a condition → whether it holds, for this look */
  gint64 lead;        /* the id of a real one; 0: @sample */
  gboolean is_check;  /* fills findings instead of the texts */
  EspMessageDoc *doc; /* as it is written */
  EspMessageDoc *filled; /* (nullable) as the lead sees it */
  EspMailComposer *composer;
  GPtrArray *findings; /* (nullable) of EspContentFinding */
  char *subject;
  char *preheader; /* (nullable) */
  char *html;      /* as it is sent */
  char *page;      /* the same with its pictures inside, for a browser */
  char *text;
  char *footer;  /* (nullable) what the program adds, of the text */
  char *missing; /* (nullable) the field for whose lack the person is left out */
  EspTx *tx;
  EspFields *fields;
} EspRenderCall;

EspRenderCall *esp_render_call_new (const char *document);
void esp_render_call_free (EspRenderCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRenderCall, esp_render_call_free)
gboolean esp_render_call_run (EspTx *tx, gpointer data, GError **error);
EspMessageDoc *esp_render_call_fix (const EspRenderCall *call, const EspContentFinding *finding);

G_END_DECLS
