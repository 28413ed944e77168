/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what domains publish about their mail: DKIM keys, DMARC, and which domain is whose. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/dns/esp-dns-records.h"

#include <libsoup/soup.h>
#include <string.h>

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

/* Receivers read the key by the letter: a quotation mark of the name server's form spoils it. */
static gboolean
is_base64 (const char *text)
{
  gsize n = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/ \t");

  return text[n + strspn (text + n, "= ")] == '\0';
}

/* Whether a list such as "sha1:sha256" names one of two words, or is not there. */
static gboolean
allows (const char *list, const char *word, const char *other)
{
  g_auto (GStrv) words = list != NULL ? g_strsplit (list, ":", -1) : NULL;
  gboolean is_allowed = words == NULL;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    is_allowed |= g_ascii_strcasecmp (g_strstrip (words[i]), word) == 0 ||
                  g_ascii_strcasecmp (words[i], other) == 0;
  return is_allowed;
}

/* The version is the first of all, where there is one (RFC 6376, 3.6.1). */
static gboolean
begins_with_version (const char *record)
{
  record += strspn (record, " \t");
  return *record == 'v';
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
  g_autofree char *hashes = esp_dns_tag (record, "h");
  g_autofree char *services = esp_dns_tag (record, "s");
  g_autofree guchar *bytes = NULL;
  gsize n = 0;

  *out_bits = 0;
  if (key == NULL ||
      (version != NULL && (!g_str_equal (version, "DKIM1") || !begins_with_version (record))))
    return ESP_DKIM_NOT_A_KEY;
  if (kind != NULL && g_ascii_strcasecmp (kind, "rsa") != 0 &&
      g_ascii_strcasecmp (kind, "ed25519") != 0)
    return ESP_DKIM_UNKNOWN_KIND;
  if (*key == '\0')
    return ESP_DKIM_REVOKED;
  if (!allows (hashes, "sha256", "*") || !allows (services, "email", "*"))
    return ESP_DKIM_NOT_FOR_MAIL;
  if (!is_base64 (key))
    return ESP_DKIM_BROKEN;
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
  if (*out_bits == 0)
    return ESP_DKIM_YOUNG;
  return *out_bits < GOOD_RSA_BITS ? ESP_DKIM_WEAK : ESP_DKIM_FINE;
}

static void
read_reports (const char *list, EspDmarc *dmarc)
{
  g_auto (GStrv) places = list != NULL ? g_strsplit (list, ",", -1) : NULL;

  for (guint i = 0; places != NULL && places[i] != NULL; i++)
    {
      const char *place = g_strstrip (places[i]);
      gboolean is_fine =
        g_ascii_strncasecmp (place, "mailto:", 7) == 0 && strchr (place, '@') != NULL;

      dmarc->has_reports |= is_fine;
      dmarc->has_bad_reports |= !is_fine && *place != '\0';
    }
}

/* Returns: the first letter of a policy, NUL for another word */
static char
read_policy (const char *word)
{
  static const char *const names[] = { "none", "quarantine", "reject" };

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (word, names[i]) == 0)
      return *names[i];
  return '\0';
}

/**
 * esp_dmarc_find_stranger:
 * @domain: that publishes @record
 *
 * Returns: (transfer full) (nullable): a domain that is to get reports and is of another owner: it has to say that it
 *   takes them (RFC 7489, 7.1)
 */
char *
esp_dmarc_find_stranger (const char *record, const char *domain)
{
  g_autofree char *list = esp_dns_tag (record, "rua");
  g_autofree char *own = esp_dns_organization (domain);
  g_auto (GStrv) places = list != NULL ? g_strsplit (list, ",", -1) : NULL;

  for (guint i = 0; places != NULL && places[i] != NULL; i++)
    {
      const char *at = strrchr (g_strstrip (places[i]), '@');
      g_autofree char *host = at != NULL ? g_strndup (at + 1, strcspn (at + 1, "!?")) : NULL;
      g_autofree char *owner = host != NULL ? esp_dns_organization (host) : NULL;

      if (owner != NULL && *owner != '\0' && !g_str_equal (owner, own))
        return g_steal_pointer (&host);
    }
  return NULL;
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
  g_autofree char *below = esp_dns_tag (record, "sp");
  g_autofree char *missing = esp_dns_tag (record, "np");

  if (version == NULL || !g_str_equal (version, "DMARC1") ||
      g_ascii_strncasecmp (record + strspn (record, " "), "v", 1) != 0)
    return FALSE;
  *out_dmarc = (EspDmarc){ .percent = 100 };
  out_dmarc->policy = read_policy (policy);
  out_dmarc->sub_policy = read_policy (below);
  out_dmarc->has_bad_policy = (below != NULL && out_dmarc->sub_policy == '\0') ||
                              (missing != NULL && read_policy (missing) == '\0');
  out_dmarc->is_dkim_strict = dkim != NULL && g_ascii_strcasecmp (dkim, "s") == 0;
  out_dmarc->is_spf_strict = spf != NULL && g_ascii_strcasecmp (spf, "s") == 0;
  read_reports (reports, out_dmarc);
  if (percent != NULL && g_ascii_isdigit (*percent))
    out_dmarc->percent = (guint) MIN (g_ascii_strtoull (percent, NULL, 10), 100);
  return TRUE;
}
