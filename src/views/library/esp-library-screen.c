/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of the library: everything that messages share, found by the words in it. */
#define G_LOG_DOMAIN "esp-library"

#include "config.h"

#include "views/library/esp-library-screen.h"

#include "engine/content/esp-library-note.h"
#include "store/esp-library-uses.h"
#include "views/library/esp-library-acts.h"
#include "views/library/esp-library-form.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-wrap-box.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define LIST_WIDTH 860
#define N_TABS (ESP_N_LIBRARY_KINDS + 1)

struct _EspLibraryScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GMenu *menu;                 /* (owned) */
  GtkWidget *box;
  GtkWidget *tabs[N_TABS]; /* all, then by kind */
  GtkWidget *search;
  EspStatus *status;
  GtkListBox *list;
  EspLibraryForm *form; /* (owned) */
  int kind;             /* -1: all */
  gboolean with_archived;
  gint64 selected;
  guint reading; /* number of the newest reading */
  guint n_rows;
};

static void screen_iface_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspLibraryScreen,
                               esp_library_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_iface_init))

typedef struct
{
  guint number;
  char *text;
  int kind;
  gboolean with_archived;
  gint64 now_us;
  GPtrArray *items;   /* (owned) (nullable) */
  GHashTable *counts; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->text);
  g_clear_pointer (&look->items, g_ptr_array_unref);
  g_clear_pointer (&look->counts, g_hash_table_unref);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  const EspLibraryQuery query = { look->kind, look->text, look->with_archived };

  look->now_us = esp_tx_get_now_us (tx);
  look->items = esp_library_list (tx, &query, error);
  look->counts = look->items != NULL ? esp_library_count_uses (tx, error) : NULL;
  return look->counts != NULL;
}

/* Rows */

static char *
dup_detail (EspLibraryScreen *self, const Look *look, const EspLibraryItem *item)
{
  g_autoptr (GString) text = g_string_new (esp_library_kind_get_title (item->kind));
  g_autoptr (EspLibraryNote) note = esp_library_note_parse (item->document);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (look->counts, item->uuid));

  if (item->is_default)
    g_string_append_printf (text, " · %s", _ ("in force"));
  if (item->archived_at_us != 0)
    g_string_append_printf (text, " · %s", _ ("put away"));
  if (n > 0)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, ngettext ("used %u time", "used %u times", n), n);
    }
  if (item->kind == ESP_LIBRARY_IMAGE)
    {
      g_autofree char *size = g_format_size (item->n_bytes);

      g_string_append_printf (text, " · %d × %d · %s", note->width, note->height, size);
      if (note->alt == NULL && !note->is_decorative)
        g_string_append_printf (text, " · %s", _ ("no description"));
      if (esp_library_note_is_expired (note, look->now_us, esp_session_get_zone (self->session)))
        g_string_append_printf (text, " · %s", _ ("rights have ended"));
    }
  if (item->kind == ESP_LIBRARY_PHRASE)
    g_string_append_printf (text, " · %s",
                            note->is_required ? _ ("must be written") : _ ("must not be written"));
  if (note->text != NULL)
    g_string_append_printf (text, " · %s", note->text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_row (EspLibraryScreen *self, const Look *look, const EspLibraryItem *item)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (esp_library_kind_get_icon (item->kind));
  g_autofree char *title = g_markup_escape_text (item->name, -1);
  g_autofree char *detail = dup_detail (self, look, item);
  g_autofree char *escaped = g_markup_escape_text (detail, -1);
  g_autofree char *label = g_strdup_printf ("%s, %s", item->name, detail);

  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "esp-id", g_memdup2 (&item->id, sizeof item->id), g_free);
  return row;
}

static gint64
row_id (GtkListBoxRow *row)
{
  const gint64 *id = row != NULL ? g_object_get_data (G_OBJECT (row), "esp-id") : NULL;

  return id != NULL ? *id : 0;
}

static void
show_empty (EspLibraryScreen *self)
{
  gboolean is_filtered = *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';

  if (is_filtered)
    {
      esp_status_show_empty (self->status, "esp-search-symbolic", _ ("Nothing found"),
                             _ ("Nothing in the library has these words."));
      esp_status_set_buttons (self->status, _ ("Clear search"), "screen.clear", NULL, NULL);
      return;
    }
  esp_status_show_empty (self->status, "esp-library-symbolic", _ ("The library is empty"),
                         _ ("Begin with the brand kit: colours, font and logo that every message "
                            "wears. Blocks are saved from the editor."));
  esp_status_set_buttons (self->status, _ ("Add brand kit"), "screen.add::brand",
                          _ ("Add picture…"), "screen.add::image");
}

