/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what journeys do to people: rows of the ledger, fields, tags, fixed lists, tasks. All of it in the
 * transaction that moves the people on, so a crash does both or neither. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-turn.h"

#include "engine/journey/esp-journey-time.h"
#include "engine/segment/esp-rule-time.h"
#include "store/esp-ad-audience-people.h"
#include "store/esp-hooks.h"
#include "store/esp-journey-edit.h"
#include "store/esp-journey-fates.h"
#include "store/esp-jobs.h"
#include "store/esp-ledger.h"
#include "store/esp-scores.h"
#include "store/esp-segments.h"
#include "store/esp-stages.h"
#include "store/esp-tags.h"
#include "store/esp-tasks.h"

/* The step of a passage, as a number that no other step of any passage has. */
static gint64
make_occasion (const EspJourneyTurn *self, guint index)
{
  const EspJourneyEffect *effect = &g_array_index (self->effects, EspJourneyEffect, index);
  gint64 owner = g_array_index (self->effect_owners, gint64, index);

  return owner << ESP_OCCASION_BITS | ESP_OCCASION_MARK ((gint64) effect->occasion);
}

static gboolean
push_job (EspJourneyTurn *self, gint64 send_id, gint64 at_us, GError **error)
{
  g_autofree char *key = g_strdup_printf ("send:%" G_GINT64_FORMAT, send_id);
  g_autofree char *payload = g_strdup_printf ("{\"send\":%" G_GINT64_FORMAT "}", send_id);

  return esp_job_push (self->tx, "send", key, payload, at_us, NULL, error);
}

/* Everyone whom one step sends to, entered in one go. */
static gboolean
write_send (EspJourneyTurn *self, guint32 step, GError **error)
{
  const EspJourneyStep *wanted = esp_journey_get_step (self->plan->journey, step);
  const EspSendPlan *send = self->plan->sends[wanted->send_number];
  gboolean only_takes = self->plan->only_takes[wanted->send_number];
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (EspLedgerEntry));
  gint64 first_us = G_MAXINT64;

  for (guint i = 0; i < self->effects->len; i++)
    {
      const EspJourneyEffect *effect = &g_array_index (self->effects, EspJourneyEffect, i);
      EspLedgerEntry entry = { .lead_id = effect->lead_id, .occasion = make_occasion (self, i) };

      if (effect->kind != ESP_EFFECT_SEND || effect->step != step)
        continue;
      if (effect->reason != ESP_REASON_NONE)
        entry.reason = esp_reason_name (effect->reason);
      if (esp_reason_waits (effect->reason))
        entry.next_at_us = effect->at_us;
      entry.is_done = only_takes && (effect->reason == ESP_REASON_NONE || entry.next_at_us != 0);
      if (!entry.is_done && (entry.reason == NULL || entry.next_at_us != 0))
        first_us = MIN (first_us, entry.next_at_us);
      g_array_append_val (entries, entry);
    }
  if (entries->len == 0 || send == NULL)
    return TRUE;
  return esp_ledger_insert (self->tx, send->send->id,
                            (const EspLedgerEntry *) (gpointer) entries->data, entries->len,
                            send->policy.version, error) &&
         (first_us == G_MAXINT64 || push_job (self, send->send->id, first_us, error));
}

/* Returns: (transfer full): whom the effects of a kind at one step are about. */
static EspBitmap *
collect_leads (const EspJourneyTurn *self, EspEffectKind kind, guint32 step)
{
  EspBitmap *leads = esp_bitmap_new ();

  for (guint i = 0; i < self->effects->len; i++)
    {
      const EspJourneyEffect *effect = &g_array_index (self->effects, EspJourneyEffect, i);

      if (effect->kind == kind && effect->step == step)
        esp_bitmap_add (leads, effect->lead_id);
    }
  return leads;
}

static void
set_value (const EspJourneyChange *change, const EspField *field, GTimeZone *zone, EspValue *out)
{
  const EspOperand *value = &change->value;

  if (value->type == ESP_OPERAND_TEXT && field->type == ESP_FIELD_TEXT)
    esp_value_set_text (out, value->text);
  else if (value->type == ESP_OPERAND_TEXT &&
           (field->type == ESP_FIELD_DATE || field->type == ESP_FIELD_DATETIME) &&
           esp_rule_date_is_valid (value->text))
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

      /* A day is kept as its midnight in UTC, wherever the workspace is. */
      esp_value_set_integer (out,
                             esp_journey_moment_of_text (value->text, field->type == ESP_FIELD_DATE
                                                                        ? utc
                                                                        : zone));
    }
  else if (value->type == ESP_OPERAND_TEXT)
    esp_value_clear (out); /* no number and no day: nothing is written that is none */
  else if (field->type == ESP_FIELD_DECIMAL)
    esp_value_set_decimal (out, value->number);
  else if (field->type == ESP_FIELD_TEXT)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      esp_operand_print_number (value->number, text, sizeof text);
      esp_value_set_text (out, text);
    }
  else
    esp_value_set_integer (out, (gint64) value->number);
}

