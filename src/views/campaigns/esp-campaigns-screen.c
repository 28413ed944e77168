/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of campaigns: the list of all, and a campaign's own page. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-campaigns-screen.h"

#include "store/esp-campaign-list.h"
#include "views/campaigns/esp-campaign-acts.h"
#include "views/campaigns/esp-campaign-page.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/campaigns/esp-send-sheet.h"
#include "views/leads/esp-ask-window.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PAGE_WIDTH 860
#define ADDRESS_KEY "esp-address"

struct _EspCampaignsScreen
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the screen */
  GSimpleActionGroup *actions;
  GtkWidget *places; /* a stack */
  GtkWidget *status; /* of the list */
  GtkWidget *bin;    /* holds the list, built anew for each reading */
  GtkWidget *filter; /* above the list */
  GtkWidget *search;
  GtkWidget *sort;
  EspCampaignPage *page;
  gint64 open_id; /* 0 is the list */
  guint n_campaigns;
  gboolean wants_sheet; /* as soon as the figures have come */
  guint reload_source;
};

static void esp_campaigns_screen_screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspCampaignsScreen,
                               esp_campaigns_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN,
                                                      esp_campaigns_screen_screen_init))

/* The list */

static void
append_part (GString *text, const char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static char *
describe_line (EspCampaignsScreen *self, const EspCampaignLine *line)
{
  GString *text = g_string_new (NULL);
  gint64 at_us = line->started_at_us != 0 ? line->started_at_us : line->scheduled_at_us;

  if (line->state == NULL)
    return g_string_free (text, FALSE);
  append_part (text, line->message != NULL ? line->message : _ ("no message yet"));
  if (line->n_audience > 0)
    {
      g_autofree char *sent = esp_format_count (line->n_sent);
      g_autofree char *all = esp_format_count (line->n_audience);
      /* Translators: how many got it, of how many in the audience */
      g_autofree char *part = g_strdup_printf (_ ("sent to %s of %s"), sent, all);

      append_part (text, part);
    }
  if (line->n_sends > 1)
    {
      g_autofree char *part =
        g_strdup_printf (ngettext ("%u send", "%u sends", line->n_sends), line->n_sends);

      append_part (text, part);
    }
  if (at_us != 0)
    {
      g_autofree char *date =
        esp_format_date (at_us, esp_session_get_zone (self->session), ESP_DATE_DAY_TIME,
                         esp_session_get_lang (self->session));

      append_part (text, date);
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
line_row_new (EspCampaignsScreen *self, const EspCampaignLine *line)
{
  GtkWidget *row = adw_action_row_new ();
  const char *state = line->state != NULL ? esp_campaign_state_title (line->state) : "";
  GtkWidget *label = gtk_label_new (state);
  g_autofree char *detail = describe_line (self, line);
  g_autofree char *sentence = g_strdup_printf ("%s, %s, %s", line->name, state, detail);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), line->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), esp_icon_new ("esp-chevron-right-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  g_object_set_data_full (G_OBJECT (row), ADDRESS_KEY,
                          g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, line->id), g_free);
  return row;
}

static void
row_activated_cb (EspCampaignsScreen *self, GtkListBoxRow *row)
{
  esp_session_open (self->session, g_object_get_data (G_OBJECT (row), ADDRESS_KEY));
}

/* What the list is asked for, and what came back. */
typedef struct
{
  char *search; /* (owned) */
  EspCampaignSort sort;
  GPtrArray *lines; /* (owned) (nullable) of EspCampaignLine */
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_free (query->search);
  g_clear_pointer (&query->lines, g_ptr_array_unref);
  g_free (query);
}

static gboolean
read_query (EspTx *tx, gpointer data, GError **error)
{
  Query *query = data;

  query->lines = esp_campaign_lines_load (tx, query->search, query->sort, error);
  return query->lines != NULL;
}

static void
show_nothing (EspCampaignsScreen *self, const Query *query)
{
  EspStatus *status = ESP_STATUS (self->status);

  if (*query->search == '\0')
    {
      esp_status_show_empty (status, "esp-campaign-symbolic", _ ("No campaigns yet"),
                             _ ("A campaign sends a message to people that you choose, at a time "
                                "that you choose, and shows what came of it."));
      esp_status_set_buttons (status, _ ("_New campaign"), "screen.new", NULL, NULL);
      return;
    }
  esp_status_show_empty (status, "esp-campaign-symbolic", _ ("No campaign is called that"),
                         _ ("Names of campaigns and of their messages are searched."));
  esp_status_set_buttons (status, _ ("_Clear the search"), "screen.clear-search", NULL, NULL);
}

