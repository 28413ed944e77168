/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the first schema that keep who looked at a send before it left, and what they decided. */
#include "config.h"

#include "store/esp-schema-sql.h"

#include <stddef.h>

const char *const esp_schema_1_reviews_sql[] = {
  /* What somebody asks others to look at. Never undone: it is evidence. */
  "CREATE TABLE review ("
  " id INTEGER PRIMARY KEY,"
  " send_id INTEGER NOT NULL REFERENCES send (id) ON DELETE CASCADE,"
  " state TEXT NOT NULL DEFAULT 'asked'" /* asked, changes, approved, void, withdrawn */
  "  CHECK (state IN ('asked', 'changes', 'approved', 'void', 'withdrawn')),"
  " asked_by TEXT NOT NULL,"
  " asked_at INTEGER NOT NULL,"
  " note TEXT,"
  " basis TEXT NOT NULL," /* JSON: what was looked at, by part */
  " checks TEXT,"         /* JSON: what the rules said then */
  " n_receivers INTEGER NOT NULL,"
  " n_approvers INTEGER NOT NULL," /* how many must say yes */
  " tolerance INTEGER NOT NULL,"   /* permille by which the audience may differ */
  " valid_until INTEGER NOT NULL DEFAULT 0,"
  " ended_at INTEGER NOT NULL DEFAULT 0,"
  " reason TEXT" /* why it ended so */
  ") STRICT",
  /* The newest review of a send; who looked for one in review. */
  "CREATE INDEX review_send ON review (send_id, id)",
  "CREATE INDEX review_open ON review (id) WHERE state = 'asked'",
  "CREATE TABLE review_vote ("
  " review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,"
  " person TEXT NOT NULL COLLATE NOCASE,"
  " at INTEGER NOT NULL,"
  " until INTEGER NOT NULL DEFAULT 0," /* how long the yes holds; 0 is not said */
  " PRIMARY KEY (review_id, person)"
  ") STRICT, WITHOUT ROWID",
  "CREATE TABLE review_comment ("
  " id INTEGER PRIMARY KEY,"
  " review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,"
  " place TEXT," /* as findings name it: \"block:b3\", \"subject\"; NULL: the whole */
  " person TEXT NOT NULL,"
  " at INTEGER NOT NULL,"
  " text TEXT NOT NULL,"
  " done_at INTEGER NOT NULL DEFAULT 0"
  ") STRICT",
  "CREATE INDEX review_comment_review ON review_comment (review_id, id)",
  /* The same for a journey: before it, or a change of it, is published. */
  "CREATE TABLE journey_review ("
  " id INTEGER PRIMARY KEY,"
  " journey_id INTEGER NOT NULL REFERENCES journey (id) ON DELETE CASCADE,"
  " state TEXT NOT NULL DEFAULT 'asked'"
  "  CHECK (state IN ('asked', 'changes', 'approved', 'void', 'withdrawn')),"
  " asked_by TEXT NOT NULL,"
  " asked_at INTEGER NOT NULL,"
  " note TEXT,"
  " basis TEXT NOT NULL,"            /* digests: of the draft, of its messages */
  " n_approvers INTEGER NOT NULL,"   /* how many must say yes */
  " votes TEXT NOT NULL DEFAULT ''," /* who did, a line each */
  " valid_until INTEGER NOT NULL DEFAULT 0,"
  " ended_at INTEGER NOT NULL DEFAULT 0,"
  " ended_by TEXT,"
  " reason TEXT,"                       /* what is to be changed */
  " versions TEXT NOT NULL DEFAULT ''," /* " 12:3 15:1 ": versions of messages that are kept for it */
  " looked TEXT" /* JSON: what was looked at and what the rules said, to be proven later */
  ") STRICT",
  /* The newest review of a journey. */
  "CREATE INDEX journey_review_journey ON journey_review (journey_id, id)",
  NULL,
};
