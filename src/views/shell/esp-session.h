/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "model/esp-area.h"
#include "model/esp-target.h"
#include "views/shell/esp-shell.h"
#include "views/shell/esp-workspace.h"

G_BEGIN_DECLS

#define ESP_TYPE_SESSION (esp_session_get_type ())
G_DECLARE_FINAL_TYPE (EspSession, esp_session, ESP, SESSION, GObject)

EspSession *esp_session_new (EspWorkspace *workspace);
void esp_session_set_shell (EspSession *self, EspShell *shell);

EspWorkspace *esp_session_get_workspace (EspSession *self);
EspStore *esp_session_get_store (EspSession *self);
EspClock *esp_session_get_clock (EspSession *self);
GTimeZone *esp_session_get_zone (EspSession *self);
EspLang esp_session_get_lang (EspSession *self);
GListModel *esp_session_get_areas (EspSession *self);
GCancellable *esp_session_get_cancellable (EspSession *self);
GtkWindow *esp_session_get_window (EspSession *self);

void esp_session_open (EspSession *self, const char *address);
void esp_session_open_target (EspSession *self, EspTarget *target, gboolean in_new_window);

void esp_session_toast (EspSession *self, const char *text);
void esp_session_toast_undo (EspSession *self, const char *text, gint64 undo_op);
void esp_session_undo (EspSession *self);
void esp_session_redo (EspSession *self);
void esp_session_undo_op (EspSession *self, gint64 history_id);
void esp_session_announce (EspSession *self, const char *text, gboolean urgent);
void esp_session_offer_drops (EspSession *self,
                              const char *const *labels,
                              EspDropFunc func,
                              gpointer user_data);
void esp_session_set_badge (EspSession *self,
                            const char *area,
                            EspBadgeKind kind,
                            const char *badge,
                            const char *label);

void esp_session_stop_all (EspSession *self, gboolean stop);

void esp_session_close (EspSession *self);

G_END_DECLS
