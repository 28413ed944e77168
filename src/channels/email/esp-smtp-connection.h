/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-smtp-account.h"
#include "channels/email/esp-smtp-session.h"
#include "channels/esp-curl-loop.h"

G_BEGIN_DECLS

/* One connection to a mail server. libcurl connects, encrypts and signs in; then the session speaks
 * over libcurl's stream, so that what was written is known to the byte. */
typedef struct _EspSmtpConnection EspSmtpConnection;

/* None may free the connection from within; ended says that it is to be freed soon. */
typedef struct
{
  void (*ready) (EspSmtpConnection *connection, gpointer user_data); /* it can take a message */
  void (*settled) (EspSmtpConnection *connection,
                   EspOutMessage *message,
                   EspOutResult *result, /* its reply is the callee's */
                   gpointer user_data);
  /* @error is NULL after an orderly end; of ESP_CHANNEL_ERROR and borrowed otherwise */
  void (*ended) (EspSmtpConnection *connection, const GError *error, gpointer user_data);
} EspSmtpConnectionEvents;

EspSmtpConnection *esp_smtp_connection_new (EspCurlLoop *loop,
                                            GMainContext *context,
                                            const EspSmtpAccount *account,
                                            const char *secret,
                                            const EspSmtpConnectionEvents *events,
                                            gpointer user_data);
void esp_smtp_connection_free (EspSmtpConnection *self);
EspSmtpSession *esp_smtp_connection_get_session (EspSmtpConnection *self);
guint esp_smtp_connection_get_n_done (EspSmtpConnection *self);
gboolean esp_smtp_connection_is_deaf (EspSmtpConnection *self);
gboolean esp_smtp_connection_is_stuck (EspSmtpConnection *self);
gboolean esp_smtp_connection_is_encrypted (EspSmtpConnection *self);
void esp_smtp_connection_flush_soon (EspSmtpConnection *self);
void esp_smtp_connection_quit (EspSmtpConnection *self);

G_END_DECLS
