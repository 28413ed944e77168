/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a journey on its steps and edges: each is a set of people, and says what lists them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-flow.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-time.h"
#include "store/esp-journey-ledger.h"
#include "store/esp-journey-log.h"
#include "store/esp-lead-set.h"
#include "store/esp-meta.h"
#include "worker/esp-journey-flow-places.h"

typedef struct
{
  guint version;
  EspJourney *journey;       /* (owned) */
  EspJourneyVersion *stored; /* (owned) */
  GHashTable *numbers;       /* (owned) id to number of the step + 1 */
} Version;

typedef struct
{
  EspTx *tx;
  EspJourneyFlow *flow;
  GPtrArray *versions; /* (owned) (element-type Version) the shown one first */
  GPtrArray *visits;   /* (owned) (element-type EspJourneyVisit) sorted */
  EspJourneyDays days;
} Sheet;

static void
version_free (gpointer data)
{
  Version *version = data;

  g_clear_pointer (&version->numbers, g_hash_table_unref);
  g_clear_pointer (&version->journey, esp_journey_unref);
  esp_journey_version_free (version->stored);
  g_free (version);
}

static void
number_clear (EspFlowNumber *number)
{
  g_clear_pointer (&number->key, g_free);
}

static void
reason_clear (gpointer data)
{
  number_clear (&((EspFlowReason *) data)->people);
}

static void
step_free (gpointer data)
{
  EspFlowStep *step = data;
  EspFlowNumber *const numbers[] = {
    &step->here,     &step->waiting, &step->passed, &step->sent,
    &step->not_sent, &step->held,    &step->failed, &step->exited
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    number_clear (numbers[i]);
  g_clear_pointer (&step->not_sent_for, g_array_unref);
  g_clear_pointer (&step->held_for, g_array_unref);
  g_free (step->id);
  g_free (step->title);
  g_free (step);
}

static void
edge_free (gpointer data)
{
  EspFlowEdge *edge = data;

  number_clear (&edge->people);
  number_clear (&edge->waiting);
  g_free (edge->step);
  g_free (edge);
}

/**
 * esp_journey_flow_free:
 */
void
esp_journey_flow_free (EspJourneyFlow *self)
{
  if (self == NULL)
    return;
  number_clear (&self->entered);
  number_clear (&self->inside);
  number_clear (&self->reached);
  number_clear (&self->left);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->edges);
  g_free (self);
}

static void
sheet_clear (Sheet *sheet)
{
  g_clear_pointer (&sheet->versions, g_ptr_array_unref);
  g_clear_pointer (&sheet->visits, g_ptr_array_unref);
}

static guint32
find_number (const Version *version, const char *id)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (version->numbers, id));

  return number > 0 ? number - 1 : ESP_JOURNEY_NOWHERE;
}

static gboolean
covers (const EspJourneyPlace *place, const EspJourneyPlace *seen)
{
  if (place->step == ESP_PLACE_ANY)
    return (place->version == 0 || place->version == seen->version) &&
           place->outcome == seen->outcome;
  if (place->version != seen->version || place->step != seen->step)
    return FALSE;
  if (place->outcome == ESP_PLACE_ANY)
    return seen->outcome != ESP_PLACE_HERE;
  return place->outcome == seen->outcome &&
         (place->detail == ESP_PLACE_ANY || place->detail == seen->detail);
}

