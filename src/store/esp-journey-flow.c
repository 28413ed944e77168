/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which people came by where in a journey, on which day, and who is there now: as compressed sets in pieces of
 * 65,536 ids, so that a step of one person writes a few bytes and a number never needs a look at everyone. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-flow.h"

#include "store/esp-store-error.h"

#include <string.h>

#define PIECE_BITS 16
#define PIECE_IDS (1u << PIECE_BITS)
#define DETAIL_BITS 12
#define DETAIL_MAX ((1u << DETAIL_BITS) - 1)
#define STEP_SHIFT 20
#define VERSION_SHIFT 40
#define MAX_PLACES 5000
/* The sum of all time stands under this day. */
#define ALL_TIME 0

static gint64
pack (guint version, guint32 step, guint outcome, guint detail)
{
  return (gint64) version << VERSION_SHIFT | (gint64) (step & ESP_PLACE_DOOR) << STEP_SHIFT |
         (gint64) (outcome & 255) << DETAIL_BITS | MIN (detail, DETAIL_MAX);
}

/**
 * esp_journey_place_print:
 *
 * Appends "version:step:outcome:detail"; what stands for all is left out.
 */
void
esp_journey_place_print (const EspJourneyPlace *place, GString *out)
{
  g_string_append_printf (out, "%s%u:", out->len > 0 ? "," : "", place->version);
  if (place->step == ESP_PLACE_ANY)
    g_string_append_c (out, '*');
  else
    g_string_append_printf (out, "%u", place->step);
  if (place->outcome != ESP_PLACE_ANY)
    g_string_append_printf (out, ":%u", place->outcome);
  if (place->outcome != ESP_PLACE_ANY && place->detail != ESP_PLACE_ANY)
    g_string_append_printf (out, ":%u", place->detail);
}

static gboolean
parse_place (const char *text, EspJourneyPlace *out)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 5);
  guint n = g_strv_length (parts);
  guint64 numbers[4] = { 0, 0, ESP_PLACE_ANY, ESP_PLACE_ANY };

  if (n < 2 || n > 4)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (i == 1 && g_str_equal (parts[i], "*"))
      numbers[i] = ESP_PLACE_ANY;
    else if (!g_ascii_string_to_unsigned (parts[i], 10, 0, i == 1 ? ESP_PLACE_DOOR : (1u << 20),
                                          &numbers[i], NULL))
      return FALSE;
  *out = (EspJourneyPlace){ (guint) numbers[0], (guint32) numbers[1], (guint) numbers[2],
                            (guint) numbers[3] };
  return TRUE;
}

/**
 * esp_journey_places_parse:
 *
 * Returns: (transfer full) (nullable) (element-type EspJourneyPlace): what esp_journey_place_print() wrote
 */
GArray *
esp_journey_places_parse (const char *text)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (EspJourneyPlace));
  g_auto (GStrv) parts = g_strsplit (text, ",", MAX_PLACES + 1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      EspJourneyPlace place;

      if (i >= MAX_PLACES || !parse_place (parts[i], &place))
        return NULL;
      g_array_append_val (places, place);
    }
  return places->len > 0 ? g_steal_pointer (&places) : NULL;
}

typedef struct
{
  gint64 journey_id;
  gint64 place;
  gint64 day;
  gint64 piece;
} Key;

static void
bind_key (EspStmt *stmt, const Key *key)
{
  esp_stmt_bind_int64 (stmt, 1, key->journey_id);
  esp_stmt_bind_int64 (stmt, 2, key->place);
  esp_stmt_bind_int64 (stmt, 3, key->day);
  esp_stmt_bind_int64 (stmt, 4, key->piece);
}

