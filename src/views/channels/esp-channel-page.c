/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a channel: state, sender, limits with the warm-up, DNS, what comes back, cost and what waits. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-page.h"

#include "base/esp-clock.h"
#include "channels/door/esp-door-proof.h"
#include "channels/esp-channel-kinds.h"
#include "draw/esp-volume-chart.h"
#include "views/channels/esp-channel-facts.h"
#include "views/channels/esp-channel-limits.h"
#include "views/channels/esp-channel-order.h"
#include "views/channels/esp-channel-row.h"
#include "views/channels/esp-channel-sign-in.h"
#include "views/channels/esp-channel-trial-button.h"
#include "views/channels/esp-channel-words.h"
#include "views/channels/esp-dns-view.h"
#include "views/channels/esp-door-form.h"
#include "views/chart/esp-chart-card.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-row-lines.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 720
#define CHART_HEIGHT 280

struct _EspChannelPage
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the page */
  gint64 channel_id;
  EspChannelLook *look; /* (owned) (nullable) */
  GPtrArray *others;    /* (owned) (nullable) of EspChannelRecord: who could take over */

  EspStatus *status;
  GtkWidget *box;
  GtkWidget *head;      /* rebuilt with every look */
  GtkMenuButton *trial; /* (nullable) in the head */
  GtkWidget *card;      /* of the chart; kept, so that it keeps its place */
  GtkWidget *tail;
};

G_DEFINE_FINAL_TYPE (EspChannelPage, esp_channel_page, GTK_TYPE_WIDGET)

typedef struct
{
  gint64 id;
  EspChannelLook *look; /* (owned) (nullable) */
  GPtrArray *all;       /* (owned) (nullable) */
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  esp_channel_look_free (load->look);
  g_clear_pointer (&load->all, g_ptr_array_unref);
  g_free (load);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->look = esp_channel_look_load (tx, load->id, error);
  load->all = load->look != NULL ? esp_channel_list (tx, error) : NULL;
  return load->all != NULL;
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static GtkWidget *
add_row (GtkWidget *group, const char *title, char *subtitle)
{
  g_autofree char *text = subtitle;
  GtkWidget *row = make_row (title, text);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static GtkWidget *
add_button (GtkWidget *row, const char *label, const char *action, gint64 id)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (id != 0)
    gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), g_variant_new_int64 (id));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

static GtkWidget *
append_group (GtkWidget *box, const char *title, const char *description)
{
  GtkWidget *group = esp_form_group_new (title, description);

  gtk_box_append (GTK_BOX (box), group);
  return group;
}

static gboolean
enabled_cb (GtkSwitch *control, gboolean is_on, EspChannelPage *self)
{
  (void) gtk_widget_activate_action (GTK_WIDGET (self), "screen.enable", "(xb)", self->channel_id,
                                     is_on);
  return FALSE;
}

static void
add_trial (EspChannelPage *self, GtkWidget *group)
{
  GtkWidget *button = esp_channel_trial_button_new (self->session, self->look);
  GtkWidget *row;

  self->trial = button != NULL ? GTK_MENU_BUTTON (button) : NULL;
  if (button == NULL)
    return;
  g_signal_connect_object (gtk_menu_button_get_popover (self->trial), "closed",
                           G_CALLBACK (esp_channel_page_reload), self, G_CONNECT_SWAPPED);
  row = add_row (group, _ ("Test to yourself"),
                 g_strdup (_ ("One message to you alone, as the real ones go.")));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
fill_head (EspChannelPage *self)
{
  const EspChannelRecord *record = self->look->record;
  gboolean is_broken = esp_channel_is_broken (record);
  GtkWidget *group = append_group (self->head, NULL, NULL);
  GtkWidget *row = add_row (group, esp_channel_kind_word (record->kind),
                            esp_channel_facts_dup_state (self->look, self->session));
  GtkWidget *icon = esp_icon_new (is_broken ? "esp-warning-symbolic" : "esp-channel-symbolic");
  GtkWidget *enabled =
    esp_form_switch_row_new (_ ("Enabled"),
                             _ ("Off: nothing is sent through it; what waits goes on waiting."),
                             record->is_enabled);

  if (is_broken)
    gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  (void) add_button (row, _ ("_Test"), "screen.test", record->id);
  add_trial (self, group);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), enabled);
  g_signal_connect_object (esp_form_row_get_switch (enabled), "state-set", G_CALLBACK (enabled_cb),
                           self, 0);
  row = add_row (group, _ ("Account"),
                 g_strdup (record->secret_id != NULL ? _ ("The password or key is in the keyring.")
                                                     : _ ("No password or key is needed.")));
  if (esp_channel_sign_in_fits (record))
    (void) add_button (row, _ ("_Sign in…"), "page.sign-in", 0);
  (void) add_button (row, _ ("_Edit…"), "screen.edit", record->id);
}

