/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl lead: lists, shows, tells the history of, edits, annotates, finds duplicates of and merges leads. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-lead.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-lead-print.h"
#include "ctl/esp-ctl-lead-stats.h"
#include "engine/insight/esp-insight.h"
#include "store/esp-duplicates.h"
#include "store/esp-lead-query.h"
#include "store/esp-leads.h"
#include "store/esp-merge.h"
#include "store/esp-meta.h"
#include "store/esp-notes.h"
#include "store/esp-person.h"
#include "worker/esp-lead-edit.h"
#include "worker/esp-lead-history.h"

#include <string.h>

#define SUBJECT "lead"
#define DEFAULT_LIMIT 50

typedef struct
{
  char *workspace;
  char *search;
  char **sets;  /* COLUMN=VALUE */
  char **takes; /* fields whose value the other lead gives */
  char *into;
  char *note;
  int limit;
  gboolean is_json;
  const char *reference; /* (nullable) of argv */
  EspFields *fields;     /* (owned) (nullable) */
  GPtrArray *leads;      /* (owned) (nullable) of EspLead */
  GPtrArray *groups;     /* (owned) (nullable) of EspDuplicateGroup */
  GPtrArray *items;      /* (owned) (nullable) of EspTimelineItem */
  GTimeZone *zone;       /* (owned) (nullable) */
  char *json;            /* (owned) (nullable) */
  EspMergeResult merged;
  gint64 id;
  gint64 into_id;
  guint n_changed;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->search);
  g_strfreev (options->sets);
  g_strfreev (options->takes);
  g_free (options->into);
  g_free (options->note);
  g_free (options->json);
  g_clear_pointer (&options->leads, g_ptr_array_unref);
  g_clear_pointer (&options->groups, g_ptr_array_unref);
  g_clear_pointer (&options->fields, esp_fields_unref);
  g_clear_pointer (&options->items, g_ptr_array_unref);
  g_clear_pointer (&options->zone, g_time_zone_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int *argc, char ***argv, int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "the workspace file",
      "FILE" },
    { "search", 0, 0, G_OPTION_ARG_STRING, &options->search, "list: name, address, phone, company",
      "WORDS" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options->limit,
      "list, timeline, duplicates: at most so many", "N" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->sets,
      "edit: a field and what it is to hold, nothing empties it; repeatable. list: the key of a "
      "number, as reports have it",
      "FIELD=VALUE|KEY" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &options->note, "edit: adds a note", "TEXT" },
    { "into", 0, 0, G_OPTION_ARG_STRING, &options->into, "merge: the lead that stays", "WHO" },
    { "take", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->takes,
      "merge: a field whose value the lead that goes gives; repeatable", "FIELD" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("list | show WHO | timeline WHO | edit WHO | duplicates [WHO] | "
                          "merge WHO --into WHO | stats --field FIELD");

  g_option_context_set_description (context,
                                    "WHO is an address, a phone number, an external id or #id.");
  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, SUBJECT, status);
}

/* What each action does with the file */

static gboolean
load_fields (EspTx *tx, Options *options, GError **error)
{
  options->fields = esp_fields_load (tx, error);
  return options->fields != NULL;
}

/* The leads behind a number, by the key that stands beside it. */
static gboolean
list_set (EspTx *tx, Options *options, GError **error)
{
  g_autoptr (EspBitmap) set = esp_insight_load_key (tx, options->sets[0], error);
  g_autofree guint32 *ids = NULL;
  gsize n_ids = 0;

  if (set == NULL)
    return FALSE;
  ids = esp_bitmap_to_array (set, &n_ids);
  n_ids = MIN (n_ids, (gsize) MAX (options->limit, 0));
  options->leads = esp_lead_load_many (tx, options->fields, ids, n_ids, error);
  return options->leads != NULL;
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  const EspLeadQuery query = { .search = options->search, .is_descending = TRUE };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (!load_fields (tx, options, error))
    return FALSE;
  if (options->sets != NULL)
    return list_set (tx, options, error);
  if (!esp_lead_query_ids (tx, options->fields, &query, (guint) options->limit, ids, error))
    return FALSE;
  options->leads = esp_lead_load_many (tx, options->fields, (const guint32 *) (gpointer) ids->data,
                                       ids->len, error);
  return options->leads != NULL;
}

static gboolean
show_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!esp_lead_resolve (tx, options->reference, &options->id, error))
    return FALSE;
  options->json = esp_person_to_json (tx, options->id, error);
  return options->json != NULL;
}

