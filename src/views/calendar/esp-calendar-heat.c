/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which hours were clicked most: a faint hint behind the hours of a week. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-heat.h"

#include "worker/esp-answer-keeper.h"

#include <math.h>

#define N_DAYS 7
#define N_HOURS 24

typedef struct
{
  double values[N_DAYS][N_HOURS];
  gboolean has_any;
  EspAnswer *answer; /* (owned) (nullable) */
} Heat;

static void
heat_free (Heat *heat)
{
  g_clear_pointer (&heat->answer, esp_answer_free);
  g_free (heat);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Heat, heat_free)

static void
fill (Heat *heat)
{
  const EspAnswer *answer = heat->answer;
  double most = 0;

  for (guint day = 0; day < MIN (answer->rows->len, N_DAYS); day++)
    {
      const EspAnswerRow *row = g_ptr_array_index (answer->rows, day);

      for (guint hour = 0; hour < MIN (answer->columns->len, N_HOURS); hour++)
        {
          const EspAnswerCell *cell = &row->cells[hour];

          if (isnan (cell->value) || (cell->flags & ESP_CELL_FEW) != 0)
            continue;
          heat->values[day][hour] = cell->value;
          most = MAX (most, cell->value);
        }
    }
  heat->has_any = most > 0;
  for (guint i = 0; heat->has_any && i < N_DAYS * N_HOURS; i++)
    heat->values[i / N_HOURS][i % N_HOURS] /= most;
}

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspQuestion) question = esp_question_parse ("{\"ask\":\"send-times\"}", -1, error);
  g_auto (EspInsightContext) context = { 0 };
  Heat *heat = data;

  if (question == NULL || !esp_insight_context_load (tx, esp_tx_get_now_us (tx), &context, error))
    return FALSE;
  heat->answer = esp_question_answer (tx, question, &context, NULL, error);
  if (heat->answer != NULL)
    fill (heat);
  return heat->answer != NULL;
}

/* Without an answer there is no hint, and nothing else is missing. */
static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCalendarScreen) self = user_data;
  g_autoptr (Heat) heat = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (heat != NULL)
    esp_answer_keep (ESP_STORE (source), heat->answer); /* the next week asks the same */
  if (heat != NULL && heat->has_any && self->box != NULL)
    esp_calendar_view_set_heat (self->view, heat->values);
}

/**
 * esp_calendar_heat_read:
 */
void
esp_calendar_heat_read (EspCalendarScreen *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, read_cb,
                        g_new0 (Heat, 1), (GDestroyNotify) heat_free,
                        esp_session_get_cancellable (self->session), done_cb, g_object_ref (self));
}
