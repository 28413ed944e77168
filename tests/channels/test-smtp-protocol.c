/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the refusal table, the reply reader and the session, without any socket. */
#include "channels/email/esp-smtp-reply.h"
#include "channels/email/esp-smtp-session.h"
#include "channels/email/esp-smtp-status.h"

#include "test-home.h"

#include <string.h>

typedef struct
{
  EspSmtpStage stage;
  int code;
  const char *text;
  EspRefusal refusal;
  gboolean is_retryable;
  gboolean is_suppressing;
} StatusCase;

#define RCPT ESP_SMTP_STAGE_RCPT
#define DATA ESP_SMTP_STAGE_DATA
#define MAIL ESP_SMTP_STAGE_MAIL

static const StatusCase status_cases[] = {
  { RCPT, 550, "5.1.1 User unknown", ESP_REFUSAL_HARD, FALSE, TRUE },
  { RCPT, 550, "5.1.2 No such domain", ESP_REFUSAL_HARD, FALSE, TRUE },
  { RCPT, 553, "5.1.3 Bad syntax", ESP_REFUSAL_HARD, FALSE, TRUE },
  { RCPT, 551, "5.1.6 Moved", ESP_REFUSAL_HARD, FALSE, TRUE },
  { RCPT, 556, "5.1.10 Null MX", ESP_REFUSAL_HARD, FALSE, TRUE },
  { RCPT, 553, "5.1.8 Bad sender", ESP_REFUSAL_ACCOUNT, FALSE, FALSE },
  { RCPT, 550, "5.2.1 Mailbox disabled", ESP_REFUSAL_HARD, FALSE, TRUE },
  { RCPT, 550, "5.2.1 The user is receiving mail at a rate that prevents delivery",
    ESP_REFUSAL_SOFT, TRUE, FALSE },
  { RCPT, 450, "4.2.1 The user you are trying to contact is receiving mail too quickly",
    ESP_REFUSAL_SOFT, TRUE, FALSE },
  { RCPT, 452, "4.2.2 Mailbox full", ESP_REFUSAL_SOFT, TRUE, FALSE },
  { RCPT, 552, "5.2.2 Mailbox full", ESP_REFUSAL_SOFT, FALSE, FALSE },
  { DATA, 552, "5.2.3 Too large", ESP_REFUSAL_CONTENT, FALSE, FALSE },
  { DATA, 552, "5.3.4 Message too big for system", ESP_REFUSAL_CONTENT, FALSE, FALSE },
  { DATA, 552, "Too much data", ESP_REFUSAL_CONTENT, FALSE, FALSE },
  { RCPT, 550, "5.4.4 No route", ESP_REFUSAL_SOFT, FALSE, FALSE },
  { RCPT, 550, "5.4.7 Expired", ESP_REFUSAL_SOFT, FALSE, FALSE },
  { RCPT, 452, "4.5.3 Too many recipients", ESP_REFUSAL_SPLIT, TRUE, FALSE },
  { DATA, 554, "5.6.0 Bad content", ESP_REFUSAL_CONTENT, FALSE, FALSE },
  { RCPT, 550, "5.7.1 Blocked by policy", ESP_REFUSAL_BLOCK, FALSE, FALSE },
  { DATA, 554, "5.7.1 Looks like spam", ESP_REFUSAL_BLOCK, FALSE, FALSE },
  { RCPT, 450, "4.7.1 Greylisted", ESP_REFUSAL_SOFT, TRUE, FALSE },
  { DATA, 535, "5.7.8 Bad credentials", ESP_REFUSAL_ACCOUNT, FALSE, FALSE },
  { MAIL, 530, "5.7.0 Must issue STARTTLS first", ESP_REFUSAL_ACCOUNT, FALSE, FALSE },
  { DATA, 550, "5.7.20 No passing DKIM", ESP_REFUSAL_ACCOUNT, FALSE, FALSE },
  { DATA, 550, "5.7.23 SPF failed", ESP_REFUSAL_ACCOUNT, FALSE, FALSE },
  { DATA, 550, "5.7.25 No reverse DNS", ESP_REFUSAL_ACCOUNT, FALSE, FALSE },
  { DATA, 550, "5.7.26 Unauthenticated", ESP_REFUSAL_ACCOUNT, FALSE, FALSE },
  { DATA, 550, "5.7.515 Access denied, sending domain lacks authentication", ESP_REFUSAL_ACCOUNT,
    FALSE, FALSE },
  { DATA, 550, "5.7.133 Something new", ESP_REFUSAL_BLOCK, FALSE, FALSE },
  /* no enhanced code: the words decide, and without clear words nobody is suppressed */
  { RCPT, 550, "No such user here", ESP_REFUSAL_HARD, FALSE, TRUE },
  { RCPT, 550, "존재하지 않는 사용자입니다", ESP_REFUSAL_HARD, FALSE, TRUE },
  { RCPT, 550, "휴면 계정입니다", ESP_REFUSAL_HARD, FALSE, TRUE },
  { RCPT, 554, "Relay access denied", ESP_REFUSAL_BLOCK, FALSE, FALSE },
  { RCPT, 554, "5.1.1 Relay access denied", ESP_REFUSAL_BLOCK, FALSE, FALSE },
  { RCPT, 550, "Requested action not taken", ESP_REFUSAL_SOFT, FALSE, FALSE },
  { RCPT, 550, "5.0.0 User unknown", ESP_REFUSAL_HARD, FALSE, TRUE },
  { DATA, 554, "Message rejected as spam", ESP_REFUSAL_BLOCK, FALSE, FALSE },
  { RCPT, 451, "Temporary", ESP_REFUSAL_SOFT, TRUE, FALSE },
  /* the two codes disagree: the subject of one, the digit of the other */
  { RCPT, 450, "5.1.1 User unknown", ESP_REFUSAL_SOFT, TRUE, FALSE },
  { RCPT, 550, "4.1.1 User unknown", ESP_REFUSAL_HARD, FALSE, TRUE },
  /* what refuses the sender says nothing about the recipient */
  { MAIL, 550, "5.1.1 User unknown", ESP_REFUSAL_ACCOUNT, FALSE, FALSE },
  { MAIL, 553, "Sorry", ESP_REFUSAL_ACCOUNT, FALSE, FALSE },
  { MAIL, 552, "5.3.4 Too big", ESP_REFUSAL_CONTENT, FALSE, FALSE },
  { MAIL, 451, "4.7.1 Later", ESP_REFUSAL_SOFT, TRUE, FALSE },
};

