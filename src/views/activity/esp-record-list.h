/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-changes.h"
#include "store/esp-tx.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What a list of records shows. Its words are translated, and live as long as the program. */
typedef struct
{
  const char *name;        /* what a screen reader calls the list */
  const char *empty_title; /* while there is nothing */
  const char *empty_text;
  guint changes; /* ESP_CHANGE_*: what makes it read again */

  /* On a reader's thread. Returns: (transfer full) (nullable): the records, newest first. */
  GPtrArray *(*load) (EspTx *tx, GError **error);
  /* Returns: (transfer floating): the row of one record. */
  GtkWidget *(*make_row) (EspSession *session, gconstpointer record);
} EspRecordListKind;

/* A column of records of the workspace, newest first, which follows what happens. */
#define ESP_TYPE_RECORD_LIST (esp_record_list_get_type ())
G_DECLARE_FINAL_TYPE (EspRecordList, esp_record_list, ESP, RECORD_LIST, GtkWidget)

GtkWidget *esp_record_list_new (EspSession *session, const EspRecordListKind *kind);
void esp_record_list_reload (EspRecordList *self);
void esp_record_list_prepend (EspRecordList *self, GtkWidget *widget);
GtkListBox *esp_record_list_get_list (EspRecordList *self);

G_END_DECLS
