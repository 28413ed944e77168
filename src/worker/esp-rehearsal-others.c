/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what else reaches the people of a rehearsal: what they got lately, what campaigns are about to send, and
 * where other journeys have them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-rehearsal-load.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-wait.h"
#include "store/esp-journeys.h"
#include "store/esp-journey-members.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-plan.h"

/* Of a journey with more steps on a way than this the rest is not foreseen. */
#define MAX_AHEAD 200
#define MAX_MEMBERS 1000000

typedef struct
{
  EspRehearsalLoad *load;
  GArray *persons;
  GArray *items;
} Rows;

static void
sent_cb (const EspRehearsalRow *row, gpointer data)
{
  Rows *rows = data;
  int person = esp_rehearsal_world_find_person (rows->load->world, row->lead_id);
  guint32 number = (guint32) person;

  if (person < 0 || row->at_us > rows->load->world->start_us)
    return;
  g_array_append_val (rows->persons, number);
  g_array_append_val (rows->items, row->at_us);
}

static gboolean
load_past (EspRehearsalLoad *self, GError **error)
{
  const EspPolicy *policy = &self->world->policy;
  guint days = MAX (policy->cap_count > 0 ? policy->cap_days : 0, policy->cap_per_day > 0 ? 1 : 0);
  Rows rows = { self, g_array_new (FALSE, FALSE, sizeof (guint32)),
                g_array_new (FALSE, FALSE, sizeof (gint64)) };
  gboolean is_ok =
    days == 0 ||
    esp_rehearsal_read_sent (self->tx, self->world->start_us - (gint64) days * ESP_USEC_PER_DAY,
                             sent_cb, &rows, error);

  esp_rehearsal_world_set_past (self->world, rows.persons, rows.items);
  g_array_unref (rows.persons);
  g_array_unref (rows.items);
  return is_ok;
}

static void
add_planned (Rows *rows, guint32 lead_id, gint64 at_us, guint source)
{
  EspRehearsalWorld *world = rows->load->world;
  int person = esp_rehearsal_world_find_person (world, lead_id);
  const EspRehearsalPlanned planned = { at_us, source };
  guint32 number = (guint32) person;
  guint8 needed = ESP_PERSON_PRESENT | ESP_PERSON_VALID | ESP_PERSON_GRANTED;

  if (person < 0 || at_us < world->start_us || at_us > world->end_us ||
      (world->flags[person] & needed) != needed ||
      (world->flags[person] & ESP_PERSON_SUPPRESSED) != 0)
    return;
  g_array_append_val (rows->persons, number);
  g_array_append_val (rows->items, planned);
}

static gboolean
load_campaign (Rows *rows, const EspRehearsalPlan *plan, GError **error)
{
  EspTx *tx = rows->load->tx;
  g_autoptr (EspSendPlan) send = esp_send_plan_load (tx, plan->send_id, error);
  g_autoptr (EspBitmap) audience = NULL;
  g_autofree guint32 *ids = NULL;
  guint source;
  gsize n = 0;

  if (send == NULL)
    return FALSE;
  if (!send->rule.is_channel_ready)
    return TRUE;
  audience = esp_send_plan_resolve_audience (tx, send, esp_segment_source_members, NULL);
  if (audience == NULL)
    return TRUE; /* its own check tells */
  source = esp_rehearsal_world_add_source (rows->load->world, plan->name);
  ids = esp_bitmap_to_array (audience, &n);
  for (gsize i = 0; i < n; i++)
    add_planned (rows, ids[i], MAX (plan->at_us, rows->load->world->start_us), source);
  return TRUE;
}

/* What the way ahead of a member is, as far as nothing has to be asked: time alone leads on. */
typedef struct
{
  const EspJourney *journey;
  EspJourneyFacts facts;
  GTimeZone *zone;
} Ahead;

static GTimeZone *
get_zone (gpointer data, guint32 lead_id)
{
  return ((Ahead *) data)->zone;
}

static gboolean
get_day (gpointer data, guint32 lead_id, const char *field, gint64 *out_day)
{
  return FALSE;
}

