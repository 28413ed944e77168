/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ESP_QUESTION_ERROR (esp_question_error_quark ())
GQuark esp_question_error_quark (void);

typedef enum
{
  ESP_QUESTION_ERROR_INVALID,  /* the question itself: what is wrong, where, what to do */
  ESP_QUESTION_ERROR_GONE,     /* it names something that there is no more */
  ESP_QUESTION_ERROR_TOO_LONG, /* its period has more parts than anybody can look at */
} EspQuestionError;

/* How the value of an option is written and chosen. */
typedef enum
{
  ESP_OPTION_WORD,     /* one of the choices */
  ESP_OPTION_WORDS,    /* a list of choices */
  ESP_OPTION_NUMBER,   /* in [min, max] */
  ESP_OPTION_FLAG,     /* true or false */
  ESP_OPTION_TEXT,     /* free text */
  ESP_OPTION_KIND,     /* a kind of event; "" is any, where that is usual */
  ESP_OPTION_STAGE,    /* the key of a stage */
  ESP_OPTION_STEPS,    /* a list: "event:KIND", "stage:KEY" */
  ESP_OPTION_KINDS,    /* a list of kinds of events */
  ESP_OPTION_FIELD,    /* the name of a field of leads; "" is none */
  ESP_OPTION_CAMPAIGN, /* its number; 0 is all */
  ESP_OPTION_JOURNEY,  /* its number; 0 is all */
  ESP_OPTION_SEGMENTS, /* a list of uuids */
} EspOptionType;

/* One option of a kind of question. Titles are English; views translate them. */
typedef struct
{
  const char *name;
  const char *title;
  EspOptionType type;
  const char *const *choices; /* (nullable) of words, up to NULL */
  const char *fallback;       /* as text; lists with commas */
  double min;
  double max;
} EspQuestionOption;

typedef struct
{
  const char *name;
  const char *title; /* the question in English words */
  const EspQuestionOption *options;
  guint n_options;
  gboolean has_period; /* from and to say something */
  const char *from;    /* (nullable) the first day when nothing is said; NULL: 28 days */
} EspQuestionKind;

/* One question that a report asks. Never changes once it is made. */
typedef struct EspQuestion EspQuestion;

guint esp_question_n_kinds (void);
const EspQuestionKind *esp_question_kind_get (guint n);
const EspQuestionKind *esp_question_kind_find (const char *name);
const char *esp_question_word_title (const char *word);

EspQuestion *esp_question_new (const char *kind);
EspQuestion *esp_question_parse (const char *json, gssize length, GError **error);
EspQuestion *esp_question_ref (EspQuestion *self);
void esp_question_unref (EspQuestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspQuestion, esp_question_unref)
EspQuestion *
esp_question_with (const EspQuestion *self, const char *name, const char *value, GError **error);

char *esp_question_to_json (const EspQuestion *self);
char *esp_question_digest (const EspQuestion *self);

const EspQuestionKind *esp_question_get_kind (const EspQuestion *self);
const char *esp_question_get_from (const EspQuestion *self);
const char *esp_question_get_to (const EspQuestion *self);
const char *esp_question_get_compare (const EspQuestion *self);
const char *esp_question_get_segment (const EspQuestion *self);
const char *esp_question_get (const EspQuestion *self, const char *name);
gboolean esp_question_is (const EspQuestion *self, const char *name, const char *word);
double esp_question_get_number (const EspQuestion *self, const char *name);
GStrv esp_question_get_list (const EspQuestion *self, const char *name);

/* The days that a question is about, as moments. */
typedef struct
{
  gint64 from_us; /* G_MININT64: from the beginning */
  gint64 to_us;   /* where the day after the last begins */
} EspQuestionSpan;

gboolean esp_question_resolve (const EspQuestion *self,
                               gint64 now_us,
                               GTimeZone *zone,
                               EspQuestionSpan *out_span,
                               GError **error);

G_END_DECLS
