/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-rehearsal-run.h"

G_BEGIN_DECLS

/* Who takes part in a rehearsal, when it begins, how long it goes, and its seed.
 *
 * Signal "changed": something else was chosen. */
#define ESP_TYPE_REHEARSAL_SETUP (esp_rehearsal_setup_get_type ())
G_DECLARE_FINAL_TYPE (EspRehearsalSetup, esp_rehearsal_setup, ESP, REHEARSAL_SETUP, GtkWidget)

GtkWidget *esp_rehearsal_setup_new (EspSession *session);
gboolean esp_rehearsal_setup_fill (EspRehearsalSetup *self, EspRehearsalOptions *options);
char *esp_rehearsal_setup_dup_summary (EspRehearsalSetup *self);
void esp_rehearsal_setup_choose (EspRehearsalSetup *self, EspRehearseWho who);

G_END_DECLS
