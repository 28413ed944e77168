/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets people into a journey by hand, and takes them out. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-people-acts.h"

#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-journey-manual.h"
#include "worker/esp-journey-orders.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (owned) */
  gint64 journey_id;
  EspBitmap *leads; /* (owned) */
  gboolean is_out;
  gint64 n; /* written */
} Act;

static void
act_free (Act *act)
{
  g_object_unref (act->session);
  esp_bitmap_free (act->leads);
  g_free (act);
}

static gboolean
write_act (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return act->is_out
           ? esp_journey_take_out (tx, engine, act->journey_id, act->leads, &act->n, error)
           : esp_journey_order_enter (tx, engine, act->journey_id, act->leads, &act->n, error);
}

static char *
say_done (const Act *act)
{
  g_autofree char *n = esp_format_count (act->n);
  gint64 n_not = (gint64) esp_bitmap_count (act->leads) - act->n;
  g_autofree char *not = esp_format_count (n_not);

  if (act->is_out)
    return g_strdup_printf (ngettext ("%s lead taken out of the journey",
                                      "%s leads taken out of the journey", (gulong) act->n),
                            n);
  if (n_not > 0)
    /* Translators: how many came in, and how many did not */
    return g_strdup_printf (_ ("%1$s came in; %2$s did not, by the rules of the journey"), n, not );
  return g_strdup_printf (ngettext ("%s lead came into the journey",
                                    "%s leads came into the journey", (gulong) act->n),
                          n);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    text = say_done (act);
  else
    text = esp_store_message (error);
  if (history_id != 0 && act->n > 0)
    esp_session_toast_undo (act->session, text, history_id);
  else
    esp_session_toast (act->session, text);
  act_free (act);
}

static void
run (Act *act)
{
  const EspOperation enter = { .kind = "journey-enter" };

  esp_store_write_async (esp_session_get_store (act->session), act->is_out ? NULL : &enter,
                         write_act, act, NULL, written_cb, act);
}

/**
 * esp_journey_people_add:
 *
 * Lets people in, as far as the rule of re-entry and the limits allow, and says how many came.
 */
void
esp_journey_people_add (EspSession *session, gint64 journey_id, const EspBitmap *leads)
{
  Act *act = g_new0 (Act, 1);

  act->session = g_object_ref (session);
  act->journey_id = journey_id;
  act->leads = esp_bitmap_copy (leads);
  run (act);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Act *act = user_data;

  if (g_strcmp0 (esp_dialog_ask_finish (result, NULL), "out") == 0)
    run (act);
  else
    act_free (act);
}

/**
 * esp_journey_people_take_out:
 * @title: what the lead is called
 *
 * Asks first: whoever was taken out comes in again only by the rules of the journey.
 */
void
esp_journey_people_take_out (EspSession *session,
                             GtkWindow *parent,
                             gint64 journey_id,
                             guint32 lead_id,
                             const char *title)
{
  const EspDialogAnswer answers[] = { { "out", _ ("_Take out"), TRUE, FALSE }, { NULL } };
  g_autofree char *heading = g_strdup_printf (_ ("Take %s out of the journey?"), title);
  Act *act = g_new0 (Act, 1);

  act->session = g_object_ref (session);
  act->journey_id = journey_id;
  act->leads = esp_bitmap_new ();
  act->is_out = TRUE;
  esp_bitmap_add (act->leads, lead_id);
  esp_dialog_ask_async (parent, heading,
                        _ ("Nothing more is decided for this lead here. What was sent stays sent, "
                           "and the path is kept."),
                        answers, NULL, answered_cb, act);
}
