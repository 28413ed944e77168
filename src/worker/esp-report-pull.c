/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks services and mailboxes what came back, keeps it with how far it got, and tries again with patience. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-report-pull.h"

#include "base/esp-clock.h"
#include "base/esp-thread.h"
#include "channels/esp-channel-kinds.h"
#include "channels/esp-secrets.h"
#include "store/esp-channels.h"
#include "store/esp-report-sources.h"
#include "worker/esp-channel-pool.h"
#include "worker/esp-mailbox-token.h"
#include "worker/esp-mailbox.h"
#include "worker/esp-report-sink.h"

/* Whether something is due is looked up so often, and a service is asked so often. */
#define LOOK_US (10 * ESP_USEC_PER_SEC)
#define SERVICE_US (5 * ESP_USEC_PER_MINUTE)
#define LONGEST_WAIT_US (2 * ESP_USEC_PER_HOUR)
#define MAX_PAGES 200 /* of one service in a row */

struct _EspReportPull
{
  EspStore *store;           /* (owned) */
  GMainContext *context;     /* (owned) */
  GCancellable *cancellable; /* (owned) */
  EspThread *thread;         /* (owned) (nullable) until a mailbox is read */
  gboolean is_busy;
  gboolean is_stopped;
  gint64 look_us; /* monotonic; not before */
  gboolean has_due;
};

/* One channel that is being asked. */
typedef struct
{
  EspReportPull *pull;
  EspChannelRecord *record; /* (owned) */
  EspReportSource *source;  /* (owned) */
  EspImapAccount *account;  /* (owned) (nullable) of a mailbox */
  EspChannel *channel;      /* (owned) (nullable) of a service */
  EspChannelReports *page;  /* (owned) (nullable) */
  char *secret;             /* (owned) (nullable) */
  gint64 interval_us;
  guint n_pages;
  gboolean has_own_secret; /* of the mailbox; else the channel's is tried */
  GError *error;           /* (owned) (nullable) */
  EspMailboxResult result;
} Run;

static void
run_free (Run *run)
{
  esp_channel_record_free (run->record);
  esp_report_source_free (run->source);
  esp_imap_account_free (run->account);
  if (run->channel != NULL)
    esp_channel_close (run->channel);
  g_clear_object (&run->channel);
  g_clear_pointer (&run->page, esp_channel_reports_free);
  g_free (run->secret);
  g_clear_error (&run->error);
  g_free (run);
}

/* What is due */

typedef struct
{
  EspReportPull *pull;
  Run *run; /* (nullable) the first that is due */
} Plan;

static gboolean
consider (EspTx *tx,
          Plan *plan,
          const EspChannelRecord *record,
          const char *kind,
          EspImapAccount *account,
          GError **error)
{
  g_autoptr (EspReportSource) source = esp_report_source_load (tx, record->id, kind, error);
  gint64 now_us = esp_tx_get_now_us (tx);

  if (source == NULL)
    {
      esp_imap_account_free (account);
      return FALSE;
    }
  /* A clock that was set back keeps nobody waiting for longer than anything waits. */
  if (plan->run != NULL ||
      (source->next_at_us > now_us && source->next_at_us <= now_us + LONGEST_WAIT_US))
    {
      esp_imap_account_free (account);
      return TRUE;
    }
  plan->run = g_new0 (Run, 1);
  plan->run->source = g_steal_pointer (&source);
  plan->run->account = account;
  plan->run->interval_us =
    account != NULL ? (gint64) account->minutes * ESP_USEC_PER_MINUTE : SERVICE_US;
  plan->run->record = esp_channel_load (tx, record->id, error);
  if (plan->run->record != NULL)
    return TRUE;
  g_clear_pointer (&plan->run, run_free);
  return FALSE;
}

static gboolean
find_due (EspTx *tx, gpointer data, GError **error)
{
  Plan *plan = data;
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);

  for (guint i = 0; channels != NULL && i < channels->len; i++)
    {
      const EspChannelRecord *record = g_ptr_array_index (channels, i);
      const EspChannelKind *kind = esp_channel_kind_find (record->kind);
      EspImapAccount *account = esp_mailbox_account (record, NULL); /* told where it is set */

      if (!record->is_enabled)
        {
          esp_imap_account_free (account);
          continue;
        }
      if (account != NULL &&
          !consider (tx, plan, record, ESP_REPORT_SOURCE_MAILBOX, account, error))
        return FALSE;
      if (kind != NULL && kind->can_pull &&
          !consider (tx, plan, record, ESP_REPORT_SOURCE_SERVICE, NULL, error))
        return FALSE;
    }
  return channels != NULL;
}

