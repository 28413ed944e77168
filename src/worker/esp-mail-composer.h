/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-mime.h"
#include "engine/content/esp-message-sample.h"
#include "engine/content/esp-message-template.h"

#include "store/esp-lead.h"

G_BEGIN_DECLS

/* Makes the emails of one send: loads the message, the sender and the secrets once, then makes one
 * message after the other. Immutable after loading; several threads may compose at once. The same
 * functions make a test, a preview and the real thing. */
typedef struct _EspMailComposer EspMailComposer;

typedef struct
{
  gint64 message_id;
  int version;               /* a frozen one, 0 is the working copy */
  gint64 send_id;            /* 0 for a preview or test */
  gint64 campaign_id;        /* 0 for none */
  gboolean is_only_read;     /* also without a usable sender; then nothing can be composed */
  const char *campaign_name; /* (nullable) */
} EspMailSource;

typedef struct
{
  const EspLead *lead;
  const EspMessageSample *sample; /* (nullable): a made-up lead instead, for a test */
  const char *address;            /* (nullable): instead of the lead's own, for a test */
  gint64 consent_at_us;           /* 0 when it is not known */
  gint64 now_us;
} EspMailRequest;

typedef struct
{
  char *missing; /* (nullable): the field for whose lack the lead is left out; then nothing else */
  char *subject;
  char *html;       /* (nullable): only when asked for */
  char *text;       /* (nullable) */
  char *from;       /* envelope sender */
  char *message_id; /* without brackets; the same for every try of one send to one lead */
  EspMimeResult mime;
} EspMail;

EspMailComposer *esp_mail_composer_load (EspTx *tx, const EspMailSource *source, GError **error);
EspMailComposer *esp_mail_composer_load_document (EspTx *tx,
                                                  const EspMailSource *source,
                                                  const char *json,
                                                  GError **error);
void esp_mail_composer_free (EspMailComposer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMailComposer, esp_mail_composer_free)
gboolean esp_mail_composer_compose (EspMailComposer *self,
                                    const EspMailRequest *request,
                                    gboolean with_parts,
                                    EspMail *out_mail,
                                    GError **error);
void esp_mail_clear (EspMail *mail);
const EspMessageDoc *esp_mail_composer_get_doc (EspMailComposer *self);
const EspMessageDoc *esp_mail_composer_find_doc (EspMailComposer *self,
                                                 const EspMessageRecipient *recipient);
EspMessageTemplate *esp_mail_composer_find_template (EspMailComposer *self,
                                                     const EspMessageRecipient *recipient);
EspMessageTemplate *esp_mail_composer_get_template (EspMailComposer *self);
const EspSenderFacts *esp_mail_composer_get_facts (EspMailComposer *self);
const EspBrand *esp_mail_composer_get_brand (EspMailComposer *self);
gboolean esp_mail_composer_has_one_click (EspMailComposer *self);

G_END_DECLS
