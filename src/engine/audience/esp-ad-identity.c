/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How each advertising platform wants an address written before it is hashed, and the hash. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/audience/esp-ad-identity.h"

#include "base/esp-phone.h"

#include <string.h>

/* The longest address that mail knows, and no less than any phone number. */
#define MAX_ADDRESS 320

static const struct
{
  const char *name;
  const char *title;
  const char *columns[ESP_N_AD_KINDS]; /* as its template names them; NULL: does not take it */
  gint64 min_people;
} platforms[ESP_N_AD_PLATFORMS] = {
  [ESP_AD_META] = { "meta", "Meta", { "email", "phone" }, 100 },
  [ESP_AD_GOOGLE] = { "google", "Google Ads", { "Email", "Phone" }, 100 },
  [ESP_AD_TIKTOK] = { "tiktok", "TikTok", { "EMAIL_SHA256", "PHONE_SHA256" }, 1000 },
  [ESP_AD_LINKEDIN] = { "linkedin", "LinkedIn", { "email", NULL }, 300 },
  [ESP_AD_KAKAO] = { "kakao", "Kakao", { "email", "phone" } },
  [ESP_AD_NAVER] = { "naver", "Naver", { "email", "phone" } },
};

/**
 * esp_ad_platform_name:
 *
 * Returns: the word that files and commands use
 */
const char *
esp_ad_platform_name (EspAdPlatform platform)
{
  return platforms[platform].name;
}

/**
 * esp_ad_platform_title:
 *
 * Returns: how the platform calls itself, in every language
 */
const char *
esp_ad_platform_title (EspAdPlatform platform)
{
  return platforms[platform].title;
}

/**
 * esp_ad_platform_min_people:
 *
 * How many people the platform has to recognise before it shows anything to an audience: 100 at Meta and Google, 300
 * at LinkedIn, 1,000 at TikTok, as their help pages say. Kakao and Naver name no number that holds for every kind
 * of advertisement.
 *
 * Returns: 0: not known
 */
gint64
esp_ad_platform_min_people (EspAdPlatform platform)
{
  return platforms[platform].min_people;
}

/**
 * esp_ad_platform_from_name:
 */
gboolean
esp_ad_platform_from_name (const char *name, EspAdPlatform *out_platform)
{
  for (guint i = 0; i < ESP_N_AD_PLATFORMS; i++)
    if (g_strcmp0 (platforms[i].name, name) == 0)
      {
        *out_platform = (EspAdPlatform) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_ad_platform_takes:
 */
gboolean
esp_ad_platform_takes (EspAdPlatform platform, EspAdKind kind)
{
  return platforms[platform].columns[kind] != NULL;
}

/**
 * esp_ad_platform_column:
 *
 * Returns: (nullable): the title of the column in the platform's file
 */
const char *
esp_ad_platform_column (EspAdPlatform platform, EspAdKind kind)
{
  return platforms[platform].columns[kind];
}

static gboolean
is_hash (const char *text)
{
  return strlen (text) == ESP_AD_HASH_SIZE - 1 &&
         strspn (text, "0123456789abcdef") == ESP_AD_HASH_SIZE - 1;
}

/* Lower case without white space, whatever stands where. */
static char *
squeeze (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  g_autofree char *lower = g_utf8_strdown (composed, -1);
  GString *out = g_string_new (NULL);

  for (const char *c = lower; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_isspace (g_utf8_get_char (c)) && !g_unichar_iszerowidth (g_utf8_get_char (c)))
      g_string_append_unichar (out, g_utf8_get_char (c));
  return g_string_free (out, FALSE);
}

/* Google reads both domains as one mailbox, with or without dots and suffix. */
static void
drop_gmail_marks (GString *local)
{
  char *plus = strchr (local->str, '+');

  if (plus != NULL)
    g_string_truncate (local, (gsize) (plus - local->str));
  (void) g_string_replace (local, ".", "", 0); /* there may be none */
}

static char *
normalize_email (EspAdPlatform platform, const char *text)
{
  g_autofree char *plain = squeeze (text);
  const char *at = strrchr (plain, '@');
  g_autoptr (GString) local = NULL;

  if (at == NULL || at == plain || at[1] == '\0' || strchr (plain, '@') != at ||
      strlen (plain) > MAX_ADDRESS)
    return NULL;
  local = g_string_new_len (plain, at - plain);
  if (platform == ESP_AD_GOOGLE &&
      (g_str_equal (at, "@gmail.com") || g_str_equal (at, "@googlemail.com")))
    drop_gmail_marks (local);
  if (platform == ESP_AD_TIKTOK && strchr (local->str, '+') != NULL)
    g_string_truncate (local, (gsize) (strchr (local->str, '+') - local->str));
  if (local->len == 0)
    return NULL;
  return g_strconcat (local->str, at, NULL);
}

static char *
normalize_phone (EspAdPlatform platform, const char *text)
{
  EspPhone phone;

  if (strlen (text) > MAX_ADDRESS || esp_phone_normalize (text, "KR", &phone) != ESP_PHONE_OK)
    return NULL;
  return g_strdup (platform == ESP_AD_META ? phone.e164 + 1 : phone.e164);
}

/**
 * esp_ad_normalize:
 * @text: (nullable)
 *
 * Returns: (transfer full) (nullable): the address as the platform hashes it; %NULL when it is none, or the
 *   platform does not take the kind. What is a hash already stays as it is.
 */
char *
esp_ad_normalize (EspAdPlatform platform, EspAdKind kind, const char *text)
{
  if (text == NULL || !esp_ad_platform_takes (platform, kind))
    return NULL;
  if (is_hash (text))
    return g_strdup (text);
  return kind == ESP_AD_EMAIL ? normalize_email (platform, text) : normalize_phone (platform, text);
}

/**
 * esp_ad_hash:
 * @text: (nullable)
 * @out_hash: (out caller-allocates): SHA-256 in lower-case hexadecimal digits
 *
 * Returns: whether there is something to hash; nothing is never hashed
 */
gboolean
esp_ad_hash (EspAdPlatform platform,
             EspAdKind kind,
             const char *text,
             char out_hash[ESP_AD_HASH_SIZE])
{
  g_autofree char *normal = esp_ad_normalize (platform, kind, text);
  g_autofree char *hash = NULL;

  out_hash[0] = '\0';
  if (normal == NULL || *normal == '\0')
    return FALSE;
  hash = is_hash (normal) ? g_strdup (normal)
                          : g_compute_checksum_for_string (G_CHECKSUM_SHA256, normal, -1);
  g_strlcpy (out_hash, hash, ESP_AD_HASH_SIZE);
  return TRUE;
}
