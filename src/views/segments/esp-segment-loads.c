/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the segment screen reads and writes. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-loads.h"

#include "base/esp-random.h"
#include "engine/segment/esp-dossier-facts.h"
#include "engine/segment/esp-rule-json.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "store/esp-segment-state.h"
#include "store/esp-segment-uses.h"

#define TREND_DAYS 30

/* Undo and redo of a segment, beside the settings of the workspace. */
static char *
steps_key (const char *uuid)
{
  return g_strdup_printf ("segment-steps/%s", uuid);
}

/**
 * esp_segment_opened_new:
 */
EspSegmentOpened *
esp_segment_opened_new (EspSegmentEngine *engine, gint64 id, EspLang lang)
{
  EspSegmentOpened *self = g_new0 (EspSegmentOpened, 1);

  self->engine = esp_segment_engine_ref (engine);
  self->id = id;
  self->lang = lang;
  return self;
}

/**
 * esp_segment_opened_free:
 */
void
esp_segment_opened_free (gpointer data)
{
  EspSegmentOpened *self = data;

  if (self == NULL)
    return;
  esp_segment_engine_unref (self->engine);
  g_clear_pointer (&self->segment, esp_segment_free);
  g_clear_pointer (&self->rule, esp_rule_unref);
  g_clear_pointer (&self->choices, esp_segment_choices_free);
  g_clear_pointer (&self->days, g_array_unref);
  g_clear_pointer (&self->uses, g_ptr_array_unref);
  g_free (self->problem);
  g_free (self->steps);
  g_free (self);
}

/**
 * esp_segment_opened_read:
 */
gboolean
esp_segment_opened_read (EspTx *tx, gpointer data, GError **error)
{
  EspSegmentOpened *self = data;
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (self->engine, tx, error);
  g_autoptr (GError) local = NULL;
  g_autofree char *key = NULL;

  self->segment = world != NULL ? esp_segment_load (tx, self->id, error) : NULL;
  if (self->segment == NULL)
    return FALSE;
  self->rule = self->segment->draft != NULL ? esp_rule_parse_json (self->segment->draft, -1, &local)
                                            : esp_segment_read_rule (self->segment, &local);
  if (self->rule == NULL)
    self->problem = g_strdup (local->message);
  self->choices = esp_segment_choices_load (tx, world, self->lang, error);
  self->today = esp_segment_world_get_day (world, esp_tx_get_now_us (tx));
  self->days = self->choices != NULL
                 ? esp_segment_list_days (tx, self->id, self->today - TREND_DAYS, error)
                 : NULL;
  self->uses = self->days != NULL ? esp_segment_list_uses (tx, self->segment, error) : NULL;
  if (self->uses == NULL || !esp_segment_is_live (tx, self->segment, &self->is_live, error))
    return FALSE;
  key = steps_key (self->segment->uuid);
  self->steps = esp_meta_get_text (tx, key, "", error);
  return self->steps != NULL;
}

/**
 * esp_segment_people_new:
 */
EspSegmentPeople *
esp_segment_people_new (EspSegmentEngine *engine,
                        const EspRule *rule,
                        const char *uuid,
                        const EspBitmap *members)
{
  EspSegmentPeople *self = g_new0 (EspSegmentPeople, 1);

  self->engine = esp_segment_engine_ref (engine);
  self->rule = esp_rule_copy (rule);
  self->uuid = g_strdup (uuid);
  self->members = esp_bitmap_copy (members);
  return self;
}

/**
 * esp_segment_people_free:
 */
void
esp_segment_people_free (gpointer data)
{
  EspSegmentPeople *self = data;

  if (self == NULL)
    return;
  esp_segment_engine_unref (self->engine);
  esp_rule_unref (self->rule);
  g_free (self->uuid);
  esp_bitmap_free (self->members);
  g_clear_pointer (&self->leads, g_ptr_array_unref);
  g_free (self);
}

/* Has an address, agreed, and is not suppressed. */
static EspRule *
reach_rule (const char *field, const char *channel)
{
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  EspCondition *known = esp_condition_new (ESP_CONDITION_ATTRIBUTE, field);
  EspCondition *consent = esp_condition_new (ESP_CONDITION_CONSENT, channel);
  EspCondition *suppressed = esp_condition_new (ESP_CONDITION_SUPPRESSION, channel);

  known->op = ESP_OP_KNOWN;
  consent->detail = g_strdup ("marketing");
  consent->state = g_strdup ("granted");
  suppressed->negate = TRUE;
  esp_rule_node_insert (root, 0, esp_rule_node_new_leaf (known));
  esp_rule_node_insert (root, 1, esp_rule_node_new_leaf (consent));
  esp_rule_node_insert (root, 2, esp_rule_node_new_leaf (suppressed));
  return esp_rule_new (root);
}

