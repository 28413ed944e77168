/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person can order of a journey: made, changed, published behind the same gate as every send, halted,
 * and entered by hand. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-orders.h"

#include "engine/journey/esp-journey-json.h"
#include "store/esp-audit.h"
#include "store/esp-messages.h"
#include "store/esp-segments.h"
#include "worker/esp-journey-turn.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-check.h"

#include <string.h>

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

/**
 * esp_journey_order_create:
 * @name: (nullable): else as the text says
 * @json: anything that can be read as a journey
 */
gboolean
esp_journey_order_create (EspTx *tx,
                          const char *name,
                          const char *json,
                          gint64 *out_id,
                          GError **error)
{
  g_autoptr (EspJourney) journey = esp_journey_parse_json (json, -1, error);
  g_autofree char *text = NULL;

  if (journey == NULL)
    return FALSE;
  if (name == NULL)
    name = journey->name;
  if (name == NULL || *name == '\0')
    return refuse (error, "The journey needs a name");
  text = esp_journey_to_json (journey);
  return esp_journey_row_insert (tx, name, text, out_id, error);
}

/**
 * esp_journey_order_edit:
 *
 * Gives a journey another draft. People in it notice nothing before it is published.
 */
gboolean
esp_journey_order_edit (EspTx *tx, gint64 id, const char *json, GError **error)
{
  g_autoptr (EspJourney) journey = esp_journey_parse_json (json, -1, error);
  g_autoptr (EspJourneyRow) row = journey != NULL ? esp_journey_row_load (tx, id, error) : NULL;
  g_autofree char *text = NULL;

  if (row == NULL)
    return FALSE;
  text = esp_journey_to_json (journey);
  return esp_journey_row_update (tx, id, journey->name != NULL ? journey->name : row->name, text,
                                 error);
}

typedef struct
{
  EspTx *tx;
  gint64 journey_id;
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

static gint64
find_channel (EspTx *tx, const char *name)
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
      return *name == '\0' || find_channel (names->tx, name) != 0; /* there is the demo mailbox */
    case ESP_NAME_SEGMENT:
      if (!esp_segment_resolve (names->tx, name, &id, NULL))
        return 0;
      segment = esp_segment_load (names->tx, id, NULL);
      return segment == NULL ? 0 : segment->is_static ? 2 : 1;
    case ESP_NAME_JOURNEY:
      if (!esp_journey_row_resolve (names->tx, name, &id, NULL))
        return 0;
      return id == names->journey_id ? 2 : 1;
    default:
      return 0;
    }
}

/**
 * esp_journey_check_draft:
 * @id: 0 for one that is not stored yet
 *
 * Returns: (transfer full) (element-type EspJourneyProblem): what is wrong or strange in this workspace;
 *   %NULL with @error set
 */
GArray *
esp_journey_check_draft (EspTx *tx,
                         EspSegmentEngine *engine,
                         gint64 id,
                         const EspJourney *journey,
                         GError **error)
{
  g_autoptr (EspSegmentWorld) world = esp_segment_engine_get_world (engine, tx, error);
  Names names = { tx, id };
  EspJourneyWorld asked = { &names, look_up };

  if (world == NULL)
    return NULL;
  asked.catalog = esp_segment_world_get_catalog (world);
  asked.now_us = esp_tx_get_now_us (tx);
  asked.zone = esp_segment_world_get_zone (world);
  return esp_journey_check (journey, &asked);
}

static gboolean
is_about_nobody (const EspContentFinding *finding)
{
  return g_str_equal (finding->rule->id, "SEND-AUDIENCE");
}

/* The same gate as of a campaign, for everyone who might come by; that nobody is there yet is no matter. */
static gboolean
pass_gate (EspTx *tx, gint64 send_id, gboolean accepts_warnings, GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send_id, error);
  g_autoptr (EspSendTally) tally = NULL;
  g_autoptr (EspSendCheck) check = NULL;

  if (plan == NULL)
    return FALSE;
  if (plan->channel != NULL && g_str_equal (plan->channel->kind, ESP_CHANNEL_KIND_NULL))
    return TRUE; /* nothing reaches anybody */
  tally = esp_send_tally_new (tx, plan, esp_segment_source_members, error);
  check = tally != NULL ? esp_send_check_new (tx, plan, tally, error) : NULL;
  if (check == NULL)
    return FALSE;
  for (guint i = check->findings->len; i > 0; i--)
    if (is_about_nobody (g_ptr_array_index (check->findings, i - 1)))
      g_ptr_array_remove_index (check->findings, i - 1);
  return esp_send_check_permits (check, accepts_warnings, error);
}

/* A step that sends the same version of the same message over the same channel goes on with its send. */
static gint64
find_send (EspTx *tx, const EspJourneyVersion *before, const EspSend *wanted)
{
  for (guint i = 0; before != NULL && i < before->n_sends; i++)
    {
      g_autoptr (EspSend) send =
        before->sends[i] != 0 ? esp_send_load (tx, before->sends[i], NULL) : NULL;

      if (send != NULL && send->message_id == wanted->message_id &&
          send->message_version == wanted->message_version &&
          send->channel_id == wanted->channel_id && g_str_equal (send->options, wanted->options))
        return send->id;
    }
  return 0;
}

