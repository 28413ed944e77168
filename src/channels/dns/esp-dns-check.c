/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks whether what a domain publishes lets a channel send for it, and what to publish else. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/dns/esp-dns-check.h"

#include "channels/dns/esp-dns-records.h"
#include "channels/dns/esp-spf.h"

#include <string.h>

/* Sentences that the terms of the rule pack on deliverability translate. */
#define SAY(text) text
#define MAX_ADDRESSES 8

typedef struct
{
  const EspDnsWish *wish;
  EspDnsLookup lookup;
  gpointer user_data;
  EspDnsReport *report;
  EspDmarc dmarc;
  gboolean has_dmarc;
  gboolean has_spf;
  gboolean has_dkim;
  gboolean is_unsure; /* somebody did not answer */
  EspDnsLookup ask;   /* the lookup of the caller */
  gpointer ask_data;
  gboolean has_failed; /* and the last who did not said that he cannot */
} Check;

static EspDnsRow *
add (Check *self, const char *id, EspDnsState state, const char *name, const char *sentence)
{
  EspDnsRow *row = g_new0 (EspDnsRow, 1);

  row->id = g_strdup (id);
  row->state = state;
  row->name = g_strdup (name);
  row->sentence = g_strdup (sentence);
  g_ptr_array_add (self->report->rows, row);
  return row;
}

static void
advise (EspDnsRow *row, const char *name, const char *type, const char *value)
{
  row->record_name = g_strdup (name);
  row->record_type = g_strdup (type);
  row->record_value = g_strdup (value);
}

/* An EspDnsLookup that remembers why nothing came. */
static EspDnsAnswer *
look_up (const char *name, EspDnsType type, gpointer user_data)
{
  Check *self = user_data;
  EspDnsAnswer *answer = self->ask (name, type, self->ask_data);

  if (answer->status == ESP_DNS_UNAVAILABLE)
    self->has_failed = answer->has_failed;
  return answer;
}

static EspDnsRow *
add_unknown (Check *self, const char *id, const char *name)
{
  self->is_unsure = TRUE;
  if (self->has_failed)
    return add (self, id, ESP_DNS_UNKNOWN, name,
                SAY (
                  "The name servers of the domain give no proper answer; ask whoever keeps them, "
                  "or try later."));
  return add (self, id, ESP_DNS_UNKNOWN, name,
              SAY ("No name server answered. Is this computer connected?"));
}

/* The addresses of the server that takes the mail: of one's own server, they are those that send. */
static char **
find_addresses (Check *self)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  static const EspDnsType types[] = { ESP_DNS_A, ESP_DNS_AAAA };
  char **addresses;

  if (self->wish->mail_host != NULL && g_hostname_is_ip_address (self->wish->mail_host))
    g_strv_builder_add (builder, self->wish->mail_host);
  for (guint i = 0; self->wish->mail_host != NULL && i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (EspDnsAnswer) answer =
        self->lookup (self->wish->mail_host, types[i], self->user_data);

      for (guint j = 0; j < answer->records->len && j < MAX_ADDRESSES; j++)
        g_strv_builder_add (builder, answer->records->pdata[j]);
    }
  addresses = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return addresses;
}

/* Returns: (transfer full) (nullable): the server as SPF names it; NULL when the world cannot see it. */
static char *
name_server (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address == NULL)
    return g_strdup_printf ("a:%s", host);
  if (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_site_local (address) ||
      g_inet_address_get_is_link_local (address))
    return NULL;
  return g_strdup_printf ("%s:%s",
                          g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? "ip6"
                                                                                      : "ip4",
                          host);
}

/* What is to be published: the old record with what it lacks, or a new one. */
static char *
mend_spf (const EspDnsWish *wish, const EspSpf *spf)
{
  g_autofree char *needed = wish->include != NULL ? g_strdup_printf ("include:%s", wish->include)
                            : wish->mail_host != NULL ? name_server (wish->mail_host)
                                                      : g_strdup ("mx");

  return needed != NULL ? esp_spf_mend (spf->record, needed) : NULL;
}

