/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whom a send is for, as it is chosen. */
typedef struct
{
  gboolean is_everyone;
  GPtrArray *segments; /* (owned) of char *: how segments are referred to; united */
  GPtrArray *without;  /* (owned) of char *: taken away at the end */
  GArray *leads;       /* (owned) of gint64 */
} EspSendAudience;

EspSendAudience *esp_send_audience_new (void);
EspSendAudience *esp_send_audience_parse (const char *json);
void esp_send_audience_free (EspSendAudience *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSendAudience, esp_send_audience_free)
char *esp_send_audience_to_json (const EspSendAudience *self);
gboolean esp_send_audience_has_anybody (const EspSendAudience *self);

G_END_DECLS