static void
show_lines (EspCampaignsScreen *self, const Query *query)
{
  GtkWidget *list = esp_form_list_new (_ ("Campaigns"));

  self->n_campaigns = query->lines->len;
  for (guint i = 0; i < query->lines->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), line_row_new (self, query->lines->pdata[i]));
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  adw_bin_set_child (ADW_BIN (self->bin), list);
  gtk_widget_set_visible (self->filter, query->lines->len > 0 || *query->search != '\0');
  if (query->lines->len > 0)
    esp_status_show_content (ESP_STATUS (self->status));
  else
    show_nothing (self, query);
}

static void
lines_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCampaignsScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Query *query = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->places != NULL && query == NULL &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_status_show_error (ESP_STATUS (self->status), sentence, error->message);
    }
  if (self->places != NULL && query != NULL)
    {
      show_lines (self, query);
      esp_screen_notify_state (ESP_SCREEN (self));
    }
  g_clear_pointer (&query, query_free);
}

static void
reload (EspCampaignsScreen *self)
{
  Query *query = g_new0 (Query, 1);

  query->search = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  query->sort = (EspCampaignSort) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->sort));
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_query, query,
                        query_free, esp_session_get_cancellable (self->session), lines_read_cb,
                        g_object_ref (self));
}

static gboolean
reload_later_cb (gpointer user_data)
{
  EspCampaignsScreen *self = user_data;

  self->reload_source = 0;
  if (self->open_id == 0)
    reload (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspCampaignsScreen *self)
{
  if (self->reload_source == 0 &&
      esp_changes_has (changes, ESP_CHANGE_CAMPAIGN | ESP_CHANGE_LEDGER | ESP_CHANGE_MESSAGE))
    self->reload_source = g_timeout_add (200, reload_later_cb, self);
}

/* Acts */

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCampaignsScreen) self = user_data;
  g_autofree char *name = esp_dialog_ask_text_finish (result, NULL);

  if (name != NULL)
    esp_campaign_act (self->session, ESP_CAMPAIGN_NEW, 0, name, 0);
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCampaignsScreen *self = user_data;

  esp_dialog_ask_text_async (esp_session_get_window (self->session), _ ("New campaign"), _ ("Name"),
                             NULL, _ ("C_reate"), NULL, named_cb, g_object_ref (self));
}

static void
duplicate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCampaignsScreen *self = user_data;
  /* Translators: the name of a campaign that is a copy of another */
  g_autofree char *name =
    g_strdup_printf (_ ("Copy of %s"), esp_campaign_page_get_title (self->page));

  esp_campaign_act (self->session, ESP_CAMPAIGN_DUPLICATE, self->open_id, name, 0);
}

static void
archive_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCampaignsScreen *self = user_data;

  esp_campaign_act (self->session, ESP_CAMPAIGN_ARCHIVE, self->open_id, NULL, 0);
}

static void
next_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCampaignsScreen *self = user_data;

  esp_campaign_act (self->session, ESP_CAMPAIGN_NEXT, self->open_id, NULL, 0);
}

static void
ask_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCampaignsScreen *self = user_data;
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->page);

  if (record != NULL && record->send != NULL)
    esp_ask_window_present (self->session, record->send->id, record->campaign->name);
}

static void
clear_search_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspCampaignsScreen *self = user_data;

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  (void) gtk_widget_grab_focus (self->search); /* the list is there all the same */
}

/* Shows the last look, or why there is none; while figures are still to come, when they have come. */
static void
try_to_send (EspCampaignsScreen *self)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->page);
  const char *obstacle = esp_campaign_page_get_obstacle (self->page);

  self->wants_sheet = obstacle != NULL && record != NULL && esp_campaign_record_is_draft (record) &&
                      record->send->message_id != 0 && esp_campaign_page_is_busy (self->page);
  if (self->wants_sheet)
    return;
  if (obstacle != NULL)
    esp_session_toast (self->session, obstacle);
  else
    esp_send_sheet_present (self->page);
}

