/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/door/esp-door-call.h"

G_BEGIN_DECLS

/* A notification of Amazon SNS. Strings are never NULL. */
typedef struct
{
  char *type;        /* (owned) Notification, SubscriptionConfirmation … */
  char *message;     /* (owned) */
  char *certificate; /* (owned) where the certificate is, at Amazon; "" when it is not there */
  char *confirm;     /* (owned) what to call to confirm, at Amazon; "" when there is nothing */
  char *topic;       /* (owned) */
  char *signed_text; /* (owned) */
  GBytes *signature; /* (owned) */
  gboolean is_sha256;
} EspSnsNote;

EspSnsNote *esp_sns_note_parse (const EspDoorCall *call, GError **error);
void esp_sns_note_free (EspSnsNote *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSnsNote, esp_sns_note_free)
gboolean esp_sns_prove (const EspSnsNote *note, const char *pem, GError **error);

G_END_DECLS
