/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Version 1 of the workspace: journeys with what they leave behind, tasks, scores and stages. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-schema-sql.h"

#include <stddef.h>

const char *const esp_schema_1_journeys_sql[] = {
  "CREATE TABLE journey ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL,"
  " name TEXT NOT NULL,"
  " draft TEXT NOT NULL,"                /* the working copy, JSON */
  " version INTEGER NOT NULL DEFAULT 0," /* the one that people enter; 0 is none yet */
  " state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN "
  "('draft','live','paused','closed','ending','ended')),"
  " paused_at INTEGER,"                    /* since when people wait where they are */
  " is_frozen INTEGER NOT NULL DEFAULT 0," /* the time of the pause does not count for them */
  " before_pause TEXT,"                    /* the state to which it goes back */
  " campaign_id INTEGER REFERENCES campaign (id) ON DELETE SET NULL," /* of its sends */
  " published_at INTEGER,"                                            /* the newest version */
  " begun_at INTEGER," /* the first one, or the first after the end: what was before lets nobody in */
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " archived_at INTEGER"
  ") STRICT",
  "CREATE TABLE journey_version ("
  " id INTEGER PRIMARY KEY,"
  " journey_id INTEGER NOT NULL REFERENCES journey (id) ON DELETE CASCADE,"
  " version INTEGER NOT NULL,"
  " definition TEXT NOT NULL,"
  " sends BLOB NOT NULL," /* ids of its sends, 8 bytes each, by number of the step */
  " created_at INTEGER NOT NULL,"
  " created_by TEXT,"
  " name TEXT,"                          /* that a person gave it */
  " is_used INTEGER NOT NULL DEFAULT 1," /* somebody may still be in it */
  " UNIQUE (journey_id, version)"
  ") STRICT",
  /* What is still to be done to the people of a journey, a batch a transaction: moved to the new version,
   * given back the time of a pause, taken out. One at a time. */
  "CREATE TABLE journey_move ("
  " journey_id INTEGER PRIMARY KEY REFERENCES journey (id) ON DELETE CASCADE,"
  " kind TEXT NOT NULL CHECK (kind IN ('cross','thaw','exit')),"
  " version INTEGER NOT NULL," /* to which they are moved */
  " choices TEXT NOT NULL,"    /* JSON: what becomes of people, by id of the step */
  " shift INTEGER NOT NULL,"   /* how long the pause was */
  " cursor INTEGER NOT NULL,"  /* the last passage that was looked at */
  " last INTEGER NOT NULL,"    /* the last passage that there was when it began */
  " created_at INTEGER NOT NULL"
  ") STRICT",
  /* What an entry has seen: who is in its segment, when it opens next. */
  "CREATE TABLE journey_door ("
  " journey_id INTEGER NOT NULL REFERENCES journey (id) ON DELETE CASCADE,"
  " entry TEXT NOT NULL,"
  " members BLOB,"
  " next_at INTEGER,"
  " seen BLOB,"         /* of dates: who was looked at on the day after the open one */
  " looked_at INTEGER," /* of dates: up to when every hour was looked at */
  " PRIMARY KEY (journey_id, entry)"
  ") STRICT, WITHOUT ROWID",
  /* The last event that a journey has seen: each has its own, so that one in trouble misses nothing. */
  "CREATE TABLE journey_cursor ("
  " journey_id INTEGER PRIMARY KEY REFERENCES journey (id) ON DELETE CASCADE,"
  " event_id INTEGER NOT NULL"
  ") STRICT",
  /* How many came in on a day: limits of entry. */
  "CREATE TABLE journey_day ("
  " journey_id INTEGER NOT NULL REFERENCES journey (id) ON DELETE CASCADE,"
  " day INTEGER NOT NULL," /* days since 1970 in the workspace's zone */
  " n_entered INTEGER NOT NULL,"
  " last_at INTEGER NOT NULL DEFAULT 0," /* when the last of them came */
  " PRIMARY KEY (journey_id, day)"
  ") STRICT, WITHOUT ROWID",
  /* One passage of one lead: where it is, and the whole path that it took, a few bytes a step. No reference
   * to the lead: an erased person leaves the fact of the passage. */
  "CREATE TABLE journey_member ("
  " id INTEGER PRIMARY KEY,"
  " journey_id INTEGER NOT NULL,"
  " lead_id INTEGER NOT NULL,"
  " version INTEGER NOT NULL,"
  " status INTEGER NOT NULL," /* 0 is inside */
  " phase INTEGER NOT NULL,"
  " step INTEGER NOT NULL,"
  " n_steps INTEGER NOT NULL,"
  " entered_at INTEGER NOT NULL,"
  " since_at INTEGER NOT NULL,"
  " due_at INTEGER," /* NULL: nothing wakes it by itself */
  " watch INTEGER,"  /* number of the rule whose match ends the wait */
  " counters BLOB,"
  " entry INTEGER NOT NULL DEFAULT 0," /* number of the entry, from 1; 0 is by hand */
  " path BLOB,"
  " skips BLOB" /* steps ahead that were done before they were moved there, 4 bytes each */
  ") STRICT",
  /* The next who are due. */
  "CREATE INDEX journey_member_due ON journey_member (journey_id, due_at) WHERE due_at IS NOT NULL",
  /* Where a lead is; who was ever in it: covering. */
  "CREATE INDEX journey_member_lead ON journey_member (journey_id, lead_id, status)",
  /* Who waits for a rule: covering. */
  "CREATE INDEX journey_member_watch ON journey_member (journey_id, version, watch, lead_id)"
  " WHERE watch IS NOT NULL",
  /* What happened at each step, summed up: the numbers on the picture. */
  "CREATE TABLE journey_count ("
  " journey_id INTEGER NOT NULL REFERENCES journey (id) ON DELETE CASCADE,"
  " version INTEGER NOT NULL,"
  " step INTEGER NOT NULL,"
  " outcome INTEGER NOT NULL,"
  " detail INTEGER NOT NULL,"
  " n INTEGER NOT NULL,"
  " last_at INTEGER NOT NULL DEFAULT 0,"
  " PRIMARY KEY (journey_id, version, step, outcome, detail)"
  ") STRICT, WITHOUT ROWID",
  /* Which people came by where, by day, and who is there now: compressed sets in pieces of 65,536 ids. */
  "CREATE TABLE journey_flow ("
  " journey_id INTEGER NOT NULL REFERENCES journey (id) ON DELETE CASCADE,"
  " place INTEGER NOT NULL," /* version, step, outcome and detail in one number */
  " day INTEGER NOT NULL,"   /* since 1970 in the workspace's zone; 0 is all time */
  " piece INTEGER NOT NULL,"
  " n INTEGER NOT NULL,"
  " members BLOB NOT NULL,"
  " UNIQUE (journey_id, place, day, piece)"
  ") STRICT",
  /* How many are inside: covering. */
  "CREATE INDEX journey_flow_here ON journey_flow (journey_id, n)"
  " WHERE place >> 12 & 255 = 255",
  /* Journeys that cannot be led on, until they can again. */
  "CREATE TABLE journey_trouble ("
  " journey_id INTEGER PRIMARY KEY REFERENCES journey (id) ON DELETE CASCADE,"
  " message TEXT NOT NULL,"
  " since_at INTEGER NOT NULL,"
  " last_at INTEGER NOT NULL"
  ") STRICT",
  /* Leads that were in a journey and are no more: no number counts what cannot be opened. */
  "CREATE TABLE journey_gone (id INTEGER PRIMARY KEY) STRICT",
  "CREATE TRIGGER journey_lead_gone AFTER DELETE ON lead"
  " WHEN EXISTS (SELECT 1 FROM journey JOIN journey_member AS m ON m.journey_id = journey.id"
  " AND m.lead_id = old.id)"
  " BEGIN INSERT OR IGNORE INTO journey_gone (id) VALUES (old.id); END",
  /* Leads that were merged into others while they were in journeys; recorded, so that an undo takes it out. */
  "CREATE TABLE journey_merge (lead_id INTEGER PRIMARY KEY, kept_id INTEGER NOT NULL) STRICT",
  /* Those whose passages have followed, and what these were before. */
  "CREATE TABLE journey_merged (lead_id INTEGER PRIMARY KEY, kept_id INTEGER NOT NULL) STRICT",
  "CREATE TABLE journey_merged_member ("
  " merge_lead_id INTEGER NOT NULL,"
  " member_id INTEGER NOT NULL,"
  " has_ended INTEGER NOT NULL," /* the merge ended it */
  " lead_id INTEGER NOT NULL, status INTEGER NOT NULL, phase INTEGER NOT NULL,"
  " step INTEGER NOT NULL, n_steps INTEGER NOT NULL, since_at INTEGER NOT NULL,"
  " due_at INTEGER, watch INTEGER, path BLOB, skips BLOB,"
  " PRIMARY KEY (merge_lead_id, member_id)"
  ") STRICT, WITHOUT ROWID",
  /* What rehearsals of a state of a journey found: kept with it; only names in it change. */
  "CREATE TABLE rehearsal ("
  " id INTEGER PRIMARY KEY,"
  " journey_id INTEGER NOT NULL REFERENCES journey (id) ON DELETE CASCADE,"
  " digest TEXT NOT NULL," /* of the journey's text */
  " report TEXT NOT NULL," /* JSON */
  " at INTEGER NOT NULL"
  ") STRICT",
  /* The last one of a state. */
  "CREATE INDEX rehearsal_state ON rehearsal (journey_id, digest, at)",

  /* The calls of webhooks: one row a passage and occasion, whatever comes of it. No reference to the lead:
   * an erased person leaves the fact of the call. */
  "CREATE TABLE hook ("
  " id INTEGER PRIMARY KEY,"
  " journey_id INTEGER NOT NULL REFERENCES journey (id) ON DELETE CASCADE,"
  " lead_id INTEGER NOT NULL,"
  " occasion INTEGER NOT NULL," /* the passage and the step in it */
  " version INTEGER NOT NULL, step TEXT NOT NULL, url TEXT NOT NULL,"
  " key TEXT NOT NULL," /* the same for each try: Idempotency-Key */
  " state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN "
  "('queued','sending','done','failed','unknown','cancelled')),"
  " attempts INTEGER NOT NULL DEFAULT 0,"
  " is_doubtful INTEGER NOT NULL DEFAULT 0," /* a try may have arrived without an answer */
  " is_once INTEGER NOT NULL DEFAULT 0,"     /* then it is not tried again */
  " next_at INTEGER, tried_at INTEGER, status INTEGER,"
  " reply TEXT, trouble TEXT," /* at most 64 KB */
  " created_at INTEGER NOT NULL, settled_at INTEGER,"
  " UNIQUE (journey_id, occasion)"
  ") STRICT",
  /* The next calls that are due. */
  "CREATE INDEX hook_due ON hook (next_at, id) WHERE state = 'queued'",
  /* What was under way when the engine ended. */
  "CREATE INDEX hook_sending ON hook (id) WHERE state = 'sending'",
  /* Servers for which the keyring has a secret; the secrets are not here. */
  "CREATE TABLE hook_secret (host TEXT PRIMARY KEY, created_at INTEGER NOT NULL)"
  " STRICT, WITHOUT ROWID",

  /* Something that a person is to do about a lead. */
  "CREATE TABLE task ("
  " id INTEGER PRIMARY KEY,"
  " lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,"
  " title TEXT NOT NULL,"
  " note TEXT,"
  " owner TEXT,"
  " is_alert INTEGER NOT NULL DEFAULT 0,"
  " due_at INTEGER,"
  " done_at INTEGER,"
  " journey_id INTEGER REFERENCES journey (id) ON DELETE SET NULL,"
  " step TEXT,"                           /* the id of the journey's step */
  " occasion INTEGER NOT NULL DEFAULT 0," /* of the journey: the same one once */
  " score_id INTEGER REFERENCES score (id) ON DELETE SET NULL," /* whose threshold was crossed */
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " UNIQUE (lead_id, journey_id, occasion)"
  ") STRICT",
  /* What is still to be done, the most urgent first. */
  "CREATE INDEX task_open ON task (due_at, id) WHERE done_at IS NULL",
  /* What was done, the newest first. */
  "CREATE INDEX task_done ON task (done_at, id) WHERE done_at IS NOT NULL",

  /* Named scores; what a definition says is the business of engine/score. */
  "CREATE TABLE score ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL,"
  " name TEXT NOT NULL,"
  " column_name TEXT NOT NULL," /* of lead: its field */
  " definition TEXT NOT NULL,"  /* JSON */
  " version INTEGER NOT NULL DEFAULT 1,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " archived_at INTEGER"
  ") STRICT",
  "CREATE TABLE score_version ("
  " id INTEGER PRIMARY KEY,"
  " score_id INTEGER NOT NULL REFERENCES score (id) ON DELETE CASCADE,"
  " version INTEGER NOT NULL,"
  " definition TEXT NOT NULL,"
  " created_at INTEGER NOT NULL,"
  " created_by TEXT,"
  " UNIQUE (score_id, version)"
  ") STRICT",
  /* By which definition the leads are computed, and up to which lead. Not undone: it says what is so. */
  "CREATE TABLE score_run ("
  " score_id INTEGER PRIMARY KEY REFERENCES score (id) ON DELETE CASCADE,"
  " definition_key TEXT NOT NULL,"
  " next_lead INTEGER,"                     /* NULL: all of them */
  " is_telling INTEGER NOT NULL DEFAULT 0," /* crossings by the new definition are told */
  " started_at INTEGER NOT NULL"
  ") STRICT",
  /* The last event that the scores have seen. */
  "CREATE TABLE score_cursor ("
  " id INTEGER PRIMARY KEY CHECK (id = 1),"
  " event_id INTEGER NOT NULL"
  ") STRICT",
  /* Whom a condition gives points, as it was asked last. */
  "CREATE TABLE score_member ("
  " score_id INTEGER NOT NULL REFERENCES score (id) ON DELETE CASCADE,"
  " rule TEXT NOT NULL,"
  " members BLOB NOT NULL,"
  " PRIMARY KEY (score_id, rule)"
  ") STRICT, WITHOUT ROWID",
  /* Where each lead stands. No reference to the lead: cleaned when the lead is found gone. */
  "CREATE TABLE score_state ("
  " score_id INTEGER NOT NULL REFERENCES score (id) ON DELETE CASCADE,"
  " lead_id INTEGER NOT NULL,"
  " value INTEGER NOT NULL," /* as it stands in the lead */
  " steady INTEGER NOT NULL DEFAULT 0,"
  " above INTEGER NOT NULL DEFAULT 0,"      /* thresholds, a bit each */
  " due_at INTEGER,"                        /* when time alone changes the value next */
  " is_partial INTEGER NOT NULL DEFAULT 0," /* events to come: at due_at all is gone through */
  " state BLOB NOT NULL,"
  " PRIMARY KEY (score_id, lead_id)"
  ") STRICT, WITHOUT ROWID",
  /* The next whose score changes by time alone. */
  "CREATE INDEX score_state_due ON score_state (due_at) WHERE due_at IS NOT NULL",
  /* Leads whose history was changed behind the last event: they are computed anew. */
  "CREATE TABLE score_dirty (lead_id INTEGER PRIMARY KEY) STRICT",
  "CREATE TRIGGER event_gone AFTER DELETE ON event BEGIN"
  " INSERT OR IGNORE INTO score_dirty (lead_id) SELECT old.lead_id"
  "  WHERE old.lead_id IS NOT NULL AND EXISTS (SELECT 1 FROM score_run);"
  /* The ids of the last events may be given away again. */
  " UPDATE score_cursor SET event_id = (SELECT coalesce (max (id), 0) FROM event)"
  "  WHERE event_id > (SELECT coalesce (max (id), 0) FROM event);"
  " UPDATE journey_cursor SET event_id = (SELECT coalesce (max (id), 0) FROM event)"
  "  WHERE event_id > (SELECT coalesce (max (id), 0) FROM event);"
  " END",
  "CREATE TRIGGER lead_gone AFTER DELETE ON lead BEGIN"
  " DELETE FROM score_state WHERE score_id IN (SELECT id FROM score) AND lead_id = old.id;"
  " END",
  "CREATE TRIGGER event_moved AFTER UPDATE OF lead_id ON event"
  " WHEN EXISTS (SELECT 1 FROM score_run) BEGIN"
  " INSERT OR IGNORE INTO score_dirty (lead_id) SELECT old.lead_id WHERE old.lead_id IS NOT NULL;"
  " INSERT OR IGNORE INTO score_dirty (lead_id) SELECT new.lead_id WHERE new.lead_id IS NOT NULL;"
  " END",

  /* The stages of a lead's life, in their order. */
  "CREATE TABLE stage ("
  " id INTEGER PRIMARY KEY,"
  " key TEXT NOT NULL UNIQUE," /* as it stands in the lead */
  " name TEXT,"                /* NULL: one of ours, which the views translate */
  " position INTEGER NOT NULL,"
  " rule TEXT," /* versioned JSON as a segment has it: who moves here; NULL: nobody by itself */
  " created_at INTEGER NOT NULL DEFAULT 0"
  ") STRICT",
  "INSERT INTO stage (key, position) VALUES ('anonymous', 1), ('identified', 2), ('lead', 3),"
  " ('mql', 4), ('sql', 5), ('opportunity', 6), ('customer', 7)",
  /* Moves that somebody made without a word, until they stand among the events. */
  "CREATE TABLE stage_log ("
  " id INTEGER PRIMARY KEY,"
  " lead_id INTEGER NOT NULL,"
  " from_key TEXT,"
  " to_key TEXT,"
  " history_id INTEGER" /* the newest entry: of the write itself, if it is recorded */
  ") STRICT",
  "CREATE TRIGGER lead_stage AFTER UPDATE OF stage ON lead WHEN old.stage IS NOT new.stage BEGIN"
  " INSERT INTO stage_log (lead_id, from_key, to_key, history_id)"
  "  VALUES (new.id, old.stage, new.stage, (SELECT max (id) FROM history));"
  " END",
  NULL,
};
