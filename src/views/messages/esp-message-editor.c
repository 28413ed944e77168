/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of one message: its first lines, its blocks, the tools for both. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-editor.h"

#include "engine/content/esp-html-writer.h"
#include "engine/content/esp-message-diff.h"
#include "views/messages/esp-block-acts.h"
#include "views/messages/esp-block-adder.h"
#include "views/messages/esp-block-palette.h"
#include "views/messages/esp-compare-window.h"
#include "views/messages/esp-draft-words.h"
#include "views/messages/esp-field-menu.h"
#include "views/messages/esp-language-bar.h"
#include "views/messages/esp-message-inspector.h"
#include "views/messages/esp-message-lock.h"
#include "views/messages/esp-message-paper.h"
#include "views/messages/esp-message-preview.h"
#include "views/messages/esp-paper-parts.h"
#include "views/messages/esp-text-tools.h"
#include "views/messages/esp-token-line.h"
#include "views/messages/esp-versions-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-switcher.h"
#include "views/shell/esp-wrap-box.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MARGIN 12
/* The sheet with its margins, and the palette beside it. */
#define PALETTE_MIN_WIDTH 760

struct _EspMessageEditor
{
  GtkWidget parent_instance;

  EspMessageDesk *desk; /* (owned) */
  EspStatus *status;
  GtkStack *places;
  EspMessagePaper *paper;
  GtkWidget *tools;
  GtkWidget *palette;
  GtkWidget *switcher; /* edit or preview */
  GtkMenuButton *add_button;
  GtkMenuButton *field_button;
  EspTokenLine *line;   /* the first line that had the focus last */
  GtkWidget *inspector; /* (owned) */
  GSimpleActionGroup *actions;
  char **lent_keys[2]; /* (owned) (nullable) while words are written: of lent_actions */
};

G_DEFINE_FINAL_TYPE (EspMessageEditor, esp_message_editor, GTK_TYPE_WIDGET)

/* Inserting while typing */

static void
insert_field_cb (const char *liquid, gpointer user_data)
{
  EspMessageEditor *self = user_data;
  EspTextBlock *text = esp_message_paper_get_text (self->paper);

  if (esp_message_desk_get_doc (self->desk) == NULL)
    return;
  if (text == NULL)
    {
      esp_token_line_insert (self->line, liquid);
      return;
    }
  (void) esp_text_block_take_typed (text, '{'); /* FALSE: the button was pressed instead */
  esp_text_block_insert (text, liquid);
}

/* The popover of @button opens at the cursor instead of at its button, until it closes. */
static void
popup_at_cursor (EspMessageEditor *self, GtkMenuButton *button)
{
  GtkPopover *popover = gtk_menu_button_get_popover (button);
  EspTextBlock *text = esp_message_paper_get_text (self->paper);
  GtkWidget *from = text != NULL ? GTK_WIDGET (text) : GTK_WIDGET (self->line);
  GdkRectangle place;
  double x;
  double y;

  if (text != NULL)
    esp_text_block_get_cursor (text, &place);
  else
    esp_token_line_get_cursor (self->line, &place);
  if (gtk_widget_translate_coordinates (from, GTK_WIDGET (button), place.x, place.y, &x, &y))
    {
      place.x = (int) x;
      place.y = (int) y;
      gtk_popover_set_pointing_to (popover, &place);
    }
  gtk_menu_button_popup (button);
}

static void
forget_place_cb (GtkPopover *popover, gpointer user_data)
{
  gtk_popover_set_pointing_to (popover, NULL);
}

/* A brace offers the fields of leads, a slash on an empty line the kinds of blocks. */
static void
quick_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessageEditor *self = user_data;

  const char *what = g_variant_get_string (parameter, NULL);

  esp_field_menu_begin (GTK_WIDGET (self->field_button), what);
  popup_at_cursor (self, *what == '{' ? self->field_button : self->add_button);
}

/* What a block without words of its own is made of stands in the inspector: Enter goes there, Escape comes back. */
static void
inspect_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessageEditor *self = user_data;

  if (!gtk_widget_get_mapped (self->inspector))
    (void) gtk_widget_activate_action (GTK_WIDGET (self), "win.inspector",
                                       NULL); /* in every window */
  esp_message_inspector_focus_block (self->inspector);
}

static void
line_focus_cb (GtkEventController *controller, EspMessageEditor *self)
{
  self->line = ESP_TOKEN_LINE (gtk_event_controller_get_widget (controller));
  esp_message_desk_select (self->desk, NULL);
}

static void
add_first_line (EspMessageEditor *self, GtkWidget *list, const char *title, gsize offset)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = esp_token_line_new (self->desk, title, offset);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  if (self->line == NULL)
    self->line = ESP_TOKEN_LINE (line);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  g_signal_connect_object (focus, "enter", G_CALLBACK (line_focus_cb), self, 0);
  gtk_widget_add_controller (line, focus);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
