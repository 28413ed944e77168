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

  EspSession *session; /* the window's; outlives the editor */
  gint64 id;
  char *name;      /* (owned) "" until it is read */
  EspTextDoc *doc; /* (owned) (nullable) until it is read */
  guint save_source;
  guint n_saving;      /* on their way to the store */
  gboolean is_dirty;   /* edited and not on its way */
  gboolean is_kept;    /* what was there when it was opened is a version */
  gboolean is_filling; /* the form is being set, not edited */

  GtkWidget *root;
  EspStatus *status;
  GtkWidget *form;
  GtkWidget *title_row;
  GtkWidget *class_row;
  GtkWidget *kakao_list;
  GtkWidget *code_row;
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
void esp_text_editor_touch (EspTextEditor *self);
void esp_text_editor_read (EspTextEditor *self);
void esp_text_editor_follow (EspTextEditor *self);

G_END_DECLS
