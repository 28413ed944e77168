/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the desk is put together from its widgets, and what they do to each other. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-parts.h"

#include "engine/journey/esp-journey-edits.h"
#include "views/journeys/esp-journey-canvas.h"
#include "views/journeys/esp-journey-desk-canvas.h"
#include "views/journeys/esp-journey-health-banner.h"
#include "views/journeys/esp-journey-start.h"
#include "views/shell/esp-locale.h"
#include "views/shell/esp-text-scale.h"
#include "worker/esp-journey-kit.h"

#include <glib/gi18n.h>

#define PALETTE_WIDTH 226
/* So narrow that the palette gives way; steps are added by the keys and the plus signs. */
#define NARROW 720

/* Larger text needs more room, up to where it would leave none for the journey. */
static int
scale_width (GtkWidget *widget, int width)
{
  return (int) (width * CLAMP (esp_text_scale_get (widget), 1, 1.5));
}

/* Questions at their place */

static gboolean
unparent_cb (gpointer data)
{
  gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

static void
let_go (GtkPopover *popover)
{
  if (gtk_widget_get_parent (GTK_WIDGET (popover)) != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (popover), g_object_unref);
}

static void
popover_closed_cb (GtkPopover *popover, EspJourneyDesk *self)
{
  if (self->popover != popover)
    return;
  self->popover = NULL;
  let_go (popover);
  esp_journey_desk_focus_content (self);
}

/**
 * esp_journey_desk_close_popover:
 */
void
esp_journey_desk_close_popover (EspJourneyDesk *self)
{
  GtkPopover *popover = g_steal_pointer (&self->popover);

  if (popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (popover));
}

/* The edge that a step was asked for, else the current step. */
static gboolean
get_canvas_anchor (EspJourneyDesk *self, GdkRectangle *out)
{
  EspJourneyCanvas *canvas = ESP_JOURNEY_CANVAS (self->canvas);

  return (self->spot != NULL && esp_journey_canvas_get_spot_rectangle (canvas, self->spot, out)) ||
         esp_journey_canvas_get_rectangle (canvas,
                                           esp_journey_selection_get_current (self->selection),
                                           out);
}

/* What is asked for stands in the window, also when the step is not seen, or not yet. */
static void
clamp_to (GdkRectangle *at, const GdkRectangle *place)
{
  int right = CLAMP (at->x + at->width, place->x + 1, place->x + place->width);
  int bottom = CLAMP (at->y + at->height, place->y + 1, place->y + place->height);

  at->x = CLAMP (at->x, place->x, place->x + MAX (place->width - 1, 0));
  at->y = CLAMP (at->y, place->y, place->y + MAX (place->height - 1, 0));
  at->width = MAX (right - at->x, 1);
  at->height = MAX (bottom - at->y, 1);
}

/**
 * esp_journey_desk_get_anchor:
 * @out: (out): where the current step is on the desk
 */
void
esp_journey_desk_get_anchor (EspJourneyDesk *self, GdkRectangle *out)
{
  GtkWidget *place = gtk_stack_get_visible_child (GTK_STACK (self->places));
  graphene_rect_t bounds;
  GdkRectangle at;

  *out = (GdkRectangle){ gtk_widget_get_width (GTK_WIDGET (self)) / 2,
                         gtk_widget_get_height (GTK_WIDGET (self)) / 3, 1, 1 };
  if (place == NULL || !gtk_widget_compute_bounds (place, GTK_WIDGET (self), &bounds))
    return;
  *out = (GdkRectangle){ (int) (bounds.origin.x + bounds.size.width / 2),
                         (int) (bounds.origin.y + bounds.size.height / 3), 1, 1 };
  if (place == self->outline &&
      esp_journey_outline_get_rectangle (ESP_JOURNEY_OUTLINE (self->outline), out))
    {
      out->x += (int) bounds.origin.x;
      out->y += (int) bounds.origin.y;
    }
  if (place == self->canvas && get_canvas_anchor (self, &at))
    *out = (GdkRectangle){ at.x + (int) bounds.origin.x, at.y + (int) bounds.origin.y, at.width,
                           at.height };
  clamp_to (out,
            &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y,
                             MAX ((int) bounds.size.width, 1), MAX ((int) bounds.size.height, 1) });
}

/**
 * esp_journey_desk_popup:
 * @content: (transfer floating)
 *
 * Asks something at the current step.
 */
