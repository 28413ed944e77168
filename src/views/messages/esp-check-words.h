/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-content-check.h"

G_BEGIN_DECLS

char *esp_check_dup_sentence (const EspContentFinding *finding);
const char *esp_check_get_source (const EspContentRule *rule);
char *esp_check_dup_why (const EspContentRule *rule);
const char *esp_check_translate (const char *term);
const char *esp_check_get_pack_title (const EspRulePack *pack);

G_END_DECLS
