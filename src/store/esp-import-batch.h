/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-value.h"

G_BEGIN_DECLS

/* What becomes of a row of a file. */
typedef enum
{
  ESP_IMPORT_OUTCOME_NEW,
  ESP_IMPORT_OUTCOME_UPDATED,
  ESP_IMPORT_OUTCOME_UNCHANGED, /* a lead is there and no field differs */
  ESP_IMPORT_OUTCOME_DECIDE,    /* a person has to say which lead is meant */
  ESP_IMPORT_OUTCOME_ERROR,
} EspImportOutcome;

#define ESP_N_IMPORT_OUTCOMES (ESP_IMPORT_OUTCOME_ERROR + 1)

/* Why a row is an error or waits for a decision. */
typedef enum
{
  ESP_IMPORT_REASON_NONE,
  ESP_IMPORT_REASON_CSV, /* sub: EspCsvProblem */
  ESP_IMPORT_REASON_TOO_MANY_CELLS,
  ESP_IMPORT_REASON_NO_KEY,
  ESP_IMPORT_REASON_EMAIL,  /* sub: EspEmailProblem */
  ESP_IMPORT_REASON_PHONE,  /* sub: EspPhoneProblem */
  ESP_IMPORT_REASON_DATE,   /* sub: 1 when only the order of its parts is in doubt */
  ESP_IMPORT_REASON_NUMBER, /* sub: EspImportNumberProblem */
  ESP_IMPORT_REASON_BOOLEAN,
  ESP_IMPORT_REASON_CONSENT,
  ESP_IMPORT_REASON_TOO_LONG,
  ESP_IMPORT_REASON_TWO_LEADS,      /* two keys name two leads */
  ESP_IMPORT_REASON_SEVERAL_LEADS,  /* one key names several */
  ESP_IMPORT_REASON_OTHER_EMAIL,    /* the lead that matches has another address */
  ESP_IMPORT_REASON_EMAIL_TAKEN,    /* the address belongs to another lead */
  ESP_IMPORT_REASON_NEAR_DUPLICATE, /* same name and phone, matched by neither */
  ESP_IMPORT_REASON_TAGS,           /* too many, or one too long */
  ESP_IMPORT_REASON_ZONE,           /* no time zone */
} EspImportReason;

/* What keeps a text from being the number that its field holds. */
typedef enum
{
  ESP_IMPORT_NUMBER_NONE,      /* it is no number */
  ESP_IMPORT_NUMBER_NOT_WHOLE, /* the field holds whole numbers */
  ESP_IMPORT_NUMBER_TOO_LARGE,
  ESP_IMPORT_NUMBER_OTHER_MARK, /* with the comma and the point the other way round it would be one */
} EspImportNumberProblem;

/* What a value of the file does to a value that is there. An empty cell never does anything. */
typedef enum
{
  ESP_IMPORT_KEEP,
  ESP_IMPORT_REPLACE,
  ESP_IMPORT_FILL,   /* only an empty field */
  ESP_IMPORT_NEWEST, /* replaces what is older than the row, else fills */
} EspImportPolicy;

typedef enum
{
  ESP_IMPORT_KEY_EMAIL,
  ESP_IMPORT_KEY_PHONE,
  ESP_IMPORT_KEY_EXTERNAL_ID,
} EspImportKey;

#define ESP_N_IMPORT_KEYS (ESP_IMPORT_KEY_EXTERNAL_ID + 1)

/* The channels whose consent a file can speak of, in the order of EspImportRow.consent. */
typedef enum
{
  ESP_IMPORT_CHANNEL_EMAIL,
  ESP_IMPORT_CHANNEL_SMS,
  ESP_IMPORT_CHANNEL_KAKAO,
  ESP_IMPORT_CHANNEL_PUSH, /* declared only */
} EspImportChannel;

#define ESP_N_IMPORT_CHANNELS (ESP_IMPORT_CHANNEL_PUSH + 1)

typedef enum
{
  ESP_IMPORT_CONSENT_SILENT,
  ESP_IMPORT_CONSENT_GRANTED,
  ESP_IMPORT_CONSENT_DENIED,
  ESP_IMPORT_CONSENT_UNDATED, /* granted, but nobody knows when: recorded as unknown */
} EspImportConsentWord;

