/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of messages: the list, and the editor of the one that is open. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-messages-screen.h"

#include "store/esp-messages.h"
#include "views/messages/esp-message-acts.h"
#include "views/messages/esp-message-editor.h"
#include "views/messages/esp-message-exchange.h"
#include "views/messages/esp-message-gallery.h"
#include "views/messages/esp-message-table.h"
#include "views/messages/esp-messages-menu.h"
#include "views/messages/esp-text-editor.h"

#include <glib/gi18n.h>

struct _EspMessagesScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GMenuModel *menu;            /* (owned) (nullable) as it was last asked for */
  GtkStack *places;
  EspMessageTable *table;
  EspMessageEditor *editor; /* (nullable) of the open email */
  EspTextEditor *text;      /* (nullable) of the open message of another kind */
  gint64 opening;           /* a message of which it is not known yet what it is; 0: none */
};

static void esp_messages_screen_screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspMessagesScreen,
                               esp_messages_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN,
                                                      esp_messages_screen_screen_init))

/* Returns: (nullable): of the open message, whatever its kind */
static EspMessageDraft *
get_draft (EspMessagesScreen *self)
{
  if (self->text != NULL)
    return esp_text_editor_get_draft (self->text);
  return self->editor != NULL
           ? esp_message_desk_get_draft (esp_message_editor_get_desk (self->editor))
           : NULL;
}

static gboolean
is_open (EspMessagesScreen *self)
{
  return self->editor != NULL || self->text != NULL;
}

static gboolean
get_current (EspMessagesScreen *self, gint64 *out_id, const char **out_name)
{
  EspMessageDraft *draft = get_draft (self);
  const EspMessageRow *row = esp_message_table_get_selected (self->table);

  if (draft != NULL)
    {
      *out_id = esp_message_draft_get_id (draft);
      *out_name = esp_message_draft_get_name (draft);
      return TRUE;
    }
  if (row == NULL)
    return FALSE;
  *out_id = row->id;
  *out_name = row->name;
  return TRUE;
}

/* Acts */

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_message_gallery_open (ESP_MESSAGES_SCREEN (user_data)->session);
}

static void
begin_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *const names[ESP_N_STARTERS] = { "blank", "newsletter", "promotion", "notice" };
  EspMessagesScreen *self = user_data;

  for (guint i = 0; i < ESP_N_STARTERS; i++)
    if (g_str_equal (names[i], g_variant_get_string (parameter, NULL)))
      esp_message_acts_new (self->session, (EspStarter) i);
}

static void
import_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_message_import_choose (ESP_MESSAGES_SCREEN (user_data)->session);
}

/* A file was dropped on the window. */
static void
import_file_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  esp_message_import_file (ESP_MESSAGES_SCREEN (user_data)->session, file);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagesScreen *self = user_data;
  EspMessageDoc *doc = self->editor != NULL
                         ? esp_message_desk_get_doc (esp_message_editor_get_desk (self->editor))
                         : NULL;

  if (doc != NULL)
    esp_message_export (self->session, esp_message_draft_get_name (get_draft (self)), doc,
                        g_variant_get_string (parameter, NULL));
}

static void
new_text_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagesScreen *self = user_data;
  EspTextMedium medium;

  if (esp_text_medium_from_name (g_variant_get_string (parameter, NULL), &medium))
    esp_message_acts_new_text (self->session, medium);
}

static void
duplicate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagesScreen *self = user_data;
  const char *name;
  gint64 id;

  if (!get_current (self, &id, &name))
    return;
  if (is_open (self))
    esp_message_draft_save (get_draft (self));
  esp_message_acts_duplicate (self->session, id);
}

static void
archive_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagesScreen *self = user_data;
  g_autofree char *kept = NULL;
  const char *name;
  gint64 id;

  if (!get_current (self, &id, &name))
    return;
  kept = g_strdup (name);
  if (is_open (self))
    esp_session_open (self->session, "messages");
  esp_message_acts_archive (self->session, id, kept);
}

static void
versions_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagesScreen *self = user_data;

  if (self->editor != NULL)
    esp_message_editor_open_versions (self->editor);
  else if (self->text != NULL)
    esp_text_editor_open_versions (self->text);
}

static void
save_template_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagesScreen *self = user_data;
  EspMessageDraft *draft = self->editor != NULL ? get_draft (self) : NULL;

  if (draft != NULL && esp_message_draft_is_loaded (draft))
    esp_message_acts_save_template (self->session, esp_message_draft_get_name (draft),
                                    esp_message_draft_get_document (draft));
}

static void
refresh_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_message_table_reload (ESP_MESSAGES_SCREEN (user_data)->table);
}

static void
archived_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  g_simple_action_set_state (action, value);
  esp_message_table_set_with_archived (ESP_MESSAGES_SCREEN (user_data)->table,
                                       g_variant_get_boolean (value));
}