audience_cb (gpointer user_data)
{
  esp_message_desk_count_fields (ESP_MESSAGE_EDITOR (user_data)->desk);
}

static void
show_add_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_menu_button_popup (ESP_MESSAGE_EDITOR (user_data)->add_button);
}

static const GActionEntry action_entries[] = {
  { .name = "show-add", .activate = show_add_act },
  { .name = "quick", .activate = quick_act, .parameter_type = "s" },
  { .name = "inspect", .activate = inspect_act },
};

/* Building */

static GtkWidget *
make_tools (EspMessageEditor *self)
{
  GtkWidget *bar = esp_wrap_box_new ();
  GtkWidget *group;

  self->add_button = GTK_MENU_BUTTON (esp_block_adder_new (self->desk));
  esp_wrap_box_append (ESP_WRAP_BOX (bar), GTK_WIDGET (self->add_button));
  self->field_button = GTK_MENU_BUTTON (
    esp_field_menu_new (esp_message_desk_get_session (self->desk), insert_field_cb, self));
  esp_field_menu_set_message (GTK_WIDGET (self->field_button),
                              esp_message_draft_get_id (esp_message_desk_get_draft (self->desk)),
                              audience_cb);
  g_signal_connect (gtk_menu_button_get_popover (self->add_button), "closed",
                    G_CALLBACK (forget_place_cb), NULL);
  g_signal_connect (gtk_menu_button_get_popover (self->field_button), "closed",
                    G_CALLBACK (forget_place_cb), NULL);
  group = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  esp_wrap_box_append (ESP_WRAP_BOX (bar), group);
  gtk_box_append (GTK_BOX (group), GTK_WIDGET (self->field_button));
  esp_wrap_box_append (ESP_WRAP_BOX (bar), esp_text_tools_new ());
  group = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  esp_wrap_box_append (ESP_WRAP_BOX (bar), group);
#define TOOL(icon, label, action)                                                                  \
  gtk_box_append (GTK_BOX (group), esp_tool_button_new (icon, label, action))
  TOOL ("esp-move-up-symbolic", _ ("Move block up"), "block.up");
  TOOL ("esp-move-down-symbolic", _ ("Move block down"), "block.down");
  TOOL ("esp-copy-symbolic", _ ("Duplicate block"), "block.duplicate");
  TOOL ("esp-library-symbolic", _ ("Save block in the library…"), "block.save");
  TOOL ("esp-delete-symbolic", _ ("Delete block"), "block.delete");
#undef TOOL
  gtk_widget_set_hexpand (bar, TRUE);
  return bar;
}

static void
add_key (GtkShortcutController *keys, const char *trigger, const char *action, const char *target)
{
  GtkShortcut *shortcut =
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger), gtk_named_action_new (action));

  if (target != NULL)
    gtk_shortcut_set_arguments (shortcut, g_variant_new_string (target));
  gtk_shortcut_controller_add_shortcut (keys, shortcut);
}

/* Keys that mean something else in words than in the rest of the window, and whose they are there. */
static const char *const lent_actions[] = { "win.palette", "win.inspector" };

static void
lend_keys (EspMessageEditor *self, gboolean is_writing)
{
  static const char *const none[] = { NULL };
  GtkApplication *app = GTK_APPLICATION (g_application_get_default ());

  for (guint i = 0; app != NULL && i < G_N_ELEMENTS (lent_actions); i++)
    {
      if (is_writing && self->lent_keys[i] == NULL)
        {
          self->lent_keys[i] = gtk_application_get_accels_for_action (app, lent_actions[i]);
          gtk_application_set_accels_for_action (app, lent_actions[i], none);
        }
      else if (!is_writing && self->lent_keys[i] != NULL)
        {
          gtk_application_set_accels_for_action (app, lent_actions[i],
                                                 (const char *const *) self->lent_keys[i]);
          g_clear_pointer (&self->lent_keys[i], g_strfreev);
        }
    }
}

static void
paper_focus_cb (GtkEventControllerFocus *focus, GParamSpec *pspec, EspMessageEditor *self)
{
  lend_keys (self, gtk_event_controller_focus_contains_focus (focus));
}

static void
add_writing_keys (EspMessageEditor *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_signal_connect_object (focus, "notify::contains-focus", G_CALLBACK (paper_focus_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->paper), focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "<Control>i", "block.look", "italic");
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "<Control>k", "block.link", NULL);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "<Control><Shift>v", "block.paste-plain", NULL);
  gtk_widget_add_controller (GTK_WIDGET (self->paper), keys);
}

