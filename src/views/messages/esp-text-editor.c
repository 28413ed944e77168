/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of texts, KakaoTalk messages, posts and pushes: words at the left, the telephone at the right. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-editor-private.h"

#include "views/messages/esp-comments.h"
#include "views/messages/esp-field-menu.h"
#include "views/messages/esp-message-lock.h"
#include "views/messages/esp-put-text.h"
#include "views/messages/esp-kakao-form.h"
#include "views/messages/esp-test-text-button.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (EspTextEditor, esp_text_editor, GTK_TYPE_WIDGET)

/**
 * esp_text_medium_word:
 *
 * Returns: what a message of the medium is called, translated
 */
const char *
esp_text_medium_word (EspTextMedium medium)
{
  switch (medium)
    {
    case ESP_TEXT_MEDIUM_KAKAO:
      return _ ("KakaoTalk message");
    case ESP_TEXT_MEDIUM_CHAT:
      return _ ("Chat post");
    case ESP_TEXT_MEDIUM_PUSH:
      return _ ("Push message");
    case ESP_TEXT_MEDIUM_TEXT:
    case ESP_N_TEXT_MEDIA:
    default:
      return _ ("Text message");
    }
}

static char *
get_text (GtkTextBuffer *buffer)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* What text messages cannot carry is underlined where it stands. */
static void
mark_strangers (EspTextEditor *self, GtkTextBuffer *buffer)
{
  g_autofree char *text = get_text (buffer);
  g_autoptr (GArray) found = esp_text_find_strangers (text, ESP_TEXT_CP949);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, "stranger", &start, &end);
  for (guint i = 0; i < found->len; i++)
    {
      const EspTextStranger *stranger = &g_array_index (found, EspTextStranger, i);
      int at = (int) g_utf8_pointer_to_offset (text, text + stranger->offset);

      if (stranger->is_extension)
        continue;
      gtk_text_buffer_get_iter_at_offset (buffer, &start, at);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, at + 1);
      gtk_text_buffer_apply_tag_by_name (buffer, "stranger", &start, &end);
      gtk_widget_set_visible (self->replace_button, TRUE);
    }
}

static void
mark_all (EspTextEditor *self)
{
  gtk_widget_set_visible (self->replace_button, FALSE);
  if (self->doc->medium == ESP_TEXT_MEDIUM_TEXT)
    mark_strangers (self, self->body);
  else if (self->doc->medium == ESP_TEXT_MEDIUM_KAKAO)
    mark_strangers (self, self->substitute);
}

/**
 * esp_text_editor_show:
 *
 * Shows how the message looks on a telephone, and what cannot be sent.
 */
void
esp_text_editor_show (EspTextEditor *self)
{
  g_autofree char *json = esp_text_doc_to_json (self->doc);

  mark_all (self);
  esp_text_preview_show (self->preview, json);
}

/* Returns: whether the text became another one */
static gboolean
take_text (char **field, const char *text)
{
  gboolean is_other = g_strcmp0 (*field, text) != 0;

  esp_message_doc_set (field, text);
  return is_other;
}

/**
 * esp_text_editor_take_buffer:
 *
 * Returns: whether the text became another one
 */
gboolean
esp_text_editor_take_buffer (char **field, GtkTextBuffer *buffer)
{
  g_autofree char *text = get_text (buffer);

  return take_text (field, text);
}

static gboolean
take_row (char **field, GtkWidget *row)
{
  return row != NULL && take_text (field, gtk_editable_get_text (GTK_EDITABLE (row)));
}

/* Returns: (nullable): the one text that is another now: typing in one place is one step */
static const char *
take_form (EspTextEditor *self)
{
  EspTextDoc *doc = self->doc;
  const char *key = NULL;

  if (esp_text_editor_take_buffer (&doc->text.body, self->body))
    key = "body";
  if (take_row (&doc->text.title, self->title_row))
    key = "title";
  if (take_row (&doc->link, self->link_row))
    key = "link";
  if (take_row (&doc->icon, self->icon_row))
    key = "icon";
  doc->message_class = gtk_switch_get_active (esp_form_row_get_switch (self->class_row))
                         ? ESP_MESSAGE_CLASS_AD
                         : ESP_MESSAGE_CLASS_TRANSACTIONAL;
  if (doc->medium != ESP_TEXT_MEDIUM_KAKAO)
    return key;
  if (take_row (&doc->kakao.template_code, self->code_row))
    key = "code";
  if (esp_text_editor_take_buffer (&doc->kakao.template_text, self->approved))
    key = "approved";
  if (esp_text_editor_take_buffer (&doc->substitute.body, self->substitute))
    key = "substitute";
  doc->has_substitute = *doc->substitute.body != '\0';
  return key;
}

