/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_DSN_UNKNOWN,
  ESP_DSN_FAILED,
  ESP_DSN_DELAYED,
  ESP_DSN_DELIVERED,
  ESP_DSN_RELAYED, /* handed on to where no reports come from, or to several */
} EspDsnAction;

/* What a delivery status (RFC 3464) says about one recipient. */
typedef struct
{
  EspDsnAction action;
  char *original;     /* (owned) (nullable) address as the sender wrote it */
  char *final;        /* (owned) (nullable) address as it was in the end */
  char *status;       /* (owned) (nullable) "5.1.1" */
  char *diagnostic;   /* (owned) (nullable) without its type */
  gboolean is_remote; /* the diagnostic is a server's reply */
} EspDsnRecipient;

void esp_dsn_recipient_clear (EspDsnRecipient *self);
GArray *esp_dsn_parse (const char *text);

/* Fields of text that looks like the head of a message: "Name: value", folded lines joined. */
typedef gboolean (*EspFieldFunc) (const char *name, const char *value, gpointer user_data);
void esp_fields_text_foreach (const char *text, EspFieldFunc func, gpointer user_data);
char *esp_dsn_dup_address (const char *typed);

G_END_DECLS
