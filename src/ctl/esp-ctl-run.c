/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl run and kill-switch: the engine without a window, and the way to halt everything. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-run.h"

#include "channels/esp-secrets.h"
#include "ctl/esp-ctl-common.h"
#include "store/esp-channels.h"
#include "store/esp-meta.h"
#include "worker/esp-door-settings.h"
#include "worker/esp-text-source.h"
#include "worker/esp-journey-hooks.h"
#include "worker/esp-mailbox.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-send-reasons.h"
#include "worker/esp-worker.h"

#include <glib-unix.h>
#include <json-glib/json-glib.h>
#include <signal.h>

/* The engine must have looked twice and found nothing: once could be before an order was seen. */
#define LOOKS_UNTIL_IDLE 2
/* A workspace that cannot be written for so long will not be by itself. */
#define TROUBLE_US (4 * G_USEC_PER_SEC)

typedef struct
{
  char *workspace;
  gboolean until_idle;
  gboolean is_quiet;
  gboolean is_json;
  int password_fd;
  int secrets_fd;
  JsonObject *secrets; /* (owned) (nullable) */
  GMainLoop *loop;     /* (owned) */
  guint n_idle;
  gboolean is_stopping;
  gboolean is_refused;
  gboolean has_said_waiting;
  char *refusal; /* (owned) (nullable) */
  char *trouble; /* (owned) (nullable) why the workspace could not be written */
} Run;

static void
run_clear (Run *run)
{
  g_free (run->workspace);
  g_free (run->refusal);
  g_free (run->trouble);
  g_clear_pointer (&run->loop, g_main_loop_unref);
  g_clear_pointer (&run->secrets, json_object_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static gboolean
parse (Run *run, int *argc, char ***argv, int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &run->workspace, "the workspace file", "FILE" },
    { "until-idle", 0, 0, G_OPTION_ARG_NONE, &run->until_idle, "end when nothing is due any more",
      NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &run->is_quiet, "print nothing", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &run->is_json, "print a line of JSON for each change",
      NULL },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &run->password_fd,
      "read the password of the mail account from this descriptor", "FD" },
    { "secrets-fd", 0, 0, G_OPTION_ARG_INT, &run->secrets_fd,
      "read {\"CHANNEL\": \"secret\", \"CHANNEL/mailbox\": …, \"CHANNEL/door\": …} from this one",
      "FD" },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("– sends what is ordered, until it is ended");

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, "run", status);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  (void) esp_worker_stop_finish (ESP_WORKER (source), result, NULL); /* it cannot fail */
  g_main_loop_quit (run->loop);
}

static void
stop (Run *run, EspWorker *worker)
{
  if (run->is_stopping)
    return;
  run->is_stopping = TRUE;
  esp_worker_stop_async (worker, stopped_cb, run);
}

static void
state_changed_cb (EspWorker *worker, gpointer user_data)
{
  Run *run = user_data;
  const EspEngineState *state = esp_worker_get_state (worker);

  if (!state->is_leading && state->other[0] != '\0' && run->until_idle)
    {
      run->is_refused = TRUE;
      g_free (run->refusal);
      run->refusal = g_strdup (state->other);
      stop (run, worker);
      return;
    }
  if (!state->is_leading && state->other[0] != '\0' && !run->has_said_waiting)
    {
      run->has_said_waiting = TRUE;
      g_printerr ("espalierctl run: another process runs the engine of this workspace (%s). "
                  "Waiting "
                  "for it to end.\n",
                  state->other);
    }
  if (state->trouble_us >= TROUBLE_US && run->until_idle && run->trouble == NULL)
    {
      run->trouble = g_strdup (esp_send_reason_sentence (state->trouble));
      stop (run, worker);
      return;
    }
  run->n_idle = state->is_leading && state->is_idle ? run->n_idle + 1 : 0;
  if (run->until_idle && run->n_idle >= LOOKS_UNTIL_IDLE)
    stop (run, worker);
}

static void
print_job (const Run *run, EspJob *job)
{
  const EspSendProgress *progress = esp_job_get_progress (job);

  if (run->is_quiet)
    return;
  if (run->is_json)
    {
      g_print ("{\"send\":%" G_GINT64_FORMAT ",\"state\":\"%s\",\"total\":%" G_GINT64_FORMAT
               ",\"sent\":%" G_GINT64_FORMAT ",\"failed\":%" G_GINT64_FORMAT
               ",\"unknown\":%" G_GINT64_FORMAT ",\"per_minute\":%.0f}\n",
               progress->send_id, progress->state, progress->n_total, progress->n_sent,
               progress->n_failed, progress->n_unknown, progress->per_minute);
      return;
    }
  g_print ("send %" G_GINT64_FORMAT ": %s, %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
           " sent, %" G_GINT64_FORMAT " failed, %" G_GINT64_FORMAT " in doubt, %.0f a minute%s%s\n",
           progress->send_id, progress->state, progress->n_sent, progress->n_total,
           progress->n_failed, progress->n_unknown, progress->per_minute,
           progress->reason[0] != '\0' ? ": " : "", esp_send_reason_sentence (progress->reason));
}

