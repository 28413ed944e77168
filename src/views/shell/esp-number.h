/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* How a number was counted, for "How is this counted?". Static data, all N_(). */
typedef struct
{
  const char *title;      /* name of the number: "Delivered" */
  const char *definition; /* one or two sentences */
  const char *exclusions; /* (nullable) what is left out, how doubles are treated */
} EspCountInfo;

/* A number that opens the leads behind it. */
#define ESP_TYPE_NUMBER (esp_number_get_type ())
G_DECLARE_FINAL_TYPE (EspNumber, esp_number, ESP, NUMBER, GtkWidget)

GtkWidget *esp_number_new (EspSession *session);
void esp_number_set_count (EspNumber *self, gint64 count);
void esp_number_set_text (EspNumber *self, const char *text, const char *sentence);
void esp_number_set_address (EspNumber *self, const char *address);
void esp_number_set_info (EspNumber *self, const EspCountInfo *info);
void esp_number_set_estimated (EspNumber *self, gboolean estimated);
void esp_number_set_as_of (EspNumber *self, const char *as_of);

G_END_DECLS
