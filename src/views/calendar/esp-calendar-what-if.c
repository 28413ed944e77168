/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What if: moves that are thought about stand beside the plan with what they would change, until they are made or dropped. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-what-if.h"

#include "views/shell/esp-button.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>
#include <math.h>

#define N_FIGURES 7

static char *
write_estimate (double value)
{
  g_autofree char *count = NULL;

  if (isnan (value))
    return g_strdup ("–");
  count = esp_format_count ((gint64) llround (value));
  return g_strconcat ("≈ ", count, NULL);
}

static char *
get_figure (const EspPlanSum *sum, guint i, const char *currency)
{
  switch (i)
    {
    case 0:
      return esp_format_count ((gint64) sum->n_reach);
    case 1:
      return esp_format_count ((gint64) sum->n_messages);
    case 2:
      return esp_format_count ((gint64) sum->n_held);
    case 3:
      return esp_format_count ((gint64) sum->n_over);
    case 4:
      return esp_format_count ((gint64) sum->n_conflicts);
    case 5:
      return esp_format_money (sum->cost, currency);
    default:
      return write_estimate (sum->orders);
    }
}

static void
put (GtkGrid *grid, const char *text, int column, int row, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_grid_attach (grid, label, column, row, 1, 1);
}

static GtkWidget *
make_table (EspCalendarScreen *self)
{
  const char *const heads[N_FIGURES] = { _ ("People"),          _ ("Messages"),
                                         _ ("Held by the cap"), _ ("Over the cap"),
                                         _ ("Conflicts"),       C_ ("plan", "Cost"),
                                         _ ("Orders to expect") };
  const char *const rows[] = { _ ("The plan"), _ ("What if") };
  const char *currency = self->study->plan->currency;
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());

  gtk_grid_set_column_spacing (grid, 18);
  for (int i = 0; i < N_FIGURES; i++)
    put (grid, heads[i], i + 1, 0, "dim-label");
  for (int row = 0; row < 2; row++)
    {
      put (grid, rows[row], 0, row + 1, "heading");
      for (int i = 0; i < N_FIGURES; i++)
        {
          g_autofree char *figure = get_figure (&self->sums[row], (guint) i, currency);

          put (grid, figure, i + 1, row + 1, "numeric");
        }
    }
  return GTK_WIDGET (grid);
}

