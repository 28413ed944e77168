/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Choices under an entry while one types; later versions of GTK do this differently, so it is here alone. */
typedef void (*EspCompletionFunc) (GtkEntry *entry, const char *text, gpointer user_data);

void esp_completion_set (GtkEntry *entry,
                         const char *const *choices,
                         EspCompletionFunc chosen,
                         gpointer user_data);
gboolean esp_completion_is_meant (const char *text, const char *typed);

G_END_DECLS
