/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl segment: makes, counts, lists, explains and exports segments. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-segment.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-segment-file.h"
#include "ctl/esp-ctl-segment-notes.h"
#include "ctl/esp-ctl-segment-overlap.h"
#include "ctl/esp-ctl-segment-versions.h"
#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-names.h"
#include "store/esp-leads.h"
#include "store/esp-segment-uses.h"

#include <string.h>

#define SUBJECT "segment"

typedef EspCtlSegment Options;

/* The rule that the options give, by text, file or segment; @options->segment is set for the last. */
static gboolean
load_rule (EspTx *tx, Options *options, GError **error)
{
  EspRuleNames names;
  g_autofree char *json = NULL;
  gsize length = 0;
  gint64 id;

  options->world = esp_segment_engine_get_world (options->engine, tx, error);
  if (options->world == NULL)
    return FALSE;
  names = esp_rule_names_of (esp_segment_world_get_catalog (options->world));
  if (options->segment_ref != NULL)
    {
      if (!esp_segment_resolve (tx, options->segment_ref, &id, error))
        return FALSE;
      options->segment = esp_segment_load (tx, id, error);
      options->rule =
        options->segment != NULL ? esp_segment_read_rule (options->segment, error) : NULL;
    }
  else if (options->rule_file != NULL)
    {
      if (!g_file_get_contents (options->rule_file, &json, &length, error))
        return FALSE;
      options->rule = esp_rule_parse_json (json, (gssize) length, error);
    }
  else
    options->rule = esp_rule_parse_text (options->rule_text != NULL ? options->rule_text : "",
                                         &names, NULL, error);
  if (options->rule == NULL)
    return FALSE;
  esp_rule_names_resolve (options->rule, esp_segment_world_get_catalog (options->world));
  (void) esp_rule_number (options->rule, 1);
  options->text = esp_rule_to_text (options->rule, &names);
  return TRUE;
}

static const char *
own_uuid (const Options *options)
{
  return options->segment != NULL && !options->segment->is_static ? options->segment->uuid : NULL;
}

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!load_rule (tx, options, error))
    return FALSE;
  options->count = esp_segment_engine_count (options->engine, tx, options->rule, own_uuid (options),
                                             ESP_SEGMENT_ROWS | ESP_SEGMENT_NEXT, error);
  return options->count != NULL && esp_ctl_segment_note_names (options, tx, error);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->segments = esp_segment_list (tx, error);
  options->world = esp_segment_engine_get_world (options->engine, tx, error);
  return options->segments != NULL && options->world != NULL;
}

static gboolean
show_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!load_rule (tx, options, error))
    return FALSE;
  options->uses = esp_segment_list_uses (tx, options->segment, error);
  return options->uses != NULL;
}

/* Only turns the rule from one form into the other: what it names may be elsewhere. */
static gboolean
export_cb (EspTx *tx, gpointer data, GError **error)
{
  return load_rule (tx, data, error);
}

static gboolean
members_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autofree guint32 *ids = NULL;
  gsize n_ids = 0;

  if (!count_cb (tx, options, error))
    return FALSE;
  ids = esp_bitmap_to_array (options->count->members, &n_ids);
  if (options->limit > 0)
    n_ids = MIN (n_ids, (gsize) options->limit);
  options->leads =
    esp_lead_load_many (tx, esp_segment_world_get_fields (options->world), ids, n_ids, error);
  return options->leads != NULL;
}

static gboolean
check_rule (Options *options, const char *uuid, GError **error)
{
  g_autoptr (GArray) problems =
    esp_rule_check (options->rule, esp_segment_world_get_catalog (options->world), uuid);
  const EspRuleProblem *fatal = esp_rule_problems_first_fatal (problems);
  g_autofree char *sentence = NULL;

  if (fatal == NULL)
    return TRUE;
  sentence = esp_rule_problem_dup_sentence (fatal);
  g_set_error_literal (error, ESP_RULE_ERROR, ESP_RULE_ERROR_UNKNOWN, sentence);
  return FALSE;
}

