/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Has the HTML of a mail drawn by the helper program, and ends it when it takes too long. */
#define G_LOG_DOMAIN "esp-worker"

#include "config.h"

#include "worker/esp-page-picture.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define HELPER "espalier-page"
/* A page without network is drawn in half a second; this is for a computer that is busy. */
#define TIMEOUT_S 20
/* What the helper can make of the tallest page it draws. */
#define MAX_PNG_BYTES (256 * 1024 * 1024)

typedef struct
{
  GSubprocess *process;      /* (owned) */
  GCancellable *cancellable; /* (owned) (nullable) the caller's */
  gulong cancel_handler;
  guint timeout;
  gboolean is_late;
} Drawing;

static void
drawing_free (gpointer data)
{
  Drawing *drawing = data;

  g_clear_handle_id (&drawing->timeout, g_source_remove);
  if (drawing->cancellable != NULL)
    g_cancellable_disconnect (drawing->cancellable, drawing->cancel_handler);
  g_clear_object (&drawing->cancellable);
  g_clear_object (&drawing->process);
  g_free (drawing);
}

static char *
dup_if_program (char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (path, G_FILE_TEST_IS_DIR))
    return path;
  g_free (path);
  return NULL;
}

/**
 * esp_page_picture_dup_helper:
 *
 * Looks beside the running program, where a build has it, and in the folder it is installed in. The variable
 * ESP_PAGE_HELPER names another one.
 *
 * Returns: (transfer full) (nullable): the path of the helper; %NULL when it is not installed
 */
char *
esp_page_picture_dup_helper (void)
{
  const char *named = g_getenv ("ESP_PAGE_HELPER");
  g_autofree char *self = NULL;
  g_autofree char *folder = NULL;
  char *path;

  if (named != NULL)
    return dup_if_program (g_strdup (named));
  self = g_file_read_link ("/proc/self/exe", NULL);
  folder = self != NULL ? g_path_get_dirname (self) : NULL;
  path = folder != NULL ? dup_if_program (g_build_filename (folder, HELPER, NULL)) : NULL;
  return path != NULL ? path : dup_if_program (g_build_filename (ESP_LIBEXEC_DIR, HELPER, NULL));
}

static gboolean
late_cb (gpointer user_data)
{
  Drawing *drawing = user_data;

  drawing->timeout = 0;
  drawing->is_late = TRUE;
  g_subprocess_force_exit (drawing->process);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, GSubprocess *process)
{
  g_subprocess_force_exit (process);
}

/* The last line that the helper said is the cause. */
static void
return_failure (GTask *task, GBytes *said)
{
  const Drawing *drawing = g_task_get_task_data (task);
  gsize n = 0;
  const char *bytes = said != NULL ? g_bytes_get_data (said, &n) : NULL;
  g_autofree char *raw = g_strndup (bytes != NULL ? bytes : "", n);
  g_autofree char *text = g_utf8_make_valid (raw, -1);
  const char *line;

  g_strchomp (text);
  line = strrchr (text, '\n');
  if (drawing->is_late)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                             "the page was not drawn within %d seconds", TIMEOUT_S);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                             line != NULL    ? line + 1
                             : *text != '\0' ? text
                                             : "the helper ended without a word");
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G' };
  g_autoptr (GTask) task = user_data;
  GSubprocess *process = G_SUBPROCESS (source);
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) said = NULL;
  g_autoptr (GError) error = NULL;
  gsize n = 0;
  const guint8 *bytes;

  if (!g_subprocess_communicate_finish (process, result, &out, &said, &error))
    {
      if (((Drawing *) g_task_get_task_data (task))->is_late)
        return_failure (task, NULL);
      else if (!g_task_return_error_if_cancelled (task))
        g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  bytes = out != NULL ? g_bytes_get_data (out, &n) : NULL;
  if (!g_subprocess_get_successful (process) || n < sizeof png || n > MAX_PNG_BYTES ||
      memcmp (bytes, png, sizeof png) != 0)
    {
      return_failure (task, said);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&out), (GDestroyNotify) g_bytes_unref);
}

/* The page as a file in memory. Writing into a pipe whose reader has died would end this program with it. */
static int
open_page (const char *html, GError **error)
{
  const gsize n = strlen (html);
  int fd = memfd_create (HELPER, MFD_CLOEXEC);
  gsize done = 0;

  while (fd >= 0 && done < n)
    {
      const gssize written = write (fd, html + done, n - done);

      if (written >= 0)
        done += written;
      else if (errno != EINTR)
        break;
    }
  if (fd >= 0 && done == n && lseek (fd, 0, SEEK_SET) == 0)
    return fd;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static GSubprocess *
spawn (const char *helper, const EspPageRequest *request, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *width = g_strdup_printf ("--width=%d", request->width);
  g_autofree char *scale = g_strdup_printf ("--scale=%d", request->scale);
  const char *const arguments[] = { helper, width, scale, request->is_dark ? "--dark" : NULL,
                                    NULL };
  const int page = open_page (request->html, error);

  if (page < 0)
    return NULL;
  g_subprocess_launcher_take_stdin_fd (launcher, page);
  /* It is looked at as a picture; and nobody may take its walls down by a variable. */
  g_subprocess_launcher_setenv (launcher, "GTK_A11Y", "none", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS");
  g_subprocess_launcher_unsetenv (launcher, "WEBKIT_INSPECTOR_SERVER");
  g_subprocess_launcher_unsetenv (launcher, "WEBKIT_INSPECTOR_HTTP_SERVER");
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  return g_subprocess_launcher_spawnv (launcher, arguments, error);
}

/**
 * esp_page_picture_draw_async:
 * @request: copied
 *
 * Draws a page. %G_IO_ERROR_NOT_FOUND: the helper is not installed.
 */
void
esp_page_picture_draw_async (const EspPageRequest *request,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *helper = esp_page_picture_dup_helper ();
  GSubprocess *process;
  Drawing *drawing;
  GError *error = NULL;

  g_task_set_source_tag (task, esp_page_picture_draw_async);
  if (helper == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s is not installed",
                               HELPER);
      g_object_unref (task);
      return;
    }
  process = spawn (helper, request, &error);
  if (process == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  drawing = g_new0 (Drawing, 1);
  drawing->process = process;
  g_task_set_task_data (task, drawing, drawing_free);
  drawing->timeout = g_timeout_add_seconds (TIMEOUT_S, late_cb, drawing);
  if (cancellable != NULL)
    {
      drawing->cancellable = g_object_ref (cancellable);
      drawing->cancel_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), process, NULL);
    }
  g_subprocess_communicate_async (process, NULL, NULL, drawn_cb, task);
}

/**
 * esp_page_picture_draw_finish:
 *
 * Returns: (transfer full) (nullable): the page as a PNG
 */
GBytes *
esp_page_picture_draw_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, (gpointer) esp_page_picture_draw_async),
                        NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
