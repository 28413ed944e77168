/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files of EspLeadListPane only: the pane itself, its acts, its places. */
#pragma once

#include "views/leads/esp-lead-list-pane.h"

#include "views/leads/esp-lead-filter-bar.h"
#include "views/leads/esp-lead-table.h"
#include "views/leads/esp-lead-views.h"
#include "views/leads/esp-leads-drill.h"
#include "worker/esp-lead-filter.h"

#include <adwaita.h>

G_BEGIN_DECLS

struct _EspLeadListPane
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the pane */
  EspLeadList *list;           /* (owned) */
  EspLeadSelection *selection; /* (owned) */
  EspLeadFilter *filter;       /* (owned) */
  EspLeadViews *views;         /* (owned) */
  GActionMap *actions;         /* (owned) the screen's */
  EspLeadTable *table;
  EspLeadFilterBar *bar;

  gint64 view_id;       /* the saved view that is shown; 0 is all leads */
  EspLeadView *base;    /* (owned) that view as it is saved */
  char *search_text;    /* (owned) what is searched, the composed syllable included */
  EspLeadsDrill *drill; /* (nullable) (owned) */
  char *wanted_drill;   /* (nullable) (owned) is being looked for */
  EspTarget *waiting;   /* (nullable) (owned) to be opened when the views are known */
  gint64 wanted_segment;
  gboolean is_opened;
  gboolean must_scroll_up; /* when the rows are there: another question was asked */
  gboolean is_reading_choices;
  gboolean must_read_choices;
  char *failure; /* (owned) (nullable) */
  guint progress_source;
  GtkWidget *row_menu; /* (nullable) */

  GtkWidget *tabs;  /* the pinned views */
  char *shown_tabs; /* (nullable) (owned) what they show */
  gboolean is_dragging;
  GPtrArray *places; /* (nullable) (owned) of EspLeadPlace: where rows can be dropped */
  guint slow_source;
  EspRule *answered;     /* (nullable) (owned) the last filter whose leads were found */
  EspBitmap *dropped;    /* (nullable) (owned) what a filter took out of the selection */
  guint n_left;          /* of the selection, when it was last looked at */
  gboolean keeps_hidden; /* somebody wants to keep what is selected and hidden */
  GtkRevealer *slow_strip;
  GtkLabel *slow_label;
  GtkRevealer *hidden_strip;
  GtkLabel *hidden_label;

  GtkBox *top;
  GtkRevealer *drill_bar;
  GtkLabel *drill_label;
  GtkMenuButton *views_button;
  GtkLabel *views_label;
  GtkSearchEntry *search;
  GtkBox *filter_place;
  GtkMenuButton *display_button;
  GtkProgressBar *progress;
  GtkStack *states;
  AdwBin *table_place;
  AdwStatusPage *none_page;
  AdwStatusPage *failed_page;
  GtkRevealer *bar_revealer;
  GtkLabel *bar_label;
  GtkButton *select_all_button;
};

/* esp-lead-list-pane.c */
void esp_lead_list_pane_ask (EspLeadListPane *self);
void esp_lead_list_pane_filter (EspLeadListPane *self);
void esp_lead_list_pane_set_search (EspLeadListPane *self, const char *text);
void esp_lead_list_pane_set_failure (EspLeadListPane *self, const GError *error);
gboolean esp_lead_list_pane_is_filtered (EspLeadListPane *self);
char *esp_lead_list_pane_dup_within (EspLeadListPane *self);

/* esp-lead-list-places.c */
EspLeadView *esp_lead_list_pane_dup_now (EspLeadListPane *self);
gboolean esp_lead_list_pane_is_changed (EspLeadListPane *self);
void esp_lead_list_pane_show_view (EspLeadListPane *self, gint64 id);
void esp_lead_list_pane_show_all (EspLeadListPane *self);
void esp_lead_list_pane_views_known (EspLeadListPane *self);
void esp_lead_list_pane_layout_changed (EspLeadListPane *self);
void esp_lead_list_pane_name_view (EspLeadListPane *self);
void esp_lead_list_pane_read_choices (EspLeadListPane *self);

/* esp-lead-list-actions.c */
void esp_lead_list_pane_add_actions (EspLeadListPane *self);
void esp_lead_list_pane_update_actions (EspLeadListPane *self);

/* esp-lead-list-column-acts.c */
void esp_lead_list_pane_add_column_actions (EspLeadListPane *self);

/* esp-lead-list-drag.c */
void esp_lead_list_pane_add_drag (EspLeadListPane *self);

/* esp-lead-list-filter-acts.c */
void esp_lead_list_pane_add_filter_actions (EspLeadListPane *self);

/* esp-lead-list-keys.c */
void esp_lead_list_pane_add_row_keys (EspLeadListPane *self);
void esp_lead_list_pane_add_window_keys (EspLeadListPane *self);

/* esp-lead-list-menus.c */
void esp_lead_list_pane_open_row_menu (EspLeadListPane *self, guint position, double x, double y);

/* esp-lead-list-strips.c */
void esp_lead_list_pane_add_strips (EspLeadListPane *self);
void esp_lead_list_pane_watch_slow (EspLeadListPane *self);
void esp_lead_list_pane_drop_hidden (EspLeadListPane *self);
void esp_lead_list_pane_selection_changed (EspLeadListPane *self);

/* esp-lead-list-view-acts.c */
void esp_lead_list_pane_add_view_actions (EspLeadListPane *self);
GMenuModel *esp_lead_list_pane_make_views_menu (EspLeadListPane *self);
void esp_lead_list_pane_show_tabs (EspLeadListPane *self);

G_END_DECLS