/* Returns: (transfer full): who stands under @key; %NULL with @error set */
static EspBitmap *
load_piece (EspTx *tx, const Key *key, GError **error)
{
  static const char sql_piece[] = "SELECT members FROM journey_flow WHERE journey_id = ?1"
                                  " AND place = ?2 AND day = ?3 AND piece = ?4";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_piece, error);
  EspBitmap *members = NULL;
  EspStep step;

  if (stmt == NULL)
    return NULL;
  bind_key (stmt, key);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return NULL;
  if (step == ESP_STEP_ROW)
    {
      gsize n = 0;
      gconstpointer data = esp_stmt_blob (stmt, 0, &n);

      members = esp_bitmap_deserialize (data, n);
    }
  return members != NULL ? members : esp_bitmap_new ();
}

static gboolean
save_piece (EspTx *tx, const Key *key, EspBitmap *members, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO journey_flow (journey_id, place, day, piece, n, members)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (journey_id, place, day, piece) DO UPDATE SET n = excluded.n,"
    " members = excluded.members";
  static const char sql_drop[] = "DELETE FROM journey_flow WHERE journey_id = ?1 AND place = ?2"
                                 " AND day = ?3 AND piece = ?4";
  gboolean is_empty = esp_bitmap_is_empty (members);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (EspStmt) stmt =
    is_empty ? esp_tx_stmt (tx, sql_drop, error) : esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL)
    return FALSE;
  bind_key (stmt, key);
  if (is_empty)
    return esp_stmt_run (stmt, error);
  esp_bitmap_optimize (members);
  bytes = esp_bitmap_serialize (members);
  esp_stmt_bind_int64 (stmt, 5, (gint64) esp_bitmap_count (members));
  esp_stmt_bind_bytes (stmt, 6, bytes);
  return esp_stmt_run (stmt, error);
}

/* Returns: (transfer full): those of @leads whose ids are in the piece of the next one from @from on;
 *   empty at the end */
static EspBitmap *
cut_piece (const EspBitmap *leads, guint32 from, gint64 *out_piece)
{
  guint32 first = 0;
  EspBitmap *part;

  if (esp_bitmap_next (leads, from, &first, 1) == 0)
    return esp_bitmap_new ();
  *out_piece = first >> PIECE_BITS;
  part = esp_bitmap_new_range ((guint32) (*out_piece << PIECE_BITS),
                               (guint32) (*out_piece << PIECE_BITS) + (PIECE_IDS - 1));
  esp_bitmap_and (part, leads);
  return part;
}

/* A day that is new for a place lets the days go that nobody asks for any more. */
static gboolean
forget_days (EspTx *tx, const Key *key, GError **error)
{
  static const char sql_forget[] = "DELETE FROM journey_flow WHERE journey_id = ?1 AND place = ?2"
                                   " AND day > ?4 AND day <= ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_forget, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, key->journey_id);
  esp_stmt_bind_int64 (stmt, 2, key->place);
  esp_stmt_bind_int64 (stmt, 3, key->day - ESP_FLOW_DAYS);
  esp_stmt_bind_int64 (stmt, 4, ALL_TIME);
  return esp_stmt_run (stmt, error);
}

/* Puts @came into the sets under a key, and takes @left out of them. */
static gboolean
change (EspTx *tx, Key key, const EspBitmap *came, const EspBitmap *left, GError **error)
{
  g_autoptr (EspBitmap) touched = esp_bitmap_copy (came);
  guint64 from = 0;

  if (left != NULL)
    esp_bitmap_or (touched, left);
  while (from <= G_MAXUINT32)
    {
      g_autoptr (EspBitmap) part = cut_piece (touched, (guint32) from, &key.piece);
      g_autoptr (EspBitmap) members = NULL;
      g_autoptr (EspBitmap) arrived = NULL;

      if (esp_bitmap_is_empty (part))
        return TRUE;
      members = load_piece (tx, &key, error);
      if (members == NULL)
        return FALSE;
      if (key.day != ALL_TIME && esp_bitmap_is_empty (members) && !forget_days (tx, &key, error))
        return FALSE;
      arrived = esp_bitmap_copy (came);
      esp_bitmap_and (arrived, part);
      if (left != NULL)
        esp_bitmap_andnot (members, left);
      esp_bitmap_or (members, arrived);
      if (!save_piece (tx, &key, members, error))
        return FALSE;
      from = ((guint64) key.piece + 1) << PIECE_BITS;
    }
  return TRUE;
}

