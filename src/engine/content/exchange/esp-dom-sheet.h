/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by those who read foreign HTML and MJML, and by nothing else: style sheets come to the elements. */
#pragma once

#include "engine/content/exchange/esp-dom.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_applied; /* rules that stand at the elements now */
  guint n_left; /* rules for phones, dark mode, the pointer, or with selectors that are not known */
} EspDomSheets;

EspDomSheets esp_dom_apply_sheets (EspDom *self, const char *element);

G_END_DECLS