static void
add_keys (GtkWidget *page)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutController *keys = GTK_SHORTCUT_CONTROLLER (controller);

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  add_key (keys, "Insert", "block.show-add", NULL);
  add_key (keys, "<Control><Shift>a", "block.show-add", NULL);
  add_key (keys, "<Alt>Up", "block.up", NULL);
  add_key (keys, "<Alt>Down", "block.down", NULL);
  add_key (keys, "<Control>d", "block.duplicate", NULL);
  add_key (keys, "<Control><Shift>p", "block.quick", "{");
  add_key (keys, "<Control>b", "block.look", "bold");
  add_key (keys, "<Control>u", "block.look", "underline");
  add_key (keys, "<Control><Shift>x", "block.look", "strike");
  add_key (keys, "<Control><Shift>c", "block.copy", NULL);
  add_key (keys, "<Control><Alt>v", "block.paste", NULL);
  add_key (keys, "<Control>Delete", "block.delete", NULL);
  gtk_widget_add_controller (page, controller);
}

static GtkWidget *
make_page (EspMessageEditor *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = esp_form_list_new (_ ("First lines"));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autoptr (EspComments) comments = NULL;

  add_first_line (self, list, _ ("Subject"), G_STRUCT_OFFSET (EspMessageDoc, subject));
  add_first_line (self, list, _ ("Preview text, after the subject"),
                  G_STRUCT_OFFSET (EspMessageDoc, preheader));
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), ESP_HTML_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), ESP_HTML_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), first);
  comments = esp_comments_new (esp_message_desk_get_session (self->desk),
                               esp_message_draft_get_id (esp_message_desk_get_draft (self->desk)));
  gtk_box_append (GTK_BOX (first), esp_comments_make_strip (comments));
  self->paper = ESP_MESSAGE_PAPER (esp_message_paper_new (self->desk, comments));
  esp_block_acts_add (G_ACTION_MAP (self->actions), self->paper);
  esp_text_tools_add_acts (G_ACTION_MAP (self->actions), self->paper);
  add_writing_keys (self);
  g_object_set (box, "margin-top", MARGIN, "margin-bottom", MARGIN, "margin-start", MARGIN,
                "margin-end", MARGIN, NULL);
  gtk_box_append (GTK_BOX (first), list);
  gtk_box_append (GTK_BOX (first), esp_language_bar_new (self->desk));
  gtk_box_append (GTK_BOX (box), clamp);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->paper));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  esp_paper_scroll (GTK_SCROLLED_WINDOW (scroller));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_hexpand (scroller, TRUE);
  self->palette = esp_block_palette_new (self->desk);
  gtk_box_append (GTK_BOX (row), self->palette);
  gtk_box_append (GTK_BOX (row), scroller);
  add_keys (scroller);
  return row;
}

static void
place_cb (EspMessageEditor *self)
{
  gboolean is_edit = g_strcmp0 (gtk_stack_get_visible_child_name (self->places), "edit") == 0;

  gtk_widget_set_visible (self->tools, is_edit);
  gtk_widget_set_hexpand (self->switcher, !is_edit);
}

static void
show_state (EspMessageEditor *self)
{
  const GError *failure = esp_message_draft_get_failure (esp_message_desk_get_draft (self->desk));
  const char *problem = esp_message_desk_get_problem (self->desk);

  if (problem != NULL)
    esp_status_show_error (self->status,
                           _ ("This message cannot be read. It may come from a newer Espalier."),
                           problem);
  else if (failure != NULL && esp_message_desk_get_doc (self->desk) == NULL)
    {
      g_autofree char *sentence = esp_store_message (failure);

      esp_status_show_error (self->status, sentence, failure->message);
    }
  else
    esp_status_show_content (self->status);
}

/**
 * esp_message_editor_dup_subtitle:
 *
 * Returns: (transfer full) (nullable): whether everything is saved, and since when
 */
char *
esp_message_editor_dup_subtitle (EspMessageEditor *self)
{
  return esp_draft_dup_saved (esp_message_desk_get_session (self->desk),
                              esp_message_desk_get_draft (self->desk));
}

static gboolean
compare (GtkWindow *parent,
         const char *title,
         const char *before,
         const char *after,
         GError **error)
{
  g_autoptr (EspMessageDoc) old_doc = esp_message_doc_parse (before, -1, error);
  g_autoptr (EspMessageDoc) new_doc =
    old_doc != NULL ? esp_message_doc_parse (after, -1, error) : NULL;

  if (new_doc == NULL)
    return FALSE;
  esp_compare_window_open (parent, title, esp_message_diff (old_doc, new_doc));
  return TRUE;
}

/**
 * esp_message_editor_open_versions:
 *
 * Shows the versions of the message.
 */
void
esp_message_editor_open_versions (EspMessageEditor *self)
{
  esp_versions_window_open (esp_message_desk_get_session (self->desk),
                            esp_message_desk_get_draft (self->desk), compare);
}

