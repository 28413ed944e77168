/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why one person got one send, or not: a sentence, and the chain behind it, each link with its cause. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-ask-answer.h"

#include "views/leads/esp-ask-journey-words.h"
#include "views/leads/esp-ask-words.h"
#include "views/journeys/esp-journey-trace-window.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspAskAnswer
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  gint64 send_id;      /* 0: nothing is asked, or a journey is */
  gint64 journey_id;
  gint64 lead_id;
  GCancellable *cancellable; /* (owned) (nullable) of the question being answered */
  GtkWidget *box;
  GtkWidget *expander; /* (nullable) */
  gboolean was_expanded;
};

G_DEFINE_FINAL_TYPE (EspAskAnswer, esp_ask_answer, GTK_TYPE_WIDGET)

typedef struct
{
  gint64 send_id;
  gint64 journey_id; /* 0: the send is asked about */
  gint64 lead_id;
  EspLang lang;
  EspSendAsk *ask;        /* (owned) (nullable) */
  EspJourneyAsk *journey; /* (owned) (nullable) */
  EspJourneyNames *names; /* (owned) (nullable) */
} Question;

static void
question_free (Question *question)
{
  esp_send_ask_free (question->ask);
  g_clear_pointer (&question->journey, esp_journey_ask_free);
  g_clear_pointer (&question->names, esp_journey_names_unref);
  g_free (question);
}

static gboolean
read_journey (EspTx *tx, Question *question, GError **error)
{
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  question->names = esp_journey_names_load (tx, question->lang, error);
  if (question->names != NULL)
    question->journey =
      esp_journey_ask_new (tx, engine, question->journey_id, question->lead_id, error);
  return question->journey != NULL;
}

static gboolean
read_answer (EspTx *tx, gpointer data, GError **error)
{
  Question *question = data;

  if (question->journey_id != 0)
    return read_journey (tx, question, error);
  question->ask =
    esp_send_ask_load (tx, question->send_id, question->lead_id, question->lang, error);
  return question->ask != NULL;
}

static GtkWidget *
icon_new (EspAskMark mark)
{
  static const struct
  {
    const char *icon_name;
    const char *css_class;
  } looks[] = {
    [ESP_ASK_FINE] = { "esp-success-symbolic", "success" },
    [ESP_ASK_AGAINST] = { "esp-error-symbolic", "error" },
    [ESP_ASK_WAITS] = { "esp-wait-symbolic", "warning" },
  };
  GtkWidget *icon =
    g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "icon-name",
                  looks[mark].icon_name, "valign", GTK_ALIGN_START, NULL);

  gtk_widget_add_css_class (icon, looks[mark].css_class);
  gtk_widget_set_margin_top (icon, 2);
  return icon;
}

static GtkWidget *
words_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static const char *
mark_words (EspAskMark mark)
{
  static const char *const words[] = {
    [ESP_ASK_FINE] = NC_ ("ask", "Yes"),
    [ESP_ASK_AGAINST] = NC_ ("ask", "No"),
    [ESP_ASK_WAITS] = NC_ ("ask", "Waits"),
  };

  return g_dpgettext2 (NULL, "ask", words[mark]);
}

static void
open_cb (GtkButton *button, EspAskAnswer *self)
{
  esp_session_open (self->session, g_object_get_data (G_OBJECT (button), "esp-address"));
}

static GtkWidget *
cause_button_new (EspAskAnswer *self, const EspAskLine *line)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("esp-forward-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "esp-ask-cause");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, line->action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  line->action, -1);
  g_object_set_data_full (G_OBJECT (button), "esp-address", g_strdup (line->address), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_cb), self, 0);
  return button;
}

static GtkWidget *
line_new (EspAskAnswer *self, const EspAskLine *line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *sentence = words_new (line->sentence, NULL);
  g_autofree char *name = g_strdup_printf ("%s: %s", mark_words (line->mark), line->sentence);

  gtk_widget_add_css_class (box, "esp-ask-line");
  gtk_accessible_update_property (GTK_ACCESSIBLE (sentence), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_box_append (GTK_BOX (words), sentence);
  if (line->detail != NULL)
    {
      GtkWidget *detail = words_new (line->detail, "caption");

      gtk_widget_add_css_class (detail, "dim-label");
      gtk_box_append (GTK_BOX (words), detail);
    }
  gtk_box_append (GTK_BOX (box), icon_new (line->mark));
  gtk_box_append (GTK_BOX (box), words);
  if (line->address != NULL)
    gtk_box_append (GTK_BOX (box), cause_button_new (self, line));
  return box;
}

static void
clear (EspAskAnswer *self)
{
  GtkWidget *child;

  if (self->expander != NULL)
    self->was_expanded = gtk_expander_get_expanded (GTK_EXPANDER (self->expander));
  self->expander = NULL;
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
}

static void
show_headline (EspAskAnswer *self, const EspSendAsk *ask)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *headline = esp_ask_words_headline (self->session, ask);
  g_autofree char *now = esp_ask_words_now (self->session, ask);
  g_autofree char *events = esp_ask_words_events (self->session, ask);
  GtkWidget *label = words_new (headline, "heading");

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (words), label);
  if (events != NULL)
    gtk_box_append (GTK_BOX (words), words_new (events, NULL));
  if (!g_str_equal (headline, now))
    gtk_box_append (GTK_BOX (words), words_new (now, "dim-label"));
  gtk_box_append (GTK_BOX (box), icon_new (esp_ask_words_mark (ask)));
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (self->box), box);
}

