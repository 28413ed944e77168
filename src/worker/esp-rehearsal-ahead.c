/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Foresees the way of who is inside another journey, as far as nothing has to be asked: time alone leads on. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-rehearsal-ahead.h"

#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-wait.h"
#include "store/esp-journeys.h"

/* Of a journey with more steps on a way than this the rest is not foreseen. */
#define MAX_AHEAD 200
#define MAX_MEMBERS 1000000

static GTimeZone *
get_zone (gpointer data, guint32 lead_id)
{
  return ((EspRehearsalAhead *) data)->zone;
}

static gboolean
get_day (gpointer data, guint32 lead_id, const char *field, gint64 *out_day)
{
  return FALSE;
}

/**
 * esp_rehearsal_ahead_free:
 */
void
esp_rehearsal_ahead_free (EspRehearsalAhead *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->journey, esp_journey_unref);
  g_clear_pointer (&self->members, esp_journey_members_free);
  esp_days_off_clear (&self->days_off);
  g_free (self);
}

static gboolean
load_members (EspRehearsalAhead *self, EspTx *tx, gint64 journey_id, guint version, GError **error)
{
  g_autoptr (EspBitmap) inside = esp_journey_leads (tx, journey_id, TRUE, error);
  g_autofree guint32 *ids = NULL;
  gsize n = 0;

  if (inside == NULL)
    return FALSE;
  ids = esp_bitmap_to_array (inside, &n);
  if (n == 0 || n > MAX_MEMBERS)
    return TRUE;
  if (!esp_journey_members_load_leads (tx, journey_id, ids, n, self->members, error))
    return FALSE;
  for (guint i = self->members->rows->len; i > 0; i--)
    if (g_array_index (self->members->rows, EspJourneyMember, i - 1).version != version)
      g_array_remove_index_fast (self->members->rows, i - 1);
  return TRUE;
}

/**
 * esp_rehearsal_ahead_load:
 *
 * Returns: (transfer full): without a journey when the version cannot be read any more; %NULL with @error set
 */
EspRehearsalAhead *
esp_rehearsal_ahead_load (EspRehearsalLoad *load, gint64 journey_id, guint version, GError **error)
{
  g_autoptr (EspJourneyVersion) stored =
    esp_journey_version_load (load->tx, journey_id, version, error);
  g_autoptr (EspRehearsalAhead) self = g_new0 (EspRehearsalAhead, 1);

  if (stored == NULL)
    return NULL;
  self->members = esp_journey_members_new ();
  self->journey = esp_journey_parse_json (stored->definition, -1, NULL);
  self->zone = esp_segment_world_get_zone (load->segments);
  self->facts = (EspJourneyFacts){ .data = self, .get_zone = get_zone, .get_day = get_day };
  self->start_us = load->world->start_us;
  self->end_us = load->world->end_us;
  if (self->journey != NULL && self->journey->skips_holidays)
    {
      if (!esp_days_off_load (&self->days_off, load->tx, self->start_us, error))
        return NULL;
      self->facts.days_off = self->days_off.days;
    }
  if (self->journey != NULL && !load_members (self, load->tx, journey_id, version, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
is_asked (const EspJourneyStep *step)
{
  return step->kind == ESP_STEP_SPLIT || step->kind == ESP_STEP_RANDOM ||
         step->kind == ESP_STEP_TEST || step->kind == ESP_STEP_GO_TO;
}

/**
 * esp_rehearsal_ahead_walk:
 * @foresee: (nullable): gets each marketing message on the way
 *
 * Returns: when the member leaves; %G_MAXINT64 when that is not foreseen
 */
gint64
esp_rehearsal_ahead_walk (const EspRehearsalAhead *self,
                          const EspJourneyMember *member,
                          EspRehearsalForesee foresee,
                          gpointer data)
{
  EspJourneyRun run = { .journey = self->journey, .facts = &self->facts };
  guint32 step = member->step;
  gint64 now_us = MAX (member->due_us, self->start_us);

  for (guint n = 0; n < MAX_AHEAD && now_us <= self->end_us; n++)
    {
      gboolean is_waiting = n == 0 && member->phase == ESP_PHASE_WAITING;
      const EspJourneyStep *at;

      if (step >= esp_journey_get_n_steps (self->journey))
        return now_us;
      at = esp_journey_get_step (self->journey, step);
      if (at->kind == ESP_STEP_EXIT && !at->is_off)
        return now_us;
      if (is_asked (at))
        return G_MAXINT64;
      if (!at->is_off && at->kind == ESP_STEP_SEND && !at->is_transactional && foresee != NULL)
        foresee (member->lead_id, now_us, data);
      else if (!at->is_off && at->kind == ESP_STEP_WAIT && !is_waiting)
        {
          run.now_us = now_us;
          now_us = esp_journey_wait_end (&run, at, member->lead_id, now_us);
        }
      step = at->next;
    }
  return G_MAXINT64;
}
