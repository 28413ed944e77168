/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every subject of the command line does alike: options, the workspace, errors. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-common.h"

#include <string.h>

/**
 * esp_ctl_fail:
 *
 * Tells what went wrong in a sentence.
 *
 * Returns: the exit status
 */
int
esp_ctl_fail (const char *subject, const GError *error)
{
  gsize length = strlen (error->message);
  gboolean has_end = length > 0 && strchr (".!?", error->message[length - 1]) != NULL;

  g_printerr ("espalierctl %s: %s%s\n", subject, error->message, has_end ? "" : ".");
  return ESP_CTL_FAILED;
}

/**
 * esp_ctl_usage:
 *
 * Tells how the command was used wrongly.
 *
 * Returns: the exit status
 */
int
esp_ctl_usage (const char *subject, const char *sentence)
{
  g_printerr ("espalierctl %s: %s. See “espalierctl %s --help”.\n", subject, sentence, subject);
  return ESP_CTL_USAGE;
}

/**
 * esp_ctl_parse:
 * @out_status: (out): the exit status when it fails
 *
 * Returns: %FALSE when the options are wrong, which has been told
 */
gboolean
esp_ctl_parse (GOptionContext *context,
               int *argc,
               char ***argv,
               const char *subject,
               int *out_status)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strconcat ("espalierctl ", subject, NULL);

  g_set_prgname (name); /* heads the help */
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  *out_status = esp_ctl_usage (subject, error->message);
  return FALSE;
}

/**
 * esp_ctl_run_action:
 * @actions: ended by one without a name
 * @argv: the subject's own name, then the action
 *
 * Runs the action that is named, or tells which there are.
 *
 * Returns: the exit status
 */
int
esp_ctl_run_action (const char *subject, const EspCtlCommand *actions, int argc, char **argv)
{
  g_autofree char *sentence = NULL;

  for (const EspCtlCommand *action = actions; argc > 1 && action->name != NULL; action++)
    if (g_str_equal (action->name, argv[1]))
      return action->run (argc - 1, argv + 1);
  if (argc < 2)
    return esp_ctl_usage (subject, "Name an action");
  if (!g_str_equal (argv[1], "--help") && !g_str_equal (argv[1], "-h"))
    {
      sentence = g_strdup_printf ("There is no action “%s”", argv[1]);
      return esp_ctl_usage (subject, sentence);
    }
  g_print ("Usage: espalierctl %s ACTION [OPTION…]\n\nActions:\n", subject);
  for (const EspCtlCommand *action = actions; action->name != NULL; action++)
    g_print ("  %-8s %s\n", action->name, action->summary);
  g_print ("\n“espalierctl %s ACTION --help” tells more.\n", subject);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_open_workspace:
 * @path: (nullable): what --workspace named
 *
 * Returns: (transfer full): the workspace; %NULL with @error set
 */
EspStore *
esp_ctl_open_workspace (const char *path, EspStoreMode mode, GError **error)
{
  g_autoptr (EspClock) clock = esp_clock_new_system ();

  if (path == NULL)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "Which workspace? Name its file with --workspace FILE");
      return NULL;
    }
  return esp_store_open (path, mode, clock, error);
}

/**
 * esp_ctl_read_moment:
 * @text: such as 2027-01-31T10:00+09:00, with seconds or without
 *
 * Returns: (transfer full) (nullable): the moment; %NULL when it is none, also without an offset
 */
GDateTime *
esp_ctl_read_moment (const char *text)
{
  static const char minutes[] = "2027-01-31T10:00";
  const gsize n = strlen (minutes);
  g_autofree char *whole = NULL;

  if (strlen (text) > n && text[n - 3] == ':' && text[n] != ':')
    whole = g_strdup_printf ("%.*s:00%s", (int) n, text, text + n);
  return g_date_time_new_from_iso8601 (whole != NULL ? whole : text, NULL);
}