/* What decides stands in the open; the rest of the chain can be unfolded. */
static void
show_lines (EspAskAnswer *self, const EspSendAsk *ask)
{
  g_autoptr (GPtrArray) lines = esp_ask_words_lines (self->session, ask);
  GtkWidget *rest = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  guint n_rest = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const EspAskLine *line = g_ptr_array_index (lines, i);

      if (line->is_decisive)
        gtk_box_append (GTK_BOX (self->box), line_new (self, line));
      else
        {
          gtk_box_append (GTK_BOX (rest), line_new (self, line));
          n_rest++;
        }
    }
  self->expander = gtk_expander_new (NULL);
  {
    g_autofree char *title = g_strdup_printf (ngettext ("All that is asked now (%u more)",
                                                        "All that is asked now (%u more)", n_rest),
                                              n_rest);

    gtk_expander_set_label (GTK_EXPANDER (self->expander), title);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    title, -1);
  }
  gtk_widget_set_margin_top (rest, 6);
  gtk_expander_set_child (GTK_EXPANDER (self->expander), rest);
  gtk_expander_set_expanded (GTK_EXPANDER (self->expander), self->was_expanded);
  gtk_box_append (GTK_BOX (self->box), self->expander);
}

static void
path_cb (GtkButton *button, EspAskAnswer *self)
{
  esp_journey_trace_window_present (self->session, self->journey_id, (guint32) self->lead_id);
}

static void
show_journey (EspAskAnswer *self, const Question *question)
{
  g_autoptr (GPtrArray) lines =
    esp_ask_journey_lines (self->session, question->journey, question->names);
  GtkWidget *path = esp_button_new (_ ("Show the _path"));

  for (guint i = 0; i < lines->len; i++)
    gtk_box_append (GTK_BOX (self->box), line_new (self, g_ptr_array_index (lines, i)));
  gtk_widget_set_halign (path, GTK_ALIGN_START);
  gtk_widget_set_visible (path, question->journey->trace->passages->len > 0);
  g_signal_connect_object (path, "clicked", G_CALLBACK (path_cb), self, 0);
  gtk_box_append (GTK_BOX (self->box), path);
}

static void
again_cb (EspAskAnswer *self)
{
  if (self->journey_id != 0)
    esp_ask_answer_ask_journey (self, self->journey_id, self->lead_id);
  else
    esp_ask_answer_ask (self, self->send_id, self->lead_id);
}

static void
show_error (EspAskAnswer *self, const GError *error)
{
  g_autofree char *sentence = esp_store_message (error);
  GtkWidget *again = esp_button_new (_ ("_Try again"));

  gtk_box_append (GTK_BOX (self->box), words_new (sentence, "error"));
  gtk_widget_set_halign (again, GTK_ALIGN_START);
  g_signal_connect_object (again, "clicked", G_CALLBACK (again_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), again);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspAskAnswer) self = user_data;
  g_autoptr (GError) error = NULL;
  Question *question = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->box == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      (question != NULL &&
       (question->send_id != self->send_id || question->journey_id != self->journey_id ||
        question->lead_id != self->lead_id)))
    {
      g_clear_pointer (&question, question_free);
      return;
    }
  g_clear_object (&self->cancellable);
  clear (self);
  if (question == NULL)
    show_error (self, error);
  else if (question->journey != NULL)
    show_journey (self, question);
  else
    {
      show_headline (self, question->ask);
      show_lines (self, question->ask);
    }
  g_clear_pointer (&question, question_free);
}

static void
esp_ask_answer_dispose (GObject *object)
{
  EspAskAnswer *self = ESP_ASK_ANSWER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->expander = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_ask_answer_parent_class)->dispose (object);
}

static void
esp_ask_answer_class_init (EspAskAnswerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_ask_answer_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_ask_answer_init (EspAskAnswer *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Answer"), -1);
}

/**
 * esp_ask_answer_new:
 * Returns: (transfer floating): a widget that answers nothing yet
 */
GtkWidget *
esp_ask_answer_new (EspSession *session)
{
  EspAskAnswer *self = g_object_new (ESP_TYPE_ASK_ANSWER, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}

static void
ask (EspAskAnswer *self, gint64 send_id, gint64 journey_id, gint64 lead_id)
{
  Question *question;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if ((send_id == 0 && journey_id == 0) || lead_id != self->lead_id)
    clear (self);
  self->send_id = send_id;
  self->journey_id = journey_id;
  self->lead_id = lead_id;
  if (send_id == 0 && journey_id == 0)
    return;
  question = g_new0 (Question, 1);
  question->send_id = send_id;
  question->journey_id = journey_id;
  question->lead_id = lead_id;
  question->lang = esp_session_get_lang (self->session);
  self->cancellable = g_cancellable_new ();
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_answer, question,
                        (GDestroyNotify) question_free, self->cancellable, answered_cb,
                        g_object_ref (self));
}

/**
 * esp_ask_answer_ask:
 * @send_id: 0 empties the answer
 *
 * Asks about one send and one lead; what was asked before is dropped. The old answer stays until the new
 * one is there.
 */
void
esp_ask_answer_ask (EspAskAnswer *self, gint64 send_id, gint64 lead_id)
{
  g_return_if_fail (ESP_IS_ASK_ANSWER (self));

  ask (self, send_id, 0, lead_id);
}

/**
 * esp_ask_answer_ask_journey:
 *
 * Asks where one lead is in a journey and why, or why it did not come in.
 */
void
esp_ask_answer_ask_journey (EspAskAnswer *self, gint64 journey_id, gint64 lead_id)
{
  g_return_if_fail (ESP_IS_ASK_ANSWER (self));

  ask (self, 0, journey_id, lead_id);
}
