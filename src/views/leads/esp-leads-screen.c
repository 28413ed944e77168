/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of leads: the list with its search and selection, and a lead's own page. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-leads-screen.h"

#include "views/leads/esp-lead-acts.h"
#include "views/leads/esp-lead-columns.h"
#include "views/leads/esp-lead-detail.h"
#include "views/leads/esp-lead-format.h"
#include "views/leads/esp-lead-selection.h"
#include "views/leads/esp-lead-sorter.h"
#include "views/leads/esp-leads-drill.h"
#include "views/leads/esp-leads-help.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-search-indexer.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Nothing moves for a query that answers sooner than this. */
#define SHOW_PROGRESS_MS 150
#define PULSE_MS 120

struct _EspLeadsScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  EspLeadList *list;           /* (owned) */
  EspLeadSelection *selection; /* (owned) */
  GSimpleActionGroup *actions; /* (owned) */
  EspLeadDetail *inspector;    /* (owned) (nullable) */
  GStrv visible_columns;       /* (owned) */
  char *search_text;           /* (owned) what is searched, the composed syllable included */
  EspLeadsDrill *drill;        /* (nullable) (owned) */
  char *wanted_drill;          /* (nullable) (owned) is being looked for */
  guint32 open_id;             /* the lead whose page is shown; 0 is the list */
  guint progress_source;
  char *failure; /* (owned) (nullable) */

  GtkStack *places;
  GtkRevealer *drill_bar;
  GtkLabel *drill_label;
  GtkSearchEntry *search;
  GtkMenuButton *columns_button;
  GtkProgressBar *progress;
  GtkStack *states;
  GtkColumnView *view;
  AdwStatusPage *none_page;
  AdwStatusPage *failed_page;
  GtkRevealer *bar_revealer;
  GtkLabel *bar_label;
  GtkButton *select_all_button;
};

static void esp_leads_screen_screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspLeadsScreen,
                               esp_leads_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN,
                                                      esp_leads_screen_screen_init))

static gboolean
is_filtered (EspLeadsScreen *self)
{
  return self->drill != NULL || (self->search_text != NULL && *self->search_text != '\0');
}

static void
run_query (EspLeadsScreen *self)
{
  gboolean is_descending = TRUE;
  const char *column =
    esp_lead_sorter_probe (gtk_column_view_get_sorter (self->view), &is_descending);
  EspLeadQuery query = {
    .within = self->drill != NULL ? self->drill->leads : NULL,
    .search = self->search_text,
    .sort_column = column,
    .is_descending = column != NULL ? is_descending : TRUE, /* the newest first */
  };

  g_clear_pointer (&self->failure, g_free);
  esp_lead_list_set_query (self->list, &query);
}

static void
update_state (EspLeadsScreen *self)
{
  guint n = esp_lead_list_get_n (self->list);
  const char *state = "list";

  if (self->failure != NULL)
    state = "failed";
  else if (n == 0 && !esp_lead_list_is_loading (self->list))
    state = is_filtered (self) ? "none" : "first";
  if (self->failure != NULL)
    adw_status_page_set_description (self->failed_page, self->failure);
  gtk_stack_set_visible_child_name (self->states, state);
}

static void
update_bar (EspLeadsScreen *self)
{
  guint n_selected = esp_lead_selection_get_n (self->selection);
  guint n = esp_lead_list_get_n (self->list);
  g_autofree char *selected = esp_format_count (n_selected);
  g_autofree char *all = esp_format_count (n);
  /* Translators: first how many leads are selected, then how many the list shows */
  g_autofree char *text = g_strdup_printf (_ ("%s of %s selected"), selected, all);
  g_autofree char *button = g_strdup_printf (_ ("Select all %s"), all);
  static const char *const names[] = { "tag", "edit", "archive", "select-none" };

  gtk_label_set_text (self->bar_label, text);
  gtk_button_set_label (self->select_all_button, button);
  gtk_widget_set_visible (GTK_WIDGET (self->select_all_button), n_selected < n);
  gtk_revealer_set_reveal_child (self->bar_revealer, n_selected > 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                   g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                               names[i])),
                                 n_selected > 0);
}

/* The lead under the cursor is the one selected last; the inspector follows it when it is one. */
static void
update_inspector (EspLeadsScreen *self)
{
  guint32 id;

  if (self->inspector == NULL)
    return;
  if (esp_lead_selection_get_n (self->selection) == 1 &&
      esp_bitmap_select (esp_lead_selection_get_leads (self->selection), 0, &id))
    esp_lead_detail_set_lead (self->inspector, id);
  else
    esp_lead_detail_set_lead (self->inspector, 0);
}