static gboolean
explain_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  EspRuleTime time = { esp_tx_get_now_us (tx), NULL };
  gint64 lead_id;

  if (!load_rule (tx, options, error) || !esp_lead_resolve (tx, options->lead, &lead_id, error) ||
      !check_rule (options, own_uuid (options), error))
    return FALSE;
  options->dossier =
    esp_lead_dossier_load (tx, esp_segment_world_get_fields (options->world), lead_id, error);
  if (options->dossier == NULL)
    return FALSE;
  time.zone = esp_segment_world_get_zone (options->world);
  options->facts = esp_dossier_facts_new (options->dossier, options->world, time.now_us);
  options->verdicts =
    esp_rule_explain (options->rule, esp_segment_world_get_catalog (options->world), &time,
                      esp_dossier_facts_get (options->facts));
  return TRUE;
}

static gboolean
new_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  EspSegment segment = { .name = options->name, .is_static = options->is_static };
  g_autofree char *json = NULL;
  gboolean is_ok;

  if (!load_rule (tx, options, error) || !check_rule (options, NULL, error))
    return FALSE;
  json = esp_rule_to_json (options->rule);
  segment.rule = options->is_static ? NULL : json;
  is_ok = esp_segment_insert (tx, &segment, error);
  segment.rule = NULL;
  segment.size = -1;
  options->segment = esp_segment_copy (&segment);
  options->segment->rule = g_strdup (options->is_static ? NULL : json);
  g_free (segment.uuid);
  return is_ok;
}

/* Gives a segment another rule, another name, or both. */
static gboolean
edit_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspSegment) changed = NULL;
  gint64 id;

  if (!esp_segment_resolve (tx, options->target, &id, error))
    return FALSE;
  changed = esp_segment_load (tx, id, error);
  if (options->rule_text == NULL && options->rule_file == NULL)
    options->segment_ref = g_strdup (options->target);
  if (changed == NULL || !load_rule (tx, options, error) ||
      !check_rule (options, changed->uuid, error))
    return FALSE;
  if (options->name != NULL)
    {
      g_free (changed->name);
      changed->name = g_strdup (options->name);
    }
  if (options->segment_ref == NULL && changed->is_static)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” is a fixed list and follows no rule", changed->name);
      return FALSE;
    }
  if (options->segment_ref == NULL)
    {
      g_free (changed->rule);
      changed->rule = esp_rule_to_json (options->rule);
      g_clear_pointer (&changed->draft, g_free);
    }
  if (!esp_segment_update (tx, changed, error))
    return FALSE;
  g_clear_pointer (&options->segment, esp_segment_free);
  options->segment = g_steal_pointer (&changed);
  return TRUE;
}

static gboolean
delete_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  gint64 id;

  if (!esp_segment_resolve (tx, options->segment_ref, &id, error))
    return FALSE;
  options->segment = esp_segment_load (tx, id, error);
  if (options->segment == NULL)
    return FALSE;
  options->uses = esp_segment_list_uses (tx, options->segment, error);
  if (options->uses == NULL)
    return FALSE;
  return esp_segment_archive (tx, id, error);
}

/* Puts leads named on the command line, or matching a rule, into a static segment or takes them out. */
static gboolean
move_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  gint64 segment_id, lead_id;

  if (!esp_segment_resolve (tx, options->target, &segment_id, error))
    return FALSE;
  options->segment = esp_segment_load (tx, segment_id, error);
  if (options->segment == NULL)
    return FALSE;
  if (!options->segment->is_static)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” follows a rule; only a static segment takes leads by hand",
                   options->segment->name);
      return FALSE;
    }
  for (char **lead = options->references; lead != NULL && *lead != NULL; lead++)
    {
      if (!esp_lead_resolve (tx, *lead, &lead_id, error))
        return FALSE;
      esp_bitmap_add (leads, (guint32) lead_id);
    }
  if (options->file != NULL && !esp_ctl_segment_read_file (options, tx, leads, error))
    return FALSE;
  if (options->members != NULL)
    esp_bitmap_or (leads, options->members);
  return options->is_removing
           ? esp_segment_remove_members (tx, segment_id, leads, &options->n_moved, error)
           : esp_segment_add_members (tx, segment_id, leads, &options->n_moved, error);
}

