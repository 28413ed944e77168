/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl backup and restore: a copy of a workspace, and putting one back. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-backup.h"

#include "ctl/esp-ctl-common.h"
#include "store/esp-backup.h"

typedef gboolean (*CopyFunc) (const char *workspace, const char *backup, GError **error);

static gboolean
back_up (const char *workspace, const char *backup, GError **error)
{
  if (!esp_backup_check (workspace, error) || !esp_backup_copy (workspace, backup, NULL, error))
    return FALSE;
  g_print ("Backed up to %s\n", backup);
  return TRUE;
}

static gboolean
put_back (const char *workspace, const char *backup, GError **error)
{
  g_autofree char *kept = NULL;

  if (!esp_backup_restore (backup, workspace, &kept, error))
    return FALSE;
  g_print ("Restored %s from %s\n", workspace, backup);
  if (kept != NULL)
    g_print ("What stood there before is kept as %s\n", kept);
  return TRUE;
}

static int
run (int argc, char **argv, const char *subject, CopyFunc func)
{
  g_autofree char *workspace = NULL;
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &workspace, "the workspace file", "FILE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("BACKUP");
  g_autoptr (GError) error = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, subject, &status))
    return status;
  if (argc != 2 || workspace == NULL)
    return esp_ctl_usage (subject, "Say “--workspace FILE BACKUP”");
  return func (workspace, argv[1], &error) ? ESP_CTL_OK : esp_ctl_fail (subject, error);
}

/**
 * esp_ctl_backup:
 *
 * The subject "backup": copies a workspace, which may be in use, to a file.
 *
 * Returns: the exit status
 */
int
esp_ctl_backup (int argc, char **argv)
{
  return run (argc, argv, "backup", back_up);
}

/**
 * esp_ctl_restore:
 *
 * The subject "restore": puts a backup in the place of a workspace, which must not be open.
 *
 * Returns: the exit status
 */
int
esp_ctl_restore (int argc, char **argv)
{
  return run (argc, argv, "restore", put_back);
}
