/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-day-facts.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_ANSWER_COUNT,    /* a whole number */
  ESP_ANSWER_RATIO,    /* 0…1, or beyond for a growth */
  ESP_ANSWER_MONEY,    /* minor units of the answer's currency */
  ESP_ANSWER_DURATION, /* µs */
  ESP_ANSWER_NUMBER,
  ESP_ANSWER_TEXT,
  ESP_ANSWER_TIME, /* µs UTC */
} EspAnswerUnit;

typedef enum
{
  ESP_CELL_FEW = 1 << 0,     /* of fewer than ESP_METRIC_FEW: says little */
  ESP_CELL_PARTIAL = 1 << 1, /* its time is not over yet */
  ESP_CELL_TOTAL =
    1 << 2, /* over all rows, each lead once; never their sum where leads are counted */
  ESP_CELL_ESTIMATE = 1 << 3, /* computed by a model or a sample, not counted */
} EspCellFlags;

/* A column. The key is a word for machines; views have its title, or the column brings its own label from
 * the data (a channel, a month). */
typedef struct
{
  char *key;
  char *label; /* (nullable) */
  EspAnswerUnit unit;
} EspAnswerColumn;

typedef struct
{
  double value; /* NAN: there is none */
  gint64 part;  /* of a ratio: what of what; of a mean: how many it is of, in whole */
  gint64 whole;
  double low; /* the 95 % interval; NAN: there is none */
  double high;
  guint flags; /* EspCellFlags */
  char *text;  /* (nullable) of ESP_ANSWER_TEXT */
  char *
    drill; /* (nullable) key of an EspLeadSet: of a count its leads, of a ratio those of its part */
} EspAnswerCell;

/* A row. Rows with the same key and different groups stand for the same thing in different groups. */
typedef struct
{
  char *key;
  char *label;          /* (nullable) from the data; without it views have the words for the key */
  char *group;          /* (nullable) */
  guint flags;          /* EspCellFlags of the whole row */
  EspAnswerCell *cells; /* one per column */
} EspAnswerRow;

/* A number, word or name of a sentence. */
typedef struct
{
  char *name;
  char *text; /* (nullable) a name from the data, or a key for which views have words */
  double value;
  EspAnswerUnit unit;
} EspAnswerArg;

/* A sentence by its code, for which esp_answer_pattern() has English words. */
typedef struct
{
  char *code;
  GArray *args; /* of EspAnswerArg */
} EspAnswerSentence;

/* What a question is answered with, whatever it was. */
typedef struct
{
  char *ask;       /* the kind of question */
  GArray *columns; /* of EspAnswerColumn */
  GPtrArray *rows; /* of EspAnswerRow */
  GPtrArray *says; /* of EspAnswerSentence: the answer in words, the main one first; may be empty */
  GPtrArray *notes; /* of EspAnswerSentence: warnings and conventions */
  gint64 from_us;   /* G_MININT64: from the beginning */
  gint64 to_us;
  gint64 as_of_us; /* when it was computed */
  char *zone;      /* IANA: where its days begin */
  char *currency;  /* ISO 4217 */
  char *digest; /* (nullable) of what was asked: what it is kept under; NULL: it was kept already */
  gint64 stamp; /* of the data that it was computed from */
  gint64 taken_us;        /* how long that took */
  char *json;             /* (nullable) as text, when it took so long that it is worth keeping */
  EspDayLessons *lessons; /* (owned) (nullable) days of events that were read for it, to be kept */
} EspAnswer;

/* Quicker answers are not kept but computed anew. */
#define ESP_ANSWER_WORTH_US (50 * 1000)

EspAnswer *esp_answer_new (const char *ask);
void esp_answer_free (EspAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAnswer, esp_answer_free)

guint
esp_answer_add_column (EspAnswer *self, const char *key, const char *label, EspAnswerUnit unit);
EspAnswerRow *
esp_answer_add_row (EspAnswer *self, const char *key, const char *label, const char *group);
EspAnswerSentence *esp_answer_say (EspAnswer *self, const char *code);
EspAnswerSentence *esp_answer_note (EspAnswer *self, const char *code);
void esp_answer_sentence_add (EspAnswerSentence *self,
                              const char *name,
                              double value,
                              EspAnswerUnit unit);
void esp_answer_sentence_add_text (EspAnswerSentence *self, const char *name, const char *text);

const EspAnswerColumn *esp_answer_get_column (const EspAnswer *self, guint n);
const EspAnswerRow *esp_answer_get_row (const EspAnswer *self, guint n);
const EspAnswerCell *esp_answer_get_cell (const EspAnswer *self, guint row, guint column);
int esp_answer_find_column (const EspAnswer *self, const char *key);
const EspAnswerRow *esp_answer_find_row (const EspAnswer *self, const char *key, const char *group);

/* Words in English: of sentences with {name} for each argument, and of the keys of rows and columns. NULL
 * for a key that is a name from the data. Views translate what they get. */
const char *esp_answer_pattern (const char *code);
const char *esp_answer_title (const char *key);
char *esp_answer_name_place (const char *name, gboolean is_channel);
const char *esp_answer_peek_name (const char *key);

/* How an argument is written: @data is the caller's. Returns: (transfer full). */
typedef char *(*EspAnswerFormatFunc) (const EspAnswerArg *arg, gpointer data);
char *esp_answer_sentence_fill (const EspAnswerSentence *self,
                                const char *pattern,
                                EspAnswerFormatFunc format,
                                gpointer data);
char *
esp_answer_format_value (const EspAnswer *self, const EspAnswerCell *cell, EspAnswerUnit unit);
char *esp_answer_sentence_dup_text (const EspAnswer *self, const EspAnswerSentence *sentence);

void esp_answer_write_json (const EspAnswer *self, JsonBuilder *builder);
char *esp_answer_to_json (const EspAnswer *self);
EspAnswer *esp_answer_parse (const char *json, gssize length, GError **error);
char *esp_answer_to_csv (const EspAnswer *self);

G_END_DECLS
