/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How much fits side by side: everything; sidebar and content; one pane at a time. */
typedef enum
{
  ESP_WIDTH_NARROW,
  ESP_WIDTH_NORMAL,
  ESP_WIDTH_WIDE,
} EspWidthClass;

#define ESP_TYPE_PANES (esp_panes_get_type ())
G_DECLARE_FINAL_TYPE (EspPanes, esp_panes, ESP, PANES, GtkWidget)

GtkWidget *esp_panes_new (void);
void esp_panes_set_sidebar (EspPanes *self, GtkWidget *sidebar);
void esp_panes_set_content (EspPanes *self, GtkWidget *content);
void esp_panes_set_inspector (EspPanes *self, GtkWidget *inspector);
GtkWidget *esp_panes_get_sidebar (EspPanes *self);
GtkWidget *esp_panes_get_content (EspPanes *self);
GtkWidget *esp_panes_get_inspector (EspPanes *self);

EspWidthClass esp_panes_get_width_class (EspPanes *self);
gboolean esp_panes_get_show_sidebar (EspPanes *self);
void esp_panes_set_show_sidebar (EspPanes *self, gboolean show);
gboolean esp_panes_get_show_inspector (EspPanes *self);
void esp_panes_set_show_inspector (EspPanes *self, gboolean show);
gboolean esp_panes_is_sidebar_visible (EspPanes *self);
gboolean esp_panes_is_content_visible (EspPanes *self);
gboolean esp_panes_is_inspector_beside (EspPanes *self);
gboolean esp_panes_is_inspector_visible (EspPanes *self);

G_END_DECLS
