/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-replace.h"
#include "store/esp-library.h"

G_BEGIN_DECLS

/* What becomes another thing in one message, or in one thing of the library. */
typedef struct
{
  gboolean is_item;
  gint64 id;
  char *name;
  GPtrArray *changes; /* (element-type EspReplacement) */
} EspReplacedDocument;

void esp_replaced_document_free (EspReplacedDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReplacedDocument, esp_replaced_document_free)

GPtrArray *esp_library_replace (EspTx *tx,
                                const EspLibraryItem *item,
                                const char *with,
                                gboolean is_dry,
                                GError **error);

G_END_DECLS