/* Returns: the first of the visits that are not before a step of a version */
static guint
find_visit (const GPtrArray *visits, const EspJourneyPlace *place)
{
  guint low = 0;
  guint high = visits->len;

  if (place->step == ESP_PLACE_ANY)
    return 0;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const EspJourneyVisit *visit = g_ptr_array_index (visits, middle);

      if (visit->place.version < place->version ||
          (visit->place.version == place->version && visit->place.step < place->step))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
add_people (const Sheet *sheet, const EspJourneyPlace *place, EspBitmap *people)
{
  for (guint i = find_visit (sheet->visits, place); i < sheet->visits->len; i++)
    {
      const EspJourneyVisit *visit = g_ptr_array_index (sheet->visits, i);

      if (place->step != ESP_PLACE_ANY &&
          (visit->place.version != place->version || visit->place.step != place->step))
        return;
      if (covers (place, &visit->place))
        esp_bitmap_or (people, visit->leads);
    }
}

static char *
make_key (const Sheet *sheet, EspLeadSetKind kind, char *detail)
{
  EspLeadSet set = { .kind = kind, .journey_id = sheet->flow->journey_id, .detail = detail };

  if (sheet->days.first > 0 && kind != ESP_LEAD_SET_HERE && kind != ESP_LEAD_SET_HELD &&
      kind != ESP_LEAD_SET_FAILED)
    {
      set.from_us = sheet->days.first * ESP_USEC_PER_DAY;
      set.to_us = (sheet->days.last + 1) * ESP_USEC_PER_DAY;
    }
  return esp_lead_set_to_key (&set);
}

/* The distinct people of some places, and their key. */
static void
count (const Sheet *sheet, EspLeadSetKind kind, const GArray *places, EspFlowNumber *out)
{
  g_autoptr (EspBitmap) people = esp_bitmap_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++)
    {
      const EspJourneyPlace *place = &g_array_index (places, EspJourneyPlace, i);

      add_people (sheet, place, people);
      esp_journey_place_print (place, text);
    }
  out->n = (gint64) esp_bitmap_count (people);
  if (places->len > 0)
    out->key = make_key (sheet, kind, text->str);
}

/* Of a step in every version that has it. */
static void
count_step (const Sheet *sheet,
            const char *id,
            EspLeadSetKind kind,
            const EspJourneyPlace *pattern,
            EspFlowNumber *out)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (EspJourneyPlace));

  for (guint i = 0; i < sheet->versions->len; i++)
    {
      const Version *version = g_ptr_array_index (sheet->versions, i);
      EspJourneyPlace place = *pattern;

      place.version = version->version;
      place.step = find_number (version, id);
      if (place.step != ESP_JOURNEY_NOWHERE)
        g_array_append_val (places, place);
    }
  count (sheet, kind, places, out);
}

static int
compare_reasons (gconstpointer a, gconstpointer b)
{
  const EspFlowReason *first = a;
  const EspFlowReason *second = b;

  if (first->people.n != second->people.n)
    return first->people.n > second->people.n ? -1 : 1;
  return (int) first->reason - (int) second->reason;
}

static GArray *
reasons_new (void)
{
  GArray *reasons = g_array_new (FALSE, TRUE, sizeof (EspFlowReason));

  g_array_set_clear_func (reasons, reason_clear);
  return reasons;
}

static void
count_not_sent (const Sheet *sheet, EspFlowStep *step)
{
  const EspJourneyPlace all = { .outcome = ESP_OUTCOME_NOT_SENT, .detail = ESP_PLACE_ANY };

  count_step (sheet, step->id, ESP_LEAD_SET_NOT_SENT, &all, &step->not_sent);
  for (guint i = 0; i < ESP_N_REASONS && step->not_sent.n > 0; i++)
    {
      const EspJourneyPlace one = { .outcome = ESP_OUTCOME_NOT_SENT, .detail = i };
      EspFlowReason reason = { (EspReason) i, { 0, NULL } };

      count_step (sheet, step->id, ESP_LEAD_SET_NOT_SENT, &one, &reason.people);
      if (reason.people.n > 0)
        g_array_append_val (step->not_sent_for, reason);
      else
        number_clear (&reason.people);
    }
  g_array_sort (step->not_sent_for, compare_reasons);
}