/* What SPF says of one word or domain in it. */
static EspDnsRow *
add_about (Check *self,
           EspDnsState state,
           const char *domain,
           const char *what,
           const char *sentence)
{
  EspDnsRow *row = add (self, "spf", state, domain, sentence);

  row->arg = g_strdup (what);
  return row;
}

static EspDnsRow *
judge_spf (Check *self, const EspSpf *spf, const char *domain, gboolean is_allowed)
{
  EspDnsRow *row;

  if (spf->status == ESP_DNS_UNAVAILABLE)
    return add_unknown (self, "spf", domain);
  if (spf->record == NULL)
    return add (self, "spf", ESP_DNS_BAD, domain, SAY ("There is no SPF record."));
  if (spf->n_records > 1)
    return add (self, "spf", ESP_DNS_BAD, domain,
                SAY ("There are several SPF records; receivers then use none. Join them to one."));
  if (spf->mistake != NULL)
    return add_about (self, ESP_DNS_BAD, domain, spf->mistake,
                      SAY ("“{0}” in the SPF record cannot be read."));
  if (spf->missing != NULL)
    return add_about (self, ESP_DNS_BAD, domain, spf->missing,
                      SAY ("The SPF record leads to “{0}”, which does not publish one SPF record; "
                           "receivers "
                           "then use none."));
  if (spf->loop != NULL)
    return add_about (self, ESP_DNS_BAD, domain, spf->loop,
                      SAY (
                        "The SPF record leads round in a circle through “{0}”; receivers then use "
                        "none."));
  if (spf->n_lookups > ESP_SPF_MAX_LOOKUPS)
    {
      row = add (self, "spf", ESP_DNS_BAD, domain,
                 SAY ("The SPF record needs {0} lookups; receivers give up after 10."));
      row->arg = g_strdup_printf ("%u", spf->n_lookups);
      return row;
    }
  if (spf->crowded != NULL)
    return add_about (self, ESP_DNS_BAD, domain, spf->crowded,
                      SAY (
                        "“{0}” in the SPF record has more than 10 mail servers; receivers then use "
                        "none."));
  if (spf->n_voids > ESP_SPF_MAX_VOIDS)
    {
      row = add (self, "spf", ESP_DNS_BAD, domain,
                 SAY ("{0} names in the SPF record lead nowhere; receivers give up after 2."));
      row->arg = g_strdup_printf ("%u", spf->n_voids);
      return row;
    }
  if (spf->all == '+')
    return add (self, "spf", ESP_DNS_BAD, domain,
                SAY ("The SPF record lets everybody send (+all)."));
  self->has_spf = is_allowed;
  if (!is_allowed && spf->is_unsure)
    return add_unknown (self, "spf", domain);
  if (!is_allowed)
    {
      row = add (self, "spf", self->wish->include != NULL ? ESP_DNS_BAD : ESP_DNS_LOOK, domain,
                 SAY ("The SPF record does not name the servers of this channel ({0})."));
      row->arg =
        g_strdup (self->wish->include != NULL ? self->wish->include : self->wish->mail_host);
      return row;
    }
  if (spf->all == '\0' || spf->all == '?')
    return add (self, "spf", ESP_DNS_LOOK, domain,
                SAY (
                  "The SPF record does not say what becomes of others; end it with ~all or -all."));
  if (spf->has_ptr)
    return add (self, "spf", ESP_DNS_LOOK, domain,
                SAY ("“ptr” in the SPF record is slow, and some receivers skip it; name the "
                     "servers instead."));
  return add (self, "spf", ESP_DNS_GOOD, domain, SAY ("SPF lets this channel send."));
}

