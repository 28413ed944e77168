/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says a subject with the names of fields in the user's language. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-subject-words.h"

#include "engine/content/esp-readable.h"
#include "views/leads/esp-lead-format.h"

#include <glib/gi18n.h>

static const char *
name_cb (const char *key, gpointer user_data)
{
  const EspFields *fields = user_data;
  int index = fields != NULL ? esp_fields_find (fields, key) : -1;
  EspField builtin = { .column = key };

  return esp_lead_field_label (index >= 0 ? esp_fields_get (fields, index) : &builtin);
}

/**
 * esp_subject_dup:
 * @subject: (nullable): as it is written, with Liquid
 * @fields: (nullable): the fields of the workspace; without them custom ones stand by their keys
 *
 * Returns: (transfer full): "(광고) [이름]님, …", or that there is none
 */
char *
esp_subject_dup (const char *subject, const EspFields *fields)
{
  if (subject == NULL || *subject == '\0')
    return g_strdup (_ ("No subject"));
  return esp_readable_dup (subject, name_cb, (gpointer) fields);
}
