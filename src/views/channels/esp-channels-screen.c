/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of channels: the list with what can be done, and the inbox of the demo mailbox. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channels-screen.h"

#include "store/esp-channels.h"
#include "views/channels/esp-channel-chooser.h"
#include "views/channels/esp-channel-page.h"
#include "views/channels/esp-channel-row.h"
#include "views/channels/esp-channel-test.h"
#include "views/channels/esp-channel-words.h"
#include "views/channels/esp-dns-window.h"
#include "views/channels/esp-mailbox-form.h"
#include "views/channels/esp-mailbox-view.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-screen.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define LIST_WIDTH 720

struct _EspChannelsScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GPtrArray *channels;         /* (owned) (nullable) of EspChannelRecord */
  gboolean shows_inbox;
  gint64 page_id; /* of the channel whose page is shown; 0: none */

  GtkStack *places;
  EspStatus *status;
  GtkWidget *list;
};

static void esp_channels_screen_screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspChannelsScreen,
                               esp_channels_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN,
                                                      esp_channels_screen_screen_init))

typedef struct
{
  GPtrArray *channels; /* (owned) (nullable) */
} Load;

static void
load_free (gpointer data)
{
  g_clear_pointer (&((Load *) data)->channels, g_ptr_array_unref);
  g_free (data);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->channels = esp_channel_list (tx, error);
  return load->channels != NULL;
}

static const EspChannelRecord *
find (EspChannelsScreen *self, gint64 id)
{
  for (guint i = 0; self->channels != NULL && i < self->channels->len; i++)
    {
      const EspChannelRecord *record = self->channels->pdata[i];

      if (record->id == id)
        return record;
    }
  return NULL;
}

static gboolean
has_demo (EspChannelsScreen *self)
{
  for (guint i = 0; self->channels != NULL && i < self->channels->len; i++)
    if (g_str_equal (((const EspChannelRecord *) self->channels->pdata[i])->kind, "demo"))
      return TRUE;
  return FALSE;
}

static EspChannelRecord *
copy (const EspChannelRecord *record)
{
  EspChannelRecord *new = esp_channel_record_new (record->name, record->kind, record->settings);

  new->id = record->id;
  new->secret_id = g_strdup (record->secret_id);
  new->is_enabled = record->is_enabled;
  return new;
}

/* What is ordered of a channel, carried to the writer's thread. */
typedef enum
{
  ORDER_UPDATE,
  ORDER_ARCHIVE,
  ORDER_ADD_DEMO,
} OrderKind;

typedef struct
{
  OrderKind kind;
  EspChannelRecord *record; /* (owned) (nullable) */
} Order;

static void
order_free (gpointer data)
{
  g_clear_pointer (&((Order *) data)->record, esp_channel_record_free);
  g_free (data);
}

static gboolean
carry_out (EspTx *tx, gpointer data, GError **error)
{
  const Order *order = data;
  gint64 id;

  switch (order->kind)
    {
    case ORDER_UPDATE:
      return esp_channel_update (tx, order->record, error);
    case ORDER_ARCHIVE:
      return esp_channel_archive (tx, order->record->id, error);
    case ORDER_ADD_DEMO:
    default:
      return esp_channel_ensure_demo (tx, &id, error);
    }
}

/* An order on its way to the writer's thread and back. */
typedef struct
{
  EspSession *session; /* (owned) */
  OrderKind kind;
  char *name; /* (owned) of the channel */
} Sent;

static void
carried_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sent *sent = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (sent->session, message);
    }
  else if (sent->kind == ORDER_ARCHIVE)
    {
      /* Translators: the name of a channel */
      g_autofree char *text = g_strdup_printf (_ ("“%s” archived"), sent->name);

      esp_session_toast_undo (sent->session, text, history_id);
    }
  g_object_unref (sent->session);
  g_free (sent->name);
  g_free (sent);
}

