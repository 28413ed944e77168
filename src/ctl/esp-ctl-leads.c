/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the leads that a command names by segment, rule, search or saved view, or by several at once. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-leads.h"

#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-names.h"
#include "engine/segment/esp-rule-text.h"
#include "engine/segment/esp-segment-measure.h"
#include "model/esp-lead-view.h"
#include "store/esp-lead-query.h"
#include "store/esp-saved-views.h"
#include "store/esp-segments.h"

/**
 * esp_ctl_leads_clear:
 */
void
esp_ctl_leads_clear (EspCtlLeads *self)
{
  g_clear_pointer (&self->segment, g_free);
  g_clear_pointer (&self->rule, g_free);
  g_clear_pointer (&self->rule_file, g_free);
  g_clear_pointer (&self->search, g_free);
  g_clear_pointer (&self->view, g_free);
  g_clear_pointer (&self->columns, g_strfreev);
}

/**
 * esp_ctl_leads_is_all:
 *
 * Returns: whether nothing limits them
 */
gboolean
esp_ctl_leads_is_all (const EspCtlLeads *self)
{
  return self->segment == NULL && self->rule == NULL && self->rule_file == NULL &&
         self->search == NULL && self->view == NULL;
}

/* Leaves in @leads only those that match. */
static gboolean
narrow (EspBitmap *leads,
        EspSegmentEngine *engine,
        EspTx *tx,
        EspRule *rule,
        const char *own_uuid,
        GError **error)
{
  g_autoptr (EspSegmentCount) count = NULL;

  (void) esp_rule_number (rule, 1); /* nobody asks for the parts */
  count = esp_segment_engine_count (engine, tx, rule, own_uuid, ESP_SEGMENT_PLAIN, error);
  if (count == NULL)
    return FALSE;
  esp_bitmap_and (leads, count->members);
  return TRUE;
}

static gboolean
narrow_to_segment (EspCtlLeads *self,
                   EspBitmap *leads,
                   EspSegmentEngine *engine,
                   EspTx *tx,
                   GError **error)
{
  g_autoptr (EspSegment) segment = NULL;
  g_autoptr (EspRule) rule = NULL;
  gint64 id;

  if (self->segment == NULL)
    return TRUE;
  if (!esp_segment_resolve (tx, self->segment, &id, error))
    return FALSE;
  segment = esp_segment_load (tx, id, error);
  rule = segment != NULL ? esp_segment_read_rule (segment, error) : NULL;
  return rule != NULL &&
         narrow (leads, engine, tx, rule, segment->is_static ? NULL : segment->uuid, error);
}

static gboolean
narrow_to_rule (EspCtlLeads *self,
                EspBitmap *leads,
                EspSegmentEngine *engine,
                EspTx *tx,
                GError **error)
{
  g_autoptr (EspSegmentWorld) world = NULL;
  g_autoptr (EspRule) rule = NULL;
  g_autofree char *json = NULL;
  EspRuleNames names;
  gsize length;

  if (self->rule == NULL && self->rule_file == NULL)
    return TRUE;
  world = esp_segment_engine_get_world (engine, tx, error);
  if (world == NULL)
    return FALSE;
  names = esp_rule_names_of (esp_segment_world_get_catalog (world));
  if (self->rule != NULL)
    rule = esp_rule_parse_text (self->rule, &names, NULL, error);
  else if (g_file_get_contents (self->rule_file, &json, &length, error))
    rule = esp_rule_parse_json (json, (gssize) length, error);
  if (rule == NULL)
    return FALSE;
  esp_rule_names_resolve (rule, esp_segment_world_get_catalog (world));
  return narrow (leads, engine, tx, rule, NULL, error);
}

static gboolean
narrow_to_search (EspBitmap *leads, EspTx *tx, const char *search, GError **error)
{
  EspLeadQuery query = { .search = search };
  g_autoptr (EspBitmap) found = esp_bitmap_new ();
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  if (fields == NULL || !esp_lead_query_bitmap (tx, fields, &query, found, error))
    return FALSE;
  esp_bitmap_and (leads, found);
  return TRUE;
}

static gboolean
narrow_to_view (EspCtlLeads *self,
                EspBitmap *leads,
                EspSegmentEngine *engine,
                EspTx *tx,
                GError **error)
{
  g_autoptr (EspSavedView) saved = NULL;
  g_autoptr (EspLeadView) view = NULL;
  g_autoptr (EspRule) rule = NULL;

  if (self->view == NULL)
    return TRUE;
  saved = esp_saved_view_find (tx, ESP_LEAD_VIEW_SCREEN, self->view, error);
  view = saved != NULL ? esp_lead_view_parse (saved->definition, error) : NULL;
  if (view == NULL)
    return FALSE;
  g_strfreev (self->columns);
  self->columns = g_steal_pointer (&view->columns);
  if (view->search != NULL && !narrow_to_search (leads, tx, view->search, error))
    return FALSE;
  if (view->filter == NULL)
    return TRUE;
  rule = esp_rule_parse_json (view->filter, -1, error);
  return rule != NULL && narrow (leads, engine, tx, rule, NULL, error);
}

/**
 * esp_ctl_leads_find:
 *
 * Returns: (transfer full): those that fit everything that was given, archived ones never; %NULL with
 *   @error set
 */
EspBitmap *
esp_ctl_leads_find (EspCtlLeads *self, EspSegmentEngine *engine, EspTx *tx, GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  EspLeadQuery everyone = { 0 };

  if (fields == NULL || !esp_lead_query_bitmap (tx, fields, &everyone, leads, error) ||
      !narrow_to_segment (self, leads, engine, tx, error) ||
      !narrow_to_rule (self, leads, engine, tx, error) ||
      !narrow_to_view (self, leads, engine, tx, error) ||
      (self->search != NULL && !narrow_to_search (leads, tx, self->search, error)))
    return NULL;
  return g_steal_pointer (&leads);
}
