/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the first schema that hold what is planned beside sends: items, budgets, scenarios. */
#include "config.h"

#include "store/esp-schema-sql.h"

#include <stddef.h>

const char *const esp_schema_1_plan_sql[] = {
  /* Something dated that is no send, no journey and no task about a lead. A whole day is its midnight UTC, whatever the
   * zone, and the end is the midnight after the last day. */
  "CREATE TABLE plan_item ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL,"
  " kind TEXT NOT NULL CHECK (kind IN "
  "('task','offline','deadline','blackout','observance','ad-flight','milestone','external')),"
  " title TEXT NOT NULL,"
  " starts_at INTEGER NOT NULL,"
  " ends_at INTEGER NOT NULL," /* not before the start; the same: a moment */
  " is_all_day INTEGER NOT NULL,"
  " campaign_id INTEGER REFERENCES campaign (id) ON DELETE SET NULL,"
  " channel_id INTEGER REFERENCES channel (id) ON DELETE SET NULL,"
  " medium TEXT,"   /* of a budget: email, text, kakao, ads, offline … */
  " audience TEXT," /* JSON as of a send; NULL: nobody in particular */
  " owner TEXT,"
  " cost INTEGER NOT NULL DEFAULT 0," /* minor units of the workspace's currency */
  " state TEXT NOT NULL DEFAULT 'planned'"
  "  CHECK (state IN ('idea','planned','committed','done','cancelled')),"
  " note TEXT,"
  " source TEXT,"     /* where it was read from, when it is not ours to change */
  " source_uid TEXT," /* its id there */
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL"
  ") STRICT",
  /* What is dated in a span. */
  "CREATE INDEX plan_item_span ON plan_item (starts_at, ends_at)",
  /* The same calendar read again changes its items, and goes with them. */
  "CREATE UNIQUE INDEX plan_item_source ON plan_item (source, source_uid)"
  " WHERE source IS NOT NULL",

  /* Money for a campaign and a medium in a span of days (midnights UTC, the end is not in it). */
  "CREATE TABLE budget_line ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL,"
  " campaign_id INTEGER REFERENCES campaign (id) ON DELETE CASCADE," /* NULL: of no campaign */
  " medium TEXT NOT NULL," /* email, text, kakao, push, ads, offline, other; all */
  " from_day INTEGER NOT NULL,"
  " to_day INTEGER NOT NULL,"
  " planned INTEGER NOT NULL DEFAULT 0,"   /* minor units of the workspace's currency */
  " committed INTEGER NOT NULL DEFAULT 0," /* ordered by hand, beside what sends and items tell */
  " note TEXT,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL"
  ") STRICT",
  /* The lines of a campaign; a campaign that goes takes them along. */
  "CREATE INDEX budget_line_campaign ON budget_line (campaign_id)",

  /* What if: changes to the plan that are thought about, not made. */
  "CREATE TABLE plan_scenario ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL,"
  " name TEXT NOT NULL,"
  " changes TEXT NOT NULL," /* JSON: moves, removals, additions */
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL"
  ") STRICT",
  NULL,
};
