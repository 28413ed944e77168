/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the first schema that make a campaign a process: its stages, and the advertisements that it plans. */
#include "config.h"

#include "store/esp-schema-sql.h"

#include <stddef.h>

const char *const esp_schema_1_process_sql[] = {
  /* What one stage of a campaign needs: who does it, by when, how far it is. Days are midnights UTC. */
  "CREATE TABLE campaign_stage ("
  " id INTEGER PRIMARY KEY,"
  " campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,"
  " stage TEXT NOT NULL CHECK (stage IN "
  "('planning','assets','review','setup','execution','operation','analysis','report')),"
  " state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open','doing','done','skipped')),"
  " owner TEXT,"
  " due_at INTEGER,"
  " note TEXT,"
  " done_at INTEGER,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " UNIQUE (campaign_id, stage)"
  ") STRICT",
  /* What is due when, of all campaigns: the calendar, and what is late. */
  "CREATE INDEX campaign_stage_due ON campaign_stage (due_at)"
  " WHERE due_at IS NOT NULL AND state IN ('open','doing')",
  /* What is to be done in a stage. */
  "CREATE TABLE campaign_check ("
  " id INTEGER PRIMARY KEY,"
  " campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,"
  " stage TEXT NOT NULL,"
  " position INTEGER NOT NULL,"
  " code TEXT," /* of one that the program brings along: its words are translated */
  " title TEXT NOT NULL,"
  " done_at INTEGER,"
  " done_by TEXT"
  ") STRICT",
  /* The checklist of a campaign. */
  "CREATE INDEX campaign_check_campaign ON campaign_check (campaign_id, position)",
  "CREATE TABLE campaign_file ("
  " id INTEGER PRIMARY KEY,"
  " campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,"
  " stage TEXT NOT NULL,"
  " name TEXT NOT NULL,"
  " size INTEGER NOT NULL,"
  " added_at INTEGER NOT NULL,"
  " data BLOB NOT NULL"
  ") STRICT",
  /* The files of a campaign. */
  "CREATE INDEX campaign_file_campaign ON campaign_file (campaign_id)",
  /* Who gave what to whom. */
  "CREATE TABLE campaign_handover ("
  " id INTEGER PRIMARY KEY,"
  " campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,"
  " from_stage TEXT NOT NULL,"
  " to_stage TEXT,"
  " from_owner TEXT,"
  " to_owner TEXT,"
  " note TEXT,"
  " at INTEGER NOT NULL"
  ") STRICT",
  /* The hand-overs of a campaign. */
  "CREATE INDEX campaign_handover_campaign ON campaign_handover (campaign_id, at)",

  /* Advertisements as they are planned: a campaign of a platform, its groups, their creatives. */
  "CREATE TABLE ad_campaign ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL UNIQUE,"
  " campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,"
  " platform TEXT NOT NULL,"
  " name TEXT NOT NULL,"
  " objective TEXT,"
  " budget INTEGER NOT NULL DEFAULT 0," /* minor units of the workspace's currency */
  " budget_kind TEXT NOT NULL DEFAULT 'daily' CHECK (budget_kind IN ('daily','total')),"
  " from_day INTEGER,"
  " to_day INTEGER,"   /* the last day */
  " external_id TEXT," /* as the platform calls it: its daily figures are found by it */
  " state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned','running','paused','ended')),"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL"
  ") STRICT",
  /* The advertisements of a campaign. */
  "CREATE INDEX ad_campaign_campaign ON ad_campaign (campaign_id)",
  "CREATE TABLE ad_group ("
  " id INTEGER PRIMARY KEY,"
  " ad_campaign_id INTEGER NOT NULL REFERENCES ad_campaign (id) ON DELETE CASCADE,"
  " name TEXT NOT NULL,"
  " bidding TEXT,"
  " bid INTEGER NOT NULL DEFAULT 0," /* minor units; 0: the platform bids */
  " targeting TEXT,"                 /* JSON */
  " updated_at INTEGER NOT NULL"
  ") STRICT",
  /* The groups of one of them. */
  "CREATE INDEX ad_group_campaign ON ad_group (ad_campaign_id)",
  "CREATE TABLE ad_creative ("
  " id INTEGER PRIMARY KEY,"
  " ad_group_id INTEGER NOT NULL REFERENCES ad_group (id) ON DELETE CASCADE,"
  " name TEXT NOT NULL,"
  " format TEXT NOT NULL,"
  " content TEXT NOT NULL," /* JSON: texts by field, picture */
  " updated_at INTEGER NOT NULL"
  ") STRICT",
  /* The creatives of a group. */
  "CREATE INDEX ad_creative_group ON ad_creative (ad_group_id)",
  NULL,
};
