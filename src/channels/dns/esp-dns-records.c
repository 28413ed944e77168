/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what domains publish about their mail: SPF with all that it includes, DKIM keys, DMARC. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/dns/esp-dns-records.h"

#include <libsoup/soup.h>
#include <string.h>

#define MAX_DEPTH 12
#define HARD_LIMIT 40 /* lookups: no record of good will needs more */
#define MIN_RSA_BITS 1024
#define GOOD_RSA_BITS 2048
#define ED25519_BYTES 32

/* Without the list of public suffixes: two labels, three below a country's co, or, ac, go … */
static const char *
guess_organization (const char *domain)
{
  static const char *const seconds[] = { "co",  "or",  "ac",  "go",  "ne",  "re", "pe",
                                         "com", "net", "org", "gov", "edu", NULL };
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);
  guint n = g_strv_length (labels);
  guint n_kept = 2;
  const char *at = domain + strlen (domain);

  if (n >= 3 && strlen (labels[n - 1]) == 2 && g_strv_contains (seconds, labels[n - 2]))
    n_kept = 3;
  for (guint i = 0; i < n_kept && at > domain; i++)
    for (at--; at > domain && at[-1] != '.';)
      at--;
  return at;
}

/**
 * esp_dns_organization:
 *
 * Returns: (transfer full): the domain that was registered: example.co.kr of mail.example.co.kr
 */
char *
esp_dns_organization (const char *domain)
{
  const char *base = soup_tld_get_base_domain (domain, NULL);

  return g_ascii_strdown (base != NULL ? base : guess_organization (domain), -1);
}

/**
 * esp_dns_tag:
 *
 * Returns: (transfer full) (nullable): the value of "tag=value;" without blanks around it
 */
char *
esp_dns_tag (const char *record, const char *tag)
{
  g_auto (GStrv) parts = g_strsplit (record, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *value = strchr (parts[i], '=');

      if (value == NULL)
        continue;
      *value = '\0';
      if (g_str_equal (g_strstrip (parts[i]), tag))
        return g_strdup (g_strstrip (value + 1));
    }
  return NULL;
}

typedef struct
{
  EspSpf *spf;
  const char *const *addresses; /* (nullable) */
  EspDnsLookup lookup;
  gpointer user_data;
} Walk;

static EspDnsAnswer *
look_up (Walk *walk, const char *name, EspDnsType type)
{
  EspDnsAnswer *answer;

  if (walk->spf->n_lookups > HARD_LIMIT)
    return esp_dns_answer_new (ESP_DNS_UNAVAILABLE);
  answer = walk->lookup (name, type, walk->user_data);
  walk->spf->n_voids += answer->status == ESP_DNS_NO_NAME || answer->status == ESP_DNS_NOTHING;
  return answer;
}

/* GLib warns of lengths that no network has; here they are a mistake of somebody's record. */
static GInetAddressMask *
parse_network (const char *text)
{
  const char *size = strchr (text, '/');
  gboolean is_long = strchr (text, ':') != NULL;

  if (size != NULL &&
      (size[1] == '\0' || strspn (size + 1, "0123456789") != strlen (size + 1) ||
       strlen (size + 1) > 3 || g_ascii_strtoull (size + 1, NULL, 10) > (is_long ? 128 : 32)))
    return NULL;
  return g_inet_address_mask_new_from_string (text, NULL);
}

static gboolean
is_within (const char *network, const char *address)
{
  g_autoptr (GInetAddressMask) mask = parse_network (network);
  g_autoptr (GInetAddress) found = g_inet_address_new_from_string (address);

  return mask != NULL && found != NULL && g_inet_address_mask_matches (mask, found);
}

static void
match_network (Walk *walk, const char *network)
{
  for (guint i = 0; walk->addresses != NULL && walk->addresses[i] != NULL; i++)
    walk->spf->has_address = walk->spf->has_address || is_within (network, walk->addresses[i]);
}