static void
walk_ahead (Rows *rows, Ahead *ahead, const EspJourneyMember *member, guint source)
{
  EspJourneyRun run = { .journey = ahead->journey, .facts = &ahead->facts };
  guint32 step = member->step;
  gint64 now_us = member->due_us;

  if (member->due_us == G_MAXINT64)
    return;
  now_us = MAX (now_us, rows->load->world->start_us);
  for (guint n = 0; n < MAX_AHEAD && step < esp_journey_get_n_steps (ahead->journey) &&
                    now_us <= rows->load->world->end_us;
       n++)
    {
      const EspJourneyStep *at = esp_journey_get_step (ahead->journey, step);
      gboolean is_waiting = n == 0 && member->phase == ESP_PHASE_WAITING;

      if (at->kind == ESP_STEP_SPLIT || at->kind == ESP_STEP_RANDOM || at->kind == ESP_STEP_TEST ||
          at->kind == ESP_STEP_EXIT || at->kind == ESP_STEP_GO_TO)
        return;
      if (!at->is_off && at->kind == ESP_STEP_SEND && !at->is_transactional)
        add_planned (rows, member->lead_id, now_us, source);
      else if (!at->is_off && at->kind == ESP_STEP_WAIT && !is_waiting)
        {
          run.now_us = now_us;
          now_us = esp_journey_wait_end (&run, at, member->lead_id, now_us);
        }
      step = at->next;
    }
}

static gboolean
load_members (Rows *rows, const EspJourneyRow *row, guint version, GError **error)
{
  EspRehearsalLoad *self = rows->load;
  g_autoptr (EspJourneyVersion) stored =
    esp_journey_version_load (self->tx, row->id, version, error);
  g_autoptr (EspJourney) journey =
    stored != NULL ? esp_journey_parse_json (stored->definition, -1, NULL) : NULL;
  g_autoptr (EspBitmap) inside = NULL;
  g_autoptr (EspJourneyMembers) members = NULL;
  g_autofree guint32 *ids = NULL;
  Ahead ahead = { journey, { 0 }, esp_segment_world_get_zone (self->segments) };
  guint source;
  gsize n = 0;

  if (stored == NULL)
    return FALSE;
  if (journey == NULL || journey->n_sends == 0)
    return TRUE;
  ahead.facts = (EspJourneyFacts){ .data = &ahead, .get_zone = get_zone, .get_day = get_day };
  inside = esp_journey_leads (self->tx, row->id, TRUE, error);
  if (inside == NULL)
    return FALSE;
  ids = esp_bitmap_to_array (inside, &n);
  if (n == 0 || n > MAX_MEMBERS)
    return TRUE;
  members = esp_journey_members_new ();
  if (!esp_journey_members_load_leads (self->tx, row->id, ids, n, members, error))
    return FALSE;
  source = esp_rehearsal_world_add_source (self->world, row->name);
  for (guint i = 0; i < members->rows->len; i++)
    {
      const EspJourneyMember *member = &g_array_index (members->rows, EspJourneyMember, i);

      if (member->version == version)
        walk_ahead (rows, &ahead, member, source);
    }
  return TRUE;
}

static gboolean
load_journeys (Rows *rows, GError **error)
{
  EspTx *tx = rows->load->tx;
  g_autoptr (GPtrArray) journeys = esp_journey_row_list (tx, TRUE, error);

  for (guint i = 0; journeys != NULL && i < journeys->len; i++)
    {
      const EspJourneyRow *row = g_ptr_array_index (journeys, i);
      g_autoptr (GArray) versions = NULL;

      if (g_str_equal (row->state, "paused"))
        continue;
      versions = esp_journey_version_list (tx, row->id, error);
      for (guint j = 0; versions != NULL && j < versions->len; j++)
        if (!load_members (rows, row, g_array_index (versions, guint, j), error))
          return FALSE;
      if (versions == NULL)
        return FALSE;
    }
  return journeys != NULL;
}

/**
 * esp_rehearsal_load_others:
 *
 * Messages of others, past and to come; they matter to the caps alone.
 */
gboolean
esp_rehearsal_load_others (EspRehearsalLoad *self, GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_new_unsent (self->tx, 0, "{}", error);
  g_autoptr (GPtrArray) campaigns = NULL;
  Rows rows = { .load = self };
  gboolean is_ok;

  if (plan == NULL)
    return FALSE;
  self->world->policy = plan->policy;
  if (plan->policy.cap_count == 0 && plan->policy.cap_per_day == 0)
    return TRUE;
  campaigns = esp_rehearsal_list_plans (self->tx, self->world->end_us, error);
  if (campaigns == NULL || !load_past (self, error))
    return FALSE;
  rows.persons = g_array_new (FALSE, FALSE, sizeof (guint32));
  rows.items = g_array_new (FALSE, FALSE, sizeof (EspRehearsalPlanned));
  is_ok = TRUE;
  for (guint i = 0; i < campaigns->len && is_ok; i++)
    is_ok = load_campaign (&rows, g_ptr_array_index (campaigns, i), error);
  is_ok = is_ok && load_journeys (&rows, error);
  esp_rehearsal_world_set_planned (self->world, rows.persons, rows.items);
  g_array_unref (rows.persons);
  g_array_unref (rows.items);
  return is_ok;
}