static gboolean
settle_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_segment_settle (tx, options->measure, NULL, error);
}

static gboolean
measure_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  gint64 id;

  if (!esp_segment_resolve (tx, options->segment_ref, &id, error))
    return FALSE;
  options->measure = esp_segment_measure (options->engine, tx, id, error);
  return options->measure != NULL;
}

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->facts, esp_dossier_facts_free);
  g_clear_pointer (&options->dossier, esp_lead_dossier_free);
  g_clear_pointer (&options->verdicts, g_array_unref);
  g_clear_pointer (&options->segments, g_ptr_array_unref);
  g_clear_pointer (&options->uses, g_ptr_array_unref);
  g_clear_pointer (&options->leads, g_ptr_array_unref);
  g_clear_pointer (&options->unknown, g_ptr_array_unref);
  g_clear_pointer (&options->versions, g_ptr_array_unref);
  g_clear_pointer (&options->count, esp_segment_count_free);
  g_clear_pointer (&options->measure, esp_segment_measure_free);
  g_clear_pointer (&options->members, esp_bitmap_free);
  g_clear_pointer (&options->segment, esp_segment_free);
  g_clear_pointer (&options->rule, esp_rule_unref);
  g_clear_pointer (&options->world, esp_segment_world_unref);
  g_clear_pointer (&options->engine, esp_segment_engine_unref);
  g_free (options->text);
  g_free (options->workspace);
  g_free (options->name);
  g_free (options->rule_text);
  g_free (options->rule_file);
  g_free (options->segment_ref);
  g_free (options->target);
  g_free (options->lead);
  g_free (options->file);
}

