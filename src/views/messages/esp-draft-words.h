/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-message-draft.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

char *esp_draft_dup_saved (EspSession *session, EspMessageDraft *draft);

G_END_DECLS