static gboolean
count_reach (EspSegmentPeople *self,
             EspTx *tx,
             const char *field,
             const char *channel,
             gint64 *out_n,
             GError **error)
{
  g_autoptr (EspRule) rule = reach_rule (field, channel);
  g_autoptr (EspSegmentCount) count =
    esp_segment_engine_count (self->engine, tx, rule, NULL, ESP_SEGMENT_PLAIN, error);

  if (count == NULL)
    return FALSE;
  *out_n = (gint64) esp_bitmap_and_count (count->members, self->members);
  return TRUE;
}

/**
 * esp_segment_people_read:
 */
gboolean
esp_segment_people_read (EspTx *tx, gpointer data, GError **error)
{
  EspSegmentPeople *self = data;
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (self->engine, tx, error);
  g_autoptr (EspBitmap) drawn = esp_bitmap_new ();
  g_autofree guint32 *ids = NULL;
  guint64 n = esp_bitmap_count (self->members);
  gsize n_ids;
  guint32 id;

  if (world == NULL || !count_reach (self, tx, "email", "email", &self->by_email, error) ||
      !count_reach (self, tx, "phone", "sms", &self->by_sms, error))
    return FALSE;
  for (guint i = 0; n > 0 && i < self->n_wanted; i++)
    if (esp_bitmap_select (self->members,
                           n <= self->n_wanted ? MIN (i, n - 1)
                                               : esp_random_hash (self->seed * 1000 + i) % n,
                           &id))
      esp_bitmap_add (drawn, id);
  ids = esp_bitmap_to_array (drawn, &n_ids);
  self->leads = esp_lead_load_many (tx, esp_segment_world_get_fields (world), ids, n_ids, error);
  return self->leads != NULL;
}

/**
 * esp_segment_test_new:
 */
EspSegmentTest *
esp_segment_test_new (EspSegmentEngine *engine, const EspRule *rule, const char *reference)
{
  EspSegmentTest *self = g_new0 (EspSegmentTest, 1);

  self->engine = esp_segment_engine_ref (engine);
  self->rule = esp_rule_copy (rule);
  self->reference = g_strdup (reference);
  return self;
}

/**
 * esp_segment_test_free:
 */
void
esp_segment_test_free (gpointer data)
{
  EspSegmentTest *self = data;

  if (self == NULL)
    return;
  g_clear_pointer (&self->verdicts, g_array_unref);
  esp_segment_engine_unref (self->engine);
  esp_rule_unref (self->rule);
  g_free (self->reference);
  g_free (self->title);
  g_free (self);
}

/**
 * esp_segment_test_read:
 */
gboolean
esp_segment_test_read (EspTx *tx, gpointer data, GError **error)
{
  EspSegmentTest *self = data;
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (self->engine, tx, error);
  g_autoptr (EspLeadDossier) dossier = NULL;
  g_autoptr (EspDossierFacts) facts = NULL;
  EspRuleTime time = { esp_tx_get_now_us (tx), NULL };
  gint64 id;

  if (world == NULL || !esp_lead_resolve (tx, self->reference, &id, error))
    return FALSE;
  dossier = esp_lead_dossier_load (tx, esp_segment_world_get_fields (world), id, error);
  if (dossier == NULL)
    return FALSE;
  time.zone = esp_segment_world_get_zone (world);
  facts = esp_dossier_facts_new (dossier, world, time.now_us);
  self->title = g_strdup (esp_lead_get_title (dossier->lead));
  self->verdicts = esp_rule_explain (self->rule, esp_segment_world_get_catalog (world), &time,
                                     esp_dossier_facts_get (facts));
  self->matches =
    dossier->lead->archived_at_us == 0 && g_array_index (self->verdicts, EspRuleVerdict, 0).matches;
  return TRUE;
}

/**
 * esp_segment_save_free:
 */
void
esp_segment_save_free (gpointer data)
{
  EspSegmentSave *self = data;

  if (self == NULL)
    return;
  g_clear_pointer (&self->segment, esp_segment_free);
  g_free (self->steps);
  g_free (self);
}

/**
 * esp_segment_save_write:
 */
gboolean
esp_segment_save_write (EspTx *tx, gpointer data, GError **error)
{
  EspSegmentSave *self = data;
  g_autofree char *key = steps_key (self->segment->uuid);

  return esp_segment_update (tx, self->segment, error) &&
         (self->steps == NULL || esp_meta_set_text (tx, key, self->steps, error));
}