static void
page_changed_cb (EspCampaignsScreen *self)
{
  esp_screen_notify_state (ESP_SCREEN (self));
  if (self->wants_sheet && !esp_campaign_page_is_busy (self->page))
    try_to_send (self);
}

static void
send_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  try_to_send (user_data);
}

static void
refresh (EspScreen *screen)
{
  EspCampaignsScreen *self = ESP_CAMPAIGNS_SCREEN (screen);

  if (self->open_id != 0)
    esp_campaign_page_reload (self->page);
  else
    reload (self);
}

static void
refresh_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  refresh (user_data);
}

static const GActionEntry action_entries[] = {
  { .name = "new", .activate = new_cb },
  { .name = "duplicate", .activate = duplicate_cb },
  { .name = "archive", .activate = archive_cb },
  { .name = "send", .activate = send_cb },
  { .name = "refresh", .activate = refresh_cb },
  { .name = "next", .activate = next_cb },
  { .name = "ask", .activate = ask_cb },
  { .name = "clear-search", .activate = clear_search_cb },
};

/* The screen's side of the window */

static char *
dup_title (EspScreen *screen)
{
  EspCampaignsScreen *self = ESP_CAMPAIGNS_SCREEN (screen);

  return self->open_id != 0 ? g_strdup (esp_campaign_page_get_title (self->page)) : NULL;
}

static char *
dup_subtitle (EspScreen *screen)
{
  EspCampaignsScreen *self = ESP_CAMPAIGNS_SCREEN (screen);
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->page);
  g_autofree char *n = esp_format_count (self->n_campaigns);

  if (self->open_id == 0)
    return self->n_campaigns > 0
             ? g_strdup_printf (ngettext ("%s campaign", "%s campaigns", self->n_campaigns), n)
             : NULL;
  return record != NULL && record->send != NULL
           ? g_strdup (esp_campaign_state_title (record->send->state))
           : NULL;
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_CAMPAIGNS_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  EspCampaignsScreen *self = ESP_CAMPAIGNS_SCREEN (screen);
  const EspCampaignRecord *record = esp_campaign_page_get_record (self->page);

  if (self->open_id == 0)
    {
      *out_primary = esp_primary_action_new (_ ("_New campaign"));
      return TRUE;
    }
  if (record == NULL || record->send == NULL)
    return FALSE;
  if (esp_campaign_record_is_over (record))
    {
      *out_primary = (EspPrimaryAction){ .label = _ ("_New send"),
                                         .icon_name = "esp-add-symbolic",
                                         .action = "screen.next" };
      return TRUE;
    }
  if (!esp_campaign_record_is_draft (record))
    return FALSE;
  *out_primary =
    (EspPrimaryAction){ .label = _ ("_Send…"),
                        .icon_name = "esp-send-symbolic",
                        .action = "screen.send",
                        .suggested = esp_campaign_page_get_obstacle (self->page) == NULL,
                        .tooltip = esp_campaign_page_get_obstacle (self->page) };
  return TRUE;
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  EspCampaignsScreen *self = ESP_CAMPAIGNS_SCREEN (screen);
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("_New campaign…"), "screen.new");
  if (self->open_id != 0)
    {
      g_menu_append (menu, _ ("A_sk about a person…"), "screen.ask");
      g_menu_append (menu, _ ("_Duplicate"), "screen.duplicate");
      g_menu_append (menu, _ ("_Archive"), "screen.archive");
    }
  return G_MENU_MODEL (menu);
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspCampaignsScreen *self = ESP_CAMPAIGNS_SCREEN (screen);
  gint64 id = esp_target_get_object_id (target);

  if (esp_target_get_object (target) != NULL && id <= 0)
    return FALSE;
  self->open_id = MAX (id, 0);
  self->wants_sheet = FALSE;
  esp_campaign_page_set_campaign (self->page, self->open_id);
  if (self->open_id == 0)
    reload (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->places), self->open_id != 0 ? "page" : "all");
  esp_screen_notify_state (screen);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspCampaignsScreen *self = ESP_CAMPAIGNS_SCREEN (screen);
  g_autofree char *object =
    self->open_id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, self->open_id) : NULL;

  return esp_target_new ("campaigns", object);
}

