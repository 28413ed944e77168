/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two reads of the lead list, run on the reader's thread. */
#define G_LOG_DOMAIN "espalier-model"

#include "config.h"

#include "model/esp-lead-reads.h"

#include "store/esp-leads.h"

/**
 * esp_order_read_free:
 */
void
esp_order_read_free (EspOrderRead *read)
{
  g_clear_pointer (&read->within, esp_bitmap_free);
  g_free (read->search);
  g_free (read->sort_column);
  g_clear_pointer (&read->fields, esp_fields_unref);
  g_array_unref (read->ids);
  g_clear_pointer (&read->set, esp_bitmap_free);
  g_free (read);
}

/**
 * esp_page_read_free:
 */
void
esp_page_read_free (EspPageRead *read)
{
  g_clear_pointer (&read->fields, esp_fields_unref);
  g_array_unref (read->ids);
  g_clear_pointer (&read->leads, g_ptr_array_unref);
  g_clear_pointer (&read->extras, g_ptr_array_unref);
  g_free (read);
}

/**
 * esp_order_read_run:
 * @data: an #EspOrderRead
 */
gboolean
esp_order_read_run (EspTx *tx, gpointer data, GError **error)
{
  EspOrderRead *read = data;
  EspLeadQuery query = { read->within, read->search, read->is_archived, read->sort_column,
                         read->is_descending };

  read->fields = esp_fields_load (tx, error);
  if (read->fields == NULL ||
      !esp_lead_query_ids (tx, read->fields, &query, read->limit, read->ids, error))
    return FALSE;
  /* Made here, because a million ids in another order than their own take longer than a frame. */
  read->set = esp_bitmap_new ();
  esp_bitmap_add_many (read->set, (const guint32 *) (gpointer) read->ids->data, read->ids->len);
  return TRUE;
}

/**
 * esp_page_read_run:
 * @data: an #EspPageRead
 */
gboolean
esp_page_read_run (EspTx *tx, gpointer data, GError **error)
{
  EspPageRead *read = data;
  const guint32 *ids = (const guint32 *) (gpointer) read->ids->data;

  read->leads = esp_lead_load_many (tx, read->fields, ids, read->ids->len, error);
  if (read->leads == NULL)
    return FALSE;
  read->extras = g_ptr_array_new_full (read->ids->len, (GDestroyNotify) esp_lead_extras_free);
  for (guint i = 0; i < read->ids->len; i++)
    {
      EspLeadExtras *extras = esp_lead_extras_load (tx, ids[i], error);

      if (extras == NULL)
        return FALSE;
      g_ptr_array_add (read->extras, extras);
    }
  return TRUE;
}
