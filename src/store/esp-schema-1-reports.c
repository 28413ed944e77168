/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the first schema that keep reports, their versions, and when they were made by themselves. */
#include "config.h"

#include "store/esp-schema-sql.h"

#include <stddef.h>

const char *const esp_schema_1_reports_sql[] = {
  /* A report as people compose it: JSON with its name, period, comparison, audience and cards. */
  "CREATE TABLE report ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL UNIQUE,"
  " name TEXT NOT NULL," /* as the document has it */
  " document TEXT NOT NULL,"
  " version INTEGER NOT NULL DEFAULT 0," /* the newest kept one */
  " schedule TEXT,"                      /* JSON: when, in which form, to where */
  " next_at INTEGER NOT NULL DEFAULT 0,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " archived_at INTEGER"
  ") STRICT",
  /* What is due. */
  "CREATE INDEX report_due ON report (next_at) WHERE schedule IS NOT NULL",
  "CREATE TABLE report_version ("
  " report_id INTEGER NOT NULL REFERENCES report (id) ON DELETE CASCADE,"
  " version INTEGER NOT NULL,"
  " name TEXT," /* NULL: kept by itself */
  " document TEXT NOT NULL,"
  " created_at INTEGER NOT NULL,"
  " created_by TEXT,"
  " PRIMARY KEY (report_id, version)"
  ") STRICT, WITHOUT ROWID",
  /* Each time that a report was to be made by itself, and what came of it. */
  "CREATE TABLE report_run ("
  " id INTEGER PRIMARY KEY,"
  " report_id INTEGER NOT NULL REFERENCES report (id) ON DELETE CASCADE,"
  " due_at INTEGER NOT NULL,"
  " at INTEGER NOT NULL,"
  " state TEXT NOT NULL CHECK (state IN ('done', 'failed', 'missed')),"
  " detail TEXT" /* where it lies, or what was wrong */
  ") STRICT",
  "CREATE INDEX report_run_report ON report_run (report_id, id)",
  NULL,
};
