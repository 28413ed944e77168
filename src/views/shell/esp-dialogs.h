/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A kind of file for the choosers: what it is called and how its names end. */
typedef struct
{
  const char *name;     /* N_() */
  const char *patterns; /* "*.csv;*.tsv" */
} EspFileFilter;

/* An answer of a dialog with a choice. */
typedef struct
{
  const char *id;
  const char *label; /* translated, with a mnemonic; names the act: "_Send to 12,102" */
  gboolean destructive;
  gboolean suggested;
} EspDialogAnswer;

/* All of these are modal to @parent, which may be NULL, and work with any later toolkit: only this
 * file knows which widgets are behind them. A dialog that was closed finishes with
 * G_IO_ERROR_CANCELLED, which callers do not show. */
void esp_dialog_open_file_async (GtkWindow *parent,
                                 const char *title,
                                 const EspFileFilter *filters,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void esp_dialog_save_file_async (GtkWindow *parent,
                                 const char *title,
                                 const char *name,
                                 const EspFileFilter *filters,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void esp_dialog_choose_folder_async (GtkWindow *parent,
                                     const char *title,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GFile *esp_dialog_file_finish (GAsyncResult *result, GError **error);

void esp_dialog_ask_async (GtkWindow *parent,
                           const char *heading,
                           const char *body,
                           const EspDialogAnswer *answers,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
const char *esp_dialog_ask_finish (GAsyncResult *result, GError **error);
void esp_dialog_tell (GtkWindow *parent, const char *heading, const char *body);

void esp_dialog_ask_text_async (GtkWindow *parent,
                                const char *heading,
                                const char *label,
                                const char *text,
                                const char *accept,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
char *esp_dialog_ask_text_finish (GAsyncResult *result, GError **error);

GtkWidget *esp_dialog_color_button_new (const char *label, const char *color);
char *esp_dialog_color_button_dup_color (GtkWidget *button);

G_END_DECLS
