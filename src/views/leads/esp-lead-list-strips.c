/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strips of the list that say something and offer a way out: a filter that takes long, selected leads
 * that a filter hid. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

#include "store/esp-events.h"

#include <glib/gi18n.h>

/* Whoever waits so long is offered something better. */
#define SLOW_MS 2000

static GtkWidget *
strip_new (GtkLabel **out_label, const char *first, const char *first_action)
{
  GtkWidget *revealer = gtk_revealer_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new_with_mnemonic (first);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (box, "esp-drill-bar");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), first_action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_revealer_set_child (GTK_REVEALER (revealer), box);
  *out_label = GTK_LABEL (label);
  return revealer;
}

static void
add_button (GtkWidget *strip, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (gtk_revealer_get_child (GTK_REVEALER (strip))), button);
}

static void
reveal (EspLeadListPane *self, GtkRevealer *strip, GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text);
  gtk_revealer_set_reveal_child (strip, TRUE);
  esp_session_announce (self->session, text, FALSE);
}

/* A filter that takes long */

static gboolean
count_events (EspTx *tx, gpointer data, GError **error)
{
  return esp_events_estimate (tx, data, error);
}

static void
events_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadListPane) self = user_data;
  g_autofree gint64 *n = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;

  if (self->table == NULL || !esp_lead_filter_is_loading (self->filter))
    return;
  if (n == NULL || *n == 0)
    {
      reveal (self, self->slow_strip, self->slow_label, _ ("This filter takes long."));
      return;
    }
  count = esp_format_count (*n);
  text =
    g_strdup_printf (ngettext ("This filter looks through %s event. A segment is kept up to date.",
                               "This filter looks through %s events. A segment is kept up to date.",
                               (gulong) *n),
                     count);
  reveal (self, self->slow_strip, self->slow_label, text);
}

static gboolean
slow_cb (gpointer user_data)
{
  EspLeadListPane *self = user_data;

  self->slow_source = 0;
  if (esp_lead_filter_is_loading (self->filter))
    esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, count_events,
                          g_new0 (gint64, 1), g_free, NULL, events_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/**
 * esp_lead_list_pane_watch_slow:
 *
 * The filter began to be counted, or has been: who waits long is told why and offered a way out.
 */
void
esp_lead_list_pane_watch_slow (EspLeadListPane *self)
{
  if (esp_lead_filter_is_loading (self->filter))
    {
      if (self->slow_source == 0)
        self->slow_source = g_timeout_add (SLOW_MS, slow_cb, self);
      return;
    }
  g_clear_handle_id (&self->slow_source, g_source_remove);
  gtk_revealer_set_reveal_child (self->slow_strip, FALSE);
  g_clear_pointer (&self->answered, esp_rule_unref);
  self->answered = esp_lead_filter_bar_dup_rule (self->bar);
}

static void
cancel_filter_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  g_clear_handle_id (&self->slow_source, g_source_remove);
  gtk_revealer_set_reveal_child (self->slow_strip, FALSE);
  esp_lead_filter_bar_set_rule (self->bar, self->answered);
  esp_lead_list_pane_filter (self);
  g_signal_emit_by_name (self, "state-changed");
  (void) gtk_widget_grab_focus (GTK_WIDGET (self->search)); /* the button had the focus */
}

/* Selected leads that a filter hid */

/**
 * esp_lead_list_pane_drop_hidden:
 *
 * No act may meet a lead that nobody sees, unless somebody wants to keep them. Without a filter every
 * lead is seen.
 */
void
esp_lead_list_pane_drop_hidden (EspLeadListPane *self)
{
  guint n_before = esp_lead_selection_get_n (self->selection);
  g_autoptr (EspBitmap) hidden = NULL;
  g_autofree char *n = NULL;
  g_autofree char *all = NULL;
  g_autofree char *text = NULL;

  if (self->keeps_hidden || n_before == 0)
    return;
  hidden = esp_lead_selection_drop_hidden (self->selection);
  if (hidden == NULL)
    return;
  n = esp_format_count ((gint64) esp_bitmap_count (hidden));
  all = esp_format_count (n_before);
  /* Translators: how many selected leads are hidden now, of how many that were selected */
  text = g_strdup_printf (_ ("%s of %s selected leads are hidden by the filter and were dropped."),
                          n, all);
  g_clear_pointer (&self->dropped, esp_bitmap_free);
  self->dropped = g_steal_pointer (&hidden);
  reveal (self, self->hidden_strip, self->hidden_label, text);
}

static void
forget_dropped (EspLeadListPane *self)
{
  g_clear_pointer (&self->dropped, esp_bitmap_free);
  gtk_revealer_set_reveal_child (self->hidden_strip, FALSE);
}

static void
keep_hidden_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;

  if (self->dropped == NULL)
    return;
  self->keeps_hidden = TRUE;
  esp_lead_selection_add (self->selection, self->dropped);
  forget_dropped (self);
}

static void
drop_hidden_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  forget_dropped (user_data);
}

/**
 * esp_lead_list_pane_selection_changed:
 *
 * Somebody selected something else: what was dropped before is of no matter any more.
 */
void
esp_lead_list_pane_selection_changed (EspLeadListPane *self)
{
  if (esp_lead_selection_get_n (self->selection) == 0)
    self->keeps_hidden = FALSE;
  if (self->dropped != NULL && esp_lead_selection_get_n (self->selection) > self->n_left)
    forget_dropped (self);
  self->n_left = esp_lead_selection_get_n (self->selection);
}

/**
 * esp_lead_list_pane_add_strips:
 *
 * Puts the strips where they belong, and their acts to the screen's.
 */
void
esp_lead_list_pane_add_strips (EspLeadListPane *self)
{
  static const GActionEntry entries[] = {
    { .name = "cancel-filter", .activate = cancel_filter_cb },
    { .name = "keep-hidden", .activate = keep_hidden_cb },
    { .name = "drop-hidden", .activate = drop_hidden_cb },
  };
  GtkWidget *slow = strip_new (&self->slow_label, _ ("_Make It a Segment…"), "screen.save-segment");
  GtkWidget *hidden = strip_new (&self->hidden_label, _ ("_Keep Them"), "screen.keep-hidden");

  add_button (slow, _ ("_Cancel"), "screen.cancel-filter");
  add_button (hidden, _ ("_Drop Them"), "screen.drop-hidden");
  self->slow_strip = GTK_REVEALER (slow);
  self->hidden_strip = GTK_REVEALER (hidden);
  gtk_box_insert_child_after (self->top, slow, GTK_WIDGET (self->bar));
  gtk_box_insert_child_after (self->top, hidden, GTK_WIDGET (self->states));
  g_action_map_add_action_entries (self->actions, entries, G_N_ELEMENTS (entries), self);
}
