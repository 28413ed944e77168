/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what else reaches the people of a rehearsal: what they got lately, what campaigns are about to send, and
 * where other journeys have them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-rehearsal-load.h"

#include "base/esp-clock.h"
#include "store/esp-journeys.h"
#include "worker/esp-rehearsal-ahead.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-plan.h"

typedef struct
{
  EspRehearsalLoad *load;
  GArray *persons;
  GArray *items;
} Rows;

/* What a journey is about to send. */
typedef struct
{
  Rows *rows;
  guint source;
} Foreseen;

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

static void
foresee_cb (guint32 lead_id, gint64 at_us, gpointer data)
{
  Foreseen *foreseen = data;

  add_planned (foreseen->rows, lead_id, at_us, foreseen->source);
}

static gboolean
load_members (Rows *rows, const EspJourneyRow *row, guint version, GError **error)
{
  EspRehearsalLoad *self = rows->load;
  g_autoptr (EspRehearsalAhead) ahead = esp_rehearsal_ahead_load (self, row->id, version, error);
  Foreseen foreseen = { .rows = rows };

  if (ahead == NULL)
    return FALSE;
  if (ahead->journey == NULL || ahead->journey->n_sends == 0 || ahead->members->rows->len == 0)
    return TRUE;
  foreseen.source = esp_rehearsal_world_add_source (self->world, row->name);
  for (guint i = 0; i < ahead->members->rows->len; i++)
    (void) esp_rehearsal_ahead_walk (ahead,
                                     &g_array_index (ahead->members->rows, EspJourneyMember, i),
                                     foresee_cb, &foreseen); /* when it ends does not matter here */
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
