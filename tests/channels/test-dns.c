/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the look at names: a real name server over datagrams and connections, and what records mean. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/dns/esp-dns-check.h"
#include "channels/dns/esp-dns-records.h"
#include "channels/dns/esp-spf-syntax.h"

#include "test-home.h"

#include <string.h>

#define RSA_KEY                                                                                    \
  "v=DKIM1; p="                                                                                    \
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAhCVCHpF+SVrqzfcAO1B1ygM5vhNPanxTgUzO"               \
  "my0yf65YIzFJt/PxS3MJOpcEz/kEXfFy8H4zCpS5SWzrxqi/IfqiaOeJQIIJ0d5sIjQf18MCfKDj5mRZ"               \
  "hno7ogYuY4newSom6QDTPbx+c1QE2qPfhcvzVCkajEg1umkPHs2IFOE4XXP0rtbfHdKFdIrjzXuY5HOC"               \
  "D1SnAh2g0pkxkNQ55AVD1d2Wt9i+XgsMRQ8gVZVdzN2z7UMD4yiM3U6RIgHZ+gYcZCwfRUuXmwrEp5bH"               \
  "GrQV+VSeoT9BFalMo+2dsAFma+yFWmZ3q5WcF02GORO7xE96/Lb2Q0lQqfNPYFpbqwIDAQAB"

