/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads SPF of a domain with all that it includes, as a receiver does (RFC 7208). */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/dns/esp-spf.h"

#include "channels/dns/esp-network.h"
#include "channels/dns/esp-spf-syntax.h"

#include <string.h>

#define MAX_DEPTH 12
#define HARD_LIMIT 40 /* lookups: no record of good will needs more */

typedef struct
{
  EspSpf *spf;
  const char *const *addresses; /* (nullable) */
  EspDnsLookup lookup;
  gpointer user_data;
  const char *way[MAX_DEPTH + 1]; /* the domains that led here, from the first */
} Walk;

/* One mechanism or modifier: "-include:mail.example". */
typedef struct
{
  char qualifier;
  const char *name; /* not ended by a zero */
  gsize n;
  const char *rest; /* what stands behind the name, with its ":", "/" or "=" */
} Word;

static Word
split_word (const char *text)
{
  Word word = { .qualifier = '+', .name = text };

  if (*text != '\0' && strchr ("+-~?", *text) != NULL)
    {
      word.qualifier = *text;
      word.name++;
    }
  word.n = strcspn (word.name, ":/=");
  word.rest = word.name + word.n;
  return word;
}

static gboolean
is_named (const Word *word, const char *name)
{
  return word->n == strlen (name) && g_ascii_strncasecmp (word->name, name, word->n) == 0;
}

static gboolean
is_all (const char *text)
{
  Word word = split_word (text);

  return is_named (&word, "all") && *word.rest == '\0';
}

/* Looking up */

static EspDnsAnswer *
ask (Walk *walk, const char *name, EspDnsType type)
{
  EspDnsAnswer *answer = walk->spf->n_lookups > HARD_LIMIT
                           ? esp_dns_answer_new (ESP_DNS_UNAVAILABLE)
                           : walk->lookup (name, type, walk->user_data);

  walk->spf->is_unsure = walk->spf->is_unsure || answer->status == ESP_DNS_UNAVAILABLE;
  return answer;
}

static void
note_void (Walk *walk, const EspDnsAnswer *answer)
{
  walk->spf->n_voids += answer->status == ESP_DNS_NO_NAME || answer->status == ESP_DNS_NOTHING;
}

static void
note_mistake (Walk *walk, const char *word)
{
  if (walk->spf->mistake == NULL)
    walk->spf->mistake = g_strdup (word);
}

/* Addresses */

static void
match (Walk *walk, const EspNetwork *network)
{
  for (guint i = 0; walk->addresses != NULL && walk->addresses[i] != NULL; i++)
    walk->spf->has_address =
      walk->spf->has_address || esp_network_has (network, walk->addresses[i]);
}

/* The addresses of @name, each as large a network as the mechanism says. */
static void
match_host (Walk *walk, const char *name, const guint bits[2], gboolean counts)
{
  g_autoptr (EspDnsAnswer) four = ask (walk, name, ESP_DNS_A);
  g_autoptr (EspDnsAnswer) six = walk->addresses != NULL || four->status != ESP_DNS_FOUND
                                   ? ask (walk, name, ESP_DNS_AAAA)
                                   : NULL;
  const EspDnsAnswer *const answers[] = { four, six };

  if (counts && four->status != ESP_DNS_FOUND && six->status != ESP_DNS_FOUND)
    note_void (walk, four);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    for (guint j = 0; answers[i] != NULL && j < answers[i]->records->len; j++)
      {
        EspNetwork network;

        if (!esp_network_parse (answers[i]->records->pdata[j], &network))
          continue;
        network.n_bits = MIN (network.n_bits, bits[i]);
        match (walk, &network);
      }
}

static void
match_mx (Walk *walk, const char *name, const guint bits[2])
{
  g_autoptr (EspDnsAnswer) answer = ask (walk, name, ESP_DNS_MX);

  note_void (walk, answer);
  if (answer->records->len > ESP_SPF_MAX_LOOKUPS && walk->spf->crowded == NULL)
    walk->spf->crowded = g_strdup (name);
  for (guint i = 0; walk->addresses != NULL && i < answer->records->len && i < ESP_SPF_MAX_LOOKUPS;
       i++)
    {
      const char *host = strchr (answer->records->pdata[i], ' ');

      if (host != NULL)
        match_host (walk, host + 1, bits, FALSE);
    }
}