static void
check_spf (Check *self)
{
  const EspDnsWish *wish = self->wish;
  const char *domain = wish->return_domain != NULL ? wish->return_domain : wish->domain;
  g_auto (GStrv) addresses = wish->include == NULL ? find_addresses (self) : NULL;
  g_autoptr (EspSpf) spf =
    esp_spf_read (domain, (const char *const *) addresses, self->lookup, self->user_data);
  gboolean is_allowed = wish->include != NULL     ? esp_spf_has (spf, wish->include)
                        : wish->mail_host != NULL ? spf->has_address
                                                  : TRUE;
  EspDnsRow *row = judge_spf (self, spf, domain, is_allowed);

  row->found = g_strdup (spf->record);
  if (row->state == ESP_DNS_BAD || row->state == ESP_DNS_LOOK)
    {
      g_autofree char *value = spf->n_records > 1 || spf->n_lookups > ESP_SPF_MAX_LOOKUPS ||
                                   spf->mistake != NULL || spf->missing != NULL
                                 ? NULL
                                 : mend_spf (wish, spf);

      if (value != NULL && !(is_allowed && spf->record != NULL && spf->all != '+' &&
                             spf->all != '\0' && spf->all != '?'))
        advise (row, domain, "TXT", value);
    }
}

static EspDnsRow *
judge_key (Check *self, const char *name, const char *record)
{
  guint bits = 0;
  EspDkimVerdict verdict = esp_dkim_key_check (record, &bits);
  EspDnsRow *row = NULL;

  self->has_dkim =
    verdict == ESP_DKIM_FINE || verdict == ESP_DKIM_WEAK || verdict == ESP_DKIM_YOUNG;
  switch (verdict)
    {
    case ESP_DKIM_FINE:
      row = add (self, "dkim", ESP_DNS_GOOD, name, SAY ("The DKIM key is published."));
      break;
    case ESP_DKIM_WEAK:
      row = add (self, "dkim", ESP_DNS_LOOK, name,
                 SAY ("The DKIM key has {0} bits; 2048 are advised."));
      break;
    case ESP_DKIM_YOUNG:
      row = add (self, "dkim", ESP_DNS_LOOK, name,
                 SAY ("The DKIM key is ed25519, which Gmail and others do not verify; publish an "
                      "RSA key of 2048 bits as well."));
      break;
    case ESP_DKIM_SHORT:
      row = add (self, "dkim", ESP_DNS_BAD, name,
                 SAY ("The DKIM key has {0} bits; receivers want 1024 at least."));
      break;
    case ESP_DKIM_REVOKED:
      row =
        add (self, "dkim", ESP_DNS_BAD, name, SAY ("The DKIM key was withdrawn (p= is empty)."));
      break;
    case ESP_DKIM_NOT_FOR_MAIL:
      row = add (self, "dkim", ESP_DNS_BAD, name,
                 SAY ("The DKIM key is not for mail of today (s= or h=); receivers ignore it."));
      break;
    case ESP_DKIM_UNKNOWN_KIND:
      row = add (self, "dkim", ESP_DNS_BAD, name,
                 SAY ("The DKIM key is of a kind that receivers do not know (k=); publish an RSA "
                      "key of 2048 bits."));
      break;
    case ESP_DKIM_TEST:
      row = add (self, "dkim", ESP_DNS_LOOK, name,
                 SAY ("The DKIM key is marked as a test (t=y); receivers ignore it."));
      break;
    case ESP_DKIM_NOT_A_KEY:
    case ESP_DKIM_BROKEN:
    default:
      row = add (self, "dkim", ESP_DNS_BAD, name, SAY ("The DKIM record cannot be read as a key."));
      break;
    }
  row->arg = bits > 0 ? g_strdup_printf ("%u", bits) : NULL;
  row->found = g_strdup (record);
  return row;
}

/* Of several texts the one that is a key, if any is. */
static const char *
find_key (const EspDnsAnswer *answer)
{
  for (guint i = 0; i < answer->records->len; i++)
    {
      guint bits;

      if (esp_dkim_key_check (answer->records->pdata[i], &bits) != ESP_DKIM_NOT_A_KEY)
        return answer->records->pdata[i];
    }
  return answer->records->pdata[0];
}

