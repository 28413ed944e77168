/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is where in a journey: one row a passage, read and written by the ten thousand. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-members.h"

#include "store/esp-journey-flow.h"
#include "store/esp-journey-moves.h"

#define COLUMNS                                                                                    \
  "id, lead_id, version, status, phase, step, n_steps, entered_at, since_at, due_at, watch,"       \
  " counters, path, skips, entry"

/**
 * esp_journey_members_new:
 *
 * Returns: (transfer full): none yet
 */
EspJourneyMembers *
esp_journey_members_new (void)
{
  EspJourneyMembers *self = g_new0 (EspJourneyMembers, 1);

  self->rows = g_array_new (FALSE, TRUE, sizeof (EspJourneyMember));
  self->bytes = g_byte_array_new ();
  return self;
}

/**
 * esp_journey_members_free:
 */
void
esp_journey_members_free (EspJourneyMembers *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->rows);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

/**
 * esp_journey_members_clear:
 *
 * Forgets all, and keeps the memory for the next.
 */
void
esp_journey_members_clear (EspJourneyMembers *self)
{
  g_array_set_size (self->rows, 0);
  g_byte_array_set_size (self->bytes, 0);
}

static gsize
keep_bytes (EspJourneyMembers *self, EspStmt *stmt, int column, gsize *out_n)
{
  gsize at = self->bytes->len;
  gconstpointer data = esp_stmt_blob (stmt, column, out_n);

  if (*out_n > 0)
    g_byte_array_append (self->bytes, data, (guint) *out_n);
  return at;
}

static void
note_place (EspJourneyMember *member)
{
  member->was_version = member->version;
  member->was_status = member->status;
  member->was_phase = member->phase;
  member->was_step = member->step;
}

static gboolean
collect (EspStmt *stmt, EspJourneyMembers *members, GError **error)
{
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspJourneyMember member = {
        .id = esp_stmt_int64 (stmt, 0),
        .lead_id = (guint32) esp_stmt_int64 (stmt, 1),
        .version = (guint) esp_stmt_int64 (stmt, 2),
        .status = (guint) esp_stmt_int64 (stmt, 3),
        .phase = (guint) esp_stmt_int64 (stmt, 4),
        .step = (guint32) esp_stmt_int64 (stmt, 5),
        .n_steps = (guint32) esp_stmt_int64 (stmt, 6),
        .entered_us = esp_stmt_int64 (stmt, 7),
        .since_us = esp_stmt_int64 (stmt, 8),
        .due_us = esp_stmt_is_null (stmt, 9) ? G_MAXINT64 : esp_stmt_int64 (stmt, 9),
        .watch =
          esp_stmt_is_null (stmt, 10) ? ESP_MEMBER_NO_WATCH : (guint) esp_stmt_int64 (stmt, 10),
      };

      member.counters_at = keep_bytes (members, stmt, 11, &member.n_counters);
      member.path_at = keep_bytes (members, stmt, 12, &member.n_path);
      member.skips_at = keep_bytes (members, stmt, 13, &member.n_skips);
      member.entry = (guint) esp_stmt_int64 (stmt, 14);
      note_place (&member);
      g_array_append_val (members->rows, member);
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_journey_members_load_due:
 * @members: appended to
 *
 * Reads those whose time has come at the moment of @tx, the longest due first.
 */
gboolean
esp_journey_members_load_due (EspTx *tx,
                              gint64 journey_id,
                              guint limit,
                              EspJourneyMembers *members,
                              GError **error)
{
  static const char sql_due[] = "SELECT " COLUMNS " FROM journey_member"
                                " WHERE journey_id = ?1 AND due_at <= ?2"
                                " ORDER BY due_at, id LIMIT ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_due, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 3, limit);
  members->journey_id = journey_id;
  return collect (stmt, members, error);
}

/**
 * esp_journey_members_load_leads:
 * @members: appended to
 *
 * Reads the passages of leads that are inside now.
 */
gboolean
esp_journey_members_load_leads (EspTx *tx,
                                gint64 journey_id,
                                const guint32 *ids,
                                gsize n_ids,
                                EspJourneyMembers *members,
                                GError **error)
{
  static const char sql_leads[] = "SELECT " COLUMNS " FROM journey_member"
                                  " WHERE journey_id = ?1 AND lead_id = ?2 AND status = 0";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_leads, error);

  if (stmt == NULL)
    return FALSE;
  members->journey_id = journey_id;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  for (gsize i = 0; i < n_ids; i++)
    {
      esp_stmt_bind_int64 (stmt, 2, ids[i]);
      if (!collect (stmt, members, error))
        return FALSE;
      esp_stmt_reset (stmt);
    }
  return TRUE;
}

