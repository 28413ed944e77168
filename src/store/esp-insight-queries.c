/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a campaign, read from the ledger and the events: sets of leads, first moments, links. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-insight-queries.h"

#include "store/esp-events.h"

#include <string.h>

/* The sends asked about: ?1 the campaign, ?2 one send of it or 0. */
#define SENDS "(SELECT id FROM send WHERE campaign_id = ?1 AND (?2 = 0 OR id = ?2))"

/* Where a lead can stand in the ledger, the farthest first. */
static const struct
{
  const char *state;
  EspLeadSetKind kind;
} states[] = {
  { "sent", ESP_LEAD_SET_SENT },       { "unknown", ESP_LEAD_SET_UNKNOWN },
  { "failed", ESP_LEAD_SET_FAILED },   { "sending", ESP_LEAD_SET_WAITING },
  { "queued", ESP_LEAD_SET_WAITING },  { "cancelled", ESP_LEAD_SET_CANCELLED },
  { "skipped", ESP_LEAD_SET_SKIPPED },
};

static void
skip_reason_free (gpointer data)
{
  EspSkipReason *self = data;

  g_free (self->name);
  esp_bitmap_free (self->leads);
  g_free (self);
}

static void
link_free (gpointer data)
{
  EspLinkClicks *self = data;

  g_free (self->url);
  g_free (self);
}

static EspStmt *
ask (EspTx *tx, const char *static_sql, gint64 campaign_id, gint64 send_id, GError **error)
{
  EspStmt *stmt = esp_tx_stmt (tx, static_sql, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  esp_stmt_bind_int64 (stmt, 2, send_id);
  return stmt;
}

/**
 * esp_campaign_results_free:
 */
void
esp_campaign_results_free (EspCampaignResults *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < ESP_N_LEAD_SETS; i++)
    g_clear_pointer (&self->sets[i], esp_bitmap_free);
  g_ptr_array_unref (self->reasons);
  g_free (self->campaign_name);
  g_free (self);
}

/**
 * esp_campaign_results_count:
 *
 * Returns: how many leads are in a set
 */
gint64
esp_campaign_results_count (const EspCampaignResults *self, EspLeadSetKind kind)
{
  return (gint64) esp_bitmap_count (self->sets[kind]);
}

static gboolean
load_campaign (EspTx *tx, EspCampaignResults *self, GError **error)
{
  static const char sql_name[] = "SELECT name FROM campaign WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_name, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, self->campaign_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    self->campaign_name = esp_stmt_dup_text (stmt, 0);
  else if (step == ESP_STEP_DONE)
    esp_store_set_no_row (error, "campaign", self->campaign_id);
  return step == ESP_STEP_ROW;
}

static EspBitmap *
reason_set (EspCampaignResults *self, const char *name)
{
  EspSkipReason *reason;

  for (guint i = 0; i < self->reasons->len; i++)
    {
      reason = g_ptr_array_index (self->reasons, i);
      if (g_str_equal (reason->name, name))
        return reason->leads;
    }
  reason = g_new0 (EspSkipReason, 1);
  reason->name = g_strdup (name);
  reason->leads = esp_bitmap_new ();
  g_ptr_array_add (self->reasons, reason);
  return reason->leads;
}

/* What came back, as events tell it: send → leads. The ledger may not know of all of it. */
static GHashTable *
load_bounces (EspTx *tx, EspCampaignResults *self, GError **error)
{
  static const char sql_bounces[] =
    "SELECT send_id, lead_id, max (at) FROM event"
    " WHERE send_id IN " SENDS " AND kind_id = (SELECT id FROM event_kind WHERE name = ?3)"
    " GROUP BY send_id, lead_id";
  g_autoptr (GHashTable) bounces =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) esp_bitmap_free);
  g_autoptr (EspStmt) stmt = ask (tx, sql_bounces, self->campaign_id, self->send_id, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 3, ESP_EVENT_BOUNCE);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      gint64 send_id = esp_stmt_int64 (stmt, 0);
      EspBitmap *leads = g_hash_table_lookup (bounces, &send_id);

      if (leads == NULL)
        {
          leads = esp_bitmap_new ();
          g_hash_table_insert (bounces, g_memdup2 (&send_id, sizeof send_id), leads);
        }
      if (!esp_stmt_is_null (stmt, 1))
        esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 1));
      self->last_us = MAX (self->last_us, esp_stmt_int64 (stmt, 2));
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&bounces) : NULL;
}

