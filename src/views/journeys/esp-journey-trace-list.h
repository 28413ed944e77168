/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-trace-words.h"

G_BEGIN_DECLS

/* A trace and what it needs to be said. */
typedef struct
{
  gint64 journey_id;
  guint32 lead_id;
  EspLang lang;
  EspJourneyTrace *trace; /* (owned) */
  EspJourneyNames *names; /* (owned) */
} EspTraceLook;

void esp_trace_look_free (EspTraceLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTraceLook, esp_trace_look_free)
void esp_trace_look_load_async (EspSession *session,
                                gint64 journey_id,
                                guint32 lead_id,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
EspTraceLook *esp_trace_look_load_finish (GAsyncResult *result, GError **error);
void esp_trace_look_export (EspSession *session, GtkWindow *parent, const EspTraceLook *look);
GtkWidget *esp_trace_list_new (EspSession *session, const EspTraceLook *look);

G_END_DECLS
