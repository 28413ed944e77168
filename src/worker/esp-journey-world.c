/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the check of a journey asks of the workspace: names, messages, hours, and how many people there are. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-world.h"

#include "channels/web/esp-web-client.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-refusal.h"
#include "store/esp-ad-audiences.h"
#include "store/esp-channels.h"
#include "store/esp-hooks.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-segments.h"
#include "worker/esp-message-check.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-message.h"
#include "worker/esp-text-check.h"

typedef struct
{
  EspTx *tx;
  EspSegmentEngine *engine;
  gint64 journey_id;
  GHashTable *senders;  /* (owned) (nullable) message to the name of a journey that sends it */
  GHashTable *refusals; /* (owned) (nullable) message to what keeps it back, or %NULL */
} Names;

static int
look_up_message (EspTx *tx, const char *name)
{
  g_autoptr (EspMessageRow) row = NULL;
  gint64 id = 0;

  if (!esp_message_resolve (tx, name, &id, NULL))
    return 0;
  row = esp_message_load (tx, id, NULL);
  return row == NULL ? 0 : row->archived_at_us != 0 ? 2 : 1;
}

/**
 * esp_journey_find_channel:
 * @name: (nullable): else the first one that is on
 *
 * Returns: its number; 0 without one
 */
gint64
esp_journey_find_channel (EspTx *tx, const char *name)
{
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, NULL);

  for (guint i = 0; channels != NULL && i < channels->len; i++)
    {
      const EspChannelRecord *channel = g_ptr_array_index (channels, i);
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, channel->id);

      if (name == NULL ? channel->is_enabled
                       : g_str_equal (channel->name, name) || g_str_equal (number, name))
        return channel->id;
    }
  return 0;
}

static int
look_up_caller (EspTx *tx, const char *url)
{
  g_autofree char *host = esp_web_dup_host (url, NULL);
  gboolean is_known = FALSE;

  if (host == NULL || !esp_hook_secret_is_known (tx, host, &is_known, NULL))
    return 0;
  return is_known ? 1 : 2;
}

static int
look_up (gpointer data, EspJourneyNameKind kind, const char *name)
{
  Names *names = data;
  g_autoptr (EspSegment) segment = NULL;
  gint64 id = 0;

  switch (kind)
    {
    case ESP_NAME_MESSAGE:
      return look_up_message (names->tx, name);
    case ESP_NAME_CHANNEL:
      return *name == '\0' ||
             esp_journey_find_channel (names->tx, name) != 0; /* there is the demo mailbox */
    case ESP_NAME_SEGMENT:
      if (!esp_segment_resolve (names->tx, name, &id, NULL))
        return 0;
      segment = esp_segment_load (names->tx, id, NULL);
      return segment == NULL ? 0 : segment->is_static ? 2 : 1;
    case ESP_NAME_AUDIENCE:
      return esp_ad_audience_resolve (names->tx, name, &id, NULL);
    case ESP_NAME_CALLER:
      return look_up_caller (names->tx, name);
    case ESP_NAME_JOURNEY:
      if (!esp_journey_row_resolve (names->tx, name, &id, NULL))
        return 0;
      return id == names->journey_id ? 2 : 1;
    default:
      return 0;
    }
}

/* Fields that the message prints without saying what stands there for whoever has none. */
static char **
list_bare_fields (gpointer data, const char *message)
{
  Names *names = data;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (EspSendMessage) opened = NULL;
  const EspMessageField *fields;
  EspMailSource source = { 0 };
  guint n = 0;

  if (!esp_message_resolve (names->tx, message, &source.message_id, NULL))
    return NULL;
  opened = esp_send_message_load (names->tx, &source, NULL, NULL);
  if (opened == NULL)
    return NULL; /* the check of the message tells */
  fields = esp_send_message_get_fields (opened, &n);
  for (guint i = 0; i < n; i++)
    if (fields[i].is_printed && !fields[i].has_fallback && !fields[i].is_guarded &&
        !g_str_equal (fields[i].name, "email") && !g_str_equal (fields[i].name, "created_at"))
      g_strv_builder_add (builder, fields[i].name);
  return g_strv_builder_end (builder);
}

/* The rules about the message alone; those about whom it goes to are asked when it is published. Empty when all
 * is well. */
static EspJourneyRefusal *
check_message (EspTx *tx, gint64 id)
{
  g_autoptr (GHashTable) no_rates = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  EspMailSource source = { .message_id = id };
  g_autoptr (EspSendMessage) opened = esp_send_message_load (tx, &source, NULL, &error);
  g_autoptr (GPtrArray) findings = NULL;
  EspJourneyRefusal *refusal = g_new0 (EspJourneyRefusal, 1);

  if (opened == NULL)
    {
      refusal->rule = g_strdup ("SEND-BROKEN");
      refusal->args[0] = g_strdup (error->message);
      return refusal;
    }
  findings = opened->mail != NULL ? esp_message_check_for (tx, opened->mail, NULL, no_rates, NULL)
                                  : esp_text_check (tx, opened->text, NULL, NULL);
  for (guint i = 0; findings != NULL && refusal->rule == NULL && i < findings->len; i++)
    {
      const EspContentFinding *finding = g_ptr_array_index (findings, i);

      if (finding->severity >= ESP_SEVERITY_APPROVE &&
          finding->severity == esp_content_findings_worst (findings))
        esp_journey_refusal_set_finding (refusal, finding);
    }
  return refusal;
}

