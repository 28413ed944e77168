/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_FIELD_EDIT_SET,   /* becomes the value; NULL empties it */
  ESP_FIELD_EDIT_ADD,   /* the number is added */
  ESP_FIELD_EDIT_DECAY, /* becomes so many percent of itself */
} EspFieldEditKind;

/* One change to one field of many leads. */
typedef struct
{
  EspFieldEditKind kind;
  const EspField *field; /* (unowned) */
  EspValue value;
  double number;
} EspJourneyFieldEdit;

static inline void
esp_journey_field_edit_clear (EspJourneyFieldEdit *self)
{
  esp_value_clear (&self->value);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspJourneyFieldEdit, esp_journey_field_edit_clear)

gboolean esp_journey_edit_field (EspTx *tx,
                                 const EspJourneyFieldEdit *edit,
                                 const EspBitmap *leads,
                                 GError **error);

G_END_DECLS
