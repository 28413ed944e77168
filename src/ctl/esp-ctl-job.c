/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl job: what runs, waits, failed and is done, and what a person can order of it. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-job.h"

#include "base/esp-clock.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-campaigns.h"
#include "store/esp-outbox.h"
#include "worker/esp-job-stock.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-send-reasons.h"

#define MAX_JOBS 500

typedef struct
{
  char *workspace; /* (owned) */
  char *at;        /* (owned) (nullable) */
  gboolean is_json;
  const char *reference; /* (nullable) */
  gint64 at_us;
  gint64 job_id;
  gint64 send_id;
  GArray *stock;       /* (owned) of EspSendProgress */
  GPtrArray *names;    /* (owned) of the same length */
  GPtrArray *failures; /* (owned) (nullable) of one job */
  gint64 n_changed;
} Call;

static void
call_clear (Call *call)
{
  g_free (call->workspace);
  g_free (call->at);
  g_clear_pointer (&call->stock, g_array_unref);
  g_clear_pointer (&call->names, g_ptr_array_unref);
  g_clear_pointer (&call->failures, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

static gboolean
read_stock (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->stock = esp_job_stock_read (tx, MAX_JOBS, error);
  if (call->stock == NULL)
    return FALSE;
  call->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < call->stock->len; i++)
    {
      const EspSendProgress *progress = &g_array_index (call->stock, EspSendProgress, i);
      g_autoptr (EspSend) send = esp_send_load (tx, progress->send_id, error);
      g_autoptr (EspCampaign) campaign =
        send != NULL ? esp_campaign_load (tx, send->campaign_id, error) : NULL;

      if (campaign == NULL)
        return FALSE;
      g_ptr_array_add (call->names, g_strdup (campaign->name));
    }
  return TRUE;
}

/* A job is named by its number, or by its campaign: then the newest of it. */
static gboolean
find_job (Call *call, EspTx *tx, GError **error)
{
  gint64 number = g_ascii_strtoll (call->reference, NULL, 10);

  if (!read_stock (tx, call, error))
    return FALSE;
  for (guint i = 0; i < call->stock->len; i++)
    {
      const EspSendProgress *progress = &g_array_index (call->stock, EspSendProgress, i);

      if (progress->job_id != number &&
          !g_str_equal (g_ptr_array_index (call->names, i), call->reference))
        continue;
      call->job_id = progress->job_id;
      call->send_id = progress->send_id;
    }
  if (call->job_id != 0)
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
               "There is no job “%s”: “espalierctl job list” shows their numbers", call->reference);
  return FALSE;
}

static gboolean
show_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  if (!find_job (call, tx, error))
    return FALSE;
  call->failures = esp_outbox_failures (tx, call->send_id, error);
  return call->failures != NULL;
}

static gboolean
retry_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return find_job (call, tx, error) &&
         esp_send_order_retry (tx, call->send_id, &call->n_changed, error);
}

static gboolean
skip_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return find_job (call, tx, error) &&
         esp_send_order_let_be (tx, call->send_id, &call->n_changed, error);
}

static gboolean
pause_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return find_job (call, tx, error) && esp_send_order_pause (tx, call->send_id, error);
}

static gboolean
resume_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return find_job (call, tx, error) && esp_send_order_resume (tx, call->send_id, error);
}

static gboolean
stop_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return find_job (call, tx, error) &&
         esp_send_order_stop (tx, call->send_id, &call->n_changed, error);
}

static gboolean
postpone_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return find_job (call, tx, error) &&
         esp_send_order_postpone (tx, call->send_id, call->at_us, error);
}