static void
selection_cb (EspLeadsScreen *self)
{
  update_bar (self);
  update_inspector (self);
}

static gboolean
progress_cb (gpointer user_data)
{
  EspLeadsScreen *self = user_data;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  gtk_progress_bar_pulse (self->progress);
  self->progress_source = g_timeout_add (PULSE_MS, progress_cb, self);
  return G_SOURCE_REMOVE;
}

static void
loading_cb (EspLeadsScreen *self)
{
  if (esp_lead_list_is_loading (self->list))
    {
      if (self->progress_source == 0)
        self->progress_source = g_timeout_add (SHOW_PROGRESS_MS, progress_cb, self);
      return;
    }
  g_clear_handle_id (&self->progress_source, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  if (is_filtered (self))
    {
      guint n_dropped = esp_lead_selection_drop_hidden (self->selection);

      if (n_dropped > 0)
        {
          g_autofree char *text =
            g_strdup_printf (ngettext ("%u selected lead is hidden now and was dropped",
                                       "%u selected leads are hidden now and were dropped",
                                       n_dropped),
                             n_dropped);
          esp_session_toast (self->session, text);
        }
    }
  update_state (self);
  update_bar (self);
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
failed_cb (EspLeadsScreen *self, const GError *error)
{
  g_free (self->failure);
  self->failure = esp_store_message (error);
  update_state (self);
}

/* What is being composed is part of the query, or the result would lag one syllable behind. */
static void
set_search (EspLeadsScreen *self, const char *text)
{
  if (g_strcmp0 (text, self->search_text) == 0)
    return;
  g_free (self->search_text);
  self->search_text = g_strdup (text);
  run_query (self);
}

static void
search_changed_cb (EspLeadsScreen *self)
{
  set_search (self, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
preedit_cb (GtkText *text, const char *preedit, EspLeadsScreen *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->search));
  int cursor = gtk_editable_get_position (GTK_EDITABLE (self->search));
  const char *split = g_utf8_offset_to_pointer (typed, cursor);
  g_autofree char *whole =
    g_strdup_printf ("%.*s%s%s", (int) (split - typed), typed, preedit, split);

  if (*preedit != '\0')
    set_search (self, whole);
}

static void
activate_cb (EspLeadsScreen *self, guint position)
{
  g_autofree char *address =
    g_strdup_printf ("leads/%u", esp_lead_list_get_id (self->list, position));

  esp_session_open (self->session, address);
}

/* Columns */

static gboolean
has_column (EspLeadsScreen *self, const char *id)
{
  return g_strv_contains ((const char *const *) self->visible_columns, id);
}

static void
clear_columns (EspLeadsScreen *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
}

static void
build_columns (EspLeadsScreen *self)
{
  EspFields *fields = esp_lead_list_get_fields (self->list);
  g_autoptr (GArray) available = NULL;
  gboolean is_first = TRUE;

  if (fields == NULL)
    return;
  available = esp_lead_columns_available (fields);
  clear_columns (self);
  for (guint c = 0; self->visible_columns[c] != NULL; c++)
    for (guint i = 0; i < available->len; i++)
      {
        const EspLeadColumn *column = &g_array_index (available, EspLeadColumn, i);
        g_autoptr (GtkColumnViewColumn) view_column = NULL;

        if (!g_str_equal (column->id, self->visible_columns[c]))
          continue;
        view_column = esp_lead_column_new (self->session, column, is_first);
        gtk_column_view_append_column (self->view, view_column);
        is_first = FALSE;
        break;
      }
}

static void
column_toggled_cb (GtkCheckButton *check, EspLeadsScreen *self)
{
  const char *id = g_object_get_data (G_OBJECT (check), "esp-column");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; self->visible_columns[i] != NULL; i++)
    if (!g_str_equal (self->visible_columns[i], id))
      g_strv_builder_add (builder, self->visible_columns[i]);
  if (gtk_check_button_get_active (check))
    g_strv_builder_add (builder, id);
  g_strfreev (self->visible_columns);
  self->visible_columns = g_strv_builder_end (builder);
  esp_lead_acts_save_columns (self->session, (const char *const *) self->visible_columns);
  build_columns (self);
}

static void
fill_columns_popover (GtkMenuButton *button, gpointer user_data)
{
  EspLeadsScreen *self = user_data;
  EspFields *fields = esp_lead_list_get_fields (self->list);
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autoptr (GArray) available = fields != NULL ? esp_lead_columns_available (fields) : NULL;

  for (guint i = 0; available != NULL && i < available->len; i++)
    {
      const EspLeadColumn *column = &g_array_index (available, EspLeadColumn, i);
      GtkWidget *check = gtk_check_button_new_with_label (column->title);

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), has_column (self, column->id));
      g_object_set_data_full (G_OBJECT (check), "esp-column", g_strdup (column->id), g_free);
      g_signal_connect (check, "toggled", G_CALLBACK (column_toggled_cb), self);
      gtk_box_append (GTK_BOX (box), check);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (button, popover);
}