/* A message that came back does not undo one of another send that did not. */
static void
place_sent (EspCampaignResults *self, EspStmt *row, GHashTable *bounces)
{
  guint32 lead_id = (guint32) esp_stmt_int64 (row, 0);
  gint64 at_us = esp_stmt_int64 (row, 4);
  gint64 send_id = esp_stmt_int64 (row, 6);
  const EspBitmap *came_back = g_hash_table_lookup (bounces, &send_id);

  if (esp_stmt_is_null (row, 3) && (came_back == NULL || !esp_bitmap_contains (came_back, lead_id)))
    esp_bitmap_add (self->sets[ESP_LEAD_SET_DELIVERED], lead_id);
  self->first_us = self->first_us == 0 ? at_us : MIN (self->first_us, at_us);
  self->last_us = MAX (self->last_us, at_us);
}

static void
place_row (EspCampaignResults *self, EspStmt *row, GHashTable *bounces)
{
  guint32 lead_id = (guint32) esp_stmt_int64 (row, 0);
  const char *state = esp_stmt_text (row, 1);
  const char *reason = esp_stmt_text (row, 2);

  esp_bitmap_add (self->sets[ESP_LEAD_SET_MATCHED], lead_id);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].state, state))
      {
        esp_bitmap_add (self->sets[states[i].kind], lead_id);
        if (states[i].kind == ESP_LEAD_SET_SKIPPED)
          esp_bitmap_add (reason_set (self, reason != NULL ? reason : ""), lead_id);
      }
  if (g_str_equal (state, "sent"))
    place_sent (self, row, bounces);
}

static gboolean
load_ledger (EspTx *tx, EspCampaignResults *self, GError **error)
{
  /* In the order of the key (send, lead), so that leads are looked up in order. */
  static const char sql_ledger[] =
    "SELECT d.lead_id, d.state, d.reason, d.bounced_at, d.updated_at, l.id, d.send_id"
    " FROM delivery AS d LEFT JOIN lead AS l ON l.id = d.lead_id"
    " WHERE d.send_id IN " SENDS;
  g_autoptr (GHashTable) bounces = load_bounces (tx, self, error);
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  if (bounces == NULL)
    return FALSE;
  stmt = ask (tx, sql_ledger, self->campaign_id, self->send_id, error);
  if (stmt == NULL)
    return FALSE;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      if (esp_stmt_is_null (stmt, 5))
        self->n_erased++;
      else
        place_row (self, stmt, bounces);
    }
  return step == ESP_STEP_DONE;
}

/* Takes from each set what got farther in another send, so that every lead is in one set. */
static void
keep_farthest (EspCampaignResults *self)
{
  static const EspLeadSetKind order[] = { ESP_LEAD_SET_SENT,      ESP_LEAD_SET_UNKNOWN,
                                          ESP_LEAD_SET_FAILED,    ESP_LEAD_SET_WAITING,
                                          ESP_LEAD_SET_CANCELLED, ESP_LEAD_SET_SKIPPED };
  g_autoptr (EspBitmap) left = NULL;

  for (gsize i = 1; i < G_N_ELEMENTS (order); i++)
    for (gsize j = 0; j < i; j++)
      esp_bitmap_andnot (self->sets[order[i]], self->sets[order[j]]);
  left = esp_bitmap_copy (self->sets[ESP_LEAD_SET_SKIPPED]);
  for (guint i = 0; i < self->reasons->len; i++)
    {
      EspSkipReason *reason = g_ptr_array_index (self->reasons, i);

      esp_bitmap_and (reason->leads, left);
      esp_bitmap_andnot (left, reason->leads);
    }
}

static int
compare_reasons (gconstpointer a, gconstpointer b)
{
  const EspSkipReason *first = *(EspSkipReason *const *) a;
  const EspSkipReason *second = *(EspSkipReason *const *) b;
  guint64 n_first = esp_bitmap_count (first->leads);
  guint64 n_second = esp_bitmap_count (second->leads);

  if (n_first != n_second)
    return n_first > n_second ? -1 : 1;
  return strcmp (first->name, second->name);
}

static const char *
event_of (EspLeadSetKind kind)
{
  static const char *const kinds[ESP_N_LEAD_SETS] = {
    [ESP_LEAD_SET_OPENED] = ESP_EVENT_OPEN,
    [ESP_LEAD_SET_CLICKED] = ESP_EVENT_CLICK,
    [ESP_LEAD_SET_UNSUBSCRIBED] = ESP_EVENT_UNSUBSCRIBE,
    [ESP_LEAD_SET_COMPLAINED] = ESP_EVENT_COMPLAINT,
  };

  return kinds[kind];
}

