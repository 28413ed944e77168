/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Things that others name by their name. */
typedef enum
{
  ESP_NAMED_MESSAGE,
  ESP_NAMED_SEGMENT,
  ESP_NAMED_JOURNEY,
  ESP_NAMED_CHANNEL,
  ESP_NAMED_AUDIENCE,
  ESP_N_NAMED
} EspNamed;

/* A rename under way: begun before the row is written, ended after it. */
typedef struct
{
  EspNamed kind;
  gint64 id;
  char *before; /* (owned) (nullable): nothing names it */
} EspRename;

gboolean esp_rename_begin (EspRename *self,
                           EspTx *tx,
                           EspNamed kind,
                           gint64 id,
                           const char *to,
                           GError **error);
gboolean esp_rename_end (EspRename *self, EspTx *tx, const char *to, GError **error);
void esp_rename_clear (EspRename *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspRename, esp_rename_clear)

char *esp_names_replace (const char *text, EspNamed kind, const char *from, const char *to);

G_END_DECLS