static void
fields_known_cb (EspLeadsScreen *self)
{
  if (g_list_model_get_n_items (gtk_column_view_get_columns (self->view)) == 0)
    build_columns (self);
}

static void
columns_loaded (GStrv columns, gpointer user_data)
{
  EspLeadsScreen *self = user_data;

  if (columns != NULL && *columns != NULL)
    {
      g_strfreev (self->visible_columns);
      self->visible_columns = g_strdupv (columns);
      build_columns (self);
    }
}

/* Acts */

static void
tag_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadsScreen *self = user_data;

  esp_lead_acts_tag (self->session, esp_lead_selection_get_leads (self->selection));
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadsScreen *self = user_data;

  esp_lead_acts_edit (self->session, esp_lead_selection_get_leads (self->selection));
}

static void
archive_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadsScreen *self = user_data;

  esp_lead_acts_archive (self->session, esp_lead_selection_get_leads (self->selection));
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadsScreen *self = user_data;
  g_autoptr (EspBitmap) all = NULL;

  if (esp_lead_selection_get_n (self->selection) == 0)
    all = esp_lead_list_to_bitmap (self->list);
  esp_lead_acts_export (self->session,
                        all != NULL ? all : esp_lead_selection_get_leads (self->selection));
}

static void
select_all_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (ESP_LEADS_SCREEN (user_data)->selection));
}

static void
select_none_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (ESP_LEADS_SCREEN (user_data)->selection));
}

static void
clear_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadsScreen *self = user_data;

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  set_search (self, "");
  if (self->drill != NULL)
    esp_session_open (self->session, "leads");
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_lead_acts_new (ESP_LEADS_SCREEN (user_data)->session);
}

static void
refresh_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  run_query (user_data);
}

static const GActionEntry action_entries[] = {
  { .name = "tag", .activate = tag_cb },
  { .name = "edit", .activate = edit_cb },
  { .name = "archive", .activate = archive_cb },
  { .name = "export", .activate = export_cb },
  { .name = "select-all", .activate = select_all_cb },
  { .name = "select-none", .activate = select_none_cb },
  { .name = "clear", .activate = clear_cb },
  { .name = "leave-drill", .activate = clear_cb },
  { .name = "new", .activate = new_cb },
  { .name = "refresh", .activate = refresh_cb },
};

/* The screen's side of the window */

static char *
dup_title (EspScreen *screen)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);
  EspLeadDetail *page;

  if (self->open_id == 0)
    return NULL;
  page = ESP_LEAD_DETAIL (gtk_stack_get_visible_child (self->places));
  return esp_lead_detail_dup_title (page);
}

static char *
dup_subtitle (EspScreen *screen)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);
  g_autofree char *n = esp_format_count (esp_lead_list_get_n (self->list));
  double seconds = (double) esp_lead_list_get_duration_us (self->list) / ESP_USEC_PER_SEC;

  if (self->open_id != 0)
    return NULL;
  if (esp_lead_list_is_counting (self->list))
    return g_strdup_printf (_ ("More than %s · counting"), n);
  /* Translators: how many leads, then how many seconds it took to find them */
  return g_strdup_printf (_ ("%s leads · %.2f s"), n, seconds);
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_LEADS_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  *out_primary = (EspPrimaryAction){ .label = _ ("_New lead"),
                                     .icon_name = "esp-add-symbolic",
                                     .action = "screen.new" };
  return ESP_LEADS_SCREEN (screen)->open_id == 0;
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("Export…"), "screen.export");
  g_menu_append (menu, _ ("Select all"), "screen.select-all");
  g_menu_append (menu, _ ("Select nothing"), "screen.select-none");
  return G_MENU_MODEL (menu);
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
  g_clear_pointer (&self->wanted_drill, g_free);
  gtk_stack_set_visible_child_name (self->places, "page");
}

static void show_list (EspLeadsScreen *self, const char *drill_token);

