/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the results of Aligo are read: a list of shipments, a page of it at a time, and each shipment by pages. */
#pragma once

#include "channels/esp-channel.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 since_us; /* when the last reading began; what went before it may have settled since */
  gint64 until_us; /* when this one began */
  guint list_page; /* of the list: the one to ask for; 0 when its last has been read */
  guint page;      /* of the first shipment */
  GPtrArray *ids;  /* (owned) (element-type utf8) the shipments that are still to be asked for */
} EspAligoCursor;

EspAligoCursor *esp_aligo_cursor_read (const char *text, gint64 now_us);
void esp_aligo_cursor_free (EspAligoCursor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAligoCursor, esp_aligo_cursor_free)
const char *esp_aligo_cursor_get_shipment (const EspAligoCursor *self);
void esp_aligo_cursor_take_list (EspAligoCursor *self, JsonArray *list, gboolean has_more);
void esp_aligo_cursor_take_page (EspAligoCursor *self, gboolean has_more);
void esp_aligo_cursor_write (const EspAligoCursor *self, EspChannelReports *reports);

G_END_DECLS