static gboolean
focus_search (EspScreen *screen)
{
  EspCampaignsScreen *self = ESP_CAMPAIGNS_SCREEN (screen);

  return self->open_id == 0 && gtk_widget_grab_focus (self->search);
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "<Control>n", N_ ("New campaign") },
    { "<Control>f", N_ ("Search campaigns") },
    { "Return", N_ ("Open the campaign") },
    { "<Control>Return", N_ ("Send…") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ ("A campaign sends one message to an audience. Its page counts who will get it and names "
        "every reason for which others will not; each number opens exactly these leads. Nothing "
        "leaves before you confirm it, and the hold leaves time to cancel."),
    keys,
  };

  return &help;
}

static void
esp_campaigns_screen_screen_init (EspScreenInterface *iface)
{
  iface->dup_title = dup_title;
  iface->dup_subtitle = dup_subtitle;
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->get_menu = get_menu;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->refresh = refresh;
  iface->focus_search = focus_search;
  iface->get_help = get_help;
}

static void
esp_campaigns_screen_dispose (GObject *object)
{
  EspCampaignsScreen *self = ESP_CAMPAIGNS_SCREEN (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_pointer (&self->places, gtk_widget_unparent);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_campaigns_screen_parent_class)->dispose (object);
}

static void
esp_campaigns_screen_class_init (EspCampaignsScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_campaigns_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_campaigns_screen_init (EspCampaignsScreen *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
}

static GtkWidget *
build_filter (EspCampaignsScreen *self)
{
  const char *const orders[] = { _ ("Newest first"), _ ("Oldest first"),    _ ("By name"),
                                 _ ("By state"),     _ ("Most sent first"), NULL };

  self->filter = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->search = gtk_search_entry_new ();
  self->sort = gtk_drop_down_new_from_strings (orders);
  esp_choice_speak (self->sort);
  gtk_widget_set_hexpand (self->search, TRUE);
  g_object_set (self->search, "placeholder-text", _ ("Search campaigns"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search campaigns"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sort), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Order of the campaigns"), -1);
  /* What is pressed is the button inside. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (self->sort)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Order of the campaigns"), -1);
  gtk_box_append (GTK_BOX (self->filter), self->search);
  gtk_box_append (GTK_BOX (self->filter), self->sort);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (reload), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sort, "notify::selected", G_CALLBACK (reload), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_margin_start (self->filter, 12);
  gtk_widget_set_margin_end (self->filter, 12);
  gtk_widget_set_margin_top (self->filter, 12);
  return self->filter;
}

static GtkWidget *
clamp_new (GtkWidget *child)
{
  GtkWidget *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);
  return clamp;
}

static GtkWidget *
build_list (EspCampaignsScreen *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->bin = adw_bin_new ();
  gtk_widget_set_margin_start (self->bin, 12);
  gtk_widget_set_margin_end (self->bin, 12);
  gtk_widget_set_margin_top (self->bin, 12);
  gtk_widget_set_margin_bottom (self->bin, 24);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp_new (self->bin));
  self->status = esp_status_new (scroller);
  gtk_widget_set_vexpand (self->status, TRUE);
  gtk_box_append (GTK_BOX (box), clamp_new (build_filter (self)));
  gtk_box_append (GTK_BOX (box), self->status);
  return box;
}

static GtkWidget *
create (EspSession *session)
{
  EspCampaignsScreen *self = g_object_new (ESP_TYPE_CAMPAIGNS_SCREEN, NULL);

  self->session = session;
  self->places = gtk_stack_new ();
  self->page = ESP_CAMPAIGN_PAGE (esp_campaign_page_new (session));
  gtk_stack_add_named (GTK_STACK (self->places), build_list (self), "all");
  gtk_stack_add_named (GTK_STACK (self->places), GTK_WIDGET (self->page), "page");
  gtk_widget_set_parent (self->places, GTK_WIDGET (self));
  g_signal_connect_object (self->page, "notify::title", G_CALLBACK (page_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  reload (self);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_campaigns_screen_info = {
  .id = "campaigns",
  .title = NC_ ("area", "Campaigns"),
  .icon_name = "esp-campaign-symbolic",
  .section = ESP_SECTION_ENGAGE,
  .accel = "<Alt>6",
  .get_type = esp_campaigns_screen_get_type,
  .create = create,
};
