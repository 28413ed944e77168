/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the filter of a list into a set of leads, off the main thread, again after each change. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-lead-filter.h"

#include "worker/esp-segment-service.h"

/* Commits come in bursts, such as those of an import; one count answers them all. */
#define REFRESH_DELAY_MS 300

struct _EspLeadFilter
{
  GObject parent_instance;

  EspSegmentService *service; /* (owned) */
  EspRule *rule;              /* (owned): never changed, only replaced */
  EspBitmap *base;            /* (owned) (nullable): NULL is everyone */
  EspBitmap *leads;           /* (owned) (nullable): NULL is everyone */
  GCancellable *cancellable;  /* (owned) (nullable): of the count on its way */
  guint refresh_id;
  gboolean is_waiting; /* what is known is of the question before */
  gint64 n_total;      /* -1: not known yet */
};

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspLeadFilter, esp_lead_filter, G_TYPE_OBJECT)

static gboolean
same_leads (const EspBitmap *a, const EspBitmap *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return esp_bitmap_equal (a, b);
}

/* Returns: whether these are others than before */
static gboolean
take_leads (EspLeadFilter *self, EspBitmap *leads)
{
  g_autoptr (EspBitmap) before = self->leads;

  self->leads = leads;
  return !same_leads (before, leads);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadFilter) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSegmentCount) count =
    esp_segment_service_count_finish (ESP_SEGMENT_SERVICE (source), result, &error);
  gboolean was_waiting;
  gboolean is_other = FALSE;

  /* Another question was asked meanwhile, or nobody asks any more. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  was_waiting = self->is_waiting;
  self->is_waiting = FALSE;
  if (count == NULL && esp_rule_is_everyone (self->rule))
    return; /* the answer needed no count, only the total is not known */
  if (count == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, error);
      return;
    }
  self->n_total = (gint64) count->n_leads;
  if (!esp_rule_is_everyone (self->rule))
    {
      if (self->base != NULL)
        esp_bitmap_and (count->members, self->base);
      is_other = take_leads (self, g_steal_pointer (&count->members));
    }
  g_signal_emit (self, signals[CHANGED], 0, is_other || was_waiting);
}

static void
start (EspLeadFilter *self)
{
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  esp_segment_service_count_async (self->service, self->rule, NULL, ESP_SEGMENT_PLAIN,
                                   self->cancellable, counted_cb, g_object_ref (self));
}

static gboolean
refresh_cb (gpointer user_data)
{
  EspLeadFilter *self = user_data;

  self->refresh_id = 0;
  start (self);
  return G_SOURCE_REMOVE;
}

static void
service_cb (EspSegmentService *service, EspLeadFilter *self)
{
  if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add (REFRESH_DELAY_MS, refresh_cb, self);
}

static void
esp_lead_filter_dispose (GObject *object)
{
  EspLeadFilter *self = ESP_LEAD_FILTER (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (esp_lead_filter_parent_class)->dispose (object);
}

static void
esp_lead_filter_finalize (GObject *object)
{
  EspLeadFilter *self = ESP_LEAD_FILTER (object);

  g_clear_pointer (&self->rule, esp_rule_unref);
  g_clear_pointer (&self->base, esp_bitmap_free);
  g_clear_pointer (&self->leads, esp_bitmap_free);
  G_OBJECT_CLASS (esp_lead_filter_parent_class)->finalize (object);
}

static void
esp_lead_filter_class_init (EspLeadFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_lead_filter_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_lead_filter_finalize;
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_LEAD_FILTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[FAILED] = g_signal_new ("failed", ESP_TYPE_LEAD_FILTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
esp_lead_filter_init (EspLeadFilter *self)
{
  self->rule = esp_rule_new_everyone ();
  self->n_total = -1;
}

/**
 * esp_lead_filter_new:
 *
 * Returns: (transfer full): a filter that lets everyone through
 */
EspLeadFilter *
esp_lead_filter_new (EspStore *store)
{
  EspLeadFilter *self = g_object_new (ESP_TYPE_LEAD_FILTER, NULL);

  self->service = g_object_ref (esp_segment_service_get (store));
  g_signal_connect_object (self->service, "changed", G_CALLBACK (service_cb), self, 0);
  return self;
}

/**
 * esp_lead_filter_set:
 * @rule: (nullable): copied; %NULL and the empty rule let everyone through
 * @base: (nullable): copied; only these
 *
 * Asks for other leads. Without a rule the answer is there at once; else what was found before stays
 * until "changed".
 */
void
esp_lead_filter_set (EspLeadFilter *self, const EspRule *rule, const EspBitmap *base)
{
  g_return_if_fail (ESP_IS_LEAD_FILTER (self));

  esp_rule_unref (self->rule);
  self->rule = rule != NULL ? esp_rule_copy (rule) : esp_rule_new_everyone ();
  g_clear_pointer (&self->base, esp_bitmap_free);
  self->base = base != NULL ? esp_bitmap_copy (base) : NULL;
  self->is_waiting = !esp_rule_is_everyone (self->rule);
  if (!self->is_waiting)
    (void) take_leads (self, base != NULL ? esp_bitmap_copy (base) : NULL); /* the caller knows */
  start (self);
}

/**
 * esp_lead_filter_refresh:
 *
 * Counts again, at once.
 */
void
esp_lead_filter_refresh (EspLeadFilter *self)
{
  g_return_if_fail (ESP_IS_LEAD_FILTER (self));

  start (self);
}

/**
 * esp_lead_filter_get_leads:
 *
 * Returns: (transfer none) (nullable): who was let through at the last count, %NULL for everyone; valid
 *   until the next "changed"
 */
const EspBitmap *
esp_lead_filter_get_leads (EspLeadFilter *self)
{
  g_return_val_if_fail (ESP_IS_LEAD_FILTER (self), NULL);

  return self->leads;
}

/**
 * esp_lead_filter_is_loading:
 *
 * Returns: whether what is known is still the answer to the question before
 */
gboolean
esp_lead_filter_is_loading (EspLeadFilter *self)
{
  g_return_val_if_fail (ESP_IS_LEAD_FILTER (self), FALSE);

  return self->is_waiting;
}

/**
 * esp_lead_filter_get_n_total:
 *
 * Returns: how many leads there are without any filter, -1 as long as that is not known
 */
gint64
esp_lead_filter_get_n_total (EspLeadFilter *self)
{
  g_return_val_if_fail (ESP_IS_LEAD_FILTER (self), -1);

  return self->n_total;
}