/**
 * esp_journey_members_load_range:
 * @until_id: the last passage of this batch
 * @members: appended to
 *
 * Reads those inside that a move has not looked at, by their numbers: whatever else stands between them, a
 * batch takes a known time.
 */
gboolean
esp_journey_members_load_range (EspTx *tx,
                                const EspJourneyMove *move,
                                gint64 until_id,
                                EspJourneyMembers *members,
                                GError **error)
{
  static const char sql_range[] = "SELECT " COLUMNS " FROM journey_member NOT INDEXED"
                                  " WHERE id > ?2 AND id <= ?3 AND journey_id = ?1 AND status = 0"
                                  " ORDER BY id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_range, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, move->journey_id);
  esp_stmt_bind_int64 (stmt, 2, move->cursor);
  esp_stmt_bind_int64 (stmt, 3, until_id);
  members->journey_id = move->journey_id;
  return collect (stmt, members, error);
}

/**
 * esp_journey_members_load_passages:
 *
 * Reads every passage of one lead, the first one first.
 */
gboolean
esp_journey_members_load_passages (EspTx *tx,
                                   gint64 journey_id,
                                   guint32 lead_id,
                                   EspJourneyMembers *members,
                                   GError **error)
{
  static const char sql_passages[] = "SELECT " COLUMNS " FROM journey_member"
                                     " WHERE journey_id = ?1 AND lead_id = ?2 ORDER BY id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_passages, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, lead_id);
  members->journey_id = journey_id;
  return collect (stmt, members, error);
}

static void
bind_bytes (EspStmt *stmt, int index, const EspJourneyMembers *members, gsize at, gsize n)
{
  if (n > 0)
    esp_stmt_bind_blob (stmt, index, members->bytes->data + at, n);
  else
    esp_stmt_bind_null (stmt, index);
}

static void
bind_member (EspStmt *stmt, const EspJourneyMembers *members, const EspJourneyMember *member)
{
  esp_stmt_bind_int64 (stmt, 2, member->version);
  esp_stmt_bind_int64 (stmt, 3, member->status);
  esp_stmt_bind_int64 (stmt, 4, member->phase);
  esp_stmt_bind_int64 (stmt, 5, member->step);
  esp_stmt_bind_int64 (stmt, 6, member->n_steps);
  esp_stmt_bind_int64 (stmt, 7, member->since_us);
  if (member->due_us == G_MAXINT64)
    esp_stmt_bind_null (stmt, 8);
  else
    esp_stmt_bind_int64 (stmt, 8, member->due_us);
  if (member->watch == ESP_MEMBER_NO_WATCH)
    esp_stmt_bind_null (stmt, 9);
  else
    esp_stmt_bind_int64 (stmt, 9, member->watch);
  bind_bytes (stmt, 10, members, member->counters_at, member->n_counters);
  bind_bytes (stmt, 11, members, member->path_at, member->n_path);
  bind_bytes (stmt, 12, members, member->skips_at, member->n_skips);
}

/* Everyone who comes to one place, and everyone who leaves it. */
typedef struct
{
  EspJourneyPlace place;
  EspBitmap *came; /* (owned) */
  EspBitmap *left; /* (owned) */
} Crowd;

static void
crowd_free (gpointer data)
{
  Crowd *crowd = data;

  esp_bitmap_free (crowd->came);
  esp_bitmap_free (crowd->left);
  g_free (crowd);
}

static guint
crowd_hash (gconstpointer key)
{
  const EspJourneyPlace *place = key;

  return place->version * 31 + place->step * 2 + place->detail;
}

static gboolean
crowd_equal (gconstpointer a, gconstpointer b)
{
  const EspJourneyPlace *first = a;
  const EspJourneyPlace *second = b;

  return first->version == second->version && first->step == second->step &&
         first->detail == second->detail;
}