/* The addresses of @name, each with the size of network that the mechanism gives. */
static void
match_host (Walk *walk, const char *name, const char *size)
{
  static const EspDnsType types[] = { ESP_DNS_A, ESP_DNS_AAAA };

  for (guint i = 0; walk->addresses != NULL && i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (EspDnsAnswer) answer = walk->lookup (name, types[i], walk->user_data);

      for (guint j = 0; j < answer->records->len; j++)
        {
          g_autofree char *network =
            g_strconcat (answer->records->pdata[j], types[i] == ESP_DNS_A ? size : "", NULL);

          match_network (walk, network);
        }
    }
}

static void
match_mx (Walk *walk, const char *name, const char *size)
{
  g_autoptr (EspDnsAnswer) answer = look_up (walk, name, ESP_DNS_MX);

  for (guint i = 0; i < answer->records->len && i < ESP_SPF_MAX_LOOKUPS; i++)
    {
      const char *host = strchr (answer->records->pdata[i], ' ');

      if (host != NULL)
        match_host (walk, host + 1, size);
    }
}

static void walk_domain (Walk *walk, const char *domain, guint depth);

static void
note_mistake (Walk *walk, const char *word)
{
  if (walk->spf->mistake == NULL)
    walk->spf->mistake = g_strdup (word);
}

/* "a", "a:host", "a/24", "a:host/24" */
static void
read_host (Walk *walk, const char *word, const char *domain)
{
  gboolean is_mx = g_ascii_strncasecmp (word, "mx", 2) == 0;
  const char *rest = word + (is_mx ? 2 : 1);
  const char *size = strchr (rest, '/');
  g_autofree char *host = NULL;

  if (*rest == ':')
    host = g_strndup (rest + 1, size != NULL ? (gsize) (size - rest - 1) : strlen (rest + 1));
  walk->spf->n_lookups++;
  if (host != NULL && (*host == '\0' || strchr (host, '%') != NULL))
    return; /* macros depend on the letter; they count, and that is all */
  if (is_mx)
    match_mx (walk, host != NULL ? host : domain, size != NULL ? size : "");
  else
    match_host (walk, host != NULL ? host : domain, size != NULL ? size : "");
}

static void
read_include (Walk *walk, const char *target, guint depth)
{
  walk->spf->n_lookups++;
  if (*target == '\0')
    note_mistake (walk, "include:");
  else if (strchr (target, '%') == NULL)
    {
      g_ptr_array_add (walk->spf->includes, g_ascii_strdown (target, -1));
      walk_domain (walk, target, depth + 1);
    }
}

static void
read_word (Walk *walk, const char *word, const char *domain, guint depth)
{
  char qualifier = strchr ("+-~?", *word) != NULL ? *word : '+';
  const char *name = word + (*word == qualifier ? 1 : 0);
  gsize n = strcspn (name, ":/=");

  if (n == 3 && g_ascii_strncasecmp (name, "all", n) == 0)
    {
      if (depth == 0)
        walk->spf->all = qualifier;
    }
  else if (n == 3 &&
           (g_ascii_strncasecmp (name, "ip4", n) == 0 || g_ascii_strncasecmp (name, "ip6", n) == 0))
    {
      g_autoptr (GInetAddressMask) mask = name[n] == ':' ? parse_network (name + n + 1) : NULL;

      if (mask == NULL)
        note_mistake (walk, word);
      else if (qualifier == '+')
        match_network (walk, name + n + 1);
    }
  else if (n == 7 && g_ascii_strncasecmp (name, "include", n) == 0)
    read_include (walk, name[n] == ':' ? name + n + 1 : "", depth);
  else if (n == 8 && g_ascii_strncasecmp (name, "redirect", n) == 0 && name[n] == '=')
    read_include (walk, name + n + 1, depth == 0 ? 0 : depth);
  else if ((n == 1 && g_ascii_tolower (*name) == 'a') ||
           (n == 2 && g_ascii_strncasecmp (name, "mx", n) == 0))
    read_host (walk, name, domain);
  else if ((n == 6 && g_ascii_strncasecmp (name, "exists", n) == 0) ||
           (n == 3 && g_ascii_strncasecmp (name, "ptr", n) == 0))
    walk->spf->n_lookups++;
  else if (strchr (name, '=') == NULL)
    note_mistake (walk, word); /* unknown modifiers are allowed, unknown mechanisms are not */
}

