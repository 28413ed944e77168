/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_AD_HASH_SIZE 65 /* 64 hexadecimal digits and the end */

/* To whom audiences are handed. */
typedef enum
{
  ESP_AD_META,
  ESP_AD_GOOGLE,
  ESP_AD_TIKTOK,
  ESP_AD_LINKEDIN,
  ESP_AD_KAKAO,
  ESP_AD_NAVER,
  ESP_N_AD_PLATFORMS
} EspAdPlatform;

/* What platforms recognise people by. */
typedef enum
{
  ESP_AD_EMAIL,
  ESP_AD_PHONE,
  ESP_N_AD_KINDS
} EspAdKind;

const char *esp_ad_platform_name (EspAdPlatform platform);
const char *esp_ad_platform_title (EspAdPlatform platform);
gint64 esp_ad_platform_min_people (EspAdPlatform platform);
gboolean esp_ad_platform_from_name (const char *name, EspAdPlatform *out_platform);
gboolean esp_ad_platform_takes (EspAdPlatform platform, EspAdKind kind);
const char *esp_ad_platform_column (EspAdPlatform platform, EspAdKind kind);
char *esp_ad_normalize (EspAdPlatform platform, EspAdKind kind, const char *text);
gboolean esp_ad_hash (EspAdPlatform platform,
                      EspAdKind kind,
                      const char *text,
                      char out_hash[ESP_AD_HASH_SIZE]);

G_END_DECLS
