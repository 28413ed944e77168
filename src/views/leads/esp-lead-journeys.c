/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journeys of a lead on its page: one row each, which opens the path. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-journeys.h"

#include "engine/journey/esp-journey-json.h"
#include "views/journeys/esp-journey-trace-window.h"
#include "views/journeys/esp-journey-trace-words.h"
#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_PASSAGES 50
#define JOURNEY_KEY "esp-journey"

struct _EspLeadJourneys
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  guint32 lead_id;
  GtkWidget *box;
  GtkWidget *list; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (EspLeadJourneys, esp_lead_journeys, GTK_TYPE_WIDGET)

typedef struct
{
  guint32 lead_id;
  EspLang lang;
  gint64 now_us;
  GPtrArray *passages; /* (owned) (element-type EspJourneyPassage) the newest of each journey */
  GPtrArray
    *journeys; /* (owned) (element-type EspJourney) (nullable) its version, in the same order */
  EspJourneyNames *names;
} Look;

static void
unref_journey (gpointer data)
{
  if (data != NULL)
    esp_journey_unref (data);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->passages, g_ptr_array_unref);
  g_clear_pointer (&look->journeys, g_ptr_array_unref);
  g_clear_pointer (&look->names, esp_journey_names_unref);
  g_free (look);
}

/* Of several passages through one journey the first in the list stands for all. */
static void
keep_newest (GPtrArray *passages)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  guint i = 0;

  while (i < passages->len)
    {
      const EspJourneyPassage *passage = g_ptr_array_index (passages, i);

      if (g_hash_table_add (known, GSIZE_TO_POINTER ((gsize) passage->journey_id)))
        i++;
      else
        g_ptr_array_remove_index (passages, i);
    }
}

static gboolean
read_look (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->now_us = esp_tx_get_now_us (tx);
  look->passages = esp_journey_passages_of_lead (tx, look->lead_id, MAX_PASSAGES, error);
  if (look->passages == NULL)
    return FALSE;
  keep_newest (look->passages);
  look->journeys = g_ptr_array_new_with_free_func (unref_journey);
  for (guint i = 0; i < look->passages->len; i++)
    {
      const EspJourneyPassage *passage = g_ptr_array_index (look->passages, i);
      g_autoptr (EspJourneyVersion) version =
        esp_journey_version_load (tx, passage->journey_id, passage->version, error);

      if (version == NULL)
        return FALSE;
      g_ptr_array_add (look->journeys, esp_journey_parse_json (version->definition, -1, NULL));
    }
  if (look->passages->len > 0)
    look->names = esp_journey_names_load (tx, look->lang, error);
  return look->passages->len == 0 || look->names != NULL;
}

static char *
say_passage (EspLeadJourneys *self, const Look *look, guint index)
{
  const EspTraceSpeaker speaker = { self->session, look->names };
  const EspJourneyPassage *passage = g_ptr_array_index (look->passages, index);
  const EspJourney *journey = g_ptr_array_index (look->journeys, index);
  g_autofree char *entered = NULL;
  EspTraceNext next;

  if (journey != NULL && passage->status == ESP_STATE_INSIDE)
    {
      esp_journey_next_of_passage (passage, journey, look->now_us, &next);
      return esp_trace_words_next (&speaker, &next);
    }
  entered = esp_trace_words_moment (&speaker, passage->entered_us);
  /* Translators: what became of a passage through a journey, and when it began */
  return g_strdup_printf (C_ ("lead journeys", "%1$s · came in %2$s"),
                          esp_journey_words_status ((EspJourneyStatus) passage->status), entered);
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, EspLeadJourneys *self)
{
  const gint64 *journey_id = g_object_get_data (G_OBJECT (row), JOURNEY_KEY);

  if (journey_id != NULL)
    esp_journey_trace_window_present (self->session, *journey_id, self->lead_id);
}

static GtkWidget *
row_new (EspLeadJourneys *self, const Look *look, guint index)
{
  const EspJourneyPassage *passage = g_ptr_array_index (look->passages, index);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("esp-chevron-right-symbolic");
  g_autofree char *text = say_passage (self, look, index);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), passage->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_add_css_class (arrow, "dim-label");
  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _ ("Show the path through this journey"));
  g_object_set_data_full (G_OBJECT (row), JOURNEY_KEY,
                          g_memdup2 (&passage->journey_id, sizeof passage->journey_id), g_free);
  return row;
}

static void
show (EspLeadJourneys *self, const Look *look)
{
  g_clear_pointer (&self->list, gtk_widget_unparent);
  gtk_widget_set_visible (GTK_WIDGET (self), look->passages->len > 0);
  if (look->passages->len == 0)
    return;
  self->list = esp_form_list_new (_ ("Journeys"));
  for (guint i = 0; i < look->passages->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), row_new (self, look, i));
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_cb), self, 0);
  gtk_box_append (GTK_BOX (self->box), self->list);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadJourneys) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (look == NULL)
    g_debug ("The journeys of a lead cannot be read: %s", error->message);
  else if (self->box != NULL && look->lead_id == self->lead_id)
    show (self, look);
  if (look != NULL)
    look_free (look);
}

/**
 * esp_lead_journeys_refresh:
 */
void
esp_lead_journeys_refresh (EspLeadJourneys *self)
{
  Look *look;

  if (self->lead_id == 0)
    return;
  look = g_new0 (Look, 1);
  look->lead_id = self->lead_id;
  look->lang = esp_session_get_lang (self->session);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_look, look,
                        look_free, NULL, read_cb, g_object_ref (self));
}

/**
 * esp_lead_journeys_set_lead:
 */
void
esp_lead_journeys_set_lead (EspLeadJourneys *self, guint32 lead_id)
{
  if (self->lead_id != lead_id)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->lead_id = lead_id;
  esp_lead_journeys_refresh (self);
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspLeadJourneys *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_PASSAGE | ESP_CHANGE_JOURNEY) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    esp_lead_journeys_refresh (self);
}

static void
esp_lead_journeys_dispose (GObject *object)
{
  EspLeadJourneys *self = ESP_LEAD_JOURNEYS (object);

  self->list = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_lead_journeys_parent_class)->dispose (object);
}

static void
esp_lead_journeys_class_init (EspLeadJourneysClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_lead_journeys_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_lead_journeys_init (EspLeadJourneys *self)
{
  GtkWidget *title = gtk_label_new (_ ("Journeys"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * esp_lead_journeys_new:
 *
 * Returns: (transfer floating)
 */
GtkWidget *
esp_lead_journeys_new (EspSession *session)
{
  EspLeadJourneys *self = g_object_new (ESP_TYPE_LEAD_JOURNEYS, NULL);

  self->session = session;
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  return GTK_WIDGET (self);
}
