/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Used by esp-mail-service-channel.c alone. */
#pragma once

#include "channels/email/http/esp-mail-service.h"

G_BEGIN_DECLS

/* One submission: answered when each of its messages has its result. */
typedef struct _EspServiceBatch EspServiceBatch;

/* One message of it that is not settled yet. */
typedef struct
{
  EspOutMessage message;
  EspServiceMail *mail; /* (owned) (nullable) */
  EspServiceBatch *batch;
  gboolean is_alone; /* offered by itself, because its group was refused as a whole */
} EspServicePending;

EspServiceBatch *esp_service_batch_new (GTask *task, GMainContext *context, guint n_messages);
EspServicePending *esp_service_batch_take (EspServiceBatch *self, EspOutMessage *message);
void esp_service_pending_settle (EspServicePending *self, EspOutResult *result);
void esp_service_pending_give_back (EspServicePending *self, const GError *trouble);
void esp_service_pending_note (EspServicePending *self, const GError *trouble, gint64 wait_s);
gboolean esp_service_pending_is_cancelled (const EspServicePending *self);
void
esp_service_run_later (GMainContext *context, guint delay_ms, GSourceFunc func, gpointer user_data);

G_END_DECLS
