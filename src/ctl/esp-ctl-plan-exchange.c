/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl plan export, import and print: the plan as an iCalendar and on paper. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-plan-exchange.h"

#include "base/esp-clock.h"
#include "ctl/esp-ctl-common.h"
#include "draw/esp-plan-paper.h"
#include "store/esp-meta.h"
#include "worker/esp-plan-exchange.h"

#include <string.h>

#define SUBJECT ESP_CTL_PLAN_SUBJECT

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, error);

  if (holidays == NULL || !esp_ctl_plan_read_span (options, tx, error))
    return FALSE;
  options->plan = esp_plan_load (tx, options->from_us, options->to_us, holidays, error);
  return options->plan != NULL;
}

static int
put_out (const EspCtlPlan *options, gconstpointer data, gsize length)
{
  g_autoptr (GError) error = NULL;

  if (options->output == NULL)
    {
      g_print ("%.*s", (int) length, (const char *) data);
      return ESP_CTL_OK;
    }
  if (!g_file_set_contents (options->output, data, (gssize) length, &error))
    return esp_ctl_fail (SUBJECT, error);
  g_print ("%s\n", options->output);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_plan_export:
 */
int
esp_ctl_plan_export (EspCtlPlan *options)
{
  int status = esp_ctl_plan_read (options, load_cb);
  g_autofree char *calendar = NULL;

  if (status != ESP_CTL_OK)
    return status;
  calendar = esp_ical_write (options->plan, options->from_us, options->to_us, ESP_LANG_KO);
  return put_out (options, calendar, strlen (calendar));
}

static void
tell_left_out (GString *text, const EspIcalTold *told)
{
  const struct
  {
    guint n;
    const char *words;
  } parts[] = {
    { told->n_cancelled, "cancelled and left out" },
    { told->n_outside, "left out, more than 400 days ago or 800 ahead" },
    { told->n_tasks, "tasks and notes left out" },
    { told->n_odd, "not readable in every part, counted once or left out" },
    { told->n_unknown_zones, "times of an unknown place, read by the clock of this workspace" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].n > 0)
      g_string_append_printf (text, ", %u %s", parts[i].n, parts[i].words);
}

static gboolean
import_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  g_autofree char *name = g_path_get_basename (options->key);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  EspPlanExchange done;
  gsize length = 0;

  if (!g_file_get_contents (options->key, &text, &length, error))
    return FALSE;
  bytes = g_bytes_new_take (g_steal_pointer (&text), length);
  if (!esp_plan_import_ical (tx, options->title != NULL ? options->title : name, bytes, &done,
                             error))
    return FALSE;
  options->text = g_string_new (NULL);
  g_string_append_printf (options->text, "%u new, %u read again, %" G_GINT64_FORMAT " gone",
                          done.n_new, done.n_changed, done.n_gone);
  tell_left_out (options->text, &done.told);
  options->made = g_strdup (options->text->str);
  return TRUE;
}

/**
 * esp_ctl_plan_import:
 */
int
esp_ctl_plan_import (EspCtlPlan *options)
{
  if (options->key == NULL)
    return esp_ctl_usage (SUBJECT, "Give the calendar that is to be read, a file ending in .ics");
  return esp_ctl_plan_write (options, "plan-import", import_cb);
}

static char *
get_name (const EspPlanEntry *entry, gpointer data)
{
  return g_strdup (entry->type == ESP_PLAN_OF_HOLIDAY ? entry->note : entry->title);
}

static char *
get_detail (const EspPlanEntry *entry, gpointer data)
{
  return g_strdup_printf ("%s · %s",
                          entry->type == ESP_PLAN_OF_ITEM
                            ? esp_plan_kind_get_name (entry->item_kind)
                            : esp_plan_type_get_name (entry->type),
                          entry->state);
}

/**
 * esp_ctl_plan_print:
 *
 * The month of --from on one sheet with --kind month, else the agenda of the span.
 */
int
esp_ctl_plan_print (EspCtlPlan *options)
{
  EspPlanPaperWords words = { .title = "Plan",
                              .weekdays = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" },
                              .name = get_name,
                              .detail = get_detail,
                              .lang = ESP_LANG_EN };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) paper = NULL;
  g_autofree char *period = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  gboolean is_month = g_strcmp0 (options->kind, "month") == 0;
  int status;
  GDate first;

  if (options->output == NULL)
    return esp_ctl_usage (SUBJECT, "Give --output FILE.pdf");
  status = esp_ctl_plan_read (options, load_cb);
  if (status != ESP_CTL_OK)
    return status;
  for (guint i = 0; i < options->plan->entries->len; i++)
    if (!is_month ||
        ((EspPlanEntry *) options->plan->entries->pdata[i])->type != ESP_PLAN_OF_HOLIDAY)
      g_ptr_array_add (entries, options->plan->entries->pdata[i]);
  from = esp_format_date (options->from_us, options->zone, ESP_DATE_DAY, ESP_LANG_EN);
  to = esp_format_date (options->to_us - 1, options->zone, ESP_DATE_DAY, ESP_LANG_EN);
  period = g_strdup_printf ("%s – %s, %s", from, to, options->zone_name);
  words.subtitle = period;
  esp_plan_get_date (options->from_us, options->zone, &first);
  g_date_subtract_days (&first, (guint) g_date_get_weekday (&first) - 1);
  paper = is_month ? esp_plan_paper_month (options->plan, entries, &first, 35, &words, &error)
                   : esp_plan_paper_agenda (options->plan, entries, &words, &error);
  if (paper == NULL)
    return esp_ctl_fail (SUBJECT, error);
  return put_out (options, g_bytes_get_data (paper, NULL), g_bytes_get_size (paper));
}