static const GActionEntry action_entries[] = {
  { .name = "new", .activate = new_cb },
  { .name = "begin", .activate = begin_cb, .parameter_type = "s" },
  { .name = "import", .activate = import_cb },
  { .name = "import-file", .activate = import_file_cb, .parameter_type = "s" },
  { .name = "export", .activate = export_cb, .parameter_type = "s" },
  { .name = "new-text", .activate = new_text_cb, .parameter_type = "s" },
  { .name = "duplicate", .activate = duplicate_cb },
  { .name = "archive", .activate = archive_cb },
  { .name = "versions", .activate = versions_cb },
  { .name = "save-template", .activate = save_template_cb },
  { .name = "refresh", .activate = refresh_cb },
  { .name = "with-archived", .state = "false", .change_state = archived_cb },
};

static void
update_actions (EspMessagesScreen *self)
{
  const char *name;
  gint64 id;
  gboolean has = get_current (self, &id, &name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                 g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                             "duplicate")),
                               has);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                 g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                             "archive")),
                               has);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                 g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                             "versions")),
                               is_open (self));
  esp_screen_notify_state (ESP_SCREEN (self));
}

/* The screen's side of the window */

static char *
dup_title (EspScreen *screen)
{
  EspMessageDraft *draft = get_draft (ESP_MESSAGES_SCREEN (screen));

  return draft != NULL && esp_message_draft_is_loaded (draft)
           ? g_strdup (esp_message_draft_get_name (draft))
           : NULL;
}

static char *
dup_subtitle (EspScreen *screen)
{
  EspMessagesScreen *self = ESP_MESSAGES_SCREEN (screen);
  guint n = esp_message_table_get_n (self->table);
  g_autofree char *count = esp_format_count (n);

  if (self->editor != NULL)
    return esp_message_editor_dup_subtitle (self->editor);
  if (self->text != NULL)
    return esp_text_editor_dup_subtitle (self->text);
  return n > 0 ? g_strdup_printf (ngettext ("%s message", "%s messages", n), count) : NULL;
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_MESSAGES_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  *out_primary = esp_primary_action_new (_ ("_New message"));
  return !is_open (ESP_MESSAGES_SCREEN (screen));
}

static GMenuModel *
get_menu (EspScreen *screen)
{
  EspMessagesScreen *self = ESP_MESSAGES_SCREEN (screen);
  EspMessagesPlace place = self->editor != NULL ? ESP_MESSAGES_MAIL
                           : self->text != NULL ? ESP_MESSAGES_TEXT
                                                : ESP_MESSAGES_LIST;
  g_autoptr (GMenuModel) menu = esp_messages_menu_new (place);

  g_set_object (&self->menu, menu);
  return self->menu;
}

static GtkWidget *
get_inspector (EspScreen *screen)
{
  EspMessagesScreen *self = ESP_MESSAGES_SCREEN (screen);

  return self->editor != NULL ? esp_message_editor_get_inspector (self->editor) : NULL;
}

static void
close_editor (EspMessagesScreen *self)
{
  GtkWidget *editor = self->editor != NULL ? GTK_WIDGET (self->editor) : (GtkWidget *) self->text;

  self->opening = 0;
  if (editor == NULL)
    return;
  self->editor = NULL;
  self->text = NULL;
  gtk_stack_set_visible_child (self->places, GTK_WIDGET (self->table));
  gtk_stack_remove (self->places, editor);
}

/* A message that was opened is written: the keyboard goes to its first line, unless it writes elsewhere by now. */
static void
focus_open (EspMessagesScreen *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (GTK_IS_EDITABLE (focus) && gtk_widget_get_mapped (focus))
    return;
  if (self->editor != NULL)
    esp_message_editor_focus_first (self->editor);
  else
    (void) gtk_widget_child_focus (GTK_WIDGET (self->text), GTK_DIR_TAB_FORWARD);
}

static void
loaded_cb (EspMessageDraft *draft, EspMessagesScreen *self)
{
  if (!esp_message_draft_is_loaded (draft))
    return;
  g_signal_handlers_disconnect_by_func (draft, loaded_cb, self);
  if (draft == get_draft (self))
    focus_open (self);
}

static void
follow_draft (EspMessagesScreen *self)
{
  g_signal_connect_object (get_draft (self), "state", G_CALLBACK (loaded_cb), self, 0);
  g_signal_connect_object (get_draft (self), "state", G_CALLBACK (esp_screen_notify_state), self,
                           G_CONNECT_SWAPPED);
}

static void
show_text (EspMessagesScreen *self, gint64 id)
{
  self->text = ESP_TEXT_EDITOR (esp_text_editor_new (self->session, id));
  gtk_stack_add_child (self->places, GTK_WIDGET (self->text));
  gtk_stack_set_visible_child (self->places, GTK_WIDGET (self->text));
  follow_draft (self);
}

static void
show_mail (EspMessagesScreen *self, gint64 id)
{
  self->editor = ESP_MESSAGE_EDITOR (esp_message_editor_new (self->session, id));
  gtk_stack_add_child (self->places, GTK_WIDGET (self->editor));
  gtk_stack_set_visible_child (self->places, GTK_WIDGET (self->editor));
  follow_draft (self);
}

typedef struct
{
  gint64 id;
  char *medium;
} Peek;