/* "/24", "//64", "/24//64" */
static gboolean
read_bits (const char *text, guint bits[2])
{
  static const guint longest[] = { 32, 128 };

  bits[0] = longest[0];
  bits[1] = longest[1];
  for (guint i = 0; i < 2 && *text == '/'; i++)
    {
      char *end = NULL;

      text++;
      if (i == 0 && *text == '/')
        continue;
      bits[i] = (guint) g_ascii_strtoull (text, &end, 10);
      if (end == text || bits[i] > longest[i])
        return FALSE;
      text = end;
      if (i == 0 && *text == '/')
        text++;
    }
  return *text == '\0';
}

/* Returns: (nullable): where "/24//64" begins at the end; a slash may stand in a name as well */
static const char *
find_size (const char *rest)
{
  const char *end = rest + strlen (rest);
  const char *from = end;

  while (from > rest && (g_ascii_isdigit (from[-1]) || from[-1] == '/'))
    from--;
  return strchr (from, '/');
}

/* "a", "a:host", "mx/24", "a:host/24//64" */
static void
read_host (Walk *walk, const char *text, const Word *word, const char *domain)
{
  const char *size = find_size (word->rest);
  g_autofree char *host = *word->rest != ':' ? g_strdup (domain)
                          : size != NULL
                            ? g_strndup (word->rest + 1, (gsize) (size - word->rest - 1))
                            : g_strdup (word->rest + 1);
  guint bits[2];

  const char *const *addresses = walk->addresses;

  walk->spf->n_lookups++;
  if (*host == '\0' || !read_bits (size != NULL ? size : "", bits))
    {
      note_mistake (walk, text);
      return;
    }
  if (strchr (host, '%') != NULL)
    return; /* macros depend on the letter; they count, and that is all */
  /* Who is named to be refused is looked up, and does not send. */
  walk->addresses = word->qualifier == '+' ? addresses : NULL;
  if (g_ascii_tolower (*word->name) == 'm')
    match_mx (walk, host, bits);
  else
    match_host (walk, host, bits, TRUE);
  walk->addresses = addresses;
}

static void
read_network (Walk *walk, const char *text, const Word *word)
{
  EspNetwork network;

  if (*word->rest != ':' || !esp_network_parse (word->rest + 1, &network) ||
      network.is_long != (word->name[2] == '6'))
    note_mistake (walk, text);
  else if (word->qualifier == '+')
    match (walk, &network);
}

/* Domains */

static void walk_domain (Walk *walk, const char *domain, guint depth, gboolean is_own);

/* What it leads to must have a record, or receivers take the whole for broken (5.2, 6.1). */
static void
read_domain (Walk *walk, const Word *word, char mark, guint depth, gboolean is_own)
{
  const char *target = *word->rest == mark ? word->rest + 1 : "";

  walk->spf->n_lookups++;
  if (*target != '\0' && strchr (target, '%') == NULL)
    {
      if (word->qualifier == '+')
        g_ptr_array_add (walk->spf->includes, g_ascii_strdown (target, -1));
      walk_domain (walk, target, depth + 1, is_own);
    }
}

static void
read_word (Walk *walk, const char *text, const char *domain, guint depth, gboolean is_own)
{
  Word word = split_word (text);

  if (is_all (text))
    {
      if (is_own)
        walk->spf->all = word.qualifier;
    }
  else if (is_named (&word, "ip4") || is_named (&word, "ip6"))
    read_network (walk, text, &word);
  else if (is_named (&word, "include"))
    read_domain (walk, &word, ':', depth, FALSE);
  else if (is_named (&word, "a") || is_named (&word, "mx"))
    read_host (walk, text, &word, domain);
  else if (is_named (&word, "exists") || is_named (&word, "ptr"))
    {
      walk->spf->n_lookups++;
      walk->spf->has_ptr |= is_named (&word, "ptr");
    }
}

static gboolean
is_spf (const char *record)
{
  return g_ascii_strncasecmp (record, "v=spf1", 6) == 0 && (record[6] == '\0' || record[6] == ' ');
}

