/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings rule packs of the user's data folder into use, and keeps which packs a workspace has chosen. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-rule-packs.h"

#include "worker/esp-link-looks.h"

#include "store/esp-library.h"
#include "store/esp-meta.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define DEFAULT_ZONE "Asia/Seoul"
#define MAX_FILES 200
#define MAX_FILE_BYTES (2 * 1024 * 1024)

static GMutex lock;         /* of all that follows */
static char *seen;          /* (nullable): names, sizes and times of the files that are in use */
static GPtrArray *problems; /* (nullable) (element-type EspRulePackProblem) */

static void
problem_free (gpointer data)
{
  EspRulePackProblem *problem = data;

  g_free (problem->path);
  g_free (problem->sentence);
  g_free (problem);
}

/**
 * esp_rule_packs_get_folder:
 *
 * Returns: (transfer full): where people put rule packs of their own
 */
char *
esp_rule_packs_get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "espalier", "rules", NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full): the paths of the packs in the folder, in the order of their names */
static GPtrArray *
list_files (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && paths->len < MAX_FILES && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folded = g_ascii_strdown (name, -1);

      if (g_str_has_suffix (folded, ".json") && *name != '.')
        g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
    }
  g_ptr_array_sort (paths, compare_names);
  return paths;
}

/* What tells whether anything has changed since. */
static char *
look (GPtrArray *paths)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (paths->pdata[i]);
      g_autoptr (GFileInfo) info =
        g_file_query_info (file,
                           G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_TIME_MODIFIED
                                                          "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC,
                           G_FILE_QUERY_INFO_NONE, NULL, NULL);

      if (info != NULL)
        g_string_append_printf (
          text, "%s %" G_GOFFSET_FORMAT " %" G_GUINT64_FORMAT ".%u\n", (char *) paths->pdata[i],
          g_file_info_get_size (info),
          g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED),
          g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC));
    }
  return g_string_free (text, FALSE);
}

/**
 * esp_rule_packs_take_file:
 * @path: an ordinary file; devices and pipes are not read
 *
 * Returns: whether it is a pack that @rules can use beside the others; else @error names the place
 */
gboolean
esp_rule_packs_take_file (EspContentRules *rules, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
    g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                       G_FILE_QUERY_INFO_NONE, NULL, error);
  g_autofree char *text = NULL;
  EspContentRules *pack;
  gsize n = 0;

  if (info == NULL)
    return FALSE;
  if (g_file_info_get_file_type (info) == G_FILE_TYPE_SYMBOLIC_LINK)
    {
      g_set_error_literal (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID,
                           "It is a link to a file that is not there");
      return FALSE;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR ||
      g_file_info_get_size (info) > MAX_FILE_BYTES)
    {
      g_set_error_literal (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID,
                           "It is no ordinary file, or larger than 2 MB");
      return FALSE;
    }
  if (!g_file_get_contents (path, &text, &n, error))
    return FALSE;
  pack = esp_content_rules_parse (text, (gssize) n, error);
  return pack != NULL && esp_content_rules_take_pack (rules, pack, error);
}

/**
 * esp_rule_packs_refresh:
 *
 * Reads the packs of the user anew when a file has changed. May be called by any thread.
 *
 * Returns: (transfer none): the packs in use
 */
const EspContentRules *
esp_rule_packs_refresh (void)
{
  g_autofree char *folder = esp_rule_packs_get_folder ();
  g_autoptr (GPtrArray) paths = list_files (folder);
  g_autofree char *now = look (paths);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&lock);
  EspContentRules *rules;

  if (g_strcmp0 (now, seen) == 0 || (seen == NULL && paths->len == 0))
    return esp_content_rules_get_default ();
  g_clear_pointer (&problems, g_ptr_array_unref);
  problems = g_ptr_array_new_with_free_func (problem_free);
  rules = esp_content_rules_new_own ();
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) error = NULL;
      EspRulePackProblem *problem;

      if (esp_rule_packs_take_file (rules, paths->pdata[i], &error))
        continue;
      problem = g_new0 (EspRulePackProblem, 1);
      problem->path = g_strdup (paths->pdata[i]);
      problem->sentence = g_strdup (error->message);
      g_ptr_array_add (problems, problem);
    }
  esp_content_rules_install (rules);
  g_free (seen);
  seen = g_steal_pointer (&now);
  return rules;
}

/**
 * esp_rule_packs_dup_problems:
 *
 * Returns: (transfer full) (element-type EspRulePackProblem): the files of the user that could not be used
 */
GPtrArray *
esp_rule_packs_dup_problems (void)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (problem_free);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&lock);

  for (guint i = 0; problems != NULL && i < problems->len; i++)
    {
      const EspRulePackProblem *from = problems->pdata[i];
      EspRulePackProblem *problem = g_new0 (EspRulePackProblem, 1);

      problem->path = g_strdup (from->path);
      problem->sentence = g_strdup (from->sentence);
      g_ptr_array_add (copy, problem);
    }
  return copy;
}

