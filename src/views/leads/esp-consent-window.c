/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records what a person said: about which channel, for what, when, where, and with which words. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-consent-window.h"

#include "engine/import/esp-field-input.h"
#include "store/esp-consents.h"
#include "views/leads/esp-field-problem.h"
#include "views/shell/esp-form-window.h"
#include "views/leads/esp-lead-format.h"
#include "views/leads/esp-timeline-words.h"
#include "views/segments/esp-segment-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

static const char *const channels[] = { "email", "sms", "kakao", "push", "phone", "post", "ads" };
static const char *const purposes[] = { "marketing", "night", "transactional", "profiling" };
static const char *const states[] = { "granted", "denied", "withdrawn" };
static const char *const bases[] = { "consent", "contract", "legitimate-interest", "soft-opt-in",
                                     "inquiry" };
static const char *const sources[] = { "form", "phone", "paper", "email", "event", "manual" };

struct _EspConsentWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  guint32 lead_id;
  EspFormFrame frame;
  GtkWidget *state_row;
  GtkWidget *channel_row;
  GtkWidget *purpose_row;
  GtkWidget *basis_row;
  GtkWidget *source_row;
  GtkWidget *at_row;
  GtkWidget *wording_row;
  GtkWidget *proof_row;
};

G_DEFINE_FINAL_TYPE (EspConsentWindow, esp_consent_window, ADW_TYPE_WINDOW)

/* Writing, with or without the window */

typedef struct
{
  EspSession *session;      /* (owned) */
  EspConsentWindow *window; /* (owned) (nullable) */
  EspConsent consent;
} Word;

static void
word_free (Word *word)
{
  g_object_unref (word->session);
  g_clear_object (&word->window);
  esp_consent_clear (&word->consent);
  g_free (word);
}

static gboolean
write_word (EspTx *tx, gpointer data, GError **error)
{
  return esp_consent_add (tx, &((Word *) data)->consent, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Word *word = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      if (word->window != NULL)
        esp_form_frame_set_problem (&word->window->frame, message);
      else
        esp_session_toast (word->session, message);
    }
  else
    {
      /* Translators: a channel such as Email, then a state such as Granted */
      g_autofree char *text =
        g_strdup_printf (_ ("Consent for %s: %s"), esp_lead_channel_label (word->consent.channel),
                         esp_lead_consent_label (word->consent.state));

      esp_session_toast_undo (word->session, text, history_id);
      if (word->window != NULL)
        gtk_window_close (GTK_WINDOW (word->window));
    }
  word_free (word);
}

static void
write_async (Word *word)
{
  static const EspOperation operation = { .kind = "consent" };

  esp_store_write_async (esp_session_get_store (word->session), &operation, write_word, word, NULL,
                         written_cb, word);
}

/* The window */

static const char *
chosen (GtkWidget *row, const char *const *values)
{
  return values[adw_combo_row_get_selected (ADW_COMBO_ROW (row))];
}

static char *
dup_line (GtkWidget *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* Returns: (nullable): what is wrong with the time */
static const char *
parse_time (EspConsentWindow *self, gint64 *out_at_us)
{
  const EspField field = { 0, "at", "", ESP_FIELD_DATETIME, FALSE, TRUE };
  EspValue value = { 0 };
  EspFieldInputProblem problem =
    esp_field_input_parse (&field, gtk_editable_get_text (GTK_EDITABLE (self->at_row)),
                           esp_session_get_zone (self->session), &value);
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (self->session));

  if (problem != ESP_FIELD_INPUT_OK)
    return esp_field_problem_sentence (problem);
  *out_at_us = value.type == ESP_VALUE_INTEGER ? value.integer : 0;
  if (*out_at_us == 0)
    return _ ("When did the person say it? Without a day it would not count.");
  return *out_at_us > now_us + G_TIME_SPAN_MINUTE ? _ ("This time lies in the future.") : NULL;
}

static void
changed_cb (EspConsentWindow *self)
{
  gint64 at_us;

  esp_form_frame_set_problem (&self->frame, parse_time (self, &at_us));
}