/* Returns: (transfer full) (element-type gint64): the sends of a step in all versions, each once */
static GArray *
list_sends (const Sheet *sheet, const char *id)
{
  GArray *sends = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < sheet->versions->len; i++)
    {
      const Version *version = g_ptr_array_index (sheet->versions, i);
      guint32 number = find_number (version, id);
      const EspJourneyStep *step =
        number != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (version->journey, number) : NULL;
      gboolean is_known = FALSE;
      gint64 send_id;

      if (step == NULL || step->kind != ESP_STEP_SEND ||
          step->send_number >= version->stored->n_sends)
        continue;
      send_id = version->stored->sends[step->send_number];
      for (guint j = 0; j < sends->len; j++)
        is_known = is_known || g_array_index (sends, gint64, j) == send_id;
      if (send_id != 0 && !is_known)
        g_array_append_val (sends, send_id);
    }
  return sends;
}

static char *
print_sends (const GArray *sends, const char *reason)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sends->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (sends, gint64, i));
  if (reason != NULL)
    g_string_append_printf (text, "/%s", reason);
  return g_string_free (text, FALSE);
}

static gboolean
count_ledger (const Sheet *sheet, EspFlowStep *step, gboolean has_failed, GError **error)
{
  EspLeadSetKind kind = has_failed ? ESP_LEAD_SET_FAILED : ESP_LEAD_SET_HELD;
  EspFlowNumber *number = has_failed ? &step->failed : &step->held;
  g_autoptr (GArray) sends = list_sends (sheet, step->id);
  g_autoptr (EspBitmap) people = esp_bitmap_new ();
  g_autofree char *detail = print_sends (sends, NULL);
  g_autoptr (GPtrArray) sets = NULL;

  if (sends->len == 0)
    return TRUE;
  sets = esp_journey_ledger_sets (sheet->tx, (const gint64 *) (gpointer) sends->data, sends->len,
                                  has_failed, error);
  if (sets == NULL)
    return FALSE;
  for (guint i = 0; i < sets->len; i++)
    {
      const EspJourneyLedgerSet *set = g_ptr_array_index (sets, i);
      g_autofree char *of = print_sends (sends, set->reason);
      EspFlowReason reason = { ESP_REASON_NONE, { (gint64) esp_bitmap_count (set->leads), NULL } };

      esp_bitmap_or (people, set->leads);
      if (has_failed || set->reason == NULL || !esp_reason_from_name (set->reason, &reason.reason))
        continue;
      reason.people.key = make_key (sheet, kind, of);
      g_array_append_val (step->held_for, reason);
    }
  g_array_sort (step->held_for, compare_reasons);
  number->n = (gint64) esp_bitmap_count (people);
  number->key = make_key (sheet, kind, detail);
  return TRUE;
}

static gboolean
fill_step (const Sheet *sheet, EspFlowStep *step, GError **error)
{
  const EspJourneyPlace here = { .outcome = ESP_PLACE_HERE, .detail = ESP_PLACE_ANY };
  const EspJourneyPlace waiting = { .outcome = ESP_PLACE_HERE, .detail = ESP_PHASE_WAITING };
  const EspJourneyPlace passed = { .outcome = ESP_PLACE_ANY, .detail = ESP_PLACE_ANY };
  const EspJourneyPlace sent = { .outcome = ESP_OUTCOME_SEND, .detail = ESP_PLACE_ANY };
  const EspJourneyPlace left = { .outcome = ESP_OUTCOME_LEFT, .detail = ESP_PLACE_ANY };

  step->not_sent_for = reasons_new ();
  step->held_for = reasons_new ();
  count_step (sheet, step->id, ESP_LEAD_SET_HERE, &here, &step->here);
  count_step (sheet, step->id, ESP_LEAD_SET_HERE, &waiting, &step->waiting);
  count_step (sheet, step->id, ESP_LEAD_SET_PASSED, &passed, &step->passed);
  count_step (sheet, step->id, ESP_LEAD_SET_EXITED, &left, &step->exited);
  if (step->kind != ESP_STEP_SEND)
    return TRUE;
  count_step (sheet, step->id, ESP_LEAD_SET_PASSED, &sent, &step->sent);
  count_not_sent (sheet, step);
  return count_ledger (sheet, step, FALSE, error) && count_ledger (sheet, step, TRUE, error);
}

