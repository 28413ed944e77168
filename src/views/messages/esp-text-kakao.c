/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the editor of texts that KakaoTalk alone has: the kind of message, a template and its names. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-editor-private.h"

#include "engine/content/text/esp-kakao.h"
#include "views/messages/esp-field-menu.h"
#include "views/messages/esp-template-window.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

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

/* What fills the names of a template */

static void
variable_cb (GtkWidget *row, EspTextEditor *self)
{
  g_autofree char *key = NULL;

  if (self->is_filling)
    return;
  key = g_strconcat ("variable:", g_object_get_data (G_OBJECT (row), "esp-name"), NULL);
  take_variables (self);
  esp_text_editor_commit (self, _ ("Change message"), key);
  esp_text_editor_show (self);
}

static void
variable_field_cb (const char *liquid, gpointer user_data)
{
  GtkEditable *row = GTK_EDITABLE (user_data);
  int at = gtk_editable_get_position (row);

  gtk_editable_insert_text (row, liquid, -1, &at);
  gtk_editable_set_position (row, at);
}

static GtkWidget *
make_variable (EspTextEditor *self, const char *name)
{
  const char *value = esp_text_doc_get_variable (self->doc, name);
  GtkWidget *row = esp_form_entry_row_new (name, value != NULL ? value : "");
  GtkWidget *fields = esp_field_menu_new (self->session, variable_field_cb, row);

  gtk_widget_set_valign (fields, GTK_ALIGN_CENTER);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), fields);
  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE); /* the message has its own */
  g_object_set_data_full (G_OBJECT (row), "esp-name", g_strdup (name), g_free);
  g_signal_connect_object (row, "changed", G_CALLBACK (variable_cb), self, 0);
  return row;
}

/* One entry for each name in the template; what was written for a name stays. */
static void
make_variables (EspTextEditor *self)
{
  g_autoptr (GPtrArray) names = esp_kakao_list_names (self->doc->kakao.template_text);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->variables)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->variables), row);
  for (guint i = 0; i < names->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->variables), make_variable (self, names->pdata[i]));
  gtk_widget_set_visible (self->variables, names->len > 0);
}

/**
 * esp_text_kakao_template_edited:
 *
 * The approved text is another one: its names are asked for.
 */
void
esp_text_kakao_template_edited (EspTextEditor *self)
{
  if (self->is_filling || self->doc == NULL)
    return;
  (void) esp_text_editor_take_buffer (&self->doc->kakao.template_text,
                                      self->approved); /* the names come from it */
  make_variables (self);
  take_variables (self);
  esp_text_editor_commit (self, _ ("Edit text"), "approved");
  esp_text_editor_show (self);
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
  esp_message_doc_set (&kakao->template_code, template->code);
  esp_message_doc_set (&kakao->template_text, template->text);
  esp_text_editor_show_words (self);
  make_variables (self);
  take_variables (self);
  esp_text_editor_commit (self, _ ("Choose template"), NULL);
  esp_text_editor_show (self);
}

static void
choose_template_cb (EspTextEditor *self)
{
  esp_template_window_present (self->session, template_chosen_cb, G_OBJECT (self));
}

/**
 * esp_text_kakao_add_alimtalk:
 *
 * Adds what an approved template needs.
 */
void
esp_text_kakao_add_alimtalk (EspTextEditor *self)
{
  GtkWidget *choose = gtk_button_new_with_label (_ ("Choose a template…"));

  self->kakao_list = esp_form_list_new (_ ("Template"));
  self->code_row = esp_text_editor_make_entry (self, _ ("Code of the approved template"),
                                               self->doc->kakao.template_code);
  self->variables = esp_form_list_new (_ ("What fills the names"));
  gtk_widget_set_halign (choose, GTK_ALIGN_START);
  g_signal_connect_object (choose, "clicked", G_CALLBACK (choose_template_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (self->kakao_list), self->code_row);
  gtk_box_append (GTK_BOX (self->alimtalk_box), self->kakao_list);
  gtk_box_append (GTK_BOX (self->alimtalk_box), choose);
  gtk_box_append (GTK_BOX (self->alimtalk_box),
                  esp_text_editor_make_text_view (self->approved,
                                                  _ ("Approved text, with #{names}"), 110));
  gtk_box_append (GTK_BOX (self->alimtalk_box), self->variables);
  make_variables (self);
}

/**
 * esp_text_kakao_show_product:
 *
 * Shows what the chosen kind of message has, and nothing else.
 */
void
esp_text_kakao_show_product (EspTextEditor *self)
{
  gboolean is_alimtalk =
    self->doc->medium == ESP_TEXT_MEDIUM_KAKAO && self->doc->kakao.product == ESP_KAKAO_ALIMTALK;

  gtk_widget_set_visible (self->free_box, !is_alimtalk);
  gtk_widget_set_visible (self->alimtalk_box, is_alimtalk);
}

static void
product_cb (EspTextEditor *self)
{
  if (self->is_filling)
    return;
  self->doc->kakao.product = adw_combo_row_get_selected (ADW_COMBO_ROW (self->product_row)) == 0
                               ? ESP_KAKAO_ALIMTALK
                               : ESP_KAKAO_BRAND;
  /* One informs, the other advertises: a person may still say otherwise of a Brand Message. */
  self->is_filling = TRUE; /* both are one step */
  gtk_switch_set_active (esp_form_row_get_switch (self->class_row),
                         self->doc->kakao.product == ESP_KAKAO_BRAND);
  self->is_filling = FALSE;
  esp_text_kakao_show_product (self);
  esp_text_editor_edited (self);
}

/**
 * esp_text_kakao_add_product:
 *
 * Adds the choice of the kind of message.
 */
void
esp_text_kakao_add_product (EspTextEditor *self)
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
