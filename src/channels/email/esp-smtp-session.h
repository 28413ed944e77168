/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"

G_BEGIN_DECLS

/* The client's side of one SMTP conversation after sign-in, without any input or output of its own:
 * bytes that came are fed in, bytes to be written are taken out, and messages are settled by callback.
 * It is told how much was really written, and so knows exactly which messages may have arrived. */
typedef struct _EspSmtpSession EspSmtpSession;

/* What the other end is being waited for; each has its own patience. */
typedef enum
{
  ESP_SMTP_WAIT_NOTHING,
  ESP_SMTP_WAIT_COMMAND, /* the reply to EHLO, MAIL, RCPT, RSET or QUIT */
  ESP_SMTP_WAIT_DATA,    /* the go-ahead for the content */
  ESP_SMTP_WAIT_BLOCK,   /* room to write the content */
  ESP_SMTP_WAIT_DOT,     /* the verdict on the whole message */
} EspSmtpWait;

/* @result's strings are owned by the callee. */
typedef void (*EspSmtpSettledFunc) (EspOutMessage *message,
                                    EspOutResult *result,
                                    gpointer user_data);

EspSmtpSession *
esp_smtp_session_new (const char *ehlo_name, EspSmtpSettledFunc settled, gpointer user_data);
void esp_smtp_session_free (EspSmtpSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSmtpSession, esp_smtp_session_free)

gboolean esp_smtp_session_can_take (EspSmtpSession *self);
void esp_smtp_session_send (EspSmtpSession *self, EspOutMessage *message);
void esp_smtp_session_quit (EspSmtpSession *self);
void esp_smtp_session_forbid_pipelining (EspSmtpSession *self);
gboolean esp_smtp_session_is_deaf (EspSmtpSession *self);
void esp_smtp_session_set_limit (EspSmtpSession *self, guint n);
gboolean esp_smtp_session_is_spent (EspSmtpSession *self);
gboolean esp_smtp_session_feed (EspSmtpSession *self, const char *data, gsize n, GError **error);
const char *esp_smtp_session_peek_output (EspSmtpSession *self, gsize *out_n);
void esp_smtp_session_wrote (EspSmtpSession *self, gsize n);
void esp_smtp_session_lost (EspSmtpSession *self, const char *why);

EspSmtpWait esp_smtp_session_get_wait (EspSmtpSession *self);
gboolean esp_smtp_session_is_ready (EspSmtpSession *self);
gboolean esp_smtp_session_is_closing (EspSmtpSession *self);
guint esp_smtp_session_get_n_open (EspSmtpSession *self);
guint64 esp_smtp_session_get_progress (EspSmtpSession *self);
guint esp_smtp_session_get_n_settled (EspSmtpSession *self);
guint64 esp_smtp_session_get_max_size (EspSmtpSession *self);
gboolean esp_smtp_session_can_pipeline (EspSmtpSession *self);

G_END_DECLS