/* Records of the world of this test: "TYPE name" and the record; several lines, several records. */
static const char *const world[][2] = {
  { "TXT good.example", "v=spf1 include:_spf.mail.example ip4:192.0.2.0/24 -all" },
  { "TXT good.example", "some-verification=1" },
  { "TXT _spf.mail.example", "v=spf1 ip4:198.51.100.0/24 ~all" },
  { "TXT s1._domainkey.good.example", RSA_KEY },
  { "TXT _dmarc.good.example", "v=DMARC1; p=none; rua=mailto:d@good.example" },
  { "MX good.example", "10 mx.good.example" },
  { "AAAA mx.good.example", "2001:db8::25" },
  { "A click.good.example", "192.0.2.7" },
  { "A mail.good.example", "192.0.2.9" },
  { "TXT bare.example", "hello" },
  { "MX bare.example", "0 ." },
  { "TXT twice.example", "v=spf1 -all" },
  { "TXT twice.example", "v=spf1 ~all" },
  { "TXT many.example",
    "v=spf1 a:1.x mx:2.x a:3.x a:4.x a:5.x a:6.x a:7.x a:8.x a:9.x a:10.x a:11.x -all" },
  { "TXT open.example", "v=spf1 +all" },
  { "TXT odd.example", "v=spf1 ipv4:1.2.3.4 -all" },
  { "TXT loop.example", "v=spf1 include:loop.example -all" },
  { "TXT there.example", "v=spf1 include:back.example -all" },
  { "TXT back.example", "v=spf1 redirect=THERE.example" },
  { "TXT k._domainkey.there.example", RSA_KEY },
  { "TXT k._domainkey.there.example", "v=DKIM1; p=" },
  { "TXT sub.good.example", "v=spf1 include:_spf.mail.example ~all" },
  { "TXT moved.example", "v=spf1 redirect=_spf.moved.example" },
  { "TXT _spf.moved.example", "V=SPF1 include:_spf.mail.example -all" },
  { "TXT ended.example", "v=spf1 -all include:_spf.mail.example" },
  { "TXT both.example", "v=spf1 include:_spf.mail.example redirect=nowhere.example ?all" },
  { "TXT hollow.example", "v=spf1 include:_spf.mail.example include:bare.example -all" },
  { "TXT against.example", "v=spf1 -include:_spf.mail.example ~all" },
  { "TXT voids.example", "v=spf1 include:_spf.mail.example a:1.x a:2.x mx:3.x -all" },
  { "TXT macro.example",
    "v=spf1 exists:%{i}.x.example include:%{d2}.y include:_spf.mail.example -all" },
  { "TXT quiet.example", "v=spf1 include:silent.example -all" },
  { "TXT net.example", "v=spf1 ip4:192.0.2.77/24 -all" },
  { "TXT short.example", "v=spf1 a:near.example/24//64 -all" },
  { "A near.example", "192.0.2.200" },
  { "TXT wide.example", "v=spf1 ip4:192.0.2.0/33 -all" },
  { "TXT mixed.example", "v=spf1 ip6:192.0.2.9 -all" },
  { "TXT dot.example", "v=spf1 mx/24 x-unknown=1 -all" },
  { "MX dot.example", "5 near.example" },
  { "MX lost.example", "10 gone.example" },
  { "TXT k._domainkey.lost.example", "v=spf1 -all" },
  { "TXT k._domainkey.lost.example", RSA_KEY },
  { "MX paper.example", "10 192.0.2.1" },
  { "TXT _dmarc.paper.example", "v=DMARC1; p=reject; pct=20; rua=mailto:d@paper.example" },
  { "TXT old._domainkey.paper.example", "v=DKIM1; p=" },
  { "TXT new._domainkey.paper.example", RSA_KEY },
  { "TXT quoted._domainkey.paper.example",
    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcv\" \"PapiMlrwIaaPcHURo=" },
  { "TXT _dmarc.web.example", "v=DMARC1; p=none; rua=https://web.example/reports" },
  { "TXT _dmarc.none.example",
    "v=DMARC1; p=none; pct=0; rua=mailto:a@none.example,https://x.example" },
  { "TXT young._domainkey.paper.example",
    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" },
  { "TXT crowd.example", "v=spf1 mx:crowded.example -all" },
  { "MX crowded.example", "1 a.x" },
  { "MX crowded.example", "2 a.x" },
  { "MX crowded.example", "3 a.x" },
  { "MX crowded.example", "4 a.x" },
  { "MX crowded.example", "5 a.x" },
  { "MX crowded.example", "6 a.x" },
  { "MX crowded.example", "7 a.x" },
  { "MX crowded.example", "8 a.x" },
  { "MX crowded.example", "9 a.x" },
  { "MX crowded.example", "10 a.x" },
  { "MX crowded.example", "11 a.x" },
  { "TXT pointer.example", "v=spf1 ptr include:_spf.mail.example -all" },
  { "TXT percent.example", "v=spf1 exists:%{z}.x.example include:_spf.mail.example -all" },
  { "TXT open-percent.example", "v=spf1 a:%{d.x.example include:_spf.mail.example -all" },
  { "TXT refused.example", "v=spf1 -a:1.x ?a:2.x ~mx:3.x include:_spf.mail.example -all" },
  { "MX both.mx.example", "0 ." },
  { "MX both.mx.example", "10 mail.good.example" },
  { "TXT _dmarc.brand.co.kr", "v=DMARC1; p=reject; pct=50; sp=none; rua=mailto:d@brand.co.kr" },
  { "TXT _dmarc.below.example", "v=DMARC1; p=none; sp=perhaps; rua=mailto:d@below.example" },
  { "TXT _dmarc.away.example", "v=DMARC1; p=none; rua=mailto:d@reports.example!10m" },
  { "TXT _dmarc.given.example", "v=DMARC1; p=none; rua=mailto:d@reports.example" },
  { "TXT given.example._report._dmarc.reports.example", "v=DMARC1;" },
  { NULL, NULL },
};

static EspDnsAnswer *
lookup (const char *name, EspDnsType type, gpointer user_data)
{
  const char *word = type == ESP_DNS_TXT  ? "TXT"
                     : type == ESP_DNS_MX ? "MX"
                     : type == ESP_DNS_A  ? "A"
                                          : "AAAA";
  g_autofree char *key = g_strdup_printf ("%s %s", word, name);
  EspDnsAnswer *answer = esp_dns_answer_new (ESP_DNS_NO_NAME);

  if (g_str_has_prefix (name, "silent.") || strstr (name, "failing.") != NULL)
    answer->status = ESP_DNS_UNAVAILABLE;
  answer->has_failed = strstr (name, "failing.") != NULL;
  for (guint i = 0; world[i][0] != NULL; i++)
    if (g_str_equal (world[i][0], key))
      g_ptr_array_add (answer->records, g_strdup (world[i][1]));
  if (answer->records->len > 0)
    answer->status = ESP_DNS_FOUND;
  return answer;
}

static EspDnsAnswer *
no_network (const char *name, EspDnsType type, gpointer user_data)
{
  return esp_dns_answer_new (ESP_DNS_UNAVAILABLE);
}

static void
assert_row (const EspDnsReport *report, const char *id, EspDnsState state, const char *words)
{
  const EspDnsRow *row = esp_dns_report_find (report, id);
  g_autofree char *sentence = NULL;

  g_assert_nonnull (row);
  sentence = esp_dns_row_dup_sentence (row, NULL);
  if (row->state != state || strstr (sentence, words) == NULL)
    g_error ("%s is “%s”: %s", id, esp_dns_state_to_string (row->state), sentence);
}

/* By the grammar of RFC 7208, wherever in the record it stands. */
static void
test_spf_words (void)
{
  static const char *const good[] = {
    "v=spf1 a mx:mail.example.com/24//64 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",
    "v=spf1 include:%{ir}.%{d2}.example.com exists:%{l1r-}.example.com ?all",
    "v=spf1  a:odd/name:here.example.com redirect=_spf.example.com. unknown=%{d}%%x",
    "v=spf1 ptr:example.com exp=why.example.com +ALL",
    "v=spf1 a//0 mx/0 a:x.xn--p1ai a:x.a-b all",
    "v=spf1",
  };
  static const struct
  {
    const char *record, *mistake;
  } bad[] = {
    { "v=spf1 ip4:192.0.2.1 -all moo", "moo" },
    { "v=spf1 a:example.com:8080 -all", "a:example.com:8080" },
    { "v=spf1 a:192.0.2.1 -all", "a:192.0.2.1" },
    { "v=spf1 mx:mail -all", "mx:mail" },
    { "v=spf1 a:x.-com", "a:x.-com" },
    { "v=spf1 ip4:192.0.2.1/032 -all", "ip4:192.0.2.1/032" },
    { "v=spf1 ip4:192.0.2.1/33", "ip4:192.0.2.1/33" },
    { "v=spf1 -all ip6", "ip6" },
    { "v=spf1 ptr/24 -all", "ptr/24" },
    { "v=spf1 exists:a.example.com/24", "exists:a.example.com/24" },
    { "v=spf1 redirect=a.example.com redirect=a.example.com", "redirect=a.example.com" },
    { "v=spf1 redirect= -all", "redirect=" },
    { "v=spf1 1up=x -all", "1up=x" },
    { "v=spf1 =x", "=x" },
    { "v=spf1 include:%{x}.example.com", "include:%{x}.example.com" },
    { "v=spf1 a:%abc.example.com", "a:%abc.example.com" },
    { "v=spf1 all:x", "all:x" },
    { "v=spf1 a:\xEF\xBB\xBFmail.example.com", "a:\xEF\xBB\xBFmail.example.com" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *mistake = esp_spf_find_mistake (good[i]);

      g_assert_cmpstr (mistake, ==, NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *mistake = esp_spf_find_mistake (bad[i].record);

      g_assert_cmpstr (mistake, ==, bad[i].mistake);
    }
}

static void
test_good_domain (void)
{
  static const char *const selectors[] = { "s0", "s1", NULL };
  const EspDnsWish wish = { .domain = "good.example",
                            .include = "_spf.mail.example",
                            .selectors = selectors,
                            .tracking_host = "click.good.example" };
  g_autoptr (EspDnsReport) report = esp_dns_check (&wish, 7, lookup, NULL);
  g_autofree char *json = esp_dns_report_to_json (report);
  g_autoptr (EspDnsReport) again = esp_dns_report_parse (json, NULL);

  for (guint i = 0; i < report->rows->len; i++)
    {
      const EspDnsRow *row = report->rows->pdata[i];

      if (row->state != ESP_DNS_GOOD)
        g_error ("%s: %s", row->id, row->sentence);
    }
  g_assert_cmpint (again->at_us, ==, 7);
  g_assert_cmpuint (again->rows->len, ==, report->rows->len);
  assert_row (again, "mx", ESP_DNS_GOOD, "takes mail");
}

static void
test_what_to_publish (void)
{
  static const char *const selectors[] = { "k", NULL };
  const EspDnsWish wish = { .domain = "bare.example",
                            .include = "mail.example",
                            .selectors = selectors };
  g_autoptr (EspDnsReport) report = esp_dns_check (&wish, 0, lookup, NULL);

  assert_row (report, "spf", ESP_DNS_BAD, "no SPF");
  g_assert_cmpstr (esp_dns_report_find (report, "spf")->record_value, ==,
                   "v=spf1 include:mail.example ~all");
  assert_row (report, "dkim", ESP_DNS_BAD, "k._domainkey.bare.example");
  assert_row (report, "dmarc", ESP_DNS_BAD, "no DMARC");
  g_assert_cmpstr (esp_dns_report_find (report, "dmarc")->record_name, ==, "_dmarc.bare.example");
  assert_row (report, "align", ESP_DNS_BAD, "Neither");
  assert_row (report, "mx", ESP_DNS_BAD, "takes no mail");
}

static void
test_spf (void)
{
  static const struct
  {
    const char *domain;
    const char *words;
    const char *publish;
  } cases[] = {
    { "twice.example", "several", NULL },
    { "many.example", "11 lookups", NULL },
    { "open.example", "everybody", NULL },
    { "odd.example", "“ipv4:1.2.3.4”", NULL },
    { "good.example", "does not name",
      "v=spf1 include:_spf.mail.example ip4:192.0.2.0/24 include:other.example -all" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EspDnsWish wish = { .domain = cases[i].domain, .include = "other.example" };
      g_autoptr (EspDnsReport) report = esp_dns_check (&wish, 0, lookup, NULL);

      assert_row (report, "spf", ESP_DNS_BAD, cases[i].words);
      if (cases[i].publish != NULL)
        g_assert_cmpstr (esp_dns_report_find (report, "spf")->record_value, ==, cases[i].publish);
    }
}

/* What RFC 7208 says of records as people write them. */
static void
test_spf_as_written (void)
{
  static const struct
  {
    const char *domain;
    const char *include; /* NULL: mail.good.example sends, 192.0.2.9 */
    EspDnsState state;
    const char *words;
    const char *publish;
  } cases[] = {
    { "crowd.example", "_spf.mail.example", ESP_DNS_BAD, "more than 10", NULL },
    { "loop.example", "_spf.mail.example", ESP_DNS_BAD, "circle through “loop.example”", NULL },
    { "there.example", "_spf.mail.example", ESP_DNS_BAD, "circle through “THERE.example”", NULL },
    { "pointer.example", "_spf.mail.example", ESP_DNS_LOOK, "“ptr”", NULL },
    { "percent.example", "_spf.mail.example", ESP_DNS_BAD, "“exists:%{z}", NULL },
    { "open-percent.example", "_spf.mail.example", ESP_DNS_BAD, "“a:%{d.x", NULL },
    { "refused.example", "_spf.mail.example", ESP_DNS_BAD, "3 names", NULL },
    { "moved.example", "_spf.mail.example", ESP_DNS_GOOD, "lets this channel", NULL },
    { "ended.example", "_spf.mail.example", ESP_DNS_BAD, "does not name",
      "v=spf1 include:_spf.mail.example -all" },
    { "both.example", "_spf.mail.example", ESP_DNS_LOOK, "end it with",
      "v=spf1 include:_spf.mail.example ~all" },
    { "hollow.example", "_spf.mail.example", ESP_DNS_BAD, "leads to “bare.example”", NULL },
    { "against.example", "_spf.mail.example", ESP_DNS_BAD, "does not name",
      "v=spf1 include:_spf.mail.example ~all" },
    { "voids.example", "_spf.mail.example", ESP_DNS_BAD, "3 names", NULL },
    { "macro.example", "_spf.mail.example", ESP_DNS_GOOD, "lets this channel", NULL },
    { "quiet.example", "_spf.mail.example", ESP_DNS_UNKNOWN, "No name server", NULL },
    { "net.example", NULL, ESP_DNS_GOOD, "lets this channel", NULL },
    { "short.example", NULL, ESP_DNS_GOOD, "lets this channel", NULL },
    { "wide.example", NULL, ESP_DNS_BAD, "“ip4:192.0.2.0/33”", NULL },
    { "mixed.example", NULL, ESP_DNS_BAD, "“ip6:192.0.2.9”", NULL },
    { "dot.example", NULL, ESP_DNS_GOOD, "lets this channel", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EspDnsWish wish = { .domain = cases[i].domain,
                                .include = cases[i].include,
                                .mail_host =
                                  cases[i].include == NULL ? "mail.good.example" : NULL };
      g_autoptr (EspDnsReport) report = esp_dns_check (&wish, 0, lookup, NULL);

      g_test_message ("%s", cases[i].domain);
      assert_row (report, "spf", cases[i].state, cases[i].words);
      if (cases[i].publish != NULL)
        g_assert_cmpstr (esp_dns_report_find (report, "spf")->record_value, ==, cases[i].publish);
    }
}

static void
test_names_that_lead_nowhere (void)
{
  static const char *const selectors[] = { "k", NULL };
  const EspDnsWish wish = { .domain = "lost.example", .selectors = selectors };
  g_autoptr (EspDnsReport) report = esp_dns_check (&wish, 0, lookup, NULL);

  assert_row (report, "mx", ESP_DNS_BAD, "“gone.example”");
  assert_row (report, "dkim", ESP_DNS_GOOD, "published"); /* the key among other texts */
}

static void
test_two_keys_at_one_name (void)
{
  static const char *const selectors[] = { "k", NULL };
  const EspDnsWish wish = { .domain = "there.example", .selectors = selectors };
  g_autoptr (EspDnsReport) report = esp_dns_check (&wish, 0, lookup, NULL);

  assert_row (report, "dkim", ESP_DNS_LOOK, "several DKIM keys");
}

/* What is published, and does not do what its owner believes. */
static void
test_half_measures (void)
{
  static const char *const both[] = { "old", "new", NULL };
  static const char *const quoted[] = { "quoted", NULL };
  const EspDnsWish paper = { .domain = "paper.example", .selectors = both };
  const EspDnsWish spoiled = { .domain = "paper.example", .selectors = quoted };
  const EspDnsWish web = { .domain = "web.example" };
  const EspDnsWish none = { .domain = "none.example" };
  const EspDnsWish failing = { .domain = "failing.example" };
  const EspDnsWish numbered = { .domain = "net.example", .mail_host = "192.0.2.9" };
  const EspDnsWish elsewhere = { .domain = "net.example", .mail_host = "203.0.113.9" };
  const EspDnsWish inside = { .domain = "net.example", .mail_host = "127.0.0.1" };
  g_autoptr (EspDnsReport) report = esp_dns_check (&paper, 0, lookup, NULL);
  g_autoptr (EspDnsReport) broken = esp_dns_check (&spoiled, 0, lookup, NULL);
  g_autoptr (EspDnsReport) unread = esp_dns_check (&web, 0, lookup, NULL);
  g_autoptr (EspDnsReport) watching = esp_dns_check (&none, 0, lookup, NULL);

  assert_row (report, "mx", ESP_DNS_BAD, "an IP address");
  assert_row (report, "dmarc", ESP_DNS_LOOK, "20 %");
  assert_row (report, "dkim", ESP_DNS_GOOD, "published"); /* the old one was withdrawn */
  assert_row (broken, "dkim", ESP_DNS_BAD, "cannot be read");
  assert_row (unread, "dmarc", ESP_DNS_LOOK, "cannot be used");
  assert_row (watching, "dmarc", ESP_DNS_GOOD, "published");
  {
    g_autoptr (EspDnsReport) failed = esp_dns_check (&failing, 0, lookup, NULL);
    g_autoptr (EspDnsReport) listed = esp_dns_check (&numbered, 0, lookup, NULL);
    g_autoptr (EspDnsReport) unlisted = esp_dns_check (&elsewhere, 0, lookup, NULL);
    g_autoptr (EspDnsReport) local = esp_dns_check (&inside, 0, lookup, NULL);

    assert_row (failed, "spf", ESP_DNS_UNKNOWN, "no proper answer");
    assert_row (failed, "mx", ESP_DNS_UNKNOWN, "no proper answer");
    assert_row (listed, "spf", ESP_DNS_GOOD, "lets this channel");
    assert_row (unlisted, "spf", ESP_DNS_LOOK, "203.0.113.9");
    g_assert_cmpstr (esp_dns_report_find (unlisted, "spf")->record_value, ==,
                     "v=spf1 ip4:192.0.2.77/24 ip4:203.0.113.9 -all");
    g_assert_null (esp_dns_report_find (local, "spf")->record_value);
  }
}

/* Of whom DMARC speaks, and who gets its reports. */
static void
test_policies (void)
{
  static const struct
  {
    const char *domain;
    EspDnsState state;
    const char *words;
  } cases[] = {
    { "brand.co.kr", ESP_DNS_LOOK, "50 %" },
    { "shop.brand.co.kr", ESP_DNS_GOOD, "published" }, /* sp=none has no percentage */
    { "below.example", ESP_DNS_LOOK, "sp=" },
    { "away.example", ESP_DNS_LOOK, "“reports.example”" },
    { "given.example", ESP_DNS_GOOD, "published" },
  };
  static const char *const young[] = { "young", NULL };
  const EspDnsWish key = { .domain = "paper.example", .selectors = young };
  const EspDnsWish two = { .domain = "both.mx.example" };
  g_autoptr (EspDnsReport) signs = esp_dns_check (&key, 0, lookup, NULL);
  g_autoptr (EspDnsReport) takes = esp_dns_check (&two, 0, lookup, NULL);

  assert_row (signs, "dkim", ESP_DNS_LOOK, "ed25519");
  assert_row (signs, "align", ESP_DNS_GOOD, "DKIM");
  assert_row (takes, "mx", ESP_DNS_LOOK, "take it out");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EspDnsWish wish = { .domain = cases[i].domain };
      g_autoptr (EspDnsReport) report = esp_dns_check (&wish, 0, lookup, NULL);

      assert_row (report, "dmarc", cases[i].state, cases[i].words);
    }
}

static void
test_own_server (void)
{
  const EspDnsWish mine = { .domain = "good.example", .mail_host = "mail.good.example" };
  const EspDnsWish other = { .domain = "sub.good.example", .mail_host = "mail.good.example" };
  g_autoptr (EspDnsReport) fine = esp_dns_check (&mine, 0, lookup, NULL);
  g_autoptr (EspDnsReport) lacking = esp_dns_check (&other, 0, lookup, NULL);

  assert_row (fine, "spf", ESP_DNS_GOOD, "lets this channel");
  assert_row (lacking, "spf", ESP_DNS_LOOK, "does not name");
  assert_row (lacking, "dmarc", ESP_DNS_GOOD, "published"); /* of the domain above */
}

static void
test_offline (void)
{
  static const char *const selectors[] = { "s1", NULL };
  const EspDnsWish wish = { .domain = "good.example", .selectors = selectors };
  g_autoptr (EspDnsReport) report = esp_dns_check (&wish, 0, no_network, NULL);

  for (guint i = 0; i < report->rows->len; i++)
    g_assert_cmpint (((EspDnsRow *) report->rows->pdata[i])->state, ==, ESP_DNS_UNKNOWN);
}

static void
test_keys (void)
{
  static const struct
  {
    const char *record;
    EspDkimVerdict verdict;
    guint bits;
  } cases[] = {
    /* 512, 1024 and 2048 bits */
    { "v=DKIM1; p="
      "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMi7iqWUmFN092OXKhbWROX63zZ4Vi1CYStYlUkyGA6XMeS2"
      "E0LDEqvSgtHlLOrJlaKJn586oWEdYZ0GL/FPgqUCAwEAAQ==",
      ESP_DKIM_SHORT, 512 },
    { "v=DKIM1; p="
      "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC8RWt4u+h7fLuJBu+s9ER0jWN6oB1IzZo1EgfGDbaB"
      "BtctLGSCCJs0rqbYMIDfyZXDVf+j3U5BKbi4yLooWJB7tMktubkDVpvz6y82kBNxtJfw0qpX+ySgROF6"
      "8AwPW0WkLrHDUSckroeRCEYnvFYBg2ocRsQS5w1Sebre0gPlFQIDAQAB",
      ESP_DKIM_WEAK, 1024 },
    { "v=DKIM1; p="
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAhCVCHpF+SVrqzfcAO1B1ygM5vhNPanxTgUzO"
      "my0yf65YIzFJt/PxS3MJOpcEz/kEXfFy8H4zCpS5SWzrxqi/IfqiaOeJQIIJ0d5sIjQf18MCfKDj5mRZ"
      "hno7ogYuY4newSom6QDTPbx+c1QE2qPfhcvzVCkajEg1umkPHs2IFOE4XXP0rtbfHdKFdIrjzXuY5HOC"
      "D1SnAh2g0pkxkNQ55AVD1d2Wt9i+XgsMRQ8gVZVdzN2z7UMD4yiM3U6RIgHZ+gYcZCwfRUuXmwrEp5bH"
      "GrQV+VSeoT9BFalMo+2dsAFma+yFWmZ3q5WcF02GORO7xE96/Lb2Q0lQqfNPYFpbqwIDAQAB",
      ESP_DKIM_FINE, 2048 },
    { "p=", ESP_DKIM_REVOKED, 0 },
    { "v=DKIM1; k=ed25519; h=sha1; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
      ESP_DKIM_NOT_FOR_MAIL, 0 },
    { "v=DKIM1; k=ed25519; s=tlsrpt; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
      ESP_DKIM_NOT_FOR_MAIL, 0 },
    { "v=DKIM1; k=ed25519; h=sha1:sha256; s=*; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
      ESP_DKIM_YOUNG, 0 },
    { "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcv \tPapiMlrwIaaPcHURo=", ESP_DKIM_YOUNG, 0 },
    { "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcv\" \"PapiMlrwIaaPcHURo=", ESP_DKIM_BROKEN,
      0 },
    { "v=DKIM2; p=AAAA", ESP_DKIM_NOT_A_KEY, 0 },
    { "v=DKIM1; k=dsa; p=AAAA", ESP_DKIM_UNKNOWN_KIND, 0 },
    { "k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=; v=DKIM1", ESP_DKIM_NOT_A_KEY, 0 },
    { "hello", ESP_DKIM_NOT_A_KEY, 0 },
    { "v=DKIM1; k=rsa; p=AAAA", ESP_DKIM_BROKEN, 0 },
    { "v=DKIM1; k=ed25519; p=AAAA", ESP_DKIM_BROKEN, 0 },
    { "v=DKIM1; k=ed25519; t=y; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", ESP_DKIM_TEST, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint bits = 0;

      g_assert_cmpint (esp_dkim_key_check (cases[i].record, &bits), ==, cases[i].verdict);
      g_assert_cmpuint (bits, ==, cases[i].bits);
    }
}

/* A name server that knows one text, too long for a datagram when asked so. */
typedef struct
{
  GSocket *udp;
  GSocketListener *tcp;
  guint16 port;
  gboolean is_long;
  GThread *threads[2];
} Server;

static GByteArray *
answer_bytes (const guint8 *query, gsize n_query, gboolean is_cut, const char *text)
{
  GByteArray *out = g_byte_array_new ();
  gsize n_question = n_query - 12 - 11; /* without the addition */
  const guint8 head[] = { query[0], query[1], is_cut ? 0x83 : 0x81, 0x80, 0,
                          1,        0,        is_cut ? 0 : 1,       0,    0,
                          0,        0 };

  g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, query + 12, (guint) n_question);
  if (!is_cut)
    {
      gsize n = strlen (text);
      gsize n_data = n + (n + 254) / 255;
      const guint8 record[] = {
        0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, (guint8) (n_data >> 8), (guint8) n_data
      };

      g_byte_array_append (out, record, sizeof record);
      for (gsize at = 0; at < n; at += 255)
        {
          guint8 size = (guint8) MIN (255, n - at);

          g_byte_array_append (out, &size, 1);
          g_byte_array_append (out, (const guint8 *) text + at, size);
        }
    }
  return out;
}

static gpointer
serve_udp (gpointer data)
{
  Server *server = data;
  guint8 query[512];
  g_autoptr (GSocketAddress) from = NULL;
  gssize n = g_socket_receive_from (server->udp, &from, (char *) query, sizeof query, NULL, NULL);
  g_autoptr (GByteArray) stray = NULL;
  g_autoptr (GByteArray) answer = NULL;

  g_assert_cmpint (n, >, 23);
  answer = answer_bytes (query, (gsize) n, server->is_long, "v=spf1 -all");
  query[1] ^= 1; /* somebody else's */
  stray = answer_bytes (query, (gsize) n, FALSE, "forged");
  g_socket_send_to (server->udp, from, (const char *) stray->data, stray->len, NULL, NULL);
  g_socket_send_to (server->udp, from, (const char *) answer->data, answer->len, NULL, NULL);
  return NULL;
}

static gpointer
serve_tcp (gpointer data)
{
  Server *server = data;
  g_autoptr (GSocketConnection) connection =
    g_socket_listener_accept (server->tcp, NULL, NULL, NULL);
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *text = g_strnfill (3000, 'x');
  g_autoptr (GByteArray) answer = NULL;
  guint8 head[2];
  guint8 query[512];
  gsize n = 0;

  g_assert_true (g_input_stream_read_all (in, head, 2, &n, NULL, NULL));
  g_assert_true (g_input_stream_read_all (in, query, head[1], &n, NULL, NULL));
  answer = answer_bytes (query, n, FALSE, text);
  head[0] = (guint8) (answer->len >> 8);
  head[1] = (guint8) answer->len;
  g_assert_true (g_output_stream_write_all (out, head, 2, NULL, NULL, NULL));
  g_assert_true (g_output_stream_write_all (out, answer->data, answer->len, NULL, NULL, NULL));
  return NULL;
}

static void
server_start (Server *server)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = NULL;

  server->tcp = g_socket_listener_new ();
  server->port = g_socket_listener_add_any_inet_port (server->tcp, NULL, NULL);
  any = g_inet_socket_address_new (loopback, server->port);
  server->udp =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_assert_true (g_socket_bind (server->udp, any, FALSE, NULL));
  server->threads[0] = g_thread_new ("udp", serve_udp, server);
  if (server->is_long)
    server->threads[1] = g_thread_new ("tcp", serve_tcp, server);
}

static void
test_server (void)
{
  for (guint i = 0; i < 2; i++)
    {
      Server server = { .is_long = i == 1 };
      g_autofree char *address = NULL;
      g_autoptr (EspDnsClient) client = NULL;
      g_autoptr (EspDnsAnswer) answer = NULL;

      server_start (&server);
      address = g_strdup_printf ("127.0.0.1:%u", server.port);
      client = esp_dns_client_new (address, NULL);
      answer = esp_dns_client_lookup ("Example.Test", ESP_DNS_TXT, client);
      g_thread_join (server.threads[0]);
      if (server.is_long)
        g_thread_join (server.threads[1]);
      g_assert_cmpint (answer->status, ==, ESP_DNS_FOUND);
      if (server.is_long)
        g_assert_cmpuint (strlen (answer->records->pdata[0]), ==, 3000);
      else
        g_assert_cmpstr (answer->records->pdata[0], ==, "v=spf1 -all");
      g_object_unref (server.udp);
      g_socket_listener_close (server.tcp);
      g_object_unref (server.tcp);
    }
}

/* What a server of another age says to the datagrams that come. */
typedef enum
{
  ODD_OLD,    /* does not understand additions, and repeats no question */
  ODD_ALIAS,  /* names what a name stands for, and does not go after it */
  ODD_CIRCLE, /* one that leads back */
  ODD_CUT,    /* half an answer, and nobody at the connection */
  N_ODD
} Odd;

typedef struct
{
  GSocket *udp;
  Odd odd;
  gint has_ended; /* atomic */
} OddServer;

static void
answer_oddly (OddServer *server, GSocketAddress *from, guint8 *query, gsize n)
{
  static const guint8 addition[] = { 0, 0, 41 };
  gboolean has_addition = n > 11 && memcmp (query + n - 11, addition, sizeof addition) == 0;
  gboolean is_second = query[13] == 'b';
  g_autoptr (GByteArray) out = NULL;
  /* "b.test" for "a.test" and the other way round */
  guint8 alias[] = { 0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 8, 1, 'b', 4, 't', 'e', 's', 't', 0 };

  if (server->odd == ODD_OLD && has_addition)
    {
      const guint8 refusal[] = { query[0], query[1], 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0 };

      out = g_byte_array_append (g_byte_array_new (), refusal, sizeof refusal);
    }
  else if (server->odd == ODD_CIRCLE || (server->odd == ODD_ALIAS && !is_second))
    {
      out = answer_bytes (query, n, TRUE, NULL);
      out->data[2] = 0x81; /* whole */
      out->data[7] = 1;    /* one record */
      alias[13] = is_second ? 'a' : 'b';
      g_byte_array_append (out, alias, sizeof alias);
    }
  else
    out = answer_bytes (query, has_addition ? n : n + 11, server->odd == ODD_CUT, "v=spf1 -all");
  g_socket_send_to (server->udp, from, (const char *) out->data, out->len, NULL, NULL);
}

static gpointer
serve_oddly (gpointer data)
{
  OddServer *server = data;

  while (!g_atomic_int_get (&server->has_ended))
    {
      g_autoptr (GSocketAddress) from = NULL;
      guint8 query[512];
      gssize n = -1;

      if (g_socket_condition_timed_wait (server->udp, G_IO_IN, 20000, NULL, NULL))
        n = g_socket_receive_from (server->udp, &from, (char *) query, sizeof query, NULL, NULL);
      if (n > 12)
        answer_oddly (server, from, query, (gsize) n);
    }
  return NULL;
}

static void
test_odd_servers (void)
{
  static const struct
  {
    EspDnsStatus status;
    gboolean has_failed;
  } wanted[N_ODD] = { [ODD_OLD] = { ESP_DNS_FOUND, FALSE },
                      [ODD_ALIAS] = { ESP_DNS_FOUND, FALSE },
                      [ODD_CIRCLE] = { ESP_DNS_UNAVAILABLE, TRUE },
                      [ODD_CUT] = { ESP_DNS_UNAVAILABLE, TRUE } };

  for (guint i = 0; i < N_ODD; i++)
    {
      OddServer server = { .odd = (Odd) i };
      g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
      g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
      g_autoptr (GSocketAddress) bound = NULL;
      g_autofree char *address = NULL;
      g_autoptr (EspDnsClient) client = NULL;
      g_autoptr (EspDnsAnswer) answer = NULL;
      GThread *thread;

      server.udp =
        g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
      g_assert_true (g_socket_bind (server.udp, any, FALSE, NULL));
      bound = g_socket_get_local_address (server.udp, NULL);
      thread = g_thread_new ("odd", serve_oddly, &server);
      address = g_strdup_printf ("127.0.0.1:%u",
                                 g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
      client = esp_dns_client_new (address, NULL);
      answer = esp_dns_client_lookup ("a.test", ESP_DNS_TXT, client);
      g_atomic_int_set (&server.has_ended, TRUE);
      g_thread_join (thread);
      g_assert_cmpint (answer->status, ==, wanted[i].status);
      g_assert_cmpint (answer->has_failed, ==, wanted[i].has_failed);
      g_object_unref (server.udp);
    }
}

static void
test_nobody_answers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspDnsClient) client = esp_dns_client_new ("127.0.0.1:1", NULL);
  g_autoptr (EspDnsAnswer) answer = NULL;

  esp_dns_client_set_timeout (client, 50);
  answer = esp_dns_client_lookup ("example.test", ESP_DNS_TXT, client);
  g_assert_cmpint (answer->status, ==, ESP_DNS_UNAVAILABLE);
  g_assert_null (esp_dns_client_new ("not an address", &error));
  g_assert_nonnull (strstr (error->message, "192.0.2.1"));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channels/dns/spf-words", test_spf_words);
  g_test_add_func ("/channels/dns/good-domain", test_good_domain);
  g_test_add_func ("/channels/dns/says-what-to-publish", test_what_to_publish);
  g_test_add_func ("/channels/dns/spf", test_spf);
  g_test_add_func ("/channels/dns/spf-as-written", test_spf_as_written);
  g_test_add_func ("/channels/dns/names-that-lead-nowhere", test_names_that_lead_nowhere);
  g_test_add_func ("/channels/dns/two-keys-at-one-name", test_two_keys_at_one_name);
  g_test_add_func ("/channels/dns/half-measures", test_half_measures);
  g_test_add_func ("/channels/dns/policies", test_policies);
  g_test_add_func ("/channels/dns/own-server", test_own_server);
  g_test_add_func ("/channels/dns/offline-is-not-wrong", test_offline);
  g_test_add_func ("/channels/dns/keys", test_keys);
  g_test_add_func ("/channels/dns/asks-a-server", test_server);
  g_test_add_func ("/channels/dns/odd-servers", test_odd_servers);
  g_test_add_func ("/channels/dns/nobody-answers", test_nobody_answers);
  return g_test_run ();
}
