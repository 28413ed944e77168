/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files of EspLeadTable only: the table itself and its columns. */
#pragma once

#include "views/leads/esp-lead-table.h"

G_BEGIN_DECLS

/* Of the column of boxes that choose rows; pixels, with text at its usual size. */
#define WIDTH_CHECK 44

struct _EspLeadTable
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the table */
  EspLeadList *list;           /* (owned) */
  EspLeadSelection *selection; /* (owned) */
  EspLeadView *shown;          /* (owned) its columns, widths, order and density */
  GtkWidget *scroller;
  GtkColumnView *view; /* the scroller's */
  guint layout_id;
  guint scroll_id;
  guint fill_id;
  guint build_id;
  gboolean is_editing;
  guint edit_column;     /* of the cursor of the edit mode; 0 is the first beside the boxes */
  GtkWidget *marked;     /* (nullable) weak: the cell that shows the cursor */
  GtkWidget *edited_row; /* (nullable) weak: whose editor is or was open */
  guint n_changing;      /* above 0 while we change columns ourselves */
};

/* esp-lead-table-columns.c */
void esp_lead_table_attach_columns (EspLeadTable *self);
void esp_lead_table_detach_columns (EspLeadTable *self);

/* esp-lead-table-edit.c */
void esp_lead_table_attach_edit (EspLeadTable *self);
void esp_lead_table_follow_focus (EspLeadTable *self);
void esp_lead_table_stop_edit (EspLeadTable *self);
gboolean esp_lead_table_edit_cell (EspLeadTable *self);

G_END_DECLS
