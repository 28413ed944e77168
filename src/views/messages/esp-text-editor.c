/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of texts, KakaoTalk messages, posts and pushes: words at the left, the telephone at the right. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-editor-private.h"

#include "engine/content/text/esp-kakao.h"
#include "views/messages/esp-field-menu.h"
#include "views/messages/esp-message-lock.h"
#include "views/messages/esp-kakao-form.h"
#include "views/messages/esp-template-window.h"
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

static void
show (EspTextEditor *self)
{
  g_autofree char *json = esp_text_doc_to_json (self->doc);

  mark_all (self);
  esp_text_preview_show (self->preview, json);
}

static void
take_variables (EspTextEditor *self)
{
  GPtrArray *variables = self->doc->kakao.variables;

  g_ptr_array_set_size (variables, 0);
  for (GtkWidget *row = gtk_widget_get_first_child (self->variables); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (GTK_IS_EDITABLE (row))
      g_ptr_array_add (variables,
                       esp_kakao_variable_new (g_object_get_data (G_OBJECT (row), "esp-name"),
                                               gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
take_kakao (EspTextEditor *self)
{
  g_autofree char *approved = get_text (self->approved);
  g_autofree char *substitute = get_text (self->substitute);

  esp_message_doc_set (&self->doc->kakao.template_code,
                       gtk_editable_get_text (GTK_EDITABLE (self->code_row)));
  esp_message_doc_set (&self->doc->kakao.template_text, approved);
  esp_message_doc_set (&self->doc->substitute.body, substitute);
  self->doc->has_substitute = *substitute != '\0';
  take_variables (self);
}

static void edited_cb (EspTextEditor *self);

/* One entry for each name in the template; what was written for a name stays. */
static void
make_variables (EspTextEditor *self)
{
  g_autoptr (GPtrArray) names = esp_kakao_list_names (self->doc->kakao.template_text);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->variables)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->variables), row);
  for (guint i = 0; i < names->len; i++)
    {
      const char *value = esp_text_doc_get_variable (self->doc, names->pdata[i]);

      row = esp_form_entry_row_new (names->pdata[i], value != NULL ? value : "");
      g_object_set_data_full (G_OBJECT (row), "esp-name", g_strdup (names->pdata[i]), g_free);
      g_signal_connect_swapped (row, "changed", G_CALLBACK (edited_cb), self);
      gtk_list_box_append (GTK_LIST_BOX (self->variables), row);
    }
  gtk_widget_set_visible (self->variables, names->len > 0);
}

static void
edited_cb (EspTextEditor *self)
{
  g_autofree char *body = NULL;

  if (self->is_filling || self->doc == NULL)
    return;
  body = get_text (self->body);
  esp_message_doc_set (&self->doc->text.body, body);
  esp_message_doc_set (&self->doc->text.title,
                       gtk_editable_get_text (GTK_EDITABLE (self->title_row)));
  self->doc->message_class = gtk_switch_get_active (esp_form_row_get_switch (self->class_row))
                               ? ESP_MESSAGE_CLASS_AD
                               : ESP_MESSAGE_CLASS_TRANSACTIONAL;
  if (self->doc->medium == ESP_TEXT_MEDIUM_KAKAO)
    take_kakao (self);
  esp_text_editor_touch (self);
  show (self);
}

static void
template_edited_cb (EspTextEditor *self)
{
  if (self->is_filling || self->doc == NULL)
    return;
  take_kakao (self);
  make_variables (self);
  edited_cb (self);
}

static void
replace_cb (EspTextEditor *self)
{
  GtkTextBuffer *buffer =
    self->doc->medium == ESP_TEXT_MEDIUM_KAKAO ? self->substitute : self->body;
  g_autofree char *text = get_text (buffer);
  g_autofree char *replaced = esp_text_replace_strangers (text, ESP_TEXT_CP949);

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_set_text (buffer, replaced, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static void
field_cb (const char *liquid, gpointer user_data)
{
  EspTextEditor *self = user_data;

  gtk_text_buffer_insert_at_cursor (self->body, liquid, -1);
}

static GtkTextBuffer *
new_buffer (EspTextEditor *self, GCallback changed)
{
  GtkTextBuffer *buffer = gtk_text_buffer_new (NULL);

  gtk_text_buffer_set_enable_undo (buffer, TRUE);
  gtk_text_buffer_create_tag (buffer, "stranger", "underline", PANGO_UNDERLINE_ERROR, NULL);
  g_signal_connect_object (buffer, "changed", changed, self, G_CONNECT_SWAPPED);
  return buffer;
}

static GtkWidget *
make_text_view (GtkTextBuffer *buffer, const char *label, int height)
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

/* What the service says of the template is taken over whole; what was written for a name stays. */
static void
template_chosen_cb (const EspKakaoTemplate *template, gpointer user_data)
{
  EspTextEditor *self = user_data;
  EspKakaoPart *kakao;

  if (self->doc == NULL)
    return;
  kakao = &self->doc->kakao;
  kakao->state = template->state;
  g_ptr_array_set_size (kakao->buttons, 0);
  for (guint i = 0; i < template->buttons->len; i++)
    {
      const EspKakaoButton *from = template->buttons->pdata[i];
      EspKakaoButton *button = esp_kakao_button_new (from->name, from->type);

      esp_message_doc_set (&button->mobile, from->mobile);
      esp_message_doc_set (&button->pc, from->pc);
      esp_message_doc_set (&button->android, from->android);
      esp_message_doc_set (&button->ios, from->ios);
      g_ptr_array_add (kakao->buttons, button);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->code_row), template->code);
  gtk_text_buffer_set_text (self->approved, template->text, -1); /* makes the variables */
}

static void
choose_template_cb (EspTextEditor *self)
{
  esp_template_window_present (self->session, template_chosen_cb, G_OBJECT (self));
}

static void
add_alimtalk (EspTextEditor *self)
{
  GtkWidget *choose = gtk_button_new_with_label (_ ("Choose a template…"));

  self->kakao_list = esp_form_list_new (_ ("Template"));
  self->code_row =
    esp_form_entry_row_new (_ ("Code of the approved template"), self->doc->kakao.template_code);
  gtk_widget_set_halign (choose, GTK_ALIGN_START);
  g_signal_connect_object (choose, "clicked", G_CALLBACK (choose_template_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (self->kakao_list), self->code_row);
  gtk_box_append (GTK_BOX (self->alimtalk_box), self->kakao_list);
  gtk_box_append (GTK_BOX (self->alimtalk_box), choose);
  gtk_box_append (GTK_BOX (self->alimtalk_box),
                  make_text_view (self->approved, _ ("Approved text, with #{names}"), 110));
  gtk_box_append (GTK_BOX (self->alimtalk_box), self->variables);
  gtk_text_buffer_set_text (self->approved, self->doc->kakao.template_text, -1);
  make_variables (self);
  g_signal_connect_swapped (self->code_row, "changed", G_CALLBACK (edited_cb), self);
}

static void
show_product (EspTextEditor *self)
{
  gboolean is_alimtalk =
    self->doc->medium == ESP_TEXT_MEDIUM_KAKAO && self->doc->kakao.product == ESP_KAKAO_ALIMTALK;

  gtk_widget_set_visible (self->free_box, !is_alimtalk);
  gtk_widget_set_visible (self->alimtalk_box, is_alimtalk);
}

static void
product_cb (EspTextEditor *self)
{
  self->doc->kakao.product = adw_combo_row_get_selected (ADW_COMBO_ROW (self->product_row)) == 0
                               ? ESP_KAKAO_ALIMTALK
                               : ESP_KAKAO_BRAND;
  /* One informs, the other advertises: a person may still say otherwise of a Brand Message. */
  gtk_switch_set_active (esp_form_row_get_switch (self->class_row),
                         self->doc->kakao.product == ESP_KAKAO_BRAND);
  show_product (self);
  edited_cb (self);
}

static void
add_product (EspTextEditor *self)
{
  const char *const products[] = { _ ("Alimtalk"), _ ("Brand Message"), NULL };
  GtkWidget *list = esp_form_list_new (_ ("KakaoTalk message"));

  self->product_row = esp_form_choice_row_new (_ ("Kind"), products, self->doc->kakao.product);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->product_row),
                               _ ("Alimtalk informs by an approved template; a Brand Message "
                                  "advertises in your own words"));
  g_signal_connect_object (self->product_row, "notify::selected", G_CALLBACK (product_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (list), self->product_row);
  gtk_box_append (GTK_BOX (self->form), list);
}

static void
add_free (EspTextEditor *self)
{
  GtkWidget *fields;
  GtkWidget *list = esp_form_list_new (_ ("Message"));
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  EspTextMedium medium = self->doc->medium;

  gtk_list_box_append (GTK_LIST_BOX (list), self->title_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->class_row);
  gtk_widget_set_visible (self->title_row, medium != ESP_TEXT_MEDIUM_KAKAO);
  gtk_widget_set_visible (self->class_row, medium != ESP_TEXT_MEDIUM_CHAT);
  gtk_box_append (GTK_BOX (self->free_box), list);
  gtk_box_append (GTK_BOX (self->free_box), make_text_view (self->body, _ ("Text"), 160));
  fields = esp_field_menu_new (self->session, field_cb, self);
  esp_field_menu_set_message (fields, self->id, NULL);
  gtk_box_append (GTK_BOX (bar), fields);
  gtk_box_append (GTK_BOX (self->free_box), bar);
  if (medium == ESP_TEXT_MEDIUM_TEXT || medium == ESP_TEXT_MEDIUM_KAKAO)
    {
      GtkWidget *more = esp_kakao_form_new (self->session, self->doc);

      g_signal_connect_object (more, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
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
 * esp_text_editor_fill:
 *
 * Builds the form for the message that was read: it has what the medium needs and nothing else.
 */
void
esp_text_editor_fill (EspTextEditor *self)
{
  gboolean is_kakao = self->doc->medium == ESP_TEXT_MEDIUM_KAKAO;
  GtkWidget *test = esp_test_text_button_new (self->session, self->doc->medium, dup_document, self);

  self->is_filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->title_row), self->doc->text.title);
  gtk_switch_set_active (esp_form_row_get_switch (self->class_row),
                         self->doc->message_class == ESP_MESSAGE_CLASS_AD);
  gtk_text_buffer_set_text (self->body, self->doc->text.body, -1);
  gtk_text_buffer_set_text (self->substitute, self->doc->substitute.body, -1);
  self->free_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->alimtalk_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  if (is_kakao)
    add_product (self);
  add_free (self);
  gtk_box_append (GTK_BOX (self->form), self->free_box);
  gtk_box_append (GTK_BOX (self->form), self->alimtalk_box);
  if (is_kakao)
    {
      add_alimtalk (self);
      gtk_box_append (GTK_BOX (self->form),
                      make_text_view (self->substitute,
                                      _ ("Text message for whoever KakaoTalk does not reach"), 80));
    }
  gtk_box_append (GTK_BOX (self->form), self->replace_button);
  gtk_widget_set_halign (test, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->form), test);
  show_product (self);
  self->is_filling = FALSE;
  show (self);
}

static void
esp_text_editor_dispose (GObject *object)
{
  EspTextEditor *self = ESP_TEXT_EDITOR (object);

  if (self->root != NULL)
    esp_text_editor_save (self);
  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_object (&self->body);
  g_clear_object (&self->approved);
  g_clear_object (&self->substitute);
  g_clear_object (&self->variables);
  g_clear_object (&self->replace_button);
  g_clear_object (&self->title_row);
  g_clear_object (&self->class_row);
  g_clear_pointer (&self->doc, esp_text_doc_free);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (esp_text_editor_parent_class)->dispose (object);
}

static void
esp_text_editor_class_init (EspTextEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_text_editor_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  /**
   * EspTextEditor::state:
   *
   * The message was read.
   */
  g_signal_new ("state", ESP_TYPE_TEXT_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
  /**
   * EspTextEditor::replaced:
   *
   * Somebody else wrote the message: another editor shall show it.
   */
  g_signal_new ("replaced", ESP_TYPE_TEXT_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
esp_text_editor_init (EspTextEditor *self)
{
  GtkEventController *keys;

  self->body = new_buffer (self, G_CALLBACK (edited_cb));
  self->approved = new_buffer (self, G_CALLBACK (template_edited_cb));
  self->substitute = new_buffer (self, G_CALLBACK (edited_cb));
  self->title_row = g_object_ref_sink (esp_form_entry_row_new (_ ("Title"), ""));
  self->class_row = g_object_ref_sink (
    esp_form_switch_row_new (_ ("Advertisement"),
                             _ ("The label, the sender and the free way out are added"), TRUE));
  self->variables = g_object_ref_sink (esp_form_list_new (_ ("What fills the names")));
  self->replace_button =
    g_object_ref_sink (gtk_button_new_with_label (_ ("Replace characters that cannot be sent")));
  gtk_widget_set_halign (self->replace_button, GTK_ALIGN_START);
  gtk_widget_set_visible (self->replace_button, FALSE);
  keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                            "<Control>s"),
                                                          gtk_named_action_new (
                                                            "screen.versions")));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (self->replace_button, "clicked", G_CALLBACK (replace_cb), self);
  g_signal_connect_swapped (self->title_row, "changed", G_CALLBACK (edited_cb), self);
  g_signal_connect_object (esp_form_row_get_switch (self->class_row), "notify::active",
                           G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
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
  self->id = id;
  self->name = g_strdup ("");
  self->form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_size_request (self->form, form_width, -1);
  gtk_widget_set_hexpand (self->form, TRUE);
  self->preview = ESP_TEXT_PREVIEW (esp_text_preview_new (session));
  places = make_places (self);
  self->root = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->root), esp_message_lock_new (session, id, self->form));
  self->status = ESP_STATUS (esp_status_new (places));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  gtk_box_append (GTK_BOX (self->root), GTK_WIDGET (self->status));
  gtk_widget_set_parent (self->root, GTK_WIDGET (self));
  esp_text_editor_read (self);
  esp_text_editor_follow (self);
  return GTK_WIDGET (self);
}

/**
 * esp_text_editor_get_id:
 */
gint64
esp_text_editor_get_id (EspTextEditor *self)
{
  return self->id;
}

/**
 * esp_text_editor_get_name:
 *
 * Returns: (transfer none): its name; "" until it is read
 */
const char *
esp_text_editor_get_name (EspTextEditor *self)
{
  return self->name;
}

/**
 * esp_text_editor_get_medium_word:
 *
 * Returns: (transfer none): what kind of message it is, translated
 */
const char *
esp_text_editor_get_medium_word (EspTextEditor *self)
{
  return self->doc != NULL ? esp_text_medium_word (self->doc->medium) : "";
}