/* A named set of leads has been found. What was opened meanwhile stays. */
static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadsScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = g_steal_pointer (&self->wanted_drill);

  if (!esp_leads_drill_find_finish (ESP_SESSION (source), result, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (self->session, message);
    }
  else if (token != NULL && self->places != NULL)
    {
      show_list (self, token);
      esp_screen_notify_state (ESP_SCREEN (self));
    }
}

static void
show_list (EspLeadsScreen *self, const char *drill_token)
{
  g_clear_pointer (&self->drill, esp_leads_drill_free);
  g_clear_pointer (&self->wanted_drill, g_free);
  if (drill_token != NULL)
    self->drill = esp_leads_drill_dup (self->session, drill_token);
  if (drill_token != NULL && self->drill == NULL && strchr (drill_token, ';') != NULL)
    {
      self->wanted_drill = g_strdup (drill_token);
      esp_leads_drill_find_async (self->session, drill_token, found_cb, g_object_ref (self));
    }
  gtk_revealer_set_reveal_child (self->drill_bar, self->drill != NULL);
  if (self->drill != NULL)
    gtk_label_set_text (self->drill_label, self->drill->sentence);
  self->open_id = 0;
  gtk_stack_set_visible_child_name (self->places, "all");
  run_query (self);
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
    show_list (self, esp_target_get_param (target, "drill"));
  esp_screen_notify_state (screen);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);
  g_autofree char *object = self->open_id != 0 ? g_strdup_printf ("%u", self->open_id) : NULL;
  EspTarget *target = esp_target_new ("leads", object);

  if (self->open_id == 0 && self->drill != NULL)
    {
      g_autoptr (EspTarget) plain = target;

      target = esp_target_with_param (plain, "drill", self->drill->token);
    }
  return target;
}

static gboolean
focus_search (EspScreen *screen)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (screen);

  return self->open_id == 0 && gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
refresh (EspScreen *screen)
{
  run_query (ESP_LEADS_SCREEN (screen));
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

  g_clear_handle_id (&self->progress_source, g_source_remove);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  g_clear_object (&self->inspector);
  gtk_widget_dispose_template (GTK_WIDGET (object), ESP_TYPE_LEADS_SCREEN);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_leads_screen_parent_class)->dispose (object);
}

static void
esp_leads_screen_finalize (GObject *object)
{
  EspLeadsScreen *self = ESP_LEADS_SCREEN (object);

  g_strfreev (self->visible_columns);
  g_free (self->search_text);
  g_free (self->failure);
  g_clear_pointer (&self->drill, esp_leads_drill_free);
  g_free (self->wanted_drill);
  G_OBJECT_CLASS (esp_leads_screen_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_CONTROL_MASK,
                                       "screen.select-all", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "screen.select-none", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "screen.archive", NULL);
}

static void
esp_leads_screen_class_init (EspLeadsScreenClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_leads_screen_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_leads_screen_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/espalier/Espalier/ui/"
                                                             "esp-leads-screen.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, EspLeadsScreen, name)
  BIND (places);
  BIND (drill_bar);
  BIND (drill_label);
  BIND (search);
  BIND (columns_button);
  BIND (progress);
  BIND (states);
  BIND (view);
  BIND (none_page);
  BIND (failed_page);
  BIND (bar_revealer);
  BIND (bar_label);
  BIND (select_all_button);
#undef BIND
  add_keys (widget_class);
}

static void
esp_leads_screen_init (EspLeadsScreen *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->visible_columns = esp_lead_columns_default ();
  self->search_text = g_strdup ("");
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
}

static void
connect_list (EspLeadsScreen *self)
{
  g_signal_connect_object (self->list, "notify::loading", G_CALLBACK (loading_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::loading", G_CALLBACK (fields_known_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::counting", G_CALLBACK (fields_known_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (update_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::n-selected", G_CALLBACK (selection_cb), self,
                           G_CONNECT_SWAPPED);
}

static GtkWidget *
create (EspSession *session)
{
  EspLeadsScreen *self = g_object_new (ESP_TYPE_LEADS_SCREEN, NULL);

  self->session = session;
  self->list = esp_lead_list_new (esp_session_get_store (session));
  self->selection = esp_lead_selection_new (self->list);
  connect_list (self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (run_query), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (self->search)),
                           "preedit-changed", G_CALLBACK (preedit_cb), self, 0);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->view));
  gtk_menu_button_set_create_popup_func (self->columns_button, fill_columns_popover, self, NULL);
  esp_lead_acts_load_columns (session, columns_loaded, self);
  update_bar (self);
  run_query (self);
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