static gboolean
has_several_keys (const EspDnsAnswer *answer)
{
  guint n = 0;

  for (guint i = 0; i < answer->records->len; i++)
    {
      guint bits;

      n += esp_dkim_key_check (answer->records->pdata[i], &bits) != ESP_DKIM_NOT_A_KEY;
    }
  return n > 1;
}

#define RANK_OF_USE 5

/* How good a key is: services publish several, of which one signs. */
static guint
rank_key (const char *record)
{
  guint bits;

  switch (esp_dkim_key_check (record, &bits))
    {
    case ESP_DKIM_FINE:
      return 7;
    case ESP_DKIM_WEAK:
      return 6;
    case ESP_DKIM_YOUNG:
      return 5;
    case ESP_DKIM_TEST:
      return 4;
    case ESP_DKIM_SHORT:
      return 3;
    case ESP_DKIM_REVOKED:
      return 2;
    case ESP_DKIM_NOT_FOR_MAIL:
    case ESP_DKIM_UNKNOWN_KIND:
    case ESP_DKIM_BROKEN:
    case ESP_DKIM_NOT_A_KEY:
    default:
      return 1;
    }
}

/* The best key of all selectors. */
static void
check_dkim (Check *self)
{
  const char *const *selectors = self->wish->selectors;
  g_autofree char *first = NULL;
  g_autofree char *silent = NULL;
  g_autofree char *best_name = NULL;
  g_autofree char *best = NULL;
  gboolean has_several = FALSE;
  EspDnsRow *row;

  for (guint i = 0; selectors != NULL && selectors[i] != NULL; i++)
    {
      g_autofree char *name =
        g_strdup_printf ("%s._domainkey.%s", selectors[i], self->wish->domain);
      g_autoptr (EspDnsAnswer) answer = self->lookup (name, ESP_DNS_TXT, self->user_data);

      if (first == NULL)
        first = g_strdup (name);
      if (answer->status == ESP_DNS_UNAVAILABLE && silent == NULL)
        silent = g_strdup (name);
      if (answer->status == ESP_DNS_FOUND &&
          (best == NULL || rank_key (find_key (answer)) > rank_key (best)))
        {
          g_free (best);
          best = g_strdup (find_key (answer));
          g_free (best_name);
          best_name = g_strdup (name);
          has_several = has_several_keys (answer);
        }
    }
  if (best != NULL && (silent == NULL || rank_key (best) >= RANK_OF_USE))
    {
      row = judge_key (self, best_name, best);
      if (has_several && row->state == ESP_DNS_GOOD)
        {
          row->state = ESP_DNS_LOOK;
          g_free (row->sentence);
          row->sentence = g_strdup (SAY ("There are several DKIM keys at one name; receivers take "
                                         "any of them (RFC 6376). Leave one."));
        }
      return;
    }
  if (silent != NULL)
    {
      add_unknown (self, "dkim", silent);
      return;
    }
  if (first == NULL)
    {
      add (self, "dkim", ESP_DNS_LOOK, self->wish->domain,
           SAY ("The selector of the DKIM key is not known; ask the mail service for it and enter "
                "it."));
      return;
    }
  row = add (self, "dkim", ESP_DNS_BAD, first, SAY ("No DKIM key is published at “{0}”."));
  row->arg = g_strdup (first);
  advise (row, first, "TXT", "v=DKIM1; k=rsa; p=…");
}

static char *
find_dmarc (Check *self, const char *domain, guint *out_n, EspDnsStatus *out_status)
{
  g_autofree char *name = g_strdup_printf ("_dmarc.%s", domain);
  g_autoptr (EspDnsAnswer) answer = self->lookup (name, ESP_DNS_TXT, self->user_data);
  char *record = NULL;

  *out_n = 0;
  *out_status = answer->status;
  for (guint i = 0; i < answer->records->len; i++)
    {
      EspDmarc dmarc;

      if (!esp_dmarc_parse (answer->records->pdata[i], &dmarc))
        continue;
      if ((*out_n)++ == 0)
        {
          record = g_strdup (answer->records->pdata[i]);
          self->dmarc = dmarc;
        }
    }
  return record;
}

