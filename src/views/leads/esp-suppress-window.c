/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks on which channel and why nothing is to be sent to the selected leads any more. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-suppress-window.h"

#include "views/shell/esp-form-window.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-bulk-job.h"

#include <glib/gi18n.h>

struct _EspSuppressWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspBitmap *leads;    /* (owned) */
  EspFormFrame frame;
  GtkWidget *channel_row;
  GtkWidget *detail_row;
};

G_DEFINE_FINAL_TYPE (EspSuppressWindow, esp_suppress_window, ADW_TYPE_WINDOW)

/* In the order of the list. */
static const char *const channels[] = { "all", "email", "sms", "kakao", "phone" };

static void
suppressed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSuppressWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *n = NULL;
  g_autofree char *text = NULL;
  EspBulkResult done;

  if (!esp_bulk_job_run_finish (ESP_STORE (source), result, &done, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, message);
      gtk_widget_set_sensitive (self->frame.accept, TRUE);
      return;
    }
  n = esp_format_count (done.n_changed);
  if (done.history_id != 0)
    {
      text = g_strdup_printf (ngettext ("%s lead suppressed", "%s leads suppressed",
                                        (gulong) done.n_changed),
                              n);
      esp_session_toast_undo (self->session, text, done.history_id);
    }
  else
    esp_session_toast (self->session,
                       _ ("Nothing changed: they are suppressed already, or have no address"));
  gtk_window_close (GTK_WINDOW (self));
}

static void
accept_cb (EspSuppressWindow *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->detail_row));
  g_autofree char *detail = g_strstrip (g_strdup (typed));
  EspBulkEdit edit = {
    .act = ESP_BULK_SUPPRESS,
    .channel = (char *) channels[adw_combo_row_get_selected (ADW_COMBO_ROW (self->channel_row))],
    .detail = *detail != '\0' ? detail : NULL,
  };

  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_bulk_job_run_async (esp_session_get_store (self->session), &edit, self->leads, NULL, NULL,
                          NULL, suppressed_cb, g_object_ref (self));
}

static void
esp_suppress_window_finalize (GObject *object)
{
  EspSuppressWindow *self = ESP_SUPPRESS_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->leads, esp_bitmap_free);
  G_OBJECT_CLASS (esp_suppress_window_parent_class)->finalize (object);
}

static void
esp_suppress_window_class_init (EspSuppressWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_suppress_window_finalize;
}

static void
esp_suppress_window_init (EspSuppressWindow *self)
{
}

static void
build (EspSuppressWindow *self)
{
  const char *names[] = { _ ("Every channel"), _ ("Email"),       _ ("Text messages"),
                          _ ("KakaoTalk"),     _ ("Phone calls"), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);
  GtkWidget *group = esp_form_group_new (
    NULL,
    _ ("Nothing is sent to their addresses any more, whatever consent says. The addresses are "
       "kept as hashes: they stay suppressed when the same people come in again."));

  self->channel_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->channel_row), _ ("Channel"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->channel_row), G_LIST_MODEL (model));
  self->detail_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->detail_row), _ ("Reason (optional)"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->detail_row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->channel_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->detail_row);
  gtk_box_append (GTK_BOX (self->frame.box), group);
}

/**
 * esp_suppress_window_new:
 * @leads: copied
 *
 * Returns: (transfer full): the window, to be presented
 */
GtkWidget *
esp_suppress_window_new (EspSession *session, const EspBitmap *leads)
{
  EspSuppressWindow *self = g_object_new (ESP_TYPE_SUPPRESS_WINDOW, NULL);
  gulong n = (gulong) esp_bitmap_count (leads);
  g_autofree char *count = esp_format_count ((gint64) n);
  g_autofree char *title =
    g_strdup_printf (ngettext ("Suppress %s lead", "Suppress %s leads", n), count);

  self->session = g_object_ref (session);
  self->leads = esp_bitmap_copy (leads);
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session), title,
                                      _ ("_Suppress"));
  build (self);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  return GTK_WIDGET (self);
}
