/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report on the main thread: loads it, keeps every edit as a step, and asks again what changed. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-report-desk.h"

#include "worker/esp-answer-keeper.h"

/* What answers depend on. Many changes shortly after one another are answered once, and no sooner than a few times
 * as long after as asking takes, so that a workspace that sends is not busy with its reports. */
#define DATA_CHANGES                                                                               \
  (ESP_CHANGE_LEAD | ESP_CHANGE_FIELD | ESP_CHANGE_CONSENT | ESP_CHANGE_SUPPRESSION |              \
   ESP_CHANGE_EVENT | ESP_CHANGE_SEGMENT | ESP_CHANGE_CAMPAIGN | ESP_CHANGE_LEDGER |               \
   ESP_CHANGE_ORDER | ESP_CHANGE_SETTING | ESP_CHANGE_JOURNEY | ESP_CHANGE_PASSAGE |               \
   ESP_CHANGE_STAGE)
#define FOLLOW_MS 2000
#define FOLLOW_SHARE 5
#define FOLLOW_MAX_MS (5 * 60 * 1000)

struct _EspReportDesk
{
  GObject parent_instance;

  EspStore *store; /* (owned) (nullable) until it is closed */
  gint64 id;
  EspReportDoc *doc;         /* (owned) (nullable) until it is loaded */
  EspReportDesign *design;   /* (owned) (nullable) */
  EspReportResult *result;   /* (owned) (nullable) the last answers */
  char *asked;               /* (owned) (nullable) the questions of the result */
  GError *failure;           /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) of the run */
  int *progress;             /* (owned) cards that are answered; written by the reader's thread */
  gboolean was_cancelled;
  gboolean is_stale;   /* what the answers rest on has changed */
  guint follow_source; /* until it is asked again for that */
  gint64 run_begun_us; /* monotonic */
  gint64 run_took_us;
};

G_DEFINE_FINAL_TYPE (EspReportDesk, esp_report_desk, G_TYPE_OBJECT)

static guint changed_signal;

static void run (EspReportDesk *self);

static void
tell (EspReportDesk *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
fail (EspReportDesk *self, GError *error)
{
  g_clear_error (&self->failure);
  self->failure = error;
}

/* All questions in their order: what decides whether to ask again. */
static char *
dup_questions (const EspReportDesign *design)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < esp_report_design_get_n_cards (design); i++)
    {
      const EspReportCard *card = esp_report_design_get_card (design, i);
      g_autoptr (EspQuestion) question = esp_report_design_ask (design, card, NULL);
      g_autofree char *json = question != NULL ? esp_question_to_json (question) : NULL;

      g_string_append_printf (text, "%u %s\n", card->id, json != NULL ? json : "?");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

/* Whether the answers serve for @design too: only the order, widths and words differ. */
static gboolean
is_answered (EspReportDesk *self)
{
  g_autofree char *wanted = dup_questions (self->design);
  g_auto (GStrv) ours = NULL;
  g_auto (GStrv) theirs = NULL;
  guint n;

  if (self->result == NULL || self->asked == NULL)
    return FALSE;
  ours = g_strsplit (self->asked, "\n", -1);
  theirs = g_strsplit (wanted, "\n", -1);
  n = g_strv_length (theirs);
  qsort (ours, g_strv_length (ours), sizeof (char *), compare_lines);
  for (guint i = 0; i < n; i++)
    if (!g_strv_contains ((const char *const *) ours, theirs[i]))
      return FALSE;
  return TRUE;
}

/* Asking */

typedef struct
{
  EspReportDesign *design; /* (owned) */
  char *asked;             /* (owned) */
  gint64 now_us;
  GCancellable *cancellable; /* (owned) */
  int *progress;             /* (unowned) of the desk, which waits */
  EspReportResult *result;   /* (owned) written */
} Run;

static void
run_free (gpointer data)
{
  Run *call = data;

  esp_report_design_free (call->design);
  g_free (call->asked);
  g_object_unref (call->cancellable);
  g_clear_pointer (&call->result, esp_report_result_unref);
  g_free (call);
}

static gboolean
run_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Run *call = data;

  call->result =
    esp_report_run (tx, call->design, call->now_us, call->cancellable, call->progress, error);
  return call->result != NULL;
}