/* Plans that were kept, to be thought about again. */
static GtkWidget *
make_kept (EspCalendarScreen *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  for (guint i = 0; i < self->kept->len; i++)
    {
      const EspPlanScenarioRow *row = g_ptr_array_index (self->kept, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
      g_auto (GStrv) parts = g_strsplit (row->name, "_", -1);
      g_autofree char *label = g_strjoinv ("__", parts); /* no mnemonics in what people write */

      g_menu_item_set_label (item, label);
      g_menu_item_set_action_and_target_value (item, "screen.what-if-load",
                                               g_variant_new_int64 (row->id));
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Kept plans"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static const EspPlanScenarioRow *
find_kept (EspCalendarScreen *self, gint64 id)
{
  for (guint i = 0; self->kept != NULL && i < self->kept->len; i++)
    if (((const EspPlanScenarioRow *) self->kept->pdata[i])->id == id)
      return self->kept->pdata[i];
  return NULL;
}

static GtkWidget *
make_button (const char *label, const char *action)
{
  GtkWidget *button = esp_button_new (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static void
add_buttons (EspCalendarScreen *self, GtkWidget *content)
{
  GtkWidget *buttons = esp_wrap_box_new ();
  GtkWidget *keep = make_button (_ ("_Keep…"), "screen.what-if-keep");
  GtkWidget *apply = make_button (_ ("_Apply"), "screen.what-if-apply");

  if (self->kept != NULL && self->kept->len > 0)
    esp_wrap_box_append (ESP_WRAP_BOX (buttons), make_kept (self));
  if (find_kept (self, self->kept_id) != NULL)
    esp_wrap_box_append (ESP_WRAP_BOX (buttons),
                         make_button (_ ("_Forget it"), "screen.what-if-forget"));
  gtk_widget_set_sensitive (keep, self->changes->len > 0);
  gtk_widget_set_sensitive (apply, self->changes->len > 0);
  gtk_widget_add_css_class (apply, "suggested-action");
  esp_wrap_box_append (ESP_WRAP_BOX (buttons), apply);
  esp_wrap_box_append (ESP_WRAP_BOX (buttons), keep);
  esp_wrap_box_append (ESP_WRAP_BOX (buttons),
                       make_button (_ ("_Discard"), "screen.what-if-discard"));
  gtk_box_append (GTK_BOX (content), buttons);
}

/**
 * esp_calendar_what_if_fill:
 *
 * Shows both plans side by side, as long as one is thought about.
 */
void
esp_calendar_what_if_fill (EspCalendarScreen *self)
{
  GtkWidget *child;
  const EspPlanScenarioRow *kept = find_kept (self, self->kept_id);
  g_autofree char *text = NULL;

  while ((child = gtk_widget_get_first_child (self->what_if)) != NULL)
    gtk_box_remove (GTK_BOX (self->what_if), child);
  gtk_widget_set_visible (self->what_if, self->changes != NULL);
  if (self->changes == NULL)
    return;
  text = self->changes->len == 0
           ? g_strdup (_ ("Nothing is changed yet: move something, and see what would follow."))
           : g_strdup_printf (ngettext ("%u change is thought about",
                                        "%u changes are thought about", self->changes->len),
                              self->changes->len);
  if (kept != NULL)
    {
      g_autofree char *bare = g_steal_pointer (&text);

      text = g_strdup_printf ("%s · %s", kept->name, bare);
    }
  child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_hexpand (child, TRUE);
  gtk_box_append (GTK_BOX (self->what_if), child);
  {
    GtkWidget *label = gtk_label_new (text);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_box_append (GTK_BOX (child), label);
  }
  if (self->study != NULL && self->has_sums)
    {
      /* A narrow window shows the first figures, and scrolls to the others. */
      GtkWidget *scroller = gtk_scrolled_window_new ();

      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                      GTK_POLICY_NEVER);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), make_table (self));
      gtk_box_append (GTK_BOX (child), scroller);
    }
  add_buttons (self, child);
}

static void
set_on (EspCalendarScreen *self, gboolean is_on)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "what-if");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (is_on));
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  self->has_sums = FALSE;
  self->kept_id = 0;
  if (is_on)
    self->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_change_free);
  esp_calendar_what_if_fill (self);
  esp_calendar_screen_read (self);
}

static void
toggle_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  set_on (user_data, g_variant_get_boolean (state));
}

static void
discard_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  set_on (user_data, FALSE);
}

typedef struct
{
  EspCalendarScreen *screen; /* (owned) main thread only */
  GPtrArray *changes;        /* (owned) (nullable) */
  char *name;                /* (owned) (nullable) under which they are kept */
  gint64 id;                 /* of the plan that was kept; 0: none */
  guint n_done;
} Order;

static void
order_free (Order *order)
{
  g_clear_pointer (&order->changes, g_ptr_array_unref);
  g_object_unref (order->screen);
  g_free (order->name);
  g_free (order);
}

/* Keeping */

static gboolean
keep_write (EspTx *tx, gpointer data, GError **error)
{
  Order *order = data;
  g_autofree char *json = esp_plan_changes_to_json (order->changes);

  return order->id != 0 ? esp_plan_scenario_row_update (tx, order->id, order->name, json, error)
                        : esp_plan_scenario_row_insert (tx, order->name, json, &order->id, error);
}

static gboolean
forget_write (EspTx *tx, gpointer data, GError **error)
{
  return esp_plan_scenario_row_delete (tx, ((const Order *) data)->id, error);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  EspCalendarScreen *self = order->screen;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (self->session, message);
    }
  else
    {
      self->kept_id = order->name != NULL ? order->id : 0;
      esp_session_toast_undo (self->session,
                              order->name != NULL ? _ ("The plan is kept")
                                                  : _ ("The kept plan is gone"),
                              history_id);
    }
  order_free (order);
}