static void
add_job (JsonBuilder *builder, const EspSendProgress *progress, const char *name)
{
  esp_ctl_add_int (builder, "id", progress->job_id);
  esp_ctl_add_int (builder, "send", progress->send_id);
  esp_ctl_add_text (builder, "name", name);
  esp_ctl_add_text (builder, "state", progress->state);
  esp_ctl_add_text (builder, "reason", progress->reason);
  esp_ctl_add_text (builder, "sentence",
                    progress->reason[0] != '\0' ? esp_send_reason_sentence (progress->reason) : "");
  esp_ctl_add_int (builder, "total", progress->n_total);
  esp_ctl_add_int (builder, "sent", progress->n_sent);
  esp_ctl_add_int (builder, "delivered", progress->n_delivered);
  esp_ctl_add_int (builder, "soft", progress->n_soft);
  esp_ctl_add_int (builder, "hard", progress->n_hard);
  esp_ctl_add_int (builder, "failed", progress->n_failed);
  esp_ctl_add_int (builder, "retryable", progress->n_retryable);
  esp_ctl_add_int (builder, "unknown", progress->n_unknown);
  esp_ctl_add_int (builder, "hold_until_us", progress->hold_until_us);
  esp_ctl_add_int (builder, "next_at_us", progress->next_at_us);
  esp_ctl_add_int (builder, "ended_at_us", progress->ended_at_us);
}

/* Owned: until when it waits, by the clock of this computer; "" when it does not. */
static char *
dup_until (const EspSendProgress *progress)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (progress->next_at_us / 1000000);

  return progress->next_at_us > 0 && at != NULL ? g_date_time_format (at, " (until %F %R)")
                                                : g_strdup ("");
}

static void
print_job (const EspSendProgress *progress, const char *name)
{
  g_autofree char *until = dup_until (progress);

  g_print ("%4" G_GINT64_FORMAT "  %-9s %8" G_GINT64_FORMAT " of %-8" G_GINT64_FORMAT
           " %6" G_GINT64_FORMAT " failed %6" G_GINT64_FORMAT " in doubt  %s%s%s%s\n",
           progress->job_id, progress->state, progress->n_sent, progress->n_total,
           progress->n_failed, progress->n_unknown, name, progress->reason[0] != '\0' ? ": " : "",
           progress->reason[0] != '\0' ? esp_send_reason_sentence (progress->reason) : "", until);
}

static void
print_list (const Call *call)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = call->stock->len; i > 0; i--)
    {
      const EspSendProgress *progress = &g_array_index (call->stock, EspSendProgress, i - 1);
      const char *name = g_ptr_array_index (call->names, i - 1);

      json_builder_begin_object (builder);
      add_job (builder, progress, name);
      json_builder_end_object (builder);
      if (!call->is_json)
        print_job (progress, name);
    }
  json_builder_end_array (builder);
  if (call->is_json)
    esp_ctl_print_json (builder);
  else if (call->stock->len == 0)
    g_print ("Nothing runs, waits or is done.\n");
}

static void
print_failure (const EspOutboxFailure *failure)
{
  g_print ("%8" G_GINT64_FORMAT "  %s%s%s%s\n", failure->n,
           failure->reason != NULL ? esp_send_reason_sentence (failure->reason)
                                   : "no reason was given",
           failure->code != NULL ? ", code " : "", failure->code != NULL ? failure->code : "",
           failure->may_try_again ? "  (can be tried again)" : "");
  if (failure->reply != NULL && *failure->reply != '\0')
    g_print ("          %s\n", failure->reply);
}

static void
print_failures (const Call *call, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "failures");
  json_builder_begin_array (builder);
  for (guint i = 0; i < call->failures->len; i++)
    {
      const EspOutboxFailure *failure = call->failures->pdata[i];

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "reason", failure->reason != NULL ? failure->reason : "");
      esp_ctl_add_text (builder, "sentence",
                        failure->reason != NULL ? esp_send_reason_sentence (failure->reason) : "");
      esp_ctl_add_text (builder, "code", failure->code != NULL ? failure->code : "");
      esp_ctl_add_text (builder, "reply", failure->reply != NULL ? failure->reply : "");
      esp_ctl_add_int (builder, "count", failure->n);
      esp_ctl_add_boolean (builder, "may_try_again", failure->may_try_again);
      json_builder_end_object (builder);
      if (!call->is_json)
        print_failure (failure);
    }
  json_builder_end_array (builder);
}