static void
job_state_cb (EspJob *job, GParamSpec *pspec, gpointer user_data)
{
  const Run *run = user_data;
  const char *last = g_object_get_data (G_OBJECT (job), "printed-state");

  if (g_strcmp0 (last, esp_job_get_state (job)) == 0)
    return;
  g_object_set_data_full (G_OBJECT (job), "printed-state", g_strdup (esp_job_get_state (job)),
                          g_free);
  print_job (run, job);
}

static void
jobs_changed_cb (GListModel *jobs,
                 guint position,
                 guint n_removed,
                 guint n_added,
                 gpointer user_data)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (EspJob) job = g_list_model_get_item (jobs, i);

      g_signal_connect (job, "notify::state", G_CALLBACK (job_state_cb), user_data);
      job_state_cb (job, NULL, user_data);
    }
}

typedef struct
{
  Run *run;
  EspWorker *worker;
} Ending;

static gboolean
signal_cb (gpointer user_data)
{
  const Ending *ending = user_data;

  stop (ending->run, ending->worker);
  return G_SOURCE_CONTINUE;
}

static void
set_secret (const Run *run, const char *id, const char *channel, const char *part)
{
  g_autofree char *name = g_strconcat (channel, part, NULL);
  JsonNode *node = json_object_get_member (run->secrets, name);

  if (node == NULL || id == NULL)
    return;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    esp_secrets_set_for_process (id, json_node_get_string (node));
  else if (JSON_NODE_HOLDS_OBJECT (node)) /* a kind with several secrets */
    {
      g_autofree char *json = json_to_string (node, FALSE);

      esp_secrets_set_for_process (id, json);
    }
}

static gboolean
set_named_secrets (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);

  for (guint i = 0; channels != NULL && i < channels->len; i++)
    {
      const EspChannelRecord *record = g_ptr_array_index (channels, i);
      g_autofree char *mailbox = esp_mailbox_secret_id (record);
      g_autofree char *door = esp_door_secret_id (record);

      set_secret (data, record->secret_id, record->name, "");
      set_secret (data, mailbox, record->name, "/mailbox");
      set_secret (data, door, record->name, "/door");
    }
  return channels != NULL;
}

/* Each channel its own. */
static gboolean
take_secrets (Run *run, EspStore *store, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (run->secrets_fd < 0)
    return TRUE;
  text = esp_secrets_read_fd (run->secrets_fd, error);
  if (text == NULL)
    return FALSE;
  root = json_from_string (text, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "The secrets are no JSON object of channels and their secrets");
      return FALSE;
    }
  run->secrets = json_node_dup_object (root);
  return esp_store_read (store, ESP_READ_PAGE, set_named_secrets, run, NULL, error);
}

static gboolean
set_secrets (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);

  if (channels == NULL)
    return FALSE;
  for (guint i = 0; i < channels->len; i++)
    {
      const EspChannelRecord *record = g_ptr_array_index (channels, i);

      if (record->secret_id != NULL)
        esp_secrets_set_for_process (record->secret_id, data);
    }
  return TRUE;
}

static gboolean
take_password (const Run *run, EspStore *store, GError **error)
{
  g_autofree char *secret = NULL;
  const char *hooks = g_getenv ("ESPALIER_WEBHOOK_SECRET");

  if (hooks != NULL)
    esp_secrets_set_for_process (ESP_JOURNEY_HOOK_SECRET, hooks);
  if (run->password_fd >= 0)
    {
      secret = esp_secrets_read_fd (run->password_fd, error);
      if (secret == NULL)
        return FALSE;
    }
  else
    secret = g_strdup (g_getenv ("ESPALIER_PASSWORD"));
  return secret == NULL || esp_store_read (store, ESP_READ_PAGE, set_secrets, secret, NULL, error);
}

static void
run_worker (Run *run, EspStore *store)
{
  g_autoptr (EspWorker) worker =
    esp_worker_new (store, &esp_every_source, esp_segment_source_members);
  Ending ending = { run, worker };
  guint interrupt = g_unix_signal_add (SIGINT, signal_cb, &ending);
  guint terminate = g_unix_signal_add (SIGTERM, signal_cb, &ending);

  run->loop = g_main_loop_new (NULL, FALSE);
  g_signal_connect (worker, "state-changed", G_CALLBACK (state_changed_cb), run);
  g_signal_connect (esp_worker_get_jobs (worker), "items-changed", G_CALLBACK (jobs_changed_cb),
                    run);
  esp_worker_start (worker);
  g_main_loop_run (run->loop);
  g_source_remove (interrupt);
  g_source_remove (terminate);
}