static void
order (EspChannelsScreen *self, OrderKind kind, EspChannelRecord *record)
{
  Order *data = g_new0 (Order, 1);
  Sent *sent = g_new0 (Sent, 1);
  const EspOperation operation = { .kind =
                                     kind == ORDER_ARCHIVE ? "channel-archive" : "channel-edit",
                                   .summary =
                                     record != NULL ? esp_channel_display_name (record) : NULL };

  sent->session = g_object_ref (self->session);
  sent->kind = kind;
  sent->name = g_strdup (operation.summary);
  data->kind = kind;
  data->record = record;
  esp_store_write_async (esp_session_get_store (self->session),
                         kind == ORDER_ADD_DEMO ? NULL : &operation, carry_out, data, order_free,
                         carried_out_cb, sent);
}

static void
fill (EspChannelsScreen *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < self->channels->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), esp_channel_row_new (self->channels->pdata[i]));
  if (self->channels->len > 0)
    esp_status_show_content (self->status);
  else
    {
      esp_status_show_empty (self->status, "esp-channel-symbolic", _ ("Connect your first channel"),
                             _ ("Messages leave through an account of yours: a mail server or "
                                "mail service, a text gateway, KakaoTalk, chat. The demo mailbox "
                                "keeps them on this computer, to try everything out."));
      esp_status_set_buttons (self->status, _ ("_Add channel…"), "screen.add",
                              _ ("Add the _demo mailbox"), "screen.add-demo");
    }
  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                 g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                             "add-demo")),
                               !has_demo (self));
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspChannelsScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->list == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&load, load_free);
      return;
    }
  if (load == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
      return;
    }
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  self->channels = g_steal_pointer (&load->channels);
  load_free (load);
  fill (self);
}

static void
reload (EspChannelsScreen *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_cb,
                        g_new0 (Load, 1), load_free, esp_session_get_cancellable (self->session),
                        loaded_cb, g_object_ref (self));
}

static void
changed_cb (EspChannelsScreen *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_CHANNEL))
    reload (self);
}

/* Actions */

static void
add_smtp_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspChannelsScreen *self = user_data;

  gtk_window_present (GTK_WINDOW (esp_channel_form_new (self->session, "smtp", NULL)));
}

static void
add_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspChannelsScreen *self = user_data;

  gtk_window_present (GTK_WINDOW (esp_channel_chooser_new (self->session)));
}

static void
add_demo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  order (user_data, ORDER_ADD_DEMO, NULL);
}

static void
mailbox_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspChannelsScreen *self = user_data;
  const EspChannelRecord *record = find (self, g_variant_get_int64 (parameter));

  if (record != NULL)
    gtk_window_present (GTK_WINDOW (esp_mailbox_form_new (self->session, copy (record))));
}

static void
dns_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspChannelsScreen *self = user_data;
  const EspChannelRecord *record = find (self, g_variant_get_int64 (parameter));

  if (record != NULL)
    gtk_window_present (GTK_WINDOW (esp_dns_window_new (self->session, record)));
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspChannelsScreen *self = user_data;
  const EspChannelRecord *record = find (self, g_variant_get_int64 (parameter));
  GtkWidget *form =
    record != NULL ? esp_channel_form_new (self->session, record->kind, copy (record)) : NULL;

  if (form != NULL)
    gtk_window_present (GTK_WINDOW (form));
}

static void
archive_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspChannelsScreen *self = user_data;
  const EspChannelRecord *record = find (self, g_variant_get_int64 (parameter));

  if (record != NULL)
    order (self, ORDER_ARCHIVE, copy (record));
}

static void
inbox_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_session_open (ESP_CHANNELS_SCREEN (user_data)->session, "channels/inbox");
}

static void
test_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspChannelsScreen *self = user_data;

  esp_session_announce (self->session, _ ("Testing the channel"), FALSE);
  esp_channel_test_run (self->session, g_variant_get_int64 (parameter));
}

