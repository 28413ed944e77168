/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The channel that needs nothing: real message files in a Maildir beside the workspace, read back by the
 * inbox view. Nothing leaves the computer. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-demo-mailbox.h"

#include "channels/email/esp-mail-words.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <gmime/gmime.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Between two batches of writing the loop gets its turn, so that a pause acts at once. */
#define SLICE_US 4000
#define MAX_HEADERS 65536

struct _EspDemoMailbox
{
  GObject parent_instance;

  GMainContext *context; /* (owned) */
  char *folder;          /* (owned) */
  guint64 n_written;
};

static void esp_demo_mailbox_iface_init (EspChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspDemoMailbox,
                               esp_demo_mailbox,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_CHANNEL,
                                                      esp_demo_mailbox_iface_init))

typedef struct
{
  GArray *messages; /* (owned) */
  guint n_done;
  EspOutBatch *out; /* (owned) (nullable) */
} Batch;

static void
free_batch (gpointer data)
{
  Batch *batch = data;

  g_array_unref (batch->messages);
  esp_out_batch_free (batch->out);
  g_free (batch);
}

static gboolean
set_storage_error (GError **error, const char *path)
{
  int saved_errno = errno;

  g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_STORAGE,
               "The demo mailbox cannot write “%s”: %s. Check that the disk is not full and that "
               "the "
               "folder may be written.",
               path, g_strerror (saved_errno));
  return FALSE;
}

static gboolean
make_folders (EspDemoMailbox *self, GError **error)
{
  static const char *const names[] = { "tmp", "new", "cur" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);

      if (g_mkdir_with_parents (path, 0700) != 0)
        return set_storage_error (error, path);
    }
  return TRUE;
}

static gboolean
write_whole (int fd, GBytes *bytes)
{
  gsize n = 0;
  const char *data = g_bytes_get_data (bytes, &n);

  while (n > 0)
    {
      ssize_t n_written = write (fd, data, n);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0)
        return FALSE;
      data += n_written;
      n -= (gsize) n_written;
    }
  return fsync (fd) == 0;
}

/* Maildir: written and synced under tmp, then renamed into new, so that a message is there whole or
 * not at all. The key in the name makes a second copy visible. */
static gboolean
store_message (EspDemoMailbox *self, const EspOutMessage *message, GError **error)
{
  g_autofree char *name =
    g_strdup_printf ("%" G_GINT64_FORMAT ".P%dQ%" G_GUINT64_FORMAT "K%" G_GINT64_FORMAT ".eml",
                     g_get_real_time (), (int) getpid (), self->n_written, message->key);
  g_autofree char *tmp = g_build_filename (self->folder, "tmp", name, NULL);
  g_autofree char *final = g_build_filename (self->folder, "new", name, NULL);
  int fd = g_open (tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0)
    return set_storage_error (error, tmp);
  if (!write_whole (fd, message->bytes))
    {
      (void) set_storage_error (error, tmp);
      (void) close (fd); /* the first failure is the one to tell */
      (void) g_unlink (tmp);
      return FALSE;
    }
  if (close (fd) != 0 || g_rename (tmp, final) != 0)
    {
      (void) set_storage_error (error, final);
      (void) g_unlink (tmp);
      return FALSE;
    }
  self->n_written++;
  return TRUE;
}

static void
sync_folder (EspDemoMailbox *self)
{
  g_autofree char *path = g_build_filename (self->folder, "new", NULL);
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  (void) fsync (fd); /* the names; the files themselves are synced already */
  (void) close (fd);
}

static void
add_result (Batch *batch, const EspOutMessage *message, gboolean is_stored)
{
  EspOutResult result = { .key = message->key,
                          .outcome = is_stored ? ESP_OUTCOME_ACCEPTED : ESP_OUTCOME_UNDELIVERED,
                          .is_attempted = is_stored,
                          .is_retryable = !is_stored,
                          .code = is_stored ? 250 : 0,
                          .reply = is_stored ? g_strdup ("stored in the demo mailbox") : NULL };

  g_array_append_val (batch->out->results, result);
}