static gboolean
is_spf (const char *record)
{
  return g_ascii_strncasecmp (record, "v=spf1", 6) == 0 && (record[6] == '\0' || record[6] == ' ');
}

static void
walk_domain (Walk *walk, const char *domain, guint depth)
{
  g_autoptr (EspDnsAnswer) answer = NULL;
  const char *record = NULL;
  g_auto (GStrv) words = NULL;
  guint n = 0;

  if (depth > MAX_DEPTH || walk->spf->n_lookups > HARD_LIMIT)
    return;
  answer = depth == 0 && walk->spf->n_lookups == 0
             ? walk->lookup (domain, ESP_DNS_TXT, walk->user_data)
             : look_up (walk, domain, ESP_DNS_TXT);
  for (guint i = 0; i < answer->records->len; i++)
    if (is_spf (answer->records->pdata[i]))
      {
        record = record != NULL ? record : answer->records->pdata[i];
        n++;
      }
  if (depth == 0 && walk->spf->record == NULL)
    {
      walk->spf->status = answer->status;
      walk->spf->n_records = n;
      walk->spf->record = g_strdup (record);
    }
  words = g_strsplit (record != NULL ? record : "", " ", -1);
  for (guint i = 1; words[0] != NULL && words[i] != NULL; i++)
    if (*words[i] != '\0')
      read_word (walk, words[i], domain, depth);
}

/**
 * esp_spf_read:
 * @addresses: (nullable): of the servers that send
 *
 * Returns: (transfer full): what SPF of @domain says
 */
EspSpf *
esp_spf_read (const char *domain,
              const char *const *addresses,
              EspDnsLookup lookup,
              gpointer user_data)
{
  EspSpf *self = g_new0 (EspSpf, 1);
  Walk walk = { self, addresses, lookup, user_data };

  self->includes = g_ptr_array_new_with_free_func (g_free);
  walk_domain (&walk, domain, 0);
  return self;
}

/**
 * esp_spf_free:
 * @self: (nullable)
 */
void
esp_spf_free (EspSpf *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->includes);
  g_free (self->record);
  g_free (self->mistake);
  g_free (self);
}

/**
 * esp_spf_has:
 *
 * Returns: whether a domain is included, directly or by another
 */
gboolean
esp_spf_has (const EspSpf *self, const char *include)
{
  for (guint i = 0; i < self->includes->len; i++)
    if (g_ascii_strcasecmp (self->includes->pdata[i], include) == 0)
      return TRUE;
  return FALSE;
}

/* Goes into one DER value. Returns: its bytes, 0 when there is no such value */
static gsize
enter_der (const guint8 **at, const guint8 *end, guint8 tag)
{
  gsize size;
  guint n_bytes;

  if (end - *at < 2 || **at != tag)
    return 0;
  size = (*at)[1];
  *at += 2;
  if (size >= 0x80)
    {
      n_bytes = size & 0x7F;
      size = 0;
      if (n_bytes == 0 || n_bytes > 3 || end - *at < (gssize) n_bytes)
        return 0;
      for (guint i = 0; i < n_bytes; i++)
        size = size << 8 | *(*at)++;
    }
  return size <= (gsize) (end - *at) ? size : 0;
}

