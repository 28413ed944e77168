/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of one fact that came back about a message, and lists of it. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/esp-report.h"

static const char *const kind_names[ESP_REPORT_N_KINDS] = {
  [ESP_REPORT_DELIVERED] = "delivered",
  [ESP_REPORT_OPENED] = "opened",
  [ESP_REPORT_CLICKED] = "clicked",
  [ESP_REPORT_SOFT] = "soft",
  [ESP_REPORT_HARD] = "hard",
  [ESP_REPORT_BLOCK] = "block",
  [ESP_REPORT_COMPLAINED] = "complained",
  [ESP_REPORT_UNSUBSCRIBED] = "unsubscribed",
  [ESP_REPORT_REPLIED] = "replied",
  [ESP_REPORT_AUTO_REPLIED] = "auto-replied",
  [ESP_REPORT_FAILED] = "failed",
  [ESP_REPORT_SUBSTITUTED] = "substituted",
  [ESP_REPORT_TAKEN] = "taken",
};

/**
 * esp_report_kind_name:
 *
 * Returns: a word for data files, logs and tests; not for people
 */
const char *
esp_report_kind_name (EspReportKind kind)
{
  g_return_val_if_fail ((guint) kind < ESP_REPORT_N_KINDS, "failed");

  return kind_names[kind];
}

/**
 * esp_report_kind_from_name:
 *
 * Returns: whether @name is a kind
 */
gboolean
esp_report_kind_from_name (const char *name, EspReportKind *out_kind)
{
  for (guint i = 0; i < ESP_REPORT_N_KINDS; i++)
    if (g_strcmp0 (kind_names[i], name) == 0)
      {
        *out_kind = (EspReportKind) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_report_clear:
 *
 * Lets go of what a report holds; the struct itself stays, empty.
 */
void
esp_report_clear (EspReport *self)
{
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->receipt, g_free);
  g_clear_pointer (&self->message_id, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->user_agent, g_free);
  g_clear_pointer (&self->ip, g_free);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->text, g_free);
}

/**
 * esp_reports_new:
 *
 * Returns: (transfer full) (element-type EspReport): an empty list that owns its reports
 */
GArray *
esp_reports_new (guint n_reserved)
{
  GArray *reports = g_array_sized_new (FALSE, TRUE, sizeof (EspReport), n_reserved);

  g_array_set_clear_func (reports, (GDestroyNotify) esp_report_clear);
  return reports;
}

/**
 * esp_report_append:
 * @reports: (element-type EspReport)
 * @key: (nullable): what makes it one of a kind
 *
 * Adds an empty report, to be filled by the caller.
 *
 * Returns: (transfer none): it, until the next is added
 */
EspReport *
esp_report_append (GArray *reports, EspReportKind kind, const char *key)
{
  EspReport report = { .kind = kind };

  report.key = g_strdup (key);
  g_array_append_val (reports, report);
  return &g_array_index (reports, EspReport, reports->len - 1);
}