static gboolean
fill_times (const Sheet *sheet, GError **error)
{
  for (guint i = 0; i < sheet->versions->len; i++)
    {
      const Version *version = g_ptr_array_index (sheet->versions, i);
      g_autoptr (GArray) counts =
        esp_journey_counts_load (sheet->tx, sheet->flow->journey_id, version->version, error);

      for (guint j = 0; counts != NULL && j < counts->len; j++)
        {
          const EspJourneyCount *times = &g_array_index (counts, EspJourneyCount, j);
          EspFlowStep *step;

          if (times->step >= esp_journey_get_n_steps (version->journey))
            continue;
          step = (EspFlowStep *)
            esp_journey_flow_find_step (sheet->flow,
                                        esp_journey_get_step (version->journey, times->step)->id);
          if (step == NULL)
            continue;
          if (times->outcome != ESP_OUTCOME_LEFT || step->kind == ESP_STEP_EXIT)
            step->n_times += times->n;
          step->last_us = MAX (step->last_us, times->last_us);
          if (times->outcome == ESP_OUTCOME_SEND)
            step->last_sent_us = MAX (step->last_sent_us, times->last_us);
        }
      if (counts == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_steps (const Sheet *sheet, GError **error)
{
  EspJourneyFlow *flow = sheet->flow;

  for (guint i = 0; i < sheet->versions->len; i++)
    {
      const Version *version = g_ptr_array_index (sheet->versions, i);

      for (guint32 j = 0; j < esp_journey_get_n_steps (version->journey); j++)
        {
          const EspJourneyStep *from = esp_journey_get_step (version->journey, j);
          EspFlowStep *step;

          if (esp_journey_flow_find_step (flow, from->id) != NULL)
            continue;
          step = g_new0 (EspFlowStep, 1);
          step->id = g_strdup (from->id);
          step->title = g_strdup (from->title);
          step->kind = from->kind;
          step->step = i == 0 ? j : ESP_JOURNEY_NOWHERE;
          g_ptr_array_add (flow->steps, step);
          g_hash_table_insert (flow->by_id, step->id, step);
          if (!fill_step (sheet, step, error))
            return FALSE;
        }
    }
  return fill_times (sheet, error);
}

/* Returns: the number of the same branch in another version; -2 when it is not there */
static int
match_branch (const EspJourneyStep *shown, const EspJourneyStep *other, int branch)
{
  const EspJourneyBranch *wanted;

  if (branch < 0)
    return branch;
  wanted = esp_journey_step_get_branch (shown, (guint) branch);
  for (guint i = 0; i < esp_journey_step_get_n_branches (other); i++)
    {
      const EspJourneyBranch *candidate = esp_journey_step_get_branch (other, i);

      if (wanted->id != NULL && candidate->id != NULL
            ? g_str_equal (wanted->id, candidate->id)
            : wanted->kind == candidate->kind && i == (guint) branch)
        return (int) i;
    }
  return ESP_WAY_NONE;
}

/* Returns: the step to which an edge leads; %ESP_JOURNEY_NOWHERE: to the end of its line */
static guint32
find_target (const EspJourney *journey, guint32 step, int branch)
{
  const EspJourneyStep *from;

  if (step == ESP_JOURNEY_NOWHERE)
    return esp_journey_get_first (journey);
  from = esp_journey_get_step (journey, step);
  return branch < 0 ? from->sibling
                    : esp_journey_step_get_branch (from, (guint) branch)->first_step;
}

static void
make_edge (const Sheet *sheet, guint32 number, int branch)
{
  const Version *shown = g_ptr_array_index (sheet->versions, 0);
  const EspJourneyStep *from =
    number != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (shown->journey, number) : NULL;
  guint32 target = find_target (shown->journey, number, branch);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (EspJourneyPlace));
  EspFlowEdge *edge = g_new0 (EspFlowEdge, 1);

  edge->step = from != NULL ? g_strdup (from->id) : NULL;
  edge->branch = branch;
  for (guint i = 0; i < sheet->versions->len; i++)
    {
      const Version *version = g_ptr_array_index (sheet->versions, i);
      guint32 same = from != NULL ? find_number (version, from->id) : ESP_JOURNEY_NOWHERE;
      int way = branch;

      if (from != NULL && same == ESP_JOURNEY_NOWHERE)
        continue;
      if (from != NULL)
        way = match_branch (from, esp_journey_get_step (version->journey, same), branch);
      if (way != ESP_WAY_NONE)
        esp_journey_edge_places (version->journey, version->version, same, way, places);
    }
  count (sheet, from != NULL ? ESP_LEAD_SET_PASSED : ESP_LEAD_SET_ENTERED, places, &edge->people);
  edge->n_base = from != NULL ? esp_journey_flow_find_step (sheet->flow, from->id)->passed.n
                              : sheet->flow->entered.n;
  if (target != ESP_JOURNEY_NOWHERE)
    {
      const EspFlowStep *next =
        esp_journey_flow_find_step (sheet->flow, esp_journey_get_step (shown->journey, target)->id);

      edge->waiting = (EspFlowNumber){ next->here.n, g_strdup (next->here.key) };
    }
  g_ptr_array_add (sheet->flow->edges, edge);
}

static void
make_edges (const Sheet *sheet)
{
  const Version *shown = g_ptr_array_index (sheet->versions, 0);

  make_edge (sheet, ESP_JOURNEY_NOWHERE, -1);
  for (guint32 i = 0; i < esp_journey_get_n_steps (shown->journey); i++)
    {
      guint n = esp_journey_step_get_n_branches (esp_journey_get_step (shown->journey, i));

      for (guint j = 0; j < n; j++)
        make_edge (sheet, i, (int) j);
      make_edge (sheet, i, -1);
    }
}

static void
count_all (const Sheet *sheet,
           EspLeadSetKind kind,
           const EspJourneyPlace *place,
           EspFlowNumber *out)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (EspJourneyPlace));

  g_array_append_val (places, *place);
  count (sheet, kind, places, out);
}

