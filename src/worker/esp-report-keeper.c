/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes reports when they are due: into a folder, by email; tells each time what came of it, also what was
 * missed. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-report-keeper.h"

#include "base/esp-speech.h"
#include "store/esp-meta.h"
#include "store/esp-report-docs.h"
#include "worker/esp-note-mail.h"
#include "worker/esp-report-schedule.h"

#include <string.h>

#define LOOK_US (10 * ESP_USEC_PER_SEC)
/* Later than this it was missed: the computer was off, or the program closed. */
#define GRACE_US (2 * ESP_USEC_PER_HOUR)

struct _EspReportKeeper
{
  EspStore *store; /* (owned) */
  GCancellable *cancellable;
  gint64 look_us; /* monotonic; not before */
  gboolean is_busy;
  gboolean is_stopped;
  gboolean has_due;
};

/* One report on its way. Made and written on the reader's thread; the engine's does nothing but post it. */
typedef struct
{
  EspReportKeeper *keeper;
  EspReportDoc *doc; /* (owned) (nullable) nothing is due */
  EspReportSchedule schedule;
  EspReportResult *result; /* (owned) (nullable) */
  EspLang lang;            /* of the workspace, whatever the process speaks */
  char *name;              /* (owned) (nullable) of the file or folder */
  char *subtitle;          /* (owned) (nullable) */
  GBytes *file;            /* (owned) (nullable) for the email */
  GError *error;           /* (owned) (nullable) why it could not be made */
  EspReportRun run;
  gint64 next_us;
  gboolean is_missed; /* and not to be made any more */
  gboolean was_late;
  char *path; /* (owned) (nullable) */
} Turn;

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  g_clear_pointer (&turn->doc, esp_report_doc_free);
  esp_report_schedule_clear (&turn->schedule);
  g_clear_pointer (&turn->result, esp_report_result_unref);
  g_clear_error (&turn->error);
  g_free (turn->run.detail);
  g_clear_pointer (&turn->file, g_bytes_unref);
  g_free (turn->name);
  g_free (turn->subtitle);
  g_free (turn->path);
  g_free (turn);
}

static gboolean
find_zone (EspTx *tx, gint64 now_us, EspInsightContext *context, GError **error)
{
  return esp_insight_context_load (tx, now_us, context, error);
}

static void
init_voice (const Turn *turn, EspAnswerVoice *voice)
{
  *voice =
    (EspAnswerVoice){ turn->lang, turn->result->zone, esp_speech_get_translate (turn->lang) };
}

/* "주간 보고 2026-11-23": the day keeps one from replacing the other. */
static char *
dup_name (const Turn *turn)
{
  g_autofree char *day =
    esp_format_date (turn->run.at_us, turn->result->zone, ESP_DATE_ISO_DAY, ESP_LANG_EN);
  g_autofree char *name = g_strdup_printf ("%s %s", turn->result->design->name, day);

  if (esp_report_format_is_folder (turn->schedule.format))
    {
      g_autofree char *file = esp_report_dup_file_name (name, "x");

      file[strlen (file) - 2] = '\0';
      return g_steal_pointer (&file);
    }
  return esp_report_dup_file_name (name, esp_report_format_get_suffix (turn->schedule.format));
}

/* Into the folder first: that works without a network. */
static gboolean
write_out (Turn *turn, GError **error)
{
  const EspReportOptions options = { .format = turn->schedule.format,
                                     .has_appendix = turn->schedule.has_appendix };
  const char *folder = turn->schedule.folder;
  EspAnswerVoice voice;

  init_voice (turn, &voice);
  turn->name = dup_name (turn);
  turn->subtitle = esp_report_result_dup_subtitle (turn->result, &voice);
  if (folder != NULL && !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "The folder “%s” is not there; is the disk connected?", folder);
      return FALSE;
    }
  if (folder != NULL)
    turn->path = g_build_filename (folder, turn->name, NULL);
  if (turn->path != NULL &&
      !esp_report_result_export (turn->result, &voice, &options, turn->path, error))
    return FALSE;
  if (turn->schedule.email != NULL)
    turn->file = esp_report_result_to_bytes (turn->result, &voice, &options, error);
  return turn->schedule.email == NULL || turn->file != NULL;
}

static gboolean
load_lang (EspTx *tx, EspLang *out_lang, GError **error)
{
  g_autofree char *language = esp_meta_get_text (tx, ESP_META_LANGUAGE, "ko", error);

  if (language == NULL)
    return FALSE;
  *out_lang = g_str_has_prefix (language, "ko") ? ESP_LANG_KO : ESP_LANG_EN;
  return TRUE;
}

static gboolean
make_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Turn *turn = data;
  gint64 now_us = esp_tx_get_now_us (tx);
  g_autoptr (GPtrArray) due = esp_report_doc_list_due (tx, now_us, error);
  g_autoptr (EspReportDesign) design = NULL;
  g_auto (EspInsightContext) context = { 0 };

  if (due == NULL)
    return FALSE;
  if (due->len == 0)
    return TRUE;
  turn->doc = g_ptr_array_steal_index (due, 0);
  if (!find_zone (tx, now_us, &context, error) || !load_lang (tx, &turn->lang, error))
    return FALSE;
  turn->run.due_us = turn->doc->next_us;
  turn->run.at_us = now_us;
  turn->was_late = now_us - turn->doc->next_us > GRACE_US;
  if (!esp_report_schedule_parse (turn->doc->schedule, &turn->schedule, &turn->error))
    return TRUE;
  turn->next_us = esp_report_schedule_next (&turn->schedule, now_us, context.zone);
  turn->is_missed = turn->was_late && turn->schedule.skips_missed;
  if (turn->is_missed)
    return TRUE;
  design = esp_report_design_parse (turn->doc->document, -1, &turn->error);
  if (design != NULL)
    turn->result =
      esp_report_run (tx, design, now_us, turn->keeper->cancellable, NULL, &turn->error);
  if (turn->result != NULL && !g_cancellable_is_cancelled (turn->keeper->cancellable))
    (void) write_out (turn, &turn->error);
  return TRUE;
}

