/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl outbox: what waits to leave, which way, until when and why. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-job.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-meta.h"
#include "store/esp-outbox.h"
#include "worker/esp-send-reasons.h"

typedef struct
{
  GPtrArray *rows; /* (owned) */
  gint64 kill;
} Outbox;

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  Outbox *outbox = data;

  outbox->rows = esp_outbox_list (tx, error);
  return outbox->rows != NULL &&
         esp_meta_get_int64 (tx, ESP_META_KILL_SWITCH, 0, &outbox->kill, error);
}

/* The strongest of what keeps a row: the switch, the send, then the row itself. */
static const char *
get_reason (const Outbox *outbox, const EspOutboxRow *row)
{
  if (outbox->kill != 0)
    return "kill-switch";
  if (g_str_equal (row->send_state, "paused"))
    return row->pause_reason != NULL ? row->pause_reason : "user";
  return row->reason != NULL ? row->reason : "";
}

static void
add_row (JsonBuilder *builder, const Outbox *outbox, const EspOutboxRow *row)
{
  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "channel", row->channel != NULL ? row->channel : "");
  esp_ctl_add_text (builder, "kind", row->channel_kind != NULL ? row->channel_kind : "");
  esp_ctl_add_int (builder, "send", row->send_id);
  esp_ctl_add_int (builder, "campaign", row->campaign_id);
  esp_ctl_add_text (builder, "name", row->campaign);
  esp_ctl_add_text (builder, "state", row->send_state);
  esp_ctl_add_text (builder, "reason", get_reason (outbox, row));
  esp_ctl_add_text (builder, "sentence", esp_send_reason_sentence (get_reason (outbox, row)));
  esp_ctl_add_int (builder, "waiting", row->n);
  esp_ctl_add_int (builder, "due", row->n_now);
  esp_ctl_add_int (builder, "in_flight", row->n_in_flight);
  esp_ctl_add_int (builder, "first_at_us", row->first_at_us);
  esp_ctl_add_int (builder, "last_at_us", row->last_at_us);
  json_builder_end_object (builder);
}

static void
print_row (const Outbox *outbox, const EspOutboxRow *row)
{
  const char *reason = get_reason (outbox, row);
  g_autofree char *until = NULL;

  if (row->last_at_us != 0)
    {
      g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (row->last_at_us / G_USEC_PER_SEC);

      until = at != NULL ? g_date_time_format (at, "  until %F %H:%M") : NULL;
    }
  g_print ("%8" G_GINT64_FORMAT "  %s: %s (%s)%s%s%s\n", row->n,
           row->channel != NULL ? row->channel : "no channel", row->campaign, row->send_state,
           until != NULL ? until : "", *reason != '\0' ? "  " : "",
           esp_send_reason_sentence (reason));
  if (row->n_in_flight > 0)
    g_print ("%8" G_GINT64_FORMAT "  of it handed over, no answer yet\n", row->n_in_flight);
}

static void
print (const Outbox *outbox, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < outbox->rows->len; i++)
    {
      add_row (builder, outbox, outbox->rows->pdata[i]);
      if (!is_json)
        print_row (outbox, outbox->rows->pdata[i]);
    }
  json_builder_end_array (builder);
  if (is_json)
    esp_ctl_print_json (builder);
  else if (outbox->rows->len == 0)
    g_print ("Nothing waits to leave.\n");
}

/**
 * esp_ctl_outbox:
 *
 * Returns: the exit status
 */
int
esp_ctl_outbox (int argc, char **argv)
{
  g_autofree char *workspace = NULL;
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &workspace, "the workspace file", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("list — what waits to leave, by channel, and why");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  Outbox outbox = { NULL };
  gboolean is_done;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "outbox", &status))
    return status;
  if (argc > 1 && !g_str_equal (argv[1], "list"))
    return esp_ctl_usage ("outbox", "The action is list");
  store = esp_ctl_open_workspace (workspace, ESP_STORE_READ_ONLY, &error);
  if (store == NULL)
    return esp_ctl_fail ("outbox", error);
  is_done = esp_store_read (store, ESP_READ_LONG, read_cb, &outbox, NULL, &error);
  esp_store_close (store);
  if (is_done)
    print (&outbox, is_json);
  g_clear_pointer (&outbox.rows, g_ptr_array_unref);
  return is_done ? ESP_CTL_OK : esp_ctl_fail ("outbox", error);
}
