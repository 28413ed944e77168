/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl campaign: make, count, send, pause, resume, stop and explain campaigns. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-campaign.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-process.h"
#include "store/esp-channels.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-segments.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-fix.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-send-plan.h"
#include "worker/esp-send-why.h"

#define MAX_IN_DOUBT_SHOWN 1000

typedef EspCtlCampaign Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->message);
  g_free (options->channel);
  g_strfreev (options->segments);
  g_strfreev (options->without);
  g_strfreev (options->leads);
  g_free (options->at);
  g_free (options->resolve);
  g_free (options->problem);
  g_free (options->zone);
  esp_campaign_free (options->campaign);
  esp_send_free (options->send);
  esp_waterfall_free (options->waterfall);
  g_clear_pointer (&options->counts, g_ptr_array_unref);
  g_clear_pointer (&options->rows, g_ptr_array_unref);
  g_clear_pointer (&options->campaigns, g_ptr_array_unref);
  esp_ledger_row_free (options->row);
  esp_send_gate_free (options->gate);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int *argc, char ***argv, int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "the workspace file",
      "FILE" },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &options->message, "new: number or name", "ID" },
    { "channel", 'c', 0, G_OPTION_ARG_STRING, &options->channel,
      "new: number or name; the demo mailbox without", "NAME" },
    { "segment", 's', 0, G_OPTION_ARG_STRING_ARRAY, &options->segments, "new: who; repeatable",
      "NAME" },
    { "without", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->without, "new: but not these", "NAME" },
    { "lead", 'l', 0, G_OPTION_ARG_STRING_ARRAY, &options->leads,
      "new, why, resolve: a person; for new repeatable", "EMAIL" },
    { "everyone", 0, 0, G_OPTION_ARG_NONE, &options->is_everyone, "new: everyone", NULL },
    { "holdout", 0, 0, G_OPTION_ARG_DOUBLE, &options->holdout,
      "new: percentage that does not get it, to compare with", "P" },
    { "hold", 0, 0, G_OPTION_ARG_INT, &options->hold, "new: seconds before the first message",
      "S" },
    { "rate", 0, 0, G_OPTION_ARG_INT, &options->rate, "new: messages a minute at most", "N" },
    { "ignore-hours", 0, 0, G_OPTION_ARG_NONE, &options->ignores_hours, "new: also in quiet hours",
      NULL },
    { "local-time", 0, 0, G_OPTION_ARG_NONE, &options->is_local_time,
      "new: the hour of --at is that of each person's own place", NULL },
    { "transactional", 0, 0, G_OPTION_ARG_NONE, &options->is_transactional,
      "new: no advertising, so no consent is asked", NULL },
    { "at", 0, 0, G_OPTION_ARG_STRING, &options->at, "send: when, such as 2027-01-31T10:00+09:00",
      "TIME" },
    { "accept-warnings", 0, 0, G_OPTION_ARG_NONE, &options->accepts_warnings,
      "send: also what needs the yes of a person", NULL },
    { "resolve", 0, 0, G_OPTION_ARG_STRING, &options->resolve,
      "resolve: those in doubt count as “sent”, or get it “again”; of one person with --lead",
      "WORD" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("new NAME | list | show NAME | audience NAME | check NAME | fix NAME | "
                          "send NAME | pause NAME | "
                          "resume NAME | stop NAME | "
                          "status NAME | in-doubt NAME | resolve NAME --resolve sent|again | "
                          "retry NAME | why NAME --lead EMAIL");

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, "campaign", status);
}

static gboolean
add_segments (EspTx *tx,
              JsonBuilder *builder,
              const char *member,
              char **references,
              GError **error)
{
  if (references == NULL)
    return TRUE;
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; references[i] != NULL; i++)
    {
      g_autoptr (EspSegment) segment = NULL;
      gint64 id = 0;

      if (!esp_segment_resolve (tx, references[i], &id, error))
        return FALSE;
      segment = esp_segment_load (tx, id, error);
      if (segment == NULL)
        return FALSE;
      json_builder_add_string_value (builder, segment->uuid);
    }
  json_builder_end_array (builder);
  return TRUE;
}

static gboolean
add_leads (EspTx *tx, JsonBuilder *builder, char **references, GError **error)
{
  if (references == NULL)
    return TRUE;
  json_builder_set_member_name (builder, "leads");
  json_builder_begin_array (builder);
  for (guint i = 0; references[i] != NULL; i++)
    {
      gint64 id = 0;

      if (!esp_lead_resolve (tx, references[i], &id, error))
        return FALSE;
      json_builder_add_int_value (builder, id);
    }
  json_builder_end_array (builder);
  return TRUE;
}

