/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-mail-scan.h"
#include "engine/policy/esp-bounce.h"

G_BEGIN_DECLS

/* An address that a bounce names, and what it says about it. */
typedef struct
{
  char *address;      /* (owned) */
  char *words;        /* (owned) */
  gboolean is_listed; /* it begins a line */
} EspReturnFailure;

char *esp_return_text_own (const EspMailScan *scan, const EspBounceRules *rules);
GPtrArray *esp_return_text_failures (const EspMailScan *scan, const EspBounceRules *rules);
char *esp_return_text_said (const EspMailScan *scan, const EspBounceRules *rules);
char *esp_return_text_cut (const char *text, gsize max);

G_END_DECLS