void
esp_journey_desk_popup (EspJourneyDesk *self, GtkWidget *content)
{
  GtkWidget *popover = gtk_popover_new ();
  GdkRectangle at;

  esp_journey_desk_close_popover (self);
  esp_journey_desk_get_anchor (self, &at);
  self->popover = GTK_POPOVER (popover);
  gtk_popover_set_child (self->popover, content);
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (self->popover, &at);
  g_signal_connect_object (popover, "closed", G_CALLBACK (popover_closed_cb), self, 0);
  gtk_popover_popup (self->popover);
}

/* What is told to the parts */

/**
 * esp_journey_desk_update_parts:
 *
 * Shows what belongs to what is shown.
 */
void
esp_journey_desk_update_parts (EspJourneyDesk *self)
{
  const EspJourneyRow *row = esp_journey_draft_get_row (self->draft);
  gboolean has_live = row != NULL && row->version > 0;
  GtkWidget *place = gtk_stack_get_visible_child (GTK_STACK (self->places));
  gboolean is_start = place != self->canvas && place != self->outline;

  gtk_widget_set_sensitive (self->live_button, has_live);
  gtk_widget_set_tooltip_text (self->live_button, has_live ? _ ("The published version, read only")
                                                           : _ ("Nothing is published yet"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->shown_version > 0 ? self->live_button
                                                                           : self->edit_button),
                                TRUE);
  gtk_widget_set_visible (self->zoom, place == self->canvas);
  gtk_widget_set_visible (self->palette, self->wants_palette && !self->is_narrow && !is_start &&
                                           esp_journey_desk_is_editable (self));
}

static void
edit_toggled_cb (EspJourneyDesk *self, GtkToggleButton *button)
{
  const EspJourneyRow *row = esp_journey_draft_get_row (self->draft);

  if (!gtk_toggle_button_get_active (button))
    return;
  if (GTK_WIDGET (button) == self->edit_button)
    esp_journey_desk_set_shown_version (self, 0);
  else if (esp_journey_desk_get_shown_version (self) == 0 && row != NULL)
    esp_journey_desk_set_shown_version (self, row->version);
}

static void
place_toggled_cb (EspJourneyDesk *self)
{
  esp_journey_desk_refresh_place (self);
}

static void
piece_chosen_cb (EspJourneyDesk *self, const char *piece)
{
  g_autofree char *kept = g_strdup (piece);

  g_clear_pointer (&self->spot, esp_journey_spot_free);
  esp_journey_desk_insert_piece (self, kept);
  esp_journey_desk_focus_content (self);
}

static void
activate_cb (EspJourneyDesk *self, const char *id)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "step-edit", NULL);
}

static void
outline_menu_cb (EspJourneyDesk *self, const char *id, GdkRectangle *at)
{
  graphene_rect_t bounds;
  GdkRectangle here = *at;

  if (gtk_widget_compute_bounds (self->outline, GTK_WIDGET (self), &bounds))
    {
      here.x += (int) bounds.origin.x;
      here.y += (int) bounds.origin.y;
    }
  esp_journey_desk_popup_menu (self, &here);
}

static void
go_cb (EspJourneyDesk *self, const char *id)
{
  esp_journey_desk_go_to (self, id);
}

static void
begin_with_entry_cb (EspJourneyDesk *self, guint kind)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autofree char *json = esp_journey_new_entry_json ((EspEntryKind) kind);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = esp_journey_edit_entry (journey, NULL, json, &error);

  if (edited == NULL)
    {
      g_warning ("No entry: %s", error->message);
      return;
    }
  esp_journey_draft_apply (self->draft, edited, _ ("Add entry"), NULL);
  esp_journey_desk_say (self, esp_journey_words_entry_kind ((EspEntryKind) kind));
  esp_journey_desk_go_to (self, NULL);
}

/* The problem may be another by now: what is mended is looked for by its id. */
static void
fix_cb (EspJourneyDesk *self, const char *id)
{
  const EspJourneyProblem *problem =
    esp_journey_problems_find (esp_journey_draft_get_problems (self->draft), id);
  EspJourney *checked = esp_journey_draft_get_checked (self->draft);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) mended = NULL;

  if (problem == NULL || checked == NULL || checked != esp_journey_draft_get_journey (self->draft))
    return;
  mended = esp_journey_fix_apply (checked, problem, &error);
  if (mended == NULL)
    esp_session_toast (self->session, error->message);
  else
    esp_journey_draft_apply (self->draft, mended, esp_journey_words_fix (problem->fix), NULL);
}

/* What was chosen, until it is in the file. */
typedef struct
{
  gint64 id;
  char *template;
} Filling;

static void
filling_free (gpointer data)
{
  Filling *filling = data;

  g_free (filling->template);
  g_free (filling);
}

