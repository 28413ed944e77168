/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the folder and the workspace of a test, and takes them away with all that the test left there. */
#include "temp-store.h"

#include <glib/gstdio.h>

TempFolder
temp_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("espalier-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      remove_tree (inside);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* Removes the folder with everything below it, and frees its name. */
void
temp_folder_free (TempFolder folder)
{
  remove_tree (folder);
  g_free (folder);
}

/* A new workspace, test.espalier, in the folder. */
EspStore *
temp_store_new (const char *folder, EspClock *clock)
{
  g_autofree char *path = g_build_filename (folder, "test.espalier", NULL);
  g_autoptr (GError) error = NULL;
  EspStore *store = esp_store_open (path, ESP_STORE_CREATE, clock, &error);

  g_assert_no_error (error);
  return store;
}

/* Closes the workspace, lets what was under way report, and holds that nobody has it any more. */
void
temp_store_free (EspStore *store)
{
  esp_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (store);
}