static void
make_totals (const Sheet *sheet)
{
  EspJourneyFlow *flow = sheet->flow;
  const EspJourneyPlace here = { flow->version, ESP_PLACE_ANY, ESP_PLACE_HERE, ESP_PLACE_ANY };
  const EspJourneyPlace entered = { flow->version, ESP_PLACE_ANY, ESP_OUTCOME_ENTERED,
                                    ESP_PLACE_ANY };
  const EspJourneyPlace reached = { flow->version, ESP_PLACE_ANY, ESP_OUTCOME_REACHED,
                                    ESP_PLACE_ANY };
  const EspJourneyPlace left = { flow->version, ESP_PLACE_ANY, ESP_OUTCOME_LEFT, ESP_PLACE_ANY };

  count_all (sheet, ESP_LEAD_SET_HERE, &here, &flow->inside);
  count_all (sheet, ESP_LEAD_SET_ENTERED, &entered, &flow->entered);
  count_all (sheet, ESP_LEAD_SET_REACHED, &reached, &flow->reached);
  count_all (sheet, ESP_LEAD_SET_EXITED, &left, &flow->left);
}

static gboolean
load_version (Sheet *sheet, guint number, GError **error)
{
  Version *version = g_new0 (Version, 1);

  g_ptr_array_add (sheet->versions, version);
  version->version = number;
  version->stored = esp_journey_version_load (sheet->tx, sheet->flow->journey_id, number, error);
  if (version->stored != NULL)
    version->journey = esp_journey_parse_json (version->stored->definition, -1, error);
  if (version->journey == NULL)
    return FALSE;
  version->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint32 i = 0; i < esp_journey_get_n_steps (version->journey); i++)
    g_hash_table_insert (version->numbers, esp_journey_get_step (version->journey, i)->id,
                         GUINT_TO_POINTER (i + 1));
  return TRUE;
}

