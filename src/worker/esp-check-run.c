/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs every check of a message, of a campaign's sends or of a journey's messages, also as of another day. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-check-run.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-campaigns.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-message-check.h"
#include "worker/esp-message-fix.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-check.h"
#include "worker/esp-send-fix.h"
#include "worker/esp-text-check.h"

#define DEFAULT_COUNTRY "KR"

/**
 * esp_check_part_free:
 * @self: (nullable)
 */
void
esp_check_part_free (EspCheckPart *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_strfreev (self->countries);
  g_free (self->title);
  g_free (self);
}

static EspCheckPart *
part_new (const char *title, gint64 message_id)
{
  EspCheckPart *part = g_new0 (EspCheckPart, 1);

  part->title = g_strdup (title);
  part->message_id = message_id;
  return part;
}

static GPtrArray *
parts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) esp_check_part_free);
}

static GPtrArray *
findings_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) esp_content_finding_free);
}

/* A message that cannot be opened is a finding, not a failure of the check. */
static GPtrArray *
say_broken (const GError *problem)
{
  GPtrArray *findings = findings_new ();
  const EspContentRule *rule = esp_content_rules_find (esp_rule_packs_refresh (), "SEND-BROKEN");
  EspContentFinding *finding;

  if (rule == NULL)
    return findings;
  finding = g_new0 (EspContentFinding, 1);
  finding->rule = rule;
  finding->severity = rule->severity;
  finding->place = g_strdup ("message");
  finding->args[0] = g_strdup (problem->message);
  g_ptr_array_add (findings, finding);
  return findings;
}

/* A message of a telephone or a room, as an ordinary lead would get it: with what the program puts around it. */
static GPtrArray *
check_text (EspTx *tx, const EspMessageRow *row, const EspCheckWish *wish, GError **error)
{
  g_autofree char *country = esp_meta_get_text (tx, ESP_META_COUNTRY, DEFAULT_COUNTRY, error);
  const char *own[] = { country, NULL };
  const EspTextSource source = { .message_id = row->id };
  EspCheckWish local = *wish;
  g_autoptr (EspTextComposer) composer = NULL;
  g_autoptr (GError) problem = NULL;
  GPtrArray *findings;

  if (country == NULL)
    return NULL;
  if (local.countries == NULL)
    local.countries = own;
  composer = esp_text_composer_load (tx, &source, &problem);
  if (composer == NULL)
    return say_broken (problem);
  findings = esp_text_check_with (tx, composer, &local, &problem);
  return findings != NULL ? findings : say_broken (problem);
}

static GPtrArray *
check_email (EspTx *tx, const EspMessageRow *row, const EspCheckWish *wish, GError **error)
{
  const EspMailSource source = { .message_id = row->id, .is_only_read = TRUE };
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspMailComposer) composer = esp_mail_composer_load (tx, &source, &problem);

  return composer != NULL ? esp_message_check_with (tx, composer, wish, NULL, error)
                          : say_broken (problem);
}

static EspCheckPart *
check_message (EspTx *tx, gint64 id, const EspCheckWish *wish, GError **error)
{
  g_autoptr (EspMessageRow) row = esp_message_load (tx, id, error);
  g_autoptr (EspCheckPart) part = row != NULL ? part_new (row->name, id) : NULL;

  if (part == NULL)
    return NULL;
  part->findings = esp_text_doc_is_text (row->channel) ? check_text (tx, row, wish, error)
                                                       : check_email (tx, row, wish, error);
  return part->findings != NULL ? g_steal_pointer (&part) : NULL;
}

/**
 * esp_check_run_message:
 *
 * Returns: (transfer full) (element-type EspCheckPart): one part; %NULL with @error set
 */
GPtrArray *
esp_check_run_message (EspTx *tx, gint64 id, const EspCheckWish *wish, GError **error)
{
  EspCheckPart *part = check_message (tx, id, wish, error);
  GPtrArray *parts;

  if (part == NULL)
    return NULL;
  parts = parts_new ();
  g_ptr_array_add (parts, part);
  return parts;
}

static EspCheckPart *
check_send (EspTx *tx, const EspSend *send, const EspCheckWish *wish, GError **error)
{
  g_autoptr (EspMessageRow) row =
    send->message_id != 0 ? esp_message_load (tx, send->message_id, NULL) : NULL;
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send->id, error);
  g_autoptr (EspSendTally) tally =
    plan != NULL ? esp_send_tally_new (tx, plan, esp_segment_source_members, error) : NULL;
  g_autoptr (EspSendCheck) check =
    tally != NULL ? esp_send_check_new_with (tx, plan, tally, wish, error) : NULL;
  EspCheckPart *part;

  if (check == NULL)
    return NULL;
  part = part_new (row != NULL ? row->name : NULL, send->message_id);
  part->send_id = send->id;
  part->findings = g_steal_pointer (&check->findings);
  part->countries = g_steal_pointer (&check->countries);
  return part;
}

