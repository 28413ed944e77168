/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds every seed of a folder to a fuzz target, so that the seeds are tested without a fuzzer. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (argc > 1 ? argv[1] : ".", 0, &error);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *bytes = NULL;
      gsize size;

      if (!g_file_get_contents (path, &bytes, &size, &error))
        g_error ("%s", error->message);
      (void) LLVMFuzzerTestOneInput ((const guint8 *) bytes, size);
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  return 0;
}