/**
 * esp_ctl_run:
 *
 * Runs the engine until it is ended by a signal, or until nothing is due.
 *
 * Returns: the exit status
 */
int
esp_ctl_run (int argc, char **argv)
{
  g_auto (Run) run = { .password_fd = -1, .secrets_fd = -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  int status;

  if (!parse (&run, &argc, &argv, &status))
    return status;
  store = esp_ctl_open_workspace (run.workspace, ESP_STORE_OPEN, &error);
  if (store == NULL || !take_password (&run, store, &error) || !take_secrets (&run, store, &error))
    return esp_ctl_fail ("run", error);
  if (esp_store_is_read_only (store))
    return esp_ctl_usage ("run", "The workspace cannot be written, so nothing can be sent from it");
  run_worker (&run, store);
  esp_store_close (store);
  if (run.trouble != NULL)
    {
      g_printerr ("espalierctl run: ended, because %s.\n", run.trouble);
      return ESP_CTL_FAILED;
    }
  if (!run.is_refused)
    return ESP_CTL_OK;
  g_printerr ("espalierctl run: another process runs the engine of this workspace (%s). End it, or "
              "let "
              "it do the work.\n",
              run.refusal);
  return ESP_CTL_FAILED;
}

typedef struct
{
  char *workspace; /* (owned) */
  gboolean is_json;
  char **held; /* (owned) (nullable) channels that stay stopped */
  gboolean must_set;
  gboolean is_on;
} Switch;

static void
switch_clear (Switch *kill)
{
  g_free (kill->workspace);
  g_strfreev (kill->held);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Switch, switch_clear)

static gboolean
parse_switch (Switch *kill, int *argc, char ***argv, int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &kill->workspace, "the workspace file", "FILE" },
    { "without", 0, 0, G_OPTION_ARG_STRING_ARRAY, &kill->held,
      "off: but not through this channel, which is switched off; repeatable", "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &kill->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("on | off | status — stops all sending at once, until it is off again");

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, "kill-switch", status);
}

static gboolean
release (EspTx *tx, const Switch *kill, GError **error)
{
  g_autoptr (GArray) held = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; kill->held != NULL && kill->held[i] != NULL; i++)
    {
      g_autoptr (EspChannelRecord) record = esp_channel_load_named (tx, kill->held[i], error);

      if (record == NULL)
        return FALSE;
      g_array_append_val (held, record->id);
    }
  return esp_kill_switch_release (tx, (const gint64 *) (gpointer) held->data, held->len, error);
}

static gboolean
switch_cb (EspTx *tx, gpointer data, GError **error)
{
  Switch *kill = data;
  gint64 value = 0;

  if (kill->must_set && !kill->is_on)
    return release (tx, kill, error);
  if (kill->must_set)
    return esp_kill_switch_set (tx, TRUE, error);
  if (!esp_meta_get_int64 (tx, ESP_META_KILL_SWITCH, 0, &value, error))
    return FALSE;
  kill->is_on = value != 0;
  return TRUE;
}

/**
 * esp_ctl_kill_switch:
 *
 * Returns: the exit status
 */
int
esp_ctl_kill_switch (int argc, char **argv)
{
  g_auto (Switch) kill = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  const char *word;
  gboolean is_done;
  int status;

  if (!parse_switch (&kill, &argc, &argv, &status))
    return status;
  word = argc > 1 ? argv[1] : "status";
  kill.is_on = g_str_equal (word, "on");
  kill.must_set = kill.is_on || g_str_equal (word, "off");
  if (!kill.must_set && !g_str_equal (word, "status"))
    return esp_ctl_usage ("kill-switch", "Use on, off or status");
  store = esp_ctl_open_workspace (kill.workspace, ESP_STORE_OPEN, &error);
  if (store == NULL)
    return esp_ctl_fail ("kill-switch", error);
  is_done = kill.must_set ? esp_store_write (store, NULL, switch_cb, &kill, NULL, &error)
                          : esp_store_read (store, ESP_READ_PAGE, switch_cb, &kill, NULL, &error);
  esp_store_close (store);
  if (!is_done)
    return esp_ctl_fail ("kill-switch", error);
  if (kill.is_json)
    g_print ("{\"on\": %s}\n", kill.is_on ? "true" : "false");
  else
    g_print (kill.is_on ? "Nothing is handed over by any channel.\n" : "Channels may send.\n");
  return ESP_CTL_OK;
}
