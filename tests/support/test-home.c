/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives a test program folders of the user that are its own: G_TEST_OPTION_ISOLATE_DIRS loses memory for each test,
 * which the sanitizers' quick way of walking the stack cannot tell from what we lose. */
#include "test-home.h"

#include "temp-store.h"

#include <glib/gstdio.h>
#include <stdlib.h>

static TempFolder home;

static void
leave_home (void)
{
  temp_folder_free (home);
}

/* As g_test_init(), to be called first of all. */
void
test_home_init (int *argc, char ***argv)
{
  static const char *const names[] = { "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                       "XDG_STATE_HOME", "XDG_RUNTIME_DIR" };

  home = temp_folder_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (home, names[i], NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      g_assert_true (g_setenv (names[i], path, TRUE));
    }
  (void) atexit (leave_home); /* cannot fail: it is the first */
  g_test_init (argc, argv, NULL);
}