static char *
format_day (gint64 now_us, const char *zone_name)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = NULL;

  if (utc == NULL)
    return NULL;
  local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
  return g_date_time_format (local, "%Y-%m-%d");
}

/**
 * esp_rule_use_free:
 * @self: (nullable)
 */
void
esp_rule_use_free (EspRuleUse *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->choices);
  g_free (self->day);
  g_clear_pointer (&self->link_facts, g_hash_table_unref);
  g_clear_pointer (&self->phrases, g_array_unref);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
  g_free (self);
}

/* The words that the library of the workspace forbids or demands. */
static gboolean
load_phrases (EspRuleUse *self, EspTx *tx, GError **error)
{
  const EspLibraryQuery query = { .kind = ESP_LIBRARY_PHRASE };
  g_autoptr (GPtrArray) items = esp_library_list (tx, &query, error);

  self->phrases = g_array_new (FALSE, TRUE, sizeof (EspContentPhrase));
  self->texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const EspLibraryItem *item = items->pdata[i];
      g_autoptr (JsonNode) root = json_from_string (item->document, NULL);
      JsonObject *object =
        root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
      const char *text =
        object != NULL ? json_object_get_string_member_with_default (object, "text", "") : "";
      const char *rule =
        object != NULL ? json_object_get_string_member_with_default (object, "rule", "") : "";
      EspContentPhrase phrase = { .is_required = g_str_equal (rule, "required") };

      if (*text == '\0' || !g_utf8_validate (text, -1, NULL))
        continue;
      phrase.text = g_strdup (text);
      g_ptr_array_add (self->texts, (gpointer) phrase.text);
      g_array_append_val (self->phrases, phrase);
    }
  return items != NULL;
}

/**
 * esp_rule_use_load:
 *
 * Returns: (transfer full): the rules as they hold in the workspace now; %NULL with @error set
 */
EspRuleUse *
esp_rule_use_load (EspTx *tx, GError **error)
{
  g_autoptr (EspRuleUse) self = g_new0 (EspRuleUse, 1);
  g_autofree char *zone = esp_meta_get_text (tx, ESP_META_ZONE, DEFAULT_ZONE, error);
  g_autofree char *choices =
    zone != NULL ? esp_meta_get_text (tx, ESP_META_RULE_PACKS, "", error) : NULL;

  if (choices == NULL)
    return NULL;
  self->rules = esp_rule_packs_refresh ();
  self->choices = g_strsplit (choices, " ", -1);
  self->day = format_day (esp_tx_get_now_us (tx), zone);
  self->link_facts = esp_link_looks_load_facts (tx, error);
  return self->link_facts != NULL && load_phrases (self, tx, error) ? g_steal_pointer (&self)
                                                                    : NULL;
}

/**
 * esp_rule_use_has:
 *
 * Returns: whether the workspace uses the pack
 */
gboolean
esp_rule_use_has (const EspRuleUse *self, const EspRulePack *pack)
{
  g_autofree char *off = g_strconcat ("-", pack->id, NULL);

  if (g_strv_contains ((const char *const *) self->choices, pack->id))
    return TRUE;
  return pack->is_on && !g_strv_contains ((const char *const *) self->choices, off);
}

/**
 * esp_rule_use_fill:
 * @input: (inout): gets what the workspace chose; it borrows from @self
 */
void
esp_rule_use_fill (const EspRuleUse *self, EspContentInput *input)
{
  input->rules = self->rules;
  input->packs = (const char *const *) self->choices;
  input->day = self->day;
  input->phrases = (const EspContentPhrase *) (gpointer) self->phrases->data;
  input->n_phrases = self->phrases->len;
  input->link_facts = self->link_facts;
}

/**
 * esp_rule_use_switch:
 * @pack: the id of a pack
 *
 * Returns: %FALSE with @error set, also when there is no such pack
 */
gboolean
esp_rule_use_switch (EspTx *tx, const char *pack, gboolean is_on, GError **error)
{
  g_autoptr (EspRuleUse) use = esp_rule_use_load (tx, error);
  const EspRulePack *found = use != NULL ? esp_content_rules_find_pack (use->rules, pack) : NULL;
  g_autofree char *off = g_strconcat ("-", pack, NULL);
  g_autoptr (GString) choices = g_string_new (NULL);

  if (use == NULL)
    return FALSE;
  if (found == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                   "There is no rule pack “%s”; “espalierctl rules list” shows them", pack);
      return FALSE;
    }
  for (guint i = 0; use->choices[i] != NULL; i++)
    if (*use->choices[i] != '\0' && !g_str_equal (use->choices[i], pack) &&
        !g_str_equal (use->choices[i], off))
      g_string_append_printf (choices, "%s%s", choices->len > 0 ? " " : "", use->choices[i]);
  if (is_on != found->is_on)
    g_string_append_printf (choices, "%s%s", choices->len > 0 ? " " : "", is_on ? pack : off);
  return esp_meta_set_text (tx, ESP_META_RULE_PACKS, choices->len > 0 ? choices->str : NULL, error);
}
