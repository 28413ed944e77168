/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The yearly occasions of trade as templates: when a campaign for one runs, and by when it has to be ready. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-occasions.h"

#include "data/esp-core-resources.h"
#include "engine/plan/esp-brief.h"
#include "engine/plan/esp-plan-days.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define PATH "/io/github/espalier/core/occasions/kr.json"
#define AHEAD_DAYS 800

static void
occasion_free (gpointer data)
{
  EspOccasion *self = data;

  for (guint i = 0; i < 2; i++)
    {
      g_free (self->names[i]);
      g_free (self->targets[i]);
      g_free (self->benefits[i]);
      g_free (self->notes[i]);
    }
  g_free (self->id);
  g_free (self->holiday);
  g_free (self);
}

static void
read_both (JsonObject *object, const char *member, char **out)
{
  JsonObject *both = json_object_get_object_member (object, member);

  out[ESP_LANG_KO] = g_strdup (json_object_get_string_member (both, "ko"));
  out[ESP_LANG_EN] = g_strdup (json_object_get_string_member (both, "en"));
}

static EspOccasion *
read_occasion (JsonObject *object)
{
  EspOccasion *self = g_new0 (EspOccasion, 1);
  JsonObject *lead = json_object_get_object_member (object, "lead");

  self->id = g_strdup (json_object_get_string_member (object, "id"));
  self->holiday = g_strdup (json_object_get_string_member (object, "holiday"));
  read_both (object, "names", self->names);
  read_both (object, "target", self->targets);
  read_both (object, "benefit", self->benefits);
  read_both (object, "note", self->notes);
  (void) esp_process_find (json_object_get_string_member (object, "process"),
                           &self->process); /* ours: a test reads them all */
  self->starts = (int) json_object_get_int_member (object, "starts");
  self->days = (guint) json_object_get_int_member (object, "days");
  for (guint i = 0; i < ESP_N_WORKS; i++)
    self->lead[i] =
      (guint) json_object_get_int_member_with_default (lead, esp_work_get_name ((EspWork) i), 0);
  return self;
}

/**
 * esp_occasions_load:
 *
 * Returns: (transfer full) (element-type EspOccasion): in the order of the year; %NULL with @error set
 */
GPtrArray *
esp_occasions_load (GError **error)
{
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (esp_core_get_resource (), PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (occasion_free);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *rows;
  gsize length = 0;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  if (!json_parser_load_from_data (parser, text, (gssize) length, error))
    return NULL;
  rows = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "occasions");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_ptr_array_add (list, read_occasion (json_array_get_object_element (rows, i)));
  return g_steal_pointer (&list);
}

/**
 * esp_occasions_find:
 *
 * Returns: (transfer none) (nullable)
 */
const EspOccasion *
esp_occasions_find (const GPtrArray *occasions, const char *id)
{
  for (guint i = 0; i < occasions->len; i++)
    if (g_str_equal (((EspOccasion *) g_ptr_array_index (occasions, i))->id, id))
      return g_ptr_array_index (occasions, i);
  return NULL;
}

/**
 * esp_occasion_next_day:
 * @after: days since 1970
 *
 * When it is next: on that day or later. Lunar days are known as far as the table of the holidays goes.
 */
gboolean
esp_occasion_next_day (const EspOccasion *self,
                       EspHolidays *holidays,
                       gint64 after,
                       gint64 *out_day,
                       GError **error)
{
  g_autoptr (GPtrArray) days = NULL;
  GDate from, to;

  esp_plan_day_to_date (after, &from);
  esp_plan_day_to_date (after + AHEAD_DAYS, &to);
  days = esp_holidays_list (holidays, &from, &to);
  for (guint i = 0; i < days->len; i++)
    {
      const EspHoliday *day = g_ptr_array_index (days, i);

      if (!g_str_equal (day->id, self->holiday) || day->kind == ESP_HOLIDAY_SUBSTITUTE)
        continue;
      *out_day = esp_plan_day_from_date (&day->day);
      return TRUE;
    }
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "The day of “%s” is not known in the next two years", self->id);
  return FALSE;
}

/**
 * esp_occasion_get_dates:
 * @day: of the occasion itself
 */
void
esp_occasion_get_dates (const EspOccasion *self,
                        gint64 day,
                        gint64 today,
                        EspProcessDates *out_dates)
{
  *out_dates = (EspProcessDates){ .today = today,
                                  .first = day + self->starts,
                                  .last = day + self->starts + (gint64) MAX (self->days, 1) - 1 };
  /* Whoever is late begins now. */
  if (day >= today)
    out_dates->first = MAX (out_dates->first, today);
  out_dates->last = MAX (out_dates->last, out_dates->first);
  memcpy (out_dates->lead, self->lead, sizeof out_dates->lead);
}

static char *
write_brief (const EspOccasion *self, const char *before, EspLang lang, GError **error)
{
  g_autoptr (EspBrief) brief = esp_brief_parse (before, error);

  if (brief == NULL)
    return NULL;
  if (brief->target == NULL)
    brief->target = g_strdup (self->targets[lang]);
  if (brief->benefit == NULL)
    brief->benefit = g_strdup (self->benefits[lang]);
  if (brief->note == NULL)
    brief->note = g_strdup (self->notes[lang]);
  return esp_brief_to_json (brief);
}

/**
 * esp_occasion_apply:
 * @day: of the occasion itself
 *
 * Makes a campaign one for the occasion: its process, its days, and a brief to go on with. What the brief says
 * already stays.
 */
gboolean
esp_occasion_apply (const EspOccasion *self,
                    EspTx *tx,
                    gint64 campaign_id,
                    gint64 day,
                    EspHolidays *holidays,
                    EspLang lang,
                    GError **error)
{
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, campaign_id, error);
  g_autofree char *brief = book != NULL ? write_brief (self, book->brief, lang, error) : NULL;
  EspProcessDates dates;

  if (brief == NULL)
    return FALSE;
  esp_occasion_get_dates (self, day, esp_plan_day_today (tx), &dates);
  return esp_process_begin (tx, campaign_id, self->process, &dates, holidays, error) &&
         esp_stage_book_set_brief (tx, campaign_id, brief, error) &&
         esp_stage_book_set_occasion (tx, campaign_id, self->id, error);
}