/* Whether another domain that is to get reports says that it takes them; where nobody answers, it does. */
static char *
find_refusal (Check *self, const char *domain, const char *stranger)
{
  g_autofree char *name = g_strdup_printf ("%s._report._dmarc.%s", domain, stranger);
  g_autoptr (EspDnsAnswer) answer = self->lookup (name, ESP_DNS_TXT, self->user_data);

  if (answer->status == ESP_DNS_UNAVAILABLE)
    return NULL;
  for (guint i = 0; i < answer->records->len; i++)
    {
      g_autofree char *version = esp_dns_tag (answer->records->pdata[i], "v");

      if (g_strcmp0 (version, "DMARC1") == 0)
        return NULL;
    }
  return g_steal_pointer (&name);
}

/* Reports to others that do not take them never arrive. */
static EspDnsRow *
judge_reports (Check *self, const char *name, const char *record)
{
  const char *domain = name + strlen ("_dmarc.");
  g_autofree char *stranger = esp_dmarc_find_stranger (record, domain);
  g_autofree char *refusal = stranger != NULL ? find_refusal (self, domain, stranger) : NULL;
  EspDnsRow *row;

  if (refusal == NULL)
    return NULL;
  row = add (self, "dmarc", ESP_DNS_LOOK, name,
             SAY ("DMARC reports to “{0}” do not arrive: that domain has to publish that it takes "
                  "them."));
  row->arg = g_steal_pointer (&stranger);
  advise (row, refusal, "TXT", "v=DMARC1");
  return row;
}

static EspDnsRow *
judge_dmarc (Check *self, const char *name, guint n)
{
  if (n > 1)
    return add (self, "dmarc", ESP_DNS_BAD, name,
                SAY ("There are several DMARC records; receivers then use none."));
  if (self->dmarc.policy == '\0')
    return add (self, "dmarc", ESP_DNS_BAD, name,
                SAY ("The DMARC record lacks its policy; write p=none, quarantine or reject."));
  self->has_dmarc = TRUE;
  if (self->dmarc.has_bad_policy)
    return add (self, "dmarc", ESP_DNS_LOOK, name,
                SAY ("The DMARC record has a policy for the domains below it that is none (sp= or "
                     "np=); receivers then only watch."));
  if (self->dmarc.percent < 100 && self->dmarc.policy != 'n')
    {
      EspDnsRow *row =
        add (self, "dmarc", ESP_DNS_LOOK, name,
             SAY (
               "DMARC holds for {0} % of the mail only (pct=); take pct out, once all is well."));

      row->arg = g_strdup_printf ("%u", self->dmarc.percent);
      return row;
    }
  if (!self->dmarc.has_reports && self->dmarc.has_bad_reports)
    return add (self, "dmarc", ESP_DNS_LOOK, name,
                SAY (
                  "The address for DMARC reports cannot be used; write rua=mailto:name@domain."));
  if (!self->dmarc.has_reports)
    return add (self, "dmarc", ESP_DNS_LOOK, name,
                SAY ("DMARC is published, without an address for reports (rua=)."));
  return add (self, "dmarc", ESP_DNS_GOOD, name, SAY ("DMARC is published."));
}

