/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl-process-print.h"

G_BEGIN_DECLS

gboolean esp_ctl_process_set_brief (EspTx *tx,
                                    EspCtlProcess *self,
                                    EspBrief *brief,
                                    char *const *pair,
                                    GError **error);

G_END_DECLS
