/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the SMTP channel against a server that behaves and misbehaves in every phase. */
#include "channels/email/esp-smtp-channel.h"

#include "smtp-world.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

static EspOutBatch *
submit_with (const SmtpServerOptions *options, const EspSmtpPatience *patience, const char *to)
{
  SmtpServer *server = smtp_server_new (options);
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  const char *recipients[] = { to, NULL };
  EspOutBatch *batch;

  if (patience != NULL)
    account->patience = *patience;
  channel = esp_smtp_channel_new (account, NULL);
  batch = smtp_world_submit (channel, recipients, NULL);
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
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspOutBatch) batch = NULL;
  g_autoptr (GHashTable) keys = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < 300; i++)
    g_ptr_array_add (names, g_strdup_printf ("ok%u@x.example", i));
  g_ptr_array_add (names, NULL);
  account->n_connections = 3;
  channel = esp_smtp_channel_new (account, NULL);
  batch = smtp_world_submit (channel, (const char *const *) names->pdata, NULL);
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

/* A server that offers PIPELINING and hears one command at a time gets one at a time. */
static void
test_deaf (void)
{
  static const char *const recipients[] = { "a@x.example", "b@x.example", "550c@x.example", NULL };
  SmtpServerOptions options = { .is_deaf = TRUE };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspOutBatch) batch = NULL;

  account->patience.stuck_ms = 60;
  channel = esp_smtp_channel_new (account, NULL);
  batch = smtp_world_submit (channel, recipients, NULL);
  g_assert_cmpint (smtp_world_find_result (batch, 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpint (smtp_world_find_result (batch, 2)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpint (smtp_world_find_result (batch, 3)->refusal, ==, ESP_REFUSAL_HARD);
  g_assert_cmpuint (smtp_server_count_all (server), ==, 2);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

/* A message that is never answered holds up nobody else, even where one connection is all there is; when all hang, the
 * others are given back and not tried one after the other. */
static void
test_goes_round_the_stuck (void)
{
  static const char *const some[] = { "hang@x.example", "a@x.example", "b@x.example", NULL };
  static const char *const all[] = { "hang1@x.example", "hang2@x.example",
                                     "hang3@x.example", "hang4@x.example",
                                     "hang5@x.example", "hang6@x.example",
                                     "hang7@x.example", NULL };

  for (guint round = 0; round < 2; round++)
    {
      SmtpServerOptions options = { .has_no_pipelining = TRUE };
      SmtpServer *server = smtp_server_new (&options);
      g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
      g_autoptr (EspChannel) channel = NULL;
      g_autoptr (EspOutBatch) batch = NULL;
      guint n_unknown = 0;

      account->n_connections = 1 + round;
      account->patience.stuck_ms = 40;
      account->patience.dot_ms = 600;
      channel = esp_smtp_channel_new (account, NULL);
      batch = smtp_world_submit (channel, round == 0 ? some : all, NULL);
      for (guint i = 0; i < batch->results->len; i++)
        n_unknown += g_array_index (batch->results, EspOutResult, i).outcome == ESP_OUTCOME_UNKNOWN;
      g_assert_cmpuint (smtp_server_count (server, "a@x.example"), ==, round == 0 ? 1 : 0);
      g_assert_cmpuint (n_unknown, >=, round == 0 ? 1 : 3);
      g_assert_cmpuint (n_unknown, <=, round == 0 ? 1 : 4);
      if (round == 0)
        /* They were answered while the first still hung. */
        g_assert_cmpint (g_array_index (batch->results, EspOutResult, 2).outcome, ==,
                         ESP_OUTCOME_UNKNOWN);
      else
        g_assert_error (batch->trouble, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_TIMEOUT);
      g_assert_finalize_object (g_steal_pointer (&channel));
      smtp_server_free (server);
    }
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
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  const gsize size = 32 * 1024 * 1024;
  g_autofree char *large = g_strnfill (size, 'x');
  GArray *messages = esp_out_messages_new (1);
  g_autoptr (EspOutBatch) batch = NULL;
  SmtpWaiter waiter = { 0 };

  for (gsize i = 70; i + 1 < size; i += 72)
    memcpy (large + i, "\r\n", 2);
  smtp_world_add_message (messages, 7, "drop-data@x.example", large);
  esp_channel_submit_async (channel, messages, NULL, smtp_world_submitted_cb, &waiter);
  smtp_world_wait_for (&waiter);
  batch = waiter.batch;
  check_case (&phase_cases[10], smtp_world_find_result (batch, 7));
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
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  const char *recipients[] = {
    "a@x.example", "550@x.example",       "b@x.example",    "drop-end@x.example",
    "c@x.example", "d451@x.example",      "d@x.example",    "garble@x.example",
    "e@x.example", "drop-rcpt@x.example", "f@x.example",    "421@x.example",
    "g@x.example", "571@x.example",       "571b@x.example", "h@x.example",
    NULL
  };
  g_autoptr (EspOutBatch) batch = smtp_world_submit (channel, recipients, NULL);

  g_assert_cmpuint (batch->results->len, ==, 16);
  for (guint i = 0; recipients[i] != NULL; i++)
    {
      const EspOutResult *result = smtp_world_find_result (batch, i + 1);

      g_test_message ("%s: %s", recipients[i], esp_outcome_name (result->outcome));
      if (recipients[i][1] == '@')
        {
          g_assert_cmpint (result->outcome, ==, ESP_OUTCOME_ACCEPTED);
          g_assert_cmpuint (smtp_server_count (server, recipients[i]), ==, 1);
        }
      else
        g_assert_cmpint (result->outcome, !=, ESP_OUTCOME_ACCEPTED);
    }
  g_assert_cmpint (smtp_world_find_result (batch, 4)->outcome, ==, ESP_OUTCOME_UNKNOWN);
  g_assert_cmpint (smtp_world_find_result (batch, 8)->outcome, ==, ESP_OUTCOME_UNKNOWN);
  g_assert_cmpint (smtp_world_find_result (batch, 10)->outcome, ==, ESP_OUTCOME_UNDELIVERED);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

/* An answer that does not end is none, however often a letter of it comes. */
static void
test_silence_after_the_dot_is_unknown (void)
{
  EspSmtpPatience patience = { 5000, 5000, 5000, 5000, 150, 5000, 0 };
  g_autoptr (EspOutBatch) batch = submit_with (NULL, &patience, "hang@x.example");
  g_autoptr (EspOutBatch) dripped = submit_with (NULL, &patience, "drip@x.example");

  g_assert_cmpint (g_array_index (batch->results, EspOutResult, 0).outcome, ==,
                   ESP_OUTCOME_UNKNOWN);
  g_assert_cmpint (g_array_index (dripped->results, EspOutResult, 0).outcome, ==,
                   ESP_OUTCOME_UNKNOWN);
}

static void
test_message_limit_of_a_connection_is_met (void)
{
  SmtpServerOptions options = { .max_per_connection = 7 };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspOutBatch) batch = NULL;

  for (guint i = 0; i < 50; i++)
    g_ptr_array_add (names, g_strdup_printf ("ok%u@x.example", i));
  g_ptr_array_add (names, NULL);
  batch = smtp_world_submit (channel, (const char *const *) names->pdata, NULL);
  for (guint i = 0; i < 50; i++)
    g_assert_cmpint (smtp_world_find_result (batch, i + 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
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
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspOutBatch) batch = NULL;

  account->n_per_connection = 10;
  channel = esp_smtp_channel_new (account, NULL);
  for (guint i = 0; i < 35; i++)
    g_ptr_array_add (names, g_strdup_printf ("ok%u@x.example", i));
  g_ptr_array_add (names, NULL);
  batch = smtp_world_submit (channel, (const char *const *) names->pdata, NULL);
  for (guint i = 0; i < 35; i++)
    g_assert_cmpint (smtp_world_find_result (batch, i + 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
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
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  const char *recipients[] = { "a@x.example", "b@x.example", "c@x.example", "d@x.example",
                               "e@x.example", "f@x.example", "g@x.example", NULL };
  g_autoptr (EspOutBatch) batch = NULL;

  account->n_connections = 5;
  channel = esp_smtp_channel_new (account, NULL);
  batch = smtp_world_submit (channel, recipients, NULL);
  for (guint i = 0; recipients[i] != NULL; i++)
    g_assert_cmpint (smtp_world_find_result (batch, i + 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

static void
test_content_arrives_byte_for_byte (void)
{
  SmtpServer *server = smtp_server_new (NULL);
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  GArray *messages = esp_out_messages_new (1);
  g_autoptr (EspOutBatch) batch = NULL;
  g_autofree char *content = NULL;
  SmtpWaiter waiter = { 0 };

  smtp_world_add_message (messages, 1, "ok@x.example",
                          "A: b\r\n\r\n.\r\n..\r\n.x\nbare\rcr\r\n\r\nlast");
  esp_channel_submit_async (channel, messages, NULL, smtp_world_submitted_cb, &waiter);
  smtp_world_wait_for (&waiter);
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
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  g_autofree char *large = g_strnfill (1001, 'x');
  GArray *messages = esp_out_messages_new (1);
  g_autoptr (EspOutBatch) batch = NULL;
  SmtpWaiter waiter = { 0 };

  smtp_world_add_message (messages, 1, "ok@x.example", large);
  smtp_world_add_message (messages, 2, "a@x.example>\r\nDATA\r\n", smtp_world_mail);
  smtp_world_add_message (messages, 3, "사람@x.example", smtp_world_mail);
  smtp_world_add_message (messages, 4, "fine@x.example", smtp_world_mail);
  esp_channel_submit_async (channel, messages, NULL, smtp_world_submitted_cb, &waiter);
  smtp_world_wait_for (&waiter);
  batch = waiter.batch;
  for (gint64 key = 1; key <= 3; key++)
    {
      g_assert_cmpint (smtp_world_find_result (batch, key)->outcome, ==, ESP_OUTCOME_REFUSED);
      g_assert_cmpint (smtp_world_find_result (batch, key)->refusal, ==, ESP_REFUSAL_CONTENT);
    }
  g_assert_cmpint (smtp_world_find_result (batch, 4)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpuint (smtp_server_count_all (server), ==, 1);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

static void
test_cancel_acts_between_messages (void)
{
  SmtpServerOptions options = { .delay_us = 20000 };
  SmtpServer *server = smtp_server_new (&options);
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GArray *messages = esp_out_messages_new (100);
  g_autoptr (EspOutBatch) batch = NULL;
  SmtpWaiter waiter = { 0 };
  guint n_accepted = 0;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *to = g_strdup_printf ("ok%u@x.example", i);

      smtp_world_add_message (messages, i + 1, to, smtp_world_mail);
    }
  esp_channel_submit_async (channel, messages, cancellable, smtp_world_submitted_cb, &waiter);
  while (smtp_server_count_all (server) < 3)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  smtp_world_wait_for (&waiter);
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

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channels/smtp/deaf", test_deaf);
  g_test_add_func ("/channels/smtp/goes-round-the-stuck", test_goes_round_the_stuck);
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
  return g_test_run ();
}
