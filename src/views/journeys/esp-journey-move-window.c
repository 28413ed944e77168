/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks at which step of a journey a lead goes on, and puts it there. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-move-window.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-journeys.h"
#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-journey-manual.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define ESP_TYPE_JOURNEY_MOVE_WINDOW (esp_journey_move_window_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyMoveWindow,
                      esp_journey_move_window,
                      ESP,
                      JOURNEY_MOVE_WINDOW,
                      AdwWindow)

struct _EspJourneyMoveWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  gint64 journey_id;
  guint32 lead_id;
  EspJourney *journey; /* (owned) (nullable) the version that people enter */
  EspFormFrame frame;
  GtkWidget *choice;
};

G_DEFINE_FINAL_TYPE (EspJourneyMoveWindow, esp_journey_move_window, ADW_TYPE_WINDOW)

/* What travels to the store's threads and back. */
typedef struct
{
  gint64 journey_id;
  EspLang lang;
  char *step;             /* (owned) (nullable) */
  EspBitmap *leads;       /* (owned) (nullable) */
  EspJourney *journey;    /* (owned) (nullable) result */
  EspJourneyNames *names; /* (owned) (nullable) result */
  gint64 n;               /* result */
  gint64 n_refused;       /* result */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->step);
  g_clear_pointer (&call->leads, esp_bitmap_free);
  g_clear_pointer (&call->journey, esp_journey_unref);
  g_clear_pointer (&call->names, esp_journey_names_unref);
  g_free (call);
}

static gboolean
move_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_put_at (tx, engine, call->journey_id, call->leads, call->step, &call->n,
                             &call->n_refused, error);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyMoveWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = g_object_steal_data (G_OBJECT (self), "esp-call");

  gtk_widget_set_sensitive (self->frame.accept, TRUE);
  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, sentence);
    }
  else if (call->n == 0)
    esp_form_frame_set_problem (&self->frame,
                                _ ("The lead has done this step already, is at it, or goes through "
                                   "a version without it. Nothing is done twice."));
  else
    {
      esp_session_toast (self->session, _ ("The lead goes on at the step"));
      gtk_window_close (GTK_WINDOW (self));
    }
  call_free (call);
}

static void
accept_cb (EspJourneyMoveWindow *self)
{
  guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (self->choice));
  Call *call;

  if (self->journey == NULL || index >= esp_journey_get_n_steps (self->journey))
    return;
  call = g_new0 (Call, 1);
  call->journey_id = self->journey_id;
  call->step = g_strdup (esp_journey_get_step (self->journey, index)->id);
  call->leads = esp_bitmap_new ();
  esp_bitmap_add (call->leads, self->lead_id);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  g_object_set_data (G_OBJECT (self), "esp-call", call);
  esp_store_write_async (esp_session_get_store (self->session), NULL, move_in_tx, call, NULL,
                         moved_cb, g_object_ref (self));
}

/* What was wrong with one step says nothing of another. */
static void
chosen_cb (EspJourneyMoveWindow *self)
{
  esp_form_frame_set_problem (&self->frame, NULL);
  gtk_widget_set_sensitive (self->frame.accept, self->journey != NULL);
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, call->journey_id, error);
  g_autoptr (EspJourneyVersion) version =
    row != NULL ? esp_journey_version_load (tx, call->journey_id, row->version, error) : NULL;

  call->journey = version != NULL ? esp_journey_parse_json (version->definition, -1, error) : NULL;
  call->names = call->journey != NULL ? esp_journey_names_load (tx, call->lang, error) : NULL;
  return call->names != NULL;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyMoveWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkStringList) steps = gtk_string_list_new (NULL);
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, sentence);
      return;
    }
  self->journey = g_steal_pointer (&call->journey);
  for (guint i = 0; i < esp_journey_get_n_steps (self->journey); i++)
    {
      g_autofree char *title =
        esp_journey_words_title (self->journey, esp_journey_get_step (self->journey, i),
                                 call->names);
      g_autofree char *line = g_strdup_printf ("%u. %s", i + 1, title);

      gtk_string_list_append (steps, line);
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (self->choice), G_LIST_MODEL (steps));
  gtk_widget_set_sensitive (self->frame.accept, esp_journey_get_n_steps (self->journey) > 0);
  call_free (call);
}

static void
esp_journey_move_window_finalize (GObject *object)
{
  EspJourneyMoveWindow *self = ESP_JOURNEY_MOVE_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->journey, esp_journey_unref);
  G_OBJECT_CLASS (esp_journey_move_window_parent_class)->finalize (object);
}

static void
esp_journey_move_window_class_init (EspJourneyMoveWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_journey_move_window_finalize;
}

static void
esp_journey_move_window_init (EspJourneyMoveWindow *self)
{
}

/**
 * esp_journey_move_present:
 * @title: what the lead is called
 *
 * Asks for a step and puts the lead there, as far as that does nothing twice.
 */
void
esp_journey_move_present (EspSession *session,
                          GtkWindow *parent,
                          gint64 journey_id,
                          guint32 lead_id,
                          const char *title)
{
  EspJourneyMoveWindow *self = g_object_new (ESP_TYPE_JOURNEY_MOVE_WINDOW, NULL);
  /* Translators: %s is a lead */
  g_autofree char *heading = g_strdup_printf (_ ("Move %s to another step"), title);
  GtkWidget *group = esp_form_group_new (NULL, _ ("It is done at once. What the lead has done "
                                                  "before stays in its path."));
  Call *call = g_new0 (Call, 1);

  self->session = g_object_ref (session);
  self->journey_id = journey_id;
  self->lead_id = lead_id;
  self->frame = esp_form_frame_build (ADW_WINDOW (self), parent, heading, _ ("_Move"));
  self->choice = esp_choice_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choice), _ ("Step"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->choice);
  gtk_box_append (GTK_BOX (self->frame.box), group);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (chosen_cb), self);
  call->journey_id = journey_id;
  call->lang = esp_session_get_lang (session);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_in_tx, call, call_free,
                        NULL, read_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
