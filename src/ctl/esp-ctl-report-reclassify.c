/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl report reclassify: judges opens and clicks again, whether people or programs made them. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-report-reclassify.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "worker/esp-reclassify.h"

#define SUBJECT "report reclassify"

typedef struct
{
  char *workspace;
  char *rules;
  gboolean is_builtin;
  gboolean is_json;
  char *json; /* (owned) (nullable) */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->rules);
  g_free (options->json);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
keep_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_reclassify_keep_rules (tx, ((Options *) data)->json, error);
}

static void
print (const EspReclassifyTally *tally, gboolean is_json)
{
  static const char *const whats[] = { "opens", "clicks" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (whats); i++)
    {
      json_builder_set_member_name (builder, whats[i]);
      json_builder_begin_object (builder);
      for (guint j = 0; j < ESP_N_RESPONDERS; j++)
        {
          esp_ctl_add_int (builder, esp_responder_name ((EspResponder) j), tally->n[i][j]);
          if (!is_json)
            g_print ("%s %s: %" G_GINT64_FORMAT "\n", whats[i],
                     esp_responder_name ((EspResponder) j), tally->n[i][j]);
        }
      json_builder_end_object (builder);
    }
  esp_ctl_add_int (builder, "changed", tally->n_changed);
  esp_ctl_add_int (builder, "leads", tally->n_leads);
  json_builder_end_object (builder);
  if (is_json)
    esp_ctl_print_json (builder);
  else
    g_print ("%" G_GINT64_FORMAT " count differently now, of %" G_GINT64_FORMAT " leads.\n",
             tally->n_changed, tally->n_leads);
}

static gboolean
run (Options *options, EspReclassifyTally *tally, GError **error)
{
  g_autoptr (EspStore) store = NULL;

  if (options->rules != NULL && !g_file_get_contents (options->rules, &options->json, NULL, error))
    return FALSE;
  store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, error);
  if (store == NULL || ((options->rules != NULL || options->is_builtin) &&
                        !esp_store_write (store, NULL, keep_cb, options, NULL, error)))
    return FALSE;
  if (!esp_reclassify_all (store, tally, error))
    return FALSE;
  esp_store_close (store);
  return TRUE;
}

/**
 * esp_ctl_report_reclassify:
 *
 * Returns: the exit status
 */
int
esp_ctl_report_reclassify (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "rules", 0, 0, G_OPTION_ARG_FILENAME, &options.rules,
      "judge by these from now on; they are kept in the workspace", "FILE" },
    { "built-in", 0, 0, G_OPTION_ARG_NONE, &options.is_builtin,
      "judge by the rules of the program from now on", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("— judge opens and clicks again: people, or programs");
  g_autoptr (GError) error = NULL;
  EspReclassifyTally tally;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    return status;
  if (!run (&options, &tally, &error))
    return esp_ctl_fail (SUBJECT, error);
  print (&tally, options.is_json);
  return ESP_CTL_OK;
}