static char *
finish_object (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static char *
make_audience (const Options *options, EspTx *tx, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  if (options->is_everyone)
    {
      esp_ctl_add_boolean (builder, "everyone", TRUE);
    }
  if (!add_segments (tx, builder, "segments", options->segments, error) ||
      !add_segments (tx, builder, "without", options->without, error) ||
      !add_leads (tx, builder, options->leads, error))
    return NULL;
  return finish_object (builder);
}

static void
set_member (JsonObject *object, const char *name, JsonNode *value)
{
  json_object_set_member (object, name, value);
}

/* What is not said is as the workspace has it by habit. */
static char *
make_options (const Options *options, EspTx *tx, GError **error)
{
  g_autofree char *usual = esp_send_options_new_json (tx, error);
  g_autoptr (JsonNode) root = usual != NULL ? json_from_string (usual, error) : NULL;
  JsonObject *object;

  if (root == NULL)
    return NULL;
  object = json_node_get_object (root);
  if (options->holdout >= 0)
    set_member (object, "holdout", json_node_init_double (json_node_alloc (), options->holdout));
  set_member (object, "hold", json_node_init_int (json_node_alloc (), options->hold));
  set_member (object, "rate", json_node_init_int (json_node_alloc (), options->rate));
  set_member (object, "ignore-hours",
              json_node_init_boolean (json_node_alloc (), options->ignores_hours));
  set_member (object, "transactional",
              json_node_init_boolean (json_node_alloc (), options->is_transactional));
  set_member (object, "local-time",
              json_node_init_boolean (json_node_alloc (), options->is_local_time));
  return json_to_string (root, FALSE);
}

static gboolean
find_channel (Options *options, EspTx *tx, EspSend *send, GError **error)
{
  g_autoptr (EspChannelRecord) channel = NULL;

  if (options->channel == NULL)
    return esp_channel_ensure_demo (tx, &send->channel_id, error);
  channel = esp_channel_load_named (tx, options->channel, error);
  if (channel == NULL)
    return FALSE;
  send->channel_id = channel->id;
  return TRUE;
}

static gboolean
new_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  EspSendOptions checked;
  EspSend *send;

  if (!esp_campaign_insert (tx, options->name, &options->campaign_id, error))
    return FALSE;
  send = options->send = esp_send_new (options->campaign_id);
  g_free (send->audience);
  send->audience = make_audience (options, tx, error);
  g_free (send->options);
  send->options = make_options (options, tx, error);
  return send->audience != NULL && send->options != NULL &&
         esp_send_options_from_json (send->options, &checked, error) &&
         (options->message == NULL ||
          esp_message_resolve (tx, options->message, &send->message_id, error)) &&
         find_channel (options, tx, send, error) && esp_send_insert (tx, send, error);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->campaigns = esp_campaign_lines_load (tx, options->name, ESP_CAMPAIGN_SORT_NEWEST, error);
  return options->campaigns != NULL;
}

static gboolean
load (Options *options, EspTx *tx, GError **error)
{
  /* An order looks at the rules first: then this is read a second time. */
  g_clear_pointer (&options->campaign, esp_campaign_free);
  g_clear_pointer (&options->send, esp_send_free);
  options->now_us = esp_tx_get_now_us (tx);
  if (!esp_campaign_resolve (tx, options->name, &options->campaign_id, error))
    return FALSE;
  options->campaign = esp_campaign_load (tx, options->campaign_id, error);
  options->send =
    options->campaign != NULL ? esp_send_load_newest (tx, options->campaign_id, error) : NULL;
  if (options->send == NULL)
    return FALSE;
  options->send_id = options->send->id;
  return TRUE;
}

static gboolean
audience_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspSendPlan) plan = NULL;
  g_autoptr (EspSendTally) tally = NULL;

  if (!load (options, tx, error))
    return FALSE;
  plan = esp_send_plan_load (tx, options->send_id, error);
  if (plan == NULL)
    return FALSE;
  options->problem = g_strdup (plan->channel_problem);
  tally = esp_send_tally_new (tx, plan, esp_segment_source_members, error);
  if (tally == NULL)
    return FALSE;
  options->waterfall = g_steal_pointer (&tally->waterfall);
  return TRUE;
}

