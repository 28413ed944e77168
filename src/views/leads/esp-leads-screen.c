/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of leads as the window sees it: the list or a lead's own page, and the inspector beside. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-leads-screen.h"

#include "views/leads/esp-lead-acts.h"
#include "views/leads/esp-lead-detail.h"
#include "views/leads/esp-lead-list-pane.h"
#include "views/leads/esp-leads-drill.h"
#include "views/leads/esp-leads-help.h"
#include "worker/esp-search-indexer.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspLeadsScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  EspLeadDetail *inspector;    /* (owned) (nullable) */
  EspLeadListPane *list;
  GtkStack *places;
  guint32 open_id; /* the lead whose page is shown; 0 is the list */
};

static void esp_leads_screen_screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspLeadsScreen,
                               esp_leads_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN,
                                                      esp_leads_screen_screen_init))

/* The inspector shows the lead that the keyboard is on, else one that is selected. */
static void
update_inspector (EspLeadsScreen *self)
{
  EspLeadSelection *selection = esp_lead_list_pane_get_selection (self->list);
  guint32 id = esp_lead_list_pane_get_cursor (self->list);

  if (self->inspector == NULL)
    return;
  if (id == 0 && !esp_bitmap_select (esp_lead_selection_get_leads (selection), 0, &id))
    id = 0;
  esp_lead_detail_set_lead (self->inspector, id);
}

/* The screen's side of the window */

static char *
dup_title (EspScreen *screen)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);

  if (self->open_id == 0)
    return NULL;
  return esp_lead_detail_dup_title (
    ESP_LEAD_DETAIL (gtk_stack_get_child_by_name (self->places, "page")));
}

static char *
dup_subtitle (EspScreen *screen)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);

  return self->open_id == 0 ? esp_lead_list_pane_dup_subtitle (self->list) : NULL;
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_LEADS_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  *out_primary = esp_primary_action_new (_ ("_New lead"));
  return ESP_LEADS_SCREEN (screen)->open_id == 0;
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);

  return self->open_id == 0 ? esp_lead_list_pane_get_menu (self->list) : NULL;
}

static GtkWidget *
get_inspector (EspScreen *screen)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);

  if (self->open_id != 0)
    return NULL;
  if (self->inspector == NULL)
    {
      self->inspector =
        ESP_LEAD_DETAIL (g_object_ref_sink (esp_lead_detail_new (self->session, TRUE)));
      update_inspector (self);
    }
  return GTK_WIDGET (self->inspector);
}

static void
show_page (EspLeadsScreen *self, guint32 id)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->places, "page");

  if (page == NULL)
    {
      page = esp_lead_detail_new (self->session, FALSE);
      g_signal_connect_object (page, "notify::title", G_CALLBACK (esp_screen_notify_state), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->places, page, "page");
    }
  esp_lead_detail_set_lead (ESP_LEAD_DETAIL (page), id);
  self->open_id = id;
  gtk_stack_set_visible_child_name (self->places, "page");
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);
  gint64 id = esp_target_get_object_id (target);

  if (esp_target_get_object (target) != NULL && (id <= 0 || id > G_MAXUINT32))
    return FALSE;
  if (id > 0)
    show_page (self, (guint32) id);
  else
    {
      self->open_id = 0;
      gtk_stack_set_visible_child_name (self->places, "all");
      esp_lead_list_pane_open (self->list, target);
    }
  esp_screen_notify_state (screen);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);
  g_autofree char *object = NULL;

  if (self->open_id == 0)
    return esp_lead_list_pane_dup_target (self->list);
  object = g_strdup_printf ("%u", self->open_id);
  return esp_target_new ("leads", object);
}

static gboolean
focus_search (EspScreen *screen)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);

  return self->open_id == 0 && esp_lead_list_pane_focus_search (self->list);
}

static void
refresh (EspScreen *screen)
{
  esp_lead_list_pane_refresh (ESP_LEADS_SCREEN (screen)->list);
}

static const EspHelp *
get_help (EspScreen *screen)
{
  return &esp_leads_help;
}

static void
esp_leads_screen_screen_init (EspScreenInterface *iface)
{
  iface->dup_title = dup_title;
  iface->dup_subtitle = dup_subtitle;
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->get_menu = get_menu;
  iface->get_inspector = get_inspector;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->focus_search = focus_search;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_leads_screen_dispose (GObject *object)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (object);
  GtkWidget *places = GTK_WIDGET (self->places);

  self->places = NULL;
  g_clear_pointer (&places, gtk_widget_unparent);
  g_clear_object (&self->inspector);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_leads_screen_parent_class)->dispose (object);
}

static void
esp_leads_screen_class_init (EspLeadsScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_leads_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_leads_screen_init (EspLeadsScreen *self)
{
  self->actions = g_simple_action_group_new ();
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  self->places = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->places, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  /* A page that wants more room must not take it from the list. */
  gtk_stack_set_hhomogeneous (self->places, FALSE);
  gtk_stack_set_vhomogeneous (self->places, FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->places), GTK_WIDGET (self));
}

/* Whoever goes elsewhere, into the inspector perhaps, still looks at the same lead. */
static void
cursor_cb (EspLeadsScreen *self)
{
  if (esp_lead_list_pane_get_cursor (self->list) != 0)
    update_inspector (self);
}

static void
list_changed_cb (EspLeadListPane *list, EspLeadsScreen *self)
{
  if (self->open_id == 0 && self->places != NULL)
    esp_screen_notify_state (ESP_SCREEN (self));
}

static GtkWidget *
create (EspSession *session)
{
  EspLeadsScreen *self = g_object_new (ESP_TYPE_LEADS_SCREEN, NULL);

  self->session = session;
  self->list = ESP_LEAD_LIST_PANE (esp_lead_list_pane_new (session, G_ACTION_MAP (self->actions)));
  gtk_stack_add_named (self->places, GTK_WIDGET (self->list), "all");
  g_signal_connect_object (self->list, "state-changed", G_CALLBACK (list_changed_cb), self, 0);
  g_signal_connect_object (esp_lead_list_pane_get_selection (self->list), "notify::n-selected",
                           G_CALLBACK (update_inspector), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "cursor-changed", G_CALLBACK (cursor_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
watch (EspSession *session)
{
  /* Search is kept up to date for as long as the workspace is open, whatever screen is shown. */
  g_object_set_data_full (G_OBJECT (session), "esp-search-indexer",
                          esp_search_indexer_new (esp_session_get_store (session)), g_object_unref);
  esp_lead_acts_watch_total (session);
}

const EspScreenInfo esp_leads_screen_info = {
  .id = "leads",
  .title = NC_ ("area", "Leads"),
  .icon_name = "esp-leads-symbolic",
  .section = ESP_SECTION_PEOPLE,
  .accel = "<Alt>3",
  .get_type = esp_leads_screen_get_type,
  .create = create,
  .watch = watch,
};

/**
 * esp_leads_screen_drill:
 * @sentence: what the leads have in common, translated
 * @leads: copied
 *
 * Opens exactly these leads, as a number that was clicked promises.
 */
void
esp_leads_screen_drill (EspSession *session, const char *sentence, const EspBitmap *leads)
{
  g_autofree char *token = esp_leads_drill_keep (session, sentence, leads);
  g_autofree char *address = g_strdup_printf ("leads?drill=%s", token);

  esp_session_open (session, address);
}
