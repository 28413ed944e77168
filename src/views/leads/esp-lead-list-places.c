/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list shows, as an address and as a saved view: going there and saying where one is. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

#include "engine/segment/esp-rule-json.h"
#include "store/esp-segments.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-segment-service.h"

#include <glib/gi18n.h>
#include <string.h>

#define VIEW_ALL "all"
/* Percent signs make letters up to nine times as long; a longer filter is not written into an address. */
#define MAX_FILTER_IN_ADDRESS (ESP_TARGET_MAX_LENGTH / 2)

static EspRule *
parse_rule (const char *json)
{
  g_autoptr (GError) error = NULL;
  EspRule *rule = json != NULL ? esp_rule_parse_json (json, -1, &error) : NULL;

  if (error != NULL)
    g_debug ("a filter could not be read: %s", error->message);
  return rule;
}

/**
 * esp_lead_list_pane_dup_now:
 *
 * Returns: (transfer full): what is shown now, as it would be saved
 */
EspLeadView *
esp_lead_list_pane_dup_now (EspLeadListPane *self)
{
  EspLeadView *now = esp_lead_view_copy (self->base);
  g_autoptr (EspRule) rule = esp_lead_filter_bar_dup_rule (self->bar);

  esp_lead_table_read_view (self->table, now);
  g_free (now->search);
  now->search = *self->search_text != '\0' ? g_strdup (self->search_text) : NULL;
  g_free (now->filter);
  now->filter = esp_rule_is_everyone (rule) ? NULL : esp_rule_to_json (rule);
  return now;
}

/**
 * esp_lead_list_pane_is_changed:
 *
 * Returns: whether the list shows something else than its view, as that is saved
 */
gboolean
esp_lead_list_pane_is_changed (EspLeadListPane *self)
{
  g_autoptr (EspLeadView) now = esp_lead_list_pane_dup_now (self);

  return !esp_lead_view_equal (now, self->base);
}

/**
 * esp_lead_list_pane_name_view:
 *
 * Says which view is shown, and whether it is shown as it is saved.
 */
void
esp_lead_list_pane_name_view (EspLeadListPane *self)
{
  const EspSavedView *saved = esp_lead_views_find (self->views, self->view_id);
  const char *name = saved != NULL ? saved->name : _ ("All leads");
  gboolean is_changed = saved != NULL && esp_lead_list_pane_is_changed (self);
  g_autofree char *text = is_changed ? g_strconcat ("• ", name, NULL) : g_strdup (name);
  g_autofree char *label = is_changed ? g_strdup_printf (_ ("View: %s, changed"), name)
                                      : g_strdup_printf (_ ("View: %s"), name);
  g_autoptr (GMenuModel) menu = esp_lead_list_pane_make_views_menu (self);

  gtk_label_set_text (self->views_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->views_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_menu_button_set_menu_model (self->views_button, menu);
  esp_lead_list_pane_show_tabs (self);
}

static void
leave_drill (EspLeadListPane *self)
{
  g_clear_pointer (&self->drill, esp_leads_drill_free);
  g_clear_pointer (&self->wanted_drill, g_free);
  self->wanted_segment = 0;
  gtk_revealer_set_reveal_child (self->drill_bar, FALSE);
}

static void
put_search (EspLeadListPane *self, const char *text)
{
  g_free (self->search_text);
  self->search_text = g_strdup (text != NULL ? text : "");
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->search)), self->search_text))
    gtk_editable_set_text (GTK_EDITABLE (self->search), self->search_text);
}

/* The view as it is saved, its filter written as we write it, so that texts can be compared. */
static void
read_base (EspLeadListPane *self)
{
  g_autoptr (EspRule) rule = NULL;

  esp_lead_view_free (self->base);
  self->base = esp_lead_views_dup (self->views, self->view_id);
  rule = parse_rule (self->base->filter);
  if (rule == NULL)
    return;
  g_free (self->base->filter);
  self->base->filter = esp_rule_is_everyone (rule) ? NULL : esp_rule_to_json (rule);
}