/* The time of “send” counts; a draft is looked at as it is planned. */
static gboolean
check_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  gint64 at_us;

  if (!load (options, tx, error))
    return FALSE;
  at_us = options->is_order ? options->at_us : options->send->scheduled_at_us;
  options->gate =
    esp_send_gate_new (tx, options->send_id, at_us, esp_segment_source_members, error);
  return options->gate != NULL;
}

static gboolean
fix_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return load (options, tx, error) &&
         esp_send_fix (tx, options->send_id, NULL,
                       (const char *const *) options->gate->check->countries, &options->n_fixed,
                       error);
}

static gboolean
status_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!load (options, tx, error))
    return FALSE;
  options->counts = esp_ledger_counts (tx, options->send_id, error);
  return options->counts != NULL;
}

static gboolean
why_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspSendWhy) why = NULL;

  if (!load (options, tx, error) ||
      !esp_lead_resolve (tx, options->leads[0], &options->lead_id, error))
    return FALSE;
  why =
    esp_send_why_load (tx, options->send_id, options->lead_id, esp_segment_source_members, error);
  if (why == NULL)
    return FALSE;
  options->row = g_steal_pointer (&why->row);
  options->verdict = why->verdict;
  options->recipient = why->recipient;
  options->rule = why->rule;
  options->zone = g_steal_pointer (&why->zone);
  options->zone_source = why->zone_source;
  options->lapses_at_us = why->lapses_at_us;
  return TRUE;
}

static gboolean
in_doubt_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!load (options, tx, error))
    return FALSE;
  options->rows = esp_ledger_list (tx, options->send_id, "unknown", 0, MAX_IN_DOUBT_SHOWN, error);
  return options->rows != NULL;
}

static gboolean
resolve_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  gboolean again = g_str_equal (options->resolve, "again");

  if (options->leads != NULL && options->leads[0] != NULL &&
      !esp_lead_resolve (tx, options->leads[0], &options->lead_id, error))
    return FALSE;
  return load (options, tx, error) &&
         esp_send_order_resolve (tx, options->send_id, options->lead_id, again, &options->n_changed,
                                 error);
}

static gboolean
retry_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return load (options, tx, error) &&
         esp_send_order_retry (tx, options->send_id, &options->n_changed, error);
}

static gboolean
send_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return load (options, tx, error) &&
         esp_send_order_start (tx, options->gate, options->accepts_warnings, error);
}

static gboolean
pause_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return load (options, tx, error) && esp_send_order_pause (tx, options->send_id, error);
}

static gboolean
resume_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return load (options, tx, error) && esp_send_order_resume (tx, options->send_id, error);
}

static gboolean
stop_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return load (options, tx, error) &&
         esp_send_order_stop (tx, options->send_id, &options->n_changed, error);
}

static void
print_new (const Options *options)
{
  g_print (options->is_json ? "{\"campaign\": %" G_GINT64_FORMAT ", \"send\": %" G_GINT64_FORMAT
                              "}\n"
                            : "The campaign has the number %" G_GINT64_FORMAT
                              ", its send the number %" G_GINT64_FORMAT ".\n",
           options->campaign_id, options->send->id);
}

static void
print_order (const Options *options)
{
  g_print (options->is_json ? "{\"send\": %" G_GINT64_FORMAT ", \"changed\": %" G_GINT64_FORMAT
                              "}\n"
                            : "Send %" G_GINT64_FORMAT ": ordered; %" G_GINT64_FORMAT " changed.\n",
           options->send_id, options->n_changed);
}

typedef struct
{
  const char *name;
  EspStoreFunc func;
  gboolean writes;
  void (*print) (const Options *options);
  gboolean is_undoable;
} Action;

static const Action actions[] = {
  { "new", new_cb, TRUE, print_new, TRUE },
  { "list", list_cb, FALSE, esp_ctl_campaign_print_list },
  { "show", status_cb, FALSE, esp_ctl_campaign_print_status },
  { "audience", audience_cb, FALSE, esp_ctl_campaign_print_audience },
  { "check", check_cb, FALSE, esp_ctl_campaign_print_check },
  { "fix", fix_cb, TRUE, esp_ctl_campaign_print_fixed, TRUE },
  { "send", send_cb, TRUE, esp_ctl_campaign_print_ordered },
  { "pause", pause_cb, TRUE, print_order },
  { "resume", resume_cb, TRUE, print_order },
  { "stop", stop_cb, TRUE, print_order },
  { "status", status_cb, FALSE, esp_ctl_campaign_print_status },
  { "in-doubt", in_doubt_cb, FALSE, esp_ctl_campaign_print_in_doubt },
  { "unknown", in_doubt_cb, FALSE, esp_ctl_campaign_print_in_doubt }, /* as the ledger calls it */
  { "resolve", resolve_cb, TRUE, print_order },
  { "retry", retry_cb, TRUE, print_order },
  { "why", why_cb, FALSE, esp_ctl_campaign_print_why },
};