/**
 * esp_text_editor_edited:
 *
 * What stands in the form becomes a step of the message.
 */
void
esp_text_editor_edited (EspTextEditor *self)
{
  const char *key;

  if (self->is_filling || self->doc == NULL)
    return;
  key = take_form (self);
  esp_text_editor_commit (self, key != NULL ? _ ("Edit text") : _ ("Change message"), key);
  esp_text_editor_show (self);
}

/* What stands beside the words was changed in the document already. */
static void
extras_edited_cb (GtkWidget *form, const char *key, EspTextEditor *self)
{
  if (self->is_filling)
    return;
  esp_text_editor_commit (self, _ ("Change message"), key);
  esp_text_editor_show (self);
}

static void
replace_cb (EspTextEditor *self)
{
  char **text = self->doc->medium == ESP_TEXT_MEDIUM_KAKAO ? &self->doc->substitute.body
                                                           : &self->doc->text.body;
  g_autofree char *replaced = esp_text_replace_strangers (*text, ESP_TEXT_CP949);

  esp_message_doc_set (text, replaced);
  esp_text_editor_show_words (self);
  esp_text_editor_commit (self, _ ("Replace characters"), NULL);
}

/* A brace that asked for the fields goes away when one is chosen. */
static void
take_brace (EspTextEditor *self)
{
  GtkTextIter at;
  GtkTextIter before;

  gtk_text_buffer_get_iter_at_mark (self->body, &at, gtk_text_buffer_get_insert (self->body));
  before = at;
  if (gtk_text_iter_backward_char (&before) && gtk_text_iter_get_char (&before) == '{')
    gtk_text_buffer_delete (self->body, &before, &at);
}

static void
field_cb (const char *liquid, gpointer user_data)
{
  EspTextEditor *self = user_data;

  take_brace (self);
  gtk_text_buffer_insert_at_cursor (self->body, liquid, -1);
  gtk_widget_grab_focus (self->body_view);
}

/* A brace offers the fields, as in emails. */
static void
typed_cb (GtkTextBuffer *buffer, GtkTextIter *at, char *text, int length, EspTextEditor *self)
{
  if (!self->is_filling && length == 1 && *text == '{' && gtk_widget_get_mapped (self->fields))
    gtk_menu_button_popup (GTK_MENU_BUTTON (self->fields));
}

static GtkTextBuffer *
new_buffer (EspTextEditor *self, GCallback changed)
{
  GtkTextBuffer *buffer = gtk_text_buffer_new (NULL);

  gtk_text_buffer_set_enable_undo (buffer, FALSE); /* the message has its own */
  gtk_text_buffer_create_tag (buffer, "stranger", "underline", PANGO_UNDERLINE_ERROR, NULL);
  g_signal_connect_object (buffer, "changed", changed, self, G_CONNECT_SWAPPED);
  return buffer;
}

/**
 * esp_text_editor_make_text_view:
 *
 * Returns: (transfer floating): a field of several lines under its name
 */
GtkWidget *
esp_text_editor_make_text_view (GtkTextBuffer *buffer, const char *label, int height)
{
  GtkWidget *view = gtk_text_view_new_with_buffer (buffer);
  GtkWidget *frame = gtk_frame_new (NULL);
  GtkWidget *heading = gtk_label_new (label);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 10);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 10);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 12);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_widget_set_size_request (view, -1, height);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_frame_set_child (GTK_FRAME (frame), view);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), frame);
  return box;
}

/**
 * esp_text_editor_make_entry:
 *
 * Returns: (transfer floating): a row whose text is taken as it is typed
 */