/**
 * esp_journey_flow_add:
 * @place: exactly one
 * @day: on which it happened
 *
 * Notes that people came by.
 */
gboolean
esp_journey_flow_add (EspTx *tx,
                      gint64 journey_id,
                      const EspJourneyPlace *place,
                      gint64 day,
                      const EspBitmap *leads,
                      GError **error)
{
  Key key = { journey_id, pack (place->version, place->step, place->outcome, place->detail),
              ALL_TIME, 0 };

  if (!esp_tx_require_write (tx, error) || !change (tx, key, leads, NULL, error))
    return FALSE;
  key.day = day;
  return day <= ALL_TIME || change (tx, key, leads, NULL, error);
}

/**
 * esp_journey_flow_move:
 * @place: a step of a version; its detail is the phase
 * @came: who is there from now on
 * @left: who is not there any more; done before
 *
 * Keeps who is where. esp_journey_members_save() and esp_journey_members_enter() do it by themselves.
 */
gboolean
esp_journey_flow_move (EspTx *tx,
                       gint64 journey_id,
                       const EspJourneyPlace *place,
                       const EspBitmap *came,
                       const EspBitmap *left,
                       GError **error)
{
  const Key key = { journey_id, pack (place->version, place->step, ESP_PLACE_HERE, place->detail),
                    ALL_TIME, 0 };

  return esp_tx_require_write (tx, error) && change (tx, key, came, left, error);
}

/**
 * esp_journey_flow_remove:
 * @day: on which esp_journey_flow_add() noted it
 *
 * Takes back that people came by.
 */
gboolean
esp_journey_flow_remove (EspTx *tx,
                         gint64 journey_id,
                         const EspJourneyPlace *place,
                         gint64 day,
                         const EspBitmap *leads,
                         GError **error)
{
  g_autoptr (EspBitmap) nobody = esp_bitmap_new ();
  Key key = { journey_id, pack (place->version, place->step, place->outcome, place->detail),
              ALL_TIME, 0 };

  if (!esp_tx_require_write (tx, error) || !change (tx, key, nobody, leads, error))
    return FALSE;
  key.day = day;
  return day <= ALL_TIME || change (tx, key, nobody, leads, error);
}

static gboolean
drop_here (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_drop[] =
    "DELETE FROM journey_flow WHERE journey_id = ?1 AND place >> 12 & 255 = 255";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_drop, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_flow_rebuild_here:
 *
 * Counts anew who is where: for those who write the rows of members past esp_journey_members_save(). Reads
 * everyone who is inside.
 */
gboolean
esp_journey_flow_rebuild_here (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_inside[] =
    "SELECT version, step, phase, lead_id FROM journey_member"
    " WHERE journey_id = ?1 AND status = 0 ORDER BY version, step, phase, lead_id";
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspStmt) stmt = NULL;
  EspJourneyPlace place = { .outcome = ESP_PLACE_HERE };
  EspStep step;

  if (!esp_tx_require_write (tx, error) || !drop_here (tx, journey_id, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_inside, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const EspJourneyPlace next = { (guint) esp_stmt_int64 (stmt, 0),
                                     (guint32) esp_stmt_int64 (stmt, 1), ESP_PLACE_HERE,
                                     (guint) esp_stmt_int64 (stmt, 2) };

      if (memcmp (&next, &place, sizeof next) != 0)
        {
          if (!esp_bitmap_is_empty (leads) &&
              !esp_journey_flow_move (tx, journey_id, &place, leads, NULL, error))
            return FALSE;
          esp_bitmap_free (leads);
          leads = esp_bitmap_new ();
          place = next;
        }
      esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 3));
    }
  return step == ESP_STEP_DONE &&
         (esp_bitmap_is_empty (leads) ||
          esp_journey_flow_move (tx, journey_id, &place, leads, NULL, error));
}

