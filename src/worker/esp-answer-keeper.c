/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks questions and keeps answers that took long, so that the same question is answered at once. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-answer-keeper.h"

#include "store/esp-answer-cache.h"

typedef struct
{
  char *digest;
  char *json;
  gint64 stamp;
  gint64 taken_us;
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *self = data;

  g_free (self->digest);
  g_free (self->json);
  g_free (self);
}

static gboolean
keep (EspTx *tx, gpointer data, GError **error)
{
  const Keeping *self = data;

  return esp_answer_cache_save (tx, self->digest, self->stamp, self->json, self->taken_us, error);
}

static Keeping *
keeping_new (EspStore *store, const EspAnswer *answer)
{
  Keeping *self;

  if (answer->digest == NULL || answer->taken_us < ESP_ANSWER_WORTH_US ||
      esp_store_is_read_only (store))
    return NULL;
  self = g_new0 (Keeping, 1);
  self->digest = g_strdup (answer->digest);
  self->json = answer->json != NULL ? g_strdup (answer->json) : esp_answer_to_json (answer);
  self->stamp = answer->stamp;
  self->taken_us = answer->taken_us;
  return self;
}

/* Days of events are kept a part after the other, so that other writes come between. */
typedef struct
{
  EspDayLessons *lessons; /* (owned) */
  gboolean is_done;
} Learning;

static void
learning_free (gpointer data)
{
  Learning *self = data;

  esp_day_lessons_unref (self->lessons);
  g_free (self);
}

static Learning *
learning_new (EspStore *store, const EspAnswer *answer)
{
  Learning *self;

  if (answer->lessons == NULL || esp_day_lessons_is_empty (answer->lessons) ||
      esp_store_is_read_only (store))
    return NULL;
  self = g_new0 (Learning, 1);
  self->lessons = esp_day_lessons_ref (answer->lessons);
  return self;
}

static gboolean
learn (EspTx *tx, gpointer data, GError **error)
{
  Learning *self = data;

  return esp_day_lessons_keep (tx, self->lessons, &self->is_done, error);
}

static void
learnt_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Learning *self = user_data;

  /* What is not kept costs time only. */
  if (esp_store_write_finish (ESP_STORE (source), result, NULL, NULL) && !self->is_done)
    esp_store_write_async (ESP_STORE (source), NULL, learn, self, NULL, learnt_cb, self);
  else
    learning_free (self);
}

/**
 * esp_answer_keep:
 * @answer: from esp_question_answer()
 *
 * Keeps an answer that took long, later and without telling anybody; one that came from there, or quickly,
 * is left alone. Call it where the store is used.
 */
void
esp_answer_keep (EspStore *store, const EspAnswer *answer)
{
  Keeping *self = keeping_new (store, answer);
  Learning *learning = learning_new (store, answer);

  /* That an answer is not kept costs time only. */
  if (self != NULL)
    esp_store_write_async (store, NULL, keep, self, keeping_free, NULL, NULL);
  if (learning != NULL)
    esp_store_write_async (store, NULL, learn, learning, NULL, learnt_cb, learning);
}

typedef struct
{
  const EspQuestion *question;
  GCancellable *cancellable;
  EspAnswer *answer;
} Asking;

static gboolean
ask (EspTx *tx, gpointer data, GError **error)
{
  Asking *self = data;
  g_auto (EspInsightContext) context = { 0 };

  if (!esp_insight_context_load (tx, esp_tx_get_now_us (tx), &context, error))
    return FALSE;
  self->answer = esp_question_answer (tx, self->question, &context, self->cancellable, error);
  return self->answer != NULL;
}

/**
 * esp_answer_ask:
 *
 * Asks a question and waits; keeps the answer if it took long.
 *
 * Returns: (transfer full): the answer; %NULL with @error set
 */
EspAnswer *
esp_answer_ask (EspStore *store,
                const EspQuestion *question,
                GCancellable *cancellable,
                GError **error)
{
  Asking asking = { question, cancellable, NULL };
  Keeping *keeping;
  Learning *learning;

  if (!esp_store_read (store, ESP_READ_LONG, ask, &asking, cancellable, error))
    return NULL;
  keeping = keeping_new (store, asking.answer);
  if (keeping != NULL)
    {
      (void) esp_store_write (store, NULL, keep, keeping, NULL, NULL); /* costs time only */
      keeping_free (keeping);
    }
  learning = learning_new (store, asking.answer);
  while (learning != NULL && !learning->is_done)
    if (!esp_store_write (store, NULL, learn, learning, NULL, NULL))
      break;
  g_clear_pointer (&learning, learning_free);
  return asking.answer;
}
