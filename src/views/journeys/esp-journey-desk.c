/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of one journey: puts canvas, outline, palette, find and problems together around one draft. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"

#include "engine/journey/esp-journey-edits.h"
#include "views/journeys/esp-journey-desk-canvas.h"
#include "views/journeys/esp-journey-desk-parts.h"
#include "views/journeys/esp-journey-start.h"
#include "views/journeys/esp-step-form.h"
#include "views/shell/esp-focus.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* From here on the list comes first: it is there at once, and easier to survey. */
#define MANY_STEPS 300

G_DEFINE_FINAL_TYPE (EspJourneyDesk, esp_journey_desk, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_STATE,
  SIGNAL_JOURNEY,
  SIGNAL_NAMES,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_empty (const EspJourney *journey)
{
  return esp_journey_get_n_steps (journey) == 0 && journey->entries->len == 0;
}

static void
show_place (EspJourneyDesk *self, const EspJourney *journey)
{
  gboolean outline = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->outline_button));

  if (is_empty (journey) && esp_journey_desk_is_editable (self))
    gtk_stack_set_visible_child_name (GTK_STACK (self->places), "start");
  else
    gtk_stack_set_visible_child (GTK_STACK (self->places), outline ? self->outline : self->canvas);
  esp_journey_desk_update_parts (self);
}

/**
 * esp_journey_desk_show_problems:
 *
 * Shows what is wrong with it.
 */
void
esp_journey_desk_show_problems (EspJourneyDesk *self)
{
  const GArray *problems =
    self->shown_version == 0 ? esp_journey_draft_get_problems (self->draft) : NULL;
  EspJourney *checked = esp_journey_draft_get_checked (self->draft);

  esp_journey_problems_set (ESP_JOURNEY_PROBLEMS (self->problems), checked, self->names, problems);
  /* Places are numbers: they mean something in the journey that was looked through alone. */
  if (checked != NULL && checked == esp_journey_desk_get_journey (self))
    esp_journey_outline_set_problems (ESP_JOURNEY_OUTLINE (self->outline), problems);
  esp_journey_desk_canvas_show (self);
}

/**
 * esp_journey_desk_flow_changed:
 *
 * Other numbers are known.
 */
void
esp_journey_desk_flow_changed (EspJourneyDesk *self)
{
  esp_step_form_set_flow (ESP_STEP_FORM (self->inspector), self->flow);
  esp_journey_desk_canvas_show (self);
}

/* Who opens a journey means its steps, unless he is somewhere in the page already. */
static gboolean
focus_later_cb (gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  self->focus_source = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && !esp_focus_is_in (GTK_WIDGET (self)))
    esp_journey_desk_focus_content (self);
  return G_SOURCE_REMOVE;
}

/* What had the focus may be gone: it stays among the steps all the same. */
static gboolean
refocus_cb (gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  self->refocus_source = 0;
  if (gtk_widget_get_mapped (self->places) && !esp_focus_is_in (self->places) &&
      self->popover == NULL)
    esp_journey_desk_focus_content (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_journey_desk_show_journey:
 *
 * Shows what is to be shown now.
 */
void
esp_journey_desk_show_journey (EspJourneyDesk *self)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);

  if (journey == NULL)
    return;
  if (esp_focus_is_in (self->places) && self->refocus_source == 0)
    self->refocus_source = g_idle_add (refocus_cb, self);
  esp_journey_desk_keep_selection (self, journey);
  if (!self->has_shown && esp_journey_get_n_steps (journey) > MANY_STEPS)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->outline_button), TRUE);
  if (!self->has_shown && self->focus_source == 0)
    self->focus_source = g_idle_add (focus_later_cb, self);
  if (!self->has_shown)
    esp_journey_desk_view_restore (self);
  self->has_shown = TRUE;
  esp_status_show_content (ESP_STATUS (self->status));
  esp_journey_outline_set_journey (ESP_JOURNEY_OUTLINE (self->outline), journey);
  esp_journey_find_set_journey (ESP_JOURNEY_FIND (self->find), journey);
  esp_step_form_set_editable (ESP_STEP_FORM (self->inspector), esp_journey_desk_is_editable (self));
  esp_step_form_set_journey (ESP_STEP_FORM (self->inspector), self->version);
  show_place (self, journey);
  esp_journey_desk_show_problems (self);
  esp_journey_desk_update_actions (self);
  g_signal_emit (self, signals[SIGNAL_JOURNEY], 0);
}

