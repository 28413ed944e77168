/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Why leads look like the same person. */
typedef enum
{
  ESP_DUPLICATE_EMAIL, /* the same mailbox: letters in another case, or a “+tag” */
  ESP_DUPLICATE_PHONE,
  ESP_DUPLICATE_NAME_COMPANY,
  ESP_DUPLICATE_EXTERNAL_ID,
  ESP_N_DUPLICATE_KINDS
} EspDuplicateKind;

/* Leads that share something. */
typedef struct
{
  EspDuplicateKind kind;
  char *shared;  /* what they share, as it is kept */
  GArray *leads; /* (owned) (element-type guint32) the oldest first, a few at most */
  gint64 n;      /* how many share it */
} EspDuplicateGroup;

void esp_duplicate_group_free (EspDuplicateGroup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDuplicateGroup, esp_duplicate_group_free)

const char *esp_duplicate_kind_name (EspDuplicateKind kind);
GPtrArray *esp_duplicates_list (EspTx *tx, guint limit, GError **error);
GPtrArray *esp_duplicates_of (EspTx *tx, gint64 lead_id, GError **error);

G_END_DECLS