static void
free_refusal (gpointer data)
{
  esp_journey_refusal_clear (data);
  g_free (data);
}

static gboolean
find_refusal (gpointer data, const char *message, EspJourneyRefusal *out)
{
  Names *names = data;
  const EspJourneyRefusal *known;
  gint64 id = 0;

  if (!esp_message_resolve (names->tx, message, &id, NULL))
    return FALSE;
  if (names->refusals == NULL)
    names->refusals = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_refusal);
  if (!g_hash_table_contains (names->refusals, &id))
    g_hash_table_insert (names->refusals, g_memdup2 (&id, sizeof id),
                         check_message (names->tx, id));
  known = g_hash_table_lookup (names->refusals, &id);
  esp_journey_refusal_copy (known, out);
  return known->rule != NULL;
}

static void
note_senders (Names *names, const EspJourneyRow *row, const EspJourney *journey)
{
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);
      gint64 id = 0;

      if (step->kind == ESP_STEP_SEND && !step->is_off && step->reference != NULL &&
          esp_message_resolve (names->tx, step->reference, &id, NULL))
        g_hash_table_insert (names->senders, g_memdup2 (&id, sizeof id), g_strdup (row->name));
    }
}

static void
load_senders (Names *names)
{
  g_autoptr (GPtrArray) rows = esp_journey_row_list (names->tx, TRUE, NULL);

  names->senders = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspJourneyRow *row = g_ptr_array_index (rows, i);
      g_autoptr (EspJourneyVersion) version = NULL;
      g_autoptr (EspJourney) journey = NULL;

      if (row->id == names->journey_id)
        continue;
      version = esp_journey_version_load (names->tx, row->id, row->version, NULL);
      journey = version != NULL ? esp_journey_parse_json (version->definition, -1, NULL) : NULL;
      if (journey != NULL)
        note_senders (names, row, journey);
    }
}

static char *
find_other_sender (gpointer data, const char *message)
{
  Names *names = data;
  gint64 id = 0;

  if (names->senders == NULL)
    load_senders (names);
  if (!esp_message_resolve (names->tx, message, &id, NULL))
    return NULL;
  return g_strdup (g_hash_table_lookup (names->senders, &id));
}

static gint64
count_rule (gpointer data, const EspRule *rule, gint64 *out_of)
{
  Names *names = data;
  g_autoptr (EspSegmentCount) count =
    esp_segment_engine_count (names->engine, names->tx, rule, NULL, ESP_SEGMENT_PLAIN, NULL);

  if (count == NULL)
    return -1;
  *out_of = (gint64) count->n_leads;
  return (gint64) count->size;
}

static gint64
count_segment (gpointer data, const char *segment, gint64 *out_of)
{
  Names *names = data;
  g_autoptr (EspRule) everyone = esp_rule_new_everyone ();
  g_autoptr (EspBitmap) members = esp_segment_source_members (names->tx, segment, NULL);

  if (members == NULL)
    return -1;
  (void) count_rule (data, everyone, out_of);
  return (gint64) esp_bitmap_count (members);
}

static GArray *
check (Names *names, const EspJourney *journey, gboolean counts, GError **error)
{
  g_autoptr (EspSegmentWorld) world =
    esp_segment_engine_get_world (names->engine, names->tx, error);
  g_autofree char *policy =
    world != NULL ? esp_meta_get_text (names->tx, ESP_META_POLICY, "", error) : NULL;
  EspJourneyWorld asked = { names, look_up };
  GArray *problems;

  if (policy == NULL)
    return NULL;
  asked.catalog = esp_segment_world_get_catalog (world);
  asked.now_us = esp_tx_get_now_us (names->tx);
  asked.zone = esp_segment_world_get_zone (world);
  if (!esp_policy_from_json (policy, &asked.policy, NULL))
    asked.policy = esp_policy_default;
  if (counts)
    {
      asked.list_bare_fields = list_bare_fields;
      asked.find_other_sender = find_other_sender;
      asked.find_refusal = find_refusal;
      asked.count_rule = count_rule;
      asked.count_segment = count_segment;
    }
  problems = esp_journey_check (journey, &asked);
  g_clear_pointer (&names->senders, g_hash_table_unref);
  g_clear_pointer (&names->refusals, g_hash_table_unref);
  return problems;
}

/**
 * esp_journey_check_draft:
 * @id: 0 for one that is not stored yet
 *
 * Returns: (transfer full) (element-type EspJourneyProblem): what is wrong or strange in this workspace, as
 *   far as names tell; %NULL with @error set
 */
GArray *
esp_journey_check_draft (EspTx *tx,
                         EspSegmentEngine *engine,
                         gint64 id,
                         const EspJourney *journey,
                         GError **error)
{
  Names names = { tx, engine, id, NULL, NULL };

  return check (&names, journey, FALSE, error);
}

/**
 * esp_journey_check_whole:
 * @id: 0 for one that is not stored yet
 *
 * As esp_journey_check_draft(), and also reads the messages, looks at other journeys, and counts people; on a
 * thread where that may take a while.
 *
 * Returns: (transfer full) (element-type EspJourneyProblem): %NULL with @error set
 */
GArray *
esp_journey_check_whole (EspTx *tx,
                         EspSegmentEngine *engine,
                         gint64 id,
                         const EspJourney *journey,
                         GError **error)
{
  Names names = { tx, engine, id, NULL, NULL };

  return check (&names, journey, TRUE, error);
}
