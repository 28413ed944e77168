/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The leads behind a number that was clicked, kept with the session so that Back finds them again. */
typedef struct
{
  char *token;
  char *sentence;
  EspBitmap *leads;
} EspLeadsDrill;

char *esp_leads_drill_keep (EspSession *session, const char *sentence, const EspBitmap *leads);
EspLeadsDrill *esp_leads_drill_dup (EspSession *session, const char *token);
void esp_leads_drill_free (EspLeadsDrill *drill);
void esp_leads_drill_find_async (EspSession *session,
                                 const char *token,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean esp_leads_drill_find_finish (EspSession *session, GAsyncResult *result, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLeadsDrill, esp_leads_drill_free)

G_END_DECLS
