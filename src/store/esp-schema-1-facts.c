/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Version 1 of the workspace: what ads cost, and answers that were computed before. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-schema-sql.h"

#include <stddef.h>

const char *const esp_schema_1_facts_sql[] = {
  /* What a platform reports for one ad and day. */
  "CREATE TABLE spend ("
  " id INTEGER PRIMARY KEY,"
  " platform TEXT NOT NULL," /* google, meta, naver, kakao, tiktok, or a word of the user's own */
  " account TEXT NOT NULL DEFAULT '',"
  " campaign TEXT NOT NULL DEFAULT ''," /* as the platform calls it */
  " ad_group TEXT NOT NULL DEFAULT '',"
  " creative TEXT NOT NULL DEFAULT '',"
  " day INTEGER NOT NULL," /* since 1970, as the platform counts days */
  " currency TEXT NOT NULL,"
  " cost INTEGER NOT NULL," /* minor units */
  " impressions INTEGER NOT NULL DEFAULT 0,"
  " clicks INTEGER NOT NULL DEFAULT 0,"
  " conversions REAL NOT NULL DEFAULT 0,"
  " value INTEGER NOT NULL DEFAULT 0," /* of the conversions, minor units */
  " paid_currency TEXT,"               /* of the platform, when the above was converted from it */
  " paid INTEGER NOT NULL DEFAULT 0,"  /* the cost in it, minor units */
  " paid_value INTEGER NOT NULL DEFAULT 0," /* and the value */
  " campaign_id INTEGER REFERENCES campaign (id) ON DELETE SET NULL,"
  " UNIQUE (platform, account, campaign, ad_group, creative, day)"
  ") STRICT",
  /* What a span of days cost. */
  "CREATE INDEX spend_day ON spend (day)",
  /* What a campaign cost. */
  "CREATE INDEX spend_campaign ON spend (campaign_id, day) WHERE campaign_id IS NOT NULL",

  /* Answers to questions, by digest; good as long as nothing changed that they depend on. */
  "CREATE TABLE answer ("
  " digest TEXT PRIMARY KEY,"
  " answer TEXT NOT NULL," /* JSON */
  " stamp INTEGER NOT NULL,"
  " asked_at INTEGER NOT NULL,"
  " taken_us INTEGER NOT NULL"
  ") STRICT, WITHOUT ROWID",
  /* Which answers were asked for longest ago. */
  "CREATE INDEX answer_asked ON answer (asked_at)",
  /* Rises with each commit that changed what answers depend on: by number of the kind of change. */
  "CREATE TABLE answer_stamp (id INTEGER PRIMARY KEY, stamp INTEGER NOT NULL) STRICT",
  "WITH RECURSIVE kinds (id) AS (SELECT 0 UNION ALL SELECT id + 1 FROM kinds WHERE id < 31)"
  " INSERT INTO answer_stamp (id, stamp) SELECT id, 1 FROM kinds",

  /* What happened on the days that are over, by kind of event: to be read without each event. A day whose
   * events change is forgotten. */
  "CREATE TABLE day_fact ("
  " id INTEGER PRIMARY KEY AUTOINCREMENT," /* a day that is kept anew is not taken for what it was */
  " kind_id INTEGER NOT NULL REFERENCES event_kind (id) ON DELETE CASCADE,"
  " what INTEGER NOT NULL,"
  " tag TEXT NOT NULL,"    /* what else they depend on: of money the currency */
  " day INTEGER NOT NULL," /* since 1970, UTC */
  " facts BLOB NOT NULL,"  /* columns: see store/esp-day-block.c */
  " UNIQUE (kind_id, day, what, tag)"
  ") STRICT",
  /* Rises when an event goes or is changed, not when one comes: what was read of the others is still so. */
  "CREATE TABLE event_revision (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER NOT NULL) STRICT",
  "INSERT INTO event_revision (id, n) VALUES (1, 1)",
  "CREATE TRIGGER event_day_new AFTER INSERT ON event BEGIN"
  " DELETE FROM day_fact WHERE kind_id = new.kind_id AND day = new.at / 86400000000;"
  " END",
  "CREATE TRIGGER event_day_gone AFTER DELETE ON event BEGIN"
  " UPDATE event_revision SET n = n + 1;"
  " DELETE FROM day_fact WHERE kind_id = old.kind_id AND day = old.at / 86400000000;"
  " END",
  "CREATE TRIGGER event_day_changed AFTER UPDATE OF lead_id, kind_id, at, campaign_id, send_id,"
  " message_id, journey_id, props ON event BEGIN"
  " UPDATE event_revision SET n = n + 1;"
  " DELETE FROM day_fact WHERE kind_id = old.kind_id AND day = old.at / 86400000000;"
  " DELETE FROM day_fact WHERE kind_id = new.kind_id AND day = new.at / 86400000000;"
  " END",
  NULL,
};
