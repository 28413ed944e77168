/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl workspace: makes one, says what is in one, and changes its settings. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-workspace.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "worker/esp-sample.h"
#include "worker/esp-workspace-setting.h"

#define SUBJECT "workspace"
/* A file of some gigabytes: more is a slip of the finger. */
#define MAX_SAMPLE_LEADS 10000000

typedef struct
{
  char *name;
  char *zone;
  char *language;
  char *currency;
  char *country;
  gint64 n_leads;
  gint64 n_fields;
} Facts;

static gboolean
set_facts (EspTx *tx, gpointer data, GError **error)
{
  Facts *facts = data;
  const char *const pairs[][2] = { { ESP_META_NAME, facts->name },
                                   { ESP_META_ZONE, facts->zone },
                                   { ESP_META_LANGUAGE, facts->language },
                                   { ESP_META_CURRENCY, facts->currency },
                                   { ESP_META_COUNTRY, facts->country } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i][1] != NULL && !esp_meta_set_text (tx, pairs[i][0], pairs[i][1], error))
      return FALSE;
  return TRUE;
}

static gboolean
get_facts (EspTx *tx, gpointer data, GError **error)
{
  Facts *facts = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  if (fields == NULL || !esp_lead_count (tx, &facts->n_leads, error))
    return FALSE;
  for (guint i = 0; i < esp_fields_get_n (fields); i++)
    facts->n_fields += esp_fields_get (fields, i)->is_custom;
  facts->name = esp_meta_get_text (tx, ESP_META_NAME, "", error);
  facts->zone = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  facts->language = esp_meta_get_text (tx, ESP_META_LANGUAGE, "ko", error);
  facts->currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);
  facts->country = esp_meta_get_text (tx, ESP_META_COUNTRY, "KR", error);
  return facts->country != NULL;
}

static void
facts_clear (Facts *facts)
{
  g_free (facts->name);
  g_free (facts->zone);
  g_free (facts->language);
  g_free (facts->currency);
  g_free (facts->country);
}

static void
print_facts (const Facts *facts, const char *path, gboolean is_json)
{
  const char *const pairs[][2] = { { "path", path },
                                   { "name", facts->name },
                                   { "time_zone", facts->zone },
                                   { "language", facts->language },
                                   { "currency", facts->currency },
                                   { "country", facts->country } };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (!is_json)
        g_print ("%-14s %s\n", pairs[i][0], pairs[i][1]);
      esp_ctl_add_text (builder, pairs[i][0], pairs[i][1]);
    }
  esp_ctl_add_int (builder, "leads", facts->n_leads);
  esp_ctl_add_int (builder, "custom_fields", facts->n_fields);
  json_builder_end_object (builder);
  if (is_json)
    esp_ctl_print_json (builder);
  else
    g_print ("%-14s %" G_GINT64_FORMAT "\n%-14s %" G_GINT64_FORMAT "\n", "leads", facts->n_leads,
             "custom fields", facts->n_fields);
}

static int
make (const char *path, Facts *facts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (path, ESP_STORE_CREATE, &error);

  if (store == NULL || !esp_store_write (store, NULL, set_facts, facts, NULL, &error))
    return esp_ctl_fail (SUBJECT, error);
  return ESP_CTL_OK;
}

static int
make_sample (const char *path, int n_leads)
{
  g_autoptr (EspClock) clock = esp_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;

  if (n_leads < 0 || n_leads > MAX_SAMPLE_LEADS)
    return esp_ctl_usage (SUBJECT, "--leads is between 1 and 10,000,000");
  if (n_leads > 0 && g_file_test (path, G_FILE_TEST_EXISTS))
    return esp_ctl_usage (SUBJECT, "There is a file of this name already; choose another one");
  store = n_leads > 0 ? esp_sample_make (path, (guint) n_leads, clock, &error)
                      : esp_sample_open (path, clock, &error);

  return store != NULL ? ESP_CTL_OK : esp_ctl_fail (SUBJECT, error);
}

static int
show (const char *path, gboolean is_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (path, ESP_STORE_OPEN, &error);
  Facts facts = { 0 };
  int status = ESP_CTL_OK;

  if (store == NULL || !esp_store_read (store, ESP_READ_PAGE, get_facts, &facts, NULL, &error))
    status = esp_ctl_fail (SUBJECT, error);
  else
    print_facts (&facts, path, is_json);
  facts_clear (&facts);
  return status;
}

/* What travels to the store and back. */
typedef struct
{
  char **words; /* (unowned): KEY VALUE … */
  int n_words;
  char **values; /* (owned) (nullable): of all settings */
} Settings;

