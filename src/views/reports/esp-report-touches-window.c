/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversions behind a row of attribution, each with the touches that led to it and what every model gives
 * them. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-touches-window.h"

#include "draw/esp-answer-chart.h"
#include "engine/insight/esp-conversions.h"
#include "engine/insight/esp-insight.h"
#include "views/chart/esp-chart-card.h"
#include "views/reports/esp-report-card-view.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 1180
#define HEIGHT 640
#define MARGIN 12

typedef struct
{
  EspQuestion *question; /* (owned) */
  EspAnswer *answer;     /* (owned) (nullable) */
} Asking;

/* What waits for the answer. */
typedef struct
{
  EspSession *session;       /* (owned) */
  GtkWidget *card;           /* (owned) */
  GCancellable *cancellable; /* (owned) */
} Waiting;

static void
asking_free (gpointer data)
{
  Asking *self = data;

  g_clear_pointer (&self->question, esp_question_unref);
  g_clear_pointer (&self->answer, esp_answer_free);
  g_free (self);
}

static void
waiting_free (Waiting *self)
{
  g_object_unref (self->session);
  g_object_unref (self->card);
  g_object_unref (self->cancellable);
  g_free (self);
}

static gboolean
ask_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Asking *self = data;
  g_auto (EspInsightContext) context = { 0 };

  if (!esp_insight_context_load (tx, esp_tx_get_now_us (tx), &context, error))
    return FALSE;
  self->answer = esp_question_answer (tx, self->question, &context, NULL, error);
  return self->answer != NULL;
}

static const char *
get_title (void)
{
  return _ ("Which touches led to each conversion?");
}

static void
show_answer (Waiting *self, const EspAnswer *answer)
{
  EspAnswerVoice voice;
  g_autoptr (EspChart) chart = NULL;

  esp_report_voice_init (self->session, &voice);
  chart = esp_answer_chart_draw_table (answer, get_title (), &voice);
  esp_chart_card_set_chart (ESP_CHART_CARD (self->card), chart);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *self = user_data;
  g_autoptr (GError) error = NULL;
  Asking *asking = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (asking != NULL)
    show_answer (self, asking->answer);
  else if (!g_cancellable_is_cancelled (self->cancellable))
    {
      g_autofree char *text = esp_store_message (error);

      esp_chart_card_set_problem (ESP_CHART_CARD (self->card), get_title (), text);
    }
  g_clear_pointer (&asking, asking_free);
  waiting_free (self);
}

static void
close_with_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcut *escape = gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                          gtk_named_action_new ("window.close"));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), escape);
  gtk_widget_add_controller (window, keys);
}

static GtkWidget *
create_window (EspSession *session, GtkWidget *card, const char *subtitle)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header),
                                   adw_window_title_new (_ ("Touches of the conversions"),
                                                         subtitle));
  gtk_widget_set_valign (card, GTK_ALIGN_START);
  gtk_widget_set_margin_top (card, MARGIN);
  gtk_widget_set_margin_bottom (card, MARGIN);
  gtk_widget_set_margin_start (card, MARGIN);
  gtk_widget_set_margin_end (card, MARGIN);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), card);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);
  close_with_escape (window);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Touches of the conversions"));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_transient_for (GTK_WINDOW (window), esp_session_get_window (session));
  return window;
}

static void
closed_cb (GtkWidget *window, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/**
 * esp_report_touches_window_present:
 * @attribution: a question about attribution
 * @row: (nullable): of its answer: the conversions behind it; %NULL: all
 *
 * Shows the conversions in a window of their own; it is not modal, as its rows open leads.
 */
void
esp_report_touches_window_present (EspSession *session,
                                   const EspQuestion *attribution,
                                   const EspAnswerRow *row)
{
  gboolean is_of_place = row != NULL && (row->flags & ESP_CELL_TOTAL) == 0;
  g_autoptr (EspQuestion) question =
    esp_conversions_question_new (attribution, is_of_place ? row->key : "", NULL);
  g_autofree char *name = NULL;
  EspAnswerVoice voice;
  Waiting *waiting;
  Asking *asking;
  GtkWidget *window;

  g_return_if_fail (question != NULL);

  esp_report_voice_init (session, &voice);
  name = is_of_place ? esp_answer_voice_dup_row (&voice, row) : NULL;
  asking = g_new0 (Asking, 1);
  asking->question = g_steal_pointer (&question);
  waiting = g_new0 (Waiting, 1);
  waiting->session = g_object_ref (session);
  waiting->card = g_object_ref_sink (esp_chart_card_new (session));
  waiting->cancellable = g_cancellable_new ();
  esp_chart_card_set_problem (ESP_CHART_CARD (waiting->card), get_title (), _ ("Counting…"));
  window = create_window (session, waiting->card, name);
  g_signal_connect_data (window, "destroy", G_CALLBACK (closed_cb),
                         g_object_ref (waiting->cancellable), (GClosureNotify) g_object_unref, 0);
  gtk_window_present (GTK_WINDOW (window));
  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, ask_in_tx, asking,
                        asking_free, waiting->cancellable, answered_cb, waiting);
}
