/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a typed value, in words. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-field-problem.h"

#include <glib/gi18n.h>

/**
 * esp_field_problem_sentence:
 *
 * Returns: (nullable): a sentence, %NULL when nothing is wrong
 */
const char *
esp_field_problem_sentence (EspFieldInputProblem problem)
{
  switch (problem)
    {
    case ESP_FIELD_INPUT_NOT_INTEGER:
      return _ ("Type a whole number, such as 120.");
    case ESP_FIELD_INPUT_NOT_DECIMAL:
      return _ ("Type a number, such as 12.5.");
    case ESP_FIELD_INPUT_NOT_BOOLEAN:
      return _ ("Type yes or no.");
    case ESP_FIELD_INPUT_NOT_DATE:
      return _ ("Type a date, such as 2026-03-18.");
    case ESP_FIELD_INPUT_NOT_EMAIL:
      return _ ("This is not an email address: it needs a name, @ and a domain, such as "
                "minji@example.com.");
    case ESP_FIELD_INPUT_NOT_PHONE:
      return _ ("This is not a phone number: type it with its area code, such as 010-1234-5678.");
    case ESP_FIELD_INPUT_NOT_ZONE:
      return _ ("This is not a time zone: type a name such as Asia/Seoul, or nothing; then the "
                "country tells it.");
    case ESP_FIELD_INPUT_OK:
    default:
      return NULL;
    }
}
