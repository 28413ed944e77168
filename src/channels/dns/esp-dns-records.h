/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/dns/esp-dns-client.h"

G_BEGIN_DECLS

/* RFC 7208, 4.6.4. */
#define ESP_SPF_MAX_LOOKUPS 10
#define ESP_SPF_MAX_VOIDS 2

/* What SPF of a domain says, with all that it includes. */
typedef struct
{
  EspDnsStatus status;
  char *record;         /* (nullable): the first one */
  guint n_records;      /* more than one is an error */
  guint n_lookups;      /* that a receiver has to make */
  guint n_voids;        /* of those that found nothing */
  char all;             /* '+', '-', '~' or '?': what becomes of everybody else; NUL: not said */
  GPtrArray *includes;  /* (element-type utf8): domains, also of what is included */
  char *mistake;        /* (nullable): a word of it that cannot be read */
  gboolean has_address; /* the address that was asked about may send */
} EspSpf;

EspSpf *esp_spf_read (const char *domain,
                      const char *const *addresses,
                      EspDnsLookup lookup,
                      gpointer user_data);
void esp_spf_free (EspSpf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSpf, esp_spf_free)
gboolean esp_spf_has (const EspSpf *self, const char *include);

typedef enum
{
  ESP_DKIM_FINE,
  ESP_DKIM_NOT_A_KEY, /* or one of a kind that nobody knows */
  ESP_DKIM_REVOKED,
  ESP_DKIM_BROKEN, /* the key cannot be read */
  ESP_DKIM_SHORT,  /* RSA below 1024 bits */
  ESP_DKIM_WEAK,   /* RSA below 2048 bits */
  ESP_DKIM_TEST,   /* receivers are told to ignore it */
} EspDkimVerdict;

EspDkimVerdict esp_dkim_key_check (const char *record, guint *out_bits);

typedef struct
{
  char policy; /* 'n'one, 'q'uarantine, 'r'eject; NUL: cannot be read */
  gboolean is_dkim_strict;
  gboolean is_spf_strict;
  gboolean has_reports;
  guint percent;
} EspDmarc;

gboolean esp_dmarc_parse (const char *record, EspDmarc *out_dmarc);
char *esp_dns_organization (const char *domain);
char *esp_dns_tag (const char *record, const char *tag);

G_END_DECLS
