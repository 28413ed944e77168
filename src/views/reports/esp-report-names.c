/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what the options of questions can be chosen from: fields, campaigns, journeys, segments, events, stages. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-names.h"

#include "engine/insight/esp-answer.h"
#include "engine/insight/esp-metric.h"
#include "store/esp-campaigns.h"
#include "store/esp-events.h"
#include "store/esp-fields.h"
#include "store/esp-journeys.h"
#include "store/esp-segments.h"
#include "store/esp-stages.h"
#include "views/leads/esp-lead-format.h"
#include "views/segments/esp-segment-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _EspReportNames
{
  EspFields *fields;    /* (owned) */
  GPtrArray *campaigns; /* (owned) of EspCampaign */
  GPtrArray *journeys;  /* (owned) of EspJourneyRow */
  GPtrArray *segments;  /* (owned) of EspSegment */
  GPtrArray *stages;    /* (owned) of EspStageRow */
  GStrv kinds;          /* (owned) of events */
};

/**
 * esp_report_names_free:
 */
void
esp_report_names_free (EspReportNames *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->fields, esp_fields_unref);
  g_clear_pointer (&self->campaigns, g_ptr_array_unref);
  g_clear_pointer (&self->journeys, g_ptr_array_unref);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_strfreev (self->kinds);
  g_free (self);
}

/**
 * esp_report_names_load:
 *
 * Returns: (transfer full): all names of now; %NULL with @error set
 */