/* The ends of the numbers that a place stands for; of all outcomes those of who is there are not one. */
static void
get_bounds (const EspJourneyPlace *place, gint64 *out_first, gint64 *out_last)
{
  gboolean is_any = place->outcome == ESP_PLACE_ANY;

  *out_first = pack (place->version, place->step, is_any ? 0 : place->outcome,
                     is_any || place->detail == ESP_PLACE_ANY ? 0 : place->detail);
  *out_last = pack (place->version, place->step, is_any ? ESP_PLACE_HERE - 1 : place->outcome,
                    is_any || place->detail == ESP_PLACE_ANY ? DETAIL_MAX : place->detail);
}

/* Returns: (transfer full): the rows of a place; %NULL with @error set */
static EspStmt *
ask_place (EspTx *tx, gint64 journey_id, const EspJourneyPlace *place, GError **error)
{
  static const char sql_place[] = "SELECT members FROM journey_flow WHERE journey_id = ?1"
                                  " AND place BETWEEN ?2 AND ?3 AND day BETWEEN ?4 AND ?5";
  static const char sql_steps[] =
    "SELECT members FROM journey_flow WHERE journey_id = ?1 AND place >> 12 & 255 = ?2"
    " AND (?3 = 0 OR place >> 40 = ?3) AND day BETWEEN ?4 AND ?5";
  gboolean is_any_step = place->step == ESP_PLACE_ANY;
  EspStmt *stmt =
    is_any_step ? esp_tx_stmt (tx, sql_steps, error) : esp_tx_stmt (tx, sql_place, error);
  gint64 first, last;

  if (stmt == NULL)
    return NULL;
  get_bounds (place, &first, &last);
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, is_any_step ? (gint64) place->outcome : first);
  esp_stmt_bind_int64 (stmt, 3, is_any_step ? (gint64) place->version : last);
  return stmt;
}

static void
bind_days (EspStmt *stmt, const EspJourneyPlace *place, const EspJourneyDays *days)
{
  gboolean is_ever = days == NULL || days->first <= 0 || place->outcome == ESP_PLACE_HERE;

  esp_stmt_bind_int64 (stmt, 4, is_ever ? ALL_TIME : days->first);
  esp_stmt_bind_int64 (stmt, 5, is_ever ? ALL_TIME : days->last);
}

