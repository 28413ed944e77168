/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the SMTP channel before a message leaves: encryption, certificates, signing in. */
#include "channels/email/esp-smtp-channel.h"

#include "smtp-world.h"
#include "temp-store.h"
#include "test-home.h"

#include <string.h>

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
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspChannelReport) report = NULL;
  SmtpWaiter waiter = { 0 };

  g_free (account->host);
  account->host = g_strdup (host);
  account->security = login->security;
  account->user = g_strdup (login->user);
  account->ca_file = g_strdup (ca_file);
  account->patience.login_ms = login->code == ESP_CHANNEL_ERROR_SILENT ? 700 : 20000;
  channel = esp_smtp_channel_new (account, login->secret);
  esp_channel_test_async (channel, NULL, smtp_world_tested_cb, &waiter);
  smtp_world_wait_for (&waiter);
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
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  const char *recipients[] = { "a@x.example", "b@x.example", NULL };
  g_autoptr (EspOutBatch) batch = NULL;

  smtp_server_free (server);
  batch = smtp_world_submit (channel, recipients, NULL);
  g_assert_error (batch->trouble, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_REFUSED);
  g_assert_cmpint (smtp_world_find_result (batch, 1)->outcome, ==, ESP_OUTCOME_UNDELIVERED);
  g_assert_false (smtp_world_find_result (batch, 2)->is_attempted);
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
  account = smtp_world_make_account (server);
  g_free (account->host);
  account->host = g_strdup ("localhost");
  account->security = ESP_SMTP_SECURITY_STARTTLS;
  account->auth = ESP_SMTP_AUTH_XOAUTH2;
  account->user = g_strdup ("me@x.example");
  account->ca_file = g_strdup (ca);
  channel = esp_smtp_channel_new (account, "token");
  batch = smtp_world_submit (channel, recipients, NULL);
  g_assert_cmpint (smtp_world_find_result (batch, 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpint (smtp_world_find_result (batch, 2)->outcome, ==, ESP_OUTCOME_REFUSED);
  g_assert_cmpint (smtp_world_find_result (batch, 3)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpint (smtp_world_find_result (batch, 4)->outcome, ==, ESP_OUTCOME_UNKNOWN);
  g_assert_cmpint (smtp_world_find_result (batch, 5)->outcome, ==, ESP_OUTCOME_ACCEPTED);
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
  g_autoptr (EspSmtpAccount) account = smtp_world_make_account (server);
  g_autoptr (EspChannel) channel = esp_smtp_channel_new (account, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SmtpWaiter waiter = { 0 };

  esp_channel_test_async (channel, cancellable, smtp_world_tested_cb, &waiter);
  g_cancellable_cancel (cancellable);
  smtp_world_wait_for (&waiter);
  g_assert_null (waiter.report);
  g_assert_finalize_object (g_steal_pointer (&channel));
  smtp_server_free (server);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channels/smtp/tells-login-troubles-apart", test_login_troubles_are_told_apart);
  g_test_add_func ("/channels/smtp/nothing-listens", test_nothing_listens);
  g_test_add_func ("/channels/smtp/encryption-and-certificates", test_encryption_and_certificates);
  g_test_add_func ("/channels/smtp/messages-travel-encrypted", test_messages_travel_encrypted);
  g_test_add_func ("/channels/smtp/sign-in-needs-encryption", test_sign_in_needs_encryption);
  g_test_add_func ("/channels/smtp/settings-survive-json", test_settings_survive_json);
  g_test_add_func ("/channels/smtp/test-can-be-cancelled", test_test_can_be_cancelled);
  return g_test_run ();
}