/* Scores are given points, which decay and can be explained; what is no number gives nothing. */
static gboolean
write_score (EspJourneyTurn *self,
             const EspJourneyChange *change,
             const char *column,
             const EspBitmap *leads,
             GError **error)
{
  const char *act = change->kind == ESP_STEP_CHANGE_ADD     ? "add"
                    : change->kind == ESP_STEP_CHANGE_DECAY ? "scale"
                                                            : "set";
  g_autofree guint32 *ids = NULL;
  gsize n = 0;

  if (change->value.type == ESP_OPERAND_TEXT)
    return TRUE;
  ids = esp_bitmap_to_array (leads, &n);
  for (gsize i = 0; i < n; i++)
    if (!esp_score_give (self->tx, ids[i], column, act, change->value.number, self->plan->row->name,
                         error))
      return FALSE;
  return TRUE;
}

static gboolean
write_stage (EspJourneyTurn *self,
             const EspJourneyChange *change,
             const EspBitmap *leads,
             GError **error)
{
  EspStageMove move = { .to = change->value.text,
                        .reason = ESP_STAGE_BY_JOURNEY,
                        .detail = self->plan->row->name };
  gboolean is_back_allowed;

  if (!esp_stage_is_back_allowed (self->tx, &is_back_allowed, error))
    return FALSE;
  move.is_forward = !is_back_allowed;
  return esp_stage_move (self->tx, &move, leads, NULL, error);
}

static gboolean
write_field (EspJourneyTurn *self,
             const EspJourneyChange *change,
             const EspBitmap *leads,
             GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (self->tx, error);
  g_auto (EspJourneyFieldEdit) edit = { ESP_FIELD_EDIT_SET };
  int index;

  if (fields == NULL)
    return FALSE;
  index = esp_fields_find (fields, change->name);
  if (index >= 0 && esp_fields_get (fields, (guint) index)->is_score)
    return write_score (self, change, change->name, leads, error);
  if (g_strcmp0 (change->name, "stage") == 0 && change->kind == ESP_STEP_CHANGE_SET &&
      change->value.type == ESP_OPERAND_TEXT && *change->value.text != '\0')
    return write_stage (self, change, leads, error);
  if (index < 0 || !esp_fields_get (fields, (guint) index)->is_editable)
    return TRUE; /* the field is no more; the check of the journey says so */
  edit.field = esp_fields_get (fields, (guint) index);
  if (change->kind == ESP_STEP_CHANGE_ADD)
    edit.kind = ESP_FIELD_EDIT_ADD;
  else if (change->kind == ESP_STEP_CHANGE_DECAY)
    edit.kind = ESP_FIELD_EDIT_DECAY;
  if (change->kind == ESP_STEP_CHANGE_SET)
    {
      g_autoptr (EspSegmentWorld) world =
        esp_segment_engine_get_world (self->engine, self->tx, error);

      if (world == NULL)
        return FALSE;
      set_value (change, edit.field, esp_segment_world_get_zone (world), &edit.value);
    }
  edit.number = change->value.number;
  return esp_journey_edit_field (self->tx, &edit, leads, error);
}