/* How it ended */

static gint64
wait_of (const Run *run)
{
  gint64 n = MIN (run->source->n_failed, 12);

  if (run->error == NULL)
    return run->interval_us;
  return MIN (run->interval_us << MAX (n - 1, 0), LONGEST_WAIT_US);
}

static gboolean
write_end (EspTx *tx, gpointer data, GError **error)
{
  Run *run = data;
  g_autoptr (EspReportSource) source =
    esp_report_source_load (tx, run->record->id, run->source->kind, error);

  if (source == NULL)
    return FALSE;
  run->source->n_failed = run->error != NULL ? source->n_failed + 1 : 0;
  source->n_failed = run->source->n_failed;
  source->asked_at_us = esp_tx_get_now_us (tx);
  if (run->error == NULL)
    source->read_at_us = source->asked_at_us;
  source->next_at_us = source->asked_at_us + wait_of (run);
  g_free (source->state);
  g_free (source->detail);
  source->state =
    g_strdup (run->error == NULL                        ? "ok"
              : run->error->domain == ESP_CHANNEL_ERROR ? esp_channel_error_name (run->error->code)
                                                        : "failed");
  source->detail = run->error != NULL ? g_strdup (run->error->message) : NULL;
  return esp_report_source_save (tx, source, error);
}

static void
end_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  EspReportPull *self = run->pull;

  (void) esp_store_write_finish (ESP_STORE (source), result, NULL, NULL); /* asked again then */
  run_free (run);
  self->is_busy = FALSE;
  self->look_us = 0; /* another may be due */
}

static void
end_run (Run *run)
{
  if (run->error != NULL && g_error_matches (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      run->pull->is_busy = FALSE;
      run_free (run);
      return;
    }
  esp_store_write_async (run->pull->store, NULL, write_end, run, NULL, end_written_cb, run);
}

/* Mailboxes */

static gboolean
mailbox_read_cb (gpointer user_data)
{
  end_run (user_data);
  return G_SOURCE_REMOVE;
}

/* On the thread that may wait. */
static void
read_mailbox (gpointer data)
{
  Run *run = data;
  g_autofree char *login = esp_mailbox_dup_login (run->record, run->account, run->secret,
                                                  run->pull->cancellable, &run->error);
  GSource *source;

  if (login != NULL)
    (void) esp_mailbox_read (run->pull->store, run->record->id, run->account, login,
                             run->pull->cancellable, &run->result,
                             &run->error); /* the error tells */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, mailbox_read_cb, run, NULL);
  (void) g_source_attach (source, run->pull->context);
  g_source_unref (source);
}

static void
start_mailbox (Run *run)
{
  if (run->pull->thread == NULL)
    run->pull->thread = esp_thread_new ("mailbox");
  esp_thread_post (run->pull->thread, read_mailbox, run);
}

/* Services */

static void ask_service (Run *run);

/**
 * esp_report_pull_write:
 * @page: what a service told
 *
 * Keeps what was told together with how far that was, so that nothing is asked for twice or left out.
 */
gboolean
esp_report_pull_write (EspTx *tx,
                       gint64 channel_id,
                       const EspChannelReports *page,
                       EspReportTally *out_tally,
                       GError **error)
{
  g_autoptr (EspReportSource) source =
    esp_report_source_load (tx, channel_id, ESP_REPORT_SOURCE_SERVICE, error);

  if (source == NULL ||
      !esp_report_sink_write (tx, channel_id, (const EspReport *) (gpointer) page->reports->data,
                              page->reports->len, esp_tx_get_now_us (tx), out_tally, error))
    return FALSE;
  g_free (source->cursor);
  source->cursor = g_strdup (page->cursor);
  source->n_found += out_tally->n_new;
  return esp_report_source_save (tx, source, error);
}

static gboolean
write_page (EspTx *tx, gpointer data, GError **error)
{
  Run *run = data;
  EspReportTally tally = { 0 };

  return esp_report_pull_write (tx, run->record->id, run->page, &tally, error);
}

static void
page_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  gboolean goes_on;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &run->error))
    {
      end_run (run);
      return;
    }
  goes_on = run->page->has_more && ++run->n_pages < MAX_PAGES && !run->pull->is_stopped;
  g_free (run->source->cursor);
  run->source->cursor = g_strdup (run->page->cursor);
  g_clear_pointer (&run->page, esp_channel_reports_free);
  if (goes_on)
    ask_service (run);
  else
    end_run (run);
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  run->page = esp_channel_pull_finish (ESP_CHANNEL (source), result, &run->error);
  if (run->page == NULL)
    end_run (run);
  else
    esp_store_write_async (run->pull->store, NULL, write_page, run, NULL, page_written_cb, run);
}

