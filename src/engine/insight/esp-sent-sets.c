/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages summed up as sets of leads, with the rates of the catalogue that come from them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-sent-sets.h"

#include "engine/insight/esp-metric.h"

static const EspMetricId shown[] = {
  ESP_METRIC_SENT,
  ESP_METRIC_DELIVERED,
  ESP_METRIC_DELIVERY_RATE,
  ESP_METRIC_BOUNCE_RATE,
  ESP_METRIC_OPEN_RATE,
  ESP_METRIC_CLICK_RATE,
  ESP_METRIC_CLICK_TO_OPEN_RATE,
  ESP_METRIC_UNSUBSCRIBE_RATE,
  ESP_METRIC_COMPLAINT_RATE,
};

/**
 * esp_sent_sets_new:
 *
 * Returns: (transfer full): empty sets
 */
EspSentSets *
esp_sent_sets_new (void)
{
  EspSentSets *self = g_new0 (EspSentSets, 1);

  self->sent = esp_bitmap_new ();
  self->delivered = esp_bitmap_new ();
  self->bounced = esp_bitmap_new ();
  self->opened = esp_bitmap_new ();
  self->clicked = esp_bitmap_new ();
  self->unsubscribed = esp_bitmap_new ();
  self->complained = esp_bitmap_new ();
  self->held_out = esp_bitmap_new ();
  return self;
}

/**
 * esp_sent_sets_free:
 */
void
esp_sent_sets_free (EspSentSets *self)
{
  if (self == NULL)
    return;
  esp_bitmap_free (self->sent);
  esp_bitmap_free (self->delivered);
  esp_bitmap_free (self->bounced);
  esp_bitmap_free (self->opened);
  esp_bitmap_free (self->clicked);
  esp_bitmap_free (self->unsubscribed);
  esp_bitmap_free (self->complained);
  esp_bitmap_free (self->held_out);
  g_free (self);
}

/**
 * esp_sent_sets_add:
 *
 * Adds a message.
 */
void
esp_sent_sets_add (EspSentSets *self, const EspInsightSent *row)
{
  if ((row->flags & ESP_SENT_HELD_OUT) != 0)
    {
      esp_bitmap_add (self->held_out, row->lead_id);
      return;
    }
  esp_bitmap_add (self->sent, row->lead_id);
  if ((row->flags & ESP_SENT_BOUNCED) == 0)
    esp_bitmap_add (self->delivered, row->lead_id);
  if ((row->flags & ESP_SENT_OPENED) != 0)
    esp_bitmap_add (self->opened, row->lead_id);
  if ((row->flags & ESP_SENT_CLICKED) != 0)
    esp_bitmap_add (self->clicked, row->lead_id);
  if ((row->flags & ESP_SENT_UNSUBSCRIBED) != 0)
    esp_bitmap_add (self->unsubscribed, row->lead_id);
  if ((row->flags & ESP_SENT_COMPLAINED) != 0)
    esp_bitmap_add (self->complained, row->lead_id);
}

/**
 * esp_sent_sets_finish:
 *
 * Makes the sets mean what the catalogue says: opened and clicked are of those who got it.
 */
void
esp_sent_sets_finish (EspSentSets *self)
{
  esp_bitmap_or (self->bounced, self->sent);
  esp_bitmap_andnot (self->bounced, self->delivered);
  esp_bitmap_and (self->opened, self->delivered);
  esp_bitmap_and (self->clicked, self->delivered);
  esp_bitmap_optimize (self->sent);
}

/**
 * esp_sent_sets_add_columns:
 *
 * Returns: the number of the first column that esp_sent_sets_write() fills
 */
guint
esp_sent_sets_add_columns (EspAnswer *answer)
{
  guint first = answer->columns->len;

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      const EspMetric *metric = esp_metric_get (shown[i]);

      esp_answer_add_column (answer, metric->key, NULL,
                             metric->unit == ESP_METRIC_RATE ? ESP_ANSWER_RATIO : ESP_ANSWER_COUNT);
    }
  return first;
}

static EspBitmap *
find_set (EspSentSets *self, EspLeadSetKind kind)
{
  if (kind == ESP_LEAD_SET_SENT)
    return self->sent;
  if (kind == ESP_LEAD_SET_DELIVERED)
    return self->delivered;
  if (kind == ESP_LEAD_SET_BOUNCED)
    return self->bounced;
  if (kind == ESP_LEAD_SET_OPENED)
    return self->opened;
  if (kind == ESP_LEAD_SET_CLICKED)
    return self->clicked;
  return kind == ESP_LEAD_SET_UNSUBSCRIBED ? self->unsubscribed : self->complained;
}

/**
 * esp_sent_sets_write:
 * @column: the first of the columns
 *
 * Fills the columns of a row with the figures of the catalogue.
 */
void
esp_sent_sets_write (EspAnalysis *analysis, EspAnswerRow *row, guint column, EspSentSets *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      const EspMetric *metric = esp_metric_get (shown[i]);
      g_autoptr (EspBitmap) part = esp_bitmap_copy (find_set (self, metric->part));

      if (metric->unit != ESP_METRIC_RATE)
        {
          esp_analysis_put_count (analysis, row, column + i, part);
          continue;
        }
      esp_bitmap_and (part, find_set (self, metric->whole));
      esp_analysis_put_share (analysis, row, column + i, part, find_set (self, metric->whole));
    }
}