/* Nothing counts behind "all"; where there is none, "redirect" leads on (6.1), wherever it stands. */
static void
walk_record (Walk *walk, const char *record, const char *domain, guint depth, gboolean is_own)
{
  g_auto (GStrv) words = g_strsplit (record, " ", -1);
  g_autofree char *mistake = esp_spf_find_mistake (record);
  const char *redirect = NULL;

  if (mistake != NULL)
    note_mistake (walk, mistake);
  for (guint i = 1; words[0] != NULL && words[i] != NULL; i++)
    {
      Word word = split_word (words[i]);

      if (is_named (&word, "redirect") && *word.rest == '=')
        redirect = redirect != NULL ? redirect : words[i];
      else if (*words[i] != '\0')
        read_word (walk, words[i], domain, depth, is_own);
      if (is_all (words[i]))
        return;
    }
  if (redirect != NULL)
    {
      Word word = split_word (redirect);

      read_domain (walk, &word, '=', depth, is_own);
    }
}

/* A receiver goes round until it has made ten lookups, and then takes the whole for broken. */
static gboolean
is_loop (Walk *walk, const char *domain, guint depth)
{
  for (guint i = 0; i < depth; i++)
    if (g_ascii_strcasecmp (walk->way[i], domain) == 0)
      {
        if (walk->spf->loop == NULL)
          walk->spf->loop = g_strdup (domain);
        return TRUE;
      }
  return FALSE;
}

static void
walk_domain (Walk *walk, const char *domain, guint depth, gboolean is_own)
{
  g_autoptr (EspDnsAnswer) answer = NULL;
  const char *record = NULL;
  guint n = 0;

  if (depth > MAX_DEPTH || walk->spf->n_lookups > HARD_LIMIT || is_loop (walk, domain, depth))
    return;
  walk->way[depth] = domain;
  answer = ask (walk, domain, ESP_DNS_TXT);
  for (guint i = 0; i < answer->records->len; i++)
    if (is_spf (answer->records->pdata[i]))
      {
        record = record != NULL ? record : answer->records->pdata[i];
        n++;
      }
  if (depth == 0)
    {
      walk->spf->status = answer->status;
      walk->spf->n_records = n;
      walk->spf->record = g_strdup (record);
    }
  else
    {
      note_void (walk, answer);
      if (n != 1 && answer->status != ESP_DNS_UNAVAILABLE && walk->spf->missing == NULL)
        walk->spf->missing = g_strdup (domain);
    }
  if (record != NULL)
    walk_record (walk, record, domain, depth, is_own);
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
  walk_domain (&walk, domain, 0, TRUE);
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
  g_free (self->crowded);
  g_free (self->missing);
  g_free (self->loop);
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

/**
 * esp_spf_mend:
 * @record: (nullable): what is published
 * @needed: a mechanism that it lacks
 *
 * Returns: (transfer full): the record with @needed before its end, which does not let everybody send; what stood
 *   behind "all", where nobody read it, stands before it now
 */
char *
esp_spf_mend (const char *record, const char *needed)
{
  g_auto (GStrv) words = g_strsplit (record != NULL ? record : "", " ", -1);
  GString *mended = g_string_new ("v=spf1");
  const char *redirect = NULL;
  const char *all = NULL;
  gboolean is_there = FALSE;

  for (guint i = 1; words[0] != NULL && words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (is_all (words[i]))
        all = all != NULL ? all : words[i];
      else if (g_ascii_strncasecmp (words[i], "redirect=", strlen ("redirect=")) == 0)
        redirect = words[i];
      else if (*words[i] == '+' || g_ascii_strcasecmp (split_word (words[i]).name, needed) != 0 ||
               g_ascii_strcasecmp (words[i], needed) == 0)
        g_string_append_printf (mended, " %s", words[i]);
      is_there = is_there || g_ascii_strcasecmp (words[i], needed) == 0;
    }
  if (!is_there)
    g_string_append_printf (mended, " %s", needed);
  if (all == NULL && redirect != NULL)
    g_string_append_printf (mended, " %s", redirect);
  else
    g_string_append_printf (mended, " %s",
                            all == NULL || strchr ("+a?", g_ascii_tolower (*all)) != NULL ? "~all"
                                                                                          : all);
  return g_string_free (mended, FALSE);
}