static GTimeZone *
load_zone (EspTx *tx)
{
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", NULL);
  GTimeZone *zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

static gboolean
timeline_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  EspTimelineQuery query = { .limit = (guint) options->limit };

  if (!esp_lead_resolve (tx, options->reference, &query.lead_id, error))
    return FALSE;
  options->zone = load_zone (tx);
  options->items = esp_lead_history_load (tx, &query, error);
  return options->items != NULL;
}

static gboolean
set_field (EspTx *tx, Options *options, const char *set, GTimeZone *zone, GError **error)
{
  g_auto (GStrv) pair = g_strsplit (set, "=", 2);
  EspLeadEdit edit = { .lead_id = options->id, .zone = zone };
  gboolean is_ok;

  if (pair[0] == NULL || pair[1] == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "“%s” does not say FIELD=VALUE",
                   set);
      return FALSE;
    }
  edit.column = esp_ctl_lead_column (options->fields, pair[0]);
  edit.text = pair[1];
  is_ok = esp_lead_edit_apply (tx, &edit, error);
  options->n_changed += edit.has_changed;
  esp_value_clear (&edit.value);
  if (is_ok && edit.problem != ESP_FIELD_INPUT_OK)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "%s: “%s” %s", pair[0], pair[1],
                 esp_ctl_lead_problem (edit.problem));
  else if (is_ok && edit.taken_by != 0)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CONSTRAINT,
                 "Lead #%" G_GINT64_FORMAT " has the address “%s” already; merge them with “lead "
                 "merge”",
                 edit.taken_by, pair[1]);
  return is_ok && edit.problem == ESP_FIELD_INPUT_OK && edit.taken_by == 0;
}

static gboolean
edit_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (GTimeZone) zone = load_zone (tx);

  if (!load_fields (tx, options, error) ||
      !esp_lead_resolve (tx, options->reference, &options->id, error))
    return FALSE;
  for (guint i = 0; options->sets != NULL && options->sets[i] != NULL; i++)
    if (!set_field (tx, options, options->sets[i], zone, error))
      return FALSE;
  if (options->note == NULL)
    return TRUE;
  options->n_changed++;
  return esp_note_add (tx, options->id, options->note, NULL, error);
}

static gboolean
duplicates_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (options->reference != NULL)
    options->groups = esp_lead_resolve (tx, options->reference, &options->id, error)
                        ? esp_duplicates_of (tx, options->id, error)
                        : NULL;
  else
    options->groups = esp_duplicates_list (tx, (guint) options->limit, error);
  return options->groups != NULL;
}

static gboolean
take_values (Options *options, const EspLead *other, EspLead *after, GError **error)
{
  for (guint i = 0; i < after->n_values; i++)
    if (after->values[i].type == ESP_VALUE_NULL && esp_fields_get (options->fields, i)->is_editable)
      esp_value_copy (&other->values[i], &after->values[i]);
  for (guint i = 0; options->takes != NULL && options->takes[i] != NULL; i++)
    {
      int index =
        esp_fields_find (options->fields, esp_ctl_lead_column (options->fields, options->takes[i]));

      if (index < 0 || !esp_fields_get (options->fields, (guint) index)->is_editable)
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       "There is no field “%s” that can be taken over", options->takes[i]);
          return FALSE;
        }
      esp_value_clear (&after->values[index]);
      esp_value_copy (&other->values[index], &after->values[index]);
    }
  return TRUE;
}

static gboolean
merge_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspLead) after = NULL;
  g_autoptr (EspLead) other = NULL;

  if (!load_fields (tx, options, error) ||
      !esp_lead_resolve (tx, options->reference, &options->id, error) ||
      !esp_lead_resolve (tx, options->into, &options->into_id, error))
    return FALSE;
  after = esp_lead_load (tx, options->fields, options->into_id, error);
  other = after != NULL ? esp_lead_load (tx, options->fields, options->id, error) : NULL;
  return other != NULL && take_values (options, other, after, error) &&
         esp_merge_leads (tx, options->id, after, &options->merged, error);
}

/* What each action tells */

static void
tell_list (const Options *options)
{
  esp_ctl_lead_print_list (options->leads, options->is_json);
}

static void
tell_show (const Options *options)
{
  g_print ("%s\n", options->json);
}

static void
tell_timeline (const Options *options)
{
  esp_ctl_lead_print_timeline (options->items, options->zone, options->is_json);
}

