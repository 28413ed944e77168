/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the links of a message lead, without asking the network. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-check-private.h"

#include <gio/gio.h>
#include <string.h>

/* No name of a server is longer. */
#define MAX_HOST 255

static void
link_free (gpointer data)
{
  EspContentLink *link = data;

  g_free (link->href);
  g_free (link->label);
  g_free (link->place);
  g_free (link);
}

static void
add_link (GPtrArray *links, const char *href, const char *label, const char *place)
{
  EspContentLink *link = g_new0 (EspContentLink, 1);

  link->href = g_strstrip (g_strdup (href != NULL ? href : ""));
  link->label = g_strstrip (g_strdup (label != NULL ? label : ""));
  link->place = g_strdup (place);
  g_ptr_array_add (links, link);
}

static gboolean
collect_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  GPtrArray *links = data;
  g_autofree char *place = g_strdup_printf ("block:%s", block->id);

  if (block->kind == ESP_BLOCK_BUTTON)
    add_link (links, block->href, block->label, place);
  else if (block->kind == ESP_BLOCK_IMAGE && block->href != NULL)
    add_link (links, block->href, block->alt, place);
  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        {
          const EspRun *run = paragraph->runs->pdata[j];

          if (run->href != NULL)
            add_link (links, run->href, run->text, place);
        }
    }
  return TRUE;
}

/* Returns: (transfer full): the words between tags, as a reader sees them */
static char *
dup_words (const char *html, gsize length)
{
  GString *words = g_string_new (NULL);
  gboolean in_tag = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (html[i] == '<' || html[i] == '>')
        in_tag = html[i] == '<';
      else if (!in_tag)
        g_string_append_c (words, html[i]);
    }
  return g_string_free (words, FALSE);
}

/* Returns: (nullable): where the value of "href" begins in the tag, which ends at @end */
static const char *
find_href (const char *tag, const char *end)
{
  for (const char *c = tag; (c = g_strstr_len (c, end - c, "href")) != NULL; c++)
    {
      const char *value = c + strlen ("href");

      value += strspn (value, " \t\r\n");
      if (*value == '=' && strchr (" \t\r\n\"'", c[-1]) != NULL)
        return value + 1 + strspn (value + 1, " \t\r\n");
    }
  return NULL;
}

/* The links of raw HTML, however it is written: good enough to look at, with a limit on how many. */
static void
collect_from_html (GPtrArray *links, const char *html)
{
  const guint max_links = 1000;
  g_autofree char *lower = g_ascii_strdown (html, -1); /* as long as @html */

  for (const char *c = strstr (lower, "<a"); c != NULL && links->len < max_links;
       c = strstr (c + 2, "<a"))
    {
      const char *end = g_ascii_isspace (c[2]) ? strchr (c, '>') : NULL;
      const char *href = end != NULL ? find_href (c, end) : NULL;
      const char *close = end != NULL ? strstr (end, "</a") : NULL;
      g_autofree char *value = NULL;
      g_autofree char *label = NULL;
      EspContentLink *link;
      gsize quoted;
      gsize length;

      if (href == NULL)
        continue;
      quoted = *href == '"' || *href == '\'';
      length = strcspn (href + quoted, quoted ? (*href == '"' ? "\"" : "'") : " \t\r\n>");
      value = g_strndup (html + (href - lower) + quoted, length);
      length = close != NULL && close - end < 2000 ? (gsize) (close - end - 1) : 0;
      label = dup_words (html + (end - lower) + 1, length);
      add_link (links, value, label, "body");
      link = g_ptr_array_index (links, links->len - 1);
      link->is_mute = close != NULL && close - end < 2000 && *link->label == '\0' &&
                      g_strstr_len (end, close - end, "<img") == NULL &&
                      g_strstr_len (end, close - end, "<v:") == NULL;
    }
}

/**
 * esp_content_collect_links:
 * @html: (nullable): what a raw body came out as
 *
 * Returns: (transfer full) (element-type EspContentLink): the links that the author made; those of the
 * generated footer are not among them.
 */
GPtrArray *
esp_content_collect_links (const EspMessageDoc *doc, const char *html)
{
  GPtrArray *links = g_ptr_array_new_with_free_func (link_free);

  if (doc->body_kind == ESP_BODY_HTML)
    collect_from_html (links, doc->html);
  else
    (void) esp_message_doc_foreach_block (doc, collect_cb, links); /* never stops */
  return links;
}

/* Returns the host of an http address, lower case, or NULL. */
static char *
dup_host (const char *href)
{
  const char *host = strstr (href, "://");
  const char *at;
  gsize n;

  if (host == NULL || g_ascii_strncasecmp (href, "http", 4) != 0)
    return NULL;
  host += 3;
  n = strcspn (host, "/?#");
  at = memchr (host, '@', n);
  if (at != NULL)
    {
      n -= (gsize) (at + 1 - host);
      host = at + 1;
    }
  if (*host != '[')
    n = MIN (n, strcspn (host, ":"));
  return g_ascii_strdown (host, (gssize) n);
}