static gboolean
follow_cb (gpointer data)
{
  EspReportDesk *self = data;

  self->follow_source = 0;
  if (self->is_stale && self->cancellable == NULL && self->result != NULL)
    run (self);
  return G_SOURCE_REMOVE;
}

/* Asks again in a while, because there is something new. Whoever stopped the asking is left in peace. */
static void
follow (EspReportDesk *self)
{
  gint64 wait_ms = MAX (FOLLOW_MS, FOLLOW_SHARE * self->run_took_us / 1000);

  if (!self->is_stale || self->follow_source != 0 || self->was_cancelled ||
      self->cancellable != NULL || self->result == NULL)
    return;
  self->follow_source =
    g_timeout_add ((guint) MIN (wait_ms, (gint64) FOLLOW_MAX_MS), follow_cb, self);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReportDesk) self = user_data;
  GError *error = NULL;
  Run *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->store == NULL)
    {
      g_clear_error (&error);
      g_clear_pointer (&call, run_free);
      return;
    }
  if (call == NULL && self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable) &&
      !self->was_cancelled)
    {
      /* Something else is to be asked by now. */
      g_clear_error (&error);
      g_clear_object (&self->cancellable);
      run (self);
      return;
    }
  g_clear_object (&self->cancellable);
  self->run_took_us = g_get_monotonic_time () - self->run_begun_us;
  if (call != NULL)
    {
      g_clear_pointer (&self->result, esp_report_result_unref);
      self->result = g_steal_pointer (&call->result);
      for (guint i = 0; i < self->result->parts->len; i++)
        {
          const EspReportPart *part = g_ptr_array_index (self->result->parts, i);

          if (part->answer != NULL)
            esp_answer_keep (self->store, part->answer);
        }
      g_free (self->asked);
      self->asked = g_steal_pointer (&call->asked);
      fail (self, NULL);
      run_free (call);
      if (!is_answered (self))
        {
          run (self);
          return;
        }
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  else
    fail (self, error);
  follow (self);
  tell (self);
}

/* Asks all questions; what is asked already is asked no longer when other questions came. */
static void
run (EspReportDesk *self)
{
  g_autofree char *json = NULL;
  Run *call;

  self->was_cancelled = FALSE;
  if (self->cancellable != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      return;
    }
  g_clear_handle_id (&self->follow_source, g_source_remove);
  self->is_stale = FALSE;
  self->run_begun_us = g_get_monotonic_time ();
  json = esp_report_design_to_json (self->design);
  call = g_new0 (Run, 1);
  call->design = esp_report_design_parse (json, -1, NULL);
  call->asked = dup_questions (self->design);
  call->now_us = esp_clock_now_us (esp_store_get_clock (self->store));
  call->progress = self->progress;
  g_atomic_int_set (self->progress, 0);
  self->cancellable = g_cancellable_new ();
  call->cancellable = g_object_ref (self->cancellable);
  esp_store_read_async (self->store, ESP_READ_LONG, run_in_tx, call, run_free, self->cancellable,
                        ran_cb, g_object_ref (self));
  tell (self);
}

/* Loading */

typedef struct
{
  gint64 id;
  EspReportDoc *doc;
} Load;

static void
load_free (gpointer data)
{
  Load *call = data;

  g_clear_pointer (&call->doc, esp_report_doc_free);
  g_free (call);
}

static gboolean
load_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Load *call = data;

  call->doc = esp_report_doc_load (tx, call->id, error);
  return call->doc != NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReportDesk) self = user_data;
  g_autoptr (EspReportDesign) design = NULL;
  GError *error = NULL;
  Load *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->store == NULL)
    {
      g_clear_error (&error);
      g_clear_pointer (&call, load_free);
      return;
    }
  if (call != NULL)
    design = esp_report_design_parse (call->doc->document, -1, &error);
  if (design == NULL)
    fail (self, error);
  else
    {
      g_clear_pointer (&self->doc, esp_report_doc_free);
      self->doc = g_steal_pointer (&call->doc);
      g_clear_pointer (&self->design, esp_report_design_free);
      self->design = g_steal_pointer (&design);
      if (!is_answered (self) && !self->was_cancelled)
        run (self);
    }
  g_clear_pointer (&call, load_free);
  tell (self);
}