static void
test_refusal_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (status_cases); i++)
    {
      const StatusCase *status = &status_cases[i];
      EspSmtpEnhanced enhanced = { 0 };
      gboolean is_enhanced = esp_smtp_enhanced_parse (status->text, &enhanced);
      EspSmtpVerdict verdict = esp_smtp_status_judge (status->stage, status->code,
                                                      is_enhanced ? &enhanced : NULL, status->text);

      g_test_message ("%d %s: %s", status->code, status->text, esp_refusal_name (verdict.refusal));
      g_assert_cmpint (verdict.refusal, ==, status->refusal);
      g_assert_cmpint (verdict.is_retryable, ==, status->is_retryable);
      g_assert_cmpint (verdict.is_suppressing, ==, status->is_suppressing);
    }
}

/* Policy never costs a person their place on the list, whatever the detail says. */
static void
test_policy_never_suppresses (void)
{
  for (guint detail = 0; detail < 1000; detail++)
    {
      EspSmtpEnhanced enhanced = { 5, 7, detail };

      g_assert_false (esp_smtp_status_judge (RCPT, 550, &enhanced, "no").is_suppressing);
    }
}

static void
test_enhanced_codes_are_read_strictly (void)
{
  static const char *const wrong[] = { "",       "5",        "5.1",    "5.1.",    "5..1",  "3.1.1",
                                       "55.1.1", "5.1.1234", "5.1.1x", "5.1.1.1", "x5.1.1" };
  EspSmtpEnhanced enhanced = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (esp_smtp_enhanced_parse (wrong[i], &enhanced));
  g_assert_true (esp_smtp_enhanced_parse ("5.7.515", &enhanced));
  g_assert_cmpuint (enhanced.detail, ==, 515);
}

static gboolean
read_reply (const char *bytes, gsize n, gsize step, int *out_code, char **out_text)
{
  EspSmtpReplyParser parser;
  EspSmtpReply reply = { 0, NULL };
  gboolean is_fine = TRUE;

  esp_smtp_reply_parser_init (&parser);
  while (n > 0 && is_fine && reply.code == 0)
    {
      gssize taken = esp_smtp_reply_parser_feed (&parser, bytes, MIN (step, n), &reply, NULL);

      is_fine = taken >= 0;
      bytes += is_fine ? taken : 0;
      n -= is_fine ? (gsize) taken : 0;
    }
  *out_code = reply.code;
  *out_text = g_strdup (reply.text);
  esp_smtp_reply_parser_clear (&parser);
  return is_fine;
}