static gboolean
is_private_address (const char *host)
{
  gsize n = strlen (host);
  g_autofree char *bare = *host == '[' && n > 2 ? g_strndup (host + 1, n - 2) : g_strdup (host);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (bare);

  return address != NULL &&
         (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_site_local (address) ||
          g_inet_address_get_is_link_local (address) || g_inet_address_get_is_any (address));
}

static gboolean
is_test_host (const EspContentRule *rule, const char *host)
{
  const char *const *prefixes = esp_content_rule_words (rule, "prefixes");
  const char *const *suffixes = esp_content_rule_words (rule, "suffixes");

  /* "dev.brand.kr" is one of the staff, "dev.to" is a site. */
  for (guint i = 0; prefixes[i] != NULL; i++)
    if (g_str_has_prefix (host, prefixes[i]) && strchr (host + strlen (prefixes[i]), '.') != NULL)
      return TRUE;
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (g_str_has_suffix (host, suffixes[i]))
      return TRUE;
  return g_strv_contains (esp_content_rule_words (rule, "hosts"), host) ||
         is_private_address (host);
}

static gboolean
has_prefix_of (const char *text, const char *const *prefixes)
{
  for (guint i = 0; prefixes[i] != NULL; i++)
    if (g_ascii_strncasecmp (text, prefixes[i], strlen (prefixes[i])) == 0)
      return TRUE;
  return FALSE;
}

static void
check_target (EspContentCheck *self,
              const EspContentLink *link,
              const EspContentRule *const rules[5])
{
  g_autofree char *host = dup_host (link->href);

  if (rules[0] != NULL && (*link->href == '\0' || g_str_equal (link->href, "#")))
    esp_content_check_add (self, rules[0], link->place, link->label, NULL);
  if (rules[1] != NULL && has_prefix_of (link->href, esp_content_rule_words (rules[1], "schemes")))
    esp_content_check_add (self, rules[1], link->place, link->href, NULL);
  if (host == NULL || strstr (host, "{{") != NULL)
    return;
  if (rules[2] != NULL && is_test_host (rules[2], host))
    esp_content_check_add (self, rules[2], link->place, host, NULL);
  else if (rules[3] != NULL && (g_hostname_is_ip_address (host) || *host == '['))
    esp_content_check_add (self, rules[3], link->place, host, NULL);
  if (rules[4] != NULL && g_ascii_strncasecmp (link->href, "http://", 7) == 0)
    esp_content_check_add (self, rules[4], link->place, link->href, NULL);
}

/* "…?e=mina@shop.kr" or "…?p=01012345678": the same for everybody, and a person for all that. */
static gboolean
names_person (const char *href)
{
  const char *query = strchr (href, '?');

  for (const char *c = query; c != NULL && *c != '\0' && *c != '#'; c++)
    {
      gsize n = *c == '@' ? 1 : g_ascii_strncasecmp (c, "%40", 3) == 0 ? 3 : 0;
      gsize local = 0;
      gsize digits = 0;

      if (n > 0)
        {
          const char *end = c + n + strnlen (c + n, MAX_HOST);

          while (local < MAX_HOST && c - local > query &&
                 (g_ascii_isalnum (c[-1 - (gssize) local]) ||
                  strchr ("._+-", c[-1 - (gssize) local]) != NULL))
            local++;
          for (const char *d = c + n; local > 0 && d < end && *d != '&' && *d != '#'; d++)
            if (*d == '.')
              return TRUE;
        }
      if (!g_str_has_prefix (c, "01") || g_ascii_isalnum (c[-1]))
        continue;
      for (gsize i = 0; g_ascii_isdigit (c[i]) || (c[i] == '-' && i > 0); i++)
        digits += c[i] != '-';
      if (digits == 11 || digits == 10)
        return TRUE;
    }
  return FALSE;
}

/* "…?e={{ email }}" hands the address to every server, log and referrer on the way. */
static void
check_privacy (EspContentCheck *self, const EspContentLink *link, const EspContentRule *rule)
{
  const char *const *fields = esp_content_rule_words (rule, "fields");

  if (g_ascii_strncasecmp (link->href, "mailto:", 7) == 0)
    return;
  if (names_person (link->href))
    {
      esp_content_check_add (self, rule, link->place, link->href, NULL);
      return;
    }
  for (const char *tag = strstr (link->href, "{{"); tag != NULL; tag = strstr (tag + 2, "{{"))
    {
      const char *name = tag + 2 + strspn (tag + 2, " -");

      name += g_str_has_prefix (name, "lead.") ? strlen ("lead.") : 0;
      for (guint i = 0; fields[i] != NULL; i++)
        if (g_str_has_prefix (name, fields[i]) && !g_ascii_isalnum (name[strlen (fields[i])]) &&
            name[strlen (fields[i])] != '_')
          {
            esp_content_check_add (self, rule, link->place, link->href, NULL);
            return;
          }
    }
}

