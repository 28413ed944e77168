/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/activity/esp-record-list.h"

G_BEGIN_DECLS

/* What came back lately: bounces, complaints, answers, wishes to get no more; each opens its person. */
GtkWidget *esp_return_list_new (EspSession *session);

G_END_DECLS