static Crowd *
find_crowd (GHashTable *crowds, guint version, guint32 step, guint phase)
{
  const EspJourneyPlace place = { version, step, ESP_PLACE_HERE, phase };
  Crowd *crowd = g_hash_table_lookup (crowds, &place);

  if (crowd != NULL)
    return crowd;
  crowd = g_new0 (Crowd, 1);
  crowd->place = place;
  crowd->came = esp_bitmap_new ();
  crowd->left = esp_bitmap_new ();
  g_hash_table_insert (crowds, &crowd->place, crowd);
  return crowd;
}

/* Tells the numbers who is where now; only what changed is written. */
static gboolean
move_crowds (EspTx *tx,
             gint64 journey_id,
             const EspJourneyMembers *members,
             gboolean are_new,
             GError **error)
{
  g_autoptr (GHashTable) crowds = g_hash_table_new_full (crowd_hash, crowd_equal, NULL, crowd_free);
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < members->rows->len; i++)
    {
      EspJourneyMember *member = &g_array_index (members->rows, EspJourneyMember, i);
      gboolean was_here = !are_new && member->was_status == 0;
      gboolean is_here = member->status == 0;

      if (was_here && is_here && member->was_version == member->version &&
          member->was_step == member->step && member->was_phase == member->phase)
        continue;
      if (was_here)
        esp_bitmap_add (find_crowd (crowds, member->was_version, member->was_step,
                                    member->was_phase)
                          ->left,
                        member->lead_id);
      if (is_here)
        esp_bitmap_add (find_crowd (crowds, member->version, member->step, member->phase)->came,
                        member->lead_id);
      note_place (member);
    }
  g_hash_table_iter_init (&iter, crowds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Crowd *crowd = value;

      if (!esp_journey_flow_move (tx, journey_id, &crowd->place, crowd->came, crowd->left, error))
        return FALSE;
    }
  return TRUE;
}

/* Who came in by which door. */
static gboolean
count_doors (EspTx *tx, gint64 journey_id, const EspJourneyMembers *members, GError **error)
{
  g_autoptr (GHashTable) doors = g_hash_table_new_full (crowd_hash, crowd_equal, NULL, crowd_free);
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < members->rows->len; i++)
    {
      const EspJourneyMember *member = &g_array_index (members->rows, EspJourneyMember, i);

      esp_bitmap_add (find_crowd (doors, member->version, ESP_PLACE_DOOR, member->entry)->came,
                      member->lead_id);
    }
  g_hash_table_iter_init (&iter, doors);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Crowd *crowd = value;
      const EspJourneyPlace place = { crowd->place.version, ESP_PLACE_DOOR, 0,
                                      crowd->place.detail };

      if (!esp_journey_flow_add (tx, journey_id, &place, members->day, crowd->came, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_journey_members_save:
 *
 * Writes where they are now; quickest in the order of their ids.
 */
gboolean
esp_journey_members_save (EspTx *tx, const EspJourneyMembers *members, GError **error)
{
  static const char sql_save[] =
    "UPDATE journey_member SET version = ?2, status = ?3, phase = ?4, step = ?5, n_steps = ?6,"
    " since_at = ?7, due_at = ?8, watch = ?9, counters = ?10, path = ?11,"
    " skips = ?12 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  for (guint i = 0; i < members->rows->len; i++)
    {
      const EspJourneyMember *member = &g_array_index (members->rows, EspJourneyMember, i);

      esp_stmt_bind_int64 (stmt, 1, member->id);
      bind_member (stmt, members, member);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
      esp_stmt_reset (stmt);
    }
  if (members->rows->len == 0)
    return TRUE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PASSAGE);
  return move_crowds (tx, members->journey_id, members, FALSE, error);
}

/**
 * esp_journey_members_enter:
 * @members: without ids
 *
 * Lets them in.
 */
gboolean
esp_journey_members_enter (EspTx *tx,
                           gint64 journey_id,
                           const EspJourneyMembers *members,
                           GError **error)
{
  static const char sql_enter[] =
    "INSERT INTO journey_member (journey_id, lead_id, version, status, phase, step, n_steps,"
    " since_at, due_at, watch, counters, path, skips, entered_at, entry)"
    " VALUES (?1, ?13, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?14, ?15)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_enter, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  for (guint i = 0; i < members->rows->len; i++)
    {
      const EspJourneyMember *member = &g_array_index (members->rows, EspJourneyMember, i);

      esp_stmt_bind_int64 (stmt, 1, journey_id);
      bind_member (stmt, members, member);
      esp_stmt_bind_int64 (stmt, 13, member->lead_id);
      esp_stmt_bind_int64 (stmt, 14, member->entered_us);
      esp_stmt_bind_int64 (stmt, 15, member->entry);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
      esp_stmt_reset (stmt);
    }
  if (members->rows->len == 0)
    return TRUE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PASSAGE);
  return move_crowds (tx, journey_id, members, TRUE, error) &&
         count_doors (tx, journey_id, members, error);
}