EspReportNames *
esp_report_names_load (EspTx *tx, GError **error)
{
  g_autoptr (EspReportNames) self = g_new0 (EspReportNames, 1);

  if ((self->fields = esp_fields_load (tx, error)) == NULL ||
      (self->campaigns = esp_campaign_list (tx, error)) == NULL ||
      (self->journeys = esp_journey_row_list (tx, FALSE, error)) == NULL ||
      (self->segments = esp_segment_list (tx, error)) == NULL ||
      (self->stages = esp_stage_list (tx, FALSE, error)) == NULL ||
      (self->kinds = esp_event_list_kinds (tx, error)) == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_report_choices_free:
 */
void
esp_report_choices_free (EspReportChoices *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->labels);
  g_free (self);
}

static void
add (EspReportChoices *self, const char *value, const char *label)
{
  g_ptr_array_add (self->values, g_strdup (value));
  g_ptr_array_add (self->labels, g_strdup (label));
}

static void
add_number (EspReportChoices *self, gint64 id, const char *label)
{
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  add (self, value, label);
}

static void
add_fields (EspReportChoices *self, const EspReportNames *names)
{
  add (self, "", _ ("Nothing"));
  for (guint i = 0; i < esp_fields_get_n (names->fields); i++)
    {
      const EspField *field = esp_fields_get (names->fields, i);

      add (self, field->column, esp_lead_field_label (field));
    }
}

static void
add_campaigns (EspReportChoices *self, const EspReportNames *names)
{
  add (self, "0", _ ("All campaigns"));
  for (guint i = 0; i < names->campaigns->len; i++)
    {
      const EspCampaign *campaign = g_ptr_array_index (names->campaigns, i);

      add_number (self, campaign->id, campaign->name);
    }
}

static void
add_journeys (EspReportChoices *self, const EspReportNames *names)
{
  add (self, "0", _ ("All journeys"));
  for (guint i = 0; i < names->journeys->len; i++)
    {
      const EspJourneyRow *journey = g_ptr_array_index (names->journeys, i);

      add_number (self, journey->id, journey->name);
    }
}

static void
add_segments (EspReportChoices *self, const EspReportNames *names)
{
  for (guint i = 0; i < names->segments->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (names->segments, i);

      add (self, segment->uuid, segment->name);
    }
}

/* What the program itself records is there even before it happened. */
static void
add_events (EspReportChoices *self, const EspReportNames *names, const char *prefix)
{
  static const char *const known[] = {
    ESP_EVENT_OPEN,      ESP_EVENT_CLICK,       ESP_EVENT_VISIT,
    ESP_EVENT_ORDER,     ESP_EVENT_BOUNCE,      ESP_EVENT_COMPLAINT,
    ESP_EVENT_DELIVERED, ESP_EVENT_UNSUBSCRIBE, NULL
  };

  for (guint n = 0; n < 2; n++)
    {
      const char *const *kinds = n == 0 ? known : (const char *const *) names->kinds;

      for (guint i = 0; kinds[i] != NULL; i++)
        {
          g_autofree char *value = g_strconcat (prefix, kinds[i], NULL);

          if (n == 0 || !g_strv_contains (known, kinds[i]))
            add (self, value, esp_words_event (kinds[i]));
        }
    }
}

static const char *
stage_name (const char *key)
{
  const char *title = esp_answer_title (key);

  return title != NULL ? _ (title) : key;
}

static void
add_stages (EspReportChoices *self, const EspReportNames *names, gboolean is_step)
{
  for (guint i = 0; i < names->stages->len; i++)
    {
      const EspStageRow *stage = g_ptr_array_index (names->stages, i);
      const char *name = stage->name != NULL ? stage->name : stage_name (stage->key);
      g_autofree char *value = g_strconcat (is_step ? "stage:" : "", stage->key, NULL);
      /* Translators: a step of a funnel: the stage of a lead */
      g_autofree char *label = is_step ? g_strdup_printf (_ ("Stage: %s"), name) : g_strdup (name);

      add (self, value, label);
    }
}

static const char *
word_title (const char *word)
{
  const char *title = esp_question_word_title (word);
  EspMetricId id;

  if (title == NULL && esp_metric_find (word, &id))
    title = esp_metric_get (id)->name;
  return title != NULL ? _ (title) : word;
}

/**
 * esp_report_names_choose:
 *
 * Returns: (transfer full) (nullable): what @option can be; %NULL: a number or a switch
 */
EspReportChoices *
esp_report_names_choose (const EspReportNames *self, const EspQuestionOption *option)
{
  g_autoptr (EspReportChoices) choices = g_new0 (EspReportChoices, 1);

  choices->values = g_ptr_array_new_with_free_func (g_free);
  choices->labels = g_ptr_array_new_with_free_func (g_free);
  switch (option->type)
    {
    case ESP_OPTION_WORD:
    case ESP_OPTION_WORDS:
      for (guint i = 0; option->choices[i] != NULL; i++)
        add (choices, option->choices[i], word_title (option->choices[i]));
      break;
    case ESP_OPTION_STAGE:
      add_stages (choices, self, FALSE);
      break;
    case ESP_OPTION_KIND:
      choices->is_open = TRUE;
      if (*option->fallback == '\0')
        add (choices, "", _ ("Any"));
      add_events (choices, self, "");
      break;
    case ESP_OPTION_KINDS:
      choices->is_open = TRUE;
      add_events (choices, self, "");
      break;
    case ESP_OPTION_STEPS:
      add_events (choices, self, "event:");
      add_stages (choices, self, TRUE);
      break;
    case ESP_OPTION_FIELD:
      add_fields (choices, self);
      break;
    case ESP_OPTION_CAMPAIGN:
      add_campaigns (choices, self);
      break;
    case ESP_OPTION_JOURNEY:
      add_journeys (choices, self);
      break;
    case ESP_OPTION_SEGMENTS:
      add_segments (choices, self);
      break;
    case ESP_OPTION_NUMBER:
    case ESP_OPTION_FLAG:
    case ESP_OPTION_TEXT:
    default:
      return NULL;
    }
  return g_steal_pointer (&choices);
}

/**
 * esp_report_choices_require:
 *
 * Returns: the position of @value, which is added under its own name when it is there no more
 */
guint
esp_report_choices_require (EspReportChoices *self, const char *value)
{
  g_autofree char *label = NULL;

  for (guint i = 0; i < self->values->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (self->values, i), value) == 0)
      return i;
  /* Translators: something that a card asks about and that was deleted; %s: what it was called in the question */
  label = self->is_open ? g_strdup (esp_words_event (value))
                        : g_strdup_printf (_ ("%s (no longer there)"), value);
  add (self, value, label);
  return self->values->len - 1;
}
