/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail that comes back is understood: a corpus of forms, each with what it means, and hostile ones. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/email/esp-dsn.h"
#include "worker/esp-return-mail.h"
#include "test-home.h"

#include <gio/gio.h>
#include <string.h>

#define NOW_US (G_GINT64_CONSTANT (1794800000) * G_USEC_PER_SEC) /* 2026-11-16 */
#define OUR_MARK "1f.3e8.abcdefgh"

static GBytes *
load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".eml", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "bounces", file, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &text, &length, &error));
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

static char *
describe (GArray *reports)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < reports->len; i++)
    {
      const EspReport *report = &g_array_index (reports, EspReport, i);

      g_string_append_printf (text, "%s%s:%s", i > 0 ? " " : "",
                              esp_report_kind_name (report->kind),
                              report->address != NULL ? report->address : "");
    }
  return g_string_free (text->len > 0 ? text : g_string_append (text, "-"), FALSE);
}

static void
check_form (const char *name, const char *kind, const char *wanted)
{
  g_autoptr (GBytes) bytes = load (name);
  g_autoptr (GArray) reports = esp_reports_new (4);
  EspReturnKind found = esp_return_mail_read (bytes, esp_bounce_rules_get (), NOW_US, reports);
  g_autofree char *described = describe (reports);

  if (!g_str_equal (esp_return_kind_name (found), kind) || !g_str_equal (described, wanted))
    {
      g_test_message ("%s: wanted %s %s, found %s %s (%s)", name, kind, wanted,
                      esp_return_kind_name (found), described,
                      reports->len > 0 ? g_array_index (reports, EspReport, 0).code : "");
      g_test_fail ();
      return;
    }
  for (guint i = 0; i < reports->len; i++)
    {
      const EspReport *report = &g_array_index (reports, EspReport, i);

      g_assert_true (g_str_has_prefix (report->key, "mail:"));
      g_assert_cmpint (report->at_us, <=, NOW_US);
      g_assert_true (report->text == NULL || g_utf8_validate (report->text, -1, NULL));
      g_assert_true (report->is_hearsay);
    }
}

static void
test_corpus (void)
{
  g_autofree char *path =
    g_test_build_filename (G_TEST_DIST, "data", "bounces", "expected.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = NULL;

      if (*lines[i] == '#' || *lines[i] == '\0')
        continue;
      cells = g_strsplit (lines[i], "\t", -1);
      g_assert_cmpuint (g_strv_length (cells), ==, 3);
      check_form (cells[0], cells[1], cells[2]);
      n++;
    }
  g_assert_cmpuint (n, >=, 60);
}

/* The mark of the message is found wherever the bounce kept it. */
static void
test_marks (void)
{
  static const char *const names[] = { "postfix-no-user", "qmail-remote", "exim-plain-unrouteable",
                                       "postfix-success", "arf-redacted", "sendmail-old" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) bytes = load (names[i]);
      g_autoptr (GArray) reports = esp_reports_new (1);
      const char *ids;

      (void) esp_return_mail_read (bytes, esp_bounce_rules_get (), NOW_US, reports);
      ids = g_array_index (reports, EspReport, 0).message_id;
      g_assert_nonnull (strstr (ids, "bounce+" OUR_MARK "@brand.example"));
      g_assert_nonnull (strstr (ids, "0123456789abcdef0123456789abcdef@brand.example"));
      g_assert_nonnull (strstr (ids, " " OUR_MARK));
      g_assert_nonnull (strstr (ids, "AQAAAAEAAAPoAAAAH1FhAbCdEfGhIjKlMnOpQrStUv"));
    }
}