static void
accept_cb (EspConsentWindow *self)
{
  gint64 at_us = 0;
  const char *problem = parse_time (self, &at_us);
  Word *word;

  if (problem != NULL)
    {
      esp_form_frame_set_problem (&self->frame, problem);
      esp_session_announce (self->session, problem, TRUE);
      gtk_widget_grab_focus (self->at_row);
      return;
    }
  word = g_new0 (Word, 1);
  word->session = g_object_ref (self->session);
  word->window = g_object_ref (self);
  word->consent = (EspConsent){
    .lead_id = self->lead_id,
    .channel = g_strdup (chosen (self->channel_row, channels)),
    .purpose = g_strdup (chosen (self->purpose_row, purposes)),
    .state = g_strdup (chosen (self->state_row, states)),
    .basis = g_strdup (chosen (self->basis_row, bases)),
    .source = g_strdup (chosen (self->source_row, sources)),
    .wording = dup_line (self->wording_row),
    .proof = dup_line (self->proof_row),
    .at_us = at_us,
  };
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  write_async (word);
}

static void
esp_consent_window_dispose (GObject *object)
{
  g_clear_object (&ESP_CONSENT_WINDOW (object)->session);
  G_OBJECT_CLASS (esp_consent_window_parent_class)->dispose (object);
}

static void
esp_consent_window_class_init (EspConsentWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_consent_window_dispose;
}

static void
esp_consent_window_init (EspConsentWindow *self)
{
}

static GtkWidget *
choice_new (GtkWidget *list,
            const char *title,
            const char *const *values,
            gsize n_values,
            const char *(*words) (const char *) )
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GtkWidget *row;

  for (gsize i = 0; i < n_values; i++)
    g_ptr_array_add (names, (gpointer) words (values[i]));
  g_ptr_array_add (names, NULL);
  row = esp_form_choice_row_new (title, (const char *const *) names->pdata, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return row;
}

static GtkWidget *
entry_new (GtkWidget *list, const char *title, const char *text)
{
  GtkWidget *row = esp_form_entry_row_new (title, text);

  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return row;
}

static char *
dup_now (EspConsentWindow *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (
    esp_clock_now_us (esp_session_get_clock (self->session)) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local =
    utc != NULL ? g_date_time_to_timezone (utc, esp_session_get_zone (self->session)) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("");
}

static void
build (EspConsentWindow *self)
{
  GtkWidget *what = esp_form_list_new (_ ("What was said"));
  GtkWidget *how = esp_form_list_new (_ ("How it is known"));
  g_autofree char *now = dup_now (self);

  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (self->session),
                                      _ ("Record a consent"), _ ("_Record"));
  self->state_row =
    choice_new (what, _ ("Said"), states, G_N_ELEMENTS (states), esp_lead_consent_label);
  self->channel_row =
    choice_new (what, _ ("Channel"), channels, G_N_ELEMENTS (channels), esp_lead_channel_label);
  self->purpose_row =
    choice_new (what, _ ("Purpose"), purposes, G_N_ELEMENTS (purposes), esp_words_purpose);
  self->at_row = entry_new (what, _ ("When"), now);
  self->basis_row = choice_new (how, C_ ("consent", "Basis"), bases, G_N_ELEMENTS (bases),
                                esp_timeline_consent_basis);
  self->source_row = choice_new (how, C_ ("consent", "Source"), sources, G_N_ELEMENTS (sources),
                                 esp_timeline_consent_source);
  self->wording_row = entry_new (how, _ ("Wording that was agreed to"), NULL);
  self->proof_row = entry_new (how, _ ("Proof, such as the number of a form"), NULL);
  gtk_box_append (GTK_BOX (self->frame.box), what);
  gtk_box_append (GTK_BOX (self->frame.box), how);
  g_signal_connect_swapped (self->at_row, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
}

/**
 * esp_consent_window_present:
 *
 * Opens the window that records what a lead said.
 */
void
esp_consent_window_present (EspSession *session, guint32 lead_id)
{
  EspConsentWindow *self = g_object_new (ESP_TYPE_CONSENT_WINDOW, NULL);

  self->session = g_object_ref (session);
  self->lead_id = lead_id;
  build (self);
  gtk_window_present (GTK_WINDOW (self));
}

/**
 * esp_consent_withdraw:
 *
 * Records at once that a lead withdrew; the toast undoes it.
 */
void
esp_consent_withdraw (EspSession *session,
                      guint32 lead_id,
                      const char *channel,
                      const char *purpose)
{
  Word *word = g_new0 (Word, 1);

  word->session = g_object_ref (session);
  word->consent = (EspConsent){ .lead_id = lead_id,
                                .channel = g_strdup (channel),
                                .purpose = g_strdup (purpose),
                                .state = g_strdup ("withdrawn"),
                                .source = g_strdup ("manual"),
                                .at_us = esp_clock_now_us (esp_session_get_clock (session)) };
  write_async (word);
}
