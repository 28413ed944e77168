/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

const char *esp_ad_content_name_word (const char *word);
char *esp_ad_content_get (const char *json, const char *field);
char *esp_ad_content_set (const char *json, const char *field, const char *text);
char *esp_ad_content_describe_picture (const char *json);
void esp_ad_content_choose_picture (GtkWindow *parent,
                                    char **content,
                                    GSourceFunc changed,
                                    gpointer data);

G_END_DECLS