static void
draft_changed_cb (EspJourneyDesk *self)
{
  if (self->shown_version == 0)
    esp_journey_desk_show_journey (self);
}

static void
draft_state_cb (EspJourneyDesk *self)
{
  const GError *failure = esp_journey_draft_get_failure (self->draft);

  if (failure != NULL && esp_journey_draft_get_journey (self->draft) == NULL)
    {
      g_autofree char *sentence = esp_store_message (failure);

      esp_status_show_error (ESP_STATUS (self->status), sentence, failure->message);
      esp_status_set_buttons (ESP_STATUS (self->status), _ ("Try again"), "screen.refresh", NULL,
                              NULL);
    }
  if (self->flow == NULL)
    esp_journey_desk_canvas_read_flow (self);
  esp_journey_desk_update_parts (self);
  g_signal_emit (self, signals[SIGNAL_STATE], 0);
}

static void
problems_cb (EspJourneyDesk *self)
{
  esp_journey_desk_show_problems (self);
}

static void
selection_cb (EspJourneyDesk *self)
{
  esp_journey_desk_update_actions (self);
}

/* Going about */

/**
 * esp_journey_desk_focus_content:
 */
void
esp_journey_desk_focus_content (EspJourneyDesk *self)
{
  gtk_widget_grab_focus (gtk_stack_get_visible_child (GTK_STACK (self->places)));
}

/**
 * esp_journey_desk_go_to:
 * @id: (nullable): a step; NULL: the entries
 */
void
esp_journey_desk_go_to (EspJourneyDesk *self, const char *id)
{
  esp_journey_selection_set (self->selection, id, FALSE);
  esp_journey_desk_focus_content (self);
}

/**
 * esp_journey_desk_show_outline:
 * @outline: else the canvas
 */
void
esp_journey_desk_show_outline (EspJourneyDesk *self, gboolean outline)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (outline ? self->outline_button
                                                           : self->canvas_button),
                                TRUE);
  esp_journey_desk_focus_content (self);
}

/**
 * esp_journey_desk_find:
 *
 * Returns: FALSE while there is nothing to find
 */
gboolean
esp_journey_desk_find (EspJourneyDesk *self)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);

  if (journey == NULL || esp_journey_get_n_steps (journey) == 0)
    return FALSE;
  esp_journey_find_set_journey (ESP_JOURNEY_FIND (self->find), esp_journey_desk_get_journey (self));
  esp_journey_find_begin (ESP_JOURNEY_FIND (self->find));
  return TRUE;
}

/**
 * esp_journey_desk_get_bar:
 *
 * Returns: (transfer none) (nullable): what is shown over the steps
 */
GtkWidget *
esp_journey_desk_get_bar (EspJourneyDesk *self)
{
  return adw_bin_get_child (ADW_BIN (self->bar));
}

/**
 * esp_journey_desk_set_bar:
 * @bar: (nullable): shown over the steps, in place of the one before
 */
void
esp_journey_desk_set_bar (EspJourneyDesk *self, GtkWidget *bar)
{
  adw_bin_set_child (ADW_BIN (self->bar), bar);
  gtk_widget_set_visible (self->bar, bar != NULL);
}

/**
 * esp_journey_desk_rename_journey:
 *
 * Gives the whole journey another name, as one step that can be undone.
 */
