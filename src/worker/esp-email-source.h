/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-message-source.h"

G_BEGIN_DECLS

/* The messages of a send over an email channel: what esp_worker_new() is given. */
extern const EspMessageSource esp_email_source;

G_END_DECLS
