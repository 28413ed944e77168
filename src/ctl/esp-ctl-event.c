/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl event add: tells that something happened to, or was done by, a lead. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-event.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/import/esp-event-row.h"
#include "store/esp-event-send.h"
#include "store/esp-insight-queries.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"

#include <string.h>

#define SUBJECT "event add"

typedef struct
{
  char *workspace;
  char *email;
  char *lead;
  char *kind;
  char *campaign;
  char *at;
  char *key;
  GStrv props;
  gboolean is_json;
  EspEventRow row; /* as it was understood */
  EspEvent added;  /* its strings are the row's */
  gboolean is_new;
} Options;

/* Reads the options as a row of a file, so that both understand the same words. */
static gboolean
understand (EspTx *tx, Options *options, GError **error)
{
  g_autofree char *zone_name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  g_autofree char *region =
    zone_name != NULL ? esp_meta_get_text (tx, ESP_META_COUNTRY, "KR", error) : NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (EspEventColumns) columns = NULL;
  g_autoptr (GPtrArray) header = g_ptr_array_new ();
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  EspEventRowOptions how = { 0 };

  if (region == NULL)
    return FALSE;
  zone = g_time_zone_new_identifier (zone_name);
  how.region = region;
  how.zone = zone;
  how.now_us = esp_tx_get_now_us (tx);
  g_ptr_array_add (header, (char *) (options->email != NULL ? "email" : "external_id"));
  g_ptr_array_add (cells, options->email != NULL ? options->email : options->lead);
  g_ptr_array_add (header, (char *) "kind");
  g_ptr_array_add (cells, options->kind);
  g_ptr_array_add (header, (char *) "time");
  g_ptr_array_add (cells, options->at != NULL ? options->at : (char *) "");
  g_ptr_array_add (header, (char *) "event_id");
  g_ptr_array_add (cells, options->key != NULL ? options->key : (char *) "");
  for (guint i = 0; options->props != NULL && options->props[i] != NULL; i++)
    {
      char *name = g_strdup (options->props[i]);
      char *equals = strchr (name, '=');

      g_ptr_array_add (owned, name);
      *equals = '\0'; /* checked before */
      g_ptr_array_add (header, name);
      g_ptr_array_add (cells, equals + 1);
    }
  g_ptr_array_add (header, NULL);
  if (options->at == NULL)
    {
      cells->pdata[2] = g_strdup_printf ("%" G_GINT64_FORMAT, how.now_us / 1000);
      g_ptr_array_add (owned, cells->pdata[2]);
    }
  columns = esp_event_columns_new ((const char *const *) header->pdata, &how);
  return esp_event_columns_are_enough (columns, error) &&
         esp_event_row_parse (columns, (const char *const *) cells->pdata, cells->len,
                              &options->row, error);
}

static gboolean
add_event (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  EspEvent *event = &options->added;
  const char *who;

  esp_event_row_clear (&options->row);
  *event = (EspEvent){ 0 };
  if (!understand (tx, options, error))
    return FALSE;
  who = options->row.email != NULL ? options->row.email : options->row.external_id;
  if (!esp_lead_resolve (tx, who, &event->lead_id, error) ||
      (options->campaign != NULL &&
       !esp_insight_find_campaign (tx, options->campaign, &event->campaign_id, error)))
    return FALSE;
  event->kind = options->row.kind;
  event->at_us = options->row.at_us;
  event->props = options->row.props;
  /* With a time of its own it is the event that a file would report; without, it happens now. */
  if (options->row.dedupe_key == NULL && options->at != NULL)
    options->row.dedupe_key = esp_event_make_dedupe_key (event->lead_id, event->kind, event->at_us,
                                                         event->campaign_id, event->props);
  event->dedupe_key = options->row.dedupe_key;
  return esp_event_add_reported (tx, event, &options->is_new, error);
}

/* What followed from the event, such as a withdrawal of consent, is recorded with it. */
static gboolean
add_undoable (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  gint64 before, after;

  if (!esp_event_get_last_id (tx, &before, error) || !add_event (tx, data, error) ||
      !esp_event_get_last_id (tx, &after, error))
    return FALSE;
  return !options->is_new || esp_history_add_made (tx, ESP_MADE_EVENTS, before + 1, after, error);
}

static gboolean
count_one (EspTx *tx, gpointer data, GError **error)
{
  return esp_history_set_count (tx, *(gint64 *) data, 1, error);
}

static void
print_result (const Options *options)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!options->is_json)
    {
      g_print (options->is_new ? "Added: %s\n" : "There already: %s\n", options->row.kind);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "lead", options->added.lead_id);
  esp_ctl_add_text (builder, "kind", options->row.kind);
  esp_ctl_add_int (builder, "at_us", options->row.at_us);
  esp_ctl_add_int (builder, "campaign", options->added.campaign_id);
  esp_ctl_add_int (builder, "send", options->added.send_id);
  esp_ctl_add_boolean (builder, "new", options->is_new);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static int
run (Options *options)
{
  const EspOperation operation = { .kind = "event", .summary = options->kind };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  gint64 history_id = 0;
  gboolean is_ok;

  if (options->email == NULL && options->lead == NULL)
    return esp_ctl_usage (SUBJECT, "Whose event is it? Give --email or --lead");
  if (options->kind == NULL)
    return esp_ctl_usage (SUBJECT, "What happened? Give --kind, such as open or click");
  for (guint i = 0; options->props != NULL && options->props[i] != NULL; i++)
    if (strchr (options->props[i], '=') == NULL)
      return esp_ctl_usage (SUBJECT, "Write a property as --prop name=value");
  store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_write (store, &operation, add_undoable, options, &history_id, &error);
  if (is_ok && options->is_new)
    is_ok = esp_store_write (store, NULL, count_one, &history_id, NULL, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  print_result (options);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_event:
 *
 * The subject "event", with the one action "add".
 *
 * Returns: the exit status
 */
int
esp_ctl_event (int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "email", 'e', 0, G_OPTION_ARG_STRING, &options.email, "the lead's address", "ADDRESS" },
    { "lead", 'l', 0, G_OPTION_ARG_STRING, &options.lead, "the lead by #id, external id or phone",
      "LEAD" },
    { "kind", 'k', 0, G_OPTION_ARG_STRING, &options.kind,
      "open, click, unsubscribe, bounce, complaint or a word of your own", "KIND" },
    { "campaign", 'c', 0, G_OPTION_ARG_STRING, &options.campaign, "the campaign", "ID|NAME" },
    { "at", 'a', 0, G_OPTION_ARG_STRING, &options.at, "when; now if left out", "TIME" },
    { "prop", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &options.props, "A property, may be repeated",
      "NAME=VALUE" },
    { "id", 0, 0, G_OPTION_ARG_STRING, &options.key, "the same id counts once", "ID" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("add — tell what happened to a lead");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (esp_ctl_parse (context, &argc, &argv, "event", &status))
    status = argc == 2 && g_str_equal (argv[1], "add")
               ? run (&options)
               : esp_ctl_usage ("event", "The action is “add”");
  esp_event_row_clear (&options.row);
  g_free (options.workspace);
  g_free (options.email);
  g_free (options.lead);
  g_free (options.kind);
  g_free (options.campaign);
  g_free (options.at);
  g_free (options.key);
  g_strfreev (options.props);
  return status;
}