void
esp_journey_desk_rename_journey (EspJourneyDesk *self, const char *name)
{
  EspJourney *journey = esp_journey_draft_get_journey (self->draft);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = NULL;
  g_autofree char *json = NULL;

  if (journey == NULL)
    return;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, name);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  json = json_to_string (node, FALSE);
  edited = esp_journey_edit_settings (journey, json, &error);
  if (edited == NULL)
    esp_journey_desk_refuse (self, error,
                             _ (
                               "This name cannot be given: it is too long, or not a single line."));
  else
    esp_journey_draft_apply (self->draft, edited, _ ("Rename journey"), NULL);
}

static void
tell_step (EspJourneyDesk *self, gboolean is_undo, const char *title)
{
  g_autofree char *text = NULL;

  if (title == NULL || *title == '\0')
    return;
  text = is_undo ? g_strdup_printf (_ ("Undone: %s"), title)
                 : g_strdup_printf (_ ("Done again: %s"), title);
  esp_journey_desk_say (self, text);
}

/* What comes back is selected. */
static gboolean
move_in_time (EspJourneyDesk *self, gboolean (*move) (EspJourneyDraft *))
{
  g_autoptr (EspJourney) before = esp_journey_ref (esp_journey_desk_get_journey (self));
  const EspJourney *after;

  if (!move (self->draft))
    return FALSE;
  after = esp_journey_desk_get_journey (self);
  for (guint i = 0; i < esp_journey_get_n_steps (after); i++)
    {
      const char *id = esp_journey_get_step (after, i)->id;

      if (esp_journey_find_step (before, id) == ESP_JOURNEY_NOWHERE)
        {
          esp_journey_selection_set (self->selection, id, FALSE);
          break;
        }
    }
  return TRUE;
}

/**
 * esp_journey_desk_undo:
 *
 * Returns: TRUE: a document never falls through to the data
 */
gboolean
esp_journey_desk_undo (EspJourneyDesk *self)
{
  if (esp_journey_desk_is_editable (self) && move_in_time (self, esp_journey_draft_undo))
    tell_step (self, TRUE, esp_journey_draft_get_redo_title (self->draft));
  return TRUE;
}

/**
 * esp_journey_desk_redo:
 */
gboolean
esp_journey_desk_redo (EspJourneyDesk *self)
{
  if (esp_journey_desk_is_editable (self) && move_in_time (self, esp_journey_draft_redo))
    tell_step (self, FALSE, esp_journey_draft_get_undo_title (self->draft));
  return TRUE;
}

/* Title */

/**
 * esp_journey_desk_dup_title:
 *
 * Returns: (transfer full) (nullable)
 */
char *
esp_journey_desk_dup_title (EspJourneyDesk *self)
{
  return g_strdup (esp_journey_draft_get_name (self->draft));
}

/**
 * esp_journey_desk_dup_subtitle:
 *
 * Returns: (transfer full) (nullable): "Live v7 · draft saved 14:02"
 */
char *
esp_journey_desk_dup_subtitle (EspJourneyDesk *self)
{
  const EspJourneyRow *row = esp_journey_draft_get_row (self->draft);
  gint64 saved_us = esp_journey_draft_get_saved_at_us (self->draft);
  g_autofree char *version = NULL;
  g_autofree char *saved = NULL;
  g_autofree char *time = NULL;

  if (row == NULL)
    return NULL;
  version = row->version > 0
              ? g_strdup_printf ("%s v%u", esp_journey_words_state (row->state), row->version)
              : g_strdup (esp_journey_words_state (row->state));
  if (self->shown_version > 0)
    /* Translators: the state of a journey, and which version is shown */
    return g_strdup_printf (_ ("%1$s · version %2$u, read only"), version, self->shown_version);
  if (esp_journey_draft_get_failure (self->draft) != NULL)
    saved = g_strdup (_ ("not saved"));
  else if (esp_journey_draft_is_dirty (self->draft))
    saved = g_strdup (_ ("saving…"));
  else if (saved_us > 0)
    {
      time = esp_format_date (saved_us, esp_session_get_zone (self->session), ESP_DATE_TIME,
                              esp_session_get_lang (self->session));
      /* Translators: %s is an hour */
      saved = g_strdup_printf (_ ("draft saved %s"), time);
    }
  return saved != NULL ? g_strdup_printf ("%s · %s", version, saved) : g_steal_pointer (&version);
}