static gboolean
write_slice_cb (gpointer user_data)
{
  GTask *task = user_data;
  EspDemoMailbox *self = g_task_get_source_object (task);
  Batch *batch = g_task_get_task_data (task);
  gint64 stop_us = g_get_monotonic_time () + SLICE_US;

  while (batch->n_done < batch->messages->len && g_get_monotonic_time () < stop_us)
    {
      const EspOutMessage *message =
        &g_array_index (batch->messages, EspOutMessage, batch->n_done++);
      gboolean may_store =
        batch->out->trouble == NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (task));

      add_result (batch, message, may_store && store_message (self, message, &batch->out->trouble));
    }
  if (batch->n_done < batch->messages->len)
    return G_SOURCE_CONTINUE;
  sync_folder (self);
  g_task_return_pointer (task, g_steal_pointer (&batch->out), (GDestroyNotify) esp_out_batch_free);
  return G_SOURCE_REMOVE;
}

static void
esp_demo_mailbox_submit_async (EspChannel *channel,
                               GArray *messages,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  EspDemoMailbox *self = ESP_DEMO_MAILBOX (channel);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Batch *batch = g_new0 (Batch, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_task_set_source_tag (task, esp_demo_mailbox_submit_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, batch, free_batch);
  batch->messages = messages;
  batch->out = esp_out_batch_new (messages->len);
  (void) make_folders (self, &batch->out->trouble); /* told with the results */
  g_source_set_callback (source, write_slice_cb, task, g_object_unref);
  (void) g_source_attach (source, self->context);
}

static EspOutBatch *
esp_demo_mailbox_submit_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_demo_mailbox_submit_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
esp_demo_mailbox_get_capabilities (EspChannel *channel, EspChannelCapabilities *out_capabilities)
{
  *out_capabilities = (EspChannelCapabilities){ .kind = "demo", .n_parallel = 1 };
}

static void
esp_demo_mailbox_test_async (EspChannel *channel,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  EspDemoMailbox *self = ESP_DEMO_MAILBOX (channel);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  EspChannelReport *report;

  g_task_set_source_tag (task, esp_demo_mailbox_test_async);
  if (make_folders (self, &error))
    {
      report = esp_channel_report_new (self->folder);
      report->sentence =
        g_strdup_printf ("The demo mailbox writes to “%s”. Nothing leaves this computer.",
                         self->folder);
    }
  else
    report = esp_channel_report_new_error (self->folder, error);
  g_task_return_pointer (task, report, (GDestroyNotify) esp_channel_report_free);
}

static EspChannelReport *
esp_demo_mailbox_test_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_demo_mailbox_test_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
esp_demo_mailbox_iface_init (EspChannelInterface *iface)
{
  iface->get_capabilities = esp_demo_mailbox_get_capabilities;
  iface->submit_async = esp_demo_mailbox_submit_async;
  iface->submit_finish = esp_demo_mailbox_submit_finish;
  iface->test_async = esp_demo_mailbox_test_async;
  iface->test_finish = esp_demo_mailbox_test_finish;
}

static void
esp_demo_mailbox_finalize (GObject *object)
{
  EspDemoMailbox *self = ESP_DEMO_MAILBOX (object);

  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->folder, g_free);
  G_OBJECT_CLASS (esp_demo_mailbox_parent_class)->finalize (object);
}

static void
esp_demo_mailbox_class_init (EspDemoMailboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_demo_mailbox_finalize;
}

static void
esp_demo_mailbox_init (EspDemoMailbox *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * esp_demo_mailbox_new:
 * @folder: the Maildir; made when the first message comes
 *
 * Returns: (transfer full): a channel of the calling thread's default context
 */
EspChannel *
esp_demo_mailbox_new (const char *folder)
{
  EspDemoMailbox *self = g_object_new (ESP_TYPE_DEMO_MAILBOX, NULL);

  self->folder = g_strdup (folder);
  return ESP_CHANNEL (self);
}

/**
 * esp_demo_mailbox_folder_of_workspace:
 *
 * Returns: (transfer full): the Maildir that belongs to the workspace file
 */
char *
esp_demo_mailbox_folder_of_workspace (const char *workspace_path)
{
  const char *suffix = ".espalier";
  gsize length = strlen (workspace_path);

  if (g_str_has_suffix (workspace_path, suffix))
    length -= strlen (suffix);
  return g_strdup_printf ("%.*s.mailbox", (int) length, workspace_path);
}

void
esp_demo_mail_free (EspDemoMail *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->to);
  g_free (self->from);
  g_free (self->subject);
  g_free (self);
}

