/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ESP_TYPE_SEND_WINDOW (esp_send_window_get_type ())
G_DECLARE_DERIVABLE_TYPE (EspSendWindow, esp_send_window, ESP, SEND_WINDOW, AdwWindow)

/* A window over what became of some of a send: its words, its list, and what can be done about all of it. */
struct _EspSendWindowClass
{
  AdwWindowClass parent_class;

  /* On a reader's thread. Returns (transfer full): what is listed, or %NULL with @error set. */
  GPtrArray *(*load) (EspTx *tx, gint64 send_id, GError **error);
  /* Returns (transfer floating): the row of one of them. */
  GtkWidget *(*make_row) (EspSendWindow *self, gpointer item);
  /* What can be done about @items is offered or not. */
  void (*filled) (EspSendWindow *self, const GPtrArray *items);
  const char *empty_title; /* untranslated, as the rest */
  const char *empty_text;
};

void esp_send_window_set_up (EspSendWindow *self,
                             EspStore *store,
                             gint64 send_id,
                             const char *heading,
                             const char *what);
void esp_send_window_set_words (EspSendWindow *self, const char *words);
void esp_send_window_add_action (EspSendWindow *self, GtkWidget *button);
void esp_send_window_present (EspSendWindow *self, GtkWindow *parent);
gint64 esp_send_window_get_send (EspSendWindow *self);
void esp_send_window_order (EspSendWindow *self, EspStoreFunc func, gpointer data, gboolean closes);

G_END_DECLS
