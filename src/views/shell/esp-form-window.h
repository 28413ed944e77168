/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The frame of a small window that asks for something: Cancel, a title, one act, and a sentence when it
 * cannot be done. */
typedef struct
{
  GtkWidget *box;     /* where the content goes */
  GtkWidget *accept;  /* the act's button */
  GtkWidget *problem; /* a label, hidden while there is none */
} EspFormFrame;

GtkWindow *esp_form_window_new (void);
EspFormFrame
esp_form_frame_build (AdwWindow *window, GtkWindow *parent, const char *title, const char *accept);
void esp_form_frame_set_problem (const EspFormFrame *frame, const char *problem);
GtkWidget *esp_form_group_new (const char *title, const char *description);

G_END_DECLS