/* SEQUENCE { SEQUENCE { OID … }, BIT STRING { SEQUENCE { INTEGER n, … } } }, or the inner one alone. */
static guint
count_rsa_bits (const guint8 *key, gsize size)
{
  const guint8 *at = key;
  const guint8 *end = key + size;
  gsize n = enter_der (&at, end, 0x30);

  if (n > 0 && at < end && *at == 0x30)
    {
      n = enter_der (&at, end, 0x30);
      at += n;
      n = enter_der (&at, end, 0x03);
      if (n < 2)
        return 0;
      at++; /* unused bits */
      if (enter_der (&at, end, 0x30) == 0)
        return 0;
    }
  n = enter_der (&at, end, 0x02);
  while (n > 0 && *at == 0)
    {
      at++;
      n--;
    }
  return n > 0 ? (guint) ((n - 1) * 8) + g_bit_storage (*at) : 0;
}

/**
 * esp_dkim_key_check:
 * @out_bits: (out): how long an RSA key is; 0 for others
 *
 * Returns: whether the record at a selector is a key with which receivers can verify
 */
EspDkimVerdict
esp_dkim_key_check (const char *record, guint *out_bits)
{
  g_autofree char *version = esp_dns_tag (record, "v");
  g_autofree char *kind = esp_dns_tag (record, "k");
  g_autofree char *key = esp_dns_tag (record, "p");
  g_autofree char *flags = esp_dns_tag (record, "t");
  g_autofree guchar *bytes = NULL;
  gsize n = 0;

  *out_bits = 0;
  if (key == NULL || (version != NULL && !g_str_equal (version, "DKIM1")) ||
      (kind != NULL && g_ascii_strcasecmp (kind, "rsa") != 0 &&
       g_ascii_strcasecmp (kind, "ed25519") != 0))
    return ESP_DKIM_NOT_A_KEY;
  if (*key == '\0')
    return ESP_DKIM_REVOKED;
  bytes = g_base64_decode (key, &n);
  if (kind != NULL && g_ascii_strcasecmp (kind, "ed25519") == 0)
    {
      if (n != ED25519_BYTES)
        return ESP_DKIM_BROKEN;
    }
  else
    {
      *out_bits = count_rsa_bits (bytes, n);
      if (*out_bits == 0)
        return ESP_DKIM_BROKEN;
      if (*out_bits < MIN_RSA_BITS)
        return ESP_DKIM_SHORT;
    }
  if (flags != NULL && strchr (flags, 'y') != NULL)
    return ESP_DKIM_TEST;
  return *out_bits > 0 && *out_bits < GOOD_RSA_BITS ? ESP_DKIM_WEAK : ESP_DKIM_FINE;
}

/**
 * esp_dmarc_parse:
 *
 * Returns: whether @record is one of DMARC
 */
gboolean
esp_dmarc_parse (const char *record, EspDmarc *out_dmarc)
{
  g_autofree char *version = esp_dns_tag (record, "v");
  g_autofree char *policy = esp_dns_tag (record, "p");
  g_autofree char *dkim = esp_dns_tag (record, "adkim");
  g_autofree char *spf = esp_dns_tag (record, "aspf");
  g_autofree char *reports = esp_dns_tag (record, "rua");
  g_autofree char *percent = esp_dns_tag (record, "pct");

  if (version == NULL || !g_str_equal (version, "DMARC1") ||
      g_ascii_strncasecmp (record + strspn (record, " "), "v", 1) != 0)
    return FALSE;
  *out_dmarc = (EspDmarc){ .percent = 100 };
  for (guint i = 0; policy != NULL && i < 3; i++)
    {
      static const char *const names[] = { "none", "quarantine", "reject" };

      if (g_ascii_strcasecmp (policy, names[i]) == 0)
        out_dmarc->policy = *names[i];
    }
  out_dmarc->is_dkim_strict = dkim != NULL && g_ascii_strcasecmp (dkim, "s") == 0;
  out_dmarc->is_spf_strict = spf != NULL && g_ascii_strcasecmp (spf, "s") == 0;
  out_dmarc->has_reports = reports != NULL && *reports != '\0';
  if (percent != NULL)
    out_dmarc->percent = (guint) g_ascii_strtoull (percent, NULL, 10);
  return TRUE;
}
