/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dragging rows to a journey or a fixed list in the sidebar; the keyboard does the same with "Add to…". */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

#include "store/esp-segments.h"
#include "views/journeys/esp-journey-pick-window.h"
#include "views/leads/esp-lead-segment-acts.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

/* More lists than these do not fit beside the areas; "Add to…" has them all. */
#define MAX_PLACES 12

static gboolean
list_segments (EspTx *tx, gpointer data, GError **error)
{
  GPtrArray **segments = data;

  *segments = esp_segment_list (tx, error);
  return *segments != NULL;
}

static void
places_free (gpointer data)
{
  GPtrArray **segments = data;

  g_clear_pointer (segments, g_ptr_array_unref);
  g_free (segments);
}

static void
dropped_cb (guint index, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  if (index == 0)
    {
      esp_journey_pick_present (self->session, esp_lead_selection_get_leads (self->selection));
      return;
    }
  index--;
  if (self->places == NULL || index >= self->places->len)
    return;
  esp_lead_acts_add_to (self->session, self->places->pdata[index],
                        esp_lead_selection_get_leads (self->selection));
}

static void
offer (EspLeadListPane *self, GPtrArray *segments)
{
  guint n_leads = esp_lead_selection_get_n (self->selection);
  g_autofree char *n = esp_format_count (n_leads);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) labels = NULL;
  /* Translators: how many leads; which journey is asked for then */
  g_autofree char *journey = g_strdup_printf (_ ("Add %s to a journey…"), n);

  g_strv_builder_add (builder, journey);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  self->places = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_lead_place_free);
  for (guint i = 0; i < segments->len && self->places->len < MAX_PLACES; i++)
    {
      const EspSegment *segment = segments->pdata[i];
      /* Translators: how many leads, then the name of a fixed list */
      g_autofree char *label = g_strdup_printf (_ ("Add %s to %s"), n, segment->name);

      if (!segment->is_static)
        continue;
      g_ptr_array_add (self->places, esp_lead_place_new (segment->id, segment->name));
      g_strv_builder_add (builder, label);
    }
  labels = g_strv_builder_end (builder);
  esp_session_offer_drops (self->session, (const char *const *) labels, dropped_cb, self);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadListPane) self = user_data;
  GPtrArray **segments = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (segments == NULL)
    return;
  if (self->is_dragging)
    offer (self, *segments);
  places_free (segments);
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, EspLeadListPane *self)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);
  guint position;

  if (!esp_lead_table_get_row_at (self->table, x, y, &position))
    return NULL;
  /* Who drags a row that is not selected means that one alone. */
  if (!gtk_selection_model_is_selected (selection, position))
    (void) gtk_selection_model_select_item (selection, position, TRUE); /* always done */
  return gdk_content_provider_new_typed (ESP_TYPE_SESSION, self->session);
}

static void
begin_cb (GtkDragSource *source, GdkDrag *drag, EspLeadListPane *self)
{
  guint n = esp_lead_selection_get_n (self->selection);
  g_autofree char *count = esp_format_count (n);
  g_autofree char *text = g_strdup_printf (ngettext ("%s lead", "%s leads", n), count);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "esp-drag-icon");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), label);
  self->is_dragging = TRUE;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, list_segments,
                        g_new0 (GPtrArray *, 1), places_free,
                        esp_session_get_cancellable (self->session), listed_cb,
                        g_object_ref (self));
}

static void
end_cb (GtkDragSource *source, GdkDrag *drag, gboolean deletes, EspLeadListPane *self)
{
  self->is_dragging = FALSE;
  esp_session_offer_drops (self->session, NULL, NULL, NULL);
}

/**
 * esp_lead_list_pane_add_drag:
 *
 * Makes the rows draggable.
 */
void
esp_lead_list_pane_add_drag (EspLeadListPane *self)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (begin_cb), self, 0);
  g_signal_connect_object (source, "drag-end", G_CALLBACK (end_cb), self, 0);
  gtk_widget_add_controller (esp_lead_table_get_view_widget (self->table),
                             GTK_EVENT_CONTROLLER (source));
}
