/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-campaigns.h"
#include "store/esp-lead.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 send_id;
  gint64 delivery_id;
  const EspLead *lead;
  const char *address;  /* of the channel */
  gint64 consent_at_us; /* 0 when there is none or its day is not known */
  gint64 now_us;
} EspMessageRequest;

typedef struct
{
  char *from;        /* (owned) envelope sender */
  char *to;          /* (owned) envelope recipient */
  char *message_key; /* (owned) (nullable) Message-ID, by which a bounce finds its row */
  GBytes *bytes;     /* (owned) */
  double price;      /* of this copy; 0: free or not known */
  gboolean needs_smtputf8;
} EspPreparedMessage;

/* Where the messages of a send come from. @open runs in a read transaction and loads all that the
 * messages have in common; @build runs on several threads at once. */
typedef struct
{
  gpointer (*open) (EspTx *tx, const EspSend *send, GError **error);
  gboolean (*build) (gpointer opened,
                     const EspMessageRequest *request,
                     EspPreparedMessage *out_message,
                     GError **error);
  void (*close) (gpointer opened);
} EspMessageSource;

/* Who is in a segment, by the reference that an audience holds. */
typedef EspBitmap *(*EspSegmentFunc) (EspTx *tx, const char *reference, GError **error);

static inline void
esp_prepared_message_clear (EspPreparedMessage *self)
{
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->to, g_free);
  g_clear_pointer (&self->message_key, g_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

G_END_DECLS