static void
select_shown (EspLibraryScreen *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (row_id (GTK_LIST_BOX_ROW (row)) == self->selected)
      gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLibraryScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);
  gint64 selected = self->selected;
  GtkWidget *child;

  if (self->box == NULL || (look != NULL && look->number != self->reading))
    {
      g_clear_pointer (&look, look_free);
      return;
    }
  if (look == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_status_show_error (self->status, sentence, error->message);
      return;
    }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < look->items->len; i++)
    gtk_list_box_append (self->list, make_row (self, look, look->items->pdata[i]));
  self->n_rows = look->items->len;
  self->selected = selected;
  if (self->n_rows > 0)
    esp_status_show_content (self->status);
  else
    show_empty (self);
  select_shown (self);
  look_free (look);
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
reload (EspLibraryScreen *self)
{
  Look *look = g_new0 (Look, 1);

  look->number = ++self->reading;
  look->kind = self->kind;
  look->with_archived = self->with_archived;
  look->text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, look_cb, look,
                        look_free, esp_session_get_cancellable (self->session), looked_cb,
                        g_object_ref (self));
}

static void
store_changed_cb (EspStore *store, EspChanges *changes, EspLibraryScreen *self)
{
  if (!esp_changes_has (changes, ESP_CHANGE_LIBRARY | ESP_CHANGE_MESSAGE))
    return;
  reload (self);
  if (esp_changes_has (changes, ESP_CHANGE_LIBRARY))
    esp_library_form_show (self->form, self->selected);
}

static void
selected_cb (GtkListBox *list, GtkListBoxRow *row, EspLibraryScreen *self)
{
  gint64 id = row_id (row);

  if (row == NULL || id == self->selected)
    return;
  self->selected = id;
  esp_library_form_show (self->form, id);
}

static void
tab_cb (GtkToggleButton *tab, EspLibraryScreen *self)
{
  int kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (tab), "esp-kind"));

  if (!gtk_toggle_button_get_active (tab) || kind == self->kind)
    return;
  self->kind = kind;
  reload (self);
}

/* Acts */

static void
add_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLibraryScreen *self = user_data;
  EspLibraryKind kind;

  if (esp_library_kind_from_string (g_variant_get_string (parameter, NULL), &kind))
    esp_library_acts_add (self->session, kind);
}

static void
clear_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_editable_set_text (GTK_EDITABLE (ESP_LIBRARY_SCREEN (user_data)->search), "");
}

static void
archived_act (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  EspLibraryScreen *self = user_data;

  g_simple_action_set_state (action, value);
  self->with_archived = g_variant_get_boolean (value);
  reload (self);
}

static const GActionEntry action_entries[] = {
  { .name = "add", .activate = add_act, .parameter_type = "s" },
  { .name = "clear", .activate = clear_act },
  { .name = "with-archived", .state = "false", .change_state = archived_act },
};

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, EspLibraryScreen *self)
{
  esp_library_acts_add_image (self->session, g_value_get_object (value));
  return TRUE;
}

/* The screen's side of the window */

static char *
dup_subtitle (EspScreen *screen)
{
  guint n = ESP_LIBRARY_SCREEN (screen)->n_rows;

  return n > 0 ? g_strdup_printf (ngettext ("%u thing", "%u things", n), n) : NULL;
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_LIBRARY_SCREEN (screen)->actions);
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  return G_MENU_MODEL (ESP_LIBRARY_SCREEN (screen)->menu);
}

static GtkWidget *
get_inspector (EspScreen *screen)
{
  return GTK_WIDGET (ESP_LIBRARY_SCREEN (screen)->form);
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspLibraryScreen *self = ESP_LIBRARY_SCREEN (screen);
  gint64 id = esp_target_get_object_id (target);

  if (esp_target_get_object (target) != NULL && id <= 0)
    return FALSE;
  self->selected = MAX (id, 0);
  select_shown (self);
  esp_library_form_show (self->form, self->selected);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  return esp_target_new ("library", NULL);
}

static gboolean
focus_search (EspScreen *screen)
{
  return gtk_widget_grab_focus (ESP_LIBRARY_SCREEN (screen)->search);
}