static void
ask_service (Run *run)
{
  EspClock *clock = esp_store_get_clock (run->pull->store);

  esp_channel_pull_async (run->channel, run->source->cursor, esp_clock_now_us (clock),
                          run->pull->cancellable, pulled_cb, run);
}

static void
start_service (Run *run)
{
  run->channel =
    esp_channel_open (run->record, run->secret, esp_store_get_path (run->pull->store), &run->error);
  if (run->channel != NULL && esp_channel_can_pull (run->channel))
    ask_service (run);
  else
    end_run (run);
}

/* Secrets */

static void
start_run (Run *run)
{
  if (run->account != NULL)
    start_mailbox (run);
  else
    start_service (run);
}

static void look_up_channel_secret (Run *run);

static void
secret_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;

  run->secret = esp_secrets_lookup_finish (result, &error);
  if (run->pull->is_stopped)
    {
      g_set_error_literal (&run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "It is stopped");
      end_run (run);
    }
  else if (run->secret == NULL && run->has_own_secret)
    {
      run->has_own_secret = FALSE;
      look_up_channel_secret (run);
    }
  else
    start_run (run); /* without a secret the server itself says so */
}

static void
look_up_channel_secret (Run *run)
{
  if (run->record->secret_id == NULL)
    start_run (run);
  else
    esp_secrets_lookup_async (run->record->secret_id, run->pull->cancellable, secret_found_cb, run);
}

static void
begin_run (Run *run)
{
  g_autofree char *id = NULL;

  if (run->account == NULL)
    {
      look_up_channel_secret (run);
      return;
    }
  id = esp_mailbox_secret_id (run->record);
  run->has_own_secret = TRUE;
  esp_secrets_lookup_async (id, run->pull->cancellable, secret_found_cb, run);
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Plan *plan = user_data;
  EspReportPull *self = plan->pull;
  Run *run = plan->run;

  (void) esp_store_read_finish (ESP_STORE (source), result, NULL); /* looked up again soon */
  self->has_due = FALSE;
  if (run == NULL || self->is_stopped)
    {
      self->is_busy = FALSE;
      if (run != NULL)
        run_free (run);
    }
  else
    {
      run->pull = self;
      begin_run (run);
    }
  g_free (plan);
}

/**
 * esp_report_pull_new:
 *
 * Returns: (transfer full): on the calling thread's context
 */
EspReportPull *
esp_report_pull_new (EspStore *store)
{
  EspReportPull *self = g_new0 (EspReportPull, 1);

  self->store = g_object_ref (store);
  self->context = g_main_context_ref_thread_default ();
  self->cancellable = g_cancellable_new ();
  self->has_due = TRUE; /* until it has looked */
  return self;
}

/**
 * esp_report_pull_free:
 *
 * After it has stopped and is busy no more.
 */
void
esp_report_pull_free (EspReportPull *self)
{
  if (self == NULL)
    return;
  if (self->thread != NULL)
    esp_thread_join (self->thread);
  g_clear_object (&self->thread);
  g_object_unref (self->cancellable);
  g_main_context_unref (self->context);
  g_object_unref (self->store);
  g_free (self);
}

/**
 * esp_report_pull_look:
 *
 * Begins to ask whoever is due, when it is time and nobody is being asked.
 */
void
esp_report_pull_look (EspReportPull *self)
{
  gint64 now_us = g_get_monotonic_time ();
  Plan *plan;

  if (self->is_busy || self->is_stopped || now_us < self->look_us)
    return;
  self->is_busy = TRUE;
  self->look_us = now_us + LOOK_US;
  plan = g_new0 (Plan, 1);
  plan->pull = self;
  esp_store_read_async (self->store, ESP_READ_PAGE, find_due, plan, NULL, self->cancellable,
                        planned_cb, plan);
}

/**
 * esp_report_pull_stop:
 *
 * Cuts what is under way; what was not kept is asked for again the next time.
 */
void
esp_report_pull_stop (EspReportPull *self)
{
  self->is_stopped = TRUE;
  g_cancellable_cancel (self->cancellable);
}

/**
 * esp_report_pull_is_busy:
 *
 * Returns: whether somebody is being asked
 */
gboolean
esp_report_pull_is_busy (EspReportPull *self)
{
  return self->is_busy;
}

/**
 * esp_report_pull_has_work:
 *
 * Returns: whether it has not looked yet
 */
gboolean
esp_report_pull_has_work (EspReportPull *self)
{
  return self->has_due && !self->is_stopped;
}