static void
load (EspReportDesk *self)
{
  Load *call = g_new0 (Load, 1);

  call->id = self->id;
  esp_store_read_async (self->store, ESP_READ_PAGE, load_in_tx, call, load_free, NULL, loaded_cb,
                        g_object_ref (self));
}

static void
store_changed_cb (EspStore *store, EspChanges *changes, EspReportDesk *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_REPORT))
    load (self);
  if (esp_changes_has (changes, DATA_CHANGES))
    {
      self->is_stale = TRUE;
      follow (self);
    }
}

/* Editing */

typedef struct
{
  gint64 id;
  char *document;
  char *title;
  gboolean is_redo;
} Edit;

static void
edit_free (gpointer data)
{
  Edit *call = data;

  g_free (call->document);
  g_free (call->title);
  g_free (call);
}

static gboolean
edit_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Edit *call = data;

  if (call->document == NULL)
    return esp_report_doc_step (tx, call->id, call->is_redo, NULL, error);
  /* What it was before a day's work can be found again. */
  return esp_report_doc_keep_daily (tx, call->id, error) &&
         esp_report_doc_edit (tx, call->id, call->document, call->title, error);
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReportDesk) self = user_data;
  GError *error = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error) || self->store == NULL)
    {
      g_clear_error (&error);
      return;
    }
  fail (self, error);
  load (self); /* what is shown is what is kept */
}

static void
write_edit (EspReportDesk *self, Edit *call)
{
  call->id = self->id;
  esp_store_write_async (self->store, NULL, edit_in_tx, call, edit_free, edited_cb,
                         g_object_ref (self));
}

/**
 * esp_report_desk_edit:
 * @title: what undo says
 *
 * Makes the report what @design says; shown at once, kept as one step.
 */
void
esp_report_desk_edit (EspReportDesk *self, const EspReportDesign *design, const char *title)
{
  Edit *call;

  g_return_if_fail (ESP_IS_REPORT_DESK (self));

  if (self->store == NULL)
    return;
  call = g_new0 (Edit, 1);
  call->document = esp_report_design_to_json (design);
  call->title = g_strdup (title);
  g_clear_pointer (&self->design, esp_report_design_free);
  self->design = esp_report_design_parse (call->document, -1, NULL);
  write_edit (self, call);
  self->was_cancelled = FALSE;
  if (!is_answered (self))
    run (self);
  tell (self);
}

/**
 * esp_report_desk_step:
 * @is_redo: does the next step again, else takes the last one back
 */
void
esp_report_desk_step (EspReportDesk *self, gboolean is_redo)
{
  Edit *call;

  g_return_if_fail (ESP_IS_REPORT_DESK (self));

  if (self->store == NULL)
    return;
  call = g_new0 (Edit, 1);
  call->is_redo = is_redo;
  self->was_cancelled = FALSE;
  write_edit (self, call);
}

/**
 * esp_report_desk_refresh:
 *
 * Asks everything again.
 */
void
esp_report_desk_refresh (EspReportDesk *self)
{
  g_return_if_fail (ESP_IS_REPORT_DESK (self));

  if (self->store != NULL && self->design != NULL)
    run (self);
}

/**
 * esp_report_desk_cancel:
 *
 * Stops asking; the last answers stay.
 */