static void
test_replies_are_read_however_they_are_cut (void)
{
  static const char bytes[] = "250-first\r\n250-\r\n250-third\n250 last\r\n";

  for (gsize step = 1; step < sizeof bytes; step++)
    {
      int code = 0;
      g_autofree char *text = NULL;

      g_assert_true (read_reply (bytes, sizeof bytes - 1, step, &code, &text));
      g_assert_cmpint (code, ==, 250);
      g_assert_cmpstr (text, ==, "first\n\nthird\nlast");
    }
}

static void
test_rubbish_is_no_reply (void)
{
  static const char *const wrong[] = {
    "\r\n",       "25\r\n",    "2xx what\r\n",       "650 no\r\n",
    "150 no\r\n", "250_x\r\n", "250-a\r\n251 b\r\n", "HTTP/1.1 400\r\n"
  };
  g_autofree char *endless = g_strnfill (1000000, '2');
  g_autoptr (GString) lines = g_string_new (NULL);
  int code = 0;
  char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (read_reply (wrong[i], strlen (wrong[i]), 5, &code, &text));
      g_assert_null (text);
    }
  g_assert_false (read_reply (endless, 1000000, 100, &code, &text));
  for (guint i = 0; i < 100000; i++)
    g_string_append (lines, "250-x\r\n");
  g_assert_false (read_reply (lines->str, lines->len, 4000, &code, &text));
}

/* Long-winded servers are heard out; what they say beyond all reason is not kept. */
static void
test_long_replies_are_heard_out (void)
{
  g_autofree char *filler = g_strnfill (60000, 'y');
  g_autofree char *line = g_strconcat ("550 5.1.1 ", filler, "\r\n", NULL);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autofree char *texts = NULL;
  int code = 0;

  g_assert_true (read_reply (line, strlen (line), 1000, &code, &text));
  g_assert_cmpint (code, ==, 550);
  g_assert_true (g_str_has_prefix (text, "5.1.1 yyy"));
  g_assert_cmpuint (strlen (text), <, 5000);
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (lines, "250-X-THING-%u\r\n", i);
  g_string_append (lines, "250 last\r\n");
  g_assert_true (read_reply (lines->str, lines->len, 777, &code, &texts));
  g_assert_cmpint (code, ==, 250);
}

static void
test_korean_replies_are_understood (void)
{
  g_autofree char *bytes =
    g_convert ("550 존재하지 않는 사용자\r\n", -1, "CP949", "UTF-8", NULL, NULL, NULL);
  g_autofree char *text = NULL;
  int code = 0;

  g_assert_true (read_reply (bytes, strlen (bytes), 3, &code, &text));
  g_assert_cmpstr (text, ==, "존재하지 않는 사용자");
}

typedef struct
{
  EspOutcome outcome;
  guint n;
} Settled;

static void
settled_cb (EspOutMessage *message, EspOutResult *result, gpointer user_data)
{
  Settled *settled = user_data;

  settled->outcome = result->outcome;
  settled->n++;
  esp_out_result_clear (result);
}

/* The decisive point: however the bytes of the last write are cut, a message is unknown exactly when its
 * final dot was written whole. */
static void
test_unknown_begins_with_the_final_dot (void)
{
  static const char replies[] = "250-x\r\n250 PIPELINING\r\n250 ok\r\n250 ok\r\n354 go\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static ("A: b\r\n\r\nc\r\n", 11);
  gsize n_last = 0;

  for (gsize n_written = 0; n_written <= n_last; n_written++)
    {
      Settled settled = { ESP_OUTCOME_ACCEPTED, 0 };
      g_autoptr (EspSmtpSession) session = esp_smtp_session_new ("x", settled_cb, &settled);
      EspOutMessage message = { 1, (char *) "a@x", (char *) "b@x", bytes };
      gsize n = 0;

      (void) esp_smtp_session_peek_output (session, &n);
      esp_smtp_session_wrote (session, n);
      g_assert_true (esp_smtp_session_feed (session, replies, 23, NULL));
      g_assert_true (esp_smtp_session_can_take (session));
      esp_smtp_session_send (session, &message);
      (void) esp_smtp_session_peek_output (session, &n);
      esp_smtp_session_wrote (session, n);
      g_assert_true (esp_smtp_session_feed (session, replies + 23, sizeof replies - 24, NULL));
      (void) esp_smtp_session_peek_output (session, &n_last);
      g_assert_cmpuint (n_last, ==, 11 + 3);
      esp_smtp_session_wrote (session, n_written);
      esp_smtp_session_lost (session, "cut");
      g_assert_cmpuint (settled.n, ==, 1);
      g_assert_cmpint (settled.outcome, ==,
                       n_written == n_last ? ESP_OUTCOME_UNKNOWN : ESP_OUTCOME_UNDELIVERED);
    }
}