static void
print_show (const Call *call)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (guint i = 0; i < call->stock->len; i++)
    {
      const EspSendProgress *progress = &g_array_index (call->stock, EspSendProgress, i);

      if (progress->job_id != call->job_id)
        continue;
      add_job (builder, progress, g_ptr_array_index (call->names, i));
      if (!call->is_json)
        print_job (progress, g_ptr_array_index (call->names, i));
    }
  print_failures (call, builder);
  json_builder_end_object (builder);
  if (call->is_json)
    esp_ctl_print_json (builder);
}

static void
print_order (const Call *call)
{
  g_print (call->is_json ? "{\"job\": %" G_GINT64_FORMAT ", \"changed\": %" G_GINT64_FORMAT "}\n"
                         : "Job %" G_GINT64_FORMAT ": ordered; %" G_GINT64_FORMAT " changed.\n",
           call->job_id, call->n_changed);
}

static const struct
{
  const char *name;
  EspStoreFunc func;
  gboolean writes;
  void (*print) (const Call *call);
} actions[] = {
  { "list", read_stock, FALSE, print_list }, { "show", show_cb, FALSE, print_show },
  { "retry", retry_cb, TRUE, print_order },  { "skip", skip_cb, TRUE, print_order },
  { "pause", pause_cb, TRUE, print_order },  { "resume", resume_cb, TRUE, print_order },
  { "stop", stop_cb, TRUE, print_order },    { "postpone", postpone_cb, TRUE, print_order },
};

static gboolean
parse (Call *call, int *argc, char ***argv, int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &call->workspace, "the workspace file", "FILE" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &call->at, "postpone: when, such as 2027-01-31T10:00+09:00",
      "TIME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &call->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("list | show JOB | retry JOB | skip JOB | pause JOB | resume JOB | "
                          "stop JOB | postpone JOB --at TIME — JOB is its number, or the name of "
                          "its campaign");

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, "job", status);
}

static const char *
check (Call *call, guint action)
{
  g_autoptr (GDateTime) at = call->at != NULL ? esp_ctl_read_moment (call->at) : NULL;

  if (action != 0 && call->reference == NULL)
    return "Which job? Give its number, or the name of its campaign";
  if (g_str_equal (actions[action].name, "postpone") && at == NULL)
    return "--at wants a date, a time and an offset, such as 2027-01-31T10:00+09:00";
  if (at != NULL)
    call->at_us = g_date_time_to_unix (at) * ESP_USEC_PER_SEC;
  return NULL;
}

/**
 * esp_ctl_job:
 *
 * Returns: the exit status
 */
int
esp_ctl_job (int argc, char **argv)
{
  g_auto (Call) call = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  const char *word;
  const char *problem;
  gboolean is_done;
  guint action = 0;
  int status;

  if (!parse (&call, &argc, &argv, &status))
    return status;
  word = argc > 1 ? argv[1] : "list";
  while (action < G_N_ELEMENTS (actions) && !g_str_equal (actions[action].name, word))
    action++;
  if (action == G_N_ELEMENTS (actions))
    return esp_ctl_usage ("job", "The actions are list, show, retry, skip, pause, resume, stop and "
                                 "postpone");
  call.reference = argc > 2 ? argv[2] : NULL;
  problem = check (&call, action);
  if (problem != NULL)
    return esp_ctl_usage ("job", problem);
  store =
    esp_ctl_open_workspace (call.workspace,
                            actions[action].writes ? ESP_STORE_OPEN : ESP_STORE_READ_ONLY, &error);
  if (store == NULL)
    return esp_ctl_fail ("job", error);
  is_done = actions[action].writes
              ? esp_store_write (store, NULL, actions[action].func, &call, NULL, &error)
              : esp_store_read (store, ESP_READ_LONG, actions[action].func, &call, NULL, &error);
  esp_store_close (store);
  if (!is_done)
    return esp_ctl_fail ("job", error);
  actions[action].print (&call);
  return ESP_CTL_OK;
}
