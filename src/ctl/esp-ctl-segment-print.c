/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What espalierctl segment prints, for people and as JSON. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-segment-print.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-names.h"
#include "engine/segment/esp-sentence.h"

#include "base/esp-clock.h"
#include "store/esp-segment-uses.h"

#include <locale.h>

static EspLang
lang (void)
{
  return esp_lang_from_locale (setlocale (LC_MESSAGES, NULL));
}

static void
add_rule (JsonBuilder *builder, const EspRule *rule)
{
  g_autofree char *json = esp_rule_to_json (rule);

  json_builder_set_member_name (builder, "rule");
  json_builder_add_value (builder, json_from_string (json, NULL));
}

static char *
sentence_of (const EspCtlSegment *self, const EspRule *rule, EspLang language)
{
  g_autoptr (EspSentence) sentence =
    esp_sentence_new (rule, esp_segment_world_get_catalog (self->world),
                      esp_segment_world_get_currency (self->world), language);

  return g_strdup (sentence->text);
}

static void
add_sentences (JsonBuilder *builder, const EspCtlSegment *self, const EspRule *rule)
{
  g_autofree char *ko = sentence_of (self, rule, ESP_LANG_KO);
  g_autofree char *en = sentence_of (self, rule, ESP_LANG_EN);

  esp_ctl_add_text (builder, "sentence_ko", ko);
  esp_ctl_add_text (builder, "sentence_en", en);
}

static char *
part_text (const EspCtlSegment *self, const EspRuleNode *node)
{
  EspRuleNames names = esp_rule_names_of (esp_segment_world_get_catalog (self->world));

  return node->condition == NULL ? g_strdup (esp_group_mode_name (node->mode))
                                 : esp_rule_node_to_text (node, &names);
}