GtkWidget *
esp_text_editor_make_entry (EspTextEditor *self, const char *title, const char *text)
{
  GtkWidget *row = esp_form_entry_row_new (title, text);

  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE); /* the message has its own */
  g_signal_connect_object (row, "changed", G_CALLBACK (esp_text_editor_edited), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static void
add_first_rows (EspTextEditor *self)
{
  GtkWidget *list = esp_form_list_new (_ ("Message"));
  EspTextMedium medium = self->doc->medium;

  self->title_row = esp_text_editor_make_entry (self, _ ("Title"), self->doc->text.title);
  self->class_row =
    esp_form_switch_row_new (_ ("Advertisement"),
                             _ ("The label, the sender and the free way out are added"),
                             self->doc->message_class == ESP_MESSAGE_CLASS_AD);
  g_signal_connect_object (esp_form_row_get_switch (self->class_row), "notify::active",
                           G_CALLBACK (esp_text_editor_edited), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (list), self->title_row);
  if (medium == ESP_TEXT_MEDIUM_PUSH)
    {
      self->link_row =
        esp_text_editor_make_entry (self, _ ("Where a click leads"), self->doc->link);
      self->icon_row =
        esp_text_editor_make_entry (self, _ ("Address of a small picture"), self->doc->icon);
      gtk_list_box_append (GTK_LIST_BOX (list), self->link_row);
      gtk_list_box_append (GTK_LIST_BOX (list), self->icon_row);
    }
  gtk_list_box_append (GTK_LIST_BOX (list), self->class_row);
  gtk_widget_set_visible (self->title_row, medium != ESP_TEXT_MEDIUM_KAKAO);
  gtk_widget_set_visible (self->class_row, medium != ESP_TEXT_MEDIUM_CHAT);
  gtk_box_append (GTK_BOX (self->free_box), list);
}

static void
add_free (EspTextEditor *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = adw_button_content_new ();
  GtkWidget *words;
  EspTextMedium medium = self->doc->medium;

  add_first_rows (self);
  words = esp_text_editor_make_text_view (self->body, _ ("Text"), 160);
  self->body_view = gtk_frame_get_child (GTK_FRAME (gtk_widget_get_last_child (words)));
  gtk_box_append (GTK_BOX (self->free_box), words);
  self->fields = esp_field_menu_new (self->session, field_cb, self);
  esp_field_menu_set_message (self->fields, esp_message_draft_get_id (self->draft), NULL);
  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (name), "esp-person-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (name), _ ("Field of the lead"));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->fields), name);
  gtk_box_append (GTK_BOX (bar), self->fields);
  gtk_box_append (GTK_BOX (self->free_box), bar);
  if (medium == ESP_TEXT_MEDIUM_TEXT || medium == ESP_TEXT_MEDIUM_KAKAO)
    {
      GtkWidget *more = esp_kakao_form_new (self->session, self->doc);

      g_signal_connect_object (more, "edited", G_CALLBACK (extras_edited_cb), self, 0);
      gtk_box_append (GTK_BOX (self->free_box), more);
    }
}

static char *
dup_document (gpointer user_data)
{
  EspTextEditor *self = user_data;

  return self->doc != NULL ? esp_text_doc_to_json (self->doc) : NULL;
}

/**
 * esp_text_editor_show_words:
 *
 * Puts the words of the message into the form that stands there; nothing of it is taken for an edit.
 */
void
esp_text_editor_show_words (EspTextEditor *self)
{
  self->is_filling = TRUE;
  esp_put_text (self->body, self->doc->text.body);
  esp_put_text (self->substitute, self->doc->substitute.body);
  esp_put_text (self->approved, self->doc->kakao.template_text);
  esp_put_entry (self->title_row, self->doc->text.title);
  esp_put_entry (self->link_row, self->doc->link);
  esp_put_entry (self->icon_row, self->doc->icon);
  esp_put_entry (self->code_row, self->doc->kakao.template_code);
  gtk_switch_set_active (esp_form_row_get_switch (self->class_row),
                         self->doc->message_class == ESP_MESSAGE_CLASS_AD);
  self->is_filling = FALSE;
  esp_text_editor_show (self);
}

static void
clear_form (EspTextEditor *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->form)) != NULL)
    gtk_box_remove (GTK_BOX (self->form), child);
  self->title_row = NULL;
  self->class_row = NULL;
  self->link_row = NULL;
  self->icon_row = NULL;
  self->code_row = NULL;
  self->product_row = NULL;
}

static void
add_last (EspTextEditor *self)
{
  GtkWidget *test = esp_test_text_button_new (self->session, self->doc->medium, dup_document, self);

  self->replace_button = gtk_button_new_with_label (_ ("Replace characters that cannot be sent"));
  gtk_widget_set_halign (self->replace_button, GTK_ALIGN_START);
  gtk_widget_set_visible (self->replace_button, FALSE);
  g_signal_connect_object (self->replace_button, "clicked", G_CALLBACK (replace_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->form), self->replace_button);
  gtk_widget_set_halign (test, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->form), test);
}

/**
 * esp_text_editor_fill:
 *
 * Builds the form for the message: it has what the medium needs and nothing else.
 */
