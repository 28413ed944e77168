/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What if: moves that are thought about stand beside the plan with what they would change, until they are made or dropped. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-what-if.h"

#include "views/shell/esp-button.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <math.h>

#define N_FIGURES 7

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
      return isnan (sum->orders)
               ? g_strdup ("–")
               : g_strdup_printf ("≈ %" G_GINT64_FORMAT, (gint64) llround (sum->orders));
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

/**
 * esp_calendar_what_if_fill:
 *
 * Shows both plans side by side, as long as one is thought about.
 */
void
esp_calendar_what_if_fill (EspCalendarScreen *self)
{
  GtkWidget *child;
  GtkWidget *apply, *discard;
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
    gtk_box_append (GTK_BOX (child), make_table (self));
  apply = esp_button_new (_ ("_Apply"));
  discard = esp_button_new (_ ("_Discard"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (apply), "screen.what-if-apply");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (discard), "screen.what-if-discard");
  gtk_widget_set_valign (apply, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (discard, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (apply, self->changes->len > 0);
  gtk_box_append (GTK_BOX (self->what_if), discard);
  gtk_box_append (GTK_BOX (self->what_if), apply);
}

static void
set_on (EspCalendarScreen *self, gboolean is_on)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "what-if");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (is_on));
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  self->has_sums = FALSE;
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
  GPtrArray *changes;        /* (owned) */
  guint n_done;
} Order;

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
  g_ptr_array_unref (order->changes);
  g_object_unref (order->screen);
  g_free (order);
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
 * esp_calendar_what_if_add_acts:
 */
void
esp_calendar_what_if_add_acts (EspCalendarScreen *self)
{
  static const GActionEntry entries[] = {
    { .name = "what-if", .state = "false", .change_state = toggle_cb },
    { .name = "what-if-apply", .activate = apply_cb },
    { .name = "what-if-discard", .activate = discard_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  g_menu_append (self->menu, _ ("What if…"), "screen.what-if");
}
