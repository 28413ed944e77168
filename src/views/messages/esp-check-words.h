/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the rules of the built-in pack say, in English; ends with NULL. */
extern const char *const esp_check_words[];