void
esp_text_editor_fill (EspTextEditor *self)
{
  gboolean is_kakao = self->doc->medium == ESP_TEXT_MEDIUM_KAKAO;
  gboolean had_focus = gtk_widget_get_focus_child (self->form) != NULL;

  self->is_filling = TRUE;
  clear_form (self);
  self->free_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->alimtalk_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  if (is_kakao)
    esp_text_kakao_add_product (self);
  add_free (self);
  gtk_box_append (GTK_BOX (self->form), self->free_box);
  gtk_box_append (GTK_BOX (self->form), self->alimtalk_box);
  if (is_kakao)
    {
      esp_text_kakao_add_alimtalk (self);
      gtk_box_append (GTK_BOX (self->form),
                      esp_text_editor_make_text_view (self->substitute,
                                                      _ ("Text message for whoever KakaoTalk does "
                                                         "not reach"),
                                                      80));
    }
  add_last (self);
  esp_text_kakao_show_product (self);
  esp_text_editor_show_words (self);
  if (had_focus)
    gtk_widget_child_focus (self->form, GTK_DIR_TAB_FORWARD);
}

static void
esp_text_editor_dispose (GObject *object)
{
  EspTextEditor *self = ESP_TEXT_EDITOR (object);

  if (self->draft != NULL)
    esp_message_draft_close (self->draft);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_object (&self->draft);
  g_clear_object (&self->body);
  g_clear_object (&self->approved);
  g_clear_object (&self->substitute);
  g_clear_pointer (&self->doc, esp_text_doc_free);
  G_OBJECT_CLASS (esp_text_editor_parent_class)->dispose (object);
}

static void
esp_text_editor_class_init (EspTextEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_text_editor_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_text_editor_init (EspTextEditor *self)
{
  GtkEventController *keys;

  self->body = new_buffer (self, G_CALLBACK (esp_text_editor_edited));
  g_signal_connect_object (self->body, "insert-text", G_CALLBACK (typed_cb), self, G_CONNECT_AFTER);
  self->approved = new_buffer (self, G_CALLBACK (esp_text_kakao_template_edited));
  self->substitute = new_buffer (self, G_CALLBACK (esp_text_editor_edited));
  keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                            "<Control>s"),
                                                          gtk_named_action_new (
                                                            "screen.versions")));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static GtkWidget *
make_places (EspTextEditor *self)
{
  GtkWidget *flow = gtk_flow_box_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 2);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 24);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 24);
  gtk_widget_set_valign (flow, GTK_ALIGN_START);
  gtk_widget_set_margin_top (flow, 18);
  gtk_widget_set_margin_bottom (flow, 18);
  gtk_widget_set_margin_start (flow, 18);
  gtk_widget_set_margin_end (flow, 18);
  gtk_flow_box_insert (GTK_FLOW_BOX (flow), self->form, -1);
  gtk_flow_box_insert (GTK_FLOW_BOX (flow), GTK_WIDGET (self->preview), -1);
  for (GtkWidget *child = gtk_widget_get_first_child (flow); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_focusable (child, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), flow);
  return scroller;
}

/* What reviewers said, above what they said it of. */
static GtkWidget *
make_comments (EspSession *session, gint64 id)
{
  g_autoptr (EspComments) comments = esp_comments_new (session, id);
  GtkWidget *strip = esp_comments_make_strip (comments);

  g_object_set_data_full (G_OBJECT (strip), "esp-comments", g_steal_pointer (&comments),
                          g_object_unref);
  gtk_widget_set_margin_top (strip, 18);
  gtk_widget_set_margin_start (strip, 18);
  gtk_widget_set_margin_end (strip, 18);
  return strip;
}

/**
 * esp_text_editor_new:
 * @id: a message that is no email
 *
 * Returns: (transfer floating): its editor; every change is saved by itself
 */
GtkWidget *
esp_text_editor_new (EspSession *session, gint64 id)
{
  EspTextEditor *self = g_object_new (ESP_TYPE_TEXT_EDITOR, NULL);
  const int form_width = 360;
  GtkWidget *places;

  self->session = session;
  self->form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_size_request (self->form, form_width, -1);
  gtk_widget_set_hexpand (self->form, TRUE);
  self->preview = ESP_TEXT_PREVIEW (esp_text_preview_new (session));
  places = make_places (self);
  self->root = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->root), esp_message_lock_new (session, id, self->form));
  gtk_box_append (GTK_BOX (self->root), make_comments (session, id));
  self->status = ESP_STATUS (esp_status_new (places));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  gtk_box_append (GTK_BOX (self->root), GTK_WIDGET (self->status));
  gtk_widget_set_parent (self->root, GTK_WIDGET (self));
  esp_text_editor_follow (self, id);
  return GTK_WIDGET (self);
}

/**
 * esp_text_editor_get_draft:
 *
 * Returns: (transfer none): the message as it is edited
 */
EspMessageDraft *
esp_text_editor_get_draft (EspTextEditor *self)
{
  return self->draft;
}
