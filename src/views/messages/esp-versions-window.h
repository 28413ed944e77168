/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-message-draft.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows how the document @before became @after; FALSE with @error set when one of them cannot be read. */
typedef gboolean (*EspVersionCompare) (GtkWindow *parent,
                                       const char *title,
                                       const char *before,
                                       const char *after,
                                       GError **error);

void
esp_versions_window_open (EspSession *session, EspMessageDraft *draft, EspVersionCompare compare);

G_END_DECLS