/**
 * esp_message_editor_focus_first:
 *
 * Lets the keyboard write the subject.
 */
void
esp_message_editor_focus_first (EspMessageEditor *self)
{
  if (self->line != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->line));
}

/**
 * esp_message_editor_get_desk:
 */
EspMessageDesk *
esp_message_editor_get_desk (EspMessageEditor *self)
{
  return self->desk;
}

/**
 * esp_message_editor_get_inspector:
 */
GtkWidget *
esp_message_editor_get_inspector (EspMessageEditor *self)
{
  return self->inspector;
}

static void
esp_message_editor_dispose (GObject *object)
{
  EspMessageEditor *self = ESP_MESSAGE_EDITOR (object);
  GtkWidget *child;

  if (self->desk != NULL)
    esp_message_draft_close (esp_message_desk_get_draft (self->desk));
  lend_keys (self, FALSE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->inspector);
  g_clear_object (&self->actions);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (esp_message_editor_parent_class)->dispose (object);
}

/* A narrow page has room for the sheet alone: the button adds blocks there. */
static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EspMessageEditor *self = ESP_MESSAGE_EDITOR (widget);
  gboolean has_room = width >= PALETTE_MIN_WIDTH;

  if (gtk_widget_get_visible (self->palette) != has_room)
    gtk_widget_set_visible (self->palette, has_room);
  gtk_widget_allocate (GTK_WIDGET (self->status), width, height, baseline, NULL);
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  EspMessageEditor *self = ESP_MESSAGE_EDITOR (widget);
  int palette = 0;

  gtk_widget_measure (GTK_WIDGET (self->status), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  if (orientation != GTK_ORIENTATION_HORIZONTAL || !gtk_widget_get_visible (self->palette))
    return;
  gtk_widget_measure (self->palette, orientation, -1, &palette, NULL, NULL, NULL);
  *minimum = MAX (*minimum - palette, 0); /* it goes before it would be in the way */
}

static void
esp_message_editor_class_init (EspMessageEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_message_editor_dispose;
  GTK_WIDGET_CLASS (klass)->measure = measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = size_allocate;
}

static void
esp_message_editor_init (EspMessageEditor *self)
{
  GtkEventController *keys;

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "block", G_ACTION_GROUP (self->actions));
  keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_key (GTK_SHORTCUT_CONTROLLER (keys), "<Control>s", "screen.versions", NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
build (EspMessageEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *switcher;
  GtkWidget *page;

  self->places = GTK_STACK (gtk_stack_new ());
  self->tools = make_tools (self);
  page = make_page (self);
  gtk_stack_add_titled (self->places, page, "edit", C_ ("message", "Edit"));
  gtk_stack_add_titled (self->places, esp_message_preview_new (self->desk), "preview",
                        _ ("Preview"));
  switcher = esp_switcher_new (self->places, C_ ("message", "Edit or preview"));
  gtk_widget_set_halign (switcher, GTK_ALIGN_END);
  gtk_widget_set_valign (switcher, GTK_ALIGN_START);
  self->switcher = switcher;
  g_object_set (bar, "margin-top", 6, "margin-bottom", 6, "margin-start", MARGIN, "margin-end",
                MARGIN, NULL);
  gtk_box_append (GTK_BOX (bar), self->tools);
  gtk_box_append (GTK_BOX (bar), switcher);
  gtk_box_append (GTK_BOX (box), esp_message_lock_new (esp_message_desk_get_session (self->desk),
                                                       esp_message_draft_get_id (
                                                         esp_message_desk_get_draft (self->desk)),
                                                       page));
  gtk_box_append (GTK_BOX (box), bar);
  gtk_widget_set_vexpand (GTK_WIDGET (self->places), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->places));
  self->status = ESP_STATUS (esp_status_new (box));
  gtk_widget_set_parent (GTK_WIDGET (self->status), GTK_WIDGET (self));
  self->inspector = g_object_ref_sink (esp_message_inspector_new (self->desk, self->paper));
  gtk_widget_insert_action_group (self->inspector, "block", G_ACTION_GROUP (self->actions));
  g_object_bind_property (page, "sensitive", self->inspector, "sensitive", G_BINDING_SYNC_CREATE);
  g_object_bind_property (page, "sensitive", self->tools, "sensitive", G_BINDING_SYNC_CREATE);
}

/**
 * esp_message_editor_new:
 *
 * Returns: (transfer floating): the editor of one message; it begins to load
 */
GtkWidget *
esp_message_editor_new (EspSession *session, gint64 id)
{
  EspMessageEditor *self = g_object_new (ESP_TYPE_MESSAGE_EDITOR, NULL);

  self->desk = esp_message_desk_new (session, id);
  build (self);
  g_signal_connect_object (self->places, "notify::visible-child", G_CALLBACK (place_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_message_desk_get_draft (self->desk), "state",
                           G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
