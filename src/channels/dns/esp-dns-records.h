/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/dns/esp-dns-client.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_DKIM_FINE,
  ESP_DKIM_NOT_A_KEY,
  ESP_DKIM_UNKNOWN_KIND, /* neither RSA nor ed25519 (k=) */
  ESP_DKIM_REVOKED,
  ESP_DKIM_BROKEN,       /* the key cannot be read */
  ESP_DKIM_SHORT,        /* RSA below 1024 bits */
  ESP_DKIM_WEAK,         /* RSA below 2048 bits */
  ESP_DKIM_NOT_FOR_MAIL, /* of another service (s=), or for hashes that receivers refuse (h=) */
  ESP_DKIM_YOUNG,        /* ed25519, which large receivers do not verify */
  ESP_DKIM_TEST,         /* receivers are told to ignore it */
} EspDkimVerdict;

EspDkimVerdict esp_dkim_key_check (const char *record, guint *out_bits);

typedef struct
{
  char policy;     /* 'n'one, 'q'uarantine, 'r'eject; NUL: cannot be read */
  char sub_policy; /* the same for the domains below it (sp=); NUL: as policy */
  gboolean is_dkim_strict;
  gboolean is_spf_strict;
  gboolean has_reports;     /* to an address that can be written to */
  gboolean has_bad_reports; /* to one that cannot */
  gboolean has_bad_policy;  /* for the domains below (sp=, np=) */
  guint percent;
} EspDmarc;

gboolean esp_dmarc_parse (const char *record, EspDmarc *out_dmarc);
char *esp_dmarc_find_stranger (const char *record, const char *domain);
char *esp_dns_organization (const char *domain);
char *esp_dns_tag (const char *record, const char *tag);

G_END_DECLS