static void
add_rows (JsonBuilder *builder, const EspCtlSegment *self)
{
  json_builder_set_member_name (builder, "parts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->count->rows->len; i++)
    {
      const EspSegmentRow *row = &g_array_index (self->count->rows, EspSegmentRow, i);
      g_autofree char *text = part_text (self, esp_rule_find (self->rule, row->node_id));

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "part", text);
      esp_ctl_add_int (builder, "level",
                       esp_rule_node_level (esp_rule_find (self->rule, row->node_id)));
      esp_ctl_add_boolean (builder, "active", row->is_active);
      esp_ctl_add_int (builder, "alone", (gint64) row->n_alone);
      if (row->has_effect)
        esp_ctl_add_int (builder, "effect", row->effect);
      if (row->n_running >= 0)
        esp_ctl_add_int (builder, "running", row->n_running);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_rows (const EspCtlSegment *self)
{
  for (guint i = 0; i < self->count->rows->len; i++)
    {
      const EspSegmentRow *row = &g_array_index (self->count->rows, EspSegmentRow, i);
      const EspRuleNode *node = esp_rule_find (self->rule, row->node_id);
      g_autofree char *text = part_text (self, node);
      g_autofree char *alone = esp_format_count ((gint64) row->n_alone);
      g_autofree char *effect = esp_format_count (row->effect);

      if (node->parent == NULL)
        continue;
      if (!row->is_active)
        g_print ("%14s %14s  %*s%s\n", "–", "–", (int) (2 * (esp_rule_node_level (node) - 1)), "",
                 text);
      else
        g_print ("%14s %14s  %*s%s\n", alone, row->has_effect ? effect : "",
                 (int) (2 * (esp_rule_node_level (node) - 1)), "", text);
    }
}

/**
 * esp_ctl_segment_print_count:
 */
void
esp_ctl_segment_print_count (const EspCtlSegment *self)
{
  const EspSegmentCount *count = self->count;
  g_autofree char *size = esp_format_count ((gint64) count->size);
  g_autofree char *n_leads = esp_format_count ((gint64) count->n_leads);
  g_autofree char *sentence = sentence_of (self, self->rule, lang ());

  if (self->is_json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "count", (gint64) count->size);
      esp_ctl_add_int (builder, "leads", (gint64) count->n_leads);
      esp_ctl_add_int (builder, "elapsed_us", count->elapsed_us);
      if (count->next_us != G_MAXINT64)
        esp_ctl_add_int (builder, "next_change_us", count->next_us);
      esp_ctl_add_text (builder, "text", self->text);
      add_sentences (builder, self, self->rule);
      add_rule (builder, self->rule);
      add_rows (builder, self);
      json_builder_end_object (builder);
      esp_ctl_print_json (builder);
      return;
    }
  g_print ("%s of %s leads (%.1f ms)\n%s\n", size, n_leads, (double) count->elapsed_us / 1000,
           sentence);
  if (count->rows->len > 1)
    g_print ("\n%14s %14s\n", "alone", "effect");
  print_rows (self);
}

static void
add_segment (JsonBuilder *builder, const EspSegment *segment)
{
  esp_ctl_add_int (builder, "id", segment->id);
  esp_ctl_add_text (builder, "uuid", segment->uuid);
  esp_ctl_add_text (builder, "name", segment->name);
  esp_ctl_add_text (builder, "kind", segment->is_static ? "static" : "dynamic");
  json_builder_set_member_name (builder, "size");
  if (segment->size >= 0)
    json_builder_add_int_value (builder, segment->size);
  else
    json_builder_add_null_value (builder);
  esp_ctl_add_int (builder, "counted_at_us", segment->counted_at_us);
  esp_ctl_add_text (builder, "problem", segment->problem);
}

static char *
segment_sentence (const EspCtlSegment *self, const EspSegment *segment)
{
  g_autoptr (EspRule) rule = segment->is_static ? NULL : esp_segment_read_rule (segment, NULL);

  return rule != NULL ? sentence_of (self, rule, lang ()) : g_strdup ("");
}

/**
 * esp_ctl_segment_print_list:
 */
void
esp_ctl_segment_print_list (const EspCtlSegment *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < self->segments->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (self->segments, i);
      g_autofree char *size = esp_format_count (segment->size);
      g_autofree char *sentence = segment_sentence (self, segment);

      json_builder_begin_object (builder);
      add_segment (builder, segment);
      json_builder_end_object (builder);
      if (!self->is_json)
        g_print ("%4" G_GINT64_FORMAT " %10s  %s%s%s\n", segment->id,
                 segment->size >= 0 ? size : "–", segment->name, *sentence != '\0' ? ": " : "",
                 segment->problem != NULL ? segment->problem : sentence);
    }
  json_builder_end_array (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
}

static void
print_uses (const EspCtlSegment *self)
{
  for (guint i = 0; self->uses != NULL && i < self->uses->len; i++)
    {
      const EspSegmentUse *use = g_ptr_array_index (self->uses, i);

      g_print ("used by %s %" G_GINT64_FORMAT " %s\n", use->kind, use->id, use->name);
    }
}

static void
add_uses (JsonBuilder *builder, const EspCtlSegment *self)
{
  json_builder_set_member_name (builder, "used_by");
  json_builder_begin_array (builder);
  for (guint i = 0; self->uses != NULL && i < self->uses->len; i++)
    {
      const EspSegmentUse *use = g_ptr_array_index (self->uses, i);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "kind", use->kind);
      esp_ctl_add_int (builder, "id", use->id);
      esp_ctl_add_text (builder, "name", use->name);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * esp_ctl_segment_print_deleted:
 *
 * Tells what is gone, and what asked for it.
 */
void
esp_ctl_segment_print_deleted (const EspCtlSegment *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (self->is_json)
    {
      json_builder_begin_object (builder);
      add_segment (builder, self->segment);
      add_uses (builder, self);
      json_builder_end_object (builder);
      esp_ctl_print_json (builder);
      return;
    }
  g_print ("deleted %" G_GINT64_FORMAT " %s\n", self->segment->id, self->segment->name);
  print_uses (self);
}

/**
 * esp_ctl_segment_print_segment:
 */
void
esp_ctl_segment_print_segment (const EspCtlSegment *self)
{
  const EspSegment *segment = self->segment;
  g_autofree char *sentence = sentence_of (self, self->rule, lang ());
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!self->is_json)
    {
      g_print ("%" G_GINT64_FORMAT " %s (%s)\n", segment->id, segment->name,
               segment->is_static ? "static" : "dynamic");
      if (!segment->is_static)
        g_print ("%s\n%s\n", sentence, self->text);
      print_uses (self);
      return;
    }
  json_builder_begin_object (builder);
  add_segment (builder, segment);
  if (!segment->is_static)
    {
      esp_ctl_add_text (builder, "text", self->text);
      add_sentences (builder, self, self->rule);
      add_rule (builder, self->rule);
    }
  add_uses (builder, self);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

/**
 * esp_ctl_segment_print_members:
 */
void
esp_ctl_segment_print_members (const EspCtlSegment *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "count", (gint64) self->count->size);
  json_builder_set_member_name (builder, "members");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->leads->len; i++)
    {
      const EspLead *lead = g_ptr_array_index (self->leads, i);
      const char *email = esp_lead_get_text (lead, "email");
      const char *name = esp_lead_get_text (lead, "name");

      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "id", lead->id);
      esp_ctl_add_text (builder, "email", email);
      esp_ctl_add_text (builder, "name", name);
      json_builder_end_object (builder);
      if (!self->is_json)
        g_print ("%" G_GINT64_FORMAT "\t%s\t%s\n", lead->id, email != NULL ? email : "",
                 name != NULL ? name : "");
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
}