/**
 * esp_journey_members_reckon:
 *
 * Whoever waits for a time to come is due now, so that the time is reckoned anew. Who is due already keeps the
 * time for which it was planned.
 */
gboolean
esp_journey_members_reckon (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_wake[] =
    "UPDATE journey_member SET due_at = ?2 WHERE journey_id = ?1 AND due_at > ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_wake, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_next_due:
 * @out_due_us: when the next one is due; %G_MAXINT64 nobody is
 */
gboolean
esp_journey_next_due (EspTx *tx, gint64 journey_id, gint64 *out_due_us, GError **error)
{
  static const char sql_next[] = "SELECT due_at FROM journey_member"
                                 " WHERE journey_id = ?1 AND due_at IS NOT NULL"
                                 " ORDER BY due_at LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_next, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  step = esp_stmt_step (stmt, error);
  *out_due_us = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : G_MAXINT64;
  return step != ESP_STEP_ERROR;
}

static EspBitmap *
collect_leads (EspStmt *stmt, GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE ? g_steal_pointer (&leads) : NULL;
}

/**
 * esp_journey_leads:
 *
 * Returns: (transfer full): who is inside, or who ever was; %NULL with @error set
 */
EspBitmap *
esp_journey_leads (EspTx *tx, gint64 journey_id, gboolean only_inside, GError **error)
{
  static const char sql_leads[] = "SELECT lead_id FROM journey_member"
                                  " WHERE journey_id = ?1 AND (?2 = 0 OR status = 0)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_leads, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, only_inside);
  return collect_leads (stmt, error);
}

/**
 * esp_journey_leads_watching:
 *
 * Returns: (transfer full): who waits for the rule of that number; %NULL with @error set
 */
EspBitmap *
esp_journey_leads_watching (EspTx *tx,
                            gint64 journey_id,
                            guint version,
                            guint watch,
                            GError **error)
{
  static const char sql_watching[] = "SELECT lead_id FROM journey_member"
                                     " WHERE journey_id = ?1 AND version = ?2 AND watch = ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_watching, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, version);
  esp_stmt_bind_int64 (stmt, 3, watch);
  return collect_leads (stmt, error);
}

/**
 * esp_journey_last_entry:
 * @out_entered_us: 0: never was in it
 */
gboolean
esp_journey_last_entry (EspTx *tx,
                        gint64 journey_id,
                        guint32 lead_id,
                        gboolean *out_is_inside,
                        gint64 *out_entered_us,
                        GError **error)
{
  static const char sql_last[] =
    "SELECT coalesce (max (entered_at), 0), coalesce (max (status = 0), 0) FROM journey_member"
    " WHERE journey_id = ?1 AND lead_id = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_last, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, lead_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_entered_us = esp_stmt_int64 (stmt, 0);
  *out_is_inside = esp_stmt_int64 (stmt, 1) != 0;
  return TRUE;
}

/**
 * esp_journey_last_entry_of_all:
 * @out_entered_us: when somebody came in last; 0: nobody ever did
 */
gboolean
esp_journey_last_entry_of_all (EspTx *tx, gint64 journey_id, gint64 *out_entered_us, GError **error)
{
  static const char sql_last[] =
    "SELECT coalesce (max (last_at), 0) FROM journey_day WHERE journey_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_last, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_entered_us = esp_stmt_int64 (stmt, 0);
  return TRUE;
}
