/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files are ours, how new they are, and how an old one becomes a present one. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-schema.h"

#include "store/esp-schema-sql.h"

const char *const esp_schema_journaled_tables[] = {
  "field",
  "lead",
  "tag",
  "lead_tag",
  "consent",
  "consent_state",
  "suppression",
  "suppressed_lead",
  "segment",
  "segment_member",
  "message",
  "message_version",
  "campaign",
  "send",
  "channel",
  "note",
  "purchase",
  "saved_view",
  "overview_item",
  "meta",
  "journey",
  "task",
  "score",
  "stage",
  "library_item",
  "report",
  "plan_item",
  "budget_line",
  "plan_scenario",
  "campaign_stage",
  "campaign_check",
  "campaign_file",
  "campaign_handover",
  "ad_campaign",
  "ad_group",
  "ad_creative",
  "spend",
  "ad_audience",
  "ad_audience_member",
  NULL,
};

/**
 * esp_schema_check:
 *
 * Finds out whether the file is a workspace that this program can use.
 *
 * Returns: %TRUE with @out_version set, 0 for an empty file; %FALSE with @error set: not ours, or too
 *   new
 */
gboolean
esp_schema_check (EspDb *db, gint64 *out_version, GError **error)
{
  gint64 application_id, version, n_tables;

  if (!esp_db_query_int64 (db, "PRAGMA application_id", &application_id, error) ||
      !esp_db_query_int64 (db, "PRAGMA user_version", &version, error) ||
      !esp_db_query_int64 (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;
  if (application_id != ESP_APPLICATION_ID && (application_id != 0 || n_tables > 0))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_OURS,
                           "The file is a database of another program, not an Espalier workspace");
      return FALSE;
    }
  if (version > ESP_SCHEMA_VERSION)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_TOO_NEW,
                   "The workspace was made by a newer Espalier (format %" G_GINT64_FORMAT
                   ", this program knows up to %d); install the newer version to open it",
                   version, ESP_SCHEMA_VERSION);
      return FALSE;
    }
  *out_version = version;
  return TRUE;
}

static gboolean
run_all (EspDb *db, const char *const *statements, GError **error)
{
  for (gsize i = 0; statements[i] != NULL; i++)
    if (!esp_db_exec (db, statements[i], error))
      return FALSE;
  return TRUE;
}

/* @parts: lists of statements, up to %NULL */
static gboolean
run_in_transaction (EspDb *db, const char *const *const *parts, GError **error)
{
  if (!esp_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (gsize i = 0; parts[i] != NULL; i++)
    if (!run_all (db, parts[i], error))
      {
        (void) esp_db_exec (db, "ROLLBACK", NULL); /* the first error is the one to tell */
        return FALSE;
      }
  return esp_db_exec (db, "COMMIT", error);
}

/**
 * esp_schema_create:
 *
 * Makes all tables of a new workspace in one transaction.
 */
gboolean
esp_schema_create (EspDb *db, GError **error)
{
  static const char *const *const parts[] = {
    esp_schema_1_sql,         esp_schema_1_journeys_sql,  esp_schema_1_reviews_sql,
    esp_schema_1_reports_sql, esp_schema_1_plan_sql,      esp_schema_1_process_sql,
    esp_schema_1_facts_sql,   esp_schema_1_audiences_sql, NULL
  };

  return run_in_transaction (db, parts, error);
}

/**
 * esp_schema_migrate:
 * @from_version: what the file has; the caller has taken a backup
 *
 * Brings an older file to the present version, one version and one transaction at a time.
 */
gboolean
esp_schema_migrate (EspDb *db, gint64 from_version, GError **error)
{
  /* Version 1 is the first that was released: entry n brings a file from n + 1 to n + 2. */
  static const char *const *const *const migrations[ESP_SCHEMA_VERSION] = { NULL };

  for (gint64 version = from_version; version < ESP_SCHEMA_VERSION; version++)
    if (!run_in_transaction (db, migrations[version - 1], error))
      {
        g_prefix_error (error, "Bringing the workspace to the present format failed: ");
        return FALSE;
      }
  return TRUE;
}