static gboolean
load_versions (Sheet *sheet, GError **error)
{
  g_autoptr (GArray) numbers = NULL;

  sheet->versions = g_ptr_array_new_with_free_func (version_free);
  if (sheet->flow->version != 0)
    return load_version (sheet, sheet->flow->version, error);
  numbers = esp_journey_version_list (sheet->tx, sheet->flow->journey_id, error);
  for (guint i = 0; numbers != NULL && i < numbers->len; i++)
    if (!load_version (sheet, g_array_index (numbers, guint, i), error))
      return FALSE;
  return numbers != NULL;
}

static gboolean
find_days (Sheet *sheet, GError **error)
{
  static const guint lengths[ESP_N_FLOW_PERIODS] = { 1, 7, 30, 0 };
  g_autofree char *name = esp_meta_get_text (sheet->tx, ESP_META_ZONE, "Asia/Seoul", error);
  g_autoptr (GTimeZone) zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;
  guint length = lengths[sheet->flow->period];
  EspLocalTime local;

  if (name == NULL)
    return FALSE;
  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  esp_local_time_read (zone, esp_tx_get_now_us (sheet->tx), &local);
  if (length > 0)
    sheet->days = (EspJourneyDays){ local.day - length + 1, local.day };
  return TRUE;
}

/**
 * esp_journey_flow_new:
 * @version: 0: all versions together
 *
 * Counts everyone at every step and edge. Reads what is kept by step, never the people one by one.
 *
 * Returns: (transfer full): empty for a journey that was never published; %NULL with @error set
 */
EspJourneyFlow *
esp_journey_flow_new (EspTx *tx,
                      gint64 journey_id,
                      guint version,
                      EspFlowPeriod period,
                      GError **error)
{
  g_autoptr (EspJourneyFlow) self = g_new0 (EspJourneyFlow, 1);
  Sheet sheet = { tx, self, NULL, NULL, { 0, 0 } };
  gboolean is_ok;

  g_return_val_if_fail (period < ESP_N_FLOW_PERIODS, NULL);

  self->journey_id = journey_id;
  self->version = version;
  self->period = period;
  self->as_of_us = esp_tx_get_now_us (tx);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->edges = g_ptr_array_new_with_free_func (edge_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  is_ok = find_days (&sheet, error) && load_versions (&sheet, error);
  if (is_ok)
    sheet.visits = esp_journey_flow_list (tx, journey_id, &sheet.days, error);
  is_ok = sheet.visits != NULL;
  if (is_ok && sheet.versions->len > 0)
    {
      make_totals (&sheet);
      is_ok = make_steps (&sheet, error);
      if (is_ok)
        make_edges (&sheet);
    }
  sheet_clear (&sheet);
  return is_ok ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_journey_flow_find_step:
 *
 * Returns: (transfer none) (nullable)
 */
const EspFlowStep *
esp_journey_flow_find_step (const EspJourneyFlow *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

/**
 * esp_journey_flow_find_edge:
 * @step: (nullable): %NULL: before the first step
 *
 * Returns: (transfer none) (nullable)
 */
const EspFlowEdge *
esp_journey_flow_find_edge (const EspJourneyFlow *self, const char *step, int branch)
{
  for (guint i = 0; i < self->edges->len; i++)
    {
      const EspFlowEdge *edge = g_ptr_array_index (self->edges, i);

      if (edge->branch == branch && g_strcmp0 (edge->step, step) == 0)
        return edge;
    }
  return NULL;
}

/**
 * esp_flow_period_name:
 */
const char *
esp_flow_period_name (EspFlowPeriod period)
{
  static const char *const names[ESP_N_FLOW_PERIODS] = { "today", "week", "month", "all" };

  return period < ESP_N_FLOW_PERIODS ? names[period] : "unknown";
}
