/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/activity/esp-record-list.h"

G_BEGIN_DECLS

/* A few records under a heading, beside other things of a screen; hidden while there are none. */
#define ESP_TYPE_RECORD_GROUP (esp_record_group_get_type ())
G_DECLARE_FINAL_TYPE (EspRecordGroup, esp_record_group, ESP, RECORD_GROUP, GtkBox)

GtkWidget *esp_record_group_new (EspSession *session, const EspRecordListKind *kind);
void esp_record_group_reload (EspRecordGroup *self);
GtkListBox *esp_record_group_get_list (EspRecordGroup *self);

G_END_DECLS
