/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

G_BEGIN_DECLS

/* What one field of the lead is asked for. */
typedef enum
{
  ESP_CONDITION_HAS,   /* something stands there; a yes, of a yes or no */
  ESP_CONDITION_LACKS, /* nothing stands there */
  ESP_CONDITION_IS,
  ESP_CONDITION_IS_NOT,
  ESP_CONDITION_CONTAINS,
  ESP_CONDITION_MORE, /* a larger number, a later day */
  ESP_CONDITION_LESS,
  ESP_N_CONDITIONS
} EspConditionTest;

char *esp_condition_write (const char *column,
                           EspConditionTest test,
                           const char *value,
                           EspFieldType type);
gboolean esp_condition_read (const char *liquid,
                             char **out_column,
                             EspConditionTest *out_test,
                             char **out_value);
gboolean esp_condition_check (const char *liquid, GError **error);
char *esp_condition_find_stranger (const char *liquid, const EspFields *fields);

G_END_DECLS
