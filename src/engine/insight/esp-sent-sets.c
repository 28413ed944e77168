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
 * esp_sent_sets_is_response:
 *
 * Returns: whether a kind of leads is of those who did something because of a message
 */
gboolean
esp_sent_sets_is_response (EspLeadSetKind kind)
{
  return kind == ESP_LEAD_SET_OPENED || kind == ESP_LEAD_SET_CLICKED ||
         kind == ESP_LEAD_SET_UNSUBSCRIBED || kind == ESP_LEAD_SET_COMPLAINED;
}

/**
 * esp_sent_sets_pick:
 *
 * Returns: (transfer none): one of the sets
 */
const EspBitmap *
esp_sent_sets_pick (const EspSentSets *self, EspLeadSetKind kind)
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

static char *
make_key (EspLeadSetKind kind, gint64 from_us, gint64 to_us)
{
  return g_strdup_printf ("messages %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, (int) kind, from_us,
                          to_us);
}

/* Reads the messages of a span, and keeps what became of them with the analysis. */
static gboolean
keep_span (EspAnalysis *analysis, gint64 from_us, gint64 to_us, GError **error)
{
  static const EspLeadSetKind kinds[] = { ESP_LEAD_SET_SENT,      ESP_LEAD_SET_DELIVERED,
                                          ESP_LEAD_SET_BOUNCED,   ESP_LEAD_SET_OPENED,
                                          ESP_LEAD_SET_CLICKED,   ESP_LEAD_SET_UNSUBSCRIBED,
                                          ESP_LEAD_SET_COMPLAINED };
  g_autoptr (GArray) sent = esp_insight_load_sent (analysis->tx, from_us, to_us, 0, error);
  g_autoptr (EspSentSets) sets = esp_sent_sets_new ();

  if (sent == NULL)
    return FALSE;
  for (guint i = 0; i < sent->len; i++)
    {
      const EspInsightSent *row = &g_array_index (sent, EspInsightSent, i);

      if (esp_analysis_counts (analysis, row->lead_id))
        esp_sent_sets_add (sets, row);
    }
  esp_sent_sets_finish (sets);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    esp_analysis_keep_set (analysis, make_key (kinds[i], from_us, to_us),
                           esp_bitmap_copy (esp_sent_sets_pick (sets, kinds[i])));
  return TRUE;
}

/**
 * esp_sent_sets_of_span:
 *
 * Sums up the messages that were handed over in a span of time, as the comparison of sends does.
 *
 * Returns: (transfer none): one of the sets; %NULL with @error set
 */
const EspBitmap *
esp_sent_sets_of_span (EspAnalysis *analysis,
                       EspLeadSetKind kind,
                       gint64 from_us,
                       gint64 to_us,
                       GError **error)
{
  g_autofree char *key = make_key (kind, from_us, to_us);

  if (esp_analysis_recall_set (analysis, key) == NULL &&
      !keep_span (analysis, from_us, to_us, error))
    return NULL;
  return esp_analysis_recall_set (analysis, key);
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
      g_autoptr (EspBitmap) part = esp_bitmap_copy (esp_sent_sets_pick (self, metric->part));

      if (metric->unit != ESP_METRIC_RATE)
        {
          esp_analysis_put_count (analysis, row, column + i, part);
          continue;
        }
      esp_bitmap_and (part, esp_sent_sets_pick (self, metric->whole));
      esp_analysis_put_share (analysis, row, column + i, part,
                              esp_sent_sets_pick (self, metric->whole));
    }
}