static gboolean
note_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Turn *turn = data;

  if (turn->was_late && turn->run.state == ESP_REPORT_RUN_DONE)
    {
      /* Both are told: that it was missed, and that it was made all the same. */
      const EspReportRun missed = { turn->run.due_us, turn->run.at_us, ESP_REPORT_RUN_MISSED,
                                    NULL };

      if (!esp_report_doc_note_run (tx, turn->doc->id, &missed, turn->next_us, error))
        return FALSE;
    }
  return esp_report_doc_note_run (tx, turn->doc->id, &turn->run, turn->next_us, error);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspReportKeeper *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_warning ("What became of a report could not be kept: %s", error->message);
  self->is_busy = FALSE;
  self->look_us = 0; /* another one may be due */
}

static void
end_turn (Turn *turn, EspReportRunState state, const char *detail)
{
  EspReportKeeper *self = turn->keeper;

  turn->run.state = state;
  g_free (turn->run.detail);
  turn->run.detail = g_strdup (detail);
  esp_store_write_async (self->store, NULL, note_in_tx, turn, turn_free, noted_cb, self);
}

static const char *
type_of (EspReportFormat format)
{
  if (format == ESP_REPORT_XLSX)
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  return format == ESP_REPORT_ODS ? "application/vnd.oasis.opendocument.spreadsheet"
                                  : "application/pdf";
}

static void
mailed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Turn *turn = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *detail = NULL;

  if (!esp_note_mail_send_finish (result, &error))
    {
      end_turn (turn, ESP_REPORT_RUN_FAILED, error->message);
      return;
    }
  detail = turn->path != NULL ? g_strdup_printf ("%s, %s", turn->path, turn->schedule.email)
                              : g_strdup (turn->schedule.email);
  end_turn (turn, ESP_REPORT_RUN_DONE, detail);
}

static void
mail (Turn *turn)
{
  g_autofree char *text = g_strdup_printf ("%s\n%s", turn->result->design->name, turn->subtitle);
  const EspNoteMail note = { .to = turn->schedule.email,
                             .subject = turn->result->design->name,
                             .text = text,
                             .file_name = turn->name,
                             .file_type = type_of (turn->schedule.format),
                             .file = turn->file };

  esp_note_mail_send_async (turn->keeper->store, &note, turn->keeper->cancellable, mailed_cb, turn);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspReportKeeper *self = user_data;
  g_autoptr (GError) error = NULL;
  Turn *turn = esp_store_read_finish (ESP_STORE (source), result, &error);

  self->has_due = turn != NULL && turn->doc != NULL;
  if (!self->has_due || self->is_stopped)
    {
      g_clear_pointer (&turn, turn_free);
      self->is_busy = FALSE; /* looked for again soon */
    }
  else if (turn->is_missed)
    end_turn (turn, ESP_REPORT_RUN_MISSED, NULL);
  else if (turn->error != NULL)
    end_turn (turn, ESP_REPORT_RUN_FAILED, turn->error->message);
  else if (turn->file != NULL)
    mail (turn);
  else
    end_turn (turn, ESP_REPORT_RUN_DONE, turn->path);
}

/**
 * esp_report_keeper_new:
 *
 * Returns: (transfer full): on the calling thread's context
 */
EspReportKeeper *
esp_report_keeper_new (EspStore *store)
{
  EspReportKeeper *self = g_new0 (EspReportKeeper, 1);

  self->store = g_object_ref (store);
  self->cancellable = g_cancellable_new ();
  self->has_due = TRUE; /* until it has looked */
  return self;
}

/**
 * esp_report_keeper_free:
 *
 * After it has stopped and is busy no more.
 */
void
esp_report_keeper_free (EspReportKeeper *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->cancellable);
  g_object_unref (self->store);
  g_free (self);
}

/**
 * esp_report_keeper_look:
 *
 * Begins to make what is due, when it is time and nothing is being made.
 */
void
esp_report_keeper_look (EspReportKeeper *self)
{
  gint64 now_us = g_get_monotonic_time ();
  Turn *turn;

  if (self->is_busy || self->is_stopped || now_us < self->look_us)
    return;
  self->is_busy = TRUE;
  self->look_us = now_us + LOOK_US;
  turn = g_new0 (Turn, 1);
  turn->keeper = self;
  esp_store_read_async (self->store, ESP_READ_LONG, make_in_tx, turn, turn_free, self->cancellable,
                        made_cb, self);
}

/**
 * esp_report_keeper_stop:
 *
 * Cuts what is under way; it is made the next time.
 */
void
esp_report_keeper_stop (EspReportKeeper *self)
{
  self->is_stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
}

/**
 * esp_report_keeper_is_busy:
 */
gboolean
esp_report_keeper_is_busy (EspReportKeeper *self)
{
  return self->is_busy;
}

/**
 * esp_report_keeper_has_work:
 *
 * Returns: whether something was due when it looked last, or it has not looked yet
 */
gboolean
esp_report_keeper_has_work (EspReportKeeper *self)
{
  return self->has_due;
}
