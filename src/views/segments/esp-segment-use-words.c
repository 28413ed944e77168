/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says who asks for a segment, and where that is. */
#define G_LOG_DOMAIN "esp-segments"

#include "config.h"

#include "views/segments/esp-segment-use-words.h"

#include <glib/gi18n.h>

#define MAX_NAMED 6

/**
 * esp_segment_use_describe:
 *
 * Returns: (transfer full): "Campaign “Spring”, planned or on its way"
 */
char *
esp_segment_use_describe (const EspSegmentUse *use)
{
  if (use->is_live)
    return g_strdup_printf (_ ("Campaign “%s”, planned or on its way"), use->name);
  if (use->campaign_id != 0)
    return g_strdup_printf (_ ("Campaign “%s”"), use->name);
  if (g_str_equal (use->kind, "journey"))
    return g_strdup_printf (C_ ("use of a segment", "Journey “%s”"), use->name);
  if (g_str_equal (use->kind, "audience"))
    return g_strdup_printf (C_ ("use of a segment", "Ad audience “%s”"), use->name);
  return g_strdup_printf (_ ("Segment “%s”"), use->name);
}

/**
 * esp_segment_use_list:
 * @uses: (element-type EspSegmentUse)
 *
 * Returns: (transfer full): the first of them, each on a line of its own after a line break, and how many more there are
 */
char *
esp_segment_use_list (const GPtrArray *uses)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (uses->len, MAX_NAMED); i++)
    {
      g_autofree char *line = esp_segment_use_describe (g_ptr_array_index (uses, i));

      g_string_append_printf (text, "\n%s", line);
    }
  if (uses->len > MAX_NAMED)
    g_string_append_printf (text,
                            ngettext ("\nand %u more", "\nand %u more", uses->len - MAX_NAMED),
                            uses->len - MAX_NAMED);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * esp_segment_use_dup_address:
 *
 * Returns: (transfer full): what the window opens to show it
 */
char *
esp_segment_use_dup_address (const EspSegmentUse *use)
{
  if (use->campaign_id != 0)
    return g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, use->campaign_id);
  if (g_str_equal (use->kind, "audience"))
    return g_strdup ("audiences");
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT,
                          g_str_equal (use->kind, "journey") ? "journeys" : "segments", use->id);
}