/* Takes up a view without asking for its rows yet. */
static void
take_view (EspLeadListPane *self, gint64 id)
{
  g_autoptr (EspRule) rule = NULL;

  leave_drill (self);
  self->view_id = esp_lead_views_find (self->views, id) != NULL ? id : 0;
  read_base (self);
  rule = parse_rule (self->base->filter);
  esp_lead_table_set_view (self->table, self->base);
  esp_lead_filter_bar_set_rule (self->bar, rule);
  put_search (self, self->base->search);
}

static void
take_drill (EspLeadListPane *self, EspLeadsDrill *drill)
{
  leave_drill (self);
  self->drill = drill;
  gtk_label_set_text (self->drill_label, drill->sentence);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->drill_label), drill->sentence);
  gtk_revealer_set_reveal_child (self->drill_bar, TRUE);
}

static void
tell_state (EspLeadListPane *self)
{
  g_signal_emit_by_name (self, "state-changed");
}

/**
 * esp_lead_list_pane_show_view:
 * @id: 0 is all leads
 *
 * Shows a saved view as it is saved.
 */
void
esp_lead_list_pane_show_view (EspLeadListPane *self, gint64 id)
{
  take_view (self, id);
  esp_lead_list_pane_filter (self);
  tell_state (self);
}

/**
 * esp_lead_list_pane_show_all:
 *
 * Takes away search, filters and drill; columns and order stay.
 */
void
esp_lead_list_pane_show_all (EspLeadListPane *self)
{
  leave_drill (self);
  put_search (self, NULL);
  esp_lead_filter_bar_set_rule (self->bar, NULL);
  esp_lead_list_pane_filter (self);
  tell_state (self);
}

/* A named set of leads has been found. What was opened meanwhile stays. */
static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadListPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = g_steal_pointer (&self->wanted_drill);
  EspLeadsDrill *drill;

  if (!esp_leads_drill_find_finish (ESP_SESSION (source), result, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (self->session, message);
      return;
    }
  drill = token != NULL && self->table != NULL ? esp_leads_drill_dup (self->session, token) : NULL;
  if (drill == NULL)
    return;
  take_drill (self, drill);
  esp_lead_list_pane_filter (self);
  tell_state (self);
}

static void
open_drill (EspLeadListPane *self, const char *token)
{
  EspLeadsDrill *drill = esp_leads_drill_dup (self->session, token);

  if (drill != NULL)
    take_drill (self, drill);
  else if (strchr (token, ';') != NULL)
    {
      self->wanted_drill = g_strdup (token);
      esp_leads_drill_find_async (self->session, token, found_cb, g_object_ref (self));
    }
}

/* What chips and editors offer, and the segment of an address by its uuid */

typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  EspLang lang;
  gint64 segment_id;          /* 0: none is asked for */
  EspSegmentChoices *choices; /* (owned) (nullable) written */
  char *uuid;                 /* (owned) (nullable) written */
} Choices;

static void
choices_free (gpointer data)
{
  Choices *read = data;

  esp_segment_engine_unref (read->engine);
  g_clear_pointer (&read->choices, esp_segment_choices_free);
  g_free (read->uuid);
  g_free (read);
}

static gboolean
choices_read (EspTx *tx, gpointer data, GError **error)
{
  Choices *read = data;
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (read->engine, tx, error);

  if (world == NULL)
    return FALSE;
  if (read->segment_id != 0)
    {
      g_autoptr (EspSegment) segment = esp_segment_load (tx, read->segment_id, error);

      if (segment == NULL)
        return FALSE;
      read->uuid = g_strdup (segment->uuid);
    }
  read->choices = esp_segment_choices_load (tx, world, read->lang, error);
  return read->choices != NULL;
}

