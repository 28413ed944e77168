/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks which journey some leads are let into by hand, and says beforehand who of them comes in and who does not. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-pick-window.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-journey-members.h"
#include "store/esp-journeys.h"
#include "views/journeys/esp-journey-people-acts.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-number.h"
#include "views/shell/esp-row-lines.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define ESP_TYPE_JOURNEY_PICK_WINDOW (esp_journey_pick_window_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyPickWindow,
                      esp_journey_pick_window,
                      ESP,
                      JOURNEY_PICK_WINDOW,
                      AdwWindow)

struct _EspJourneyPickWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspBitmap *leads;    /* (owned) */
  GArray *ids;         /* (owned) gint64: of the choices */
  gint64 wanted;       /* whose numbers are asked for */
  EspFormFrame frame;
  GtkWidget *choice;
  GtkWidget *figures; /* the group with one row for each answer */
  GtkWidget *rows[3]; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (EspJourneyPickWindow, esp_journey_pick_window, ADW_TYPE_WINDOW)

/* What travels to the store's threads and back. */
typedef struct
{
  EspJourneyPickWindow *window; /* (owned) main thread only */
  gint64 id;
  EspBitmap *leads;    /* (owned) */
  GPtrArray *journeys; /* (owned) (nullable) (element-type EspJourneyRow) result of the list */
  guint64 n_inside;    /* result: are in it already */
  guint64 n_before;    /* result: were in it, and left */
  EspReentry reentry;
  guint reentry_days;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->window);
  esp_bitmap_free (call->leads);
  g_clear_pointer (&call->journeys, g_ptr_array_unref);
  g_free (call);
}

static Call *
call_new (EspJourneyPickWindow *self, gint64 id)
{
  Call *call = g_new0 (Call, 1);

  call->window = g_object_ref (self);
  call->id = id;
  call->leads = esp_bitmap_copy (self->leads);
  return call;
}

/* Who comes in */

static gboolean
count_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, call->id, error);
  g_autoptr (EspJourneyVersion) version =
    row != NULL ? esp_journey_version_load (tx, call->id, row->version, error) : NULL;
  g_autoptr (EspJourney) journey =
    version != NULL ? esp_journey_parse_json (version->definition, -1, error) : NULL;
  g_autoptr (EspBitmap) inside =
    journey != NULL ? esp_journey_leads (tx, call->id, TRUE, error) : NULL;
  g_autoptr (EspBitmap) ever =
    inside != NULL ? esp_journey_leads (tx, call->id, FALSE, error) : NULL;

  if (ever == NULL)
    return FALSE;
  call->reentry = journey->reentry;
  call->reentry_days = journey->reentry_days;
  call->n_inside = esp_bitmap_and_count (call->leads, inside);
  esp_bitmap_andnot (ever, inside);
  call->n_before = esp_bitmap_and_count (call->leads, ever);
  return TRUE;
}

static void
add_figure (EspJourneyPickWindow *self, guint place, const char *title, guint64 n)
{
  g_autofree char *count = esp_format_count ((gint64) n);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (count);
  g_autofree char *name = g_strdup_printf ("%s: %s", title, count);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->figures), row);
  self->rows[place] = row;
}

static void
clear_figures (EspJourneyPickWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->rows); i++)
    {
      if (self->rows[i] != NULL)
        adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->figures), self->rows[i]);
      self->rows[i] = NULL;
    }
}

static char *
dup_before_words (const Call *call)
{
  if (call->reentry == ESP_REENTRY_NEVER)
    return g_strdup (_ ("Were in it, and nobody comes in twice"));
  if (call->reentry == ESP_REENTRY_AFTER)
    return g_strdup_printf (ngettext ("Were in it, and come in again after %u day",
                                      "Were in it, and come in again after %u days",
                                      call->reentry_days),
                            call->reentry_days);
  return g_strdup (_ ("Were in it, and come in again"));
}