static void
check_dmarc (Check *self)
{
  const char *domain = self->wish->domain;
  g_autofree char *organization = esp_dns_organization (domain);
  g_autofree char *name = g_strdup_printf ("_dmarc.%s", domain);
  g_autofree char *top = g_strdup_printf ("_dmarc.%s", organization);
  g_autofree char *record = NULL;
  g_autofree char *value = NULL;
  EspDnsStatus status;
  EspDnsRow *row;
  guint n = 0;

  record = find_dmarc (self, domain, &n, &status);
  if (record == NULL && status != ESP_DNS_UNAVAILABLE && !g_str_equal (organization, domain))
    {
      record = find_dmarc (self, organization, &n, &status);
      if (record != NULL && self->dmarc.sub_policy != '\0')
        self->dmarc.policy = self->dmarc.sub_policy;
      g_free (name);
      name = g_strdup (top);
    }
  if (record != NULL)
    {
      gboolean is_readable = n == 1 && self->dmarc.policy != '\0' && !self->dmarc.has_bad_policy &&
                             self->dmarc.has_reports;

      row = is_readable ? judge_reports (self, name, record) : NULL;
      if (row == NULL)
        row = judge_dmarc (self, name, n);
      else
        self->has_dmarc = TRUE;
      row->found = g_steal_pointer (&record);
      return;
    }
  if (status == ESP_DNS_UNAVAILABLE)
    {
      add_unknown (self, "dmarc", name);
      return;
    }
  row = add (self, "dmarc", ESP_DNS_BAD, top, SAY ("There is no DMARC record."));
  value = g_strdup_printf ("v=DMARC1; p=none; rua=mailto:dmarc@%s", organization);
  advise (row, top, "TXT", value);
}

static gboolean
is_aligned (const char *a, const char *b, gboolean is_strict)
{
  g_autofree char *first = esp_dns_organization (a);
  g_autofree char *second = esp_dns_organization (b);

  return is_strict ? g_ascii_strcasecmp (a, b) == 0 : g_str_equal (first, second);
}

static void
check_alignment (Check *self)
{
  const EspDnsWish *wish = self->wish;
  const char *envelope = wish->return_domain != NULL ? wish->return_domain : wish->domain;
  gboolean by_spf = self->has_spf && is_aligned (envelope, wish->domain, self->dmarc.is_spf_strict);
  EspDnsRow *row;

  if (self->has_dkim)
    row = add (self, "align", ESP_DNS_GOOD, wish->domain,
               SAY ("DKIM speaks for the domain that readers see."));
  else if (by_spf)
    row =
      add (self, "align", wish->include != NULL ? ESP_DNS_LOOK : ESP_DNS_GOOD, wish->domain,
           SAY ("SPF speaks for the domain that readers see; DKIM would do so also when mail is "
                "forwarded."));
  else if (self->is_unsure)
    row = add_unknown (self, "align", wish->domain);
  else
    row = add (self, "align", ESP_DNS_BAD, wish->domain,
               SAY ("Neither SPF nor DKIM speaks for the domain that readers see; DMARC fails."));
  row->arg = g_strdup (envelope);
}

/* Whether it is found at all; where nobody answers, it is taken for granted. */
static gboolean
has_address (Check *self, const char *host)
{
  g_autoptr (EspDnsAnswer) four = self->lookup (host, ESP_DNS_A, self->user_data);
  g_autoptr (EspDnsAnswer) six = NULL;

  if (four->status == ESP_DNS_FOUND || four->status == ESP_DNS_UNAVAILABLE)
    return TRUE;
  six = self->lookup (host, ESP_DNS_AAAA, self->user_data);
  return six->status == ESP_DNS_FOUND || six->status == ESP_DNS_UNAVAILABLE;
}

static EspDnsRow *
judge_mx (Check *self, const char *id, const char *domain, const EspDnsAnswer *answer)
{
  const char *first = answer->records->pdata[0];
  EspDnsRow *row;

  if (answer->records->len == 1 && g_str_has_suffix (first, " ."))
    return add (self, id, ESP_DNS_BAD, domain,
                SAY ("The domain says that it takes no mail; answers and bounces are lost."));
  for (guint i = 0; i < answer->records->len; i++)
    if (g_str_has_suffix (answer->records->pdata[i], " ."))
      return add (self, id, ESP_DNS_LOOK, domain,
                  SAY ("One MX record says that the domain takes no mail (“0 .”), others name "
                       "servers; take it out."));
  for (guint i = 0; i < answer->records->len && i < MAX_ADDRESSES; i++)
    {
      const char *host = strchr (answer->records->pdata[i], ' ');

      if (host != NULL && has_address (self, host + 1))
        return add (self, id, ESP_DNS_GOOD, domain, SAY ("The domain takes mail."));
    }
  if (g_hostname_is_ip_address (strchr (first, ' ') != NULL ? strchr (first, ' ') + 1 : first))
    return add (self, id, ESP_DNS_BAD, domain,
                SAY ("The MX record names an IP address; it has to name a host."));
  row =
    add (self, id, ESP_DNS_BAD, domain,
         SAY ("The MX record names “{0}”, which has no address; answers and bounces are lost."));
  row->arg = g_strdup (strchr (first, ' ') != NULL ? strchr (first, ' ') + 1 : first);
  return row;
}

