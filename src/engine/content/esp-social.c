/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The networks that a social block can lead to: names, colours, and how their addresses are known. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-social.h"

#include "data/esp-core-resources.h"

#include <string.h>

static const EspSocialNetwork networks[] = {
  { "website", "Website", "홈페이지", "#475467", NULL },
  { "email", "Email", "이메일", "#475467", NULL },
  { "phone", "Phone", "전화", "#2f7a4d", NULL },
  { "instagram", "Instagram", "인스타그램", "#c13584", "instagram.com" },
  { "facebook", "Facebook", "페이스북", "#1877f2", "facebook.com" },
  { "x", "X", NULL, "#14171a", "x.com" },
  { "youtube", "YouTube", "유튜브", "#d9201a", "youtube.com" },
  { "kakao", "KakaoTalk", "카카오톡", "#fee500", "pf.kakao.com" },
  { "naver-blog", "Naver Blog", "네이버 블로그", "#03a94d", "blog.naver.com" },
  { "naver-store", "Naver Smart Store", "스마트스토어", "#03a94d", "smartstore.naver.com" },
  { "band", "BAND", "밴드", "#1ba83a", "band.us" },
  { "threads", "Threads", "스레드", "#101010", "threads.net" },
  { "tiktok", "TikTok", "틱톡", "#111111", "tiktok.com" },
  { "linkedin", "LinkedIn", "링크드인", "#0a66c2", "linkedin.com" },
  { "pinterest", "Pinterest", "핀터레스트", "#c8232c", "pinterest.com" },
  { "telegram", "Telegram", "텔레그램", "#1f8ecb", "t.me" },
  { "whatsapp", "WhatsApp", "왓츠앱", "#128c4b", "wa.me" },
  { "line", "LINE", "라인", "#06a94d", "line.me" },
  { "discord", "Discord", "디스코드", "#5865f2", "discord.gg" },
  { "github", "GitHub", "깃허브", "#24292f", "github.com" },
  { "medium", "Medium", "미디엄", "#191919", "medium.com" },
  { "brunch", "Brunch", "브런치", "#2b2b2b", "brunch.co.kr" },
  { "rss", "RSS", NULL, "#c2570c", NULL },
};

/* Other addresses of the same networks. */
static const struct
{
  const char *host;
  const char *id;
} aliases[] = {
  { "twitter.com", "x" },
  { "youtu.be", "youtube" },
  { "kakao.com", "kakao" },
  { "fb.com", "facebook" },
  { "fb.me", "facebook" },
  { "telegram.me", "telegram" },
  { "threads.com", "threads" },
  { "pin.it", "pinterest" },
  { "whatsapp.com", "whatsapp" },
  { "discord.com", "discord" },
  { "lin.ee", "line" },
  { "pinterest.co.kr", "pinterest" },
  { "brand.naver.com", "naver-store" },
};

/**
 * esp_social_network_list:
 * @out_n: (out): how many
 *
 * Returns: (transfer none) (array length=out_n): every network, in the order in which they are offered.
 */
const EspSocialNetwork *
esp_social_network_list (guint *out_n)
{
  *out_n = G_N_ELEMENTS (networks);
  return networks;
}

/**
 * esp_social_network_find:
 *
 * Returns: (transfer none) (nullable): the network of that id.
 */
const EspSocialNetwork *
esp_social_network_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    if (g_strcmp0 (networks[i].id, id) == 0)
      return &networks[i];
  return NULL;
}

static gboolean
is_host_or_below (const char *host, const char *domain)
{
  gsize n = strlen (host);
  gsize n_domain = strlen (domain);

  return n >= n_domain && g_ascii_strcasecmp (host + n - n_domain, domain) == 0 &&
         (n == n_domain || host[n - n_domain - 1] == '.');
}

/**
 * esp_social_network_find_by_href:
 * @href: an address, of any kind
 *
 * Returns: (transfer none) (nullable): the network that the address belongs to; "email" and "phone" by the
 * scheme; NULL for other pages.
 */
const EspSocialNetwork *
esp_social_network_find_by_href (const char *href)
{
  const char *start = strstr (href, "://");
  g_autofree char *host = NULL;

  if (g_ascii_strncasecmp (href, "mailto:", 7) == 0)
    return esp_social_network_find ("email");
  if (g_ascii_strncasecmp (href, "tel:", 4) == 0)
    return esp_social_network_find ("phone");
  if (start == NULL)
    return NULL;
  host = g_strndup (start + 3, strcspn (start + 3, "/?#:"));
  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    if (networks[i].host != NULL && is_host_or_below (host, networks[i].host))
      return &networks[i];
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (is_host_or_below (host, aliases[i].host))
      return esp_social_network_find (aliases[i].id);
  return NULL;
}

/**
 * esp_social_network_get_label:
 * @language: of the message
 *
 * Returns: what a message in that language calls the network.
 */
const char *
esp_social_network_get_label (const EspSocialNetwork *self, const char *language)
{
  gboolean is_korean = g_ascii_strncasecmp (language, "ko", 2) == 0;

  return is_korean && self->korean != NULL ? self->korean : self->title;
}

/**
 * esp_social_icon_dup_id:
 * @network: its id
 *
 * Returns: (transfer full): the name of the inline picture that social blocks show, after "cid:".
 */
char *
esp_social_icon_dup_id (const char *network, EspSocialStyle style)
{
  return g_strdup_printf ("esp-social-%s%s", network, style == ESP_SOCIAL_MONO ? "-mono" : "");
}

/**
 * esp_social_icon_load:
 * @network: its id
 * @style: in colour or quiet
 *
 * Returns: (transfer full) (nullable): a PNG for twice its size on the page.
 */
GBytes *
esp_social_icon_load (const char *network, EspSocialStyle style)
{
  g_autofree char *path = g_strdup_printf ("/io/github/espalier/core/social/%s%s.png", network,
                                           style == ESP_SOCIAL_MONO ? "-mono" : "");

  return g_resource_lookup_data (esp_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                 NULL);
}

static gboolean
add_icons_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  EspMessageDoc *doc = data;

  if (block->kind != ESP_BLOCK_SOCIAL || block->social_style == ESP_SOCIAL_TEXT)
    return TRUE;
  for (guint i = 0; i < block->links->len; i++)
    {
      const EspSocialLink *link = block->links->pdata[i];
      g_autofree char *id = esp_social_icon_dup_id (link->network, block->social_style);
      g_autofree char *name = g_strdup_printf ("%s.png", link->network);
      g_autoptr (GBytes) icon = esp_social_icon_load (link->network, block->social_style);

      if (icon != NULL && esp_message_doc_find_file (doc, id) == NULL)
        g_ptr_array_add (doc->files, esp_message_file_new (id, name, "image/png", TRUE, icon));
    }
  return TRUE;
}

/**
 * esp_social_add_icons:
 * @doc: a message that is about to be written
 *
 * Adds the icons that its social blocks show to the files that travel in the message.
 */
void
esp_social_add_icons (EspMessageDoc *doc)
{
  (void) esp_message_doc_foreach_block (doc, add_icons_cb, doc); /* never stops */
}
