/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is said where there is nothing to list. Actions are of the screen: "screen.new". */
typedef struct
{
  const char *icon_name;
  const char *title;
  const char *about;
  const char *label; /* of the suggested button */
  const char *action;
  const char *other_label; /* (nullable) of a second one */
  const char *other_action;
} EspSearchTableEmpty;

/* What a table of some kind of object knows. All strings are translated and static; the functions get what
 * esp_search_table_new() was given as owner. */
typedef struct
{
  const char *area;   /* Enter opens "area/ID" */
  const char *title;  /* of the table, for who cannot see it */
  const char *search; /* the same of the search, and what stands in it */
  EspSearchTableEmpty empty;
  const char *no_match; /* title and advice when the search finds nothing */
  const char *no_match_about;
  gint64 (*get_id) (gpointer item);
  char *(*dup_words) (gpointer owner, gpointer item); /* (transfer full): what is searched in */
  gboolean (*is_same) (gpointer a, gpointer b); /* (nullable): whether both rows say the same */
  GtkWidget *(*make_cell) (gpointer owner, int column);
  void (*bind_cell) (gpointer owner, GtkWidget *cell, gpointer item, int column);
  void (*reload) (gpointer owner); /* reads the list again */
} EspSearchTableInfo;

/* A list of objects with a search above it, its empty states, and a current row that is kept when the list is read
 * again. Signal "selected": another row is the current one, or the list is another. */
#define ESP_TYPE_SEARCH_TABLE (esp_search_table_get_type ())
G_DECLARE_FINAL_TYPE (EspSearchTable, esp_search_table, ESP, SEARCH_TABLE, GtkWidget)

GtkWidget *
esp_search_table_new (EspSession *session, const EspSearchTableInfo *info, gpointer owner);
void esp_search_table_add_column (EspSearchTable *self, const char *title, int width);
void esp_search_table_take (EspSearchTable *self, GPtrArray *items);
void esp_search_table_fail (EspSearchTable *self, const GError *error);
gpointer esp_search_table_get_selected (EspSearchTable *self);
guint esp_search_table_get_n (EspSearchTable *self);
gboolean esp_search_table_focus_search (EspSearchTable *self);

G_END_DECLS
