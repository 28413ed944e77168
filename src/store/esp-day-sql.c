/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How days of events are read, and what the tokens mean that stand for the places that touches came from. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-day-sql.h"

#include "store/esp-insight-touches.h"
#include "store/esp-revenue.h"

#include <stdlib.h>
#include <string.h>

#define PROP(name) "nullif (trim (json_extract (props, '$." name "')), '')"
#define IF_JSON(expression) "iif (json_valid (props), " expression ", NULL)"
#define MEDIUM                                                                                     \
  "coalesce (" PROP ("utm_medium") ", " PROP ("medium") ", " PROP ("utm_source") ", " PROP (       \
    "source") ")"

/* A channel is what the event says, else that of the message of its send, else its medium or source; mail,
 * when it is about a message; a token is "=" and a name, or a letter, a number, ":" and what else it is. */
/* clang-format off */
#define CHANNEL                                                                                    \
  "coalesce (" IF_JSON ("'=' || " PROP ("channel")) ","                                            \
  " 'S' || send_id || ':=' || coalesce (" IF_JSON (MEDIUM) ", 'email'),"                           \
  " '=' || " IF_JSON (MEDIUM) ", iif (message_id IS NOT NULL, '=email', ''))"
#define SOURCE                                                                                     \
  "coalesce (" IF_JSON ("'=' || coalesce (" PROP ("utm_source") ", " PROP ("source") ", "          \
                        PROP ("channel") ", " PROP ("utm_medium") ", " PROP ("medium") ")") ","    \
  " 'S' || send_id || ':', '')"
#define CAMPAIGN                                                                                   \
  "coalesce ('C' || campaign_id || ':', '') ||"                                                    \
  " coalesce (" IF_JSON ("'=' || coalesce (" PROP ("utm_campaign") ", " PROP ("campaign") ")") ", '')"
#define JOURNEY                                                                                    \
  "coalesce ('J' || journey_id || ':', '') || coalesce ('K' || send_id || ':', '') ||"             \
  " coalesce (" IF_JSON ("'=' || " PROP ("journey")) ", '')"
#define MOVE                                                                                       \
  "coalesce (" IF_JSON ("'=' || coalesce (json_extract (props, '$.from'), '') ||"                  \
                        " '" ESP_MOVE_SIGN "' || json_extract (props, '$.to')") ", '')"
#define MONEY                                                                                      \
  ESP_REVENUE_AMOUNT ("props", "?4", "?5") ","                                                     \
  " json_valid (props) AND coalesce (json_extract (props, '$.currency'), ?5) <> ?5 COLLATE NOCASE"
/* clang-format on */

#define SPAN " FROM event WHERE kind_id = ?1 AND at >= ?2 AND at < ?3 AND lead_id IS NOT NULL"
#define ONE(token) "SELECT " token " FROM event WHERE id = ?1"
/* In the order of the file: without an index. */
#define ALL(token)                                                                                 \
  "SELECT id, " token " FROM event NOT INDEXED WHERE kind_id = ?1 AND at >= ?2 AND at < ?3"        \
  " AND lead_id IS NOT NULL"

/* Of what has places the numbers of the events: all of it from the index. */
static const char sql_events[] = "SELECT lead_id, at" SPAN " ORDER BY at";
static const char sql_numbers[] = "SELECT lead_id, at, id" SPAN " ORDER BY at, lead_id, id";
static const char sql_money[] = "SELECT lead_id, at, " MONEY SPAN " ORDER BY at, id";

static const char sql_one_channel[] = ONE (CHANNEL);
static const char sql_one_source[] = ONE (SOURCE);
static const char sql_one_campaign[] = ONE (CAMPAIGN);
static const char sql_one_journey[] = ONE (JOURNEY);
static const char sql_one_move[] = ONE (MOVE);
static const char sql_all_channels[] = ALL (CHANNEL);
static const char sql_all_sources[] = ALL (SOURCE);
static const char sql_all_campaigns[] = ALL (CAMPAIGN);
static const char sql_all_journeys[] = ALL (JOURNEY);
static const char sql_all_moves[] = ALL (MOVE);

