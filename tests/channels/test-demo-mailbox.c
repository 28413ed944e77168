/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the demo mailbox and of the keeper of secrets. */
#include "channels/email/esp-demo-mailbox.h"
#include "channels/esp-secrets.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>
#include <unistd.h>

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspOutBatch **batch = user_data;
  g_autoptr (GError) error = NULL;

  *batch = esp_channel_submit_finish (ESP_CHANNEL (source), result, &error);
  g_assert_no_error (error);
}

static EspOutBatch *
submit (EspChannel *channel, guint n, GCancellable *cancellable)
{
  static const char text[] =
    "From: =?UTF-8?B?7Iqk7ZWA?= <a@x.example>\r\nTo: b@x.example\r\n"
    "Subject: =?UTF-8?B?67SE66ee7J20?=\r\n =?UTF-8?B?7IaM7Iud?=\r\n\r\nHi\r\n";
  GArray *messages = esp_out_messages_new (n);
  EspOutBatch *batch = NULL;

  for (guint i = 0; i < n; i++)
    {
      EspOutMessage message = { .key = i + 1,
                                .from = g_strdup ("a@x.example"),
                                .to = g_strdup ("b@x.example"),
                                .bytes = g_bytes_new_static (text, sizeof text - 1) };

      g_array_append_val (messages, message);
    }
  esp_channel_submit_async (channel, messages, cancellable, submitted_cb, &batch);
  while (batch == NULL)
    g_main_context_iteration (NULL, TRUE);
  return batch;
}

static void
test_stores_and_lists (void)
{
  g_auto (TempFolder) root = temp_folder_new ();
  g_autofree char *workspace = g_build_filename (root, "my.espalier", NULL);
  g_autofree char *folder = esp_demo_mailbox_folder_of_workspace (workspace);
  g_autoptr (EspChannel) channel = esp_demo_mailbox_new (folder);
  g_autoptr (EspOutBatch) batch = NULL;
  g_autoptr (GPtrArray) mails = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  const EspDemoMail *mail;
  guint n_all = 0;

  g_assert_true (g_str_has_suffix (folder, "/my.mailbox"));
  batch = submit (channel, 20, NULL);
  g_assert_null (batch->trouble);
  g_assert_cmpuint (batch->results->len, ==, 20);
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (g_array_index (batch->results, EspOutResult, i).outcome, ==,
                     ESP_OUTCOME_ACCEPTED);
  mails = esp_demo_mailbox_list (folder, 5, &n_all, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_all, ==, 20);
  g_assert_cmpuint (mails->len, ==, 5);
  mail = g_ptr_array_index (mails, 0);
  g_assert_cmpstr (mail->subject, ==, "봄맞이소식");
  g_assert_cmpstr (mail->from, ==, "스핀 <a@x.example>");
  g_assert_cmpstr (mail->to, ==, "b@x.example");
  bytes = esp_demo_mailbox_read (folder, mail->name, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, mail->size);
  g_assert_null (esp_demo_mailbox_read (folder, "../new/x", &error));
  g_clear_error (&error);
  g_assert_true (esp_demo_mailbox_empty (folder, &error));
  g_clear_pointer (&mails, g_ptr_array_unref);
  mails = esp_demo_mailbox_list (folder, 5, &n_all, &error);
  g_assert_cmpuint (n_all, ==, 0);
  g_assert_finalize_object (g_steal_pointer (&channel));
}

static void
test_tells_a_bad_folder (void)
{
  g_auto (TempFolder) root = temp_folder_new ();
  g_autofree char *file = g_build_filename (root, "taken", NULL);
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspOutBatch) batch = NULL;

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  channel = esp_demo_mailbox_new (file);
  batch = submit (channel, 3, NULL);
  g_assert_error (batch->trouble, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_STORAGE);
  g_assert_cmpint (g_array_index (batch->results, EspOutResult, 2).outcome, ==,
                   ESP_OUTCOME_UNDELIVERED);
}

static void
test_cancelled_is_not_sent (void)
{
  g_auto (TempFolder) root = temp_folder_new ();
  g_autoptr (EspChannel) channel = esp_demo_mailbox_new (root);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (EspOutBatch) batch = NULL;

  g_cancellable_cancel (cancellable);
  batch = submit (channel, 3, cancellable);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (g_array_index (batch->results, EspOutResult, i).outcome, ==,
                     ESP_OUTCOME_UNDELIVERED);
}

typedef struct
{
  char *secret;
  GError *error;
  gboolean is_done;
} Lookup;

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lookup *lookup = user_data;

  lookup->secret = esp_secrets_lookup_finish (result, &lookup->error);
  lookup->is_done = TRUE;
}

static void
test_secrets_of_the_process (void)
{
  Lookup lookup = { NULL };

  esp_secrets_set_for_process ("channel-1", "비밀번호");
  esp_secrets_lookup_async ("channel-1", NULL, looked_up_cb, &lookup);
  while (!lookup.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (lookup.error);
  g_assert_cmpstr (lookup.secret, ==, "비밀번호");
  g_free (lookup.secret);
  esp_secrets_set_for_process ("channel-1", NULL);
}

static void
test_secrets_from_a_descriptor (void)
{
  int fds[2];
  g_autofree char *secret = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_cmpint (write (fds[1], "pa ss\nrest", 10), ==, 10);
  secret = esp_secrets_read_fd (fds[0], &error);
  g_assert_cmpstr (secret, ==, "pa ss");
  g_assert_cmpint (close (fds[0]), ==, 0);
  g_assert_null (esp_secrets_read_fd (fds[0], &error));
  g_assert_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_SECRET);
  (void) close (fds[1]);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channels/demo-mailbox/stores-and-lists", test_stores_and_lists);
  g_test_add_func ("/channels/demo-mailbox/tells-a-bad-folder", test_tells_a_bad_folder);
  g_test_add_func ("/channels/demo-mailbox/cancelled-is-not-sent", test_cancelled_is_not_sent);
  g_test_add_func ("/channels/secrets/of-the-process", test_secrets_of_the_process);
  g_test_add_func ("/channels/secrets/from-a-descriptor", test_secrets_from_a_descriptor);
  return g_test_run ();
}