static void
start_choices (EspLeadListPane *self, gint64 segment_id, GAsyncReadyCallback callback)
{
  EspStore *store = esp_session_get_store (self->session);
  EspSegmentService *service = esp_segment_service_get (store);
  Choices *read = g_new0 (Choices, 1);

  read->engine = esp_segment_engine_ref (esp_segment_service_get_engine (service));
  read->lang = esp_session_get_lang (self->session);
  read->segment_id = segment_id;
  esp_store_read_async (store, ESP_READ_PAGE, choices_read, read, choices_free,
                        esp_session_get_cancellable (self->session), callback, g_object_ref (self));
}

static void
choices_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadListPane) self = user_data;
  g_autoptr (GError) error = NULL;
  Choices *read = esp_store_read_finish (ESP_STORE (source), result, &error);

  self->is_reading_choices = FALSE;
  if (read == NULL)
    {
      /* Without them no filter can be added; the list itself says what is wrong with the file. */
      g_debug ("what filters offer was not read: %s", error->message);
      return;
    }
  if (self->bar != NULL)
    esp_lead_filter_bar_set_choices (self->bar, g_steal_pointer (&read->choices));
  choices_free (read);
  if (self->must_read_choices && self->bar != NULL)
    esp_lead_list_pane_read_choices (self);
}

/**
 * esp_lead_list_pane_read_choices:
 *
 * Reads what chips and their editors offer; calls that come meanwhile make one more read.
 */
void
esp_lead_list_pane_read_choices (EspLeadListPane *self)
{
  self->must_read_choices = self->is_reading_choices;
  if (self->is_reading_choices)
    return;
  self->is_reading_choices = TRUE;
  start_choices (self, 0, choices_cb);
}

static void
segment_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadListPane) self = user_data;
  g_autoptr (GError) error = NULL;
  Choices *read = esp_store_read_finish (ESP_STORE (source), result, &error);
  EspCondition *condition;
  EspRuleNode *root;
  g_autoptr (EspRule) rule = NULL;

  if (read == NULL)
    {
      g_autofree char *message =
        g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND)
          ? g_strdup (_ ("This segment is gone. The list shows all leads."))
          : esp_store_message (error);

      if (self->bar != NULL)
        esp_session_toast (self->session, message);
      return;
    }
  if (self->bar != NULL && self->wanted_segment == read->segment_id)
    {
      condition = esp_condition_new (ESP_CONDITION_SEGMENT, read->uuid);
      root = esp_rule_node_new_group (ESP_GROUP_ALL);
      esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (condition));
      rule = esp_rule_new (root);
      self->wanted_segment = 0;
      esp_lead_filter_bar_set_choices (self->bar, g_steal_pointer (&read->choices));
      esp_lead_filter_bar_set_rule (self->bar, rule);
      esp_lead_list_pane_filter (self);
      tell_state (self);
    }
  choices_free (read);
}

/* Addresses */

static void
open_now (EspLeadListPane *self, EspTarget *target)
{
  const char *drill = esp_target_get_param (target, "drill");
  const char *filter = esp_target_get_param (target, "filter");
  const char *search = esp_target_get_param (target, "search");
  const char *view = esp_target_get_param (target, "view");
  const char *segment = esp_target_get_param (target, "segment");

  if (drill == NULL && filter == NULL && search == NULL && view == NULL && segment == NULL)
    {
      /* The plain address: as the list was left, or as it begins. */
      if (self->is_opened)
        return;
      take_view (self, esp_lead_views_get_first (self->views));
    }
  else
    take_view (self, view != NULL ? g_ascii_strtoll (view, NULL, 10) : 0);
  if (filter != NULL || search != NULL || segment != NULL)
    {
      g_autoptr (EspRule) rule = parse_rule (filter);

      esp_lead_filter_bar_set_rule (self->bar, rule);
      put_search (self, search);
    }
  if (drill != NULL)
    open_drill (self, drill);
  if (segment != NULL)
    {
      self->wanted_segment = g_ascii_strtoll (segment, NULL, 10);
      start_choices (self, self->wanted_segment, segment_cb);
    }
  self->is_opened = TRUE;
  if (self->wanted_segment == 0)
    esp_lead_list_pane_filter (self);
}

