/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* One line of the log of decisions: who decided what about what. Never changed, never undone. */
typedef struct
{
  gint64 id;
  gint64 at_us;
  char *actor; /* (nullable) NULL is the person at the window */
  char *action;
  char *object;       /* (nullable) "send:12" */
  char *detail;       /* (nullable) JSON, a reason or a number, without personal data */
  gint64 campaign_id; /* of the send that it is about; in the whole log only; 0 is none */
  char *name;         /* (nullable) of that campaign */
} EspAuditEntry;

void esp_audit_entry_free (EspAuditEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAuditEntry, esp_audit_entry_free)

gboolean esp_audit_add (EspTx *tx,
                        const char *action,
                        const char *object,
                        const char *detail,
                        GError **error);
gboolean esp_audit_add_send (EspTx *tx,
                             const char *actor,
                             const char *action,
                             gint64 send_id,
                             const char *detail,
                             GError **error);
GPtrArray *esp_audit_log (EspTx *tx, gint64 before_id, guint limit, GError **error);
GPtrArray *esp_audit_list (EspTx *tx, const char *object, GError **error);

G_END_DECLS
