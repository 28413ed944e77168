/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of the list of segments, with what they say, their last week and what uses them. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-item.h"

#include "engine/segment/esp-segment-measure.h"
#include "engine/segment/esp-sentence.h"
#include "store/esp-segment-state.h"
#include "store/esp-segment-uses.h"

#define DAYS 7

struct _EspSegmentItem
{
  GObject parent_instance;

  EspSegment *segment; /* (owned) */
  char *sentence;      /* (owned) */
  GArray *days;        /* (owned) EspSegmentDay */
  GPtrArray *uses;     /* (owned) EspSegmentUse */
};

G_DEFINE_FINAL_TYPE (EspSegmentItem, esp_segment_item, G_TYPE_OBJECT)

static void
esp_segment_item_finalize (GObject *object)
{
  EspSegmentItem *self = ESP_SEGMENT_ITEM (object);

  esp_segment_free (self->segment);
  g_free (self->sentence);
  g_array_unref (self->days);
  g_ptr_array_unref (self->uses);
  G_OBJECT_CLASS (esp_segment_item_parent_class)->finalize (object);
}

static void
esp_segment_item_class_init (EspSegmentItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_segment_item_finalize;
}

static void
esp_segment_item_init (EspSegmentItem *self)
{
}

/**
 * esp_segment_item_new:
 * @days: (transfer full) (element-type EspSegmentDay)
 * @uses: (transfer full) (element-type EspSegmentUse)
 */
EspSegmentItem *
esp_segment_item_new (const EspSegment *segment,
                      const char *sentence,
                      GArray *days,
                      GPtrArray *uses)
{
  EspSegmentItem *self = g_object_new (ESP_TYPE_SEGMENT_ITEM, NULL);

  self->segment = esp_segment_copy (segment);
  self->sentence = g_strdup (sentence);
  self->days = days;
  self->uses = uses;
  return self;
}

/**
 * esp_segment_item_get_segment:
 */
const EspSegment *
esp_segment_item_get_segment (EspSegmentItem *self)
{
  return self->segment;
}

/**
 * esp_segment_item_get_sentence:
 */
const char *
esp_segment_item_get_sentence (EspSegmentItem *self)
{
  return self->sentence;
}

/**
 * esp_segment_item_get_days:
 */
const GArray *
esp_segment_item_get_days (EspSegmentItem *self)
{
  return self->days;
}

/**
 * esp_segment_item_get_uses:
 */
const GPtrArray *
esp_segment_item_get_uses (EspSegmentItem *self)
{
  return self->uses;
}

/**
 * esp_segment_items_new:
 */
EspSegmentItems *
esp_segment_items_new (EspSegmentEngine *engine, EspLang lang)
{
  EspSegmentItems *self = g_new0 (EspSegmentItems, 1);

  self->engine = esp_segment_engine_ref (engine);
  self->lang = lang;
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

/**
 * esp_segment_items_free:
 */
void
esp_segment_items_free (gpointer data)
{
  EspSegmentItems *self = data;

  if (self == NULL)
    return;
  esp_segment_engine_unref (self->engine);
  g_ptr_array_unref (self->items);
  g_free (self);
}

static char *
say (const EspSegment *segment, EspSegmentWorld *world, EspLang lang)
{
  g_autoptr (EspRule) rule = segment->is_static ? NULL : esp_segment_read_rule (segment, NULL);
  g_autoptr (EspSentence) sentence = NULL;

  if (rule == NULL)
    return g_strdup (segment->description);
  sentence = esp_sentence_new (rule, esp_segment_world_get_catalog (world),
                               esp_segment_world_get_currency (world), lang);
  return g_strdup (sentence->text);
}

/**
 * esp_segment_items_read:
 */
gboolean
esp_segment_items_read (EspTx *tx, gpointer data, GError **error)
{
  EspSegmentItems *self = data;
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (self->engine, tx, error);
  g_autoptr (GPtrArray) segments = world != NULL ? esp_segment_list (tx, error) : NULL;
  gint64 today;

  if (segments == NULL)
    return FALSE;
  today = esp_segment_world_get_day (world, esp_tx_get_now_us (tx));
  for (guint i = 0; i < segments->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (segments, i);
      g_autofree char *sentence = say (segment, world, self->lang);
      g_autoptr (GPtrArray) uses = esp_segment_list_uses (tx, segment, error);
      GArray *days =
        uses != NULL ? esp_segment_list_days (tx, segment->id, today - DAYS, error) : NULL;

      if (days == NULL)
        return FALSE;
      g_ptr_array_add (self->items,
                       esp_segment_item_new (segment, sentence, days, g_steal_pointer (&uses)));
    }
  return TRUE;
}