/**
 * esp_lead_list_pane_open:
 * @target: of the list: "leads", with "view" (a number or "all"), "filter" (a rule), "search", "segment"
 *   (a number) or "drill"
 *
 * Goes there; when the saved views are not read yet, soon.
 */
void
esp_lead_list_pane_open (EspLeadListPane *self, EspTarget *target)
{
  g_return_if_fail (ESP_IS_LEAD_LIST_PANE (self));

  g_clear_pointer (&self->waiting, esp_target_unref);
  if (esp_lead_views_is_loaded (self->views))
    open_now (self, target);
  else
    self->waiting = esp_target_ref (target);
}

/**
 * esp_lead_list_pane_views_known:
 *
 * The saved views were read, for the first time or again.
 */
void
esp_lead_list_pane_views_known (EspLeadListPane *self)
{
  g_autoptr (EspTarget) waiting = g_steal_pointer (&self->waiting);

  if (waiting != NULL)
    {
      open_now (self, waiting);
      tell_state (self);
    }
  else if (self->view_id != 0)
    {
      /* Another window may have changed the view, or an undo: what is shown stays. */
      if (esp_lead_views_find (self->views, self->view_id) == NULL)
        self->view_id = 0;
      read_base (self);
    }
  esp_lead_list_pane_name_view (self);
}

static EspTarget *
with_param (EspTarget *target, const char *name, const char *value)
{
  EspTarget *more = esp_target_with_param (target, name, value);

  esp_target_unref (target);
  return more;
}

/**
 * esp_lead_list_pane_dup_target:
 *
 * Returns: (transfer full): the address of what is shown
 */
EspTarget *
esp_lead_list_pane_dup_target (EspLeadListPane *self)
{
  EspTarget *target = esp_target_new ("leads", NULL);
  g_autoptr (EspLeadView) now = esp_lead_list_pane_dup_now (self);
  gboolean is_as_saved = g_strcmp0 (now->search, self->base->search) == 0 &&
                         g_strcmp0 (now->filter, self->base->filter) == 0;

  if (self->waiting != NULL)
    {
      esp_target_unref (target);
      return esp_target_ref (self->waiting);
    }
  if (self->view_id != 0)
    {
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, self->view_id);

      target = with_param (target, "view", id);
    }
  else if (is_as_saved && self->drill == NULL && self->wanted_drill == NULL)
    target = with_param (target, "view", VIEW_ALL);
  if (!is_as_saved)
    {
      g_autofree char *escaped =
        now->filter != NULL ? g_uri_escape_string (now->filter, NULL, FALSE) : NULL;

      if (escaped != NULL && strlen (escaped) < MAX_FILTER_IN_ADDRESS)
        target = with_param (target, "filter", now->filter);
      if (now->search != NULL)
        target = with_param (target, "search", now->search);
      else if (now->filter == NULL)
        target = with_param (target, "search", "");
    }
  if (self->drill != NULL || self->wanted_drill != NULL)
    target =
      with_param (target, "drill", self->drill != NULL ? self->drill->token : self->wanted_drill);
  return target;
}

/**
 * esp_lead_list_pane_layout_changed:
 *
 * Columns, order or density were changed: the list of all leads is left that way, a saved view offers to
 * be updated.
 */
void
esp_lead_list_pane_layout_changed (EspLeadListPane *self)
{
  g_autoptr (EspLeadView) now = NULL;

  if (self->view_id == 0)
    {
      now = esp_lead_list_pane_dup_now (self);
      esp_lead_views_keep_layout (self->views, now);
      esp_lead_table_read_view (self->table, self->base);
    }
  esp_lead_list_pane_name_view (self);
}