static void
page_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *address =
    g_strdup_printf ("channels/%" G_GINT64_FORMAT, g_variant_get_int64 (parameter));

  esp_session_open (ESP_CHANNELS_SCREEN (user_data)->session, address);
}

static void
enable_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspChannelsScreen *self = user_data;
  const EspChannelRecord *record;
  gboolean is_on;
  gint64 id;

  g_variant_get (parameter, "(xb)", &id, &is_on);
  record = find (self, id);
  if (record != NULL && record->is_enabled != is_on)
    {
      EspChannelRecord *new = copy (record);

      new->is_enabled = is_on;
      order (self, ORDER_UPDATE, new);
    }
}

static const GActionEntry action_entries[] = {
  { .name = "page", .activate = page_cb, .parameter_type = "x" },
  { .name = "enable", .activate = enable_cb, .parameter_type = "(xb)" },
  { .name = "add", .activate = add_cb },
  { .name = "add-smtp", .activate = add_smtp_cb },
  { .name = "add-demo", .activate = add_demo_cb },
  { .name = "edit", .activate = edit_cb, .parameter_type = "x" },
  { .name = "mailbox", .activate = mailbox_cb, .parameter_type = "x" },
  { .name = "dns", .activate = dns_cb, .parameter_type = "x" },
  { .name = "archive", .activate = archive_cb, .parameter_type = "x" },
  { .name = "inbox", .activate = inbox_cb, .parameter_type = "x" },
  { .name = "test", .activate = test_cb, .parameter_type = "x" },
};

/* The screen's side of the window */

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_CHANNELS_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  EspChannelsScreen *self = ESP_CHANNELS_SCREEN (screen);

  *out_primary = (EspPrimaryAction){ .label = _ ("_Add channel…"),
                                     .icon_name = "esp-add-symbolic",
                                     .action = "screen.add" };
  return !self->shows_inbox && self->page_id == 0 && self->channels != NULL &&
         self->channels->len > 0;
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("Add channel…"), "screen.add");
  g_menu_append (menu, _ ("Add the demo mailbox"), "screen.add-demo");
  return G_MENU_MODEL (menu);
}

static char *
dup_title (EspScreen *screen)
{
  EspChannelsScreen *self = ESP_CHANNELS_SCREEN (screen);
  const EspChannelRecord *record = self->page_id != 0 ? find (self, self->page_id) : NULL;

  if (record != NULL)
    return g_strdup (esp_channel_display_name (record));
  return self->shows_inbox ? g_strdup (_ ("Demo mailbox")) : NULL;
}

static void
show_page (EspChannelsScreen *self, gint64 id)
{
  GtkWidget *old = gtk_stack_get_child_by_name (self->places, "page");

  if (old != NULL && self->page_id == id)
    return;
  if (old != NULL)
    gtk_stack_remove (self->places, old);
  gtk_stack_add_named (self->places, esp_channel_page_new (self->session, id), "page");
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspChannelsScreen *self = ESP_CHANNELS_SCREEN (screen);
  const char *object = esp_target_get_object (target);
  GtkWidget *inbox = gtk_stack_get_child_by_name (self->places, "inbox");
  gint64 id = 0;

  if (object != NULL && !g_str_equal (object, "inbox") &&
      !g_ascii_string_to_signed (object, 10, 1, G_MAXINT64, &id, NULL))
    return FALSE;
  self->shows_inbox = object != NULL && id == 0;
  if (id != 0)
    show_page (self, id);
  self->page_id = id;
  if (self->shows_inbox && inbox == NULL)
    gtk_stack_add_named (self->places, esp_mailbox_view_new (self->session), "inbox");
  else if (self->shows_inbox)
    esp_mailbox_view_reload (ESP_MAILBOX_VIEW (inbox));
  gtk_stack_set_visible_child_name (self->places, id != 0             ? "page"
                                                  : self->shows_inbox ? "inbox"
                                                                      : "list");
  esp_screen_notify_state (screen);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspChannelsScreen *self = ESP_CHANNELS_SCREEN (screen);
  g_autofree char *id =
    self->page_id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, self->page_id) : NULL;

  return esp_target_new ("channels", id != NULL ? id : self->shows_inbox ? "inbox" : NULL);
}