static void
refresh (EspScreen *screen)
{
  reload (ESP_LIBRARY_SCREEN (screen));
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "<Control>f", N_ ("Search the library") },
    { "Up Down", N_ ("Choose a thing") },
    { "<Control>i", N_ ("Show the inspector") },
    { "<Control>z", N_ ("Undo the last act") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ ("What your messages share: templates, saved blocks, pictures, snippets, the brand kit and "
        "phrases. A linked block changes in every message at once; what will be replaced is shown "
        "before, and can be undone."),
    keys,
  };

  return &help;
}

static void
screen_iface_init (EspScreenInterface *iface)
{
  iface->dup_subtitle = dup_subtitle;
  iface->get_actions = get_actions;
  iface->get_menu = get_menu;
  iface->get_inspector = get_inspector;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->focus_search = focus_search;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_library_screen_dispose (GObject *object)
{
  EspLibraryScreen *self = ESP_LIBRARY_SCREEN (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->form);
  g_clear_object (&self->menu);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_library_screen_parent_class)->dispose (object);
}

static void
esp_library_screen_class_init (EspLibraryScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_library_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_library_screen_init (EspLibraryScreen *self)
{
  self->kind = -1;
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  self->menu = g_menu_new ();
  g_menu_append (self->menu, _ ("Show what was put away"), "screen.with-archived");
}

static GtkWidget *
make_add_button (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint kind = 0; kind < ESP_N_LIBRARY_KINDS; kind++)
    {
      g_autofree char *action =
        g_strdup_printf ("screen.add::%s", esp_library_kind_to_string ((EspLibraryKind) kind));

      g_menu_append (menu, esp_library_kind_get_title ((EspLibraryKind) kind), action);
    }
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), C_ ("library", "Add"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add to the library"), -1);
  return button;
}

static GtkWidget *
make_tabs (EspLibraryScreen *self)
{
  GtkWidget *tabs = esp_wrap_box_new ();

  for (guint i = 0; i < N_TABS; i++)
    {
      GtkWidget *tab = gtk_toggle_button_new_with_label (
        i == 0 ? C_ ("library", "All") : esp_library_kind_get_title ((EspLibraryKind) (i - 1)));

      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (tab), GTK_TOGGLE_BUTTON (self->tabs[0]));
      else
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tab), TRUE);
      g_object_set_data (G_OBJECT (tab), "esp-kind", GINT_TO_POINTER ((int) i - 1));
      gtk_widget_add_css_class (tab, "flat");
      g_signal_connect_object (tab, "toggled", G_CALLBACK (tab_cb), self, 0);
      esp_wrap_box_append (ESP_WRAP_BOX (tabs), tab);
      self->tabs[i] = tab;
    }
  return tabs;
}

static void
build (EspLibraryScreen *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *tabs;
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  self->search = gtk_search_entry_new ();
  tabs = make_tabs (self);
  self->list = GTK_LIST_BOX (esp_form_list_new (C_ ("area", "Library")));
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_SINGLE);
  g_object_set (self->search, "placeholder-text", _ ("Search names and the words inside"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search the library"), -1);
  gtk_widget_set_hexpand (self->search, TRUE);
  gtk_box_append (GTK_BOX (row), self->search);
  gtk_box_append (GTK_BOX (row), make_add_button ());
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_valign (GTK_WIDGET (self->list), GTK_ALIGN_START);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->list));
  g_object_set (clamp, "margin-top", 6, "margin-bottom", 12, "margin-start", 12, "margin-end", 12,
                NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  g_object_set (row, "margin-top", 12, "margin-start", 12, "margin-end", 12, NULL);
  g_object_set (tabs, "margin-start", 12, "margin-end", 12, NULL);
  gtk_box_append (GTK_BOX (page), row);
  gtk_box_append (GTK_BOX (page), tabs);
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (self->status));
  self->box = page;
  gtk_widget_set_parent (page, GTK_WIDGET (self));
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (reload), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (selected_cb), self, 0);
  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (page, GTK_EVENT_CONTROLLER (drop));
}

static GtkWidget *
create (EspSession *session)
{
  EspLibraryScreen *self = g_object_new (ESP_TYPE_LIBRARY_SCREEN, NULL);

  self->session = session;
  self->form = g_object_ref_sink (ESP_LIBRARY_FORM (esp_library_form_new (session)));
  build (self);
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (store_changed_cb), self, 0);
  reload (self);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_library_screen_info = {
  .id = "library",
  .title = NC_ ("area", "Library"),
  .icon_name = "esp-library-symbolic",
  .section = ESP_SECTION_ENGAGE,
  .get_type = esp_library_screen_get_type,
  .create = create,
};
