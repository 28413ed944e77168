/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small window that asks what an audience of advertisements is called, for which platform and for whom. */
#define G_LOG_DOMAIN "esp-audiences"

#include "config.h"

#include "views/audiences/esp-audience-form.h"

#include "engine/audience/esp-ad-identity.h"
#include "store/esp-segments.h"
#include "views/audiences/esp-audience-words.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

struct _EspAudienceForm
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspFormFrame frame;
  GPtrArray *segments; /* (owned) (element-type EspSegment) */
  gint64 id;           /* 0: a new one */
  GtkWidget *name;
  GtkWidget *platform;
  GtkWidget *segment;
  GtkWidget *consent;
  GtkWidget *stay;
  GtkWidget *note;
};

G_DEFINE_FINAL_TYPE (EspAudienceForm, esp_audience_form, ADW_TYPE_WINDOW)

static void
audience_free (gpointer data)
{
  esp_ad_audience_free (data);
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  EspAdAudience *audience = data;

  return audience->id == 0 ? esp_ad_audience_insert (tx, audience, error)
                           : esp_ad_audience_update (tx, audience, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspAudienceForm) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      gtk_widget_set_sensitive (self->frame.accept, TRUE);
      esp_form_frame_set_problem (&self->frame, message);
      return;
    }
  esp_session_toast_undo (self->session,
                          self->id == 0 ? _ ("Ad audience made") : _ ("Ad audience changed"),
                          history_id);
  gtk_window_close (GTK_WINDOW (self));
}

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
accept_cb (EspAudienceForm *self)
{
  EspOperation operation = { .kind = "audience" };
  g_autoptr (EspAdAudience) audience = g_new0 (EspAdAudience, 1);
  guint segment = adw_combo_row_get_selected (ADW_COMBO_ROW (self->segment));
  guint platform = adw_combo_row_get_selected (ADW_COMBO_ROW (self->platform));

  audience->id = self->id;
  audience->name = dup_text (self->name);
  audience->note = dup_text (self->note);
  audience->platform = g_strdup (esp_ad_platform_name ((EspAdPlatform) platform));
  audience->needs_consent = adw_combo_row_get_selected (ADW_COMBO_ROW (self->consent)) == 0;
  audience->stay_days = gtk_spin_button_get_value_as_int (esp_form_row_get_spin (self->stay));
  if (segment > 0 && segment <= self->segments->len)
    audience->segment_id =
      ((const EspSegment *) g_ptr_array_index (self->segments, segment - 1))->id;
  if (*audience->name == '\0')
    {
      esp_form_frame_set_problem (&self->frame, _ ("Give the ad audience a name."));
      (void) gtk_widget_grab_focus (self->name); /* the sentence is there all the same */
      return;
    }
  operation.summary = audience->name;
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb,
                         g_steal_pointer (&audience), audience_free, saved_cb, g_object_ref (self));
}

static void
esp_audience_form_finalize (GObject *object)
{
  EspAudienceForm *self = ESP_AUDIENCE_FORM (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_audience_form_parent_class)->finalize (object);
}

static void
esp_audience_form_class_init (EspAudienceFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_audience_form_finalize;
}

static void
esp_audience_form_init (EspAudienceForm *self)
{
}

static GtkWidget *
make_platforms (const EspAdAudience *audience)
{
  const char *titles[ESP_N_AD_PLATFORMS + 1] = { NULL };
  EspAdPlatform platform = ESP_AD_META;

  for (guint i = 0; i < ESP_N_AD_PLATFORMS; i++)
    titles[i] = esp_ad_platform_title ((EspAdPlatform) i);
  if (audience != NULL && !esp_ad_platform_from_name (audience->platform, &platform))
    platform = ESP_AD_META;
  return esp_form_choice_row_new (_ ("Platform"), titles, platform);
}

static GtkWidget *
make_segments (EspAudienceForm *self, const EspAdAudience *audience)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  guint selected = 0;

  g_ptr_array_add (titles, (gpointer) _ ("Nobody by itself"));
  for (guint i = 0; i < self->segments->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (self->segments, i);

      g_ptr_array_add (titles, segment->name);
      if (audience != NULL && audience->segment_id == segment->id)
        selected = i + 1;
    }
  g_ptr_array_add (titles, NULL);
  return esp_form_choice_row_new (_ ("Segment"), (const char *const *) titles->pdata, selected);
}

/* What holds for the platform is told before it is used. */
static void
platform_cb (EspAudienceForm *self)
{
  guint platform = adw_combo_row_get_selected (ADW_COMBO_ROW (self->platform));
  g_autofree char *words = esp_audience_words_minimum ((EspAdPlatform) platform);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->platform), words);
}

static void
build (EspAudienceForm *self, const EspAdAudience *audience)
{
  const char *const rules[] = { _ ("Only who agreed to ads"), _ ("Whoever did not refuse ads"),
                                NULL };
  GtkWidget *list = esp_form_list_new (_ ("Ad audience"));

  self->name = esp_form_entry_row_new (_ ("Name"), audience != NULL ? audience->name : "");
  self->platform = make_platforms (audience);
  self->segment = make_segments (self, audience);
  self->consent = esp_form_choice_row_new (_ ("Consent"), rules,
                                           audience == NULL || audience->needs_consent ? 0 : 1);
  self->stay =
    esp_form_spin_row_new (_ ("Days to stay"),
                           _ ("After so many days somebody is to be taken back; 0: as long as "
                              "they are in the audience"),
                           0, ESP_AD_AUDIENCE_MAX_STAY, audience != NULL ? audience->stay_days : 0);
  self->note =
    esp_form_entry_row_new (_ ("Note"),
                            audience != NULL && audience->note != NULL ? audience->note : "");
  gtk_list_box_append (GTK_LIST_BOX (list), self->name);
  gtk_list_box_append (GTK_LIST_BOX (list), self->platform);
  gtk_list_box_append (GTK_LIST_BOX (list), self->segment);
  gtk_list_box_append (GTK_LIST_BOX (list), self->consent);
  gtk_list_box_append (GTK_LIST_BOX (list), self->stay);
  gtk_list_box_append (GTK_LIST_BOX (list), self->note);
  g_signal_connect_object (self->platform, "notify::selected", G_CALLBACK (platform_cb), self,
                           G_CONNECT_SWAPPED);
  platform_cb (self);
  gtk_box_append (GTK_BOX (self->frame.box), list);
  g_signal_connect_object (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * esp_audience_form_present:
 * @audience: (nullable): which one to change; %NULL makes one
 * @segments: (element-type EspSegment): what can be chosen
 */
void
esp_audience_form_present (EspSession *session, const EspAdAudience *audience, GPtrArray *segments)
{
  EspAudienceForm *self = g_object_new (ESP_TYPE_AUDIENCE_FORM, NULL);

  self->session = g_object_ref (session);
  self->segments = g_ptr_array_ref (segments);
  self->id = audience != NULL ? audience->id : 0;
  self->frame =
    esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                          audience == NULL ? _ ("New ad audience") : _ ("Edit ad audience"),
                          audience == NULL ? _ ("_Add") : _ ("_Save"));
  build (self, audience);
  (void) gtk_widget_grab_focus (self->name); /* what is asked first */
  gtk_window_present (GTK_WINDOW (self));
}
