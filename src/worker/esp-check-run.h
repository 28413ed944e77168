/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-content-check.h"
#include "worker/esp-rule-packs.h"

G_BEGIN_DECLS

/* What the rules say of one message, or of one send. */
typedef struct
{
  char *title; /* of the message, or the step that sends it */
  gint64 message_id;
  gint64 send_id;      /* 0: the message alone was checked */
  char **countries;    /* (nullable): where those live who would get the send */
  GPtrArray *findings; /* (element-type EspContentFinding), the worst first */
} EspCheckPart;

void esp_check_part_free (EspCheckPart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCheckPart, esp_check_part_free)

GPtrArray *esp_check_run_message (EspTx *tx, gint64 id, const EspCheckWish *wish, GError **error);
GPtrArray *esp_check_run_campaign (EspTx *tx, gint64 id, const EspCheckWish *wish, GError **error);
GPtrArray *esp_check_run_journey (EspTx *tx, gint64 id, const EspCheckWish *wish, GError **error);
gboolean esp_check_parts_fix (EspTx *tx,
                              GPtrArray *parts,
                              const char *rule,
                              guint *out_n_fixed,
                              GError **error);
EspSeverity esp_check_parts_worst (GPtrArray *parts);

G_END_DECLS