static void
test_key (void)
{
  g_autoptr (GBytes) bytes = load ("postfix-two");
  g_autoptr (GArray) once = esp_reports_new (1);
  g_autoptr (GArray) twice = esp_reports_new (1);

  (void) esp_return_mail_read (bytes, esp_bounce_rules_get (), NOW_US, once);
  (void) esp_return_mail_read (bytes, esp_bounce_rules_get (), NOW_US + 1, twice);
  g_assert_cmpuint (once->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (g_array_index (once, EspReport, i).key, ==,
                     g_array_index (twice, EspReport, i).key);
  g_assert_cmpstr (g_array_index (once, EspReport, 0).key, !=,
                   g_array_index (once, EspReport, 1).key);
}

typedef struct
{
  const char *status;
  const char *diagnostic;
  const char *text;
  const char *wanted;
} Judged;

static void
test_judge (void)
{
  static const Judged cases[] = {
    { "5.1.1", "550 5.1.1 user unknown", NULL, "hard" },
    { "5.0.0", "550 5.1.1 user unknown", NULL, "hard" },
    { "5.1.1", "552 5.2.2 mailbox full", NULL, "soft" },
    { "5.0.0", "450 4.2.0 greylisted", NULL, "soft" },
    { "4.4.7", NULL, NULL, "soft" },
    { "5.7.1", "550 5.7.1 user unknown", NULL, "block" },
    { "5.2.3", NULL, NULL, "content" },
    { "5.7.26", NULL, NULL, "account" },
    { NULL, "550 no such user here", NULL, "hard" },
    { NULL, "421 no such user here", NULL, "soft" },
    { NULL, "550 connect from 5.1.1.7 is fine by me", NULL, "soft" },
    { NULL, NULL, "the mailbox of kim is over quota", "soft" },
    { NULL, NULL, "hello", "none" },
    { "5.5.0", "550 5.5.0 mailbox unavailable", NULL, "hard" },
    { "5.4.4", "Host not found", NULL, "hard" },
    { "5.4.4", "unable to route", NULL, "soft" },
    { NULL, "NO SUCH USER", NULL, "hard" },
    { NULL, "554 Sender address rejected: Domain not found", NULL, "account" },
    /* About who sends, whatever else the sentence names. */
    { "5.0.0", "550 your sender IP address rejected", NULL, "block" },
    { "5.0.0", "550 this server does not accept mail from your network", NULL, "block" },
    { "5.0.0", "550 unroutable sender address", NULL, "account" },
    { "5.0.0", "550 Authentication required", NULL, "account" },
    { "5.0.0", "553 that domain isn't in my list of allowed rcpthosts", NULL, "block" },
    /* Another day it may be there. */
    { "5.0.0", "550 host not found, try again", NULL, "soft" },
    { "5.0.0", "550 Service currently unavailable", NULL, "soft" },
    { "5.0.0", "550 address unknown", NULL, "hard" },
    { "5.0.0", "550 this user is not known here", NULL, "hard" },
    { "5.0.0", "550 unknown user, please check the address and try again", NULL, "hard" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EspBounceFacts facts = { cases[i].status, cases[i].diagnostic, cases[i].text };
      EspBounceVerdict verdict;

      esp_bounce_judge (esp_bounce_rules_get (), &facts, &verdict);
      if (!g_str_equal (esp_bounce_class_name (verdict.klass), cases[i].wanted))
        g_test_fail_printf ("case %u: %s instead of %s (%s)", i,
                            esp_bounce_class_name (verdict.klass), cases[i].wanted, verdict.rule);
    }
}

static void
test_rules_are_data (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_bounce_rules_new ("{}", -1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_assert_null (esp_bounce_rules_new ("{\"overruling\":[{\"class\":\"odd\"}]}", -1, &error));
  g_assert_nonnull (strstr (error->message, "overruling[0]"));
  g_assert_cmpstr (esp_bounce_rules_get_date (esp_bounce_rules_get ()), >=, "2026-11-22");
}

static void
read_text (const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GArray) reports = esp_reports_new (1);

  (void) esp_return_mail_read (bytes, esp_bounce_rules_get (), NOW_US, reports);
  g_assert_cmpuint (reports->len, <=, 100);
}

/* Deep, long and broken mails end soon. */
static void
test_hostile (void)
{
  g_autoptr (GString) deep = g_string_new ("From: a@b.c\r\nSubject: failure notice\r\n");
  g_autoptr (GString) wide =
    g_string_new ("From: MAILER-DAEMON@x\nSubject: failure notice\n\nundeliverable\n");
  g_autoptr (GString) status =
    g_string_new ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
                  "--b\nContent-Type: message/delivery-status\n\n");

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (deep, "Content-Type: multipart/mixed; boundary=b%u\r\n\r\n--b%u\r\n", i,
                            i);
  read_text (deep->str, deep->len);
  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (wide, "<a%u@x.example>: user unknown\n", i);
  read_text (wide->str, wide->len);
  for (guint i = 0; i < 20000; i++)
    g_string_append (status,
                     "\nFinal-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.1.1\n");
  read_text (status->str, status->len);
  read_text ("", 0);
  read_text ("\0\0\0", 3);
  g_string_set_size (wide, 0);
  for (guint i = 0; i < 200000; i++)
    g_string_append (wide, "@@@@@@@@@@");
  read_text (wide->str, wide->len);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/return-mail/corpus", test_corpus);
  g_test_add_func ("/worker/return-mail/marks", test_marks);
  g_test_add_func ("/worker/return-mail/key-is-the-mail", test_key);
  g_test_add_func ("/worker/return-mail/judge", test_judge);
  g_test_add_func ("/worker/return-mail/rules-are-data", test_rules_are_data);
  g_test_add_func ("/worker/return-mail/hostile", test_hostile);
  return g_test_run ();
}
