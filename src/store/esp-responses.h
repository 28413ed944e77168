/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* An open or a click, of a person or of a program. */
typedef struct
{
  gint64 id;
  gint64 lead_id;
  gint64 send_id; /* 0: of none */
  gint64 at_us;
  gint64 handed_us; /* when the message was handed over; 0: not known */
  gboolean is_click;
  gboolean is_machine; /* as it counts now */
  char *props;         /* (owned) (nullable) JSON: the raw fact */
} EspResponse;

GArray *esp_responses_new (void);
gboolean
esp_responses_find_span (EspTx *tx, gint64 *out_from_us, gint64 *out_to_us, GError **error);
gboolean
esp_responses_list (EspTx *tx, gint64 from_us, gint64 to_us, GArray *responses, GError **error);
gboolean esp_response_set (EspTx *tx,
                           const EspResponse *response,
                           gboolean is_machine,
                           const char *props,
                           GError **error);
gboolean esp_responses_count_again (EspTx *tx, gint64 lead_id, GError **error);

G_END_DECLS