/* Whether mail to @domain can arrive: answers, bounces. */
static void
check_mx (Check *self, const char *id, const char *domain)
{
  g_autoptr (EspDnsAnswer) answer = self->lookup (domain, ESP_DNS_MX, self->user_data);
  EspDnsRow *row;

  if (answer->status == ESP_DNS_UNAVAILABLE)
    {
      add_unknown (self, id, domain);
      return;
    }
  if (answer->status == ESP_DNS_FOUND)
    {
      row = judge_mx (self, id, domain, answer);
      row->found = g_strdup (answer->records->pdata[0]);
      return;
    }
  if (has_address (self, domain))
    row = add (self, id, ESP_DNS_LOOK, domain,
               SAY ("There is no MX record; mail would go to the address of the web server."));
  else
    row = add (self, id, ESP_DNS_BAD, domain,
               SAY ("No server takes mail for the domain; answers and bounces are lost."));
  advise (row, domain, "MX", "10 mail.example.com.");
}

static void
check_tracking (Check *self)
{
  const EspDnsWish *wish = self->wish;
  g_autoptr (EspDnsAnswer) answer = self->lookup (wish->tracking_host, ESP_DNS_A, self->user_data);
  g_autoptr (EspDnsAnswer) other = NULL;

  if (answer->status == ESP_DNS_UNAVAILABLE)
    {
      add_unknown (self, "tracking", wish->tracking_host);
      return;
    }
  if (answer->status != ESP_DNS_FOUND)
    other = self->lookup (wish->tracking_host, ESP_DNS_AAAA, self->user_data);
  if (answer->status != ESP_DNS_FOUND && other->status != ESP_DNS_FOUND)
    add (self, "tracking", ESP_DNS_BAD, wish->tracking_host,
         SAY ("The host of unsubscribe links cannot be found; the links do not work."));
  else if (!is_aligned (wish->tracking_host, wish->domain, FALSE))
    add (self, "tracking", ESP_DNS_LOOK, wish->tracking_host,
         SAY (
           "Links lead over a host of another domain than the sender’s; filters distrust that."));
  else
    add (self, "tracking", ESP_DNS_GOOD, wish->tracking_host,
         SAY ("Links lead over a host of the sender’s own domain."));
}

/**
 * esp_dns_check:
 * @now_us: is kept as the time of the check
 *
 * Blocks as long as @lookup does.
 *
 * Returns: (transfer full): what was found
 */
EspDnsReport *
esp_dns_check (const EspDnsWish *wish, gint64 now_us, EspDnsLookup lookup, gpointer user_data)
{
  EspDnsReport *report = esp_dns_report_new (wish->domain, now_us);
  Check check = { .wish = wish, .ask = lookup, .ask_data = user_data, .report = report };

  check.lookup = look_up;
  check.user_data = &check;

  check_spf (&check);
  check_dkim (&check);
  check_dmarc (&check);
  check_alignment (&check);
  check_mx (&check, "mx", wish->domain);
  if (wish->return_domain != NULL && g_ascii_strcasecmp (wish->return_domain, wish->domain) != 0)
    check_mx (&check, "return", wish->return_domain);
  if (wish->tracking_host != NULL)
    check_tracking (&check);
  return report;
}
