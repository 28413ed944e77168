/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a message from being written on while somebody looks at it in a review, and says so. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-lock.h"

#include "store/esp-reviews.h"
#include "views/shell/esp-banner.h"
#include "views/shell/esp-store-messages.h"

#define LOCK_KEY "esp-lock"

typedef struct
{
  EspSession *session;
  gint64 message_id;
  GWeakRef page;
} Lock;

static void
lock_free (gpointer data)
{
  Lock *lock = data;

  g_weak_ref_clear (&lock->page);
  g_free (lock);
}

typedef struct
{
  gint64 message_id;
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

  if (esp_review_check_unlocked (tx, 0, look->message_id, &problem))
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
  g_autoptr (EspBanner) banner = user_data;
  Lock *lock = g_object_get_data (G_OBJECT (banner), LOCK_KEY);
  Look *look = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autoptr (GtkWidget) page = g_weak_ref_get (&lock->page);

  if (look != NULL)
    {
      esp_banner_set_text (banner, look->sentence);
      if (page != NULL)
        gtk_widget_set_sensitive (page, look->sentence == NULL);
      look_free (look);
    }
}

static void
read_lock (EspBanner *banner)
{
  Lock *lock = g_object_get_data (G_OBJECT (banner), LOCK_KEY);
  Look *look = g_new0 (Look, 1);

  look->message_id = lock->message_id;
  esp_store_read_async (esp_session_get_store (lock->session), ESP_READ_PAGE, look_cb, look,
                        look_free, esp_session_get_cancellable (lock->session), looked_cb,
                        g_object_ref (banner));
}

static void
changed_cb (EspBanner *banner, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_REVIEW))
    read_lock (banner);
}

/**
 * esp_message_lock_new:
 * @page: what cannot be used meanwhile
 *
 * Returns: (transfer floating): a strip that says why, while it is so
 */
GtkWidget *
esp_message_lock_new (EspSession *session, gint64 message_id, GtkWidget *page)
{
  GtkWidget *banner = esp_banner_new (ESP_BANNER_INFO);
  Lock *lock = g_new0 (Lock, 1);

  lock->session = session;
  lock->message_id = message_id;
  g_weak_ref_init (&lock->page, page);
  g_object_set_data_full (G_OBJECT (banner), LOCK_KEY, lock, lock_free);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           banner, G_CONNECT_SWAPPED);
  read_lock (ESP_BANNER (banner));
  return banner;
}
