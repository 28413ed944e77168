/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a journey from being changed while somebody looks at it in a review, and says so. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "store/esp-journey-reviews.h"
#include "views/journeys/esp-journey-desk-private.h"
#include "views/shell/esp-banner.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

typedef struct
{
  gint64 journey_id;
  char *sentence; /* (owned) (nullable) result: why it is locked, translated */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->sentence);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  g_autoptr (GError) problem = NULL;

  if (esp_journey_review_check_unlocked (tx, look->journey_id, &problem))
    return TRUE;
  if (g_error_matches (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_LOCKED))
    {
      look->sentence = esp_store_message (problem);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyDesk) self = user_data;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, NULL);
  gboolean was_locked = self->is_locked;

  if (look == NULL)
    return;
  self->is_locked = look->sentence != NULL;
  if (self->box != NULL) /* it is still there */
    {
      esp_banner_set_text (ESP_BANNER (self->lock), look->sentence);
      if (was_locked != self->is_locked)
        esp_journey_desk_show_journey (self);
    }
  look_free (look);
}

/**
 * esp_journey_desk_read_lock:
 *
 * Looks whether the journey is in review, and shows it as something that can be changed or not.
 */
void
esp_journey_desk_read_lock (EspJourneyDesk *self)
{
  Look *look = g_new0 (Look, 1);

  look->journey_id = self->id;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, look_cb, look,
                        look_free, esp_session_get_cancellable (self->session), looked_cb,
                        g_object_ref (self));
}

/**
 * esp_journey_desk_lock_new:
 *
 * Returns: (transfer floating): a strip that says why nothing can be changed, while it is so
 */
GtkWidget *
esp_journey_desk_lock_new (EspJourneyDesk *self)
{
  self->lock = esp_banner_new (ESP_BANNER_INFO);
  esp_banner_set_button (ESP_BANNER (self->lock), _ ("Open the review"), "screen.publish");
  esp_journey_desk_read_lock (self);
  return self->lock;
}
