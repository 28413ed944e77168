/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small workspace for questions, and what a test expects of their answers. */
#include "insight-world.h"

#include "store/esp-events.h"
#include "store/esp-leads.h"

#include "temp-store.h"

#include <math.h>
#include <string.h>

static gboolean
add_leads (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  guint n_leads = GPOINTER_TO_UINT (data);

  for (guint i = 1; i <= n_leads; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      g_autofree char *email = g_strdup_printf ("lead%u@example.com", i);

      esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return TRUE;
}

static void
write_store (InsightWorld *self, EspStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (self->store, NULL, func, data, NULL, &error));
  g_assert_no_error (error);
}

void
insight_world_init (InsightWorld *self, guint n_leads)
{
  self->folder = temp_folder_new ();
  self->clock = esp_clock_new_fake (WORLD_DAY0);
  self->store = temp_store_new (self->folder, self->clock);
  write_store (self, add_leads, GUINT_TO_POINTER (n_leads));
}

void
insight_world_clear (InsightWorld *self)
{
  temp_store_free (self->store);
  g_clear_object (&self->clock);
  temp_folder_free (self->folder);
}

void
insight_world_set_day (InsightWorld *self, double day)
{
  esp_clock_set (self->clock, WORLD_DAY0 + (gint64) (day * (double) ESP_USEC_PER_DAY));
}

typedef struct
{
  const WorldEvent *events;
  gsize n_events;
} Adding;

static gboolean
add_events (EspTx *tx, gpointer data, GError **error)
{
  const Adding *adding = data;

  for (gsize i = 0; i < adding->n_events; i++)
    {
      const WorldEvent *from = &adding->events[i];
      EspEvent event = { .lead_id = from->lead,
                         .kind = (char *) from->kind,
                         .at_us =
                           WORLD_DAY0 + (gint64) llround (from->day * (double) ESP_USEC_PER_DAY),
                         .props = (char *) from->props };

      if (!esp_event_add (tx, &event, NULL, error))
        return FALSE;
    }
  return TRUE;
}

void
insight_world_add (InsightWorld *self, const WorldEvent *events, gsize n_events)
{
  Adding adding = { events, n_events };

  write_store (self, add_events, &adding);
}

static gboolean
run_sql (EspTx *tx, gpointer data, GError **error)
{
  return esp_db_exec (esp_tx_get_db (tx), data, error);
}

void
insight_world_run (InsightWorld *self, const char *sql)
{
  write_store (self, run_sql, (gpointer) sql);
}

typedef struct
{
  const char *json;
  EspAnswer *answer;
} Asking;

static gboolean
ask (EspTx *tx, gpointer data, GError **error)
{
  Asking *asking = data;
  g_auto (EspInsightContext) context = { 0 };
  g_autoptr (EspQuestion) question = esp_question_parse (asking->json, -1, error);

  if (question == NULL || !esp_insight_context_load (tx, esp_tx_get_now_us (tx), &context, error))
    return FALSE;
  asking->answer = esp_question_answer (tx, question, &context, NULL, error);
  return asking->answer != NULL;
}

EspAnswer *
insight_world_ask (InsightWorld *self, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (EspAnswer) copy = NULL;
  Asking asking = { json, NULL };

  (void) esp_store_read (self->store, ESP_READ_LONG, ask, &asking, NULL, &error);
  g_assert_no_error (error);
  text = esp_answer_to_json (asking.answer);
  copy = esp_answer_parse (text, -1, &error);
  g_assert_no_error (error);
  again = esp_answer_to_json (copy);
  g_assert_cmpstr (text, ==, again);
  for (guint i = 0; i < asking.answer->says->len + asking.answer->notes->len; i++)
    {
      GPtrArray *of = i < asking.answer->says->len ? asking.answer->says : asking.answer->notes;
      EspAnswerSentence *sentence =
        g_ptr_array_index (of, i < asking.answer->says->len ? i : i - asking.answer->says->len);

      g_assert_nonnull (esp_answer_pattern (sentence->code));
    }
  return asking.answer;
}

const EspAnswerCell *
world_cell (const EspAnswer *answer, const char *row, const char *group, const char *column)
{
  const EspAnswerRow *of = esp_answer_find_row (answer, row, group);
  int number = esp_answer_find_column (answer, column);

  if (of == NULL || number < 0)
    g_error ("no cell %s, %s, %s", row, group, column);
  return &of->cells[number];
}

void
assert_cell (const EspAnswer *answer, const char *row, const char *column, double value)
{
  const EspAnswerCell *cell = world_cell (answer, row, NULL, column);

  if (isnan (value) ? !isnan (cell->value)
                    : !(fabs (cell->value - value) <= 1e-6 * fmax (1, fabs (value))))
    g_error ("%s, %s: %g instead of %g", row, column, cell->value, value);
}

typedef struct
{
  const EspAnswer *answer;
} Drilling;

static gboolean
drill (EspTx *tx, gpointer data, GError **error)
{
  const EspAnswer *answer = ((Drilling *) data)->answer;

  for (guint i = 0; i < answer->rows->len; i++)
    for (guint j = 0; j < answer->columns->len; j++)
      {
        const EspAnswerCell *cell = esp_answer_get_cell (answer, i, j);
        EspAnswerUnit unit = esp_answer_get_column (answer, j)->unit;
        g_autoptr (EspBitmap) leads = NULL;

        if (cell->drill == NULL)
          continue;
        leads = esp_insight_load_key (tx, cell->drill, error);
        if (leads == NULL)
          return FALSE;
        if (unit == ESP_ANSWER_COUNT)
          g_assert_cmpfloat (cell->value, ==, (double) esp_bitmap_count (leads));
        else if (unit == ESP_ANSWER_RATIO)
          g_assert_cmpuint ((guint64) cell->part, ==, esp_bitmap_count (leads));
      }
  return TRUE;
}

/* Each number opens exactly as many leads as it shows. */
void
assert_drills (InsightWorld *self, const EspAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  Drilling drilling = { answer };

  (void) esp_store_read (self->store, ESP_READ_LONG, drill, &drilling, NULL, &error);
  g_assert_no_error (error);
}

/* A transaction that writes knows nothing of what earlier reads made. */
void
insight_world_assert_same (InsightWorld *self, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspAnswer) known = insight_world_ask (self, json);
  g_autofree char *as_known = esp_answer_to_json (known);
  g_autofree char *afresh = NULL;
  Asking asking = { json, NULL };

  g_assert_true (esp_store_write (self->store, NULL, ask, &asking, NULL, &error));
  g_assert_no_error (error);
  afresh = esp_answer_to_json (asking.answer);
  g_assert_cmpstr (as_known, ==, afresh);
  esp_answer_free (asking.answer);
}