/* The decoded value of a header in the block of headers @text, unfolded; "" when missing. */
static char *
find_header (const char *text, const char *name)
{
  gsize length = strlen (name);

  for (const char *line = text; line != NULL && *line != '\0' && *line != '\r' && *line != '\n';)
    {
      const char *next = strchr (line, '\n');

      while (next != NULL && (next[1] == ' ' || next[1] == '\t'))
        next = strchr (next + 1, '\n');
      if (g_ascii_strncasecmp (line, name, length) == 0 && line[length] == ':')
        {
          const char *start = line + length + 1;
          g_autofree char *raw =
            next != NULL ? g_strndup (start, (gsize) (next - start)) : g_strdup (start);

          return esp_mail_words_decode (raw);
        }
      line = next != NULL ? next + 1 : NULL;
    }
  return g_strdup ("");
}

static EspDemoMail *
read_mail (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, "new", name, NULL);
  g_autofree char *headers = g_malloc (MAX_HEADERS + 1);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  ssize_t n = fd >= 0 ? read (fd, headers, MAX_HEADERS) : -1;
  EspDemoMail *mail;
  struct stat info = { 0 };

  if (fd >= 0)
    {
      (void) fstat (fd, &info); /* a size of 0 is shown when this fails */
      (void) close (fd);
    }
  if (n < 0)
    return NULL;
  headers[n] = '\0';
  mail = g_new0 (EspDemoMail, 1);
  mail->name = g_strdup (name);
  mail->time_us = g_ascii_strtoll (name, NULL, 10);
  mail->size = (guint64) info.st_size;
  mail->to = find_header (headers, "To");
  mail->from = find_header (headers, "From");
  mail->subject = find_header (headers, "Subject");
  return mail;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) b, *(const char *const *) a);
}

/**
 * esp_demo_mailbox_list:
 * @n_max: how many messages to read, the newest ones
 * @out_n_all: (nullable): how many there are
 *
 * A mailbox that does not exist yet is empty.
 *
 * Returns: (transfer full) (element-type EspDemoMail): newest first
 */
GPtrArray *
esp_demo_mailbox_list (const char *folder, guint n_max, guint *out_n_all, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "new", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) mails =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_demo_mail_free);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_mime_init (); /* counted; header words are decoded by its tables */
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      dir = g_dir_open (path, 0, error);
      if (dir == NULL)
        return NULL;
    }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_newest_first);
  for (guint i = 0; i < MIN (n_max, names->len); i++)
    {
      EspDemoMail *mail = read_mail (folder, g_ptr_array_index (names, i));

      if (mail != NULL)
        g_ptr_array_add (mails, mail);
    }
  if (out_n_all != NULL)
    *out_n_all = names->len;
  return g_steal_pointer (&mails);
}

/**
 * esp_demo_mailbox_read:
 * @name: as the list gave it
 *
 * Returns: (transfer full): the whole message
 */
GBytes *
esp_demo_mailbox_read (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "new", name, NULL);
  char *data = NULL;
  gsize n = 0;

  if (strchr (name, '/') != NULL)
    {
      g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                           "That is not the name of a message in the demo mailbox");
      return NULL;
    }
  if (!g_file_get_contents (path, &data, &n, error))
    return NULL;
  return g_bytes_new_take (data, n);
}

/**
 * esp_demo_mailbox_empty:
 *
 * Removes every stored message.
 */
gboolean
esp_demo_mailbox_empty (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "new", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  dir = g_dir_open (path, 0, error);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_unlink (file) != 0)
        return set_storage_error (error, file);
    }
  return dir != NULL;
}