static void
show_figures (EspJourneyPickWindow *self, const Call *call)
{
  guint64 n_new = esp_bitmap_count (self->leads) - call->n_inside - call->n_before;
  gboolean is_any = n_new > 0 || (call->n_before > 0 && call->reentry != ESP_REENTRY_NEVER);
  g_autofree char *before = dup_before_words (call);

  clear_figures (self);
  add_figure (self, 0, _ ("Come in for the first time"), n_new);
  if (call->n_before > 0)
    add_figure (self, 1, before, call->n_before);
  if (call->n_inside > 0)
    add_figure (self, 2, _ ("Are in it already, and stay where they are"), call->n_inside);
  gtk_widget_set_sensitive (self->frame.accept, is_any);
  gtk_widget_set_tooltip_text (self->frame.accept, is_any ? NULL : _ ("None of them comes in"));
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyPickWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, sentence);
      return;
    }
  if (call->id == self->wanted)
    show_figures (self, call);
  call_free (call);
}

static void
chosen_cb (EspJourneyPickWindow *self)
{
  guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (self->choice));

  if (index >= self->ids->len)
    return;
  self->wanted = g_array_index (self->ids, gint64, index);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_form_frame_set_problem (&self->frame, NULL);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, count_in_tx,
                        call_new (self, self->wanted), call_free, NULL, counted_cb,
                        g_object_ref (self));
}

static void
accept_cb (EspJourneyPickWindow *self)
{
  esp_journey_people_add (self->session, self->wanted, self->leads);
  gtk_window_close (GTK_WINDOW (self));
}

/* Which journeys there are */

static gboolean
list_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->journeys = esp_journey_row_list (tx, TRUE, error);
  return call->journeys != NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyPickWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; call != NULL && i < call->journeys->len; i++)
    {
      const EspJourneyRow *row = call->journeys->pdata[i];

      if (!g_str_equal (row->state, "live"))
        continue;
      gtk_string_list_append (names, row->name);
      g_array_append_val (self->ids, row->id);
    }
  if (call == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, sentence);
    }
  else if (self->ids->len == 0)
    esp_form_frame_set_problem (&self->frame, _ ("No journey takes anybody in now. Publish one "
                                                 "first, or resume it."));
  g_clear_pointer (&call, call_free);
  gtk_widget_set_sensitive (self->choice, self->ids->len > 0);
  adw_combo_row_set_model (ADW_COMBO_ROW (self->choice), G_LIST_MODEL (names));
  chosen_cb (self);
}

static void
esp_journey_pick_window_finalize (GObject *object)
{
  EspJourneyPickWindow *self = ESP_JOURNEY_PICK_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->leads, esp_bitmap_free);
  g_array_unref (self->ids);
  G_OBJECT_CLASS (esp_journey_pick_window_parent_class)->finalize (object);
}

static void
esp_journey_pick_window_class_init (EspJourneyPickWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_journey_pick_window_finalize;
}

static void
esp_journey_pick_window_init (EspJourneyPickWindow *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * esp_journey_pick_present:
 * @leads: copied
 *
 * Asks for a journey and lets the leads into it, as far as its rules allow.
 */
void
esp_journey_pick_present (EspSession *session, const EspBitmap *leads)
{
  EspJourneyPickWindow *self = g_object_new (ESP_TYPE_JOURNEY_PICK_WINDOW, NULL);
  g_autofree char *n = esp_format_count ((gint64) esp_bitmap_count (leads));
  g_autofree char *title =
    g_strdup_printf (ngettext ("Let %s lead into a journey", "Let %s leads into a journey",
                               (gulong) esp_bitmap_count (leads)),
                     n);
  GtkWidget *group = esp_form_group_new (NULL, _ ("They begin at its first step at once, whatever "
                                                  "entries it has."));

  self->session = g_object_ref (session);
  self->leads = esp_bitmap_copy (leads);
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session), title,
                                      _ ("_Let In"));
  self->choice = esp_choice_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choice), _ ("Journey"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->choice);
  gtk_box_append (GTK_BOX (self->frame.box), group);
  self->figures = esp_form_group_new (NULL, NULL);
  gtk_box_append (GTK_BOX (self->frame.box), self->figures);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (chosen_cb), self);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, list_in_tx,
                        call_new (self, 0), call_free, NULL, listed_cb, g_object_ref (self));
  gtk_window_present (GTK_WINDOW (self));
}
