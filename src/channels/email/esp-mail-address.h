/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_MIME_ERROR (esp_mime_error_quark ())

typedef enum
{
  ESP_MIME_ERROR_ADDRESS, /* an address cannot be written to */
  ESP_MIME_ERROR_HEADER,  /* a value cannot stand in a header */
  ESP_MIME_ERROR_FILE,    /* a file cannot be attached */
} EspMimeError;

GQuark esp_mime_error_quark (void);

char *esp_mail_address_to_wire (const char *address, gboolean *out_needs_smtputf8, GError **error);
char *esp_mail_domain_to_wire (const char *domain, GError **error);

G_END_DECLS
