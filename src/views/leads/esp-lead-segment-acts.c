/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a segment of what the list shows: its filter as a rule, or those who are shown as a fixed list. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-segment-acts.h"

#include "engine/segment/esp-rule-json.h"
#include "store/esp-segments.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (owned) */
  char *rule;          /* (owned) */
  EspBitmap *leads;    /* (owned) (nullable) a fixed list of these */
  char *name;          /* (owned) (nullable) */
} NewSegment;

static void
new_segment_free (gpointer data)
{
  NewSegment *segment = data;

  g_object_unref (segment->session);
  g_free (segment->rule);
  g_clear_pointer (&segment->leads, esp_bitmap_free);
  g_free (segment->name);
  g_free (segment);
}

static gboolean
write_segment (EspTx *tx, gpointer data, GError **error)
{
  const NewSegment *segment = data;
  EspSegment record = { .name = segment->name,
                        .rule = segment->rule,
                        .is_static = segment->leads != NULL };
  gboolean is_ok = esp_segment_insert (tx, &record, error) &&
                   (segment->leads == NULL ||
                    esp_segment_add_members (tx, record.id, segment->leads, NULL, error));

  g_free (record.uuid);
  return is_ok;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NewSegment *segment = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      text = g_strdup_printf (_ ("Segment “%s” saved"), segment->name);
      esp_session_toast_undo (segment->session, text, history_id);
    }
  else
    {
      text = esp_store_message (error);
      esp_session_toast (segment->session, text);
    }
  new_segment_free (segment);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NewSegment *segment = user_data;
  EspOperation operation = { .kind = "segment-new" };

  segment->name = esp_dialog_ask_text_finish (result, NULL);
  if (segment->name == NULL || *g_strstrip (segment->name) == '\0')
    {
      new_segment_free (segment);
      return;
    }
  operation.summary = segment->name;
  esp_store_write_async (esp_session_get_store (segment->session), &operation, write_segment,
                         segment, NULL, written_cb, segment);
}

/**
 * esp_lead_acts_save_segment:
 * @rule: who the segment is to hold from now on
 * @leads: (nullable): copied: a fixed list of these instead
 *
 * Asks for a name and saves a segment.
 */
void
esp_lead_acts_save_segment (EspSession *session, const EspRule *rule, EspBitmap *leads)
{
  NewSegment *segment = g_new0 (NewSegment, 1);
  g_autofree char *n = leads != NULL ? esp_format_count ((gint64) esp_bitmap_count (leads)) : NULL;
  g_autofree char *heading = leads != NULL
                               ? g_strdup_printf (ngettext ("Save this %s lead as a fixed list",
                                                            "Save these %s leads as a fixed list",
                                                            (gulong) esp_bitmap_count (leads)),
                                                  n)
                               : g_strdup (_ ("Save the filters as a segment"));

  segment->session = g_object_ref (session);
  segment->rule = esp_rule_to_json (rule);
  segment->leads = leads != NULL ? esp_bitmap_copy (leads) : NULL;
  esp_dialog_ask_text_async (esp_session_get_window (session), heading, _ ("Name of the segment"),
                             "", _ ("_Save"), esp_session_get_cancellable (session), named_cb,
                             segment);
}

/* Adding to a fixed list */

typedef struct
{
  EspSession *session; /* (owned) */
  EspLeadPlace *place; /* (owned) */
  EspBitmap *leads;    /* (owned) */
  gint64 n_added;      /* written */
} Adding;

/**
 * esp_lead_place_new:
 *
 * Returns: (transfer full)
 */
EspLeadPlace *
esp_lead_place_new (gint64 id, const char *name)
{
  EspLeadPlace *place = g_new0 (EspLeadPlace, 1);

  place->id = id;
  place->name = g_strdup (name);
  return place;
}

/**
 * esp_lead_place_free:
 */
void
esp_lead_place_free (EspLeadPlace *place)
{
  g_free (place->name);
  g_free (place);
}

static gboolean
write_members (EspTx *tx, gpointer data, GError **error)
{
  Adding *adding = data;

  return esp_segment_add_members (tx, adding->place->id, adding->leads, &adding->n_added, error);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Adding *adding = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *n = esp_format_count (adding->n_added);
  g_autofree char *text = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      text = esp_store_message (error);
      esp_session_toast (adding->session, text);
    }
  else
    {
      /* Translators: how many leads, then the name of the segment */
      text = g_strdup_printf (ngettext ("%s lead added to “%s”", "%s leads added to “%s”",
                                        (gulong) adding->n_added),
                              n, adding->place->name);
      if (adding->n_added > 0)
        esp_session_toast_undo (adding->session, text, history_id);
      else
        esp_session_toast (adding->session, text);
    }
  g_object_unref (adding->session);
  esp_lead_place_free (adding->place);
  esp_bitmap_free (adding->leads);
  g_free (adding);
}

/**
 * esp_lead_acts_add_to:
 * @leads: copied
 *
 * Adds leads to a fixed list at once; the toast undoes it.
 */
void
esp_lead_acts_add_to (EspSession *session, const EspLeadPlace *place, const EspBitmap *leads)
{
  EspOperation operation = { .kind = "segment-add", .summary = place->name };
  Adding *adding = g_new0 (Adding, 1);

  adding->session = g_object_ref (session);
  adding->place = esp_lead_place_new (place->id, place->name);
  adding->leads = esp_bitmap_copy (leads);
  esp_store_write_async (esp_session_get_store (session), &operation, write_members, adding, NULL,
                         added_cb, adding);
}