static void
refresh (EspScreen *screen)
{
  EspChannelsScreen *self = ESP_CHANNELS_SCREEN (screen);

  reload (self);
  if (self->page_id != 0)
    esp_channel_page_reload (ESP_CHANNEL_PAGE (gtk_stack_get_child_by_name (self->places, "page")));
  if (self->shows_inbox)
    esp_mailbox_view_reload (
      ESP_MAILBOX_VIEW (gtk_stack_get_child_by_name (self->places, "inbox")));
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelp help = {
    N_ ("The accounts through which messages leave. Add the mail server or service that you use "
        "and test it: the answer says in words what is wrong. The demo mailbox keeps every "
        "message on this computer, to look at what people would get."),
    NULL,
  };

  return &help;
}

static void
esp_channels_screen_screen_init (EspScreenInterface *iface)
{
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->get_menu = get_menu;
  iface->dup_title = dup_title;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_channels_screen_dispose (GObject *object)
{
  EspChannelsScreen *self = ESP_CHANNELS_SCREEN (object);

  self->list = NULL;
  if (self->places != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->places));
  self->places = NULL;
  g_clear_object (&self->actions);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_channels_screen_parent_class)->dispose (object);
}

static void
esp_channels_screen_class_init (EspChannelsScreenClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_channels_screen_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
esp_channels_screen_init (EspChannelsScreen *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  self->list = esp_form_list_new (_ ("Channels"));
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->list, 18);
  gtk_widget_set_margin_bottom (self->list, 18);
  gtk_widget_set_margin_start (self->list, 12);
  gtk_widget_set_margin_end (self->list, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = ESP_STATUS (esp_status_new (scroller));
  self->places = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->places, GTK_WIDGET (self->status), "list");
  gtk_widget_set_parent (GTK_WIDGET (self->places), GTK_WIDGET (self));
}

static GtkWidget *
create (EspSession *session)
{
  EspChannelsScreen *self = g_object_new (ESP_TYPE_CHANNELS_SCREEN, NULL);

  self->session = session;
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  reload (self);
  return GTK_WIDGET (self);
}

/* The badge: a channel that is on and does not work. */

static void
watched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, NULL);
  guint n_broken = 0;

  if (load == NULL)
    return;
  for (guint i = 0; i < load->channels->len; i++)
    n_broken += esp_channel_is_broken (load->channels->pdata[i]) ? 1 : 0;
  if (n_broken > 0)
    {
      g_autofree char *label =
        g_strdup_printf (ngettext ("%u channel does not work", "%u channels do not work", n_broken),
                         n_broken);

      esp_session_set_badge (session, "channels", ESP_BADGE_TROUBLE, "!", label);
    }
  else
    esp_session_set_badge (session, "channels", ESP_BADGE_TROUBLE, NULL, NULL);
  load_free (load);
}

static void
look (EspSession *session)
{
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, load_cb, g_new0 (Load, 1),
                        load_free, esp_session_get_cancellable (session), watched_cb,
                        g_object_ref (session));
}

static void
watch_changed_cb (EspSession *session, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_CHANNEL))
    look (session);
}

static void
watch (EspSession *session)
{
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (watch_changed_cb), session, G_CONNECT_SWAPPED);
  look (session);
}

const EspScreenInfo esp_channels_screen_info = {
  .id = "channels",
  .title = NC_ ("area", "Channels"),
  .icon_name = "esp-channel-symbolic",
  .section = ESP_SECTION_RUN,
  .get_type = esp_channels_screen_get_type,
  .create = create,
  .watch = watch,
};