void
esp_report_desk_cancel (EspReportDesk *self)
{
  g_return_if_fail (ESP_IS_REPORT_DESK (self));

  self->was_cancelled = TRUE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/**
 * esp_report_desk_close:
 *
 * Ends the work; nothing is told any more.
 */
void
esp_report_desk_close (EspReportDesk *self)
{
  g_return_if_fail (ESP_IS_REPORT_DESK (self));

  if (self->store == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_handle_id (&self->follow_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->store);
}

static void
esp_report_desk_dispose (GObject *object)
{
  esp_report_desk_close (ESP_REPORT_DESK (object));
  G_OBJECT_CLASS (esp_report_desk_parent_class)->dispose (object);
}

static void
esp_report_desk_finalize (GObject *object)
{
  EspReportDesk *self = ESP_REPORT_DESK (object);

  g_clear_pointer (&self->doc, esp_report_doc_free);
  g_clear_pointer (&self->design, esp_report_design_free);
  g_clear_pointer (&self->result, esp_report_result_unref);
  g_free (self->asked);
  g_clear_error (&self->failure);
  g_clear_object (&self->cancellable);
  g_free (self->progress);
  G_OBJECT_CLASS (esp_report_desk_parent_class)->finalize (object);
}

static void
esp_report_desk_class_init (EspReportDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = esp_report_desk_dispose;
  object_class->finalize = esp_report_desk_finalize;
  changed_signal = g_signal_new ("changed", ESP_TYPE_REPORT_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
esp_report_desk_init (EspReportDesk *self)
{
  self->progress = g_new0 (int, 1);
}

/**
 * esp_report_desk_new:
 *
 * Returns: (transfer full): the report @id, about to be loaded and asked
 */
EspReportDesk *
esp_report_desk_new (EspStore *store, gint64 id)
{
  EspReportDesk *self = g_object_new (ESP_TYPE_REPORT_DESK, NULL);

  self->store = g_object_ref (store);
  self->id = id;
  g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  load (self);
  return self;
}

/**
 * esp_report_desk_get_id:
 */
gint64
esp_report_desk_get_id (EspReportDesk *self)
{
  return self->id;
}

/**
 * esp_report_desk_get_doc:
 *
 * Returns: (transfer none) (nullable): as it is kept, with what can be undone
 */
const EspReportDoc *
esp_report_desk_get_doc (EspReportDesk *self)
{
  return self->doc;
}

/**
 * esp_report_desk_get_design:
 *
 * Returns: (transfer none) (nullable): as it is shown; %NULL until it is loaded
 */
const EspReportDesign *
esp_report_desk_get_design (EspReportDesk *self)
{
  return self->design;
}

/**
 * esp_report_desk_copy_design:
 *
 * Returns: (transfer full): a copy to change and give to esp_report_desk_edit()
 */
EspReportDesign *
esp_report_desk_copy_design (EspReportDesk *self)
{
  g_autofree char *json = esp_report_design_to_json (self->design);

  return esp_report_design_parse (json, -1, NULL);
}

/**
 * esp_report_desk_get_result:
 *
 * Returns: (transfer none) (nullable): the last answers
 */
const EspReportResult *
esp_report_desk_get_result (EspReportDesk *self)
{
  return self->result;
}

/**
 * esp_report_desk_find_part:
 *
 * Returns: (transfer none) (nullable): what a card was answered with last
 */
const EspReportPart *
esp_report_desk_find_part (EspReportDesk *self, guint card_id)
{
  for (guint i = 0; self->result != NULL && i < self->result->parts->len; i++)
    {
      const EspReportPart *part = g_ptr_array_index (self->result->parts, i);

      if (part->card->id == card_id)
        return part;
    }
  return NULL;
}

/**
 * esp_report_desk_is_running:
 *
 * Returns: whether questions are being asked
 */
gboolean
esp_report_desk_is_running (EspReportDesk *self)
{
  return self->cancellable != NULL;
}

/**
 * esp_report_desk_is_old:
 *
 * Returns: whether the answers are to other questions than those of the report now
 */
gboolean
esp_report_desk_is_old (EspReportDesk *self)
{
  return self->design != NULL && !is_answered (self);
}

/**
 * esp_report_desk_get_progress:
 */
void
esp_report_desk_get_progress (EspReportDesk *self, guint *out_done, guint *out_total)
{
  *out_done = (guint) g_atomic_int_get (self->progress);
  *out_total = self->design != NULL ? esp_report_design_get_n_cards (self->design) : 0;
}

/**
 * esp_report_desk_get_failure:
 *
 * Returns: (transfer none) (nullable): why the report as a whole cannot be read, kept or asked
 */
const GError *
esp_report_desk_get_failure (EspReportDesk *self)
{
  return self->failure;
}