/* Widget */

static void
esp_journey_desk_dispose (GObject *object)
{
  EspJourneyDesk *self = ESP_JOURNEY_DESK (object);

  g_clear_handle_id (&self->names_source, g_source_remove);
  g_clear_handle_id (&self->narrow_source, g_source_remove);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_handle_id (&self->refocus_source, g_source_remove);
  esp_journey_desk_close_popover (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  if (self->draft != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->draft, self);
      esp_journey_draft_close (self->draft);
    }
  g_clear_object (&self->draft);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->names, esp_journey_names_unref);
  g_clear_pointer (&self->version, esp_journey_unref);
  g_clear_pointer (&self->last, esp_journey_unref);
  g_clear_pointer (&self->marks, g_hash_table_unref);
  g_clear_pointer (&self->ghosts, g_array_unref);
  g_clear_pointer (&self->marked_before, esp_journey_unref);
  g_clear_pointer (&self->marked, esp_journey_unref);
  g_clear_pointer (&self->spot, esp_journey_spot_free);
  esp_journey_desk_canvas_clear (self);
  g_clear_object (&self->inspector);
  g_clear_object (&self->actions);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_journey_desk_parent_class)->dispose (object);
}

/* A menu or a question that closes gives the focus back to the desk: that means the steps. */
static gboolean
esp_journey_desk_grab_focus (GtkWidget *widget)
{
  GtkWidget *content = gtk_stack_get_visible_child (GTK_STACK (ESP_JOURNEY_DESK (widget)->places));

  return content != NULL && gtk_widget_grab_focus (content);
}

static void
esp_journey_desk_class_init (EspJourneyDeskClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_journey_desk_dispose;
  widget_class->grab_focus = esp_journey_desk_grab_focus;
  widget_class->size_allocate = esp_journey_desk_size_allocate;
  widget_class->measure = esp_journey_desk_measure;
  signals[SIGNAL_STATE] = g_signal_new ("state", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_JOURNEY] = g_signal_new ("journey", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NAMES] = g_signal_new ("names", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_journey_desk_init (EspJourneyDesk *self)
{
  self->actions = g_simple_action_group_new ();
  self->selection = esp_journey_selection_new ();
  self->wants_palette = TRUE;
}

/**
 * esp_journey_desk_new:
 *
 * Returns: (transfer floating): the page; the journey comes when it is loaded
 */
GtkWidget *
esp_journey_desk_new (EspSession *session, gint64 id)
{
  EspJourneyDesk *self = g_object_new (ESP_TYPE_JOURNEY_DESK, NULL);
  EspStore *store = esp_session_get_store (session);

  self->session = g_object_ref (session);
  self->id = id;
  self->draft = esp_journey_draft_new (store, id);
  self->inspector = g_object_ref_sink (esp_step_form_new (session, self->draft, self->selection));
  g_signal_connect_object (self->inspector, "leave", G_CALLBACK (esp_journey_desk_focus_content),
                           self, G_CONNECT_SWAPPED);
  esp_journey_desk_build (self);
  esp_journey_desk_add_form (self);
  esp_journey_desk_add_actions (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  esp_journey_desk_add_keys (self);
  esp_journey_desk_update_actions (self);
  g_signal_connect_object (self->draft, "changed", G_CALLBACK (draft_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->draft, "state", G_CALLBACK (draft_state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->draft, "problems", G_CALLBACK (problems_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "changed", G_CALLBACK (selection_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed", G_CALLBACK (esp_journey_desk_note_changes), self,
                           G_CONNECT_SWAPPED);
  esp_journey_desk_read_names (self);
  esp_journey_desk_show_journey (self); /* when another window has loaded it already */
  return GTK_WIDGET (self);
}

/**
 * esp_journey_desk_refresh_place:
 *
 * Shows the canvas or the outline, as the switch says.
 */
void
esp_journey_desk_refresh_place (EspJourneyDesk *self)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);

  if (journey != NULL)
    show_place (self, journey);
}
