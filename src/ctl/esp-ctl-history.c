/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl history and undo: what was done, and taking it back. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-history.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"

typedef struct
{
  guint limit;
  GPtrArray *entries; /* (owned) */
  gint64 last_id;
} HistoryCall;

static gboolean
list_entries (EspTx *tx, gpointer data, GError **error)
{
  HistoryCall *call = data;

  call->entries = esp_history_list (tx, 0, call->limit, error);
  return call->entries != NULL;
}

static gboolean
find_last (EspTx *tx, gpointer data, GError **error)
{
  HistoryCall *call = data;
  g_autoptr (EspHistoryEntry) entry = esp_history_last_undoable (tx, error);

  if (entry == NULL)
    return FALSE;
  call->last_id = entry->id;
  return TRUE;
}

static char *
format_time (gint64 at_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (at_us / G_USEC_PER_SEC);

  return at != NULL ? g_date_time_format (at, "%F %H:%M") : g_strdup ("?");
}

static void
add_entry (JsonBuilder *builder, const EspHistoryEntry *entry)
{
  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "id", entry->id);
  esp_ctl_add_text (builder, "kind", entry->kind);
  esp_ctl_add_text (builder, "actor", entry->actor != NULL ? entry->actor : "");
  esp_ctl_add_int (builder, "undo_of", entry->undo_of);
  esp_ctl_add_text (builder, "summary", entry->summary != NULL ? entry->summary : "");
  esp_ctl_add_int (builder, "items", entry->n_items);
  esp_ctl_add_int (builder, "at_us", entry->at_us);
  esp_ctl_add_boolean (builder, "undone", entry->undone_at_us != 0);
  esp_ctl_add_boolean (builder, "can_undo", entry->can_undo);
  json_builder_end_object (builder);
}

/* What an undo took back stands further down the list, unless it is beyond its end. */
static char *
describe (GPtrArray *entries, const EspHistoryEntry *entry)
{
  for (guint i = 0; entry->undo_of != 0 && i < entries->len; i++)
    {
      const EspHistoryEntry *other = entries->pdata[i];

      if (other->id == entry->undo_of)
        return g_strdup_printf ("of %" G_GINT64_FORMAT ": %s %s", other->id, other->kind,
                                other->summary != NULL ? other->summary : "");
    }
  if (entry->undo_of != 0)
    return g_strdup_printf ("of %" G_GINT64_FORMAT, entry->undo_of);
  return g_strdup (entry->summary != NULL ? entry->summary : "");
}

static void
print_entry (GPtrArray *entries, const EspHistoryEntry *entry)
{
  g_autofree char *time = format_time (entry->at_us);
  g_autofree char *what = describe (entries, entry);

  g_print ("%6" G_GINT64_FORMAT "  %s  %-10s %-14s %8" G_GINT64_FORMAT "  %s%s\n", entry->id, time,
           entry->actor != NULL ? entry->actor : "person", entry->kind, entry->n_items, what,
           entry->undone_at_us != 0 ? "  (undone)"
           : entry->can_undo        ? ""
                                    : "  (cannot be undone)");
}

static void
print_entries (GPtrArray *entries, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    {
      const EspHistoryEntry *entry = entries->pdata[i];

      add_entry (builder, entry);
      if (!is_json)
        print_entry (entries, entry);
    }
  json_builder_end_array (builder);
  if (is_json)
    esp_ctl_print_json (builder);
}

/**
 * esp_ctl_history:
 *
 * The subject "history": list.
 *
 * Returns: the exit status
 */
int
esp_ctl_history (int argc, char **argv)
{
  g_autofree char *workspace = NULL;
  gboolean is_json = FALSE;
  int limit = 50;
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &workspace, "the workspace file", "FILE" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, "how many entries", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("list");
  g_autoptr (EspStore) store = NULL;
  g_autoptr (GError) error = NULL;
  HistoryCall call = { 0 };
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "history", &status))
    return status;
  if (argc != 2 || !g_str_equal (argv[1], "list") || limit < 1)
    return esp_ctl_usage ("history", "Say “list”");
  call.limit = (guint) limit;
  store = esp_ctl_open_workspace (workspace, ESP_STORE_OPEN, &error);
  if (store == NULL || !esp_store_read (store, ESP_READ_PAGE, list_entries, &call, NULL, &error))
    return esp_ctl_fail ("history", error);
  print_entries (call.entries, is_json);
  g_ptr_array_unref (call.entries);
  return ESP_CTL_OK;
}

static int
undo (EspStore *store, const char *id_text, gboolean is_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  HistoryCall call = { 0 };
  EspUndoResult result;

  if (id_text != NULL &&
      !g_ascii_string_to_signed (id_text, 10, 1, G_MAXINT64, &call.last_id, NULL))
    return esp_ctl_usage ("undo", "The entry is a number; see “espalierctl history list”");
  if (id_text == NULL && !esp_store_read (store, ESP_READ_PAGE, find_last, &call, NULL, &error))
    return esp_ctl_fail ("undo", error);
  if (!esp_store_undo (store, call.last_id, &result, NULL, &error))
    return esp_ctl_fail ("undo", error);
  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "undone", call.last_id);
  esp_ctl_add_int (builder, "restored", result.n_restored);
  esp_ctl_add_int (builder, "kept", result.n_kept);
  json_builder_end_object (builder);
  if (is_json)
    esp_ctl_print_json (builder);
  else
    g_print ("Undone: %" G_GINT64_FORMAT " restored, %" G_GINT64_FORMAT
             " left as they are because they changed since.\n",
             result.n_restored, result.n_kept);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_undo:
 *
 * The subject "undo": takes back one entry of the history, the newest without a number.
 *
 * Returns: the exit status
 */
int
esp_ctl_undo (int argc, char **argv)
{
  g_autofree char *workspace = NULL;
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &workspace, "the workspace file", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("[ENTRY]");
  g_autoptr (EspStore) store = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "undo", &status))
    return status;
  if (argc > 2)
    return esp_ctl_usage ("undo", "Name one entry at most");
  store = esp_ctl_open_workspace (workspace, ESP_STORE_OPEN, &error);
  if (store == NULL)
    return esp_ctl_fail ("undo", error);
  return undo (store, argc == 2 ? argv[1] : NULL, is_json);
}