static gboolean
fill_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Filling *filling = data;

  return esp_journey_order_fill (tx, filling->id, filling->template,
                                 esp_locale_is_korean () ? "ko" : "en", error);
}

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    esp_session_toast (session, error->message);
  else
    esp_session_toast_undo (session, _ ("The template and its messages were put in"), history_id);
}

/* The draft follows what is written. */
static void
begin_with_template_cb (EspJourneyDesk *self, const char *template)
{
  EspOperation operation = { .kind = "journey-edit", .summary = NULL };
  Filling *filling = g_new0 (Filling, 1);

  operation.summary = esp_journey_draft_get_name (self->draft);
  filling->id = esp_journey_draft_get_id (self->draft);
  filling->template = g_strdup (template);
  esp_journey_draft_save (self->draft);
  esp_store_write_async (esp_session_get_store (self->session), &operation, fill_in_tx, filling,
                         filling_free, filled_cb, g_object_ref (self->session));
}

/* Building */

static GtkWidget *
switch_new (const char *const *labels, GtkWidget **out_first, GtkWidget **out_second)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  *out_first = gtk_toggle_button_new_with_label (labels[0]);
  *out_second = gtk_toggle_button_new_with_label (labels[1]);
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (*out_second), GTK_TOGGLE_BUTTON (*out_first));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (*out_first), TRUE);
  gtk_box_append (GTK_BOX (box), *out_first);
  gtk_box_append (GTK_BOX (box), *out_second);
  return box;
}

