/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks which fixed list the selected leads go into, and says how many were new there. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-segment-pick-window.h"

#include "store/esp-segments.h"
#include "views/shell/esp-form-window.h"
#include "views/leads/esp-lead-segment-acts.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

struct _EspSegmentPickWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspBitmap *leads;    /* (owned) */
  GArray *ids;         /* (owned) gint64: of the choices, 0 for a new one */
  EspFormFrame frame;
  GtkWidget *choice_row;
  GtkWidget *name_row;
};

G_DEFINE_FINAL_TYPE (EspSegmentPickWindow, esp_segment_pick_window, ADW_TYPE_WINDOW)

typedef struct
{
  EspSegmentPickWindow *window; /* (owned) main thread only */
  gint64 id;                    /* 0: a new list */
  char *name;                   /* (owned) */
  EspBitmap *leads;             /* (owned) */
  gint64 n_added;               /* written */
} Add;

static void
add_free (Add *add)
{
  g_object_unref (add->window);
  g_free (add->name);
  esp_bitmap_free (add->leads);
  g_free (add);
}

static gboolean
add_run (EspTx *tx, gpointer data, GError **error)
{
  Add *add = data;

  if (add->id == 0)
    {
      EspSegment segment = { .name = add->name, .is_static = TRUE };

      if (!esp_segment_insert (tx, &segment, error))
        return FALSE;
      g_free (segment.uuid);
      add->id = segment.id;
    }
  return esp_segment_add_members (tx, add->id, add->leads, &add->n_added, error);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Add *add = user_data;
  EspSegmentPickWindow *self = add->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *n = NULL;
  g_autofree char *text = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, message);
      add_free (add);
      return;
    }
  n = esp_format_count (add->n_added);
  /* Translators: how many leads, then the name of the segment */
  text = g_strdup_printf (ngettext ("%s lead added to “%s”", "%s leads added to “%s”",
                                    (gulong) add->n_added),
                          n, add->name);
  esp_session_toast_undo (self->session, text, history_id);
  gtk_window_close (GTK_WINDOW (self));
  add_free (add);
}

static gint64
get_chosen (EspSegmentPickWindow *self)
{
  guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (self->choice_row));

  return index < self->ids->len ? g_array_index (self->ids, gint64, index) : 0;
}

static void
accept_cb (EspSegmentPickWindow *self)
{
  EspOperation operation = { .kind = "segment-add" };
  Add *add = g_new0 (Add, 1);
  GObject *item = adw_combo_row_get_selected_item (ADW_COMBO_ROW (self->choice_row));

  add->window = g_object_ref (self);
  add->id = get_chosen (self);
  add->leads = esp_bitmap_copy (self->leads);
  add->name = g_strdup (add->id != 0 ? gtk_string_object_get_string (GTK_STRING_OBJECT (item))
                                     : gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
  operation.summary = g_strstrip (add->name);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), &operation, add_run, add, NULL,
                         added_cb, add);
}

static void
changed_cb (EspSegmentPickWindow *self)
{
  gboolean is_new = get_chosen (self) == 0;
  g_autofree char *name =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  gtk_widget_set_visible (self->name_row, is_new);
  esp_form_frame_set_problem (&self->frame, NULL);
  gtk_widget_set_sensitive (self->frame.accept, !is_new || *name != '\0');
}

static gboolean
list_run (EspTx *tx, gpointer data, GError **error)
{
  GPtrArray **segments = data;

  *segments = esp_segment_list (tx, error);
  return *segments != NULL;
}

static void
list_free (gpointer data)
{
  GPtrArray **segments = data;

  g_clear_pointer (segments, g_ptr_array_unref);
  g_free (segments);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSegmentPickWindow) self = user_data;
  GPtrArray **segments = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gint64 none = 0;

  for (guint i = 0; segments != NULL && i < (*segments)->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (*segments, i);

      if (!segment->is_static)
        continue;
      gtk_string_list_append (names, segment->name);
      g_array_append_val (self->ids, segment->id);
    }
  gtk_string_list_append (names, _ ("New list…"));
  g_array_append_val (self->ids, none);
  adw_combo_row_set_model (ADW_COMBO_ROW (self->choice_row), G_LIST_MODEL (names));
  if (segments != NULL)
    list_free (segments);
  changed_cb (self);
  if (self->ids->len == 1)
    (void) gtk_widget_grab_focus (self->name_row); /* a help */
}

static void
esp_segment_pick_window_finalize (GObject *object)
{
  EspSegmentPickWindow *self = ESP_SEGMENT_PICK_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->leads, esp_bitmap_free);
  g_array_unref (self->ids);
  G_OBJECT_CLASS (esp_segment_pick_window_parent_class)->finalize (object);
}

static void
esp_segment_pick_window_class_init (EspSegmentPickWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_segment_pick_window_finalize;
}

static void
esp_segment_pick_window_init (EspSegmentPickWindow *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
build (EspSegmentPickWindow *self)
{
  g_autofree char *n = esp_format_count ((gint64) esp_bitmap_count (self->leads));
  g_autofree char *title =
    g_strdup_printf (ngettext ("Add %s lead to a fixed list", "Add %s leads to a fixed list",
                               (gulong) esp_bitmap_count (self->leads)),
                     n);
  GtkWidget *group = esp_form_group_new (NULL, _ ("Only segments with a fixed list take leads by "
                                                  "hand; the others follow their rule."));

  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (self->session),
                                      title, _ ("_Add"));
  self->choice_row = esp_choice_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->choice_row), _ ("Segment"));
  self->name_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), _ ("Name of the new list"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->name_row), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->choice_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->name_row);
  gtk_box_append (GTK_BOX (self->frame.box), group);
}

/**
 * esp_segment_pick_window_new:
 * @leads: copied
 *
 * Returns: (transfer full): the window, to be presented
 */
GtkWidget *
esp_segment_pick_window_new (EspSession *session, const EspBitmap *leads)
{
  EspSegmentPickWindow *self = g_object_new (ESP_TYPE_SEGMENT_PICK_WINDOW, NULL);

  self->session = g_object_ref (session);
  self->leads = esp_bitmap_copy (leads);
  build (self);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  g_signal_connect_swapped (self->name_row, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->choice_row, "notify::selected", G_CALLBACK (changed_cb), self);
  changed_cb (self);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, list_run,
                        g_new0 (GPtrArray *, 1), list_free, NULL, listed_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}

/**
 * esp_lead_acts_add_to_segment:
 *
 * Asks for a fixed list and adds the leads to it.
 */
void
esp_lead_acts_add_to_segment (EspSession *session, const EspBitmap *leads)
{
  gtk_window_present (GTK_WINDOW (esp_segment_pick_window_new (session, leads)));
}
