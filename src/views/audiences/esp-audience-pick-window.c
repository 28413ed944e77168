/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks into which audience of advertisements some leads are put by hand, or out of which they are left. */
#define G_LOG_DOMAIN "esp-audiences"

#include "config.h"

#include "views/audiences/esp-audience-pick-window.h"

#include "engine/audience/esp-ad-identity.h"
#include "store/esp-ad-audience-people.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define ESP_TYPE_AUDIENCE_PICK_WINDOW (esp_audience_pick_window_get_type ())
G_DECLARE_FINAL_TYPE (EspAudiencePickWindow,
                      esp_audience_pick_window,
                      ESP,
                      AUDIENCE_PICK_WINDOW,
                      AdwWindow)

struct _EspAudiencePickWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspBitmap *leads;    /* (owned) */
  GPtrArray *rows;     /* (owned) (nullable) (element-type EspAdAudience) */
  EspFormFrame frame;
  GtkWidget *choice;
  GtkWidget *out;
};

G_DEFINE_FINAL_TYPE (EspAudiencePickWindow, esp_audience_pick_window, ADW_TYPE_WINDOW)

/* What travels to the store's threads and back. */
typedef struct
{
  EspBitmap *leads; /* (owned) (nullable) */
  GPtrArray *rows;  /* (owned) (nullable) */
  gint64 id;
  gboolean is_in;
  gint64 n; /* result */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_pointer (&call->leads, esp_bitmap_free);
  g_clear_pointer (&call->rows, g_ptr_array_unref);
  g_free (call);
}

static gboolean
put_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return esp_ad_audience_put (tx, call->id, call->is_in, call->leads, &call->n, error);
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspAudiencePickWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_in = !gtk_switch_get_active (esp_form_row_get_switch (self->out));
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *sentence = esp_store_message (error);

      gtk_widget_set_sensitive (self->frame.accept, TRUE);
      esp_form_frame_set_problem (&self->frame, sentence);
      return;
    }
  if (history_id == 0)
    esp_session_toast (self->session, is_in ? _ ("They were put in by hand before")
                                            : _ ("They were left out before"));
  else
    esp_session_toast_undo (self->session,
                            is_in ? _ ("Put into the ad audience")
                                  : _ ("Left out of the ad audience"),
                            history_id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
accept_cb (EspAudiencePickWindow *self)
{
  guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (self->choice));
  EspOperation operation = { .kind = "audience" };
  const EspAdAudience *audience;
  Call *call;

  if (self->rows == NULL || index >= self->rows->len)
    return;
  audience = self->rows->pdata[index];
  operation.summary = audience->name;
  call = g_new0 (Call, 1);
  call->leads = esp_bitmap_copy (self->leads);
  call->id = audience->id;
  call->is_in = !gtk_switch_get_active (esp_form_row_get_switch (self->out));
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), &operation, put_in_tx, call,
                         call_free, put_cb, g_object_ref (self));
}

static gboolean
list_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->rows = esp_ad_audience_list (tx, error);
  return call->rows != NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspAudiencePickWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  if (call == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, sentence);
      return;
    }
  self->rows = g_steal_pointer (&call->rows);
  call_free (call);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const EspAdAudience *audience = self->rows->pdata[i];
      EspAdPlatform platform = ESP_AD_META;
      g_autofree char *name = NULL;

      (void) esp_ad_platform_from_name (audience->platform, &platform); /* there is no other */
      name = g_strdup_printf ("%s · %s", audience->name, esp_ad_platform_title (platform));
      gtk_string_list_append (names, name);
    }
  if (self->rows->len == 0)
    esp_form_frame_set_problem (&self->frame,
                                _ ("There is no ad audience yet. Make one in the area "
                                   "“Ad audiences” first."));
  gtk_widget_set_sensitive (self->choice, self->rows->len > 0);
  gtk_widget_set_sensitive (self->frame.accept, self->rows->len > 0);
  adw_combo_row_set_model (ADW_COMBO_ROW (self->choice), G_LIST_MODEL (names));
  if (self->rows->len > 0)
    (void) gtk_widget_grab_focus (self->choice); /* the choice is there all the same */
}

static void
esp_audience_pick_window_finalize (GObject *object)
{
  EspAudiencePickWindow *self = ESP_AUDIENCE_PICK_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->leads, esp_bitmap_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_audience_pick_window_parent_class)->finalize (object);
}

static void
esp_audience_pick_window_class_init (EspAudiencePickWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_audience_pick_window_finalize;
}

static void
esp_audience_pick_window_init (EspAudiencePickWindow *self)
{
}

/**
 * esp_audience_pick_present:
 * @leads: copied
 *
 * Asks for an audience, and puts the leads in or leaves them out whatever its segment says.
 */
void
esp_audience_pick_present (EspSession *session, const EspBitmap *leads)
{
  EspAudiencePickWindow *self = g_object_new (ESP_TYPE_AUDIENCE_PICK_WINDOW, NULL);
  gulong n_leads = (gulong) esp_bitmap_count (leads);
  g_autofree char *n = esp_format_count ((gint64) n_leads);
  g_autofree char *title = g_strdup_printf (ngettext ("%s lead and an ad audience",
                                                      "%s leads and an ad audience", n_leads),
                                            n);
  GtkWidget *list = esp_form_list_new (_ ("Ad audience"));

  self->session = g_object_ref (session);
  self->leads = esp_bitmap_copy (leads);
  self->frame =
    esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session), title, _ ("_Save"));
  self->choice = esp_choice_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choice), _ ("Ad audience"));
  self->out = esp_form_switch_row_new (_ ("Leave them out"),
                                       _ ("Otherwise they are put in, whatever its segment says. "
                                          "Consent is asked for all the same."),
                                       FALSE);
  gtk_list_box_append (GTK_LIST_BOX (list), self->choice);
  gtk_list_box_append (GTK_LIST_BOX (list), self->out);
  gtk_box_append (GTK_BOX (self->frame.box), list);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, list_in_tx,
                        g_new0 (Call, 1), call_free, NULL, listed_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
