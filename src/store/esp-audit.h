/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 at_us;
  char *actor; /* (nullable) NULL is the person at the window */
  char *action;
  char *object; /* (nullable) "send:12" */
  char *detail; /* (nullable) JSON without personal data */
} EspAuditEntry;

void esp_audit_entry_free (EspAuditEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAuditEntry, esp_audit_entry_free)

gboolean esp_audit_add (EspTx *tx,
                        const char *action,
                        const char *object,
                        const char *detail,
                        GError **error);
GPtrArray *esp_audit_list (EspTx *tx, const char *object, GError **error);

G_END_DECLS