/* One row of a file, normalised. Texts live in the batch's arena. */
typedef struct
{
  guint64 number; /* from 1, the header not counted */
  guint64 line;
  guint64 offset; /* where it stands in the file */
  guint64 length;

  EspImportOutcome outcome;
  EspImportReason reason;
  int reason_sub;
  guint reason_column; /* of the file, from 1; 0 is none */
  const char *detail;  /* (nullable) the text that is wrong */
  gint64 lead_id;      /* the lead that matches or was made; 0 is none yet */
  gint64 other_id;     /* the second candidate of a decision */
  guint64 changed;     /* bit n: slot n differed (slots above 63 share the last bit) */
  gboolean is_repeat;  /* matches a lead that an earlier row of the same file made or changed */

  EspValue *values; /* one per slot of the spec */
  const char *const *tags;
  guint n_tags;
  guint8 consent[ESP_N_IMPORT_CHANNELS]; /* of EspImportConsentWord */
  gint64 consent_at_us;                  /* 0 is unknown */
  gint64 created_at_us;                  /* 0 is the time of the import */
  gint64 updated_at_us; /* of the row, for the policy "newest"; 0 is the time of the import */
} EspImportRow;

/* Some rows on their way to the store. Owned by one thread at a time. */
typedef struct
{
  EspImportRow *rows;
  guint n_rows;
  guint n_allocated;
  guint n_slots;
  gsize n_bytes;
  GPtrArray *blocks; /* (owned) the arena */
  guint block;       /* which one is being filled */
  gsize block_used;
} EspImportBatch;

/* What a person decided about one row. */
typedef struct
{
  gboolean is_new; /* make a new lead; else the row is about lead_id */
  gint64 lead_id;
} EspImportDecision;

/* What stays the same for all rows of one import. */
typedef struct
{
  guint n_slots;
  char **
    columns; /* (owned) columns of the lead table, one per slot; "" is one that is yet to be made */
  EspImportPolicy *policies;
  int key_slots[ESP_N_IMPORT_KEYS]; /* -1: the file does not have it */
  int name_slot;
  EspImportKey keys[ESP_N_IMPORT_KEYS]; /* by which to match, in order */
  guint n_keys;

  gboolean is_consent_declared; /* one answer for all rows; never overrides a refusal */
  char *consent_basis;          /* (owned) (nullable) */
  char *consent_wording;        /* (owned) (nullable) */
  char *consent_source;         /* (owned) (nullable) */
  char **tags;                  /* (owned) added to every lead */
  GHashTable *decisions;        /* (owned) (nullable) row number as gint64 → EspImportDecision */
} EspImportSpec;

/* What an import did, or would do. The five outcomes add up to n_rows. */
typedef struct
{
  guint64 n_rows;
  guint64 n_blank; /* not counted as rows */
  guint64 n_outcomes[ESP_N_IMPORT_OUTCOMES];
  guint64 n_repeats;          /* of the updated and unchanged: rows about a lead of the same file */
  guint64 n_changed[64];      /* updated rows by slot */
  guint64 n_consents;         /* words recorded */
  guint64 n_consents_undated; /* of these: a yes without a day, which permits nothing yet */
  guint64 n_consents_kept;    /* grants that did not override a refusal */
  guint64 n_suppressed;       /* new leads that a suppression holds */
} EspImportCounts;

EspImportBatch *esp_import_batch_new (guint n_slots);
void esp_import_batch_free (EspImportBatch *self);
void esp_import_batch_clear (EspImportBatch *self);
EspImportRow *esp_import_batch_add (EspImportBatch *self);
gpointer esp_import_batch_alloc (EspImportBatch *self, gsize size);
char *esp_import_batch_copy (EspImportBatch *self, const char *text, gsize length);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportBatch, esp_import_batch_free)

EspImportSpec *esp_import_spec_new (guint n_slots);
void esp_import_spec_free (EspImportSpec *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportSpec, esp_import_spec_free)

void esp_import_counts_add_row (EspImportCounts *self, const EspImportRow *row);
void esp_import_counts_merge (EspImportCounts *self, const EspImportCounts *part);
const char *esp_import_outcome_get_name (EspImportOutcome outcome);

G_END_DECLS