static gboolean
write_update (EspJourneyTurn *self, guint32 step, const EspBitmap *leads, GError **error)
{
  const GArray *changes = esp_journey_get_step (self->plan->journey, step)->changes;

  for (guint i = 0; i < changes->len; i++)
    {
      const EspJourneyChange *change = &g_array_index (changes, EspJourneyChange, i);
      gint64 tag_id = 0;

      if (change->kind != ESP_STEP_CHANGE_TAG && change->kind != ESP_STEP_CHANGE_UNTAG)
        {
          if (!write_field (self, change, leads, error))
            return FALSE;
          continue;
        }
      if (!esp_tag_ensure (self->tx, change->name, &tag_id, error))
        return FALSE;
      if (change->kind == ESP_STEP_CHANGE_TAG
            ? !esp_tag_add (self->tx, tag_id, leads, NULL, error)
            : !esp_tag_remove (self->tx, tag_id, leads, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_segment (EspJourneyTurn *self, guint32 step, const EspBitmap *leads, GError **error)
{
  const EspJourneyStep *wanted = esp_journey_get_step (self->plan->journey, step);
  gint64 id = 0;
  gint64 n = 0;

  if (wanted->reference == NULL)
    return TRUE;
  if (wanted->is_audience)
    return !esp_ad_audience_resolve (self->tx, wanted->reference, &id, NULL) ||
           esp_ad_audience_put (self->tx, id, !wanted->is_removing, leads, NULL, error);
  if (!esp_segment_resolve (self->tx, wanted->reference, &id, NULL))
    return TRUE; /* the list is no more; the check of the journey says so */
  return wanted->is_removing ? esp_segment_remove_members (self->tx, id, leads, &n, error)
                             : esp_segment_add_members (self->tx, id, leads, &n, error);
}

static gboolean
write_tasks (EspJourneyTurn *self, GError **error)
{
  for (guint i = 0; i < self->effects->len; i++)
    {
      const EspJourneyEffect *effect = &g_array_index (self->effects, EspJourneyEffect, i);
      const EspJourneyStep *step = esp_journey_get_step (self->plan->journey, effect->step);
      const EspTaskRow task = { .lead_id = effect->lead_id,
                                .title = step->reference,
                                .owner = step->owner,
                                .step = step->id,
                                .is_alert = step->is_alert,
                                .due_us = effect->at_us,
                                .journey_id = self->plan->row->id,
                                .occasion = make_occasion (self, i) };

      if (effect->kind == ESP_EFFECT_TASK && !esp_task_row_insert (self->tx, &task, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static char *
make_key (const EspJourneyTurn *self, gint64 occasion)
{
  GString *key = g_string_new (NULL);

  for (gsize i = 0; i < sizeof self->plan->row->uuid; i++)
    g_string_append_printf (key, "%02x", self->plan->row->uuid[i]);
  g_string_append_printf (key, "-%" G_GINT64_FORMAT, occasion);
  return g_string_free (key, FALSE);
}

static gboolean
write_hooks (EspJourneyTurn *self, GError **error)
{
  for (guint i = 0; i < self->effects->len; i++)
    {
      const EspJourneyEffect *effect = &g_array_index (self->effects, EspJourneyEffect, i);
      const EspJourneyStep *step = esp_journey_get_step (self->plan->journey, effect->step);
      gint64 occasion = make_occasion (self, i);
      g_autofree char *key = NULL;
      EspHook hook = { .journey_id = self->plan->row->id,
                       .lead_id = effect->lead_id,
                       .occasion = occasion,
                       .version = self->plan->version,
                       .step = step->id,
                       .url = step->url,
                       .is_once = step->is_once };

      if (effect->kind != ESP_EFFECT_WEBHOOK || step->url == NULL)
        continue;
      key = make_key (self, occasion);
      hook.key = key;
      if (!esp_hook_insert (self->tx, &hook, error))
        return FALSE;
      self->has_hooks = TRUE;
    }
  return TRUE;
}

static void
note_left (EspJourneyTurn *self)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) self->plan->row->id);
  EspBitmap *left = g_hash_table_lookup (self->left, key);

  for (guint i = 0; i < self->effects->len; i++)
    {
      const EspJourneyEffect *effect = &g_array_index (self->effects, EspJourneyEffect, i);

      if (effect->kind != ESP_EFFECT_LEAVE)
        continue;
      if (left == NULL)
        {
          left = esp_bitmap_new ();
          g_hash_table_insert (self->left, key, left);
        }
      esp_bitmap_add (left, effect->lead_id);
    }
}

/* Returns: (transfer full): which steps have effects of each kind: bit of the kind by step. */
static GHashTable *
list_steps (const EspJourneyTurn *self)
{
  GHashTable *steps = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->effects->len; i++)
    {
      const EspJourneyEffect *effect = &g_array_index (self->effects, EspJourneyEffect, i);

      gpointer key = GUINT_TO_POINTER (effect->step + 1);
      guint kinds = GPOINTER_TO_UINT (g_hash_table_lookup (steps, key));

      g_hash_table_insert (steps, key, GUINT_TO_POINTER (kinds | 1u << effect->kind));
    }
  return steps;
}

static gboolean
write_step (EspJourneyTurn *self, guint32 step, guint kinds, GError **error)
{
  g_autoptr (EspBitmap) leads = NULL;

  if ((kinds & 1u << ESP_EFFECT_SEND) != 0 && !write_send (self, step, error))
    return FALSE;
  if ((kinds & 1u << ESP_EFFECT_UPDATE) != 0)
    {
      leads = collect_leads (self, ESP_EFFECT_UPDATE, step);
      return write_update (self, step, leads, error);
    }
  if ((kinds & 1u << ESP_EFFECT_SEGMENT) != 0)
    {
      leads = collect_leads (self, ESP_EFFECT_SEGMENT, step);
      return write_segment (self, step, leads, error);
    }
  return TRUE;
}

/**
 * esp_journey_turn_write_effects:
 *
 * Writes what has come together, and tells those who answer questions.
 */
gboolean
esp_journey_turn_write_effects (EspJourneyTurn *self, GError **error)
{
  g_autoptr (GHashTable) steps = NULL;

  if (self->effects->len == 0)
    return TRUE;
  steps = list_steps (self);
  for (guint32 step = 0; step < esp_journey_get_n_steps (self->plan->journey); step++)
    {
      guint kinds = GPOINTER_TO_UINT (g_hash_table_lookup (steps, GUINT_TO_POINTER (step + 1)));

      if (kinds != 0 && !write_step (self, step, kinds, error))
        return FALSE;
    }
  if (!write_tasks (self, error) || !write_hooks (self, error))
    return FALSE;
  note_left (self);
  g_array_set_size (self->effects, 0);
  g_array_set_size (self->effect_owners, 0);
  esp_journey_asks_note (self->asks, esp_tx_get_changes (self->tx));
  esp_journey_asks_written (self->asks);
  return TRUE;
}
