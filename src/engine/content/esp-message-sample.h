/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-template.h"

G_BEGIN_DECLS

/* A made-up lead that shows where a message breaks. */
typedef struct _EspMessageSample EspMessageSample;

/* The two whose worst is in the data of the message, not in the lead. */
#define ESP_SAMPLE_NO_PURCHASES "no-purchases"
#define ESP_SAMPLE_LONG_PRODUCT "long-product"

const EspMessageSample *const *esp_message_sample_list (guint *out_n);
const EspMessageSample *esp_message_sample_find (const char *id);
const EspMessageSample *esp_message_sample_find_for (const char *id, const char *language);
const char *esp_message_sample_get_id (const EspMessageSample *self);
gboolean esp_message_sample_lookup (gconstpointer sample,
                                    const char *name,
                                    const EspValue **out_value,
                                    EspFieldType *out_type);
void esp_message_sample_stage (const char *id, EspMessageDoc *doc);

G_END_DECLS