static GtkWidget *
top_new (EspJourneyDesk *self)
{
  const char *const versions[] = { C_ ("journey", "Edit"), C_ ("journey", "Live") };
  const char *const places[] = { C_ ("journey", "Canvas"), C_ ("view of a journey", "Outline") };
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *space = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *simulate = gtk_button_new_with_label (_ ("Simulate"));

  gtk_widget_set_tooltip_text (simulate, _ ("See what would happen (F5)"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (simulate), "screen.simulate");
  gtk_widget_add_css_class (top, "esp-desk-bar");
  gtk_widget_set_hexpand (space, TRUE);
  gtk_box_append (GTK_BOX (top), switch_new (versions, &self->edit_button, &self->live_button));
  gtk_box_append (GTK_BOX (top), space);
  gtk_box_append (GTK_BOX (top), simulate);
  gtk_box_append (GTK_BOX (top), switch_new (places, &self->canvas_button, &self->outline_button));
  gtk_widget_set_tooltip_text (self->edit_button, _ ("The draft, which can be changed"));
  gtk_widget_set_tooltip_text (self->outline_button, _ ("The same journey as a list (L)"));
  g_signal_connect_object (self->edit_button, "toggled", G_CALLBACK (edit_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->live_button, "toggled", G_CALLBACK (edit_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outline_button, "toggled", G_CALLBACK (place_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  return top;
}

static GtkWidget *
palette_new (EspJourneyDesk *self)
{
  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->pieces = esp_journey_palette_new (self->session, TRUE);
  g_object_set (self->pieces, "margin-top", 9, "margin-start", 9, "margin-end", 9, NULL);
  gtk_widget_set_size_request (self->pieces, scale_width (self->pieces, PALETTE_WIDTH), -1);
  gtk_box_append (GTK_BOX (frame), self->pieces);
  gtk_box_append (GTK_BOX (frame), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  g_signal_connect_object (self->pieces, "chosen", G_CALLBACK (piece_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pieces, "left", G_CALLBACK (esp_journey_desk_focus_content), self,
                           G_CONNECT_SWAPPED);
  return frame;
}

static GtkWidget *
places_new (EspJourneyDesk *self)
{
  GtkWidget *start = esp_journey_start_new (self->session);

  self->places = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->places), FALSE);
  self->canvas = esp_journey_desk_canvas_new (self);
  self->outline = esp_journey_outline_new (self->session);
  esp_journey_outline_set_selection (ESP_JOURNEY_OUTLINE (self->outline), self->selection);
  gtk_stack_add_named (GTK_STACK (self->places), self->canvas, "canvas");
  gtk_stack_add_named (GTK_STACK (self->places), self->outline, "outline");
  gtk_stack_add_named (GTK_STACK (self->places), start, "start");
  gtk_widget_set_hexpand (self->places, TRUE);
  gtk_widget_set_vexpand (self->places, TRUE);
  g_signal_connect_object (self->outline, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outline, "number", G_CALLBACK (esp_journey_desk_canvas_number_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outline, "menu", G_CALLBACK (outline_menu_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (start, "entry", G_CALLBACK (begin_with_entry_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (start, "template", G_CALLBACK (begin_with_template_cb), self,
                           G_CONNECT_SWAPPED);
  return self->places;
}

static GtkWidget *
add_zoom (GtkWidget *box, const char *icon, const char *text, const char *label, const char *action)
{
  GtkWidget *button =
    icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
zoom_changed_cb (EspJourneyCanvas *canvas, GParamSpec *pspec, GtkButton *button)
{
  g_autofree char *text = g_strdup_printf ("%.0f%%", esp_journey_canvas_get_zoom (canvas) * 100);

  gtk_button_set_label (button, text);
}

static GtkWidget *
zoom_new (EspJourneyDesk *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *level;

  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  (void) add_zoom (box, "esp-remove-symbolic", NULL, _ ("Zoom out"), "screen.zoom-out");
  level = add_zoom (box, NULL, "100%", _ ("Zoom to 100 %"), "screen.zoom-100");
  (void) add_zoom (box, "esp-add-symbolic", NULL, _ ("Zoom in"), "screen.zoom-in");
  (void) add_zoom (box, NULL, C_ ("zoom", "Fit"), _ ("Zoom so that all is in view"),
                   "screen.zoom-fit");
  /* As wide as it will ever be, so that its neighbours stay where they are. */
  gtk_widget_set_size_request (level, 68, -1);
  g_signal_connect_object (self->canvas, "notify::zoom", G_CALLBACK (zoom_changed_cb), level, 0);
  return box;
}

static GtkWidget *
bottom_new (EspJourneyDesk *self)
{
  GtkWidget *bottom = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (bottom, "esp-desk-bar");
  self->problems = esp_journey_problems_new (self->session);
  gtk_box_append (GTK_BOX (bottom), self->problems);
  gtk_box_append (GTK_BOX (bottom), self->zoom = zoom_new (self));
  g_signal_connect_object (self->problems, "go", G_CALLBACK (go_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->problems, "fix", G_CALLBACK (fix_cb), self, G_CONNECT_SWAPPED);
  return bottom;
}

/**
 * esp_journey_desk_build:
 */
void
esp_journey_desk_build (EspJourneyDesk *self)
{
  GtkWidget *middle = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->bar = adw_bin_new ();
  gtk_widget_set_visible (self->bar, FALSE);
  self->find = esp_journey_find_new (self->session, self->selection);
  g_signal_connect_object (self->find, "closed", G_CALLBACK (esp_journey_desk_focus_content), self,
                           G_CONNECT_SWAPPED);
  self->palette = palette_new (self);
  gtk_box_append (GTK_BOX (middle), self->palette);
  gtk_box_append (GTK_BOX (middle), places_new (self));
  gtk_box_append (GTK_BOX (content), esp_journey_health_banner_new (self->session, self->id));
  gtk_box_append (GTK_BOX (content), esp_journey_desk_lock_new (self));
  gtk_box_append (GTK_BOX (content), top_new (self));
  gtk_box_append (GTK_BOX (content), self->bar);
  gtk_box_append (GTK_BOX (content), self->find);
  gtk_box_append (GTK_BOX (content), middle);
  gtk_box_append (GTK_BOX (content), bottom_new (self));
  self->status = esp_status_new (content);
  gtk_widget_set_vexpand (self->status, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->status);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/* In a narrow window the palette gives way. */

static gboolean
narrow_cb (gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  self->narrow_source = 0;
  esp_journey_desk_update_parts (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_journey_desk_size_allocate:
 */
void
esp_journey_desk_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EspJourneyDesk *self = ESP_JOURNEY_DESK (widget);
  gboolean is_narrow = width < scale_width (widget, NARROW);

  if (is_narrow != self->is_narrow)
    {
      self->is_narrow = is_narrow;
      if (self->narrow_source == 0)
        self->narrow_source = g_idle_add (narrow_cb, self); /* what is laid out now stays */
    }
  gtk_widget_allocate (self->box, width, height, baseline, NULL);
  if (self->popover != NULL)
    gtk_popover_present (self->popover);
}

/**
 * esp_journey_desk_measure:
 *
 * The palette is not counted: it gives way.
 */
void
esp_journey_desk_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  EspJourneyDesk *self = ESP_JOURNEY_DESK (widget);
  int palette = 0;
  int least = 0;

  gtk_widget_measure (self->box, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = MAX (for_size, least);
  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
  if (orientation == GTK_ORIENTATION_VERTICAL || !gtk_widget_get_visible (self->palette))
    return;
  gtk_widget_measure (self->palette, orientation, -1, &palette, NULL, NULL, NULL);
  *minimum = MAX (*minimum - palette, 0);
}
