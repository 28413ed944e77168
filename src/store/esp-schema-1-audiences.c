/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the first schema that mirror people to advertising platforms. */
#include "config.h"

#include "store/esp-schema-sql.h"

#include <stddef.h>

const char *const esp_schema_1_audiences_sql[] = {
  "CREATE TABLE ad_audience ("
  " id INTEGER PRIMARY KEY,"
  " name TEXT NOT NULL UNIQUE,"
  " platform TEXT NOT NULL"
  "  CHECK (platform IN ('meta','google','tiktok','linkedin','kakao','naver')),"
  " segment_id INTEGER REFERENCES segment (id) ON DELETE SET NULL," /* NULL: only by hand and by journeys */
  " consent TEXT NOT NULL CHECK (consent IN ('granted','not-refused')),"
  " stay_days INTEGER NOT NULL DEFAULT 0" /* how long somebody is left there; 0: while in it */
  "  CHECK (stay_days BETWEEN 0 AND 540),"
  " note TEXT,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL"
  ") STRICT",
  /* Whom people and journeys put in or took out; it overrules the segment. */
  "CREATE TABLE ad_audience_member ("
  " ad_audience_id INTEGER NOT NULL REFERENCES ad_audience (id) ON DELETE CASCADE,"
  " lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,"
  " is_in INTEGER NOT NULL,"
  " at INTEGER NOT NULL,"
  " PRIMARY KEY (ad_audience_id, lead_id)"
  ") STRICT, WITHOUT ROWID",
  "CREATE INDEX ad_audience_member_lead ON ad_audience_member (lead_id)",
  /* What the platform was given: it outlives the lead, as it must be taken back from there. */
  "CREATE TABLE ad_audience_shared ("
  " ad_audience_id INTEGER NOT NULL REFERENCES ad_audience (id) ON DELETE CASCADE,"
  " lead_id INTEGER NOT NULL,"
  " email_hash TEXT NOT NULL,"
  " phone_hash TEXT NOT NULL,"
  " at INTEGER NOT NULL,"
  " removed_at INTEGER," /* when a file of removals named it first */
  " PRIMARY KEY (ad_audience_id, lead_id, email_hash, phone_hash)" /* whoever moves is there twice */
  ") STRICT, WITHOUT ROWID",
  /* Since when somebody is there without a break; without hashes, for it is kept when those are gone. */
  "CREATE TABLE ad_audience_stay ("
  " ad_audience_id INTEGER NOT NULL REFERENCES ad_audience (id) ON DELETE CASCADE,"
  " lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,"
  " began_at INTEGER NOT NULL,"
  " PRIMARY KEY (ad_audience_id, lead_id)"
  ") STRICT, WITHOUT ROWID",
  "CREATE INDEX ad_audience_stay_lead ON ad_audience_stay (lead_id)", /* for those who are erased */
  NULL,
};
