/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-sample.h"
#include "engine/content/text/esp-mms.h"
#include "engine/content/text/esp-text-law.h"
#include "engine/content/text/esp-text-template.h"
#include "store/esp-channels.h"
#include "store/esp-lead.h"

G_BEGIN_DECLS

/* What a text is paid as. */
typedef enum
{
  ESP_PRICE_SMS,
  ESP_PRICE_LMS,
  ESP_PRICE_MMS,
  ESP_PRICE_ALIMTALK,
  ESP_PRICE_BRAND,
  ESP_PRICE_FREE, /* chat and push */
  ESP_N_PRICES
} EspPriceClass;

/* Makes the texts, Kakao messages, posts and pushes of one send, as EspMailComposer makes its emails.
 * Immutable after loading; several threads may compose at once. */
typedef struct _EspTextComposer EspTextComposer;

typedef struct
{
  gint64 message_id;
  int version;                     /* a frozen one, 0 is the working copy */
  gint64 campaign_id;              /* 0 for none */
  const char *campaign_name;       /* (nullable) */
  const EspChannelRecord *channel; /* (nullable): the first that carries it, or Korea's rules */
} EspTextSource;

typedef struct
{
  const EspLead *lead;
  const EspMessageSample *sample; /* (nullable): a made-up lead instead */
  const char *address;            /* (nullable): where it goes */
  gint64 consent_at_us;           /* 0 when it is not known */
  gint64 now_us;
} EspTextRequest;

typedef struct
{
  const char *missing; /* (nullable): the field for whose lack the lead is left out; then no more */
  EspTextDoc *doc;     /* filled, framed, its kind decided */
  EspTextCount count;  /* of the text; of an Alimtalk and a Brand Message characters alone */
  EspTextCount substitute; /* when there is one */
  EspPriceClass price;
} EspText;

EspTextComposer *esp_text_composer_load (EspTx *tx, const EspTextSource *source, GError **error);
EspTextComposer *esp_text_composer_load_document (EspTx *tx,
                                                  const EspTextSource *source,
                                                  const char *json,
                                                  GError **error);
void esp_text_composer_free (EspTextComposer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTextComposer, esp_text_composer_free)
gboolean esp_text_composer_compose (EspTextComposer *self,
                                    const EspTextRequest *request,
                                    EspText *out_text,
                                    GError **error);
void esp_text_clear (EspText *text);

const EspTextDoc *esp_text_composer_get_doc (EspTextComposer *self);
EspTextTemplate *esp_text_composer_get_template (EspTextComposer *self);
const EspTextLaw *esp_text_composer_get_law (EspTextComposer *self);
const EspMmsLimits *esp_text_composer_get_mms_limits (EspTextComposer *self);
EspTextCounting esp_text_composer_get_counting (EspTextComposer *self);
const char *esp_text_composer_get_sender (EspTextComposer *self);
gboolean esp_text_composer_is_demo (EspTextComposer *self);
double esp_text_composer_get_cost (EspTextComposer *self, const EspText *text);
double esp_text_composer_get_price (EspTextComposer *self, EspPriceClass price);
const char *esp_price_class_name (EspPriceClass price);

G_END_DECLS