typedef struct
{
  EspJourneyRow *row;
  const EspJourney *journey;
  const EspJourneyVersion *before; /* (nullable) */
  gboolean accepts_warnings;
} Publication;

static gboolean
make_send (EspTx *tx,
           const Publication *publication,
           const EspJourneyStep *step,
           gint64 *out_id,
           GError **error)
{
  g_autoptr (EspSend) send = esp_send_new (publication->row->campaign_id);
  int version = 0;

  if (!esp_message_resolve (tx, step->reference, &send->message_id, error) ||
      !esp_message_freeze (tx, send->message_id, NULL, &version, error))
    return FALSE;
  send->message_version = version;
  send->channel_id = find_channel (tx, step->channel);
  if (send->channel_id == 0 && !esp_channel_ensure_demo (tx, &send->channel_id, error))
    return FALSE;
  g_free (send->options);
  send->options =
    g_strdup (step->is_transactional ? "{\"continuous\":true,\"transactional\":true,\"hold\":0}"
                                     : "{\"continuous\":true,\"hold\":0}");
  *out_id = find_send (tx, publication->before, send);
  if (*out_id != 0)
    return TRUE;
  send->prepared_at_us = esp_tx_get_now_us (tx);
  send->started_at_us = send->prepared_at_us;
  g_free (send->state);
  send->state = g_strdup ("sending");
  if (!esp_send_insert (tx, send, error))
    return FALSE;
  *out_id = send->id;
  return pass_gate (tx, send->id, publication->accepts_warnings, error);
}

static gboolean
make_sends (EspTx *tx, const Publication *publication, gint64 *sends, GError **error)
{
  for (guint32 i = 0; i < esp_journey_get_n_steps (publication->journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (publication->journey, i);

      if (step->kind != ESP_STEP_SEND || step->is_off)
        continue;
      if (!make_send (tx, publication, step, &sends[step->send_number], error))
        {
          g_prefix_error (error, "Step %u “%s”: ", i + 1,
                          step->title != NULL ? step->title : step->id);
          return FALSE;
        }
    }
  return TRUE;
}

/* Who is in a segment already counts as seen, unless the entry takes them too. */
static gboolean
set_doors (EspTx *tx, EspSegmentEngine *engine, const Publication *publication, GError **error)
{
  for (guint i = 0; i < publication->journey->entries->len; i++)
    {
      const EspJourneyEntry *entry =
        &g_array_index (publication->journey->entries, EspJourneyEntry, i);
      EspJourneyDoor door = { NULL, 0 };
      gboolean is_known = FALSE;
      gboolean is_ok;

      if ((entry->kind != ESP_ENTRY_ENTERS_SEGMENT && entry->kind != ESP_ENTRY_LEAVES_SEGMENT) ||
          (entry->kind == ESP_ENTRY_ENTERS_SEGMENT && entry->takes_existing))
        continue;
      if (!esp_journey_door_load (tx, publication->row->id, entry->id, &door, &is_known, error))
        return FALSE;
      if (!is_known)
        door.members = esp_segment_source_members (tx, entry->reference, error);
      is_ok = is_known || (door.members != NULL && esp_journey_door_save (tx, publication->row->id,
                                                                          entry->id, &door, error));
      esp_journey_door_clear (&door);
      if (!is_ok)
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_problems (EspTx *tx, EspSegmentEngine *engine, const Publication *publication, GError **error)
{
  g_autoptr (GArray) problems =
    esp_journey_check_draft (tx, engine, publication->row->id, publication->journey, error);
  const EspJourneyProblem *first;
  g_autofree char *sentence = NULL;
  g_autofree char *place = NULL;

  if (problems == NULL)
    return FALSE;
  first = esp_journey_problems_first_error (problems);
  if (first == NULL)
    return TRUE;
  sentence = esp_journey_problem_dup_sentence (first);
  place = esp_journey_problem_dup_place (first, publication->journey);
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED,
               "The journey cannot be published: %s: %s", place, sentence);
  return FALSE;
}

/* What came in before the journey began, or after it had ended, is not for it. A new version goes on where
 * the last one is. */
static gboolean
skip_old_events (EspTx *tx, const EspJourneyRow *row, GError **error)
{
  gboolean goes_on = row->version > 0 && !g_str_equal (row->state, "ended");
  gint64 last = 0;

  return goes_on || (esp_event_get_last_id (tx, &last, error) &&
                     esp_journey_cursor_save (tx, row->id, last, error));
}

static gboolean
write_version (EspTx *tx, EspSegmentEngine *engine, const Publication *publication, GError **error)
{
  EspJourneyVersion version = { .journey_id = publication->row->id,
                                .version = publication->row->version + 1,
                                .definition = publication->row->draft,
                                .n_sends = publication->journey->n_sends };
  g_autofree gint64 *sends = g_new0 (gint64, version.n_sends + 1);
  g_autofree char *object = g_strdup_printf ("journey:%" G_GINT64_FORMAT, publication->row->id);
  g_autofree char *detail = g_strdup_printf ("{\"version\":%u}", version.version);

  version.sends = sends;
  return skip_old_events (tx, publication->row, error) &&
         make_sends (tx, publication, sends, error) &&
         esp_journey_version_insert (tx, &version, error) &&
         set_doors (tx, engine, publication, error) &&
         esp_audit_add (tx, "journey-published", object, detail, error);
}

/**
 * esp_journey_order_publish:
 * @accepts_warnings: a person has seen what needs a yes, and said it
 *
 * Freezes the draft and its messages as the next version, which people enter from now on. Who is in it stays
 * on the version on which they came in.
 *
 * Returns: %FALSE with @error set, %ESP_STORE_ERROR_REFUSED when something stands against it
 */
gboolean
esp_journey_order_publish (EspTx *tx,
                           EspSegmentEngine *engine,
                           gint64 id,
                           gboolean accepts_warnings,
                           GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);
  g_autoptr (EspJourney) journey =
    row != NULL ? esp_journey_parse_json (row->draft, -1, error) : NULL;
  g_autoptr (EspJourneyVersion) before = NULL;
  Publication publication = { row, journey, NULL, accepts_warnings };

  if (journey == NULL || !check_problems (tx, engine, &publication, error))
    return FALSE;
  if (row->version > 0)
    {
      before = esp_journey_version_load (tx, id, row->version, error);
      if (before == NULL)
        return FALSE;
      publication.before = before;
    }
  if (row->campaign_id == 0 && journey->n_sends > 0 &&
      (!esp_campaign_insert (tx, row->name, &row->campaign_id, error) ||
       !esp_journey_row_set_campaign (tx, id, row->campaign_id, error)))
    return FALSE;
  return write_version (tx, engine, &publication, error);
}

/**
 * esp_journey_order_state:
 * @state: live, paused (people wait where they are; times go on), closed (nobody enters any more) or ended
 */
gboolean
esp_journey_order_state (EspTx *tx, gint64 id, const char *state, GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);
  g_autofree char *object = g_strdup_printf ("journey:%" G_GINT64_FORMAT, id);
  g_autofree char *action = g_strdup_printf ("journey-%s", state);

  if (row == NULL)
    return FALSE;
  if (row->version == 0)
    return refuse (error, "The journey is a draft; publish it first");
  return esp_journey_row_set_state (tx, id, state, error) &&
         esp_audit_add (tx, action, object, NULL, error);
}