static void
write_kept (Order *order, EspStoreFunc func)
{
  static const EspOperation operation = { .kind = "plan-scenario" };

  esp_store_write_async (esp_session_get_store (order->screen->session), &operation, func, order,
                         NULL, kept_cb, order);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  const EspPlanScenarioRow *before = find_kept (order->screen, order->screen->kept_id);

  order->name = esp_dialog_ask_text_finish (result, NULL);
  if (order->name == NULL || *g_strstrip (order->name) == '\0')
    {
      order_free (order);
      return;
    }
  /* Under the same name it takes the place of what was kept; under another one, both are there. */
  if (before != NULL && g_str_equal (before->name, order->name))
    order->id = before->id;
  write_kept (order, keep_write);
}

static void
keep_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;
  const EspPlanScenarioRow *kept = find_kept (self, self->kept_id);
  Order *order;

  if (self->changes == NULL || self->changes->len == 0)
    return;
  order = g_new0 (Order, 1);
  order->screen = g_object_ref (self);
  order->changes = g_ptr_array_ref (self->changes);
  esp_dialog_ask_text_async (esp_session_get_window (self->session), _ ("Keep this plan"),
                             C_ ("plan", "Name"), kept != NULL ? kept->name : "", _ ("_Keep"),
                             esp_session_get_cancellable (self->session), named_cb, order);
}

static void
forget_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;
  Order *order;

  if (find_kept (self, self->kept_id) == NULL)
    return;
  order = g_new0 (Order, 1);
  order->screen = g_object_ref (self);
  order->id = self->kept_id;
  write_kept (order, forget_write);
}

static void
load_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;
  const EspPlanScenarioRow *row = find_kept (self, g_variant_get_int64 (parameter));
  g_autoptr (GError) error = NULL;
  GPtrArray *changes = row != NULL ? esp_plan_changes_parse (row->changes, &error) : NULL;

  if (changes == NULL)
    {
      if (error != NULL)
        esp_session_toast (self->session, error->message);
      return;
    }
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  self->changes = changes;
  self->kept_id = row->id;
  self->has_sums = FALSE;
  esp_calendar_what_if_fill (self);
  esp_calendar_screen_read (self);
}

static gboolean
apply_write (EspTx *tx, gpointer data, GError **error)
{
  Order *order = data;

  return esp_plan_changes_apply (tx, order->changes, &order->n_done, error);
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      esp_session_toast_undo (order->screen->session, _ ("The plan was changed"), history_id);
      set_on (order->screen, FALSE);
    }
  else
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (order->screen->session, message);
    }
  order_free (order);
}

static void
apply_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCalendarScreen *self = user_data;
  const EspOperation operation = { .kind = "plan-scenario" };
  Order *order;

  if (self->changes == NULL || self->changes->len == 0)
    return;
  order = g_new0 (Order, 1);
  order->screen = g_object_ref (self);
  order->changes = g_ptr_array_ref (self->changes);
  esp_store_write_async (esp_session_get_store (self->session), &operation, apply_write, order,
                         NULL, applied_cb, order);
}

/**
 * esp_calendar_what_if_move:
 *
 * Returns: whether the move was only thought about
 */
gboolean
esp_calendar_what_if_move (EspCalendarScreen *self, const char *key, gint64 at_us)
{
  if (self->changes == NULL)
    return FALSE;
  esp_plan_changes_get (self->changes, key)->at_us = at_us;
  esp_calendar_what_if_fill (self);
  esp_calendar_screen_read (self);
  return TRUE;
}

/**
 * esp_calendar_what_if_remove:
 *
 * Returns: whether the removal was only thought about
 */
gboolean
esp_calendar_what_if_remove (EspCalendarScreen *self, const char *key)
{
  if (self->changes == NULL)
    return FALSE;
  esp_plan_changes_get (self->changes, key)->is_removed = TRUE;
  esp_calendar_what_if_fill (self);
  esp_calendar_screen_read (self);
  return TRUE;
}

/**
 * esp_calendar_what_if_add_acts:
 */
void
esp_calendar_what_if_add_acts (EspCalendarScreen *self)
{
  static const GActionEntry entries[] = {
    { .name = "what-if", .state = "false", .change_state = toggle_cb },
    { .name = "what-if-apply", .activate = apply_cb },
    { .name = "what-if-discard", .activate = discard_cb },
    { .name = "what-if-keep", .activate = keep_cb },
    { .name = "what-if-forget", .activate = forget_cb },
    { .name = "what-if-load", .parameter_type = "x", .activate = load_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  g_menu_append (self->menu, _ ("What if…"), "screen.what-if");
}