/* What a server did not offer is not asked of it: international addresses and eight bits are refused here. */
static void
test_extensions_decide (void)
{
  static const struct
  {
    const char *offers;
    const char *to;
    const char *content;
    gboolean needs_smtputf8;
    const char *command; /* NULL: refused without asking */
  } cases[] = {
    { "250 8BITMIME", "b@x", "A: b\r\n\r\nc\r\n", FALSE, "MAIL FROM:<a@x>\r\n" },
    { "250 8BITMIME", "b@x", "A: b\r\n\r\n\xc3\xa9\r\n", FALSE,
      "MAIL FROM:<a@x> BODY=8BITMIME\r\n" },
    { "250 x", "b@x", "A: b\r\n\r\n\xc3\xa9\r\n", FALSE, NULL },
    { "250 SMTPUTF8", "\xed\x99\x8d@x", "A: b\r\n\r\nc\r\n", TRUE, "MAIL FROM:<a@x> SMTPUTF8\r\n" },
    { "250 SMTPUTF8", "b@x", "A: b\r\n\r\nc\r\n", TRUE, "MAIL FROM:<a@x> SMTPUTF8\r\n" },
    { "250 8BITMIME", "b@x", "A: b\r\n\r\nc\r\n", TRUE, NULL },
    { "250 8BITMIME", "\xed\x99\x8d@x", "A: b\r\n\r\nc\r\n", FALSE, NULL },
    { "250 SIZE 5", "b@x", "A: b\r\n\r\nc\r\n", FALSE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Settled settled = { ESP_OUTCOME_ACCEPTED, 0 };
      g_autoptr (EspSmtpSession) session = esp_smtp_session_new ("x", settled_cb, &settled);
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].content, strlen (cases[i].content));
      g_autofree char *hello = g_strdup_printf ("250-x\r\n%s\r\n", cases[i].offers);
      EspOutMessage message = { 1, (char *) "a@x", (char *) cases[i].to, bytes,
                                cases[i].needs_smtputf8 };
      const char *output;
      gsize n = 0;

      (void) esp_smtp_session_peek_output (session, &n);
      esp_smtp_session_wrote (session, n);
      g_assert_true (esp_smtp_session_feed (session, hello, strlen (hello), NULL));
      esp_smtp_session_send (session, &message);
      output = esp_smtp_session_peek_output (session, &n);
      g_assert_cmpuint (settled.n, ==, cases[i].command == NULL ? 1 : 0);
      if (cases[i].command == NULL)
        g_assert_cmpint (settled.outcome, ==, ESP_OUTCOME_REFUSED);
      else
        g_assert_cmpmem (output, n, cases[i].command, strlen (cases[i].command));
      esp_smtp_session_lost (session, "over");
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channels/smtp-status/table", test_refusal_table);
  g_test_add_func ("/channels/smtp-status/policy-never-suppresses", test_policy_never_suppresses);
  g_test_add_func ("/channels/smtp-status/reads-enhanced-codes-strictly",
                   test_enhanced_codes_are_read_strictly);
  g_test_add_func ("/channels/smtp-reply/reads-however-cut",
                   test_replies_are_read_however_they_are_cut);
  g_test_add_func ("/channels/smtp-reply/rubbish-is-none", test_rubbish_is_no_reply);
  g_test_add_func ("/channels/smtp-reply/long-replies-are-heard-out",
                   test_long_replies_are_heard_out);
  g_test_add_func ("/channels/smtp-reply/understands-korean", test_korean_replies_are_understood);
  g_test_add_func ("/channels/smtp-session/unknown-begins-with-the-final-dot",
                   test_unknown_begins_with_the_final_dot);
  g_test_add_func ("/channels/smtp-session/extensions-decide", test_extensions_decide);
  return g_test_run ();
}
