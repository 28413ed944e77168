/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the SMTP channel against a server that behaves and misbehaves in every phase. */
#include "channels/email/esp-smtp-channel.h"

#include "smtp-server.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

typedef struct
{
  EspOutBatch *batch;
  EspChannelReport *report;
  gboolean is_done;
} Waiter;

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;
  g_autoptr (GError) error = NULL;

  waiter->batch = esp_channel_submit_finish (ESP_CHANNEL (source), result, &error);
  g_assert_no_error (error);
  waiter->is_done = TRUE;
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;
  g_autoptr (GError) error = NULL;

  waiter->report = esp_channel_test_finish (ESP_CHANNEL (source), result, &error);
  if (waiter->report == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  waiter->is_done = TRUE;
}

static void
wait_for (Waiter *waiter)
{
  while (!waiter->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static EspSmtpAccount *
make_account (SmtpServer *server)
{
  EspSmtpAccount *account = esp_smtp_account_new ("127.0.0.1", smtp_server_get_port (server));

  account->security = ESP_SMTP_SECURITY_NONE;
  account->n_connections = 1;
  return account;
}

static void
add_message (GArray *messages, gint64 key, const char *to, const char *text)
{
  EspOutMessage message = { .key = key,
                            .from = g_strdup ("sender@brand.example"),
                            .to = g_strdup (to),
                            .bytes = g_bytes_new (text, strlen (text)) };

  g_array_append_val (messages, message);
}

static const char plain_mail[] = "Subject: x\r\n\r\nHello\r\n";

static EspOutBatch *
submit (EspChannel *channel, const char *const *recipients, GCancellable *cancellable)
{
  GArray *messages = esp_out_messages_new (8);
  Waiter waiter = { 0 };

  for (guint i = 0; recipients[i] != NULL; i++)
    add_message (messages, i + 1, recipients[i], plain_mail);
  esp_channel_submit_async (channel, messages, cancellable, submitted_cb, &waiter);
  wait_for (&waiter);
  return waiter.batch;
}

static const EspOutResult *
find_result (const EspOutBatch *batch, gint64 key)
{
  for (guint i = 0; i < batch->results->len; i++)
    if (g_array_index (batch->results, EspOutResult, i).key == key)
      return &g_array_index (batch->results, EspOutResult, i);
  g_assert_not_reached ();
}

static EspOutBatch *
submit_with (const SmtpServerOptions *options, const EspSmtpPatience *patience, const char *to)
{
  SmtpServer *server = smtp_server_new (options);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  const char *recipients[] = { to, NULL };
  EspOutBatch *batch;

  if (patience != NULL)
    account->patience = *patience;
  channel = esp_smtp_channel_new (account, NULL);
  batch = submit (channel, recipients, NULL);
  g_assert_cmpuint (batch->results->len, ==, 1);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
  return batch;
}

static void
test_accepts_many_on_few_connections (gconstpointer data)
{
  SmtpServerOptions options = { .has_no_pipelining = GPOINTER_TO_INT (data) };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspOutBatch) batch = NULL;
  g_autoptr (GHashTable) keys = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < 300; i++)
    g_ptr_array_add (names, g_strdup_printf ("ok%u@x.example", i));
  g_ptr_array_add (names, NULL);
  account->n_connections = 3;
  channel = esp_smtp_channel_new (account, NULL);
  batch = submit (channel, (const char *const *) names->pdata, NULL);
  g_assert_cmpuint (batch->results->len, ==, 300);
  g_assert_null (batch->trouble);
  for (guint i = 0; i < 300; i++)
    {
      const EspOutResult *result = &g_array_index (batch->results, EspOutResult, i);

      g_assert_cmpint (result->outcome, ==, ESP_OUTCOME_ACCEPTED);
      g_assert_cmpstr (result->reply, ==, "2.0.0 Ok: queued as T1");
      g_hash_table_add (keys, GSIZE_TO_POINTER ((gsize) result->key));
      g_assert_cmpuint (smtp_server_count (server, g_ptr_array_index (names, i)), ==, 1);
    }
  g_assert_cmpuint (g_hash_table_size (keys), ==, 300);
  g_assert_cmpuint (smtp_server_count_all (server), ==, 300);
  g_assert_cmpuint (smtp_server_count_connections (server), <=, 3);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

typedef struct
{
  const char *to;
  EspOutcome outcome;
  EspRefusal refusal;
  gboolean is_retryable;
  gboolean is_suppressing;
} PhaseCase;

static const PhaseCase phase_cases[] = {
  { "ok@x.example", ESP_OUTCOME_ACCEPTED, ESP_REFUSAL_NONE, FALSE, FALSE },
  { "550@x.example", ESP_OUTCOME_REFUSED, ESP_REFUSAL_HARD, FALSE, TRUE },
  { "552@x.example", ESP_OUTCOME_REFUSED, ESP_REFUSAL_SOFT, FALSE, FALSE },
  { "571@x.example", ESP_OUTCOME_REFUSED, ESP_REFUSAL_BLOCK, FALSE, FALSE },
  { "450@x.example", ESP_OUTCOME_REFUSED, ESP_REFUSAL_SOFT, TRUE, FALSE },
  { "grey@x.example", ESP_OUTCOME_REFUSED, ESP_REFUSAL_SOFT, TRUE, FALSE },
  { "421@x.example", ESP_OUTCOME_REFUSED, ESP_REFUSAL_SOFT, TRUE, FALSE },
  { "d550@x.example", ESP_OUTCOME_REFUSED, ESP_REFUSAL_BLOCK, FALSE, FALSE },
  { "d451@x.example", ESP_OUTCOME_REFUSED, ESP_REFUSAL_SOFT, TRUE, FALSE },
  { "drop-rcpt@x.example", ESP_OUTCOME_UNDELIVERED, ESP_REFUSAL_NONE, TRUE, FALSE },
  { "drop-data@x.example", ESP_OUTCOME_UNDELIVERED, ESP_REFUSAL_NONE, TRUE, FALSE },
  { "drop-end@x.example", ESP_OUTCOME_UNKNOWN, ESP_REFUSAL_NONE, FALSE, FALSE },
  { "garble@x.example", ESP_OUTCOME_UNKNOWN, ESP_REFUSAL_NONE, FALSE, FALSE },
};

static void
check_case (const PhaseCase *phase, const EspOutResult *result)
{
  g_assert_cmpint (result->outcome, ==, phase->outcome);
  g_assert_cmpint (result->refusal, ==, phase->refusal);
  g_assert_cmpint (result->is_retryable, ==, phase->is_retryable);
  g_assert_cmpint (result->is_suppressing, ==, phase->is_suppressing);
}

static void
test_tells_each_phase_apart (gconstpointer data)
{
  SmtpServerOptions options = { .has_no_pipelining = GPOINTER_TO_INT (data) };

  for (guint i = 0; i < G_N_ELEMENTS (phase_cases); i++)
    {
      g_autoptr (EspOutBatch) batch = NULL;

      /* drop-data: the server cuts after the first line, so the content must not fit the buffers */
      if (g_str_has_prefix (phase_cases[i].to, "drop-data"))
        continue;
      batch = submit_with (&options, NULL, phase_cases[i].to);
      g_test_message ("%s", phase_cases[i].to);
      check_case (&phase_cases[i], &g_array_index (batch->results, EspOutResult, 0));
    }
}

static void
test_cut_within_content_is_not_sent (void)
{
  SmtpServer *server = smtp_server_new (NULL);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  const gsize size = 32 * 1024 * 1024;
  g_autofree char *large = g_strnfill (size, 'x');
  GArray *messages = esp_out_messages_new (1);
  g_autoptr (EspOutBatch) batch = NULL;
  Waiter waiter = { 0 };

  for (gsize i = 70; i + 1 < size; i += 72)
    memcpy (large + i, "\r\n", 2);
  add_message (messages, 7, "drop-data@x.example", large);
  esp_channel_submit_async (channel, messages, NULL, submitted_cb, &waiter);
  wait_for (&waiter);
  batch = waiter.batch;
  check_case (&phase_cases[10], find_result (batch, 7));
  g_assert_cmpuint (smtp_server_count_all (server), ==, 0);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

/* One bad message on a connection must not touch its neighbours, pipelined or not. */
static void
test_neighbours_are_not_touched (gconstpointer data)
{
  SmtpServerOptions options = { .has_no_pipelining = GPOINTER_TO_INT (data) };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  const char *recipients[] = {
    "a@x.example", "550@x.example",       "b@x.example",    "drop-end@x.example",
    "c@x.example", "d451@x.example",      "d@x.example",    "garble@x.example",
    "e@x.example", "drop-rcpt@x.example", "f@x.example",    "421@x.example",
    "g@x.example", "571@x.example",       "571b@x.example", "h@x.example",
    NULL
  };
  g_autoptr (EspOutBatch) batch = submit (channel, recipients, NULL);

  g_assert_cmpuint (batch->results->len, ==, 16);
  for (guint i = 0; recipients[i] != NULL; i++)
    {
      const EspOutResult *result = find_result (batch, i + 1);

      g_test_message ("%s: %s", recipients[i], esp_outcome_name (result->outcome));
      if (recipients[i][1] == '@')
        {
          g_assert_cmpint (result->outcome, ==, ESP_OUTCOME_ACCEPTED);
          g_assert_cmpuint (smtp_server_count (server, recipients[i]), ==, 1);
        }
      else
        g_assert_cmpint (result->outcome, !=, ESP_OUTCOME_ACCEPTED);
    }
  g_assert_cmpint (find_result (batch, 4)->outcome, ==, ESP_OUTCOME_UNKNOWN);
  g_assert_cmpint (find_result (batch, 8)->outcome, ==, ESP_OUTCOME_UNKNOWN);
  g_assert_cmpint (find_result (batch, 10)->outcome, ==, ESP_OUTCOME_UNDELIVERED);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

static void
test_silence_after_the_dot_is_unknown (void)
{
  EspSmtpPatience patience = { 5000, 5000, 5000, 5000, 150, 5000 };
  g_autoptr (EspOutBatch) batch = submit_with (NULL, &patience, "hang@x.example");

  g_assert_cmpint (g_array_index (batch->results, EspOutResult, 0).outcome, ==,
                   ESP_OUTCOME_UNKNOWN);
}

static void
test_message_limit_of_a_connection_is_met (void)
{
  SmtpServerOptions options = { .max_per_connection = 7 };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspOutBatch) batch = NULL;

  for (guint i = 0; i < 50; i++)
    g_ptr_array_add (names, g_strdup_printf ("ok%u@x.example", i));
  g_ptr_array_add (names, NULL);
  batch = submit (channel, (const char *const *) names->pdata, NULL);
  for (guint i = 0; i < 50; i++)
    g_assert_cmpint (find_result (batch, i + 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpuint (smtp_server_count_all (server), ==, 50);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

/* A server that says nothing of its limit gets a new connection in time, and never has to say goodbye itself. */
static void
test_own_message_limit_is_kept (void)
{
  SmtpServerOptions options = { .max_per_connection = 10 };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspOutBatch) batch = NULL;

  account->n_per_connection = 10;
  channel = esp_smtp_channel_new (account, NULL);
  for (guint i = 0; i < 35; i++)
    g_ptr_array_add (names, g_strdup_printf ("ok%u@x.example", i));
  g_ptr_array_add (names, NULL);
  batch = submit (channel, (const char *const *) names->pdata, NULL);
  for (guint i = 0; i < 35; i++)
    g_assert_cmpint (find_result (batch, i + 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_null (batch->trouble);
  g_assert_cmpuint (smtp_server_count_all (server), ==, 35);
  g_assert_cmpuint (smtp_server_count_connections (server), ==, 4);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

static void
test_connection_limit_is_met (void)
{
  SmtpServerOptions options = { .max_connections = 2 };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  const char *recipients[] = { "a@x.example", "b@x.example", "c@x.example", "d@x.example",
                               "e@x.example", "f@x.example", "g@x.example", NULL };
  g_autoptr (EspOutBatch) batch = NULL;

  account->n_connections = 5;
  channel = esp_smtp_channel_new (account, NULL);
  batch = submit (channel, recipients, NULL);
  for (guint i = 0; recipients[i] != NULL; i++)
    g_assert_cmpint (find_result (batch, i + 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

static void
test_content_arrives_byte_for_byte (void)
{
  SmtpServer *server = smtp_server_new (NULL);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  GArray *messages = esp_out_messages_new (1);
  g_autoptr (EspOutBatch) batch = NULL;
  g_autofree char *content = NULL;
  Waiter waiter = { 0 };

  add_message (messages, 1, "ok@x.example", "A: b\r\n\r\n.\r\n..\r\n.x\nbare\rcr\r\n\r\nlast");
  esp_channel_submit_async (channel, messages, NULL, submitted_cb, &waiter);
  wait_for (&waiter);
  batch = waiter.batch;
  content = smtp_server_dup_last_content (server);
  g_assert_cmpstr (content, ==, "A: b\r\n\r\n.\r\n..\r\n.x\r\nbare\r\ncr\r\n\r\nlast\r\n");
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

static void
test_size_and_addresses_are_checked (void)
{
  SmtpServerOptions options = { .size = 1000 };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  g_autofree char *large = g_strnfill (1001, 'x');
  GArray *messages = esp_out_messages_new (1);
  g_autoptr (EspOutBatch) batch = NULL;
  Waiter waiter = { 0 };

  add_message (messages, 1, "ok@x.example", large);
  add_message (messages, 2, "a@x.example>\r\nDATA\r\n", plain_mail);
  add_message (messages, 3, "사람@x.example", plain_mail);
  add_message (messages, 4, "fine@x.example", plain_mail);
  esp_channel_submit_async (channel, messages, NULL, submitted_cb, &waiter);
  wait_for (&waiter);
  batch = waiter.batch;
  for (gint64 key = 1; key <= 3; key++)
    {
      g_assert_cmpint (find_result (batch, key)->outcome, ==, ESP_OUTCOME_REFUSED);
      g_assert_cmpint (find_result (batch, key)->refusal, ==, ESP_REFUSAL_CONTENT);
    }
  g_assert_cmpint (find_result (batch, 4)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpuint (smtp_server_count_all (server), ==, 1);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

static void
test_cancel_acts_between_messages (void)
{
  SmtpServerOptions options = { .delay_us = 20000 };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GArray *messages = esp_out_messages_new (100);
  g_autoptr (EspOutBatch) batch = NULL;
  Waiter waiter = { 0 };
  guint n_accepted = 0;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *to = g_strdup_printf ("ok%u@x.example", i);

      add_message (messages, i + 1, to, plain_mail);
    }
  esp_channel_submit_async (channel, messages, cancellable, submitted_cb, &waiter);
  while (smtp_server_count_all (server) < 3)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  wait_for (&waiter);
  batch = waiter.batch;
  g_assert_cmpuint (batch->results->len, ==, 100);
  for (guint i = 0; i < 100; i++)
    {
      const EspOutResult *result = &g_array_index (batch->results, EspOutResult, i);

      if (result->outcome == ESP_OUTCOME_ACCEPTED)
        n_accepted++;
      else
        {
          g_assert_cmpint (result->outcome, ==, ESP_OUTCOME_UNDELIVERED);
          g_assert_false (result->is_attempted);
        }
    }
  g_assert_cmpuint (n_accepted, ==, smtp_server_count_all (server));
  g_assert_cmpuint (n_accepted, <, 50);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

typedef struct
{
  SmtpServerOptions options;
  EspSmtpSecurity security;
  const char *user;
  const char *secret;
  int code;          /* EspChannelError; -1 when all is well */
  const char *words; /* part of the sentence */
} LoginCase;

static void
check_login (const LoginCase *login, const char *host, const char *ca_file)
{
  SmtpServer *server = smtp_server_new (&login->options);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspChannelReport) report = NULL;
  Waiter waiter = { 0 };

  g_free (account->host);
  account->host = g_strdup (host);
  account->security = login->security;
  account->user = g_strdup (login->user);
  account->ca_file = g_strdup (ca_file);
  account->patience.login_ms = login->code == ESP_CHANNEL_ERROR_SILENT ? 700 : 20000;
  channel = esp_smtp_channel_new (account, login->secret);
  esp_channel_test_async (channel, NULL, tested_cb, &waiter);
  wait_for (&waiter);
  report = waiter.report;
  g_test_message ("%s", report->sentence);
  g_assert_cmpint (report->is_ok ? -1 : report->code, ==, login->code);
  g_assert_nonnull (strstr (report->sentence, login->words));
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

static void
test_login_troubles_are_told_apart (void)
{
  static const LoginCase cases[] = {
    { { 0 }, ESP_SMTP_SECURITY_NONE, NULL, NULL, -1, "answers" },
    { { .password = "right" }, ESP_SMTP_SECURITY_NONE, "u", "right", -1, "the sign-in works" },
    { { .password = "right", .offers_auth = "LOGIN" },
      ESP_SMTP_SECURITY_NONE,
      "u",
      "right",
      -1,
      "works" },
    { { .password = "right" },
      ESP_SMTP_SECURITY_NONE,
      "u",
      "wrong",
      ESP_CHANNEL_ERROR_AUTH,
      "535 5.7.8 Bad credentials" },
    { { .password = "right", .auth_reply = "454 4.7.0 Temporary" },
      ESP_SMTP_SECURITY_NONE,
      "u",
      "right",
      ESP_CHANNEL_ERROR_BUSY,
      "come back later" },
    { { .password = "right", .offers_auth = "X-STRANGE" },
      ESP_SMTP_SECURITY_NONE,
      "u",
      "right",
      ESP_CHANNEL_ERROR_NO_AUTH,
      "no way to sign in" },
    { { 0 }, ESP_SMTP_SECURITY_NONE, "u", "right", ESP_CHANNEL_ERROR_NO_AUTH, "no way to sign in" },
    { { 0 }, ESP_SMTP_SECURITY_STARTTLS, NULL, NULL, ESP_CHANNEL_ERROR_NO_STARTTLS, "STARTTLS" },
    { { 0 }, ESP_SMTP_SECURITY_OPTIONAL, NULL, NULL, -1, "without encryption" },
    { { 0 }, ESP_SMTP_SECURITY_TLS, NULL, NULL, ESP_CHANNEL_ERROR_TLS_FAILED, "encryption" },
    { { .greeting = "421 4.3.2 Not now" },
      ESP_SMTP_SECURITY_NONE,
      NULL,
      NULL,
      ESP_CHANNEL_ERROR_BUSY,
      "421" },
    { { .greeting = "554 5.7.1 Go away" },
      ESP_SMTP_SECURITY_NONE,
      NULL,
      NULL,
      ESP_CHANNEL_ERROR_SENDER,
      "554" },
    { { .greeting = "HTTP/1.1 400 Bad Request" },
      ESP_SMTP_SECURITY_NONE,
      NULL,
      NULL,
      ESP_CHANNEL_ERROR_NOT_SMTP,
      "not as a mail server" },
    { { .greeting = "" },
      ESP_SMTP_SECURITY_NONE,
      NULL,
      NULL,
      ESP_CHANNEL_ERROR_SILENT,
      "says nothing" },
    { { .cut_at = "connect" },
      ESP_SMTP_SECURITY_NONE,
      NULL,
      NULL,
      ESP_CHANNEL_ERROR_CUT,
      "closed" },
    { { .cut_at = "ehlo" }, ESP_SMTP_SECURITY_NONE, NULL, NULL, ESP_CHANNEL_ERROR_CUT, "closed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_login (&cases[i], "127.0.0.1", NULL);
}

static void
test_nothing_listens (void)
{
  SmtpServer *server = smtp_server_new (NULL);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  const char *recipients[] = { "a@x.example", "b@x.example", NULL };
  g_autoptr (EspOutBatch) batch = NULL;

  smtp_server_free (server);
  batch = submit (channel, recipients, NULL);
  g_assert_error (batch->trouble, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_REFUSED);
  g_assert_cmpint (find_result (batch, 1)->outcome, ==, ESP_OUTCOME_UNDELIVERED);
  g_assert_false (find_result (batch, 2)->is_attempted);
  g_assert_finalize_object (g_steal_pointer (&channel));
}

static void
test_encryption_and_certificates (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (GTlsCertificate) good = smtp_server_make_certificate (folder, "localhost", &error);
  g_autoptr (GTlsCertificate) wrong = NULL;
  g_autofree char *good_ca = g_build_filename (folder, "localhost.crt", NULL);
  g_autofree char *wrong_ca = g_build_filename (folder, "other.example.crt", NULL);

  if (good == NULL)
    {
      g_test_skip (error->message);
      return;
    }
  wrong = smtp_server_make_certificate (folder, "other.example", &error);
  g_assert_no_error (error);
  {
    LoginCase tls = { { .tls = good, .password = "pw" }, ESP_SMTP_SECURITY_TLS, "u", "pw", -1,
                      "encrypted and the sign-in" };
    LoginCase starttls = { { .starttls = good, .password = "pw" },
                           ESP_SMTP_SECURITY_STARTTLS,
                           "u",
                           "pw",
                           -1,
                           "encrypted and the sign-in" };
    LoginCase optional = { { .starttls = good },         ESP_SMTP_SECURITY_OPTIONAL, NULL, NULL, -1,
                           "the connection is encrypted" };
    LoginCase unknown = {
      { .tls = good }, ESP_SMTP_SECURITY_TLS, NULL, NULL, ESP_CHANNEL_ERROR_TLS_SELF_SIGNED,
      "self-signed"
    };
    LoginCase named = {
      { .starttls = wrong }, ESP_SMTP_SECURITY_STARTTLS, NULL, NULL, ESP_CHANNEL_ERROR_TLS_NAME,
      "another server"
    };
    LoginCase missing = { { .tls = good },           ESP_SMTP_SECURITY_TLS, NULL, NULL,
                          ESP_CHANNEL_ERROR_INVALID, "authorities" };

    check_login (&tls, "localhost", good_ca);
    check_login (&starttls, "localhost", good_ca);
    check_login (&optional, "localhost", good_ca);
    check_login (&unknown, "localhost", NULL);
    check_login (&named, "localhost", wrong_ca);
    check_login (&missing, "localhost", "/nonexistent/ca.pem");
  }
}

static void
test_messages_travel_encrypted (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (GTlsCertificate) good = smtp_server_make_certificate (folder, "localhost", &error);
  g_autofree char *ca = g_build_filename (folder, "localhost.crt", NULL);
  SmtpServerOptions options = { .starttls = good, .password = "token", .offers_auth = "XOAUTH2" };
  SmtpServer *server;
  g_autoptr (EspSmtpAccount) account = NULL;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspOutBatch) batch = NULL;
  const char *recipients[] = { "a@x.example",        "550@x.example", "b@x.example",
                               "drop-end@x.example", "c@x.example",   NULL };
  g_autofree char *auth = NULL;

  if (good == NULL)
    {
      g_test_skip (error->message);
      return;
    }
  server = smtp_server_new (&options);
  account = make_account (server);
  g_free (account->host);
  account->host = g_strdup ("localhost");
  account->security = ESP_SMTP_SECURITY_STARTTLS;
  account->auth = ESP_SMTP_AUTH_XOAUTH2;
  account->user = g_strdup ("me@x.example");
  account->ca_file = g_strdup (ca);
  channel = esp_smtp_channel_new (account, "token");
  batch = submit (channel, recipients, NULL);
  g_assert_cmpint (find_result (batch, 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpint (find_result (batch, 2)->outcome, ==, ESP_OUTCOME_REFUSED);
  g_assert_cmpint (find_result (batch, 3)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpint (find_result (batch, 4)->outcome, ==, ESP_OUTCOME_UNKNOWN);
  g_assert_cmpint (find_result (batch, 5)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  auth = smtp_server_dup_last_auth (server);
  g_assert_cmpstr (auth, ==, "XOAUTH2 user=me@x.example\001auth=Bearer token\001\001");
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

static void
test_sign_in_needs_encryption (void)
{
  g_autoptr (EspSmtpAccount) account = esp_smtp_account_new ("mail.example", 587);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_smtp_account_check (account, NULL));
  account->security = ESP_SMTP_SECURITY_NONE;
  g_assert_false (esp_smtp_account_check (account, NULL));
  account->is_plain_accepted = TRUE;
  g_assert_true (esp_smtp_account_check (account, NULL));
  account->user = g_strdup ("u");
  g_assert_false (esp_smtp_account_check (account, &error));
  g_assert_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID);
}

static void
test_settings_survive_json (void)
{
  g_autoptr (EspSmtpAccount) account = esp_smtp_account_new ("mail.example", 465);
  g_autoptr (EspSmtpAccount) copy = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;

  account->user = g_strdup ("사용자");
  account->auth = ESP_SMTP_AUTH_LOGIN;
  account->n_connections = 9;
  account->patience.dot_ms = 77;
  json = esp_smtp_account_to_json (account);
  copy = esp_smtp_account_from_json (json, &error);
  g_assert_no_error (error);
  again = esp_smtp_account_to_json (copy);
  g_assert_cmpstr (json, ==, again);
  g_assert_null (esp_smtp_account_from_json ("[", &error));
  g_assert_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID);
}

static void
test_test_can_be_cancelled (void)
{
  SmtpServerOptions options = { .greeting = "" };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Waiter waiter = { 0 };

  esp_channel_test_async (channel, cancellable, tested_cb, &waiter);
  g_cancellable_cancel (cancellable);
  wait_for (&waiter);
  g_assert_null (waiter.report);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_data_func ("/channels/smtp/accepts-many", NULL, test_accepts_many_on_few_connections);
  g_test_add_data_func ("/channels/smtp/accepts-many-unpipelined", GINT_TO_POINTER (1),
                        test_accepts_many_on_few_connections);
  g_test_add_data_func ("/channels/smtp/tells-phases-apart", NULL, test_tells_each_phase_apart);
  g_test_add_data_func ("/channels/smtp/tells-phases-apart-unpipelined", GINT_TO_POINTER (1),
                        test_tells_each_phase_apart);
  g_test_add_func ("/channels/smtp/cut-within-content-is-not-sent",
                   test_cut_within_content_is_not_sent);
  g_test_add_data_func ("/channels/smtp/neighbours-are-not-touched", NULL,
                        test_neighbours_are_not_touched);
  g_test_add_data_func ("/channels/smtp/neighbours-are-not-touched-unpipelined",
                        GINT_TO_POINTER (1), test_neighbours_are_not_touched);
  g_test_add_func ("/channels/smtp/silence-after-the-dot-is-unknown",
                   test_silence_after_the_dot_is_unknown);
  g_test_add_func ("/channels/smtp/meets-message-limit", test_message_limit_of_a_connection_is_met);
  g_test_add_func ("/channels/smtp/keeps-own-message-limit", test_own_message_limit_is_kept);
  g_test_add_func ("/channels/smtp/meets-connection-limit", test_connection_limit_is_met);
  g_test_add_func ("/channels/smtp/content-arrives-byte-for-byte",
                   test_content_arrives_byte_for_byte);
  g_test_add_func ("/channels/smtp/checks-size-and-addresses", test_size_and_addresses_are_checked);
  g_test_add_func ("/channels/smtp/cancel-acts-between-messages",
                   test_cancel_acts_between_messages);
  g_test_add_func ("/channels/smtp/tells-login-troubles-apart", test_login_troubles_are_told_apart);
  g_test_add_func ("/channels/smtp/nothing-listens", test_nothing_listens);
  g_test_add_func ("/channels/smtp/encryption-and-certificates", test_encryption_and_certificates);
  g_test_add_func ("/channels/smtp/messages-travel-encrypted", test_messages_travel_encrypted);
  g_test_add_func ("/channels/smtp/sign-in-needs-encryption", test_sign_in_needs_encryption);
  g_test_add_func ("/channels/smtp/settings-survive-json", test_settings_survive_json);
  g_test_add_func ("/channels/smtp/test-can-be-cancelled", test_test_can_be_cancelled);
  return g_test_run ();
}