/* Adds the leads that have an event of the set's kind to it, and moves the last moment on. */
static gboolean
load_events (EspTx *tx,
             EspCampaignResults *self,
             EspLeadSetKind kind,
             const char *event,
             GError **error)
{
  /* From the covering index of results: send, kind, lead, time. */
  static const char sql_events[] =
    "SELECT lead_id, max (at) FROM event"
    " WHERE send_id IN " SENDS " AND kind_id = (SELECT id FROM event_kind WHERE name = ?3)"
    " GROUP BY send_id, lead_id";
  g_autoptr (EspStmt) stmt = ask (tx, sql_events, self->campaign_id, self->send_id, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 3, event);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      if (!esp_stmt_is_null (stmt, 0))
        esp_bitmap_add (self->sets[kind], (guint32) esp_stmt_int64 (stmt, 0));
      self->last_us = MAX (self->last_us, esp_stmt_int64 (stmt, 1));
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_insight_load_results:
 * @send_id: one send of the campaign, or 0 for all
 *
 * Reads where every lead of the campaign stands. People erased since are left out of every set, so
 * that each number can be opened; @n_erased says how many.
 *
 * Returns: (transfer full): the results; %NULL with @error set, %ESP_STORE_ERROR_NOT_FOUND when there
 *   is no such campaign
 */
EspCampaignResults *
esp_insight_load_results (EspTx *tx, gint64 campaign_id, gint64 send_id, GError **error)
{
  g_autoptr (EspCampaignResults) self = g_new0 (EspCampaignResults, 1);
  EspBitmap **sets = self->sets;

  self->campaign_id = campaign_id;
  self->send_id = send_id;
  self->reasons = g_ptr_array_new_with_free_func (skip_reason_free);
  for (guint i = 0; i < ESP_N_LEAD_SETS; i++)
    sets[i] = esp_bitmap_new ();
  if (!load_campaign (tx, self, error) || !load_ledger (tx, self, error))
    return NULL;
  keep_farthest (self);
  g_ptr_array_sort (self->reasons, compare_reasons);
  for (guint i = 0; i < ESP_N_LEAD_SETS; i++)
    if (event_of ((EspLeadSetKind) i) != NULL &&
        !load_events (tx, self, (EspLeadSetKind) i, event_of ((EspLeadSetKind) i), error))
      return NULL;
  if (!load_events (tx, self, ESP_LEAD_SET_MACHINE, ESP_EVENT_MACHINE_OPEN, error) ||
      !load_events (tx, self, ESP_LEAD_SET_MACHINE, ESP_EVENT_MACHINE_CLICK, error))
    return NULL;
  if (!load_events (tx, self, ESP_LEAD_SET_FORWARDED, ESP_EVENT_FORWARD, error) ||
      !load_events (tx, self, ESP_LEAD_SET_FORWARDED, ESP_EVENT_SHARE, error))
    return NULL;
  esp_bitmap_and (sets[ESP_LEAD_SET_FORWARDED], sets[ESP_LEAD_SET_DELIVERED]);
  esp_bitmap_or (sets[ESP_LEAD_SET_BOUNCED], sets[ESP_LEAD_SET_SENT]);
  esp_bitmap_andnot (sets[ESP_LEAD_SET_BOUNCED], sets[ESP_LEAD_SET_DELIVERED]);
  esp_bitmap_and (sets[ESP_LEAD_SET_OPENED], sets[ESP_LEAD_SET_DELIVERED]);
  esp_bitmap_and (sets[ESP_LEAD_SET_CLICKED], sets[ESP_LEAD_SET_DELIVERED]);
  esp_bitmap_and (sets[ESP_LEAD_SET_MACHINE], sets[ESP_LEAD_SET_DELIVERED]);
  esp_bitmap_andnot (sets[ESP_LEAD_SET_MACHINE], sets[ESP_LEAD_SET_OPENED]);
  esp_bitmap_andnot (sets[ESP_LEAD_SET_MACHINE], sets[ESP_LEAD_SET_CLICKED]);
  esp_bitmap_and (sets[ESP_LEAD_SET_UNSUBSCRIBED], sets[ESP_LEAD_SET_SENT]);
  esp_bitmap_and (sets[ESP_LEAD_SET_COMPLAINED], sets[ESP_LEAD_SET_SENT]);
  return g_steal_pointer (&self);
}

static int
compare_moments (gconstpointer a, gconstpointer b)
{
  const EspMoment *first = a;
  const EspMoment *second = b;

  if (first->at_us != second->at_us)
    return first->at_us < second->at_us ? -1 : 1;
  return first->lead_id < second->lead_id ? -1 : first->lead_id > second->lead_id;
}

/**
 * esp_insight_load_moments:
 * @kind: a set with moments: opened, clicked, unsubscribed, complained
 *
 * Finds when each lead of the set came into it: its first event, over all sends asked about.
 *
 * Returns: (transfer full) (element-type EspMoment): one per lead, in order of time; %NULL with @error
 */
GArray *
esp_insight_load_moments (EspTx *tx,
                          const EspCampaignResults *results,
                          EspLeadSetKind kind,
                          GError **error)
{
  static const char sql_first[] =
    "SELECT lead_id, min (at) FROM event"
    " WHERE send_id IN " SENDS " AND kind_id = (SELECT id FROM event_kind WHERE name = ?3)"
    " GROUP BY lead_id";
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (EspMoment));
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  g_return_val_if_fail (esp_lead_set_kind_has_moments (kind), NULL);

  stmt = ask (tx, sql_first, results->campaign_id, results->send_id, error);
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 3, event_of (kind));
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspMoment moment = { esp_stmt_int64 (stmt, 1), (guint32) esp_stmt_int64 (stmt, 0) };

      if (esp_bitmap_contains (results->sets[kind], moment.lead_id))
        g_array_append_val (moments, moment);
    }
  if (step != ESP_STEP_DONE)
    return NULL;
  g_array_sort (moments, compare_moments);
  return g_steal_pointer (&moments);
}