/**
 * esp_check_run_campaign:
 *
 * Returns: (transfer full) (element-type EspCheckPart): one part for each send; %NULL with @error set
 */
GPtrArray *
esp_check_run_campaign (EspTx *tx, gint64 id, const EspCheckWish *wish, GError **error)
{
  g_autoptr (GPtrArray) sends = esp_send_list (tx, id, error);
  g_autoptr (GPtrArray) parts = parts_new ();

  if (sends == NULL)
    return NULL;
  for (guint i = 0; i < sends->len; i++)
    {
      EspCheckPart *part = check_send (tx, sends->pdata[i], wish, error);

      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  return g_steal_pointer (&parts);
}

static EspCheckPart *
check_step (EspTx *tx, const EspJourneyStep *step, const EspCheckWish *wish, GError **error)
{
  g_autoptr (GError) problem = NULL;
  EspCheckPart *part;
  gint64 id = 0;

  if (step->reference == NULL || !esp_message_resolve (tx, step->reference, &id, &problem))
    {
      part = part_new (NULL, 0);
      if (problem == NULL)
        problem = g_error_new_literal (ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                                       "The step names no message");
      part->findings = say_broken (problem);
    }
  else
    part = check_message (tx, id, wish, error);
  if (part != NULL)
    {
      g_autofree char *message = g_steal_pointer (&part->title);

      part->title = g_strdup_printf ("%s: %s", step->title != NULL ? step->title : step->id,
                                     message != NULL ? message : "");
    }
  return part;
}

/**
 * esp_check_run_journey:
 *
 * Returns: (transfer full) (element-type EspCheckPart): one part for each step that sends, as it is drawn
 *   now; %NULL with @error set
 */
GPtrArray *
esp_check_run_journey (EspTx *tx, gint64 id, const EspCheckWish *wish, GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);
  g_autoptr (EspJourney) journey =
    row != NULL ? esp_journey_parse_json (row->draft, -1, error) : NULL;
  g_autoptr (GPtrArray) parts = parts_new ();

  if (journey == NULL)
    return NULL;
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);
      EspCheckPart *part;

      if (step->kind != ESP_STEP_SEND || step->is_off)
        continue;
      part = check_step (tx, step, wish, error);
      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  return g_steal_pointer (&parts);
}

static gboolean
fix_part (EspTx *tx, const EspCheckPart *part, const char *rule, guint *out_n, GError **error)
{
  const char *const *countries = (const char *const *) part->countries;
  g_autoptr (EspSend) send = NULL;

  *out_n = 0;
  if (part->send_id == 0)
    return part->message_id == 0 ||
           esp_message_fix (tx, part->message_id, rule, countries, out_n, error);
  send = esp_send_load (tx, part->send_id, error);
  if (send == NULL)
    return FALSE;
  /* What has begun goes as it was begun. */
  return send->message_version != 0 || !g_str_equal (send->state, "draft") ||
         esp_send_fix (tx, part->send_id, rule, countries, out_n, error);
}

/**
 * esp_check_parts_fix:
 * @parts: (element-type EspCheckPart): as a run found them
 * @rule: (nullable): only what this rule found; else all that can be mended
 * @out_n_fixed: (out): how many things were mended
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_check_parts_fix (EspTx *tx,
                     GPtrArray *parts,
                     const char *rule,
                     guint *out_n_fixed,
                     GError **error)
{
  *out_n_fixed = 0;
  for (guint i = 0; i < parts->len; i++)
    {
      guint n = 0;

      if (!fix_part (tx, parts->pdata[i], rule, &n, error))
        return FALSE;
      *out_n_fixed += n;
    }
  return TRUE;
}

/**
 * esp_check_parts_worst:
 *
 * Returns: the worst severity among all
 */
EspSeverity
esp_check_parts_worst (GPtrArray *parts)
{
  EspSeverity worst = ESP_SEVERITY_FINE;

  for (guint i = 0; i < parts->len; i++)
    worst = MAX (worst, esp_content_findings_worst (((EspCheckPart *) parts->pdata[i])->findings));
  return worst;
}
