/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding by typing: parts of words, unfinished syllables, initial consonants. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean esp_journey_seek_matches (const char *text, const char *query);
gboolean esp_journey_seek_begins (const char *text, const char *query);

/* Called with what stands in the field and is being composed there. */
typedef void (*EspJourneySeekFunc) (const char *query, gpointer user_data);
void esp_journey_seek_watch (GtkWidget *entry, EspJourneySeekFunc func, gpointer user_data);

G_END_DECLS
