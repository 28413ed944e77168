/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with something on the overview: put it there, move it by key or pointer, take it away. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-overview-item-acts.h"

#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define GROUP "item"
#define DATA_KEY "esp-overview-item"

/* A change of the overview on its way to the file. */
typedef struct
{
  EspSession *session; /* (owned) */
  const char *done;    /* translated: what to say when it is done; static */
  gint64 id;           /* 0: a new one */
  const char *kind;    /* of a new one; static */
  char *content;       /* (owned) (nullable) */
  gboolean is_removal;
  int step;         /* up or down by one */
  gint64 before_id; /* else: in front of it */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->session);
  g_free (change->content);
  g_free (change);
}

static gboolean
write_change (EspTx *tx, gpointer data, GError **error)
{
  const Change *change = data;

  if (change->is_removal)
    return esp_overview_item_remove (tx, change->id, error);
  if (change->content != NULL)
    return change->id != 0 ? esp_overview_item_change (tx, change->id, change->content, error)
                           : esp_overview_item_add (tx, change->kind, change->content, NULL, error);
  return change->step != 0 ? esp_overview_item_step (tx, change->id, change->step, error)
                           : esp_overview_item_move (tx, change->id, change->before_id, error);
}

typedef struct
{
  EspSession *session; /* (owned) */
  const char *done;
} Report;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Report *report = user_data;
  g_autoptr (EspSession) session = report->session;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *text = esp_store_message (error);

      esp_session_toast (session, text);
    }
  else if (report->done != NULL && history_id != 0)
    esp_session_toast_undo (session, report->done, history_id);
}

static void
run (Change *change)
{
  const EspOperation operation = { .kind = "overview", .summary = change->done };
  Report *report = g_new0 (Report, 1);

  report->session = g_object_ref (change->session);
  report->done = change->done;
  esp_store_write_async (esp_session_get_store (change->session), &operation, write_change, change,
                         change_free, written_cb, report);
}

static Change *
change_new (EspSession *session, gint64 id, const char *done)
{
  Change *change = g_new0 (Change, 1);

  change->session = g_object_ref (session);
  change->id = id;
  change->done = done;
  return change;
}

/**
 * esp_overview_item_acts_put_goal:
 *
 * Adds a goal to the overview, or changes the one of its number.
 */
void
esp_overview_item_acts_put_goal (EspSession *session, const EspGoal *goal)
{
  Change *change =
    change_new (session, goal->id, goal->id == 0 ? _ ("Goal added") : _ ("Goal changed"));

  change->kind = ESP_OVERVIEW_GOAL;
  change->content = esp_goal_to_json (goal);
  run (change);
}

/**
 * esp_overview_item_acts_pin:
 * @chart_name: as esp_campaign_chart_get_name() gives it
 *
 * Puts a report of a campaign on the overview.
 */
void
esp_overview_item_acts_pin (EspSession *session, gint64 campaign_id, const char *chart_name)
{
  Change *change = change_new (session, 0, _ ("Pinned to the overview"));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "campaign");
  json_builder_add_int_value (builder, campaign_id);
  json_builder_set_member_name (builder, "chart");
  json_builder_add_string_value (builder, chart_name);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  change->kind = ESP_OVERVIEW_PIN;
  change->content = json_to_string (root, FALSE);
  run (change);
}

/**
 * esp_overview_item_acts_pin_report:
 *
 * Puts a card of a report on the overview.
 */
void
esp_overview_item_acts_pin_report (EspSession *session, gint64 report_id, guint card_id)
{
  Change *change = change_new (session, 0, _ ("Pinned to the overview"));

  change->kind = ESP_OVERVIEW_PIN;
  change->content =
    g_strdup_printf ("{\"report\":%" G_GINT64_FORMAT ",\"card\":%u}", report_id, card_id);
  run (change);
}

/* The widget of an item, and what it stands for. */
typedef struct
{
  GtkWidget *widget;   /* that it belongs to */
  EspSession *session; /* the window's; outlives the widget */
  gint64 id;
} Handle;

static void
step (Handle *handle, int by)
{
  Change *change = change_new (handle->session, handle->id, NULL);

  change->step = by;
  run (change);
}

static void
up_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step (data, -1);
}

static void
down_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  step (data, 1);
}

static void
remove_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Handle *handle = data;
  Change *change = change_new (handle->session, handle->id, _ ("Taken away from the overview"));

  change->is_removal = TRUE;
  run (change);
}

static void
add_shortcut (GtkEventController *keys, guint keyval, GdkModifierType modifiers, const char *action)
{
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (keyval,
                                                                                  modifiers),
                                                          gtk_named_action_new (action)));
}

static GdkContentProvider *
drag_cb (GtkDragSource *source, double x, double y, Handle *handle)
{
  return gdk_content_provider_new_typed (G_TYPE_INT64, handle->id);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, Handle *handle)
{
  gint64 id = g_value_get_int64 (value);
  Change *change;

  if (id == handle->id)
    return FALSE;
  change = change_new (handle->session, id, NULL);
  change->before_id = handle->id;
  run (change);
  return TRUE;
}

/**
 * esp_overview_item_acts_install:
 * @widget: shows the item @id
 *
 * Lets the item be moved with Alt+↑ and Alt+↓ and by dragging it onto another, and taken away with
 * Delete. The actions “item.up”, “item.down” and “item.remove” are there for a menu.
 */
void
esp_overview_item_acts_install (GtkWidget *widget, EspSession *session, gint64 id)
{
  const GActionEntry entries[] = {
    { .name = "up", .activate = up_cb },
    { .name = "down", .activate = down_cb },
    { .name = "remove", .activate = remove_cb },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INT64, GDK_ACTION_MOVE);
  Handle *handle = g_new0 (Handle, 1);

  handle->widget = widget;
  handle->session = session;
  handle->id = id;
  g_object_set_data_full (G_OBJECT (widget), DATA_KEY, handle, g_free);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), handle);
  gtk_widget_insert_action_group (widget, GROUP, G_ACTION_GROUP (actions));
  add_shortcut (keys, GDK_KEY_Up, GDK_ALT_MASK, GROUP ".up");
  add_shortcut (keys, GDK_KEY_Down, GDK_ALT_MASK, GROUP ".down");
  add_shortcut (keys, GDK_KEY_Delete, 0, GROUP ".remove");
  gtk_widget_add_controller (widget, keys);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_cb), handle);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), handle);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}

/**
 * esp_overview_item_acts_create_menu:
 * @is_goal: “goal.edit” is offered as well
 *
 * Returns: (transfer full): a section for the menu of the item
 */
GMenuModel *
esp_overview_item_acts_create_menu (gboolean is_goal)
{
  GMenu *menu = g_menu_new ();

  if (is_goal)
    g_menu_append (menu, _ ("_Edit…"), "goal.edit");
  g_menu_append (menu, _ ("Move _up"), GROUP ".up");
  g_menu_append (menu, _ ("Move _down"), GROUP ".down");
  g_menu_append (menu, _ ("_Take away from the overview"), GROUP ".remove");
  return G_MENU_MODEL (menu);
}