static void
tell_edit (const Options *options)
{
  if (options->is_json)
    g_print ("{\"lead\": %" G_GINT64_FORMAT ", \"changed\": %u}\n", options->id,
             options->n_changed);
  else if (options->n_changed == 0)
    g_print ("Nothing changed: it was so already.\n");
  else
    g_print ("Lead #%" G_GINT64_FORMAT ": %u %s back.\n", options->id, options->n_changed,
             options->n_changed == 1 ? "change. “espalierctl undo” takes it"
                                     : "changes. “espalierctl undo” takes them");
}

static void
tell_duplicates (const Options *options)
{
  esp_ctl_lead_print_duplicates (options->groups, options->is_json);
}

static void
tell_merge (const Options *options)
{
  const EspMergeResult *merged = &options->merged;

  if (options->is_json)
    g_print ("{\"lead\": %" G_GINT64_FORMAT ", \"gone\": %" G_GINT64_FORMAT
             ", \"events\": %" G_GINT64_FORMAT ", \"messages\": %" G_GINT64_FORMAT
             ", \"consents\": %" G_GINT64_FORMAT ", \"notes\": %" G_GINT64_FORMAT "}\n",
             options->into_id, options->id, merged->n_events, merged->n_messages,
             merged->n_consents, merged->n_notes);
  else
    g_print ("Lead #%" G_GINT64_FORMAT " went into #%" G_GINT64_FORMAT ", with %" G_GINT64_FORMAT
             " events, %" G_GINT64_FORMAT " messages, %" G_GINT64_FORMAT
             " words of consent and %" G_GINT64_FORMAT " notes.\n"
             "The strictest consent holds. “espalierctl undo” makes two of them again.\n",
             options->id, options->into_id, merged->n_events, merged->n_messages,
             merged->n_consents, merged->n_notes);
}

static const struct
{
  const char *name;
  EspStoreFunc func;
  const char *operation; /* (nullable) of an action that writes */
  gboolean wants_lead;
  void (*tell) (const Options *options);
} actions[] = {
  { "list", list_cb, NULL, FALSE, tell_list },
  { "show", show_cb, NULL, TRUE, tell_show },
  { "timeline", timeline_cb, NULL, TRUE, tell_timeline },
  { "edit", edit_cb, "edit", TRUE, tell_edit },
  { "duplicates", duplicates_cb, NULL, FALSE, tell_duplicates },
  { "merge", merge_cb, "merge", TRUE, tell_merge },
};

static int
run (Options *options, gsize index)
{
  const EspOperation operation = { .kind = actions[index].operation };
  gboolean writes = actions[index].operation != NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, writes ? ESP_STORE_OPEN : ESP_STORE_READ_ONLY,
                            &error);
  gboolean is_ok = store != NULL;

  if (is_ok && writes)
    is_ok = esp_store_write (store, &operation, actions[index].func, options, NULL, &error);
  else if (is_ok)
    is_ok = esp_store_read (store, ESP_READ_LONG, actions[index].func, options, NULL, &error);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  actions[index].tell (options);
  return ESP_CTL_OK;
}

/* Returns: (nullable): how the action was asked for wrongly */
static const char *
check (const Options *options, gsize index)
{
  if (actions[index].wants_lead && options->reference == NULL)
    return "Say which lead: an address, a phone number, an external id or #id";
  if (options->limit <= 0)
    return "--limit is 1 or more";
  if (g_str_equal (actions[index].name, "merge") && options->into == NULL)
    return "Say which lead stays with --into WHO";
  if (g_str_equal (actions[index].name, "edit") && options->sets == NULL && options->note == NULL)
    return "Say what changes with --set FIELD=VALUE or --note TEXT";
  return NULL;
}

/**
 * esp_ctl_lead:
 *
 * The subject "lead".
 *
 * Returns: the exit status
 */
int
esp_ctl_lead (int argc, char **argv)
{
  g_auto (Options) options = { .limit = DEFAULT_LIMIT };
  int status;

  /* It has options of its own: whose values it counts. */
  if (argc > 1 && g_str_equal (argv[1], "stats"))
    return esp_ctl_lead_stats (argc, argv);
  if (!parse (&options, &argc, &argv, &status))
    return status;
  options.reference = argc > 2 ? argv[2] : NULL;
  for (gsize i = 0; argc > 1 && argc < 4 && i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, argv[1]))
      {
        const char *problem = check (&options, i);

        return problem != NULL ? esp_ctl_usage (SUBJECT, problem) : run (&options, i);
      }
  return esp_ctl_usage (SUBJECT,
                        "The actions are list, show, timeline, edit, duplicates, merge and "
                        "stats");
}
