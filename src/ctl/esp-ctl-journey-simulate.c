/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey simulate: leads people through a journey ahead of time. Nothing is written and nothing
 * leaves the computer. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey-simulate.h"

#include "base/esp-clock.h"
#include "ctl/esp-ctl-common.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-rehearsal-quest.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-world.h"

#include <string.h>

#define SUBJECT "journey"
#define PERCENT 100.0

typedef struct
{
  EspCtlJourney *self;
  EspRehearsalOptions *options;
} Resolve;

static gboolean
set_invalid (GError **error, const char *sentence, const char *word)
{
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "%s: “%s”", sentence, word);
  return FALSE;
}

static gboolean
read_start (EspTx *tx, Resolve *resolve, GError **error)
{
  const char *text = resolve->self->start;
  g_autofree char *name = NULL;
  g_autofree char *midnight = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) at = NULL;

  if (text == NULL)
    return TRUE;
  name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  if (name == NULL)
    return FALSE;
  zone = g_time_zone_new_identifier (name);
  midnight = g_strconcat (text, "T00:00", NULL);
  at = g_date_time_new_from_iso8601 (text, zone);
  if (at == NULL)
    at = g_date_time_new_from_iso8601 (midnight, zone);
  if (at == NULL)
    {
      g_autofree char *seconds = g_strconcat (text, ":00", NULL);
      g_autofree char *day = g_strconcat (midnight, ":00", NULL);

      at = g_date_time_new_from_iso8601 (seconds, zone);
      if (at == NULL)
        at = g_date_time_new_from_iso8601 (day, zone);
    }
  if (at == NULL)
    return set_invalid (error, "The start is no time such as 2026-03-17T09:00", text);
  resolve->options->start_us = g_date_time_to_unix (at) * ESP_USEC_PER_SEC;
  return TRUE;
}

static gboolean
read_assume (EspRehearsalOptions *options, const char *word, GError **error)
{
  const char *equals = strrchr (word, '=');
  g_autofree char *step = NULL;
  g_autofree char *what = NULL;
  char *end = NULL;
  double percent;

  if (equals == NULL || equals == word)
    return set_invalid (error, "Say what is assumed as STEP=46%, yes, no or history", word);
  step = g_strndup (word, (gsize) (equals - word));
  what = g_strdup (equals + 1);
  if (g_str_equal (what, "history"))
    esp_rehearsal_options_assume (options, step, -1);
  else if (g_str_equal (what, "yes") || g_str_equal (what, "no"))
    esp_rehearsal_options_assume (options, step, g_str_equal (what, "yes") ? 1 : 0);
  else
    {
      percent = g_ascii_strtod (what, &end);
      if (end == what || (*end != '\0' && !g_str_equal (end, "%")) || !(percent >= 0) ||
          percent > PERCENT)
        return set_invalid (error, "A share is a number from 0 to 100, yes, no or history", word);
      esp_rehearsal_options_assume (options, step, percent / PERCENT);
    }
  return TRUE;
}

/* A word for a step that the journey does not have would be assumed in vain. */
static gboolean
check_assumes (const EspRehearsalOptions *options, const EspJourney *journey, GError **error)
{
  for (guint i = 0; i < options->assumes->len; i++)
    {
      const char *step = g_array_index (options->assumes, EspRehearsalAssume, i).step;

      if (esp_journey_find_step (journey, step) == ESP_JOURNEY_NOWHERE)
        return set_invalid (error, "The journey has no such step", step);
    }
  return TRUE;
}

static gboolean
choose_who (EspTx *tx, Resolve *resolve, GError **error)
{
  EspCtlJourney *self = resolve->self;
  EspRehearsalOptions *options = resolve->options;

  options->sample = (guint) MAX (self->sample, 0);
  if (self->ghost != NULL)
    {
      options->who = ESP_REHEARSE_GHOST;
      options->ghost = g_strsplit (self->ghost, strchr (self->ghost, ';') != NULL ? ";" : ",", -1);
    }
  else if (self->lead != NULL)
    {
      options->who = ESP_REHEARSE_LEAD;
      for (guint i = 0; self->leads[i] != NULL; i++)
        {
          gint64 lead_id = 0;

          if (!esp_lead_resolve (tx, self->leads[i], &lead_id, error))
            return FALSE;
          esp_rehearsal_options_add_lead (options, lead_id);
        }
    }
  else if (self->segment != NULL)
    {
      options->who = ESP_REHEARSE_SEGMENT;
      options->segment = g_strdup (self->segment);
    }
  else if (options->sample > 0)
    options->who = ESP_REHEARSE_EVERYONE;
  return TRUE;
}

/* Nobody comes by themselves into a journey that people are only let into by hand. */
static gboolean
has_doors (const EspJourney *journey)
{
  for (guint i = 0; i < journey->entries->len; i++)
    {
      EspEntryKind kind = g_array_index (journey->entries, EspJourneyEntry, i).kind;

      if (kind != ESP_ENTRY_MANUAL)
        return TRUE;
    }
  return FALSE;
}