static void
peek_free (gpointer data)
{
  g_free (((Peek *) data)->medium);
  g_free (data);
}

static gboolean
peek_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Peek *peek = data;

  peek->medium = esp_message_dup_channel (tx, peek->id, error);
  return peek->medium != NULL;
}

/* What cannot be read is opened as an email, whose editor says why. */
static void
peeked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMessagesScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  const Peek *peek = esp_store_read_finish (ESP_STORE (source), result, &error);
  gint64 id = self->opening;

  if (id == 0 || self->places == NULL || (peek != NULL && peek->id != id))
    return;
  self->opening = 0;
  if (peek != NULL && esp_text_doc_is_text (peek->medium))
    show_text (self, id);
  else
    show_mail (self, id);
  update_actions (self);
}

static void
show_editor (EspMessagesScreen *self, gint64 id)
{
  EspMessageDraft *draft = get_draft (self);
  Peek *peek;

  if ((draft != NULL && esp_message_draft_get_id (draft) == id) || self->opening == id)
    return;
  close_editor (self);
  self->opening = id;
  peek = g_new0 (Peek, 1);
  peek->id = id;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, peek_in_tx, peek,
                        peek_free, NULL, peeked_cb, g_object_ref (self));
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspMessagesScreen *self = ESP_MESSAGES_SCREEN (screen);
  gint64 id = esp_target_get_object_id (target);

  if (esp_target_get_object (target) != NULL && id <= 0)
    return FALSE;
  if (id > 0)
    show_editor (self, id);
  else
    close_editor (self);
  update_actions (self);
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  EspMessagesScreen *self = ESP_MESSAGES_SCREEN (screen);
  EspMessageDraft *draft = get_draft (self);
  gint64 id = draft != NULL ? esp_message_draft_get_id (draft) : self->opening;
  g_autofree char *object = id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, id) : NULL;

  return esp_target_new ("messages", object);
}

static gboolean
focus_search (EspScreen *screen)
{
  EspMessagesScreen *self = ESP_MESSAGES_SCREEN (screen);

  return !is_open (self) && esp_message_table_focus_search (self->table);
}

static void
refresh (EspScreen *screen)
{
  esp_message_table_reload (ESP_MESSAGES_SCREEN (screen)->table);
}

static void
tell_step (EspMessagesScreen *self, gboolean is_undo, const char *title)
{
  g_autofree char *text = NULL;

  if (title == NULL || *title == '\0')
    return;
  /* Translators: %s is what was done: "Delete block" */
  text = is_undo ? g_strdup_printf (_ ("Undone: %s"), title)
                 : g_strdup_printf (_ ("Done again: %s"), title);
  esp_session_announce (self->session, text, FALSE);
}

static gboolean
undo (EspScreen *screen)
{
  EspMessagesScreen *self = ESP_MESSAGES_SCREEN (screen);
  EspMessageDraft *draft = get_draft (self);

  if (draft == NULL)
    return FALSE;
  if (esp_message_draft_undo (draft))
    tell_step (self, TRUE, esp_message_draft_get_redo_title (draft));
  return TRUE; /* a document never falls through to the data */
}

static gboolean
redo (EspScreen *screen)
{
  EspMessagesScreen *self = ESP_MESSAGES_SCREEN (screen);
  EspMessageDraft *draft = get_draft (self);

  if (draft == NULL)
    return FALSE;
  if (esp_message_draft_redo (draft))
    tell_step (self, FALSE, esp_message_draft_get_undo_title (draft));
  return TRUE;
}

static const EspHelp *
get_help (EspScreen *screen)
{
  return esp_messages_help_get ();
}

static void
esp_messages_screen_screen_init (EspScreenInterface *iface)
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
  iface->undo = undo;
  iface->redo = redo;
  iface->get_help = get_help;
}

static void
esp_messages_screen_dispose (GObject *object)
{
  EspMessagesScreen *self = ESP_MESSAGES_SCREEN (object);

  self->editor = NULL;
  self->text = NULL;
  self->opening = 0;
  if (self->places != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->places));
  self->places = NULL;
  g_clear_object (&self->menu);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_messages_screen_parent_class)->dispose (object);
}

static void
esp_messages_screen_class_init (EspMessagesScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_messages_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_messages_screen_init (EspMessagesScreen *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
}

static GtkWidget *
create (EspSession *session)
{
  EspMessagesScreen *self = g_object_new (ESP_TYPE_MESSAGES_SCREEN, NULL);

  self->session = session;
  self->places = GTK_STACK (gtk_stack_new ());
  gtk_widget_set_parent (GTK_WIDGET (self->places), GTK_WIDGET (self));
  self->table = ESP_MESSAGE_TABLE (esp_message_table_new (session));
  gtk_stack_add_child (self->places, GTK_WIDGET (self->table));
  g_signal_connect_object (self->table, "selected", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  update_actions (self);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_messages_screen_info = {
  .id = "messages",
  .title = NC_ ("area", "Messages"),
  .icon_name = "esp-email-symbolic",
  .section = ESP_SECTION_ENGAGE,
  .get_type = esp_messages_screen_get_type,
  .create = create,
};