static int
run_count (Options *options, EspStore *store, GError **error)
{
  if (!esp_store_read (store, ESP_READ_LONG, count_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_segment_print_count (options);
  /* A segment of the workspace keeps the size; a file for reading only is counted all the same. */
  if (options->segment_ref != NULL && !esp_store_is_read_only (store) &&
      (!esp_store_read (store, ESP_READ_LONG, measure_cb, options, NULL, error) ||
       !esp_store_write (store, NULL, settle_cb, options, NULL, error)))
    return esp_ctl_fail (SUBJECT, *error);
  return ESP_CTL_OK;
}

static int
run_list (Options *options, EspStore *store, GError **error)
{
  if (!esp_store_read (store, ESP_READ_PAGE, list_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_segment_print_list (options);
  return ESP_CTL_OK;
}

static int
run_show (Options *options, EspStore *store, GError **error)
{
  if (options->segment_ref == NULL)
    return esp_ctl_usage (SUBJECT, "Name the segment with --segment");
  if (!esp_store_read (store, ESP_READ_PAGE, show_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_segment_print_segment (options);
  return ESP_CTL_OK;
}

static int
run_members (Options *options, EspStore *store, GError **error)
{
  if (!esp_store_read (store, ESP_READ_LONG, members_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_segment_print_members (options);
  return ESP_CTL_OK;
}

static int
run_explain (Options *options, EspStore *store, GError **error)
{
  if (options->lead == NULL)
    return esp_ctl_usage (SUBJECT, "Name the lead with --lead EMAIL");
  if (!esp_store_read (store, ESP_READ_PAGE, explain_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_segment_print_verdicts (options);
  return ESP_CTL_OK;
}

static int
run_new (Options *options, EspStore *store, GError **error)
{
  EspOperation operation = { .kind = "segment-new", .summary = options->name };

  if (options->name == NULL)
    return esp_ctl_usage (SUBJECT, "Give the segment a name with --name");
  if (!esp_store_write (store, &operation, new_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_segment_print_segment (options);
  return ESP_CTL_OK;
}

static int
run_edit (Options *options, EspStore *store, GError **error)
{
  EspOperation operation = { .kind = "segment-edit" };

  if (options->segment_ref == NULL)
    return esp_ctl_usage (SUBJECT, "Name the segment with --segment");
  if (options->rule_text == NULL && options->rule_file == NULL && options->name == NULL)
    return esp_ctl_usage (SUBJECT, "Give another rule with --rule, or another name with --name");
  options->target = g_steal_pointer (&options->segment_ref);
  operation.summary = options->target;
  if (!esp_store_write (store, &operation, edit_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_segment_print_segment (options);
  return ESP_CTL_OK;
}

static int
run_delete (Options *options, EspStore *store, GError **error)
{
  EspOperation operation = { .kind = "segment-delete", .summary = options->segment_ref };

  if (options->segment_ref == NULL)
    return esp_ctl_usage (SUBJECT, "Name the segment with --segment");
  if (!esp_store_write (store, &operation, delete_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_segment_print_deleted (options);
  return ESP_CTL_OK;
}

static int
run_move (Options *options, EspStore *store, GError **error)
{
  EspOperation operation = { .kind = options->is_removing ? "segment-remove" : "segment-add" };

  if (options->segment_ref == NULL)
    return esp_ctl_usage (SUBJECT, "Name the static segment with --segment");
  /* The segment is what is changed; a rule beside it names the leads. */
  options->target = g_steal_pointer (&options->segment_ref);
  operation.summary = options->target;
  if (options->rule_text != NULL || options->rule_file != NULL)
    {
      if (!esp_store_read (store, ESP_READ_LONG, count_cb, options, NULL, error))
        return esp_ctl_fail (SUBJECT, *error);
      options->members = g_steal_pointer (&options->count->members);
    }
  else if ((options->references == NULL || options->references[0] == NULL) && options->file == NULL)
    return esp_ctl_usage (SUBJECT, "Name the leads: addresses, --file or --rule");
  if (!esp_store_write (store, &operation, move_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_segment_print_moved (options);
  return ESP_CTL_OK;
}

static int
run_add (Options *options, EspStore *store, GError **error)
{
  return run_move (options, store, error);
}

static int
run_remove (Options *options, EspStore *store, GError **error)
{
  options->is_removing = TRUE;
  return run_move (options, store, error);
}

static int
run_export (Options *options, EspStore *store, GError **error)
{
  if (!esp_store_read (store, ESP_READ_PAGE, export_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_segment_print_rule (options);
  return ESP_CTL_OK;
}

static const struct
{
  const char *name;
  EspStoreMode mode;
  int (*run) (Options *options, EspStore *store, GError **error);
} actions[] = {
  { "create", ESP_STORE_OPEN, run_new },
  { "new", ESP_STORE_OPEN, run_new },
  { "edit", ESP_STORE_OPEN, run_edit },
  { "delete", ESP_STORE_OPEN, run_delete },
  { "list", ESP_STORE_READ_ONLY, run_list },
  { "show", ESP_STORE_READ_ONLY, run_show },
  { "count", ESP_STORE_OPEN, run_count },
  { "list-members", ESP_STORE_READ_ONLY, run_members },
  { "explain", ESP_STORE_READ_ONLY, run_explain },
  { "overlap", ESP_STORE_READ_ONLY, esp_ctl_segment_overlap },
  { "export", ESP_STORE_READ_ONLY, run_export },
  { "add", ESP_STORE_OPEN, run_add },
  { "remove", ESP_STORE_OPEN, run_remove },
  { "versions", ESP_STORE_READ_ONLY, esp_ctl_segment_versions },
  { "keep", ESP_STORE_OPEN, esp_ctl_segment_keep },
  { "restore", ESP_STORE_OPEN, esp_ctl_segment_restore },
  { "compare", ESP_STORE_READ_ONLY, esp_ctl_segment_compare },
};

static GOptionContext *
make_context (Options *options)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "the workspace file",
      "FILE" },
    { "segment", 's', 0, G_OPTION_ARG_STRING, &options->segment_ref, "by number, uuid or name",
      "SEGMENT" },
    { "rule", 'r', 0, G_OPTION_ARG_STRING, &options->rule_text, "a rule in the text language",
      "TEXT" },
    { "rule-file", 'f', 0, G_OPTION_ARG_FILENAME, &options->rule_file, "a rule as JSON", "FILE" },
    { "lead", 'l', 0, G_OPTION_ARG_STRING, &options->lead, "address, phone, external id or #NUMBER",
      "LEAD" },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &options->name, "name of a new segment", "NAME" },
    { "static", 0, 0, G_OPTION_ARG_NONE, &options->is_static, "a fixed list instead of a rule",
      NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options->limit, "at most so many members", "N" },
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &options->file,
      "add, remove: addresses, phones or external ids, one a line", "FILE" },
    { "version", 0, 0, G_OPTION_ARG_INT, &options->version, "restore, compare: of the rule", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "answer in JSON", NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new ("ACTION [LEAD… | SEGMENT…]");

  g_option_context_set_summary (
    context,
    "Actions:\n"
    "  list                    every segment with its size\n"
    "  count                   how many match a segment, a --rule or a --rule-file, and what\n"
    "                          each condition does\n"
    "  list-members            who they are\n"
    "  explain --lead LEAD     which conditions a lead matches, and with what\n"
    "  show                    the rule of a segment and who uses it\n"
    "  export                  a rule as text, or with --json as JSON\n"
    "  overlap SEGMENT…        who is in which of two to six segments\n"
    "  create --name NAME      a segment by a rule, or a --static list\n"
    "  edit                    another --rule, another --name\n"
    "  delete                  takes a segment away and says who used it\n"
    "  add, remove [LEAD…]     puts leads into a static list or takes them out: named here, in a\n"
    "                          --file, or by a --rule\n"
    "  versions                the rules that a segment had\n"
    "  keep --name NAME        names the present rule\n"
    "  restore --version N     brings an older rule back\n"
    "  compare --version N     who matches the older rule and the present one");
  g_option_context_set_description (
    context, "A rule in text:\n"
             "  all(city in [\"서울\", \"경기\"], event(\"open\") count>=2 in last 30 days,\n"
             "      any(ltv >= 300000, tag = \"VIP\"), none(event(\"order\") in last 7 days))\n"
             "  all(event(\"cart\"), not event(\"order\") within 3 days after event(\"cart\"))\n"
             "A rule as JSON follows segment.schema.json. Everything that writes can be undone.\n"
             "Exit status: 0 done, 1 refused (the sentence says why), 2 asked for wrongly.\n");
  g_option_context_add_main_entries (context, entries, NULL);
  return context;
}

/**
 * esp_ctl_segment:
 *
 * Returns: the exit status
 */
int
esp_ctl_segment (int argc, char **argv)
{
  Options options = { .limit = -1 };
  g_autoptr (GOptionContext) context = make_context (&options);
  g_autoptr (EspStore) store = NULL;
  g_autoptr (GError) error = NULL;
  int status = ESP_CTL_OK;

  if (!esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    return status;
  status = -1;
  for (gsize i = 0; argc > 1 && status < 0 && i < G_N_ELEMENTS (actions); i++)
    {
      if (!g_str_equal (actions[i].name, argv[1]))
        continue;
      options.references = argv + 2;
      options.engine = esp_segment_engine_new ();
      store = esp_ctl_open_workspace (options.workspace, actions[i].mode, &error);
      status =
        store != NULL ? actions[i].run (&options, store, &error) : esp_ctl_fail (SUBJECT, error);
    }
  options_clear (&options);
  return status >= 0 ? status
                     : esp_ctl_usage (SUBJECT, argc > 1 ? "There is no such action"
                                                        : "Say what to do with segments");
}
