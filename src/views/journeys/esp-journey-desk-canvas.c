/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canvas of the desk: what stands on it, and what is done when it is asked for something. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-canvas.h"

#include "engine/journey/esp-journey-edits.h"
#include "views/journeys/esp-journey-canvas.h"

#include <glib/gi18n.h>

static EspJourneyCanvas *
canvas_of (EspJourneyDesk *self)
{
  return ESP_JOURNEY_CANVAS (self->canvas);
}

/* What is written on it */

static void
label_canvas (EspJourneyDesk *self, const EspJourney *journey, const GArray *problems)
{
  guint n_steps = esp_journey_get_n_steps (journey);
  guint n_problems = problems != NULL ? problems->len : 0;
  const char *name = esp_journey_draft_get_name (self->draft);
  g_autofree char *steps = g_strdup_printf (ngettext ("%u step", "%u steps", n_steps), n_steps);
  g_autofree char *trouble =
    g_strdup_printf (ngettext ("%u problem", "%u problems", n_problems), n_problems);
  /* Translators: name of a journey, "14 steps", "2 problems" */
  g_autofree char *label =
    g_strdup_printf (_ ("Journey “%1$s”, %2$s, %3$s"), name != NULL ? name : "", steps, trouble);

  esp_journey_canvas_set_label (canvas_of (self), label);
}

/**
 * esp_journey_desk_canvas_show:
 *
 * Shows the journey with all that is known about it now.
 */
void
esp_journey_desk_canvas_show (EspJourneyDesk *self)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);
  gboolean is_checked =
    self->shown_version == 0 && esp_journey_draft_get_checked (self->draft) == journey;
  EspJourneyFaceFacts facts = { journey, self->names };
  g_autoptr (EspJourneyFaces) faces = NULL;

  if (journey == NULL)
    return;
  facts.problems = is_checked ? esp_journey_draft_get_problems (self->draft) : NULL;
  facts.flow = self->flow;
  facts.count = self->count;
  facts.period = self->period;
  faces = esp_journey_faces_make (&facts);
  esp_journey_desk_write_marks (self, faces);
  if (self->overlay != NULL)
    self->overlay (faces, journey, self->overlay_data);
  esp_journey_canvas_set_journey (canvas_of (self), journey);
  esp_journey_canvas_set_faces (canvas_of (self), faces);
  esp_journey_outline_set_faces (ESP_JOURNEY_OUTLINE (self->outline), faces);
  esp_journey_canvas_set_editable (canvas_of (self), esp_journey_desk_is_editable (self));
  label_canvas (self, journey, facts.problems);
  esp_journey_desk_read_marks (self);
}

/**
 * esp_journey_desk_set_overlay:
 * @func: (nullable): called with the faces of the journey before they are shown, to write other numbers on them
 *
 * For a rehearsal or a trace. Shows the journey anew.
 */
void
esp_journey_desk_set_overlay (EspJourneyDesk *self, EspJourneyOverlayFunc func, gpointer data)
{
  self->overlay = func;
  self->overlay_data = data;
  esp_journey_desk_canvas_show (self);
}

/* Numbers */

typedef struct
{
  gint64 id;
  guint version;
  EspFlowPeriod period;
  EspJourneyFlow *flow; /* (owned) (nullable) */
} FlowRead;

static void
flow_read_free (gpointer data)
{
  FlowRead *read = data;

  g_clear_pointer (&read->flow, esp_journey_flow_free);
  g_free (read);
}

static gboolean
flow_in_tx (EspTx *tx, gpointer data, GError **error)
{
  FlowRead *read = data;

  read->flow = esp_journey_flow_new (tx, read->id, read->version, read->period, error);
  return read->flow != NULL;
}

static void
flow_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyDesk) self = user_data;
  g_autoptr (GError) error = NULL;
  FlowRead *read = esp_store_read_finish (ESP_STORE (source), result, &error);

  self->is_reading_flow = FALSE;
  if (read != NULL && self->box != NULL && read->period != self->period)
    {
      flow_read_free (read);
      esp_journey_desk_canvas_read_flow (self); /* another was chosen meanwhile */
      return;
    }
  if (read == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("Numbers could not be read: %s", error->message);
      return;
    }
  if (self->box != NULL && read->version == self->shown_version)
    {
      g_clear_pointer (&self->flow, esp_journey_flow_free);
      self->flow = g_steal_pointer (&read->flow);
      esp_journey_desk_flow_changed (self);
    }
  flow_read_free (read);
}