/**
 * esp_journey_order_enter:
 * @out_n: how many came in; those who may not, by the rule of re-entry or a limit, did not
 *
 * Lets people in by hand, whatever entries the journey has.
 */
gboolean
esp_journey_order_enter (EspTx *tx,
                         EspSegmentEngine *engine,
                         gint64 id,
                         const EspBitmap *leads,
                         gint64 *out_n,
                         GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, id, error);
  g_autoptr (EspJourneyPlan) plan = NULL;
  g_autoptr (EspBitmap) rest = esp_bitmap_copy (leads);
  g_autoptr (EspBitmap) before = NULL;
  g_autoptr (EspBitmap) after = NULL;
  EspJourneyTurn turn = { .tx = tx, .engine = engine };
  gboolean is_ok = TRUE;

  if (row == NULL)
    return FALSE;
  if (!g_str_equal (row->state, "live"))
    return refuse (error, "Nobody can enter the journey now: it is not live");
  plan = esp_journey_plan_load (tx, id, row->version, error);
  before = plan != NULL ? esp_journey_leads (tx, id, TRUE, error) : NULL;
  if (before == NULL)
    return FALSE;
  turn.asks = esp_journey_asks_new (engine);
  turn.plan = plan;
  esp_journey_asks_begin (turn.asks, tx, plan);
  while (is_ok && !esp_bitmap_is_empty (rest))
    {
      g_autofree guint32 *ids = g_new (guint32, ESP_JOURNEY_BATCH);
      gsize n = esp_bitmap_next (rest, 0, ids, ESP_JOURNEY_BATCH);
      g_autoptr (EspBitmap) part = esp_bitmap_new ();

      esp_bitmap_add_many (part, ids, n);
      esp_bitmap_andnot (rest, part);
      is_ok = esp_journey_turn_admit (&turn, part, NULL, 0, NULL, error);
    }
  is_ok = esp_journey_asks_end (turn.asks, is_ok ? error : NULL) && is_ok;
  esp_journey_asks_free (turn.asks);
  after = is_ok ? esp_journey_leads (tx, id, TRUE, error) : NULL;
  if (after == NULL)
    return FALSE;
  *out_n = (gint64) esp_bitmap_andnot_count (after, before);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOURNEY);
  return TRUE;
}
