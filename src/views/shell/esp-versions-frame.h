/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-form-window.h"

G_BEGIN_DECLS

/* The frame of a window that lists the versions of a document, and names the present one. */
typedef struct
{
  EspFormFrame form;
  GtkEditable *name;
  GtkListBox *list;
} EspVersionsFrame;

void esp_versions_frame_build (EspVersionsFrame *self,
                               AdwWindow *window,
                               GtkWindow *parent,
                               int width,
                               GCallback name_cb);
char *esp_versions_frame_read_name (const EspVersionsFrame *self);
void esp_versions_frame_clear (const EspVersionsFrame *self);
void esp_versions_frame_add_sentence (const EspVersionsFrame *self, const char *sentence);
GtkWidget *esp_versions_frame_add_button (GtkWidget *row, const char *text, const char *label);

G_END_DECLS