static const Action *
find_action (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, name))
      return &actions[i];
  return NULL;
}

static const char *
check (Options *options, const Action *action)
{
  g_autoptr (GDateTime) at = NULL;

  if (options->name == NULL && !g_str_equal (action->name, "list"))
    return "Which campaign? Give its name or number";
  if (g_str_equal (action->name, "why") && (options->leads == NULL || options->leads[0] == NULL))
    return "Whom is it about? Use --lead EMAIL";
  if (g_str_equal (action->name, "resolve") &&
      (options->resolve == NULL ||
       (!g_str_equal (options->resolve, "sent") && !g_str_equal (options->resolve, "again"))))
    return "Use --resolve sent or --resolve again";
  if (options->at == NULL)
    return NULL;
  at = esp_ctl_read_moment (options->at);
  if (at == NULL)
    return "--at wants a date, a time and an offset, such as 2027-01-31T10:00+09:00";
  options->at_us = g_date_time_to_unix (at) * ESP_USEC_PER_SEC;
  return NULL;
}

/* The rules are asked in a reading transaction of its own, so that all of them can be told and not only the
 * first, and so that nobody waits while everyone is counted. */
static gboolean
asks_rules (const Action *action)
{
  return g_str_equal (action->name, "send") || g_str_equal (action->name, "fix");
}

static gboolean
is_permitted (const Options *options)
{
  return esp_send_gate_permits (options->gate, options->accepts_warnings, NULL);
}

static gboolean
carry_out (EspStore *store, const Action *action, Options *options, GError **error)
{
  const EspOperation operation = { .kind = "campaign", .summary = options->name, .actor = "ctl" };

  return action->writes ? esp_store_write (store, action->is_undoable ? &operation : NULL,
                                           action->func, options, NULL, error)
                        : esp_store_read (store, ESP_READ_LONG, action->func, options, NULL, error);
}

/**
 * esp_ctl_campaign:
 *
 * Returns: the exit status
 */
int
esp_ctl_campaign (int argc, char **argv)
{
  g_auto (Options) options = { .hold = -1, .holdout = -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  const Action *action;
  const char *problem;
  gboolean is_done;
  int status;

  if (argc > 1 && esp_ctl_process_has_action (argv[1]))
    return esp_ctl_process (argc, argv);
  if (!parse (&options, &argc, &argv, &status))
    return status;
  action = find_action (argc > 1 ? argv[1] : "list");
  options.name = argc > 2 ? argv[2] : NULL;
  if (action == NULL)
    return esp_ctl_usage ("campaign",
                          "The actions are new, list, show, audience, check, fix, send, pause, "
                          "resume, stop, status, in-doubt, resolve, retry, why, begin, "
                          "reschedule, stages, stage, tick, add-check, hand-over, attach, "
                          "save-file, brief, forecast, post-mortem, ads and occasions");
  problem = check (&options, action);
  if (problem != NULL)
    return esp_ctl_usage ("campaign", problem);
  options.is_order = g_str_equal (action->name, "send");
  store = esp_ctl_open_workspace (options.workspace,
                                  action->writes ? ESP_STORE_OPEN : ESP_STORE_READ_ONLY, &error);
  if (store == NULL)
    return esp_ctl_fail ("campaign", error);
  is_done =
    !asks_rules (action) || esp_store_read (store, ESP_READ_LONG, check_cb, &options, NULL, &error);
  if (is_done && g_str_equal (action->name, "send") && !is_permitted (&options))
    {
      esp_store_close (store);
      return esp_ctl_campaign_refuse (&options);
    }
  is_done = is_done && carry_out (store, action, &options, &error);
  esp_store_close (store);
  if (!is_done)
    return esp_ctl_fail ("campaign", error);
  action->print (&options);
  return g_str_equal (action->name, "check") && !is_permitted (&options) ? ESP_CTL_FAILED
                                                                         : ESP_CTL_OK;
}