/**
 * esp_ctl_segment_print_verdicts:
 */
void
esp_ctl_segment_print_verdicts (const EspCtlSegment *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const EspRuleVerdict *whole = &g_array_index (self->verdicts, EspRuleVerdict, 0);
  gboolean archived = self->dossier->lead->archived_at_us != 0;

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "lead", self->dossier->lead->id);
  esp_ctl_add_boolean (builder, "matches", whole->matches && !archived);
  esp_ctl_add_boolean (builder, "archived", archived);
  json_builder_set_member_name (builder, "parts");
  json_builder_begin_array (builder);
  if (!self->is_json)
    g_print ("%s\n", archived         ? "✗ archived: in no segment"
                     : whole->matches ? "✓ matches"
                                      : "✗ does not match");
  for (guint i = 0; i < self->verdicts->len; i++)
    {
      const EspRuleVerdict *verdict = &g_array_index (self->verdicts, EspRuleVerdict, i);
      g_autofree char *text = part_text (self, verdict->node);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "part", text);
      esp_ctl_add_int (builder, "level", esp_rule_node_level (verdict->node));
      esp_ctl_add_boolean (builder, "active", verdict->is_active);
      esp_ctl_add_boolean (builder, "matches", verdict->matches);
      esp_ctl_add_text (builder, "value", verdict->value);
      json_builder_end_object (builder);
      if (!self->is_json)
        g_print ("%*s%s %s%s%s\n", (int) (2 * (esp_rule_node_level (verdict->node) + 1)), "",
                 !verdict->is_active ? "–"
                 : verdict->matches  ? "✓"
                                     : "✗",
                 text, verdict->node->condition != NULL ? "   has: " : "",
                 verdict->node->condition == NULL ? ""
                 : verdict->value != NULL         ? verdict->value
                                                  : "nothing");
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
}

/**
 * esp_ctl_segment_print_rule:
 */
void
esp_ctl_segment_print_rule (const EspCtlSegment *self)
{
  g_autofree char *json = esp_rule_to_json (self->rule);

  g_print ("%s\n", self->is_json ? json : self->text);
}

/**
 * esp_ctl_segment_print_moved:
 */
void
esp_ctl_segment_print_moved (const EspCtlSegment *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, self->is_removing ? "removed" : "added", self->n_moved);
  if (self->unknown != NULL)
    {
      json_builder_set_member_name (builder, "unknown");
      json_builder_begin_array (builder);
      for (guint i = 0; i < self->unknown->len; i++)
        json_builder_add_string_value (builder, g_ptr_array_index (self->unknown, i));
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  if (self->is_json)
    esp_ctl_print_json (builder);
  else
    g_print ("%s %" G_GINT64_FORMAT " leads.\n", self->is_removing ? "Removed" : "Added",
             self->n_moved);
  for (guint i = 0; self->unknown != NULL && !self->is_json && i < self->unknown->len; i++)
    g_printerr ("There is no such lead: %s\n", (const char *) g_ptr_array_index (self->unknown, i));
}
