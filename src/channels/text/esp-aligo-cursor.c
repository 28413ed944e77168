/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the results of Aligo are read: a list of shipments, a page of it at a time, and each shipment by pages. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-aligo-cursor.h"

#include "channels/text/esp-gateway.h"

#include <string.h>

/* "SINCE", and while it is read "SINCE UNTIL LIST-PAGE PAGE", with the ids of shipments behind. */
#define N_NUMBERS 4

static guint
read_page (const char *text)
{
  return (guint) CLAMP (g_ascii_strtoll (text, NULL, 10), 0, G_MAXINT);
}

/**
 * esp_aligo_cursor_read:
 * @text: as esp_aligo_cursor_write() left it, or ""
 *
 * Returns: (transfer full): the cursor
 */
EspAligoCursor *
esp_aligo_cursor_read (const char *text, gint64 now_us)
{
  EspAligoCursor *self = g_new0 (EspAligoCursor, 1);
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  guint n = g_strv_length (parts);

  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->since_us = n > 0 ? g_ascii_strtoll (parts[0], NULL, 10) : 0;
  if (self->since_us <= 0 || self->since_us > now_us) /* the clock may have been set back */
    self->since_us = now_us;
  self->until_us = now_us;
  self->list_page = 1;
  self->page = 1;
  if (n < N_NUMBERS)
    return self;
  self->until_us = g_ascii_strtoll (parts[1], NULL, 10);
  self->list_page = read_page (parts[2]);
  self->page = MAX (read_page (parts[3]), 1);
  for (guint i = N_NUMBERS; i < n; i++)
    g_ptr_array_add (self->ids, g_strdup (parts[i]));
  if (self->ids->len == 0)
    self->list_page = MAX (self->list_page, 1);
  return self;
}

void
esp_aligo_cursor_free (EspAligoCursor *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->ids);
  g_free (self);
}

/**
 * esp_aligo_cursor_get_shipment:
 *
 * Returns: (transfer none) (nullable): the shipment to ask for; %NULL when a page of the list is next
 */
const char *
esp_aligo_cursor_get_shipment (const EspAligoCursor *self)
{
  return self->ids->len > 0 ? self->ids->pdata[0] : NULL;
}

/**
 * esp_aligo_cursor_take_list:
 * @list: (nullable): of shipments
 * @has_more: the list has another page
 *
 * Goes on with the shipments of the list.
 */
void
esp_aligo_cursor_take_list (EspAligoCursor *self, JsonArray *list, gboolean has_more)
{
  guint n = list != NULL ? json_array_get_length (list) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      char *id = JSON_NODE_HOLDS_OBJECT (node)
                   ? esp_json_dup_text (json_node_get_object (node), "mid")
                   : NULL;

      if (id != NULL && *id != '\0' && strchr (id, ' ') == NULL)
        g_ptr_array_add (self->ids, id);
      else
        g_free (id);
    }
  self->list_page = has_more && n > 0 ? self->list_page + 1 : 0;
  self->page = 1;
}

/**
 * esp_aligo_cursor_take_page:
 * @has_more: the shipment has another page
 *
 * Goes on with the next page, or the next shipment.
 */
void
esp_aligo_cursor_take_page (EspAligoCursor *self, gboolean has_more)
{
  if (has_more)
    {
      self->page++;
      return;
    }
  g_ptr_array_remove_index (self->ids, 0);
  self->page = 1;
}

/**
 * esp_aligo_cursor_write:
 *
 * Leaves in @reports where to go on, and whether at once.
 */
void
esp_aligo_cursor_write (const EspAligoCursor *self, EspChannelReports *reports)
{
  g_autoptr (GString) text = g_string_new (NULL);

  reports->has_more = self->ids->len > 0 || self->list_page > 0;
  if (!reports->has_more)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, self->until_us);
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %u", self->since_us,
                            self->until_us, self->list_page, self->page);
  for (guint i = 0; i < self->ids->len; i++)
    g_string_append_printf (text, " %s", (const char *) self->ids->pdata[i]);
  g_free (reports->cursor);
  reports->cursor = g_string_free (g_steal_pointer (&text), FALSE);
}
