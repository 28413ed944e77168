/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Email addresses as people write them, made into the one form that we store, match and send to. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-email-address.h"

#include <idn2.h>
#include <string.h>

#define MAX_INPUT_BYTES 1024
#define MAX_LABEL_BYTES 63
#define MAX_DOMAIN_BYTES 253

typedef struct
{
  const char *wrong;
  const char *right;
} Typo;

/* Domains that are mistyped often; the right side exists and takes mail. */
static const Typo domain_typos[] = {
  { "gmial.com", "gmail.com" },      { "gamil.com", "gmail.com" },
  { "gmai.com", "gmail.com" },       { "gnail.com", "gmail.com" },
  { "gmail.co", "gmail.com" },       { "gmal.com", "gmail.com" },
  { "gmaill.com", "gmail.com" },     { "gmail.co.kr", "gmail.com" },
  { "naver.co", "naver.com" },       { "nave.com", "naver.com" },
  { "naver.co.kr", "naver.com" },    { "naver.net", "naver.com" },
  { "navr.com", "naver.com" },       { "never.com", "naver.com" },
  { "naer.com", "naver.com" },       { "hanmial.net", "hanmail.net" },
  { "hanmil.net", "hanmail.net" },   { "hanmail.com", "hanmail.net" },
  { "hanmai.net", "hanmail.net" },   { "daum.ney", "daum.net" },
  { "daun.net", "daum.net" },        { "daum.com", "daum.net" },
  { "hotmial.com", "hotmail.com" },  { "hotmai.com", "hotmail.com" },
  { "hotmal.com", "hotmail.com" },   { "yaho.com", "yahoo.com" },
  { "yahooo.com", "yahoo.com" },     { "outlok.com", "outlook.com" },
  { "outloook.com", "outlook.com" }, { "kakao.co", "kakao.com" },
  { "nate.co", "nate.com" },         { "iclud.com", "icloud.com" },
};
static const Typo tld_typos[] = {
  { ".con", ".com" }, { ".cmo", ".com" }, { ".ocm", ".com" }, { ".comm", ".com" },
  { ".vom", ".com" }, { ".nte", ".net" }, { ".ney", ".net" }, { ".co.rk", ".co.kr" },
};

/* Mailboxes of a function and not of a person. */
static const char *const role_names[] = {
  "abuse",      "admin",      "administrator", "billing",    "contact",     "cs",       "customer",
  "donotreply", "accounting", "hello",         "help",       "hostmaster",  "hr",       "info",
  "jobs",       "list",       "mailer-daemon", "marketing",  "master",      "media",    "no-reply",
  "noc",        "noreply",    "office",        "postmaster", "press",       "root",     "sales",
  "security",   "spam",       "subscribe",     "support",    "unsubscribe", "webadmin", "webmaster",
};