/**
 * esp_day_sql_get:
 *
 * Returns: (transfer none): who, when, and what of it, of places the number of the event; ?1 is the kind, ?2 and
 *   ?3 the span, of money ?4 how many minor units make one of the currency ?5
 */
const char *
esp_day_sql_get (EspDayWhat what)
{
  if (what == ESP_DAY_EVENTS)
    return sql_events;
  return what == ESP_DAY_MONEY ? sql_money : sql_numbers;
}

/**
 * esp_day_sql_get_token:
 * @is_one: of the event ?1; else of all of the kind ?1 in the span from ?2 to ?3, each with its number before it
 *
 * Returns: (transfer none) (nullable): what stands for the place that an event came from; %NULL if it has none
 */
const char *
esp_day_sql_get_token (EspDayWhat what, gboolean is_one)
{
  static const struct
  {
    const char *one;
    const char *all;
  } statements[] = {
    [ESP_DAY_CHANNELS] = { sql_one_channel, sql_all_channels },
    [ESP_DAY_SOURCES] = { sql_one_source, sql_all_sources },
    [ESP_DAY_CAMPAIGNS] = { sql_one_campaign, sql_all_campaigns },
    [ESP_DAY_JOURNEYS] = { sql_one_journey, sql_all_journeys },
    [ESP_DAY_MOVES] = { sql_one_move, sql_all_moves },
  };

  if (what >= G_N_ELEMENTS (statements))
    return NULL;
  return is_one ? statements[what].one : statements[what].all;
}

struct _EspDayPlaces
{
  GHashTable *names; /* (owned) token → name */
};

/**
 * esp_day_places_new:
 */
EspDayPlaces *
esp_day_places_new (void)
{
  EspDayPlaces *self = g_new0 (EspDayPlaces, 1);

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * esp_day_places_free:
 */
void
esp_day_places_free (EspDayPlaces *self)
{
  g_hash_table_unref (self->names);
  g_free (self);
}

static const char *
get_lookup (char letter)
{
  static const char sql_channel[] =
    "SELECT m.channel FROM send AS s JOIN message AS m ON m.id = s.message_id WHERE s.id = ?1";
  static const char sql_campaign[] = "SELECT name FROM campaign WHERE id = ?1";
  static const char sql_journey[] = "SELECT name FROM journey WHERE id = ?1";
  static const char sql_of_send[] =
    "SELECT j.name FROM send AS s JOIN journey AS j ON j.campaign_id = s.campaign_id"
    " WHERE s.id = ?1";

  switch (letter)
    {
    case 'S':
      return sql_channel;
    case 'C':
      return sql_campaign;
    case 'J':
      return sql_journey;
    case 'K':
      return sql_of_send;
    default:
      return NULL;
    }
}

/* What the head of a token names: @out_name is %NULL when it is gone. */
static gboolean
look_up (EspTx *tx, const char *token, char **out_name, GError **error)
{
  const char *sql = get_lookup (token[0]);
  g_autoptr (EspStmt) stmt = sql != NULL ? esp_tx_stmt (tx, sql, error) : NULL;
  EspStep step;

  *out_name = NULL;
  if (sql == NULL)
    return TRUE;
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, g_ascii_strtoll (token + 1, NULL, 10));
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW && !esp_stmt_is_null (stmt, 0))
    *out_name = esp_stmt_dup_text (stmt, 0);
  return step != ESP_STEP_ERROR;
}

/**
 * esp_day_places_find:
 *
 * Returns: (transfer none) (nullable): the name that a token stands for now; %NULL with @error set
 */
const char *
esp_day_places_find (EspDayPlaces *self, EspTx *tx, const char *token, GError **error)
{
  const char *known = g_hash_table_lookup (self->names, token);
  g_autofree char *name = NULL;
  const char *rest = token;

  if (known != NULL)
    return known;
  while (name == NULL)
    {
      const char *end = strchr (rest, ':');

      if (rest[0] == '=')
        name = g_strdup (rest + 1);
      else if (rest[0] == '\0' || end == NULL)
        name = g_strdup (ESP_TOUCH_DIRECT);
      else if (!look_up (tx, rest, &name, error))
        return NULL;
      else
        rest = end + 1;
    }
  rest = name;
  g_hash_table_insert (self->names, g_strdup (token), g_steal_pointer (&name));
  return rest;
}