/**
 * esp_journey_desk_canvas_read_flow:
 *
 * Reads how many people are where, when there is anything published.
 */
void
esp_journey_desk_canvas_read_flow (EspJourneyDesk *self)
{
  const EspJourneyRow *row = esp_journey_draft_get_row (self->draft);
  FlowRead *read;

  if (row == NULL || row->version == 0 || self->is_reading_flow)
    return;
  self->is_reading_flow = TRUE;
  read = g_new0 (FlowRead, 1);
  read->id = self->id;
  read->version = self->shown_version;
  read->period = self->period;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, flow_in_tx, read,
                        flow_read_free, esp_session_get_cancellable (self->session), flow_cb,
                        g_object_ref (self));
}

/**
 * esp_journey_desk_canvas_clear:
 */
void
esp_journey_desk_canvas_clear (EspJourneyDesk *self)
{
  g_clear_pointer (&self->flow, esp_journey_flow_free);
}

static const EspFlowNumber *
number_of_step (const EspFlowStep *step, const char *kind)
{
  const EspFlowNumber *const tallies[ESP_N_FACE_TALLIES] = {
    [ESP_FACE_TALLY_SENT] = &step->sent,
    [ESP_FACE_TALLY_HELD] = &step->held,
    [ESP_FACE_TALLY_NOT_SENT] = &step->not_sent,
    [ESP_FACE_TALLY_FAILED] = &step->failed,
  };

  for (guint i = 0; i < ESP_N_FACE_TALLIES; i++)
    if (g_str_equal (kind, esp_face_tally_name ((EspFaceTally) i)))
      return tallies[i];
  return g_str_equal (kind, "here") ? &step->here : NULL;
}

static const EspFlowNumber *
find_number (EspJourneyDesk *self, const char *kind, const char *id, int branch)
{
  const EspFlowEdge *edge;

  if (self->flow == NULL)
    return NULL;
  if (!g_str_equal (kind, "edge"))
    {
      const EspFlowStep *step = id != NULL ? esp_journey_flow_find_step (self->flow, id) : NULL;

      return step != NULL ? number_of_step (step, kind) : NULL;
    }
  edge = esp_journey_flow_find_edge (self->flow, id, branch);
  return edge == NULL ? NULL : self->count == ESP_FACE_COUNT_NOW ? &edge->waiting : &edge->people;
}

/**
 * esp_journey_desk_canvas_get_number:
 * @kind: "here", the name of an #EspFaceTally, or "edge"
 *
 * Returns: how many people it counts; -1 when there is no number that could be opened
 */
gint64
esp_journey_desk_canvas_get_number (EspJourneyDesk *self,
                                    const char *kind,
                                    const char *id,
                                    int branch)
{
  const EspFlowNumber *number = find_number (self, kind, id, branch);

  return self->overlay != NULL || number == NULL || number->key == NULL ? -1 : number->n;
}

/**
 * esp_journey_desk_canvas_open_number:
 * @kind: "here", the name of an #EspFaceTally, or "edge"
 *
 * Every number opens exactly the people that it counts.
 *
 * Returns: whether there is such a number
 */
gboolean
esp_journey_desk_canvas_open_number (EspJourneyDesk *self,
                                     const char *kind,
                                     const char *id,
                                     int branch)
{
  const EspFlowNumber *number = find_number (self, kind, id, branch);
  g_autofree char *address = NULL;

  /* The numbers of a simulation count nobody who could be opened. */
  if (self->overlay != NULL || number == NULL || number->key == NULL)
    return FALSE;
  address = g_strdup_printf ("leads?drill=%s", number->key);
  esp_session_open (self->session, address);
  return TRUE;
}

/**
 * esp_journey_desk_canvas_number_cb:
 *
 * A number was clicked, on the canvas or in the outline.
 */
void
esp_journey_desk_canvas_number_cb (EspJourneyDesk *self,
                                   const char *kind,
                                   const char *id,
                                   int branch)
{
  if (g_str_equal (kind, "problems"))
    {
      esp_journey_desk_go_to (self, id);
      g_action_group_activate_action (G_ACTION_GROUP (self->actions), "step-edit", NULL);
      return;
    }
  (void) esp_journey_desk_canvas_open_number (self, kind, id, branch); /* FALSE: nobody */
}