static gboolean
set_settings (EspTx *tx, gpointer data, GError **error)
{
  const Settings *wanted = data;

  for (int i = 0; i + 1 < wanted->n_words; i += 2)
    {
      const EspSetting *setting = esp_setting_find (wanted->words[i]);

      if (setting == NULL)
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                       "There is no setting “%s”; “espalierctl workspace settings” lists all",
                       wanted->words[i]);
          return FALSE;
        }
      if (!esp_setting_store (tx, setting, wanted->words[i + 1], error))
        {
          g_prefix_error (error, "%s: ", setting->name);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
get_settings (EspTx *tx, gpointer data, GError **error)
{
  Settings *found = data;

  found->values = g_new0 (char *, esp_setting_get_n () + 1);
  for (guint i = 0; i < esp_setting_get_n (); i++)
    {
      found->values[i] = esp_setting_load (tx, esp_setting_get (i), error);
      if (found->values[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static int
change_settings (const char *path, char **words, int n_words)
{
  const EspOperation operation = { .kind = "settings", .summary = words[0], .actor = "ctl" };
  Settings wanted = { .words = words, .n_words = n_words };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  gint64 history_id = 0;

  if (n_words == 0 || n_words % 2 != 0)
    return esp_ctl_usage (SUBJECT, "Say what and its value: set KEY VALUE [KEY VALUE…]");
  store = esp_ctl_open_workspace (path, ESP_STORE_OPEN, &error);
  if (store == NULL ||
      !esp_store_write (store, &operation, set_settings, &wanted, &history_id, &error))
    return esp_ctl_fail (SUBJECT " set", error);
  if (history_id != 0)
    g_print ("Kept. Undo with: espalierctl undo %" G_GINT64_FORMAT " -w FILE\n", history_id);
  return ESP_CTL_OK;
}

static void
print_settings (char **values, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (guint i = 0; i < esp_setting_get_n (); i++)
    {
      const EspSetting *setting = esp_setting_get (i);

      if (!is_json)
        g_print ("%-20s %-30s %s\n", setting->name, *values[i] != '\0' ? values[i] : "—",
                 setting->title);
      esp_ctl_add_text (builder, setting->name, values[i]);
    }
  json_builder_end_object (builder);
  if (is_json)
    esp_ctl_print_json (builder);
}

static int
show_settings (const char *path, gboolean is_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (path, ESP_STORE_READ_ONLY, &error);
  Settings found = { 0 };
  int status = ESP_CTL_OK;

  if (store == NULL || !esp_store_read (store, ESP_READ_PAGE, get_settings, &found, NULL, &error))
    status = esp_ctl_fail (SUBJECT " settings", error);
  else
    print_settings (found.values, is_json);
  g_strfreev (found.values);
  return status;
}

/* Does what the words after the options ask for; -1: they ask for nothing that is known. */
static int
dispatch (int argc, char **argv, const char *path, Facts *facts, gboolean is_json, int n_leads)
{
  const char *action = argc > 1 ? argv[1] : "";

  if (argc == 3 && g_str_equal (action, "new"))
    return make (argv[2], facts);
  if (argc == 3 && g_str_equal (action, "sample"))
    return make_sample (argv[2], n_leads);
  if (argc == 3 && g_str_equal (action, "info"))
    return show (argv[2], is_json);
  if (g_str_equal (action, "set"))
    return change_settings (path, argv + 2, argc - 2);
  if (argc <= 3 && g_str_equal (action, "settings"))
    return show_settings (argc == 3 ? argv[2] : path, is_json);
  return -1;
}

/**
 * esp_ctl_workspace:
 *
 * The subject "workspace": new FILE, sample FILE, info FILE, set KEY VALUE, settings.
 *
 * Returns: the exit status
 */
int
esp_ctl_workspace (int argc, char **argv)
{
  Facts facts = { 0 };
  gboolean is_json = FALSE;
  int n_leads = 0;
  g_autofree char *path = NULL;
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &path, "set, settings: the workspace file",
      "FILE" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &facts.name, "what it is called", "TEXT" },
    { "time-zone", 0, 0, G_OPTION_ARG_STRING, &facts.zone, "IANA zone", "Asia/Seoul" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &facts.language, "of messages", "ko" },
    { "currency", 0, 0, G_OPTION_ARG_STRING, &facts.currency, "ISO code", "KRW" },
    { "country", 0, 0, G_OPTION_ARG_STRING, &facts.country, "whose law and phones", "KR" },
    { "leads", 0, 0, G_OPTION_ARG_INT, &n_leads, "sample: a new one of so many leads", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (
    "new FILE | sample FILE | info FILE | set KEY VALUE… -w FILE | settings -w FILE");
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    status = dispatch (argc, argv, path, &facts, is_json, n_leads);
  if (status < 0)
    status =
      esp_ctl_usage (SUBJECT, "Say “new FILE”, “sample FILE”, “info FILE”, “set KEY VALUE” or "
                              "“settings”");
  facts_clear (&facts);
  return status;
}
