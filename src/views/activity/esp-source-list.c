/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mailboxes and services that tell what came back: how each is, when it was read, when it is next. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-source-list.h"

#include "channels/esp-channel.h"
#include "store/esp-report-sources.h"
#include "views/activity/esp-record-group.h"
#include "views/channels/esp-channel-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static char *
dup_trouble (const EspReportSource *source)
{
  if (g_str_equal (source->state, "forged"))
    return g_strdup (_ ("A call was refused: its signature is missing or wrong"));
  for (int code = ESP_CHANNEL_ERROR_FAILED; code < ESP_CHANNEL_N_ERRORS; code++)
    if (g_strcmp0 (esp_channel_error_name (code), source->state) == 0)
      return g_strdup (esp_channel_trouble_sentence (code));
  return g_strdup (source->detail != NULL ? source->detail : source->state);
}

static char *
format_when (EspSession *session, gint64 at_us)
{
  return esp_format_date (at_us, esp_session_get_zone (session), ESP_DATE_SHORT_TIME,
                          esp_session_get_lang (session));
}

static char *
describe (EspSession *session, const EspReportSource *source, gboolean *out_is_broken)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (session));
  gboolean is_fine = source->state == NULL || g_str_equal (source->state, "ok");
  g_autofree char *trouble = is_fine ? NULL : dup_trouble (source);

  *out_is_broken = !is_fine;
  if (source->asked_at_us == 0)
    g_string_append (text, _ ("Not read yet"));
  else
    g_string_append (text, is_fine ? _ ("Working") : trouble);
  if (source->read_at_us != 0)
    {
      g_autofree char *when = format_when (session, source->read_at_us);

      g_string_append (text, " · ");
      /* Translators: a date and time */
      g_string_append_printf (text, _ ("last read %s"), when);
    }
  if (source->next_at_us > now_us)
    {
      g_autofree char *when = format_when (session, source->next_at_us);

      g_string_append (text, " · ");
      /* Translators: a date and time */
      g_string_append_printf (text, _ ("next %s"), when);
    }
  else if (!g_str_equal (source->kind, ESP_REPORT_SOURCE_DOOR))
    g_string_append_printf (text, " · %s", _ ("next very soon"));
  if (source->n_found > 0)
    {
      g_autofree char *n = esp_format_count (source->n_found);

      g_string_append (text, " · ");
      g_string_append_printf (text,
                              ngettext ("%s report found", "%s reports found",
                                        (gulong) source->n_found),
                              n);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_row (EspSession *session, gconstpointer record)
{
  const EspReportSourceLine *line = record;
  GtkWidget *row = adw_action_row_new ();
  gboolean is_broken;
  g_autofree char *subtitle = describe (session, line->source, &is_broken);
  gboolean is_mailbox = g_str_equal (line->source->kind, ESP_REPORT_SOURCE_MAILBOX);
  gboolean is_door = g_str_equal (line->source->kind, ESP_REPORT_SOURCE_DOOR);
  g_autofree char *title = g_strdup_printf (is_mailbox ? _ ("Return mailbox of %s")
                                            : is_door  ? _ ("Calls of %s")
                                                       : _ ("Reports of %s"),
                                            line->channel);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (is_broken)
    {
      GtkWidget *mark = gtk_image_new_from_icon_name ("esp-warning-symbolic");

      gtk_widget_add_css_class (mark, "warning");
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), mark);
    }
  return row;
}

static GPtrArray *
load (EspTx *tx, GError **error)
{
  return esp_report_source_list (tx, error);
}

/**
 * esp_source_list_new:
 *
 * Returns: (transfer floating): where reports come from; hidden while there is nothing to read
 */
GtkWidget *
esp_source_list_new (EspSession *session)
{
  const EspRecordListKind kind = {
    .name = C_ ("activity", "Where it is read"),
    .changes = ESP_CHANGE_CHANNEL | ESP_CHANGE_EVENT,
    .load = load,
    .make_row = make_row,
  };

  return esp_record_group_new (session, &kind);
}