/* What it asks for */

static void
activate_cb (EspJourneyDesk *self, const char *id)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "step-edit", NULL);
}

static void
insert_cb (EspJourneyDesk *self, const EspJourneySpot *spot)
{
  esp_journey_desk_ask_step (self, spot);
}

static void
menu_cb (EspJourneyDesk *self, const char *id, GdkRectangle *at)
{
  graphene_rect_t bounds;
  GdkRectangle here = *at;

  if (gtk_widget_compute_bounds (self->canvas, GTK_WIDGET (self), &bounds))
    {
      here.x += (int) bounds.origin.x;
      here.y += (int) bounds.origin.y;
    }
  esp_journey_desk_popup_menu (self, &here);
}

static void
move_cb (EspJourneyDesk *self, const EspJourneySpot *spot)
{
  g_auto (GStrv) ids = g_strdupv ((char **) esp_journey_selection_get_ids (self->selection));

  esp_journey_desk_move_to (self, (const char *const *) ids, spot);
}

static gboolean
drop_cb (EspJourneyDesk *self, const GValue *value, const EspJourneySpot *spot, const char *id)
{
  const char *text = G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;
  EspJourneyNameKind kind;
  const EspJourneyName *object =
    text != NULL ? esp_journey_desk_read_object (self, text, &kind) : NULL;

  if (object != NULL)
    {
      esp_journey_desk_take_object (self, kind, object, spot, id);
      esp_journey_desk_focus_content (self);
      return TRUE;
    }
  if (text == NULL || spot == NULL || !esp_journey_is_steps (text, NULL))
    return FALSE;
  esp_journey_desk_insert_text (self, spot, text, _ ("Add steps"));
  esp_journey_desk_focus_content (self);
  return TRUE;
}

static void
aside_cb (EspJourneyDesk *self, const char *step, int branch, int offset)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited =
    esp_journey_edit_offset (esp_journey_desk_get_journey (self), step, (guint) branch,
                             (guint) MAX (offset, 0), &error);

  if (edited == NULL)
    esp_journey_desk_refuse (self, error, _ ("This branch cannot be put aside"));
  else
    esp_journey_desk_apply (self, edited, _ ("Move a branch aside"), step);
}

static void
tidy_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autoptr (EspJourney) edited = NULL;

  if (journey == NULL || !esp_journey_desk_is_editable (self))
    return;
  edited = esp_journey_edit_tidy (journey, NULL);
  if (edited == NULL || edited == journey)
    {
      esp_journey_desk_say (self, _ ("Everything is in its place"));
      return;
    }
  esp_journey_desk_apply (self, edited, _ ("Tidy"), NULL);
  esp_journey_desk_say (self, _ ("Every branch is back in its place"));
}

/**
 * esp_journey_desk_canvas_new:
 *
 * Returns: (transfer floating)
 */
GtkWidget *
esp_journey_desk_canvas_new (EspJourneyDesk *self)
{
  GtkWidget *canvas = esp_journey_canvas_new ();

  esp_journey_canvas_set_selection (ESP_JOURNEY_CANVAS (canvas), self->selection);
  g_signal_connect_object (canvas, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas, "insert", G_CALLBACK (insert_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas, "menu", G_CALLBACK (menu_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas, "number", G_CALLBACK (esp_journey_desk_canvas_number_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas, "move", G_CALLBACK (move_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (canvas, "aside", G_CALLBACK (aside_cb), self, G_CONNECT_SWAPPED);
  return canvas;
}

/* Actions */

static void
zoom_in_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_canvas_zoom_in (canvas_of (user_data));
}

static void
zoom_out_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_canvas_zoom_out (canvas_of (user_data));
}

static void
zoom_100_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_canvas_zoom_100 (canvas_of (user_data));
}

static void
zoom_fit_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_canvas_zoom_fit (canvas_of (user_data));
}

static const GActionEntry entries[] = {
  { .name = "zoom-in", .activate = zoom_in_act },
  { .name = "zoom-out", .activate = zoom_out_act },
  { .name = "zoom-100", .activate = zoom_100_act },
  { .name = "zoom-fit", .activate = zoom_fit_act },
  { .name = "tidy", .activate = tidy_act },
};

/**
 * esp_journey_desk_canvas_add_actions:
 */
void
esp_journey_desk_canvas_add_actions (EspJourneyDesk *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
}
