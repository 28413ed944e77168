/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question where everybody of a file goes once they are in. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-aims-view.h"

#include "store/esp-journeys.h"
#include "store/esp-segments.h"
#include "views/shell/esp-choice.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* One place of a list. */
typedef struct
{
  gint64 id; /* 0: none of them */
  char *name;
} Aim;

typedef struct
{
  EspImportAimsView *view; /* (owned) */
  GArray *segments;        /* (owned) of Aim */
  GArray *journeys;        /* (owned) of Aim */
} Load;

struct _EspImportAimsView
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  GtkWidget *group;
  GtkWidget *segment_row;
  GtkWidget *journey_row;
  GArray *segments; /* (owned) of Aim, as the row shows them */
  GArray *journeys; /* (owned) of Aim, as the row shows them */
};

G_DEFINE_FINAL_TYPE (EspImportAimsView, esp_import_aims_view, GTK_TYPE_WIDGET)

static void
aim_clear (gpointer aim)
{
  g_free (((Aim *) aim)->name);
}

static GArray *
aims_new (void)
{
  GArray *aims = g_array_new (FALSE, TRUE, sizeof (Aim));

  g_array_set_clear_func (aims, aim_clear);
  return aims;
}

static void
add_aim (GArray *aims, gint64 id, const char *name)
{
  Aim aim = { id, g_strdup (name) };

  g_array_append_val (aims, aim);
}

static void
load_free (Load *load)
{
  g_clear_pointer (&load->segments, g_array_unref);
  g_clear_pointer (&load->journeys, g_array_unref);
  g_object_unref (load->view);
  g_free (load);
}

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;
  g_autoptr (GPtrArray) segments = esp_segment_list (tx, error);
  g_autoptr (GPtrArray) journeys = segments != NULL ? esp_journey_row_list (tx, TRUE, error) : NULL;

  if (journeys == NULL)
    return FALSE;
  for (guint i = 0; i < segments->len; i++)
    {
      const EspSegment *segment = segments->pdata[i];

      if (segment->is_static)
        add_aim (load->segments, segment->id, segment->name);
    }
  for (guint i = 0; i < journeys->len; i++)
    {
      const EspJourneyRow *row = journeys->pdata[i];

      if (g_str_equal (row->state, "live"))
        add_aim (load->journeys, row->id, row->name);
    }
  return TRUE;
}

static gint64
get_chosen (GtkWidget *row, GArray *aims)
{
  guint at = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  return at > 0 && at <= aims->len ? g_array_index (aims, Aim, at - 1).id : 0;
}

/* What was chosen stays chosen when the list is read again. */
static void
fill (GtkWidget *row, GArray **place, GArray *aims)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gint64 chosen = get_chosen (row, *place);
  guint at = 0;

  gtk_string_list_append (names, C_ ("import aim", "None"));
  for (guint i = 0; i < aims->len; i++)
    {
      const Aim *aim = &g_array_index (aims, Aim, i);

      gtk_string_list_append (names, aim->name);
      if (aim->id == chosen)
        at = i + 1;
    }
  g_array_unref (*place);
  *place = aims;
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), at);
  gtk_widget_set_visible (row, aims->len > 0);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Load *load = user_data;
  EspImportAimsView *self = load->view;
  g_autoptr (GError) error = NULL;

  if (!esp_store_read_finish (ESP_STORE (source), result, &error))
    {
      g_warning ("Lists and journeys could not be read: %s", error->message);
      load_free (load);
      return;
    }
  fill (self->segment_row, &self->segments, g_steal_pointer (&load->segments));
  fill (self->journey_row, &self->journeys, g_steal_pointer (&load->journeys));
  gtk_widget_set_visible (GTK_WIDGET (self), self->segments->len + self->journeys->len > 0);
  load_free (load);
}

static void
esp_import_aims_view_dispose (GObject *object)
{
  EspImportAimsView *self = ESP_IMPORT_AIMS_VIEW (object);

  g_clear_pointer (&self->group, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_import_aims_view_parent_class)->dispose (object);
}

static void
esp_import_aims_view_finalize (GObject *object)
{
  EspImportAimsView *self = ESP_IMPORT_AIMS_VIEW (object);

  g_array_unref (self->segments);
  g_array_unref (self->journeys);
  G_OBJECT_CLASS (esp_import_aims_view_parent_class)->finalize (object);
}

static void
esp_import_aims_view_class_init (EspImportAimsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_aims_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_import_aims_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
row_new (EspImportAimsView *self, const char *title, const char *subtitle)
{
  GtkWidget *row = esp_choice_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  return row;
}

static void
esp_import_aims_view_init (EspImportAimsView *self)
{
  self->segments = aims_new ();
  self->journeys = aims_new ();
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group),
                                   C_ ("import", "Once they are in"));
  self->segment_row = row_new (self, _ ("Put everybody into the list"), NULL);
  self->journey_row =
    row_new (self, _ ("Let everybody into the journey"),
             _ ("Whom its rules of re-entry and its limits do not let in stays outside"));
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * esp_import_aims_view_new:
 *
 * Returns: (transfer floating): the question, hidden until esp_import_aims_view_load() found what there is
 */
GtkWidget *
esp_import_aims_view_new (EspSession *session)
{
  EspImportAimsView *self = g_object_new (ESP_TYPE_IMPORT_AIMS_VIEW, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}

/**
 * esp_import_aims_view_load:
 *
 * Reads anew which lists and live journeys there are.
 */
void
esp_import_aims_view_load (EspImportAimsView *self)
{
  Load *load = g_new0 (Load, 1);

  load->view = g_object_ref (self);
  load->segments = aims_new ();
  load->journeys = aims_new ();
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_cb, load, NULL,
                        NULL, loaded_cb, load);
}

/**
 * esp_import_aims_view_get:
 *
 * Writes the answer into @plan.
 */
void
esp_import_aims_view_get (EspImportAimsView *self, EspImportPlan *plan)
{
  plan->segment_id = get_chosen (self->segment_row, self->segments);
  plan->journey_id = get_chosen (self->journey_row, self->journeys);
}
