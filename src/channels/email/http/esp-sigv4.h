/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/web/esp-web-request.h"

G_BEGIN_DECLS

/* The keys of an account of Amazon Web Services, and what they are used for. */
typedef struct
{
  const char *access_key;
  const char *secret_key;
  const char *session_token; /* (nullable) of temporary keys */
  const char *region;
  const char *service; /* "ses" */
} EspSigv4;

void esp_sigv4_sign (const EspSigv4 *self, EspWebRequest *request, gint64 now_us);

G_END_DECLS
