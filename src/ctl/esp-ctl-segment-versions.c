/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a segment on the command line: lists, names, brings back, compares. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-segment-versions.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-segment-overlap.h"
#include "engine/segment/esp-sentence.h"
#include "store/esp-segment-versions.h"

#include "base/esp-clock.h"

#define SUBJECT "segment"

/* Finds the segment that the options name. */
static gboolean
load (EspTx *tx, EspCtlSegment *self, GError **error)
{
  gint64 id;

  if (!esp_segment_resolve (tx, self->segment_ref, &id, error))
    return FALSE;
  self->world = esp_segment_engine_get_world (self->engine, tx, error);
  self->segment = self->world != NULL ? esp_segment_load (tx, id, error) : NULL;
  return self->segment != NULL;
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlSegment *self = data;

  if (!load (tx, self, error))
    return FALSE;
  self->versions = esp_segment_list_versions (tx, self->segment->id, error);
  return self->versions != NULL;
}

static char *
sentence_of (const EspCtlSegment *self, const EspSegmentVersion *version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRule) rule = esp_rule_parse_json (version->rule, -1, &error);
  g_autoptr (EspSentence) sentence = NULL;

  if (rule == NULL)
    return g_strdup (error->message);
  sentence = esp_sentence_new (rule, esp_segment_world_get_catalog (self->world),
                               esp_segment_world_get_currency (self->world), ESP_LANG_EN);
  return g_strdup (sentence->text);
}

static char *
iso (gint64 moment_us)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (moment_us / ESP_USEC_PER_SEC);

  return g_date_time_format (moment, "%Y-%m-%dT%H:%M:%SZ");
}

static void
print_versions (const EspCtlSegment *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < self->versions->len; i++)
    {
      const EspSegmentVersion *version = g_ptr_array_index (self->versions, i);
      g_autofree char *sentence = sentence_of (self, version);
      g_autofree char *at = iso (version->created_at_us);

      if (!self->is_json)
        g_print ("%4d  %s  %s%s%s\n", version->version, at,
                 version->name != NULL ? version->name : "", version->name != NULL ? ": " : "",
                 sentence);
      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "version", version->version);
      esp_ctl_add_text (builder, "name", version->name);
      esp_ctl_add_text (builder, "at", at);
      esp_ctl_add_text (builder, "sentence", sentence);
      esp_ctl_add_text (builder, "rule", version->rule);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
  else if (self->versions->len == 0)
    g_print ("No versions yet: the rule is kept before it is changed.\n");
}

/**
 * esp_ctl_segment_versions:
 *
 * Lists the rules that a segment had.
 */
int
esp_ctl_segment_versions (EspCtlSegment *self, EspStore *store, GError **error)
{
  if (self->segment_ref == NULL)
    return esp_ctl_usage (SUBJECT, "Name the segment with --segment");
  if (!esp_store_read (store, ESP_READ_PAGE, list_cb, self, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  print_versions (self);
  return ESP_CTL_OK;
}

static gboolean
keep_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlSegment *self = data;

  return load (tx, self, error) &&
         esp_segment_keep_version (tx, self->segment->id, self->name, &self->version, error);
}

/**
 * esp_ctl_segment_keep:
 *
 * Names the rule that a segment has.
 */
int
esp_ctl_segment_keep (EspCtlSegment *self, EspStore *store, GError **error)
{
  EspOperation operation = { .kind = "segment-edit", .summary = self->segment_ref };

  if (self->segment_ref == NULL || self->name == NULL)
    return esp_ctl_usage (SUBJECT, "Name the segment with --segment, the version with --name");
  if (!esp_store_write (store, &operation, keep_cb, self, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  g_print ("Kept as version %d.\n", self->version);
  return ESP_CTL_OK;
}

static gboolean
restore_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlSegment *self = data;
  g_autoptr (EspSegmentVersion) version = NULL;

  if (!load (tx, self, error))
    return FALSE;
  version = esp_segment_load_version (tx, self->segment->id, self->version, error);
  if (version == NULL)
    return FALSE;
  self->rule = esp_rule_parse_json (version->rule, -1, error);
  if (self->rule == NULL)
    return FALSE;
  g_free (self->segment->rule);
  self->segment->rule = g_strdup (version->rule);
  g_clear_pointer (&self->segment->draft, g_free);
  return esp_segment_update (tx, self->segment, error);
}

/**
 * esp_ctl_segment_restore:
 *
 * Brings an older rule back; the present one is kept before.
 */
int
esp_ctl_segment_restore (EspCtlSegment *self, EspStore *store, GError **error)
{
  EspOperation operation = { .kind = "segment-edit", .summary = self->segment_ref };

  if (self->segment_ref == NULL || self->version <= 0)
    return esp_ctl_usage (SUBJECT, "Name the segment with --segment, its rule with --version");
  if (!esp_store_write (store, &operation, restore_cb, self, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  g_print ("Version %d is in force again.\n", self->version);
  return ESP_CTL_OK;
}

static EspSegmentCount *
count_json (EspTx *tx, EspCtlSegment *self, const char *json, GError **error)
{
  g_autoptr (EspRule) rule = json != NULL ? esp_rule_parse_json (json, -1, error) : NULL;

  if (json == NULL)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                 "A fixed list has no rule, so it has no versions of one.");
  return rule != NULL ? esp_segment_engine_count (self->engine, tx, rule, self->segment->uuid,
                                                  ESP_SEGMENT_PLAIN, error)
                      : NULL;
}

static gboolean
compare_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlSegment *self = data;
  g_autoptr (EspSegmentVersion) version = NULL;
  g_autoptr (EspSegmentCount) then = NULL;

  if (!load (tx, self, error))
    return FALSE;
  version = esp_segment_load_version (tx, self->segment->id, self->version, error);
  then = version != NULL ? count_json (tx, self, version->rule, error) : NULL;
  if (then == NULL)
    return FALSE;
  self->members = g_steal_pointer (&then->members);
  self->count = count_json (tx, self, self->segment->rule, error);
  return self->count != NULL;
}

/**
 * esp_ctl_segment_compare:
 *
 * Counts who matches an older rule, the present one, or both.
 */
int
esp_ctl_segment_compare (EspCtlSegment *self, EspStore *store, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gint64 n_both, n_then, n_now;

  if (self->segment_ref == NULL || self->version <= 0)
    return esp_ctl_usage (SUBJECT, "Name the segment with --segment, its rule with --version");
  if (!esp_store_read (store, ESP_READ_LONG, compare_cb, self, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  n_both = (gint64) esp_bitmap_and_count (self->members, self->count->members);
  n_then = (gint64) esp_bitmap_count (self->members) - n_both;
  n_now = (gint64) self->count->size - n_both;
  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "both", n_both);
  esp_ctl_add_int (builder, "only_version", n_then);
  esp_ctl_add_int (builder, "only_now", n_now);
  json_builder_end_object (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
  else
    g_print ("%10" G_GINT64_FORMAT "  match both\n%10" G_GINT64_FORMAT "  match version %d alone\n"
             "%10" G_GINT64_FORMAT "  match the present rule alone\n",
             n_both, n_then, self->version, n_now);
  return ESP_CTL_OK;
}