static gboolean
is_local_char (guint8 c)
{
  return g_ascii_isalnum (c) || (c != 0 && strchr ("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static gboolean
is_invisible (gunichar c)
{
  return (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || c == 0x2060 || c == 0x00AD ||
         (c >= 0x202A && c <= 0x202E);
}

/* Full-width letters, ＠ and ． to ASCII; ideographic full stops to dots; invisible marks out. */
static char *
clean (const char *text)
{
  g_autoptr (GString) out = g_string_sized_new (64);
  char *stripped;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_invisible (c))
        continue;
      if (c >= 0xFF01 && c <= 0xFF5E)
        c = c - 0xFF01 + '!';
      else if (c == 0x3002 || c == 0xFF61)
        c = '.';
      else if (c == 0x00A0 || c == 0x3000 || g_unichar_isspace (c))
        c = ' ';
      g_string_append_unichar (out, c);
    }
  stripped = g_strstrip (g_string_free (g_steal_pointer (&out), FALSE));
  return stripped;
}

/* `Name <a@b>`, `<a@b>`, `a@b (Name)`, `mailto:a@b?subject=…`: leaves the address alone in the buffer. */
static void
unwrap (char *text)
{
  char *open = strrchr (text, '<');
  char *close = open != NULL ? strchr (open, '>') : NULL;
  char *start = text;
  gsize length;

  if (close != NULL && close[1] == '\0')
    {
      *close = '\0';
      start = open + 1;
    }
  else if ((open = strchr (text, '(')) != NULL && g_str_has_suffix (text, ")"))
    *open = '\0';
  if (g_ascii_strncasecmp (start, "mailto:", 7) == 0)
    {
      start += 7;
      start[strcspn (start, "?")] = '\0';
    }
  memmove (text, start, strlen (start) + 1);
  g_strstrip (text);
  length = strlen (text);
  if (length > 2 && (*text == '\'' || *text == '"') && text[length - 1] == *text)
    {
      text[0] = text[length - 1] = ' ';
      g_strstrip (text);
      length = strlen (text);
    }
  while (length > 0 && strchr (",;", text[length - 1]) != NULL)
    text[--length] = '\0';
}

static EspEmailProblem
check_local (const char *local, gsize length)
{
  if (length == 0 || length > ESP_EMAIL_MAX_LOCAL_BYTES || local[0] == '.' ||
      local[length - 1] == '.')
    return ESP_EMAIL_BAD_LOCAL;
  for (gsize i = 0; i < length; i++)
    if (!is_local_char (local[i]) || (local[i] == '.' && local[i + 1] == '.'))
      return ESP_EMAIL_BAD_LOCAL;
  return ESP_EMAIL_OK;
}

/* Lower-case letters, digits and hyphens in labels of 1 to 63 bytes, the last one not a number. */
static EspEmailProblem
check_domain (const char *domain)
{
  const char *label = domain;
  gboolean has_dot = FALSE;
  gboolean has_letter = FALSE;

  for (const char *p = domain;; p++)
    {
      if (*p == '.' || *p == '\0')
        {
          gsize length = p - label;

          if (length == 0 || length > MAX_LABEL_BYTES || label[0] == '-' || p[-1] == '-')
            return ESP_EMAIL_BAD_DOMAIN;
          if (*p == '\0')
            break;
          has_dot = TRUE;
          has_letter = FALSE;
          label = p + 1;
        }
      else if (g_ascii_isalpha (*p))
        has_letter = TRUE;
      else if (!g_ascii_isdigit (*p) && *p != '-')
        return ESP_EMAIL_BAD_DOMAIN;
    }
  if (!has_dot)
    return ESP_EMAIL_NO_TLD;
  if (!has_letter || strlen (label) < 2)
    return ESP_EMAIL_NO_TLD;
  return strlen (domain) > MAX_DOMAIN_BYTES ? ESP_EMAIL_TOO_LONG : ESP_EMAIL_OK;
}

static char *
to_ascii_domain (const char *domain)
{
  char *ascii = NULL;
  char *copy;

  if (g_str_is_ascii (domain))
    return g_ascii_strdown (domain, -1);
  if (idn2_to_ascii_8z (domain, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
    return NULL;
  copy = g_strdup (ascii);
  idn2_free (ascii);
  return copy;
}

static EspEmailProblem
finish (char *text, EspEmailAddress *out)
{
  g_autofree char *domain = NULL;
  EspEmailProblem problem;
  char *at = strrchr (text, '@');
  gsize local_length, domain_length;

  if (at == NULL)
    return *text == '\0' ? ESP_EMAIL_EMPTY : ESP_EMAIL_NO_AT;
  if (memchr (text, '@', at - text) != NULL)
    return ESP_EMAIL_SEVERAL;
  local_length = at - text;
  problem = check_local (text, local_length);
  if (problem != ESP_EMAIL_OK)
    return problem;
  domain_length = strlen (at + 1);
  if (domain_length > 1 && at[domain_length] == '.')
    at[domain_length] = '\0'; /* the root dot of a full name */
  domain = to_ascii_domain (at + 1);
  if (domain == NULL)
    return ESP_EMAIL_BAD_DOMAIN;
  problem = check_domain (domain);
  if (problem != ESP_EMAIL_OK)
    return problem;
  domain_length = strlen (domain);
  if (local_length + 1 + domain_length > ESP_EMAIL_MAX_BYTES)
    return ESP_EMAIL_TOO_LONG;
  memcpy (out->address, text, local_length);
  out->address[local_length] = '@';
  memcpy (out->address + local_length + 1, domain, domain_length + 1);
  out->domain_offset = local_length + 1;
  return ESP_EMAIL_OK;
}

/* The usual case: plain ASCII that needs nothing but lower case. Says no when in any doubt. */
static gboolean
normalize_plain (const char *text, EspEmailAddress *out)
{
  gsize at = 0;
  gsize length;

  for (length = 0; text[length] != '\0'; length++)
    {
      char c = text[length];

      if (length >= ESP_EMAIL_MAX_BYTES)
        return FALSE;
      if (c == '@')
        {
          if (at > 0 || length == 0)
            return FALSE;
          at = length;
        }
      else if (!is_local_char (c) || c == '(')
        return FALSE;
      out->address[length] = at > 0 ? g_ascii_tolower (c) : c;
    }
  if (at == 0)
    return FALSE;
  out->address[length] = '\0';
  out->domain_offset = at + 1;
  return check_local (text, at) == ESP_EMAIL_OK &&
         check_domain (out->address + out->domain_offset) == ESP_EMAIL_OK;
}

/**
 * esp_email_normalize:
 * @text: valid UTF-8 as it was typed, pasted or exported: with blanks, a display name, `mailto:`,
 *   full-width letters, invisible marks, an international domain
 *
 * Returns: ESP_EMAIL_OK and @out_address filled, or what is wrong. Compare addresses without regard
 *   to case.
 */
EspEmailProblem
esp_email_normalize (const char *text, EspEmailAddress *out_address)
{
  g_autofree char *cleaned = NULL;

  g_return_val_if_fail (text != NULL, ESP_EMAIL_EMPTY);

  if (normalize_plain (text, out_address))
    return ESP_EMAIL_OK;
  if (strlen (text) > MAX_INPUT_BYTES)
    return ESP_EMAIL_TOO_LONG;
  cleaned = clean (text);
  unwrap (cleaned);
  return finish (cleaned, out_address);
}

/**
 * esp_email_problem_to_string:
 *
 * Returns: (transfer none): what is wrong, as the end of a sentence, in English
 */
const char *
esp_email_problem_to_string (EspEmailProblem problem)
{
  switch (problem)
    {
    case ESP_EMAIL_OK:
      return "is a valid address";
    case ESP_EMAIL_EMPTY:
      return "is empty";
    case ESP_EMAIL_NO_AT:
      return "has no @";
    case ESP_EMAIL_SEVERAL:
      return "has more than one @; keep one address";
    case ESP_EMAIL_BAD_LOCAL:
      return "has characters before the @ that mail servers do not accept";
    case ESP_EMAIL_BAD_DOMAIN:
      return "has a domain that cannot exist";
    case ESP_EMAIL_NO_TLD:
      return "has a domain without an ending such as .com";
    case ESP_EMAIL_TOO_LONG:
      return "is longer than an address can be (254 bytes)";
    default:
      g_assert_not_reached ();
    }
}

/**
 * esp_email_dup_display_name:
 *
 * Returns: (transfer full) (nullable): the name in `Name <a@b>` or `a@b (Name)`, if there is one
 */
char *
esp_email_dup_display_name (const char *text)
{
  g_autofree char *cleaned = clean (text);
  g_autofree char *name = NULL;
  const char *open = strrchr (cleaned, '<');
  gsize length;

  if (open != NULL && open > cleaned)
    name = g_strndup (cleaned, open - cleaned);
  else if ((open = strchr (cleaned, '(')) != NULL && g_str_has_suffix (cleaned, ")"))
    name = g_strndup (open + 1, strlen (open) - 2);
  if (name == NULL)
    return NULL;
  g_strstrip (name);
  length = strlen (name);
  if (length >= 2 && name[0] == '"' && name[length - 1] == '"')
    {
      name[length - 1] = '\0';
      memmove (name, name + 1, length - 1);
      g_strstrip (name);
    }
  return *name != '\0' ? g_steal_pointer (&name) : NULL;
}

/**
 * esp_email_suggest:
 * @address: normalised
 *
 * Returns: (transfer full) (nullable): what was probably meant, when the domain is a known slip
 */
char *
esp_email_suggest (const char *address)
{
  const char *domain = strrchr (address, '@');

  if (domain == NULL)
    return NULL;
  domain++;
  for (guint i = 0; i < G_N_ELEMENTS (domain_typos); i++)
    if (g_ascii_strcasecmp (domain, domain_typos[i].wrong) == 0)
      return g_strdup_printf ("%.*s%s", (int) (domain - address), address, domain_typos[i].right);
  for (guint i = 0; i < G_N_ELEMENTS (tld_typos); i++)
    if (g_str_has_suffix (domain, tld_typos[i].wrong))
      return g_strdup_printf ("%.*s%s", (int) (strlen (address) - strlen (tld_typos[i].wrong)),
                              address, tld_typos[i].right);
  return NULL;
}

/**
 * esp_email_is_role:
 *
 * Returns: whether the mailbox belongs to a function (info@, webmaster@) and not to a person
 */
gboolean
esp_email_is_role (const char *address)
{
  gsize length = strcspn (address, "@+");

  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (strlen (role_names[i]) == length &&
        g_ascii_strncasecmp (address, role_names[i], length) == 0)
      return TRUE;
  return FALSE;
}