/**
 * esp_content_link_is_well_formed:
 *
 * Returns: whether an address could be opened at all; tags in it are thought of as filled
 */
gboolean
esp_content_link_is_well_formed (const char *href)
{
  g_autoptr (GString) filled = g_string_new (NULL);
  g_autofree char *host = NULL;
  g_autoptr (GUri) uri = NULL;

  for (const char *c = href; *c != '\0';)
    {
      const char *end = c[0] == '{' && (c[1] == '{' || c[1] == '%')
                          ? strstr (c + 2, c[1] == '{' ? "}}" : "%}")
                          : NULL;

      if (end == NULL)
        g_string_append_c (filled, *c++);
      else
        {
          g_string_append_c (filled, 'x');
          c = end + 2;
        }
    }
  if (filled->len == 0 || *filled->str == '#' || g_str_has_prefix (href, "{{"))
    return TRUE;
  uri = g_uri_parse (filled->str, G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (uri == NULL || strpbrk (filled->str, " \t\r\n<>\"") != NULL)
    return FALSE;
  if (!g_str_has_prefix (g_uri_get_scheme (uri), "http"))
    return TRUE;
  host = g_strdup (g_uri_get_host (uri));
  return host != NULL && *host != '\0' && *host != '.' && strstr (host, "..") == NULL &&
         (strchr (host, '.') != NULL || strchr (host, ':') != NULL ||
          g_str_equal (host, "localhost") || g_str_equal (host, "x"));
}

static void
check_form (EspContentCheck *self, const EspContentLink *link, const EspContentRule *rule)
{
  if (!esp_content_link_is_well_formed (link->href))
    esp_content_check_add (self, rule, link->place, link->href, NULL);
}

static void
check_shortener (EspContentCheck *self, const EspContentLink *link, const EspContentRule *rule)
{
  g_autofree char *host = dup_host (link->href);
  const char *bare = host != NULL && g_str_has_prefix (host, "www.") ? host + 4 : host;

  if (bare != NULL && g_strv_contains (esp_content_rule_words (rule, "hosts"), bare))
    esp_content_check_add (self, rule, link->place, bare, NULL);
}

/* Returns: where the label before @end begins, @host itself at the first one */
static const char *
get_label (const char *host, const char *end)
{
  while (end > host && end[-1] != '.')
    end--;
  return end;
}

/* The last two labels are enough to tell shop.example.com from bank.example.org; under countries whose names
 * begin at the third ("co.kr", "com.br") the last three are. */
static const char *
get_tail (const char *host)
{
  static const char *const seconds[] = { "co.",  "com.", "or.",  "org.",   "go.",   "gov.",
                                         "ac.",  "edu.", "net.", "ne.",    "re.",   "pe.",
                                         "hs.",  "ms.",  "es.",  "mil.",   "ltd.",  "plc.",
                                         "gob.", "kg.",  "sc.",  "busan.", "seoul." };
  const char *country = get_label (host, host + strlen (host));
  const char *second = country > host ? get_label (host, country - 1) : host;

  if (second == host || strlen (country) != 2)
    return second;
  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    if (g_str_has_prefix (second, seconds[i]))
      return get_label (host, second - 1);
  return second;
}

/**
 * esp_content_hosts_belong:
 *
 * Returns: whether both hosts are of one owner, as far as their names tell
 */
gboolean
esp_content_hosts_belong (const char *a, const char *b)
{
  return g_str_equal (get_tail (a), get_tail (b));
}

/**
 * esp_content_link_is_bare:
 *
 * Returns: whether @label is "shop.example.com/spring" without a scheme, and cannot be anything else
 */
gboolean
esp_content_link_is_bare (const char *label)
{
  static const char *const tops[] = { "com",   "net", "org",  "kr", "jp", "cn", "io", "shop",
                                      "store", "biz", "info", "uk", "de", "fr", "us", "bank" };
  gsize n = strcspn (label, "/?#");
  g_autofree char *host = g_ascii_strdown (label, (gssize) n);
  const char *top = strrchr (host, '.');

  if (top == NULL || top == host || strpbrk (label, " \t\n@,") != NULL)
    return FALSE;
  for (const char *c = host; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '.' && *c != '-')
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (tops); i++)
    if (g_str_equal (top + 1, tops[i]))
      return TRUE;
  return FALSE;
}

