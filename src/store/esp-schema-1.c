/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Version 1 of the workspace. Times are µs UTC; money is minor units and a currency. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-schema-sql.h"

#include <stddef.h>

const char *const esp_schema_1_sql[] = {
  /* Workspace facts and settings: zone, language, currency, sender, policy, the address key. */
  "CREATE TABLE meta ("
  " key TEXT PRIMARY KEY,"
  " value ANY"
  ") STRICT, WITHOUT ROWID",

  /* Which process runs the engine; a heartbeat moves expires_at. */
  "CREATE TABLE lease ("
  " name TEXT PRIMARY KEY,"
  " holder TEXT NOT NULL,"
  " expires_at INTEGER NOT NULL"
  ") STRICT, WITHOUT ROWID",

  /* The catalogue of lead fields, built in and custom. column_name is a real column of lead. */
  "CREATE TABLE field ("
  " id INTEGER PRIMARY KEY,"
  " column_name TEXT NOT NULL UNIQUE,"
  " label TEXT NOT NULL,"
  " type TEXT NOT NULL CHECK (type IN ('text','integer','decimal','boolean','date','datetime')),"
  " is_custom INTEGER NOT NULL DEFAULT 1,"
  " position INTEGER NOT NULL DEFAULT 0,"
  " created_at INTEGER NOT NULL,"
  " archived_at INTEGER"
  ") STRICT",

  "CREATE TABLE lead ("
  " id INTEGER PRIMARY KEY AUTOINCREMENT," /* what is kept of an erased lead is nobody else's */
  " uuid BLOB NOT NULL,"
  " email TEXT COLLATE NOCASE," /* ASCII; the same person in any case of letters */
  " phone TEXT,"                /* E.164 */
  " name TEXT,"                 /* the display name */
  " given_name TEXT,"
  " family_name TEXT,"
  " company TEXT,"
  " title TEXT,"
  " country TEXT," /* ISO 3166-1 alpha-2 */
  " city TEXT,"
  " language TEXT," /* BCP 47 */
  " time_zone TEXT,"
  " stage TEXT,"
  " score INTEGER NOT NULL DEFAULT 0,"
  " owner TEXT,"
  " source TEXT,"
  " external_id TEXT,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " archived_at INTEGER"
  ") STRICT",
  /* Match on import, why, ctl --email; one person an address. */
  "CREATE UNIQUE INDEX lead_email ON lead (email) WHERE email IS NOT NULL",
  /* Match on import and search by digits. */
  "CREATE INDEX lead_phone ON lead (phone) WHERE phone IS NOT NULL",
  /* Match on import. */
  "CREATE INDEX lead_external ON lead (external_id) WHERE external_id IS NOT NULL",
  /* The lead list sorted by name, without a look at the table: covering. */
  "CREATE INDEX lead_name ON lead (name COLLATE NOCASE, id, archived_at)",
  /* The lead list sorted by newest; segment "created in the last n days": covering. */
  "CREATE INDEX lead_created ON lead (created_at, id, archived_at)",
  /* Who stands in which stage, and since when at least: covering. */
  "CREATE INDEX lead_stage ON lead (stage, created_at) WHERE stage IS NOT NULL",
  /* All leads that are not archived, in the order of their ids. */
  "CREATE INDEX lead_archived ON lead (archived_at) WHERE archived_at IS NOT NULL",

  /* What the lead list and segments ask about behaviour, kept up with each event. */
  "CREATE TABLE lead_stat ("
  " lead_id INTEGER PRIMARY KEY REFERENCES lead (id) ON DELETE CASCADE,"
  " n_sent INTEGER NOT NULL DEFAULT 0,"
  " n_opened INTEGER NOT NULL DEFAULT 0,"
  " n_clicked INTEGER NOT NULL DEFAULT 0,"
  " last_sent_at INTEGER,"
  " last_open_at INTEGER,"
  " last_click_at INTEGER,"
  " last_event_at INTEGER,"
  " revenue INTEGER NOT NULL DEFAULT 0" /* minor units of the workspace's currency */
  ") STRICT",

  /* Search tokens of a lead: names as jamo, initial consonants, e-mail parts, phone digits. */
  "CREATE VIRTUAL TABLE lead_search USING fts5 ("
  " tokens, detail = none, columnsize = 0, prefix = '2 3',"
  " tokenize = \"unicode61 remove_diacritics 2\")",
  /* Leads whose search tokens are yet to be made; a range, so that an import costs one row. */
  "CREATE TABLE search_dirty ("
  " id INTEGER PRIMARY KEY,"
  " first_lead_id INTEGER NOT NULL,"
  " last_lead_id INTEGER NOT NULL"
  ") STRICT",

  "CREATE TABLE tag ("
  " id INTEGER PRIMARY KEY,"
  " name TEXT NOT NULL UNIQUE,"
  " created_at INTEGER NOT NULL"
  ") STRICT",
  "CREATE TABLE lead_tag ("
  " lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,"
  " tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,"
  " PRIMARY KEY (lead_id, tag_id)"
  ") STRICT, WITHOUT ROWID",
  /* Segment "tag is". */
  "CREATE INDEX lead_tag_tag ON lead_tag (tag_id, lead_id)",

  /* Anonymous visitor ids, browsers, devices that later join a lead. */
  "CREATE TABLE identity ("
  " id INTEGER PRIMARY KEY,"
  " kind TEXT NOT NULL,"
  " value TEXT NOT NULL,"
  " lead_id INTEGER REFERENCES lead (id) ON DELETE CASCADE,"
  " first_seen_at INTEGER NOT NULL,"
  " last_seen_at INTEGER NOT NULL,"
  " UNIQUE (kind, value)"
  ") STRICT",
  "CREATE INDEX identity_lead ON identity (lead_id) WHERE lead_id IS NOT NULL",

  /* Consent is a history that only grows; consent_state below is its newest word. */
  "CREATE TABLE consent ("
  " id INTEGER PRIMARY KEY,"
  " lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,"
  " channel TEXT NOT NULL CHECK (channel IN ('email','sms','kakao','push','phone','post','ads')),"
  " purpose TEXT NOT NULL CHECK (purpose IN ('marketing','night','transactional','profiling')),"
  " state TEXT NOT NULL CHECK (state IN ('granted','denied','withdrawn','pending','unknown')),"
  " basis TEXT,"   /* consent, contract, legitimate-interest, soft-opt-in, inquiry … */
  " wording TEXT," /* what the person agreed to, or its version */
  " source TEXT,"  /* form, import, phone, paper … */
  " proof TEXT,"   /* IP, scan id, double opt-in message id … */
  " at INTEGER,"   /* when the person said it; NULL is unknown */
  " recorded_at INTEGER NOT NULL,"
  " recorded_by TEXT"
  ") STRICT",
  /* The history on the lead page. */
  "CREATE INDEX consent_lead ON consent (lead_id, recorded_at)",
  /* What ends by itself: few, of many. */
  "CREATE INDEX consent_implied ON consent (lead_id, basis, at)"
  " WHERE basis IN ('contract', 'soft-opt-in', 'inquiry')",
  "CREATE TABLE consent_state ("
  " lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,"
  " channel TEXT NOT NULL,"
  " purpose TEXT NOT NULL,"
  " state TEXT NOT NULL,"
  " at INTEGER,"
  " consent_id INTEGER NOT NULL,"
  " PRIMARY KEY (lead_id, channel, purpose)"
  ") STRICT, WITHOUT ROWID",
  /* Eligibility and segment "consent is", set-wise. */
  "CREATE INDEX consent_state_set ON consent_state (channel, purpose, state, lead_id, at)",

  /* Addresses that must not be reached, as keyed hashes: they outlive the lead. */
  "CREATE TABLE suppression ("
  " id INTEGER PRIMARY KEY,"
  " channel TEXT NOT NULL," /* email, sms, … or all */
  " address_hash BLOB NOT NULL,"
  " reason TEXT NOT NULL CHECK (reason IN "
  "('unsubscribed','hard-bounce','soft-bounce','complaint','manual','erased','import')),"
  " detail TEXT,"
  " send_id INTEGER,"
  " created_at INTEGER NOT NULL,"
  " created_by TEXT,"
  " UNIQUE (channel, address_hash)"
  ") STRICT",
  /* Looked up by address when a lead comes in. */
  "CREATE INDEX suppression_hash ON suppression (address_hash)",
  /* Which present leads a suppression holds: eligibility and segments, set-wise. */
  "CREATE TABLE suppressed_lead ("
  " lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,"
  " channel TEXT NOT NULL,"
  " suppression_id INTEGER NOT NULL REFERENCES suppression (id) ON DELETE CASCADE,"
  " PRIMARY KEY (lead_id, channel)"
  ") STRICT, WITHOUT ROWID",
  "CREATE INDEX suppressed_lead_suppression ON suppressed_lead (suppression_id)",

  "CREATE TABLE event_kind ("
  " id INTEGER PRIMARY KEY,"
  " name TEXT NOT NULL UNIQUE"
  ") STRICT",
  "CREATE TABLE event ("
  " id INTEGER PRIMARY KEY,"
  " lead_id INTEGER REFERENCES lead (id) ON DELETE CASCADE,"
  " kind_id INTEGER NOT NULL REFERENCES event_kind (id),"
  " at INTEGER NOT NULL,"
  " campaign_id INTEGER,"
  " send_id INTEGER,"
  " message_id INTEGER,"
  " journey_id INTEGER,"
  " identity_id INTEGER REFERENCES identity (id) ON DELETE SET NULL,"
  " props TEXT," /* JSON object */
  " dedupe_key TEXT"
  ") STRICT",
  /* The timeline of a lead; the evaluator of one lead; estimates from a sample: covering. */
  "CREATE INDEX event_lead ON event (lead_id, at, kind_id)",
  /* Segment "did X in a window": covering. */
  "CREATE INDEX event_kind_at ON event (kind_id, at, lead_id)",
  /* Results of a send; unique openers and clickers: covering. */
  "CREATE INDEX event_send ON event (send_id, kind_id, lead_id, at) WHERE send_id IS NOT NULL",
  /* The same event imported twice counts once. */
  "CREATE UNIQUE INDEX event_dedupe ON event (dedupe_key) WHERE dedupe_key IS NOT NULL",
  /* Events that an undo took out, until it is taken back or forgotten. */
  "CREATE TABLE event_undone ("
  " history_id INTEGER NOT NULL REFERENCES history (id) ON DELETE CASCADE," /* the undo */
  " id INTEGER NOT NULL,"                                                   /* as it was */
  " lead_id INTEGER REFERENCES lead (id) ON DELETE CASCADE,"
  " kind_id INTEGER NOT NULL,"
  " at INTEGER NOT NULL,"
  " campaign_id INTEGER,"
  " send_id INTEGER,"
  " message_id INTEGER,"
  " journey_id INTEGER,"
  " identity_id INTEGER,"
  " props TEXT,"
  " dedupe_key TEXT,"
  " PRIMARY KEY (history_id, id)"
  ") STRICT, WITHOUT ROWID",
  /* A lead that goes takes them along; a merge moves them. */
  "CREATE INDEX event_undone_lead ON event_undone (lead_id)",

  "CREATE TABLE purchase ("
  " id INTEGER PRIMARY KEY,"
  " lead_id INTEGER REFERENCES lead (id) ON DELETE SET NULL,"
  " external_id TEXT UNIQUE,"
  " at INTEGER NOT NULL,"
  " amount INTEGER NOT NULL,"
  " currency TEXT NOT NULL,"
  " status TEXT NOT NULL DEFAULT 'paid',"
  " campaign_id INTEGER,"
  " items TEXT,"                          /* JSON array */
  " refunded INTEGER NOT NULL DEFAULT 0," /* of the amount */
  " paid_currency TEXT,"                  /* of the buyer, when the above was converted from it */
  " paid INTEGER NOT NULL DEFAULT 0,"     /* the amount in it, minor units */
  " paid_refunded INTEGER NOT NULL DEFAULT 0" /* and what was refunded */
  ") STRICT",
  "CREATE INDEX purchase_lead ON purchase (lead_id, at)",

  "CREATE TABLE segment ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL,"
  " name TEXT NOT NULL,"
  " kind TEXT NOT NULL CHECK (kind IN ('dynamic','static')),"
  " rule TEXT," /* versioned JSON; NULL for static */
  " draft TEXT," /* a rule that waits until it is applied, while something live asks for the segment */
  " description TEXT,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " archived_at INTEGER"
  ") STRICT",
  "CREATE TABLE segment_version ("
  " id INTEGER PRIMARY KEY,"
  " segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,"
  " version INTEGER NOT NULL,"
  " name TEXT," /* NULL: kept by itself before a change */
  " rule TEXT NOT NULL,"
  " created_at INTEGER NOT NULL,"
  " created_by TEXT,"
  " UNIQUE (segment_id, version)"
  ") STRICT",
  "CREATE TABLE segment_member ("
  " segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,"
  " lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,"
  " added_at INTEGER NOT NULL,"
  " PRIMARY KEY (segment_id, lead_id)"
  ") STRICT, WITHOUT ROWID",
  "CREATE INDEX segment_member_lead ON segment_member (lead_id)",
  /* The last count of each segment with its members, so that a start shows numbers at once. */
  "CREATE TABLE segment_state ("
  " segment_id INTEGER PRIMARY KEY REFERENCES segment (id) ON DELETE CASCADE,"
  " size INTEGER NOT NULL,"
  " members BLOB,"
  " counted_at INTEGER NOT NULL,"
  " problem TEXT" /* why it is frozen, if it is */
  ") STRICT",
  "CREATE TABLE segment_trend ("
  " segment_id INTEGER NOT NULL REFERENCES segment (id) ON DELETE CASCADE,"
  " day INTEGER NOT NULL," /* days since 1970 in the workspace's zone */
  " size INTEGER NOT NULL,"
  " entered INTEGER NOT NULL DEFAULT 0,"
  " exited INTEGER NOT NULL DEFAULT 0,"
  " PRIMARY KEY (segment_id, day)"
  ") STRICT, WITHOUT ROWID",

  "CREATE TABLE message ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL,"
  " name TEXT NOT NULL,"
  " channel TEXT NOT NULL DEFAULT 'email',"
  " document TEXT NOT NULL,"             /* the working copy, JSON */
  " version INTEGER NOT NULL DEFAULT 0," /* the newest row of message_version */
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " archived_at INTEGER"
  ") STRICT",
  "CREATE TABLE message_version ("
  " id INTEGER PRIMARY KEY,"
  " message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,"
  " version INTEGER NOT NULL,"
  " name TEXT," /* NULL: made by itself */
  " document TEXT NOT NULL,"
  " created_at INTEGER NOT NULL,"
  " created_by TEXT,"
  " UNIQUE (message_id, version)"
  ") STRICT",
  /* What messages share; messages name it by the digits of its uuid. */
  "CREATE TABLE library_item ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL UNIQUE,"
  " kind TEXT NOT NULL CHECK (kind IN "
  "('template','block','image','snippet','brand','phrase')),"
  " name TEXT NOT NULL,"
  " document TEXT NOT NULL," /* JSON, by kind */
  " media_type TEXT,"
  " data BLOB," /* a picture */
  " is_default INTEGER NOT NULL DEFAULT 0,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " archived_at INTEGER"
  ") STRICT",
  /* The list of one kind by name. */
  "CREATE INDEX library_item_kind ON library_item (kind, name COLLATE NOCASE)",

  "CREATE TABLE channel ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL,"
  " name TEXT NOT NULL,"
  " kind TEXT NOT NULL,"     /* smtp, demo … */
  " settings TEXT NOT NULL," /* JSON without secrets */
  " secret_id TEXT,"         /* where the keyring holds the password */
  " is_enabled INTEGER NOT NULL DEFAULT 1,"
  " bucket_tokens REAL,"
  " bucket_at INTEGER,"
  " state TEXT," /* the last check, in a word */
  " state_detail TEXT,"
  " state_at INTEGER,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " archived_at INTEGER"
  ") STRICT",

  "CREATE TABLE campaign ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL,"
  " name TEXT NOT NULL,"
  " process TEXT CHECK (process IN ('crm','performance'))," /* NULL: only sends */
  " brief TEXT,"    /* JSON: goal, target, benefit, expectation, learning … */
  " occasion TEXT," /* the template that it was made from */
  " goal TEXT,"     /* JSON: metric, target */
  " budget INTEGER,"
  " currency TEXT,"
  " starts_at INTEGER,"
  " ends_at INTEGER,"
  " note TEXT,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " archived_at INTEGER"
  ") STRICT",
  /* One message to one audience at one time. */
  "CREATE TABLE send ("
  " id INTEGER PRIMARY KEY,"
  " uuid BLOB NOT NULL,"
  " campaign_id INTEGER NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,"
  " message_id INTEGER REFERENCES message (id),"
  " message_version INTEGER," /* frozen when the send is started */
  " channel_id INTEGER REFERENCES channel (id),"
  " audience TEXT NOT NULL DEFAULT '{}'," /* JSON: segments in and out, or everyone */
  " options TEXT NOT NULL DEFAULT '{}',"  /* JSON: caps, quiet hours, holdout, missed rule, rate */
  " state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN "
  "('draft','scheduled','preparing','hold','sending','paused','stopped','done','failed')),"
  " pause_reason TEXT,"
  " scheduled_at INTEGER,"
  " hold_until INTEGER,"
  " prepared_at INTEGER,"
  " started_at INTEGER,"
  " finished_at INTEGER,"
  " n_audience INTEGER," /* rows of the ledger when it ended; NULL while they may change */
  " n_sent INTEGER,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL"
  ") STRICT",
  "CREATE INDEX send_campaign ON send (campaign_id)",

  /* The ledger: one row per send and lead, those who do not get it included; of a journey's step one per
   * time that the lead comes by. */
  "CREATE TABLE delivery ("
  " id INTEGER PRIMARY KEY,"
  " send_id INTEGER NOT NULL REFERENCES send (id) ON DELETE CASCADE,"
  " lead_id INTEGER NOT NULL," /* no reference: an erased person leaves the fact of the send */
  " state TEXT NOT NULL CHECK (state IN "
  "('queued','sending','sent','failed','unknown','skipped','cancelled')),"
  " reason TEXT," /* why not, by name */
  " detail TEXT," /* JSON: what the rule saw; the server's words */
  " rule_version INTEGER,"
  " attempts INTEGER NOT NULL DEFAULT 0,"
  " tried_at INTEGER," /* when the first of them was; NULL while there is none */
  " next_at INTEGER,"  /* not before; -1 of failed: a person has let it be */
  " message_key TEXT," /* Message-ID */
  " reply TEXT,"
  " bounced_at INTEGER,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL,"
  " occasion INTEGER NOT NULL DEFAULT 0," /* of journeys: the passage and the step in it */
  " receipt TEXT,"                        /* the provider's id of the message */
  " price REAL," /* what the copy that was offered last costs; NULL: not known */
  " UNIQUE (send_id, lead_id, occasion)"
  ") STRICT",
  /* The next batch of a send; its counts by state. */
  "CREATE INDEX delivery_work ON delivery (send_id, state, next_at)",
  /* The Ask panel, frequency caps, the timeline. */
  "CREATE INDEX delivery_lead ON delivery (lead_id, updated_at)",
  /* Who was sent to in a span of days: covering, the state included. */
  "CREATE INDEX delivery_sent ON delivery (updated_at, lead_id, bounced_at, state, send_id)"
  " WHERE state = 'sent'",
  /* Who was held out in a span of days, to compare with: covering. */
  "CREATE INDEX delivery_held_out ON delivery (updated_at, send_id, lead_id, state, reason)"
  " WHERE state = 'skipped' AND reason = 'holdout'",
  /* Bounces and replies find their row. */
  "CREATE INDEX delivery_key ON delivery (message_key) WHERE message_key IS NOT NULL",
  "CREATE INDEX delivery_receipt ON delivery (receipt) WHERE receipt IS NOT NULL",
  /* How far channels were asked for what came back: services, and mailboxes. */
  "CREATE TABLE report_source ("
  " channel_id INTEGER NOT NULL REFERENCES channel (id) ON DELETE CASCADE,"
  " kind TEXT NOT NULL CHECK (kind IN ('service','mailbox','door')),"
  " cursor TEXT,"
  " next_at INTEGER NOT NULL DEFAULT 0,"
  " asked_at INTEGER,"
  " read_at INTEGER," /* when it went well last */
  " state TEXT,"
  " detail TEXT,"
  " n_failed INTEGER NOT NULL DEFAULT 0," /* in a row */
  " n_found INTEGER NOT NULL DEFAULT 0,"
  " PRIMARY KEY (channel_id, kind)"
  ") STRICT, WITHOUT ROWID",
  /* How many messages a channel was given in each quarter of an hour: what its limits are held against. */
  "CREATE TABLE channel_volume ("
  " channel_id INTEGER NOT NULL REFERENCES channel (id) ON DELETE CASCADE,"
  " slot_at INTEGER NOT NULL," /* its beginning */
  " n INTEGER NOT NULL,"
  " PRIMARY KEY (channel_id, slot_at)"
  ") STRICT, WITHOUT ROWID",

  "CREATE TABLE job ("
  " id INTEGER PRIMARY KEY,"
  " kind TEXT NOT NULL,"
  " state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN "
  "('queued','running','waiting','paused','done','failed','cancelled')),"
  " priority INTEGER NOT NULL DEFAULT 0,"
  " run_at INTEGER NOT NULL,"
  " attempts INTEGER NOT NULL DEFAULT 0,"
  " max_attempts INTEGER NOT NULL DEFAULT 5,"
  " lease_until INTEGER,"
  " cancel_requested INTEGER NOT NULL DEFAULT 0,"
  " dedupe_key TEXT UNIQUE,"
  " payload TEXT NOT NULL DEFAULT '{}',"
  " done INTEGER NOT NULL DEFAULT 0,"
  " total INTEGER NOT NULL DEFAULT 0,"
  " last_error TEXT,"
  " created_at INTEGER NOT NULL,"
  " updated_at INTEGER NOT NULL"
  ") STRICT",
  /* The next job. */
  "CREATE INDEX job_next ON job (priority, run_at, id) WHERE state = 'queued'",

  "CREATE TABLE note ("
  " id INTEGER PRIMARY KEY,"
  " lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,"
  " body TEXT NOT NULL,"
  " created_at INTEGER NOT NULL,"
  " created_by TEXT"
  ") STRICT",
  "CREATE INDEX note_lead ON note (lead_id, created_at)",

  /* Edits of documents (journeys), each as one place of the text where something went and something came:
   * undo that outlives the program. Read by number, downwards to take back, upwards to do again. */
  "CREATE TABLE document_step ("
  " id INTEGER PRIMARY KEY,"
  " kind TEXT NOT NULL,"
  " document_id INTEGER NOT NULL,"
  " number INTEGER NOT NULL,"
  " is_undone INTEGER NOT NULL,"
  " title TEXT NOT NULL,"
  " at INTEGER NOT NULL,"
  " start INTEGER NOT NULL,"
  " removed TEXT NOT NULL,"
  " inserted TEXT NOT NULL,"
  " before INTEGER NOT NULL," /* digests of the texts around it */
  " after INTEGER NOT NULL,"
  " UNIQUE (kind, document_id, number)"
  ") STRICT",

  /* Filter, columns, sort and density of a list, by name. */
  "CREATE TABLE saved_view ("
  " id INTEGER PRIMARY KEY,"
  " screen TEXT NOT NULL,"
  " name TEXT NOT NULL,"
  " definition TEXT NOT NULL,"
  " position INTEGER NOT NULL DEFAULT 0,"
  " created_at INTEGER NOT NULL"
  ") STRICT",

  /* What a person put on the overview: goals, pinned reports. */
  "CREATE TABLE overview_item ("
  " id INTEGER PRIMARY KEY,"
  " kind TEXT NOT NULL CHECK (kind IN ('goal','pin')),"
  " content TEXT NOT NULL," /* JSON, by kind */
  " position INTEGER NOT NULL,"
  " created_at INTEGER NOT NULL"
  ") STRICT",

  /* Column mappings of past imports by the fingerprint of the header row. */
  "CREATE TABLE import_profile ("
  " fingerprint TEXT PRIMARY KEY,"
  " name TEXT,"
  " plan TEXT NOT NULL,"
  " used_at INTEGER NOT NULL"
  ") STRICT, WITHOUT ROWID",

  /* What was done and can be undone for 30 days. */
  "CREATE TABLE history ("
  " id INTEGER PRIMARY KEY,"
  " kind TEXT NOT NULL," /* import, edit, tag … : the views have the words */
  " summary TEXT,"       /* the name of the file, tag, segment … */
  " actor TEXT,"         /* NULL is the person at the window */
  " n_items INTEGER NOT NULL DEFAULT 0,"
  " at INTEGER NOT NULL,"
  " undone_at INTEGER,"
  " undone_by INTEGER REFERENCES history (id) ON DELETE SET NULL,"
  " undo_of INTEGER REFERENCES history (id) ON DELETE SET NULL,"
  " can_undo INTEGER NOT NULL DEFAULT 1"
  ") STRICT",
  "CREATE TABLE history_part ("
  " id INTEGER PRIMARY KEY,"
  " history_id INTEGER NOT NULL REFERENCES history (id) ON DELETE CASCADE,"
  " kind TEXT NOT NULL"
  "  CHECK (kind IN ('changeset','leads','events','undone-events','fields','tags','passages')),"
  " changeset BLOB,"
  " first_id INTEGER," /* of what the entry made, by kind */
  " last_id INTEGER"
  ") STRICT",
  "CREATE INDEX history_part_history ON history_part (history_id)",

  /* Who did what; rows are never changed. Holds ids and counts, no personal data. */
  "CREATE TABLE audit ("
  " id INTEGER PRIMARY KEY,"
  " at INTEGER NOT NULL,"
  " actor TEXT,"
  " action TEXT NOT NULL,"
  " object TEXT,"
  " detail TEXT"
  ") STRICT",

  "INSERT INTO meta (key, value) VALUES ('address_key', randomblob (32))",

  "PRAGMA application_id = 1165193313", /* ESP_APPLICATION_ID */
  "PRAGMA user_version = 1",
  NULL,
};
