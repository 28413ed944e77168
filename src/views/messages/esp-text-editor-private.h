/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the form of the editor and its way to the store share. */
#pragma once

#include "views/messages/esp-text-editor.h"
#include "views/messages/esp-text-preview.h"
#include "views/shell/esp-status.h"

G_BEGIN_DECLS

struct _EspTextEditor
{
  GtkWidget parent_instance;

  EspSession *session;    /* the window's; outlives the editor */
  EspMessageDraft *draft; /* (owned) */
  EspTextDoc *doc;        /* (owned) (nullable) until it is read */
  gboolean is_filling;    /* the form is being set, not edited */
  gboolean is_committing; /* what the draft becomes comes from the form */

  GtkWidget *root;
  EspStatus *status;
  GtkWidget *form;
  GtkWidget *body_view;
  GtkWidget *fields; /* of leads, to be put into the words */
  GtkWidget *title_row;
  GtkWidget *class_row;
  GtkWidget *link_row; /* (nullable) of a push */
  GtkWidget *icon_row; /* (nullable) of a push */
  GtkWidget *kakao_list;
  GtkWidget *code_row;     /* (nullable) of KakaoTalk */
  GtkWidget *product_row;  /* (nullable) of KakaoTalk */
  GtkWidget *free_box;     /* what a message with words of its own has */
  GtkWidget *alimtalk_box; /* what an approved template has */
  GtkTextBuffer *body;
  GtkTextBuffer *approved; /* the text of an Alimtalk template */
  GtkTextBuffer *substitute;
  GtkWidget *replace_button;
  GtkWidget *variables; /* list of entries, one a variable */
  EspTextPreview *preview;
};

void esp_text_editor_fill (EspTextEditor *self);
void esp_text_editor_show (EspTextEditor *self);
void esp_text_editor_edited (EspTextEditor *self);
gboolean esp_text_editor_take_buffer (char **field, GtkTextBuffer *buffer);
GtkWidget *esp_text_editor_make_entry (EspTextEditor *self, const char *title, const char *text);
GtkWidget *esp_text_editor_make_text_view (GtkTextBuffer *buffer, const char *label, int height);
void esp_text_kakao_add_product (EspTextEditor *self);
void esp_text_kakao_add_alimtalk (EspTextEditor *self);
void esp_text_kakao_show_product (EspTextEditor *self);
void esp_text_kakao_template_edited (EspTextEditor *self);
void esp_text_editor_show_words (EspTextEditor *self);
void esp_text_editor_commit (EspTextEditor *self, const char *title, const char *merge_key);
void esp_text_editor_follow (EspTextEditor *self, gint64 id);

G_END_DECLS
