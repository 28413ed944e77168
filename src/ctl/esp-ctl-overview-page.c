/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl overview --pdf: how things stand on one sheet, without a display. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-overview-page.h"

#include "base/esp-format.h"
#include "draw/esp-status-page.h"
#include "worker/esp-send-reasons.h"

/* The sheet is one. */
#define MAX_LINES 8

static const EspLeadSetKind figures[] = { ESP_LEAD_SET_SENT,         ESP_LEAD_SET_DELIVERED,
                                          ESP_LEAD_SET_OPENED,       ESP_LEAD_SET_CLICKED,
                                          ESP_LEAD_SET_UNSUBSCRIBED, ESP_LEAD_SET_BOUNCED,
                                          ESP_LEAD_SET_CREATED,      ESP_LEAD_SET_ORDERED };

static void
add_agenda (EspStatusPage *page, const EspCtlOverviewPage *self)
{
  const EspAgenda *agenda = self->agenda;

  esp_status_page_add_heading (page, "Needs you");
  if (agenda->needs->len == 0)
    esp_status_page_add_line (page, "Nothing needs you", NULL, NULL);
  for (guint i = 0; i < MIN (agenda->needs->len, MAX_LINES); i++)
    {
      const EspNeed *need = agenda->needs->pdata[i];
      g_autofree char *n = need->n > 0 ? esp_format_count (need->n) : NULL;
      gboolean is_send = need->kind == ESP_NEED_BRAKED || need->kind == ESP_NEED_FAILED;

      esp_status_page_add_line (page, need->name != NULL ? need->name : "All sending is stopped",
                                need->detail == NULL ? esp_need_kind_get_name (need->kind)
                                : is_send            ? esp_send_reason_sentence (need->detail)
                                                     : need->detail,
                                n);
    }
  esp_status_page_add_heading (page, "Today");
  if (agenda->today->len == 0)
    esp_status_page_add_line (page, "Nothing goes out today", NULL, NULL);
  for (guint i = 0; i < MIN (agenda->today->len, MAX_LINES); i++)
    {
      const EspTodaySend *send = agenda->today->pdata[i];
      g_autofree char *time = esp_format_date (send->at_us, self->zone, ESP_DATE_TIME, ESP_LANG_EN);
      g_autofree char *sent = esp_format_count (send->n_sent);
      g_autofree char *total = esp_format_count (send->n_total);
      g_autofree char *detail = g_strdup_printf ("%s, %s of %s", send->state, sent, total);

      esp_status_page_add_line (page, send->name, detail, time);
    }
}

static void
add_goals (EspStatusPage *page, const char *goals)
{
  g_auto (GStrv) lines = g_strsplit (goals, "\n", MAX_LINES + 1);

  if (*goals == '\0')
    return;
  esp_status_page_add_heading (page, "Goals");
  for (guint i = 0; lines[i] != NULL && i < MAX_LINES; i++)
    if (*g_strstrip (lines[i]) != '\0')
      esp_status_page_add_line (page, lines[i], NULL, NULL);
}

static const char *
name_set (EspLeadSetKind kind)
{
  const EspMetric *metric = esp_metric_of_set (kind);

  if (metric != NULL)
    return metric->name;
  return kind == ESP_LEAD_SET_CREATED ? "New leads" : "Leads that bought";
}

static void
add_change (EspStatusPage *page, const EspChange *change)
{
  const char *name =
    change->is_rate ? esp_metric_get (change->metric)->name : name_set (change->kind);
  g_autofree char *now = change->is_rate ? esp_format_share (change->part_now, change->whole_now)
                                         : esp_format_count (change->part_now);
  g_autofree char *before = change->is_rate
                              ? esp_format_share (change->part_before, change->whole_before)
                              : esp_format_count (change->part_before);
  g_autofree char *detail = g_strdup_printf ("before %s (p = %.2g)", before, change->p);

  esp_status_page_add_line (page, name, detail, now);
}

static void
add_pulse (EspStatusPage *page, const EspPulse *pulse)
{
  g_autofree char *heading = g_strdup_printf ("Leads in the last %u days", pulse->period.n_days);

  esp_status_page_add_heading (page, heading);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autofree char *now = esp_format_count (esp_pulse_count (pulse, figures[i], FALSE));
      g_autofree char *before = esp_format_count (esp_pulse_count (pulse, figures[i], TRUE));
      g_autofree char *detail = g_strdup_printf ("%s before", before);

      esp_status_page_add_line (page, name_set (figures[i]), detail, now);
    }
  esp_status_page_add_heading (page, "What changed");
  if (pulse->changes->len == 0)
    esp_status_page_add_line (page, "Nothing beyond chance", NULL, NULL);
  for (guint i = 0; i < MIN (pulse->changes->len, MAX_LINES); i++)
    add_change (page, &g_array_index (pulse->changes, EspChange, i));
}

/**
 * esp_ctl_overview_page_write:
 *
 * Writes the page as a PDF of A4 to @path.
 */
gboolean
esp_ctl_overview_page_write (const EspCtlOverviewPage *self, const char *path, GError **error)
{
  const EspPeriod *period = &self->pulse->period;
  g_autofree char *now =
    esp_format_date (period->now[period->n_days], self->zone, ESP_DATE_DAY_TIME, ESP_LANG_EN);
  g_autofree char *subtitle = g_strdup_printf ("Overview · %s (%s)", now, self->zone_name);
  g_autoptr (EspStatusPage) page = esp_status_page_new (self->name, subtitle);

  add_agenda (page, self);
  add_goals (page, self->goals);
  add_pulse (page, self->pulse);
  return esp_status_page_export (page, path, error);
}
