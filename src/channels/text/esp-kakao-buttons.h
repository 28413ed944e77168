/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/text/esp-gateway.h"

G_BEGIN_DECLS

/* How one service calls what a button has. */
typedef struct
{
  const char *name;
  const char *type;
  const char *mobile;
  const char *pc;
  const char *android;
  const char *ios;
} EspKakaoButtonNames;

void esp_kakao_buttons_write (JsonBuilder *builder,
                              const char *member,
                              GPtrArray *buttons,
                              const EspKakaoButtonNames *names);
void esp_kakao_buttons_read (JsonObject *object,
                             const char *member,
                             const EspKakaoButtonNames *names,
                             GPtrArray *buttons);

G_END_DECLS
