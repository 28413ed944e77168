/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What goes to the server: a stream that knows how much was ever queued and how much really written. */
typedef struct
{
  GString *text; /* (owned) what is still to be written begins at n_taken */
  gsize n_taken;
  guint64 n_queued;  /* bytes ever queued */
  guint64 n_written; /* bytes ever written */
} EspSmtpOutput;

void esp_smtp_output_init (EspSmtpOutput *self);
void esp_smtp_output_clear (EspSmtpOutput *self);
void esp_smtp_output_add (EspSmtpOutput *self, const char *data, gsize n);
void esp_smtp_output_format (EspSmtpOutput *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void esp_smtp_output_add_content (EspSmtpOutput *self, GBytes *bytes);
const char *esp_smtp_output_peek (EspSmtpOutput *self, gsize *out_n);
void esp_smtp_output_wrote (EspSmtpOutput *self, gsize n);

G_END_DECLS