static GtkWidget *
make_move_button (EspChannelPage *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < self->others->len; i++)
    {
      const EspChannelRecord *other = self->others->pdata[i];
      g_autofree char *action =
        g_strdup_printf ("page.move(int64 %" G_GINT64_FORMAT ")", other->id);
      g_auto (GStrv) parts = g_strsplit (esp_channel_display_name (other), "_", -1);
      g_autofree char *plain = g_strjoinv ("__", parts);

      g_menu_append (menu, plain, action);
    }
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Move waiting messages to…"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static void
fill_limits (EspChannelPage *self)
{
  GtkWidget *group = append_group (self->head, _ ("Limits and warm-up"), NULL);
  GtkWidget *row = add_row (group, _ ("At most"), esp_channel_facts_dup_limits (self->look));

  (void) add_button (row, _ ("_Change…"), "page.limits", 0);
  (void) add_row (group, _ ("Warm-up"), esp_channel_facts_dup_plan (self->look));
  row = add_row (group, _ ("Waiting"), esp_channel_facts_dup_waiting (self->look, self->session));
  if (self->look->waiting.n_messages > 0 && self->others->len > 0)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_move_button (self));
}

static void
fill_chart (EspChannelPage *self)
{
  EspChartVoice voice;
  g_autoptr (EspChart) chart = NULL;
  gboolean is_used = self->look->n_sent > 0 || self->look->limits.plan != NULL;

  gtk_widget_set_visible (self->card, is_used);
  if (!is_used)
    return;
  esp_chart_voice_init (&voice, esp_session_get_zone (self->session),
                        esp_clock_now_us (esp_session_get_clock (self->session)));
  chart = esp_volume_chart_draw (self->look->days, &self->look->limits, &voice);
  esp_chart_card_set_chart (ESP_CHART_CARD (self->card), chart);
}

static void
fill_sender (EspChannelPage *self)
{
  GtkWidget *group = append_group (self->tail, _ ("Sender"), NULL);
  const char *reply =
    *self->look->reply_to != '\0' ? self->look->reply_to : self->look->sender_email;

  (void) add_row (group, _ ("Sends as"), esp_channel_facts_dup_sender (self->look));
  (void) add_row (group, _ ("Replies to"), g_strdup (*reply != '\0' ? reply : "–"));
  (void) add_row (group, _ ("Reception"), esp_channel_facts_dup_reputation (self->look));
  (void) add_row (group, _ ("Quiet hours"), esp_channel_facts_dup_hours (self->look));
  (void) add_row (group, _ ("Price"), esp_channel_facts_dup_price (self->look));
}

static void
fill_returns (EspChannelPage *self)
{
  const EspChannelRecord *record = self->look->record;
  const EspChannelKind *kind = esp_channel_kind_find (record->kind);
  gboolean has_mailbox = esp_channel_row_carries_mail (record);
  gboolean can_pull = kind != NULL && kind->can_pull;
  GtkWidget *group;
  GtkWidget *row;

  if (!has_mailbox && !can_pull)
    return;
  group = append_group (self->tail, _ ("What comes back"), NULL);
  if (can_pull)
    {
      row = add_row (group, _ ("Reports of the service"),
                     esp_channel_facts_dup_source (self->look->service, self->session));
      (void) add_button (row, _ ("_Ask now"), "page.ask", 0);
    }
  if (esp_door_kind_find (record->kind, NULL))
    {
      row = add_row (group, _ ("Reports by call"),
                     esp_channel_facts_dup_door (self->look, self->session));
      (void) add_button (row, _ ("Set _up…"), "page.door", 0);
    }
  if (has_mailbox)
    {
      row = add_row (group, _ ("Return mailbox"),
                     esp_channel_facts_dup_source (self->look->mailbox, self->session));
      (void) add_button (row, _ ("Set _up…"), "screen.mailbox", record->id);
    }
  row =
    add_row (group, _ ("Opens and clicks"),
             g_strdup (_ ("What programs opened or clicked does not count as people; it is kept "
                          "and can be judged again.")));
  (void) add_button (row, _ ("_Judge again"), "page.judge", 0);
}

static void
fill_dns (EspChannelPage *self)
{
  GtkWidget *view;

  if (!esp_channel_row_carries_mail (self->look->record))
    return;
  view = esp_dns_view_new (self->session, self->channel_id);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (
                               append_group (self->tail, _ ("Names in the DNS"), NULL)),
                             view);
}

static void
empty (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
take_others (EspChannelPage *self, GPtrArray *all)
{
  const EspChannelKind *kind = esp_channel_kind_find (self->look->record->kind);

  g_clear_pointer (&self->others, g_ptr_array_unref);
  self->others = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_channel_record_free);
  for (guint i = all->len; i > 0; i--)
    {
      const EspChannelRecord *other = all->pdata[i - 1];
      const EspChannelKind *its = esp_channel_kind_find (other->kind);

      if (other->id != self->channel_id && other->is_enabled && kind != NULL && its != NULL &&
          its->medium == kind->medium)
        g_ptr_array_add (self->others, g_ptr_array_steal_index (all, i - 1));
    }
}

/* Nobody's half-written address is taken away. */
static gboolean
is_trying (const EspChannelPage *self)
{
  return self->trial != NULL &&
         gtk_widget_get_mapped (GTK_WIDGET (gtk_menu_button_get_popover (self->trial)));
}