static int
compare_links (gconstpointer a, gconstpointer b)
{
  const EspLinkClicks *first = *(EspLinkClicks *const *) a;
  const EspLinkClicks *second = *(EspLinkClicks *const *) b;

  if (first->n_leads != second->n_leads)
    return first->n_leads > second->n_leads ? -1 : 1;
  return strcmp (first->url, second->url);
}

/* Clicks with the address they went to; ?3 is the kind. Ordered by address, then lead. */
static const char sql_links[] =
  "SELECT coalesce (json_extract (props, '$.url'), '') AS url, lead_id, count (*) FROM event"
  " WHERE send_id IN " SENDS " AND kind_id = (SELECT id FROM event_kind WHERE name = ?3)"
  " AND lead_id IS NOT NULL AND (props IS NULL OR json_valid (props))"
  " GROUP BY url, lead_id ORDER BY url, lead_id";

/**
 * esp_insight_load_links:
 *
 * Counts who clicked which address; a click without one is counted under "".
 *
 * Returns: (transfer full) (element-type EspLinkClicks): most leads first; %NULL with @error set
 */
GPtrArray *
esp_insight_load_links (EspTx *tx, const EspCampaignResults *results, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (link_free);
  g_autoptr (EspStmt) stmt = ask (tx, sql_links, results->campaign_id, results->send_id, error);
  EspLinkClicks *link = NULL;
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 3, ESP_EVENT_CLICK);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      if (!esp_bitmap_contains (results->sets[ESP_LEAD_SET_CLICKED],
                                (guint32) esp_stmt_int64 (stmt, 1)))
        continue;
      if (link == NULL || !g_str_equal (link->url, esp_stmt_text (stmt, 0)))
        {
          link = g_new0 (EspLinkClicks, 1);
          link->url = esp_stmt_dup_text (stmt, 0);
          g_ptr_array_add (links, link);
        }
      link->n_leads++;
      link->n_clicks += esp_stmt_int64 (stmt, 2);
    }
  if (step != ESP_STEP_DONE)
    return NULL;
  g_ptr_array_sort (links, compare_links);
  return g_steal_pointer (&links);
}

/**
 * esp_insight_load_link_leads:
 *
 * Returns: (transfer full): exactly the leads that esp_insight_load_links() counts for @url
 */
EspBitmap *
esp_insight_load_link_leads (EspTx *tx,
                             const EspCampaignResults *results,
                             const char *url,
                             GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspStmt) stmt = ask (tx, sql_links, results->campaign_id, results->send_id, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 3, ESP_EVENT_CLICK);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    if (g_str_equal (esp_stmt_text (stmt, 0), url))
      esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 1));
  if (step != ESP_STEP_DONE)
    return NULL;
  esp_bitmap_and (leads, results->sets[ESP_LEAD_SET_CLICKED]);
  return g_steal_pointer (&leads);
}

/**
 * esp_insight_find_campaign:
 * @reference: a campaign's id or its name
 *
 * Finds a campaign; by name the newest that is not archived comes first.
 */
gboolean
esp_insight_find_campaign (EspTx *tx, const char *reference, gint64 *out_id, GError **error)
{
  static const char sql_find[] = "SELECT id FROM campaign WHERE id = ?1 OR name = ?2"
                                 " ORDER BY id = ?1 DESC, archived_at IS NOT NULL, id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  gint64 id = 0;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  if (!g_ascii_string_to_signed (reference, 10, 1, G_MAXINT64, &id, NULL))
    id = 0;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, reference);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_id = esp_stmt_int64 (stmt, 0);
  else if (step == ESP_STEP_DONE)
    esp_store_set_no_name (error, "campaign", reference);
  return step == ESP_STEP_ROW;
}