/* The ways of those who are named to be followed are printed, else of those who are named to be led. */
static gboolean
find_followed (EspTx *tx, EspCtlJourney *self, GError **error)
{
  if (self->follow == NULL && self->ghost == NULL)
    self->follow = g_strdupv (self->leads);
  self->followed = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; self->follow != NULL && self->follow[i] != NULL; i++)
    {
      gint64 lead_id = 0;

      if (!esp_lead_resolve (tx, self->follow[i], &lead_id, error))
        return FALSE;
      g_array_append_val (self->followed, lead_id);
    }
  return TRUE;
}

static gboolean
resolve_cb (EspTx *tx, gpointer data, GError **error)
{
  Resolve *resolve = data;
  EspCtlJourney *self = resolve->self;
  EspRehearsalOptions *options = resolve->options;
  gint64 id = 0;

  if (!esp_journey_row_resolve (tx, self->reference, &id, error))
    return FALSE;
  options->journey_id = id;
  self->row = esp_journey_row_load (tx, id, error);
  self->journey =
    self->row != NULL
      ? esp_journey_order_read (tx, self->text != NULL ? self->text : self->row->draft, error)
      : NULL;
  self->problems = self->journey != NULL
                     ? esp_journey_check_whole (tx, self->engine, id, self->journey, error)
                     : NULL;
  if (self->problems == NULL)
    return FALSE;
  options->text = self->text != NULL ? esp_journey_to_json (self->journey) : NULL;
  if (!has_doors (self->journey))
    options->who = ESP_REHEARSE_EVERYONE;
  for (guint i = 0; self->assumes != NULL && self->assumes[i] != NULL; i++)
    if (!read_assume (options, self->assumes[i], error))
      return FALSE;
  return check_assumes (options, self->journey, error) && read_start (tx, resolve, error) &&
         choose_who (tx, resolve, error) && find_followed (tx, self, error);
}

static EspRehearsal *
rehearse_live (const EspCtlJourney *self,
               EspStore *store,
               const EspRehearsalOptions *options,
               GError **error)
{
  g_autoptr (EspRehearsalOptions) live = esp_rehearsal_options_copy (options);

  if (self->row->version == 0)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "Nothing to compare with: the journey was never published");
      return NULL;
    }
  g_clear_pointer (&live->text, g_free);
  live->version = self->row->version;
  return esp_rehearsal_run (store, live, NULL, NULL, NULL, error);
}

static gboolean
print_leads (const EspCtlJourney *self, const EspRehearsal *rehearsal, GError **error)
{
  g_autoptr (EspBitmap) leads = esp_rehearsal_collect (rehearsal, self->counted, NULL, error);
  g_autofree guint32 *ids = NULL;
  gsize n = 0;

  if (leads == NULL)
    return FALSE;
  ids = esp_bitmap_to_array (leads, &n);
  g_print ("%s", self->is_json ? "{\"leads\":[" : "");
  for (gsize i = 0; i < n; i++)
    g_print (self->is_json ? "%s%u" : "%s#%u\n", self->is_json && i > 0 ? "," : "", ids[i]);
  g_print ("%s", self->is_json ? "]}\n" : "");
  return TRUE;
}

/**
 * esp_ctl_journey_simulate:
 *
 * Returns: the exit status
 */
int
esp_ctl_journey_simulate (EspCtlJourney *self, EspStore *store, GError **error)
{
  g_autoptr (EspRehearsalOptions) options = esp_rehearsal_options_new (0);
  g_autoptr (EspRehearsal) rehearsal = NULL;
  g_autoptr (EspRehearsal) live = NULL;
  Resolve resolve = { self, options };

  if ((self->lead != NULL) + (self->segment != NULL) + (self->ghost != NULL) > 1)
    return esp_ctl_usage (SUBJECT, "Choose one of --lead, --segment and --ghost");
  if (self->n < 0 || self->n > ESP_REHEARSAL_MAX_DAYS)
    return esp_ctl_usage (SUBJECT, "A rehearsal goes 1 to 400 days");
  if (self->n > 0)
    options->days = (guint) self->n;
  if (self->seed != 0)
    options->seed = (guint64) self->seed;
  if (self->file != NULL && !g_file_get_contents (self->file, &self->text, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  if (!esp_store_read (store, ESP_READ_PAGE, resolve_cb, &resolve, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  rehearsal = esp_rehearsal_run (store, options, NULL, NULL, NULL, error);
  if (rehearsal != NULL && self->compares_live)
    live = rehearse_live (self, store, options, error);
  if (rehearsal == NULL || (self->compares_live && live == NULL))
    return esp_ctl_fail (SUBJECT, *error);
  if (self->counted != NULL)
    return print_leads (self, rehearsal, error) ? ESP_CTL_OK : esp_ctl_fail (SUBJECT, *error);
  if (self->is_csv)
    esp_ctl_rehearsal_print_table (rehearsal);
  else
    esp_ctl_rehearsal_print (self, options, rehearsal, live);
  return ESP_CTL_OK;
}
