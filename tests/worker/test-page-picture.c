/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of drawing pages by a helper: what it is given, what it gives, and every way in which it fails. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "worker/esp-page-picture.h"

#include "test-home.h"

#include <glib/gstdio.h>
#include <string.h>

static const EspPageRequest request = { .html = "<p>안녕</p>", .width = 360, .scale = 2 };

typedef struct
{
  GBytes *png;
  GError *error;
  gboolean is_done;
} Result;

static void
result_clear (Result *result)
{
  g_clear_pointer (&result->png, g_bytes_unref);
  g_clear_error (&result->error);
}

static void
drawn_cb (GObject *source, GAsyncResult *async, gpointer data)
{
  Result *result = data;

  result->png = esp_page_picture_draw_finish (async, &result->error);
  result->is_done = TRUE;
}

/* A helper of this test: what it does is a line of shell. Each is a file of its own, for the one before may still be
 * reading its own. */
static void
use_helper (const char *line)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("helper-%u", ++n);
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), name, NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\n%s\n", line);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_runtime_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents_full (path, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_setenv ("ESP_PAGE_HELPER", path, TRUE);
}

static void
draw (Result *result, GCancellable *cancellable)
{
  esp_page_picture_draw_async (&request, cancellable, drawn_cb, result);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  while (!result->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_draws (void)
{
  Result result = { 0 };
  gsize n;
  const char *bytes;

  use_helper ("printf '\\211PNG %s ' \"$*\"; cat");
  draw (&result, NULL);
  g_assert_no_error (result.error);
  bytes = g_bytes_get_data (result.png, &n);
  g_assert_cmpmem (bytes, n, "\211PNG --width=360 --scale=2 <p>안녕</p>",
                   strlen ("\211PNG --width=360 --scale=2 <p>안녕</p>"));
  result_clear (&result);
}

static void
test_says_why (void)
{
  const struct
  {
    const char *line;
    const char *sentence;
  } cases[] = { { "cat >/dev/null; echo first >&2; echo the cause >&2; exit 1", "the cause" },
                { "cat >/dev/null; printf '\\211PNG'; echo broken >&2; exit 3", "broken" },
                { "cat >/dev/null; echo no picture", "the helper ended without a word" },
                { "cat >/dev/null", "the helper ended without a word" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Result result = { 0 };

      use_helper (cases[i].line);
      draw (&result, NULL);
      g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_FAILED);
      g_assert_cmpstr (result.error->message, ==, cases[i].sentence);
      result_clear (&result);
    }
}

/* A helper that dies before it has read its page ends itself, not the program: more than any pipe would take. */
static void
test_dies_unread (void)
{
  g_autofree char *html = g_strnfill (4 * 1024 * 1024, 'a');
  const EspPageRequest large = { .html = html, .width = 360, .scale = 1 };
  Result result = { 0 };

  use_helper ("echo it fell >&2; exit 1");
  esp_page_picture_draw_async (&large, NULL, drawn_cb, &result);
  while (!result.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpstr (result.error->message, ==, "it fell");
  result_clear (&result);
}

/* It is ended at once, not waited for. */
static void
test_cancels (void)
{
  Result result = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  use_helper ("exec sleep 600");
  draw (&result, cancellable);
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  result_clear (&result);
}

static void
test_is_not_installed (void)
{
  Result result = { 0 };

  g_setenv ("ESP_PAGE_HELPER", "/nowhere/espalier-page", TRUE);
  g_assert_null (esp_page_picture_dup_helper ());
  draw (&result, NULL);
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  result_clear (&result);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/page-picture/gives-the-page-and-takes-the-picture", test_draws);
  g_test_add_func ("/worker/page-picture/says-why-there-is-none", test_says_why);
  g_test_add_func ("/worker/page-picture/outlives-a-helper-that-falls", test_dies_unread);
  g_test_add_func ("/worker/page-picture/ends-with-its-caller", test_cancels);
  g_test_add_func ("/worker/page-picture/may-not-be-installed", test_is_not_installed);
  return g_test_run ();
}