static gboolean
load_place (EspTx *tx,
            gint64 journey_id,
            const EspJourneyPlace *place,
            const EspJourneyDays *days,
            EspBitmap *leads,
            GError **error)
{
  g_autoptr (EspStmt) stmt = ask_place (tx, journey_id, place, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  bind_days (stmt, place, days);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      gsize n = 0;
      gconstpointer data = esp_stmt_blob (stmt, 0, &n);
      g_autoptr (EspBitmap) members = esp_bitmap_deserialize (data, n);

      if (members != NULL)
        esp_bitmap_or (leads, members);
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_journey_flow_load_gone:
 *
 * Returns: (transfer full): those who were in a journey and are no more; %NULL with @error set
 */
EspBitmap *
esp_journey_flow_load_gone (EspTx *tx, GError **error)
{
  static const char sql_gone[] =
    "SELECT id FROM journey_gone WHERE NOT EXISTS (SELECT 1 FROM lead WHERE lead.id ="
    " journey_gone.id)";
  g_autoptr (EspBitmap) gone = esp_bitmap_new ();
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_gone, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (gone, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE ? g_steal_pointer (&gone) : NULL;
}

/**
 * esp_journey_flow_take_gone:
 * @leads: loses those who are no more: erased, merged into others, taken back with their import
 */
gboolean
esp_journey_flow_take_gone (EspTx *tx, EspBitmap *leads, GError **error)
{
  g_autoptr (EspBitmap) gone = esp_journey_flow_load_gone (tx, error);

  if (gone == NULL)
    return FALSE;
  esp_bitmap_andnot (leads, gone);
  return TRUE;
}

static void
visit_free (gpointer data)
{
  EspJourneyVisit *visit = data;

  esp_bitmap_free (visit->leads);
  g_free (visit);
}

static void
unpack (gint64 number, EspJourneyPlace *out)
{
  *out = (EspJourneyPlace){ (guint) (number >> VERSION_SHIFT),
                            (guint32) (number >> STEP_SHIFT) & ESP_PLACE_DOOR,
                            (guint) (number >> DETAIL_BITS) & 255, (guint) number & DETAIL_MAX };
}

static gboolean
collect_visits (EspStmt *stmt, GPtrArray *visits, GError **error)
{
  gint64 last = -1;
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      gint64 place = esp_stmt_int64 (stmt, 0);
      gsize n = 0;
      gconstpointer data = esp_stmt_blob (stmt, 1, &n);
      g_autoptr (EspBitmap) members = esp_bitmap_deserialize (data, n);
      EspJourneyVisit *visit;

      if (place != last)
        {
          visit = g_new0 (EspJourneyVisit, 1);
          unpack (place, &visit->place);
          visit->leads = esp_bitmap_new ();
          g_ptr_array_add (visits, visit);
          last = place;
        }
      visit = g_ptr_array_index (visits, visits->len - 1);
      if (members != NULL)
        esp_bitmap_or (visit->leads, members);
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_journey_flow_list:
 * @days: (nullable): as of esp_journey_flow_load()
 *
 * Returns: (transfer full) (element-type EspJourneyVisit): every place of the journey with its people, by
 *   version, step, outcome, detail; %NULL with @error set
 */
GPtrArray *
esp_journey_flow_list (EspTx *tx, gint64 journey_id, const EspJourneyDays *days, GError **error)
{
  static const char sql_list[] = "SELECT place, members FROM journey_flow WHERE journey_id = ?1"
                                 " AND (day BETWEEN ?2 AND ?3"
                                 " OR (day = 0 AND place >> 12 & 255 = 255)) ORDER BY place, day";
  g_autoptr (GPtrArray) visits = g_ptr_array_new_with_free_func (visit_free);
  g_autoptr (EspBitmap) gone = esp_journey_flow_load_gone (tx, error);
  g_autoptr (EspStmt) stmt = gone != NULL ? esp_tx_stmt (tx, sql_list, error) : NULL;
  gboolean is_ever = days == NULL || days->first <= 0;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, is_ever ? ALL_TIME : days->first);
  esp_stmt_bind_int64 (stmt, 3, is_ever ? ALL_TIME : days->last);
  if (!collect_visits (stmt, visits, error))
    return NULL;
  for (guint i = 0; i < visits->len && !esp_bitmap_is_empty (gone); i++)
    esp_bitmap_andnot (((EspJourneyVisit *) g_ptr_array_index (visits, i))->leads, gone);
  return g_steal_pointer (&visits);
}

/**
 * esp_journey_flow_load:
 * @days: (nullable): %NULL, or from 0 on: of all time; who is there now has no days
 *
 * Returns: (transfer full): the distinct people of all those places who are still there; %NULL with @error
 *   set
 */
EspBitmap *
esp_journey_flow_load (EspTx *tx,
                       gint64 journey_id,
                       const EspJourneyPlace *places,
                       gsize n_places,
                       const EspJourneyDays *days,
                       GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  for (gsize i = 0; i < n_places; i++)
    if (!load_place (tx, journey_id, &places[i], days, leads, error))
      return NULL;
  return esp_journey_flow_take_gone (tx, leads, error) ? g_steal_pointer (&leads) : NULL;
}

/**
 * esp_journey_flow_count_here:
 * @out_n: how many are inside now, those counted who are no more until it is noticed
 *
 * For lists of journeys: sums up a few numbers and reads no set.
 */
gboolean
esp_journey_flow_count_here (EspTx *tx, gint64 journey_id, gint64 *out_n, GError **error)
{
  static const char sql_count[] = "SELECT coalesce (sum (n), 0) FROM journey_flow"
                                  " WHERE journey_id = ?1 AND place >> 12 & 255 = 255";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n = esp_stmt_int64 (stmt, 0);
  return TRUE;
}