static void
fill (EspChannelPage *self)
{
  gboolean is_first = gtk_widget_get_first_child (self->tail) == NULL;

  empty (self->head);
  fill_head (self);
  fill_limits (self);
  fill_chart (self);
  if (!is_first)
    empty (self->tail);
  fill_sender (self);
  fill_returns (self);
  fill_dns (self);
  esp_status_show_content (self->status);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspChannelPage) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->box == NULL || load == NULL)
    {
      if (self->box != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autofree char *message = esp_store_message (error);

          esp_status_show_error (self->status, message, error->message);
        }
      g_clear_pointer (&load, load_free);
      return;
    }
  g_clear_pointer (&self->look, esp_channel_look_free);
  self->look = g_steal_pointer (&load->look);
  take_others (self, load->all);
  load_free (load);
  if (!is_trying (self))
    fill (self);
}

static void
reload (EspChannelPage *self)
{
  Load *load = g_new0 (Load, 1);

  load->id = self->channel_id;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_cb, load,
                        load_free, esp_session_get_cancellable (self->session), loaded_cb,
                        g_object_ref (self));
}

static void
changed_cb (EspChannelPage *self, EspChanges *changes)
{
  if (self->box != NULL && !is_trying (self) &&
      esp_changes_has (changes, ESP_CHANGE_CHANNEL | ESP_CHANGE_JOB))
    reload (self);
}

/* Actions */

static void
limits_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspChannelPage *self = ESP_CHANNEL_PAGE (widget);

  if (self->look != NULL)
    gtk_window_present (GTK_WINDOW (esp_channel_limits_new (self->session, self->look)));
}

static void
door_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspChannelPage *self = ESP_CHANNEL_PAGE (widget);

  if (self->look != NULL)
    gtk_window_present (GTK_WINDOW (esp_door_form_new (self->session, self->look)));
}

static void
sign_in_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspChannelPage *self = ESP_CHANNEL_PAGE (widget);

  if (self->look != NULL)
    gtk_window_present (GTK_WINDOW (esp_channel_sign_in_new (self->session, self->look->record)));
}

static void
move_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspChannelPage *self = ESP_CHANNEL_PAGE (widget);

  if (self->look != NULL)
    esp_channel_order_move (self->session, self->channel_id, g_variant_get_int64 (parameter),
                            esp_channel_display_name (self->look->record));
}

static void
ask_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspChannelPage *self = ESP_CHANNEL_PAGE (widget);

  if (self->look != NULL)
    esp_channel_order_ask (self->session, self->channel_id);
}

static void
judge_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspChannelPage *self = ESP_CHANNEL_PAGE (widget);

  if (self->look != NULL)
    esp_channel_order_judge (self->session);
}

static void
esp_channel_page_dispose (GObject *object)
{
  EspChannelPage *self = ESP_CHANNEL_PAGE (object);

  self->box = NULL;
  if (self->status != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->status));
  self->status = NULL;
  g_clear_pointer (&self->look, esp_channel_look_free);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_channel_page_parent_class)->dispose (object);
}

static void
esp_channel_page_class_init (EspChannelPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_channel_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "page.limits", NULL, limits_cb);
  gtk_widget_class_install_action (widget_class, "page.door", NULL, door_cb);
  gtk_widget_class_install_action (widget_class, "page.sign-in", NULL, sign_in_cb);
  gtk_widget_class_install_action (widget_class, "page.move", "x", move_cb);
  gtk_widget_class_install_action (widget_class, "page.ask", NULL, ask_cb);
  gtk_widget_class_install_action (widget_class, "page.judge", NULL, judge_cb);
}

static void
esp_channel_page_init (EspChannelPage *self)
{
}

/**
 * esp_channel_page_new:
 *
 * Returns: (transfer full): the page; it follows what is written
 */
GtkWidget *
esp_channel_page_new (EspSession *session, gint64 channel_id)
{
  EspChannelPage *self = g_object_new (ESP_TYPE_CHANNEL_PAGE, NULL);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->session = session;
  self->channel_id = channel_id;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  self->head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  self->tail = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  self->card = esp_chart_card_new (session);
  gtk_widget_set_size_request (self->card, -1, CHART_HEIGHT);
  gtk_box_append (GTK_BOX (self->box), self->head);
  gtk_box_append (GTK_BOX (self->box), self->card);
  gtk_box_append (GTK_BOX (self->box), self->tail);
  gtk_widget_set_margin_top (self->box, 18);
  gtk_widget_set_margin_bottom (self->box, 18);
  gtk_widget_set_margin_start (self->box, 12);
  gtk_widget_set_margin_end (self->box, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_parent (GTK_WIDGET (self->status), GTK_WIDGET (self));
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  reload (self);
  return GTK_WIDGET (self);
}

/**
 * esp_channel_page_reload:
 *
 * Looks again: another program may have written.
 */
void
esp_channel_page_reload (EspChannelPage *self)
{
  reload (self);
}