/* "https://bank.example" as the text of a link to another host. */
static void
check_mismatch (EspContentCheck *self, const EspContentLink *link, const EspContentRule *rule)
{
  g_autofree char *host = dup_host (link->href);
  g_autofree char *shown = NULL;
  g_autofree char *address = NULL;
  gboolean is_bare = esp_content_link_is_bare (link->label);

  if (!is_bare && g_ascii_strncasecmp (link->label, "http", 4) != 0)
    return;
  address = g_strconcat (is_bare ? "https://" : "", link->label, NULL);
  shown = dup_host (address);
  if (shown != NULL && host != NULL && strstr (host, "{{") == NULL &&
      !esp_content_hosts_belong (shown, host))
    esp_content_check_add (self, rule, link->place, shown, host);
}

/* Letters of several scripts in one host, or such a host in its ASCII form. */
static void
check_lookalike (EspContentCheck *self, const EspContentLink *link, const EspContentRule *rule)
{
  g_autofree char *host = dup_host (link->href);
  g_autofree char *shown = host != NULL ? g_hostname_to_unicode (host) : NULL;
  gboolean has_latin = FALSE;
  gboolean has_double = FALSE;

  for (const char *c = shown; c != NULL && *c != '\0'; c = g_utf8_next_char (c))
    {
      GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (c));

      has_latin = has_latin || script == G_UNICODE_SCRIPT_LATIN;
      has_double =
        has_double || script == G_UNICODE_SCRIPT_CYRILLIC || script == G_UNICODE_SCRIPT_GREEK;
    }
  if (has_latin && has_double)
    esp_content_check_add (self, rule, link->place, shown, NULL);
}

static void
check_marks (EspContentCheck *self, const EspContentLink *link, const EspContentRule *rule)
{
  for (const char *mark = strstr (link->href, "utm_"); mark != NULL;
       mark = strstr (mark + 4, "utm_"))
    {
      const char *value = strchr (mark, '=');
      gsize n = value != NULL ? strcspn (value, "&#") : 0;

      if (value != NULL && memchr (value, '{', n) != NULL)
        continue;
      for (gsize i = 0; i < n; i++)
        if (g_ascii_isupper (value[i]) && (i == 0 || value[i - 1] != '%') &&
            (i < 2 || value[i - 2] != '%'))
          {
            esp_content_check_add (self, rule, link->place, link->href, NULL);
            return;
          }
    }
}

typedef void (*LinkFunc) (EspContentCheck *self,
                          const EspContentLink *link,
                          const EspContentRule *rule);

/* Asks one rule about every link. */
static void
check_each (EspContentCheck *self, const char *id, LinkFunc func)
{
  const EspContentRule *rule = esp_content_check_begin (self, id);

  if (rule == NULL)
    return;
  for (guint i = 0; i < self->links->len; i++)
    func (self, self->links->pdata[i], rule);
  esp_content_check_end (self, rule);
}

static void
check_label (EspContentCheck *self, const EspContentLink *link, const EspContentRule *rule)
{
  const char *const *texts = esp_content_rule_words (rule, "texts");
  g_autofree char *lower = g_utf8_strdown (link->label, -1);

  for (guint i = 0; texts[i] != NULL; i++)
    if (g_str_equal (lower, texts[i]))
      {
        esp_content_check_add (self, rule, link->place, link->label, NULL);
        return;
      }
}

static void
check_mute (EspContentCheck *self, const EspContentLink *link, const EspContentRule *rule)
{
  if (link->is_mute && *link->href != '\0')
    esp_content_check_add (self, rule, link->place, link->href, NULL);
}

/**
 * esp_content_check_links:
 *
 * Links that lead nowhere, to test hosts, to bare addresses, run scripts, are not encrypted or carry
 * personal data.
 */
void
esp_content_check_links (EspContentCheck *self)
{
  const EspContentRule *const rules[] = { esp_content_check_begin (self, "LNK-EMPTY"),
                                          esp_content_check_begin (self, "LNK-SCRIPT"),
                                          esp_content_check_begin (self, "LNK-04"),
                                          esp_content_check_begin (self, "LNK-IP"),
                                          esp_content_check_begin (self, "LNK-HTTP") };

  for (guint i = 0; i < self->links->len; i++)
    {
      const EspContentLink *link = self->links->pdata[i];

      check_target (self, link, rules);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i] != NULL)
      esp_content_check_end (self, rules[i]);
  check_each (self, "LNK-02", check_privacy);
  check_each (self, "A11Y-04", check_label);
  check_each (self, "A11Y-04E", check_mute);
  check_each (self, "LNK-FORM", check_form);
  check_each (self, "LNK-SHORT", check_shortener);
  check_each (self, "LNK-MISMATCH", check_mismatch);
  check_each (self, "LNK-LOOKALIKE", check_lookalike);
  check_each (self, "LNK-03", check_marks);
}
